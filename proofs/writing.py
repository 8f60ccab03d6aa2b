"""A statement as somebody would write it: LaTeX and Python, made from the very functions that are checked.

Nothing here is typed by the author of a claim, so what a page shows cannot differ from what the suite tests.  Statements
without a formula in symbols (on random tokens, from integrals or flows) are written by what their sides are called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..theory.assumptions import WEIGHT_RATIO, Assumption
from ..theory.expansions.chart import ChartFormula
from ..theory.expansions.error_terms import BigO, Error, LittleO
from ..theory.expression import Expression, Variable, names, operators
from ..theory.field import log
from ..theory.growth import Growth
from ..theory.layer.expression_field import Written, WrittenRow, variable, written, written_point
from ..theory.layer.regimes import FINITE, FREE, REGIMES, Regime
from ..theory.layer.registry import QUANTITIES
from ..theory.notation import identifier, latex, latex_number, latex_of_text, python

SYMBOLS = {id: entry.symbol for id, entry in QUANTITIES.items()}
LONGEST = 70
"""Leaves of a formula that still can be read at a glance; a longer one is written by the names of its sides."""

HUGE = 1000
"""Leaves of a formula that is not written at all."""
NOTHING = "None: nothing is left out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A statement, written.

    Attributes
    ----------
    latex : str
        The relation.
    where : tuple of str
        LaTeX of the conditions: the regime, n, the ranges of the variables.
    sides : tuple of (str, Expression)
        What each side is called, and its expression.
    quantities : tuple of str
        Ids of the catalogue's quantities it speaks about.
    regime : str
        Id of the chart, empty where there is none.
    remark : str
        Why ``latex`` does not say all, where it does not; the title does.
    error : str
        LaTeX of the error term, empty where there is none.
    left_out : str
        What the statement leaves out, in a sentence.
    functions : tuple of callable
        What its sides are computed by, where they have no formula in symbols.
    """

    latex: str
    where: tuple[str, ...] = ()
    sides: tuple[tuple[str, Expression], ...] = ()
    quantities: tuple[str, ...] = ()
    regime: str = ""
    remark: str = ""
    error: str = ""
    left_out: str = "None is stated."
    functions: tuple[Callable[..., Any], ...] = ()

    def python(self) -> str:
        """Return the sides as Python functions of numbers, with what they need from the standard library."""
        lines = []
        used = set().union(*(operators(side) for _, side in self.sides))
        if known := sorted(used & {"exp", "floor", "log", "sqrt"}):
            lines += [f"from math import {', '.join(known)}", ""]
        if unknown := sorted(used - _PLAIN):
            lines += [f"# not in the standard library: {', '.join(unknown)}", ""]
        for name, side in self.sides:
            if isinstance(side, Variable) and side.name in QUANTITIES:
                lines.append(f'# {name}: critscale.evaluate("{side.name}", n=..., rho=..., gamma=...)')
                continue
            arguments = ", ".join(dict.fromkeys(identifier(n) for n in names(side)))
            lines.append(f"{name} = lambda{' ' if arguments else ''}{arguments}: {python(side)}")
        return "\n".join(lines)

    def side_latex(self) -> tuple[tuple[str, str], ...]:
        """Return the LaTeX of each side, however long."""
        return tuple((name, _latex(side)) for name, side in self.sides)


_PLAIN = {"+", "-", "*", "/", "^", "neg", "abs", "min", "max", "exp", "floor", "log", "sqrt"}


def growth(rate: Growth) -> Written:
    """Return n^-e (log n)^k, written."""
    n = variable("n")
    exponent = written(rate.constant) + written(rate.slope) * variable("delta")
    value = written(1) if exponent.number == 0 else 1 / n**exponent
    return log(n) ** rate.logs * value if rate.logs else value


def error_latex(error: Error) -> str:
    """Return an error term as LaTeX: o(1), O(rate), or the bound of a B-term."""
    if isinstance(error, LittleO):
        return "o(1)"
    rate = growth(error.rate)
    if isinstance(error, BigO):
        return rf"O\left({_latex(rate.expression)}\right)"
    if error.constant.denominator == 1:
        return _latex((written(error.constant) * rate).expression)
    return rf"{latex_number(error.constant)} \cdot {_latex(rate.expression)}"


