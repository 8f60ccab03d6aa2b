"""Sentences with mathematics in them, such as titles of claims: read once, set by each page in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from .escaping import visible
from .notation import GREEK

LETTERS = {**GREEK, "eps": "ε", "Gamma": "Γ", "Delta": "Δ", "Lambda": "Λ", "Omega": "Ω", "oo": "∞", "sqrt": "√"}
SIGNS = (("**", "^"), ("->", "→"), ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("+-", "±"), (" - ", " \u2212 "), ("||", "‖"))
CLOSING = {"(": ")", "{": "}"}
_WORD = re.compile(r"[A-Za-z]+")
_INDEX = re.compile(r"\d+(?!\w)")
_INNER_PRODUCT = re.compile(r"<([a-zA-Z][^<>=]*, [^<>=]*)>")
_TOKEN = re.compile(r"[-+]?[A-Za-z0-9]+'?|[+*]")


class Typesetter(Protocol):
    """How a page sets the parts of a sentence."""

    def plain(self, text: str) -> str:
        """Return text, each sign of mathematics in it a character of its own."""
        ...

    def letter(self, letter: str) -> str:
        """Return a Greek letter, or a sign that is written as a word."""
        ...

    def shifted(self, inner: str, mark: str) -> str:
        """Return what is raised (``^``) or lowered (``_``), which is set already."""
        ...


def set_prose(text: str, typesetter: Typesetter) -> str:
    """Return a sentence with mathematics in it, such as ``cos' -> rho for all n >= 2``, as a page sets it."""
    text = _INNER_PRODUCT.sub(r"⟨\1⟩", visible(text))
    for sign, shown in SIGNS:
        text = text.replace(sign, shown)
    return "".join(_parts(text, typesetter))


def _parts(text: str, typesetter: Typesetter) -> Iterator[str]:
    at = 0
    while at < len(text):
        word = _WORD.match(text, at)
        if word is not None:
            at = word.end()
            letter = "Σ" if word[0] == "sum" and text[at:].startswith("_") else LETTERS.get(word[0])
            yield typesetter.letter(letter) if letter else typesetter.plain(word[0])
            index = _INDEX.match(text, at) if word[0] in LETTERS else None
            if index is not None:
                yield typesetter.shifted(typesetter.plain(index[0]), "_")
                at = index.end()
            continue
        inner, end = _group(text, at + 1) if text[at] in "^_" else ("", 0)
        if inner:
            yield typesetter.shifted("".join(_parts(inner.replace("-", "\u2212"), typesetter)), text[at])
            at = end
        else:
            yield typesetter.plain(text[at])
            at += 1


def _group(text: str, start: int) -> tuple[str, int]:
    """Return what is raised or lowered from ``start`` on, without its brackets, and where it ends."""
    if text[start : start + 1] not in CLOSING:
        token = _TOKEN.match(text, start)
        return (token[0], token.end()) if token else ("", start)
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "({") - (text[at] in ")}")
        if depth == 0:
            return text[start + 1 : at], at + 1
    return "", start
