"""Charts: what is a generator and what is a series, which logarithms are one, and a box that contains every point."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.points import ball_point
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, RESIDUAL, WEIGHT_RATIO, WINDOW_WEIGHT, Assumption
from critscale.theory.errors import BadInput
from critscale.theory.expansions.chart import Chart, ChartFormula, Quotient, chart, finite_chart
from critscale.theory.expansions.growth_series import GrowthSeries
from critscale.theory.growth import Growth
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime

CHARTS = (FINITE, CRITICAL, WINDOW, SUBCRITICAL, SUPERCRITICAL, LENGTHS)
HALF = Fraction(1, 2)


def generators(here: Chart) -> set[str]:
    """Return the names of the generators of a chart's field."""
    return set(here.field.names)


def values(here: Chart, *formulas: ChartFormula) -> tuple[Any, ...]:
    """Return formulas in the field of a chart."""
    return tuple(form.value for form in here.form(*formulas))


# ---- logarithms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
def test_at_finite_n_every_logarithm_is_a_generator(regime: Regime) -> None:
    """None is a constant that anything could be divided by, and none is a series."""
    here = finite_chart(Domain.of(regime, (CORRELATION,)))
    assert {g.name for g in regime.logarithms} | {"L", "rho"} <= generators(here)
    assert not {"theta", "tie"} & generators(here)


@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
def test_as_n_grows_a_logarithm_that_is_no_constant_is_a_series(regime: Regime) -> None:
    """log(1 + E), or the part of it that vanishes, is no generator: its remainder theta is."""
    here = chart(Domain.of(regime, (CORRELATION,)), 4)
    vanishing = {g.name for g in regime.logarithms if g.large is not None}
    assert vanishing and not vanishing & generators(here)
    assert {g.name for g in regime.logarithms if g.large is None} | {"theta", "tie", "L"} <= generators(here)
    assert here.bounded == {"theta": HALF, "tie": HALF}


def test_log_of_the_partition_function_grows_like_log_n_at_fixed_t() -> None:
    """log(1 + E) = log n - (-log t) + log1p(h (1 - t)/t) in FINITE: a constant it is not."""
    here = chart(Domain.of(FINITE), 3)
    (value,) = values(here, lambda p: p.log_partition)
    n, gap, t, h, theta = (here.value(name) for name in ("L", "neg_log_t", "t", "h", "theta"))
    z = h * (1 - t) / t
    assert value == n - gap + z - z**2 / 2 + theta * z**3


@pytest.mark.parametrize("order", [2, 4, 8])
def test_the_order_of_the_taylor_polynomial_is_the_charts(order: int) -> None:
    """log(1 - h/2) = -h/2 - h^2/8 - ... + theta (h/2)^K, and theta is at most 2/K."""
    here = chart(Domain.of(CRITICAL), order)
    (value,) = values(here, lambda p: p.ell)
    z = -here.value("h") / 2
    assert value == sum((-1) ** (k + 1) * z**k / k for k in range(1, order)) + here.value("theta") * z**order
    assert here.bounded["theta"] == Fraction(2, order)


@pytest.mark.parametrize("order", [None, 4])
def test_equal_logarithms_are_one_generator(order: int | None) -> None:
    """-log s = -log(1 - s) at the critical gamma, and in the window at s = 1/2; at s = 1/3 they differ."""
    at_half = Assumption(name="s", meaning="the middle", low=HALF, high=HALF)
    at_third = at_half.at(Fraction(1, 3))
    for domain in (Domain.of(CRITICAL), Domain.of(LENGTHS), Domain.of(WINDOW, (at_half,))):
        one, two = values(chart(domain, order), lambda p: p.neg_log_s, lambda p: p.neg_log_1ms)
        assert one == two != 0
    for domain in (Domain.of(WINDOW), Domain.of(WINDOW, (at_third,))):
        one, two = values(chart(domain, order), lambda p: p.neg_log_s, lambda p: p.neg_log_1ms)
        assert one != two


@pytest.mark.parametrize("order", [None, 4])
def test_at_t_one_the_logarithms_are_known(order: int | None) -> None:
    """log 1 = 0, and log(1 + E) = log n since E = n - 1; at t = 1/2 neither."""
    flat = WEIGHT_RATIO.at(Fraction(1))
    here = chart(Domain.of(FINITE, (flat,)), order)
    gap, partition, log_n = values(here, lambda p: p.neg_log_t, lambda p: p.log_partition, lambda p: p.L)
    assert gap == 0 and partition == log_n == here.value("L")
    half = chart(Domain.of(FINITE, (WEIGHT_RATIO.at(HALF),)), order)
    gap, partition, log_n = values(half, lambda p: p.neg_log_t, lambda p: p.log_partition, lambda p: p.L)
    assert gap not in (0, log_n) and partition != log_n


