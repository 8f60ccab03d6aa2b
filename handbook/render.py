"""Pages from templates: HTML is written there and nowhere else, and everything that is put in is escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup, escape

from ..theory.escaping import visible, visible_lines
from .mathml import mathml
from .typeset import typeset

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MARKS = {"PROVED": "✓", "SUPPORTED": "◐", "REFUTED": "✗", "UNKNOWN": "?", "NOT CHECKED": "·"}
"""Beside each verdict's word and colour, for who sees no colour."""
_ARXIV = re.compile(r"(?:arXiv )?\b(\d{4}\.\d{5})\b")


def cited(source: str) -> Markup:
    """Return a source with its arXiv numbers as links."""
    source = visible(source)
    parts, at = [], 0
    for match in _ARXIV.finditer(source):
        link = Markup('<a href="https://arxiv.org/abs/{}">{}</a>').format(match[1], match[0])
        parts += [escape(source[at : match.start()]), link]
        at = match.end()
    return Markup("").join([*parts, escape(source[at:])])


def _shown(value: Any) -> Any:
    """Return what is put into a page: text in which nothing acts; what makes markup sees to the text in it."""
    return visible_lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _mathml(latex: str, block: bool = False) -> Markup:
    return mathml(latex, block=block)


def _quoted(text: str) -> str:
    """Return text for an address, whatever it holds: half a surrogate pair too, which UTF-8 has no bytes for."""
    return quote(text.encode(errors="surrogatepass"), safe="")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates, strict: a name that is missing is an error, never an empty place."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    result = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    result.filters |= {
        "mathml": _mathml,
        "typeset": typeset,
        "cited": cited,
        "urlencode": _quoted,
    }
    result.globals |= {"marks": MARKS}
    return result


def page(template: str, **values: Any) -> bytes:
    """Return a page as UTF-8."""
    return environment().get_template(template).render(**values).encode()
