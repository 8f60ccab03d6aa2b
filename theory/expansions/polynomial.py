"""Polynomials with rational coefficients in named variables, over FLINT's sparse ones.

A polynomial knows its ring, and a ring is its names: two of one size are not mixed by mistake, and equal ones hash alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd, lcm
from typing import Any, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx
from flint.utils.flint_exceptions import DomainError

Monomial: TypeAlias = tuple[int, ...]
"""The power of each variable of the ring."""
Rational: TypeAlias = int | Fraction | fmpq


def flint_rational(value: Rational) -> Any:
    """Return an exact number as FLINT's."""
    return fmpq(value.numerator, value.denominator) if isinstance(value, Fraction) else value


def python_fraction(value: Any) -> Fraction:
    """Return FLINT's rational number as Python's."""
    return Fraction(int(value.numerator), int(value.denominator))


def _context(variables: int) -> Any:
    """Return FLINT's ring of so many variables."""
    return fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(variables)), Ordering.lex)


class PolynomialRing:
    """The polynomials in some variables over the rational numbers, monomials in lexical order.

    Parameters
    ----------
    names : iterable of str
        The variables.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        # a variable may have any name, FLINT's must be identifiers
        self._context = _context(len(self.names))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PolynomialRing) and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __reduce__(self) -> tuple[type[PolynomialRing], tuple[tuple[str, ...]]]:
        return PolynomialRing, (self.names,)

    def __repr__(self) -> str:
        return f"PolynomialRing({self.names!r})"

    @cached_property
    def gens(self) -> tuple[Polynomial, ...]:
        """The variables."""
        return tuple(Polynomial(self, g) for g in self._context.gens())

    @cached_property
    def zero(self) -> Polynomial:
        """The polynomial 0."""
        return self(0)

    @cached_property
    def one(self) -> Polynomial:
        """The polynomial 1."""
        return self(1)

    @cached_property
    def wide(self) -> Any:
        """FLINT's ring with one more variable, by which a polynomial is made homogeneous in two."""
        return _context(len(self.names) + 1)

    def __call__(self, value: Rational) -> Polynomial:
        """Return an exact number as a polynomial."""
        return Polynomial(self, self._context.constant(flint_rational(value)))

    def from_terms(self, terms: Mapping[Monomial, Rational]) -> Polynomial:
        """Return the sum of coefficients times monomials."""
        return Polynomial(self, self.sum_of({m: flint_rational(c) for m, c in terms.items()}))

    def sum_of(self, terms: Mapping[Any, Any]) -> Any:
        """Return the sum of FLINT's coefficients times monomials as FLINT's."""
        return self._context.from_dict(terms)


