"""Forms: what a derivation speaks of is compared with the formula, and a divisor that vanishes is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.proofs.certificates.files import Inequality
from critscale.proofs.certificates.forms import (
    NotTheFormula,
    defined,
    forms,
    fraction_ball,
    generators,
)
from critscale.proofs.evidence import Evidence, Verdict
from critscale.proofs.kinds import Bound, Identity
from critscale.proofs.search.polynomial import polynomial_ball
from critscale.proofs.search.samples import Sample, Sampler
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, RESIDUAL, Assumption
from critscale.theory.errors import BadInput
from critscale.theory.expansions.chart import ChartFormula, chart, finite_chart
from critscale.theory.expansions.element import Element
from critscale.theory.field import MissingFunction, maximum
from critscale.theory.layer import quantities as q
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import (
    CRITICAL,
    FINITE,
    FREE,
    LENGTHS,
    SUBCRITICAL,
    SUPERCRITICAL,
    WINDOW,
    Point,
    Regime,
)

from ..statements import var, verify

CHARTS = (FINITE, CRITICAL, WINDOW, SUBCRITICAL, SUPERCRITICAL, LENGTHS)
HALF = Fraction(1, 2)


UNIT = var("x", "[0, 1]")


def form(formula: ChartFormula, regime: Regime = FREE, *assumptions: Assumption, order: int | None = None) -> Any:
    """Return the value of a compared form."""
    (found,) = forms(chart(Domain.of(regime, assumptions or (UNIT,)), order), (formula,))
    return found.value


# ---- form and formula ----------------------------------------------------------------------------


@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
@pytest.mark.parametrize("order", [None, 2, 4])
def test_a_formula_is_its_form(regime: Regime, order: int | None) -> None:
    """Quantities of a row, logarithms, powers and numbers agree with the chart's field at every place."""
    of_rows: tuple[ChartFormula, ...] = (
        lambda p: p.row.self_weight,
        lambda p: q.output_norm_squared(p.row, p.rho, p.r),
        lambda p: p.row.logs().partition + p.row.logs().gap * p.row.self_weight_complement,
    )
    sides: tuple[ChartFormula, ...] = (
        *(of_rows if regime.has_row else ()),
        lambda p: p.L * p.h - p.rho / (1 + p.r) ** 3,
        lambda p: 3,
        lambda p: p.one / 7,
        lambda p: p.rho - p.rho,
    )
    found = forms(chart(Domain.of(regime, (CORRELATION, RESIDUAL)), order), sides)
    assert len(found) == len(sides) and found[-1].value == 0


KINDS: dict[str, Any] = {"Element": Element, "arb": arb}


@pytest.mark.parametrize("regime", [FREE, FINITE, CRITICAL, SUBCRITICAL], ids=lambda g: g.id)
@pytest.mark.parametrize("kind", ["Element", "arb"])
def test_a_formula_that_is_another_thing_on_one_type_is_refused(kind: str, regime: Regime) -> None:
    """On the elements of the field, which a proof speaks of; on balls, which samples speak of."""

    def branching(p: Point) -> Any:
        x: Any = p.x
        return x + 1 if isinstance(p.x, KINDS[kind]) else x

    with pytest.raises(NotTheFormula, match="one line of algebra for all points"):
        form(branching, regime, UNIT)
    finding = verify(Bound(regime=regime, lower=branching, upper=3), UNIT)
    assert finding.verdict is Verdict.UNKNOWN and finding.broken


def test_a_formula_that_is_another_thing_in_exact_numbers_is_refused() -> None:
    """The corners are decided in them."""
    with pytest.raises(NotTheFormula):
        form(lambda p: p.x + 1 if isinstance(p.x, Fraction) else p.x)


def test_a_formula_with_state_is_refused() -> None:
    """Each call gives another value."""
    calls = count(1)
    with pytest.raises(NotTheFormula):
        form(lambda p: p.x * next(calls))
    seen: list[object] = []

    def later(p: Point) -> object:
        seen.append(p)
        return p.u + len(seen)

    with pytest.raises(NotTheFormula):
        form(later, SUBCRITICAL)


