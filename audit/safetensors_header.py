"""The header of a safetensors file, and the index of a model in several: names, types and shapes of tensors, no tensor.

Source: safetensors, README: a length of eight bytes, a JSON header of at most 100 MB, then the data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..theory.errors import BadInput, shown

MOST_BYTES = 1 << 24
"""A header, or an index, has at most so many bytes: that of a model of 671B has 9 MB."""
MOST_TENSORS = 1 << 18
MOST_DIMENSIONS = 8
_INDEX = "weight_map"
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}
"""Types of numbers whose values can be read; bfloat16 is the upper half of a float32."""


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """What a header says of a tensor: its type, its shape, and where its bytes begin and end in the file."""

    kind: str
    shape: tuple[int, ...]
    start: int
    end: int


def read_safetensors_header(stream: BinaryIO, name: str) -> dict[str, TensorEntry]:
    """Read a header from the beginning of a stream.

    Raises
    ------
    BadInput
        If it is none, truncated, or larger than a header is.
    """
    size = int.from_bytes(stream.read(8), "little")
    if not 2 <= size <= MOST_BYTES:
        _refuse(name, f"a header of {size} bytes")
    data = stream.read(size)
    if len(data) != size:
        _refuse(name, "it is truncated")
    found = _object(data, name)
    if len(found) > MOST_TENSORS:
        _refuse(name, f"{len(found)} tensors")
    return {key: _entry(key, entry, 8 + size, name) for key, entry in found.items() if key != "__metadata__"}


def is_safetensors_index(data: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is the index of a model in several files."""
    return isinstance(data.get(_INDEX), Mapping)


def read_index(data: bytes, name: str) -> dict[str, str]:
    """Return, by name of a tensor, the file that an index says it is in.

    Raises
    ------
    BadInput
        If it is no index.
    """
    found = _object(data, name).get(_INDEX)
    if not isinstance(found, dict) or len(found) > MOST_TENSORS:
        _refuse(name, "no index of a model in several files")
    return {key: file for key, file in found.items() if isinstance(file, str)}


def read_values(stream: BinaryIO, entry: TensorEntry, most: int) -> NDArray[np.float64] | None:
    """Return the values of a small tensor, None where it has more bytes than ``most`` or another type of numbers."""
    size = entry.end - entry.start
    if entry.kind not in _TYPES or size > most:
        return None
    stream.seek(entry.start)
    data = stream.read(size)
    numbers = np.frombuffer(data[: len(data) - len(data) % np.dtype(_TYPES[entry.kind]).itemsize], dtype=_TYPES[entry.kind])
    if entry.kind == "BF16":
        numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
    return numbers.astype(np.float64)


def _object(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        _refuse(name, "its header is no JSON")
    if not isinstance(found, dict):
        _refuse(name, "its header is no JSON object")
    return found


def _entry(key: str, entry: Any, base: int, name: str) -> TensorEntry:
    shape = entry.get("shape") if isinstance(entry, dict) else None
    place = entry.get("data_offsets") if isinstance(entry, dict) else None
    numbers: list[Any] = [*shape, *place] if isinstance(shape, list) and isinstance(place, list) and len(place) == 2 else [None]
    if len(numbers) > MOST_DIMENSIONS + 2 or not all(type(number) is int and 0 <= number < 2**63 for number in numbers):
        _refuse(name, f"the tensor {shown(key)!a} has no shape and place")
    *sizes, start, end = numbers
    if end < start:
        _refuse(name, f"the tensor {shown(key)!a} ends before it begins")
    return TensorEntry(str(entry.get("dtype")), tuple(sizes), base + start, base + end)


def _refuse(name: str, why: str) -> NoReturn:
    raise BadInput(name, f"no safetensors file: {why}", "give a whole .safetensors file, or its folder")
