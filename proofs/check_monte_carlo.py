"""Monte-Carlo: the mean of seeded draws, with a confidence interval that can leave the claim.

The interval inside the claimed one supports, the interval outside it refutes (and fresh seeds must agree), anything between
is no answer.  Nothing sampled is ever PROVED.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt
from statistics import fmean, stdev

from flint import arb

from ..numerics.precision import working_precision
from ..theory.assumptions import Assumption
from ..theory.field import regularized_beta
from .budget import Budget
from .checking import check
from .evidence import Evidence, Table, Verdict
from .statements import MonteCarlo

CONFIDENCE = 0.999


@check.register
def check_monte_carlo(
    statement: MonteCarlo, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check that the mean is where it is claimed to be."""
    if "monte-carlo" not in methods:
        return []
    expected, tolerance = statement.expected(), float(statement.tolerance)
    values = [statement.draw(seed) for seed in range(budget.draws)]
    mean, half = interval(values)
    table = Table(("seed", "draw"), tuple((str(seed), f"{value:.6g}") for seed, value in enumerate(values)))
    found = f"mean {mean:.5g} +- {half:.2g} over {budget.draws} seeds, claimed {expected:.5g} +- {tolerance:.2g}"
    distance = abs(mean - expected)
    if distance + half <= tolerance:
        return [Evidence(method="monte-carlo", verdict=Verdict.SUPPORTED, detail=found, table=table)]
    if distance - half > tolerance:
        again, width = interval([statement.draw(seed) for seed in range(budget.draws, 2 * budget.draws)])
        if abs(again - expected) - width > tolerance:
            detail = f"{found}; fresh seeds: {again:.5g} +- {width:.2g}"
            point = (*statement.where, ("seeds", f"0..{budget.draws - 1}"))
            return [Evidence(method="monte-carlo", verdict=Verdict.REFUTED, detail=detail, point=point, table=table)]
    detail = f"{found}: neither inside nor outside, more draws are needed"
    return [Evidence(method="monte-carlo", verdict=Verdict.UNKNOWN, detail=detail, table=table)]


def interval(values: list[float]) -> tuple[float, float]:
    """Return mean and half width of the confidence interval of the mean, at least two values."""
    return fmean(values), student(len(values) - 1) * stdev(values) / sqrt(len(values))


@lru_cache(maxsize=16)
def student(freedom: int) -> float:
    """Return the t with P(|T| > t) = 1 - `CONFIDENCE` for Student's T; that tail is I_{f/(f + t^2)}(f/2, 1/2)."""
    with working_precision(64):
        low, high = 0.0, 1e4
        for _ in range(60):
            middle = (low + high) / 2
            tail = regularized_beta(arb(freedom) / (freedom + arb(middle) ** 2), arb(freedom) / 2)
            low, high = (middle, high) if tail > 1 - arb(CONFIDENCE) else (low, middle)
    return high