@pytest.mark.parametrize("regime", [FREE, LENGTHS, SUPERCRITICAL], ids=lambda g: g.id)
def test_a_formula_that_differs_by_little_is_refused(regime: Regime) -> None:
    """By one part in 10^30, which only balls of many bits tell apart."""
    little = 10**30

    def off(p: Point) -> object:
        return p.x * (little + 1) / little if isinstance(p.x, Element) else p.x

    with pytest.raises(NotTheFormula, match="the formula"):
        form(off, regime, UNIT)


def test_the_refusal_shows_both_values_and_the_place() -> None:
    """In one line, with the usual causes."""
    with pytest.raises(
        NotTheFormula, match=r"it is 13/10, the formula 3/10 at x = 3/10; .*no branch, no float, no abs"
    ):
        form(lambda p: p.x + 1 if isinstance(p.x, Element) else p.x)
    with pytest.raises(NotTheFormula, match=r"it is 1\.30000, the formula 0\.300000 at n = 6, x = 3/10, delta = 3/10"):
        form(lambda p: p.x + 1 if isinstance(p.x, Element) else p.x, SUBCRITICAL)


@pytest.mark.parametrize(
    ("formula", "regime", "error"),
    [
        (lambda p: abs(p.x), FREE, BadInput),
        (lambda p: max(p.x, 1 - p.x), FREE, BadInput),
        (lambda p: p.x if p.x > p.one / 2 else 1 - p.x, FREE, BadInput),
        (lambda p: 0.5 * p.x, FREE, BadInput),
        (lambda p: 0.5, FREE, BadInput),
        (lambda p: maximum(p.x, p.one), FREE, MissingFunction),
        (lambda p: p.x ** Fraction(1, 2), FREE, (BadInput, TypeError)),
        (lambda p: p.y, FREE, AttributeError),
    ],
)
def test_what_is_no_algebra_has_no_form(formula: ChartFormula, regime: Regime, error: type[Exception]) -> None:
    """A branch and a float are refused; a function of the field has no symbolic form."""
    with pytest.raises(error):
        form(formula, regime)


def test_a_formula_that_is_nowhere_a_number_is_refused() -> None:
    """0/0 at each place: nothing was compared."""
    point = var("x", "[1/2, 1/2]")

    def hidden(p: Point) -> object:
        return p.one if isinstance(p.one, Element) else p.one / (2 * p.x - 1)

    with pytest.raises(NotTheFormula, match="neither is a sharp number at any point"):
        form(hidden, FREE, point)
    with pytest.raises(NotTheFormula, match="neither is a sharp number at any point"):
        form(lambda p: p.one if isinstance(p.one, Element) else p.L / (2 * p.x - 1), SUBCRITICAL, point)


def test_zero_agrees_with_zero() -> None:
    """Where the value is an exact 0, or is one though balls leave it open."""
    assert form(lambda p: p.u - p.u, SUBCRITICAL) == 0
    assert form(lambda p: p.u * p.t - p.h, SUBCRITICAL) == 0
    assert form(lambda p: p.neg_log_s - p.neg_log_1ms, CRITICAL) == 0


@pytest.mark.parametrize("order", [2, 3, 4, 16])
@pytest.mark.parametrize("regime", CHARTS, ids=lambda g: g.id)
def test_theta_makes_the_series_exact_and_is_small(regime: Regime, order: int) -> None:
    """log1p(z) = z - z^2/2 + ... + theta z^K at points of every chart, with |theta| <= 2/K."""
    domain = Domain.of(regime)
    here = chart(domain, order)
    name = "log_partition" if regime is FINITE else "ell"
    (series,) = here.form(lambda p: getattr(p, name))
    places = [{a.name: a.middle for a in domain.variables}]
    places += [{a.name: a.extremes[k] for a in domain.variables} for k in (0, 1, -1)]
    places += [{a.name: (a.closed_ends or (a.middle,))[-1] for a in domain.variables}]
    sharp = 0
    for values in places:
        for n in (2, 3, 10**3, 10**30):
            with working_precision(8000):
                sample = Sample(ContextLength.parse(n), values)
                point = sample.at(regime)
                found = generators(here, point)
                assert not abs(found["theta"]) > arb(2) / order, (n, values)
                sharp += bool(abs(found["theta"]) <= arb(2) / order)
                assert (fraction_ball(series.value, found) - getattr(point, name)).contains(0)
    assert sharp >= 12


