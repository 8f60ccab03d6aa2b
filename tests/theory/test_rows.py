"""Rows in every field: one line for balls, multiprecision, arrays and symbols; numbers known with exponentials, dual numbers."""

from __future__ import annotations

from fractions import Fraction
from math import exp as exponential
from math import log as logarithm

import numpy as np
import pytest
from flint import arb

from critscale.numerics.answers import multiprecision as multiprecision  # registers the field of mpmath numbers
from critscale.numerics.numbers.balls import mp_context
from critscale.theory.field import MissingFunction, exp, log
from critscale.theory.rows import boltzmann
from critscale.theory.rows.chart import KEY, LEVELS, RANGE, SHARES
from critscale.theory.rows.exponentials import Dual, Exponentiated
from critscale.theory.rows.gaps import Gaps

LEVEL_GAPS = ((0, 1), (Fraction(1, 2), 3), (2, 5))


def _by_hand(beta: float) -> tuple[float, float, float]:
    """Return Z, the entropy and the participation ratio, key by key."""
    gaps = [float(gap) for gap, count in LEVEL_GAPS for _ in range(count)]
    masses = [exponential(-beta * gap) for gap in gaps]
    weights = [m / sum(masses) for m in masses]
    return sum(masses), -sum(w * logarithm(w) for w in weights), 1 / sum(w**2 for w in weights)


@pytest.mark.parametrize("field", ["balls", "multiprecision", "array"])
def test_one_line_over_many_fields(field: str) -> None:
    """Partition function, entropy and participation are those of the keys one by one."""
    lift = {
        "balls": lambda x: arb(x.numerator) / x.denominator,
        "multiprecision": lambda x: mp_context(100).mpf(x.numerator) / x.denominator,
        "array": lambda x: np.full(2, float(x)),
    }[field]
    row = Gaps(tuple((lift(Fraction(gap)), lift(Fraction(count))) for gap, count in LEVEL_GAPS))
    beta = lift(Fraction(3, 2))
    found = boltzmann.partition(row, beta), boltzmann.shannon_entropy(row, beta), boltzmann.participation(row, beta)
    for value, expected in zip(found, _by_hand(1.5), strict=True):
        assert np.asarray([float(v) for v in np.atleast_1d(value)]) == pytest.approx(expected)


def test_a_grid_of_temperatures() -> None:
    """beta may be an array, the row a list of plain numbers in arrays of one."""
    row = Gaps(tuple((np.array([float(gap)]), np.array([float(count)])) for gap, count in LEVEL_GAPS))
    betas = np.array([0.5, 1.5, 4.0])
    assert boltzmann.top_weight(row, betas) == pytest.approx([1 / _by_hand(b)[0] for b in betas])


def test_a_number_with_its_exponential() -> None:
    """Whole multiples keep it, sums and quotients do not, and what is not known is refused."""
    x = Exponentiated(Fraction(2), Fraction(7))
    assert exp(3 * x) == Exponentiated(Fraction(343)) and exp(-x) == Exponentiated(Fraction(1, 7))
    assert (x + 1).value == 3 and (1 - x).value == -1 and (x / 4).value == Fraction(1, 2) and (x**2).value == 4
    for unknown in (x + x, x * x, x / 2):
        with pytest.raises(MissingFunction):
            exp(unknown)


def test_a_dual_number_is_the_derivative() -> None:
    """Of sums, products, quotients, powers, exp and log, against differences."""

    def function(x: object) -> object:
        return exp(-(2 * x)) * x**3 / (1 + x) - log(x) + (x - 4) * (3 - x)  # type: ignore[operator]

    with_slope = function(Dual(arb(2), 1))
    assert isinstance(with_slope, Dual)
    high, low = (float(function(arb(2) + step)) for step in (1e-6, -1e-6))  # type: ignore[arg-type]
    assert float(with_slope.slope) == pytest.approx((high - low) / 2e-6, rel=1e-6)
    assert float(with_slope.value) == pytest.approx(float(function(arb(2))))  # type: ignore[arg-type]


def test_charts_of_rows_have_no_row_of_the_layer() -> None:
    """A point has the chart's logarithms, n, and no softmax row of the simplex."""
    for chart in (KEY, RANGE, LEVELS, SHARES):
        assert not chart.has_row
        point = chart.point({"h": Fraction(1, 2), **{a.name: Fraction(1, 3) for a in chart.parameters}})
        assert not hasattr(point, "row") and point.h == Fraction(1, 2)
