"""What a command prints: the one way to the terminal.

Whatever passes is visible text, so nothing foreign acts there.  Lines and tables are fitted to a terminal, and verdicts coloured on
it; what goes into a pipe or a file is the same wherever it was asked for.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from ..theory.escaping import visible, visible_lines
from ..theory.layout import Column, broken, fitted_table

NARROWEST = 40
"""A terminal of fewer columns is served as one of these."""


def width(stream: TextIO | None = None) -> int | None:
    """Return the columns of the terminal that a stream is, standard output by default; None where it is none."""
    stream = stream or sys.stdout
    if not stream.isatty():
        return None
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return None
    return max(columns, NARROWEST) if columns else None


def say(line: object = "") -> None:
    """Print a line."""
    for part in broken(visible(str(line)), width()):
        print(part)


def say_block(text: object) -> None:
    """Print the lines of a text that the package has put together."""
    for line in visible_lines(str(text)).split("\n"):
        say(line)


def say_verbatim(text: object) -> None:
    """Print the lines of a text whose lines have to stay: LaTeX, Markdown, a document laid out already."""
    print(visible_lines(str(text)))


def warn(line: str) -> None:
    """Print a line to standard error: what is said beside the result."""
    for part in broken(f"critscale: {visible(line)}", width(sys.stderr)):
        print(part, file=sys.stderr)


COLOURS = {"PROVED": "32", "SUPPORTED": "36", "REFUTED": "1;31", "UNKNOWN": "33"}
"""The verdicts in the colours of the terminal's own palette, by their SGR codes."""
_VERDICT = re.compile(rf"(?m)(?<!\S)(?<!\b0 )(?:[1-9]\d* )?(?:{'|'.join(COLOURS)})\b")


def coloured() -> bool:
    """Tell whether standard output is a terminal that shows colours, and the user does not refuse them (https://no-color.org)."""
    return width() is not None and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say_verdicts(text: str) -> None:
    """Print lines as `say_block` does, the verdicts in them coloured on a terminal; a count of 0 is not."""
    lines = [part for line in visible_lines(text).split("\n") for part in broken(line, width())]
    shown = "\n".join(lines)
    print(_VERDICT.sub(_in_colour, shown) if coloured() else shown)


def _in_colour(found: re.Match[str]) -> str:
    return f"\x1b[{COLOURS[found[0].split()[-1]]}m{found[0]}\x1b[0m"


def print_json(data: Any) -> None:
    """Print data as indented JSON; what is no ASCII character is escaped, as JSON does."""
    import json

    print(json.dumps(data, indent=2))


def print_csv(text: str) -> None:
    """Print a table of comma-separated values as it stands: its cells are visible text already, its lines end as they must."""
    sys.stdout.write(text)


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print rows of cells in columns; what is left out for want of room is said."""
    for line in fitted_table(columns, rows, width()).lines():
        say(line)
