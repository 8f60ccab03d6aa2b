"""Coefficients that vanish inside the domain: at an integer, at one depth, on a curve; and constants that run away."""

from __future__ import annotations

from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import false, true, undefined
from .words import EVERYWHERE, big_o, bound, depths, expansion, length, monotone, var, within


def _saturated(root: ChartFormula) -> ChartFormula:
    """Return x^2/(x^2 + 1/n), whose limit is 1, and 0 where x is 0."""
    return lambda p: root(p) ** 2 / (root(p) ** 2 + p.h)


E, F = var("e", "[0, 1]"), var("f", "[0, 1]")
COUNT = var("k", "[0, oo)", integer=True)

ENTRIES = (
    # at an integer
    false("zero-at-one", expansion(LENGTHS, _saturated(lambda p: p.k - 1), 1, COUNT), "0 at k = 1", k=1),
    false(
        "zero-at-seven-hundred", expansion(CRITICAL, _saturated(lambda p: p.k - 777), 1, COUNT), "0 at k = 777", k=777
    ),
    true(
        "zero-between-two-integers", expansion(LENGTHS, _saturated(lambda p: 2 * p.k - 1), 1, COUNT), "2 k - 1 is odd"
    ),
    true(
        "zero-before-the-integers",
        expansion(LENGTHS, _saturated(lambda p: p.k - 1), 1, var("k", "[2, oo)", integer=True)),
        "k >= 2",
    ),
    # at one depth
    false(
        "zero-at-depth-one-half",
        expansion(SUBCRITICAL, _saturated(lambda p: 2 * p.delta - 1), 1),
        "0 at delta = 1/2",
        delta="1/2",
    ),
    true(
        "zero-at-depth-one-half-left-out",
        expansion(SUBCRITICAL, _saturated(lambda p: 2 * p.delta - 1), 1, stratum=depths("1/2", 1)),
        "2 delta > 1",
    ),
    false(
        "zero-at-depth-three", expansion(SUPERCRITICAL, _saturated(lambda p: p.delta - 3), 1), "0 at delta = 3", delta=3
    ),
    false("zero-in-the-window", expansion(WINDOW, _saturated(lambda p: 3 * p.s - 1), 1), "0 at s = 1/3", s="1/3"),
    false("zero-at-one-beta", expansion(FINITE, _saturated(lambda p: 5 * p.t - 2), 1), "0 at t = 2/5", t="2/5"),
    # on a curve
    false(
        "zero-on-the-diagonal",
        expansion(CRITICAL, _saturated(lambda p: p.e - p.f), 1, E, F),
        "0 where e = f",
        e="1/2",
        f="1/2",
    ),
    false(
        "zero-on-a-hyperbola",
        expansion(LENGTHS, _saturated(lambda p: 6 * p.e * p.f - 1), 1, E, F),
        "0 where e f = 1/6",
        e="1/2",
        f="1/3",
    ),
    true("zero-on-no-curve", expansion(LENGTHS, _saturated(lambda p: p.e * p.f + 1), 1, E, F), "e f + 1 >= 1"),
    # constants that run away
    true(
        "constant-at-an-open-end",
        expansion(LENGTHS, lambda p: p.h / (1 - p.e), 0, var("e", "[0, 1)"), error=big_o(1)),
        "1/(1 - e) is fixed",
    ),
    false(
        "constant-at-an-open-end-for-all",
        expansion(LENGTHS, lambda p: p.h / (1 - p.e), 0, var("e", "[0, 1)"), error=big_o(1, uniform=True)),
        "1/(1 - e) is not bounded",
        e=lambda n: 1 - 1 / n,
    ),
    undefined(
        "constant-at-a-closed-end",
        expansion(LENGTHS, lambda p: p.h / (1 - p.e), 0, E, error=big_o(1)),
        "1/0 at e = 1",
        e=1,
    ),
    true(
        "constant-that-has-a-maximum",
        expansion(LENGTHS, lambda p: p.h * p.e / (1 + p.e**2), 0, var("e", "[0, oo)"), error=big_o(1, uniform=True)),
        "e/(1 + e^2) <= 1/2",
    ),
    false(
        "integers-without-end",
        expansion(LENGTHS, lambda p: p.k * p.h, 0, COUNT, error=EVERYWHERE),
        "1 along k = n",
        k=lambda n: n,
    ),
    true("integers-one-by-one", expansion(LENGTHS, lambda p: p.k * p.h, 0, COUNT), "k is fixed"),
    true(
        "other-power-for-shallow-depths",
        expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "(0, 1/2]"), error=EVERYWHERE),
        "n^-(1 - delta) <= n^-1/2",
    ),
    false(
        "other-power-for-all-depths",
        expansion(SUBCRITICAL, lambda p: p.t, 0, error=EVERYWHERE),
        "1/e along delta = 1 - 1/log n",
        delta=lambda n: 1 - 1 / n.context.log(n),
    ),
    # in n, where powers and logarithms move along
    false(
        "log-times-power-falls-in-n",
        monotone(SUBCRITICAL, lambda p: p.L * p.u, "h", "increasing"),
        "log n n^-delta rises up to n = e^(1/delta)",
        n=(2, 1000),
        delta="1/100",
    ),
    false(
        "log-times-power-rises-in-n",
        monotone(SUBCRITICAL, lambda p: p.L * p.u, "h", "decreasing"),
        "log n n^-delta falls from n = e^(1/delta) on",
        n=(1000, 10**6),
        delta="9/10",
    ),
    true("power-falls-in-n", monotone(SUPERCRITICAL, lambda p: p.v, "h", "increasing"), "n^-delta falls"),
    false(
        "power-rises-in-n",
        monotone(SUPERCRITICAL, lambda p: p.v, "h", "decreasing"),
        "n^-delta falls",
        n=(2, 3),
        delta=1,
    ),
    true(
        "parabola-in-n",
        monotone(LENGTHS, lambda p: (length(p) - 2) * (length(p) - 3), "h", "decreasing"),
        "0, 0, 2, 6, ...: the dip lies between two lengths",
    ),
    # a late start
    true(
        "log-over-n-from-a-late-start",
        bound(LENGTHS, lambda p: p.L * p.h * 10**28, 1, valid_from=10**30),
        "log n/n = 6.91 10^-29 at n = 10^30, and falls",
    ),
    false(
        "log-over-n-from-too-early-a-start",
        bound(LENGTHS, lambda p: p.L * p.h * 10**29, "69/10", valid_from=10**30),
        "6.908 > 6.9 at n = 10^30",
        n="10^30",
    ),
    false(
        "late-start-of-an-error",
        expansion(LENGTHS, lambda p: p.h * p.L, 0, error=within("69/10", 1, valid_from=1000)),
        "log 1000 = 6.9077",
        n=1000,
    ),
)
