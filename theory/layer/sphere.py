"""Random tokens on the sphere: how far inner products of independent uniform unit vectors reach.

The inner product t of two of them in d dimensions has density proportional to (1 - t^2)^((d - 3)/2), so its upper tail is
half a regularised incomplete beta function of 1 - e^2; it is at most (1/2)(1 - e^2)^k, k = (d - 1)/2.

Source: theory C5, derived.
"""

from __future__ import annotations

from math import comb

from ..field import Scalar, regularized_beta


def tail(e: Scalar, k: Scalar) -> Scalar:
    """P(<u, v> >= e) for independent uniform u, v in d = 2 k + 1 dimensions, 0 <= e <= 1."""
    return regularized_beta(1 - e**2, k) / 2


def tail_odd(e: Scalar, k: int) -> Scalar:
    """Return the same for an integer k >= 1, that is odd d, as a polynomial in e."""
    whole = part = 0 * e
    for j in range(k):
        coefficient = (-1) ** j * comb(k - 1, j)
        whole = whole + (0 * e + coefficient) / (2 * j + 1)
        part = part + coefficient * (1 - e ** (2 * j + 1)) / (2 * j + 1)
    return part / (2 * whole)


def tail_bound(e: Scalar, k: Scalar) -> Scalar:
    """(1/2)(1 - e^2)^k, an upper bound of the tail for every d = 2 k + 1 >= 2."""
    return (1 - e**2) ** k / 2


def common_mean(rho: Scalar, t: Scalar) -> Scalar:
    """Inner product rho + (1 - rho) t of sqrt(rho) e + sqrt(1 - rho) u_i, where <u_i, u_j> = t and u_i is orthogonal to e."""
    return rho + (1 - rho) * t
