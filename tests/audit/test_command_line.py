"""What an engineer sees: each class of wrong answer that audits once gave, as a config in a file and a command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..terminal import Terminal

YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}


class Engineer:
    """Writes a config to a file and audits it."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal, self.file = terminal, folder / "config.json"

    def json(self, config: dict[str, Any] | str, *words: str) -> Any:
        """Return the audit of a config as JSON data."""
        return self.terminal.json("audit", self._written(config), "--rho", "0.3", *words)

    def text(self, config: dict[str, Any] | str, *words: str) -> str:
        """Return the audit of a config as text."""
        return self.terminal("audit", self._written(config), "--rho", "0.3", *words)

    def _written(self, config: dict[str, Any] | str) -> str:
        text = config if isinstance(config, str) else json.dumps(config)
        self.file.write_text(text, encoding="utf-8")
        return str(self.file)


@pytest.fixture
def engineer(terminal: Terminal, tmp_path: Path) -> Engineer:
    """Return somebody with a terminal."""
    return Engineer(terminal, tmp_path)


def m(found: Any, name: str = "") -> list[float | None]:
    """Return the multipliers on rotary dimensions, of the groups whose name has a word."""
    groups = [group for group in found["layers"] if name in group["layers"]]
    totals = [group["other_dimensions" if group["rotary_share"] == "0" else "rotary_dimensions"] for group in groups]
    return [None if total is None else float(total["at_n"]) for total in totals]


def layers(found: Any) -> dict[str, int]:
    """Return how many layers see everything, a window, or are no softmax."""
    windows = [group["count"] for group in found["layers"] if group["window"] is not None]
    every = [group["count"] for group in found["layers"] if group["window"] is None]
    return {"full": sum(every), "window": sum(windows), "other": sum(kind["count"] for kind in found["no_softmax"])}


def remarks(found: Any, id: str) -> list[Any]:
    """Return the remarks with an id."""
    return [remark for remark in found["remarks"] if remark["id"] == id]


@pytest.mark.parametrize(
    ("config", "scale"),
    [
        ({"model_type": "gemma3n_text", "head_dim": 256, "num_hidden_layers": 10}, 1),
        ({"model_type": "gemma4_text", "head_dim": 256, "num_hidden_layers": 6}, 1),
        ({"model_type": "t5", "d_model": 768, "d_kv": 64, "num_heads": 12, "num_layers": 12}, 1),
        ({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12}, 64**-0.5),
        ({"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_layer": 28, "rotary_dim": 64}, 256**-0.5),
        ({"model_type": "granite", "attention_multiplier": 0.0078125, "hidden_size": 4096, "num_attention_heads": 32}, 1 / 128),
        ({"model_type": "gemma2", "query_pre_attn_scalar": 144, "head_dim": 128, "num_hidden_layers": 46}, 144**-0.5),
    ],
)
def test_the_softmax_scale_is_the_family_s(engineer: Engineer, config: dict[str, Any], scale: float) -> None:
    """Class 1: 1 in Gemma 3n, Gemma 4 and T5, a key in Granite and Gemma 2, head_dim under other names in GPT-2 and J."""
    found = engineer.json(config, "--n", "8192")
    assert found["layers"]
    assert [float(group["scale"]) for group in found["layers"]] == [pytest.approx(scale, rel=1e-9)] * len(found["layers"])
    assert found["phases"]


def test_an_unread_scale_key_leaves_beta_unknown(engineer: Engineer) -> None:
    """Class 1: a key that looks like a softmax scale, in a family nobody knows, is no head_dim^-1/2."""
    found = engineer.json({"model_type": "new_model", "head_dim": 64, "attention_softmax_scale": 0.5}, "--n", "8192")
    assert [group["scale"] for group in found["layers"]] == [None] * len(found["layers"])
    assert not found["phases"]
    assert remarks(found, "base-unknown")


