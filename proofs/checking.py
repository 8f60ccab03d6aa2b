"""What every checker shares: the dispatch on the kind of statement, its form beside its formula, and the search."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from ..theory.assumptions import Assumption
from ..theory.charted import Formula
from ..theory.domain import Domain
from .budget import Budget
from .evidence import Evidence, Verdict
from .search import Decide, Sample, search


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
FEWEST = 4
"""One in so many samples has to be decided, else they are no evidence."""


def refuted(found: list[Evidence]) -> bool:
    """Tell whether some evidence refutes already, so that a costly proof attempt can be spared."""
    return any(e.verdict is Verdict.REFUTED for e in found)


def sampled(
    domain: Domain,
    decide: Decide,
    budget: Budget,
    *,
    what: str = "obey the statement",
    first: tuple[Sample, ...] = (),
) -> Evidence:
    """Search for a violation of a statement and report it, or report how many points obey and how many decide nothing."""
    found = search(domain, decide, examples=budget.examples, bits=budget.bits, first=first)
    if found.violation is not None:
        return Evidence(
            method="sampled",
            verdict=Verdict.REFUTED,
            detail=f"violated at a minimal point, re-checked at {2 * budget.bits} bits",
            point=found.violation.shown(),
        )
    total = found.obeyed + found.undecided
    enough = found.obeyed * FEWEST >= total > 0
    undecided = f", {found.undecided} undecided" if found.undecided else ""
    if found.not_finite is not None and not enough:
        undecided += f" (no finite number at {found.not_finite.text()})"
    return Evidence(
        method="sampled",
        verdict=Verdict.SUPPORTED if enough else Verdict.UNKNOWN,
        detail=f"{found.obeyed} points in balls of {budget.bits} bits {what}{undecided}",
    )
