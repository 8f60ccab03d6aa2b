"""A formula in the coordinates of a regime: an exact quotient of two polynomials in growth rates.

The formula is evaluated once, in the fraction field of the coordinates and parameters; SymPy's sparse polynomials do
the algebra.  Logarithms enter as generators: log n is one, and log1p(z), z -> 0, is its Taylor polynomial plus
theta z^K, where theta is a generator with a known bound, so that a log-rational quantity is treated like a rational one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from sympy import QQ
from sympy.polys.fields import FracElement, field
from sympy.polys.rings import PolyElement, ring

from .assumptions import Assumption
from .field import Scalar
from .growth import Growth
from .regimes import FINITE, FREE, Point, Regime

Formula: TypeAlias = Callable[[Point], Scalar]
"""A function of a point, over any field."""

Series: TypeAlias = dict[Growth, PolyElement]
"""A finite sum of growth rates whose coefficients are polynomials in the parameters."""

LOGARITHMS = (
    Assumption(name="neg_log_s", meaning="-log s", low=Fraction(0), high=None, low_open=True),
    Assumption(name="neg_log_1ms", meaning="-log(1 - s)", low=Fraction(0), high=None, low_open=True),
)
FINITE_LOGARITHMS = (
    Assumption(name="neg_log_t", meaning="-log t, the logit gap beta (1 - rho)", low=Fraction(0), high=None),
    Assumption(name="log_partition", meaning="log(1 + E)", low=Fraction(0), high=None, low_open=True),
)
THETA = "theta"
"""The remainder of log1p(z): |theta| <= 2/K."""
TIE = "tie"
"""How far 1/(2 b) is from an integer, at most 1/2: the balanced mass is 1 - 4 tie^2 b^2 (theory A12)."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator, both sums of growth rates."""

    numerator: Series
    denominator: Series


class Chart:
    """The fraction field of a regime under assumptions, and formulas evaluated in it.

    Parameters
    ----------
    regime : Regime
        The regime.
    assumptions : tuple of Assumption
        The variables besides the regime's own (rho, r, ...), or narrower ranges of those.  A variable with one possible
        value is filled in.
    log_order : int
        K, the order to which log1p(z) is expanded.
    """

    def __init__(self, regime: Regime, assumptions: tuple[Assumption, ...], log_order: int = 4) -> None:
        self.regime = regime
        self.variables = regime.variables(assumptions)
        self.fixed = {a.name: a.fixed for a in self.variables if a.fixed is not None}
        self.logarithms = FINITE_LOGARITHMS if regime is FINITE else LOGARITHMS
        self.ranges = {a.name: a for a in (*self.variables, *self.logarithms) if a.name not in self.fixed}
        self.own = [a.name for a in self.variables if a.name not in self.fixed]
        self.log_order = log_order
        self.bounded = {THETA: Fraction(2, log_order), TIE: Fraction(1, 2)}
        self.parameters = [*self.ranges, *self.bounded]
        self.small = [c.name for c in regime.coordinates]
        names = [*self.parameters, *self.small, "L"]
        self.field, *gens = field(names, QQ)
        self.ring = ring(self.parameters, QQ)[0]
        self._values: dict[str, Any] = dict(zip(names, gens, strict=True))
        self._values |= {k: self.field(QQ(v.numerator, v.denominator)) for k, v in self.fixed.items()}
        self.rates = [
            *(Growth(Fraction(c.constant), Fraction(c.slope)) for c in regime.coordinates),
            Growth(Fraction(0), Fraction(0), -1) ** -1,
        ]

    @cached_property
    def point(self) -> Point:
        """The generic point: every coordinate and parameter a generator."""
        values = {"one": self.field.one, **self._values}
        if self.regime is FREE:
            return Point(**values)
        z = self.regime.small_log(Point(**values))
        one = self.field.one
        values["ell"] = (
            sum((-one) ** (k + 1) * z**k / k for k in range(1, self.log_order)) + values[THETA] * z**self.log_order
        )
        return self.regime.point(values)

    def quotient(self, formula: Formula) -> Quotient:
        """Evaluate ``formula`` at the generic point and sort its numerator and denominator by growth rate."""
        value = formula(self.point)
        if not isinstance(value, FracElement):
            value = self.field(value)
        return Quotient(self._series(value.numer), self._series(value.denom))

    def _series(self, poly: Any) -> Series:
        count = len(self.parameters)
        parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in poly.iterterms():
            parts.setdefault(monomial[count:], {})[monomial[:count]] = coefficient
        result: Series = {}
        for exponents, terms in parts.items():
            rate = Growth(Fraction(0))
            for base, power in zip(self.rates, exponents, strict=True):
                rate = rate * base**power
            result[rate] = self.ring.from_dict(terms)
        return result

    def number(self, value: Fraction) -> FracElement:
        """Return an exact number as an element of the field."""
        return self.field(QQ(value.numerator, value.denominator))

    def monomial(self, rate: Growth) -> FracElement:
        """Return a rate without logarithms as a product of powers of the small coordinates."""
        result = self.field.one
        for name, power in zip(self.small, self.powers(rate), strict=True):
            if rate.logs or power.denominator != 1:
                raise ValueError(f"{rate} is no product of powers of the small coordinates")
            result *= self._values[name] ** int(power)
        return result

    def is_rational(self, element: FracElement) -> bool:
        """Tell whether an element is free of logarithms and their remainders."""
        names = [str(s) for s in self.field.symbols]
        degrees = [max(a, b) for a, b in zip(element.numer.degrees(), element.denom.degrees(), strict=True)]
        used = {n for n, d in zip(names, degrees, strict=True) if d > 0}
        return not used & {"L", *self.bounded, *(a.name for a in self.logarithms)}

    def powers(self, rate: Growth) -> tuple[Fraction, ...]:
        """Return the powers of the small coordinates whose product is ``rate`` (its logarithms aside)."""
        coordinates = self.regime.coordinates
        if len(coordinates) == 1:
            return (rate.constant / coordinates[0].constant,)
        a, b = coordinates
        determinant = a.constant * b.slope - a.slope * b.constant
        first = (rate.constant * b.slope - rate.slope * b.constant) / determinant
        second = (a.constant * rate.slope - a.slope * rate.constant) / determinant
        return first, second


@lru_cache(maxsize=64)
def chart(regime: Regime, assumptions: tuple[Assumption, ...], log_order: int = 4) -> Chart:
    """Return the chart of a regime under assumptions (cached: building the field costs milliseconds)."""
    return Chart(regime, assumptions, log_order)


def ranges_on(ranges: Mapping[str, Assumption], low: Fraction, high: Fraction | None) -> Mapping[str, Assumption]:
    """Return ``ranges`` with delta restricted to the open interval (low, high)."""
    if "delta" not in ranges:
        return ranges
    return {**ranges, "delta": ranges["delta"].between(low, high)}
