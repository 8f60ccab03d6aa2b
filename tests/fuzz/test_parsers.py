"""Fuzzing of what reads foreign text: likely pieces put together, and bytes changed, by seed."""

from __future__ import annotations

import io
import json
import struct
from random import Random

import numpy as np
import pytest

from critscale.audit.overrides import READERS

from .command_lines import HOSTILE, LENGTHS, NUMBERS
from .generators import Tally, cases
from .parsers import NAMES, one

PIECES: dict[str, tuple[str, ...]] = {
    "number": (*NUMBERS, "/", "e", "_", ".", " "),
    "count": (*LENGTHS, *NUMBERS, ",", "k", "M"),
    "length": (*LENGTHS, "^", "*", "(", ")", "exp(", ",", "k", "**"),
    "setting": ("n=1000", "rho=0.3", "beta=1", "gamma=1/2", "critical", "dim=oo", "mechanism=sink:9", "residual=1", " ", " ", "="),
    "law": ("log(", "exp(", "sqrt(", "floor(", "min(", "max(", ")", ")", "n", "pos", "L", "+", "-", "*", "/", "^", ",", "1", "0.1", "8192"),
    "base": ("sqrt(", "128", "11", ")", "log(", "2", "+", "*", "-", "/", "^"),
    "claims": (
        *("claim T\n", "title x\n", "regime finite\n", "regime free\n", "where 0 < rho < 1\n", "where r = 0\n", "where x >= 0, integer: a\n"),
        *("states ", "twin a: ", "self-weight", "output-cosine", "x", "rho", "n", " <= ", " = ", " -> ", "O(", "B(", "n^-2", ", n >= 2)", ")", "\n"),
        *("log(", "(", "+", "-", "*", "/", "^", "1", "1/3", "# ", "\u202e", "rises in t"),
    ),
    "certificate": ('{"format":', '"critscale certificate 1"', "}", "[", "]", '"claim"', ":", ",", '"inequalities"', "1e9", "null"),
    "row": ("\x00", "a", "\xff"),
    "overrides": (
        *(f"{flag}=" for flag in READERS),
        *("--hf-overrides.rope_scaling.factor=", "--override.a.b=", '{"rope_scaling":', '{"rope_parameters":', '{"factor": 4.0}', "}"),
        *("yarn", "linear", "4", "32k", "qwen2.rope.scaling.attn_factor=float:0.9", "qwen2.context_length=int:", ",", "null", "[1]"),
    ),
    "yaml": (
        *("num_layers: 4\n", "hidden_size: 64\n", "num_attention_heads: 4\n", "position_embedding_type: yarn\n", "window_size: [1, 0]\n"),
        *("yarn_rotary_scaling_factor: ", "4.0\n", "multi_latent_attention: true\n", "no_rope_freq: ", "[0, 1]\n", "1e6\n", "&a ", "*a\n"),
        *("!!python/object:a ", "model:\n  ", "- ", "{", "}", "? ", ": ", "<<: *a\n", "softmax_scale: ", "null\n", "kv_channels: "),
    ),
    "gaps": (*NUMBERS, ",", "\n", "\n", "0\n", "1/2,3\n", " "),
    "safetensors": ("\x40", "\x00", "\x00" * 7, '{"a": ', '{"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}', "}", "{}", ","),
}
KEYS = (
    *("model_type", "rope_scaling", "rope_type", "factor", "attention_factor", "mscale", "head_dim", "hidden_size", "beta_fast"),
    *("num_attention_heads", "max_position_embeddings", "original_max_position_embeddings", "text_config", "layer_types"),
    *("sliding_window", "attn_temperature_tuning", "floor_scale", "attn_scale", "use_logn_attn", "seq_length", "query_pre_attn_scalar"),
    *("attention_multiplier", "scale_attn_weights", "rope_parameters", "rope_theta", "partial_rotary_factor", "short_factor", "no_rope_layers"),
)
GGUF_KEYS = (
    *("context_length", "embedding_length", "block_count", "attention.head_count", "attention.head_count_kv", "attention.key_length"),
    *("attention.key_length_mla", "attention.kv_lora_rank", "attention.sliding_window", "attention.sliding_window_pattern"),
    *("rope.dimension_count", "rope.scaling.type", "rope.scaling.factor", "rope.scaling.original_context_length", "attention.scale"),
    *("rope.scaling.attn_factor", "rope.scaling.yarn_log_multiplier", "rope.scaling.yarn_attn_factor", "rope.freq_base_swa"),
    *("attn_logit_softcapping", "nextn_predict_layers", "attention.temperature_scale", "full_attention_interval"),
)
VALUES: tuple[object, ...] = (
    *("llama", "qwen2", "llama4", "yarn", "longrope", "llama3", "dynamic", "gemma2", "gpt_oss", "deepseek_v3", "full_attention"),
    *(None, True, False, 0, 1, -1, 0.5, 4.0, 32, 128, 4096, 131072, 10**30, 1e-300, [], [1.0] * 48, {}, "", *HOSTILE),
)


