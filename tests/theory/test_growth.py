"""Growth rates: their order, and the depths at which it changes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critscale.theory.growth import Growth, OrderChange, Stratum, dominant

WHOLE = Stratum(Fraction(0), Fraction(1))
small = st.integers(-4, 4).map(Fraction)
rates = st.builds(Growth, small, small, st.integers(-2, 2))


@given(rates, rates, st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100))
def test_the_order_on_a_stratum_is_the_order_at_each_of_its_points(x: Growth, y: Growth, depth: Fraction) -> None:
    """Where `dominates` answers, the answer agrees with the exponents at any depth inside."""
    try:
        answer = x.dominates(y, WHOLE)
    except OrderChange as crossing:
        assert (x / y).exponent(crossing.at) == 0
        assert WHOLE.contains(crossing.at)
        return
    gap = y.exponent(depth) - x.exponent(depth)
    assert answer == (gap > 0 or (gap == 0 and y.logs < x.logs))


def test_a_change_of_order_names_the_exact_depth() -> None:
    """u^2 = n^(-2 delta) against t = n^-(1 - delta) changes at delta = 1/3."""
    u_squared, t = Growth(Fraction(0), Fraction(2)), Growth(Fraction(1), Fraction(-1))
    with pytest.raises(OrderChange) as caught:
        dominant([u_squared, t], WHOLE)
    assert caught.value.at == Fraction(1, 3)
    low, point, high = WHOLE.split(caught.value.at)
    assert dominant([u_squared, t], low) == u_squared
    assert dominant([u_squared, t], high) == t
    assert str(point) == "delta = 1/3"


@given(rates, rates)
def test_rates_multiply_by_adding_exponents(x: Growth, y: Growth) -> None:
    """(x y)/y = x and x^2 = x x."""
    assert (x * y) / y == x
    assert x**2 == x * x


def test_logarithms_break_ties() -> None:
    """Log n dominates 1, and 1/log n vanishes."""
    one, log = Growth(Fraction(0)), Growth(Fraction(0), logs=1)
    assert log.dominates(one, WHOLE) and not one.dominates(log, WHOLE)
    assert (log**-1).vanishes(WHOLE) and not one.vanishes(WHOLE)


def test_an_unbounded_stratum_is_decided_at_both_ends() -> None:
    """On delta > 1, n^-delta is smaller than 1/n."""
    above = Stratum(Fraction(1), None)
    assert Growth(Fraction(1)).dominates(Growth(Fraction(0), Fraction(1)), above)