def test_the_row_entropy_at_beta_zero_is_log_n() -> None:
    """With the logarithms known at t = 1, exactly."""
    flat = Domain.of(FINITE, (WEIGHT_RATIO.at(Fraction(1)),))
    (value,) = values(finite_chart(flat), lambda p: p.row.logs().partition + p.row.logs().gap)
    assert value == finite_chart(flat).value("L")


# ---- forms -------------------------------------------------------------------------------------------------------------


def test_a_variable_with_one_value_is_filled_in() -> None:
    """It is no generator; its value is exact."""
    third = CORRELATION.at(Fraction(1, 3))
    here = finite_chart(Domain.of(FINITE, (third, NO_RESIDUAL)))
    assert not {"rho", "r"} & generators(here)
    assert values(here, lambda p: p.rho + p.r) == (here.number(Fraction(1, 3)),)


def test_a_side_is_a_number_of_the_field() -> None:
    """An int or a Fraction becomes one; a float is refused, and so is what is no number."""
    here = finite_chart(Domain.of(FREE, (CORRELATION,)))
    assert values(here, lambda p: 2, lambda p: Fraction(1, 3)) == (here.number(Fraction(2)), here.number(Fraction(1, 3)))
    with pytest.raises(BadInput, match="a float is no exact number"):
        here.form(lambda p: 0.5)
    with pytest.raises(TypeError, match="no number of its field"):
        here.form(lambda p: "rho")
    with pytest.raises(TypeError, match="no number of its field"):
        here.form(lambda p: None)


def test_the_reciprocal_length_is_what_the_chart_says() -> None:
    """1/n = u t in the subcritical chart, and no generator of its own."""
    here = finite_chart(Domain.of(SUBCRITICAL))
    assert values(here, lambda p: p.h) == (here.value("u") * here.value("t"),)
    assert "h" not in generators(here)


def test_a_form_is_sorted_by_its_growth_rates() -> None:
    """(rho + log n/n)/(1 - n^-2) and what it was divided by."""
    here = chart(Domain.of(LENGTHS, (CORRELATION,)), 4)
    (form,) = here.form(lambda p: (p.rho + p.L * p.h) / (1 - p.h**2))
    quotient = here.quotient(form)
    rho = here.ring.gens[0]
    one, inverse, logs = Growth(Fraction(0)), Growth(Fraction(2)), Growth(Fraction(1), Fraction(0), 1)
    direction = quotient.denominator[one].leading_coefficient
    assert isinstance(quotient, Quotient)
    assert quotient.numerator == GrowthSeries({one: direction * rho, logs: direction * here.ring.one})
    assert quotient.denominator == GrowthSeries({one: direction * here.ring.one, inverse: -direction * here.ring.one})
    (divisor,) = quotient.divisors
    assert set(divisor) == {one, inverse}


# ---- roots -------------------------------------------------------------------------------------------------------------


def test_a_root_chart_has_monomials_of_fractional_rates() -> None:
    """n^-1/2 is a generator where h is its square; log n has whole powers as ever."""
    domain = Domain.of(CRITICAL)
    two, one = finite_chart(domain, 2), finite_chart(domain)
    rate = Growth(HALF, Fraction(0), -1)
    assert two.value("h") == two.generator("h") ** 2
    assert two.monomial(rate) == two.generator("h") / two.value("L")
    assert two.monomial(Growth(Fraction(3))) == two.value("h") ** 3
    with pytest.raises(ValueError, match="no product of powers"):
        one.monomial(rate)
    assert one.monomial(Growth(Fraction(2), Fraction(0), 1)) == one.value("h") ** 2 * one.value("L")


def test_a_rate_is_a_product_of_powers_of_two_coordinates() -> None:
    """n^-(2 - 3 delta) is u^-1 t^2; the logarithm is left aside."""
    here = finite_chart(Domain.of(SUBCRITICAL))
    assert here.powers(Growth(Fraction(2), Fraction(-3), 5)) == (Fraction(-1), Fraction(2))
    assert finite_chart(Domain.of(SUPERCRITICAL)).powers(Growth(HALF, Fraction(-3))) == (Fraction(-3), HALF)
    assert finite_chart(Domain.of(CRITICAL)).powers(Growth(HALF)) == (HALF,)
    assert finite_chart(Domain.of(FREE)).powers(Growth(Fraction(0))) == ()
    root = finite_chart(Domain.of(SUPERCRITICAL), 2)
    assert root.monomial(Growth(HALF, Fraction(-3))) == root.generator("h") / root.value("v") ** 3


# ---- the box -----------------------------------------------------------------------------------------------------------


def box_holds(here: Chart, n: ContextLength, values: dict[str, Fraction]) -> None:
    """Assert that no side of the box excludes the value of its generator at a point of the domain."""
    point = vars(ball_point(here.regime, n, values))
    for name, a in here.box.items():
        value = point[name].root(here.root) if name in here.small else point[name]
        assert value.is_finite()
        low, high = rational_ball(a.low), None if a.high is None else rational_ball(a.high)
        assert not (value <= low if a.low_open else value < low), (name, str(n), values)
        assert high is None or not (value >= high if a.high_open else value > high), (name, str(n), values)


