"""Two zeros at n = oo: a quantity over log n times a quantity that grows."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from critscale.numerics.settings.infinity import certify_germ, limit_row
from critscale.numerics.settings.scale import Scale
from critscale.proofs.kinds import Computed
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, Point
from critscale.theory.layer.row import Row

from .hostile import Built, false, true
from .words import entropy, expansion, log_length, logit_gap, own

POINT = {"rho": Fraction(3, 10)}


def _at_infinity(formula: Callable[[Row], Scalar], *, gamma: Fraction | None = None) -> ChartFormula:
    """Return what a formula of a row comes to at n = oo, critical where no gamma is given."""

    def value(p: Point) -> Scalar:
        row = limit_row(Scale.choose(gamma=gamma, critical=gamma is None), p.rho)
        return certify_germ(lambda bits: formula(row), 12).ball

    return value


def _computed(left: ChartFormula, right: ChartFormula, tolerance: ChartFormula | None = None) -> Built:
    return Computed(cases=(POINT,), left=left, right=right, tolerance=tolerance), ()


def _share_first(row: Row) -> Scalar:
    return row.logs().gap * (1 / row.logs().length)


def _reciprocal_first(row: Row) -> Scalar:
    return (1 / row.logs().length) * row.logs().gap


def _entropy_constant(row: Row) -> Scalar:
    """Return (H/log n - (1 - a)) log n, whose limit is log 2 at the critical gamma."""
    logs = row.logs()
    return (q.row_entropy(row, 0, 0) / logs.length - row.self_weight_complement) * logs.length


def _tiny(p: Point) -> Scalar:
    return Fraction(1, 10**10)


def _in_chart(p: Point) -> Scalar:
    return (entropy(p) / p.L - p.row.self_weight_complement) * p.L


ENTRIES = (
    false(
        "gap-over-log-n-at-infinity-is-small",
        _computed(_at_infinity(_share_first, gamma=Fraction(1)), lambda p: Fraction(1, 10)),
        "beta (1 - rho)/log n = gamma (1 - rho) = 0.7 at every n",
    ),
    true(
        "gap-over-log-n-at-infinity",
        _computed(_at_infinity(_share_first, gamma=Fraction(1)), lambda p: Fraction(7, 10), _tiny),
        "beta (1 - rho)/log n = gamma (1 - rho) = 0.7 at every n",
    ),
    true(
        "gap-over-log-n-at-infinity-reversed",
        _computed(_at_infinity(_reciprocal_first, gamma=Fraction(1)), lambda p: Fraction(7, 10), _tiny),
        "a product does not depend on the order",
    ),
    false(
        "entropy-constant-at-infinity-is-small",
        _computed(_at_infinity(_entropy_constant), lambda p: Fraction(1, 10)),
        "the limit is log 2 > 0.69",
    ),
    true(
        "entropy-constant-at-infinity",
        _computed(lambda p: Fraction(69, 100), _at_infinity(_entropy_constant)),
        "the limit is log 2 > 0.69",
    ),
    false(
        "gap-times-reciprocal-log-vanishes",
        expansion(SUBCRITICAL, lambda p: logit_gap(p) * (1 / p.L), 0),
        "it is 1 - delta",
        delta="1/2",
    ),
    true(
        "gap-times-reciprocal-log",
        expansion(SUBCRITICAL, lambda p: (1 / p.L) * logit_gap(p), lambda p: 1 - p.delta),
        "beta (1 - rho) is (1 - delta) log n",
    ),
    false("entropy-constant-in-the-chart-vanishes", expansion(CRITICAL, _in_chart, 0), "the limit is log 2"),
    true(
        "entropy-constant-in-the-chart",
        expansion(CRITICAL, _in_chart, lambda p: p.neg_log_s),
        "H = (1 - a) log n + log(1 + E), and log(1 + E) -> log 2",
    ),
    true("log-times-its-reciprocal-squared", expansion(LENGTHS, lambda p: p.L * (1 / p.L) ** 2, 0), "it is 1/log n"),
    false("log-times-its-reciprocal", expansion(LENGTHS, lambda p: log_length(p) * (1 / p.L), 0), "it is 1"),
    true("fixed-gap-over-log-n", expansion(FINITE, lambda p: logit_gap(p) / p.L, 0), "the gap is fixed"),
    false(
        "fixed-gap-over-log-n-times-entropy",
        expansion(FINITE, lambda p: logit_gap(p) / p.L * entropy(p), 0),
        "H/log n -> 1, so the limit is -log t",
        t="1/2",
    ),
    true("weight-beats-log", expansion(SUBCRITICAL, lambda p: own(p) * p.L**3, 0), "a is a power of n"),
    true(
        "rescaled-supercritical-entropy",
        expansion(SUPERCRITICAL, lambda p: entropy(p) / (p.v * p.L), lambda p: 1 + p.delta),
        "H = n^-delta ((1 + delta) log n + O(1))",
    ),
    false(
        "rescaled-supercritical-entropy-a-little-off",
        expansion(SUPERCRITICAL, lambda p: entropy(p) / (p.v * p.L), lambda p: (1 + p.delta) * 10001 / 10000),
        "the limit is 1 + delta",
        delta="1/2",
    ),
)