@pytest.mark.parametrize(
    ("config", "counts"),
    [
        ({"model_type": "gpt_oss", "num_hidden_layers": 8, "sliding_window": 128}, {"full": 4, "window": 4, "other": 0}),
        (
            {"model_type": "gemma3_text", "num_hidden_layers": 12, "sliding_window": 512},
            {"full": 2, "window": 10, "other": 0},
        ),
        ({"model_type": "gemma2", "num_hidden_layers": 8, "sliding_window": 4096}, {"full": 4, "window": 4, "other": 0}),
        ({"model_type": "qwen3_next", "num_hidden_layers": 8}, {"full": 2, "window": 0, "other": 6}),
        (
            {"model_type": "llama4_text", "num_hidden_layers": 8, "attention_chunk_size": 8192},
            {"full": 2, "window": 6, "other": 0},
        ),
    ],
)
def test_layers_that_never_see_n_keys(engineer: Engineer, config: dict[str, Any], counts: dict[str, int]) -> None:
    """Class 2: windows and chunks have the phase of their keys, and what is no softmax has none."""
    found = engineer.json({"head_dim": 64, "hidden_size": 512, "num_attention_heads": 8, **config}, "--n", "1M")
    assert layers(found) == counts
    for phase in found["phases"]:
        group = next(g for g in found["layers"] if phase["layers"].startswith(g["layers"]))
        assert phase["keys"] == str(group["window"] or 1048576)


@pytest.mark.parametrize(
    ("config", "name", "value"),
    [
        ({"model_type": "hunyuan_v1_dense", "rope_scaling": {**YARN, "factor": 32.0}}, "", 1),
        ({"model_type": "nanochat", "rope_scaling": {**YARN, "factor": 32.0}}, "", 1),
        ({"model_type": "cohere2", "num_hidden_layers": 8, "rope_scaling": YARN}, "without RoPE", 1),
        ({"model_type": "gpt_oss", "num_hidden_layers": 8}, "full", 1.813260),
        ({"model_type": "ministral3", "num_hidden_layers": 8}, "", 1.277259),
    ],
)
def test_yarn_that_does_not_arrive(engineer: Engineer, config: dict[str, Any], name: str, value: float) -> None:
    """Class 3: a norm after RoPE cancels it, layers without RoPE have none, and class defaults are in force unsaid."""
    found = engineer.json({"head_dim": 64, "hidden_size": 512, "num_attention_heads": 8, **config}, "--n", "262144")
    assert m(found, name)
    assert m(found, name) == [pytest.approx(value, rel=1e-6)] * len(m(found, name))


@pytest.mark.parametrize(
    "config",
    [
        '{"model_type": "nemotron_h", "head_dim": 128, "time_step_limit": [0.0, Infinity], "hybrid_override_pattern": "M*"}',
        '{"model_type": "falcon_h1", "head_dim": 64, "hidden_size": 512, "time_step_max": 1e308}',
        '{"model_type": "segformer", "num_attention_heads": [1, 2, 5, 8], "hidden_sizes": [32, 64, 160, 256]}',
        '{"model_type": "llama", "head_dim": 0, "hidden_size": 512, "num_attention_heads": 8}',
    ],
)
def test_a_value_that_no_rule_reads_refuses_nothing(engineer: Engineer, config: str) -> None:
    """Class 4: infinity, 1e308, lists of heads, head_dim 0."""
    found = engineer.json(config, "--n", "8192")
    assert found["layers"] or remarks(found, "multiplier-unknown")


def test_the_text_block_is_found(engineer: Engineer) -> None:
    """Class 4: a text model two blocks down; and where there is no attention shape at all, no m is printed."""
    text = {"model_type": "qwen2", "hidden_size": 3584, "num_attention_heads": 28, "rope_scaling": YARN}
    wrapped = {"model_type": "qwen2_5_omni", "thinker_config": {"text_config": {**text, "num_hidden_layers": 28}}}
    assert m(engineer.json(wrapped, "--n", "131072")) == [pytest.approx(1.296477, rel=1e-6)]
    gguf = {"general.architecture": "llama", "llama.context_length": 131072, "llama.rope.scaling.factor": 4.0}
    assert "rope type 'linear' changes frequencies only" in engineer.text(gguf)


