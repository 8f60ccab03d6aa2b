"""Inequalities on a chart: logarithms tied to what they are the logs of, and samples that lie in the domain."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.proofs.budget import QUICK
from critscale.proofs.certificates.forms import fraction_ball, generators
from critscale.proofs.certificates.positivity import _relaxations, certify_inequality
from critscale.proofs.evidence import METHODS, Evidence, Verdict, conclude
from critscale.proofs.kinds import Bound
from critscale.proofs.search.polynomial import polynomial_ball
from critscale.proofs.search.samples import LONGEST_LENGTH, Sample
from critscale.theory.assumptions import CORRELATION, WEIGHT_RATIO, WINDOW_WEIGHT, Assumption
from critscale.theory.errors import BadInput
from critscale.theory.expansions.chart import Chart, ChartFormula, finite_chart
from critscale.theory.expansions.rational_function import RationalFunction
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime

from ..statements import var

CHARTS = (FINITE, CRITICAL, WINDOW, SUBCRITICAL, SUPERCRITICAL, LENGTHS)
ALL = frozenset(METHODS)


def compared(
    regime: Regime, lower: ChartFormula, upper: ChartFormula, *assumptions: Assumption, valid_from: int = 2
) -> tuple[Evidence, list[Sample]]:
    """Return what a certificate says of lower <= upper, and the points it suggests."""
    here = finite_chart(Domain.of(regime, assumptions, valid_from=valid_from))
    one, two = here.form(lower, upper)
    return certify_inequality(here, two.value - one.value, QUICK, "lower <= upper")


# ---- the sandwich of the logarithm ---------------------------------------------------------------


def share(x: arb) -> arb:
    """Return how far log x lies between its bounds: w in log x = (x - 1)(2/(x + 1) + w (x - 1)^2/(2 x (x + 1)))."""
    low, high = 2 * (x - 1) / (x + 1), (x**2 - 1) / (2 * x)
    return (x.log() - low) / (high - low)


@pytest.mark.parametrize("exponent", [-300, -40, -9, -3, -2, -1, 0, 1, 2, 3, 9, 40, 300])
def test_a_logarithm_lies_between_its_bounds(exponent: int) -> None:
    """On both sides of 1, next to it and far away: 0 <= w <= 1, and it is no constant."""
    with working_precision(4000):
        for k in range(2, 12):
            small = arb(2) ** exponent * k / 11
            for x in (1 + small, 1 / (1 + small), small):
                if x.contains(1):
                    continue
                assert arb(0) <= share(x) <= arb(1), x
    assert share(arb(100)) < arb(1) / 10 < share(arb(2)) < arb(7) / 10


def samples_of(here: Chart) -> list[Sample]:
    """Return points of a chart's domain with small and large n."""
    domain = here.domain
    places: list[dict[str, Fraction]] = [{a.name: a.middle for a in domain.variables}]
    places += [{a.name: a.extremes[k] for a in domain.variables} for k in (0, 1, -1)]
    return [Sample(ContextLength.parse(n), values) for n in (2, 3, 1000, 10**9) for values in places]


@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
@pytest.mark.parametrize(
    "polynomial",
    [
        lambda log, x: log - x,
        lambda log, x: log**2 - 2 * x,
        lambda log, x: 1 + x * log - log**3,
    ],
)
def test_what_is_tied_has_the_sign_of_what_it_was(
    regime: Regime, polynomial: Callable[[RationalFunction, RationalFunction], RationalFunction]
) -> None:
    """With the true w of each logarithm, at points of every chart, for every logarithm it has."""
    here = finite_chart(Domain.of(regime))
    arguments = here.log_arguments()
    tied = {name: x for name, x in arguments.items() if x.number is None}
    assert "L" in tied
    for name in tied:
        element = polynomial(here.generator(name), here.value(here.small[0]))
        relaxations = list(_relaxations(here, [(element.numer, 1), (element.denom, 1)]))
        parts, box = relaxations[-1]
        assert len(relaxations) > 1 and f"w_{name}" in box
        for place in samples_of(here):
            with working_precision(2000):
                values = generators(here, place.at(regime))
                x = fraction_ball(tied[name], values)
                if (x - 1).contains(0):
                    continue
                values[f"w_{name}"] = share(x)
                was = fraction_ball(element, values)
                now = arb(1)
                for poly, power in parts:
                    now *= polynomial_ball(poly, values) ** power
                assert was * now > 0, (name, place.text())


