"""Rows of cells in the forms that a report is asked for: columns of 80 characters, Markdown, CSV; foreign text acts in none."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from textwrap import wrap

from ..theory.escaping import markdown, spreadsheet, visible

WIDTH = 80
"""Characters of a line of a table as text."""


def columns(rows: Iterable[Sequence[str]], widths: Sequence[int], gap: int = 2) -> Iterator[str]:
    """Yield the lines of rows in columns of these widths; a cell that is longer goes on in the next line."""
    for row in rows:
        cells = [
            wrap(visible(cell), width, break_on_hyphens=False) or [""] for cell, width in zip(row, widths, strict=True)
        ]
        for at in range(max(map(len, cells))):
            parts = (f"{cell[at] if at < len(cell) else '':<{width}}" for cell, width in zip(cells, widths, strict=True))
            yield (" " * gap).join(parts).rstrip()


def hanging(before: str, text: str) -> Iterator[str]:
    """Yield the lines of a paragraph of prose; they hang behind what it begins with."""
    after = " " * (len(before) + 2)
    yield from wrap(visible(text), WIDTH, break_long_words=False, initial_indent=before, subsequent_indent=after, break_on_hyphens=False)


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of GitHub's Markdown; cells are plain text and are escaped."""
    lines = [heads, ["---"] * len(heads), *([markdown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a table as RFC 4180 has it, lines end with ``"\r\n"``; a spreadsheet runs none of its cells."""
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([list(heads), *([spreadsheet(cell) for cell in row] for row in rows)])
    return file.getvalue()
