"""The search for the least slack: from the best samples downhill, by ever smaller steps in one variable at a time.

Samples miss a dip that is narrow.  Where nothing is proved, the slack of an inequality is minimised over the domain in
plain floats; what looks violated is then decided in balls, like any other sample.  A float decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TypeAlias

from flint import arb

from ...numerics.numbers.precision import working_precision
from ...theory.layer.domain import Domain
from .decision import Decide, Outcome, decided
from .samples import Position, Sample, Sampler

Slack: TypeAlias = Callable[[Sample], arb]
"""By how much an inequality holds at a sample, on a scale that shows small sides too: negative where it is violated."""

STARTS = 3
"""The descent begins at so many of the best samples."""
STEP, LAST_STEP = 2.0, 1e-9
REACH = 40.0
"""Coordinates stay within this: e^-40 of the range from an end."""
BITS = 128
"""Precision of a slack."""


def lowest(domain: Domain, slack: Slack, decide: Decide, *, steps: int, bits: int) -> Sample | None:
    """Return a sample that violates an inequality, found by descent of its slack, or None.

    Parameters
    ----------
    domain : Domain
        Where to look.
    slack : callable
        By how much the inequality holds at a sample.
    decide : callable
        Decides a sample in balls.
    steps : int
        How many slacks may be computed from each start.
    bits : int
        Working precision of a decision.
    """
    drawn = Sampler(domain)
    if not drawn.axes:
        return None

    def value(place: Position) -> float:
        return _float_slack(slack, drawn.at(place))

    for start in sorted(drawn.grid(), key=value)[:STARTS]:
        for sample in drawn.near(_descend(value, start, steps)):
            if decided(sample, decide, bits) is Outcome.VIOLATED:
                return sample
    return None


def _descend(value: Callable[[Position], float], start: Position, steps: int) -> Position:
    """Return the place where a pattern search ends."""
    best, least, step = start, value(start), STEP
    while steps > 0 and step > LAST_STEP and least > -inf:
        better = False
        for axis in range(len(best)):
            for move in (step, -step):
                steps -= 1
                there = (*best[:axis], max(-REACH, min(REACH, best[axis] + move)), *best[axis + 1 :])
                found = value(there)
                if found < least:
                    best, least, better = there, found, True
                    break
        step = step * 2 if better and step < STEP else step if better else step / 2
    return best


def _float_slack(slack: Slack, sample: Sample) -> float:
    try:
        with working_precision(BITS):
            found = slack(sample)
            return float(found.mid()) if found.is_finite() else inf
    except (ArithmeticError, ValueError):
        return inf
