"""What the handbook tells of a quantity: its definition, derived expansions, certified values, its phase diagram.

Everything is worked out from the id alone, so that it can be done in another process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from inspect import getsource
from textwrap import dedent

from ..numerics.answers.evaluate import evaluate
from ..proofs.writing import LONGEST, SYMBOLS
from ..theory.closed_form import ONE, power_product
from ..theory.expansions.catalogue import catalogue
from ..theory.expansions.derivation import Formula, Piece, derive
from ..theory.expansions.error_terms import BigO, Exact, Within
from ..theory.layer.expression_field import variable, written, written_row
from ..theory.layer.regimes import critical_gamma
from ..theory.layer.registry import Quantity, quantity
from ..theory.notation import derived_latex, latex, latex_of_text

RHO = "3/10"
LENGTHS = ("1000", "131072", "10^100")
SETTINGS = (
    ("1", {"gamma": "1"}),
    (f"{critical_gamma(Fraction(RHO))}, critical", {"critical": True}),
    ("2", {"gamma": "2"}),
)
"""What the table of values shows, at inner product `RHO` and r = 0: below, at and above the critical gamma."""
DIGITS = 12
LONGEST_LINE = 180
"""Characters of LaTeX that a formula may have before the constant of its B-term gets a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """One derived formula, written."""

    id: str
    regime: str
    shown: tuple[str, ...]
    constants: tuple[str, ...]
    latex: str
    text: tuple[str, ...]
    where: tuple[str, ...]
    error: str
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityPage:
    """The material of one page."""

    id: str
    title: str
    symbol: str
    unit: str
    description: str
    source: str
    definition: str
    code: str
    formulas: tuple[Expanded, ...]
    values: tuple[tuple[str, ...], ...]
    dimension: bool


def quantity_page(id: str) -> QuantityPage:
    """Work out the material of a quantity's page.

    Parameters
    ----------
    id : str
        A quantity such as ``"output-cosine"``.
    """
    entry = quantity(id)
    return QuantityPage(
        id=id,
        title=entry.title,
        dimension=entry.dimension,
        symbol=entry.symbol,
        unit=entry.unit,
        description=entry.description,
        source=entry.source,
        definition=_definition(entry),
        code=dedent(getsource(entry.formula)),
        formulas=tuple(_expanded(derive(e)) for e in catalogue().values() if e.quantity is entry),
        values=tuple(
            (n, *(str(evaluate(id, n=n, rho=RHO, digits=DIGITS, dim=_dimension(entry, n), **s)) for _, s in SETTINGS))
            for n in LENGTHS
        ),
    )


def _dimension(entry: Quantity, n: str) -> str | None:
    """Return d = n: the least in which the simplex exists for every length of the table."""
    return n if entry.dimension else None


def _definition(entry: Quantity) -> str:
    """Return the definition in the weights a and b as LaTeX, empty where it is too long or not algebraic."""
    rho, r = variable("rho"), variable("r")
    inverse = 1 / variable("d") if entry.dimension else None
    try:
        value = written(entry.in_dimension(inverse)(written_row(rho, r), rho, r))
    except TypeError:
        return ""
    text = latex(value.expression, SYMBOLS, decimals=False)
    return "" if value.size() > LONGEST or text == entry.symbol else f"{entry.symbol} = {text}"


def _expanded(formula: Formula) -> Expanded:
    entry = formula.entry
    name = "C" if len(formula.pieces) == 1 else "C_{}"
    pieces = [_short(piece, name.format(k)) for k, piece in enumerate(formula.pieces, 1)]
    where = [latex_of_text(entry.regime.condition), r"\beta = \gamma \log n"]
    for a in entry.regime.variables(entry.relevant()):
        where += [latex_of_text(text) for text in (a.definition, a.range_text()) if text]
    return Expanded(
        id=formula.id,
        regime=entry.regime.id,
        shown=tuple(f"{entry.quantity.symbol} = {piece.latex()}" for piece, _ in pieces),
        constants=tuple(text for _, text in pieces if text),
        latex=formula.latex(),
        text=tuple(str(piece) for piece in formula.pieces),
        where=tuple(where),
        error=_error(formula),
        python=f'critscale.formula("{formula.id}")',
    )


def _short(piece: Piece, name: str) -> tuple[Piece, str]:
    """Return a piece that can be read at a glance: the constant of a long B-term by a name, and what the name is."""
    if not isinstance(piece.error, Within) or len(piece.latex()) <= LONGEST_LINE:
        return piece, ""
    short = replace(piece, error=replace(piece.error, constant=power_product(ONE, [(name, 1)])))
    return short, f"{name} = {derived_latex(piece.error.constant_expression)}"


def _error(formula: Formula) -> str:
    """Return what kind of error terms the pieces have, in a sentence."""
    reasons = {p.error.reason for p in formula.pieces if isinstance(p.error, BigO) and p.error.reason}
    kinds = {type(p.error) for p in formula.pieces}
    parts = []
    if Within in kinds:
        parts.append("B(c, n >= n0): the error is at most c for every n >= n0, a theorem at finite n")
    if BigO in kinds:
        parts.append("O(g): the order of the error, without a constant" + "".join(f" ({r})" for r in sorted(reasons)))
    if kinds == {Exact}:
        parts.append("no error: the formula is exact")
    return "; ".join(parts)