def _latex(side: Expression) -> str:
    return latex(side, SYMBOLS, decimals=False)


class WrittenSides:
    """The sides of a statement in symbols, and what was seen on the way."""

    def __init__(self, regime: Regime, assumptions: tuple[Assumption, ...], *, keep_t: bool = False) -> None:
        self.regime, self.variables = regime, regime.variables(assumptions)
        self.by_beta = regime is FINITE and not keep_t
        self.point = written_point(regime, assumptions, keep_t=keep_t)
        self.found: dict[str, Written | None] = {}

    def side(self, name: str, formula: ChartFormula) -> str:
        """Evaluate one side and return its LaTeX, or its name where it cannot be read at a glance."""
        try:
            value = written(formula(self.point))
        except Exception:  # noqa: BLE001  (whatever a user's formula raises on symbols, the checkers still check it)
            value = None
        return self.keep(name, value)

    def keep(self, name: str, value: Written | None) -> str:
        """Keep a side and return its LaTeX, or its name where it cannot be read at a glance."""
        self.found[name] = value if value is not None and value.size() < HUGE else None
        if value is None or value.size() > LONGEST:
            return rf"\text{{{name}}}"
        return _latex(value.expression)

    def minus(self, quantity: str, value: str) -> str:
        """Return the LaTeX of quantity - value."""
        first, second = self.found[quantity], self.found[value]
        if first is None or second is None or max(first.size(), second.size()) > LONGEST:
            return rf"\text{{{quantity}}} - \text{{{value}}}"
        return _latex((first - second).expression)

    def used(self) -> set[str]:
        """Return the names that occur."""
        return {n for side in self.found.values() if side is not None for n in names(side.expression)}

    def writing(
        self, relation: str, *, valid_from: int = 0, stratum: str = "", error: str = "", left_out: str = NOTHING
    ) -> Writing:
        """Complete the relation with its conditions."""
        return Writing(
            latex=relation,
            where=tuple(self.where(valid_from, stratum)),
            sides=tuple((name, side.expression) for name, side in self.found.items() if side is not None),
            quantities=self.quantities(),
            regime=self.regime.id,
            remark=self.remark(),
            error=error,
            left_out=left_out,
        )

    def where(self, valid_from: int, stratum: str) -> Iterator[str]:
        """Yield the conditions: the regime, each variable's definition and range, n."""
        if self.regime.id in REGIMES:
            yield latex_of_text(self.regime.condition)
            yield r"\beta = \gamma \log n"
        for a in self.variables:
            whole_t = self.by_beta and a == WEIGHT_RATIO
            if whole_t and (self.used() & {"beta", *QUANTITIES} or None in self.found.values()):
                yield r"\beta \ge 0"
            if whole_t:
                continue
            if a.definition:
                yield latex_of_text(a.definition)
            yield stratum if stratum and a.name == "delta" else latex_of_text(a.range_text())
        if self.regime is not FREE and valid_from:
            yield rf"n \ge {valid_from}"

    def remark(self) -> str:
        """Return why the relation does not say all, empty where it does."""
        sides = list(self.found.values())
        if any(side is None for side in sides):
            return "A side of it has no formula in symbols, or one of more than a thousand terms."
        if any(side.size() > LONGEST for side in sides if side is not None):
            return "A side of it is too long to be read at a glance; it is at the end of the page."
        if len({_latex(side.expression) for side in sides if side is not None}) < len(sides):
            return "In symbols both sides are alike: two ways of computing the same are compared."
        return ""

    def quantities(self) -> tuple[str, ...]:
        """Return the quantities of the catalogue that occur, in its order: by symbol, or through the weights."""
        row = getattr(self.point, "row", None)
        seen = set(row.seen) if isinstance(row, WrittenRow) else set()
        for side in self.found.values():
            if side is not None:
                seen |= {name for name in names(side.expression) if name in QUANTITIES}
        return tuple(id for id in QUANTITIES if id in seen)
