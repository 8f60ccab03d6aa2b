"""Computed statements: two numbers agree, or one is below the other, at every stated point; decided in balls."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ..numerics.precision import working_precision
from ..theory.assumptions import Assumption
from ..theory.regimes import Point
from .budget import Budget
from .checking import check
from .evidence import Evidence, Table, Verdict
from .statements import Computed

DIGITS = 12
"""Digits of a side in the table."""


@check.register
def check_computed(
    statement: Computed, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check a statement at its points; a violation is confirmed at twice the precision."""
    if "computed" not in methods:
        return []
    rooms, rows = [], []
    for case in statement.cases:
        point = Point(**{k: v if isinstance(v, str) else Fraction(v) for k, v in case.items()})
        left, right, room = sides(statement, point, budget.bits)
        if not room >= 0:
            left, right, room = sides(statement, point, 2 * budget.bits)
        shown = tuple((name, str(value)) for name, value in case.items())
        if room < 0:
            detail = f"violated by {float((-room).mid()):.3g} at a stated point, re-checked at {2 * budget.bits} bits"
            return [Evidence(method="computed", verdict=Verdict.REFUTED, detail=detail, point=shown)]
        if not room >= 0:
            where = ", ".join(f"{name} = {value}" for name, value in shown)
            detail = f"not decided at {2 * budget.bits} bits where {where}"
            return [Evidence(method="computed", verdict=Verdict.UNKNOWN, detail=detail)]
        rooms.append(float(room.mid()))
        rows.append((*(value for _, value in shown), left.str(DIGITS, radius=False), right.str(DIGITS, radius=False)))
    what = "left <= right" if statement.tolerance is None else "both sides agree within the tolerance"
    detail = f"{what} at {len(statement.cases)} stated points in balls; least room {min(rooms):.3g}"
    table = Table((*statement.cases[0], "left", "right"), tuple(rows))
    return [Evidence(method="computed", verdict=Verdict.SUPPORTED, detail=detail, table=table)]


def sides(statement: Computed, point: Point, bits: int) -> tuple[arb, arb, arb]:
    """Return both sides at a point and how much room they leave, relative to the right one; negative if violated."""
    with working_precision(bits):
        left, right = arb(statement.left(point)), arb(statement.right(point))
        if statement.tolerance is None:
            return left, right, (right - left) / abs(right)
        return left, right, arb(statement.tolerance(point)) - abs(left - right) / abs(right)
