"""LaTeX to MathML, so that browsers and screen readers both read a formula without any script."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

_FUNCTION = re.compile(r"(<(?!msu)[^<>]*>)<m([io])>(log|exp|min|max)</m\2>(?=((?:<mrow>)?<mo)?)")
THIN = "0.167em"
"""TeX's thin space, which it sets around the name of a function, but not before a bracket."""


@lru_cache(maxsize=4096)
def mathml(latex: str, *, block: bool = False) -> Markup:
    """Return LaTeX as a MathML element.

    Parameters
    ----------
    latex : str
        Made by the package, never by a user.
    block : bool
        Set on a line of its own.
    """
    from latex2mathml.converter import convert

    return Markup(_FUNCTION.sub(_spaced, convert(latex, display="block" if block else "inline")))  # the converter escapes


def _spaced(match: re.Match[str]) -> str:
    before, _, name, bracket = match.groups()
    left = THIN if before.startswith("</") and before != "</mo>" else "0"
    return f'{before}<mo lspace="{left}" rspace="{"0" if bracket else THIN}">{name}</mo>'
