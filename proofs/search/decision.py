"""What a sample decides: in balls it violates a statement, obeys it, or leaves it open.

Rounding cannot decide, and what is not a finite number decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from flint import arb

from ...numerics.numbers.precision import working_precision
from ...theory.field import MissingFunction, Scalar
from ...theory.layer.regimes import Point, Regime, UnknownVariable
from .samples import NotExact, Sample

SHARPER = 8
"""A sample that is not decided at the working precision is tried at this many times as many bits."""
SHARP = 40
"""Two values are the same at a point if their balls agree to so many bits, at least."""
VERY_SHARP = 1000
"""The same, where no symbolic form tells nearly equal values apart."""


class Outcome(Enum):
    """What a sample says of a statement."""

    OBEYED = "obeyed"
    VIOLATED = "violated"
    UNDECIDED = "undecided"
    NOT_FINITE = "not finite"


def finite(value: Scalar) -> bool:
    """Tell whether a ball or an exact number is finite."""
    return not isinstance(value, arb) or value.is_finite()


def decide_nonnegative(difference: Scalar) -> Outcome:
    """Decide whether a difference is at least 0."""
    if not finite(difference):
        return Outcome.NOT_FINITE
    if difference < 0:
        return Outcome.VIOLATED
    return Outcome.OBEYED if difference >= 0 else Outcome.UNDECIDED


def same(left: Scalar, right: Scalar, *, sharp: int = SHARP, exact: bool = False) -> Outcome:
    """Decide whether two values are the same, to so many bits; ``exact`` where nearly equal ones are no evidence."""
    difference = left - right
    if not isinstance(difference, arb):
        return Outcome.VIOLATED if difference else Outcome.OBEYED
    if not difference.is_finite():
        return Outcome.NOT_FINITE
    if not difference.contains(0):
        return Outcome.VIOLATED
    if difference.is_zero():
        return Outcome.OBEYED
    close = difference.rad() * arb(2) ** sharp <= (abs(left) + abs(right)).upper()
    return Outcome.OBEYED if close and not exact else Outcome.UNDECIDED


Place: TypeAlias = Callable[[Sample, Regime], Point]
"""The point of a sample: `Sample.at` in balls, `Sample.exactly` in exact numbers."""
Decide: TypeAlias = Callable[[Sample, Place], Outcome]
"""Decides a sample, given where its point comes from: in balls at the working precision, or exactly."""


def decided(sample: Sample, decide: Decide, bits: int) -> Outcome:
    """Decide a sample in balls; a violation has to stand at twice the precision.

    What is left open is tried in exact numbers, where there are any, then at a higher precision.
    """
    with working_precision(bits):
        outcome = decide(sample, Sample.at)
    if outcome is Outcome.OBEYED:
        return outcome
    if outcome is Outcome.VIOLATED:
        with working_precision(2 * bits):
            return outcome if decide(sample, Sample.at) is outcome else Outcome.UNDECIDED
    exact = _exactly(sample, decide)
    if exact is not None:
        return exact
    with working_precision(SHARPER * bits):
        outcome = decide(sample, Sample.at)
    if outcome is not Outcome.VIOLATED:
        return outcome
    with working_precision(2 * SHARPER * bits):
        return outcome if decide(sample, Sample.at) is outcome else Outcome.UNDECIDED


def _exactly(sample: Sample, decide: Decide) -> Outcome | None:
    """Decide a sample in exact numbers; None where a side has no exact value."""
    try:
        return decide(sample, Sample.exactly)
    except ZeroDivisionError:
        return Outcome.NOT_FINITE
    except (NotExact, MissingFunction, UnknownVariable):
        return None


