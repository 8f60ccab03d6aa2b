"""Titles as a page sets them: the sentence stays text, its mathematics gets Greek letters, arrows and exponents."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ..theory.escaping import visible
from ..theory.notation import GREEK

LETTERS = {**GREEK, "eps": "ε", "Gamma": "Γ", "Delta": "Δ", "Lambda": "Λ", "Omega": "Ω", "oo": "∞", "sqrt": "√"}
SIGNS = (("**", "^"), ("->", "→"), ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("+-", "±"), (" - ", " \u2212 "), ("||", "‖"))
CLOSING = {"(": ")", "{": "}"}
_WORD = re.compile(r"[A-Za-z]+")
_INDEX = re.compile(r"\d+(?!\w)")
_INNER_PRODUCT = re.compile(r"<([a-zA-Z][^<>=]*, [^<>=]*)>")
_TOKEN = re.compile(r"[-+]?[A-Za-z0-9]+'?|[+*]")


def typeset(text: str) -> Markup:
    """Return a title as HTML.

    Parameters
    ----------
    text : str
        A sentence with mathematics in it, such as ``cos' -> rho for all n >= 2``.
    """
    text = _INNER_PRODUCT.sub(r"⟨\1⟩", visible(text))
    for sign, shown in SIGNS:
        text = text.replace(sign, shown)
    return _set(text)


def _set(text: str) -> Markup:
    parts, at = [], 0
    while at < len(text):
        word = _WORD.match(text, at)
        if word is not None:
            greek = LETTERS.get(word[0])
            parts.append(escape("Σ" if word[0] == "sum" and text[word.end() :].startswith("_") else greek or word[0]))
            at = word.end()
            index = _INDEX.match(text, at) if greek else None
            if index is not None:
                parts.append(Markup("<sub>{}</sub>").format(index[0]))
                at = index.end()
            continue
        inner, end = _group(text, at + 1) if text[at] in "^_" else ("", 0)
        if inner:
            tag = Markup("<sup>{}</sup>") if text[at] == "^" else Markup("<sub>{}</sub>")
            parts.append(tag.format(_set(inner.replace("-", "\u2212"))))
            at = end
        else:
            parts.append(escape(text[at]))
            at += 1
    return Markup("").join(parts)


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
