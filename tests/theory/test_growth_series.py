"""Sums of growth rates over a ring, and their long division."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import pytest
from flint import arb, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from critscale.theory.expansions.growth_series import GrowthSeries, long_division
from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing
from critscale.theory.growth import Growth, OrderChange, Stratum

POINT = Stratum(Fraction(0), Fraction(0))
RING = PolynomialRing(("x", "y"))
rates = st.builds(Growth, st.integers(-2, 3).map(Fraction), st.just(Fraction(0)), st.integers(-1, 1))
polynomials = st.lists(st.integers(-3, 3), min_size=3, max_size=3).map(lambda c: c[0] + c[1] * RING.gens[0] + c[2] * RING.gens[1])
series = st.lists(st.tuples(rates, polynomials), max_size=4).map(GrowthSeries.sum_of)


@given(series, series, series)
def test_it_is_a_ring(x: GrowthSeries[Polynomial], y: GrowthSeries[Polynomial], z: GrowthSeries[Polynomial]) -> None:
    """(x + y) z = x z + y z, x y = y x, x - x = 0."""
    assert (x + y) * z == x * z + y * z
    assert x * y == y * x and hash(x * y) == hash(y * x)
    assert not x + -x
    for rate, c in x.items():
        assert x == x.without(rate) + GrowthSeries({rate: c})
        assert y.times(c, rate) == y * GrowthSeries({rate: c})


@given(series, series, st.integers(1, 4))
def test_a_division_is_exact_at_each_step(x: GrowthSeries[Polynomial], y: GrowthSeries[Polynomial], steps: int) -> None:
    """lead^k x = (sum of head_j lead^(k - j) rate_j) y + remainder, and each remainder is of smaller order."""
    assume(y)
    _, lead = y.leading(POINT)
    quotient: GrowthSeries[Polynomial] = GrowthSeries({})
    last = None
    for k, step in enumerate(islice(long_division(x, y, POINT), steps), 1):
        quotient = quotient.times(lead) + GrowthSeries({step.rate: step.head})
        assert x.times(lead**k) == quotient * y + step.remainder
        assert last is None or last.dominates(step.rate, POINT)
        last = step.rate
    if last is None:
        assert not x


def test_a_leading_ball_cancels() -> None:
    """lead head - head lead is 0 whatever the ball is; a ball that may be 0 is a term, an exact 0 is none."""
    third, rate = arb(1) / 3, Growth(Fraction(1))
    step, *rest = long_division(GrowthSeries({rate: third}), GrowthSeries({rate: third}), POINT)
    assert not step.remainder and not rest
    assert len(GrowthSeries.sum_of([(rate, third), (rate, -third)])) == 1
    assert not GrowthSeries.sum_of([(rate, fmpq(1, 3)), (rate, fmpq(-1, 3))])


def test_an_order_that_changes_is_said() -> None:
    """n^-delta against n^-(1 - delta), inside (0, 1)."""
    u, t = Growth(Fraction(0), Fraction(1)), Growth(Fraction(1), Fraction(-1))
    with pytest.raises(OrderChange):
        GrowthSeries({u: fmpq(1), t: fmpq(1)}).leading(Stratum(Fraction(0), Fraction(1)))
    assert "GrowthSeries({" in repr(GrowthSeries({u: fmpq(1)}))
