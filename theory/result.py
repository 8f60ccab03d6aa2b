"""Results: what a question returns, described once, as a heading, a table of values and lines, and shown from that everywhere.

Text for ``print``, a small text for ``repr``, HTML for a notebook, and records for a data frame come from one `View`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from html import escape
from typing import Any, Protocol, Self, TypeAlias, TypeVar, runtime_checkable

from .digits import exact_text
from .errors import LONGEST_LINE, shown
from .escaping import visible, visible_lines

Plain: TypeAlias = bool | int | float | str | None
"""What a cell of a data frame holds."""
R = TypeVar("R", bound="Result")

MOST_ROWS = 12
"""So many rows ``repr`` shows, half of them the last ones."""
MOST_HTML_ROWS = 60
MOST_LINES = 6
WIDTH = 100
"""No line of ``repr`` is longer: columns that have no room are named, and no number is cut."""
LONGEST_CELL = 44
"""``repr`` shows so much of a cell of several words."""
LEAST_ROOM = 24
"""A column of prose is shown in part where it has so much room."""
SMALL = 1200
"""``repr`` is the whole text where that is no longer, in characters."""
LARGEST_FLOAT = 10**300
LARGEST_INT = 2**63
"""Integers beyond what an array holds are text in a record."""


@runtime_checkable
class Convertible(Protocol):
    """A value that knows what it is in a data frame."""

    def plain(self) -> Plain:
        """Return it as an int or a float, or as text where neither holds it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that the eye gets in words, or as a formula.

    Attributes
    ----------
    text : str
        What the eye gets; why there is no value where there is none.
    value : object
        What a record gets.
    latex : str
        What a notebook typesets in place of the text; empty for none.
    """

    text: str
    value: object = None
    latex: str = ""

    def __str__(self) -> str:
        return self.text

    def plain(self) -> Plain:
        """Return the value as a data frame holds it."""
        return plain_value(self.value)


def plain_value(value: object) -> Plain:
    """Return a value as a data frame holds it.

    Fractions are the nearest float, an integral one an int; what no float or int64 holds, and whatever is no number, is text.
    """
    if value is None or isinstance(value, bool | float | str):
        return float(value) if isinstance(value, float) else value
    if isinstance(value, int | Fraction):
        return _plain_number(Fraction(value))
    if isinstance(value, Convertible):
        return value.plain()
    if hasattr(value, "dtype") and hasattr(value, "item") and not getattr(value, "shape", ()):
        return plain_value(value.item())
    return str(value)


def _plain_number(value: Fraction) -> Plain:
    if value.denominator == 1:
        return value.numerator if abs(value) < LARGEST_INT else exact_text(value)
    return (abs(value) < LARGEST_FLOAT and float(value)) or exact_text(value)


def cell_text(value: object) -> str:
    """Return a value for the eye, in a line."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction) or (isinstance(value, Convertible) and not isinstance(value, Cell | Result)):
        return shown(value, LONGEST_LINE)
    if hasattr(value, "dtype") and hasattr(value, "item"):
        value = value.item()
    return f"{value:.6g}" if isinstance(value, float) else visible(str(value))


