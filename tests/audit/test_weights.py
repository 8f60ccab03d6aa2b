"""The names of a model's tensors beside its config: what they confirm, what they contradict, what is refused."""

from __future__ import annotations

import io
import json
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from critscale.audit.audit import Audit, audit_config
from critscale.audit.safetensors_header import MOST_BYTES, TensorEntry, read_safetensors_header, read_values
from critscale.theory.errors import CritscaleError

from ..terminal import Terminal

SHAPE = {"head_dim": 64, "hidden_size": 512, "num_attention_heads": 8, "num_hidden_layers": 2, "max_position_embeddings": 8192}


def tensors(arrays: Mapping[str, Any]) -> bytes:
    """Return a safetensors file, written here: arrays of float32, or (type, shape, bytes)."""
    head: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, array in arrays.items():
        kind, shape, new = array if isinstance(array, tuple) else ("F32", list(np.shape(array)), np.float32(array).tobytes())
        head[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(new)]}
        data += new
    text = json.dumps(head).encode()
    return struct.pack("<Q", len(text)) + text + data


def model(folder: Path, config: dict[str, Any], **files: bytes) -> Path:
    """Return a folder with a config and files, ``_dot_`` standing for the dot."""
    (folder / "config.json").write_text(json.dumps(config))
    for name, data in files.items():
        (folder / name.replace("_dot_", ".")).write_bytes(data)
    return folder


def layer(name: str) -> dict[str, Any]:
    """Return a tensor of each of two layers."""
    return {f"model.layers.{i}.self_attn.{name}": [1.0] for i in range(2)}


def said(found: Audit) -> list[tuple[str, str]]:
    """Return the remarks on weights: severity and text."""
    return [(remark.severity, remark.text) for remark in found.remarks if remark.id.startswith("weights")]


PLAIN = layer("q_proj.weight")
SINKS, NORMS = layer("sinks"), layer("q_norm.weight")


@pytest.mark.parametrize(
    ("family", "arrays", "severity", "text"),
    [
        ("gpt_oss", SINKS, "note", "has attention sinks in 2 layers: they scale every weight alike"),
        ("gpt_oss", PLAIN, "alarm", "has no attention sinks, and the class of gpt_oss has them"),
        ("llama", SINKS, "alarm", "has attention sinks in 2 layers, and the class of llama has none"),
        ("qwen3", NORMS, "note", "has norms of q and k in 2 layers, before RoPE in the class of qwen3"),
        ("llama", NORMS, "alarm", "has norms of q and k in 2 layers, and the class of llama has none"),
        ("new_model", NORMS, "note", "no name says whether before RoPE"),
        ("new_model", SINKS, "note", "has attention sinks in 2 layers"),
        ("qwen3", layer("q_norm.weight") | {"visual.blocks.0.attn.sinks": [1.0]}, "note", "norms of q and k in 2 layers"),
    ],
)
def test_names_beside_a_config(family: str, arrays: dict[str, Any], severity: str, text: str, tmp_path: Path) -> None:
    """Confirmed, found, or contradicted: a class without them cannot be what runs the weights."""
    model(tmp_path, {"model_type": family, **SHAPE}, model_dot_safetensors=tensors({**PLAIN, **arrays}))
    found = said(audit_config(tmp_path, rhos=["0.3"]))
    assert [(kind, text in line) for kind, line in found] == [(severity, True)]


def test_without_such_names_nothing_is_said(tmp_path: Path) -> None:
    """Plain weights of a plain class, and MLA's norms of low-rank projections, which are none of q and k."""
    arrays = {**PLAIN, **layer("q_a_layernorm.weight"), **layer("kv_a_layernorm.weight")}
    model(tmp_path, {"model_type": "llama", **SHAPE}, model_dot_safetensors=tensors(arrays))
    assert said(audit_config(tmp_path, rhos=["0.3"])) == []


def test_an_index_names_the_tensors_of_parts(tmp_path: Path) -> None:
    """The parts themselves need not be there."""
    index = {"metadata": {}, "weight_map": dict.fromkeys({**PLAIN, **SINKS}, "model-00001-of-00002.safetensors")}
    model(tmp_path, {"model_type": "gpt_oss", **SHAPE})
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    assert "model.safetensors.index.json has attention sinks in 2 layers" in said(audit_config(tmp_path, rhos=["0.3"]))[0][1]


