"""Almost simplex tokens: sharp bounds for the self weight, and two-sided bounds for the cosine of two outputs.

Assumption 2: q1 <= |x_i|^2 <= q2 and rho1 <= <y_i, y_j> <= rho2 for i != j.  Relative to the token itself another token
has a mass between t1 = exp(-beta (1 - rho1)) and t2 = exp(-beta (1 - rho2)).  Everything here is algebra in
(n, t1, t2, rho1, rho2, r), r = alpha |x_i| between r1 and r2, over any field, without cancellation.

Source: arXiv 2510.05554, Assumption 2 and Theorem 2.3; theory C1 to C4, derived.
"""

from __future__ import annotations

from ..field import Scalar


def self_weight(n: Scalar, mass: Scalar) -> Scalar:
    """Self weight 1/(1 + (n - 1) m) of a token whose n - 1 others have mean mass m; it falls as m grows."""
    return 1 / (1 + (n - 1) * mass)


def self_weight_complement(n: Scalar, mass: Scalar) -> Scalar:
    """1 - A_ii at mean mass m."""
    return (n - 1) * mass / (1 + (n - 1) * mass)


def other_weight(n: Scalar, mass: Scalar, rest: Scalar) -> Scalar:
    """Weight of one other token of mass m, where the n - 2 remaining ones have mean mass ``rest``."""
    return mass / (1 + mass + (n - 2) * rest)


def spread_factor(ratio: Scalar) -> Scalar:
    """Kantorovich's (1 + M)^2/(4 M): N sum x^2 <= this (sum x)^2 for N numbers in [1, M]."""
    return (1 + ratio) ** 2 / (4 * ratio)


def others_squared(n: Scalar, t1: Scalar, t2: Scalar) -> Scalar:
    """Upper bound of the sum of A_ik^2 over k != i: [(1 - A_ii)^2/(n - 1)] (1 + M)^2/(4 M), M = t2/t1."""
    return self_weight_complement(n, t2) ** 2 * spread_factor(t2 / t1) / (n - 1)


def others_squared_printed(n: Scalar, ratio: Scalar) -> Scalar:
    """Looser bound y = M/(n - 1) of the same sum, as in the proof of Theorem 2.3 (theory C4)."""
    return ratio / (n - 1)


def inverse_participation_ratio(weight: Scalar, others: Scalar, r: Scalar) -> Scalar:
    """((w + r)^2 + y)/(1 + r)^2: sum of B_ik^2/(1 + r)^2, B = A + diag(r), for self weight w and squared others y."""
    return ((weight + r) ** 2 + others) / (1 + r) ** 2


def overlap(own: Scalar, other: Scalar, rest: Scalar) -> Scalar:
    """Overlap 2 B_ii B_ji + rest of two normalised rows, ``rest`` being the sum over third tokens."""
    return 2 * own * other + rest


def squared(rho: Scalar, amount: Scalar) -> Scalar:
    """rho + (1 - rho) x: squared norm for x a participation, inner product for x an overlap (theory A11, C3)."""
    return rho + (1 - rho) * amount


def overlap_lower(n: Scalar, t1: Scalar, t2: Scalar, r1: Scalar, r2: Scalar) -> Scalar:
    """Lower bound of sum_k B_ik B_jk/((1 + r_i)(1 + r_j)) under Assumption 2."""
    own = (self_weight(n, t2) + r1) / (1 + r1)
    other = other_weight(n, t1, t2) / (1 + r2)
    return overlap(own, other, (n - 2) * other**2)


def overlap_upper(n: Scalar, t1: Scalar, t2: Scalar, r1: Scalar, r2: Scalar) -> Scalar:
    """Upper bound of sum_k B_ik B_jk/((1 + r_i)(1 + r_j)) under Assumption 2."""
    own = (self_weight(n, t1) + r2) / (1 + r2)
    other = other_weight(n, t2, t1)
    third = other * third_mass(n, t1, t2)
    return overlap(own, other / (1 + r1), third / (1 + r1) ** 2)


def third_mass(n: Scalar, t1: Scalar, t2: Scalar) -> Scalar:
    """Upper bound of 1 - A_jj - A_ji, the weight of the n - 2 tokens other than i and j."""
    return (n - 2) * t2 / (1 + t1 + (n - 2) * t2)


def participation_lower(n: Scalar, t1: Scalar, t2: Scalar, r1: Scalar, r2: Scalar) -> Scalar:
    """Lower bound of sum_k B_ik^2/(1 + r_i)^2: smallest self weight, the others equal."""
    others = self_weight_complement(n, t1) / (1 + r2)
    return ((self_weight(n, t2) + r1) / (1 + r1)) ** 2 + others**2 / (n - 1)


def contraction_margin(rho1: Scalar, rho2: Scalar, r: Scalar) -> Scalar:
    """eps = rho1 (1/(rho2 + (1 - rho2)(r/(1 + r))^2) - 1) of Theorem 2.3 (i), r = alpha sqrt(q2), derived."""
    return rho1 * ((1 - rho2) * (1 + 2 * r)) / (rho2 * (1 + r) ** 2 + (1 - rho2) * r**2)


def limit_cosine(rho1: Scalar, rho2: Scalar, r: Scalar) -> Scalar:
    """rho1/(rho2 + (1 - rho2)(r/(1 + r))^2) = rho1 + eps, the limit of the lower bound below 1/(1 - rho1)."""
    return rho1 / squared(rho2, inverse_participation_ratio(0, 0, r))


def self_error_squared(complement: Scalar, rho1: Scalar) -> Scalar:
    """Upper bound 2 (1 - rho1)(1 - A_ii)^2 of |m_i - y_i|^2 (theory C2)."""
    return 2 * (1 - rho1) * complement**2
