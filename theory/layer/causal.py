"""Causal attention over equiangular tokens: the token at position i sees tokens 1 .. i.

Its row is the simplex row at context length i, so everything at one position is known; two positions i < j share
<m_i, m_j> = rho + (1 - rho) b_j, which depends on the later one alone.  Over any field; only integers occur.

Source: theory F1 to F3, derived.
"""

from __future__ import annotations

from ..field import Scalar, digamma, sqrt
from .quantities import inverse_participation_ratio
from .row import Row


def position_row(others: Scalar, ratio: Scalar) -> Row:
    """Return the attention row of one position.

    Parameters
    ----------
    others : Scalar
        Number i - 1 of earlier tokens.
    ratio : Scalar
        t = b/s = exp(-beta (1 - rho)).

    Returns
    -------
    Row
        Self weight s_i = 1/(1 + (i - 1) t) and other weight b_i = t s_i.
    """
    return Row.from_masses(1 + 0 * ratio, others * ratio, ratio)


def output_norm_squared(row: Row, rho: Scalar) -> Scalar:
    """|m_i|^2 = rho + (1 - rho) (s_i^2 + (i - 1) b_i^2), the squared norm of an output without residual."""
    return rho + (1 - rho) * inverse_participation_ratio(row, rho, 0)


def output_inner_product(later: Row, rho: Scalar) -> Scalar:
    """<m_i, m_j> = rho + (1 - rho) b_j for i < j: the row of the later position decides."""
    return rho + (1 - rho) * later.other_weight


def output_cosine_squared(earlier: Row, later: Row, rho: Scalar) -> Scalar:
    """Square of the cosine of two outputs: rational, where the cosine is not."""
    norms = output_norm_squared(earlier, rho) * output_norm_squared(later, rho)
    return output_inner_product(later, rho) ** 2 / norms


def output_cosine(earlier: Row, later: Row, rho: Scalar) -> Scalar:
    """cos' = <m_i, m_j> / (|m_i| |m_j|), i < j."""
    return output_inner_product(later, rho) / sqrt(output_norm_squared(earlier, rho) * output_norm_squared(later, rho))


def profile_weight(tau: Scalar, odds: Scalar) -> Scalar:
    """Limit 1/(1 + tau e^-kappa) of the self weight at position tau n, in the critical window of the whole sequence."""
    return 1 / (1 + tau * odds)


def profile_cosine_squared(earlier: Scalar, later: Scalar, rho: Scalar) -> Scalar:
    """Square of the limiting cosine of two positions, from their limiting self weights."""
    return rho**2 / ((rho + (1 - rho) * earlier**2) * (rho + (1 - rho) * later**2))


def profile_cosine(earlier: Scalar, later: Scalar, rho: Scalar) -> Scalar:
    """Limiting cosine of the outputs at two positions, from their limiting self weights."""
    return rho / sqrt((rho + (1 - rho) * earlier**2) * (rho + (1 - rho) * later**2))


def mean_self_weight(n: Scalar, ratio: Scalar) -> Scalar:
    """Mean over positions of s_i = 1/(1 + (i - 1) t), in closed form: [psi(n + 1/t) - psi(1/t)]/(n t)."""
    return (digamma(n + 1 / ratio) - digamma(1 / ratio)) / (n * ratio)


def position_shift(log_n: Scalar, log_i: Scalar, rho: Scalar) -> Scalar:
    """Window coordinate c that position i gains under whole-sequence scaling: c_i - c = (log n - log i)/(1 - rho)."""
    return (log_n - log_i) / (1 - rho)
