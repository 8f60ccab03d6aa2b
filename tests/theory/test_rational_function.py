"""Polynomials and rational functions: exact algebra in one form, compared with SymPy's."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing, python_fraction
from critscale.theory.expansions.rational_function import RationalFunction, RationalFunctionField

NAMES = ("x", "y", "n of tokens")
RING = PolynomialRing(NAMES)
FIELD = RationalFunctionField(NAMES)
X, Y, N = RING.gens
SYMBOLS = sympy.symbols("x y z")
HALF = Fraction(1, 2)

numbers = st.fractions(-5, 5, max_denominator=4)
polynomials = st.dictionaries(st.tuples(*[st.integers(0, 2)] * 3), numbers.filter(bool), max_size=4)
nonzero = polynomials.filter(bool)
points = st.tuples(*[st.fractions(-3, 3, max_denominator=5)] * 3)


def sympy_poly(terms: dict[tuple[int, ...], Fraction]) -> Any:
    """Return the same polynomial in SymPy."""
    return sum(
        (sympy.Rational(c.numerator, c.denominator) * sympy.prod(s**k for s, k in zip(SYMBOLS, m, strict=True)) for m, c in terms.items()),
        sympy.Integer(0),
    )


def element(top: dict[tuple[int, ...], Fraction], bottom: dict[tuple[int, ...], Fraction]) -> RationalFunction:
    """Return the quotient of two polynomials."""
    return FIELD(RING.from_terms(top)) / FIELD(RING.from_terms(bottom))


def in_sympy(poly: Polynomial) -> Any:
    """Return a polynomial in SymPy."""
    return sympy_poly({m: python_fraction(c) for m, c in poly.terms()})


def lowest(x: RationalFunction) -> None:
    """Check that a rational function is in its one form."""
    assert x.numer.gcd(x.denom) == 1 or not x.numer
    coefficients = [python_fraction(c) for c in (*x.numer.coefficients(), *x.denom.coefficients())]
    assert all(c.denominator == 1 for c in coefficients)
    assert sympy.gcd(tuple(c.numerator for c in coefficients)) == 1
    assert x.denom.leading_coefficient > 0


@settings(deadline=None, max_examples=25)  # SymPy takes its time
@given(polynomials, nonzero, polynomials, nonzero)
def test_arithmetic_is_that_of_sympy(a: Any, b: Any, c: Any, d: Any) -> None:
    """Sums, differences, products, quotients and powers are SymPy's `cancel` of the same, part by part."""
    x, y = element(a, b), element(c, d)
    p, q = sympy_poly(a) / sympy_poly(b), sympy_poly(c) / sympy_poly(d)
    cases = [(x + y, p + q), (x - y, p - q), (x * y, p * q), (x**3, p**3), (-x, -p), (2 - x, 2 - p), (HALF * x, p / 2)]
    if c:
        cases += [(x / y, p / q), (1 / y, 1 / q), (y**-2, q**-2)]
    for ours, theirs in cases:
        lowest(ours)
        top, bottom = sympy.fraction(sympy.cancel(sympy.together(theirs)))
        assert sympy.expand(in_sympy(ours.numer) * bottom - top * in_sympy(ours.denom)) == 0
        assert sympy.Poly(bottom, *SYMBOLS).degree_list() == sympy.Poly(in_sympy(ours.denom), *SYMBOLS).degree_list()


@settings(deadline=None)
@given(polynomials, nonzero, nonzero, points)
def test_what_is_equal_has_one_form(a: Any, b: Any, c: Any, at: tuple[Fraction, ...]) -> None:
    """A common factor, of any sign and size, leaves equality, hash and values as they are."""
    x = element(a, b)
    factor = RING.from_terms(c)
    same = FIELD(RING.from_terms(a) * factor) / FIELD(RING.from_terms(b) * factor)
    assert x == same and hash(x) == hash(same) and x.numer == same.numer and x.denom == same.denom
    values = dict(zip(NAMES, at, strict=True))
    if x.denom(values) and RING.from_terms(b)(values):
        assert x.numer(values) / x.denom(values) == RING.from_terms(a)(values) / RING.from_terms(b)(values)


