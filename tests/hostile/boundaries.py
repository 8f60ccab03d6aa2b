"""False at one boundary: a closed end, high or low, beta = 0, r = 0, two tokens, or one point within."""

from __future__ import annotations

from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, POSITIVE_RESIDUAL, RESIDUAL
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import Hostile
from .words import TOKENS, bound, depths, expansion, gap, length, own, var, within


def _saturated(size: ChartFormula, power: int = 1) -> ChartFormula:
    """Return x/(x + n^-power), whose limit is 1, and 0 where x is 0."""
    return lambda p: size(p) / (size(p) + p.h**power)


ENTRIES = (
    # limits that fail at an end
    Hostile(
        "high-end-of-a-share",
        "false",
        lambda: expansion(LENGTHS, _saturated(lambda p: 1 - p.e), 1, var("e", "[0, 1]")),
        "0/(0 + 1/n) = 0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "high-end-of-a-share-left-out",
        "true",
        lambda: expansion(LENGTHS, _saturated(lambda p: 1 - p.e), 1, var("e", "[0, 1)")),
        "1 - e > 0",
    ),
    Hostile(
        "low-end-of-a-share",
        "false",
        lambda: expansion(LENGTHS, _saturated(lambda p: p.e), 1, var("e", "[0, 1]")),
        "0/(0 + 1/n) = 0 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "both-ends-of-a-share",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: p.e * (1 - p.e)), 1, var("e", "(0, 1]")),
        "e (1 - e) = 0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "both-ends-of-a-share-left-out",
        "true",
        lambda: expansion(CRITICAL, _saturated(lambda p: p.e * (1 - p.e)), 1, var("e", "(0, 1)")),
        "e (1 - e) > 0",
    ),
    Hostile(
        "corner-of-two-shares",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: 2 - p.e - p.f), 1, var("e", "[0, 1]"), var("f", "[0, 1]")),
        "2 - e - f = 0 at e = f = 1",
        at={"e": 1, "f": 1},
    ),
    Hostile(
        "corner-of-two-shares-left-out",
        "true",
        lambda: expansion(CRITICAL, _saturated(lambda p: 2 - p.e - p.f), 1, var("e", "[0, 1]"), var("f", "[0, 1)")),
        "f < 1",
    ),
    Hostile(
        "one-point-within",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: (2 * p.e - 1) ** 2), 1, var("e", "[0, 1]")),
        "(2 e - 1)^2 = 0 at e = 1/2",
        at={"e": "1/2"},
    ),
    Hostile(
        "one-odd-point-within",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: (12345 * p.e - 6789) ** 2), 1, var("e", "[0, 1]")),
        "a zero at e = 6789/12345",
        at={"e": "6789/12345"},
    ),
    Hostile(
        "gap-at-beta-zero", "false", lambda: expansion(FINITE, _saturated(gap, 3), 1), "a = b at beta = 0", at={"t": 1}
    ),
    Hostile(
        "gap-at-positive-beta",
        "true",
        lambda: expansion(FINITE, _saturated(gap, 3), 1, var("t", "(0, 1)")),
        "a - b ~ (1 - t)/(n t), far above n^-3",
    ),
    Hostile(
        "logit-gap-at-beta-zero",
        "false",
        lambda: expansion(FINITE, _saturated(lambda p: p.neg_log_t), 1),
        "-log t = 0 at t = 1",
        at={"t": 1},
    ),
    Hostile(
        "logit-gap-at-positive-beta",
        "true",
        lambda: expansion(FINITE, _saturated(lambda p: p.neg_log_t), 1, var("t", "(0, 99/100]")),
        "-log t > 0.01",
    ),
    Hostile(
        "no-residual-in-a-residual-limit",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: p.r), 1, RESIDUAL),
        "0 at r = 0",
        at={"r": 0},
    ),
    Hostile(
        "residual-limit", "true", lambda: expansion(CRITICAL, _saturated(lambda p: p.r), 1, POSITIVE_RESIDUAL), "r > 0"
    ),
    Hostile(
        "collapse-with-residual",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: q.output_cosine(p.row, p.rho, p.r), 1, *TOKENS),
        "1 at r = 0 only: the limit is rho (1 + r)^2/(r^2 + 2 r rho + rho)",
        at={"rho": "1/2", "r": 1, "delta": "1/2"},
    ),
    Hostile(
        "collapse-ratio-with-no-residual",
        "undefined",
        lambda: expansion(
            SUBCRITICAL,
            lambda p: q.contraction_factor(p.row, p.rho, p.r),
            lambda p: p.r**2 / (p.r**2 + 2 * p.r * p.rho + p.rho),
            *TOKENS,
            ratio=True,
        ),
        "the ratio to 0 at r = 0",
        at={"rho": "1/2", "r": 0, "delta": "1/2"},
    ),
    Hostile(
        "collapse-ratio-with-residual",
        "true",
        lambda: expansion(
            SUBCRITICAL,
            lambda p: q.contraction_factor(p.row, p.rho, p.r),
            lambda p: p.r**2 / (p.r**2 + 2 * p.r * p.rho + p.rho),
            CORRELATION,
            POSITIVE_RESIDUAL,
            ratio=True,
        ),
        "a - b -> 0, and the limit is not 0 for r > 0",
    ),
    Hostile(
        "tokens-that-are-one",
        "false",
        lambda: expansion(CRITICAL, _saturated(lambda p: 1 - p.rho), 1, var("rho", "[0, 1]"), NO_RESIDUAL),
        "1 - rho = 0 at rho = 1",
        at={"rho": 1},
    ),
    Hostile(
        "half-of-the-window",
        "false",
        lambda: expansion(WINDOW, _saturated(lambda p: 1 - 2 * p.s), 1, var("s", "(0, 1/2]")),
        "1 - 2 s = 0 at s = 1/2",
        at={"s": "1/2"},
    ),
    Hostile(
        "less-than-half-of-the-window",
        "true",
        lambda: expansion(WINDOW, _saturated(lambda p: 1 - 2 * p.s), 1, var("s", "(0, 1/2)")),
        "1 - 2 s > 0",
    ),
    Hostile(
        "depth-up-to-a-closed-half",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t / p.u, 0, var("delta", "(0, 1/2]")),
        "n^(2 delta - 1) = 1 at delta = 1/2",
        at={"delta": "1/2"},
    ),
    Hostile(
        "depth-beyond-the-half",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t / p.u, 0),
        "n^(2 delta - 1) -> oo beyond 1/2",
        at={"delta": "3/4"},
    ),
    Hostile(
        "depth-at-the-half",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: p.t / p.u, 0, stratum=depths("1/2", "1/2")),
        "1 at delta = 1/2",
        at={"delta": "1/2"},
    ),
    Hostile(
        "depth-from-a-closed-one",
        "false",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v / p.h, 0, var("delta", "[1, oo)")),
        "n^(1 - delta) = 1 at delta = 1",
        at={"delta": 1},
    ),
    Hostile(
        "depth-from-an-open-one",
        "true",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v / p.h, 0, var("delta", "(1, oo)")),
        "n^(1 - delta) -> 0 for delta > 1",
    ),
    # bounds that fail at an end
    Hostile(
        "gap-positive", "false", lambda: bound(FINITE, lambda p: p.h**3, gap), "a = b at beta = 0", at={"n": 2, "t": 1}
    ),
    Hostile(
        "weight-above-uniform",
        "false",
        lambda: bound(FINITE, lambda p: p.h + p.h / 10**9, own),
        "a = 1/n at beta = 0",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "weight-at-least-uniform",
        "true",
        lambda: bound(FINITE, lambda p: p.h, own),
        "a >= 1/n, equal at beta = 0",
        must=True,
    ),
    Hostile(
        "logit-gap-positive",
        "false",
        lambda: bound(FINITE, "1/1000000000000000000000000000000", lambda p: p.neg_log_t),
        "-log t = 0 at t = 1",
        at={"n": 2, "t": 1},
    ),
    Hostile("three-tokens", "false", lambda: bound(LENGTHS, lambda p: 3 * p.h, 1), "3/2 > 1 at n = 2", at={"n": 2}),
    Hostile(
        "three-tokens-from-three-on",
        "true",
        lambda: bound(LENGTHS, lambda p: 3 * p.h, 1, valid_from=3),
        "3/n <= 1",
        must=True,
    ),
    Hostile(
        "more-than-two-tokens",
        "false",
        lambda: bound(LENGTHS, lambda p: p.h / 10**6, lambda p: 1 - 2 * p.h),
        "1 - 2/n = 0 at n = 2",
        at={"n": 2},
    ),
    Hostile(
        "critical-weight-constant-fails-at-two",
        "false",
        lambda: expansion(CRITICAL, own, "1/2", error=within("3333/10000", 1)),
        "n (a - 1/2) = 1/3 at n = 2",
        at={"n": 2},
    ),
    Hostile(
        "critical-weight-constant-from-three",
        "true",
        lambda: expansion(CRITICAL, own, "1/2", error=within("3/10", 1, valid_from=3)),
        "n (a - 1/2) = 1/(4 - 2/n) <= 3/10",
        must=True,
    ),
    Hostile(
        "critical-weight-constant-fails-at-three",
        "false",
        lambda: expansion(CRITICAL, own, "1/2", error=within("2999/10000", 1, valid_from=3)),
        "3/10 at n = 3",
        at={"n": 3},
    ),
    Hostile(
        "integers-up-to-the-last",
        "false",
        lambda: bound(FREE, lambda p: p.k, 9, var("k", "[1, 10]", integer=True)),
        "10 > 9",
        at={"k": 10},
    ),
    Hostile(
        "integers-short-of-the-last",
        "true",
        lambda: bound(FREE, lambda p: p.k, 9, var("k", "[1, 10)", integer=True)),
        "the largest integer below 10 is 9",
    ),
    Hostile(
        "up-to-an-open-end",
        "false",
        lambda: bound(FREE, lambda p: p.e, "999999999999/1000000000000", var("e", "[0, 1)")),
        "the supremum is 1",
        at={"e": "9999999999999/10000000000000"},
    ),
    Hostile(
        "down-to-an-open-end",
        "false",
        lambda: bound(FREE, "1/1000000000000", lambda p: p.e, var("e", "(0, 1]")),
        "the infimum is 0",
        at={"e": "1/10000000000000"},
    ),
    Hostile(
        "unbounded-above",
        "false",
        lambda: bound(FREE, lambda p: p.e, 10**9, var("e", "[0, oo)")),
        "e has no bound",
        at={"e": 10**10},
    ),
    Hostile(
        "residual-unbounded",
        "false",
        lambda: bound(CRITICAL, "1/1000000000", lambda p: 1 / (1 + p.r), RESIDUAL),
        "1/(1 + r) -> 0",
        at={"n": 2, "r": 10**10},
    ),
    Hostile(
        "power-of-t-near-beta-zero",
        "false",
        lambda: bound(FINITE, lambda p: p.t**50, "99/100"),
        "1 at t = 1",
        at={"n": 2, "t": 1},
    ),
    Hostile(
        "depth-near-zero",
        "false",
        lambda: bound(SUBCRITICAL, lambda p: p.u, "1/2", valid_from=1000),
        "n^-delta -> 1 as delta -> 0",
        at={"n": 1000, "delta": "1/100"},
    ),
    Hostile(
        "uniform-weights-grow-apart",
        "true",
        lambda: bound(FINITE, 1, lambda p: own(p) * length(p)),
        "a >= 1/n",
        must=True,
    ),
)
