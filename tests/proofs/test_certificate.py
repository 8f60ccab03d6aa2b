"""The certificate: every rule proves what it should, and refuses what is false by a little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.proofs.certificates import certificate
from critscale.proofs.certificates.certificate import Box, Certificate, prove_product
from critscale.theory.assumptions import Assumption
from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing

from ..statements import ENDS, interval, var

RING = PolynomialRing(("x", "y", "z"))
X, Y, Z = RING.gens
LIMIT = 400
HALF = Fraction(1, 2)


SQUARE: Box = {"x": var("x", "[0, 1]"), "y": var("y", "[0, 1]"), "z": var("z", "[0, 1]")}
HALF_LINE: Box = {"x": var("x", "[0, oo)"), "y": var("y", "[0, oo)")}


def proves(poly: Polynomial, box: Box = SQUARE, *, strict: bool = False, limit: int = LIMIT) -> Certificate:
    """Return what is found of one polynomial."""
    return prove_product([(poly, 1)], box, limit, strict=strict)


def points(box: Box, names: set[str], count: int = 9) -> Iterator[dict[str, Fraction]]:
    """Yield points of a box: a grid of each side, its closed ends among them, and far out on an unbounded one."""
    values: dict[str, list[Fraction]] = {}
    for name in names:
        a = box[name]
        shares = [Fraction(k, count) for k in range(1, count)]
        inside = [a.low + (s / (1 - s) if a.high is None else s * (a.high - a.low)) for s in shares]
        values[name] = [*a.closed_ends, *inside, *([a.low + 10**6] if a.high is None else [])]
    rows: list[dict[str, Fraction]] = [{}]
    for name, found in values.items():
        rows = [{**row, name: v} for row in rows for v in found]
    yield from rows


# ---- squares and factors -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "poly",
    [
        (3 * X - 1) ** 2,
        (X - Y) ** 2,
        X**2 - 2 * X * Y + Y**2,
        (X**2 - Y) ** 4 * (1 + X),
        (3 * X - 1) ** 2 * (2 * Y - 1) ** 6,
        RING.zero,
        RING.one,
    ],
)
def test_a_square_needs_no_proof(poly: Polynomial) -> None:
    """Whatever its base does, and whatever stands beside it with a sign."""
    found = proves(poly)
    assert found.proved and found.boxes <= 1
    assert not proves(-poly).proved or not poly


@pytest.mark.parametrize(
    "poly", [(3 * X - 1) ** 3, (X - Y) ** 5, (3 * X - 1) ** 2 * (2 * Y - 1), -((3 * X - 1) ** 2), -RING.one]
)
def test_an_odd_power_is_no_square(poly: Polynomial) -> None:
    """Nor is minus a square."""
    found = proves(poly)
    assert not found.proved
    assert found.witness is None or poly(found.witness) < 0


def test_factors_may_be_negative_in_pairs() -> None:
    """(x - 2)(y - 3) >= 0 and (x - 2)(y + 3) <= 0 on the square: signs multiply."""
    assert proves((X - 2) * (Y - 3)).proved and not proves((X - 2) * (Y + 3)).proved
    assert proves(-(X - 2) * (Y + 3)).proved and proves((X - 2) ** 3 * (Y - 3)).proved
    assert prove_product([(X - 2, 1), (Y - 3, 1)], SQUARE, LIMIT).proved
    assert not prove_product([(X - 2, 2), (Y - 3, 1)], SQUARE, LIMIT).proved
    assert prove_product([(X - 2, 1), (Y - 3, 3)], SQUARE, LIMIT).proved
    assert prove_product([(-X - 1, 2)], SQUARE, LIMIT).proved and not prove_product([(-X - 1, 3)], SQUARE, LIMIT).proved
    assert prove_product([(-X - 1, 2), (1 + Y, 1)], SQUARE, LIMIT, strict=True).proved


def test_a_product_with_zero_is_zero() -> None:
    """Nonnegative, and not positive, whatever the other factors are."""
    for parts in ([(RING.zero, 1), (1 + X, 1)], [(X - Y, 1), (RING.zero, 2)], [(RING.zero, 1)]):
        assert prove_product(parts, SQUARE, LIMIT).proved
        assert not prove_product(parts, SQUARE, LIMIT, strict=True).proved


def test_factors_that_change_their_signs_together_are_taken_together() -> None:
    """(x - y)(x^3 - y^3) >= 0 though both factors change sign, as one polynomial; a part apart is none."""
    assert proves((X - Y) * (X**3 - Y**3)).proved
    together = [(3 * X - 1, 1), (9 * X - 3, 1)]
    assert prove_product(together, SQUARE, LIMIT).proved and not prove_product(together[:1], SQUARE, LIMIT).proved
    assert not prove_product([(3 * X - 1, 1), (3 * X - 2, 1)], SQUARE, LIMIT).proved
    assert prove_product([(2 * X - 1, 1), (2 * X - 1, 2), (10 * X - 5, 1)], SQUARE, LIMIT).proved


POSITIVE = (10 * X**2 - 10 * X + 3, 10 * Y**2 - 10 * Y + 3, (2 * X - 1) ** 2 + (2 * Y - 1) ** 2 + Fraction(1, 10))
CHANGING = (3 * X - 1, X - Y, 3 * Y - 2, -(3 * X - 1), 3 * Z - 1)


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("changing", CHANGING, ids=str)
@pytest.mark.parametrize("positive", POSITIVE, ids=str)
def test_a_factor_without_a_sign_is_not_carried_by_one_that_is_proved(
    positive: Polynomial, changing: Polynomial, strict: bool
) -> None:
    """The product changes sign where the one does, in whatever order the factors are looked at."""
    for parts in ([(positive, 1), (changing, 1)], [(changing, 1), (positive, 1)], [(positive * changing, 1)]):
        assert not prove_product(parts, SQUARE, LIMIT, strict=strict).proved
    assert not prove_product([(positive * changing, 1)], SQUARE, LIMIT).proved


def test_a_product_with_a_proved_factor_keeps_its_sign() -> None:
    """A negative one turns the product round."""
    for positive in POSITIVE:
        assert proves(positive * (1 + Z)).proved and not proves(positive * (Z - 2)).proved
        assert proves(-positive * (Z - 2)).proved and proves(positive * POSITIVE[0]).proved
        assert not proves(-positive).proved


# ---- completed squares ---------------------------------------------------------------------------


def test_a_quadratic_is_decided_by_its_discriminant() -> None:
    """x^2 - x y + c y^2 on the whole plane: true from c = 1/4 on."""
    plane: Box = {"x": var("x", "(-10, 10)"), "y": var("y", "(-10, 10)")}
    for poly in (X**2 - X * Y + Y**2, 4 * X**2 - 4 * X * Y + Y**2 + 1, X**2 - 3 * X * Y + Fraction(226, 100) * Y**2):
        assert proves(poly, plane).proved and proves(poly, {}).proved
    for poly in (X**2 - 3 * X * Y + Fraction(224, 100) * Y**2, X**2 - X * Y + Y**2 - Fraction(1, 1000)):
        found = proves(poly, plane)
        assert not found.proved and not proves(poly, {}).proved
        assert found.witness is not None and poly(found.witness) < 0


def test_a_square_is_completed_within_a_completed_square() -> None:
    """A quadratic in three variables: the discriminant of one is a quadratic in the two others."""
    form = 2 * X**2 + 2 * Y**2 + 2 * Z**2 + 2 * X * Y + 2 * Y * Z + 2 * X * Z  # (x + y)^2 + (y + z)^2 + (x + z)^2
    assert proves(form, {}).proved and proves(form).proved
    assert not proves(form - Fraction(1, 10**4), {}).proved
    x, y, z = X - 1, Y + 2, Z - 3
    turned = 2 * x**2 + 2 * y**2 + 2 * z**2 + 2 * x * y + 2 * y * z + 2 * x * z + Fraction(1, 100)
    bounded = {"z": var("z", "(-9, 9)")}
    assert proves(turned, bounded).proved and proves(turned, bounded, strict=True).proved
    assert not proves(turned - Fraction(2, 100), bounded).proved


def test_an_unbounded_variable_is_completed_first() -> None:
    """A L^2 + B L + C in a logarithm: 1 - x L + L^2 >= 0 for 0 <= x <= 2, and not beyond."""
    free = {"x": var("x", "[0, 2]")}
    assert "completed square in y" in proves(1 - X * Y + Y**2, free).rule
    assert not proves(1 - X * Y + Y**2, {"x": var("x", "[0, 201/100]")}).proved
    both = proves((Y**2 + Y + 1) * (X**2 - X + 1), {**free, "y": var("y", "[0, oo)")})
    assert both.proved


def test_a_quadratic_that_opens_downwards_is_no_square() -> None:
    """4 A C - B^2 >= 0 says nothing where A and C are negative."""
    for poly in (-(X**2) - Y**2, -(X**2) + X * Y - Y**2, -(X**2) - 1):
        assert not proves(poly, {}).proved
        assert not proves(poly, {"x": var("x", "(-1, 1)"), "y": var("y", "(-1, 1)")}).proved


def test_a_strict_quadratic_needs_a_strict_discriminant() -> None:
    """(x - y)^2 + 1 > 0, and (x - y)^2 and x^2 + y^2 are 0 somewhere."""
    plane: Box = {"x": var("x", "(-3, 3)"), "y": var("y", "(-3, 3)")}
    assert proves((X - Y) ** 2 + 1, plane, strict=True).proved
    assert proves(X**2 - X + Fraction(26, 100), plane, strict=True).proved
    at_a_point = (X * Y - 1) ** 2 + (Y - 2) ** 2
    assert proves(at_a_point, plane).proved and proves(at_a_point + Fraction(1, 10**6), plane, strict=True).proved
    for poly in ((X - Y) ** 2, X**2 + Y**2, X**2 - X + Fraction(1, 4), X**2 * Y**2 + (X * Y - X) ** 2, at_a_point):
        assert not proves(poly, plane, strict=True).proved


# ---- strictness ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("poly", "ends", "expected"),
    [
        (X, "()", True),
        (X, "(]", True),
        (X, "[)", False),
        (X, "[]", False),
        (1 - X, "()", True),
        (1 - X, "[)", True),
        (1 - X, "(]", False),
        (1 - X, "[]", False),
        (X * (1 - X), "()", True),
        (X * (1 - X), "[)", False),
        (X * (1 - X), "(]", False),
        (X**2 * (1 - X) ** 4, "()", True),
        (X**2, "[]", False),
        (1 + X, "[]", True),
        (RING.one, "[]", True),
        (RING.zero, "()", False),
        ((2 * X - 1) ** 2, "()", False),
        (1 - 4 * X * (1 - X), "()", False),
        (1 - 4 * X * (1 - X) + Fraction(1, 10**6), "()", True),
        (2 * X - 1, "()", False),
        ((2 * X - 1) ** 2 * X, "()", False),
    ],
    ids=str,
)
def test_what_vanishes_at_an_end_is_positive_where_the_end_is_open(
    poly: Polynomial, ends: str, expected: bool
) -> None:
    """And what vanishes inside is not, by whichever rule it is looked at."""
    box = {"x": var("x", interval(ends))}
    assert proves(poly, box, strict=True).proved is expected
    assert poly.is_number or certificate._subdivide(poly, box, LIMIT, True).proved is expected


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [("[]", "[]", False), ("[)", "[]", True), ("[]", "[)", True), ("(]", "(]", False), ("()", "()", True)],
)
def test_a_zero_at_one_corner_is_no_positive_value(x: str, y: str, expected: bool) -> None:
    """1 - x y vanishes at (1, 1) alone, and the cut boxes that touch it know."""
    box = {"x": var("x", interval(x)), "y": var("y", interval(y))}
    assert proves(1 - X * Y, box, strict=True).proved is expected
    assert proves((1 - X * Y) * (10 * X**2 - 10 * X + 3), box, strict=True).proved is expected
    assert certificate._subdivide((1 - X * Y) * (10 * X**2 - 10 * X + 3), box, LIMIT, True).proved is expected


def test_a_zero_on_an_inner_cut_is_seen() -> None:
    """At the middle, where the box is cut first, both halves have a closed end."""
    assert not certificate._subdivide((2 * X - 1) ** 2, {"x": var("x", "(0, 1)")}, LIMIT, True).proved
    assert certificate._subdivide((2 * X - 1) ** 2, {"x": var("x", "(0, 1)")}, LIMIT, False).proved
    assert not certificate._subdivide((4 * X - 1) ** 2 * (1 + X), {"x": var("x", "(0, 1)")}, LIMIT, True).proved


@pytest.mark.parametrize(("ends", "expected"), [("[)", False), ("()", True)])
def test_a_half_line_is_positive_but_for_its_closed_end(ends: str, expected: bool) -> None:
    """x, x^3 + x and x (x^2 - x + 1) vanish at 0 only; infinity is no end."""
    for poly in (X, X**3 + X, X * (X**2 - X + 1)):
        assert proves(poly, {"x": var("x", interval(ends, 0, None))}, strict=True).proved is expected
        assert proves(poly + 1, {"x": var("x", interval(ends, 0, None))}, strict=True).proved


# ---- unbounded sides -----------------------------------------------------------------------------


@pytest.mark.parametrize("low", [-10, -5, -2, Fraction(-3, 2), -1, 0, Fraction(1, 3), 7])
def test_a_half_line_may_start_anywhere(low: int | Fraction) -> None:
    """Also below -1: a polynomial that is positive by a little is proved, one that is negative by a little is not."""
    box = {"x": var("x", f"[{low}, oo)")}
    place = Fraction(Fraction(low).numerator, Fraction(low).denominator) + Fraction(7, 3)
    for degree in (2, 4):
        poly = (X - place) ** degree
        little = Fraction(1, 1000)
        assert proves(poly + little, box).proved
        found = proves(poly - little, box)
        assert not found.proved and found.witness is not None and (poly - little)(found.witness) < 0
        assert certificate._subdivide(poly + little, box, LIMIT, False).proved
        assert not certificate._subdivide(poly - little, box, LIMIT, False).proved


@pytest.mark.parametrize("low", [0, 2, -7, -(10**6)])
def test_what_is_negative_far_out_only_has_a_witness_far_out(low: int) -> None:
    """10^9 - x, and a cubic that turns at 10^12; from a low end below 0 too."""
    box = {"x": var("x", f"[{low}, oo)"), "y": var("y", "[0, 1]")}
    for poly in (10**9 - X, X**2 * (10**12 - X) + 1, (1 + Y) * 10**14 - X * (1 + Y)):
        found = proves(poly, box)
        assert not found.proved
        assert found.witness is not None and poly(found.witness) < 0, poly


def test_two_half_lines_at_once() -> None:
    """x^2 y^2 - x y + 1/4 >= 0 with equality on x y = 1/2, and not less by anything."""
    assert proves(X**2 * Y**2 - X * Y + Fraction(1, 4), HALF_LINE).proved
    assert proves(X**2 + Y**2 - X - Y + Fraction(1, 2), HALF_LINE).proved
    assert not proves(X**2 + Y**2 - X - Y + Fraction(499, 1000), HALF_LINE).proved


# ---- witnesses, boxes, limits --------------------------------------------------------------------


monomials = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.just(0)), st.integers(-6, 6), min_size=1, max_size=5
)
sides = st.builds(interval, ENDS, st.integers(-3, 0), st.none() | st.integers(1, 3)).map(partial(var, "x"))


@settings(max_examples=150, deadline=None)
@given(monomials, sides, sides, st.booleans())
def test_what_is_found_holds_at_every_point(terms: Any, x: Assumption, y: Assumption, strict: bool) -> None:
    """Proved: nonnegative (positive) in exact numbers. A witness: in the box, open ends left out, and negative."""
    box = {"x": x, "y": y}
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
    found = proves(poly, box, strict=strict, limit=60)
    if found.proved:
        for point in points(box, {"x", "y"}, 7):
            value = poly(point)
            assert value > 0 or (value == 0 and not strict), point
    if found.witness is not None:
        assert not found.proved
        assert poly(found.witness) < 0
        assert all(box[name].holds(value) for name, value in found.witness.items())


FACTORS = (X - Y, 3 * X - 1, 3 * Y - 2, 1 + X, -1 - Y, 10 * X**2 - 10 * X + 3, Y**2 - Y + Fraction(1, 2), X - 2)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FACTORS), st.integers(1, 3)), max_size=4), st.booleans())
def test_a_product_is_judged_like_its_value(parts: list[tuple[Polynomial, int]], strict: bool) -> None:
    """Of factors that change sign, have one, or need a proof of their own, to any power, in any order."""
    found = prove_product(parts or [(RING.one, 1)], SQUARE, 60, strict=strict)
    poly = prod((part**power for part, power in parts), start=RING.one)
    if found.proved:
        values = [poly(point) for point in points(SQUARE, {"x", "y"})]
        assert min(values) > 0 or (min(values) == 0 and not strict)
    assert found.witness is None or poly(found.witness) < 0


@settings(max_examples=80, deadline=None)
@given(monomials, sides, sides)
def test_cutting_is_sound(terms: Any, x: Assumption, y: Assumption) -> None:
    """What the cut boxes prove is true at each point, and a corner that is said to be negative is negative nearby."""
    box = {"x": x, "y": y}
    poly = RING.from_terms({m: Fraction(c) for m, c in terms.items() if c})
    if poly.is_number:
        return
    for strict in (False, True):
        found = certificate._subdivide(poly, box, 40, strict)
        if found.proved:
            values = [poly(point) for point in points(box, {"x", "y"}, 7)]
            assert min(values) >= 0 and (not strict or min(values) > 0)


def test_cutting_decides_what_one_box_does_not() -> None:
    """A polynomial of two narrow valleys, true and false by one part in ten thousand."""
    valleys = (9 * X**2 - 6 * X + 1 + Fraction(1, 10**3)) * (9 * X**2 - 12 * X + 4 + Fraction(1, 10**3)) + X**3 * Fraction(1, 10**4)
    found = certificate._subdivide(valleys - Fraction(1003, 10**6), {"x": var("x", "[0, 1]")}, LIMIT, False)
    assert found.proved and found.boxes > 3
    low = valleys - Fraction(1004, 10**6)
    assert not certificate._subdivide(low, {"x": var("x", "[0, 1]")}, LIMIT, False).proved
    assert low({"x": Fraction(10010, 30000)}) < 0


def test_a_witness_need_not_be_given_but_lies_in_the_box() -> None:
    """Where a side is not known there is none; at an open end the witness is moved inside."""
    assert proves(Y - 1, {"x": var("x", "[0, 1]")}).witness is None
    found = proves(X - 1, {"x": var("x", "(0, 1)")})
    assert found.witness is not None and 0 < found.witness["x"] < 1
    near = proves(X * 10**6 - 1, {"x": var("x", "(0, 1]")})
    assert near.witness is not None and 0 < near.witness["x"] < Fraction(1, 10**6)


def test_a_witness_has_the_names_that_occur() -> None:
    """And of an integer side any number between will do."""
    k = Assumption(name="y", meaning="an integer", low=Fraction(0), high=Fraction(1), integer=True)
    found = proves(Y**2 - Y + Fraction(1, 10), {"x": var("x", "[0, 1]"), "y": k})
    assert found.witness is not None and set(found.witness) == {"y"} and 0 < found.witness["y"] < 1


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the boxes that are looked at."""
    seen: list[int] = []
    decided: Callable[..., bool] = certificate._decided

    def look(*args: Any) -> bool:
        seen.append(1)
        return decided(*args)

    monkeypatch.setattr(certificate, "_decided", look)
    yield seen


