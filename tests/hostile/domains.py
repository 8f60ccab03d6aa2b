"""One domain read in three ways: depths narrowed by an assumption, a stratum or both, fixed, wider than the regime."""

from __future__ import annotations

from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import false, proved, true, undefined, vacuous
from .words import big_o, bound, depths, expansion, identity, length, monotone, own, var, within


def _participation_ratio(p: Point) -> Scalar:
    return q.participation_ratio(p.row, 0, 0)


def _ratio_of_powers(p: Point) -> Scalar:
    """Return t/u = n^(2 delta - 1)."""
    return p.t / p.u


def _fourth_power(p: Point) -> Scalar:
    """Return u^4 n = n^(1 - 4 delta)."""
    return p.u**4 / p.h


ENTRIES = (
    # wider than the regime
    vacuous(
        "depth-up-to-five",
        expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "(0, 5)")),
        "n^-(1 - delta) -> oo beyond delta = 1, which is not below the critical gamma",
    ),
    vacuous(
        "depth-with-its-closed-end",
        expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[0, 1)")),
        "n^-0 = 1; delta = 0 is the critical gamma",
    ),
    vacuous(
        "negative-depth-above",
        expansion(SUPERCRITICAL, lambda p: p.v, 0, var("delta", "(-1, oo)")),
        "n^-delta -> oo for delta < 0",
    ),
    vacuous(
        "weight-ratio-above-one",
        bound(FINITE, lambda p: p.row.other_weight, own, var("t", "(0, 2]")),
        "t <= 1 for beta >= 0",
    ),
    vacuous("weight-ratio-zero", expansion(FINITE, own, 0, var("t", "[0, 1]")), "a = 1 at t = 0, which is no beta"),
    vacuous(
        "window-with-its-ends",
        expansion(WINDOW, lambda p: p.s / (p.s + p.h), 1, var("s", "[0, 1]")),
        "0 at s = 0, which is no kappa",
    ),
    # narrower by an assumption
    true("depth-below-half", expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/2)")), "2 delta < 1"),
    false(
        "depth-above-half",
        expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(1/2, 1)")),
        "2 delta > 1",
        delta="3/4",
    ),
    true(
        "bound-on-some-depths",
        expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "[1/2, 3/4]"), error=within(1, "1/4")),
        "1 - delta >= 1/4",
    ),
    false(
        "bound-on-a-depth-too-many",
        expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "[1/2, 751/1000]"), error=within(1, "1/4")),
        "1 - delta < 1/4 at delta = 0.751",
        n=10**6,
        delta="751/1000",
    ),
    true(
        "rate-on-some-depths",
        expansion(SUPERCRITICAL, lambda p: p.v, 0, var("delta", "[1/2, oo)"), error=big_o("1/2")),
        "delta >= 1/2",
    ),
    false(
        "rate-on-a-depth-too-many",
        expansion(SUPERCRITICAL, lambda p: p.v, 0, var("delta", "[499/1000, oo)"), error=big_o("1/2")),
        "delta < 1/2 at the closed end",
        delta="499/1000",
    ),
    false(
        "rate-on-every-depth",
        expansion(SUPERCRITICAL, lambda p: p.v, 0, error=big_o("1/2")),
        "delta < 1/2",
        delta="1/4",
    ),
    proved(
        "weight-for-some-beta",
        bound(FINITE, lambda p: 2 / (length(p) + 1), own, var("t", "(0, 1/2]")),
        "1/(1 + (n - 1) t) falls in t",
    ),
    false(
        "weight-for-every-beta", bound(FINITE, lambda p: 2 / (length(p) + 1), own), "1/n < 2/(n + 1) at t = 1", n=2, t=1
    ),
    proved(
        "monotone-on-some-shares",
        monotone(WINDOW, lambda p: p.s * (1 - p.s), "s", "increasing", var("s", "(0, 1/2]")),
        "1 - 2 s >= 0",
    ),
    false(
        "monotone-on-a-share-too-many",
        monotone(WINDOW, lambda p: p.s * (1 - p.s), "s", "increasing", var("s", "(0, 501/1000]")),
        "1 - 2 s < 0 at the end",
        n=2,
        s=("1/2", "501/1000"),
    ),
    # narrower by a stratum
    true(
        "bound-on-a-stratum",
        expansion(SUBCRITICAL, _ratio_of_powers, 0, error=within(1, 0), stratum=depths(0, "1/2")),
        "n^(2 delta - 1) < 1",
    ),
    false(
        "bound-on-the-other-stratum",
        expansion(SUBCRITICAL, _ratio_of_powers, 0, error=within(1, 0), stratum=depths("1/2", 1)),
        "n^(2 delta - 1) > 1",
        n=2,
        delta="3/4",
    ),
    false(
        "participation-on-every-depth",
        expansion(SUBCRITICAL, _participation_ratio, lambda p: p.u**-2, ratio=True),
        "1/Y ~ n/2 at delta = 1/2",
        delta="1/2",
    ),
    true(
        "participation-on-shallow-depths",
        expansion(SUBCRITICAL, _participation_ratio, lambda p: p.u**-2, ratio=True, stratum=depths(0, "1/2")),
        "a^2 > (1 - a) b",
    ),
    false(
        "participation-at-the-half",
        expansion(SUBCRITICAL, _participation_ratio, lambda p: p.u**-2, ratio=True, stratum=depths("1/2", "1/2")),
        "1/Y ~ n/2: a^2 and (1 - a) b are alike",
        delta="1/2",
    ),
    true(
        "participation-on-deep-depths",
        expansion(SUBCRITICAL, _participation_ratio, length, ratio=True, stratum=depths("1/2", 1)),
        "a^2 < (1 - a) b",
    ),
    false(
        "rate-that-crosses-and-fails",
        expansion(SUBCRITICAL, lambda p: p.t, 0, error=big_o(0, slope=2), stratum=depths(0, "1/2")),
        "1 - delta < 2 delta beyond delta = 1/3",
        delta="2/5",
    ),
    false(
        "rate-that-crosses-and-fails-everywhere",
        expansion(SUBCRITICAL, lambda p: p.t, 0, error=big_o(0, slope=2)),
        "1 - delta < 2 delta beyond delta = 1/3",
        delta="2/5",
    ),
    # by both
    true(
        "depth-by-both",
        expansion(SUBCRITICAL, _fourth_power, 0, var("delta", "(1/4, 3/4)"), stratum=depths(0, "1/2")),
        "1 - 4 delta < 0",
    ),
    false(
        "depth-by-the-stratum-alone",
        expansion(SUBCRITICAL, _fourth_power, 0, stratum=depths(0, "1/2")),
        "1 - 4 delta > 0 before 1/4",
        delta="1/8",
    ),
    false(
        "depth-by-both-with-an-end",
        expansion(SUBCRITICAL, _fourth_power, 0, var("delta", "[1/4, 3/4)"), stratum=depths(0, "1/2")),
        "n^0 = 1 at delta = 1/4",
        delta="1/4",
    ),
    true(
        "bound-by-both",
        expansion(
            SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/3]"), error=within(1, "1/3"), stratum=depths(0, "1/2")
        ),
        "2 delta - 1 <= -1/3",
    ),
    vacuous(
        "depths-that-do-not-meet",
        expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/2)"), stratum=depths("1/2", 1)),
        "no depth is left",
    ),
    vacuous(
        "depths-that-do-not-meet-at-a-point",
        expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/2)"), stratum=depths("1/2", "1/2")),
        "no depth is left",
    ),
    # fixed: then powers become the same
    true(
        "powers-at-one-half",
        identity(SUBCRITICAL, lambda p: p.u, lambda p: p.t, var("delta", "[1/2, 1/2]")),
        "both are n^-1/2",
    ),
    true(
        "powers-at-one-third",
        identity(SUBCRITICAL, lambda p: p.u**2, lambda p: p.t, var("delta", "[1/3, 1/3]")),
        "both are n^-2/3",
    ),
    false(
        "powers-at-every-depth",
        identity(SUBCRITICAL, lambda p: p.u, lambda p: p.t),
        "n^-1/4 is not n^-3/4",
        n=2,
        delta="1/4",
    ),
    false(
        "powers-near-one-half",
        identity(SUBCRITICAL, lambda p: p.u, lambda p: p.t, var("delta", "[1/2, 50001/100000]")),
        "equal at delta = 1/2 only",
        n=2,
        delta="50001/100000",
    ),
    true(
        "power-at-depth-one",
        identity(SUPERCRITICAL, lambda p: p.v, lambda p: p.h, var("delta", "[1, 1]")),
        "both are 1/n",
    ),
    true(
        "power-from-depth-one-on",
        bound(SUPERCRITICAL, lambda p: p.v, lambda p: p.h, var("delta", "[1, oo)")),
        "n^-delta <= 1/n",
    ),
    false("power-at-every-depth", bound(SUPERCRITICAL, lambda p: p.v, lambda p: p.h), "n^-1/2 > 1/n", n=2, delta="1/2"),
    proved("product-of-the-powers", identity(SUBCRITICAL, lambda p: p.u * p.t, lambda p: p.h), "delta + 1 - delta = 1"),
    true(
        "smaller-power-from-half-on",
        bound(SUBCRITICAL, lambda p: p.u, lambda p: p.t, var("delta", "[1/2, 1)")),
        "delta >= 1 - delta",
    ),
    # a depth where there is none
    undefined(
        "stratum-without-depth",
        expansion(CRITICAL, own, "1/2", error=big_o(1), stratum=depths(0, "1/2")),
        "the critical gamma has no depth",
    ),
    undefined(
        "rate-without-depth", expansion(CRITICAL, own, "1/2", error=big_o(0, slope=1)), "n^-delta without a delta"
    ),
    undefined(
        "expansion-without-length", expansion(FREE, lambda p: p.e, 0, var("e", "[0, 1]")), "there is no n to grow"
    ),
)
