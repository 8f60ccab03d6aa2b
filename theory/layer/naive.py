"""The same quantities straight from their definitions, over any field: what the closed forms are proved equal to.

A row is the list of its masses: exp(beta) once for the token itself, exp(beta rho) for each of the n - 1 others.
Sums over tokens are counted by class (i, j, the n - 2 others), nothing is simplified.  At large n these forms cancel;
they exist to be compared with, not to be evaluated.

Source: the definition of the layer, arXiv 2510.05554, section 2.
"""

from __future__ import annotations

from ..field import Scalar


def softmax(own: Scalar, other: Scalar, n: Scalar) -> tuple[Scalar, Scalar]:
    """Return the self weight and the weight of one other token, from masses exp(beta) and exp(beta rho)."""
    partition = own + (n - 1) * other
    return own / partition, other / partition


def output_norm_squared(a: Scalar, b: Scalar, n: Scalar, rho: Scalar, r: Scalar) -> Scalar:
    """Return |x'_i|^2 for x'_i = (a + r) y_i + b sum_{k != i} y_k, expanded over the Gram matrix."""
    own = (a + r) * (a + r)
    cross = 2 * (a + r) * b * (n - 1) * rho
    others = b * b * ((n - 1) + (n - 1) * (n - 2) * rho)
    return own + cross + others


def output_inner_product(a: Scalar, b: Scalar, n: Scalar, rho: Scalar, r: Scalar) -> Scalar:
    """Return <x'_i, x'_j>, i != j, expanded over the classes i, j and the n - 2 others."""
    i = j = a + r
    pair = i * i * rho + i * b + b * j + b * b * rho
    mixed = (n - 2) * (i * b * rho + b * b * rho + b * j * rho + b * b * rho)
    others = b * b * ((n - 2) + (n - 2) * (n - 3) * rho)
    return pair + mixed + others


def row_entropy(a: Scalar, b: Scalar, n: Scalar, log_a: Scalar, log_b: Scalar) -> Scalar:
    """Return -sum_k A_ik log A_ik, nats."""
    return -a * log_a - (n - 1) * b * log_b


def inverse_participation_ratio(a: Scalar, b: Scalar, n: Scalar) -> Scalar:
    """Return sum_k A_ik^2."""
    return a * a + (n - 1) * b * b


def row_overlap(a: Scalar, b: Scalar, n: Scalar) -> Scalar:
    """Return sum_k A_ik A_jk, i != j."""
    return 2 * a * b + (n - 2) * b * b


def mixed_inner_product(left: list[Scalar], right: list[Scalar], rho: Scalar) -> Scalar:
    """Return <sum_k left_k y_k, sum_l right_l y_l> for equiangular unit tokens and any coefficients."""
    return sum(u * w * (1 if k == m else rho) for k, u in enumerate(left) for m, w in enumerate(right))


def causal_inner_product(
    earlier: tuple[Scalar, Scalar], later: tuple[Scalar, Scalar], before: Scalar, between: Scalar, rho: Scalar
) -> Scalar:
    """Return <m_i, m_j> of a causal layer, i < j, expanded over the classes of tokens k < i, i, i < k < j and j.

    A row is its self weight and the weight of each earlier token; ``before`` = i - 1, ``between`` = j - i - 1.
    """
    left = ((earlier[1], before), (earlier[0], 1), (0, between), (0, 1))
    right = ((later[1], before), (later[1], 1), (later[1], between), (later[0], 1))
    total = 0
    for k, (u, many) in enumerate(left):
        for m, (w, others) in enumerate(right):
            if k == m:
                total += u * w * (many + many * (many - 1) * rho)
            else:
                total += u * w * many * others * rho
    return total
