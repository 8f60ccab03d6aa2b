"""LaTeX to MathML, so that browsers and screen readers both read a formula without any script."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from markupsafe import Markup

from ..theory.escaping import visible

_FUNCTION = re.compile(r"(<(?!msu)[^<>]*>)<m([io])>(log|exp|min|max)</m\2>(?=((?:<mrow>)?<mo)?)")
NAMESPACE = "http://www.w3.org/1998/Math/MathML"
THIN = "0.167em"
"""TeX's thin space, which it sets around the name of a function, but not before a bracket."""


@lru_cache(maxsize=4096)
def mathml(latex: str, *, block: bool = False) -> Markup:
    """Return LaTeX as a MathML element.

    Parameters
    ----------
    latex : str
        A formula; one that cannot be converted, such as a user's with a tag in it, is shown as it is typed.
    block : bool
        Set on a line of its own.
    """
    from latex2mathml.converter import convert

    latex = visible(latex)
    try:
        found = convert(latex, display="block" if block else "inline")
        sound = all(element.tag.startswith(f"{{{NAMESPACE}}}m") for element in ElementTree.fromstring(found).iter())
    except Exception:  # noqa: BLE001  (the converter has errors of many kinds)
        sound = False
    return Markup(_FUNCTION.sub(_spaced, found)) if sound else Markup("<code>{}</code>").format(latex)


def _spaced(match: re.Match[str]) -> str:
    before, _, name, bracket = match.groups()
    left = THIN if before.startswith("</") and before != "</mo>" else "0"
    return f'{before}<mo lspace="{left}" rspace="{"0" if bracket else THIN}">{name}</mo>'
