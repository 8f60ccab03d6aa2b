"""The Jacobian of one attention layer on token arrays, by brute force in float64: what the blocks are tested against.

Blocks for any tokens (theory B1), with P_k = I - y_k y_k^T and C_i = sum_j A_ij (y_j - m_i)(y_j - m_i)^T:

    dx'_i/dx_k = alpha delta_ik I + {A_ik [I + beta (y_k - m_i) y_i^T] + delta_ik beta C_i} P_k/|x_k|
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..numbers.arrays import Array
from .attention import attention_layer


def jacobian(tokens: ArrayLike, beta: float, alpha: float = 0) -> Array:
    """Return the Jacobian of all output tokens by all tokens.

    Parameters
    ----------
    tokens : array_like, shape (n, d)
        Tokens x_i, none zero.
    beta, alpha : float
        As in `critscale.numerics.sampled.attention.attention_layer`.

    Returns
    -------
    ndarray, shape (n, d, n, d), float64
        ``result[i, :, k, :]`` = dx'_i/dx_k.

    Raises
    ------
    BadInput
        As `attention_layer`.

    Notes
    -----
    (n d)^2 numbers: n and d up to some tens.  Source: theory B1, derived from the definition of the layer.
    """
    x = np.asarray(tokens, dtype=np.float64)
    weights = attention_layer(x, beta).weights
    n, d = x.shape
    norms = np.linalg.norm(x, axis=1)
    y = x / norms[:, np.newaxis]
    result = np.empty((n, d, n, d))
    identity = np.eye(d)
    for i in range(n):
        away = y - weights[i] @ y
        for k in range(n):
            block = weights[i, k] * (identity + beta * np.outer(away[k], y[i]))
            if i == k:
                block += beta * (away.T * weights[i]) @ away
            result[i, :, k, :] = (block - np.outer(block @ y[k], y[k])) / norms[k]
        result[i, :, i, :] += alpha * identity
    return result


def difference_quotient(tokens: ArrayLike, beta: float, alpha: float = 0, step: float = 1e-5) -> Array:
    """Return the Jacobian by central differences, shape (n, d, n, d): it knows the layer alone.

    Parameters
    ----------
    tokens, beta, alpha
        As in `jacobian`.
    step : float
        Distance of the two points, relative to a token of norm 1; the error is of order step^2.
    """
    x = np.asarray(tokens, dtype=np.float64)
    result = np.empty((*x.shape, *x.shape))
    for k, c in np.ndindex(*x.shape):
        shift = np.zeros_like(x)
        shift[k, c] = step / 2
        above, below = (attention_layer(x + side * shift, beta, alpha).outputs for side in (1, -1))
        result[:, :, k, c] = (above - below) / step
    return result


def square_bound(tokens: ArrayLike, beta: float) -> float:
    """Return a bound of the mean square Jacobian ||J||_F^2/(n d) of any tokens, without residual connection.

    With every row's own weights, and q1 the least squared norm (theory B7):

        (1/(q1 d)) max_i {[A_ii sqrt(d - 1) + beta (1 - |m_i|^2)]^2 + sum_{k != i} A_ik^2 (sqrt(d - 1) + 2 beta)^2}

    Parameters
    ----------
    tokens, beta
        As in `jacobian`.

    Notes
    -----
    C_i is positive semidefinite with trace 1 - |m_i|^2, so ||C_i P_i||_F is at most that.  Source: derived; sharper than
    arXiv 2510.05554, Theorem 2.5 (i), which it implies.
    """
    x = np.asarray(tokens, dtype=np.float64)
    weights = attention_layer(x, beta).weights
    squares = np.sum(x**2, axis=1)
    means = weights @ (x / np.sqrt(squares)[:, np.newaxis])
    side = np.sqrt(x.shape[1] - 1)
    own = np.diag(weights)
    spread = 1 - np.sum(means**2, axis=1)
    others = np.sum(weights**2, axis=1) - own**2
    rows = (own * side + beta * spread) ** 2 + others * (side + 2 * beta) ** 2
    return float(rows.max() / (squares.min() * x.shape[1]))
