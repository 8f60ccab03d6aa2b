"""What a user gives as a model's config, read safely, with what a server's command line changes in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..theory.errors import BadInput, shown
from .hub_cache import cached_model, snapshot
from .overrides import KeyChange, read_overrides
from .reading import MAX_BYTES, exact_numbers, parse_json, path_name, read_file

NAMES = ("config.json", "params.json")
"""What is looked for in a model's folder."""

ConfigLike = str | os.PathLike[str] | Mapping[str, Any]
"""A file, a folder, a hub cache folder, ``org/name`` in the hub's cache, ``"-"`` for standard input, or a JSON object."""


@dataclass(frozen=True, slots=True)
class Source:
    """A config with where it is from.

    Attributes
    ----------
    name : str
        What the user gave.
    raw : mapping
        The JSON object, its numbers exact, the changes of a server's words in it.
    notes : tuple of str
        What must be said of how it was read.
    changes : tuple of KeyChange
        What the server's words changed.
    length : int or None
        The context length that a server's word asks for.
    length_source : str
        That word.
    """

    name: str
    raw: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    changes: tuple[KeyChange, ...] = ()
    length: int | None = None
    length_source: str = ""


def read_source(config: ConfigLike, *, overrides: Mapping[str, object] | None = None) -> Source:
    """Read what a user gives.

    Parameters
    ----------
    config : path or mapping
        A ``config.json``, a ``params.json``, a folder with one of them, a folder of the hub's cache (``models--org--name``),
        ``org/name`` in that cache, ``"-"`` for standard input, or a JSON object.
    overrides : mapping, optional
        What a server's command line changes: see `read_overrides`.

    Returns
    -------
    Source

    Raises
    ------
    BadInput
        If it cannot be read safely.
    UnknownName
        If an override has a flag that no server has.
    """
    name, raw, notes = _read(config)
    found = read_overrides(overrides or {}, raw)
    return Source(name, found.applied(raw), notes, found.changes, found.length, found.length_source)


def _read(config: ConfigLike) -> tuple[str, Mapping[str, Any], tuple[str, ...]]:
    """Return the name of what is given, its JSON object, and what must be said."""
    if isinstance(config, Mapping):
        return "the config", exact_numbers(config), ()
    given = str(os.fspath(config))
    if given == "-":
        return "standard input", parse_json(_standard_input(), "standard input"), ()
    file, notes = _file(given)
    return given, parse_json(read_file(file), path_name(file)), notes


def _file(given: str) -> tuple[Path, tuple[str, ...]]:
    """Return the file to read, and what must be said."""
    path = Path(given)
    try:
        if not path.exists():
            path = cached_model(given) or path
        if not path.is_dir():
            return path, ()
        found = snapshot(path)
        notes = () if found is None else (f"snapshot {shown(found.name)} of {shown(path.name)}",)
        folder = path if found is None else found
        return next((folder / name for name in NAMES if (folder / name).is_file()), folder / NAMES[0]), notes
    except (OSError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        why = getattr(error, "strerror", None) or "it cannot be opened"
        raise BadInput(path_name(path), why, "give the path of a config.json") from None


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadInput("standard input", f"larger than a config, which has at most {MAX_BYTES} bytes", "pipe a config.json, not weights")
    return data