def test_free_logarithms_come_first_and_then_those_of_parameters() -> None:
    """Three attempts where both kinds occur, one where there is none."""
    here = finite_chart(Domain.of(FINITE))
    both = here.value("L") + here.value("neg_log_t")
    names = [{n for n in box if n.startswith("w_")} for _, box in _relaxations(here, [(both.numer, 1)])]
    assert names == [set(), {"w_neg_log_t"}, {"w_neg_log_t", "w_L"}]
    _, box = list(_relaxations(here, [(both.numer, 1)]))[-1]
    assert box["w_L"].range_text() == "0 <= w_L <= 1"
    assert len(list(_relaxations(here, [(here.value("t").numer, 1)]))) == 1
    assert len(list(_relaxations(here, [(here.value("L").numer, 1)]))) == 2


# ---- bounds with logarithms ----------------------------------------------------------------------

BOUNDS: list[tuple[Regime, str, ChartFormula, ChartFormula]] = [
    (FINITE, "1 - t <= -log t", lambda p: 1 - p.t, lambda p: p.neg_log_t),
    (FINITE, "-log t <= 1/t - 1", lambda p: p.neg_log_t, lambda p: 1 / p.t - 1),
    (FINITE, "log(1 + E) <= E", lambda p: p.log_partition, lambda p: p.t * (1 / p.h - 1)),
    (FINITE, "E/(1 + E) <= log(1 + E)", lambda p: p.row.self_weight_complement, lambda p: p.log_partition),
    (LENGTHS, "log n <= n - 1", lambda p: p.L, lambda p: 1 / p.h - 1),
    (LENGTHS, "1 - 1/n <= log n", lambda p: 1 - p.h, lambda p: p.L),
    (LENGTHS, "1/n <= -log(1 - 1/n)", lambda p: p.h, lambda p: -p.ell),
    (CRITICAL, "h/2 <= -log(1 - h/2)", lambda p: p.h / 2, lambda p: -p.ell),
    (WINDOW, "(1 - s) h <= -log(1 - (1 - s) h)", lambda p: (1 - p.s) * p.h, lambda p: -p.ell),
    (WINDOW, "1 - s <= -log s", lambda p: 1 - p.s, lambda p: p.neg_log_s),
    (WINDOW, "s <= -log(1 - s)", lambda p: p.s, lambda p: p.neg_log_1ms),
    (SUBCRITICAL, "log(1 + E) - log(u/h) <= u (1 - t)", lambda p: p.ell, lambda p: p.u * (1 - p.t)),
    (SUPERCRITICAL, "log(1 + E) <= E", lambda p: p.ell, lambda p: p.v * (1 - p.h)),
]


@pytest.mark.parametrize(("regime", "lower", "upper"), [(g, a, b) for g, _, a, b in BOUNDS], ids=[b[1] for b in BOUNDS])
def test_a_true_bound_of_a_logarithm_is_proved(regime: Regime, lower: ChartFormula, upper: ChartFormula) -> None:
    """By the tie alone: with the logarithm free there is no sign."""
    found, suspects = compared(regime, lower, upper)
    assert found.verdict is Verdict.PROVED and suspects == []


SHARP = [b for b in BOUNDS if b[1] not in ("log n <= n - 1", "1 - 1/n <= log n")]


@pytest.mark.parametrize(("regime", "lower", "upper"), [(g, a, b) for g, _, a, b in SHARP], ids=[b[1] for b in SHARP])
def test_a_bound_of_a_logarithm_false_by_one_part_in_ten_thousand_is_not_proved(
    regime: Regime, lower: ChartFormula, upper: ChartFormula
) -> None:
    """Each is an equality in the limit, so by any factor it is false; the points it suggests show it, or others do."""
    part = Fraction(10_001, 10_000)
    found, _ = compared(regime, lambda p: lower(p) * part.numerator / part.denominator, upper)
    assert found.verdict is Verdict.UNKNOWN
    other, _ = compared(regime, upper, lower)
    assert other.verdict is Verdict.UNKNOWN


def test_a_bound_of_log_n_false_at_two_is_not_proved() -> None:
    """log 2 = 0.693147...: below 0.6932 (n - 1), and above 0.6931 (n - 1)."""
    below, suspects = compared(LENGTHS, lambda p: p.L, lambda p: (1 / p.h - 1) * 6931 / 10_000)
    assert below.verdict is Verdict.UNKNOWN
    assert any(s.length is not None and s.length.exact == 2 for s in suspects)
    statement = Bound(regime=LENGTHS, lower=lambda p: p.L, upper=lambda p: (1 / p.h - 1) * 6931 / 10_000)
    assert conclude(tuple(statement.check((), QUICK, ALL))) is Verdict.REFUTED


