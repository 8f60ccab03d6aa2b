"""Contradictions, unread keys and truthiness traps: said, never guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from critscale.audit.audit import Audit, audit_config
from critscale.audit.report import to_text
from critscale.theory.errors import BadInput, UnknownName

YARN = {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 4096}


def of(rope: dict[str, Any] | None = None, **keys: Any) -> Audit:
    """Return the audit of a config at n = 16384."""
    config = {"head_dim": 64, **keys}
    if rope is not None:
        config["rope_scaling"] = rope
    return audit_config(config, n=16384, rhos=["0.3"])


def m(found: Audit, group: int = 0) -> str:
    """Return the multiplier on rotary dimensions, or "undecided"."""
    total = found.groups[group].rotary
    return "undecided" if total is None else f"{float(total.value):.6f}"


def unread(found: Audit) -> set[str]:
    """Return the keys of which the audit says that nothing reads them."""
    return {key for remark in found.remarks if remark.id == "key-unread" for key in remark.keys}


def test_the_mscale_pair_is_tested_by_truthiness() -> None:
    """A pair counts if both are truthy; 0 counts as absent, in transformers; SGLang counts it."""
    assert m(of({**YARN, "mscale": 1, "mscale_all_dim": 1}, model_type="qwen2")) == "1.000000"
    assert m(of({**YARN, "mscale": 1, "mscale_all_dim": 0}, model_type="qwen2")) == "1.296477"
    assert m(of({**YARN, "mscale": 2}, model_type="qwen2")) == "1.296477"
    assert m(of({**YARN, "mscale": 2, "mscale_all_dim": 0}, model_type="qwen2")) == "1.296477"
    config = {"model_type": "qwen2", "rope_scaling": {**YARN, "mscale": 2, "mscale_all_dim": 0}}
    assert m(audit_config(config, n=16384, engine_id="sglang")) == "1.631390"  # (1 + 0.2 log 4)^2


def test_contradictions_are_said_and_nothing_is_guessed() -> None:
    """Two blocks that disagree, two names of the type, two original lengths: no multiplier."""
    both = of({**YARN}, rope_parameters={**YARN, "factor": 8})
    assert m(both) == "undecided"
    assert "disagree on factor" in to_text(both)
    types = of({**YARN, "type": "linear"})
    assert m(types) == "undecided"
    assert any("disagree" in line for line in types.facts.contradictions)
    lengths = of(YARN, original_max_position_embeddings=8192)
    assert m(lengths) == "undecided"


def test_the_factor_of_a_longrope_block_counts() -> None:
    """As in the running model: 1 + log 8/log 4096; that max / original is another one is said."""
    factors = of(
        {"type": "longrope", "factor": 8}, max_position_embeddings=131072, original_max_position_embeddings=4096
    )
    assert m(factors) == "1.250000"
    assert "factor 8 counts, though max_position_embeddings / original = 32" in " ".join(to_text(factors).split())


def test_blocks_that_agree_are_one() -> None:
    """The same block under both names is no contradiction."""
    assert m(of(YARN, rope_parameters=YARN)) == "1.296477"


def test_unknown_types_and_families() -> None:
    """An unknown rope type or a temperature key of an unknown family leaves the multiplier undecided."""
    assert m(of({"rope_type": "spiral", "factor": 2})) == "undecided"
    found = of(None, model_type="new_model", attn_temperature_len=1024)
    assert m(found) == "undecided"
    assert "is not known" in to_text(found)


def test_keys_nobody_reads() -> None:
    """A key of another family, a key of no family, and an unknown key of a block."""
    found = of({**YARN, "finetuned": True}, model_type="qwen2", use_logn_attn=True, attn_softmax_temperature=2)
    said = to_text(found)
    assert "use_logn_attn is there, but qwen2 does not read it" in said
    assert {"attn_softmax_temperature", "use_logn_attn"} <= unread(found)
    assert "rope_scaling.finetuned has no rule here" in said
    assert m(found) == "1.296477"


def test_a_temperature_beta_is_read_by_its_families_alone() -> None:
    """llama_4_scaling_beta in the block of a Qwen changes nothing."""
    block = {**YARN, "llama_4_scaling_beta": 1}
    assert m(of(block, model_type="ministral3")) != m(of(block, model_type="qwen3"))
    assert "qwen3 does not read it" in to_text(of(block, model_type="qwen3"))


def test_an_object_reads_like_its_file(tmp_path: Path) -> None:
    """`json.load` makes floats of what the file has as decimals: 0.07 is 7/100 either way, and NaN is no number."""
    rope = {"rope_type": "yarn", "factor": 32.0, "attention_factor": 0.07, "original_max_position_embeddings": 4096.0}
    config = {"head_dim": 64, "rope_scaling": rope}
    file = tmp_path / "config.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    loaded, read = (audit_config(source, n=16384, rhos=["0.3"]) for source in (config, file))
    assert to_text(loaded).partition(":")[2] == to_text(read).partition(":")[2]
    assert m(loaded) == "0.004900"
    with pytest.raises(BadInput, match=r"rope_scaling\.factor"):
        of({**rope, "factor": float("nan")})


def test_the_text_model_is_read() -> None:
    """text_config is what counts; the same key outside it is unread."""
    config = {
        "model_type": "mistral3",
        "attn_temperature_tuning": True,
        "text_config": {"model_type": "llama4_text", "attn_temperature_tuning": 0, "head_dim": 64},
    }
    found = audit_config(config, n=16384)
    assert all(g.rotary is not None and float(g.rotary.value) == 1 for g in found.groups)
    assert "attn_temperature_tuning" in unread(found)
    config["text_config"] = {"model_type": "llama4_text", "attn_temperature_tuning": 4, "head_dim": 64}
    assert m(audit_config(config, n=16384), 1) == "1.109861"


def test_switches_are_switches() -> None:
    """Minus one switches Grok's temperature off; text is no switch and no number."""
    assert m(of(None, model_type="grok", attn_temperature_len=-1)) == "1.000000"
    for key, value in (("use_logn_attn", "yes"), ("attn_temperature_len", True)):
        with pytest.raises(BadInput, match=key):
            of(None, **{key: value})
    with pytest.raises(BadInput, match="seq_length"):
        of(None, use_logn_attn=True)
    with pytest.raises(BadInput, match=r"rope_scaling\.factor"):
        of({**YARN, "factor": "4"})


