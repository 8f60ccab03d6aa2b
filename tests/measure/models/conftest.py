"""Tiny random models; the tests here are skipped, with the reason, where torch and transformers are not installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NEEDED = "needs the extra models: pip install '.[models]'"
SIZES = {
    "vocab_size": 100,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
OWN: dict[str, dict[str, Any]] = {
    "mistral": {"sliding_window": 5},
    "gemma2": {"query_pre_attn_scalar": 8, "sliding_window": 5},
    "gpt_oss": {"num_local_experts": 2, "num_experts_per_tok": 1},
    "gpt2": {"n_embd": 32, "n_layer": 2, "n_head": 4},
    "gptj": {"n_embd": 32, "n_layer": 2, "n_head": 4, "rotary_dim": 4},
    "t5": {"d_model": 32, "d_kv": 8, "d_ff": 32, "num_layers": 2, "num_heads": 4, "decoder_start_token_id": 0},
    "bloom": {"n_layer": 2, "n_head": 4},
}


@pytest.fixture
def tiny() -> Callable[..., Any]:
    """Return a function from a family and an implementation of attention to a model with random weights."""
    torch = pytest.importorskip("torch", reason=NEEDED)
    transformers = pytest.importorskip("transformers", reason=NEEDED)
    torch.set_num_threads(1)

    def build(family: str, implementation: str = "sdpa", **sizes: Any) -> Any:
        torch.manual_seed(0)
        config = transformers.AutoConfig.for_model(family, **{**SIZES, **OWN.get(family, {}), **sizes})
        model = transformers.AutoModel.from_config(config, attn_implementation=implementation).eval()
        with torch.no_grad():
            for name, weight in model.named_parameters():
                if "q_proj" in name or "query" in name or "c_attn" in name:
                    weight.mul_(20)  # scores of a few nats, as real ones
        return model

    return build
