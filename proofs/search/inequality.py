"""An inequality, checked: it is sampled, one tries to prove it, and where it is not proved its least slack is looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from flint import arb

from ...theory.field import Scalar
from ...theory.layer.domain import Domain
from ..budget import Budget
from ..evidence import Evidence, refuted, settled
from .counterexample import sampled, violation
from .decision import Decide, Outcome, Place, decide_nonnegative
from .descent import lowest
from .samples import Sample

TINY = 10**40
"""A slack is the difference of the sides on a scale that is logarithmic down to one part in this."""
STEPS = 4
"""A descent may compute so many slacks for each sample of the budget."""

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
        return decide_nonnegative(larger - smaller)

    def slack(sample: Sample) -> arb:
        smaller, larger = sides(sample, Sample.at)
        return arb((larger * TINY).asinh() - (smaller * TINY).asinh())

    found = [sampled(domain, decide, budget, charted=prove is not None)] if "sampled" in methods else []
    if prove is not None and "certificate" in methods and not refuted(found):
        found += prove(decide)
    if "sampled" in methods and not settled(found):
        dip = lowest(domain, slack, decide, steps=STEPS * budget.examples, bits=budget.bits)
        if dip is not None:
            found.append(violation(dip, budget))
    return found
