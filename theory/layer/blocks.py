"""The Jacobian of the simplex layer in its blocks, rational in the row: what every backward quantity is made of.

The Jacobian J of all outputs by all tokens commutes with every permutation of the tokens, so it is a handful of small
blocks, whatever n is.  In orthonormal bases and times sqrt(q), radial motions (a token along itself) first:

    common motions, all tokens alike    [[r, p c f], [0, r + 1 - p^2 f]]
    contrasts, n - 1 copies             [[r, -p c u, -c z v], [0, x, p z v], [0, p z w, t]]
    pairings, n (n - 3)/2 copies        r + a - b + 2 l b
    rotations                           r + a - b, (n - 1)(n - 2)/2 copies, and (d - n)(n - 1) out of the tokens' span
    consensus, d - n copies             r + 1, all tokens along one direction out of their span

with eps = 1/(n - 1), l = beta (1 - rho), p^2 = rho + eps, c^2 = 1 - rho, z^2 = eps (1 - eps^2).

Source: theory B2, B3; the blocks are derived from B1 by letting it act on a motion of each kind (claims ``B2``).
"""

from __future__ import annotations

from typing import NamedTuple

from ..field import Scalar
from .row import Row


class Blocks(NamedTuple):
    """The entries of the blocks, times sqrt(q); those with square roots are given by their factors."""

    along: Scalar
    """p^2 = rho + eps."""
    across: Scalar
    """c^2 = 1 - rho."""
    small: Scalar
    """z^2 = eps (1 - eps^2)."""
    common: Scalar
    """r + 1 - p^2 f, the eigenvalue of a common motion."""
    common_factor: Scalar
    """f = (1 - a)(1 - 2 l a)."""
    spread: Scalar
    """u = l a (1 - a - b) + b."""
    drift: Scalar
    """v = (1 - a)(l a - 1)."""
    return_drift: Scalar
    """w = (1 - a)(l - 1)."""
    contrast_spread: Scalar
    """x = r + a - b + p^2 u."""
    contrast_drift: Scalar
    """t = r + 1 + (1 + eps) b (l - 1)."""
    pairing: Scalar
    """r + a - b + 2 l b."""
    rotation: Scalar
    """r + a - b."""
    determinant: Scalar
    """x t - p^2 z^2 v w, as a sum of nonnegative terms."""


def blocks(row: Row, rho: Scalar, r: Scalar) -> Blocks:
    """Return the blocks of the Jacobian.

    Parameters
    ----------
    row : Row
        The attention row; its logarithms are asked for the logit gap l = beta (1 - rho).  One with a sink is refused.
    rho, r : Scalar
        Common inner product and residual strength.

    Returns
    -------
    Blocks
    """
    a, bar, b, eps, gap = row.self_weight, row.self_weight_complement, row.other_weight, row.share, row.softmax_gap
    along, rotation = rho + eps, r + row.weight_gap
    pull = gap * (a * bar)
    spread = pull * (1 - eps) + b
    drift = r + 1 + (1 + eps) * (gap * b - b)
    # what is left of x t - p^2 z^2 v w after the products of p^2 cancel
    lasting = pull * (1 - eps) + b * row.weight_gap + (1 + eps) * (gap * b) * bar
    return Blocks(
        along=along,
        across=1 - rho,
        small=eps * (1 - eps**2),
        common=rotation + (1 - rho) * bar + 2 * (along * pull),
        common_factor=bar - 2 * pull,
        spread=spread,
        drift=pull - bar,
        return_drift=gap * bar - bar,
        contrast_spread=rotation + along * spread,
        contrast_drift=drift,
        pairing=rotation + 2 * (gap * b),
        rotation=rotation,
        determinant=rotation * drift + along * (r * spread + lasting),
    )


def common_square(block: Blocks) -> Scalar:
    """Return (mu_T)^2 + p^2 c^2 f^2: without residual the square of the largest gain of a common motion."""
    factor = block.common_factor  # of either sign: a product, since a power of a ball around 0 is none
    return block.common**2 + block.along * block.across * (factor * factor)


def contrast_square(block: Blocks, r: Scalar) -> Scalar:
    """Return the sum of the squares of the entries of the contrast block."""
    drift, back = block.drift * block.drift, block.return_drift * block.return_drift
    coupled = block.along * block.small * (drift + back)
    radial = block.across * (block.along * block.spread**2 + block.small * drift)
    return r**2 + radial + coupled + block.contrast_spread**2 + block.contrast_drift**2
