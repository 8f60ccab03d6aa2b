"""Computed statements: two numbers agree, or one is below the other, at every stated point; in balls where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, Self, TypeAlias

from flint import arb

from ...numerics.numbers.balls import rational_ball
from ...numerics.numbers.precision import working_precision
from ...theory.assumptions import Assumption
from ...theory.errors import BadInput
from ...theory.expansions.chart import ChartFormula
from ...theory.field import Scalar
from ...theory.layer.regimes import Point
from ...theory.notation import latex_name
from ...theory.tex import tex_prose
from ..budget import Budget
from ..evidence import Evidence, Table, Verdict
from ..pins import Moved, Pin
from ..sides import ConstantSide, Side, side
from ..writing import NOTHING, Condition, Writing, decimal_latex, named_sides, power_latex
from .statement import Statement

DIGITS = 12
"""Digits of a side in the table."""
LISTED = 4
"""So many points are written one by one."""
Instance: TypeAlias = tuple[tuple[str, Fraction | str], ...]
"""A stated point: exact values by name."""


Cases: TypeAlias = tuple[Mapping[str, Fraction | int | str], ...]
"""Stated points: exact values by name."""


@dataclass(frozen=True, slots=True)
class Computed(Statement):
    """At each stated point: abs(left - right) <= tolerance * abs(right), or left <= right where there is no tolerance.

    For what has no chart: integrals, iterated layers, particle flows.  A side takes a point of exact values and
    returns a ball at the working precision, or a float (then the tolerance has to cover its error).  Nothing is
    claimed between the points, so a computed statement is at most SUPPORTED.
    """

    COST: ClassVar[int] = 3

    cases: Cases
    left: Side
    right: Side
    tolerance: Side = None

    def __post_init__(self) -> None:
        """Refuse a statement without a point, and make formulas of sides that are numbers."""
        if not self.cases:
            raise BadInput("a computed statement", "it has no points", "give at least one case")
        for name in ("left", "right", "tolerance"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, side(getattr(self, name), name))

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check a statement at its points; a violation is confirmed at twice the precision."""
        if "computed" not in methods:
            return []
        rooms, rows = [], []
        cases = [tuple((k, v if isinstance(v, str) else Fraction(v)) for k, v in c.items()) for c in self.cases]
        for case in cases:
            left, right, room = sides(self, case, budget.bits)
            if not room >= 0:
                left, right, room = sides(self, case, 2 * budget.bits)
            shown = tuple((name, str(given)) for name, given in case)
            if room < 0:
                detail = f"violated by {float((-room).mid()):.3g} at a stated point, re-checked at {2 * budget.bits} bits"
                return [Evidence("computed", Verdict.REFUTED, detail, point=shown)]
            if not room >= 0:
                where = ", ".join(f"{name} = {value}" for name, value in shown)
                detail = f"not decided at {2 * budget.bits} bits where {where}"
                return [Evidence("computed", Verdict.UNKNOWN, detail)]
            rooms.append(float(room.mid()))
            rows.append((*(given for _, given in shown), left.str(DIGITS, radius=False), right.str(DIGITS, radius=False)))
        what = "left <= right" if self.tolerance is None else "both sides agree within the tolerance"
        exact = all(
            isinstance(value(f, case, budget.bits), arb | int | Fraction) for f in (self.left, self.right) for case in cases
        )
        field = "balls" if exact else "float64"
        detail = f"{what} at {len(cases)} stated points in {field}; least room {min(rooms):.3g}"
        table = Table((*self.cases[0], "left", "right"), tuple(rows))
        return [Evidence("computed", Verdict.SUPPORTED, detail, table=table)]

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write the relation by what its sides are called."""
        given = {"left": self.left, "right": self.right, "tolerance": self.tolerance}
        shown, code = named_sides(**{name: side for name, side in given.items() if side is not None})
        relation = rf"{shown['left']} \le {shown['right']}"
        if self.tolerance is not None:
            room = decimal_latex(self.tolerance.value) if isinstance(self.tolerance, ConstantSide) else shown["tolerance"]
            relation = rf"\left| {shown['left']} - {shown['right']} \right| \le {room} \cdot \left| {shown['right']} \right|"
        return Writing(
            latex=relation,
            conditions=(Condition(_points(self.cases)),),
            code=code,
            remark=f"Both sides are computed, at {len(self.cases)} stated points; nothing is claimed between them.",
            left_out=NOTHING if self.tolerance is None else "A relative tolerance.",
            functions=(self.left, self.right),
        )

    def pinned(self, pin: Pin) -> tuple[Self, str]:
        """Move a side of an inequality; else change the right side, or the tolerance."""
        if self.tolerance is None:
            left, right = pin.moved(self.left, self.right)
            return replace(self, left=left, right=right), pin.words(pin.times(f"the {pin.side} side"))
        if pin.side == "value":
            return replace(self, right=Moved(self.right, pin.factor)), pin.words(pin.times("the value"))
        return replace(self, tolerance=Moved(self.tolerance, pin.factor)), pin.words(pin.times("the tolerance"))


def _points(cases: Cases) -> str:
    """Return the stated points as LaTeX, of many the first ones and the last."""
    listed = [_tuple(map(_coordinate, case.values())) for case in cases]
    shown = listed if len(listed) <= LISTED else [*listed[: LISTED - 1], r"\ldots", listed[-1]]
    return rf"{_tuple(map(latex_name, cases[0]))} \in \left\{{ {', '.join(shown)} \right\}}"


def _tuple(parts: Iterable[str]) -> str:
    found = tuple(parts)
    return found[0] if len(found) == 1 else f"({', '.join(found)})"


def _coordinate(value: Fraction | int | str) -> str:
    """Return a value of a stated point as LaTeX: a word as a word, a power with its exponent raised."""
    if not isinstance(value, str):
        return decimal_latex(Fraction(value))
    return power_latex(value) or rf"\text{{{tex_prose(value)}}}"


def sides(statement: Computed, case: Instance, bits: int) -> tuple[arb, arb, arb]:
    """Return both sides at a point and how much room they leave; negative if violated.

    The room is relative to the right side, and absolute where that is 0 or cannot be told from it.
    """
    with working_precision(bits):
        left, right = _ball(value(statement.left, case, bits)), _ball(value(statement.right, case, bits))
        room = right - left
        if statement.tolerance is not None:
            room = _ball(value(statement.tolerance, case, bits)) * abs(right) - abs(left - right)
        return left, right, room / abs(right) if right != 0 else room


def _ball(value: Scalar) -> arb:
    return rational_ball(Fraction(value)) if isinstance(value, int | Fraction) else arb(value)


@lru_cache(512)
def value(formula: ChartFormula, case: Instance, bits: int) -> Scalar:
    """Return one side at a stated point; remembered, since a must-fail twin mostly changes one side alone."""
    with working_precision(bits):
        return formula(Point(one=Fraction(1), **dict(case)))
