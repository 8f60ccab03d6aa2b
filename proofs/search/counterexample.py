"""The search for a counterexample: points of the domain are looked at, and Hypothesis makes one that violates minimal.

The corners of the domain are looked at first, then points drawn from it, then those close to its ends.  A violating point is
checked again at twice the precision before anybody sees it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...theory.layer.domain import Domain
from ..budget import Budget
from ..evidence import Evidence, Verdict
from .decision import Decide, Outcome, decided
from .samples import Sample, Sampler

FEWEST = 4
"""One in so many samples has to be decided, else they are no evidence."""
SHRINKING = 10
"""Hypothesis may draw so many times as many samples to come upon a violation that is known: most draws are close to it."""


@dataclass(slots=True)
class Search:
    """What a search found.

    Attributes
    ----------
    violation : Sample or None
        A minimal sample that violates the statement, at twice the precision as well.
    obeyed, undecided : int
        How many samples obey, and how many decide nothing.
    not_finite : Sample or None
        The first sample at which a side is no finite number, at any precision that was tried.
    """

    violation: Sample | None = None
    obeyed: int = 0
    undecided: int = 0
    not_finite: Sample | None = None


class _Found(Exception):
    def __init__(self, sample: Sample) -> None:
        super().__init__("violated")
        self.sample = sample


def search(domain: Domain, decide: Decide, *, examples: int, bits: int) -> Search:
    """Look for a sample of a domain that violates a statement.

    Parameters
    ----------
    domain : Domain
        Where to look.
    decide : callable
        Decides a sample at the working precision.
    examples : int
        How many samples to draw, beside the corners.
    bits : int
        Working precision.

    Returns
    -------
    Search
    """
    drawn = Sampler(domain)
    found = Search()

    def violated(sample: Sample) -> bool:
        outcome = decided(sample, decide, bits)
        found.obeyed += outcome is Outcome.OBEYED
        found.undecided += outcome in (Outcome.UNDECIDED, Outcome.NOT_FINITE)
        if outcome is Outcome.NOT_FINITE and found.not_finite is None:
            found.not_finite = sample
        return outcome is Outcome.VIOLATED

    found.violation = next(filter(violated, drawn.corners()), None)
    if found.violation is None and (sample := next(filter(violated, drawn.drawn(examples)), None)) is not None:
        found.violation = _minimal(drawn, sample, violated, examples)
    if found.violation is None:
        found.violation = next(filter(violated, drawn.extremes()), None)
    return found


def _minimal(sampler: Sampler, sample: Sample, violated: Callable[[Sample], bool], examples: int) -> Sample:
    """Return a violating sample as simple as Hypothesis makes it, given one."""
    from hypothesis import HealthCheck, Phase, given, settings

    @settings(
        max_examples=SHRINKING * examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(sampler.strategy(sample))
    def draw(sample: Sample) -> None:
        if violated(sample):
            raise _Found(sample)

    with _nothing_kept():
        try:
            draw()
        except _Found as found:
            return found.sample
    return sample


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """Give Hypothesis no folder that can be made: its own would stand where the user does."""
    from hypothesis.configuration import set_hypothesis_home_dir, storage_directory

    before = storage_directory(intent_to_write=False).path
    set_hypothesis_home_dir(Path(os.devnull, "hypothesis"))
    try:
        yield
    finally:
        set_hypothesis_home_dir(before)


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
    return Evidence("sampled", verdict, detail, open=open_at is not None and not charted)


def violation(sample: Sample, budget: Budget) -> Evidence:
    """Return the evidence of a sample that violates a statement."""
    return Evidence(
        "sampled",
        Verdict.REFUTED,
        f"violated at a minimal point, re-checked at {2 * budget.bits} bits",
        point=sample.shown(),
    )