def test_theta_is_zero_where_the_logarithm_is() -> None:
    """At t = 1 log1p(0) is no 0/0."""
    here = chart(Domain.of(FINITE), 4)
    sample = Sample(ContextLength.parse(5), {"t": Fraction(1)})
    assert generators(here, sample.at(FINITE))["theta"].is_zero()


def test_the_generators_of_a_root_chart_are_roots() -> None:
    """In balls as well."""
    here = finite_chart(Domain.of(CRITICAL), 3)
    sample = Sample(ContextLength.parse(8), {})
    assert abs(generators(here, sample.at(CRITICAL))["h"] - arb(1) / 2) < arb(1) / 10**9


def test_a_polynomial_in_balls_needs_the_values_that_occur() -> None:
    """And no others."""
    here = finite_chart(Domain.of(FREE, (UNIT, var("y", "[0, 1]"))))
    x = here.generator("x").numer
    assert polynomial_ball(3 * x**2 - 1, {"x": arb(2)}) == 11
    assert polynomial_ball(here.number(Fraction(5)).numer, {}) == 5


# ---- where a formula is defined ------------------------------------------------------------------


def where(formula: ChartFormula, regime: Regime, *assumptions: Assumption, valid_from: int = 2) -> tuple[Inequality, ...] | Evidence:
    """Tell whether a formula is defined."""
    here = finite_chart(Domain.of(regime, assumptions, valid_from=valid_from))
    return defined(here, here.form(formula))


Y, K = var("y", "[0, 1]"), var("k", "[0, 7]", integer=True)
OPEN = var("x", "(0, 1)")
ZEROS: list[tuple[str, ChartFormula, Regime, tuple[Assumption, ...], dict[str, Fraction], int | None]] = [
    ("at a low corner", lambda p: 1 / p.x, FREE, (UNIT,), {"x": Fraction(0)}, None),
    ("at a high corner", lambda p: 1 / (1 - p.x), FREE, (UNIT,), {"x": Fraction(1)}, None),
    ("at a mixed corner", lambda p: 1 / (1 - p.x + p.y), FREE, (UNIT, Y), {"x": Fraction(1), "y": Fraction(0)}, None),
    ("at a rational root", lambda p: 1 / (7 * p.x - 3), FREE, (UNIT,), {"x": Fraction(3, 7)}, None),
    ("at a root of a factor", lambda p: 1 / (49 * p.x**2 - 9), FREE, (OPEN,), {"x": Fraction(3, 7)}, None),
    ("though it cancels", lambda p: (7 * p.x - 3) / (7 * p.x - 3), FREE, (OPEN,), {"x": Fraction(3, 7)}, None),
    ("at an integer", lambda p: 1 / (p.k - 3), FREE, (K,), {"k": Fraction(3)}, None),
    ("at one n", lambda p: 1 / (5 * p.h - 1), LENGTHS, (), {}, 5),
    ("at the least n", lambda p: 1 / (2 * p.h - 1), LENGTHS, (), {}, 2),
    ("with a logarithm", lambda p: 1 / p.neg_log_t, FINITE, (), {"t": Fraction(1)}, 2),
    ("at one depth", lambda p: 1 / (2 * p.delta - 1), SUBCRITICAL, (), {"delta": HALF}, None),
    ("in the window", lambda p: 1 / (3 * p.s - 1), WINDOW, (), {"s": Fraction(1, 3)}, None),
]


