"""One domain read in three ways: depths narrowed by an assumption, a stratum or both, fixed, wider than the regime."""

from __future__ import annotations

from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import Hostile
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
    Hostile(
        "depth-up-to-five",
        "vacuous",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "(0, 5)")),
        "n^-(1 - delta) -> oo beyond delta = 1, which is not below the critical gamma",
    ),
    Hostile(
        "depth-with-its-closed-end",
        "vacuous",
        lambda: expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[0, 1)")),
        "n^-0 = 1; delta = 0 is the critical gamma",
    ),
    Hostile(
        "negative-depth-above",
        "vacuous",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v, 0, var("delta", "(-1, oo)")),
        "n^-delta -> oo for delta < 0",
    ),
    Hostile(
        "weight-ratio-above-one",
        "vacuous",
        lambda: bound(FINITE, lambda p: p.row.other_weight, own, var("t", "(0, 2]")),
        "t <= 1 for beta >= 0",
    ),
    Hostile(
        "weight-ratio-zero",
        "vacuous",
        lambda: expansion(FINITE, own, 0, var("t", "[0, 1]")),
        "a = 1 at t = 0, which is no beta",
    ),
    Hostile(
        "window-with-its-ends",
        "vacuous",
        lambda: expansion(WINDOW, lambda p: p.s / (p.s + p.h), 1, var("s", "[0, 1]")),
        "0 at s = 0, which is no kappa",
    ),
    # narrower by an assumption
    Hostile(
        "depth-below-half",
        "true",
        lambda: expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/2)")),
        "2 delta < 1",
    ),
    Hostile(
        "depth-above-half",
        "false",
        lambda: expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(1/2, 1)")),
        "2 delta > 1",
        at={"delta": "3/4"},
    ),
    Hostile(
        "bound-on-some-depths",
        "true",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "[1/2, 3/4]"), error=within(1, "1/4")),
        "1 - delta >= 1/4",
    ),
    Hostile(
        "bound-on-a-depth-too-many",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "[1/2, 751/1000]"), error=within(1, "1/4")),
        "1 - delta < 1/4 at delta = 0.751",
        at={"n": 10**6, "delta": "751/1000"},
    ),
    Hostile(
        "rate-on-some-depths",
        "true",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v, 0, var("delta", "[1/2, oo)"), error=big_o("1/2")),
        "delta >= 1/2",
    ),
    Hostile(
        "rate-on-a-depth-too-many",
        "false",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v, 0, var("delta", "[499/1000, oo)"), error=big_o("1/2")),
        "delta < 1/2 at the closed end",
        at={"delta": "499/1000"},
    ),
    Hostile(
        "rate-on-every-depth",
        "false",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v, 0, error=big_o("1/2")),
        "delta < 1/2",
        at={"delta": "1/4"},
    ),
    Hostile(
        "weight-for-some-beta",
        "true",
        lambda: bound(FINITE, lambda p: 2 / (length(p) + 1), own, var("t", "(0, 1/2]")),
        "1/(1 + (n - 1) t) falls in t",
        must=True,
    ),
    Hostile(
        "weight-for-every-beta",
        "false",
        lambda: bound(FINITE, lambda p: 2 / (length(p) + 1), own),
        "1/n < 2/(n + 1) at t = 1",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "monotone-on-some-shares",
        "true",
        lambda: monotone(WINDOW, lambda p: p.s * (1 - p.s), "s", "increasing", var("s", "(0, 1/2]")),
        "1 - 2 s >= 0",
        must=True,
    ),
    Hostile(
        "monotone-on-a-share-too-many",
        "false",
        lambda: monotone(WINDOW, lambda p: p.s * (1 - p.s), "s", "increasing", var("s", "(0, 501/1000]")),
        "1 - 2 s < 0 at the end",
        at={"n": 2, "s": ("1/2", "501/1000")},
    ),
    # narrower by a stratum
    Hostile(
        "bound-on-a-stratum",
        "true",
        lambda: expansion(SUBCRITICAL, _ratio_of_powers, 0, error=within(1, 0), stratum=depths(0, "1/2")),
        "n^(2 delta - 1) < 1",
    ),
    Hostile(
        "bound-on-the-other-stratum",
        "false",
        lambda: expansion(SUBCRITICAL, _ratio_of_powers, 0, error=within(1, 0), stratum=depths("1/2", 1)),
        "n^(2 delta - 1) > 1",
        at={"n": 2, "delta": "3/4"},
    ),
    Hostile(
        "participation-on-every-depth",
        "false",
        lambda: expansion(SUBCRITICAL, _participation_ratio, lambda p: p.u**-2, ratio=True),
        "1/Y ~ n/2 at delta = 1/2",
        at={"delta": "1/2"},
    ),
    Hostile(
        "participation-on-shallow-depths",
        "true",
        lambda: expansion(SUBCRITICAL, _participation_ratio, lambda p: p.u**-2, ratio=True, stratum=depths(0, "1/2")),
        "a^2 > (1 - a) b",
    ),
    Hostile(
        "participation-at-the-half",
        "false",
        lambda: expansion(
            SUBCRITICAL, _participation_ratio, lambda p: p.u**-2, ratio=True, stratum=depths("1/2", "1/2")
        ),
        "1/Y ~ n/2: a^2 and (1 - a) b are alike",
        at={"delta": "1/2"},
    ),
    Hostile(
        "participation-on-deep-depths",
        "true",
        lambda: expansion(SUBCRITICAL, _participation_ratio, length, ratio=True, stratum=depths("1/2", 1)),
        "a^2 < (1 - a) b",
    ),
    Hostile(
        "rate-that-crosses-and-fails",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, error=big_o(0, slope=2), stratum=depths(0, "1/2")),
        "1 - delta < 2 delta beyond delta = 1/3",
        at={"delta": "2/5"},
    ),
    Hostile(
        "rate-that-crosses-and-fails-everywhere",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, error=big_o(0, slope=2)),
        "1 - delta < 2 delta beyond delta = 1/3",
        at={"delta": "2/5"},
    ),
    # by both
    Hostile(
        "depth-by-both",
        "true",
        lambda: expansion(SUBCRITICAL, _fourth_power, 0, var("delta", "(1/4, 3/4)"), stratum=depths(0, "1/2")),
        "1 - 4 delta < 0",
    ),
    Hostile(
        "depth-by-the-stratum-alone",
        "false",
        lambda: expansion(SUBCRITICAL, _fourth_power, 0, stratum=depths(0, "1/2")),
        "1 - 4 delta > 0 before 1/4",
        at={"delta": "1/8"},
    ),
    Hostile(
        "depth-by-both-with-an-end",
        "false",
        lambda: expansion(SUBCRITICAL, _fourth_power, 0, var("delta", "[1/4, 3/4)"), stratum=depths(0, "1/2")),
        "n^0 = 1 at delta = 1/4",
        at={"delta": "1/4"},
    ),
    Hostile(
        "bound-by-both",
        "true",
        lambda: expansion(
            SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/3]"), error=within(1, "1/3"), stratum=depths(0, "1/2")
        ),
        "2 delta - 1 <= -1/3",
    ),
    Hostile(
        "depths-that-do-not-meet",
        "vacuous",
        lambda: expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/2)"), stratum=depths("1/2", 1)),
        "no depth is left",
    ),
    Hostile(
        "depths-that-do-not-meet-at-a-point",
        "vacuous",
        lambda: expansion(SUBCRITICAL, _ratio_of_powers, 0, var("delta", "(0, 1/2)"), stratum=depths("1/2", "1/2")),
        "no depth is left",
    ),
    # fixed: then powers become the same
    Hostile(
        "powers-at-one-half",
        "true",
        lambda: identity(SUBCRITICAL, lambda p: p.u, lambda p: p.t, var("delta", "[1/2, 1/2]")),
        "both are n^-1/2",
    ),
    Hostile(
        "powers-at-one-third",
        "true",
        lambda: identity(SUBCRITICAL, lambda p: p.u**2, lambda p: p.t, var("delta", "[1/3, 1/3]")),
        "both are n^-2/3",
    ),
    Hostile(
        "powers-at-every-depth",
        "false",
        lambda: identity(SUBCRITICAL, lambda p: p.u, lambda p: p.t),
        "n^-1/4 is not n^-3/4",
        at={"n": 2, "delta": "1/4"},
    ),
    Hostile(
        "powers-near-one-half",
        "false",
        lambda: identity(SUBCRITICAL, lambda p: p.u, lambda p: p.t, var("delta", "[1/2, 50001/100000]")),
        "equal at delta = 1/2 only",
        at={"n": 2, "delta": "50001/100000"},
    ),
    Hostile(
        "power-at-depth-one",
        "true",
        lambda: identity(SUPERCRITICAL, lambda p: p.v, lambda p: p.h, var("delta", "[1, 1]")),
        "both are 1/n",
    ),
    Hostile(
        "power-from-depth-one-on",
        "true",
        lambda: bound(SUPERCRITICAL, lambda p: p.v, lambda p: p.h, var("delta", "[1, oo)")),
        "n^-delta <= 1/n",
    ),
    Hostile(
        "power-at-every-depth",
        "false",
        lambda: bound(SUPERCRITICAL, lambda p: p.v, lambda p: p.h),
        "n^-1/2 > 1/n",
        at={"n": 2, "delta": "1/2"},
    ),
    Hostile(
        "product-of-the-powers",
        "true",
        lambda: identity(SUBCRITICAL, lambda p: p.u * p.t, lambda p: p.h),
        "delta + 1 - delta = 1",
        must=True,
    ),
    Hostile(
        "smaller-power-from-half-on",
        "true",
        lambda: bound(SUBCRITICAL, lambda p: p.u, lambda p: p.t, var("delta", "[1/2, 1)")),
        "delta >= 1 - delta",
    ),
    # a depth where there is none
    Hostile(
        "stratum-without-depth",
        "undefined",
        lambda: expansion(CRITICAL, own, "1/2", error=big_o(1), stratum=depths(0, "1/2")),
        "the critical gamma has no depth",
    ),
    Hostile(
        "rate-without-depth",
        "undefined",
        lambda: expansion(CRITICAL, own, "1/2", error=big_o(0, slope=1)),
        "n^-delta without a delta",
    ),
    Hostile(
        "expansion-without-length",
        "undefined",
        lambda: expansion(FREE, lambda p: p.e, 0, var("e", "[0, 1]")),
        "there is no n to grow",
    ),
)
