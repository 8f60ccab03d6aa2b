"""B6: the Jacobian of almost simplex tokens, Theorem 2.5 of the paper, from explicit bounds at finite n."""

from __future__ import annotations

from math import exp, sqrt

from ...numerics.sampled.trials import Trial, largest_square
from ..vocabulary import (
    CORRELATION, FREE, NEARLY, PLAIN, SUBCRITICAL, SUPERCRITICAL, Bound, Claim, Expansion, Fraction,
    OnTokens, Pin, Point, Scalar, assume, but,
)
from .b01_any_tokens import FROZEN, IMPLIES, ORDINARY, mean_square

# The root of a rational 1/d ranges over the dense set of rationals: x = 1/sqrt(d), y = sqrt(1 - 1/d).
PER_ROOT_DIMENSION = assume("x", "1/sqrt(d)", 0, 1, low_open=True)
ROOT_COMPLEMENT = assume("y", "sqrt(1 - 1/d)", 0, 1, low_open=True)
SHARE = assume("z", "e^(beta (rho2 - 1)), a share", 0, 1)

BOUND = (
    assume("own", "1/(1 + (n - 1) e^(-beta (1 - rho1)))"),
    assume("gap", "beta (1 - rho1)"),
    assume("other", "e^(beta (rho2 - rho1))/(n - 1)"),
    assume("more", "what its bound exceeds it by"),
)
ROOTS = (
    assume("v", "a sqrt(1 - 1/d) - 3 k"),
    assume("k", "beta (1 - a)/sqrt(d)"),
    assume("s", "sqrt(2 (1 - rho1))", 0, Fraction(3, 2)),
)


def _upper(p: Point, reach: int = 1) -> Scalar:
    """Return B6.jacobian.explicit over d with sqrt(d - 1) <= sqrt(d) and the others' weight at most u/(1 - 1/n)."""
    return _explicit(p, p.row.self_weight, p.row.logs().gap, p.u / (1 - p.h), 1)


def _explicit(p: Point, own: Scalar, gap: Scalar, other: Scalar, side: Scalar) -> Scalar:
    """Return the bound of q1 eta in B6.jacobian.explicit, x = 1/sqrt(d) and ``side`` = sqrt(1 - 1/d)."""
    return (own * side + gap * p.x) ** 2 + other * (side + 2 * gap / (1 - p.rho) * p.x) ** 2


def _others(p: Point) -> Scalar:
    """Return e^(beta (rho2 - rho1))/(n - 1), the exponential as a share of e^(beta (1 - rho1)) = 1/t."""
    return p.z / p.t / (1 / p.h - 1)


def _reach(p: Point) -> Scalar:
    """Return (beta (1 - rho1))^2/d."""
    return (p.row.logs().gap * p.x) ** 2


def _root(p: Point) -> Scalar:
    """Return a sqrt(1 - 1/d) - 3 beta (1 - a)/sqrt(d), with rho = rho2: below the root of the bound in B6.jacobian.block."""
    beta = p.row.logs().gap / (1 - p.rho)
    return p.row.self_weight * p.y - 3 * beta * p.row.self_weight_complement * p.x


def _lower(p: Point) -> Scalar:
    return _root(p) ** 2


def _block(t: Trial) -> float:
    """Return the lower bound of eta from q2, rho1, rho2, n, d and beta alone."""
    n, d = t.tokens.shape
    _, rho1, rho2 = t.extremes()
    own = 1 / (1 + (n - 1) * exp(-t.beta * (1 - rho2)))
    spread = 2 * (1 - own) * sqrt(2 * (1 - rho1))
    return float(max(0, own * sqrt(d - 1) - t.beta * spread) ** 2 / (largest_square(t.tokens) * d))


def _identity_like(t: Trial) -> float:
    """Return (1/q2)(1 - 1/d), what the Jacobian of the identity would be."""
    return float((1 - 1 / t.tokens.shape[1]) / largest_square(t.tokens))


