"""What O(.) and a limit mean: for each point of the parameters, or for all of them at once."""

from __future__ import annotations

from critscale.theory.assumptions import RESIDUAL
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import false, proved, true
from .words import EVERYWHERE, PLAIN, TOKENS, big_o, entropy, expansion, gap, log_length, own, var, within

SHARE = var("e", "(0, 1]")

ENTRIES = (
    proved("weight-at-each-beta", expansion(FINITE, own, 0), "a ~ 1/(n t)"),
    false(
        "weight-at-all-beta",
        expansion(FINITE, own, 0, error=EVERYWHERE),
        "a -> 1/2 along t = 1/n",
        t=lambda n: 1 / n,
    ),
    true(
        "weight-at-beta-up-to-some",
        expansion(FINITE, own, 0, var("t", "[1/1000, 1]"), error=EVERYWHERE),
        "a <= 1000/n",
    ),
    false(
        "entropy-at-all-beta",
        expansion(FINITE, entropy, log_length, error=big_o(0, uniform=True)),
        "H ~ (1/2) log n along t = 1/n",
        t=lambda n: 1 / n,
    ),
    true(
        "logit-gap-at-each-beta", expansion(FINITE, lambda p: p.neg_log_t * p.h, 0, error=big_o(1)), "-log t is fixed"
    ),
    false(
        "logit-gap-at-all-beta",
        expansion(FINITE, lambda p: p.neg_log_t * p.h, 0, error=EVERYWHERE),
        "-log t = n along t = exp(-n)",
        t=lambda n: (-n).context.exp(-n),
    ),
    true(
        "logit-gap-times-t-at-all-beta",
        expansion(FINITE, lambda p: p.t * p.neg_log_t * p.h, 0, error=big_o(1, uniform=True)),
        "-t log t <= 1/e",
    ),
    true(
        "share-at-each-point",
        expansion(CRITICAL, lambda p: p.e / (p.e + p.h), 1, SHARE, error=big_o(1)),
        "1/(e + 1/n) <= 1/e",
    ),
    false(
        "share-at-all-points",
        expansion(CRITICAL, lambda p: p.e / (p.e + p.h), 1, SHARE, error=EVERYWHERE),
        "1/2 along e = 1/n",
        e=lambda n: 1 / n,
    ),
    proved(
        "reciprocal-at-each-point", expansion(LENGTHS, lambda p: p.h / p.e, 0, SHARE, error=big_o(1)), "1/e is fixed"
    ),
    false(
        "reciprocal-at-all-points",
        expansion(LENGTHS, lambda p: p.h / p.e, 0, SHARE, error=big_o(1, uniform=True)),
        "1/e is not bounded",
        e=lambda n: 1 / n,
    ),
    true(
        "reciprocal-away-from-zero",
        expansion(LENGTHS, lambda p: p.h / p.e, 0, var("e", "[1/1000000000, 1]"), error=big_o(1, uniform=True)),
        "1/e <= 10^9",
    ),
    false(
        "reciprocal-within-a-constant",
        expansion(LENGTHS, lambda p: p.h / p.e, 0, SHARE, error=within(10**9, 1)),
        "1/e is not bounded",
        n=2,
        e="1/10000000000",
    ),
    proved(
        "residual-at-each-strength", expansion(CRITICAL, lambda p: p.r * p.h, 0, RESIDUAL, error=big_o(1)), "r is fixed"
    ),
    false(
        "residual-at-all-strengths",
        expansion(CRITICAL, lambda p: p.r * p.h, 0, RESIDUAL, error=EVERYWHERE),
        "1 along r = n",
        r=lambda n: n,
    ),
    false(
        "residual-within-a-constant",
        expansion(CRITICAL, lambda p: p.r * p.h, 0, RESIDUAL, error=within(10**7, 1)),
        "r = 10^8 is allowed",
        n=2,
        r=10**8,
    ),
    true(
        "residual-that-saturates",
        expansion(CRITICAL, lambda p: p.h * p.r / (1 + p.r), 0, RESIDUAL, error=big_o(1, uniform=True)),
        "r/(1 + r) <= 1",
    ),
    true(
        "critical-weight-at-all-points",
        expansion(CRITICAL, own, "1/2", *TOKENS, error=big_o(1, uniform=True)),
        "a depends on n alone",
    ),
    proved("power-at-each-depth", expansion(SUBCRITICAL, lambda p: p.u, 0), "delta > 0 is fixed"),
    false(
        "power-at-all-depths",
        expansion(SUBCRITICAL, lambda p: p.u, 0, error=EVERYWHERE),
        "1/e along delta = 1/log n",
        delta=lambda n: 1 / n.context.log(n),
    ),
    true(
        "power-at-depths-from-some-on",
        expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[1/10, 1)"), error=EVERYWHERE),
        "n^-delta <= n^-1/10",
    ),
    true(
        "power-at-its-own-rate",
        expansion(SUPERCRITICAL, lambda p: p.v, 0, error=big_o(0, slope=1, uniform=True)),
        "they are the same",
    ),
    false(
        "collapse-at-all-depths",
        expansion(SUBCRITICAL, gap, 0, *PLAIN, error=EVERYWHERE),
        "a - b -> 1/(1 + e) along delta = 1/log n",
        rho="1/2",
        delta=lambda n: 1 / n.context.log(n),
    ),
    true("window-at-each-point", expansion(WINDOW, lambda p: p.s / (p.s + p.h), 1, error=big_o(1)), "1/s is fixed"),
    false(
        "window-at-all-points",
        expansion(WINDOW, lambda p: p.s / (p.s + p.h), 1, error=big_o(1, uniform=True)),
        "-1/2 along s = 1/n",
        s=lambda n: 1 / n,
    ),
    true(
        "window-weight-at-all-points",
        expansion(WINDOW, own, lambda p: p.s, error=big_o(1, uniform=True)),
        "a - s = s (1 - s) h/(1 - (1 - s) h) <= h/2",
    ),
)