@pytest.mark.parametrize(
    ("formula", "regime", "assumptions", "values", "n"), [z[1:] for z in ZEROS], ids=[z[0] for z in ZEROS]
)
def test_a_zero_of_a_divisor_is_found(
    formula: ChartFormula, regime: Regime, assumptions: tuple[Assumption, ...], values: dict[str, Fraction], n: int | None
) -> None:
    """At a point of the domain, which is shown; and a statement with such a side is open."""
    evidence = where(formula, regime, *assumptions)
    assert isinstance(evidence, Evidence) and evidence.open and evidence.verdict is Verdict.UNKNOWN
    point = dict(evidence.point)
    assert {name: Fraction(point[name]) for name in values} == values and (n is None or point["n"] == str(n))
    shown = ", ".join(f"{name} = {value}" for name, value in evidence.point)
    assert re.fullmatch(rf"undefined at {re.escape(shown)}: a side divides by .+, which is 0 there", evidence.detail)


@pytest.mark.parametrize(
    ("formula", "regime", "assumptions"),
    [
        (lambda p: 1 / p.x, FREE, (OPEN,)),
        (lambda p: 1 / (p.x * (1 - p.x)), FREE, (OPEN,)),
        (lambda p: 1 / (1 + p.x**2), FREE, (UNIT,)),
        (lambda p: 1 / (p.x**2 - p.x * p.y + p.y**2 + 1), FREE, (UNIT, Y)),
        (lambda p: (1 / (1 + p.x)) ** 3 / (2 - p.x), FREE, (UNIT,)),
        (lambda p: 1 / p.L + 1 / p.log_partition + 1 / p.t, FINITE, ()),
        (lambda p: 1 / (1 - p.h), LENGTHS, ()),
        (lambda p: 1 / p.row.other_weight, FINITE, ()),
        (lambda p: 1 / (p.neg_log_s - p.h), CRITICAL, ()),
        (lambda p: p.x, FREE, (UNIT,)),
    ],
)
def test_a_divisor_without_a_zero_is_no_obstacle(
    formula: ChartFormula, regime: Regime, assumptions: tuple[Assumption, ...]
) -> None:
    """It is strict on the box: open ends are left out, a completed square is positive."""
    assert isinstance(where(formula, regime, *assumptions), tuple)


@pytest.mark.parametrize(
    ("formula", "regime", "assumptions"),
    [
        (lambda p: 1 / (2 * p.x**2 - 1), FREE, (UNIT,)),
        (lambda p: 1 / (p.x**2 - p.x * p.y + p.y**2 - Fraction(1, 7)), FREE, (UNIT, Y)),
        (lambda p: 1 / (p.L - 1), LENGTHS, ()),
        (lambda p: 1 / (2 - 5 * p.h), LENGTHS, ()),
        (lambda p: 1 / (2 * p.k - 3), FREE, (K,)),
        (lambda p: 1 / (4 * p.u - 1), SUBCRITICAL, ()),
    ],
)
def test_what_may_vanish_at_no_point_that_is_known_is_not_taken_for_defined(
    formula: ChartFormula, regime: Regime, assumptions: tuple[Assumption, ...]
) -> None:
    """At an irrational root, between two points of opposite sign, or at none of the domain's points: no proof, no point."""
    evidence = where(formula, regime, *assumptions)
    assert isinstance(evidence, Evidence) and evidence.verdict is Verdict.UNKNOWN and not evidence.point
    assert ("somewhere between" if evidence.open else "no proof shows") in evidence.detail


def test_the_least_n_counts() -> None:
    """1 - 5/n has a zero at n = 5, and none from 6 on."""
    assert isinstance(where(lambda p: 1 / (1 - 5 * p.h), LENGTHS), Evidence)
    assert isinstance(where(lambda p: 1 / (1 - 5 * p.h), LENGTHS, valid_from=6), tuple)


@pytest.mark.parametrize("shift", [0, 1])
def test_a_statement_that_divides_by_zero_is_unknown(shift: int) -> None:
    """x/x = 1 on [0, 1] has no value at 0, on [1, 2] it is proved; a zero that is not known leaves the proof out."""
    place = var("x", f"[{shift}, {shift + 1}]")
    statement = Identity(regime=FREE, left=lambda p: p.x / p.x, right=1)
    assert verify(statement, place).verdict is (Verdict.PROVED if shift else Verdict.UNKNOWN)