CLAIMS = (
    Claim(
        "B6.jacobian.subcritical",
        "gamma < 1/(1 - rho1): q1 eta <= (gamma (1 - rho1) log n)^2/d + o(1), in any dimension d",
        Expansion(SUBCRITICAL, _upper, _reach),
        (*PLAIN, PER_ROOT_DIMENSION),
        source="arXiv 2510.05554, Theorem 2.5 (i)",
        differs="a smaller constant, gamma^2 (1 - rho1)^2 in place of 4 gamma^2",
        uses=("B6.jacobian.explicit", "B6.jacobian.coarser", "B6.jacobian.others"),
        notes="o(1) alone only if d >> (log n)^2 (erratum 1). x stands for 1/sqrt(d).",
        twins=but("vanishes", "erratum 1: eta -> 0 in every dimension", value=0),
    ),
    Claim(
        "B6.jacobian.supercritical",
        "gamma > 1/(1 - rho2): q2 eta >= 1 - 1/d + o(1), in any dimension d",
        Expansion(SUPERCRITICAL, _lower, lambda p: p.y**2),
        (*PLAIN, PER_ROOT_DIMENSION, ROOT_COMPLEMENT),
        source="arXiv 2510.05554, Theorem 2.5 (ii)",
        differs="the bound of eta alone; that dATT(y_i)/dx_i tends to (I - y_i y_i^T)/|x_i| is not claimed",
        uses=("B6.jacobian.block", "B6.jacobian.closer", "B6.jacobian.positive"),
        notes="x and y stand for 1/sqrt(d) and sqrt(1 - 1/d).",
        twins=but("half", "half of 1 - 1/d", value=lambda p: p.y**2 / 2),
    ),
    Claim(
        "B6.jacobian.coarser",
        "the bound of q1 eta in B6.jacobian.explicit rises with sqrt(1 - 1/d) <= 1 and with the weight of the others",
        Bound(
            FREE,
            lambda p: _explicit(p, p.own, p.gap, p.other, p.y),
            lambda p: _explicit(p, p.own, p.gap, p.other + p.more, 1),
        ),
        (CORRELATION, *BOUND, PER_ROOT_DIMENSION, ROOT_COMPLEMENT),
        pins=(Pin(factor=NEARLY),),
        twins=but(
            "side",
            "sqrt(1 - 1/d) in the second term alone",
            lower=lambda p: _explicit(p, p.own, p.gap, p.other, 1),
            upper=lambda p: _explicit(p, p.own, p.gap, p.other + p.more, p.y),
        ),
    ),
    Claim(
        "B6.jacobian.others",
        "e^(beta (rho2 - rho1))/(n - 1) <= n^-delta/(1 - 1/n), delta = 1 - gamma (1 - rho1), since rho2 <= 1",
        Bound(SUBCRITICAL, _others, lambda p: p.u / (1 - p.h)),
        (SHARE,),
        uses=("C4.others.exponent",),
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "half of it", upper=lambda p: p.u / (2 - 2 * p.h)),
    ),
    Claim(
        "B6.jacobian.closer",
        "v^2 <= (v + (3 - 2 s) k)^2 for v >= 0 and s = sqrt(2 (1 - rho1)) <= 3/2: 3 for 2 s loosens B6.jacobian.block",
        Bound(FREE, lambda p: p.v**2, lambda p: (p.v + (3 - 2 * p.s) * p.k) ** 2),
        ROOTS,
        notes="v = a sqrt(1 - 1/d) - 3 k and k = beta (1 - a)/sqrt(d); s^2 <= 2 < 9/4",
        pins=(Pin(factor=NEARLY),),
        twins=but("2", "2 for 2 s", upper=lambda p: (p.v + (2 - 2 * p.s) * p.k) ** 2),
    ),
    Claim(
        "B6.jacobian.positive",
        "gamma > 1/(1 - rho2): a sqrt(1 - 1/d) - 3 beta (1 - a)/sqrt(d) -> sqrt(1 - 1/d), which is positive",
        Expansion(SUPERCRITICAL, _root, lambda p: p.y),
        (*PLAIN, PER_ROOT_DIMENSION, ROOT_COMPLEMENT),
        twins=but("less", "sqrt(1 - 1/d) - 1/sqrt(d)", value=lambda p: p.y - p.x),
    ),
    Claim(
        "B6.jacobian.block",
        "q2 d eta >= [a sqrt(d-1) - 2 beta (1 - a) sqrt(2 (1 - rho1))]_+^2, a = 1/(1 + (n - 1) e^(-beta (1 - rho2)))",
        OnTokens(_block, mean_square),
        source=f"{IMPLIES} (ii)",
        differs="explicit at every n",
        uses=("B1.jacobian.blocks", "C2.error.squared"),
        notes="the diagonal block (A_ii P_i + beta C_i P_i)/|x_i| alone, with ||C_i P_i||_F <= tr C_i = 1 - |m_i|^2 and C2",
        pins=(Pin(factor=NEARLY, seeds=(FROZEN,)), Pin(factor=Fraction(621, 2000), seeds=(ORDINARY,))),
        twins=but(
            "the other way",
            "eta <= (1/q2)(1 - 1/d): an upper bound",
            lower=mean_square,
            upper=_identity_like,
        ),
    ),
)
