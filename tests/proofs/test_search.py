"""The search: what decides a sample, what is looked at, and the descent to a narrow dip."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.proofs.budget import DEFAULT, QUICK
from critscale.proofs.evidence import Verdict
from critscale.proofs.kinds import Bound
from critscale.proofs.search.counterexample import sampled, search
from critscale.proofs.search.decision import (
    SHARP,
    SHARPER,
    VERY_SHARP,
    Outcome,
    Place,
    decide_nonnegative,
    decided,
    finite,
    same,
)
from critscale.proofs.search.descent import lowest
from critscale.proofs.search.samples import ASTRONOMIC, NotExact, Sample, Sampler
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, RESIDUAL, Assumption
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.field import MissingFunction, maximum
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, Regime

from ..statements import RANGES, var, verify

OBEYED, VIOLATED, UNDECIDED, NOT_FINITE = Outcome.OBEYED, Outcome.VIOLATED, Outcome.UNDECIDED, Outcome.NOT_FINITE
HALF = Fraction(1, 2)
NAN, INFINITE = arb("nan"), arb("inf")


UNIT = var("x", "[0, 1]")
FREE_UNIT = Domain.of(FREE, (UNIT,))
X = Sample(None, {"x": HALF})


# ---- three values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (arb(1), OBEYED),
        (arb(0), OBEYED),
        (arb(-1), VIOLATED),
        (arb(0, 1), UNDECIDED),
        (arb(1, 1), OBEYED),
        (arb(-1, 1), UNDECIDED),
        (arb(2, 1), OBEYED),
        (arb(-2, 1), VIOLATED),
        (arb(10**6, 10**7), UNDECIDED),
        (NAN, NOT_FINITE),
        (INFINITE, NOT_FINITE),
        (-INFINITE, NOT_FINITE),
        (arb(0, INFINITE), NOT_FINITE),
        (Fraction(0), OBEYED),
        (Fraction(1, 7), OBEYED),
        (Fraction(-1, 10**300), VIOLATED),
        (0, OBEYED),
        (-1, VIOLATED),
    ],
    ids=str,
)
def test_a_difference_is_at_least_zero_or_not_or_neither(difference: object, expected: Outcome) -> None:
    """A wide ball says nothing, and what is not finite says nothing."""
    if isinstance(difference, arb) and str(difference) == str(arb(1, 1)):
        assert decide_nonnegative(difference) in (OBEYED, UNDECIDED)  # a radius is rounded up
        return
    assert decide_nonnegative(difference) is expected
    assert finite(difference) is (expected is not NOT_FINITE)


def test_two_values_are_the_same_or_not_or_neither() -> None:
    """Equal balls that are sharp, apart, wide, not finite."""
    with working_precision(192):
        third = arb(1) / 3
        assert same(third, third) is OBEYED and same(third, third + arb(2) ** -90) is VIOLATED
        assert same(third, arb(third.mid(), arb(1) / 10**6)) is UNDECIDED
        assert same(arb(0), arb(0)) is OBEYED and same(arb(0, 1), arb(0)) is UNDECIDED
        assert same(NAN, third) is NOT_FINITE and same(third, INFINITE) is NOT_FINITE
        assert same(INFINITE, INFINITE) is NOT_FINITE
    assert same(HALF, Fraction(2, 4)) is OBEYED and same(HALF, Fraction(1, 2) + Fraction(1, 10**99)) is VIOLATED


def test_nearly_equal_values_are_no_evidence_where_the_forms_differ() -> None:
    """They are the same to 40 bits; with the forms apart only an exact 0 is."""
    with working_precision(192):
        third = arb(1) / 3
        assert same(third, third) is OBEYED and same(third, third, exact=True) is UNDECIDED
        assert same(arb(1), arb(1), exact=True) is OBEYED
        assert same(HALF, HALF, exact=True) is OBEYED


def test_how_sharp_two_equal_values_have_to_be() -> None:
    """Relative to their size; more bits are asked for where there is no form."""
    with working_precision(4000):
        for size in (1, 10**30):
            for bits, sharp, expected in (
                (SHARP + 4, SHARP, OBEYED),
                (SHARP - 4, SHARP, UNDECIDED),
                (VERY_SHARP + 4, VERY_SHARP, OBEYED),
                (SHARP + 4, VERY_SHARP, UNDECIDED),
            ):
                ball = arb(size, arb(size) * arb(2) ** -bits)
                assert same(ball, arb(size), sharp=sharp) is expected, (size, bits, sharp)


# ---- how a sample is decided ---------------------------------------------------------------------------------------------


def by_precision(outcomes: dict[int, Outcome], otherwise: Outcome, seen: list[int | str]) -> Callable[[Sample, Place], Outcome]:
    """Return a decision that depends on the working precision; exact numbers give none."""

    def decide(sample: Sample, place: Place) -> Outcome:
        if place is Sample.exactly:
            seen.append("exact")
            raise NotExact("none here")
        seen.append(ctx.prec)
        return outcomes.get(ctx.prec, otherwise)

    return decide


@pytest.mark.parametrize(
    ("outcomes", "otherwise", "expected", "tried"),
    [
        ({}, OBEYED, OBEYED, [100]),
        ({}, VIOLATED, VIOLATED, [100, 200]),
        ({100: VIOLATED}, OBEYED, UNDECIDED, [100, 200]),
        ({100: VIOLATED}, UNDECIDED, UNDECIDED, [100, 200]),
        ({100: VIOLATED}, NOT_FINITE, UNDECIDED, [100, 200]),
        ({100: UNDECIDED}, OBEYED, OBEYED, [100, "exact", 800]),
        ({100: NOT_FINITE}, OBEYED, OBEYED, [100, "exact", 800]),
        ({100: UNDECIDED}, VIOLATED, VIOLATED, [100, "exact", 800, 1600]),
        ({100: UNDECIDED, 800: VIOLATED}, OBEYED, UNDECIDED, [100, "exact", 800, 1600]),
        ({}, UNDECIDED, UNDECIDED, [100, "exact", 800]),
        ({}, NOT_FINITE, NOT_FINITE, [100, "exact", 800]),
        ({100: NOT_FINITE}, UNDECIDED, UNDECIDED, [100, "exact", 800]),
    ],
)
def test_a_violation_stands_at_twice_the_precision(
    outcomes: dict[int, Outcome], otherwise: Outcome, expected: Outcome, tried: list[int | str]
) -> None:
    """And what is left open is tried in exact numbers, then at eight times as many bits."""
    assert SHARPER == 8
    seen: list[int | str] = []
    assert decided(X, by_precision(outcomes, otherwise, seen), 100) is expected
    assert seen == tried


@pytest.mark.parametrize(
    ("exactly", "expected"),
    [
        (lambda: OBEYED, OBEYED),
        (lambda: VIOLATED, VIOLATED),
        (lambda: 1 // 0, NOT_FINITE),
    ],
)
def test_what_balls_leave_open_is_decided_in_exact_numbers(exactly: Callable[[], Outcome], expected: Outcome) -> None:
    """At once; where an exact side divides by zero it has no value."""

    def decide(sample: Sample, place: Place) -> Outcome:
        return exactly() if place is Sample.exactly else UNDECIDED

    assert decided(X, decide, 64) is expected


@pytest.mark.parametrize("error", [NotExact("a power"), MissingFunction("sqrt", "no")])
def test_what_has_no_exact_value_is_left_to_balls(error: Exception) -> None:
    """A power of n, a function of balls alone."""

    def decide(sample: Sample, place: Place) -> Outcome:
        if place is Sample.exactly:
            raise error
        return OBEYED if ctx.prec > 64 else UNDECIDED

    assert decided(X, decide, 64) is OBEYED


def test_a_tie_is_decided_exactly() -> None:
    """x^2 - 2/3 x + 1/9 >= 0 at x = 1/3: a ball around 0 leaves it open, exact numbers do not."""

    def decide(sample: Sample, place: Place) -> Outcome:
        p = place(sample, FREE)
        return decide_nonnegative(p.x**2 - 2 * p.x / 3 + p.one / 9)

    third = Sample(None, {"x": Fraction(1, 3)})
    with working_precision(64):
        assert decide(third, Sample.at) is UNDECIDED
    assert decided(third, decide, 64) is OBEYED

    def strictly(sample: Sample, place: Place) -> Outcome:
        p = place(sample, FREE)
        return decide_nonnegative(p.x**2 - 2 * p.x / 3 + p.one / 9 - p.one / 10**60)

    assert decided(third, strictly, 64) is VIOLATED


def test_a_sample_has_an_exact_point_where_its_coordinates_are_rational() -> None:
    """1/n is; n^-delta is not, and an astronomic n is not written out."""
    sample = Sample(ContextLength.parse(7), {"t": HALF})
    assert sample.exactly(FINITE).h == Fraction(1, 7) and sample.exactly(FINITE).row.self_weight == Fraction(1, 4)
    with pytest.raises(NotExact):
        Sample(ContextLength.parse(7), {"delta": HALF}).exactly(SUBCRITICAL)
    with pytest.raises(NotExact):
        Sample(ContextLength.parse("10^10^15"), {"t": HALF}).exactly(FINITE)
    assert X.exactly(FREE).x == HALF


def test_a_sample_is_shown_with_its_length_first() -> None:
    """As text, by variable; without a length in the free chart."""
    assert Sample(ContextLength.parse("10^6"), {"rho": HALF, "t": Fraction(1)}).text() == "n = 1000000, rho = 1/2, t = 1"
    assert X.shown() == (("x", "1/2"),)


# ---- the search ----------------------------------------------------------------------------------------------------------


def looking(condition: Callable[[Sample], Outcome], seen: list[Sample]) -> Callable[[Sample, Place], Outcome]:
    """Return a decision by a condition on the sample that writes down what was looked at."""

    def decide(sample: Sample, place: Place) -> Outcome:
        seen.append(sample)
        return condition(sample)

    return decide


def test_the_counts_are_of_samples() -> None:
    """Each is obeyed, undecided or not finite once, however often it was tried."""

    def condition(sample: Sample) -> Outcome:
        x = sample.values["x"]
        return NOT_FINITE if x < Fraction(1, 4) else UNDECIDED if x < HALF else OBEYED

    seen: list[Sample] = []
    found = search(FREE_UNIT, looking(condition, seen), examples=60, bits=64)
    kinds = [condition(s) for s in {str(s.values): s for s in seen}.values()]
    assert found.violation is None
    assert found.not_finite is not None and found.not_finite.values["x"] < Fraction(1, 4)
    assert found.obeyed >= kinds.count(OBEYED) > 10
    assert found.undecided >= kinds.count(UNDECIDED) + kinds.count(NOT_FINITE) > 10
    assert 60 <= found.obeyed + found.undecided <= 80
    assert search(FREE_UNIT, lambda sample, place: OBEYED, examples=10, bits=64).not_finite is None


@pytest.mark.parametrize("corner", [{"x": 0, "y": 0}, {"x": 0, "y": 1}, {"x": 1, "y": 0}, {"x": 1, "y": 1}])
def test_a_violation_at_a_corner_is_found_without_an_example(corner: dict[str, int]) -> None:
    """At any of the four, before anything is drawn."""
    domain = Domain.of(FREE, (UNIT, var("y", "[0, 1]")))
    found = search(domain, lambda s, place: VIOLATED if s.values == corner else OBEYED, examples=1, bits=64)
    assert found.violation is not None and found.violation.values == corner


@pytest.mark.parametrize(
    ("regime", "assumptions", "condition"),
    [
        (FREE, (var("x", "(0, 1)"),), lambda s: s.values["x"] < Fraction(1, 10**25)),
        (FREE, (var("x", "(0, 1)"),), lambda s: 1 - s.values["x"] < Fraction(1, 10**25)),
        (FREE, (var("x", "[0, oo)"),), lambda s: s.values["x"] > 10**25),
        (FREE, (var("x", "[0, oo)"), var("y", "[0, oo]")), lambda s: min(s.values.values()) > 10**25),
        (FREE, (var("x", "(0, 1)"), var("y", "(0, 1)")), lambda s: max(s.values.values()) < Fraction(1, 10**25)),
        (FREE, (var("k", "[0, 10000000]", integer=True),), lambda s: s.values["k"] == 10**7),
        (LENGTHS, (), lambda s: s.length.exact == 2),
        (LENGTHS, (), lambda s: s.length.exact == 3),
        (LENGTHS, (), lambda s: s.length == ContextLength.parse("10^10^100")),
        (FINITE, (), lambda s: s.values["t"] == 1 and s.length.exact == 2),
        (FINITE, (), lambda s: s.values["t"] < Fraction(1, 10**25) and str(s.length) != "2"),
    ],
)
def test_what_fails_at_an_end_only_is_found(
    regime: Regime, assumptions: tuple[Assumption, ...], condition: Callable[[Sample], bool]
) -> None:
    """Close to an open end, far out, in all variables at once, at the least n and at an astronomic one."""
    found = search(Domain.of(regime, assumptions), lambda s, place: VIOLATED if condition(s) else OBEYED, examples=5, bits=64)
    assert found.violation is not None and condition(found.violation)


def test_the_least_n_is_the_domains() -> None:
    """Nothing below is looked at, and n0, n0 + 1 and larger ones are."""
    domain = Domain.of(FINITE, (NO_RESIDUAL,), valid_from=77)
    seen: list[Sample] = []
    search(domain, looking(lambda s: OBEYED, seen), examples=40, bits=64)
    exact = {s.length.exact for s in seen if s.length is not None and s.length.exact is not None}
    assert {77, 78} <= exact and min(exact) == 77 and max(exact) > 10**9
    assert {s.length for s in seen} >= {ContextLength.parse(n) for n in ASTRONOMIC}
    assert all(domain.holds(s.values) for s in seen)


def test_the_free_chart_has_no_length() -> None:
    """Neither its corners nor what is drawn."""
    seen: list[Sample] = []
    search(FREE_UNIT, looking(lambda s: OBEYED, seen), examples=10, bits=64)
    assert all(s.length is None for s in seen)
    assert [s.values["x"] for s in Sampler(FREE_UNIT).corners()] == [0, 1]
    assert all(s.length is None for s in Sampler(FREE_UNIT).extremes())


def test_what_is_drawn_shrinks_to_a_simple_point() -> None:
    """What is violated at every inner point is so at 1/2; what is violated at every n > 3 at 4, or at 10."""
    inner = Domain.of(FREE, (var("x", "(0, 1)"), var("y", "[0, 1]")))

    def condition(sample: Sample, place: Place) -> Outcome:
        return VIOLATED if 0 < sample.values["y"] < 1 else OBEYED

    found = search(inner, condition, examples=50, bits=64)
    assert found.violation == Sample(None, {"x": HALF, "y": HALF})

    def far(sample: Sample, place: Place) -> Outcome:
        assert sample.length is not None
        return VIOLATED if sample.length.exact not in (2, 3, 2000) else OBEYED

    large = search(Domain.of(FINITE), far, examples=50, bits=64)
    assert large.violation is not None and large.violation.length is not None
    assert large.violation.length.exact in (4, 10) and large.violation.values["t"] in (1, HALF)


def test_a_violation_at_one_precision_only_is_counted_as_undecided() -> None:
    """Among the given samples as among the drawn ones."""
    seen: list[int | str] = []
    found = search(FREE_UNIT, by_precision({100: VIOLATED}, OBEYED, seen), examples=5, bits=100)
    assert found.violation is None and found.obeyed == 0 and found.undecided > 0


def test_given_samples_are_looked_at_first_and_last() -> None:
    """Corners, then what is drawn, then extremes; the first violation ends the search."""
    seen: list[Sample] = []
    wanted: list[Sample] = []

    def condition(sample: Sample) -> Outcome:
        return VIOLATED if sample in wanted else OBEYED

    found = search(FREE_UNIT, looking(condition, seen), examples=3, bits=64)
    assert found.violation is None and [s.values["x"] for s in seen[:2]] == [0, 1]  # the corners
    assert tuple(seen[2:5]) == Sampler(FREE_UNIT).drawn(3) and seen[5:] == list(Sampler(FREE_UNIT).extremes())
    drawn = Sampler(FREE_UNIT).drawn(3)[2]
    seen.clear()
    wanted = [list(Sampler(FREE_UNIT).extremes())[1]]
    assert search(FREE_UNIT, looking(condition, seen), examples=3, bits=64).violation == wanted[0] == seen[-1]
    wanted = [Sample(None, {"x": Fraction(0)}), drawn]
    seen.clear()
    assert search(FREE_UNIT, looking(condition, seen), examples=3, bits=64).violation == wanted[0] == seen[-1]


def test_a_violation_that_hypothesis_would_not_come_upon_is_made_simpler_all_the_same() -> None:
    """One value of a hundred thousand, at any of another variable: the other becomes the simplest."""
    domain = Domain.of(FREE, (var("k", "[0, 1000000]", integer=True), var("x", "(0, 1)"), var("y", "(0, 1)")))
    given_sample = next(s for s in Sampler(domain).drawn(50) if s.values["k"] > 1000 and s.values["x"] != HALF)
    k = given_sample.values["k"]
    found = search(domain, lambda s, place: VIOLATED if s.values["k"] == k else OBEYED, examples=50, bits=64)
    assert found.violation == Sample(None, {"k": k, "x": HALF, "y": HALF})


def test_a_violation_that_hypothesis_does_not_come_upon_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shown as it was drawn."""
    wanted = Sampler(FREE_UNIT).drawn(50)[-1]
    monkeypatch.setattr(Sampler, "strategy", lambda self, near: st.just(X))
    found = search(FREE_UNIT, lambda s, place: VIOLATED if s == wanted else OBEYED, examples=50, bits=64)
    assert found.violation == wanted


