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

from .hostile import Built, Hostile
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
    Hostile(
        "cosine-over-zero",
        "undefined",
        lambda: identity(CRITICAL, lambda p: q.output_cosine(p.row, p.rho, p.r) / (0 * p.h), 2, *TOKENS),
        "a division by 0 everywhere",
        at={"n": 2, "rho": "1/2", "r": 0},
    ),
    Hostile(
        "log-of-a-negative-number",
        "undefined",
        lambda: bound(CRITICAL, 5, lambda p: log(p.rho - 1), *PLAIN),
        "rho - 1 < 0 everywhere",
        at={"n": 2, "rho": "1/2"},
    ),
    Hostile(
        "log-of-a-number-that-may-be-negative",
        "undefined",
        lambda: bound(FREE, lambda p: log(p.e), 0, var("e", "[-1, 1]")),
        "log e has no value for e < 0",
        at={"e": -1},
    ),
    Hostile(
        "exponential-of-a-logarithm-of-nothing",
        "undefined",
        lambda: identity(FREE, lambda p: exp(log(p.e - 2)), lambda p: p.e - 2, E),
        "e - 2 < 0 everywhere",
        at={"e": 0},
    ),
    Hostile(
        "nothing-over-nothing",
        "undefined",
        lambda: identity(FREE, lambda p: exp(p.e - p.e - p.one / (p.e - p.e)), 5, E),
        "a division by 0 everywhere",
        at={"e": "1/2"},
    ),
    Hostile(
        "infinity-over-infinity",
        "true",
        lambda: identity(LENGTHS, lambda p: exp(2 * length(p)) / exp(length(p)) ** 2, 1),
        "e^(2 x) = (e^x)^2",
    ),
    # balls too wide
    Hostile(
        "one-and-next-to-nothing", "false", lambda: bound(LENGTHS, lambda p: 1 + p.h**200, 1), "2^-200 > 0", at={"n": 2}
    ),
    Hostile(
        "one-is-one-and-next-to-nothing",
        "false",
        lambda: identity(LENGTHS, lambda p: 1 + p.h**500, 1),
        "2^-500 > 0",
        at={"n": 2},
    ),
    Hostile(
        "log-of-next-to-nothing",
        "false",
        lambda: bound(LENGTHS, lambda p: log(1 + p.h**500), 0),
        "log(1 + x) > 0 for x > 0",
        at={"n": 2},
    ),
    Hostile(
        "exponential-of-next-to-nothing",
        "false",
        lambda: identity(FREE, lambda p: exp(p.e / 10**200), 1, E),
        "e^x > 1 for x > 0",
        at={"e": 1},
    ),
    Hostile(
        "exponential-next-to-nothing",
        "false",
        lambda: bound(LENGTHS, lambda p: 1 + exp(-1000 * p.L), 1),
        "n^-1000 > 0",
        at={"n": 2},
    ),
    Hostile(
        "exponential-of-a-high-power",
        "false",
        lambda: bound(SUBCRITICAL, lambda p: exp(p.u**1000), 1),
        "e^x > 1 for x > 0",
        at={"n": 2, "delta": "9/10"},
    ),
    Hostile(
        "exponential-above-its-line",
        "true",
        lambda: bound(FREE, lambda p: 1 + p.e / 10**100, lambda p: exp(p.e / 10**100), E),
        "e^x >= 1 + x",
    ),
    Hostile(
        "exponential-below-its-line",
        "false",
        lambda: bound(FREE, lambda p: exp(p.e / 10**100), lambda p: 1 + p.e / 10**100, E),
        "e^x > 1 + x for x > 0",
        at={"e": 1},
    ),
    # beyond the search
    Hostile(
        "exponential-far-out",
        "false",
        lambda: bound(FREE, "1/1000000", lambda p: exp(-p.e / 10**6), var("e", "[0, oo)")),
        "e^-x < 10^-6 for x >= 14",
        at={"e": 10**8},
    ),
    Hostile(
        "logarithm-far-out",
        "false",
        lambda: bound(FREE, lambda p: log(1 + p.e), 50, var("e", "[0, oo)")),
        "log e -> oo",
        at={"e": 10**30},
    ),
    Hostile(
        "logarithm-near-zero",
        "false",
        lambda: bound(FREE, lambda p: -log(p.e), 50, var("e", "(0, 1]")),
        "-log e -> oo as e -> 0",
        at={"e": "1/10^30"},
    ),
    Hostile(
        "exponential-in-n-far-out",
        "false",
        lambda: bound(LENGTHS, "1/1000000", lambda p: exp(-p.L / 10**6)),
        "e^-x < 10^-6 for x >= 14",
        at={"n": "10^7000000"},
    ),
    Hostile(
        "logit-gap-at-most-fifty",
        "false",
        lambda: bound(FINITE, lambda p: p.neg_log_t, 50),
        "-log t -> oo as t -> 0",
        at={"n": 2, "t": "1/10^30"},
    ),
    # computed
    Hostile("computed-nan", "undefined", lambda: _computed(lambda p: NAN, lambda p: 1), "NaN is no number"),
    Hostile(
        "computed-nan-allowed",
        "undefined",
        lambda: _computed(lambda p: 1, lambda p: 1, lambda p: NAN),
        "NaN is no tolerance",
    ),
    Hostile(
        "computed-infinities", "undefined", lambda: _computed(lambda p: math.inf, lambda p: math.inf), "oo is no number"
    ),
    Hostile(
        "computed-wide",
        "undefined",
        lambda: _computed(lambda p: 1, lambda p: arb(2, 5)),
        "the right side is known to be in [-3, 7]",
    ),
    Hostile(
        "computed-nowhere",
        "undefined",
        lambda: (Computed(cases=(), left=lambda p: 1, right=lambda p: 0), ()),
        "no point is stated",
    ),
    Hostile("computed-division", "undefined", lambda: _computed(lambda p: 1, lambda p: 1 / (p.x - 1)), "1/0 at x = 1"),
    Hostile(
        "computed-e",
        "false",
        lambda: _computed(lambda p: arb(1).exp(), lambda p: Fraction(27182, 10000)),
        "e = 2.71828...",
    ),
    Hostile(
        "computed-e-a-little-more",
        "true",
        lambda: _computed(lambda p: arb(1).exp(), lambda p: Fraction(27183, 10000)),
        "e = 2.71828...",
    ),
    Hostile(
        "computed-outside-the-tolerance",
        "false",
        lambda: _computed(lambda p: Fraction(10001, 10000), lambda p: 1, lambda p: Fraction(1, 10001)),
        "1/10000 > 1/10001",
    ),
    Hostile(
        "computed-at-the-tolerance",
        "true",
        lambda: _computed(lambda p: Fraction(10001, 10000), lambda p: 1, lambda p: Fraction(1, 10000)),
        "1/10000 <= 1/10000",
    ),
    Hostile("computed-below-zero", "false", lambda: _computed(lambda p: 1, lambda p: 0), "1 > 0"),
    Hostile("computed-zeros", "true", lambda: _computed(lambda p: 0, lambda p: 0), "0 <= 0"),
    # on tokens
    Hostile(
        "tokens-nan", "undefined", lambda: (OnTokens(lower=lambda t: NAN, upper=lambda t: 1.0), ()), "NaN is no number"
    ),
    Hostile(
        "tokens-nan-above",
        "undefined",
        lambda: (OnTokens(lower=lambda t: 0.0, upper=lambda t: NAN), ()),
        "NaN is no number",
    ),
    Hostile(
        "tokens-infinities",
        "undefined",
        lambda: (OnTokens(lower=lambda t: math.inf, upper=lambda t: math.inf), ()),
        "oo is no number",
    ),
    Hostile(
        "tokens-stay-on-the-sphere",
        "false",
        lambda: (OnTokens(lower=lambda t: 1.0, upper=_longest_output), ()),
        "a mean of different unit vectors is shorter than 1",
    ),
    Hostile(
        "tokens-stay-in-the-ball",
        "true",
        lambda: (OnTokens(lower=_longest_output, upper=lambda t: 1.0), ()),
        "a mean of unit vectors is no longer than 1",
    ),
    # means of draws
    Hostile("mean-of-nan", "undefined", lambda: _mean(lambda seed: NAN, 0.0, "1"), "NaN is no number"),
    Hostile("mean-expected-nan", "undefined", lambda: _mean(_noise, NAN, "1"), "NaN is no number"),
    Hostile("mean-next-door", "false", lambda: _mean(_noise, 0.1, "1/100"), "the mean is 0"),
    Hostile("mean-where-it-is", "true", lambda: _mean(_noise, 0.0, "1/10"), "the mean is 0"),
    Hostile(
        "mean-of-a-lottery",
        "false",
        lambda: _mean(_lottery, 0.0, "1/10"),
        "the mean is 1, which twelve zeros do not show",
    ),
    Hostile("mean-with-a-negative-tolerance", "false", lambda: _mean(_noise, 0.0, "-1"), "no distance is negative"),
    Hostile(
        "mean-of-one-seed-in-two",
        "false",
        lambda: _mean(lambda seed: float(seed % 2) + _noise(seed), 0.6, "1/100"),
        "the mean is 1/2",
    ),
)
