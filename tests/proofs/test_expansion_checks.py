"""The checker of expansions: closed ends apart, refutations confirmed, O uniform or at each point, rates that cross."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.proofs.budget import QUICK
from critscale.proofs.certificates.forms import NotTheFormula
from critscale.proofs.evidence import METHODS, Evidence, Finding, Verdict
from critscale.proofs.kinds import BigO, Expansion, LittleO, Within
from critscale.proofs.kinds import expansion as kind_expansion
from critscale.proofs.kinds.expansion import _cases, _confirmed, _difference
from critscale.proofs.search.samples import Sample
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, Assumption
from critscale.theory.errors import BadInput
from critscale.theory.expansions.chart import ChartFormula, chart
from critscale.theory.expansions.element import Element
from critscale.theory.expansions.expansion import LOG_ORDERS, divisions
from critscale.theory.field import maximum
from critscale.theory.growth import Growth, Stratum
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

HALF, ONE = Fraction(1, 2), Fraction(1)
INVERSE_N, CONSTANT, LOG = Growth(ONE), Growth(Fraction(0)), Growth(Fraction(0), logs=1)
PROVED, REFUTED, UNKNOWN, SUPPORTED = Verdict.PROVED, Verdict.REFUTED, Verdict.UNKNOWN, Verdict.SUPPORTED


UNIT, OPEN = var("e", "[0, 1]"), var("e", "(0, 1)")


def tends(regime: Regime, quantity: ChartFormula, value: Any, error: Any = LittleO(), **more: Any) -> Expansion:  # noqa: B008
    """Return quantity = value + error."""
    return Expansion(regime=regime, quantity=quantity, value=value, error=error, **more)


def evidence(finding: Finding, method: str) -> Evidence:
    """Return the evidence of one method."""
    return next(e for e in finding.evidence if e.method == method)


def refuting(finding: Finding) -> dict[str, str]:
    """Return the point of a refutation."""
    assert finding.verdict is REFUTED and finding.refutation is not None
    return dict(finding.refutation.point)


# ---- closed ends -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "value", "a", "point"),
    [
        (lambda p: (1 - p.e) / ((1 - p.e) + p.h), 1, UNIT, {"e": "1"}),
        (lambda p: p.e / (p.e + p.h**3), 1, UNIT, {"e": "0"}),
        (lambda p: p.h / (p.e + p.h), 0, var("e", "[0, oo)"), {"e": "0"}),
        (lambda p: p.e * (1 - p.e) / (p.e * (1 - p.e) + p.h), 1, UNIT, {"e": "0"}),
        (lambda p: 1 / (1 + p.L * (p.e - 2)), 0, var("e", "[2, 5]"), {"e": "2"}),
    ],
)
def test_a_limit_that_fails_at_a_closed_end_is_refuted_there(
    quantity: ChartFormula, value: Any, a: Assumption, point: dict[str, str]
) -> None:
    """At that very end; with the end left out it is true."""
    assert refuting(verify(tends(LENGTHS, quantity, value), a)) == point
    opened = Assumption(name=a.name, meaning="", low=a.low, high=a.high, low_open=True, high_open=a.high is not None)
    assert verify(tends(LENGTHS, quantity, value), opened).verdict is PROVED


def test_a_limit_that_fails_at_beta_zero_is_refuted_there() -> None:
    """(a - b)/((a - b) + n^-3) -> 1 for beta > 0 only: at beta = 0 all weights are equal."""

    def quantity(p: Point) -> object:
        return p.row.weight_gap / (p.row.weight_gap + p.h**3)

    assert refuting(verify(tends(FINITE, quantity, 1))) == {"t": "1"}
    assert verify(tends(FINITE, quantity, 1), var("t", "(0, 1)")).verdict is PROVED


def test_ends_of_several_variables_are_taken_apart() -> None:
    """h/(e + f + h) -> 0 fails at (0, 0) alone, h/((1 - e) + f + h) at (1, 0), and neither if one end is open."""
    f, open_f = var("f", "[0, 1]"), var("f", "(0, 1]")
    both = tends(LENGTHS, lambda p: p.h / (p.e + p.f + p.h), 0)
    mixed = tends(LENGTHS, lambda p: p.h / ((1 - p.e) + p.f + p.h), 0)
    assert refuting(verify(both, UNIT, f)) == {"e": "0", "f": "0"}
    assert refuting(verify(mixed, UNIT, f)) == {"e": "1", "f": "0"}
    assert verify(both, UNIT, open_f).verdict is PROVED and verify(mixed, UNIT, open_f).verdict is PROVED


def test_a_limit_that_holds_at_its_closed_ends_too_is_proved_in_cases() -> None:
    """(1 - e)/((1 - e) + h) is O(1), and h (1 - e)/((1 - e) + h) tends to 0, at e = 1 by another formula."""
    finding = verify(tends(LENGTHS, lambda p: p.h * (1 - p.e) / ((1 - p.e) + p.h), 0, BigO(INVERSE_N)), UNIT)
    assert finding.verdict is PROVED and "in 3 cases" in evidence(finding, "symbolic").detail
    assert verify(tends(LENGTHS, lambda p: p.e / (p.e + p.h), 1, BigO(CONSTANT)), UNIT).verdict is PROVED


def test_a_zero_inside_the_domain_is_no_case() -> None:
    """(2 e - 1)^2 + h divides: what happens at e = 1/2 is not decided, and an irrational place is none either."""
    for power in (1, 2):

        def quantity(p: Point, power: int = power) -> Any:
            return p.h / ((2 * p.e**power - 1) ** 2 + p.h)

        finding = verify(tends(LENGTHS, quantity, 0), UNIT)
        assert finding.verdict is UNKNOWN and evidence(finding, "symbolic").open
    assert verify(tends(LENGTHS, lambda p: p.h / ((2 * p.e - 1) ** 2 + p.h), 0), var("e", "[1, 2]")).verdict is PROVED


@pytest.mark.parametrize("methods", [METHODS, ("certificate",), ("symbolic", "certificate"), ("certificate", "rescaled")])
def test_what_is_derived_at_the_ends_alone_implies_nothing_between(methods: tuple[str, ...]) -> None:
    """h/((2 e - 1)^2 + h) is at most 1/n at e = 0 and e = 1, and 1 at e = 1/2, whichever methods are chosen."""
    for error in (BigO(INVERSE_N, uniform=True), Within(ONE, INVERSE_N), LittleO(uniform=True)):
        statement = tends(LENGTHS, lambda p: p.h / ((2 * p.e - 1) ** 2 + p.h), 0, error)
        assert verify(statement, UNIT, methods=methods).verdict in (UNKNOWN, REFUTED)


def test_an_end_at_which_a_side_divides_by_zero_is_named() -> None:
    """e/e -> 1 has no value at e = 0."""
    finding = verify(tends(LENGTHS, lambda p: p.e / p.e, 1), UNIT)
    assert finding.verdict is UNKNOWN
    assert evidence(finding, "symbolic").detail.startswith("undefined at e = 0: ") and evidence(finding, "symbolic").open
    assert verify(tends(LENGTHS, lambda p: p.e / p.e, 1), OPEN).verdict is PROVED


def test_a_ratio_whose_value_is_zero_is_undefined() -> None:
    """Everywhere, or at an end of the domain."""
    everywhere = verify(tends(LENGTHS, lambda p: p.h, 0, ratio=True))
    assert everywhere.verdict is UNKNOWN and evidence(everywhere, "symbolic").open
    at_zero = verify(tends(LENGTHS, lambda p: p.e * (1 + p.h), lambda p: p.e, ratio=True), UNIT)
    assert at_zero.verdict is UNKNOWN
    assert verify(tends(LENGTHS, lambda p: p.e * (1 + p.h), lambda p: p.e, ratio=True), OPEN).verdict is PROVED


# ---- refutations -----------------------------------------------------------------------------------------------------


def test_a_refutation_shows_a_point_where_the_coefficient_is_not_zero() -> None:
    """(e - 1) h is not O(n^-2), but at e = 1 it is."""
    statement = tends(LENGTHS, lambda p: (p.e - 1) * p.h, 0, BigO(Growth(Fraction(2))))
    assert refuting(verify(statement, var("e", "[0, 2]")))["e"] != "1"
    assert verify(statement, var("e", "[1, 1]")).verdict is PROVED


@pytest.mark.parametrize(
    ("quantity", "k"),
    [(lambda p: p.k * (p.k - 1) * p.h, 1), (lambda p: p.k * (p.k - 1) * (p.k - 2), 2)],
)
def test_a_coefficient_that_is_zero_at_every_point_refutes_nothing(quantity: ChartFormula, k: int) -> None:
    """k (k - 1) on {0, 1}: the form is not 0, its values are."""
    finding = verify(tends(LENGTHS, quantity, 0, BigO(Growth(Fraction(2)))), var("k", f"[0, {k}]", integer=True))
    assert finding.verdict is UNKNOWN
    wider = verify(tends(LENGTHS, quantity, 0, BigO(Growth(Fraction(2)))), var("k", f"[0, {k + 1}]", integer=True))
    assert refuting(wider) == {"k": str(k + 1)}


def division(statement: Expansion, *assumptions: Assumption) -> Any:
    """Return the division of a statement's difference on its only stratum."""
    here = chart(Domain.of(statement.regime, assumptions), 4)
    (only,) = divisions(here, here.quotient(_difference(statement, here)), 0)
    return only


