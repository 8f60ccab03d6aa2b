"""Computed statements: two numbers agree, or one is below the other, at every stated point; decided in balls."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from flint import arb

from ..numerics.precision import working_precision
from ..theory.assumptions import Assumption
from ..theory.charted import Formula
from ..theory.regimes import Point
from .budget import Budget
from .checking import check
from .evidence import Evidence, Verdict
from .statements import Computed

Case: TypeAlias = tuple[tuple[str, Fraction | str], ...]
"""A stated point: exact values by name."""


@check.register
def check_computed(
    statement: Computed, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check a statement at its points; a violation is confirmed at twice the precision."""
    if "computed" not in methods:
        return []
    rooms = []
    for case in statement.cases:
        point = tuple((k, v if isinstance(v, str) else Fraction(v)) for k, v in case.items())
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


def slack(statement: Computed, case: Case, bits: int) -> arb:
    """Return how much room a statement has at a point, relative to its right side; negative where it is violated."""
    left, right = side(statement.left, case, bits), side(statement.right, case, bits)
    with working_precision(bits):
        if statement.tolerance is None:
            return (right - left) / abs(right)
        return side(statement.tolerance, case, bits) - abs(left - right) / abs(right)


@lru_cache(512)
def side(formula: Formula, case: Case, bits: int) -> arb:
    """Return one side at a stated point; remembered, since a must-fail twin mostly changes one side alone."""
    with working_precision(bits):
        return arb(formula(Point(**dict(case))))
