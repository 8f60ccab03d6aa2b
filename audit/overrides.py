"""The words of a server's command line that change a config or the context length, as one list of changes.

A word is read as its own server reads it: what one replaces another merges.  What a server makes of a word beyond that, or
passes over, is a fact with its source, in `engine_facts`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..numerics.inputs import rational
from ..theory.errors import BadInput, UnknownName, shown
from ..theory.notation import decimal
from .config import LLAMA_CPP, text_path
from .gguf_config import config_key
from .reading import exact_numbers, parse_json
from .reference import said
from .rope import NONE_TYPES, YARN_TYPES
from .table import Family, table

Path = tuple[str, ...]

_ROPE = ("rope_parameters", "rope_scaling")
"""Two names of one attribute, in transformers and in all that are built on it."""


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
    drops : tuple of str
        Other names of the same key beside it, which no longer count.
    """

    path: Path
    value: Any
    origin: str
    drops: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as a sentence of the report."""
        return f"{shown('.'.join(self.path))} = {shown(_text(self.value), 120)} from {self.origin}"

    def applied(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return a config with the key set; a block on the way that is missing, or no object, is made."""
        head, *rest = self.path
        if not rest:
            return {**{key: value for key, value in raw.items() if key not in self.drops}, head: self.value}
        inner = raw.get(head)
        below = KeyChange(tuple(rest), self.value, self.origin, self.drops)
        return {**raw, head: below.applied(inner if isinstance(inner, Mapping) else {})}


@dataclass(frozen=True, slots=True)
class Ignored:
    """A word, or a key in it, that changes nothing: why, whose word it is, and which key."""

    text: str
    engines: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the words of a server change.

    Attributes
    ----------
    raw : mapping
        The config with all changes.
    changes : tuple of KeyChange
        In the order in which they take effect.
    notes : tuple of str
        What else a server makes of a word.
    ignored : tuple of Ignored
        What changes nothing.
    length : int or None
        The context length that is served, None where no word says it.
    length_source : str
        The word that says it.
    """

    raw: Mapping[str, Any]
    changes: tuple[KeyChange, ...] = ()
    notes: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    length: int | None = None
    length_source: str = ""


def read_overrides(words: Mapping[str, object], raw: Mapping[str, Any], engine_id: str = "") -> Overrides:
    """Return what words change in a config.

    Parameters
    ----------
    words : mapping
        From the flags of a server's command line (``"--hf-overrides"``, ``"--max-model-len"``) to their values, and from keys
        of the config, dotted where they are nested (``"rope_scaling.factor"``), to theirs.  A flag whose value is an object may
        be dotted too, as vLLM takes it (``"--hf-overrides.rope_scaling.factor"``).
    raw : mapping
        The config.
    engine_id : str
        The server, where several have the same word and read it differently; vLLM by default.

    Returns
    -------
    Overrides

    Raises
    ------
    BadInput
        If a value cannot be read, or two words say two lengths.
    UnknownName
        If there is no such flag.
    """
    reader = _Reader(raw, engine_id)
    own = {key: value for key, value in words.items() if not key.startswith("-")}
    for flag, value in _undotted(words).items():
        if flag not in READERS:
            raise UnknownName.among("option", flag, READERS)
        READERS[flag](reader, flag, value)
    if own:
        _override(reader, "--override", own)
    _llama_cpp_block(reader)
    _too_long(reader)
    return Overrides(
        reader.raw,
        tuple(reader.changes),
        tuple(dict.fromkeys(reader.notes)),
        tuple(dict.fromkeys(reader.ignored)),
        reader.length,
        reader.length_source,
    )


@dataclass
class _Reader:
    """What was read so far, and the config with it."""

    raw: Mapping[str, Any]
    engine_id: str = ""
    changes: list[KeyChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    length: int | None = None
    length_source: str = ""
    llama_cpp: dict[str, tuple[Fraction | str, str]] = field(default_factory=dict)
    """The words of llama.cpp that say its RoPE block, with their flags: they count together."""

    def put(self, path: Path, value: Any, flag: str) -> None:
        change = KeyChange(path, value, flag, self._other_names(path))
        self.changes.append(change)
        self.raw = change.applied(self.raw)

    def set_length(self, flag: str, length: int) -> None:
        if self.length not in (None, length):
            raise BadInput(f"{flag} {shown(length)}", f"{self.length_source} says {self.length}", "give one context length")
        self.length, self.length_source = length, flag

    @property
    def text(self) -> Path:
        """The path of the text model's block."""
        path = text_path(self.raw)
        return tuple(path.split(".")) if path else ()

    def at(self, path: Path) -> Any:
        """Return what stands at a path, None where nothing does."""
        found: Any = self.raw
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    @property
    def family(self) -> Family | None:
        """What the table knows of the text model."""
        kind = self.at((*self.text, "model_type")) or self.raw.get("model_type")
        return table().find(table().wrappers.get(kind, ("", kind))[1]) if isinstance(kind, str) else None

    def rope(self, scope: Path) -> tuple[str, Mapping[str, Any], bool]:
        """Return the name of a scope's RoPE block, the block in force, and whether the config gives it."""
        for name in _ROPE:
            block = self.at((*scope, name))
            if isinstance(block, Mapping):
                return name, block, True
        default = None if self.family is None or scope != self.text else self.family.defaults.get("rope_parameters")
        known = default if isinstance(default, Mapping) else {}
        kept = {key: value for key, value in known.items() if key != "rope_theta" or "rope_theta" not in self.raw}
        return _ROPE[0], kept, False

    def merge(self, path: Path, value: Any, flag: str) -> None:
        """Set a key, or of an object its keys one by one; a RoPE block goes by the name it has, or onto the class's default."""
        if path[-1] in _ROPE and path[:-1] in ((), self.text):
            name, block, given = self.rope(path[:-1])
            path = (*path[:-1], name)
            if not given and isinstance(value, Mapping):
                self.put(path, {**block, **value}, flag)
                return
        if isinstance(value, Mapping) and value and isinstance(self.at(path), Mapping):
            for key, inner in value.items():
                self.merge((*path, key), inner, flag)
        else:
            self.put(path, value, flag)

    def _other_names(self, path: Path) -> tuple[str, ...]:
        key = path[-1]
        if key in _ROPE:
            return tuple(name for name in _ROPE if name != key)
        aliases = {} if self.family is None or path[:-1] != self.text else self.family.aliases
        return tuple({*(o for u, o in aliases.items() if u == key), *(u for u, o in aliases.items() if o == key)} - {key})

    def check_scope(self, path: Path, flag: str) -> None:
        """Note a key that stands beside the text model's block, where nothing reads it."""
        if self.text and path[: len(self.text)] != self.text and len(path) == 1 and path[0] not in ("architectures", "model_type"):
            where = ".".join(self.text)
            text = f"{flag} sets {shown(path[0])} beside {where}, whose keys are the text model's: write {where}.{shown(path[0])}"
            self.ignored.append(Ignored(text, keys=path))


