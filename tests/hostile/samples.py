"""Samples that decide nothing: NaN, infinities, balls too wide, draws that are all alike, points beyond the search."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from random import Random

from flint import arb

from critscale.numerics.sampled.attention import attention_layer
from critscale.numerics.sampled.trials import Trial, largest_square
from critscale.proofs.kinds import Computed, MonteCarlo, OnTokens
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.field import exp, log
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL

from .hostile import Built, false, true, undefined
from .words import PLAIN, TOKENS, bound, identity, length, var

E = var("e", "[0, 1]")
NAN = math.nan


def _computed(left: ChartFormula, right: ChartFormula, tolerance: ChartFormula | None = None) -> Built:
    return Computed(cases=({"x": Fraction(1)},), left=left, right=right, tolerance=tolerance), ()


def _mean(draw: Callable[[int], float], expected: float, tolerance: str) -> Built:
    return MonteCarlo(draw=draw, expected=lambda: expected, tolerance=Fraction(tolerance)), ()


def _noise(seed: int) -> float:
    """Return a normal number of deviation 1/1000."""
    return Random(seed).gauss(0, 1) / 1000


def _lottery(seed: int) -> float:
    """Return 10,000 for one seed in 10,000, else 0: the mean is 1."""
    return 10_000.0 if seed % 10_000 == 5_000 else 0.0


def _longest_output(t: Trial) -> float:
    return float(largest_square(attention_layer(t.tokens, t.beta, 0).outputs))


ENTRIES = (
    # no number at all
    undefined(
        "cosine-over-zero",
        identity(CRITICAL, lambda p: q.output_cosine(p.row, p.rho, p.r) / (0 * p.h), 2, *TOKENS),
        "a division by 0 everywhere",
        n=2,
        rho="1/2",
        r=0,
    ),
    undefined(
        "log-of-a-negative-number",
        bound(CRITICAL, 5, lambda p: log(p.rho - 1), *PLAIN),
        "rho - 1 < 0 everywhere",
        n=2,
        rho="1/2",
    ),
    undefined(
        "log-of-a-number-that-may-be-negative",
        bound(FREE, lambda p: log(p.e), 0, var("e", "[-1, 1]")),
        "log e has no value for e < 0",
        e=-1,
    ),
    undefined(
        "exponential-of-a-logarithm-of-nothing",
        identity(FREE, lambda p: exp(log(p.e - 2)), lambda p: p.e - 2, E),
        "e - 2 < 0 everywhere",
        e=0,
    ),
    undefined(
        "nothing-over-nothing",
        identity(FREE, lambda p: exp(p.e - p.e - p.one / (p.e - p.e)), 5, E),
        "a division by 0 everywhere",
        e="1/2",
    ),
    true(
        "infinity-over-infinity",
        identity(LENGTHS, lambda p: exp(2 * length(p)) / exp(length(p)) ** 2, 1),
        "e^(2 x) = (e^x)^2",
    ),
    # balls too wide
    false("one-and-next-to-nothing", bound(LENGTHS, lambda p: 1 + p.h**200, 1), "2^-200 > 0", n=2),
    false("one-is-one-and-next-to-nothing", identity(LENGTHS, lambda p: 1 + p.h**500, 1), "2^-500 > 0", n=2),
    false("log-of-next-to-nothing", bound(LENGTHS, lambda p: log(1 + p.h**500), 0), "log(1 + x) > 0 for x > 0", n=2),
    false(
        "exponential-of-next-to-nothing", identity(FREE, lambda p: exp(p.e / 10**200), 1, E), "e^x > 1 for x > 0", e=1
    ),
    false("exponential-next-to-nothing", bound(LENGTHS, lambda p: 1 + exp(-1000 * p.L), 1), "n^-1000 > 0", n=2),
    false(
        "exponential-of-a-high-power",
        bound(SUBCRITICAL, lambda p: exp(p.u**1000), 1),
        "e^x > 1 for x > 0",
        n=2,
        delta="9/10",
    ),
    true(
        "exponential-above-its-line",
        bound(FREE, lambda p: 1 + p.e / 10**100, lambda p: exp(p.e / 10**100), E),
        "e^x >= 1 + x",
    ),
    false(
        "exponential-below-its-line",
        bound(FREE, lambda p: exp(p.e / 10**100), lambda p: 1 + p.e / 10**100, E),
        "e^x > 1 + x for x > 0",
        e=1,
    ),
    # beyond the search
    false(
        "exponential-far-out",
        bound(FREE, "1/1000000", lambda p: exp(-p.e / 10**6), var("e", "[0, oo)")),
        "e^-x < 10^-6 for x >= 14",
        e=10**8,
    ),
    false("logarithm-far-out", bound(FREE, lambda p: log(1 + p.e), 50, var("e", "[0, oo)")), "log e -> oo", e=10**30),
    false(
        "logarithm-near-zero",
        bound(FREE, lambda p: -log(p.e), 50, var("e", "(0, 1]")),
        "-log e -> oo as e -> 0",
        e="1/10^30",
    ),
    false(
        "exponential-in-n-far-out",
        bound(LENGTHS, "1/1000000", lambda p: exp(-p.L / 10**6)),
        "e^-x < 10^-6 for x >= 14",
        n="10^7000000",
    ),
    false(
        "logit-gap-at-most-fifty", bound(FINITE, lambda p: p.neg_log_t, 50), "-log t -> oo as t -> 0", n=2, t="1/10^30"
    ),
    # computed
    undefined("computed-nan", _computed(lambda p: NAN, lambda p: 1), "NaN is no number"),
    undefined("computed-nan-allowed", _computed(lambda p: 1, lambda p: 1, lambda p: NAN), "NaN is no tolerance"),
    undefined("computed-infinities", _computed(lambda p: math.inf, lambda p: math.inf), "oo is no number"),
    undefined("computed-wide", _computed(lambda p: 1, lambda p: arb(2, 5)), "the right side is known to be in [-3, 7]"),
    undefined(
        "computed-nowhere", lambda: (Computed(cases=(), left=lambda p: 1, right=lambda p: 0), ()), "no point is stated"
    ),
    undefined("computed-division", _computed(lambda p: 1, lambda p: 1 / (p.x - 1)), "1/0 at x = 1"),
    false("computed-e", _computed(lambda p: arb(1).exp(), lambda p: Fraction(27182, 10000)), "e = 2.71828..."),
    true(
        "computed-e-a-little-more",
        _computed(lambda p: arb(1).exp(), lambda p: Fraction(27183, 10000)),
        "e = 2.71828...",
    ),
    false(
        "computed-outside-the-tolerance",
        _computed(lambda p: Fraction(10001, 10000), lambda p: 1, lambda p: Fraction(1, 10001)),
        "1/10000 > 1/10001",
    ),
    true(
        "computed-at-the-tolerance",
        _computed(lambda p: Fraction(10001, 10000), lambda p: 1, lambda p: Fraction(1, 10000)),
        "1/10000 <= 1/10000",
    ),
    false("computed-below-zero", _computed(lambda p: 1, lambda p: 0), "1 > 0"),
    true("computed-zeros", _computed(lambda p: 0, lambda p: 0), "0 <= 0"),
    # on tokens
    undefined("tokens-nan", (OnTokens(lower=lambda t: NAN, upper=lambda t: 1.0), ()), "NaN is no number"),
    undefined("tokens-nan-above", (OnTokens(lower=lambda t: 0.0, upper=lambda t: NAN), ()), "NaN is no number"),
    undefined(
        "tokens-infinities", (OnTokens(lower=lambda t: math.inf, upper=lambda t: math.inf), ()), "oo is no number"
    ),
    false(
        "tokens-stay-on-the-sphere",
        (OnTokens(lower=lambda t: 1.0, upper=_longest_output), ()),
        "a mean of different unit vectors is shorter than 1",
    ),
    true(
        "tokens-stay-in-the-ball",
        (OnTokens(lower=_longest_output, upper=lambda t: 1.0), ()),
        "a mean of unit vectors is no longer than 1",
    ),
    # means of draws
    undefined("mean-of-nan", _mean(lambda seed: NAN, 0.0, "1"), "NaN is no number"),
    undefined("mean-expected-nan", _mean(_noise, NAN, "1"), "NaN is no number"),
    false("mean-next-door", _mean(_noise, 0.1, "1/100"), "the mean is 0"),
    true("mean-where-it-is", _mean(_noise, 0.0, "1/10"), "the mean is 0"),
    false("mean-of-a-lottery", _mean(_lottery, 0.0, "1/10"), "the mean is 1, which twelve zeros do not show"),
    false("mean-with-a-negative-tolerance", _mean(_noise, 0.0, "-1"), "no distance is negative"),
    false(
        "mean-of-one-seed-in-two", _mean(lambda seed: float(seed % 2) + _noise(seed), 0.6, "1/100"), "the mean is 1/2"
    ),
)
