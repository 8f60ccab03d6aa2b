"""Monotone quantities: poles, coordinates that depend on each other, one bad end, one bad n."""

from __future__ import annotations

from critscale.theory.field import Scalar, sqrt
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import Hostile
from .words import entropy, length, log_length, monotone, other, own, partition, var


def _bump(p: Point) -> Scalar:
    """Return a line with a narrow bump at e = 0.31831."""
    return 60 * p.e + 1 / (250000 * (p.e - p.one * 31831 / 100000) ** 2 + 1)


ENTRIES = (
    # poles
    Hostile(
        "rises-across-a-far-pole",
        "false",
        lambda: monotone(FREE, lambda p: 1 / (10**7 - p.e), "e", "increasing", var("e", "[0, oo)")),
        "positive before e = 10^7, negative behind it",
        at={"e": (0, 2 * 10**7)},
    ),
    Hostile(
        "falls-across-a-far-pole",
        "false",
        lambda: monotone(FREE, lambda p: 1 / (p.e - 10**7), "e", "decreasing", var("e", "[0, oo)")),
        "negative before e = 10^7, positive behind it",
        at={"e": (0, 2 * 10**7)},
    ),
    Hostile(
        "falls-across-a-near-pole",
        "false",
        lambda: monotone(FREE, lambda p: 1 / (3 * p.e - 1), "e", "decreasing", var("e", "[0, 1]")),
        "-1 at e = 0, 1/2 at e = 1",
        at={"e": (0, 1)},
    ),
    Hostile(
        "falls-across-an-irrational-pole",
        "false",
        lambda: monotone(FREE, lambda p: 1 / (p.e**2 - 2), "e", "decreasing", var("e", "[1, 2]")),
        "-1 at e = 1, 1/2 at e = 2, the pole at sqrt 2",
        at={"e": (1, 2)},
    ),
    Hostile(
        "rises-short-of-a-pole",
        "true",
        lambda: monotone(FREE, lambda p: 1 / (10**7 - p.e), "e", "increasing", var("e", "[0, 1000000]")),
        "the derivative is a square over a square, and the pole lies outside",
    ),
    Hostile(
        "falls-from-a-pole-at-a-closed-end",
        "undefined",
        lambda: monotone(FREE, lambda p: 1 / p.e, "e", "decreasing", var("e", "[0, 1]")),
        "1/0 at e = 0",
        at={"e": (0, 1)},
    ),
    Hostile(
        "falls-from-a-pole-at-an-open-end",
        "true",
        lambda: monotone(FREE, lambda p: 1 / p.e, "e", "decreasing", var("e", "(0, 1]")),
        "the derivative is -1/e^2",
    ),
    Hostile(
        "share-with-an-empty-corner",
        "undefined",
        lambda: monotone(FREE, lambda p: p.e / (p.e + p.f), "e", "increasing", var("e", "[0, 1]"), var("f", "[0, 1]")),
        "0/0 at e = f = 0",
        at={"e": (0, 1), "f": 0},
    ),
    Hostile(
        "share-without-the-corner",
        "true",
        lambda: monotone(FREE, lambda p: p.e / (p.e + p.f), "e", "increasing", var("e", "[0, 1]"), var("f", "(0, 1]")),
        "the derivative is f/(e + f)^2",
    ),
    # coordinates that depend on each other
    Hostile(
        "t-and-a-little-of-its-log",
        "false",
        lambda: monotone(FINITE, lambda p: p.t + p.neg_log_t / 10**9, "t", "increasing"),
        "the derivative is 1 - 10^-9/t",
        at={"n": 2, "t": ("1/10^12", "1/10^10")},
    ),
    Hostile(
        "t-times-its-log",
        "false",
        lambda: monotone(FINITE, lambda p: p.t * p.neg_log_t, "t", "increasing"),
        "-t log t is 0 at t = 1 and positive before",
        at={"n": 2, "t": ("1/2", 1)},
    ),
    Hostile(
        "log-of-t-rises",
        "false",
        lambda: monotone(FINITE, lambda p: p.neg_log_t, "t", "increasing"),
        "-log t falls",
        at={"n": 2, "t": ("1/2", 1)},
    ),
    Hostile(
        "log-of-t-falls", "true", lambda: monotone(FINITE, lambda p: p.neg_log_t, "t", "decreasing"), "-log t falls"
    ),
    Hostile(
        "partition-falls-in-t",
        "false",
        lambda: monotone(FINITE, partition, "t", "decreasing"),
        "1 + (n - 1) t rises",
        at={"n": 2, "t": ("1/2", 1)},
    ),
    Hostile(
        "partition-rises-in-t", "true", lambda: monotone(FINITE, partition, "t", "increasing"), "1 + (n - 1) t rises"
    ),
    Hostile(
        "entropy-falls-in-t",
        "false",
        lambda: monotone(FINITE, entropy, "t", "decreasing"),
        "it has its largest value, log n, at t = 1",
        at={"n": 2, "t": ("1/2", 1)},
    ),
    Hostile(
        "entropy-rises-in-t",
        "true",
        lambda: monotone(FINITE, entropy, "t", "increasing"),
        "dH/dbeta is -beta times the variance of the logits",
    ),
    Hostile(
        "depth-and-its-power",
        "false",
        lambda: monotone(SUBCRITICAL, lambda p: p.delta + p.u / 10**4, "delta", "increasing"),
        "the derivative is 1 - 10^-4 log n n^-delta",
        at={"n": "10^10000", "delta": ("1/10^6", "1/10^5")},
    ),
    Hostile(
        "depth-and-its-power-above",
        "false",
        lambda: monotone(SUPERCRITICAL, lambda p: p.delta + p.v / 1000, "delta", "increasing"),
        "the derivative is 1 - 10^-3 log n n^-delta",
        at={"n": "10^1000", "delta": ("1/10^5", "1/10^4")},
    ),
    Hostile(
        "power-rises-in-depth",
        "false",
        lambda: monotone(SUBCRITICAL, lambda p: p.u, "delta", "increasing"),
        "n^-delta falls",
        at={"n": 2, "delta": ("1/4", "1/2")},
    ),
    Hostile(
        "power-falls-in-depth",
        "true",
        lambda: monotone(SUBCRITICAL, lambda p: p.u, "delta", "decreasing"),
        "n^-delta falls",
    ),
    Hostile(
        "other-power-falls-in-depth",
        "false",
        lambda: monotone(SUBCRITICAL, lambda p: p.t, "delta", "decreasing"),
        "n^-(1 - delta) rises",
        at={"n": 2, "delta": ("1/4", "1/2")},
    ),
    Hostile(
        "product-of-powers-in-depth",
        "true",
        lambda: monotone(SUBCRITICAL, lambda p: p.delta + p.u * p.t, "delta", "increasing"),
        "u t = 1/n does not depend on delta",
    ),
    Hostile(
        "weight-rises-in-depth",
        "false",
        lambda: monotone(SUBCRITICAL, own, "delta", "increasing"),
        "a = u/(1 + u - 1/n) rises in u = n^-delta",
        at={"n": 10, "delta": ("1/4", "1/2")},
    ),
    Hostile(
        "weight-rises-in-depth-above",
        "true",
        lambda: monotone(SUPERCRITICAL, own, "delta", "increasing"),
        "a = 1/(1 + n^-delta (1 - 1/n))",
    ),
    Hostile(
        "weight-falls-in-depth-above",
        "false",
        lambda: monotone(SUPERCRITICAL, own, "delta", "decreasing"),
        "a = 1/(1 + n^-delta (1 - 1/n))",
        at={"n": 10, "delta": (1, 2)},
    ),
    Hostile(
        "log-of-s-and-s",
        "false",
        lambda: monotone(WINDOW, lambda p: p.s + p.neg_log_s, "s", "increasing"),
        "the derivative is 1 - 1/s < 0",
        at={"n": 2, "s": ("1/4", "1/2")},
    ),
    Hostile(
        "s-and-a-little-of-its-log",
        "false",
        lambda: monotone(WINDOW, lambda p: p.s - p.neg_log_1ms / 10**6, "s", "increasing"),
        "the derivative is 1 - 10^-6/(1 - s)",
        at={"n": 2, "s": ("99999999/100000000", "9999999999/10000000000")},
    ),
    Hostile(
        "log-of-the-other-share-rises",
        "true",
        lambda: monotone(WINDOW, lambda p: p.neg_log_1ms, "s", "increasing"),
        "-log(1 - s) rises",
    ),
    # in n itself
    Hostile("critical-weight-rises-in-h", "true", lambda: monotone(CRITICAL, own, "h", "increasing"), "a = 1/(2 - h)"),
    Hostile(
        "critical-weight-falls-in-h",
        "false",
        lambda: monotone(CRITICAL, own, "h", "decreasing"),
        "a = 1/(2 - h)",
        at={"n": (2, 3)},
    ),
    Hostile("log-n-falls-in-h", "true", lambda: monotone(LENGTHS, log_length, "h", "decreasing"), "log n = -log h"),
    Hostile(
        "h-and-a-little-of-its-log",
        "false",
        lambda: monotone(LENGTHS, lambda p: p.h + p.L / 10**6, "h", "increasing"),
        "the derivative is 1 - 10^-6/h",
        at={"n": (10**7, 10**8)},
    ),
    Hostile(
        "entropy-rises-in-n",
        "true",
        lambda: monotone(CRITICAL, entropy, "h", "decreasing"),
        "1 + E = 2 - h, 1 - a and log n all rise in n",
    ),
    Hostile(
        "entropy-falls-in-n",
        "false",
        lambda: monotone(CRITICAL, entropy, "h", "increasing"),
        "0.64 at n = 2, 0.95 at n = 3",
        at={"n": (2, 3)},
    ),
    Hostile(
        "partition-falls-in-h",
        "true",
        lambda: monotone(FINITE, partition, "h", "decreasing"),
        "1 + (n - 1) t rises in n",
    ),
    # one bad end, one bad n
    Hostile(
        "cubic-from-its-minimum",
        "true",
        lambda: monotone(FREE, lambda p: p.e**3 - 3 * p.e, "e", "increasing", var("e", "[1, 2]")),
        "3 (e^2 - 1) >= 0",
    ),
    Hostile(
        "cubic-from-before-its-minimum",
        "false",
        lambda: monotone(FREE, lambda p: p.e**3 - 3 * p.e, "e", "increasing", var("e", "[999/1000, 2]")),
        "3 (e^2 - 1) < 0 for e < 1",
        at={"e": ("999/1000", 1)},
    ),
    Hostile(
        "cubic-with-a-flat-point",
        "true",
        lambda: monotone(FREE, lambda p: (p.e - 1) ** 3, "e", "increasing", var("e", "[0, 2]")),
        "3 (e - 1)^2 >= 0",
    ),
    Hostile(
        "square-on-both-sides",
        "false",
        lambda: monotone(FREE, lambda p: p.e**2, "e", "increasing", var("e", "[-1, 1]")),
        "it falls before 0",
        at={"e": (-1, 0)},
    ),
    Hostile(
        "parabola-that-turns-far-away",
        "false",
        lambda: monotone(FREE, lambda p: p.e - p.e**2 / 10**9, "e", "increasing", var("e", "[0, oo)")),
        "it falls from e = 5 10^8 on",
        at={"e": (10**9, 2 * 10**9)},
    ),
    Hostile(
        "integers-jump-over-the-dip",
        "true",
        lambda: monotone(FREE, lambda p: (p.k - 1) * (p.k - 2), "k", "increasing", var("k", "[1, oo)", integer=True)),
        "0, 0, 2, 6, ...: the dip lies between two integers",
    ),
    Hostile(
        "integers-from-before-the-dip",
        "false",
        lambda: monotone(FREE, lambda p: (p.k - 1) * (p.k - 2), "k", "increasing", var("k", "[0, oo)", integer=True)),
        "2, 0, 0, 2, ...",
        at={"k": (0, 1)},
    ),
    Hostile(
        "weights-together-rise-in-t",
        "false",
        lambda: monotone(FINITE, lambda p: own(p) + other(p), "t", "increasing"),
        "a + b = 1 at n = 2, and it falls for n >= 3",
        at={"n": 3, "t": ("1/2", 1)},
    ),
    Hostile(
        "weights-together-fall-in-t",
        "true",
        lambda: monotone(FINITE, lambda p: own(p) + other(p), "t", "decreasing"),
        "(1 + t)/(1 + (n - 1) t) has a derivative of the sign of 2 - n",
    ),
    Hostile(
        "rises-but-for-two-tokens",
        "false",
        lambda: monotone(FINITE, lambda p: p.t * (length(p) - 2 - p.h), "t", "increasing"),
        "n - 2 - 1/n < 0 at n = 2",
        at={"n": 2, "t": ("1/2", 1)},
    ),
    Hostile(
        "rises-from-three-tokens-on",
        "true",
        lambda: monotone(FINITE, lambda p: p.t * (length(p) - 2 - p.h), "t", "increasing", valid_from=3),
        "n - 2 - 1/n > 0 from n = 3 on",
    ),
    Hostile(
        "rises-up-to-a-billion-tokens",
        "false",
        lambda: monotone(FINITE, lambda p: p.t * (10**9 - length(p)), "t", "increasing"),
        "10^9 - n < 0 beyond",
        at={"n": "10^10", "t": ("1/2", 1)},
    ),
    Hostile(
        "a-dip-between-two-lengths",
        "false",
        lambda: monotone(LENGTHS, lambda p: (10 / p.h - 29) ** 2, "n", "increasing"),
        "81, 1, 121, ... at n = 2, 3, 4",
        at={"n": (2, 3)},
    ),
    Hostile(
        "a-dip-at-the-first-length",
        "false",
        lambda: monotone(LENGTHS, lambda p: (1 / p.h - 130) ** 2, "n", "increasing", valid_from=100),
        "900 at n = 100, 841 at n = 101",
        at={"n": (100, 101)},
    ),
    Hostile(
        "a-bump-under-a-root",
        "false",
        lambda: monotone(FREE, lambda p: _bump(p) * sqrt(1 + 0 * p.e), "e", "increasing", var("e", "[0, 1]")),
        "just beyond e = 0.318 it falls by 0.5 within 1/1000, and rises by 60/1000",
        at={"e": ("31831/100000", "32031/100000")},
    ),
)