# --- words of an object ---


def _override(reader: _Reader, flag: str, value: object) -> None:
    """Read our own word: keys may be dotted, an object changes the keys it names and leaves the others."""
    for key, inner in _object(flag, value).items():
        path = _path(key, flag)
        if path[0] in _ROPE and len(path) > 1:
            inner, path = _nested(path[1:], inner), path[:1]
        reader.check_scope(path, flag)
        reader.merge(path, _undot(inner, flag), flag)


def _undot(value: Any, flag: str) -> Any:
    """Return an object whose dotted keys are nested."""
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        head, *rest = _path(key, flag)
        inner = _undot(inner, flag)
        new = _nested(tuple(rest), inner) if rest else inner
        old = found.get(head)
        found[head] = {**old, **new} if isinstance(old, Mapping) and isinstance(new, Mapping) else new
    return found


def _hf_overrides(reader: _Reader, flag: str, value: object) -> None:
    """Read vLLM's word, or lmdeploy's, which merges at any depth."""
    for key, inner in _object(flag, value).items():
        reader.check_scope((key,), flag)
        if reader.engine_id == "lmdeploy":
            reader.notes += said("lmdeploy-hf-overrides") if isinstance(inner, Mapping) else ()
            reader.merge((key,), inner, flag)
        elif isinstance(inner, Mapping) and reader.text[:1] == (key,):
            reader.merge((key,), inner, flag)
        elif isinstance(inner, Mapping) and key in _ROPE:
            _replaced_block(reader, key, inner, flag)
        else:
            reader.put((key,), inner, flag)


def _replaced_block(reader: _Reader, key: str, new: Mapping[str, Any], flag: str) -> None:
    """Read a RoPE block that takes the place of the config's: what it does not repeat is gone."""
    _, block, _ = reader.rope(())
    old = {**block, **({"rope_theta": 0} if "rope_theta" in reader.raw else {})}
    lost = sorted(name for name in old.keys() - new.keys() if name not in ("type", "rope_type"))
    if lost:
        reader.notes += (f"{text}: it has no {', '.join(map(shown, lost))}" for text in said("vllm-hf-overrides"))
    if key == "rope_parameters" and "type" in new and "rope_type" not in new:
        text = said("vllm-hf-overrides-type")[0]
        reader.ignored.append(Ignored(f"{text}: write rope_type", ("vllm",), (f"{key}.type",)))
        new = {name: inner for name, inner in new.items() if name != "type"}
    elif key == "rope_parameters" and new.get("rope_type") in YARN_TYPES and "original_max_position_embeddings" not in new:
        reader.notes += said("vllm-hf-overrides-original")
    reader.put((key,), new, flag)