def test_a_refutation_is_confirmed_in_balls() -> None:
    """The difference over its rate comes near its coefficient; of another statement it does not."""
    true = tends(LENGTHS, lambda p: p.e * p.h + p.h**2, 0)
    place = Sample(None, {"e": HALF})
    assert _confirmed(true, division(true, UNIT), place, QUICK)
    for other in (
        tends(LENGTHS, lambda p: 2 * p.e * p.h, 0),
        tends(LENGTHS, lambda p: -p.e * p.h, 0),
        tends(LENGTHS, lambda p: p.h**2, 0),
        tends(LENGTHS, lambda p: p.L * p.h, 0),
        tends(LENGTHS, lambda p: p.h / (p.e - p.one / 2), 0),
    ):
        assert not _confirmed(other, division(true, UNIT), place, QUICK)


def test_a_refutation_that_no_ball_confirms_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is UNKNOWN, with the point; so is one that lies beyond every n that is looked at."""
    late = tends(LENGTHS, lambda p: p.one / 10**40 + 1 / p.L, 0)
    assert verify(late).verdict is UNKNOWN and evidence(verify(late), "symbolic").open
    false = tends(LENGTHS, lambda p: p.e + p.h, 0)
    assert verify(false, UNIT).verdict is REFUTED
    monkeypatch.setattr(kind_expansion, "_confirmed", lambda *args: False)
    finding = verify(false, UNIT)
    assert finding.verdict is UNKNOWN and evidence(finding, "symbolic").open and evidence(finding, "symbolic").point


@pytest.mark.parametrize("small", [10**3, 10**30, 10**60])
def test_a_small_constant_is_not_zero(small: int) -> None:
    """10^-60 + 10^6/n does not tend to 0."""
    finding = verify(tends(LENGTHS, lambda p: p.one / small + 10**6 * p.h, 0))
    assert finding.verdict is REFUTED
    assert verify(tends(LENGTHS, lambda p: p.one / small + 10**6 * p.h, Fraction(1, small))).verdict is PROVED


def test_what_is_only_bounded_refutes_nothing() -> None:
    """With log1p to the order 2 alone the remainder of log(1 - h/2) + h/2 is not known."""
    statement = tends(CRITICAL, lambda p: p.ell + p.h / 2, 0, BigO(Growth(Fraction(3))))
    assert verify(statement).verdict is REFUTED
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind_expansion, "LOG_ORDERS", (2,))
        finding = verify(statement)
    assert finding.verdict is UNKNOWN and "only a bound is known" in evidence(finding, "symbolic").detail


@pytest.mark.parametrize("terms", [1, 2, 3, 7, 12])
def test_the_order_of_the_logarithm_grows_until_it_decides(terms: int) -> None:
    """log(1 - h/2) with so many terms taken off is O of the next, and of nothing smaller."""

    def rest(p: Point) -> object:
        return p.ell + sum((p.h / 2) ** k / k for k in range(1, terms + 1))

    assert terms < max(LOG_ORDERS)
    assert verify(tends(CRITICAL, rest, 0, BigO(Growth(Fraction(terms + 1))))).verdict is PROVED
    assert verify(tends(CRITICAL, rest, 0, BigO(Growth(Fraction(terms + 2))))).verdict is REFUTED


@pytest.mark.parametrize("terms", [1, 2, 5])
def test_the_order_of_the_logarithm_grows_until_a_divisor_is_decided(terms: int) -> None:
    """h^(k + 1)/(log(1 - h/2) + ...) has a limit, and no other: the divisor starts with the term k + 1."""

    def quotient(p: Point) -> object:
        return p.h ** (terms + 1) / (p.ell + sum((p.h / 2) ** k / k for k in range(1, terms + 1)))

    limit = -(terms + 1) * 2 ** (terms + 1)
    assert verify(tends(CRITICAL, quotient, limit)).verdict is PROVED
    assert verify(tends(CRITICAL, quotient, limit + 1)).verdict is REFUTED


# ---- O at each point, O uniformly --------------------------------------------------------------------------------------

UNIFORM: list[tuple[str, Regime, ChartFormula, Growth | None, tuple[Assumption, ...], bool]] = [
    ("e/(1 + e)/n", LENGTHS, lambda p: p.e * p.h / (1 + p.e), INVERSE_N, (var("e", "[0, oo)"),), True),
    ("100 e/n", LENGTHS, lambda p: 100 * p.e * p.h, INVERSE_N, (UNIT,), True),
    ("1/(e n)", LENGTHS, lambda p: p.h / p.e, INVERSE_N, (var("e", "(0, 1]"),), False),
    ("1/(e n), e >= 1/9", LENGTHS, lambda p: p.h / p.e, INVERSE_N, (var("e", "[1/9, 1]"),), True),
    ("e/n, e >= 0", LENGTHS, lambda p: p.e * p.h, INVERSE_N, (var("e", "[0, oo)"),), False),
    ("1/(s n)", WINDOW, lambda p: p.h / p.s, INVERSE_N, (), False),
    ("n^-delta", SUBCRITICAL, lambda p: p.u, None, (), False),
    ("e n/(1 + e n)", LENGTHS, lambda p: p.h / (p.e + p.h), None, (var("e", "(0, 1]"),), False),
    ("e/n -> 0", LENGTHS, lambda p: p.e * p.h, None, (UNIT,), True),
    ("e/log n -> 0", LENGTHS, lambda p: p.e / p.L, None, (UNIT,), True),
    ("(log n)^3/n -> 0", LENGTHS, lambda p: p.L**3 * p.h, None, (), True),
    ("k/n, k < 10", LENGTHS, lambda p: p.k * p.h, INVERSE_N, (var("k", "[0, 9]", integer=True),), True),
    ("0", LENGTHS, lambda p: p.h - p.h, Growth(Fraction(9)), (UNIT,), True),
]


@pytest.mark.parametrize(
    ("regime", "quantity", "rate", "assumptions", "uniform"), [u[1:] for u in UNIFORM], ids=[u[0] for u in UNIFORM]
)
def test_an_o_that_holds_at_each_point_holds_uniformly_or_not(
    regime: Regime, quantity: ChartFormula, rate: Growth | None, assumptions: tuple[Assumption, ...], uniform: bool
) -> None:
    """Each is true at every parameter point; with one constant for all of them some are true and some are not."""
    pointwise = LittleO() if rate is None else BigO(rate)
    together = LittleO(uniform=True) if rate is None else BigO(rate, uniform=True)
    assert verify(tends(regime, quantity, 0, pointwise), *assumptions).verdict is PROVED
    finding = verify(tends(regime, quantity, 0, together), *assumptions)
    assert finding.verdict is (PROVED if uniform else UNKNOWN)
    detail = evidence(finding, "certificate").detail
    assert ("with the constant" in detail) is uniform
    assert uniform or (evidence(finding, "certificate").open and "no constant was found" in detail)


def test_a_uniform_o_that_fails_at_a_point_is_refuted() -> None:
    """1/log n is not O(1/n), uniformly or not."""
    assert verify(tends(LENGTHS, lambda p: p.e / p.L, 0, BigO(INVERSE_N, uniform=True)), UNIT).verdict is REFUTED


def test_a_uniform_o_says_so() -> None:
    """In words."""
    assert str(BigO(INVERSE_N, uniform=True)) == "O(1/n) uniformly" and str(LittleO(uniform=True)) == "o(1) uniformly"


# ---- rates -------------------------------------------------------------------------------------------------------------

ROOT = Growth(HALF)


@pytest.mark.parametrize(
    ("constant", "rate", "expected"),
    [
        (Fraction(1, 4), ROOT, PROVED),
        (Fraction(23, 100), ROOT, REFUTED),
        (Fraction(1), Growth(Fraction(1, 3)), PROVED),
        (Fraction(1), Growth(Fraction(2, 7)), PROVED),
        (Fraction(1), Growth(Fraction(1, 13)), SUPPORTED),
        (Fraction(1, 3), INVERSE_N, PROVED),
        (Fraction(10), Growth(Fraction(3, 2)), REFUTED),
    ],
)
def test_a_rate_may_be_a_fractional_power(constant: Fraction, rate: Growth, expected: Verdict) -> None:
    """|a - 1/2| = 1/(4 n - 2) <= 0.2357... n^-1/2, with equality at n = 2; roots of a high order are not certified."""
    statement = tends(CRITICAL, lambda p: p.row.self_weight, lambda p: p.one / 2, Within(constant, rate))
    assert verify(statement).verdict is expected


def test_a_fractional_o() -> None:
    """O(n^-1/2) and not O(n^-3/2), with a depth too."""
    assert verify(tends(CRITICAL, lambda p: p.row.self_weight, HALF, BigO(ROOT))).verdict is PROVED
    assert verify(tends(CRITICAL, lambda p: p.row.self_weight, HALF, BigO(Growth(Fraction(3, 2))))).verdict is REFUTED
    half_depth = Growth(Fraction(0), HALF)
    assert verify(tends(SUBCRITICAL, lambda p: p.u, 0, BigO(half_depth))).verdict is PROVED
    assert verify(tends(SUBCRITICAL, lambda p: p.u, 0, BigO(Growth(Fraction(0), Fraction(3, 2))))).verdict is REFUTED


@pytest.mark.parametrize(
    ("assumptions", "expected"),
    [
        ((), REFUTED),
        ((var("delta", "[1/2, 1)"),), PROVED),
        ((var("delta", "(1/2, 1)"),), PROVED),
        ((var("delta", "[1/4, 1/2]"),), REFUTED),
        ((var("delta", "[1/2, 1/2]"),), PROVED),
        ((var("delta", "(2/5, 3/5)"),), REFUTED),
    ],
    ids=["all", "[1/2, 1)", "(1/2, 1)", "[1/4, 1/2]", "1/2", "around 1/2"],
)
def test_rates_that_cross_inside_the_depth_split_it(assumptions: tuple[Assumption, ...], expected: Verdict) -> None:
    """n^-delta is O(n^-(1 - delta)) from delta = 1/2 on, and not below: claimed and derived rate cross there."""
    finding = verify(tends(SUBCRITICAL, lambda p: p.u, 0, BigO(Growth(ONE, -ONE))), *assumptions)
    assert finding.verdict is expected
    if expected is REFUTED:
        assert Fraction(refuting(finding)["delta"]) < HALF


def test_a_limit_at_one_depth_only_is_refuted_there() -> None:
    """u/(u + t) tends to 0 above delta = 1/2, to 1 below, and is 1/2 at it."""

    def share(p: Point) -> object:
        return p.u / (p.u + p.t)

    assert refuting(verify(tends(SUBCRITICAL, share, 0), var("delta", "[1/2, 1)"))) == {"delta": "1/2"}
    assert verify(tends(SUBCRITICAL, share, 0), var("delta", "(1/2, 1)")).verdict is PROVED
    assert verify(tends(SUBCRITICAL, share, 1, stratum=Stratum(Fraction(0), HALF))).verdict is PROVED
    assert verify(tends(SUBCRITICAL, share, HALF, stratum=Stratum(HALF, HALF))).verdict is PROVED


@pytest.mark.parametrize(("low", "expected"), [(Fraction(1, 3), SUPPORTED), (Fraction(1, 4), REFUTED)])
def test_a_constant_on_a_stratum_is_looked_at_inside_it(low: Fraction, expected: Verdict) -> None:
    """n^-delta <= n^-1/3 for delta > 1/3: no sample lies outside the stratum, where it is false."""
    statement = tends(SUBCRITICAL, lambda p: p.u, 0, Within(ONE, Growth(Fraction(1, 3))), stratum=Stratum(low, ONE))
    finding = verify(statement)
    assert finding.verdict is expected or (expected is SUPPORTED and finding.verdict is PROVED)


def test_a_user_range_of_the_depth_is_the_one_that_counts() -> None:
    """n^-(1 - delta) <= n^-1/2 on delta < 1/2; beyond it is false."""
    error = BigO(ROOT)
    assert verify(tends(SUBCRITICAL, lambda p: p.t, 0, error), var("delta", "(0, 1/2)")).verdict is PROVED
    assert verify(tends(SUBCRITICAL, lambda p: p.t, 0, error), var("delta", "(0, 2/3)")).verdict is REFUTED
    with pytest.raises(BadInput, match="leaves the subcritical chart"):
        verify(tends(SUBCRITICAL, lambda p: p.t, 0), var("delta", "(0, 5)"))


def test_logarithms_in_a_rate_count() -> None:
    """1/log n is not O((log n)^-2), and 1/(log n + 1) - 1/log n is."""
    squared = BigO(Growth(Fraction(0), logs=-2))
    assert verify(tends(LENGTHS, lambda p: 1 / p.L, 0, squared)).verdict is REFUTED
    assert verify(tends(LENGTHS, lambda p: 1 / (p.L + 1), lambda p: 1 / p.L, squared)).verdict is PROVED
    assert verify(tends(LENGTHS, lambda p: p.L, 0, BigO(CONSTANT))).verdict is REFUTED


# ---- the entropy of a row at fixed beta ------------------------------------------------------------------------------


def entropy(p: Point) -> object:
    """Return the entropy of the row, nats."""
    return p.row.logs().partition + p.row.logs().gap * p.row.self_weight_complement


ENTROPY: list[tuple[str, ChartFormula, Any, Any, bool, Verdict]] = [
    ("O(1)", entropy, 0, BigO(CONSTANT), False, REFUTED),
    ("o(log n)", lambda p: entropy(p) / p.L, 0, LittleO(), False, REFUTED),
    ("~ log n", lambda p: entropy(p) / p.L, 1, LittleO(), False, PROVED),
    ("~ log n as a ratio", entropy, lambda p: p.L, LittleO(), True, PROVED),
    ("~ 1.0001 log n", lambda p: entropy(p) / p.L, Fraction(10001, 10000), LittleO(), False, REFUTED),
    ("log n + O(1)", entropy, lambda p: p.L, BigO(CONSTANT), False, PROVED),
    ("log n + O(1/n)", entropy, lambda p: p.L, BigO(INVERSE_N), False, PROVED),
    ("log n + O(1/n^2)", entropy, lambda p: p.L, BigO(Growth(Fraction(2))), False, REFUTED),
    ("O(log n)", entropy, 0, BigO(LOG), False, PROVED),
    ("log n + log t", entropy, lambda p: p.L - p.neg_log_t, LittleO(), False, REFUTED),
]


@pytest.mark.parametrize(("quantity", "value", "error", "ratio", "expected"), [e[1:] for e in ENTROPY], ids=[e[0] for e in ENTROPY])
def test_the_row_entropy_at_fixed_beta_grows_like_log_n(
    quantity: ChartFormula, value: Any, error: Any, ratio: bool, expected: Verdict
) -> None:
    """log(1 + E) is no constant there: H = log n + O(1/n), since log t and the gap cancel."""
    assert verify(tends(FINITE, quantity, value, error, ratio=ratio)).verdict is expected


def test_logarithms_of_the_partition_function_in_every_regime() -> None:
    """log(1 + E) is delta log n below, log 2 at, and 0 above the critical gamma."""

    def partition(p: Point) -> object:
        return p.row.logs().partition

    assert verify(tends(SUBCRITICAL, partition, lambda p: p.delta * p.L)).verdict is PROVED
    assert verify(tends(CRITICAL, partition, lambda p: p.neg_log_s)).verdict is PROVED
    assert verify(tends(CRITICAL, partition, lambda p: p.neg_log_1ms)).verdict is PROVED
    assert verify(tends(SUPERCRITICAL, partition, 0)).verdict is PROVED
    assert verify(tends(FINITE, partition, lambda p: p.L - p.neg_log_t)).verdict is PROVED
    assert verify(tends(FINITE, partition, lambda p: p.L)).verdict is REFUTED


# ---- names, forms, domains ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", [CRITICAL, LENGTHS, FINITE, WINDOW], ids=lambda g: g.id)
@pytest.mark.parametrize("error", [LittleO(), BigO(INVERSE_N, uniform=True), Within(ONE, Growth(Fraction(5)))], ids=str)
def test_a_variable_called_delta_in_a_chart_without_depth_is_not_zero(regime: Regime, error: Any) -> None:
    """It is refused, or "delta = 0 + error" is false for it."""
    try:
        finding = verify(tends(regime, lambda p: p.delta, 0, error), var("delta", "[0, 1]"))
    except BadInput:
        return
    assert finding.verdict is REFUTED


def test_what_has_no_n_that_grows_is_refused() -> None:
    """The free chart; and a rate in a depth the chart does not have."""
    with pytest.raises(BadInput, match="it has no n that grows"):
        verify(tends(FREE, lambda p: p.e, 0), UNIT)
    with pytest.raises(BadInput, match="has no depth delta"):
        verify(tends(LENGTHS, lambda p: p.h, 0, BigO(Growth(Fraction(0), ONE))))
    with pytest.raises(BadInput, match="no depth"):
        verify(tends(LENGTHS, lambda p: p.h, 0, stratum=Stratum(HALF, ONE)))


@pytest.mark.parametrize("constant", [-1, 0.5, True, "1", None], ids=repr)
def test_a_constant_is_an_exact_number(constant: Any) -> None:
    """And at least 0."""
    with pytest.raises(BadInput, match="not an exact number >= 0"):
        Within(constant, INVERSE_N)
    assert Within(2, INVERSE_N).constant == Fraction(2)


@pytest.mark.parametrize(("least", "expected"), [(10, PROVED), (9, REFUTED)])
def test_a_constant_holds_from_its_n_on(least: int, expected: Verdict) -> None:
    """1/n <= 1/10 for n >= 10."""
    finding = verify(tends(LENGTHS, lambda p: p.h, 0, Within(Fraction(1, 10), CONSTANT, least)))
    assert finding.verdict is expected
    assert expected is PROVED or refuting(finding) == {"n": "9"}


def test_a_side_that_branches_is_no_expansion() -> None:
    """Each side is compared with its form, both of them."""

    def branching(p: Point) -> object:
        return p.h + 1 if isinstance(p.h, Element) else p.h

    for sides in ((branching, 0), (lambda p: p.h, branching)):
        finding = verify(tends(LENGTHS, *sides))
        assert finding.verdict is UNKNOWN and finding.broken
    with pytest.raises(NotTheFormula):
        _difference(tends(LENGTHS, branching, 0), chart(Domain.of(LENGTHS), 4))


def test_a_side_without_a_form_has_no_limit() -> None:
    """max(h, h^2) -> 0 is not derived; a constant for it is sampled."""
    assert verify(tends(LENGTHS, lambda p: maximum(p.h, p.h**2), 0)).verdict is UNKNOWN
    twice = tends(LENGTHS, lambda p: maximum(p.h, p.h**2), 0, Within(Fraction(2), INVERSE_N))
    assert verify(twice).verdict is SUPPORTED
    less = tends(LENGTHS, lambda p: maximum(p.h, p.h**2), 0, Within(Fraction(1, 2), INVERSE_N))
    assert verify(less).verdict is REFUTED


def test_the_cases_of_a_domain_are_its_parts() -> None:
    """The ends one by one, then what lies between; a case knows why it is undecided."""
    statement = tends(LENGTHS, lambda p: p.h / (p.e * (1 - p.e) + p.h), 0)
    cases = list(_cases(statement, statement.domain((UNIT,))))
    assert [c.domain.fixed for c in cases] == [{"e": 0}, {"e": 1}, {}]
    assert cases[-1].domain["e"] == var("e", "(0, 1)") and all(c.undecidable is None for c in cases)
    inside = tends(LENGTHS, lambda p: p.h / (2 * p.e - 1 + p.h), 0)
    parts = list(_cases(inside, inside.domain((UNIT,))))
    assert [c.undecidable is None for c in parts] == [True, True, False] and not parts[-1].divisions


def test_the_published_limits_hold_at_their_rates() -> None:
    """cos' = 4 rho/(1 + 3 rho) + O(1/n) at the critical gamma, in balls too, and with no better rate."""

    def cosine(p: Point) -> object:
        return q.output_cosine(p.row, p.rho, p.r)

    plain = (CORRELATION, NO_RESIDUAL)
    value: ChartFormula = lambda p: 4 * p.rho / (1 + 3 * p.rho)  # noqa: E731
    assert verify(tends(CRITICAL, cosine, value, BigO(INVERSE_N)), *plain).verdict is PROVED
    assert verify(tends(CRITICAL, cosine, value, BigO(Growth(Fraction(2)))), *plain).verdict is REFUTED
    with working_precision(128):
        point = Sample(ContextLength.parse(10**9), {"rho": HALF, "r": Fraction(0)}).at(CRITICAL)
        assert abs(cosine(point) - value(point)) < arb(1) / 10**8
