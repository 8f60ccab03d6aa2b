"""Easy truths: each of them has to be proved."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from critscale.proofs.kinds import Bound, Identity
from critscale.theory.assumptions import CORRELATION, Assumption
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime

from .hostile import Built, Hostile, proved, true
from .words import (
    PLAIN,
    TOKENS,
    Side,
    big_o,
    bound,
    depths,
    expansion,
    gap,
    identity,
    length,
    monotone,
    other,
    own,
    var,
    within,
)

E, F = var("e", "[0, 1]"), var("f", "[0, 1]")
ANY, ANY_F = var("e", "[0, oo)"), var("f", "[0, oo)")
POSITIVE, POSITIVE_F = var("e", "(0, oo)"), var("f", "(0, oo)")
SIGNED = var("e", "[-1, 1]")
FROM_A_BILLIONTH = var("e", "[1/1000000000, 1]")


def _square(name: str, root: ChartFormula, *variables: Assumption, regime: Regime = FREE) -> Hostile:
    """Return that a square is no less than 0."""
    return proved(name, bound(regime, 0, lambda p: root(p) ** 2, *variables), "a square")


def _bound(
    name: str, why: str, lower: Side, upper: Side, *variables: Assumption, regime: Regime = FREE, valid_from: int = 2
) -> Hostile:
    """Return that lower <= upper, to be proved."""
    built = partial(bound, regime, lower, upper, *variables, valid_from=valid_from)
    return proved(name, built, why)


def _plain(number: Any) -> Any:
    """Return a number as a side, with no formula around it."""
    return number


def _plain_sides() -> Built:
    """Return 1/3 <= 1/2."""
    return Bound(regime=FREE, lower=_plain(Fraction(1, 3)), upper=_plain(Fraction(1, 2))), (E,)


def _integer_side() -> Built:
    """Return a + (n - 1) b = 1."""
    return Identity(regime=FINITE, left=lambda p: own(p) + (length(p) - 1) * other(p), right=_plain(1)), ()


ENTRIES = (
    # squares
    _square("square-with-a-root-within", lambda p: 3 * p.e - 1, E),
    _square("square-with-two-roots", lambda p: (3 * p.e - 1) * (5 * p.e - 4), E),
    _square("square-with-an-irrational-root", lambda p: p.e**2 - 2, ANY),
    _square("square-from-minus-three-on", lambda p: p.e, var("e", "[-3, oo)")),
    _square("square-from-minus-three-on-shifted", lambda p: p.e + 2, var("e", "[-3, oo)")),
    _square("square-of-a-difference", lambda p: p.e - p.f, E, F),
    _square("square-of-a-large-multiple", lambda p: 10**9 * p.e - 1, ANY),
    _square("square-in-n", lambda p: 3 * p.h - 1, regime=LENGTHS),
    _square("square-in-log-n", lambda p: p.L - 2, regime=LENGTHS),
    _square("square-in-both", lambda p: p.L * p.h - p.h - p.one / 5, regime=LENGTHS),
    _square("square-in-t", lambda p: 2 * p.t - 1, regime=FINITE),
    _square("square-in-rho", lambda p: 3 * p.rho - 2, CORRELATION, regime=CRITICAL),
    _bound("mean-of-two-squares", "(x - y)^2 >= 0", lambda p: 2 * p.e * p.f, lambda p: p.e**2 + p.f**2, ANY, ANY_F),
    _bound("mean-of-two-numbers", "(x - y)^2 >= 0", lambda p: 4 * p.e * p.f, lambda p: (p.e + p.f) ** 2, ANY, ANY_F),
    _bound(
        "mean-of-two-fourth-powers",
        "(x^2 - y^2)^2 >= 0",
        lambda p: 4 * p.e**2 * p.f**2,
        lambda p: (p.e**2 + p.f**2) ** 2,
        SIGNED,
        F,
    ),
    _bound("a-number-and-its-reciprocal", "(x - 1)^2 >= 0", 2, lambda p: p.e + 1 / p.e, POSITIVE),
    _bound("a-quotient-and-its-reciprocal", "(x - y)^2 >= 0", 2, lambda p: p.e / p.f + p.f / p.e, POSITIVE, POSITIVE_F),
    _bound("square-times-a-positive", "a square times 1 + f", 0, lambda p: (3 * p.e - 1) ** 2 * (1 + p.f), E, F),
    _bound("two-squares", "a sum of squares", 0, lambda p: (3 * p.e - 1) ** 2 + (7 * p.f - 2) ** 2, E, F),
    _bound("cubic-with-a-double-root", "(2 x - 1)^2 (x + 1)", 0, lambda p: 4 * p.e**3 - 3 * p.e + 1, E),
    _bound("cubic-from-its-root-on", "x (x - 1)(x + 1)", lambda p: p.e, lambda p: p.e**3, var("e", "[1, oo)")),
    _bound("square-of-a-negative", "x <= -1", 1, lambda p: p.e**2, var("e", "[-2, -1]")),
    _bound("square-of-a-fraction", "|x| <= 1", lambda p: p.e**2, 1, SIGNED),
    _bound(
        "reciprocal-above-its-line",
        "(1 + x)(1 - x) <= 1",
        lambda p: 1 - p.e,
        lambda p: 1 / (1 + p.e),
        var("e", "[-1/2, oo)"),
    ),
    # quadratics in log n
    _bound("log-n-and-one", "(L - 1/2)^2 + 3/4", lambda p: p.L, lambda p: p.L**2 + 1, regime=LENGTHS),
    _bound(
        "log-n-times-a-number",
        "(L - e)^2 >= 0",
        lambda p: 2 * p.e * p.L,
        lambda p: p.L**2 + p.e**2,
        ANY,
        regime=LENGTHS,
    ),
    _bound("log-n-over-n", "(L - 1/n)^2 >= 0", lambda p: 2 * p.h * p.L, lambda p: p.L**2 + p.h**2, regime=CRITICAL),
    _bound(
        "logit-gap-quadratic",
        "(x - 2)^2 + 1/4",
        lambda p: 4 * p.neg_log_t,
        lambda p: p.neg_log_t**2 + p.one * 17 / 4,
        regime=FINITE,
    ),
    _bound(
        "logit-gap-and-t",
        "(x - t)^2 >= 0",
        lambda p: 2 * p.t * p.neg_log_t,
        lambda p: p.neg_log_t**2 + p.t**2,
        regime=FINITE,
    ),
    # powers of n and logarithms
    proved(
        "critical-weight-within-a-root", expansion(CRITICAL, own, "1/2", error=within(1, "1/2")), "1/(3 n) <= n^-1/2"
    ),
    proved("one-over-n-within-a-root", expansion(LENGTHS, lambda p: p.h, 0, error=within(1, "1/2")), "1/n <= n^-1/2"),
    proved("rate-of-a-root", expansion(CRITICAL, own, "1/2", error=big_o("1/2")), "it is O(1/n)"),
    proved(
        "log-of-one-minus-half-h",
        expansion(CRITICAL, lambda p: p.ell, lambda p: -p.h / 2 - p.h**2 / 8, error=big_o(3)),
        "log(1 - x) = -x - x^2/2 - ...",
    ),
    proved(
        "log-of-one-minus-half-h-further",
        expansion(
            CRITICAL,
            lambda p: p.ell,
            lambda p: -p.h / 2 - p.h**2 / 8 - p.h**3 / 24 - p.h**4 / 64 - p.h**5 / 160,
            error=big_o(6),
        ),
        "log(1 - x) = -x - x^2/2 - x^3/3 - x^4/4 - x^5/5 - ...",
    ),
    proved(
        "log-of-one-minus-h",
        expansion(LENGTHS, lambda p: p.ell, lambda p: -p.h - p.h**2 / 2, error=big_o(3)),
        "log(1 - x) = -x - x^2/2 - ...",
    ),
    proved(
        "rate-that-crosses-in-the-stratum",
        expansion(SUBCRITICAL, lambda p: p.u**2 + p.t, 0, error=big_o(0, slope=1), stratum=depths(0, "1/2")),
        "2 delta > delta, and 1 - delta > delta before 1/2",
    ),
    proved(
        "rate-up-to-its-crossing",
        expansion(SUBCRITICAL, lambda p: p.t, 0, error=big_o(0, slope=2), stratum=depths(0, "1/3")),
        "1 - delta > 2 delta before 1/3",
    ),
    # in h, in a variable, at fixed and at integer values
    proved("critical-weight-in-h", monotone(CRITICAL, lambda p: 1 / (2 - p.h), "h", "increasing"), "1/(2 - h) rises"),
    proved("other-weight-in-h", monotone(FINITE, other, "h", "increasing"), "b = t h/(h + (1 - h) t) rises"),
    proved("reciprocal-falls", monotone(FREE, lambda p: 1 / (1 + p.e), "e", "decreasing", ANY), "-1/(1 + x)^2 < 0"),
    proved("other-weight-in-t", monotone(FINITE, other, "t", "increasing"), "1/(1/t + n - 1) rises"),
    proved(
        "cube-from-minus-three-on",
        monotone(FREE, lambda p: p.e**3, "e", "increasing", var("e", "[-3, oo)")),
        "3 x^2 >= 0",
    ),
    _bound("integers-from-one-on", "k >= 1", 1, lambda p: p.k, var("k", "[1, oo)", integer=True)),
    _bound("end-with-a-large-denominator", "e is at least its end", "1/1000000000", lambda p: p.e, FROM_A_BILLIONTH),
    _bound("fixed-variable", "2 <= 3", lambda p: p.e, 3, var("e", "[2, 2]")),
    # sides that are numbers
    proved("fractions-for-sides", bound(FREE, lambda p: Fraction(1, 3), lambda p: Fraction(1, 2), E), "2 <= 3"),
    proved("plain-fractions-for-sides", _plain_sides, "2 <= 3"),
    proved("a-plain-integer-for-a-side", _integer_side, "the weights of a row add up to 1"),
    true(
        "a-fraction-in-a-side",
        identity(CRITICAL, lambda p: own(p) - Fraction(1, 2), lambda p: p.h / (4 - 2 * p.h)),
        "a = 1/(2 - h)",
    ),
    proved("a-fraction-as-a-limit", expansion(CRITICAL, own, lambda p: Fraction(1, 2)), "a = 1/(2 - h)"),
    proved("one-is-one", bound(FREE, lambda p: 1, lambda p: 1, E), "equal"),
    # of the layer
    _bound(
        "participation-at-most-one",
        "a sum of squares of weights",
        lambda p: q.inverse_participation_ratio(p.row, 0, 0),
        1,
        regime=FINITE,
    ),
    _bound("weight-times-n", "the token itself has the largest weight", 1, lambda p: own(p) * length(p), regime=FINITE),
    _bound(
        "norm-at-most-one",
        "a mean of unit vectors",
        lambda p: q.output_norm_squared(p.row, p.rho, p.r),
        1,
        *PLAIN,
        regime=FINITE,
    ),
    _bound(
        "cosine-at-least-rho",
        "no layer spreads tokens",
        lambda p: p.rho,
        lambda p: q.output_cosine(p.row, p.rho, p.r),
        *TOKENS,
        regime=FINITE,
    ),
    _bound("gap-below-the-weight", "b >= 0", gap, own, regime=SUPERCRITICAL),
    proved("window-weight", expansion(WINDOW, own, lambda p: p.s, error=within("1/2", 1)), "at most s (1 - s) h/(1/2)"),
    proved("supercritical-weight", expansion(SUPERCRITICAL, own, 1, error=big_o(0, slope=1)), "1 - a <= n^-delta"),
    proved(
        "supercritical-weight-within",
        expansion(SUPERCRITICAL, own, 1, error=within(1, 0, slope=1)),
        "1 - a <= n^-delta",
    ),
)