def _json_model_override_args(reader: _Reader, flag: str, value: object) -> None:
    """Read SGLang's word: a RoPE block is merged into the config's, one below the text model's block takes its place."""
    for key, inner in _object(flag, value).items():
        reader.check_scope((key,), flag)
        if isinstance(inner, Mapping) and reader.text[:1] == (key,):
            for name, below in inner.items():
                if isinstance(below, Mapping) and name in _ROPE:
                    reader.notes += said("sglang-override-text")
                reader.put((key, name), below, flag)
        elif isinstance(inner, Mapping) and key in _ROPE:
            name, block, given = reader.rope(())
            if given:
                reader.merge((name,), dict(inner), flag)
            else:
                reader.put((name,), {**block, **inner}, flag)
        else:
            reader.put((key,), inner, flag)


def _rope_scaling(reader: _Reader, flag: str, value: object) -> None:
    """Read llama.cpp's type, or the block of servers that take JSON here, as vLLM did."""
    if isinstance(value, str) and value in ("none", "linear", "yarn"):
        reader.llama_cpp["rope_type"] = value, flag
        return
    if isinstance(value, str) and value.isalpha():
        raise BadInput(f"{flag} {shown(value)}", "no type of llama.cpp's", "give none, linear or yarn, or a JSON object")
    reader.notes += said("vllm-no-rope-scaling") if reader.engine_id in ("", "vllm") else ()
    reader.put((*reader.text, "rope_scaling"), _object(flag, value), flag)


# --- lengths ---


def _length(reader: _Reader, flag: str, value: object) -> None:
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < 2:
        raise BadInput(f"{flag} {shown(value)}", "no context length", "give a whole number from 2 on")
    reader.set_length(flag, int(text))


def _max_model_len(reader: _Reader, flag: str, value: object) -> None:
    """Read vLLM's length: 32k is 32000 and 32K is 32768; -1 and auto leave it to the config."""
    text = str(value).strip()
    if text in ("-1", "auto", "AUTO", "Auto"):
        return
    match = re.fullmatch(r"(\d{1,12}(?:\.\d{1,12})?)([kKmMgGtT])", text)
    if match is None or (match[2].isupper() and "." in match[1]):
        _length(reader, flag, value)
        return
    power = "kmgt".index(match[2].lower()) + 1
    length = int(Fraction(match[1]) * (1024 if match[2].isupper() else 1000) ** power)
    _length(reader, flag, length)
    reader.notes += (f"{flag} {text} is {length}: {said('vllm-lengths')[0]}",)


def _ctx_size(reader: _Reader, flag: str, value: object) -> None:
    """Read llama.cpp's length, 0 for the model's own."""
    if str(value) != "0":
        _length(reader, flag, value)


_REFUSES = {"--max-model-len": "vllm-max-model-len", "--context-length": "sglang-context-length"}


def _too_long(reader: _Reader) -> None:
    """Say which server refuses a length beyond the config's."""
    fact = _REFUSES.get(reader.length_source)
    longest = reader.at((*reader.text, "max_position_embeddings"))
    if fact and isinstance(longest, int) and not isinstance(longest, bool) and reader.length and reader.length > longest:
        reader.notes += (f"{said(fact)[0]}: here it is {longest}",)


# --- llama.cpp ---


def _number_word(key: str) -> Callable[[_Reader, str, object], None]:
    def read(reader: _Reader, flag: str, value: object) -> None:
        number = _number(flag, value)
        reader.llama_cpp[key] = (1 / number if flag == "--rope-freq-scale" and number else number), flag

    return read


def _number(flag: str, value: object) -> Fraction:
    if not isinstance(value, str | int | float | Fraction) or isinstance(value, bool):
        raise BadInput(f"{flag} {shown(value)}", "no number", "give a decimal")
    return rational(repr(value) if isinstance(value, float) else value, flag)


def _setting(key: str) -> Callable[[_Reader, str, object], None]:
    def read(reader: _Reader, flag: str, value: object) -> None:
        reader.put((LLAMA_CPP, key), _number(flag, value), flag)

    return read


def _override_kv(reader: _Reader, flag: str, value: object) -> None:
    """Read keys of a GGUF: KEY=TYPE:VALUE, several with commas between them."""
    for part in str(value).split(","):
        match = re.fullmatch(r"([^=]{1,127})=(int|float|bool|str):(.{0,127})", part)
        if match is None:
            raise BadInput(f"{flag} {shown(part)}", "no key of a GGUF", "write KEY=TYPE:VALUE, with int, float, bool or str")
        key, kind, text = match.groups()
        new = config_key(key)
        if new is None:
            reader.ignored.append(Ignored(f"{flag} sets {shown(key)}, which no rule here reads", ("llama.cpp",), (key,)))
        elif new.kind != kind:
            wrong = f"{flag} gives {shown(key)} as {kind}: {said('llama.cpp-override-kind')[0]}, which is {new.kind}"
            reader.ignored.append(Ignored(wrong, ("llama.cpp",), (key,)))
        elif new.block:
            reader.llama_cpp[new.name] = (text if kind == "str" else _number(flag, text)), flag
        else:
            number: Any = text if kind == "str" else _number(flag, text)
            place = (LLAMA_CPP,) if new.own else reader.text
            reader.put((*place, new.name), int(number) if kind == "int" else number, flag)