HARD = (X**2 + Y**2 - 2 * X * Y * Z) * (X + 1) - Z * X * Y * Fraction(1, 2) + Fraction(1, 7) - X * Fraction(2, 5)
"""Undecided for long: it is negative somewhere, but at no corner of the first boxes."""


@pytest.mark.parametrize("limit", [1, 10, 60])
def test_no_more_boxes_are_visited_than_allowed(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All attempts together: squares in each variable, nested ones, and the cuts."""
    tangent = (X - Y) ** 2 * (1 + Z) + (Z - Fraction(1, 2)) ** 2 * X + Fraction(1, 10**9)
    for poly in (HARD, tangent, 9 * X**2 * Y**2 * Z**2 - 6 * X * Y * Z + 1 - X * (1 - X) * Fraction(1, 10**9)):
        with counted(monkeypatch) as seen:
            found = certificate._subdivide(poly, SQUARE, limit, False)
        assert len(seen) <= limit and found.boxes <= limit
        with counted(monkeypatch) as seen:
            found = proves(poly, limit=limit)
        assert len(seen) <= max(4 * limit, 30), (len(seen), limit)


def test_a_polynomial_that_is_too_large_is_not_cut() -> None:
    """Its coefficients would not end."""
    large = (X**40 + 1) * (Y**40 + 1) * (Z**40 + 1) - X
    assert certificate._subdivide(large, SQUARE, LIMIT, False).boxes == 1
    assert not certificate._subdivide(large, SQUARE, LIMIT, False).proved


def test_the_rule_that_proved_it_is_named() -> None:
    """Coefficients, a square, or a square completed in a variable."""
    assert proves(1 + X).rule == "Bernstein"
    assert proves((3 * X - 1) ** 2).rule == "square"
    assert proves(X**2 - X + 1, {}).rule == "completed square in x"


def test_the_generators_that_occur() -> None:
    """By name; and a polynomial is evaluated without the others."""
    assert (X**2 * Z).variables == {"x", "z"} and RING.one.variables == set()
    assert (X**2 * Z - Fraction(1, 3))({"x": HALF, "z": Fraction(2)}) == Fraction(1, 6)
    assert RING.zero({}) == 0
