"""C1, C2: almost simplex tokens: self weight between those of two simplices, and the supercritical error."""

from __future__ import annotations

from ..vocabulary import (
    CORRELATION, FINITE, FREE, NEARLY, PAPER, PLAIN, RHO, SUBCRITICAL, SUPERCRITICAL, WEIGHT_RATIO, Bound, Claim,
    Expansion, Fraction, Monotone, Pin, Point, Scalar, T, almost, assume, but, of, q, sharp, without_residual,
)

RATIO = assume("w", "t1/t2, least over largest mass of another token", 0, 1, low_open=True)
MIX = assume("z", "where the mean mass lies between t1 and t2", 0, 1)
MASSES = (WEIGHT_RATIO, RATIO, MIX)

MASS = assume("m", "mass exp(-beta(1 - rho_ik)) of one other token")
REST = assume("rest", "mass of the remaining tokens")

SHARES = tuple(assume(name, "weight of another token", 0, 1) for name in ("a1", "a2"))
ANGLES = (
    *(assume(name, "where rho_ik lies in [rho1, 1]", 0, 1) for name in ("x1", "x2")),
    assume("c", "inner product of two other tokens", -1, 1),
)

HALF = RATIO.at(Fraction(1, 2))
SPLIT = tuple(a.at(Fraction(1, 4)) for a in SHARES) + tuple(
    a.at(end) for a, end in zip(ANGLES, map(Fraction, (0, 0, 1)), strict=True)
)
"""Two other tokens in one place, as far from y_i as rho1 allows: the error is largest."""


def _low(p: Point) -> Scalar:
    return p.t * p.w


def _mean(p: Point) -> Scalar:
    return _low(p) + p.z * (p.t - _low(p))


def _weight(p: Point, mass: Scalar) -> Scalar:
    return almost.self_weight(1 / p.h, mass)


def _error(p: Point) -> Scalar:
    """Return |sum_k A_ik (y_k - y_i)|^2 for two other tokens."""
    first, second = (p.rho + x * (1 - p.rho) for x in (p.x1, p.x2))
    cross = 1 - first - second + p.c
    return p.a1**2 * 2 * (1 - first) + 2 * p.a1 * p.a2 * cross + p.a2**2 * 2 * (1 - second)


CLAIMS = (
    Claim(
        "C1.self-weight.lower",
        "A_ii >= 1/(1 + (n - 1) exp(-beta (1 - rho2))), for every n and beta",
        Bound(FINITE, lambda p: _weight(p, p.t), lambda p: _weight(p, _mean(p))),
        MASSES,
        uses=("C1.mean.lower", "C1.mean.upper"),
        pins=(sharp(T, HALF, MIX.at(Fraction(1))),),
        twins=but("rho1", "the same with rho1", lower=lambda p: _weight(p, _low(p))),
    ),
    Claim(
        "C1.self-weight.upper",
        "A_ii <= 1/(1 + (n - 1) exp(-beta (1 - rho1))), for every n and beta",
        Bound(FINITE, lambda p: _weight(p, _mean(p)), lambda p: _weight(p, _low(p))),
        MASSES,
        uses=("C1.mean.lower", "C1.mean.upper"),
        pins=(sharp(T, HALF, MIX.at(Fraction(0))),),
        twins=but("rho2", "the same with rho2", upper=lambda p: _weight(p, p.t)),
    ),
    Claim(
        "C1.self-weight.monotone",
        "A_ii falls as any one inner product rises, the others fixed",
        Monotone(FREE, lambda p: 1 / (1 + p.m + p.rest), "m", "decreasing"),
        (MASS, REST),
        twins=but("rises", "it rises", direction="increasing"),
    ),
    without_residual(
        "C1.threshold.below",
        "gamma < 1/(1 - rho1): the largest self weight tends to 0, so every one does",
        Expansion(SUBCRITICAL, of(q.self_weight), 0),
        notes="the chart is that of rho = rho1, whose simplex attains the upper bound",
        uses=("C1.self-weight.upper",),
        twins=but("one", "it tends to 1", value=1),
    ),
    without_residual(
        "C1.threshold.above",
        "gamma > 1/(1 - rho2): the smallest self weight tends to 1, so every one does",
        Expansion(SUPERCRITICAL, of(q.self_weight), 1),
        notes="the chart is that of rho = rho2; between the thresholds the simplices of rho1 and rho2 show both limits",
        uses=("C1.self-weight.lower",),
        twins=but("rho1", "already above 1/(1 - rho1): the simplex of rho2 is subcritical there", regime=SUBCRITICAL),
    ),
    Claim(
        "C2.error.squared",
        "|m_i - y_i| <= (1 - A_ii) sqrt(2 (1 - rho1)), any tokens, any n",
        Bound(FREE, _error, lambda p: almost.self_error_squared(p.a1 + p.a2, p.rho)),
        (CORRELATION, *SHARES, *ANGLES),
        uses=("C2.error.step",),
        notes="shown for two other tokens; C2.error.step adds one more at a time",
        pins=(sharp(RHO, *SPLIT),),
        twins=but(
            "half", "(1 - A_ii) sqrt(1 - rho1)", upper=lambda p: almost.self_error_squared(p.a1 + p.a2, p.rho) / 2
        ),
    ),
    Claim(
        "C2.error.rate",
        "1 - A_ii <= (n - 1) exp(-beta (1 - rho2)), so |m_i - y_i| <= (n - 1) n^(-gamma (1 - rho2)) sqrt(2 (1 - rho1))",
        Bound(FINITE, lambda p: almost.self_weight_complement(1 / p.h, _mean(p)), lambda p: (1 / p.h - 1) * p.t),
        MASSES,
        uses=("C2.error.squared", "C1.self-weight.lower"),
        pins=(
            sharp(HALF, MIX.at(Fraction(1))),
            Pin(factor=2 - NEARLY, base=lambda p: p.t / p.h, where=(HALF, MIX.at(Fraction(1)))),
        ),
        twins=but("no n - 1", "exp(-beta (1 - rho2)) alone", upper=lambda p: p.t),
    ),
    Claim(
        "C4.attention.above",
        "gamma > 1/(1 - rho2): ATT(y_i) = y_i + o(1), uniformly over tokens",
        Expansion(SUPERCRITICAL, lambda p: almost.self_error_squared(p.row.self_weight_complement, p.rho1), 0),
        (*PLAIN, assume("rho1", "least inner product", 0, 1)),
        source=f"{PAPER}, Theorem 2.3 (ii)",
        differs="the distance of ATT(y_i) to y_i; that cos'_ij tends to <y_i, y_j> follows, and is no claim of its own",
        notes="the chart is that of rho = rho2",
        uses=("C2.error.squared", "C2.error.rate"),
        twins=but("below", "for gamma < 1/(1 - rho2) as well", regime=SUBCRITICAL),
    ),
)
