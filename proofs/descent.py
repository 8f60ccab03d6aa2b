"""The search for the least slack: from the best samples downhill, by ever smaller steps in one variable at a time.

Samples miss a dip that is narrow.  Where nothing is proved, the slack of an inequality is minimised over the domain in
plain floats; what looks violated is then decided in balls, like any other sample.  A float decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import exp, inf, log
from typing import TypeAlias

from flint import arb

from ..numerics.numbers.precision import working_precision
from ..numerics.settings.length import ContextLength
from ..theory.assumptions import Assumption
from ..theory.layer.domain import Domain
from ..theory.layer.regimes import FREE
from .search import Decide, Outcome, Sample, decided

Slack: TypeAlias = Callable[[Sample], arb]
"""By how much an inequality holds at a sample, on a scale that shows small sides too: negative where it is violated."""
Coordinates: TypeAlias = tuple[float, ...]
"""One coordinate for each variable, any real number: 0 is the middle, and the ends are at infinity."""

LENGTH = "n"
STARTS = 3
"""The descent begins at so many of the best samples."""
STEP, LAST_STEP = 2.0, 1e-9
REACH = 40.0
"""Coordinates stay within this: e^-40 of the range from an end."""
BITS = 128
"""Precision of a slack."""
TOO_LONG = 2000
"""No least n has so many digits."""
LARGEST_EXACT = 10**15
"""A context length up to this is an integer; beyond it is a power of ten."""


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
    names = [a.name for a in domain.variables if a.fixed is None]
    if domain.regime is not FREE:
        names.append(LENGTH)
    if not names:
        return None

    def value(place: Coordinates) -> float:
        return _float_slack(slack, _sample(domain, names, place))

    grid = sorted(_grid(len(names)), key=value)
    for start in grid[:STARTS]:
        place = _descend(value, start, steps)
        for sample in _simplest_first(domain, names, place):
            if decided(sample, decide, bits) is Outcome.VIOLATED:
                return sample
    return None


def _grid(dimensions: int) -> Iterator[Coordinates]:
    """Yield places spread over the domain: an additive recurrence, the same in each run."""
    ratio = 2.0
    for _ in range(40):  # the root of x^(d + 1) = x + 1
        ratio = (1 + ratio) ** (1 / (dimensions + 1))
    for k in range(1, 24 * dimensions + 1):
        shares = ((0.5 + k / ratio ** (j + 1)) % 1 for j in range(dimensions))
        yield tuple(log(s / (1 - s)) * 3 if 0 < s < 1 else 0.0 for s in shares)


def _descend(value: Callable[[Coordinates], float], start: Coordinates, steps: int) -> Coordinates:
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


def _sample(domain: Domain, names: list[str], place: Coordinates) -> Sample:
    """Return the sample at a place."""
    at = dict(zip(names, place, strict=True))
    values = {a.name: a.low if a.fixed is not None else _value(a, at[a.name]) for a in domain.variables}
    return Sample(None if domain.regime is FREE else _length(domain, at[LENGTH]), values)


def _value(a: Assumption, y: float) -> Fraction:
    """Return the value of a variable at a coordinate."""
    if a.high is None:
        value = a.low + Fraction(exp(y))
    else:
        share = Fraction(exp(min(y, 0.0))) / (Fraction(exp(min(y, 0.0))) + Fraction(exp(min(-y, 0.0))))
        value = a.low + share * (a.high - a.low)
    return a.clipped(round(value)) if a.integer else value


def _length(domain: Domain, y: float) -> ContextLength:
    """Return the context length at a coordinate: log n is that of the least n, and e^y."""
    logarithm = log(domain.valid_from) + exp(y)
    if logarithm < log(LARGEST_EXACT):
        return ContextLength.parse(max(domain.valid_from, round(exp(logarithm))))
    tens = round(logarithm / log(10))
    return ContextLength.parse(f"10^{tens}" if 10**min(tens, TOO_LONG) >= domain.valid_from else domain.valid_from)


def _simplest_first(domain: Domain, names: list[str], place: Coordinates) -> Iterator[Sample]:
    """Yield samples at a place: with short fractions first, as long as they stay in the domain."""
    sample = _sample(domain, names, place)
    for denominator in (12, 1000, 10**6, 10**12):
        values = {name: v.limit_denominator(denominator) for name, v in sample.values.items()}
        if domain.holds(values):
            yield Sample(sample.length, values)
    if domain.holds(sample.values):
        yield sample
