"""Exponents of n that are no rational numbers, as in exp(sqrt(2) log n) or exp(-n): exact linear forms in what they are made of.

Such an exponent is a rational number plus rational multiples of growth rates, and of terms whose coefficient is a ball.
A ball times a rate is equal to itself and to no other, so that equal exponents cancel exactly; the order of different
ones is that of their values, and refused where a ball leaves it open.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from flint import arb, fmpq

from ...theory.expansions.growth_series import GrowthSeries
from ...theory.growth import Growth, Stratum
from .germ_coefficient import GermCoefficient, coefficient_sign

POINT = Stratum(Fraction(0), Fraction(0))
"""Where the exponents of rates are numbers, all of one order."""


def rate_of(exponent: Any, logs: Any = 0) -> Growth:
    """Return the rate n^-exponent (log n)^logs, the exponents integers, FLINT's rational numbers, or that of n an `ExponentForm`."""
    none: Any = 0
    return Growth(exponent, none, logs)


def exponents_of(rate: Growth) -> tuple[Any, Any]:
    """Return the exponents e and k of a rate n^-e (log n)^k, as numbers of their own kind."""
    return rate.constant, rate.logs


UNIT_RATE = rate_of(0)
"""The rate 1."""


class BallTerm:
    """A ball times a rate, equal to itself alone."""

    __slots__ = ("ball", "rate")

    def __init__(self, ball: arb, rate: Growth) -> None:
        self.ball, self.rate = ball, rate


ExponentPart: TypeAlias = Growth | BallTerm
WholeOrRational: TypeAlias = int | Fraction | fmpq


class ExponentForm:
    """A linear form in growth rates and balls.

    Parameters
    ----------
    parts : mapping
        The rational multiple of each part, none of them 0.  The rate 1 stands for the rational part.
    """

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[ExponentPart, fmpq]) -> None:
        self._parts = parts

    @classmethod
    def of(cls, series: GrowthSeries[GermCoefficient]) -> ExponentForm | fmpq:
        """Return a series as an exponent; a rational number is one of its own."""
        parts: dict[ExponentPart, fmpq] = {}
        for rate, c in series.items():
            if isinstance(c, fmpq):
                parts[rate] = c
            else:
                parts[BallTerm(c, rate)] = fmpq(1)
        return _number_or_form(parts)

    def _plus(self, other: ExponentForm | WholeOrRational, side: int) -> ExponentForm | fmpq:
        added = other._parts if isinstance(other, ExponentForm) else {UNIT_RATE: _fmpq(other)}
        total = dict(self._parts)
        for part, multiple in added.items():
            total[part] = total.get(part, fmpq(0)) + side * multiple
        return _number_or_form({part: multiple for part, multiple in total.items() if multiple != 0})

    def __add__(self, other: ExponentForm | WholeOrRational) -> ExponentForm | fmpq:
        return self._plus(other, 1)

    __radd__ = __add__

    def __sub__(self, other: ExponentForm | WholeOrRational) -> ExponentForm | fmpq:
        return self._plus(other, -1)

    def __rsub__(self, other: WholeOrRational) -> ExponentForm | fmpq:
        return (-self)._plus(other, 1)

    def __neg__(self) -> ExponentForm:
        return ExponentForm({part: -multiple for part, multiple in self._parts.items()})

    def __mul__(self, factor: WholeOrRational) -> ExponentForm | fmpq:
        return _number_or_form({part: multiple * _fmpq(factor) for part, multiple in self._parts.items() if factor != 0})

    __rmul__ = __mul__

    @property
    def series(self) -> GrowthSeries[GermCoefficient]:
        """Its value."""
        return GrowthSeries.sum_of(
            (part.rate, part.ball * multiple) if isinstance(part, BallTerm) else (part, multiple)
            for part, multiple in self._parts.items()
        )

    def _compared(self, other: ExponentForm | WholeOrRational) -> int:
        """Return the sign of the difference; `OpenSign` where balls leave it open."""
        difference = self - other
        if isinstance(difference, fmpq):
            return coefficient_sign(difference)
        return coefficient_sign(difference.series.leading(POINT)[1])

    def __lt__(self, other: ExponentForm | WholeOrRational) -> bool:
        return self._compared(other) < 0

    def __gt__(self, other: ExponentForm | WholeOrRational) -> bool:
        return self._compared(other) > 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExponentForm) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(frozenset(self._parts.items()))


def _number_or_form(parts: Mapping[ExponentPart, fmpq]) -> ExponentForm | fmpq:
    """Return what is no more than a rational number as one."""
    if not parts:
        return fmpq(0)
    return parts[UNIT_RATE] if len(parts) == 1 and UNIT_RATE in parts else ExponentForm(parts)


def _fmpq(value: WholeOrRational) -> fmpq:
    return fmpq(value.numerator, value.denominator) if isinstance(value, Fraction) else fmpq(value)
