"""Coefficients that vanish inside the domain: at an integer, at one depth, on a curve; and constants that run away."""

from __future__ import annotations

from critscale.proofs.kinds import LittleO
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import Hostile
from .words import UNIFORM, big_o, bound, depths, expansion, length, monotone, var, within


def _saturated(root: ChartFormula) -> ChartFormula:
    """Return x^2/(x^2 + 1/n), whose limit is 1, and 0 where x is 0."""
    return lambda p: root(p) ** 2 / (root(p) ** 2 + p.h)


def _everywhere() -> LittleO:
    return LittleO(**UNIFORM)


E, F = var("e", "[0, 1]"), var("f", "[0, 1]")
COUNT = var("k", "[0, oo)", integer=True)

ENTRIES = (
    # at an integer
    Hostile(
        "zero-at-one",
        "false",
        lambda: expansion(LENGTHS, _saturated(lambda p: p.k - 1), 1, COUNT),
        "0 at k = 1",
        at={"k": 1},
    ),
    Hostile(
        "zero-at-seven-hundred",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: p.k - 777), 1, COUNT),
        "0 at k = 777",
        at={"k": 777},
    ),
    Hostile(
        "zero-between-two-integers",
        "true",
        lambda: expansion(LENGTHS, _saturated(lambda p: 2 * p.k - 1), 1, COUNT),
        "2 k - 1 is odd",
    ),
    Hostile(
        "zero-before-the-integers",
        "true",
        lambda: expansion(LENGTHS, _saturated(lambda p: p.k - 1), 1, var("k", "[2, oo)", integer=True)),
        "k >= 2",
    ),
    # at one depth
    Hostile(
        "zero-at-depth-one-half",
        "false",
        lambda: expansion(SUBCRITICAL, _saturated(lambda p: 2 * p.delta - 1), 1),
        "0 at delta = 1/2",
        at={"delta": "1/2"},
    ),
    Hostile(
        "zero-at-depth-one-half-left-out",
        "true",
        lambda: expansion(SUBCRITICAL, _saturated(lambda p: 2 * p.delta - 1), 1, stratum=depths("1/2", 1)),
        "2 delta > 1",
    ),
    Hostile(
        "zero-at-depth-three",
        "false",
        lambda: expansion(SUPERCRITICAL, _saturated(lambda p: p.delta - 3), 1),
        "0 at delta = 3",
        at={"delta": 3},
    ),
    Hostile(
        "zero-in-the-window",
        "false",
        lambda: expansion(WINDOW, _saturated(lambda p: 3 * p.s - 1), 1),
        "0 at s = 1/3",
        at={"s": "1/3"},
    ),
    Hostile(
        "zero-at-one-beta",
        "false",
        lambda: expansion(FINITE, _saturated(lambda p: 5 * p.t - 2), 1),
        "0 at t = 2/5",
        at={"t": "2/5"},
    ),
    # on a curve
    Hostile(
        "zero-on-the-diagonal",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: p.e - p.f), 1, E, F),
        "0 where e = f",
        at={"e": "1/2", "f": "1/2"},
    ),
    Hostile(
        "zero-on-a-hyperbola",
        "false",
        lambda: expansion(LENGTHS, _saturated(lambda p: 6 * p.e * p.f - 1), 1, E, F),
        "0 where e f = 1/6",
        at={"e": "1/2", "f": "1/3"},
    ),
    Hostile(
        "zero-on-no-curve",
        "true",
        lambda: expansion(LENGTHS, _saturated(lambda p: p.e * p.f + 1), 1, E, F),
        "e f + 1 >= 1",
    ),
    # constants that run away
    Hostile(
        "constant-at-an-open-end",
        "true",
        lambda: expansion(LENGTHS, lambda p: p.h / (1 - p.e), 0, var("e", "[0, 1)"), error=big_o(1)),
        "1/(1 - e) is fixed",
    ),
    Hostile(
        "constant-at-an-open-end-for-all",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h / (1 - p.e), 0, var("e", "[0, 1)"), error=big_o(1, uniform=True)),
        "1/(1 - e) is not bounded",
        at={"e": lambda n: 1 - 1 / n},
    ),
    Hostile(
        "constant-at-a-closed-end",
        "undefined",
        lambda: expansion(LENGTHS, lambda p: p.h / (1 - p.e), 0, E, error=big_o(1)),
        "1/0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "constant-that-has-a-maximum",
        "true",
        lambda: expansion(
            LENGTHS, lambda p: p.h * p.e / (1 + p.e**2), 0, var("e", "[0, oo)"), error=big_o(1, uniform=True)
        ),
        "e/(1 + e^2) <= 1/2",
    ),
    Hostile(
        "integers-without-end",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.k * p.h, 0, COUNT, error=_everywhere()),
        "1 along k = n",
        at={"k": lambda n: n},
    ),
    Hostile("integers-one-by-one", "true", lambda: expansion(LENGTHS, lambda p: p.k * p.h, 0, COUNT), "k is fixed"),
    Hostile(
        "other-power-for-shallow-depths",
        "true",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, var("delta", "(0, 1/2]"), error=_everywhere()),
        "n^-(1 - delta) <= n^-1/2",
    ),
    Hostile(
        "other-power-for-all-depths",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t, 0, error=_everywhere()),
        "1/e along delta = 1 - 1/log n",
        at={"delta": lambda n: 1 - 1 / n.context.log(n)},
    ),
    # in n, where powers and logarithms move along
    Hostile(
        "log-times-power-falls-in-n",
        "false",
        lambda: monotone(SUBCRITICAL, lambda p: p.L * p.u, "h", "increasing"),
        "log n n^-delta rises up to n = e^(1/delta)",
        at={"n": (2, 1000), "delta": "1/100"},
    ),
    Hostile(
        "log-times-power-rises-in-n",
        "false",
        lambda: monotone(SUBCRITICAL, lambda p: p.L * p.u, "h", "decreasing"),
        "log n n^-delta falls from n = e^(1/delta) on",
        at={"n": (1000, 10**6), "delta": "9/10"},
    ),
    Hostile(
        "power-falls-in-n", "true", lambda: monotone(SUPERCRITICAL, lambda p: p.v, "h", "increasing"), "n^-delta falls"
    ),
    Hostile(
        "power-rises-in-n",
        "false",
        lambda: monotone(SUPERCRITICAL, lambda p: p.v, "h", "decreasing"),
        "n^-delta falls",
        at={"n": (2, 3), "delta": 1},
    ),
    Hostile(
        "parabola-in-n",
        "true",
        lambda: monotone(LENGTHS, lambda p: (length(p) - 2) * (length(p) - 3), "h", "decreasing"),
        "0, 0, 2, 6, ...: the dip lies between two lengths",
    ),
    # a late start
    Hostile(
        "log-over-n-from-a-late-start",
        "true",
        lambda: bound(LENGTHS, lambda p: p.L * p.h * 10**28, 1, valid_from=10**30),
        "log n/n = 6.91 10^-29 at n = 10^30, and falls",
    ),
    Hostile(
        "log-over-n-from-too-early-a-start",
        "false",
        lambda: bound(LENGTHS, lambda p: p.L * p.h * 10**29, "69/10", valid_from=10**30),
        "6.908 > 6.9 at n = 10^30",
        at={"n": "10^30"},
    ),
    Hostile(
        "late-start-of-an-error",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h * p.L, 0, error=within("69/10", 1, valid_from=1000)),
        "log 1000 = 6.9077",
        at={"n": 1000},
    ),
)
