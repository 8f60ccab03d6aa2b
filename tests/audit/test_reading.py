"""Hostile files get one line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.audit.audit import audit_config
from critscale.audit.engines import ENGINES
from critscale.audit.reading import MAX_BYTES, parse_json
from critscale.audit.report import to_json, to_text
from critscale.audit.source import read_source
from critscale.theory.errors import CritscaleError


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x00\x01\x02\xff\xfe", "not UTF-8"),
        (b"\x80\x04\x95", "not UTF-8"),
        (b"{", "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b"[1, 2]", "no object"),
        (b"3", "no object"),
        (b'{"a": 1, "a": 2}', "occurs twice"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "nested"),
        (b"\x00" * 100, "not JSON"),
        (b'{"a": 1}trailing', "not JSON"),
    ],
)
def test_bad_files(tmp_path: Path, data: bytes, why: str) -> None:
    """Empty, binary, malformed, deep, duplicate or not finite: one line that says which."""
    file = tmp_path / "config.json"
    file.write_bytes(data)
    with pytest.raises(CritscaleError, match=why) as refused:
        read_source(file)
    assert "\n" not in str(refused.value)


def test_large_and_odd_files(tmp_path: Path) -> None:
    """100 MB, a device, a missing file, a directory without a config."""
    large = tmp_path / "config.json"
    with large.open("wb") as stream:
        stream.truncate(100_000_000)
    for path, why in (
        (large, f"at most {MAX_BYTES}"),
        (Path("/dev/zero"), "regular file"),
        (tmp_path / "none.json", "No such file"),
        (Path("a\0b"), "cannot be opened"),
        (Path("x" * 5000), "name too long"),
    ):
        with pytest.raises(CritscaleError, match=why):
            read_source(path)
    large.unlink()
    with pytest.raises(CritscaleError, match="No such file"):
        read_source(tmp_path)
    (tmp_path / "params.json").write_text('{"head_dim": 128}')
    assert read_source(tmp_path).raw == {"head_dim": 128}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(CritscaleError, match="regular file"):
            read_source(tmp_path / "pipe")


def test_numbers_are_exact() -> None:
    """0.1 is 1/10, not its nearest float."""
    assert parse_json(b'{"a": 0.1, "b": -2, "c": -1.5e-1}') == {
        "a": parse_json(b'{"x": 0.1}')["x"],
        "b": -2,
        "c": parse_json(b'{"x": -0.15}')["x"],
    }
    assert parse_json(b'{"a": 0.1}')["a"] * 10 == 1


@pytest.mark.parametrize("name", ["num_layers", "num_hidden_layers"])
def test_a_usual_key_under_its_other_name(name: str) -> None:
    """EXAONE 3 files say num_layers where the class has num_hidden_layers: both are its number of layers."""
    config = {"model_type": "exaone", "hidden_size": 64, "num_attention_heads": 4, name: 6}
    found = to_json(audit_config(config, n=4096, rhos=["0.3"]))
    assert isinstance(found["layers"], list)
    assert [group["count"] for group in found["layers"]] == [6]


@pytest.mark.parametrize("count", [2**32, 10**12])
def test_more_layers_than_any_model_has(count: int) -> None:
    """Refused at once: each layer would have its letter."""
    with pytest.raises(CritscaleError, match="num_hidden_layers"):
        audit_config({"model_type": "llama", "head_dim": 64, "num_hidden_layers": count}, n=4096)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e308", "1e99999", "9" * 5000])
def test_a_number_that_no_rule_reads_refuses_no_file(number: str) -> None:
    """Published configs hold Infinity and 1e308; where a rule reads such a number, it is refused by its key."""
    usual = '"model_type": "llama", "max_position_embeddings": 4096'
    read = audit_config(parse_json(f'{{{usual}, "time_step_limit": [0.0, {number}], "odd": {number}}}'.encode()))
    assert [float(g.rotary.value) for g in read.groups if g.rotary] == [1.0]
    block = f'"rope_scaling": {{"rope_type": "yarn", "factor": {number}}}'
    with pytest.raises(CritscaleError, match=r"rope_scaling\.factor"):
        audit_config(parse_json(f"{{{usual}, {block}}}".encode()))


_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 10**6), st.text(max_size=4), st.just([1, 0]), st.just({})
)
_KEYS = [
    "attn_temperature_tuning",
    "floor_scale",
    "attn_scale",
    "head_dim",
    "hidden_size",
    "num_attention_heads",
    "no_rope_layers",
    "no_rope_layer_interval",
    "layer_types",
    "use_logn_attn",
    "seq_length",
    "attn_temperature_len",
    "log_scaling_n_floor",
    "log_scaling_alpha",
    "max_position_embeddings",
    "original_max_position_embeddings",
    "attention_multiplier",
    "query_pre_attn_scalar",
    "attn_logit_softcapping",
    "llama_4_scaling",
    "yarn",
    "rope_type",
    "scaling_softmax",
    "text_config",
    "sliding_window",
    "qk_rope_head_dim",
    "qk_nope_head_dim",
    "num_hidden_layers",
]
_BLOCK_KEYS = [
    "rope_type",
    "type",
    "factor",
    "original_max_position_embeddings",
    "attention_factor",
    "mscale",
    "mscale_all_dim",
    "llama_4_scaling_beta",
    "short_mscale",
    "long_mscale",
    "full_attention",
    "partial_rotary_factor",
]
_TYPES = st.sampled_from(["yarn", "longrope", "su", "default", "linear", "odd"])


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(_KEYS), _SCALARS, max_size=6),
    st.one_of(st.none(), st.dictionaries(st.sampled_from(_BLOCK_KEYS), st.one_of(_SCALARS, _TYPES), max_size=6)),
    st.sampled_from(
        ["", "llama4", "mistral4", "deepseek_v3", "qwen", "qwen2", "olmo3", "grok", "inkling2", "beam", "new_model"]
    ),
    st.sampled_from(["", *ENGINES]),
)
def test_any_config_is_audited_or_refused_in_one_line(
    keys: dict[str, Any], block: dict[str, Any] | None, family: str, engine: str
) -> None:
    """Whatever a config holds, the audit reports or refuses; it never crashes."""
    config = dict(keys)
    if block is not None:
        config["rope_scaling"] = block
    if family:
        config["model_type"] = family
    try:
        found = audit_config(config, n=4096, engine_id=engine, rhos=["0.3"])
    except CritscaleError as refused:
        assert "\n" not in str(refused)
        return
    assert to_text(found)
    assert to_json(found)["n"] == "4096"


def test_a_cap_bounds_the_weight_and_its_note_says_where() -> None:
    """Logits within 50 of 0 differ by 100 at most."""
    config = {"model_type": "gemma2", "head_dim": 256, "num_hidden_layers": 26, "max_position_embeddings": 8192, "attn_logit_softcapping": 50.0}
    notes = [note.text for note in audit_config(config, n=8192).remarks if "capped" in note.text]
    assert notes == ["logits are capped at 50: the largest weight is at most 1/(1 + (n - 1) e^-100)"]
