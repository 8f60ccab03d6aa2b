"""A statement as somebody would write it: LaTeX and Python, made from the very functions that are checked.

Nothing here is typed by the author of a claim, so what a page shows cannot differ from what the suite tests.  A side without
a formula in symbols (on random tokens, from integrals or flows) is written by its name, and shown as the code it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from ..theory.assumptions import WEIGHT_RATIO, Assumption
from ..theory.digits import decimal_places
from ..theory.expansions.chart import ChartFormula
from ..theory.expansions.error_terms import BigO, Error, LittleO
from ..theory.expression import Expression, Variable, names, operators
from ..theory.field import log
from ..theory.growth import Growth
from ..theory.layer.expression_field import Verbatim, Written, WrittenRow, variable, written, written_point
from ..theory.layer.regimes import FINITE, FREE, REGIMES, Regime
from ..theory.layer.registry import QUANTITIES
from ..theory.notation import identifier, latex, latex_name, latex_number, latex_of_text, python
from .code import SideCode, code_of
from .sides import ConstantSide

SYMBOLS = {id: entry.symbol for id, entry in QUANTITIES.items()}
LONGEST = 70
"""Leaves of a formula that still can be read at a glance; a longer one is written by the names of its sides."""

HUGE = 1000
"""Leaves of a formula that is not written at all."""
POWERED = 4
"""Decimal places from which on a number is written with a power of ten."""
NOTHING = "None: nothing is left out."


@dataclass(frozen=True, slots=True)
class Condition:
    """A hypothesis of a statement: a range, a definition, a regime; and what its variable is, in the field's words."""

    latex: str
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A statement, written.

    Attributes
    ----------
    latex : str
        The relation.
    conditions : tuple of Condition
        The regime, n, the ranges of the variables.
    code : tuple of (str, SideCode)
        The sides that stand in the relation by their names, as code.
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
    conditions: tuple[Condition, ...] = ()
    code: tuple[tuple[str, SideCode], ...] = ()
    sides: tuple[tuple[str, Expression], ...] = ()
    quantities: tuple[str, ...] = ()
    regime: str = ""
    remark: str = ""
    error: str = ""
    left_out: str = "None is stated."
    functions: tuple[Callable[..., Any], ...] = ()

    @property
    def where(self) -> tuple[str, ...]:
        """LaTeX of the conditions."""
        return tuple(c.latex for c in self.conditions)

    @property
    def long_sides(self) -> tuple[tuple[str, str], ...]:
        """Name and LaTeX of the sides that stand in the relation by their names and have a formula."""
        return tuple((name, text) for name, text in self.side_latex() if rf"\text{{{name}}}" in self.latex)

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


def decimal_latex(value: Fraction) -> str:
    r"""Return a number as LaTeX, a small decimal with its power of ten: 2 \\cdot 10^{-9}."""
    places = decimal_places(value.denominator)
    if places is None or places < POWERED:
        return latex_number(value)
    digits = value.numerator * 10**places // value.denominator
    power = rf"10^{{-{places}}}"
    return power if digits == 1 else rf"{digits} \cdot {power}"


_POWER = re.compile(r"(\d+)\^(.+)")


def power_latex(length: str) -> str:
    """Return a number that is written like a context length, 1e6 or 10^10^100, as LaTeX; empty if it is none."""
    if power := _POWER.fullmatch(length):
        inner = power_latex(power[2])
        return rf"{power[1]}^{{{inner}}}" if inner else ""
    digits, mark, exponent = length.partition("e")
    if mark and digits.isdecimal() and exponent.isdecimal():
        return rf"10^{{{exponent}}}" if digits == "1" else rf"{digits} \cdot 10^{{{exponent}}}"
    return length if re.fullmatch(r"[0-9]+([./][0-9]+)?", length) else ""


def _latex(side: Expression) -> str:
    return latex(side, SYMBOLS, decimals=False)


def named_sides(**sides: Callable[..., Any]) -> tuple[dict[str, str], tuple[tuple[str, SideCode], ...]]:
    """Return LaTeX and code of sides that are computed: a number is itself, another one its name with code behind it."""
    numbers = {name: latex_number(side.value) for name, side in sides.items() if isinstance(side, ConstantSide)}
    shown = {name: numbers.get(name, rf"\text{{{name}}}") for name in sides}
    return shown, tuple((name, code_of(side)) for name, side in sides.items() if name not in numbers)


STYLES: tuple[Mapping[str, Any], ...] = ({}, {"in_full": True}, {"in_full": True, "kind": Verbatim})
"""How a side is written: by the symbols of quantities; by their formulas; and with nothing cancelled."""


