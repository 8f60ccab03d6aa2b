"""False at one boundary: a closed end, high or low, beta = 0, r = 0, two tokens, or one point within."""

from __future__ import annotations

from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, POSITIVE_RESIDUAL, RESIDUAL
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import false, proved, true, undefined
from .words import TOKENS, bound, depths, expansion, gap, length, own, var, within


def _saturated(size: ChartFormula, power: int = 1) -> ChartFormula:
    """Return x/(x + n^-power), whose limit is 1, and 0 where x is 0."""
    return lambda p: size(p) / (size(p) + p.h**power)


ENTRIES = (
    # limits that fail at an end
    false(
        "high-end-of-a-share",
        expansion(LENGTHS, _saturated(lambda p: 1 - p.e), 1, var("e", "[0, 1]")),
        "0/(0 + 1/n) = 0 at e = 1",
        e=1,
    ),
    true(
        "high-end-of-a-share-left-out",
        expansion(LENGTHS, _saturated(lambda p: 1 - p.e), 1, var("e", "[0, 1)")),
        "1 - e > 0",
    ),
    false(
        "low-end-of-a-share",
        expansion(LENGTHS, _saturated(lambda p: p.e), 1, var("e", "[0, 1]")),
        "0/(0 + 1/n) = 0 at e = 0",
        e=0,
    ),
    false(
        "both-ends-of-a-share",
        expansion(CRITICAL, _saturated(lambda p: p.e * (1 - p.e)), 1, var("e", "(0, 1]")),
        "e (1 - e) = 0 at e = 1",
        e=1,
    ),
    true(
        "both-ends-of-a-share-left-out",
        expansion(CRITICAL, _saturated(lambda p: p.e * (1 - p.e)), 1, var("e", "(0, 1)")),
        "e (1 - e) > 0",
    ),
    false(
        "corner-of-two-shares",
        expansion(CRITICAL, _saturated(lambda p: 2 - p.e - p.f), 1, var("e", "[0, 1]"), var("f", "[0, 1]")),
        "2 - e - f = 0 at e = f = 1",
        e=1,
        f=1,
    ),
    true(
        "corner-of-two-shares-left-out",
        expansion(CRITICAL, _saturated(lambda p: 2 - p.e - p.f), 1, var("e", "[0, 1]"), var("f", "[0, 1)")),
        "f < 1",
    ),
    false(
        "one-point-within",
        expansion(CRITICAL, _saturated(lambda p: (2 * p.e - 1) ** 2), 1, var("e", "[0, 1]")),
        "(2 e - 1)^2 = 0 at e = 1/2",
        e="1/2",
    ),
    false(
        "one-odd-point-within",
        expansion(CRITICAL, _saturated(lambda p: (12345 * p.e - 6789) ** 2), 1, var("e", "[0, 1]")),
        "a zero at e = 6789/12345",
        e="6789/12345",
    ),
    false("gap-at-beta-zero", expansion(FINITE, _saturated(gap, 3), 1), "a = b at beta = 0", t=1),
    true(
        "gap-at-positive-beta",
        expansion(FINITE, _saturated(gap, 3), 1, var("t", "(0, 1)")),
        "a - b ~ (1 - t)/(n t), far above n^-3",
    ),
    false(
        "logit-gap-at-beta-zero", expansion(FINITE, _saturated(lambda p: p.neg_log_t), 1), "-log t = 0 at t = 1", t=1
    ),
    true(
        "logit-gap-at-positive-beta",
        expansion(FINITE, _saturated(lambda p: p.neg_log_t), 1, var("t", "(0, 99/100]")),
        "-log t > 0.01",
    ),
    false(
        "no-residual-in-a-residual-limit",
        expansion(CRITICAL, _saturated(lambda p: p.r), 1, RESIDUAL),
        "0 at r = 0",
        r=0,
    ),
    true("residual-limit", expansion(CRITICAL, _saturated(lambda p: p.r), 1, POSITIVE_RESIDUAL), "r > 0"),
    false(
        "collapse-with-residual",
        expansion(SUBCRITICAL, lambda p: q.output_cosine(p.row, p.rho, p.r), 1, *TOKENS),
        "1 at r = 0 only: the limit is rho (1 + r)^2/(r^2 + 2 r rho + rho)",
        rho="1/2",
        r=1,
        delta="1/2",
    ),
    undefined(
        "collapse-ratio-with-no-residual",
        expansion(
            SUBCRITICAL,
            lambda p: q.contraction_factor(p.row, p.rho, p.r),
            lambda p: p.r**2 / (p.r**2 + 2 * p.r * p.rho + p.rho),
            *TOKENS,
            ratio=True,
        ),
        "the ratio to 0 at r = 0",
        rho="1/2",
        r=0,
        delta="1/2",
    ),
    true(
        "collapse-ratio-with-residual",
        expansion(
            SUBCRITICAL,
            lambda p: q.contraction_factor(p.row, p.rho, p.r),
            lambda p: p.r**2 / (p.r**2 + 2 * p.r * p.rho + p.rho),
            CORRELATION,
            POSITIVE_RESIDUAL,
            ratio=True,
        ),
        "a - b -> 0, and the limit is not 0 for r > 0",
    ),
    false(
        "tokens-that-are-one",
        expansion(CRITICAL, _saturated(lambda p: 1 - p.rho), 1, var("rho", "[0, 1]"), NO_RESIDUAL),
        "1 - rho = 0 at rho = 1",
        rho=1,
    ),
    false(
        "half-of-the-window",
        expansion(WINDOW, _saturated(lambda p: 1 - 2 * p.s), 1, var("s", "(0, 1/2]")),
        "1 - 2 s = 0 at s = 1/2",
        s="1/2",
    ),
    true(
        "less-than-half-of-the-window",
        expansion(WINDOW, _saturated(lambda p: 1 - 2 * p.s), 1, var("s", "(0, 1/2)")),
        "1 - 2 s > 0",
    ),
    false(
        "depth-up-to-a-closed-half",
        expansion(SUBCRITICAL, lambda p: p.t / p.u, 0, var("delta", "(0, 1/2]")),
        "n^(2 delta - 1) = 1 at delta = 1/2",
        delta="1/2",
    ),
    false(
        "depth-beyond-the-half",
        expansion(SUBCRITICAL, lambda p: p.t / p.u, 0),
        "n^(2 delta - 1) -> oo beyond 1/2",
        delta="3/4",
    ),
    false(
        "depth-at-the-half",
        expansion(SUBCRITICAL, lambda p: p.t / p.u, 0, stratum=depths("1/2", "1/2")),
        "1 at delta = 1/2",
        delta="1/2",
    ),
    false(
        "depth-from-a-closed-one",
        expansion(SUPERCRITICAL, lambda p: p.v / p.h, 0, var("delta", "[1, oo)")),
        "n^(1 - delta) = 1 at delta = 1",
        delta=1,
    ),
    true(
        "depth-from-an-open-one",
        expansion(SUPERCRITICAL, lambda p: p.v / p.h, 0, var("delta", "(1, oo)")),
        "n^(1 - delta) -> 0 for delta > 1",
    ),
    # bounds that fail at an end
    false("gap-positive", bound(FINITE, lambda p: p.h**3, gap), "a = b at beta = 0", n=2, t=1),
    false("weight-above-uniform", bound(FINITE, lambda p: p.h + p.h / 10**9, own), "a = 1/n at beta = 0", n=2, t=1),
    proved("weight-at-least-uniform", bound(FINITE, lambda p: p.h, own), "a >= 1/n, equal at beta = 0"),
    false(
        "logit-gap-positive",
        bound(FINITE, "1/1000000000000000000000000000000", lambda p: p.neg_log_t),
        "-log t = 0 at t = 1",
        n=2,
        t=1,
    ),
    false("three-tokens", bound(LENGTHS, lambda p: 3 * p.h, 1), "3/2 > 1 at n = 2", n=2),
    proved("three-tokens-from-three-on", bound(LENGTHS, lambda p: 3 * p.h, 1, valid_from=3), "3/n <= 1"),
    false(
        "more-than-two-tokens",
        bound(LENGTHS, lambda p: p.h / 10**6, lambda p: 1 - 2 * p.h),
        "1 - 2/n = 0 at n = 2",
        n=2,
    ),
    false(
        "critical-weight-constant-fails-at-two",
        expansion(CRITICAL, own, "1/2", error=within("3333/10000", 1)),
        "n (a - 1/2) = 1/3 at n = 2",
        n=2,
    ),
    proved(
        "critical-weight-constant-from-three",
        expansion(CRITICAL, own, "1/2", error=within("3/10", 1, valid_from=3)),
        "n (a - 1/2) = 1/(4 - 2/n) <= 3/10",
    ),
    false(
        "critical-weight-constant-fails-at-three",
        expansion(CRITICAL, own, "1/2", error=within("2999/10000", 1, valid_from=3)),
        "3/10 at n = 3",
        n=3,
    ),
    false("integers-up-to-the-last", bound(FREE, lambda p: p.k, 9, var("k", "[1, 10]", integer=True)), "10 > 9", k=10),
    true(
        "integers-short-of-the-last",
        bound(FREE, lambda p: p.k, 9, var("k", "[1, 10)", integer=True)),
        "the largest integer below 10 is 9",
    ),
    false(
        "up-to-an-open-end",
        bound(FREE, lambda p: p.e, "999999999999/1000000000000", var("e", "[0, 1)")),
        "the supremum is 1",
        e="9999999999999/10000000000000",
    ),
    false(
        "down-to-an-open-end",
        bound(FREE, "1/1000000000000", lambda p: p.e, var("e", "(0, 1]")),
        "the infimum is 0",
        e="1/10000000000000",
    ),
    false("unbounded-above", bound(FREE, lambda p: p.e, 10**9, var("e", "[0, oo)")), "e has no bound", e=10**10),
    false(
        "residual-unbounded",
        bound(CRITICAL, "1/1000000000", lambda p: 1 / (1 + p.r), RESIDUAL),
        "1/(1 + r) -> 0",
        n=2,
        r=10**10,
    ),
    false("power-of-t-near-beta-zero", bound(FINITE, lambda p: p.t**50, "99/100"), "1 at t = 1", n=2, t=1),
    false(
        "depth-near-zero",
        bound(SUBCRITICAL, lambda p: p.u, "1/2", valid_from=1000),
        "n^-delta -> 1 as delta -> 0",
        n=1000,
        delta="1/100",
    ),
    proved("uniform-weights-grow-apart", bound(FINITE, 1, lambda p: own(p) * length(p)), "a >= 1/n"),
)
