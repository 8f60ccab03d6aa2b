"""What every checker shares: the dispatch on the kind of statement, and a refutation found by search."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from ..theory.assumptions import Assumption
from ..theory.regimes import Regime
from .budget import Budget
from .evidence import Evidence, Verdict
from .search import Sample, find_violation, samples


@singledispatch
def check(
    statement: object, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Return the evidence that the chosen methods find on a statement.

    Parameters
    ----------
    statement : Statement
        What is claimed.
    assumptions : tuple of Assumption
        The variables besides the regime's own.
    budget : Budget
        How much work may be done.
    methods : frozenset of str
        Names of methods to use, see `METHODS`.
    """
    raise TypeError(f"no checker for statements of kind {type(statement).__name__}")


METHODS = ("symbolic", "certificate", "rescaled", "sampled", "engines", "computed", "monte-carlo")
"""Every method a checker can use, strongest first."""


def refuted(found: list[Evidence]) -> bool:
    """Tell whether some evidence refutes already, so that a costly proof attempt can be spared."""
    return any(e.verdict is Verdict.REFUTED for e in found)


def sampled(
    regime: Regime,
    assumptions: tuple[Assumption, ...],
    violated: Callable[[Sample], bool],
    budget: Budget,
    *,
    valid_from: int = 2,
    what: str = "obey the statement",
) -> Evidence:
    """Search for a violation of a statement and report it, or report how many points obey."""
    found = find_violation(
        samples(regime, assumptions, valid_from), violated, examples=budget.examples, bits=budget.bits
    )
    if found is None:
        return Evidence(
            method="sampled",
            verdict=Verdict.SUPPORTED,
            detail=f"{budget.examples} points in balls of {budget.bits} bits {what}",
        )
    return Evidence(
        method="sampled",
        verdict=Verdict.REFUTED,
        detail=f"violated at a minimal point, re-checked at {2 * budget.bits} bits",
        point=found.shown(),
    )
