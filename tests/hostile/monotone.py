"""Monotone quantities: poles, coordinates that depend on each other, one bad end, one bad n."""

from __future__ import annotations

from critscale.theory.field import Scalar, sqrt
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import false, true, undefined
from .words import entropy, length, log_length, monotone, other, own, partition, var


def _bump(p: Point) -> Scalar:
    """Return a line with a narrow bump at e = 0.31831."""
    return 60 * p.e + 1 / (250000 * (p.e - p.one * 31831 / 100000) ** 2 + 1)


ENTRIES = (
    # poles
    false(
        "rises-across-a-far-pole",
        monotone(FREE, lambda p: 1 / (10**7 - p.e), "e", "increasing", var("e", "[0, oo)")),
        "positive before e = 10^7, negative behind it",
        e=(0, 2 * 10**7),
    ),
    false(
        "falls-across-a-far-pole",
        monotone(FREE, lambda p: 1 / (p.e - 10**7), "e", "decreasing", var("e", "[0, oo)")),
        "negative before e = 10^7, positive behind it",
        e=(0, 2 * 10**7),
    ),
    false(
        "falls-across-a-near-pole",
        monotone(FREE, lambda p: 1 / (3 * p.e - 1), "e", "decreasing", var("e", "[0, 1]")),
        "-1 at e = 0, 1/2 at e = 1",
        e=(0, 1),
    ),
    false(
        "falls-across-an-irrational-pole",
        monotone(FREE, lambda p: 1 / (p.e**2 - 2), "e", "decreasing", var("e", "[1, 2]")),
        "-1 at e = 1, 1/2 at e = 2, the pole at sqrt 2",
        e=(1, 2),
    ),
    true(
        "rises-short-of-a-pole",
        monotone(FREE, lambda p: 1 / (10**7 - p.e), "e", "increasing", var("e", "[0, 1000000]")),
        "the derivative is a square over a square, and the pole lies outside",
    ),
    undefined(
        "falls-from-a-pole-at-a-closed-end",
        monotone(FREE, lambda p: 1 / p.e, "e", "decreasing", var("e", "[0, 1]")),
        "1/0 at e = 0",
        e=(0, 1),
    ),
    true(
        "falls-from-a-pole-at-an-open-end",
        monotone(FREE, lambda p: 1 / p.e, "e", "decreasing", var("e", "(0, 1]")),
        "the derivative is -1/e^2",
    ),
    undefined(
        "share-with-an-empty-corner",
        monotone(FREE, lambda p: p.e / (p.e + p.f), "e", "increasing", var("e", "[0, 1]"), var("f", "[0, 1]")),
        "0/0 at e = f = 0",
        e=(0, 1),
        f=0,
    ),
    true(
        "share-without-the-corner",
        monotone(FREE, lambda p: p.e / (p.e + p.f), "e", "increasing", var("e", "[0, 1]"), var("f", "(0, 1]")),
        "the derivative is f/(e + f)^2",
    ),
    # coordinates that depend on each other
    false(
        "t-and-a-little-of-its-log",
        monotone(FINITE, lambda p: p.t + p.neg_log_t / 10**9, "t", "increasing"),
        "the derivative is 1 - 10^-9/t",
        n=2,
        t=("1/10^12", "1/10^10"),
    ),
    false(
        "t-times-its-log",
        monotone(FINITE, lambda p: p.t * p.neg_log_t, "t", "increasing"),
        "-t log t is 0 at t = 1 and positive before",
        n=2,
        t=("1/2", 1),
    ),
    false(
        "log-of-t-rises", monotone(FINITE, lambda p: p.neg_log_t, "t", "increasing"), "-log t falls", n=2, t=("1/2", 1)
    ),
    true("log-of-t-falls", monotone(FINITE, lambda p: p.neg_log_t, "t", "decreasing"), "-log t falls"),
    false(
        "partition-falls-in-t", monotone(FINITE, partition, "t", "decreasing"), "1 + (n - 1) t rises", n=2, t=("1/2", 1)
    ),
    true("partition-rises-in-t", monotone(FINITE, partition, "t", "increasing"), "1 + (n - 1) t rises"),
    false(
        "entropy-falls-in-t",
        monotone(FINITE, entropy, "t", "decreasing"),
        "it has its largest value, log n, at t = 1",
        n=2,
        t=("1/2", 1),
    ),
    true(
        "entropy-rises-in-t",
        monotone(FINITE, entropy, "t", "increasing"),
        "dH/dbeta is -beta times the variance of the logits",
    ),
    false(
        "depth-and-its-power",
        monotone(SUBCRITICAL, lambda p: p.delta + p.u / 10**4, "delta", "increasing"),
        "the derivative is 1 - 10^-4 log n n^-delta",
        n="10^10000",
        delta=("1/10^6", "1/10^5"),
    ),
    false(
        "depth-and-its-power-above",
        monotone(SUPERCRITICAL, lambda p: p.delta + p.v / 1000, "delta", "increasing"),
        "the derivative is 1 - 10^-3 log n n^-delta",
        n="10^1000",
        delta=("1/10^5", "1/10^4"),
    ),
    false(
        "power-rises-in-depth",
        monotone(SUBCRITICAL, lambda p: p.u, "delta", "increasing"),
        "n^-delta falls",
        n=2,
        delta=("1/4", "1/2"),
    ),
    true("power-falls-in-depth", monotone(SUBCRITICAL, lambda p: p.u, "delta", "decreasing"), "n^-delta falls"),
    false(
        "other-power-falls-in-depth",
        monotone(SUBCRITICAL, lambda p: p.t, "delta", "decreasing"),
        "n^-(1 - delta) rises",
        n=2,
        delta=("1/4", "1/2"),
    ),
    true(
        "product-of-powers-in-depth",
        monotone(SUBCRITICAL, lambda p: p.delta + p.u * p.t, "delta", "increasing"),
        "u t = 1/n does not depend on delta",
    ),
    false(
        "weight-rises-in-depth",
        monotone(SUBCRITICAL, own, "delta", "increasing"),
        "a = u/(1 + u - 1/n) rises in u = n^-delta",
        n=10,
        delta=("1/4", "1/2"),
    ),
    true(
        "weight-rises-in-depth-above",
        monotone(SUPERCRITICAL, own, "delta", "increasing"),
        "a = 1/(1 + n^-delta (1 - 1/n))",
    ),
    false(
        "weight-falls-in-depth-above",
        monotone(SUPERCRITICAL, own, "delta", "decreasing"),
        "a = 1/(1 + n^-delta (1 - 1/n))",
        n=10,
        delta=(1, 2),
    ),
    false(
        "log-of-s-and-s",
        monotone(WINDOW, lambda p: p.s + p.neg_log_s, "s", "increasing"),
        "the derivative is 1 - 1/s < 0",
        n=2,
        s=("1/4", "1/2"),
    ),
    false(
        "s-and-a-little-of-its-log",
        monotone(WINDOW, lambda p: p.s - p.neg_log_1ms / 10**6, "s", "increasing"),
        "the derivative is 1 - 10^-6/(1 - s)",
        n=2,
        s=("99999999/100000000", "9999999999/10000000000"),
    ),
    true(
        "log-of-the-other-share-rises",
        monotone(WINDOW, lambda p: p.neg_log_1ms, "s", "increasing"),
        "-log(1 - s) rises",
    ),
    # in n itself
    true("critical-weight-rises-in-h", monotone(CRITICAL, own, "h", "increasing"), "a = 1/(2 - h)"),
    false("critical-weight-falls-in-h", monotone(CRITICAL, own, "h", "decreasing"), "a = 1/(2 - h)", n=(2, 3)),
    true("log-n-falls-in-h", monotone(LENGTHS, log_length, "h", "decreasing"), "log n = -log h"),
    false(
        "h-and-a-little-of-its-log",
        monotone(LENGTHS, lambda p: p.h + p.L / 10**6, "h", "increasing"),
        "the derivative is 1 - 10^-6/h",
        n=(10**7, 10**8),
    ),
    true(
        "entropy-rises-in-n",
        monotone(CRITICAL, entropy, "h", "decreasing"),
        "1 + E = 2 - h, 1 - a and log n all rise in n",
    ),
    false(
        "entropy-falls-in-n", monotone(CRITICAL, entropy, "h", "increasing"), "0.64 at n = 2, 0.95 at n = 3", n=(2, 3)
    ),
    true("partition-falls-in-h", monotone(FINITE, partition, "h", "decreasing"), "1 + (n - 1) t rises in n"),
    # one bad end, one bad n
    true(
        "cubic-from-its-minimum",
        monotone(FREE, lambda p: p.e**3 - 3 * p.e, "e", "increasing", var("e", "[1, 2]")),
        "3 (e^2 - 1) >= 0",
    ),
    false(
        "cubic-from-before-its-minimum",
        monotone(FREE, lambda p: p.e**3 - 3 * p.e, "e", "increasing", var("e", "[999/1000, 2]")),
        "3 (e^2 - 1) < 0 for e < 1",
        e=("999/1000", 1),
    ),
    true(
        "cubic-with-a-flat-point",
        monotone(FREE, lambda p: (p.e - 1) ** 3, "e", "increasing", var("e", "[0, 2]")),
        "3 (e - 1)^2 >= 0",
    ),
    false(
        "square-on-both-sides",
        monotone(FREE, lambda p: p.e**2, "e", "increasing", var("e", "[-1, 1]")),
        "it falls before 0",
        e=(-1, 0),
    ),
    false(
        "parabola-that-turns-far-away",
        monotone(FREE, lambda p: p.e - p.e**2 / 10**9, "e", "increasing", var("e", "[0, oo)")),
        "it falls from e = 5 10^8 on",
        e=(10**9, 2 * 10**9),
    ),
    true(
        "integers-jump-over-the-dip",
        monotone(FREE, lambda p: (p.k - 1) * (p.k - 2), "k", "increasing", var("k", "[1, oo)", integer=True)),
        "0, 0, 2, 6, ...: the dip lies between two integers",
    ),
    false(
        "integers-from-before-the-dip",
        monotone(FREE, lambda p: (p.k - 1) * (p.k - 2), "k", "increasing", var("k", "[0, oo)", integer=True)),
        "2, 0, 0, 2, ...",
        k=(0, 1),
    ),
    false(
        "weights-together-rise-in-t",
        monotone(FINITE, lambda p: own(p) + other(p), "t", "increasing"),
        "a + b = 1 at n = 2, and it falls for n >= 3",
        n=3,
        t=("1/2", 1),
    ),
    true(
        "weights-together-fall-in-t",
        monotone(FINITE, lambda p: own(p) + other(p), "t", "decreasing"),
        "(1 + t)/(1 + (n - 1) t) has a derivative of the sign of 2 - n",
    ),
    false(
        "rises-but-for-two-tokens",
        monotone(FINITE, lambda p: p.t * (length(p) - 2 - p.h), "t", "increasing"),
        "n - 2 - 1/n < 0 at n = 2",
        n=2,
        t=("1/2", 1),
    ),
    true(
        "rises-from-three-tokens-on",
        monotone(FINITE, lambda p: p.t * (length(p) - 2 - p.h), "t", "increasing", valid_from=3),
        "n - 2 - 1/n > 0 from n = 3 on",
    ),
    false(
        "rises-up-to-a-billion-tokens",
        monotone(FINITE, lambda p: p.t * (10**9 - length(p)), "t", "increasing"),
        "10^9 - n < 0 beyond",
        n="10^10",
        t=("1/2", 1),
    ),
    false(
        "a-dip-between-two-lengths",
        monotone(LENGTHS, lambda p: (10 / p.h - 29) ** 2, "n", "increasing"),
        "81, 1, 121, ... at n = 2, 3, 4",
        n=(2, 3),
    ),
    false(
        "a-dip-at-the-first-length",
        monotone(LENGTHS, lambda p: (1 / p.h - 130) ** 2, "n", "increasing", valid_from=100),
        "900 at n = 100, 841 at n = 101",
        n=(100, 101),
    ),
    false(
        "a-bump-under-a-root",
        monotone(FREE, lambda p: _bump(p) * sqrt(1 + 0 * p.e), "e", "increasing", var("e", "[0, 1]")),
        "just beyond e = 0.318 it falls by 0.5 within 1/1000, and rises by 60/1000",
        e=("31831/100000", "32031/100000"),
    ),
)
