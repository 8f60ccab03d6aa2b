"""Signs of polynomials on ranges: sufficient, exact, never a guess."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from critscale.theory.assumptions import CORRELATION, POSITIVE_RESIDUAL, RESIDUAL, Assumption
from critscale.theory.expansions.polynomial import PolynomialRing
from critscale.theory.expansions.signs import sign, split, weak_sign

from ..statements import ENDS, interval, var

RING = PolynomialRing(("rho", "r", "theta"))
RHO, R, THETA = RING.gens
RANGES = {"rho": CORRELATION, "r": RESIDUAL}
monomials = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.just(0)), st.integers(-5, 5), min_size=1, max_size=5
)


def value(poly: Any, rho: Fraction, r: Fraction) -> Fraction:
    """Evaluate a polynomial exactly."""
    return sum(
        (Fraction(int(c.numerator), int(c.denominator)) * rho ** m[0] * r ** m[1] for m, c in poly.terms()),
        Fraction(0),
    )


@given(monomials, CORRELATION.strategy(), RESIDUAL.strategy())
def test_a_polynomial_is_the_difference_of_two_nonnegative_ones(terms: Any, rho: Fraction, r: Fraction) -> None:
    """Split gives plus - minus = poly exactly, and both are >= 0 at every point of the range."""
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
    plus, minus = split(poly, RANGES)
    assert plus - minus == poly
    assert value(plus, rho, r) >= 0 and value(minus, rho, r) >= 0


@given(monomials, CORRELATION.strategy(), RESIDUAL.strategy())
def test_a_decided_sign_holds_everywhere(terms: Any, rho: Fraction, r: Fraction) -> None:
    """A sign that is given is the sign at every point of the range."""
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
    decided = sign(poly, RANGES)
    at = value(poly, rho, r)
    if decided is not None:
        assert (at > 0) - (at < 0) == decided
    if weak_sign(poly, RANGES) == 1:
        assert at >= 0


@given(monomials, st.fractions(-2, 1, max_denominator=6), st.one_of(st.none(), st.fractions(2, 5, max_denominator=6)))
def test_a_weak_sign_says_which_part_is_empty(terms: Any, low: Fraction, high: Fraction | None) -> None:
    """The sign is that of the split, where one of its parts is zero; in a generator without a range there is none."""
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
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
    assert plus == RING(Fraction(3, 2)) and minus == RING(Fraction(1, 2))
    assert weak_sign(1 + THETA, RANGES) is None


# ---- ends that belong to a range -----------------------------------------------------------------


@pytest.mark.parametrize(("ends", "expected"), [("()", 1), ("[)", 1), ("(]", None), ("[]", None)])
def test_a_high_end_that_belongs_to_the_range_counts(ends: str, expected: int | None) -> None:
    """1 - rho vanishes at rho = 1, and has a sign only where that is left out; so does rho at 0."""
    assert sign(1 - RHO, {"rho": var("x", interval(ends))}) == expected
    assert sign(RHO - 1, {"rho": var("x", interval(ends))}) == (expected and -expected)
    assert sign(RHO, {"rho": var("x", interval(ends))}) == (1 if ends[0] == "(" else None)
    assert sign(RHO * (1 - RHO), {"rho": var("x", interval(ends))}) == (1 if ends == "()" else None)
    assert sign(2 - RHO, {"rho": var("x", interval(ends))}) == 1


@pytest.mark.parametrize(
    ("rho", "r", "expected"),
    [("[]", "[]", None), ("[)", "[]", 1), ("[]", "[)", 1), ("(]", "(]", None), ("()", "()", 1)],
)
def test_a_zero_at_one_corner_counts(rho: str, r: str, expected: int | None) -> None:
    """1 - rho r vanishes at the corner (1, 1) only, and at no other point of the square."""
    assert sign(1 - RHO * R, {"rho": var("x", interval(rho)), "r": var("x", interval(r))}) == expected


def test_a_zero_at_a_mixed_corner_counts() -> None:
    """Rho + (1 - r) vanishes at rho = 0, r = 1; rho + r there does not."""
    square = {"rho": var("x", "[0, 1]"), "r": var("x", "[0, 1]")}
    assert sign(RHO + 1 - R, square) is None and sign(RHO + 1 - R, {**square, "r": var("x", "[0, 1)")}) == 1
    assert sign(RHO + R, square) is None and sign(RHO + R, {**square, "r": var("x", "(0, 1]")}) == 1
    assert sign(1 + RHO + R, square) == 1


def test_a_zero_on_an_edge_counts() -> None:
    """(1 - rho)(1 + r) vanishes along rho = 1 only."""
    assert sign((1 - RHO) * (1 + R), {"rho": var("x", "[0, 1]"), "r": var("x", "[0, 1]")}) is None
    assert sign((1 - RHO) * (1 + R), {"rho": var("x", "[0, 1)"), "r": var("x", "[0, 1]")}) == 1


def test_infinity_is_no_end() -> None:
    """1 + r grows, r/r^2 falls: nothing has to live at r = oo; a closed low end above 0 is one."""
    assert sign(1 + R, {"r": var("x", "[0, oo)")}) == 1
    assert sign(R - 2, {"r": var("x", "[2, oo)")}) is None and sign(R - 2, {"r": var("x", "(2, oo)")}) == 1
    assert sign(R - 1, {"r": var("x", "[2, oo)")}) == 1
    assert sign(R + RHO - 3, {"r": var("x", "[2, oo)"), "rho": var("x", "[1, 2]")}) is None
    assert sign(R + RHO - 3, {"r": var("x", "[2, oo)"), "rho": var("x", "(1, 2]")}) == 1
    assert sign(1 + R * RHO, {"r": var("x", "[0, oo)"), "rho": var("x", "[0, 1]")}) == 1
    assert sign(R - 1, {"r": var("x", "(1, oo)")}) == 1 and sign(R - 1, {"r": var("x", "[1, oo)")}) is None
    assert sign(R * RHO - 1, {"r": var("x", "(1, oo)"), "rho": var("x", "[1, 2]")}) == 1


def test_a_generator_without_a_range_has_no_sign() -> None:
    """Unless it does not occur; zero has the sign 0."""
    assert sign(THETA + 2, RANGES) is None and sign(RING(-3), {}) == -1 and sign(RING.zero, {}) == 0


ranges = st.builds(interval, ENDS, st.integers(-2, 1), st.none() | st.integers(2, 3)).map(partial(var, "x"))
factor = st.tuples(st.sampled_from(("low", "high", "one")), st.booleans())


@settings(max_examples=200)
@given(monomials, ranges, ranges)
@example({(0, 0, 0): 1, (1, 0, 0): -1}, var("x", "[0, 1]"), var("x", "[0, 1]"))
def test_a_decided_sign_holds_at_the_ends_too(terms: Any, rho: Assumption, r: Assumption) -> None:
    """On any box the sign is that of the exact values at its corners, in its middle, on its edges and far out."""
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
    decided = sign(poly, {"rho": rho, "r": r})
    weak = weak_sign(poly, {"rho": rho, "r": r})
    for x, y in product(*((*a.closed_ends, a.middle, *a.extremes) for a in (rho, r))):
        at = value(poly, x, y)
        assert decided is None or (at > 0) - (at < 0) == decided, (x, y)
        assert weak is None or at * weak >= 0, (x, y)


@settings(max_examples=100)
@given(st.lists(factor, min_size=1, max_size=3), ranges, ranges)
def test_a_product_that_vanishes_at_an_end_has_a_sign_where_that_end_is_open(
    parts: list[tuple[str, bool]], rho: Assumption, r: Assumption
) -> None:
    """(x - low), (high - x) and 1 + (x - low), multiplied: neither more nor less is known than at the ends."""
    poly, positive = RING.one, True
    for kind, first in parts:
        a, x = (rho, RHO) if first else (r, R)
        if kind == "high" and a.high is None:
            continue
        end = Fraction(int(a.low)) if kind != "high" or a.high is None else Fraction(int(a.high))
        poly *= 1 + x - end if kind == "one" else x - end if kind == "low" else end - x
        positive &= kind == "one" or (a.low_open if kind == "low" else a.high_open)
    assert sign(poly, {"rho": rho, "r": r}) == (1 if positive else None)


@settings(max_examples=100)
@given(monomials, ranges, ranges)
def test_a_split_is_nonnegative_on_any_box(terms: Any, rho: Assumption, r: Assumption) -> None:
    """Both parts, at the ends, inside and far out, and their difference is the polynomial."""
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
    plus, minus = split(poly, {"rho": rho, "r": r})
    assert plus - minus == poly
    for x, y in product(*((*a.closed_ends, a.middle, *a.extremes) for a in (rho, r))):
        assert value(plus, x, y) >= 0 and value(minus, x, y) >= 0, (x, y)


def test_a_power_of_a_bounded_generator_is_bounded() -> None:
    """theta^2 - theta^3 with |theta| <= 1/3 lies within 1/9 + 1/27 of 0, on either side."""
    plus, minus = split(THETA**2 - RHO * THETA**3, RANGES, {"theta": Fraction(1, 3)})
    assert plus == minus == Fraction(1, 9) + RHO * Fraction(1, 27)


# ---- factors -------------------------------------------------------------------------------------


@given(monomials, monomials)
def test_the_factors_multiply_to_the_polynomial(one: Any, two: Any) -> None:
    """Content and irreducible factors with their powers give it back exactly; none is a number."""
    poly = RING.from_terms({m: Fraction(c, 3) for m, c in one.items() if c}) ** 2 * RING.from_terms(
        {m: Fraction(c) for m, c in two.items() if c}
    )
    if not poly:
        return
    content, parts = poly.factors()
    assert prod((part**power for part, power in parts), start=RING(content)) == poly
    assert all(not part.is_number and power > 0 for part, power in parts)
    assert len({part for part, _ in parts}) == len(parts)


def test_the_factors_are_irreducible_and_their_powers_are_known() -> None:
    """-2 (rho - 1)^2 (rho + r) theta; x^2 - 2 stays whole, and a number has no factors."""
    content, parts = (-2 * (RHO - 1) ** 2 * (RHO + R) * THETA).factors()
    found = {part if part.leading_coefficient > 0 else -part: power for part, power in parts}
    assert found == {RHO - 1: 2, RHO + R: 1, THETA: 1}
    assert prod((part**power for part, power in parts), start=RING(content)) == -2 * (RHO - 1) ** 2 * (RHO + R) * THETA
    assert [power for _, power in (RHO**2 - 2).factors()[1]] == [1]
    assert RING(Fraction(-3, 2)).factors() == (Fraction(-3, 2), ())


def test_the_names_of_a_ring_are_in_order() -> None:
    """As its generators are."""
    assert RING.names == ("rho", "r", "theta")
