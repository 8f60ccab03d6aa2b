"""Rows of cells in the forms that a report is asked for: columns of 80 characters, Markdown, CSV; foreign text acts in none."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from ..theory.escaping import markdown, spreadsheet, visible
from ..theory.layout import GAP, broken

WIDTH = 80
"""Characters of a line of a table as text."""


def columns(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines of rows in columns of these widths; a cell that is longer goes on in the next line."""
    for row in rows:
        cells = [list(broken(visible(cell), width, hang=0)) for cell, width in zip(row, widths, strict=True)]
        for at in range(max(map(len, cells))):
            parts = (f"{cell[at] if at < len(cell) else '':<{width}}" for cell, width in zip(cells, widths, strict=True))
            yield GAP.join(parts).rstrip()


def hanging(before: str, text: str) -> Iterator[str]:
    """Yield the lines of a paragraph of prose; they hang behind what it begins with."""
    yield from broken(before + visible(text), WIDTH, hang=len(before) + 2)


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of GitHub's Markdown; cells are plain text and are escaped."""
    lines = [heads, ["---"] * len(heads), *([markdown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a table as RFC 4180 has it, lines end with ``"\r\n"``; a spreadsheet runs none of its cells."""
    file = StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([list(heads), *([spreadsheet(cell) for cell in row] for row in rows)])
    return file.getvalue()