def test_a_search_leaves_nothing_where_the_user_stands(tmp_path: Path) -> None:
    """Hypothesis would keep a folder of its own there; and whoever uses it beside finds it as it was."""
    script = """
from hypothesis import configuration
from critscale import verify
before = configuration.storage_directory(intent_to_write=False).path
assert verify("A6.rate.self-weight", twins=True, budget="quick").findings
assert configuration.storage_directory(intent_to_write=False).path == before
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=40)
@given(st.data())
def test_lengths_start_where_they_should(data: st.DataObject) -> None:
    """Small ones, and powers of ten; never below the least."""
    least = data.draw(st.sampled_from((2, 3, 999, 10**6, 10**18 + 1)))
    n = data.draw(Sampler(Domain.of(LENGTHS, valid_from=least)).lengths().strategy())
    assert n.exact is None or n.exact >= least


# ---- what samples are worth --------------------------------------------------------------------------------------------


def share(decided_share: int, of: int) -> Callable[[Sample, Place], Outcome]:
    """Return a decision that leaves all but some samples open."""
    seen: dict[str, int] = {}

    def decide(sample: Sample, place: Place) -> Outcome:
        k = seen.setdefault(sample.text(), len(seen))
        return OBEYED if k % of < decided_share else UNDECIDED

    return decide


def test_undecided_samples_do_not_support() -> None:
    """One in four has to obey; the evidence counts both kinds."""
    enough, few = sampled(FREE_UNIT, share(1, 2), QUICK), sampled(FREE_UNIT, share(1, 9), QUICK)
    assert enough.verdict is Verdict.SUPPORTED and few.verdict is Verdict.UNKNOWN
    assert "undecided" in enough.detail and "undecided" in few.detail
    assert sampled(FREE_UNIT, lambda s, place: UNDECIDED, QUICK).verdict is Verdict.UNKNOWN
    assert "undecided" not in sampled(FREE_UNIT, lambda s, place: OBEYED, QUICK).detail


def test_a_point_without_a_value_leaves_a_statement_without_a_form_open() -> None:
    """With a form it is the form that says where the statement is undefined."""

    def decide(sample: Sample, place: Place) -> Outcome:
        return NOT_FINITE if sample.values["x"] == 1 else OBEYED

    free = sampled(FREE_UNIT, decide, QUICK, charted=False)
    assert free.verdict is Verdict.UNKNOWN and free.open and "undefined or beyond reach at x = 1" in free.detail
    charted = sampled(FREE_UNIT, decide, QUICK)
    assert charted.verdict is Verdict.SUPPORTED and not charted.open


# ---- the descent ---------------------------------------------------------------------------------------------------------


def descended(domain: Domain, upper: ChartFormula, *, steps: int = 400) -> Sample | None:
    """Return what a descent finds against 0 <= upper."""

    def slack(sample: Sample) -> arb:
        value = upper(sample.at(domain.regime))
        return arb(value / (1 + abs(value)))

    def decide(sample: Sample, place: Place) -> Outcome:
        return decide_nonnegative(upper(place(sample, domain.regime)))

    return lowest(domain, slack, decide, steps=steps, bits=128)


WIDTHS = [Fraction(1, 10**3), Fraction(1, 10**5)]


@pytest.mark.parametrize("centre", [Fraction(1, 3), Fraction(618, 1000), Fraction(97, 100), Fraction(41, 10**4)])
@pytest.mark.parametrize("width", WIDTHS, ids=str)
def test_a_narrow_dip_is_found(centre: Fraction, width: Fraction) -> None:
    """(x - c)^2 >= w^2 fails on an interval of width 2 w, which no sample hits."""
    c, w = centre, width

    def upper(p: object) -> object:
        x, one = p.x, p.one  # type: ignore[attr-defined]
        return (x - one * c.numerator / c.denominator) ** 2 - (one * w.numerator / w.denominator) ** 2

    found = descended(FREE_UNIT, upper)
    assert found is not None and abs(found.values["x"] - c) < w


def test_a_dip_in_two_variables_is_found() -> None:
    """Neither alone shows it."""
    square = Domain.of(FREE, (UNIT, var("y", "[-2, 3]")))
    found = descended(square, lambda p: (3 * p.x - 1) ** 2 + (7 * p.y - 5) ** 2 + (p.x * p.y) ** 2 / 100 - p.one * 6 / 10_000)
    assert found is not None and abs(found.values["x"] - Fraction(1, 3)) < Fraction(1, 50)


@pytest.mark.parametrize("n", [37, 1234, 10**5 + 3, 3 * 10**9])
def test_a_dip_in_n_is_found(n: int) -> None:
    """(n h - 1)^2 >= 10^-4 fails for lengths within 1 % of n."""
    found = descended(Domain.of(LENGTHS), lambda p: (n * p.h - 1) ** 2 - p.one / 10_000)
    assert found is not None and found.length is not None and found.length.exact is not None
    assert abs(found.length.exact - n) <= n / 90


def test_a_dip_at_astronomic_n_is_found() -> None:
    """(log n/10^6 - 1)^2 >= 10^-4 fails around n = e^(10^6), a power of ten."""
    found = descended(Domain.of(LENGTHS), lambda p: (p.L / 10**6 - 1) ** 2 - p.one / 10_000)
    assert found is not None and found.length is not None
    assert abs(found.length.log() / 10**6 - 1) < arb(1) / 90


def test_a_dip_far_out_is_found() -> None:
    """In an unbounded variable, at 10^7 times the width of the middle."""
    half_line = Domain.of(FREE, (var("x", "[-3, oo)"),))
    found = descended(half_line, lambda p: (p.x / 10**7 - 1) ** 2 - p.one / 10**4)
    assert found is not None and abs(found.values["x"] / 10**7 - 1) < Fraction(1, 90)


@pytest.mark.parametrize(
    ("domain", "upper"),
    [
        (FREE_UNIT, lambda p: (3 * p.x - 1) ** 2),
        (FREE_UNIT, lambda p: p.x),
        (FREE_UNIT, lambda p: p.one - p.x),
        (Domain.of(FREE, (var("x", "(0, 1)"),)), lambda p: p.x * (1 - p.x)),
        (Domain.of(FREE, (RESIDUAL, UNIT)), lambda p: 1 + p.r**2 - 2 * p.r * p.x),
        (Domain.of(LENGTHS), lambda p: 1 / p.h - 1 - p.L),
        (Domain.of(FINITE, (CORRELATION,)), lambda p: 1 / p.h - p.log_partition),
        (Domain.of(SUBCRITICAL), lambda p: 1 - p.u),
        (Domain.of(FREE, (NO_RESIDUAL,)), lambda p: p.r - 1),
    ],
)
def test_of_a_true_inequality_nothing_is_found(domain: Domain, upper: ChartFormula) -> None:
    """Even where it is an equality at an end or inside; and where nothing can move nothing is tried."""
    assert descended(domain, upper, steps=200) is None


@settings(max_examples=25, deadline=None)
@given(RANGES, st.sampled_from((FREE, LENGTHS, CRITICAL)), st.sampled_from((2, 5, 10**4, 3 * 10**15, 7 * 10**20)))
def test_the_descent_stays_in_the_domain(x: Assumption, regime: Regime, least: int) -> None:
    """What it returns lies in every range and at or above the least n, though all is violated."""
    domain = Domain.of(regime, (x,), valid_from=least)
    seen: list[Sample] = []

    def decide(sample: Sample, place: Place) -> Outcome:
        seen.append(sample)
        return UNDECIDED if len(seen) % 3 else VIOLATED

    found = lowest(domain, lambda sample: sample.at(regime).x, decide, steps=20, bits=64)
    for sample in (*seen, *([found] if found else [])):
        assert domain.holds(sample.values), sample.text()
        assert sample.length is None or not sample.length.log() < arb(least).log(), sample.text()


@pytest.mark.parametrize("least", [2, 10**6, 10**15 - 1, 10**15 + 1, 3 * 10**15, 10**40 + 1])
@pytest.mark.parametrize("y", [-40.0, -3.0, 0.0, 3.0])
def test_a_length_of_the_descent_is_at_least_the_least(least: int, y: float) -> None:
    """Also where it is a power of ten."""
    n = Sampler(Domain.of(LENGTHS, valid_from=least)).at((y,)).length
    assert n is not None and not n.log() < arb(least).log()


def test_a_true_bound_from_a_large_n_on_is_not_refuted_below_it() -> None:
    """3 10^15 <= max(n, 1) for n >= 3 10^15, which has no symbolic form."""
    least = 3 * 10**15
    statement = Bound(regime=LENGTHS, lower=least, upper=lambda p: maximum(1 / p.h, p.one), valid_from=least)
    assert verify(statement, budget=DEFAULT).verdict is not Verdict.REFUTED


def test_a_place_is_a_sample_of_the_domain() -> None:
    """Its ends are at infinity, its middle at 0; a variable with one value keeps it."""
    domain = Domain.of(LENGTHS, (UNIT, NO_RESIDUAL, var("k", "[1, 4]", integer=True)))

    def at(y: float) -> Sample:
        return Sampler(domain).at((y, y, y))

    assert at(0.0).values == {"x": HALF, "r": 0, "k": Fraction(2)}
    low, high = at(-40.0), at(40.0)
    assert 0 < low.values["x"] < Fraction(1, 10**15) and 0 < 1 - high.values["x"] < Fraction(1, 10**15)
    assert (low.values["k"], high.values["k"]) == (Fraction(1), Fraction(4))
    assert low.length is not None and low.length.exact == 2
    assert high.length is not None and high.length.log() > 10**17


def test_a_slack_that_is_no_number_is_no_dip() -> None:
    """A pole, NaN, and an exception of the arithmetic are passed by."""

    def slack(sample: Sample) -> arb:
        x = sample.values["x"]
        if x < Fraction(1, 4):
            raise ZeroDivisionError
        return NAN if x > Fraction(3, 4) else arb(1) / (2 * x.numerator - x.denominator)

    assert lowest(FREE_UNIT, slack, lambda sample, place: NOT_FINITE, steps=60, bits=64) is None


@pytest.mark.parametrize(
    ("a", "b", "upper"),
    [
        (34567, 99991, lambda p: (99991 * p.x - 34567) ** 2 - p.one / 10**7),
        (345, 997, lambda p: maximum((997 * p.x - 345) ** 2, p.one * 0) - p.one / 10**5),
        (1, 3, lambda p: maximum((3 * p.x - 1) ** 2, p.one * 0) - p.one / 10**5),
    ],
    ids=["with a form", "without", "without, and wider"],
)
def test_a_bound_that_fails_on_a_narrow_interval_is_refuted_there(a: int, b: int, upper: ChartFormula) -> None:
    """By its witness where it has a form, by the descent where it has none."""
    finding = verify(Bound(regime=FREE, lower=0, upper=upper), UNIT, budget=DEFAULT)
    assert finding.verdict is Verdict.REFUTED and finding.refutation is not None
    assert abs(Fraction(dict(finding.refutation.point)["x"]) * b - a) < Fraction(1, 100)


@pytest.mark.parametrize("shift", [0, 1, -1])
def test_a_bound_is_looked_at_by_its_difference(shift: int) -> None:
    """c <= (log n - 10)^2 - 10^-5 + c fails at n = 22026 alone, whatever is added to both sides, nothing too."""
    statement = Bound(regime=LENGTHS, lower=shift, upper=lambda p: (p.L - 10) ** 2 - p.one / 10**5 + shift)
    finding = verify(statement, budget=DEFAULT)
    assert finding.verdict is Verdict.REFUTED
    assert finding.refutation is not None and dict(finding.refutation.point)["n"] == "22026"
