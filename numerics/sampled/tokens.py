"""Sampled tokens, and the contraction factor that one exact attention layer gives them at many inverse temperatures.

For fixed tokens every beta shares one Gram matrix, so a cell of the phase diagram is an exponential, two matrix products
(the second symmetric) and a weighted sum: 3 n^2 d floating-point operations in BLAS.  It is the one n x n array; all else is done
in panels of some rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from ...theory.errors import BadInput
from ..blas import one_thread
from ..numbers.arrays import Array

ROWS = 128
"""Rows of a panel."""

MODELS = ("sphere", "gaussian")
"""Token models: exact norms around a common mean (theory C7), or the paper's Gaussian ones (C10)."""


def sample_tokens(model: str, n: int, d: int, rho: float, seed: int) -> Array:
    """Draw n tokens of mean inner product about rho in d dimensions.

    Parameters
    ----------
    model : {"sphere", "gaussian"}
        ``sphere``: sqrt(rho) e + sqrt(1 - rho) u_i, u_i uniform on the unit sphere orthogonal to e (theory C7).
        ``gaussian``: sqrt(rho) z_0 + sqrt(1 - rho) z_i with z ~ N(0, I/d), the paper's model (theory C10).
    n, d : int
        Number of tokens, >= 2, and dimension, >= 3.
    rho : float
        0 <= rho < 1.
    seed : int
        One seed gives the same directions u_i at every rho.

    Returns
    -------
    ndarray, shape (n, d), float64
    """
    if model not in MODELS:
        raise BadInput(f"tokens {model!r}", "no such token model", f"one of {', '.join(MODELS)}")
    rng = np.random.default_rng(seed)
    if model == "gaussian":
        mean = rng.standard_normal(d) / np.sqrt(d)
        return np.asarray(np.sqrt(rho) * mean + np.sqrt(1 - rho) * rng.standard_normal((n, d)) / np.sqrt(d))
    u = rng.standard_normal((n, d - 1))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    return np.hstack([np.full((n, 1), np.sqrt(rho)), np.sqrt(1 - rho) * u])


def contraction_factors(tokens: Array, betas: Iterable[float], alpha: float = 0) -> tuple[float, Array]:
    """Return the measured mean inner product, and the mean contraction factor at each beta.

    Parameters
    ----------
    tokens : ndarray, shape (n, d)
        Tokens x_i, no two parallel.
    betas : iterable of float
        Inverse temperatures >= 0, nats.
    alpha : float
        Weight of the residual connection.

    Returns
    -------
    (float, ndarray)
        The mean of <y_i, y_j>, and of (1 - <y'_i, y'_j>)/(1 - <y_i, y_j>), both over pairs i != j: arXiv 2510.05554,
        eq. (3.2).

    Notes
    -----
    One BLAS thread, so that the result is the same in any worker.  n^2 numbers are held in memory.
    """
    with one_thread():
        return _contractions(tokens, betas, alpha)


def _contractions(tokens: Array, betas: Iterable[float], alpha: float) -> tuple[float, Array]:
    n, d = tokens.shape
    norms = np.linalg.norm(tokens, axis=1, keepdims=True)
    # Inner products are all that matters: more dimensions than tokens are rotated away.
    y = tokens / norms
    if d > n:
        factor: Array = np.linalg.qr(y.T)[1]
        y = np.ascontiguousarray(factor.T)
    gram = y @ y.T
    np.fill_diagonal(gram, 1)
    pairs = n * (n - 1)
    measured = float((gram.sum() - n) / pairs)
    whole = sum(times * _weights(gram, rows, low, high).sum() for rows, low, high, times in _below(n))
    result, out = [], np.empty_like(y)
    for beta in betas:
        for low in range(0, n, ROWS):
            rows = slice(low, low + ROWS)
            masses = gram[rows] - 1  # logits over beta: 0 for the token itself
            np.exp(np.multiply(masses, beta, out=masses), out=masses)
            np.matmul(masses, y, out=out[rows])
            if alpha:
                out[rows] /= masses.sum(axis=1, keepdims=True)
        if alpha:
            out += alpha * norms * y
        out /= np.sqrt(np.vecdot(out, out))[:, np.newaxis]
        # (whole - <weights, cosines>)/pairs, as 1 - cos averaged over the pairs.
        seen = (
            times * np.vdot(_weights(gram, rows, low, high), out[rows] @ out[low:high].T) for rows, low, high, times in _below(n)
        )
        result.append((whole - sum(seen)) / pairs)
    return measured, np.array(result)


def _below(n: int) -> Iterator[tuple[slice, int, int, int]]:
    """Yield the panels on the diagonal and those below it, rows and ends of the columns, and how often each stands in the whole."""
    for low in range(0, n, ROWS):
        rows = slice(low, min(low + ROWS, n))
        yield rows, low, rows.stop, 1
        if low:
            yield rows, 0, low, 2


def _weights(gram: Array, rows: slice, low: int, high: int) -> Array:
    """Return 1/(1 - <y_i, y_j>) on a panel, 0 for a token and itself."""
    distance = 1 - gram[rows, low:high]
    if low == rows.start:
        np.fill_diagonal(distance, np.inf)
    if not distance.min() > 0:
        raise BadInput("sampled tokens", "two of them are parallel to float accuracy", "give a smaller rho")
    return np.asarray(np.reciprocal(distance, out=distance))