def test_a_bound_of_several_logarithms() -> None:
    """-log s - log(1 - s) >= 1 in the window (it is 2 log 2 at least), and log n - log t >= 1 - t + 69/100."""
    assert compared(WINDOW, lambda p: p.one, lambda p: p.neg_log_s + p.neg_log_1ms)[0].verdict is Verdict.PROVED
    lower: ChartFormula = lambda p: 1 - p.t + p.one * 69 / 100  # noqa: E731
    assert compared(FINITE, lower, lambda p: p.L + p.neg_log_t)[0].verdict is Verdict.PROVED
    assert compared(FINITE, lambda p: lower(p) + p.one / 100, lambda p: p.L + p.neg_log_t)[0].verdict is Verdict.UNKNOWN


def test_a_certificate_says_its_rule_its_box_and_its_n() -> None:
    """In one line; in the free chart there is no n."""
    found, _ = compared(LENGTHS, lambda p: p.h, lambda p: p.one / 7, valid_from=7)
    assert found.detail == "lower <= upper for all n >= 7: exact Bernstein certificate, 1 box (0 < h <= 1/7)"
    free, _ = compared(FREE, lambda p: p.x, lambda p: 1 + p.x**2, var("x", "[0, oo)"))
    assert free.detail == "lower <= upper: exact completed square in x certificate, 3 boxes (x >= 0)"
    assert compared(LENGTHS, lambda p: p.h, lambda p: p.one / 7, valid_from=6)[0].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("regime", "name", "lower", "upper"),
    [
        (FINITE, "w_neg_log_t", lambda p: 1 - p.t, lambda p: p.neg_log_t),
        (LENGTHS, "w_L", lambda p: 1 - p.h, lambda p: p.L),
        (FINITE, "w_log_partition", lambda p: p.row.self_weight_complement, lambda p: p.log_partition),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_a_variable_is_not_taken_for_the_place_of_a_logarithm(
    regime: Regime, name: str, lower: ChartFormula, upper: ChartFormula
) -> None:
    """A name the tie uses is refused, or it keeps its range: w (1 - t) <= -log t is false for w > 1."""
    try:
        found, _ = compared(regime, lambda p: vars(p)[name] * lower(p), upper, var(name, "[0, 10]"))
    except BadInput:
        return
    assert found.verdict is Verdict.UNKNOWN


# ---- suggested points ----------------------------------------------------------------------------


coefficients = st.lists(st.integers(-5, 5), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CHARTS), coefficients, st.sampled_from((2, 3, 17, 10**6)), st.booleans())
def test_suggested_points_lie_in_the_domain(regime: Regime, c: list[int], least: int, narrow: bool) -> None:
    """Every variable in its range, integers whole, and n from the least one on: in every chart, for any inequality."""
    k = var("k", "[1, 5]", integer=True)
    ranges: tuple[Assumption, ...] = (CORRELATION, k)
    if narrow:
        ranges += tuple(a.between(a.low, a.low + Fraction(1, 3)) for a in regime.parameters)
    here = finite_chart(Domain.of(regime, ranges, valid_from=least))

    def difference(p: Any) -> Any:
        x = vars(p)[here.small[0]]
        y = vars(p)[here.own[-1]]
        return c[0] + c[1] * x + c[2] * y * x + c[3] * p.k * p.h + c[4] * p.L * p.h + c[5] * p.rho**2 * p.k

    (form,) = here.form(difference)
    if not form.value:
        return
    found, suspects = certify_inequality(here, form.value, QUICK, "it")
    assert found.verdict is not Verdict.PROVED or not suspects
    for suspect in suspects:
        assert here.domain.holds(suspect.values), suspect.text()
        assert suspect.length is not None
        exact = suspect.length.exact
        assert suspect.length.log() > arb(least).log() if exact is None else exact >= least


@pytest.mark.parametrize(
    ("lower", "upper", "n"),
    [
        (lambda p: 1000 * p.h, lambda p: p.one, 2),
        (lambda p: p.one, lambda p: 1000 * p.h, LONGEST_LENGTH),
        (lambda p: p.one / 10**6, lambda p: p.h, LONGEST_LENGTH),
    ],
)
def test_a_point_is_suggested_where_the_inequality_fails(lower: ChartFormula, upper: ChartFormula, n: int) -> None:
    """At the least n, or far out: one of the points violates it."""
    found, suspects = compared(LENGTHS, lower, upper)
    assert found.verdict is Verdict.UNKNOWN
    lengths = [s.length.exact for s in suspects if s.length is not None]
    assert n in lengths
    failing = [s for s in suspects if lower(s.exactly(LENGTHS)) > upper(s.exactly(LENGTHS))]
    assert failing