class Polynomial:
    """A polynomial: immutable, with the operators of a number, and with exact numbers.

    Parameters
    ----------
    ring : PolynomialRing
        Its variables.
    inner : fmpq_mpoly
        FLINT's polynomial.
    """

    __slots__ = ("_hash", "inner", "ring")

    def __init__(self, ring: PolynomialRing, inner: Any) -> None:
        self.ring, self.inner = ring, inner
        self._hash: int | None = None

    def __reduce__(self) -> tuple[Any, tuple[PolynomialRing, dict[Monomial, Fraction]]]:
        return PolynomialRing.from_terms, (self.ring, {m: python_fraction(c) for m, c in self.terms()})

    # ---- algebra

    def _other(self, other: object) -> Any:
        """Return what is added or multiplied as FLINT's, or NotImplemented."""
        if isinstance(other, Polynomial):
            if other.ring is not self.ring and other.ring != self.ring:
                raise TypeError(f"polynomials in {self.ring.names} and in {other.ring.names} do not mix")
            return other.inner
        return flint_rational(other) if isinstance(other, Rational) else NotImplemented

    def _by(self, method: str, other: object) -> Polynomial:
        inner = self._other(other)
        return NotImplemented if inner is NotImplemented else Polynomial(self.ring, getattr(self.inner, method)(inner))

    def __add__(self, other: Polynomial | Rational) -> Polynomial:
        return self._by("__add__", other)

    __radd__ = __add__

    def __sub__(self, other: Polynomial | Rational) -> Polynomial:
        return self._by("__sub__", other)

    def __rsub__(self, other: Rational) -> Polynomial:
        return -self + other

    def __mul__(self, other: Polynomial | Rational) -> Polynomial:
        return self._by("__mul__", other)

    __rmul__ = __mul__

    def __truediv__(self, other: Polynomial | Rational) -> Polynomial:
        """Return the exact quotient; a ValueError where it is no polynomial."""
        try:
            return self._by("__truediv__", other)
        except DomainError as error:
            raise ValueError(f"{self!r} over {other!r} is no polynomial: the division is not exact") from error

    def __pow__(self, power: int) -> Polynomial:
        return Polynomial(self.ring, self.inner**power)

    def __neg__(self) -> Polynomial:
        return Polynomial(self.ring, -self.inner)

    def __bool__(self) -> bool:
        return bool(self.inner)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Polynomial):
            return self.ring == other.ring and bool(self.inner == other.inner)
        return bool(self.inner == flint_rational(other)) if isinstance(other, Rational) else NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            lead = python_fraction(self.leading_coefficient)
            # of a few traits: hashing every coefficient costs more than FLINT's comparison of the few that share them
            self._hash = hash(lead if self.is_number else (self.ring, self.degrees(), len(self), lead))
        return self._hash

    def __call__(self, values: Mapping[str, Rational]) -> Fraction:
        """Return the exact value at a point; variables that do not occur need no value."""
        given = (flint_rational(values[n]) if d else 0 for n, d in zip(self.ring.names, self.degrees(), strict=True))
        return python_fraction(fmpq(self.inner(*given)))

    # ---- what it is made of

    def terms(self) -> Iterator[tuple[Monomial, Any]]:
        """Yield the monomials and their coefficients, the largest monomial first."""
        return zip(self.monomials(), self.inner.coeffs(), strict=True)

    def monomials(self) -> list[Monomial]:
        """Return the monomials, the largest first."""
        return [tuple(map(int, m)) for m in self.inner.monoms()]

    def coefficients(self) -> list[Any]:
        """Return the coefficients, that of the largest monomial first."""
        found: list[Any] = self.inner.coeffs()
        return found

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self.inner)

    @property
    def leading_coefficient(self) -> Any:
        """The coefficient of the largest monomial; 0 of 0."""
        return self.inner.leading_coefficient() if self.inner else fmpq(0)

    @property
    def is_number(self) -> bool:
        """Whether no variable occurs."""
        return bool(self.inner.is_constant())

    def degrees(self) -> tuple[int, ...]:
        """Return the degree in each variable, 0 where it does not occur."""
        return tuple(max(0, int(d)) for d in self.inner.degrees()) if self.inner else (0,) * len(self.ring.names)

    def degree(self, name: str) -> int:
        """Return the degree in a variable."""
        return self.degrees()[self.ring.names.index(name)]

    @property
    def variables(self) -> set[str]:
        """The names of the variables that occur."""
        return {n for n, d in zip(self.ring.names, self.degrees(), strict=True) if d}

    def content(self) -> Fraction:
        """Return the positive number that leaves coprime integers as coefficients; of 0 it is 1."""
        if not self.inner:
            return Fraction(1)
        found = self.inner.coeffs()
        return Fraction(gcd(*(int(c.numerator) for c in found)), lcm(*(int(c.denominator) for c in found)))

    def gcd(self, other: Polynomial) -> Polynomial:
        """Return the greatest common divisor, with leading coefficient 1."""
        return Polynomial(self.ring, self.inner.gcd(self._other(other)))

    def factors(self) -> tuple[Fraction, tuple[tuple[Polynomial, int], ...]]:
        """Return a number, and the irreducible factors with their powers; those have coprime integers as coefficients."""
        return _factors(self)

    # ---- calculus

    def derivative(self, name: str) -> Polynomial:
        """Return the derivative in a variable."""
        return Polynomial(self.ring, self.inner.derivative(self.ring.names.index(name)))

    def at(self, name: str, value: Rational) -> Polynomial:
        """Return the polynomial with a number for a variable."""
        return Polynomial(self.ring, self.inner.subs({f"x{self.ring.names.index(name)}": flint_rational(value)}))

    def at_fraction(self, index: int, top: Polynomial, bottom: Polynomial, degree: int) -> Polynomial:
        """Return bottom^degree times the polynomial with top / bottom for a variable, by its place; its degree is at most that."""
        wide = self.ring.wide
        gens = [g.inner for g in self.ring.gens]
        gens[index] = top.inner
        terms = {(*m, degree - int(m[index])): c for m, c in self.inner.terms()}
        return Polynomial(self.ring, wide.from_dict(terms).compose(*gens, bottom.inner))

    def __repr__(self) -> str:
        return f"<{self.inner} in {self.ring.names}>"


@lru_cache(maxsize=4096)
def _factors(poly: Polynomial) -> tuple[Fraction, tuple[tuple[Polynomial, int], ...]]:
    content, parts = poly.inner.factor()
    return python_fraction(content), tuple((Polynomial(poly.ring, part), int(k)) for part, k in parts)
