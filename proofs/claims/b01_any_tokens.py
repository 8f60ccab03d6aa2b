"""B1, B6, B7 and B10: the Jacobian of one attention layer on any tokens, by brute force on random arrays."""

from __future__ import annotations

from functools import partial
from math import exp, sqrt
from typing import Any

from ...numerics.sampled.attention import attention_layer
from ...numerics.sampled.jacobian import difference_quotient, jacobian, square_bound
from ...numerics.sampled.trials import Trial
from ..vocabulary import NEARLY, Claim, Fraction, OnTokens, Pin, but

EVEN, FROZEN = 159, 47
"""Seeds of orthonormal tokens at beta = 0 and at a beta at which each sees itself alone: there bounds are attained."""
ORDINARY = 340
"""The seed of tokens on which every part of the bounds counts."""
IMPLIES = "derived; with its claims in the regimes it implies arXiv 2510.05554, Theorem 2.5"


def _error(t: Trial, power: float = 1) -> float:
    """Return the distance of the blocks, taken with |x_k|^-power, from central differences."""
    import numpy as np

    exact = jacobian(t.tokens, t.beta)
    exact = exact * np.linalg.norm(t.tokens, axis=1)[:, np.newaxis] ** (1 - power)
    return float(np.abs(exact - difference_quotient(t.tokens, t.beta, step=_step(t))).max())


def _step(t: Trial) -> float:
    return 1e-5 * sqrt(t.extremes()[0])


def _allowed(t: Trial) -> float:
    """Return what central differences may be off: step^2 times a third derivative."""
    return 1e-10 * (1 + t.beta) ** 3 / sqrt(t.extremes()[0])


def mean_square(t: Trial) -> float:
    """Return ||J||_F^2/(n d), alpha = 0."""
    return float((jacobian(t.tokens, t.beta) ** 2).sum() / t.tokens.size)


def _explicit(t: Trial) -> float:
    return square_bound(t.tokens, t.beta)


def _by_extremes(t: Trial) -> float:
    """Return the bound of B6 (i) from q1, rho1, rho2, n, d and beta alone."""
    n, d = t.tokens.shape
    q1, rho1, rho2 = t.extremes()
    own = 1 / (1 + (n - 1) * exp(-t.beta * (1 - rho1)))
    other = min(1, exp(t.beta * (rho2 - rho1)) / (n - 1))
    side = sqrt(d - 1)
    return float(((own * side + t.beta * (1 - rho1)) ** 2 + other * (side + 2 * t.beta) ** 2) / (q1 * d))


def _self_weight_alone(t: Trial) -> float:
    n, d = t.tokens.shape
    q1, rho1, _ = t.extremes()
    return float((d - 1) / (q1 * d * (1 + (n - 1) * exp(-t.beta * (1 - rho1))) ** 2))


def _along(t: Trial, motion: Any) -> Any:
    import numpy as np

    return np.einsum("iakb,kb->ia", jacobian(t.tokens, t.beta, t.alpha), motion)


def _stretching(t: Trial, alpha: float) -> float:
    """Return how far J (w_i x_i) is from alpha w_i x_i, over the size of the tokens, w_i = 1, -2, 3, ..."""
    import numpy as np

    weights = np.array([(-1) ** k * (k + 1) for k in range(len(t.tokens))])[:, np.newaxis]
    motion = weights * t.tokens
    return float(np.abs(_along(t, motion) - alpha * motion).max() / np.abs(motion).max())


def _turning(t: Trial, sign: int = 1) -> float:
    """Return how far J (Omega x_i) is from Omega x'_i, Omega skew, over the size of the tokens."""
    import numpy as np

    d = t.tokens.shape[1]
    skew = np.triu(np.ones((d, d)), 1) - np.tril(np.ones((d, d)), -1)
    outputs = attention_layer(t.tokens, t.beta, t.alpha).outputs
    size = np.abs(t.tokens).max() + np.abs(outputs).max()
    return float(np.abs(_along(t, t.tokens @ skew) - sign * outputs @ skew).max() / size)


def _rounding(t: Trial) -> float:
    """Return what float64 loses on a directional derivative of tokens that differ in norm."""
    return 1e-13 * (1 + t.beta) ** 2


_symmetry = partial(
    Claim,
    pins=(Pin(factor=Fraction(10**4), side="lower"),),
    notes="the upper side is what float64 loses, with room for other machines",
    sharp=False,
)

CLAIMS = (
    Claim(
        "B1.jacobian.blocks",
        "dx'_i/dx_k = {A_ik [I + beta (y_k - m_i) y_i^T] + delta_ik beta C_i} P_k/|x_k| without residual, for any tokens",
        OnTokens(_error, _allowed),
        notes="Against central differences of the layer, which know nothing of the blocks; what they may be off leaves room "
        "for the rounding of other machines.",
        pins=(Pin(factor=Fraction(1, 10)),),
        sharp=False,
        twins=but(
            "half the power",
            "|x_k|^(-1/2) for |x_k|^(-1)",
            lower=lambda t: _error(t, 0.5),
        ),
    ),
    Claim(
        "B6.jacobian.explicit",
        "q1 d eta <= [sqrt(d-1)/(1 + (n-1) e^(-beta (1-rho1))) + beta (1-rho1)]^2 + e^(beta (rho2-rho1))/(n-1) (sqrt(d-1) + 2 beta)^2",
        OnTokens(mean_square, _by_extremes),
        source=f"{IMPLIES} (i)",
        differs="explicit at every n",
        notes="For gamma < 1/(1 - rho1) the right side is (gamma (1 - rho1) log n)^2 + o(d): it vanishes over d only if "
        "d >> (log n)^2 (erratum 1), and is sharper than the 4 gamma^2 (log n)^2 of Theorem 2.5 (i).",
        uses=("B7.bound.any-tokens",),
        pins=(Pin(factor=Fraction(73, 100), seeds=(EVEN,)), Pin(factor=Fraction(241, 2000), seeds=(ORDINARY,))),
        twins=but(
            "gradients vanish",
            "erratum 1: the self weight alone counts, so that eta -> 0 in every fixed dimension",
            upper=_self_weight_alone,
        ),
    ),
    Claim(
        "B7.bound.any-tokens",
        "q1 d eta <= max_i {[A_ii sqrt(d-1) + beta (1 - |m_i|^2)]^2 + sum_(k != i) A_ik^2 (sqrt(d-1) + 2 beta)^2}",
        OnTokens(mean_square, _explicit),
        pins=(Pin(factor=NEARLY, seeds=(EVEN, FROZEN)), Pin(factor=Fraction(131, 250), seeds=(ORDINARY,))),
        twins=but("a fifth", "a fifth of the bound", upper=lambda t: _explicit(t) / 5),
    ),
    _symmetry(
        "B10.symmetry.scale",
        "J (w_i x_i)_i = alpha (w_i x_i): the length of a token passes through the residual connection alone",
        OnTokens(lambda t: _stretching(t, t.alpha), _rounding),
        twins=but("homogeneous", "J (w_i x_i)_i = (1 + alpha)(w_i x_i)", lower=lambda t: _stretching(t, 1 + t.alpha)),
    ),
    _symmetry(
        "B10.symmetry.rotation",
        "J (Omega x_i)_i = (Omega x'_i) for skew Omega: turning all tokens turns the outputs",
        OnTokens(_turning, _rounding),
        twins=but("the other way", "the outputs turn the other way", lower=lambda t: _turning(t, -1)),
    ),
)
