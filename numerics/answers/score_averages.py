"""Averages over a law of scores of functions of T = exp(y + beta X), in balls: what rows of random scores are made of.

A row of n independent scores has the expectation of a symmetric function of its weights as one integral over y of averages over
a single score (theory E16), because 1/Z^k is an integral of u^(k - 1) exp(-u Z).  phi(e^y) = E exp(-T) is the Laplace transform;
where n is large it is near 1, so its complement is what is computed, with relative accuracy.

Source: theory E16, derived.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from flint import arb

from ...theory.errors import NotCertain
from ...theory.scores.laws import ScoreLaw
from ..numbers.balls import EITHER_SIGN, rational_ball
from ..numbers.integrals import Complex
from ..numbers.panels import PanelIntegral

MOST_DOUBLINGS = 64
"""Doublings of a coordinate in the search of an end."""
RESOLUTION = arb((1, -2))
"""How exactly an end is searched: it is a whole number of halves of it."""
UNIT_LEVEL = 6
UNIT = arb((1, -UNIT_LEVEL))
"""Ends of integrals are whole multiples of 2^-UNIT_LEVEL."""
PEAK_NODES = 16
"""Nodes at which an average is looked at before anything of it is known."""
COARSE_BITS = 16
"""Accuracy at which the centre of a row is looked for."""
MOST_STEPS = 60
"""Steps of that search."""
ROUNDING_BITS = 24
"""Bits beyond those that are asked for."""


class Kernel(NamedTuple):
    """An entire function of log T, at most 2 min(1, T^power) for T > 0 and constant for large T up to exp(-T)."""

    function: Callable[[Complex], Complex]
    beyond: int
    power: Fraction = Fraction(1)


SPARED = Kernel(lambda z: -(-z.exp()).expm1(), 1)
"""1 - exp(-T); its average is 1 - phi."""
SQUARED = Kernel(lambda z: (2 * z - z.exp()).exp(), 0)
"""T^2 exp(-T); its average is u^2 phi''(u) at u = e^y."""


def exact_root(falling: Callable[[arb], arb], small: arb) -> arb:
    """Return an s >= 0, exact, at which a falling function is below ``small``, and not much before."""
    high = RESOLUTION
    for _ in range(MOST_DOUBLINGS):
        if falling(high) < small:
            break
        high = 2 * high
    low = high / 2
    while high - low > RESOLUTION:
        middle = (low + high) / 2
        low, high = (low, middle) if falling(middle) < small else (middle, high)
    return high


class ScoreAverages:
    """Averages over one law at one inverse temperature; the working precision is that of the calls.

    Parameters
    ----------
    law : ScoreLaw
        The law, its parameters in balls.
    beta : arb
        Inverse temperature, > 0.
    bits : int
        Relative accuracy that is aimed at.
    share : arb
        Of what order the averages are that matter: 1/n.
    """

    def __init__(self, law: ScoreLaw, beta: arb, bits: int, share: arb) -> None:
        self._law, self._beta, self._share = law, beta, share
        self._constant = law.normaliser()
        self._small = arb((1, -bits))
        self._negligible = bits * arb(2).log() + ROUNDING_BITS
        self._panels = PanelIntegral(law.weight, lambda s: beta * law.score(s), bits)
        self._sizes: dict[Kernel, tuple[arb, arb]] = {}

    def complement(self, y: arb) -> arb:
        """Return 1 - phi(e^y)."""
        return self.average(SPARED, y)

    def average(self, kernel: Kernel, y: arb) -> arb:
        """Return the mean of a kernel over the scores, at y.

        What is small against the last average of the same kernel is left out, and stands in the ball's radius.
        """
        split = self._coordinate((self._negligible.log() - y) / self._beta)
        last, size = self._sizes.get(kernel, (y, arb(0)))
        if size == 0 or not abs(last - y) < 2:
            size = self._peak(kernel, y, split)
        total = self._against(size, kernel, y, split)
        if total.contains(0):  # the last one was of another order
            total = self._against(self._peak(kernel, y, split), kernel, y, split)
        self._sizes[kernel] = y, abs(total).upper()
        return total

    def _against(self, size: arb, kernel: Kernel, y: arb, split: arb | None) -> arb:
        """Return an average up to what is small against a size."""
        law = self._law
        small = self._small * size
        if split is None:
            high = exact_root(law.above, small)
            total: arb = law.above(high) * 2 * EITHER_SIGN
        else:
            high = split
            total = law.above(high) * (kernel.beyond + self._small * EITHER_SIGN)
        low, missed = self._low(kernel, y, small, high)
        ends = _units(low), _units(high)
        total += self._constant * self._panels.integrate(kernel.function, y, *ends, UNIT_LEVEL, small / self._constant)
        return total + missed * EITHER_SIGN

    def _coordinate(self, x: arb) -> arb | None:
        """Return the coordinate of a score, rounded up to whole units; None where it is above the top."""
        law = self._law
        if law.top is not None and not x < law.top:
            return None
        if law.bottom is not None and not x > law.bottom:
            return arb((-1, MOST_DOUBLINGS))
        found: arb = (law.coordinate(x).mid() / UNIT).ceil() * UNIT
        return found

    def _low(self, kernel: Kernel, y: arb, small: arb, high: arb) -> tuple[arb, arb]:
        """Return a coordinate below which a kernel averages less than so much, and a bound of what it averages there."""
        law, one = self._law, arb(1)

        def rest(distance: arb) -> arb:
            s = high - distance
            mass: arb = 2 * law.below(s).min(one) * (rational_ball(kernel.power) * (y + self._beta * law.score(s))).exp().min(one)
            return mass

        distance = exact_root(rest, small)
        return high - distance, rest(distance)

    def _peak(self, kernel: Kernel, y: arb, split: arb | None) -> arb:
        """Return of what order an average is."""
        law, small = self._law, self._small * self._small * self._share
        high = exact_root(law.above, small)
        high = high if split is None else high.min(split)
        low, _ = self._low(kernel, y, small, high)
        size = arb(0)
        for _ in range(MOST_DOUBLINGS):
            step = (high - low).mid() / PEAK_NODES
            nodes = [low + k * step for k in range(1, PEAK_NODES)]
            values = [abs(law.weight(s) * kernel.function(y + self._beta * law.score(s))).mid() for s in nodes]
            values = [value if value.is_finite() else arb(0) for value in values]
            best = max(range(len(values)), key=values.__getitem__)
            size = values[best] * step * self._constant
            if size > 0 and all(near > values[best] / 8 for near in values[max(best - 1, 0) : best + 2]):
                break
            low, high = nodes[best] - step, nodes[best] + step
        return size


def _units(s: arb) -> int:
    """Return an end in units."""
    whole = (s / UNIT).unique_fmpz()
    if whole is None:
        raise NotCertain("an average over a law", "an end of its integral is out of reach", "give a smaller n or beta")
    return int(whole)


def likely_top(law: ScoreLaw, share: arb) -> arb:
    """Return a coordinate above which lies less than a share 1/n of the scores, and not much less; exact."""
    return exact_root(law.above, share)


def centre(law: ScoreLaw, beta: arb, n: arb) -> arb:
    """Return a y at which n (1 - phi(e^y)) is near 1, exact: there the integrand of a row of n scores is largest."""
    top = likely_top(law, 1 / n)
    averages = ScoreAverages(law, beta, COARSE_BITS, law.above(top))
    y: arb = -(beta * law.score(top)).mid()
    for _ in range(MOST_STEPS):
        excess = (n * averages.complement(y)).log().mid()
        if abs(excess) < 1:
            break
        y = (y - excess).mid()
    return y
