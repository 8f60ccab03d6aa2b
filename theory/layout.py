"""Text laid out in lines that fit: prose and formulas broken where they may be, and rows of cells in columns.

A line is broken at spaces alone, so that no number, name or path is ever cut; a word that is longer than the line stands whole
on a line of its own.  A width of None is no limit: what is written to a file or a pipe knows of no terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .escaping import visible

GAP = "  "
"""What stands between two columns."""
INDENT = 4
"""Spaces before what goes on in a line of its own."""
NARROWEST = 28
"""A column of prose, but for the first, is not made narrower than this many characters; it goes below its row instead."""

_OPENS, _CLOSES, _OPERATORS = "([{", ")]}", {*"+-*/=<>~", "->", "<=", ">=", "=>"}
_ENDS = ".:;?!"
"""Behind the end of a sentence two spaces are no gap between columns."""


class Column(NamedTuple):
    """A column of a table, and what becomes of it where the table is wider than the line."""

    head: str = ""
    right: bool = False
    """Whether its cells stand to the right, as numbers do."""
    text: bool = False
    """Prose: its cells go on in the next line of the row."""
    formula: bool = False
    """Its cells are broken only where a line of their own is too short for them."""
    below: int | None = None
    """The indent, where its cells stand in lines below the row, whatever the width; empty ones do not."""
    spare: int = 0
    """Not 0: the column can be left out, the one with the largest number first."""


def named_columns(heads: Iterable[str], spare: Sequence[str] = (), *, right: bool = False) -> list[Column]:
    """Return columns of values under their heads; of those that can be spared the last one goes first."""
    return [Column(head, right=right, spare=spare.index(head) + 1 if head in spare else 0) for head in heads]


class FittedTable(NamedTuple):
    """A table that is laid out."""

    rows: list[list[str]]
    """The lines of each row, the heads first where there are any."""
    left_out: tuple[str, ...]
    """The heads of the columns for which there is no room."""

    def lines(self) -> Iterator[str]:
        """Yield the lines of all rows, and one that says what is left out and where it is."""
        for row in self.rows:
            yield from row
        if self.left_out:
            yield f"no room for {', '.join(self.left_out)}: a wider terminal, a pipe and --json have them"


def broken(line: str, width: int | None, hang: int | None = None) -> Iterator[str]:
    r"""Yield a line in parts of at most ``width`` characters.

    It is broken at a space: a gap between columns first, else the last one outside of brackets and not beside an operator that
    costs no half of a line, so that formulas stay whole where they can.

    Parameters
    ----------
    line : str
        One line of visible text.
    width : int or None
        Characters of a line; None is no limit.
    hang : int, optional
        Indent of all parts but the first; by default that of the value of ``label  value``, else a little more than the line's own.

    Examples
    --------
    >>> print(*broken("regime as n -> oo  subcritical: slower than log n", 40), sep="\n")
    regime as n -> oo  subcritical: slower
                       than log n
    """
    if width is None or len(line) <= width:
        yield line
        return
    hang = _hang(line, width) if hang is None else hang
    rest = line
    while len(rest) > width:
        end = _break(rest, width, hang)
        if end is None:
            break
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
        if not rest:
            return
        indent = max(0, min(hang, width - max(map(len, rest.split()))))
        rest = " " * indent + rest
    yield rest


def _hang(line: str, width: int) -> int:
    """Return the indent of the parts that follow."""
    own = len(line) - len(line.lstrip())
    gap = line.find(GAP, own)
    start = gap + len(line[gap:]) - len(line[gap:].lstrip())
    columns = gap > 0 and line[gap - 1] not in _ENDS and start <= width // 2
    return start if columns else min(own + INDENT, width // 2)


def _break(text: str, width: int, hang: int) -> int | None:
    """Return the space at which a text is best broken to fit, at the first one where none does; None where there is none."""
    spaces = _spaces(text)
    inside = [(cost * width / 2 - at, at) for at, cost in spaces if hang <= at <= width]
    return min(inside)[1] if inside else min((at for at, _ in spaces), default=None)


def _spaces(text: str) -> list[tuple[int, int]]:
    """Return where each space between words is, and what it costs to break there: 1 a bracket, 1 beside an operator, -1 a gap."""
    found: list[tuple[int, int]] = []
    own = len(text) - len(text.lstrip())
    depth, start, words = 0, own, []
    for word in text[own:].split(" "):
        words.append((start, word))
        start += len(word) + 1
    ended = False
    for (_, word), (at, after) in pairwise(words):
        depth = max(0, depth + sum(c in _OPENS for c in word) - sum(c in _CLOSES for c in word))
        ended = word[-1] in _ENDS if word else ended
        gap = not (word and after) and not ended
        beside = {word, after} & _OPERATORS or (after[:1] == "(" and _is_factor(text[at:])) or word[-1:].isdigit()
        found.append((at - 1, depth + (-1 if gap else bool(beside))))
    return found


def _is_factor(text: str) -> bool:
    """Tell whether the bracket at the beginning is a factor of a formula, not prose in brackets."""
    depth = 0
    for at, c in enumerate(text):
        depth += (c in _OPENS) - (c in _CLOSES)
        if depth == 0:
            return text[at + 1 : at + 2] in {"^", "*", "/"} or bool({*text[1:at].split()} & _OPERATORS)
    return False


def command_lines(words: str, options: Iterable[str], width: int, indent: str = "") -> Iterator[str]:
    r"""Yield a command in lines that a shell joins: they end with a backslash, and go on with an option.

    Examples
    --------
    >>> print(*command_lines("critscale extend", ["--law yarn", "--p 0.5"], 30), sep="\n")
    critscale extend --law yarn \
      --p 0.5
    """
    line = words
    for option in options:
        if len(f"{line} {option} \\") <= width:
            line += f" {option}"
        else:
            yield f"{line} \\"
            line = f"{indent}{GAP}{option}"
    yield line


def fitted_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], width: int | None = None) -> FittedTable:
    """Lay out rows of cells in columns.

    What does not fit is mended in this order: columns of text get narrower, the widest first; a column of text or of formulas that
    has no room goes below its row; columns that can be spared are left out.  Where all of that is not enough, no column is left out
    and all but the first go below the row, each cell behind its head.  No cell is shortened, and no word of one is cut.
    """
    cells = [[visible(cell) for cell in row] for row in rows]
    heads = [visible(column.head) for column in columns]
    titled = [heads, *cells] if any(heads) else cells
    spare = sorted((k for k, column in enumerate(columns) if column.spare), key=lambda k: columns[k].spare)
    for count in range(len(spare) + 1):
        left_out = spare[len(spare) - count :]
        kept = [k for k in range(len(columns)) if k not in left_out]
        chosen = [[row[k] for k in kept] for row in titled]
        if placed := _placed([columns[k] for k in kept], chosen, width):
            return FittedTable([list(_row(*placed, row, width)) for row in chosen], tuple(heads[k] for k in sorted(left_out)))
    first, *others = columns
    below = [first, *(column._replace(below=column.below or INDENT) for column in others)]
    behind = [[row[0], *(f"{head}: {cell}" if head and cell else cell for head, cell in zip(heads[1:], row[1:], strict=True))] for row in cells]
    widths = [max(len(row[0]) for row in cells)]
    return FittedTable([list(_row(below, widths, row, width)) for row in ([[heads[0]]] if heads[0] else []) + behind], ())


def _placed(columns: list[Column], rows: list[list[str]], width: int | None) -> tuple[list[Column], list[int]] | None:
    """Return columns, of which some went below, and the widths at which they fit; None if there are none."""
    natural = [max((len(row[k]) for row in rows), default=0) for k in range(len(columns))]
    longest = [max((len(word) for row in rows for word in row[k].split()), default=0) for k in range(len(columns))]
    while True:
        beside = [k for k, c in enumerate(columns) if c.below is None]
        widths = {k: natural[k] for k in beside}
        least = {k: min(natural[k], max(longest[k], NARROWEST if k else 1)) if columns[k].text else natural[k] for k in beside}
        over = 0 if width is None else sum(widths.values()) + len(GAP) * (len(beside) - 1) - width
        while over > 0 and (wide := [k for k in beside if widths[k] > least[k]]):
            widths[max(wide, key=widths.__getitem__)] -= 1
            over -= 1
        if over <= 0:
            return columns, [widths.get(k, 0) for k in range(len(columns))]
        movable = [k for k in beside[1:] if columns[k].text or columns[k].formula]
        if not movable:
            return None
        widest = max(movable, key=natural.__getitem__)
        columns = [c._replace(below=INDENT) if k == widest else c for k, c in enumerate(columns)]


def _row(columns: Sequence[Column], widths: Sequence[int], row: Sequence[str], width: int | None) -> Iterator[str]:
    beside = [k for k, c in enumerate(columns) if c.below is None]
    parts = {k: list(broken(row[k], widths[k], hang=0)) for k in beside}
    for at in range(max(map(len, parts.values()))):
        cells = [(parts[k][at] if at < len(parts[k]) else "", ">" if columns[k].right else "<", widths[k]) for k in beside]
        yield GAP.join(f"{cell:{align}{size}}" for cell, align, size in cells).rstrip()
    for column, cell in zip(columns, row, strict=False):
        if column.below is not None and cell:
            indent = column.below if width is None else min(column.below, INDENT * 2)
            yield from broken(" " * indent + cell, width)
