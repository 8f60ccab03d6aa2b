"""What O(.) and a limit mean: for each point of the parameters, or for all of them at once."""

from __future__ import annotations

from critscale.proofs.kinds import LittleO
from critscale.theory.assumptions import RESIDUAL
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import Hostile
from .words import PLAIN, TOKENS, UNIFORM, big_o, entropy, expansion, gap, log_length, own, var, within


def _everywhere() -> LittleO:
    """Return the error of a limit that is uniform in the parameters."""
    return LittleO(**UNIFORM)


SHARE = var("e", "(0, 1]")

ENTRIES = (
    Hostile("weight-at-each-beta", "true", lambda: expansion(FINITE, own, 0), "a ~ 1/(n t)", must=True),
    Hostile(
        "weight-at-all-beta",
        "false",
        lambda: expansion(FINITE, own, 0, error=_everywhere()),
        "a -> 1/2 along t = 1/n",
        at={"t": lambda n: 1 / n},
    ),
    Hostile(
        "weight-at-beta-up-to-some",
        "true",
        lambda: expansion(FINITE, own, 0, var("t", "[1/1000, 1]"), error=_everywhere()),
        "a <= 1000/n",
    ),
    Hostile(
        "entropy-at-all-beta",
        "false",
        lambda: expansion(FINITE, entropy, log_length, error=big_o(0, uniform=True)),
        "H ~ (1/2) log n along t = 1/n",
        at={"t": lambda n: 1 / n},
    ),
    Hostile(
        "logit-gap-at-each-beta",
        "true",
        lambda: expansion(FINITE, lambda p: p.neg_log_t * p.h, 0, error=big_o(1)),
        "-log t is fixed",
    ),
    Hostile(
        "logit-gap-at-all-beta",
        "false",
        lambda: expansion(FINITE, lambda p: p.neg_log_t * p.h, 0, error=_everywhere()),
        "-log t = n along t = exp(-n)",
        at={"t": lambda n: (-n).context.exp(-n)},
    ),
    Hostile(
        "logit-gap-times-t-at-all-beta",
        "true",
        lambda: expansion(FINITE, lambda p: p.t * p.neg_log_t * p.h, 0, error=big_o(1, uniform=True)),
        "-t log t <= 1/e",
    ),
    Hostile(
        "share-at-each-point",
        "true",
        lambda: expansion(CRITICAL, lambda p: p.e / (p.e + p.h), 1, SHARE, error=big_o(1)),
        "1/(e + 1/n) <= 1/e",
    ),
    Hostile(
        "share-at-all-points",
        "false",
        lambda: expansion(CRITICAL, lambda p: p.e / (p.e + p.h), 1, SHARE, error=_everywhere()),
        "1/2 along e = 1/n",
        at={"e": lambda n: 1 / n},
    ),
    Hostile(
        "reciprocal-at-each-point",
        "true",
        lambda: expansion(LENGTHS, lambda p: p.h / p.e, 0, SHARE, error=big_o(1)),
        "1/e is fixed",
        must=True,
    ),
    Hostile(
        "reciprocal-at-all-points",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h / p.e, 0, SHARE, error=big_o(1, uniform=True)),
        "1/e is not bounded",
        at={"e": lambda n: 1 / n},
    ),
    Hostile(
        "reciprocal-away-from-zero",
        "true",
        lambda: expansion(LENGTHS, lambda p: p.h / p.e, 0, var("e", "[1/1000000000, 1]"), error=big_o(1, uniform=True)),
        "1/e <= 10^9",
    ),
    Hostile(
        "reciprocal-within-a-constant",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h / p.e, 0, SHARE, error=within(10**9, 1)),
        "1/e is not bounded",
        at={"n": 2, "e": "1/10000000000"},
    ),
    Hostile(
        "residual-at-each-strength",
        "true",
        lambda: expansion(CRITICAL, lambda p: p.r * p.h, 0, RESIDUAL, error=big_o(1)),
        "r is fixed",
        must=True,
    ),
    Hostile(
        "residual-at-all-strengths",
        "false",
        lambda: expansion(CRITICAL, lambda p: p.r * p.h, 0, RESIDUAL, error=_everywhere()),
        "1 along r = n",
        at={"r": lambda n: n},
    ),
    Hostile(
        "residual-within-a-constant",
        "false",
        lambda: expansion(CRITICAL, lambda p: p.r * p.h, 0, RESIDUAL, error=within(10**7, 1)),
        "r = 10^8 is allowed",
        at={"n": 2, "r": 10**8},
    ),
    Hostile(
        "residual-that-saturates",
        "true",
        lambda: expansion(CRITICAL, lambda p: p.h * p.r / (1 + p.r), 0, RESIDUAL, error=big_o(1, uniform=True)),
        "r/(1 + r) <= 1",
    ),
    Hostile(
        "critical-weight-at-all-points",
        "true",
        lambda: expansion(CRITICAL, own, "1/2", *TOKENS, error=big_o(1, uniform=True)),
        "a depends on n alone",
    ),
    Hostile(
        "power-at-each-depth", "true", lambda: expansion(SUBCRITICAL, lambda p: p.u, 0), "delta > 0 is fixed", must=True
    ),
    Hostile(
        "power-at-all-depths",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.u, 0, error=_everywhere()),
        "1/e along delta = 1/log n",
        at={"delta": lambda n: 1 / n.context.log(n)},
    ),
    Hostile(
        "power-at-depths-from-some-on",
        "true",
        lambda: expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[1/10, 1)"), error=_everywhere()),
        "n^-delta <= n^-1/10",
    ),
    Hostile(
        "power-at-its-own-rate",
        "true",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v, 0, error=big_o(0, slope=1, uniform=True)),
        "they are the same",
    ),
    Hostile(
        "collapse-at-all-depths",
        "false",
        lambda: expansion(SUBCRITICAL, gap, 0, *PLAIN, error=_everywhere()),
        "a - b -> 1/(1 + e) along delta = 1/log n",
        at={"rho": "1/2", "delta": lambda n: 1 / n.context.log(n)},
    ),
    Hostile(
        "window-at-each-point",
        "true",
        lambda: expansion(WINDOW, lambda p: p.s / (p.s + p.h), 1, error=big_o(1)),
        "1/s is fixed",
    ),
    Hostile(
        "window-at-all-points",
        "false",
        lambda: expansion(WINDOW, lambda p: p.s / (p.s + p.h), 1, error=big_o(1, uniform=True)),
        "-1/2 along s = 1/n",
        at={"s": lambda n: 1 / n},
    ),
    Hostile(
        "window-weight-at-all-points",
        "true",
        lambda: expansion(WINDOW, own, lambda p: p.s, error=big_o(1, uniform=True)),
        "a - s = s (1 - s) h/(1 - (1 - s) h) <= h/2",
    ),
)
