"""Sampled tokens, and the contraction factor that one exact attention layer gives them at many inverse temperatures.

For fixed tokens every beta shares one Gram matrix, so a cell of the phase diagram is an exponential, two matrix products
(the second symmetric) and a weighted sum: 3 n^2 d floating-point operations in BLAS.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...theory.errors import BadInput
from ..blas import one_thread
from ..numbers.arrays import Array

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
    One BLAS thread, so that the result is the same in any worker.  About 5 n^2 numbers are held in memory.
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
    pairs = n * (n - 1)
    measured = float((gram.sum() - np.trace(gram)) / pairs)
    distance = 1 - gram
    np.fill_diagonal(distance, 1)
    if not distance.min() > 0:
        raise BadInput("sampled tokens", "two of them are parallel to float accuracy", "give a smaller rho")
    weights = 1 / distance
    np.fill_diagonal(weights, 0)
    whole = weights.sum()
    np.negative(distance, out=distance)
    np.fill_diagonal(distance, 0)  # the logits over beta: 0 for the token itself
    masses, result = np.empty_like(gram), []
    for beta in betas:
        np.multiply(distance, beta, out=masses)
        np.exp(masses, out=masses)
        out = masses @ y
        if alpha:
            out = out / masses.sum(axis=1, keepdims=True) + alpha * norms * y
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        # (whole - <weights, cosines>)/pairs, as 1 - cos averaged over the pairs.
        result.append((whole - np.vdot(weights, out @ out.T)) / pairs)
    return measured, np.array(result)
