"""The header of a GGUF file: its keys and the names of its tensors.  No tensor is read, and no more is kept than a config holds.

Source: ggml, docs/gguf.md; llama.cpp, gguf-py/gguf/constants.py.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO, NoReturn

import numpy as np

from ..theory.errors import BadInput, shown
from .config import UnreadableNumber

MAGIC = b"GGUF"
VERSIONS = (1, 2, 3)
MOST_BYTES = 1 << 28
"""A header has a vocabulary in it, some megabytes; one longer than 256 MB is none."""
MOST_KEYS = 1 << 16
MOST_TENSORS = 1 << 18
MOST_STRINGS = 1 << 23
"""Elements of arrays of strings, which are passed over one by one."""
MOST_ELEMENTS = 4096
"""Arrays with more elements, and longer strings, are passed over: a key of a layer has one for each layer."""
MOST_KEPT = 1 << 24
"""Characters of names and strings that are kept, in all."""
ELEMENT = 8
"""An element of an array counts as so many of them."""
MOST_NAME = 1024
MOST_DIMENSIONS = 8
MOST_NESTED = 4

_STRING, _ARRAY, _BOOL = 8, 9, 7
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "B", 10: "Q", 11: "q", 12: "d"}
_UNREAD = ("tokenizer.",)


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a header holds.

    Attributes
    ----------
    version : int
        Of the format.
    values : mapping
        By key: numbers exact, strings, and short arrays of them; a vocabulary is left out.
    tensors : mapping
        By name of a tensor, its shape, the fastest dimension first.
    """

    version: int
    values: dict[str, Any]
    tensors: dict[str, tuple[int, ...]]


def read_gguf_header(stream: BinaryIO, name: str) -> GgufHeader:
    """Read a header from a stream, after its `MAGIC`.

    Raises
    ------
    BadInput
        If it is none, truncated, or larger than a header is.
    """
    reader = _Reader(stream, name)
    version = reader.scalar("I")
    if version not in VERSIONS and int.from_bytes(version.to_bytes(4, "little"), "big") in VERSIONS:
        reader.order, version = ">", int.from_bytes(version.to_bytes(4, "little"), "big")
    if version not in VERSIONS:
        reader.refuse(f"version {version} of the format is not known")
    reader.count = "I" if version == 1 else "Q"
    tensors, keys = reader.scalar(reader.count), reader.scalar(reader.count)
    if keys > MOST_KEYS or tensors > MOST_TENSORS:
        reader.refuse(f"it announces {keys} keys and {tensors} tensors, more than a model has")
    values: dict[str, Any] = {}
    seen: set[str] = set()
    for _ in range(keys):
        key = reader.text(MOST_NAME, "a key")
        if key in seen:
            reader.refuse(f"the key {shown(key)!a} occurs twice")
        seen.add(key)
        value = reader.value(reader.scalar("I"), not key.startswith(_UNREAD))
        if value is not None:
            values[key] = value
    names: dict[str, tuple[int, ...]] = {}
    for _ in range(tensors):
        tensor = reader.text(MOST_NAME, "the name of a tensor")
        dimensions = reader.scalar("I")
        if dimensions > MOST_DIMENSIONS:
            reader.refuse(f"the tensor {shown(tensor)!a} has {dimensions} dimensions")
        reader.keep(dimensions)
        names[tensor] = tuple(reader.scalar(reader.count) for _ in range(dimensions))
        reader.take(12)  # its type, and where it stands
    return GgufHeader(version, values, names)


@dataclass
class _Reader:
    """Takes bytes from a stream, and counts them."""

    stream: BinaryIO
    name: str
    order: str = "<"
    count: str = "Q"
    taken: int = 0
    strings: int = 0
    kept: int = 0

    def refuse(self, why: str) -> NoReturn:
        raise BadInput(self.name, f"no header of a GGUF file: {why}", "give a whole .gguf file")

    def take(self, size: int) -> bytes:
        self._account(size)
        data = self.stream.read(size)
        if len(data) != size:
            self.refuse("it is truncated")
        return data

    def skip(self, size: int) -> None:
        """Pass over bytes, without holding them."""
        self._account(size)
        while size:
            data = self.stream.read(min(size, 1 << 20))
            if not data:
                self.refuse("it is truncated")
            size -= len(data)

    def _account(self, size: int) -> None:
        self.taken += size
        if self.taken > MOST_BYTES:
            self.refuse(f"it is longer than {MOST_BYTES} bytes")

    def keep(self, size: int) -> None:
        self.kept += size
        if self.kept > MOST_KEPT:
            self.refuse("its keys hold more than those of a model")

    def scalar(self, kind: str) -> int:
        found: int = struct.unpack(self.order + kind, self.take(struct.calcsize("<" + kind)))[0]
        return found

    def text(self, most: int, what: str) -> str:
        size = self.scalar(self.count)
        if size > most:
            self.refuse(f"{what} of {size} bytes")
        self.keep(size + 1)
        return self.take(size).decode("utf-8", "backslashreplace")

    def value(self, kind: int, kept: bool, depth: int = 0) -> Any:
        """Return a value, None for one that is passed over."""
        if kind == _STRING:
            size = self.scalar(self.count)
            if not kept or size > MOST_ELEMENTS:
                self.skip(size)
                return None
            self.keep(size)
            return self.take(size).decode("utf-8", "backslashreplace")
        if kind == _ARRAY:
            return self._array(kept, depth)
        if kind not in _SCALARS:
            self.refuse(f"a value of the unknown type {kind}")
        return _exact(kind, self.scalar(_SCALARS[kind]))

    def _array(self, kept: bool, depth: int) -> list[Any] | None:
        if depth == MOST_NESTED:
            self.refuse(f"arrays nested deeper than {MOST_NESTED}")
        kind, length = self.scalar("I"), self.scalar(self.count)
        kept = kept and length <= MOST_ELEMENTS and kind != _ARRAY
        if kind in _SCALARS and not kept:
            self.skip(length * struct.calcsize("<" + _SCALARS[kind]))
            return None
        if not kept:
            self.strings += length
            if self.strings > MOST_STRINGS:
                self.refuse(f"arrays of {self.strings} strings")
            for _ in range(length):
                self.value(kind, False, depth + 1)
            return None
        self.keep(ELEMENT * length)
        if kind not in _SCALARS:
            return [self.value(kind, True, depth + 1) for _ in range(length)]
        numbers = f"{length}{_SCALARS[kind]}"
        return [_exact(kind, number) for number in struct.unpack(self.order + numbers, self.take(struct.calcsize("<" + numbers)))]


def _exact(kind: int, value: Any) -> Any:
    """Return a number as the decimal it prints as, in its own precision; a truth value as one."""
    if kind == _BOOL:
        return bool(value)
    if isinstance(value, int):
        return value
    single = _SCALARS[kind] == "f"
    if not np.isfinite(value):
        return UnreadableNumber(str(value), "is not finite")
    return Fraction(str(np.float32(value)) if single else repr(value))
