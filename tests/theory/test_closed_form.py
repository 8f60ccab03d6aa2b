"""Closed forms: they read as SymPy prints them, in a line and as LaTeX, and are what SymPy makes of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from critscale.theory.closed_form import (
    ONE,
    ClosedForm,
    ClosedSum,
    EulerNumber,
    LogOf,
    PowerProduct,
    closed_sum,
    least_power,
    linear,
    power_product,
    root_of,
    scaled,
    times,
)
from critscale.theory.expansions.catalogue import catalogue
from critscale.theory.expansions.derivation import derive
from critscale.theory.expansions.remainder import LADDER
from critscale.theory.growth import Growth
from critscale.theory.notation import derived_latex, derived_text

from ..statements import as_sympy

NAMES = ("rho", "r", "s", "delta", "f")
numbers = st.fractions(-7, 7, max_denominator=6).filter(bool)
small = st.integers(-2, 2)
logarithms = st.sampled_from([LogOf("s"), LogOf(2), LogOf(linear(ONE, -ONE, "s"))])  # type: ignore[arg-type]
monomials = st.builds(
    power_product, numbers, st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), logarithms), st.integers(1, 3)), max_size=3)
)
sums = st.lists(monomials, min_size=2, max_size=5).map(closed_sum).filter(lambda x: isinstance(x, ClosedSum))
rates = st.builds(Growth, st.integers(-3, 6).map(lambda k: Fraction(k, 2)), st.integers(-3, 3).map(Fraction), st.integers(0, 2))


@st.composite
def products(draw: Any) -> ClosedForm:
    """Return a number times powers of variables, sums and e, as a derivation makes them."""
    bases = st.one_of(st.sampled_from(NAMES), sums, logarithms)
    made = power_product(draw(numbers), draw(st.lists(st.tuples(bases, small), max_size=3)))
    if draw(st.booleans()):
        made = made * power_product(ONE, [(EulerNumber(), -draw(st.integers(1, 3)))])
    match made.powers:
        case ((ClosedSum() as only, 1),) if made.number != 1:
            return times(made.number, only)
    return made


@settings(deadline=None, max_examples=40)
@given(products(), rates)
def test_a_product_reads_as_sympy_prints_it(form: ClosedForm, rate: Growth) -> None:
    """A coefficient, a rate, and a coefficient times a rate."""
    for here in (form, rate.form, scaled(form, rate.form)):
        there = here.symbolic()
        assert str(here) == str(there)
        assert here.latex() == sympy.latex(there)


ONE_AND_LOG: Any = closed_sum([power_product(ONE), power_product(ONE, [(LogOf(2), 1)])])


@settings(deadline=None, max_examples=30)
@given(st.lists(products(), min_size=2, max_size=4))
@example([power_product(ONE / 2), power_product(ONE, [(ONE_AND_LOG, 1), (EulerNumber(), -1)])])
def test_a_sum_reads_as_sympy_prints_it(forms: list[ClosedForm]) -> None:
    """Terms with powers of e and of sums among them: what is equal is put together."""
    total = closed_sum(forms)
    there = sympy.Add(*(form.symbolic() for form in forms))
    assert str(total) == str(there) and total.latex() == sympy.latex(there)


@settings(deadline=None, max_examples=30)
@given(products(), rates)
def test_what_is_printed_is_read_back(form: ClosedForm, rate: Growth) -> None:
    """The expression of a form has its value in SymPy."""
    here = scaled(form, rate.form)
    values = {symbol: sympy.Rational(k + 3, 2 * k + 11) for k, symbol in enumerate(sorted(here.symbolic().free_symbols, key=str))}
    difference = (as_sympy(here.expression) - here.symbolic()).subs(values)
    assert abs(difference.evalf(30, maxn=200)) < sympy.Rational(1, 10**20)


def test_the_order_of_powers_does_not_matter() -> None:
    """One form, one hash; powers of one base are put together, and cancel."""
    one = power_product(ONE, [("rho", 2), ("n", (Fraction(-1), Fraction(-1))), ("r", 1)])
    two = power_product(ONE, [("n", (Fraction(0), Fraction(-1))), ("r", 1), ("rho", 2), ("n", -1)])
    assert one == two and hash(one) == hash(two) and str(one) == "n**(-delta - 1)*r*rho**2"
    assert one * power_product(ONE, [("n", (Fraction(1), Fraction(1)))]) == power_product(ONE, [("r", 1), ("rho", 2)])
    assert closed_sum([]) == PowerProduct(Fraction(0)) and str(closed_sum([])) == "0"
    assert closed_sum([one, two]) == power_product(Fraction(2)) * one
    assert power_product(Fraction(0), [("r", 1)]) == closed_sum([one, power_product(Fraction(-1)) * two])


@pytest.mark.parametrize("tau", [*LADDER, 18, 24, 36])
def test_a_root_is_that_of_sympy(tau: int) -> None:
    """tau^(p/q), and tau^(1/min(delta, 1 - delta))."""
    for power in (Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(1, 3), Fraction(4, 3), Fraction(7, 4), Fraction(5, 6)):
        found, there = root_of(tau, power), sympy.Integer(tau) ** sympy.Rational(power.numerator, power.denominator)
        assert as_sympy(found) == there
    depth = sympy.Symbol("delta", positive=True)
    least = least_power(tau, [(Fraction(1), Fraction(-1)), (Fraction(0), Fraction(1))])
    there = sympy.Integer(tau) ** (1 / sympy.Min(depth, 1 - depth))
    assert derived_text(least) == str(there) and derived_latex(least) == sympy.latex(there)


@pytest.mark.parametrize("id", [*catalogue()][::12])
def test_a_formula_reads_as_sympy_prints_it(id: str) -> None:
    """Terms and bounds of the catalogue, as SymPy's own printers write what they are in SymPy."""
    for piece in derive(catalogue()[id], 2).pieces:
        for form in piece.summands:
            assert str(form) == str(form.symbolic()) and form.latex() == sympy.latex(form.symbolic())
        size = getattr(piece.error, "size", None)
        assert size is None or (str(size) == str(size.symbolic()) and size.latex() == sympy.latex(size.symbolic()))
