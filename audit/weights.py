"""What the names of a model's tensors show that its config leaves unknown: sinks, norms of q and k, learned scales.

A name shows that something is there, not where in the forward pass it acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..theory.errors import BadInput, shown
from .facts import Facts
from .reading import open_file, path_name, read_file
from .safetensors_header import MOST_BYTES, read_index, read_safetensors_header, read_values
from .table import table

_LAYER = re.compile(r"(?:^|\.)(?:layers|blk|h|blocks|block)\.(\d{1,4})\.")
_SINKS = re.compile(r"\.(attn_)?(attention_)?sinks?(_bias)?(\.(weight|bias))?$")
_NORMS = re.compile(r"(^|[._])(q_norm|q_layernorm|query_layernorm|query_norm|q_ln|norm_q)(\.\w+)?$")
_SCALING = re.compile(r"\.softmax_scaling\.(scale|bias)$")
_NOT_TEXT = re.compile(r"vision|visual|audio|speech|vit\.|encoder\.")
_INDEX = "model.safetensors.index.json"
_MOST_VALUES = 1 << 16
"""Bytes of a tensor whose values are read: a number for each head of a layer."""
_MOST_FILES = 256
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """Tensors of a model, by their names.

    Attributes
    ----------
    origin : str
        The file that names them.
    names : tuple of str
        All of them, of the text model where there are others.
    scales : mapping
        By name of a tensor of a learned scale, its values, a number for each head.
    """

    origin: str
    names: tuple[str, ...]
    scales: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    def layers(self, pattern: re.Pattern[str]) -> set[int]:
        """Return the layers that have a tensor of a kind."""
        found = (_LAYER.search(name) for name in self.names if pattern.search(name))
        return {int(match[1]) for match in found if match is not None}


@dataclass(frozen=True, slots=True)
class WeightRemark:
    """What names show beside a config, and whether that contradicts it."""

    text: str
    contradicts: bool = False


def weights_of(origin: str, names: tuple[str, ...], scales: Mapping[str, NDArray[np.float64]] | None = None) -> Weights:
    """Return tensors by their names, those of towers for images and sound left out."""
    return Weights(origin, tuple(name for name in names if not _NOT_TEXT.search(name)), scales or {})


def weights_beside(folder: Path) -> Weights | None:
    """Return what the safetensors files of a folder hold, by their index or their headers; None where there are none.

    Raises
    ------
    BadInput
        If one of them is damaged.
    """
    if (folder / _INDEX).is_file():
        placed = read_index(read_file(folder / _INDEX, MOST_BYTES), path_name(folder / _INDEX))
        files = {file for name, file in placed.items() if _SCALING.search(name) and re.fullmatch(r"[\w.-]{1,255}", file)}
        scales: dict[str, NDArray[np.float64]] = {}
        for file in sorted(files)[:_MOST_FILES]:
            with suppress(BadInput):  # a part that was not downloaded
                scales |= _read(folder / file)[1]
        return weights_of(_INDEX, tuple(placed), scales)
    names: list[str] = []
    scales = {}
    files_there = sorted(folder.glob("*.safetensors"))[:_MOST_FILES]
    for path in files_there:
        entries, values = _read(path)
        names += entries
        scales |= values
    return weights_of(files_there[0].name if len(files_there) == 1 else "*.safetensors", tuple(names), scales) if names else None


def _read(path: Path) -> tuple[list[str], dict[str, NDArray[np.float64]]]:
    """Return the names of a file's tensors, and the values of learned scales."""
    with open_file(path, "give the model's folder") as stream:
        entries = read_safetensors_header(stream, path_name(path))
        scales = {}
        for name, entry in entries.items():
            if _SCALING.search(name) and (values := read_values(stream, entry, _MOST_VALUES)) is not None:
                scales[name] = values
        return list(entries), scales


def weight_remarks(weights: Weights, facts: Facts, model_type: str) -> Iterator[WeightRemark]:
    """Yield what the tensors say beside a config."""
    row = table().find(model_type) if model_type else None
    known = row is not None and not row.error
    sinks, norms = weights.layers(_SINKS), weights.layers(_NORMS)
    there = f"{shown(weights.origin)} has"
    if sinks:
        has = f"{there} attention sinks in {len(sinks)} layers"
        if known and row is not None and not row.sinks:
            yield WeightRemark(f"{has}, and the class of {facts.family} has none: other code runs these weights", True)
        else:
            yield WeightRemark(f"{has}: they scale every weight alike and do not move the critical gamma")
    elif known and row is not None and row.sinks and weights.layers(_LAYER):
        yield WeightRemark(f"{shown(weights.origin)} has no attention sinks, and the class of {facts.family} has them", True)
    if norms:
        has = f"{there} norms of q and k in {len(norms)} layers"
        if facts.qk_norm == "none":
            yield WeightRemark(f"{has}, and the class of {facts.family} has none: other code runs these weights", True)
        elif facts.qk_norm == "unknown":
            yield WeightRemark(f"{has}; no name says whether before RoPE, or after it, where a factor on cos and sin cancels")
        else:
            yield WeightRemark(f"{has}, {facts.qk_norm} in the class of {facts.family}")
    yield from _scales(weights)


def _scales(weights: Weights) -> Iterator[WeightRemark]:
    found = {
        part: np.concatenate([v for name, v in weights.scales.items() if name.endswith(f".softmax_scaling.{part}")])
        for part in ("scale", "bias")
        if any(name.endswith(f".softmax_scaling.{part}") for name in weights.scales)
    }
    if len(found) == 2 and all(len(v) and np.isfinite(v).all() for v in found.values()):
        ranges = {part: f"{values.min():.{_SHOWN}g} to {values.max():.{_SHOWN}g}" for part, values in found.items()}
        heads = len(found["scale"])
        yield WeightRemark(
            f"softmax_scaling in the weights, over {heads} heads: scale {ranges['scale']}, bias {ranges['bias']};"
            " m = scale log(pos + 1) + bias"
        )