def test_a_statement_that_divides_by_equal_logarithms_is_unknown() -> None:
    """log(1 + E) = log n at t = 1, which belongs to the domain: 0/0 there, and 1 elsewhere."""

    def ratio(p: Point) -> object:
        return (p.log_partition - p.L) / (p.log_partition - p.L)

    assert verify(Identity(regime=FINITE, left=ratio, right=1)).verdict is Verdict.UNKNOWN
    inside = var("t", "(0, 1)")
    assert verify(Identity(regime=FINITE, left=ratio, right=1), inside).verdict is not Verdict.REFUTED


def test_divisors_of_both_sides_and_of_all_their_factors_are_looked_at() -> None:
    """Of several forms, the second one's third divisor as well."""
    here = finite_chart(Domain.of(FREE, (OPEN, Y)))
    one, two = here.form(lambda p: 1 / (1 + p.x), lambda p: 1 / p.x + 1 / ((2 + p.x) * (p.y - 1)))
    assert isinstance(defined(here, (one,)), tuple)
    found = defined(here, (one, two))
    assert isinstance(found, Evidence) and dict(found.point)["y"] == "1"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=4, max_size=4), st.sampled_from(("[]", "[)", "(]", "()")))
def test_what_is_called_defined_divides_by_nothing_that_vanishes(c: list[int], ends: str) -> None:
    """Random divisors of two variables: a zero that is shown is one, and where all is well there is none on a grid."""
    x = var("x", f"{ends[0]}-1, 2{ends[1]}")

    def divisor(p: Any) -> Any:
        return c[0] + c[1] * p.x + c[2] * p.y + c[3] * p.x * p.y

    if c[1:] == [0, 0, 0]:
        return
    found = where(lambda p: 1 / divisor(p), FREE, x, Y)
    if isinstance(found, Evidence) and found.point:
        zero = {name: Fraction(value) for name, value in found.point}
        assert divisor(Point(**zero)) == 0
        assert Domain.of(FREE, (x, Y)).holds(zero)
    if isinstance(found, tuple):
        steps = [Fraction(k, 6) for k in range(-6, 13)]
        assert all(divisor(Point(x=a, y=b)) for a in steps if x.holds(a) for b in steps if Y.holds(b))


# ---- typical points ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "a",
    [
        UNIT,
        OPEN,
        var("x", "[-3, 5]"),
        var("x", "[2, oo)"),
        var("x", "(99/100, 1)"),
        K,
        var("k", "[0, 1]", integer=True),
        var("k", "[5, oo)", integer=True),
        var("k", "[-5/2, -1/2]", integer=True),
    ],
    ids=lambda a: a.sentence(),
)
def test_typical_points_lie_in_the_domain_and_differ(a: Assumption) -> None:
    """Three of them, low, middle and high in each range, integers whole."""
    domain = Domain.of(FREE, (a, CORRELATION))
    found = Sampler(domain).typical()
    assert len(found) == 3 and all(domain.holds(s.values) and s.length is None for s in found)
    rho = [s.values["rho"] for s in found]
    assert rho == sorted(set(rho))


def test_where_every_variable_is_fixed_there_is_one_typical_point() -> None:
    """And in the empty domain too."""
    assert [s.values for s in Sampler(Domain.of(FREE, (NO_RESIDUAL,))).typical()] == [{"r": 0}]
    assert [s.values for s in Sampler(Domain.of(LENGTHS)).typical()] == [{}]


def test_lambdas_of_one_loop_are_different_sides() -> None:
    """Each formula is compared with its own form."""
    sides: tuple[Callable[[Point], object], ...] = tuple(lambda p, k=k: p.x + k for k in range(3))  # type: ignore[misc]
    found = forms(finite_chart(Domain.of(FREE, (UNIT,))), sides)
    assert len({f.value for f in found}) == 3
