"""Titles as a page sets them: the sentence stays text, its mathematics gets Greek letters, arrows and exponents."""

from __future__ import annotations

from markupsafe import Markup, escape

from ..theory.prose import set_prose


class _Html:
    """HTML, whatever the text holds."""

    def plain(self, text: str) -> str:
        return escape(text)

    letter = plain

    def shifted(self, inner: str, mark: str) -> str:
        tag = "sup" if mark == "^" else "sub"
        return f"<{tag}>{inner}</{tag}>"


def typeset(text: str) -> Markup:
    """Return a title as HTML.

    Parameters
    ----------
    text : str
        A sentence with mathematics in it, such as ``cos' -> rho for all n >= 2``.
    """
    return Markup(set_prose(text, _Html()))  # each part is escaped
