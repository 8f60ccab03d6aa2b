"""The domain of a statement: what has no meaning is refused, and every part of it is a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from critscale.theory.assumptions import (
    CORRELATION,
    NO_RESIDUAL,
    RESIDUAL,
    SUBCRITICAL_DEPTH,
    SUPERCRITICAL_DEPTH,
    WEIGHT_RATIO,
    WINDOW_WEIGHT,
    Assumption,
)
from critscale.theory.errors import BadInput
from critscale.theory.growth import Stratum
from critscale.theory.layer.domain import MOST_POINTS, Domain, reserved_names
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime

from ..statements import RANGES, interval, var

CHARTS = (FINITE, CRITICAL, WINDOW, SUBCRITICAL, SUPERCRITICAL, LENGTHS)
HALF, ONE = Fraction(1, 2), Fraction(1)


# ---- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("least", [1, 0, -5, True, 2.0, Fraction(5), "3", None], ids=repr)
def test_a_domain_that_does_not_start_at_a_context_of_two_is_refused(least: Any) -> None:
    """The least n is an integer, and at least 2."""
    with pytest.raises(BadInput, match="two tokens or more"):
        Domain.of(FINITE, valid_from=least)


def test_the_least_context_length_is_kept() -> None:
    """2 where nothing is said; a stratum leaves it as it is."""
    assert Domain.of(FINITE).valid_from == 2
    assert Domain.of(SUBCRITICAL, stratum=Stratum(HALF, HALF), valid_from=7).valid_from == 7


def test_a_variable_with_two_ranges_is_refused() -> None:
    """The last one would win in silence, and so would the first."""
    with pytest.raises(BadInput, match="the variable rho: it has two ranges"):
        Domain.of(FREE, (CORRELATION, RESIDUAL, replace(CORRELATION, low=HALF)))
    with pytest.raises(BadInput, match="the variable t: it has two ranges"):
        Domain.of(FINITE, (WEIGHT_RATIO, WEIGHT_RATIO))


@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
def test_the_names_of_a_chart_are_refused(regime: Regime) -> None:
    """Its coordinates, its logarithms, n, h, L, and what the derivation calls theta and tie."""
    names = {"one", "row", "n", "h", "L", "theta", "tie", *(c.name for c in regime.coordinates)}
    names |= {g.name for g in regime.logarithms}
    assert names <= reserved_names(regime)
    for name in names:
        with pytest.raises(BadInput, match=f"the variable {name}: the name is the {regime.id} chart's own"):
            Domain.of(regime, (replace(CORRELATION, name=name),))


@pytest.mark.parametrize("name", ["one", "row", "theta", "tie"])
def test_the_free_chart_has_few_names_of_its_own(name: str) -> None:
    """In FREE a variable may be called h or n, for there is none, but not one or theta."""
    with pytest.raises(BadInput, match="the free chart's own"):
        Domain.of(FREE, (replace(CORRELATION, name=name),))
    assert Domain.of(FREE, (replace(CORRELATION, name="h"), replace(RESIDUAL, name="n")))["n"].high is None


@pytest.mark.parametrize(
    ("regime", "wide"),
    [
        (SUBCRITICAL, var("delta", "(0, 5)")),
        (SUBCRITICAL, var("delta", "[0, 1)")),
        (SUBCRITICAL, var("delta", "(0, 1]")),
        (SUBCRITICAL, var("delta", "[1/2, oo)")),
        (SUPERCRITICAL, var("delta", "[0, 1]")),
        (SUPERCRITICAL, var("delta", "(-1, 2)")),
        (WINDOW, var("s", "(0, 1]")),
        (WINDOW, var("s", "[0, 1)")),
        (FINITE, var("t", "[0, 1]")),
        (FINITE, var("t", "[1/2, 2]")),
        (FINITE, var("t", "[1/2, oo)")),
    ],
    ids=lambda x: x.range_text() if isinstance(x, Assumption) else x.id,
)
def test_a_range_that_leaves_the_chart_is_refused(regime: Regime, wide: Assumption) -> None:
    """By a width, by an end that is open in the chart, by infinity."""
    with pytest.raises(BadInput, match=f"leaves the {regime.id} chart"):
        Domain.of(regime, (wide,))


def test_a_narrower_range_of_the_chart_stands_for_its_own() -> None:
    """Once, and with the ends that were given."""
    narrow = var("delta", "[1/3, 1/2)")
    domain = Domain.of(SUBCRITICAL, (CORRELATION, narrow))
    assert domain.variables == (CORRELATION, narrow) and domain.depth == narrow
    assert Domain.of(SUBCRITICAL, (CORRELATION,)).variables == (CORRELATION, SUBCRITICAL_DEPTH)
    assert Domain.of(SUBCRITICAL, (SUBCRITICAL_DEPTH,)).depth == SUBCRITICAL_DEPTH
    assert Domain.of(FINITE).depth is None


def test_an_unknown_variable_is_refused_by_name() -> None:
    """The message lists those there are."""
    domain = Domain.of(FINITE, (CORRELATION,))
    assert domain["t"] == WEIGHT_RATIO
    with pytest.raises(BadInput, match=r"the variable 'x': .*choose one of rho, t"):
        domain["x"]
    with pytest.raises(BadInput, match="assume it"):
        Domain.of(CRITICAL)["rho"]


def test_a_variable_with_one_value_is_fixed() -> None:
    """By its ends, or as the only integer of its range."""
    k = var("k", "[1/2, 3/2]", integer=True)
    assert Domain.of(FREE, (NO_RESIDUAL, k, CORRELATION)).fixed == {"r": 0, "k": 1}


# ---- strata of the depth -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        ("()", [(0, ONE)]),
        ("[)", [(HALF, HALF), (HALF, ONE)]),
        ("(]", [(0, HALF), (HALF, HALF)]),
        ("[]", [(Fraction(1, 4), Fraction(1, 4)), (Fraction(1, 4), HALF), (HALF, HALF)]),
    ],
)
def test_a_closed_end_of_the_depth_is_a_stratum_of_its_own(depth: str, expected: list[tuple[Fraction, Fraction]]) -> None:
    """And what lies between the ends is open, whatever they are."""
    domain = Domain.of(SUBCRITICAL, (var("delta", interval(depth, expected[0][0], expected[-1][1])),))
    assert domain.strata() == tuple(Stratum(Fraction(low), high) for low, high in expected)


def test_a_depth_without_an_end_and_one_without_a_width() -> None:
    """Infinity is no stratum, and a point is one."""
    assert Domain.of(SUPERCRITICAL).strata() == (Stratum(Fraction(0), None),)
    above = Domain.of(SUPERCRITICAL, (var("delta", "[1, oo)"),))
    assert above.strata() == (Stratum(ONE, ONE), Stratum(ONE, None))
    assert Domain.of(SUBCRITICAL, (var("delta", "[1/2, 1/2]"),)).strata() == (Stratum(HALF, HALF),)
    assert Domain.of(FINITE).strata() == (Stratum(Fraction(0), Fraction(0)),)


def test_the_strata_cover_the_depth_once() -> None:
    """Every depth of the range lies in exactly one of them, every other in none."""
    for ends in ("()", "(]", "[)", "[]"):
        domain = Domain.of(SUBCRITICAL, (var("delta", interval(ends, Fraction(1, 4), Fraction(3, 4))),))
        for k in range(1, 24):
            delta = Fraction(k, 24)
            assert sum(s.contains(delta) for s in domain.strata()) == domain["delta"].holds(delta), (ends, delta)


def test_a_domain_on_a_stratum_is_the_part_that_lies_in_both() -> None:
    """The open stratum drops the ends of the depth it shares, and keeps those it passes."""
    domain = Domain.of(SUBCRITICAL, (CORRELATION, var("delta", "[1/4, 1/2]")))
    assert domain.on(Stratum(Fraction(1, 4), HALF))["delta"] == var("delta", "(1/4, 1/2)")
    assert domain.on(Stratum(Fraction(0), ONE))["delta"] == var("delta", "[1/4, 1/2]")
    assert domain.on(Stratum(Fraction(1, 3), ONE))["delta"] == var("delta", "(1/3, 1/2]")
    assert domain.on(Stratum(Fraction(0), Fraction(1, 3)))["delta"] == var("delta", "[1/4, 1/3)")
    assert domain.on(Stratum(HALF, HALF)).fixed == {"delta": HALF}
    assert domain.on(Stratum(HALF, HALF))["rho"] == CORRELATION
    wide = Domain.of(SUPERCRITICAL).on(Stratum(Fraction(2), None))
    assert wide["delta"] == SUPERCRITICAL_DEPTH.between(Fraction(2), None)


@pytest.mark.parametrize(
    "stratum",
    [
        Stratum(Fraction(0), Fraction(1, 4)),
        Stratum(Fraction(3, 4), ONE),
        Stratum(Fraction(3, 4), Fraction(3, 4)),
        Stratum(Fraction(1, 8), Fraction(1, 8)),
        Stratum(Fraction(1, 3), Fraction(1, 3)),
    ],
    ids=str,
)
def test_a_stratum_that_misses_the_depth_is_refused(stratum: Stratum) -> None:
    """Beside the range, or at an end that does not belong to it."""
    with pytest.raises(BadInput):
        Domain.of(SUBCRITICAL, (var("delta", "(1/3, 1/2]"),), stratum=stratum)


def test_a_stratum_needs_a_depth() -> None:
    """In a chart without depth there is the point 0 alone, which says nothing."""
    domain = Domain.of(FINITE, (CORRELATION,))
    assert domain.on(Stratum(Fraction(0), Fraction(0))) == domain
    for stratum in (Stratum(HALF, HALF), Stratum(Fraction(0), ONE)):
        with pytest.raises(BadInput, match="the finite chart has no depth"):
            domain.on(stratum)


# ---- faces, corners, extremes, points ----------------------------------------------------------------------------------


def test_the_faces_are_each_closed_end_and_the_open_rest() -> None:
    """Of the first variable asked for that has any; the others stay."""
    e, f = var("e", "[0, 1]"), var("f", "[0, 1]")
    domain = Domain.of(FREE, (CORRELATION, e, f))
    low, high, rest = domain.faces({"rho", "e", "f"})
    assert (dict(low.fixed), dict(high.fixed)) == ({"e": Fraction(0)}, {"e": Fraction(1)})
    assert rest["e"] == var("e", "(0, 1)") and rest["f"] == f and rest["rho"] == CORRELATION
    assert [d.fixed for d in domain.faces({"f"})] == [{"f": 0}, {"f": 1}, {}]
    assert [d.fixed for d in rest.faces({"e", "f"})] == [{"f": 0}, {"f": 1}, {}]


@pytest.mark.parametrize(
    ("a", "count"),
    [
        (var("e", "(0, 1)"), 0),
        (var("e", "[0, 1)"), 2),
        (var("e", "(0, 1]"), 2),
        (var("e", "[0, oo)"), 2),
        (var("e", "(0, oo)"), 0),
        (var("e", "[0, 3]", integer=True), 0),
        (var("e", "[1, 1]"), 0),
    ],
    ids=lambda x: x.sentence() if isinstance(x, Assumption) else str(x),
)
def test_only_a_closed_end_of_an_interval_is_a_face(a: Assumption, count: int) -> None:
    """An open end, an integer and a single value are none, and neither is a variable that was not asked for."""
    domain = Domain.of(FREE, (a, var("f", "[0, 1]")))
    parts = list(domain.faces({"e"}))
    assert len(parts) == count
    assert not list(domain.faces({"g"}))
    if parts:  # the parts are the whole, and do not meet
        for value in (Fraction(0), Fraction(1, 3), ONE, Fraction(5)):
            assert sum(d["e"].holds(value) for d in parts) == a.holds(value)


def test_the_corners_are_all_the_closed_ends_at_once() -> None:
    """A variable without a closed end stands in the middle; there are at most so many corners."""
    domain = Domain.of(FREE, (var("x", "[0, 1]"), CORRELATION, var("y", "[2, oo)"), var("k", "[1, 3]", integer=True)))
    found = [tuple(c.values()) for c in domain.corners()]
    assert found == [(Fraction(x), HALF, Fraction(2), Fraction(k)) for x in (0, 1) for k in (1, 3)]
    many = Domain.of(FREE, tuple(var(f"x{i}", "[0, 1]") for i in range(9)))
    assert len(list(many.corners())) == 64 and len(list(many.corners(5))) == 5


def test_the_extremes_reach_close_to_the_ends_and_far_out() -> None:
    """One variable at a time, and then all of them at their lowest and at their highest."""
    both = Domain.of(FREE, (CORRELATION, RESIDUAL))
    found = list(both.extremes())
    assert any(v["rho"] < Fraction(1, 10**20) and v["r"] == 1 for v in found)
    assert any(v["rho"] == HALF and v["r"] > 10**20 for v in found)
    assert any(v["rho"] < Fraction(1, 10**20) and v["r"] < Fraction(1, 10**20) for v in found)
    assert any(v["rho"] > 1 - Fraction(1, 10**20) and v["r"] > 10**20 for v in found)


def test_a_fixed_variable_is_moved_nowhere() -> None:
    """It has its one value at each extreme."""
    domain = Domain.of(FREE, (NO_RESIDUAL, CORRELATION))
    assert {v["r"] for v in domain.extremes()} == {0}
    assert len({v["rho"] for v in domain.extremes()}) > 3


@settings(max_examples=80)
@given(RANGES, RANGES)
def test_whatever_is_looked_at_lies_in_the_domain(x: Assumption, y: Assumption) -> None:
    """Corners, extremes and the middle, of any two ranges; faces are parts of the domain."""
    domain = Domain.of(FREE, (x, replace(y, name="y")))
    looked: Iterator[dict[str, Fraction]] = (*domain.corners(), *domain.extremes())  # type: ignore[assignment]
    for values in looked:
        assert domain.holds(values), values
    for part in domain.faces({"x", "y"}):
        assert all(narrow.within(wide) for narrow, wide in zip(part.variables, domain.variables, strict=True))


def test_the_points_of_a_finite_domain_are_all_of_them() -> None:
    """Products of the integers, with the single values; an open end is none."""
    domain = Domain.of(FREE, (var("k", "[0, 3)", integer=True), NO_RESIDUAL, var("j", "[1, 2]", integer=True)))
    points = [{"k": Fraction(k), "r": Fraction(0), "j": Fraction(j)} for k in (0, 1, 2) for j in (1, 2)]
    assert domain.points() == points
    assert Domain.of(FREE).points() == [{}]


@pytest.mark.parametrize(
    ("regime", "assumptions"),
    [
        (FREE, (CORRELATION,)),
        (FREE, (var("k", "[0, oo)", integer=True),)),
        (FREE, (var("k", f"[1, {MOST_POINTS + 1}]", integer=True),)),
        (FREE, (var("k", "[1, 200]", integer=True), var("j", "[1, 51]", integer=True))),
        (LENGTHS, (var("k", "[0, 3]", integer=True),)),
        (FINITE, (var("t", "[1, 1]"),)),
    ],
)
def test_a_domain_that_is_not_looked_at_point_by_point(regime: Regime, assumptions: tuple[Assumption, ...]) -> None:
    """An interval, infinitely many integers, too many, or a chart with an n."""
    assert Domain.of(regime, assumptions).points() is None


def test_a_point_lies_in_the_domain_or_not() -> None:
    """Each variable has to have a value, and the value its range."""
    domain = Domain.of(WINDOW, (CORRELATION, var("k", "[0, 3]", integer=True)))
    assert domain.holds({"rho": HALF, "k": Fraction(3), "s": HALF})
    assert WINDOW_WEIGHT in domain.variables
    for change in ({"rho": ONE}, {"k": HALF}, {"k": Fraction(4)}, {"s": Fraction(0)}, {"s": ONE}):
        assert not domain.holds({"rho": HALF, "k": Fraction(3), "s": HALF} | change)
    assert not domain.holds({"rho": HALF, "k": Fraction(3)})


def test_a_narrowed_domain_is_another_value() -> None:
    """The domain itself stays what it was."""
    domain = Domain.of(FINITE, (CORRELATION, RESIDUAL))
    narrow = domain.narrowed(NO_RESIDUAL)
    assert narrow.fixed == {"r": 0} and domain.fixed == {}
    assert [a.name for a in narrow.variables] == ["rho", "r", "t"]
    assert len({domain, narrow, Domain.of(FINITE, (CORRELATION, RESIDUAL))}) == 2


def test_the_corners_come_in_one_order() -> None:
    """A run looks at the same points as the last one."""
    domain = Domain.of(FREE, (var("x", "[0, 1]"), var("y", "[0, 1]")))
    runs = [list(domain.corners()) + list(domain.extremes()) for _ in range(3)]
    assert all(one == other for one, other in pairwise(runs))