@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
@pytest.mark.parametrize("least", [2, 3, 50])
def test_the_box_contains_every_point(regime: Regime, least: int) -> None:
    """Each generator, logarithms too, lies in its side, from the least n to an astronomic one, at every parameter."""
    here = finite_chart(Domain.of(regime, (CORRELATION, RESIDUAL), valid_from=least))
    ranges = {a.name: a.strategy() for a in here.domain.variables}

    @settings(max_examples=15, deadline=None)
    @given(st.fixed_dictionaries(ranges), st.sampled_from((0, 1, 2, 61, 10**9, 10**200)))
    def check(values: dict[str, Fraction], beyond: int) -> None:
        with working_precision(400):
            box_holds(here, ContextLength.parse(least + beyond), values)

    check()


@pytest.mark.parametrize("root", [2, 3, 12])
def test_the_box_of_a_root_chart_contains_the_roots(root: int) -> None:
    """n^-1/2 is at most 46/64 at n = 2, which 1/2 is not."""
    for regime in (CRITICAL, SUPERCRITICAL):
        for least in (2, 7, 10**6):
            here = finite_chart(Domain.of(regime, valid_from=least), root)
            with working_precision(200):
                for n in (least, 3 * least):
                    box_holds(here, ContextLength.parse(n), {a.name: a.middle for a in here.domain.variables})


@pytest.mark.parametrize("least", [2, 3, 4, 7, 8, 1000, 1024, 10**12])
def test_the_sides_of_n_are_close_to_its_least_value(least: int) -> None:
    """1/n is at most 1/n0, and log n at least nine tenths of what it can be."""
    box = finite_chart(Domain.of(LENGTHS, valid_from=least)).box
    side = box["h"]
    assert (side.low, side.low_open, side.high, side.high_open) == (Fraction(0), True, Fraction(1, least), False)
    log_n = arb(least).log()
    assert rational_ball(box["L"].low) <= log_n and rational_ball(box["L"].low) > log_n * 6 / 10
    assert box["L"].high is None


def test_the_number_log_2_has_two_ends() -> None:
    """They enclose it, and lie close together."""
    for domain in (Domain.of(CRITICAL), Domain.of(LENGTHS), Domain.of(FINITE, (WEIGHT_RATIO.at(HALF),))):
        box = finite_chart(domain).box
        side = box["neg_log_t" if domain.regime is FINITE else "neg_log_s"]
        with working_precision(400):
            assert side.high is not None and side.high - side.low < Fraction(1, 10**12)
            assert rational_ball(side.low) < arb(2).log() < rational_ball(side.high)


def test_a_fixed_weight_has_logarithms_with_two_ends() -> None:
    """s = 1/3: log 3 and log 3/2."""
    box = finite_chart(Domain.of(WINDOW, (WINDOW_WEIGHT.at(Fraction(1, 3)),))).box
    with working_precision(400):
        for name, number in (("neg_log_s", arb(3)), ("neg_log_1ms", arb(3) / 2)):
            high = box[name].high
            assert high is not None and high - box[name].low < Fraction(1, 10**12)
            assert rational_ball(box[name].low) < number.log() < rational_ball(high)


def test_a_logarithm_that_may_be_zero_is_not_taken_for_positive() -> None:
    """-log t is 0 at t = 1, and log(1 - h/2) is negative: it has no side."""
    assert not finite_chart(Domain.of(FINITE)).box["neg_log_t"].low_open
    assert finite_chart(Domain.of(FINITE)).box["log_partition"].low_open
    assert "ell" not in finite_chart(Domain.of(CRITICAL)).box
    assert finite_chart(Domain.of(SUPERCRITICAL)).box["ell"].low_open


@pytest.mark.parametrize("name", ["L", "h", "n", "delta", "w_L", "other"])
def test_a_variable_of_the_free_chart_keeps_its_range(name: str) -> None:
    """Whatever its name is: it is refused, or it ranges over what was assumed."""
    given_range = Assumption(name=name, meaning="a number", low=Fraction(0), high=Fraction(1))
    try:
        domain = Domain.of(FREE, (given_range,))
    except BadInput:
        return
    here = finite_chart(domain)
    assert here.box[name] == given_range
    assert here.field.names.count(name) == 1


def test_the_logarithms_say_what_they_are_the_logs_of() -> None:
    """1/t, (h + t - h t)/h and 1/h; the free chart has none."""
    here = finite_chart(Domain.of(FINITE))
    t, h = here.value("t"), here.value("h")
    assert here.log_arguments() == {"neg_log_t": 1 / t, "log_partition": (h + t - h * t) / h, "L": 1 / h}
    assert finite_chart(Domain.of(SUBCRITICAL)).log_arguments()["L"] == 1 / (
        finite_chart(Domain.of(SUBCRITICAL)).value("u") * finite_chart(Domain.of(SUBCRITICAL)).value("t")
    )
    assert finite_chart(Domain.of(FREE, (CORRELATION,))).log_arguments() == {}
