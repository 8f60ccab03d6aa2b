"""The backward quantities of the simplex layer: eigenvalues and gains of its Jacobian, each one line over any field.

Functions take ``(row, rho, r)`` like the forward ones; the one that depends on the dimension takes 1/d as well.  A gain
is a singular value.  Everything is in units of 1/sqrt(q), the reciprocal norm of a token.  A row with a sink is refused,
but by `rotation_eigenvalue`: a rotation changes no logit, so its eigenvalue is that of any two weights.

Source: theory B2 to B5, derived; arXiv 2510.05554, Theorem 2.4 for the mean square.
"""

from __future__ import annotations

from ..field import Scalar, hypot, maximum, radical, spectral_norm, sqrt
from .blocks import blocks
from .row import Row


def common_eigenvalue(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Eigenvalue mu_T of the motion of all tokens towards their sum, one copy, times sqrt(q)."""
    return blocks(row, rho, r).common


def contrast_eigenvalue(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Larger of the two eigenvalues of a contrast between tokens, n - 1 copies, times sqrt(q)."""
    block = blocks(row, rho, r)
    product = (block.along * block.small) * block.drift * block.return_drift
    root = radical(block.contrast_spread - block.contrast_drift, 4 * product)
    return (block.contrast_spread + block.contrast_drift + root) / 2


def contrast_eigenvalue_second(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Smaller of the two eigenvalues of a contrast between tokens, n - 1 copies, times sqrt(q)."""
    return blocks(row, rho, r).determinant / contrast_eigenvalue(row, rho, r)


def pairing_eigenvalue(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Eigenvalue r + a - b + 2 beta (1 - rho) b of pairs of tokens moving towards each other, times sqrt(q)."""
    return blocks(row, rho, r).pairing


def rotation_eigenvalue(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Eigenvalue r + a - b of the relative rotations of tokens, times sqrt(q)."""
    return r + row.weight_gap


def common_gain(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Largest gain of a motion that all tokens share, one singular value of the Jacobian, times sqrt(q)."""
    block = blocks(row, rho, r)
    coupling = sqrt(block.along * block.across) * block.common_factor
    return (hypot(r + block.common, coupling) + hypot(r - block.common, coupling)) / 2


def contrast_gain(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Largest gain of a contrast between tokens, a singular value with n - 1 copies, n >= 3, times sqrt(q)."""
    block = blocks(row, rho, r)
    along, across, small = sqrt(block.along), sqrt(block.across), sqrt(block.small)
    return spectral_norm(
        block.contrast_spread,
        along * (small * block.drift),
        along * (small * block.return_drift),
        block.contrast_drift,
        r,
        -(along * across) * block.spread,
        -(across * small) * block.drift,
    )


def jacobian_operator_norm(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Operator norm ||J|| of the Jacobian in more dimensions than tokens: the largest gain of any motion, times sqrt(q).

    Pairings and rotations never gain more than r + 1 or mu_T (claim ``B3.norm.pairing``).  In d = n dimensions there is
    no consensus direction of gain r + 1, and the norm is the larger of the other two.
    """
    consensus = 1 + r + 0 * row.self_weight
    return maximum(maximum(common_gain(row, rho, r), contrast_gain(row, rho, r)), consensus)


def mean_square_jacobian(row: Row, rho: Scalar, r: Scalar, inverse_dimension: Scalar) -> Scalar:
    """Mean square gain q ||J||_F^2/(n d), the mean of the squared singular values of the Jacobian in d dimensions."""
    a, b, gap, bar, log_odds = (
        row.self_weight,
        row.other_weight,
        row.weight_gap,
        row.self_weight_complement,
        row.softmax_gap,
    )
    mass, lone = a**2 + bar * b, 1 - 2 * b
    linear = lone * ((1 - rho) * b + gap) + rho * gap * (a + b)
    square = mass * ((2 + rho) * b + rho * bar) + 2 * b * (lone + rho * gap)
    reach = log_odds * inverse_dimension * bar
    trace = a * (1 - inverse_dimension) + reach * (1 - b + rho * a)
    plain = mass * (1 - inverse_dimension) + 2 * (reach * linear) + (reach * square) * log_odds
    return plain + 2 * r * trace + r**2