@dataclass(frozen=True, slots=True)
class ValueTable:
    """Rows of values under names.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns, as a record has them.
    rows : sequence of tuples
        A value for each column.
    heads : tuple of str
        The columns for the eye; their names where it is empty.
    upright : bool
        Whether the eye gets a line for each column: of a table of one row.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    heads: tuple[str, ...] = ()
    upright: bool = False

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns for the eye."""
        return self.heads or tuple(name.replace("_", " ") for name in self.columns)

    def records(self) -> list[dict[str, Plain]]:
        """Return a dict of plain values for each row."""
        return [dict(zip(self.columns, map(plain_value, row), strict=True)) for row in self.rows]

    def column(self, name: str) -> list[object]:
        """Return the values of a column as they are."""
        index = self.columns.index(name)
        return [row[index] for row in self.rows]

    def cells(self, most: int | None = None) -> list[tuple[str, ...]]:
        """Return the text of the cells, the heads first; of an upright table a pair for each column that has a value.

        Of more rows than ``most`` the first and the last ones stand there, and dots between them.
        """
        if self.upright:
            pairs = [(title, value) for row in self.rows for title, value in zip(self.titles, row, strict=True)]
            return [(title, cell_text(value)) for title, value in pairs if value is not None]
        rows = [tuple(map(cell_text, row)) for row in self._shown(most)]
        if most is not None and len(self.rows) > most:
            rows.insert(most - most // 2, ("...",) * len(self.columns))
        return [self.titles, *rows]

    def _shown(self, most: int | None) -> Iterator[tuple[object, ...]]:
        count = len(self.rows)
        indices = range(count) if most is None or count <= most else [*range(most - most // 2), *range(count - most // 2, count)]
        return (self.rows[index] for index in indices)

    def text(self, most: int | None = None, width: int | None = None) -> Iterator[str]:
        """Yield the lines of the table.

        Within a width the first columns stand that have room, and the others are named below.  What is long is cut at a blank, and
        dots say so; no number is cut.
        """
        cells = self.cells(most)
        if not cells:
            return
        if width is not None and not self.upright:
            cells = [tuple(shown_line(cell, LONGEST_CELL) if " " in cell else cell for cell in row) for row in cells]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        fits, room = len(widths), 0 if width is None else width
        while width is not None and not self.upright and fits > 1 and sum(widths[:fits]) + 2 * (fits - 1) > width:
            fits -= 1
            room = width - sum(widths[:fits]) - 2 * fits
        if fits < len(widths) and room >= LEAST_ROOM:
            fits += 1
            cells = [(*row[: fits - 1], shown_line(row[fits - 1], room)) for row in cells]
        for row in cells:
            line = "  ".join(f"{cell:<{size}}" for cell, size in zip(row[:fits], widths, strict=False)).rstrip()
            yield line if width is None else shown_line(line, width)
        if fits < len(widths):
            yield f"and {', '.join(self.titles[fits:])}"

    def html(self) -> str:
        """Return the table as HTML; every cell is escaped."""
        if self.upright:
            values = {title: value for row in self.rows for title, value in zip(self.titles, row, strict=True) if value is not None}
            lines = [f"<tr><th{_LEFT}>{escape(title)}</th>{_td(value)}</tr>" for title, value in values.items()]
            return f"<table><tbody>{''.join(lines)}</tbody></table>" if lines else ""
        if not self.columns:
            return ""
        head = "".join(f"<th{_LEFT}>{escape(title)}</th>" for title in self.titles)
        lines = [f"<tr>{''.join(map(_td, row))}</tr>" for row in self._shown(MOST_HTML_ROWS)]
        left = len(self.rows) - len(lines)
        if left > 0:
            lines.insert(MOST_HTML_ROWS // 2, f'<tr><td colspan="{len(self.columns)}">... {left} more</td></tr>')
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


_LEFT = ' style="text-align:left"'
_MATHS = ' class="tex2jax_process mathjax_process"'
_PLAIN = ' class="critscale tex2jax_ignore mathjax_ignore"'
"""A notebook typesets dollars in HTML: in the text of others they are dollars."""


def _td(value: object) -> str:
    if isinstance(value, Cell) and value.latex:
        return f"<td{_LEFT}{_MATHS}>${escape(visible(value.latex))}$</td>"
    return f"<td{_LEFT}>{escape(shown(cell_text(value), LONGEST_LINE))}</td>"


def shown_line(line: str, width: int) -> str:
    """Return a line that is no longer than a width, cut at a blank."""
    if len(line) <= width:
        return line
    return f"{line[: width - 3].rpartition(' ')[0].rstrip()} ...".lstrip()


@dataclass(frozen=True, slots=True)
class View:
    """What there is to see of a result.

    Attributes
    ----------
    heading : str
        What it is, in a line; may be empty.
    table : ValueTable
        Its values.
    lines : tuple of str
        What is said below the table.
    """

    heading: str
    table: ValueTable
    lines: tuple[str, ...] = ()


class Result:
    """What a question returns: it shows itself as text and as HTML, and as records for a data frame, from its `view`."""

    __slots__ = ()

    def view(self) -> View:
        """Return what there is to see: by default each field that is one value, in a table of one row."""
        values: dict[str, object] = {}
        if is_dataclass(self):
            values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "notes"}
        chosen = {name: value for name, value in values.items() if _is_one_value(value)}
        return View("", ValueTable(tuple(chosen), [tuple(chosen.values())], upright=True))

    def records(self) -> list[dict[str, Plain]]:
        """Return the table as a list of dicts of plain values, ready for ``pandas.DataFrame``.

        A certified number is the nearest float, and text where no float is near it; all its digits are in the attributes.
        """
        return self.view().table.records()

    def _said(self) -> tuple[str, ...]:
        """Return what stands below the table."""
        return self.view().lines

    def __str__(self) -> str:
        view = self.view()
        return "\n".join(line for line in (visible(view.heading), *view.table.text(), *map(visible, self._said())) if line)

    def __repr__(self) -> str:
        """Return the text where it is short, else a small table, whatever the size of the result."""
        view, said = self.view(), self._said()
        if len(view.table.rows) <= MOST_ROWS and len(whole := str(self)) <= SMALL:
            return visible_lines(whole)
        left = len(said) - MOST_LINES
        below = [*said[:MOST_LINES], *([f"... and {left} more"] if left > 0 else [])]
        around = [shown_line(visible(line), WIDTH) for line in (view.heading, *below)]
        lines = (around[0], *view.table.text(MOST_ROWS, WIDTH), *around[1:])
        return "\n".join(line for line in lines if line)

    def _repr_html_(self) -> str:
        view = self.view()
        heading = f"<p><b>{escape(visible(view.heading))}</b></p>" if view.heading else ""
        below = "".join(f"<p>{escape(visible(line))}</p>" for line in self._said())
        return f"<div{_PLAIN}>{heading}{view.table.html()}{below}</div>"


def _is_one_value(value: object) -> bool:
    if value is None or isinstance(value, str | bool | int | float | Fraction | Convertible):
        return True
    return hasattr(value, "dtype") and not getattr(value, "shape", ())


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Noted(Result):
    """A result that hangs on numbers a user gave.

    Attributes
    ----------
    notes : tuple of str
        What has to be said of how they were read, such as a float that was taken as the binary number it is.
    """

    notes: tuple[str, ...] = field(default=(), kw_only=True, compare=False, repr=False)

    def noting(self, *notes: str) -> Self:
        """Return it with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def _said(self) -> tuple[str, ...]:
        return (*self.view().lines, *self.notes)


class Results(Result, tuple[R, ...]):
    """Several results of one kind: a tuple, shown as one table."""

    __slots__ = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be said of the numbers that were given, by whichever of them."""
        return tuple(dict.fromkeys(_all_said(self)))

    def noting(self, *notes: str) -> Results[R]:
        """Return them with more notes, of those that carry notes."""
        return Results(item.noting(*notes) if hasattr(item, "noting") else item for item in self)

    def view(self) -> View:
        """Return the rows of all of them in one table, and what they all say once."""
        views = [item.view() for item in self]
        if not views:
            return View("nothing", ValueTable((), ()))
        columns = tuple(dict.fromkeys(name for view in views for name in view.table.columns))
        titles = {name: title for view in views for name, title in zip(view.table.columns, view.table.titles, strict=True)}
        rows = [
            tuple(dict(zip(view.table.columns, row, strict=True)).get(name) for name in columns) for view in views for row in view.table.rows
        ]
        return View("", ValueTable(columns, rows, tuple(titles[name] for name in columns)), self.notes)


def _all_said(results: Iterable[Any]) -> Iterator[str]:
    for item in results:
        if hasattr(item, "noting"):
            yield from item.notes


class Catalogue(Result, dict[str, R]):
    """Entries by id: a dict, shown as one table."""

    def view(self) -> View:
        """Return the rows of all entries in one table."""
        return Results(self.values()).view()
