"""Computed statements: two numbers agree, or one is below the other, at every stated point; decided in balls."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ..numerics.precision import working_precision
from ..theory.assumptions import Assumption
from ..theory.regimes import Point
from .budget import Budget
from .checking import check
from .evidence import Evidence, Verdict
from .statements import Computed


@check.register
def check_computed(
    statement: Computed, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check a statement at its points; a violation is confirmed at twice the precision."""
    if "computed" not in methods:
        return []
    rooms = []
    for case in statement.cases:
        point = Point(**{k: v if isinstance(v, str) else Fraction(v) for k, v in case.items()})
        room = slack(statement, point, budget.bits)
        if not room >= 0:
            room = slack(statement, point, 2 * budget.bits)
        shown = tuple((name, str(value)) for name, value in case.items())
        if room < 0:
            detail = f"violated by {float((-room).mid()):.3g} at a stated point, re-checked at {2 * budget.bits} bits"
            return [Evidence(method="computed", verdict=Verdict.REFUTED, detail=detail, point=shown)]
        if not room >= 0:
            where = ", ".join(f"{name} = {value}" for name, value in shown)
            detail = f"not decided at {2 * budget.bits} bits where {where}"
            return [Evidence(method="computed", verdict=Verdict.UNKNOWN, detail=detail)]
        rooms.append(float(room.mid()))
    what = "left <= right" if statement.tolerance is None else "both sides agree within the tolerance"
    detail = f"{what} at {len(statement.cases)} stated points in balls; least room {min(rooms):.3g}"
    return [Evidence(method="computed", verdict=Verdict.SUPPORTED, detail=detail)]


def slack(statement: Computed, point: Point, bits: int) -> arb:
    """Return how much room a statement has at a point, relative to its right side; negative where it is violated."""
    with working_precision(bits):
        left, right = arb(statement.left(point)), arb(statement.right(point))
        if statement.tolerance is None:
            return (right - left) / abs(right)
        return arb(statement.tolerance(point)) - abs(left - right) / abs(right)
