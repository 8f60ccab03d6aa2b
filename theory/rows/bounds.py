"""Bounds that hold for every row: each is what an extremal row attains, a simplex or one of two levels.

A row enters by few numbers: the mean gap m and the variance v of the n - 1 competitors, their least gap, how many keys lie
within a gap, and the range R of the logits.  Masses are exp(-beta Delta).  The weight of a simplex row is
`critscale.theory.layer.almost_simplex.self_weight`, and the largest spread of masses is its `spread_factor`.

Source: theory E1, E4, E22 to E28, derived; arXiv 2605.12697 for the critical scale; arXiv 2410.01104 for bounded logits.
"""

from __future__ import annotations

from ..field import Scalar, log
from ..layer.almost_simplex import spread_factor


def near_share(variance: Scalar, lead: Scalar) -> Scalar:
    """v/(v + d^2), the fraction of competitors at the least gap in Bennett's row; d is the mean gap less the least one."""
    return variance / (variance + lead**2)


def two_level_mass(share: Scalar, near: Scalar, far: Scalar) -> Scalar:
    """Mean mass of the competitors, a share of which has the mass ``near`` and the rest ``far``."""
    return share * near + (1 - share) * far


def counting_threshold(count: Scalar, gap: Scalar, p: Scalar) -> Scalar:
    """log((N - 1) p/(1 - p))/t, the beta at which the top key of N keys has the weight p, the others at the gap t."""
    return log((count - 1) * p / (1 - p)) / gap


def counting_rate(count: Scalar, gap: Scalar) -> Scalar:
    """log N(t)/t; the critical scale Lambda is its largest value over the gaps t > 0."""
    return log(count) / gap


def horizon(p: Scalar, mass: Scalar) -> Scalar:
    """1 + (1 - p)/(p t), the largest n at which a key can have the weight p; t = exp(-R), R the range of the logits."""
    return 1 + (1 - p) / (p * mass)


def uniform_mass(spread: Scalar, mass: Scalar) -> Scalar:
    """R/(1 - exp(-R)): the mean mass of the row of range R with the least entropy, against its least mass; t = exp(-R)."""
    return spread / (1 - mass)


def entropy_loss(spread: Scalar, mass: Scalar) -> Scalar:
    """D(R) = Z - 1 - log Z, Z = R/(1 - exp(-R)): by so much at most the entropy is below log n; R > 0, t = exp(-R); nats."""
    mean = uniform_mass(spread, mass)
    return mean - 1 - log(mean)


def participation_floor(n: Scalar, mass: Scalar) -> Scalar:
    """n/cosh(R/2)^2, below which no participation ratio of a row of range R lies; t = exp(-R); keys."""
    return n / spread_factor(1 / mass)


def normalised_range(query_gain: Scalar, key_gain: Scalar, root: Scalar) -> Scalar:
    """2 g_q g_k sqrt(d), the range of the logits of RMS-normed queries and keys of d channels; ``root`` is sqrt(d)."""
    return 2 * query_gain * key_gain * root
