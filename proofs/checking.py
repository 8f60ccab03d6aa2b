"""What every checker shares: the dispatch on the kind of statement, its form beside its formula, and the search."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TypeAlias

from flint import arb

from ..theory.assumptions import Assumption
from ..theory.field import Scalar
from ..theory.layer.domain import Domain
from .budget import Budget
from .descent import lowest
from .evidence import Evidence, Verdict
from .search import Decide, Outcome, Place, Sample, nonnegative, search


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
TINY = 10**40
"""A slack is the difference of the sides on a scale that is logarithmic down to one part in this."""
STEPS = 4
"""A descent may compute so many slacks for each sample of the budget."""


def refuted(found: list[Evidence]) -> bool:
    """Tell whether some evidence refutes already, so that a costly proof attempt can be spared."""
    return any(e.verdict is Verdict.REFUTED for e in found)


def sampled(
    domain: Domain, decide: Decide, budget: Budget, *, charted: bool = True, what: str = "obey the statement"
) -> Evidence:
    """Search for a violation of a statement and report it, or report how many points obey and how many decide nothing.

    Parameters
    ----------
    domain : Domain
        Where to look.
    decide : callable
        Decides a sample.
    budget : Budget
        How many samples, and how sharp.
    charted : bool
        The statement has symbolic forms, which tell where it is undefined.  Where it has none, a point at which a side is
        no finite number leaves the statement open.
    what : str
        What the samples do.
    """
    found = search(domain, decide, examples=budget.examples, bits=budget.bits)
    if found.violation is not None:
        return violation(found.violation, budget)
    total = found.obeyed + found.undecided
    enough = found.obeyed * FEWEST >= total > 0
    detail = f"{found.obeyed} points in balls of {budget.bits} bits {what}"
    if found.undecided:
        detail += f", {found.undecided} undecided"
    open_at = found.not_finite if not charted or not enough else None
    if open_at is not None:
        detail += f"; undefined or beyond reach at {open_at.text()}"
    verdict = Verdict.SUPPORTED if enough and open_at is None else Verdict.UNKNOWN
    return Evidence(method="sampled", verdict=verdict, detail=detail, open=open_at is not None and not charted)


Sides: TypeAlias = Callable[[Sample, Place], tuple[Scalar, Scalar]]
"""The smaller and the larger side of an inequality at a sample."""


def inequality(
    domain: Domain,
    sides: Sides,
    budget: Budget,
    methods: frozenset[str],
    prove: Callable[[Decide], list[Evidence]] | None,
) -> list[Evidence]:
    """Check an inequality: sample it, try to prove it, and where it is not proved look for its least slack.

    Parameters
    ----------
    domain : Domain
        Where it is claimed.
    sides : callable
        Its sides at a sample.
    budget : Budget
        How much work may be done.
    methods : frozenset of str
        Names of methods to use.
    prove : callable or None
        Tries to prove it, given what decides a suspect; None where it has no symbolic form.
    """

    def decide(sample: Sample, place: Place) -> Outcome:
        smaller, larger = sides(sample, place)
        return nonnegative(larger - smaller)

    def slack(sample: Sample) -> arb:
        smaller, larger = sides(sample, Sample.at)
        return arb((larger * TINY).asinh() - (smaller * TINY).asinh())

    found = [sampled(domain, decide, budget, charted=prove is not None)] if "sampled" in methods else []
    if prove is not None and "certificate" in methods and not refuted(found):
        found += prove(decide)
    if "sampled" in methods and not any(e.verdict in (Verdict.PROVED, Verdict.REFUTED) or e.open for e in found):
        dip = lowest(domain, slack, decide, steps=STEPS * budget.examples, bits=budget.bits)
        if dip is not None:
            found.append(violation(dip, budget))
    return found


def violation(sample: Sample, budget: Budget) -> Evidence:
    """Return the evidence of a sample that violates a statement."""
    return Evidence(
        method="sampled",
        verdict=Verdict.REFUTED,
        detail=f"violated at a minimal point, re-checked at {2 * budget.bits} bits",
        point=sample.shown(),
    )
