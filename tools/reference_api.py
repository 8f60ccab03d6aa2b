"""The page ``docs/api.md``, from the docstrings and signatures of the public face.

griffe reads the source text, so that the page does not depend on the interpreter, nor on what is installed.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import griffe
from markdown_text import BY_HAND, fence, page, paragraphs, prose

import critscale

PACKAGE = Path(critscale.__file__).resolve().parent
VERSION = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
ALIASES = {
    "LengthLike": "numerics.settings.length",
    "Number": "numerics.inputs",
    "Parameters": "numerics.laws.law_input",
}
"""What signatures call the things that users give."""
HEADS = {"function": "Functions", "class": "Classes", "attribute": "Data"}
LONGEST_LINE = 100


def api_page() -> str:
    """Return the whole page."""
    found = {name: _find(name) for name in sorted(critscale.__all__, key=str.lower)}
    parts = []
    for kind, head in HEADS.items():
        chosen = {name: item for name, item in found.items() if _is(item, kind)}
        parts += [f"## {head}", *(part for name, item in chosen.items() for part in _entry(name, item))]
    aliases = [_alias(name, _module(home)[name]) for name, home in ALIASES.items()]
    parts += ["## Types of arguments", "\n".join(aliases)]
    lead = (
        f"What `import critscale` offers in version {VERSION}. A name is imported when it is first asked for; the module it lives in stands "
        "below it. Every refusal is a `CritscaleError`: one line that says what, why, and how to mend it."
    )
    return page(["# Python reference", BY_HAND, lead, *parts])


@cache
def _module(name: str) -> griffe.Module:
    path = PACKAGE.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return griffe.visit(f"critscale.{name}", filepath=file, code=file.read_text(encoding="utf-8"))


def _find(name: str) -> Any:
    """Return what griffe reads of a public name, in the module that defines it."""
    home = _HOME[name]
    found = _module(home)[name]
    if found.is_alias:
        raise LookupError(f"{name} is only imported in {home}: give its own module in critscale/__init__.py")
    return found


def _alias(name: str, item: Any) -> str:
    return _item(f"`{name} = {item.value}`", item.docstring.value)


_HOME: dict[str, str] = importlib.import_module("critscale").__dict__["_HOME"]


def _entry(name: str, item: Any) -> Iterator[str]:
    yield f"### {name}"
    yield f"`{item.module.path}`"
    if _is(item, "function"):
        yield fence("python", _signature(name, item))
    elif _is(item, "class"):
        bases = [str(base) for base in item.bases]
        yield fence("python", f"class {name}" + (f"({', '.join(bases)})" if bases else ""))
    else:
        yield fence("python", f"{name}: {item.annotation}")
    yield from _docstring(name, item)
    if _is(item, "class"):
        yield from _members(name, item)


def _signature(name: str, item: Any) -> str:
    """Return the signature, one parameter a line where it is long."""
    line = str(item.signature(name=name)).replace("(self, ", "(").replace("(self)", "()").replace("(cls, ", "(")
    if len(line) <= LONGEST_LINE:
        return line
    head, body, tail = name + "(", line[len(name) + 1 : line.rindex(")")], line[line.rindex(")") :]
    return "\n".join([head, *(f"    {part}," for part in _split(body)), tail])


def _split(text: str) -> Iterator[str]:
    """Yield the parts of a parameter list: a comma inside brackets or quotes separates nothing."""
    depth, quote, start = 0, "", 0
    for k, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and not depth:
            yield text[start:k].strip()
            start = k + 1
    if text[start:].strip():
        yield text[start:].strip()


def _docstring(name: str, item: Any) -> Iterator[str]:
    for section in _sections(item):
        kind, value = section.kind.value, section.value
        if kind == "text":
            yield from map(prose, paragraphs(value))
        elif kind == "parameters":
            yield "**Parameters**"
            yield "\n".join(_list(value))
        elif kind == "attributes":
            continue  # they stand together with those that are documented where they are defined
        elif kind in ("returns", "yields", "raises"):
            yield f"**{kind.title()}**"
            yield "\n".join(_item(f"`{_kind(entry)}`", entry.description) for entry in value)
        elif kind == "examples":
            yield "**Examples**"
            yield _examples(name, value)
        elif kind == "admonition":
            yield f"**{section.title}**"
            yield from map(prose, paragraphs(value.description))
        else:
            raise ValueError(f"{name}: a docstring section of kind {kind!r}; teach tools/reference_api.py to write it")


def _list(entries: Iterable[Any]) -> Iterator[str]:
    """Yield a line for each named thing; neighbours that were described together stand together again."""
    for (kind, about), group in groupby(entries, lambda e: (_kind(e), e.description)):
        names = ", ".join(f"`{entry.name}`" for entry in group)
        yield _item(f"{names}: `{kind}`", about)


def _kind(entry: Any) -> str:
    """Return the type as the docstring has it: griffe takes a list in words for a tuple."""
    return str(entry.annotation).strip("()")


def _item(head: str, about: str) -> str:
    return f"- {head}" + (f". {prose(about)}" if about.strip() else "")


def _examples(name: str, parts: Iterable[tuple[Any, str]]) -> str:
    """Return examples as a session that begins by importing the name, so that the page is a doctest too."""
    text = "\n\n".join(text for _, text in parts)
    return f"```pycon\n>>> from critscale import {name}\n{text.rstrip()}\n\n```"


def _members(name: str, item: Any) -> Iterator[str]:
    """Yield a class's attributes, those of its own docstring first, then its methods."""
    told = [entry for section in _sections(item) if section.kind.value == "attributes" for entry in section.value]
    names = {part.strip() for entry in told for part in entry.name.split(",")}
    shown = [m for m in item.members.values() if not m.name.startswith("_") and m.name not in names]
    fields = [_item(_field(m), _in_line(m)) for m in shown if _is(m, "attribute")]
    if told or fields:
        yield "**Attributes**"
        yield "\n".join([*_list(told), *fields])
    for method in (m for m in shown if _is(m, "function")):
        yield f"#### {name}.{method.name}"
        bound = not method.labels & {"classmethod", "staticmethod"}
        yield fence("python", _signature(method.name if bound else f"{name}.{method.name}", method))
        yield from _docstring(name, method)


def _sections(item: Any) -> Iterable[Any]:
    return item.docstring.parse("numpy") if item.docstring else ()


def _is(item: Any, kind: str) -> bool:
    return bool(item.kind.value == kind)


def _field(member: Any) -> str:
    """Return a property or field with its type, a member of an enumeration with its value."""
    return (
        f"`{member.name} = {member.value}`" if member.annotation is None else f"`{member.name}`: `{member.annotation}`"
    )


def _in_line(member: Any) -> str:
    """Return the docstring of a property or field in one paragraph."""
    parts = []
    for section in _sections(member):
        if section.kind.value == "text":
            parts.append(section.value)
        elif section.kind.value == "raises":
            parts += [f"Raises `{_kind(entry)}`: {entry.description}" for entry in section.value]
        else:
            raise ValueError(f"{member.path}: a property with a docstring section of kind {section.kind.value!r}")
    return " ".join(parts)