def config(draw: Random, depth: int = 0) -> dict[str, object]:
    """Return a config whose keys rules read, with likely and unlikely values."""
    found: dict[str, object] = {}
    for key in draw.sample(KEYS, draw.randint(0, 12)):
        nested = depth < 2 and (key in ("rope_scaling", "text_config", "rope_parameters") or draw.random() < 0.1)
        found[key] = config(draw, depth + 1) if nested and draw.random() < 0.8 else draw.choice(VALUES)
    return found


def header(draw: Random) -> bytes:
    """Return a GGUF's header after its magic, with likely keys and unlikely values."""

    def text(value: str) -> bytes:
        data = value.encode("utf-8", "surrogatepass")
        return struct.pack("<Q", len(data)) + data

    def value() -> bytes:
        kind = draw.choice((0, 4, 5, 6, 7, 8, 9, 10, 11, 12, draw.randrange(99)))
        if kind == 8:
            return struct.pack("<I", kind) + text(draw.choice(("llama", "yarn", "linear", "gpt-oss", *HOSTILE)))
        if kind == 9:
            inner, length = draw.choice((0, 4, 6, 8)), draw.choice((0, 2, 4, 1 << 40))
            return struct.pack("<IIQ", kind, inner, length) + draw.randbytes(min(length, 4) * 4)
        size = {0: 1, 7: 1, 10: 8, 11: 8, 12: 8}.get(kind, 4)
        return struct.pack("<I", kind) + draw.choice((draw.randbytes(size), (draw.randrange(64)).to_bytes(size, "little")))

    architecture = draw.choice(("llama", "gpt-oss", "deepseek2", "phi3", "gemma3", "new", *HOSTILE))
    keys = [f"{draw.choice((architecture, 'llama'))}.{draw.choice(GGUF_KEYS)}" for _ in range(draw.randint(0, 12))]
    pairs = [text("general.architecture") + struct.pack("<I", 8) + text(architecture), *(text(key) + value() for key in keys)]
    return struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)


def stored(draw: Random, *, archive: bool) -> bytes:
    """Return an array of gaps as NumPy stores it, or an archive of two, of likely and unlikely kinds."""
    kind = draw.choice(("<f8", "<f4", "<i8", "?", "<c16", "<U3", "<M8[s]", "<f2"))
    shape = draw.choice(((3,), (0,), (), (2, 2), (1, 1, 1)))
    array = np.zeros(shape, dtype=kind) if draw.random() < 0.5 else np.arange(int(np.prod(shape))).reshape(shape).astype(kind)
    stream = io.BytesIO()
    if archive:
        (np.savez_compressed if draw.random() < 0.5 else np.savez)(stream, rho=array, gamma=array)
    else:
        np.save(stream, array)
    return stream.getvalue()


def given(name: str, draw: Random) -> bytes:
    """Return what a reader gets."""
    if name in ("array", "archive"):
        data = stored(draw, archive=draw.random() < (0.9 if name == "archive" else 0.1))
    elif name == "gguf":
        data = header(draw)
    elif name == "config":
        data = json.dumps(config(draw), ensure_ascii=draw.random() < 0.5).encode(errors="surrogatepass")
    else:
        pieces = PIECES[name] if draw.random() < 0.7 else (*PIECES[name], *HOSTILE)
        data = "".join(draw.choice(pieces) for _ in range(draw.randint(0, 12))).encode("utf-8", "surrogateescape")
    if draw.random() < 0.3 and data:
        at = draw.randrange(len(data))
        data = data[:at] + draw.choice((b"", bytes([draw.randrange(256)]), data[at:] * 2)) + data[at + draw.randint(0, 2) :]
    return data


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_takes_it_or_refuses_in_a_line(name: str) -> None:
    """No other error, and what is taken reads back."""
    tally = Tally()
    for seed, draw in cases(f"parser-{name}", 150, tally):
        data = given(name, draw)
        try:
            tally.counts["taken" if one(name, data) else "refused"] += 1
        except Exception as error:  # noqa: BLE001  (that is the fault)
            tally.fail(seed, f"{type(error).__name__}: {str(error)[:200]}", data[:200])
    tally.judge()
