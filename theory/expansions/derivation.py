"""A formula of the catalogue, derived: its terms and its error term on every stratum of the depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from ..closed_form import ClosedForm
from ..growth import Stratum
from ..layer.regimes import Regime
from ..notation import derived_text, latex_of_text
from ..result import Cell, Result, ValueTable, View
from ..tex import display, tex_comment, tex_prose, wrapped
from .catalogue import Entry
from .error_terms import BigO, ErrorTerm, Exact, Within
from .expansion import Division, expand
from .remainder import error_term

if TYPE_CHECKING:
    from sympy import Expr


def caption(regime: Regime) -> str:
    """Return what the coordinate of a regime is: the definition and range of its own variables, or its condition."""
    return "; ".join(f"{a.definition}, {a.range_text()}" for a in regime.parameters) or regime.condition


_LATEX = {"": "{}", "exp": r"\exp\left({}\right)", "sqrt": r"\sqrt{{{}}}"}


_MEANINGS: Mapping[type[ErrorTerm], str] = {
    Within: r"Here $B(c,\ n \ge n_0)$ is a term of absolute value at most $c$ for every $n \ge n_0$.",
    BigO: r"Here $O(g)$ is a term whose ratio to $g$ is bounded as $n \to \infty$.",
}
"""What an error term means, in LaTeX."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The expansion on one stratum: terms in decreasing order of growth, and the error."""

    stratum: Stratum | None
    summands: tuple[ClosedForm, ...]
    error: ErrorTerm
    outer: Literal["", "exp", "sqrt"] = ""

    @property
    def terms(self) -> tuple[Expr, ...]:
        """The summands in SymPy."""
        return tuple(t.symbolic() for t in self.summands)

    @property
    def expression(self) -> Expr:
        """The expansion without its error term, in SymPy."""
        from sympy import Add

        from ..symbols import SYMBOLS

        total = Add(*self.terms)
        return SYMBOLS.apply(self.outer, (total,)) if self.outer else total

    def __str__(self) -> str:
        parts = [str(t) for t in self.summands] or ["0"]
        text = parts[0] + "".join(f" - {p[1:]}" if p.startswith("-") else f" + {p}" for p in parts[1:])
        if not isinstance(self.error, Exact):
            text += f" + {self.error}"
        text = f"{self.outer}({text})" if self.outer else text
        return text if self.stratum is None else f"{text}   for {self.stratum}"

    def latex(self) -> str:
        """Return the expansion with its error term as LaTeX."""
        parts = [t.latex() for t in self.summands] or ["0"]
        text = parts[0] + "".join(f" - {p[1:].lstrip()}" if p.startswith("-") else f" + {p}" for p in parts[1:])
        if not isinstance(self.error, Exact):
            text += f" + {self.error.latex()}"
        text = _LATEX[self.outer].format(text)
        if self.stratum is None:
            return text
        return rf"{text} \quad \text{{for }} {latex_of_text(str(self.stratum))}"


