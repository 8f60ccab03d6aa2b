"""A GGUF, its header alone: read as the config it was made from, refused in a line where it is none."""

from __future__ import annotations

import io
import json
import struct
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from critscale.audit.audit import Audit, audit_config
from critscale.audit.config import UnreadableNumber
from critscale.audit.gguf_header import MOST_BYTES, MOST_KEYS, MOST_TENSORS, read_gguf_header
from critscale.audit.source import read_source
from critscale.theory.errors import CritscaleError

from ..terminal import Terminal

HERE = Path(__file__).parent
HEADERS = json.loads((HERE / "gguf_headers.json").read_text(encoding="utf-8"))
"""What llama.cpp's converter makes of configs of the corpus: tools/facts/gguf_headers.py."""

OTHERWISE = {
    "corpus/published/chatglm3_6b.json": "the model type chatglm is not known to the audit, the converter's class is: half the head turns",
    "corpus/published/moonshotai--Kimi-K3.json": "no key of the header says that its layers have no RoPE, and its scale was not seen",
    "corpus/published/nvidia--Llama-3_3-Nemotron-Super-49B-v1.json": "the header counts the heads of each layer, 31 have none",
    "corpus/published/nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-BF16.json": "the converter writes 2^20 for the context length",
    "corpus/published/phimoe.json": "the published config was cut: without long_factor the converter stores no factor",
    "corpus/threads/huggingface--transformers-43756.json": "no_rope_layers is not stored, llama.cpp takes every fourth",
}
"""Configs of which a header says more or less than they do, and why."""


def string(text: str) -> bytes:
    """Return a string as GGUF writes it."""
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(item: Any) -> bytes:
    """Return a typed value."""
    if isinstance(item, bool):
        return struct.pack("<I?", 7, item)
    if isinstance(item, int):
        return struct.pack("<Iq", 11, item)
    if isinstance(item, float):
        return struct.pack("<If", 6, item)
    if isinstance(item, str):
        return struct.pack("<I", 8) + string(item)
    kinds = {value(inner)[:4] for inner in item}
    (kind,) = kinds
    return struct.pack("<I", 9) + kind + struct.pack("<Q", len(item)) + b"".join(value(inner)[4:] for inner in item)


def header(values: Mapping[str, Any], tensors: tuple[str, ...] = (), version: int = 3) -> bytes:
    """Return a GGUF without its data."""
    start = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(values))
    keys = b"".join(string(key) + value(item) for key, item in values.items())
    return start + keys + b"".join(string(name) + struct.pack("<IQIQ", 1, 64, 0, 0) for name in tensors)


def read(data: bytes) -> Any:
    """Return the header of bytes."""
    return read_gguf_header(io.BytesIO(data[4:]), "x.gguf")


def said(found: Audit) -> tuple[object, ...]:
    """Return what an audit says of the logits: multipliers, windows, shares, scales and numbers of layers, by group."""
    groups = [
        (
            group.group.count,
            group.group.window,
            group.group.rotary_share,
            None if group.group.base is None else (group.group.base.value if group.group.base.squared else group.group.base.value**2),
            None if group.rotary is None else group.rotary.value.decimal(),
            None if group.rest is None else group.rest.value.decimal(),
        )
        for group in found.groups
    ]
    return str(found.n), sorted(groups, key=str), sum(count for _, count in found.facts.no_softmax)


@pytest.mark.parametrize("entry", HEADERS, ids=lambda entry: f"{entry['metadata']['general.architecture']} of {entry['config']}")
def test_a_gguf_says_what_its_config_says(entry: dict[str, Any], tmp_path: Path) -> None:
    """The audit for llama.cpp of a real converter's header is that of the config it got, also through a file."""
    file = tmp_path / "model.gguf"
    file.write_bytes(header(entry["metadata"], tuple(entry["tensors"])))
    found = audit_config(file, rhos=["0.3"])
    assert found.engine.id == found.reference.id == "llama.cpp"
    assert found.verdicts == ()
    assert said(found) == said(audit_config({"metadata": entry["metadata"], "tensors": {n: {} for n in entry["tensors"]}}, rhos=["0.3"]))
    config = json.loads((HERE / entry["config"]).read_text(encoding="utf-8"))
    config = config.get("config", config)
    try:
        expected = said(audit_config(config, engine_id="llama.cpp", rhos=["0.3"]))
    except CritscaleError:  # the config has no context length, its header has
        expected = said(audit_config(config, n=str(found.n), engine_id="llama.cpp", rhos=["0.3"]))
    assert (said(found) == expected) == (entry["config"] not in OTHERWISE)


