"""A statement as somebody would write it: LaTeX and Python, made from the very functions that are checked.

Nothing here is typed by the author of a claim, so what a page shows cannot differ from what the suite tests.  Statements
without a formula in symbols (on random tokens, from integrals or flows) are written by what their sides are called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

from ..theory.assumptions import WEIGHT_RATIO, Assumption
from ..theory.charted import Formula
from ..theory.expression import Expression, Variable, names
from ..theory.field import log
from ..theory.growth import Growth
from ..theory.notation import identifier, latex, latex_name, latex_number, latex_of_text, python
from ..theory.regimes import FINITE, FREE, Regime
from ..theory.registry import QUANTITIES, quantity
from ..theory.written import Written, WrittenRow, variable, written, written_point
from .statements import Agreement, BigO, Bound, Computed, Expansion, Identity, LittleO, Monotone, MonteCarlo, OnTokens

SYMBOLS = {id: entry.symbol for id, entry in QUANTITIES.items()}
LONGEST = 70
"""Leaves of a formula that still can be read at a glance; a longer one is written by the names of its sides."""


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
    """

    latex: str
    where: tuple[str, ...] = ()
    sides: tuple[tuple[str, Expression], ...] = ()
    quantities: tuple[str, ...] = ()
    regime: str = ""
    remark: str = ""

    def python(self) -> str:
        """Return the sides as Python functions of numbers (or arrays, with the functions of numpy)."""
        lines = []
        used = {name for _, side in self.sides for name in _functions(python(side))}
        if used:
            lines += [f"from math import {', '.join(sorted(used))}", ""]
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


def _functions(text: str) -> Iterable[str]:
    return (name for name in ("exp", "log", "sqrt") if f"{name}(" in text)


def growth_latex(rate: Growth) -> str:
    """Return n^-e (log n)^k as LaTeX."""
    n = variable("n")
    exponent = written(rate.constant) + written(rate.slope) * variable("delta")
    value = written(1) if exponent.number == 0 else 1 / n**exponent
    if rate.logs:
        value = log(n) ** rate.logs * value
    return latex(value.expression)


def _latex(side: Expression) -> str:
    return latex(side, SYMBOLS, decimals=False)


class _Sides:
    """The sides of a statement in symbols, and what was seen on the way."""

    def __init__(self, regime: Regime, assumptions: tuple[Assumption, ...]) -> None:
        self.regime, self.assumptions = regime, assumptions
        self.point = written_point(regime, assumptions)
        self.found: dict[str, Written | None] = {}

    def side(self, name: str, formula: Formula) -> str:
        """Evaluate one side and return its LaTeX, or its name where it cannot be read at a glance."""
        try:
            value = written(formula(self.point))
        except TypeError:  # it leaves the field of symbols
            self.found[name] = None
            return rf"\mathrm{{{name}}}"
        self.found[name] = value
        if value.size() > LONGEST:
            return rf"\mathrm{{{name}}}"
        return _latex(value.expression)

    def writing(self, relation: str, *, valid_from: int = 0, stratum: str = "", monotone: str = "") -> Writing:
        """Complete the relation."""
        variables = [*self.assumptions, *self.regime.parameters]
        if stratum:
            variables = [a for a in variables if a.name != "delta"]
        if self.regime is FINITE and monotone != "t":  # written by beta
            where = [latex_of_text(a.range_text()) for a in variables if a is not WEIGHT_RATIO]
            where.append(r"\beta \ge 0")
        else:
            where = [latex_of_text(self.regime.condition)] if self.regime.condition else []
            where += [latex_of_text(a.range_text()) for a in variables]
        if stratum:
            where.append(stratum)
        if self.regime is not FREE and valid_from:
            where.append(rf"n \ge {valid_from}")
        return Writing(
            latex=relation,
            where=tuple(dict.fromkeys(where)),
            sides=tuple((name, side.expression) for name, side in self.found.items() if side is not None),
            quantities=self.quantities(),
            regime=self.regime.id,
            remark=self.remark(),
        )

    def remark(self) -> str:
        """Return why the relation does not say all, empty where it does."""
        sides = list(self.found.values())
        if any(side is None for side in sides):
            return "A side of it leaves the algebra of symbols."
        if any(side.size() > LONGEST for side in sides if side is not None):
            return "A side of it is too long to be read at a glance; it is at the end of the page."
        if len(set(sides)) < len(sides):
            return "Both sides are written alike: they are two ways of computing the same."
        return ""

    def quantities(self) -> tuple[str, ...]:
        """Return the quantities of the catalogue that occur, in its order: by symbol, or through the weights."""
        row = getattr(self.point, "row", None)
        seen = set(row.seen) if isinstance(row, WrittenRow) else set()
        for side in self.found.values():
            if side is not None:
                seen |= {name for name in names(side.expression) if name in QUANTITIES}
        return tuple(id for id in QUANTITIES if id in seen)


