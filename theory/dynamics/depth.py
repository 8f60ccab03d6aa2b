"""Depth: what many layers do, and the continuous flows they approach, each one plain function over any field.

With delta = 1 - rho, a layer multiplies delta by its contraction factor; in continuous time delta' = -2 delta (...).

Source: theory D1 to D12, derived unless said.
"""

from __future__ import annotations

from ..field import Scalar, exp


def odds_map(odds: Scalar, overlap: Scalar, weight_gap: Scalar) -> Scalar:
    """Return the odds rho'/(1 - rho') after one layer without residual: affine in the odds before (D1).

    Parameters
    ----------
    odds : Scalar
        rho/(1 - rho) of the tokens that enter.
    overlap, weight_gap : Scalar
        Row overlap O and weight gap a - b of the layer.
    """
    return (odds + overlap) / weight_gap**2


def stacked_odds(odds: Scalar, overlap: Scalar, weight_gap: Scalar, layers: int) -> Scalar:
    """Return the odds after several layers that have the same row, as an adaptive stack has (D2)."""
    growth = 1 / weight_gap**2
    geometric = sum(growth**k for k in range(layers))
    return growth**layers * odds + growth * overlap * geometric


def consensus_contraction(r: Scalar) -> Scalar:
    """Return (r/(1 + r))^2, the contraction factor of tokens next to collapse, and a lower bound of any contraction factor (D5)."""
    return (r / (1 + r)) ** 2


def next_residual(alpha: Scalar, r: Scalar) -> Scalar:
    """Return alpha (1 + r), the residual strength of the next layer next to collapse; |x'| <= 1 + r always (D5)."""
    return alpha * (1 + r)


def survival(r: Scalar, alpha: Scalar) -> Scalar:
    """Return exp(-2 alpha/((alpha - 1) r)): delta stays above this fraction of itself for ever, if alpha > 1 (D5).

    Every contraction factor is at least (r_l/(1 + r_l))^2 >= exp(-2/r_l), and r_l >= alpha^l r because |x'| >= alpha |x|.
    """
    return exp(-2 * alpha / ((alpha - 1) * r))


def supercritical_lifetime(power: Scalar, rho: Scalar, rate: Scalar) -> Scalar:
    """Return the layers to collapse of a supercritical stack without residual, to second order in 1/log n (D3).

    Parameters
    ----------
    power : Scalar
        n^(gamma (1 - rho) - 1), the inverse of the weight on the other tokens.
    rho : Scalar
        Cosine of the tokens that enter.
    rate : Scalar
        gamma log n.
    """
    spread = rho * (1 - rho) * rate
    return power / (2 * spread) * (1 - (1 - 2 * rho) / spread)


def cubic_collapse(distance: Scalar, slope: Scalar) -> Scalar:
    """Return (beta/n)^2 delta^3, the distance after one layer without residual next to collapse (D4).

    Parameters
    ----------
    distance : Scalar
        delta = 1 - rho before the layer.
    slope : Scalar
        beta/n.
    """
    return slope**2 * distance**3