def test_the_header_of_the_examples() -> None:
    """What the converter wrote of a config of the examples says what the config says."""
    examples = HERE.parents[1] / "examples"
    found = audit_config(examples / "yarn-1m.gguf", rhos=["0.3"])
    assert said(found) == said(audit_config(examples / "yarn-1m-config.json", engine_id="llama.cpp", rhos=["0.3"]))


def test_the_reading_of_a_changed_header_changes() -> None:
    """A twin: the factor, the window, the head dimension and the log multiplier of a header each show."""
    entry = next(e for e in HEADERS if e["metadata"]["general.architecture"] == "deepseek2")
    values = dict(entry["metadata"])
    before = said(audit_config(values, rhos=["0.3"]))
    for key, other in (
        ("rope.scaling.factor", 7.0),
        ("rope.scaling.yarn_log_multiplier", 0.05),
        ("attention.key_length_mla", 256),
        ("block_count", 5),
        ("rope.scaling.original_context_length", 8192),
    ):
        assert f"deepseek2.{key}" in values
        assert said(audit_config({**values, f"deepseek2.{key}": other}, rhos=["0.3"])) != before


LLAMA = {"general.architecture": "llama", "llama.context_length": 8192, "llama.block_count": 4, "llama.embedding_length": 512}
HEADS = {"llama.attention.head_count": 8, "llama.attention.head_count_kv": 2}


def test_a_stored_factor_counts() -> None:
    """rope.scaling.attn_factor multiplies cos and sin of any model: m is its square, YaRN or not."""
    yarn = {"llama.rope.scaling.type": "yarn", "llama.rope.scaling.factor": 4.0, "llama.rope.scaling.original_context_length": 2048}
    for keys, base in (({}, "1.00000000000000"), (yarn, "1.29647699278071")):
        plain = audit_config({**LLAMA, **HEADS, **keys}, rhos=["0.3"]).groups[0].rotary
        found = audit_config({**LLAMA, **HEADS, **keys, "llama.rope.scaling.attn_factor": 1.5}, rhos=["0.3"]).groups[0].rotary
        assert plain is not None and found is not None
        assert plain.value.decimal()[:10] == base[:10]
        assert float(found.value) == pytest.approx(2.25 * float(plain.value), rel=1e-12)


def test_the_stored_factor_of_longrope() -> None:
    """Where it is the converter's formula the law is LongRoPE's; where it is another number, that counts: its square."""
    entry = next(e for e in HEADERS if "phi3.rope.scaling.attn_factor" in e["metadata"])
    found = {}
    for name, stored in (("formula", entry["metadata"]["phi3.rope.scaling.attn_factor"]), ("other", 1.1)):
        values = {**entry["metadata"], "phi3.rope.scaling.attn_factor": stored}
        (group,) = audit_config({"metadata": values, "tensorInfos": []}, rhos=["0.3"]).groups
        assert group.rotary is not None
        found[name] = ([law.law.law.id for law in group.laws], float(group.rotary.value))
    assert {name: laws for name, (laws, _) in found.items()} == {"formula": ["longrope"], "other": ["yarn-attention-factor"]}
    assert {name: round(m, 9) for name, (_, m) in found.items()} == {"formula": round(1 + 5 / 12, 9), "other": 1.21}


def test_layers_with_a_window_have_a_rope_of_their_own() -> None:
    """Laguna: every fourth layer from the first sees all; those with a window turn whole and have no YaRN."""
    yarn = {"type": "yarn", "factor": 64.0, "original_context_length": 4096}
    values = {
        "general.architecture": "laguna",
        "laguna.block_count": 8,
        "laguna.context_length": 262144,
        "laguna.attention.head_count": [8] * 8,
        "laguna.attention.key_length": 128,
        "laguna.attention.sliding_window": 512,
        "laguna.rope.dimension_count": 64,
        "laguna.rope.dimension_count_swa": 128,
        "laguna.rope.freq_base_swa": 10000.0,
        **{f"laguna.rope.scaling.{key}": item for key, item in yarn.items()},
    }
    groups = {g.group.window: g for g in audit_config(values, rhos=["0.3"]).groups}
    assert {window: (g.group.layers, g.group.rotary_share) for window, g in groups.items()} == {
        None: ((0, 4), Fraction(1, 2)),
        512: ((1, 2, 3, 5, 6, 7), Fraction(1)),
    }
    multipliers = {window: g.rotary.value.decimal()[:8] for window, g in groups.items() if g.rotary is not None}
    assert multipliers == {None: "2.004739", 512: "1.000000"}