class WrittenSides:
    """The sides of a statement in symbols, and what was seen on the way."""

    def __init__(self, regime: Regime, assumptions: tuple[Assumption, ...], *, keep_t: bool = False) -> None:
        self.regime, self.assumptions, self.keep_t = regime, assumptions, keep_t
        self.variables = regime.variables(assumptions)
        self.by_beta = regime is FINITE and not keep_t
        self.found: dict[str, Written | None] = {}
        self.shown: dict[str, str] = {}
        self.code: dict[str, SideCode] = {}
        self.seen: set[str] = set()

    def side(self, name: str, formula: ChartFormula, style: Mapping[str, Any] = STYLES[0]) -> str:
        """Evaluate one side and return its LaTeX, or its name where it cannot be read at a glance."""
        point = written_point(self.regime, self.assumptions, keep_t=self.keep_t, **style)
        try:
            value = written(formula(point))
        except Exception:  # noqa: BLE001  (whatever a user's formula raises on symbols, the checkers still check it)
            value = None
        row = getattr(point, "row", None)
        self.seen |= set(row.seen) if isinstance(row, WrittenRow) else set()
        self.found[name] = value if value is not None and value.size() < HUGE else None
        if self.found[name] is None:
            self.code[name] = code_of(formula)
        value = self.found[name]
        if value is None or value.size() > LONGEST:
            self.shown[name] = rf"\text{{{name}}}"
        else:
            self.shown[name] = _latex(value.expression)
        return self.shown[name]

    def both(self, **formulas: ChartFormula) -> tuple[str, str]:
        """Evaluate two sides and return their LaTeX: by symbols, or where these are alike the way they are computed."""
        for style in STYLES:
            first, second = (self.side(name, formula, style) for name, formula in formulas.items())
            if not self.alike:
                return first, second
        self.code = {name: code_of(formula) for name, formula in formulas.items()}
        first, second = (rf"\text{{{name}}}" for name in formulas)
        return first, second

    @property
    def alike(self) -> bool:
        """Whether two sides are one expression, or are written alike: then a relation of them would say nothing."""
        sides = [side.expression for side in self.found.values() if side is not None]
        return len({*sides}) < len(sides) or len({*self.shown.values()}) < len(self.shown)

    def minus(self, quantity: str, value: str) -> str:
        """Return the LaTeX of quantity - value."""
        first, second = self.found[quantity], self.found[value]
        if self.alike or first is None or second is None or max(first.size(), second.size()) > LONGEST:
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
            conditions=tuple(self.conditions(valid_from, stratum)),
            code=tuple(self.code.items()),
            sides=tuple((name, side.expression) for name, side in self.found.items() if side is not None),
            quantities=self.quantities(),
            regime=self.regime.id,
            remark=self.remark(),
            error=error,
            left_out=left_out,
        )

    def conditions(self, valid_from: int, stratum: str) -> Iterator[Condition]:
        """Yield the conditions: the regime, each variable's definition and range, n."""
        if self.regime.id in REGIMES:
            yield Condition(latex_of_text(self.regime.condition), self.regime.meaning)
            yield Condition(r"\beta = \gamma \log n", "inverse temperature")
        for group in _alike_ranges(self.variables):
            a = group[0]
            whole_t = self.by_beta and a == WEIGHT_RATIO
            if whole_t and (self.used() & {"beta", *QUANTITIES} or None in self.found.values()):
                yield Condition(r"\beta \ge 0", "inverse temperature")
            if whole_t:
                continue
            if a.definition:
                yield Condition(latex_of_text(a.definition), a.meaning)
            if stratum and a.name == "delta":
                yield Condition(stratum)
            else:
                shared = len({other.meaning for other in group}) == 1 and not a.definition and a.fixed is None
                yield Condition(_range(group), a.meaning if shared else "")
        if self.regime is not FREE and valid_from:
            yield Condition(rf"n \ge {valid_from}", "context length")

    def remark(self) -> str:
        """Return why the relation does not say all, empty where it does."""
        sides = list(self.found.values())
        if any(side is None for side in sides):
            return "A side of it has no formula in symbols, or one of more than a thousand terms."
        if self.code:
            return "In symbols both sides are alike: two ways of computing the same are compared."
        if any(side.size() > LONGEST for side in sides if side is not None):
            return "A side of it is too long to be read at a glance; it is at the end of the page."
        return ""

    def quantities(self) -> tuple[str, ...]:
        """Return the quantities of the catalogue that occur, in its order: by symbol, or through the weights."""
        occurring = self.seen | (self.used() & set(QUANTITIES))
        return tuple(id for id in QUANTITIES if id in occurring)


FEW = 3
"""So many variables of one range are named one by one; of more, the first ones and the last."""


def _alike_ranges(variables: Iterable[Assumption]) -> Iterator[list[Assumption]]:
    """Yield the variables, those together that follow each other and differ in nothing but an index."""

    def range_of(a: Assumption) -> object:
        base = a.name.rstrip("0123456789")
        return (a.name if base == a.name or a.definition else base, a.range_text().replace(a.name, ""))

    return (list(group) for _, group in groupby(variables, key=range_of))


def _range(group: list[Assumption]) -> str:
    """Return the range that some variables share."""
    letters = [latex_name(a.name) for a in group]
    listed = letters if len(letters) <= FEW else [*letters[:2], r"\ldots", letters[-1]]
    return latex_of_text(group[0].range_text()).replace(letters[0], ", ".join(listed), 1)