def _llama_cpp_block(reader: _Reader) -> None:
    """Change the RoPE block as llama.cpp's words for it say, taken together."""
    words = reader.llama_cpp
    if not words:
        return
    scope = reader.text
    name, block, _ = reader.rope(scope)
    path = (*scope, name)
    before = block.get("rope_type", block.get("type"))
    kind, flag = words.get("rope_type", (before, ""))
    if kind in (None, *NONE_TYPES) and "factor" in words:
        kind, flag = "linear", words["factor"][1]
        reader.notes += said("llama.cpp-linear")
    merged = {key: value for key, value in block.items() if key != "type"}
    if kind == "none":
        merged = {key: value for key, value in merged.items() if key != "factor"}
    elif kind in ("linear", *YARN_TYPES):
        merged.setdefault("factor", Fraction(1))
    merged["rope_type"] = {"none": "default"}.get(str(kind), kind)
    for key, (value, _) in words.items():
        if key != "rope_type" and not (kind == "none" and key == "factor"):
            merged[key] = int(value) if key == "original_max_position_embeddings" and isinstance(value, Fraction) else value
    sources = {key: flag for key, (_, flag) in words.items()} | {"rope_type": flag or next(f for _, f in words.values())}
    if not isinstance(reader.at(path), Mapping):
        reader.put(path, merged, ", ".join(dict.fromkeys(sources.values())))
        return
    for key, value in merged.items():
        if key in sources or block.get(key) != value:
            reader.put((*path, key), value, sources.get(key, sources["rope_type"]))


READERS: Mapping[str, Callable[[_Reader, str, object], None]] = {
    "--override": _override,
    "--hf-overrides": _hf_overrides,
    "--json-model-override-args": _json_model_override_args,
    "--rope-scaling": _rope_scaling,
    "--max-model-len": _max_model_len,
    "--context-length": _length,
    "--session-len": _length,
    "--ctx-size": _ctx_size,
    "--rope-scale": _number_word("factor"),
    "--rope-freq-scale": _number_word("factor"),
    "--yarn-orig-ctx": _number_word("original_max_position_embeddings"),
    "--yarn-ext-factor": _setting("yarn_ext_factor"),
    "--yarn-attn-factor": _setting("yarn_attn_factor"),
    "--override-kv": _override_kv,
}
"""How each word is read."""

DOTTED = ("--override", "--hf-overrides", "--json-model-override-args")
"""The words that may be written with a path after them."""


# --- values ---


def _undotted(words: Mapping[str, object]) -> dict[str, object]:
    """Return the flags with the dotted ones gathered into objects."""
    found: dict[str, object] = {}
    for flag, value in words.items():
        head, dot, rest = flag.partition(".")
        if not flag.startswith("-"):
            continue
        if not dot or head not in DOTTED:
            found[flag] = value
            continue
        before = _object(head, found.get(head, {}))
        found[head] = _deep({**before}, _nested(_path(rest.removesuffix("+"), flag), _loose(flag, value)))
    return found


def _deep(base: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in new.items():
        old = base.get(key)
        base[key] = _deep({**old}, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return base


def _loose(flag: str, value: object) -> Any:
    """Return what follows a dotted flag: JSON, a length with vLLM's suffix, else text."""
    if not isinstance(value, str):
        return exact_numbers(value)
    if flag.endswith("+"):
        return value.split(",")
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return value
    return parse_json(f'{{"value": {value}}}'.encode("utf-8", "surrogateescape"), flag)["value"]


def _object(flag: str, value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        found: Mapping[str, Any] = exact_numbers(value)
        return found
    if not isinstance(value, str):
        raise BadInput(f"{flag} {shown(value)}", "no JSON object", 'give one, such as {"rope_scaling": {"factor": 4.0}}')
    return parse_json(value.encode("utf-8", "surrogateescape"), flag, 'write an object, such as {"rope_scaling": {"factor": 4.0}}')


def _nested(path: Path, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _path(key: str, flag: str) -> Path:
    parts = tuple(key.split("."))
    if not all(parts) or len(parts) > 32:
        raise BadInput(f"{flag} {shown(key)!r}", "no key", "write keys with single dots between them")
    return parts


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(map(_text, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else decimal(value) if isinstance(value, Fraction) else str(value)