@settings(deadline=None, max_examples=25)
@given(polynomials, nonzero)
def test_a_derivative_is_that_of_sympy(a: Any, b: Any) -> None:
    """In each variable, in lowest terms."""
    for name, symbol in zip(NAMES, SYMBOLS, strict=True):
        found = element(a, b).derivative(name)
        lowest(found)
        expected = sympy.diff(sympy_poly(a) / sympy_poly(b), symbol)
        assert sympy.cancel(in_sympy(found.numer) / in_sympy(found.denom) - expected) == 0


@settings(deadline=None)
@given(nonzero)
def test_factors_multiply_back(a: Any) -> None:
    """The number and the powers of the irreducible factors give the polynomial, and SymPy finds as many."""
    poly = RING.from_terms(a)
    number, parts = poly.factors()
    product = RING(number)
    for part, power in parts:
        assert part.content() == 1
        product = product * part**power
    assert product == poly
    assert sorted(k for _, k in parts) == sorted(k for _, k in sympy.factor_list(sympy_poly(a), *SYMBOLS)[1])


def test_numbers_mix() -> None:
    """A rational function that is a number equals it, and hashes like it."""
    assert FIELD(HALF) == HALF and hash(FIELD(HALF).numer) == hash(1) and FIELD(3) == 3 and hash(FIELD(3)) == hash(3)
    assert FIELD(X) / FIELD(2 * X) == HALF and (FIELD(X) / FIELD(2 * X)).number == HALF and FIELD(X).number is None
    assert FIELD.zero == 0 and not FIELD.zero and FIELD.zero.denom == 1 and FIELD.zero.number == 0
    assert RING(0) == 0 and hash(RING(HALF)) == hash(HALF) and RING.zero.degrees() == (0, 0, 0)
    assert X != "x" and FIELD(X) != "x"


def test_other_rings_do_not_mix() -> None:
    """Two rings of one size share FLINT's context, not their polynomials."""
    other = PolynomialRing(("u", "v", "w"))
    assert other.gens[0] != X and hash(other.gens[0]) != hash(X)
    with pytest.raises(TypeError, match="do not mix"):
        _ = X + other.gens[0]
    with pytest.raises(TypeError, match="no rational function in"):
        FIELD(other.gens[0])
    with pytest.raises(TypeError):
        _ = X + 0.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = FIELD(X) * 0.5  # type: ignore[operator]
    assert PolynomialRing(NAMES) == RING and PolynomialRing(NAMES).gens[2] == N


def test_what_has_no_value_is_refused() -> None:
    """A division by zero, a quotient that is no polynomial, and a value without its variable."""
    with pytest.raises(ZeroDivisionError):
        _ = FIELD(X) / FIELD.zero
    with pytest.raises(ZeroDivisionError):
        _ = FIELD.zero**-1
    with pytest.raises(ValueError, match="not exact"):
        _ = X / (X + 1)
    with pytest.raises(KeyError):
        X({"y": Fraction(1)})
    assert (X * Y)({"x": 2, "y": HALF}) == 1 and (X**2 - X * Y).at("x", HALF) == Fraction(1, 4) - Y * HALF


def test_a_polynomial_travels() -> None:
    """Through pickle, to another process."""
    poly = (X - HALF) ** 2 * Y - N
    assert pickle.loads(pickle.dumps(poly)) == poly and hash(pickle.loads(pickle.dumps(poly))) == hash(poly)
    assert poly.terms() is not None and poly.variables == set(NAMES) and poly.degree("x") == 2 and len(poly) == 4


def test_a_fraction_for_a_variable() -> None:
    """Multiplied by the power of its denominator, which may be higher than the degree."""
    poly = (X - HALF) ** 2 * Y - N
    made = poly.at_fraction(0, 2 + 3 * X, 1 + X, 3)
    assert made == (1 + X) * ((2 + 3 * X - (1 + X) / 2) ** 2 * Y - N * (1 + X) ** 2)
    assert poly.at_fraction(0, X - 2, RING.one, 2) == (X - 2 - HALF) ** 2 * Y - N