def test_integers_are_suggested_beside_the_witness() -> None:
    """(2 k - 7)^2 >= 2 fails at k = 3 and k = 4, with the least of the parabola between; k <= 8 fails at its end."""
    k = var("k", "[0, 9]", integer=True)
    _, suspects = compared(FREE, lambda p: p.one * 2, lambda p: (2 * p.k - 7) ** 2, k)
    assert {3, 4} == {s.values["k"] for s in suspects}
    _, suspects = compared(FREE, lambda p: p.k, lambda p: p.one * 8, k)
    assert {9} == {s.values["k"] for s in suspects}
    assert all(s.length is None for s in suspects)
    far, one = var("k", "[5, oo)", integer=True), var("e", "[1, 1]")
    _, suspects = compared(FREE, lambda p: (p.k - 5) * p.e, lambda p: p.e, far, one)
    assert suspects and {s.values["e"] for s in suspects} == {1}
    assert all(s.values["k"].denominator == 1 and s.values["k"] > 6 for s in suspects)


def violating(lower: ChartFormula, upper: ChartFormula, regime: Regime, *assumptions: Assumption) -> list[Sample]:
    """Return the suggested points at which the inequality fails, in balls."""
    found, suspects = compared(regime, lower, upper, *assumptions)
    assert found.verdict is Verdict.UNKNOWN and found.detail.startswith("no sign after ")
    with working_precision(2000):
        points = [(s, s.at(regime)) for s in suspects]
        return [s for s, p in points if lower(p) > upper(p)]


@pytest.mark.parametrize(("name", "regime"), [("u", SUBCRITICAL), ("v", SUPERCRITICAL)], ids=["u", "v"])
@pytest.mark.parametrize("place", [3, 7, 9])
def test_a_depth_is_suggested_for_a_power_of_n(name: str, regime: Regime, place: int) -> None:
    """n^-delta is within 1/1000 of 7/10 at a depth that depends on n, and there (10 u - 7)^2 >= 10^-4 fails."""

    def dip(p: Any) -> Any:
        return (10 * vars(p)[name] - place) ** 2

    failing = violating(lambda p: p.one / 10**4, dip, regime)
    assert failing
    with working_precision(128):
        for sample in failing:
            assert abs(10 * vars(sample.at(regime))[name] - place) < arb(1) / 100


@pytest.mark.parametrize("n", [3, 37, 12345, 10**9 + 7])
def test_a_length_is_suggested_for_its_reciprocal(n: int) -> None:
    """(n h - 1)^2 >= 10^-22 fails at that very n and at no other."""
    failing = violating(lambda p: p.one / 10**22, lambda p: (n * p.h - 1) ** 2, LENGTHS)
    assert {s.length.exact for s in failing if s.length is not None} == {n}


@pytest.mark.parametrize("log_n", [100, 10**4, 10**9])
def test_a_length_is_suggested_for_its_logarithm(log_n: int) -> None:
    """((log n)/10^4 - 1)^2 >= 1/900 fails within one part in 30: at a power of ten."""
    failing = violating(lambda p: p.one / 900, lambda p: (p.L / log_n - 1) ** 2, LENGTHS)
    assert failing and all(s.length is not None and abs(s.length.log() / log_n - 1) < arb(1) / 30 for s in failing)


def test_narrower_parameters_prove_more() -> None:
    """-log t >= 69/100 for t <= 1/2, -log s <= 1/2 for s >= 2/3; not on the whole chart."""
    low = WEIGHT_RATIO.between(Fraction(0), Fraction(1, 2))
    bound = (lambda p: p.one * 66 / 100, lambda p: p.neg_log_t)
    assert compared(FINITE, *bound, low)[0].verdict is Verdict.PROVED
    assert compared(FINITE, *bound)[0].verdict is Verdict.UNKNOWN
    high = WINDOW_WEIGHT.between(Fraction(2, 3), Fraction(1))
    other = (lambda p: p.neg_log_s, lambda p: p.one / 2)
    assert compared(WINDOW, *other, high)[0].verdict is Verdict.PROVED
    assert compared(WINDOW, *other)[0].verdict is Verdict.UNKNOWN
