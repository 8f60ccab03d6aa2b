"""What is written against what engines read: the audit's own readings, and formulas that share no code with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from critscale.audit.engines import ENGINES
from critscale.audit.written import KeyBlock, write_multiplier

QWEN: Mapping[str, Any] = {
    "model_type": "qwen2",
    "architectures": ["Qwen2ForCausalLM"],
    "hidden_size": 256,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "max_position_embeddings": 32768,
}


def best(config: Mapping[str, Any], engine: str, m: str, n: int = 131072, trained: int = 32768) -> KeyBlock:
    """Return the best block for an engine."""
    found = write_multiplier(config, engine, length=n, trained=trained, multiplier=m).block
    assert found is not None
    return found


@pytest.mark.parametrize("engine", ["hf", "vllm", "sglang", "mlx", "lmdeploy"])
@pytest.mark.parametrize("m", ["1.2", "0.9", "1", "3.5"])
def test_a_plain_model_gets_the_factor(engine: str, m: str) -> None:
    """The block holds the root, and a pair whose ratio is the root, so that engines that read one of them agree."""
    block = best(QWEN, engine, m)
    rope = block.tree["rope_scaling"]
    assert rope["rope_type"] == "yarn" and rope["factor"] == 4 and rope["original_max_position_embeddings"] == 32768
    growth = 0.1 * math.log(4)
    assert rope["attention_factor"] == pytest.approx(math.sqrt(float(m)), rel=1e-11)
    ratio = (1 + rope["mscale"] * growth) / (1 + rope["mscale_all_dim"] * growth)
    assert ratio**2 == pytest.approx(float(m), rel=1e-10)
    assert block.whole and not block.per_position
    assert {engine, *block.honoured_by} == {"hf", "vllm", "sglang", "mlx", "lmdeploy"}
    for effect in block.effects:
        assert float(effect.value) == pytest.approx(float(m), rel=1e-10)
        assert effect.short_ratio == pytest.approx(float(m), rel=1e-10)


def test_every_engine_has_an_answer_or_a_reason() -> None:
    """An engine with nothing to write says why, and which engines have something."""
    for engine in ENGINES:
        found = write_multiplier(QWEN, engine, length=131072, trained=32768, multiplier="1.2")
        assert bool(found.blocks) != bool(found.refusal)
        assert bool(found.blocks) != bool(found.elsewhere)
