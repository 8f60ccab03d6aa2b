"""A formula in the coordinates of a regime: an exact quotient of two polynomials in growth rates.

The formula is evaluated once, in the field of rational functions of the coordinates and parameters.  A logarithm is a generator of its own at finite n.  As n -> oo one that is no constant is written by log n and
log1p(z), z -> 0, which is its Taylor polynomial plus theta z^K, where theta is a generator with a known bound: so a
log-rational quantity is treated like a rational one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import prod
from typing import Any, TypeAlias

from flint import arb, fmpz

from ..assumptions import Assumption
from ..field import Scalar
from ..growth import Growth
from ..layer.domain import THETA, TIE, Domain
from ..layer.regimes import FREE, LOG_LENGTH, Logarithm, Point
from ..layer.row import Logs, Row
from .element import Divisors, Element, Opaque, lift
from .growth_series import GrowthSeries
from .polynomial import Polynomial, PolynomialRing
from .rational_function import RationalFunction, RationalFunctionField

ChartFormula: TypeAlias = Callable[[Point], Scalar]
"""A function of a point, over any field."""

PolynomialSeries: TypeAlias = GrowthSeries[Polynomial]
"""A finite sum of growth rates whose coefficients are polynomials in the parameters."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator, both sums of growth rates, and what the formula divided by on the way."""

    numerator: PolynomialSeries
    denominator: PolynomialSeries
    divisors: tuple[PolynomialSeries, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What a formula is on the generic point: its value, and the polynomials it divided by before anything cancelled."""

    value: RationalFunction
    divisors: tuple[Polynomial, ...]


class Chart:
    """The fraction field of a regime on a domain, and formulas evaluated in it.

    Parameters
    ----------
    domain : Domain
        The regime and the ranges.  A variable with one possible value is filled in.
    log_order : int or None
        K, the order to which log1p(z) is expanded as n -> oo; None for finite n, where each logarithm is a generator.
    root : int
        Each small coordinate is the power ``root`` of a generator: so a rate with fractional powers is a monomial.
    """

    def __init__(self, domain: Domain, log_order: int | None = 4, root: int = 1) -> None:
        self.domain, self.regime, self.log_order, self.root = domain, domain.regime, log_order, root
        self.fixed = domain.fixed
        self.logarithms = tuple(g for g in self.regime.logarithms if g.large is None or log_order is None)
        self.own = [a.name for a in domain.variables if a.name not in self.fixed]
        self.bounded = {} if log_order is None else {THETA: Fraction(2, log_order), TIE: Fraction(1, 2)}
        self.ranges = {a.name: a for a in domain.variables if a.name in self.own} | {
            g.name: _range(g) for g in self.logarithms if g.sign > 0
        }
        self.parameters = [*self.own, *(g.name for g in self.logarithms), *self.bounded]
        self.small = [c.name for c in self.regime.coordinates]
        names = [*self.parameters, *self.small, *(["L"] if self.regime is not FREE else [])]
        self.field, self.ring = RationalFunctionField(names), PolynomialRing(self.parameters)
        self._values: dict[str, RationalFunction] = dict(zip(names, self.field.gens, strict=True))
        self._values |= {k: self.field(v) for k, v in self.fixed.items()}
        for name in self.small:
            self._values[name] = self._values[name] ** root
        self.rates = [
            *(Growth(Fraction(c.constant), Fraction(c.slope)) for c in self.regime.coordinates),
            *([Growth(Fraction(0), Fraction(0), 1)] if self.regime is not FREE else []),
        ]

    @cached_property
    def _generic(self) -> Point:
        """The generic point, what the chart itself divides by aside: its masses and logarithms have positive divisors."""
        aside: Divisors = {}
        values = {name: Element(value, aside) for name, value in self._values.items()}
        values["one"] = Element(self.field.one, aside)
        if self.regime is FREE:
            return Point(**values)
        values["h"] = self.regime.reciprocal_length(Point(**values))
        # logarithms of one number are one, and that of 1 is 0
        known = {self.field.one: Element(self.field.zero, aside), self._argument(LOG_LENGTH, values): values["L"]}
        for g in self.regime.logarithms:
            if g.large is not None and self.log_order is not None:
                values[g.name] = g.large(Point(**values), self._log1p)
            else:
                values[g.name] = known.setdefault(self._argument(g, values), values[g.name])
        return self.regime.point(values)

    def _argument(self, g: Logarithm, values: Mapping[str, Element]) -> RationalFunction:
        return lift(g.argument(Point(**values)), self.field)

    def point(self, divisors: Divisors) -> Point:
        """Return the generic point: every coordinate and parameter a generator, divisions written down in ``divisors``."""
        generic = vars(self._generic)
        here = Point(**{name: Element(e.value, divisors, self.log) for name, e in generic.items() if name != "row"})
        if "row" not in generic:
            return here
        row = generic["row"]
        weights = (row.self_weight, row.self_weight_complement, row.other_weight, row.weight_gap)
        own, complement, other, gap = (Element(w.value, divisors, self.log) for w in weights)
        return Point(**vars(here), row=Row(own, complement, other, gap, lambda: self.regime.logs(here)))

    def opaque(self) -> Point:
        """Return a point of which nothing is known: every function has a value there, and no branch can be taken."""
        unknown = Opaque()
        names = (name for name in vars(self._generic) if name != "row")
        values = Point(**{name: unknown for name in names})
        if self.regime is FREE:
            return values
        logs = Logs(unknown, unknown, unknown)
        return Point(**vars(values), row=Row(unknown, unknown, unknown, unknown, lambda: logs))

    def _log1p(self, z: Element) -> Element:
        assert self.log_order is not None
        theta = Element(self._values[THETA], z.divisors)
        zero = Element(self.field.zero, z.divisors)
        taylor = sum(((-1) ** (k + 1) * z**k / k for k in range(1, self.log_order)), zero)
        return taylor + theta * z**self.log_order

    def log(self, x: RationalFunction) -> RationalFunction | None:
        """Return the logarithm of a product of powers of what the chart knows the logarithms of, else None."""
        sign, total = 1, self.field.zero
        for factor, power in _factors(x):
            if factor not in self._logs:
                return None
            own, value = self._logs[factor]
            sign, total = sign * own ** (power % 2), total + power * value
        return total if sign > 0 else None

    @cached_property
    def _logs(self) -> Mapping[Polynomial | int, tuple[int, RationalFunction]]:
        """The sign and the logarithm of what divides the arguments of the chart's logarithms, and of its coordinates."""
        known: dict[Polynomial | int, tuple[int, RationalFunction]] = {-1: (-1, self.field.zero)}
        if self.regime is FREE:
            return known
        p = self._generic
        pairs = [(self._argument(g, vars(p)), getattr(p, g.name).value) for g in (*self.regime.logarithms, LOG_LENGTH)]
        pairs += [(getattr(p, c.name).value, (c.exponent(getattr(p, "delta", 0)) * -p.L).value) for c in self.regime.coordinates]
        for argument, value in pairs * len(pairs):  # each round may leave one factor less unknown
            factors = dict(_factors(argument))
            unknown = [f for f in factors if f not in known]
            if len(unknown) == 1 and factors[unknown[0]] in (1, -1):
                power = factors.pop(unknown[0])
                sign = prod(known[f][0] ** (k % 2) for f, k in factors.items())
                known[unknown[0]] = sign, (value - sum(k * known[f][1] for f, k in factors.items())) * power
        return known

    def form(self, *formulas: ChartFormula) -> tuple[Form, ...]:
        """Evaluate formulas at the generic point.

        Raises
        ------
        MissingFunction
            If one of them is not log-rational: it takes a root, a minimum, the exponential of a logarithm.
        BadInput
            If one of them branches on a variable or has a float.
        Undefined
            If one of them divides by zero at every point.
        """
        result = []
        for formula in formulas:
            divisors: Divisors = {}
            value = formula(self.point(divisors))
            result.append(Form(lift(value, self.field), tuple(divisors)))
        return tuple(result)

    def quotient(self, form: Form) -> Quotient:
        """Sort a form's numerator, denominator and divisors by growth rate."""
        divisors = tuple(self._series(d) for d in form.divisors)
        return Quotient(self._series(form.value.numer), self._series(form.value.denom), divisors)

    def _series(self, poly: Polynomial) -> PolynomialSeries:
        count = len(self.parameters)
        parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for monomial, coefficient in poly.terms():
            parts.setdefault(monomial[count:], {})[monomial[:count]] = coefficient
        result: dict[Growth, Polynomial] = {}
        for exponents, terms in parts.items():
            rate = Growth(Fraction(0))
            for base, power in zip(self.rates, exponents, strict=True):
                rate = rate * base**power
            result[rate] = self.ring.from_terms(terms)
        return GrowthSeries(result)

    def number(self, value: Fraction) -> RationalFunction:
        """Return an exact number as an element of the field."""
        return self.field(value)

    def value(self, name: str) -> RationalFunction:
        """Return a coordinate, variable or logarithm of the chart, by name, as an element of the field."""
        return self._values[name]

    def monomial(self, rate: Growth) -> RationalFunction:
        """Return a rate as a product of powers of the small coordinates' roots and of log n."""
        result = self.field.gens[-1] ** rate.logs
        for name, power in zip(self.small, self.powers(rate), strict=True):
            whole = power * self.root
            if whole.denominator != 1:
                raise ValueError(f"{rate} is no product of powers of the small coordinates")
            result *= self.generator(name) ** int(whole)
        return result

    def generator(self, name: str) -> RationalFunction:
        """Return a generator of the field, by name."""
        return self.field.gens[self.field.names.index(name)]

    def powers(self, rate: Growth) -> tuple[Fraction, ...]:
        """Return the powers of the small coordinates whose product is ``rate`` (its logarithms aside)."""
        coordinates = self.regime.coordinates
        if not coordinates:
            return ()
        if len(coordinates) == 1:
            return (rate.constant / coordinates[0].constant,)
        a, b = coordinates
        determinant = a.constant * b.slope - a.slope * b.constant
        first = (rate.constant * b.slope - rate.slope * b.constant) / determinant
        second = (a.constant * rate.slope - a.slope * rate.constant) / determinant
        return first, second

    @cached_property
    def box(self) -> Mapping[str, Assumption]:
        """The box that contains every point of the domain: a side for each generator whose range is known.

        Two small coordinates are taken independent of each other, and logarithms of their arguments.
        """
        box = dict(self.ranges)
        if self.regime is FREE:
            return box
        least = self.domain.valid_from
        for c in self.regime.coordinates:
            high = _root_above(Fraction(1, least), self.root) if (c.constant, c.slope) == (1, 0) else Fraction(1)
            box[c.name] = Assumption(
                name=c.name, meaning="small coordinate", low=Fraction(0), high=high, low_open=True, high_open=high == 1
            )
        # log 3 > 1, log 2 > 69/100, and n >= 2^(bits - 1)
        log_least = max(Fraction(least >= 3), Fraction(69, 100) * (least.bit_length() - 1))
        box["L"] = Assumption(name="L", meaning="log n", low=log_least, high=None)
        for name, argument in self.log_arguments().items():
            if argument.number is not None:
                box[name] = _log_of(name, argument.number)
        return box

    def log_arguments(self) -> dict[str, RationalFunction]:
        """Return what each logarithm among the generators is the log of, as an element of the field."""
        if self.regime is FREE:
            return {}
        return {g.name: self._argument(g, vars(self._generic)) for g in (*self.logarithms, LOG_LENGTH)}


def _factors(x: RationalFunction) -> Iterator[tuple[Polynomial | int, int]]:
    """Yield the irreducible factors, the primes and the sign of an element, each with its power."""
    constant = Fraction(1)
    for poly, side in ((x.numer, 1), (x.denom, -1)):
        scale, parts = poly.factors()
        for factor, power in parts:
            yield factor, side * power
        constant *= scale**side
    if constant < 0:
        yield -1, 1
    for whole, side in ((abs(constant.numerator), 1), (constant.denominator, -1)):
        for prime, power in fmpz(whole).factor():
            yield int(prime), side * int(power)


def _range(g: Logarithm) -> Assumption:
    return Assumption(name=g.name, meaning=g.meaning, low=Fraction(0), high=None, low_open=g.positive)


def _log_of(name: str, argument: Fraction) -> Assumption:
    """Return a rational enclosure of the logarithm of a number."""
    ball = (arb(fmpz(argument.numerator)) / fmpz(argument.denominator)).log()
    low, high = (Fraction(int(m)) * Fraction(2) ** int(e) for m, e in (ball.lower().man_exp(), ball.upper().man_exp()))
    return Assumption(name=name, meaning=f"log {argument}", low=low, high=high)


def _root_above(value: Fraction, root: int) -> Fraction:
    """Return a simple fraction not below the positive root of a value in (0, 1]."""
    if root == 1:
        return value
    steps = 64
    return next(Fraction(k, steps) for k in range(1, steps + 1) if Fraction(k, steps) ** root >= value)


@lru_cache(maxsize=256)
def chart(domain: Domain, log_order: int | None = 4, root: int = 1) -> Chart:
    """Return the chart of a domain (cached: building the field costs milliseconds)."""
    return Chart(domain, log_order, root)


def finite_chart(domain: Domain, root: int = 1) -> Chart:
    """Return the chart of a domain at finite n: each logarithm is a generator."""
    return chart(domain, None, root)


def ranges_on(ranges: Mapping[str, Assumption], low: Fraction, high: Fraction | None) -> Mapping[str, Assumption]:
    """Return ``ranges`` with delta restricted to the open interval (low, high)."""
    if "delta" not in ranges or low == high:
        return ranges
    return {**ranges, "delta": ranges["delta"].between(low, high)}
