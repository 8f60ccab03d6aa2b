"""A statement as somebody would write it: LaTeX and Python, made from the very functions that are checked.

Nothing here is typed by the author of a claim, so what a page shows cannot differ from what the suite tests.  Statements
without a formula in symbols (on random tokens, from integrals or flows) are written by what their sides are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from ..theory.assumptions import WEIGHT_RATIO, Assumption
from ..theory.expansions.catalogue import catalogue
from ..theory.expansions.chart import Formula
from ..theory.expression import Expression, Variable, names, operators
from ..theory.field import log
from ..theory.grammar import parse
from ..theory.growth import Growth
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import custom
from ..theory.layer.expression_field import Written, WrittenRow, variable, written, written_point
from ..theory.layer.regimes import FINITE, FREE, REGIMES, Regime
from ..theory.layer.registry import QUANTITIES, quantity
from ..theory.notation import identifier, latex, latex_name, latex_number, latex_of_text, python
from .check_agreement import DIGITS, LENGTHS
from .statements import (
    Agreement,
    BigO,
    Bound,
    Classified,
    Computed,
    Derived,
    Error,
    Expansion,
    Identity,
    LittleO,
    Monotone,
    MonteCarlo,
    OnTokens,
)

SYMBOLS = {id: entry.symbol for id, entry in QUANTITIES.items()}
LONGEST = 70
"""Leaves of a formula that still can be read at a glance; a longer one is written by the names of its sides."""

HUGE = 1000
"""Leaves of a formula that is not written at all."""


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


class _Sides:
    """The sides of a statement in symbols, and what was seen on the way."""

    def __init__(self, regime: Regime, assumptions: tuple[Assumption, ...], *, keep_t: bool = False) -> None:
        self.regime, self.variables = regime, regime.variables(assumptions)
        self.by_beta = regime is FINITE and not keep_t
        self.point = written_point(regime, assumptions, keep_t=keep_t)
        self.found: dict[str, Written | None] = {}

    def side(self, name: str, formula: Formula) -> str:
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

    def writing(self, relation: str, *, valid_from: int = 0, stratum: str = "") -> Writing:
        """Complete the relation with its conditions."""
        return Writing(
            latex=relation,
            where=tuple(self.where(valid_from, stratum)),
            sides=tuple((name, side.expression) for name, side in self.found.items() if side is not None),
            quantities=self.quantities(),
            regime=self.regime.id,
            remark=self.remark(),
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
        moving = {"n", "beta", *QUANTITIES}
        if statement.ratio:
            relation = rf"{quantity} \sim {value}"
        elif sides.found["value"] is None or moving & set(names(sides.found["value"].expression)):
            relation = f"{quantity} = {value} + o(1)"
        else:
            relation = rf"{quantity} \to {value}"
        return sides.writing(rf"{relation} \qquad (n \to \infty)", stratum=stratum)
    size = error_latex(error)
    if isinstance(error, BigO):
        if statement.ratio:
            relation = rf"{quantity} = \left({value}\right) \left(1 + {size}\right)"
        else:
            relation = f"{quantity} = {size}" if value == "0" else f"{quantity} = {value} + {size}"
        return sides.writing(relation, stratum=stratum)
    difference = rf"\frac{{{quantity}}}{{{value}}} - 1" if statement.ratio else sides.minus("quantity", "value")
    return sides.writing(rf"\left| {difference} \right| \le {size}", valid_from=error.valid_from, stratum=stratum)


@write.register
def _(statement: Bound, assumptions: tuple[Assumption, ...]) -> Writing:
    sides = _Sides(statement.regime, assumptions)
    lower, upper = sides.side("lower", statement.lower), sides.side("upper", statement.upper)
    return sides.writing(rf"{lower} \le {upper}", valid_from=statement.valid_from)


@write.register
def _(statement: Monotone, assumptions: tuple[Assumption, ...]) -> Writing:
    sides = _Sides(statement.regime, assumptions, keep_t=True)
    quantity = sides.side("quantity", statement.quantity)
    verb = statement.direction.removesuffix("ing") + "es"
    others = [a.name for a in sides.variables if a.fixed is None and a.name != statement.variable]
    if statement.regime is not FREE and statement.variable != "n":
        others.append("n")
    fixed = rf" \text{{ at fixed }} {', '.join(map(latex_name, others))}" if others else ""
    relation = rf"{quantity} \text{{ {verb} in }} {latex_name(statement.variable)}{fixed}"
    return sides.writing(relation, valid_from=statement.valid_from)


@write.register
def _(statement: Agreement, assumptions: tuple[Assumption, ...]) -> Writing:
    symbol = quantity(statement.quantity).symbol
    factor = "" if not statement.perturbation else rf" \left(1 + {latex_number(statement.perturbation)}\right)"
    digits = " and ".join(map(str, DIGITS))
    return Writing(
        latex=rf"\left({symbol}\right)_{{\text{{balls}}}} = \left({symbol}\right)_{{\text{{mpmath}}}}{factor}",
        where=(rf"\text{{to {digits} digits}}", rf"\text{{at stated points, n = {LENGTHS[0]} to {LENGTHS[-1]}}}"),
        quantities=(statement.quantity,),
    )


@write.register
def _(statement: OnTokens, assumptions: tuple[Assumption, ...]) -> Writing:
    relation = r"\text{lower}(x_1, \ldots, x_n) \le \text{upper}(x_1, \ldots, x_n)"
    return Writing(
        latex=relation,
        where=(r"\text{any tokens } x_1, \ldots, x_n",),
        remark="Tried on random tokens, by brute force.",
    )


@write.register
def _(statement: MonteCarlo, assumptions: tuple[Assumption, ...]) -> Writing:
    try:
        expected = f"{statement.expected():.6g}"
    except Exception:  # noqa: BLE001  (the checker says what it raises)
        expected = r"\mu"
    relation = rf"\left| \mathbb{{E}}[X] - {expected} \right| \le {latex_number(statement.tolerance)}"
    where = tuple(f"{latex_name(name)} = {value}" for name, value in statement.where)
    return Writing(latex=relation, where=where, remark="X is one seeded draw of what the title speaks of.")


@write.register
def _(statement: Computed, assumptions: tuple[Assumption, ...]) -> Writing:
    if statement.tolerance is None:
        relation = r"\text{left} \le \text{right}"
    else:
        relation = r"\left| \text{left} - \text{right} \right| \le \varepsilon \left| \text{right} \right|"
    points = rf"\text{{at {len(statement.cases)} stated points}}"
    return Writing(latex=relation, where=(points,), remark="Both sides are computed at stated points.")


@write.register
def _(statement: Derived, assumptions: tuple[Assumption, ...]) -> Writing:
    entry = catalogue()[statement.entry]
    first, *others = statement.terms
    asked = f"{first} terms" if not others and first > 1 else "one term" if not others else f"{first} to {others[-1]} terms"
    changed = " \\left(1 + " + latex_number(statement.perturbation) + "\\right)" if statement.perturbation else ""
    last = rf" + \text{{last term}}{changed}" if changed else ""
    smaller = rf" / (\log n)^{{{statement.sharper}}}" if statement.sharper else ""
    relation = rf"{entry.quantity.symbol} = \text{{leading terms}}{last} + \text{{error}}{smaller}"
    where = [latex_of_text(entry.regime.condition), *(latex_of_text(a.range_text()) for a in entry.domain.variables)]
    remark = f"Terms and error are read back from what critscale formula {entry.id} prints, {asked}."
    return Writing(
        latex=relation, where=tuple(where), quantities=(entry.quantity.id,), regime=entry.regime.id, remark=remark
    )


@write.register
def _(statement: Classified, assumptions: tuple[Assumption, ...]) -> Writing:
    bound = LAWS[statement.law].bind() if statement.law in LAWS else custom(parse(statement.law))
    relation = rf"m(n) = {latex(bound.multiplier, SYMBOLS)}"
    remark = "Its series, class and regimes are those of critscale classify."
    if statement.next_class:
        remark = f"{remark[:-1]}, the class after the derived one."
    if statement.perturbation:
        remark = f"{remark[:-1]}, the last term larger by {statement.perturbation} of itself."
    return Writing(latex=relation, where=(r"n \to \infty",), remark=remark)
