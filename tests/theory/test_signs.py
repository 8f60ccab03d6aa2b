"""Signs of polynomials on ranges: sufficient, exact, never a guess."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sympy import QQ
from sympy.polys.rings import ring

from critscale.theory.assumptions import CORRELATION, POSITIVE_RESIDUAL, RESIDUAL, Assumption
from critscale.theory.signs import sign, split, weak_sign

RING, RHO, R, THETA = ring("rho, r, theta", QQ)
RANGES = {"rho": CORRELATION, "r": RESIDUAL}
monomials = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.just(0)), st.integers(-5, 5), min_size=1, max_size=5
)


def value(poly: Any, rho: Fraction, r: Fraction) -> Fraction:
    """Evaluate a polynomial exactly."""
    return sum(
        (Fraction(int(c.numerator), int(c.denominator)) * rho ** m[0] * r ** m[1] for m, c in poly.iterterms()),
        Fraction(0),
    )


@given(monomials, CORRELATION.strategy(), RESIDUAL.strategy())
def test_a_polynomial_is_the_difference_of_two_nonnegative_ones(terms: Any, rho: Fraction, r: Fraction) -> None:
    """Split gives plus - minus = poly exactly, and both are >= 0 at every point of the range."""
    poly = RING.from_dict({m: QQ(c) for m, c in terms.items() if c})
    plus, minus = split(poly, RANGES)
    assert plus - minus == poly
    assert value(plus, rho, r) >= 0 and value(minus, rho, r) >= 0


@given(monomials, CORRELATION.strategy(), RESIDUAL.strategy())
def test_a_decided_sign_holds_everywhere(terms: Any, rho: Fraction, r: Fraction) -> None:
    """A sign that is given is the sign at every point of the range."""
    poly = RING.from_dict({m: QQ(c) for m, c in terms.items() if c})
    decided = sign(poly, RANGES)
    at = value(poly, rho, r)
    if decided is not None:
        assert (at > 0) - (at < 0) == decided
    if weak_sign(poly, RANGES) == 1:
        assert at >= 0


@given(monomials, st.fractions(-2, 1, max_denominator=6), st.one_of(st.none(), st.fractions(2, 5, max_denominator=6)))
def test_a_weak_sign_says_which_part_is_empty(terms: Any, low: Fraction, high: Fraction | None) -> None:
    """The sign is that of the split, where one of its parts is zero; in a generator without a range there is none."""
    poly = RING.from_dict({m: QQ(c) for m, c in terms.items() if c})
    ranges = {**RANGES, "rho": Assumption(name="rho", meaning="any", low=low, high=high)}
    plus, minus = split(poly, ranges)
    assert weak_sign(poly, ranges) == (1 if minus == 0 else -1 if plus == 0 else None)
    assert weak_sign(poly + THETA, ranges) is None


def test_a_sign_that_changes_is_undecided() -> None:
    """4 rho - 1 vanishes at rho = 1/4."""
    assert sign(4 * RHO - 1, RANGES) is None


def test_an_end_that_belongs_to_the_range_counts() -> None:
    """R vanishes at r = 0: positive only where r > 0 is assumed."""
    assert sign(R, RANGES) is None
    assert sign(R, {**RANGES, "r": POSITIVE_RESIDUAL}) == 1
    assert sign(1 + R, RANGES) == 1
    assert sign(RHO - 1, RANGES) == -1


def test_a_narrower_range_decides_more() -> None:
    """4 rho - 1 is positive for rho > 1/4."""
    upper = {**RANGES, "rho": CORRELATION.between(Fraction(1, 4), Fraction(1))}
    assert sign(4 * RHO - 1, upper) == 1
    low_residual = Assumption(name="r", meaning="r > 2", low=Fraction(2), high=None, low_open=True)
    assert sign(R - 2, {**RANGES, "r": low_residual}) == 1


def test_a_generator_of_unknown_sign_is_bounded_from_both_sides() -> None:
    """1 + theta with |theta| <= 1/2 lies between -1/2 and 3/2."""
    plus, minus = split(1 + THETA, RANGES, {"theta": Fraction(1, 2)})
    assert plus == RING(QQ(3, 2)) and minus == RING(QQ(1, 2))
    assert weak_sign(1 + THETA, RANGES) is None
