"""Power series in one variable, cut off: numbers of a field, over another field.

Evaluated at the series beta = 0 + 1 beta, a cumulant generating function K(beta) gives the cumulants of its law.  Numbers of the other
field that it is computed with are series too, constant ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import factorial

from ..field import FUNCTIONS, Field, Operators, Scalar, log


@dataclass(frozen=True, slots=True)
class PowerSeries(Operators):
    """c_0 + c_1 x + ... + c_k x^k, and no more is known.

    Attributes
    ----------
    coefficients : tuple of Scalar
        From c_0 on.
    """

    coefficients: tuple[Scalar, ...]


def series_variable(terms: int, one: Scalar) -> PowerSeries:
    """Return the variable itself, with its terms up to that power; ``one`` is the 1 of the field."""
    return PowerSeries(tuple(one if k == 1 else 0 * one for k in range(terms + 1)))


def series_constant(value: Scalar, terms: int) -> PowerSeries:
    """Return a number as a series with so many terms beyond the constant one."""
    return PowerSeries((value, *[0 * value] * terms))


def cumulants_of(series: PowerSeries) -> tuple[Scalar, ...]:
    """Return k_1, k_2, ... of a cumulant generating function sum k_j beta^j/j!."""
    return tuple(c * factorial(j) for j, c in enumerate(series.coefficients) if j)


def _product(first: Sequence[Scalar], second: Sequence[Scalar], terms: int) -> list[Scalar]:
    """Return the first ``terms`` coefficients of a product."""
    return [
        sum(first[j] * second[k - j] for j in range(k + 1) if j < len(first) and k - j < len(second)) for k in range(terms)
    ]


def _reciprocal(series: Sequence[Scalar]) -> list[Scalar]:
    """Return the coefficients of 1/f; f has a constant term."""
    found = [1 / series[0]]
    for k in range(1, len(series)):
        found.append(-sum(series[j] * found[k - j] for j in range(1, k + 1)) / series[0])
    return found


def reverted(coefficients: Sequence[Scalar]) -> tuple[Scalar, ...]:
    """Return the coefficients of the inverse function of f = c_1 x + c_2 x^2 + ..., from its c_1 on, by Lagrange's formula.

    The k-th is 1/k times the coefficient of x^(k - 1) in (x/f(x))^k.
    """
    kernel = _reciprocal(coefficients)
    power, found = kernel, []
    for k in range(1, len(kernel) + 1):
        found.append(power[k - 1] / k)
        power = _product(power, kernel, len(kernel))
    return tuple(found)


class _PowerSeries(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("log", "log1p"))):
    refusal = ("of a power series", "its coefficients are not written", "use log")

    def log(self, x: PowerSeries) -> PowerSeries:
        """Return log f, (log f)' = f'/f."""
        c = x.coefficients
        found = [_log_of_first(c[0])]
        for k in range(1, len(c)):
            found.append((c[k] * k - sum(found[j] * c[k - j] * j for j in range(1, k))) / (c[0] * k))
        return PowerSeries(tuple(found))

    def negative(self, x: PowerSeries) -> PowerSeries:
        return PowerSeries(tuple(-c for c in x.coefficients))

    def add(self, x: Scalar, y: Scalar) -> PowerSeries:
        return PowerSeries(tuple(a + b for a, b in zip_longest(_terms(x), _terms(y), fillvalue=0)))

    def subtract(self, x: Scalar, y: Scalar) -> PowerSeries:
        return PowerSeries(tuple(a - b for a, b in zip_longest(_terms(x), _terms(y), fillvalue=0)))

    def multiply(self, x: Scalar, y: Scalar) -> PowerSeries:
        if isinstance(x, PowerSeries) and isinstance(y, PowerSeries):
            return PowerSeries(tuple(_product(x.coefficients, y.coefficients, len(x.coefficients))))
        series, times = (x, y) if isinstance(x, PowerSeries) else (y, x)
        return PowerSeries(tuple(c * times for c in series.coefficients))

    def divide(self, x: Scalar, y: Scalar) -> PowerSeries:
        if isinstance(y, PowerSeries):
            return self.multiply(x, PowerSeries(tuple(_reciprocal(y.coefficients))))
        return PowerSeries(tuple(c / y for c in x.coefficients))

    def power(self, x: PowerSeries, y: int) -> PowerSeries:
        found = x
        for _ in range(y - 1):
            found = self.multiply(found, x)
        return found


def _log_of_first(x: Scalar) -> Scalar:
    """Return the logarithm of a constant term; of the plain number 1, which has no field, it is 0."""
    return 0 * x if isinstance(x, int | Fraction) and x == 1 else log(x)


def _terms(x: Scalar) -> tuple[Scalar, ...]:
    return x.coefficients if isinstance(x, PowerSeries) else (x,)


_PowerSeries().register(PowerSeries)
