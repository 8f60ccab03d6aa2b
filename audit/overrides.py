"""The words of a server's command line that change a config or the context length, as one list of changes.

A word is read as its own server reads it; what it changes is said with the word it is from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..theory.errors import BadInput, UnknownName, shown
from .config import text_path
from .reading import exact_numbers, parse_json


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of a config that is set to a value.

    Attributes
    ----------
    path : tuple of str
        From the root of the config to the key.
    value : JSON value
        What it is set to.
    origin : str
        The word that sets it.
    """

    path: tuple[str, ...]
    value: Any
    origin: str

    def __str__(self) -> str:
        """Return it as a sentence of the report."""
        return f"{shown('.'.join(self.path))} = {shown(_text(self.value), 120)} from {self.origin}"

    def applied(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return a config with the key set; a block on the way that is missing, or no object, is made."""
        head, *rest = self.path
        if not rest:
            return {**raw, head: self.value}
        inner = raw.get(head)
        below = KeyChange(tuple(rest), self.value, self.origin)
        return {**raw, head: below.applied(inner if isinstance(inner, Mapping) else {})}


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the words of a server change.

    Attributes
    ----------
    changes : tuple of KeyChange
        In the order in which they take effect.
    length : int or None
        The context length that is served, None where no word says it.
    length_source : str
        The word that says it.
    """

    changes: tuple[KeyChange, ...] = ()
    length: int | None = None
    length_source: str = ""

    def applied(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a config with all changes."""
        for change in self.changes:
            raw = change.applied(raw)
        return raw


def read_overrides(words: Mapping[str, object], raw: Mapping[str, Any]) -> Overrides:
    """Return what words change in a config.

    Parameters
    ----------
    words : mapping
        From the flags of a server's command line (``"--hf-overrides"``, ``"--max-model-len"``) to their values, and from keys
        of the config, dotted where they are nested (``"rope_scaling.factor"``), to theirs.
    raw : mapping
        The config.

    Raises
    ------
    BadInput
        If a value cannot be read, or two words say two lengths.
    UnknownName
        If there is no such flag.
    """
    reader = _Reader(raw)
    for flag, value in words.items():
        if not flag.startswith("-"):
            reader.changes.append(KeyChange(_path(flag, "--override"), exact_numbers(value), "--override"))
        elif flag in _READERS:
            _READERS[flag](reader, flag, value)
        else:
            raise UnknownName.among("option", flag, _READERS)
    return Overrides(tuple(reader.changes), reader.length, reader.length_source)


@dataclass
class _Reader:
    """What was read so far."""

    raw: Mapping[str, Any]
    changes: list[KeyChange] = field(default_factory=list)
    length: int | None = None
    length_source: str = ""

    def set_length(self, flag: str, length: int) -> None:
        if self.length not in (None, length):
            raise BadInput(
                f"{flag} {shown(length)}", f"{self.length_source} says {self.length}", "give one context length"
            )
        self.length, self.length_source = length, flag

    def text_key(self, *keys: str) -> tuple[str, ...]:
        """Return the path of a key of the text model's block."""
        prefix = text_path(self.raw)
        return (*(prefix.split(".") if prefix else ()), *keys)


def _override(reader: _Reader, flag: str, value: object) -> None:
    """Read our own word: keys may be dotted, an object changes the keys it names and leaves the others."""
    for path, leaf in _leaves(_object(flag, value)):
        dotted = tuple(part for key in path for part in _path(key, flag))
        reader.changes.append(KeyChange(dotted, leaf, flag))


def _replace(reader: _Reader, flag: str, value: object) -> None:
    for key, inner in _object(flag, value).items():
        reader.changes.append(KeyChange((key,), inner, flag))


def _length(reader: _Reader, flag: str, value: object) -> None:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < 2:
        raise BadInput(f"{flag} {shown(value)}", "no context length", "give a whole number from 2 on")
    reader.set_length(flag, int(text))


def _rope_scaling(reader: _Reader, flag: str, value: object) -> None:
    reader.changes.append(KeyChange(reader.text_key("rope_scaling"), _object(flag, value), flag))


_READERS: Mapping[str, Callable[[_Reader, str, object], None]] = {
    "--override": _override,
    "--hf-overrides": _replace,
    "--json-model-override-args": _replace,
    "--rope-scaling": _rope_scaling,
    "--max-model-len": _length,
    "--context-length": _length,
    "--ctx-size": _length,
}
"""How each word is read."""


def _object(flag: str, value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        found: Mapping[str, Any] = exact_numbers(value)
        return found
    if not isinstance(value, str):
        raise BadInput(f"{flag} {shown(value)}", "no JSON object", 'give one, such as {"rope_scaling": {"factor": 4.0}}')
    return parse_json(value.encode("utf-8", "surrogateescape"), flag)


def _leaves(value: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner:
            yield from _leaves(inner, (*path, key))
        else:
            yield (*path, key), inner


def _path(key: str, flag: str) -> tuple[str, ...]:
    parts = tuple(key.split("."))
    if not all(parts) or len(parts) > 32:
        raise BadInput(f"{flag} {shown(key)!r}", "no key", "write keys with single dots between them")
    return parts


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(map(_text, value)) + "]"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else "null" if value is None else str(value)
