"""What a user gives as a model's config, read safely, with what a server's command line changes in it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ..theory.errors import BadInput, shown
from .gguf_config import config_of_gguf, is_gguf_dump, read_gguf_dump
from .gguf_header import MAGIC, read_gguf_header
from .hub_cache import cached_model, snapshot
from .overrides import Ignored, KeyChange, read_overrides
from .reading import MAX_BYTES, exact_numbers, open_file, parse_json, path_name
from .safetensors_header import is_safetensors_index
from .trainer_yaml import config_of_trainer, read_yaml
from .weights import Weights, weights_beside, weights_of

NAMES = ("config.json", "params.json", "model_config.yaml")
"""What is looked for in a model's folder."""
_YAML = (".yaml", ".yml")
_IS_YAML = re.compile(rb"(\xef\xbb\xbf)?(\s*#[^\n]*\n|\s*---\s*\n|\s*\n)*\s*[\w-]{1,64}:")
"""How a YAML from standard input begins, whose name does not tell."""


class ConfigObject(Protocol):
    """What holds a config and gives it as a JSON object: transformers' ``PretrainedConfig``."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""


STANDARD_INPUT = "standard input"
ConfigLike = str | os.PathLike[str] | Mapping[str, Any] | ConfigObject
"""A file, a folder, a hub cache folder, ``org/name`` in the hub's cache, ``"-"`` for standard input, a JSON object, or a ``PretrainedConfig``."""


