"""LaTeX to MathML, so that browsers and screen readers both read a formula without any script."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup


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

    return Markup(convert(latex, display="block" if block else "inline"))  # the converter escapes
