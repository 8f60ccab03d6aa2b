"""A report as a document: sections of paragraphs, tables and code, written as text of 80 columns or as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..numerics.numbers.enclosure import Enclosure
from ..theory.escaping import markdown, visible
from ..theory.layout import Column, broken, fitted_table
from .forms import WIDTH, markdown_table

INDENT = "  "


@dataclass(frozen=True, slots=True)
class CellTable:
    """Rows of cells under their heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text to paste, in a language, ``json`` or ``sh``; its lines stay as they are."""

    text: str
    language: str = "json"


DocumentPart: TypeAlias = str | CellTable | Code
"""A paragraph, a table, or code."""


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a title."""

    title: str
    parts: tuple[DocumentPart, ...]


def document_text(sections: Sequence[Section]) -> str:
    """Return the document as text; lines have at most 80 characters where words do, code aside."""
    return "\n\n".join("\n".join(_text_lines(section)) for section in sections)


def _text_lines(section: Section) -> Iterator[str]:
    yield from broken(visible(section.title), WIDTH, hang=len(INDENT))
    for part in section.parts:
        if isinstance(part, CellTable):
            columns = [Column(head, text=True) for head in part.heads]
            yield from (INDENT + line for line in fitted_table(columns, part.rows, WIDTH - len(INDENT)).lines())
        elif isinstance(part, Code):
            yield from (INDENT + visible(line) for line in part.text.split("\n"))
        else:
            yield from broken(INDENT + visible(part), WIDTH, hang=2 * len(INDENT))


def document_markdown(sections: Sequence[Section], title: str) -> str:
    """Return the document as GitHub's Markdown under a title."""
    return "\n\n".join([f"# {markdown(title)}", *(block for section in sections for block in _markdown_blocks(section))]) + "\n"


def _markdown_blocks(section: Section) -> Iterator[str]:
    yield f"## {markdown(section.title)}"
    for part in section.parts:
        if isinstance(part, CellTable):
            yield markdown_table(tuple(map(markdown, part.heads)), part.rows)
        elif isinstance(part, Code):
            lines = "\n".join(map(visible, part.text.split("\n")))
            yield f"```{part.language}\n{lines}\n```"
        else:
            yield markdown(part)


def few_digits(value: Enclosure, digits: int = 5) -> str:
    """Return a number in a few digits, for the eye."""
    return f"{float(value.decimal()):.{digits}g}"