def test_what_is_read_is_not_said_unread(engineer: Engineer) -> None:
    """Class 5: sink flags and RoPE bases are read by engines; su is longrope; a norm of q and k is mentioned."""
    keys = {"head_dim": 64, "hidden_size": 512, "num_attention_heads": 8, "num_hidden_layers": 8}
    found = engineer.json({"model_type": "mimo_v2_flash", "add_full_attention_sink_bias": True, **keys}, "--n", "8192")
    assert not remarks(found, "key-unread")
    su = {"rope_type": "longrope", "type": "su", "factor": 4.0, "original_max_position_embeddings": 4096}
    found = engineer.json({"model_type": "phi3", "max_position_embeddings": 16384, "rope_scaling": su, **keys})
    assert not remarks(found, "contradiction")
    assert "norm of q and k" in engineer.text({"model_type": "qwen3", **keys}, "--n", "8192")


def test_an_engine_that_does_not_run_it_says_so(engineer: Engineer) -> None:
    """Class 6: the third verdict, neither m = 1 nor agreement."""
    qwen = {"model_type": "qwen", "architectures": ["QWenLMHeadModel"], "use_logn_attn": True, "seq_length": 2048}
    config = {**qwen, "hidden_size": 512, "num_attention_heads": 8, "max_position_embeddings": 8192}
    assert "does not run this" in engineer.text(config, "--engine", "vllm")
    found = engineer.json(config)
    verdicts = {engine["id"]: engine["verdict"] for engine in found["engines"]}
    assert verdicts["vllm"] == "does not run"
    assert not [r for r in found["remarks"] if r["severity"] == "alarm" and "vllm" in r["engines"]]


def test_engine_facts(engineer: Engineer) -> None:
    """Class 7: attn_factor is read by SGLang and not by transformers; DeepSeek-V4 is 1 everywhere."""
    shape = {"head_dim": 128, "hidden_size": 4096, "num_attention_heads": 32, "max_position_embeddings": 131072}
    block = {**YARN, "attn_factor": 0.8782488562869419}
    found = engineer.json({"model_type": "qwen3", "architectures": ["Qwen3ForCausalLM"], "rope_scaling": block, **shape})
    verdicts = {engine["id"]: engine["verdict"] for engine in found["engines"]}
    assert verdicts["sglang"] == "differs"
    assert any("attn_factor" in remark["text"] for remark in remarks(found, "engine-leaves-key"))
    v4 = {"model_type": "deepseek_v4", "architectures": ["DeepseekV4ForCausalLM"], "rope_scaling": {**YARN, "factor": 16}}
    found = engineer.json({**shape, **v4, "num_hidden_layers": 8, "qk_rope_head_dim": 64})
    assert "differs" not in {engine["verdict"] for engine in found["engines"]}


def test_n_is_what_the_config_reaches(engineer: Engineer) -> None:
    """Class 8: YaRN 32 at 32768 is a million tokens; and n is read as people write it."""
    config = {"model_type": "qwen2", "head_dim": 128, "max_position_embeddings": 32768}
    found = engineer.json({**config, "rope_scaling": {**YARN, "factor": 32.0}})
    assert found["n"] == "1048576"
    assert remarks(found, "reach")
    assert engineer.json(config, "--n", "131,072")["n"] == engineer.json(config, "--n", "128k")["n"] == "131072"


def test_extend_is_held_against_no_law(terminal: Terminal) -> None:
    """Class 9: no factor in silence, and a constant that cancels is said to, with plain softmax beside it."""
    words = ("extend", "--law", "yarn", "--from", "32768", "--to", "131072", "--p", "0.5")
    assert "factor = 4, from --from and --to" in terminal(*words)
    rows = terminal.json(*words)["lengths"]
    assert [row["self_weight"] for row in rows] == [row["plain_self_weight"] for row in rows]
    assert "it cancels" in terminal(*words)
    after = terminal.json(*words, "--calibrated-before")["lengths"][-1]
    assert float(after["self_weight"]) > 0.8 > 0.3 > float(after["plain_self_weight"])


def test_tables_fit_a_terminal(engineer: Engineer) -> None:
    """Phases are tables of at most 80 columns, numbers of any size in them."""
    config = {"model_type": "qwen2", "head_dim": 128, "max_position_embeddings": 1048576}
    lines = engineer.text(config, "--n", "10^10^6", "--rho", "0.999").splitlines()
    table = [line for line in lines if line.startswith("    ")]
    assert len(table) >= 4
    assert max(map(len, table)) <= 80
