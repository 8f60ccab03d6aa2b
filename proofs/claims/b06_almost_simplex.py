"""B6: the gradient of almost simplex tokens, Theorem 2.5 of the paper, from explicit bounds at finite n."""

from __future__ import annotations

from fractions import Fraction
from math import exp, sqrt
from typing import TYPE_CHECKING

from ...theory.assumptions import CORRELATION, NO_RESIDUAL, Assumption
from ...theory.field import Scalar
from ...theory.regimes import SUBCRITICAL, SUPERCRITICAL, Point
from ..claim import Claim, Confidence, Twin
from ..pins import Pin
from ..statements import Expansion, OnTokens
from .b01_any_tokens import FROZEN, ORDINARY, REPROOF, mean_square
from .shorthand import NEARLY

if TYPE_CHECKING:
    from ...numerics.trials import Trial

# The root of a rational 1/d ranges over the dense set of rationals: x = 1/sqrt(d), y = sqrt(1 - 1/d).
PER_ROOT_DIMENSION = Assumption(name="x", meaning="1/sqrt(d)", low=Fraction(0), high=Fraction(1), low_open=True)
ROOT_COMPLEMENT = Assumption(name="y", meaning="sqrt(1 - 1/d)", low=Fraction(0), high=Fraction(1), low_open=True)
TOKENS = (CORRELATION, NO_RESIDUAL)


def _upper(p: Point, reach: int = 1) -> Scalar:
    """Return B7 over d with rho = rho1, sqrt(d - 1) <= sqrt(d), and n^(gamma (rho2 - rho1)) <= n^(gamma (1 - rho1)).

    The others' weight is at most e^(beta (rho2 - rho1))/(n - 1) <= u/(1 - 1/n), since rho2 < 1.
    """
    gap = p.row.logs().gap
    own = p.row.self_weight + reach * gap * p.x
    others = p.u / (1 - p.h) * (1 + 2 * gap / (1 - p.rho) * p.x) ** 2
    return own**2 + others


def _reach(p: Point) -> Scalar:
    """Return (beta (1 - rho1))^2/d."""
    return (p.row.logs().gap * p.x) ** 2


def _lower(p: Point) -> Scalar:
    """Return the diagonal block's share, with rho = rho2: a sqrt(1 - 1/d) - beta (1 - |m|^2)/sqrt(d), squared.

    1 - |m|^2 <= 2 |m - y| <= 2 sqrt(2) (1 - a) < 3 (1 - a) by C2.
    """
    beta = p.row.logs().gap / (1 - p.rho)
    return (p.row.self_weight * p.y - 3 * beta * p.row.self_weight_complement * p.x) ** 2


def _block(t: Trial) -> float:
    """Return the lower bound of eta from q2, rho1, rho2, n, d and beta alone."""
    from ...numerics.trials import largest_square

    n, d = t.tokens.shape
    _, rho1, rho2 = t.extremes()
    own = 1 / (1 + (n - 1) * exp(-t.beta * (1 - rho2)))
    spread = 2 * (1 - own) * sqrt(2 * (1 - rho1))
    return float(max(0, own * sqrt(d - 1) - t.beta * spread) ** 2 / (largest_square(t.tokens) * d))


def _identity_like(t: Trial) -> float:
    """Return (1/q2)(1 - 1/d), what the gradient of the identity would be."""
    from ...numerics.trials import largest_square

    return float((1 - 1 / t.tokens.shape[1]) / largest_square(t.tokens))


CLAIMS = (
    Claim(
        id="B6.gradient.subcritical",
        title="gamma < 1/(1 - rho1): q1 eta <= (gamma (1 - rho1) log n)^2/d + o(1), in any dimension d",
        statement=Expansion(regime=SUBCRITICAL, quantity=_upper, value=_reach),
        assumptions=(*TOKENS, PER_ROOT_DIMENSION),
        source="arXiv 2510.05554, Theorem 2.5 (i), with a sharper constant",
        confidence=Confidence.RECOVERED,
        uses=("B6.gradient.explicit",),
        notes="o(1) alone only if d >> (log n)^2 (erratum 1); 4 gamma^2 of the paper is larger by (2/(1 - rho1))^2. "
        "x stands for 1/sqrt(d).",
        twins=(
            Twin(
                name="vanishes",
                change="erratum 1: eta -> 0 in every dimension",
                statement=Expansion(regime=SUBCRITICAL, quantity=_upper, value=lambda p: 0 * p.one),
            ),
        ),
    ),
    Claim(
        id="B6.gradient.supercritical",
        title="gamma > 1/(1 - rho2): q2 eta >= 1 - 1/d + o(1), in any dimension d",
        statement=Expansion(regime=SUPERCRITICAL, quantity=_lower, value=lambda p: p.y**2),
        assumptions=(*TOKENS, PER_ROOT_DIMENSION, ROOT_COMPLEMENT),
        source="arXiv 2510.05554, Theorem 2.5 (ii)",
        confidence=Confidence.RECOVERED,
        uses=("B6.gradient.block",),
        notes="x and y stand for 1/sqrt(d) and sqrt(1 - 1/d).",
        twins=(
            Twin(
                name="half",
                change="half of 1 - 1/d",
                statement=Expansion(regime=SUPERCRITICAL, quantity=_lower, value=lambda p: p.y**2 / 2),
            ),
        ),
    ),
    Claim(
        id="B6.gradient.block",
        title="q2 d eta >= [a sqrt(d-1) - 2 beta (1 - a) sqrt(2 (1 - rho1))]_+^2, a = 1/(1 + (n - 1) e^(-beta (1 - rho2)))",
        statement=OnTokens(lower=_block, upper=mean_square),
        source=REPROOF,
        notes="the diagonal block (A_ii P_i + beta C_i P_i)/|x_i| alone, with ||C_i P_i||_F <= tr C_i = 1 - |m_i|^2 and C2",
        pins=(Pin(factor=NEARLY, seeds=(FROZEN,)), Pin(factor=Fraction(621, 2000), seeds=(ORDINARY,))),
        twins=(
            Twin(
                name="as printed",
                change="an earlier draft's typo in Theorem 2.5 (ii): eta <= (1/q2)(1 - 1/d)",
                statement=OnTokens(lower=mean_square, upper=_identity_like),
            ),
        ),
    ),
)