@pytest.mark.parametrize("kind", ["F32", "BF16", "F16"])
def test_learned_scales_are_read(kind: str, tmp_path: Path) -> None:
    """Mistral Large 4: scale and bias of each head, whose range over heads is said where the config leaves m unknown."""

    def written(values: list[float]) -> tuple[str, list[int], bytes]:
        data = np.array(values, dtype=np.float16 if kind == "F16" else np.float32)
        raw = (data.view(np.uint32) >> 16).astype(np.uint16).tobytes() if kind == "BF16" else data.tobytes()
        return kind, [len(values)], raw

    arrays = {
        f"model.language_model.layers.{i}.self_attn.softmax_scaling.{part}": written(values)
        for i in range(2)
        for part, values in (("scale", [0.125 * i, 0.25]), ("bias", [1.0, 0.5]))
    }
    config = json.loads((Path(__file__).parent / "fixtures" / "mistral-large4-default.json").read_text())
    model(tmp_path, config.get("config", config), model_dot_safetensors=tensors(arrays))
    found = audit_config(tmp_path, n=8192, rhos=["0.3"])
    assert any("softmax_scaling" in reason for group in found.groups for reason in group.undecided)
    assert any("over 4 heads: scale 0 to 0.25, bias 0.5 to 1; m = scale log(pos + 1) + bias" in line for _, line in said(found))


def test_a_damaged_file_beside_a_config_refuses_nothing(tmp_path: Path) -> None:
    """A pointer of git-lfs stands where the weights were not downloaded: said, and the config is audited."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n"
    model(tmp_path, {"model_type": "llama", **SHAPE}, model_dot_safetensors=pointer)
    found = audit_config(tmp_path, rhos=["0.3"])
    assert found.groups
    assert any("were not looked at" in remark.text for remark in found.remarks)


HOSTILE = [
    (b"", "a header of 0 bytes"),
    (struct.pack("<Q", 1 << 63) + b"{}", f"a header of {1 << 63} bytes"),
    (struct.pack("<Q", MOST_BYTES + 1), "a header of"),
    (struct.pack("<Q", 100) + b"{}", "truncated"),
    (struct.pack("<Q", 4) + b"\xff\xfe{}", "no JSON"),
    (struct.pack("<Q", 200_000) + b"[" * 200_000, "no JSON"),
    (struct.pack("<Q", 4) + b"[1] ", "no JSON object"),
    (tensors({"a": ("F32", [1], b"1234")}).replace(b'"shape": [1]', b'"shape": "a"'), "no shape and place"),
    (tensors({"a": ("F32", [1], b"1234")}).replace(b"[0, 4]", b"[4, 0]"), "ends before it begins"),
    (tensors({"a": ("F32", [1] * 60, b"1234")}), "no shape and place"),
    (tensors({"a": ("F32", [1], b"1234")}).replace(b"[0, 4]", b"[0,-4]"), "no shape and place"),
]


@pytest.mark.parametrize(("data", "why"), HOSTILE)
def test_hostile_headers(data: bytes, why: str) -> None:
    """Huge, truncated, deep, no JSON, negative: one line, at once."""
    start = time.process_time()
    with pytest.raises(CritscaleError, match="no safetensors file") as refused:
        read_safetensors_header(io.BytesIO(data), "x")
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
    assert time.process_time() - start < 2


def test_values_are_read_of_small_tensors_alone() -> None:
    """A large one, and one of integers, are left; a cut one gives what is there."""
    data = np.arange(4, dtype=np.float32).tobytes()
    whole = read_values(io.BytesIO(data), TensorEntry("F32", (4,), 0, 16), 16)
    assert whole is not None and list(whole) == [0, 1, 2, 3]
    assert read_values(io.BytesIO(data), TensorEntry("F32", (4,), 0, 16), 15) is None
    assert read_values(io.BytesIO(data), TensorEntry("I32", (4,), 0, 16), 16) is None
    cut = read_values(io.BytesIO(data[:9]), TensorEntry("F32", (4,), 0, 16), 16)
    assert cut is not None and list(cut) == [0, 1]


def test_weights_without_a_config_are_refused(tmp_path: Path, terminal: Terminal) -> None:
    """The file and its index have tensors and no config: the line says to give the folder."""
    file = tmp_path / "model.safetensors"
    file.write_bytes(tensors(PLAIN))
    assert "give its folder" in terminal.refuses("audit", str(file))
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "b"}}))
    assert "give its folder" in terminal.refuses("audit", str(index))


def test_foreign_names_do_not_act(tmp_path: Path, terminal: Terminal) -> None:
    """The name of a file with an escape sequence is shown by its number."""
    model(tmp_path, {"model_type": "gpt_oss", **SHAPE})
    (tmp_path / "a\x1b[2J.safetensors").write_bytes(tensors({**PLAIN, **SINKS}))
    text = terminal("audit", str(tmp_path), "--rho", "0.3")
    assert "\x1b" not in text and "attention sinks in 2 layers" in text


def test_the_package_s_own_files_are_read(tmp_path: Path) -> None:
    """What the package safetensors writes."""
    numpy = pytest.importorskip("safetensors.numpy", reason="needs the extra models")
    file = tmp_path / "x.safetensors"
    numpy.save_file({"a.b": np.ones((2, 3), dtype=np.float32)}, file)
    with file.open("rb") as stream:
        entry = read_safetensors_header(stream, "x")["a.b"]
        assert entry.shape == (2, 3)
        values = read_values(stream, entry, 100)
    assert values is not None and list(values) == [1.0] * 6
