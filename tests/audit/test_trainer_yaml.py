"""A trainer's YAML: what maps onto a config, and what is refused."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from critscale.audit.audit import audit_config
from critscale.audit.source import read_source
from critscale.audit.trainer_yaml import MOST_BYTES, read_yaml
from critscale.theory.errors import CritscaleError

from ..terminal import Terminal

MEGATRON = """
language_model:
  num_layers: 4
  hidden_size: 512
  num_attention_heads: 8
  num_query_groups: 2
  kv_channels: 128
seq_length: 131072
rotary_base: 1e6
"""
SHAPE = "num_layers: 4\nhidden_size: 512\nnum_attention_heads: 8\nseq_length: 8192\n"


def raw(text: str, folder: Path) -> Any:
    """Return the config of a YAML in a file."""
    file = folder / "model.yaml"
    file.write_text(text)
    return read_source(file).raw


def test_the_shape_of_megatron(tmp_path: Path) -> None:
    """Below language_model, with the keys around it; 1e6 is a number though YAML 1.1 takes it for text."""
    assert raw(MEGATRON, tmp_path) == {
        "num_hidden_layers": 4,
        "hidden_size": 512,
        "num_attention_heads": 8,
        "num_key_value_heads": 2,
        "head_dim": 128,
        "max_position_embeddings": 131072,
        "rope_theta": 1000000,
    }
    flags = "MODEL_ARGS:\n  --num-layers: 4\n  --hidden-size: 512\n  --num-attention-heads: 8\n  --seq-length: 8192\n"
    assert raw(flags, tmp_path)["num_hidden_layers"] == 4


@pytest.mark.parametrize(
    ("text", "m", "layers"),
    [
        ("", "1.00000000000000", {"full": 4}),
        (
            "position_embedding_type: yarn\nyarn_rotary_scaling_factor: 32.0\nyarn_original_max_position_embeddings: 4096\n"
            "yarn_mscale: 1.0\nyarn_mscale_all_dim: 0.0\n",
            "1.81326043403950",
            {"full": 4},
        ),
        ("multi_latent_attention: true\nmscale: 1.0\nmscale_all_dim: 1.0\n", "1.87385420", {"full": 4}),
        ("multi_latent_attention: true\n", "1.87385420", {"full": 4}),
        ("multi_latent_attention: true\nrope_type: rope\n", "1.00000000000000", {"full": 4}),
        ("window_size: [127, 0]\nwindow_attn_skip_freq: 2\n", "1.00000000000000", {"full": 2, "window": 2}),
        ("window_size: [127, 0]\nwindow_attn_skip_freq: [1, 1, 1, 0]\n", "1.00000000000000", {"full": 1, "window": 3}),
        ("no_rope_freq: 4\n", "1.00000000000000", {"full": 3, "no rope": 1}),
        ("no_rope_freq: [0, 1, 0, 0]\n", "1.00000000000000", {"full": 3, "no rope": 1}),
        ("position_embedding_type: none\n", "1.00000000000000", {"no rope": 4}),
        ("seq_len_interpolation_factor: 4\n", "1.00000000000000", {"full": 4}),
        ("use_rope_scaling: true\n", "1.00000000000000", {"full": 4}),
    ],
)
def test_what_maps(text: str, m: str, layers: dict[str, int], tmp_path: Path) -> None:
    """YaRN by Megatron's names and defaults, latent attention, windows, layers without RoPE."""
    file = tmp_path / "model_config.yaml"
    file.write_text(SHAPE + text)
    found = audit_config(tmp_path, n=163840, rhos=["0.3"])
    counts: dict[str, int] = {}
    for finding in found.groups:
        group = finding.group
        kind = "window" if group.window is not None else "no rope" if group.rope is None else "full"
        counts[kind] = counts.get(kind, 0) + (group.count or 0)
        assert group.window in (None, 128)
        assert finding.rotary is not None
        if kind == "full":
            assert finding.rotary.value.decimal().startswith(m[:10])
    assert counts == layers


def test_the_scale_of_the_softmax(tmp_path: Path) -> None:
    """softmax_scale is the scale; without it head_dim^-1/2, of kv_channels or hidden / heads."""
    for text, scale in (("softmax_scale: 0.1\n", 0.1), ("kv_channels: 16\n", 0.25), ("", 0.125)):
        (tmp_path / "m.yaml").write_text(SHAPE + text)
        base = audit_config(tmp_path / "m.yaml", rhos=["0.3"]).facts.base
        assert base is not None
        assert float(base.value) ** (0.5 if base.squared else 1) == pytest.approx(scale)


def test_standard_input(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe has no name: a YAML is known by how it begins."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"# a comment\n---\n" + SHAPE.encode())))
    assert terminal.json("audit", "-")["n"] == "8192"


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 8)}]\n" for i in range(1, 12))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "aliases"),
        ("a: &a [*a]\n", "safe to read"),
        ("a: " + "[" * 40 + "]" * 40, "nested"),
        ("a: " + "[" * 20000, "nested"),
        ("a: 1\na: 2\n", "occurs twice"),
        ("1: 2\n", "no text"),
        ("a: !!python/object/apply:os.system ['true']\n", "safe to read"),
        ("a: !!python/name:os.system\n", "safe to read"),
        ("a: [1\n", "safe to read"),
        ("a: \x00\n", "safe to read"),
        ("- 1\n", "no mapping"),
        ("", "no mapping"),
        ("a: " + "9" * 5000, "safe to read"),
        ("a: 1\n", "num_layers, hidden_size"),
        ("#" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_hostile_yaml(text: str, why: str, tmp_path: Path, terminal: Terminal) -> None:
    """Aliases that grow or bite their tail, depth, tags, repeated keys: one line, at once."""
    file = tmp_path / "x.yaml"
    file.write_text(text)
    start = time.process_time()
    assert why in terminal.refuses("audit", str(file))
    assert time.process_time() - start < 3


def test_not_utf8(tmp_path: Path, terminal: Terminal) -> None:
    """Bytes that are no text."""
    (tmp_path / "x.yaml").write_bytes(b"a: \xff\xfe\n")
    assert "safe to read" in terminal.refuses("audit", str(tmp_path / "x.yaml"))


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that says what to install."""
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(CritscaleError, match=r"needs PyYAML; pip install 'critscale\[yaml\]'"):
        read_yaml(b"a: 1\n", "x.yaml")
