"""Statements on any tokens: tried on seeded random token arrays by brute force.  At most SUPPORTED."""

from __future__ import annotations

from math import isfinite

from ..theory.assumptions import Assumption
from .budget import Budget
from .checking import check
from .evidence import Evidence, Verdict
from .statements import OnTokens

ROUNDING = 1e-9
"""What float64 may lose of the larger side, and a violation must exceed."""
LEAST = 1e-4
"""Sides are made of numbers of this size at least: a difference of two may be 0 but for rounding."""


@check.register
def check_tokens(
    statement: OnTokens, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check lower <= upper on as many trials as the budget samples."""
    if "sampled" not in methods:
        return []
    from ..numerics.sampled.trials import trial

    obeyed = undecided = 0
    for seed in statement.seeds or range(budget.examples):
        here = trial(seed)
        lower, upper = statement.lower(here), statement.upper(here)
        if not (isfinite(lower) and isfinite(upper)):
            undecided += 1
            continue
        obeyed += 1
        if lower > upper + ROUNDING * max(abs(lower), abs(upper), LEAST):
            return [
                Evidence(
                    method="sampled",
                    verdict=Verdict.REFUTED,
                    detail=f"{lower:.6g} > {upper:.6g} on random tokens (float64)",
                    point=here.shown(),
                )
            ]
    detail = f"{obeyed} random token arrays (float64) obey the statement"
    if undecided:
        detail += f"; on {undecided} a side is no finite number"
    verdict = Verdict.UNKNOWN if undecided else Verdict.SUPPORTED
    return [Evidence(method="sampled", verdict=verdict, detail=detail, open=bool(undecided))]