@pytest.mark.parametrize("value", [0, "64", True, [8, 8, 4], None, {"a": 1}])
def test_a_shape_that_is_no_size_refuses_nothing(value: Any) -> None:
    """A head dimension of 0, or heads by layer, leave the base scale unknown with a reason; the multiplier stands."""
    found = of(YARN, head_dim=value, num_attention_heads=value)
    assert m(found) == "1.296477"
    assert found.facts.base is None
    assert found.facts.base_unknown


def test_which_scale() -> None:
    """attention_multiplier counts in Granite and not in Llama; Gemma's scale is query_pre_attn_scalar."""
    granite = of(None, model_type="granite", attention_multiplier=2).facts.base
    assert granite is not None
    assert granite.value == 2
    assert not granite.squared
    llama = of(None, model_type="llama", attention_multiplier=2)
    assert llama.facts.base is not None
    assert llama.facts.base.squared
    assert "attention_multiplier" in unread(llama)
    gemma = audit_config({"model_type": "gemma3_text", "query_pre_attn_scalar": 168, "head_dim": 128}, n=8192)
    assert gemma.facts.base is not None
    assert gemma.facts.base.value * 168 == 1


def test_no_length_and_no_engine() -> None:
    """Without a length in the config one must be given; an unknown engine is refused."""
    with pytest.raises(BadInput, match="give it, for example --n"):
        audit_config({"model_type": "qwen2"})
    with pytest.raises(BadInput, match="finite n"):
        audit_config({}, n="oo")
    with pytest.raises(UnknownName, match="vllm"):
        audit_config({}, n=10, engine_id="vlm")