@dataclass(frozen=True, slots=True)
class Source:
    """A config with where it is from.

    Attributes
    ----------
    name : str
        What the user gave.
    raw : mapping
        The JSON object, its numbers exact, the changes of a server's words in it.
    engine_id : str
        The engine whose format it is: ``"llama.cpp"`` for a GGUF; empty for one that all read.
    notes : tuple of str
        What must be said of how it was read.
    changes : tuple of KeyChange
        What the server's words changed.
    ignored : tuple of Ignored
        What of them changes nothing.
    length : int or None
        The context length that a server's word asks for.
    length_source : str
        That word.
    weights : Weights or None
        The names of the model's tensors, where they stand beside its config or in the same file.
    """

    name: str
    raw: Mapping[str, Any]
    engine_id: str = ""
    notes: tuple[str, ...] = ()
    changes: tuple[KeyChange, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    length: int | None = None
    length_source: str = ""
    weights: Weights | None = None


def read_source(config: ConfigLike, *, overrides: Mapping[str, object] | None = None, engine_id: str = "") -> Source:
    """Read what a user gives.

    Parameters
    ----------
    config : path, mapping or ConfigObject
        A ``config.json``, a ``params.json``, a GGUF, of which the header is read, or the JSON that was dumped from one, a YAML of
        NeMo or Megatron; a folder with one of them, whose safetensors' names of tensors are looked at too, a folder of the hub's cache (``models--org--name``), ``org/name`` in that cache, ``"-"`` for
        standard input, a JSON object, or transformers' ``PretrainedConfig``.
    overrides : mapping, optional
        What a server's command line changes: see `read_overrides`.
    engine_id : str
        The server, where several have the same word and read it differently.

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
    found = _read(config)
    words = read_overrides(overrides or {}, found.raw, engine_id)
    return replace(
        found,
        raw=words.raw,
        notes=(*found.notes, *words.notes),
        changes=words.changes,
        ignored=words.ignored,
        length=words.length,
        length_source=words.length_source,
    )


def _read(config: ConfigLike) -> Source:
    """Return what is given, without a server's words."""
    if isinstance(config, Mapping):
        return _from_json("the config", exact_numbers(config))
    if not isinstance(config, str | os.PathLike):
        return _from_json(str(getattr(config, "name_or_path", "")) or "the config", exact_numbers(config.to_dict()))
    given = str(os.fspath(config))
    if given == "-":
        return _from_standard_input()
    file, notes, folder = _file(given)
    with open_file(file) as stream:
        found = _from_stream(given, stream, path_name(file))
    found = replace(found, notes=(*notes, *found.notes))
    if folder is None or found.weights is not None:
        return found
    try:
        return replace(found, weights=weights_beside(folder))
    except BadInput as error:  # a part that was not downloaded, a pointer: the config stands for itself
        return replace(found, notes=(*found.notes, f"the weights beside it were not looked at: {error.what}: {error.why}"))


def _from_standard_input() -> Source:
    why = "it is closed"
    if sys.stdin is not None:
        try:
            return _from_stream(STANDARD_INPUT, sys.stdin.buffer, STANDARD_INPUT)
        except OSError as error:
            why = f"it cannot be read ({error.strerror or error})"
    raise BadInput(STANDARD_INPUT, why, "pipe a config into it, or name a file")


def _from_stream(given: str, stream: BinaryIO, name: str) -> Source:
    """Return what a stream holds, by its first bytes."""
    start = stream.read(len(MAGIC))
    if start == MAGIC:
        header = read_gguf_header(stream, name)
        return _from_gguf(given, header.values, tuple(header.tensors), name)
    data = start + stream.read(MAX_BYTES + 1 - len(start))
    if data[8:9] == b"{" and not data.lstrip().startswith((b"{", b"[")):
        raise BadInput(name, "safetensors has tensors and no config", "give its folder, with the config.json")
    if len(data) > MAX_BYTES:
        raise BadInput(name, f"larger than a config, which has at most {MAX_BYTES} bytes", "give a config.json, not weights")
    if name.lower().endswith(_YAML) or (given == STANDARD_INPUT and _IS_YAML.match(data)):
        raw, notes = config_of_trainer(read_yaml(data, name), name)
        return Source(given, raw, notes=notes)
    return _from_json(given, parse_json(data, name), name)


def _from_json(given: str, data: Mapping[str, Any], name: str = "the config") -> Source:
    if is_gguf_dump(data):
        return _from_gguf(given, *read_gguf_dump(data), name)
    if is_safetensors_index(data):
        raise BadInput(name, "an index of tensors, no config", "give its folder, with the config.json")
    return Source(given, data)


def _from_gguf(given: str, values: Mapping[str, Any], tensors: tuple[str, ...], name: str) -> Source:
    raw, notes = config_of_gguf(values, tensors, name)
    return Source(given, raw, "llama.cpp", notes, weights=weights_of("the GGUF", tensors) if tensors else None)


def _file(given: str) -> tuple[Path, tuple[str, ...], Path | None]:
    """Return the file to read, what must be said, and the model's folder where one was given."""
    path = Path(given)
    try:
        if not path.exists():
            path = cached_model(given) or path
        if not path.is_dir():
            return path, (), None
        found = snapshot(path)
        notes = () if found is None else (f"snapshot {shown(found.name)} of {shown(path.name)}",)
        folder = path if found is None else found
        named = next((folder / name for name in NAMES if (folder / name).is_file()), None)
        return named or _only_gguf(folder) or folder / NAMES[0], notes, folder
    except (OSError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        why = getattr(error, "strerror", None) or "it cannot be opened"
        raise BadInput(path_name(path), why, "give the path of a config.json") from None


def _only_gguf(folder: Path) -> Path | None:
    """Return the GGUF of a folder, None where there is none; of a model in parts the first, which has the keys."""
    found = sorted(file for file in folder.glob("*.gguf") if not _IS_PART.search(file.name) and not _IS_BESIDE.match(file.name))
    if len(found) > 1:
        raise BadInput(path_name(folder), f"{len(found)} GGUF files", f"give one, such as {shown(found[0].name)}")
    return found[0] if found else None


_IS_PART = re.compile(r"-(?!00001)\d{5}-of-\d{5}\.gguf$")
_IS_BESIDE = re.compile(r"mmproj", re.IGNORECASE)
"""Names of files beside a model: the projector of its images."""
