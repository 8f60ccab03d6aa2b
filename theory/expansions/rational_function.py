"""Rational functions: quotients of polynomials in lowest terms, the field that formulas are derived in.

Numerator and denominator are coprime and have integers as coefficients, without a common divisor; the leading coefficient of
the denominator is positive.  So a rational function has one form, and equality and hash are those of its parts.

Source: sums and products by the greatest common divisors of their parts: P. Henrici, J. ACM 3 (1956), 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

from .polynomial import Polynomial, PolynomialRing, Rational, fraction


class RationalFunctionField:
    """The rational functions in some variables over the rational numbers.

    Parameters
    ----------
    names : iterable of str
        The variables.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.ring = PolynomialRing(names)

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return self.ring.names

    @cached_property
    def gens(self) -> tuple[RationalFunction, ...]:
        """The variables as rational functions."""
        return tuple(self(g) for g in self.ring.gens)

    @cached_property
    def zero(self) -> RationalFunction:
        """The number 0."""
        return self(0)

    @cached_property
    def one(self) -> RationalFunction:
        """The number 1."""
        return self(1)

    def __call__(self, value: Polynomial | Rational) -> RationalFunction:
        """Return a polynomial of its variables, or an exact number, as a rational function."""
        poly = value if isinstance(value, Polynomial) else self.ring(value)
        if poly.ring != self.ring:
            raise TypeError(f"a polynomial in {poly.ring.names} is no rational function in {self.names}")
        return _scaled(self, poly, self.ring.one)


class RationalFunction:
    """numer / denom, in lowest terms.  Made by its field, and by arithmetic."""

    __slots__ = ("denom", "field", "numer")

    def __init__(self, field: RationalFunctionField, numer: Polynomial, denom: Polynomial) -> None:
        self.field, self.numer, self.denom = field, numer, denom

    def _lifted(self, other: object) -> RationalFunction | None:
        if isinstance(other, RationalFunction):
            return other
        return self.field(other) if isinstance(other, Polynomial | Rational) else None

    def __add__(self, other: RationalFunction | Polynomial | Rational) -> RationalFunction:
        o = self._lifted(other)
        return NotImplemented if o is None else _sum(self, o, o.numer)

    __radd__ = __add__

    def __sub__(self, other: RationalFunction | Polynomial | Rational) -> RationalFunction:
        o = self._lifted(other)
        return NotImplemented if o is None else _sum(self, o, -o.numer)

    def __rsub__(self, other: Polynomial | Rational) -> RationalFunction:
        return -self + other

    def __mul__(self, other: RationalFunction | Polynomial | Rational) -> RationalFunction:
        o = self._lifted(other)
        return NotImplemented if o is None else _product(self, o.numer, o.denom)

    __rmul__ = __mul__

    def __truediv__(self, other: RationalFunction | Polynomial | Rational) -> RationalFunction:
        o = self._lifted(other)
        if o is None:
            return NotImplemented
        if not o.numer:
            raise ZeroDivisionError("a rational function over 0")
        return _product(self, o.denom, o.numer)

    def __rtruediv__(self, other: Polynomial | Rational) -> RationalFunction:
        return self.field(other) / self

    def __pow__(self, power: int) -> RationalFunction:
        if power >= 0:  # powers of coprime polynomials are coprime
            return RationalFunction(self.field, self.numer**power, self.denom**power)
        return 1 / self**-power

    def __neg__(self) -> RationalFunction:
        return RationalFunction(self.field, -self.numer, self.denom)

    def __bool__(self) -> bool:
        return bool(self.numer)

    def __eq__(self, other: object) -> bool:
        o = self._lifted(other)
        return NotImplemented if o is None else self.numer == o.numer and self.denom == o.denom

    def __hash__(self) -> int:
        return hash(self.numer) if self.denom == 1 else hash((self.numer, self.denom))

    def __repr__(self) -> str:
        return f"{self.numer!r} / {self.denom!r}"

    @property
    def number(self) -> Fraction | None:
        """The number it is, or None."""
        if not (self.numer.is_number and self.denom.is_number):
            return None
        return fraction(self.numer.leading_coefficient) / fraction(self.denom.leading_coefficient)

    @property
    def variables(self) -> set[str]:
        """The names of the variables that occur."""
        return self.numer.variables | self.denom.variables

    def derivative(self, name: str) -> RationalFunction:
        """Return the derivative in a variable."""
        top, bottom = self.numer, self.denom
        slope = top.derivative(name) * bottom - top * bottom.derivative(name)
        return _reduced(self.field, slope, bottom**2)


def _scaled(field: RationalFunctionField, top: Polynomial, bottom: Polynomial) -> RationalFunction:
    """Return the quotient of coprime polynomials with coprime integers for coefficients."""
    if not top:
        return RationalFunction(field, field.ring.zero, field.ring.one)
    scale, size = top.content(), bottom.content()
    ratio = scale / size
    if bottom.leading_coefficient < 0:
        size = -size
        ratio = -ratio
    if scale != ratio.numerator:
        top = top * (ratio.numerator / scale)
    if size != ratio.denominator:
        bottom = bottom * (ratio.denominator / size)
    return RationalFunction(field, top, bottom)


def _reduced(field: RationalFunctionField, top: Polynomial, bottom: Polynomial) -> RationalFunction:
    common = top.gcd(bottom)
    return _scaled(field, top, bottom) if common == 1 else _scaled(field, top / common, bottom / common)


def _sum(x: RationalFunction, y: RationalFunction, numer: Polynomial) -> RationalFunction:
    """Return x + numer / (the denominator of y)."""
    a, b, d = x.numer, x.denom, y.denom
    if b == d:
        return _reduced(x.field, a + numer, b)
    common = b.gcd(d)
    if common == 1:
        return _scaled(x.field, a * d + numer * b, b * d)
    b, rest = b / common, d / common
    total = _reduced(x.field, a * rest + numer * b, common)
    return _scaled(x.field, total.numer, total.denom * b * rest)


def _product(x: RationalFunction, top: Polynomial, bottom: Polynomial) -> RationalFunction:
    """Return x times the quotient of two coprime polynomials."""
    one, two = x.numer.gcd(bottom), top.gcd(x.denom)
    return _scaled(x.field, (x.numer / one) * (top / two), (x.denom / two) * (bottom / one))