@dataclass(frozen=True, slots=True, repr=False)
class Formula(Result):
    """A derived formula.

    Attributes
    ----------
    entry : Entry
        The catalogue entry.
    pieces : tuple of Piece
        One for each stratum of the depth delta.
    """

    entry: Entry
    pieces: tuple[Piece, ...]

    @property
    def id(self) -> str:
        """Its name."""
        return self.entry.id

    @property
    def expression(self) -> Expr:
        """The expansion where one piece holds on the whole regime.

        Raises
        ------
        ValueError
            If the formula has several strata.
        """
        if len(self.pieces) != 1:
            raise ValueError(f"{self.id} has {len(self.pieces)} strata: look at `pieces`")
        return self.pieces[0].expression

    def __str__(self) -> str:
        head = f"{self.id}: {self.entry.quantity.title}, {self.entry.regime.condition}"
        where = "; ".join(a.sentence() for a in self.entry.relevant())
        coordinate = caption(self.entry.regime)
        lines = [
            head,
            *(f"  {piece}" for piece in self.pieces),
            f"  where {where}; {coordinate}" if where else f"  where {coordinate}",
        ]
        return "\n".join([*lines, f"  source: {self.entry.quantity.source}; expansion derived"])

    def view(self) -> View:
        """Return a row for each stratum, with the regime and the assumptions that it holds under."""
        entry, latex = self.entry, self.entry.quantity.symbol
        regime = f"{entry.regime.id}: {entry.regime.condition}"
        where = "; ".join((*(a.sentence() for a in entry.relevant()), caption(entry.regime)))
        rows = [(self.id, Cell(str(piece), str(piece), f"{latex} = {piece.latex()}"), regime, where) for piece in self.pieces]
        return View(entry.quantity.title, ValueTable(("id", "formula", "regime", "where"), rows), (f"source: {entry.quantity.source}; expansion derived",))

    def relations(self) -> tuple[str, ...]:
        """Return the formula on each stratum as LaTeX in math mode."""
        return tuple(f"{self.entry.quantity.symbol} = {piece.latex()}" for piece in self.pieces)

    def latex(self) -> str:
        """Return the formula as LaTeX that compiles: regime and assumptions, a display for each stratum, what B and O mean.

        It needs the package amsmath.
        """
        entry = self.entry
        texts = (entry.regime.condition, "beta = gamma log n", *(t for a in (*entry.relevant(), *entry.regime.parameters) for t in (a.definition, a.range_text()) if t))
        where = ", ".join(f"${latex_of_text(text)}$" for text in dict.fromkeys(texts))
        kinds = {type(piece.error): _MEANINGS[type(piece.error)] for piece in self.pieces if type(piece.error) in _MEANINGS}
        lines = [tex_comment(f"{self.id}; {entry.quantity.source}; expansion derived by critscale"), wrapped(f"The {tex_prose(entry.quantity.title)}, for {where}:")]
        return "\n".join([*lines, *map(display, self.relations()), *kinds.values()])

    def _repr_latex_(self) -> str:
        lines = r" \\ ".join(self.relations())
        return rf"$\begin{{gathered}} {lines} \end{{gathered}}$"

    def to_json(self) -> dict[str, Any]:
        """Return the formula as JSON data."""
        return {
            "id": self.id,
            "quantity": self.entry.quantity.id,
            "regime": self.entry.regime.id,
            "condition": self.entry.regime.condition,
            "assumptions": [a.sentence() for a in self.entry.relevant()],
            "coordinate": caption(self.entry.regime),
            "pieces": [_piece_json(p) for p in self.pieces],
            "source": self.entry.quantity.source,
        }


def _piece_json(piece: Piece) -> dict[str, Any]:
    error: dict[str, Any] = {"kind": type(piece.error).__name__}
    if isinstance(piece.error, Within):
        error |= {"constant": str(piece.error.constant), "rate": str(piece.error.rate), "valid_from": derived_text(piece.error.first)}
    elif isinstance(piece.error, BigO):
        error |= {"rate": str(piece.error.rate), "reason": piece.error.reason}
    return {
        "stratum": None if piece.stratum is None else str(piece.stratum),
        "expression": str(piece.expression),
        "terms": [str(t) for t in piece.summands],
        "error": error,
        "in_exponent": piece.outer == "exp",
        "under_root": piece.outer == "sqrt",
        "latex": piece.latex(),
    }


def derive(entry: Entry, terms: int = 1) -> Formula:
    """Derive a catalogue entry to its ``terms`` leading terms.

    Parameters
    ----------
    entry : Entry
        From `critscale.theory.expansions.catalogue.find`.
    terms : int
        Leading terms to keep, at least 1.

    Returns
    -------
    Formula

    Raises
    ------
    Undecidable
        If the expansion depends on a sign the assumptions leave open.
    """
    divisions = expand(entry.formula, entry.domain, terms)
    return Formula(entry, tuple(_merged([_piece(entry, d) for d in divisions], divisions)))


def _piece(entry: Entry, division: Division) -> Piece:
    error: ErrorTerm = error_term(division)
    if entry.eventually and isinstance(error, Within):
        error = BigO(error.rate, reason="the closed form holds from some n on that depends on s")
    stratum = None if entry.regime.depth is None else division.stratum
    return Piece(stratum, tuple(t.form for t in division.terms), error, entry.quantity.outer)


def _merged(pieces: list[Piece], divisions: list[Division]) -> list[Piece]:
    """Join neighbouring strata on which terms and error are the same function of delta.

    The error bound of both sides holds at the boundary point too: for fixed n everything is continuous in delta.
    """
    if len(pieces) < 3 or pieces[0].stratum is None:
        return [replace(p, stratum=None) for p in pieces] if len(pieces) == 1 else pieces
    result = [pieces[0]]
    for boundary, upper, below in zip(pieces[1::2], pieces[2::2], divisions[::2], strict=False):
        lower, at = result[-1], boundary.stratum
        joined = lower.summands == upper.summands and lower.error == upper.error
        if at and lower.stratum and upper.stratum and joined and _terms_at(below, at) == boundary.summands:
            result[-1] = replace(lower, stratum=Stratum(lower.stratum.low, upper.stratum.high))
        else:
            result += [boundary, upper]
    whole = Stratum.whole(divisions[0].chart.regime.depth)
    return [replace(p, stratum=None) if p.stratum == whole else p for p in result]


def _terms_at(division: Division, at: Stratum) -> tuple[ClosedForm, ...]:
    return tuple(t.at(at).form for t in division.terms)