def test_a_gemma_of_27b_has_the_scale_of_its_size() -> None:
    """llama.cpp knows it by its layers, and then takes hidden size over heads for the head dimension in the scale."""
    keys = {"attention.head_count": 32, "embedding_length": 4608, "attention.key_length": 128, "context_length": 8192}
    for layers, size in ((46, 144), (42, 128)):
        values = {"general.architecture": "gemma2", "gemma2.block_count": layers, **{f"gemma2.{k}": v for k, v in keys.items()}}
        assert read_source(values).raw["query_pre_attn_scalar"] == size


def test_dumps_that_people_make() -> None:
    """The keys as they are, below metadata, or as gguf_dump --json writes them; tensors by name, or in a list."""
    values = {**LLAMA, **HEADS}
    wanted = read_source(values).raw
    assert wanted["num_attention_heads"] == 8
    dumped = {key: {"index": i, "type": "UINT32", "offset": 0, "value": item} for i, (key, item) in enumerate(values.items())}
    assert read_source({"filename": "x.gguf", "metadata": dumped, "tensors": {}}).raw == wanted
    assert read_source({"metadata": values, "tensorInfos": [{"name": "output.weight"}]}).raw == wanted
    frequencies = read_source({"metadata": values, "tensorInfos": [{"name": "rope_freqs.weight"}]}).raw
    assert frequencies["rope_scaling"] == {"rope_type": "llama3"}


def test_numbers_are_the_decimals_they_print_as() -> None:
    """A single-precision 0.1 is 1/10; NaN refuses only what reads it."""
    found = read(header({"a": 0.1, "b": float("nan"), "c": True, "d": [1, 0], "e": -5, "f": ["x", "y"]}))
    assert found.values["a"] == Fraction(1, 10)
    assert isinstance(found.values["b"], UnreadableNumber)
    assert [found.values[key] for key in "cdef"] == [True, [1, 0], -5, ["x", "y"]]


def test_versions_and_byte_orders() -> None:
    """Version 1 counts with four bytes; a file of the other byte order has its version turned."""
    one = b"GGUF" + struct.pack("<III", 1, 0, 1) + struct.pack("<I", 1) + b"a" + struct.pack("<II", 4, 7)
    assert read(one).values == {"a": 7}
    turned = b"GGUF" + struct.pack(">IQQ", 3, 1, 1) + struct.pack(">Q", 1) + b"a" + struct.pack(">II", 4, 7)
    turned += struct.pack(">Q", 1) + b"t" + struct.pack(">IQIQ", 1, 5, 0, 0)
    assert (read(turned).values, read(turned).tensors) == ({"a": 7}, {"t": (5,)})


def test_a_vocabulary_is_passed_over() -> None:
    """A hundred thousand strings are neither kept nor take a second."""
    tokens = struct.pack("<IIQ", 9, 8, 100_000) + string("token") * 100_000
    data = b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + string("tokenizer.ggml.tokens") + tokens + string("a") + value(1)
    start = time.process_time()
    assert read(data).values == {"a": 1}
    assert time.process_time() - start < 2