@singledispatch
def write(statement: object, assumptions: tuple[Assumption, ...]) -> Writing:
    """Write a statement under assumptions."""
    raise TypeError(f"no notation for statements of kind {type(statement).__name__}")


@write.register
def _(statement: Identity, assumptions: tuple[Assumption, ...]) -> Writing:
    sides = _Sides(statement.regime, assumptions)
    left, right = sides.side("left", statement.left), sides.side("right", statement.right)
    return sides.writing(f"{left} = {right}", valid_from=2)


@write.register
def _(statement: Expansion, assumptions: tuple[Assumption, ...]) -> Writing:
    sides = _Sides(statement.regime, assumptions)
    quantity, value = sides.side("quantity", statement.quantity), sides.side("value", statement.value)
    stratum = "" if statement.stratum is None else latex_of_text(str(statement.stratum))
    error = statement.error
    if isinstance(error, LittleO):
        if statement.ratio:
            relation = rf"{quantity} \sim {value}"
        elif "n" in {
            n for name, side in sides.found.items() if name == "value" and side for n in names(side.expression)
        }:
            relation = f"{quantity} = {value} + o(1)"
        else:
            relation = rf"{quantity} \to {value}"
        return sides.writing(rf"{relation} \qquad (n \to \infty)", stratum=stratum)
    rate = growth_latex(error.rate)
    if isinstance(error, BigO):
        order = rf"O\left({rate}\right)"
        if statement.ratio:
            relation = rf"{quantity} = \left({value}\right) \left(1 + {order}\right)"
        else:
            relation = f"{quantity} = {order}" if value == "0" else f"{quantity} = {value} + {order}"
        return sides.writing(relation, stratum=stratum)
    bound = growth_latex(error.rate)
    constant = latex_number(error.constant)
    size = rf"{constant} \cdot {bound}" if error.constant != 1 else bound
    difference = rf"\frac{{{quantity}}}{{{value}}} - 1" if statement.ratio else _minus(quantity, value)
    return sides.writing(rf"\left| {difference} \right| \le {size}", valid_from=error.valid_from, stratum=stratum)


def _minus(quantity: str, value: str) -> str:
    return (
        quantity if value == "0" else rf"{quantity} - \left({value}\right)" if "+" in value else f"{quantity} - {value}"
    )


@write.register
def _(statement: Bound, assumptions: tuple[Assumption, ...]) -> Writing:
    sides = _Sides(statement.regime, assumptions)
    lower, upper = sides.side("lower", statement.lower), sides.side("upper", statement.upper)
    return sides.writing(rf"{lower} \le {upper}", valid_from=statement.valid_from)


@write.register
def _(statement: Monotone, assumptions: tuple[Assumption, ...]) -> Writing:
    sides = _Sides(statement.regime, assumptions)
    quantity = sides.side("quantity", statement.quantity)
    verb = statement.direction.removesuffix("ing") + "es"
    return sides.writing(
        rf"{quantity} \text{{ {verb} in }} {latex_name(statement.variable)}",
        valid_from=statement.valid_from,
        monotone=statement.variable,
    )


@write.register
def _(statement: Agreement, assumptions: tuple[Assumption, ...]) -> Writing:
    symbol = quantity(statement.quantity).symbol
    factor = "" if not statement.perturbation else rf" \left(1 + {latex_number(statement.perturbation)}\right)"
    return Writing(
        latex=rf"\left({symbol}\right)_{{\text{{balls}}}} = \left({symbol}\right)_{{\text{{mpmath}}}}{factor}",
        quantities=(statement.quantity,),
    )


@write.register
def _(statement: OnTokens, assumptions: tuple[Assumption, ...]) -> Writing:
    relation = r"\mathrm{lower}(x_1, \ldots, x_n) \le \mathrm{upper}(x_1, \ldots, x_n)"
    return Writing(
        latex=relation,
        where=(r"\text{any tokens } x_1, \ldots, x_n",),
        remark="Tried on random tokens, by brute force.",
    )


@write.register
def _(statement: MonteCarlo, assumptions: tuple[Assumption, ...]) -> Writing:
    relation = rf"\left| \mathbb{{E}}[X] - {statement.expected():.6g} \right| \le {latex_number(statement.tolerance)}"
    where = tuple(f"{latex_name(name)} = {value}" for name, value in statement.where)
    return Writing(latex=relation, where=where, remark="X is one seeded draw of what the title speaks of.")


@write.register
def _(statement: Computed, assumptions: tuple[Assumption, ...]) -> Writing:
    if statement.tolerance is None:
        relation = r"\mathrm{left} \le \mathrm{right}"
    else:
        relation = r"\left| \mathrm{left} - \mathrm{right} \right| \le \varepsilon \left| \mathrm{right} \right|"
    points = rf"\text{{at {len(statement.cases)} stated points}}"
    return Writing(latex=relation, where=(points,), remark="Both sides are computed at stated points, in balls.")
