"""What a command prints: the one way to the terminal.  Whatever passes is visible text, so nothing foreign acts there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ..theory.escaping import visible, visible_lines


def say(line: object = "") -> None:
    """Print a line."""
    print(visible(str(line)))


def say_block(text: object) -> None:
    """Print the lines of a text that the package has put together."""
    print(visible_lines(str(text)))


def warn(line: str) -> None:
    """Print a line to standard error: what is said beside the result."""
    print(f"critscale: {visible(line)}", file=sys.stderr)


def print_json(data: Any) -> None:
    """Print data as indented JSON; what is no ASCII character is escaped, as JSON does."""
    import json

    print(json.dumps(data, indent=2))


def print_csv(text: str) -> None:
    """Print a table of comma-separated values as it stands: its cells are visible text already, its lines end as they must."""
    sys.stdout.write(text)


def print_table(rows: Iterable[Sequence[str]], align: str = "<") -> None:
    """Print rows of cells in columns."""
    rows = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  ".join(f"{cell:{align}{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