START = b"GGUF" + struct.pack("<I", 3)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GGUF", "truncated"),
        (b"GGUF" + struct.pack("<IQQ", 9, 0, 0), "version 9"),
        (START + struct.pack("<QQ", 0, MOST_KEYS + 1), "more than a model has"),
        (START + struct.pack("<QQ", MOST_TENSORS + 1, 0), "more than a model has"),
        (START + struct.pack("<qq", -1, -1), "more than a model has"),
        (START + struct.pack("<QQ", 0, 3), "truncated"),
        (START + struct.pack("<QQQ", 0, 1, 1 << 63), f"a key of {1 << 63} bytes"),
        (START + struct.pack("<QQ", 0, 1) + string("a") + struct.pack("<IQ", 8, 1 << 63), f"longer than {MOST_BYTES}"),
        (START + struct.pack("<QQ", 0, 1) + string("a") + struct.pack("<IIQ", 9, 0, 1 << 63), f"longer than {MOST_BYTES}"),
        (START + struct.pack("<QQ", 0, 1) + string("a") + struct.pack("<IIQ", 9, 8, 1 << 63), "strings"),
        (START + struct.pack("<QQ", 0, 1) + string("a") + struct.pack("<IIQ", 9, 8, 1 << 20), "truncated"),
        (START + struct.pack("<QQ", 0, 1) + string("a") + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 9, "nested deeper"),
        (START + struct.pack("<QQ", 0, 1) + string("a") + struct.pack("<I", 99), "unknown type 99"),
        (START + struct.pack("<QQ", 0, 2) + (string("a") + value(1)) * 2, "occurs twice"),
        (START + struct.pack("<QQ", 1, 0) + string("t") + struct.pack("<I", 1 << 31), "dimensions"),
        (START + struct.pack("<QQ", 0, 0), "general.architecture"),
        (header({"general.architecture": 3}), "general.architecture"),
        (header({"general.architecture": "llama"}), "no key of 'llama'"),
        (header({"split.no": 2, "split.count": 4}), "part 3 of a model in parts"),
    ],
)
def test_hostile_headers(data: bytes, why: str, tmp_path: Path, terminal: Terminal) -> None:
    """Huge, negative, truncated, nested, unknown: one line that says which, at once."""
    file = tmp_path / "x.gguf"
    file.write_bytes(data)
    start = time.process_time()
    assert why in terminal.refuses("audit", str(file))
    assert time.process_time() - start < 2


def test_keys_that_hold_too_much_are_refused() -> None:
    """What is kept is bounded in all: many short arrays are no config."""
    array = struct.pack("<IIQ", 9, 0, 4096) + bytes(4096)
    data = START + struct.pack("<QQ", 0, 5000) + b"".join(string(f"k{i}") + array for i in range(5000))
    with pytest.raises(CritscaleError, match="hold more than"):
        read(data)


def test_foreign_text_of_a_header_does_not_act(tmp_path: Path, terminal: Terminal) -> None:
    """A name with an escape sequence is shown by its number."""
    file = tmp_path / "x.gguf"
    file.write_bytes(header({"general.architecture": "a\x1b[2Jb", "a\x1b[2Jb.context_length": 4096, "a\x1b[2Jb.block_count": 2}))
    text = terminal("audit", str(file), "--rho", "0.3")
    assert "\x1b" not in text
    assert "a\\x1b[2Jb" in text


def test_a_folder_and_standard_input(tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one model of a folder, of one in parts the first; projectors are passed over; a pipe is read no further than its header."""
    data = header({**LLAMA, **HEADS})
    (tmp_path / "m-00002-of-00002.gguf").write_bytes(b"GGUF")
    (tmp_path / "mmproj-m.gguf").write_bytes(b"GGUF")
    (tmp_path / "m-00001-of-00002.gguf").write_bytes(data)
    assert terminal.json("audit", str(tmp_path))["model_type"] == "llama"
    (tmp_path / "n.gguf").write_bytes(data)
    assert "2 GGUF files" in terminal.refuses("audit", str(tmp_path))
    pipe = io.BytesIO(data + bytes(1 << 22))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=pipe))
    assert terminal.json("audit", "-")["n"] == "8192"
    assert pipe.tell() == len(data)


def test_a_header_of_gguf_s_own_writer(tmp_path: Path) -> None:
    """What the package gguf writes is read, key by key."""
    gguf = pytest.importorskip("gguf", reason="needs the extra models")
    file = tmp_path / "x.gguf"
    writer = gguf.GGUFWriter(file, "qwen2")
    writer.add_context_length(131072)
    writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
    writer.add_rope_scaling_factor(4.0)
    writer.add_rope_scaling_orig_ctx_len(32768)
    writer.add_head_count(28)
    writer.add_embedding_length(3584)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    raw = read_source(file).raw
    assert raw["model_type"] == "qwen2"
    assert raw["rope_scaling"] == {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 32768}
    assert raw["head_dim"] == 128
