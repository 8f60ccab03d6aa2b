"""Logarithms by their arguments: a sum of logarithms is the logarithm of a product, so an identity between sums is one of products.

Source: log x + log y = log(x y).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..field import Scalar
from .regimes import LOG_LENGTH, Logarithm, Point, Regime


@dataclass(frozen=True, slots=True)
class Antilog:
    """The logarithm of a positive number, known by that number."""

    argument: Scalar

    def __add__(self, other: Antilog) -> Antilog:
        return Antilog(self.argument * other.argument)

    def __sub__(self, other: Antilog) -> Antilog:
        return Antilog(self.argument / other.argument)


@dataclass(frozen=True, slots=True)
class Exponent:
    """constant + slope delta, an exponent of n; ``power`` is n^delta."""

    constant: int
    slope: int
    power: Scalar

    def __rsub__(self, other: int) -> Exponent:
        return Exponent(other - self.constant, -self.slope, self.power)

    def __radd__(self, other: int) -> Exponent:
        return Exponent(other + self.constant, self.slope, self.power)

    def __mul__(self, length: Antilog) -> Antilog:
        return Antilog(length.argument**self.constant * self.power**self.slope)


def exponentials(regime: Regime, p: Point) -> tuple[Scalar, Scalar, Scalar]:
    """Return exp of log(1 + E), of the gap and of log n in a chart, from the arguments of its logarithms.

    Parameters
    ----------
    regime : Regime
        The chart.
    p : Point
        A point of it, in any field.
    """
    entries: tuple[Logarithm, ...] = (*regime.logarithms, LOG_LENGTH)
    known = {entry.name: Antilog(entry.argument(p)) for entry in entries}
    if regime.depth is not None:
        power = next(1 / getattr(p, c.name) for c in regime.coordinates if (c.constant, c.slope) == (0, 1))
        known["delta"] = Exponent(0, 1, power)  # type: ignore[assignment]
    partition, gap, length, _ = regime.logs(Point(**{**vars(p), **known}))
    return partition.argument, gap.argument, length.argument
