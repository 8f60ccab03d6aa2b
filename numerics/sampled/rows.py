"""Random rows for statements about every row: seeded, exact, of the shapes at which bounds of rows are attained.

A row is drawn as levels, gap and multiplicity, so that some have a million keys.  One after the other come simplices, rows of
two levels, scattered ones, gaps like a logarithm of the rank, equally spaced ones, and rows whose keys are at both ends only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import expm1, log
from random import Random

from flint import arb

from ...theory.rows.bounds import counting_rate
from ...theory.rows.gaps import Gaps
from ..numbers.balls import rational_ball

FINEST = 60
"""Gaps are multiples of one part in so many."""
MILLION = 10**6

Level = tuple[Fraction, int]
"""A gap, and how many keys have it."""


@dataclass(frozen=True)
class RowTrial:
    """A row at an inverse temperature, exact; what is computed of it is in balls of the working precision.

    Attributes
    ----------
    levels : tuple of (Fraction, int)
        Gap and multiplicity, the gaps ascending from 0.
    exact_beta, share : Fraction
        Inverse temperature >= 0, and a weight between 0 and 1.
    """

    levels: tuple[Level, ...]
    exact_beta: Fraction
    share: Fraction = Fraction(1, 2)

    def at(self, beta: Fraction) -> RowTrial:
        """Return the same row at another inverse temperature."""
        return replace(self, exact_beta=beta)

    @property
    def beta(self) -> arb:
        """The inverse temperature."""
        return rational_ball(self.exact_beta)

    @property
    def one(self) -> arb:
        """The number 1 of the row's field."""
        return arb(1)

    @property
    def p(self) -> arb:
        """The weight."""
        return rational_ball(self.share)

    @property
    def gaps(self) -> Gaps:
        """The row in balls."""
        return Gaps(tuple((rational_ball(gap), arb(count)) for gap, count in self.levels))

    @property
    def n(self) -> arb:
        """The number of keys."""
        return arb(self.size)

    @cached_property
    def size(self) -> int:
        """The number of keys."""
        return sum(count for _, count in self.levels)

    @cached_property
    def least(self) -> Fraction:
        """The least gap of a competitor."""
        return Fraction(0) if self.levels[0][1] > 1 else self.levels[1][0]

    @property
    def near(self) -> arb:
        """The least gap of a competitor."""
        return rational_ball(self.least)

    @property
    def spread(self) -> arb:
        """The range of the logits, beta times the largest gap."""
        return rational_ball(self.exact_beta * self.levels[-1][0])

    @cached_property
    def counts(self) -> tuple[Level, ...]:
        """Each gap with N(t), the number of keys within it."""
        totals = accumulate(count for _, count in self.levels)
        return tuple((gap, total) for (gap, _), total in zip(self.levels, totals, strict=True))

    @property
    def scale(self) -> arb:
        """The critical scale Lambda = sup log N(t)/t; infinite where several keys share the top."""
        if self.levels[0][1] > 1:
            return arb("inf")
        rates = (counting_rate(arb(total), rational_ball(gap)) for gap, total in self.counts if gap)
        return arb(max(rates, key=lambda rate: rate.mid()))

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return the row as text, by variable."""
        gaps = ", ".join(f"{gap}" if count == 1 else f"{gap} x {count}" for gap, count in self.levels)
        return ("gaps", gaps), ("beta", str(self.exact_beta)), ("p", str(self.share))


def row_trial(gaps: Iterable[Fraction | int], beta: Fraction | int, p: Fraction = Fraction(1, 2)) -> RowTrial:
    """Return a trial of stated gaps, the top's 0 among them."""
    found: dict[Fraction, int] = {}
    for gap in sorted(map(Fraction, gaps)):
        found[gap] = found.get(gap, 0) + 1
    return RowTrial(tuple(found.items()), Fraction(beta), p)


def random_row(seed: int) -> RowTrial:
    """Return the row of a seed: 3 to a million keys, beta between 1/4 and 10, not all gaps 0."""
    rng = Random(seed)
    few, unit = rng.randint(3, 30), Fraction(rng.randint(1, 3 * FINEST), FINEST)
    beta = Fraction(rng.randint(1, 40), 4)
    share = Fraction(rng.randint(1, 99), 100)

    def stated(gaps: Iterable[Fraction]) -> RowTrial:
        return row_trial(gaps, beta, share)

    top = Fraction(0)
    match seed % 8:
        case 0:
            return stated([top, *[unit] * few])
        case 1:
            return stated([top, *[unit] * rng.randint(1, few), *[2 * unit] * few])
        case 2:
            return stated([top, *(Fraction(rng.randint(1, 200), FINEST) for _ in range(few))])
        case 3:
            return stated([Fraction(round(FINEST * log(j)), FINEST) * unit for j in range(1, few + 1)])
        case 4:
            return stated([j * unit for j in range(few)])
        case 5:
            return RowTrial(((top, 1), (unit, MILLION - 1)), beta, share)
        case 6:
            return RowTrial(((top, 1), (unit, few), (unit + 1, few**2)), beta, share)
    spread = float(beta * unit)
    mean = spread / -expm1(-spread)
    portion = (mean - 1) / expm1(spread) if rng.random() < 1 / 2 else 1 / (2 + expm1(spread))
    tops = max(1, round(portion * MILLION))
    return RowTrial(((top, tops), (unit, MILLION - tops)), beta, share)
