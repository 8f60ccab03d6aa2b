"""Rows of random scores: the expected participation at any n, certified, the threshold of a needle, and its series to third order.

The peer of an expectation is Monte-Carlo in NumPy, at the n where one row still fits in memory: how long it takes for the three
digits that its standard error leaves.  The floor is the average over one score that the outer integral is made of.
Run with ``python benchmarks/rows.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count

import numpy as np
from flint import arb
from measure import Figure, Growth, Result, in_turn, main

from critscale import Needle, RandomRow
from critscale.numerics.answers.score_averages import SQUARED, ScoreAverages
from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.precision import working_precision
from critscale.theory.scores.corrections import threshold_formula
from critscale.theory.scores.laws import Gaussian

DIGITS = 12
KEYS = 10**6
DRAWS = 10
_FRESH = count(1)
_SPREAD: list[float] = []
"""Relative standard errors of what was sampled."""


def variance() -> Fraction:
    """Return a variance that no call has seen."""
    return Fraction(1, 32) + Fraction(next(_FRESH), 10**6)


def expected(n: str) -> int:
    """Find E sum w^2 at twice the critical beta."""
    return len([RandomRow.of(Gaussian(variance()), n).average("ipr", multiple=2, digits=DIGITS)])


def sampled() -> int:
    """Draw a few rows of 10^6 scores."""
    rng = np.random.default_rng(next(_FRESH))
    beta = 2 * float(RandomRow.of(Gaussian(Fraction(1)), KEYS).critical_beta(6))
    found = []
    for _ in range(DRAWS):
        logits = beta * rng.standard_normal(KEYS)
        weights = np.exp(logits - logits.max())
        found.append(float((weights**2).sum() / weights.sum() ** 2))
    _SPREAD.append(float(np.std(found, ddof=1) / np.sqrt(DRAWS) / np.mean(found)))
    return 1


def one_average() -> int:
    """Find one average over a score, at the accuracy of the others."""
    with working_precision(128):
        law = Gaussian(variance()).over(rational_ball)
        return len([ScoreAverages(law, arb(200), 60, arb((1, -20))).average(SQUARED, arb(-200 - next(_FRESH)))])


def threshold() -> int:
    """Find the threshold of a needle, at a length that no call has seen."""
    return len([Needle.of("gaussian:v=1/1024", 1).threshold(KEYS + next(_FRESH), digits=30)])


def third_order() -> int:
    """Derive the threshold's series to third order, in symbols."""
    return len([threshold_formula("gamma", 3)])


def measure() -> Iterator[Result]:
    """Yield the time of each, and how that of an expectation grows with n."""
    sides = {"6": lambda: expected("1e6"), "100": lambda: expected("1e100"), "sampled": sampled, "one": one_average}
    found = in_turn(sides, rounds=3)
    peer = f"Monte-Carlo of {DRAWS} rows {found['sampled']:.2f} s, standard error {max(_SPREAD):.0%}"
    floor = f"one average of one score {found['one'] * 1e3:.1f} ms"
    yield Figure("E sum w^2 of 10^6 Gaussian scores, 12 certified digits", found["6"], "s", beside=f"{peer}; {floor}")
    yield Figure("the same of 10^100 scores", found["100"], "s", beside=f"{found['100'] / found['6']:.2f}x that of 10^6")
    short = in_turn({"threshold": threshold, "series": third_order}, rounds=5)
    yield Figure("annealed threshold of a needle, 30 digits", short["threshold"] * 1e3, "ms")
    yield Figure("its series to third order, derived in symbols", short["series"] * 1e3, "ms")
    powers = (2, 6, 20, 100, 1000)
    line = [in_turn({"": lambda power=power: expected(f"1e{power}")}, rounds=1)[""] for power in powers]  # type: ignore[misc]
    yield Growth("E sum w^2 of Gaussian scores", "digits of n", list(powers), line, "s")


if __name__ == "__main__":
    main(measure)
