"""One independent draw of what the claims speak about: contraction factor, Jacobian, self weight, causal clustering, a needle.

Each function takes a seed last and returns a float.  A draw is remembered: a claim and its must-fail twin speak about the
same ones.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..numbers.arrays import Array
from .tokens import contraction_factors, sample_tokens

ROWS = 100
"""Tokens whose gradient is averaged in one draw."""
RUNS = 40
"""Runs of the causal dynamics that are averaged in one draw."""
NEEDLES = 1000
"""Rows with a needle in one draw."""
REMEMBERED = 1024
"""Draws of each kind that are remembered."""


@lru_cache(REMEMBERED)
def contraction_factor(model: str, n: int, d: int, rho: float, gamma: float, seed: int) -> tuple[float, float]:
    """Return the measured mean inner product, and the mean contraction factor, of sampled tokens."""
    measured, found = contraction_factors(sample_tokens(model, n, d, rho, seed), [gamma * np.log(n)])
    return measured, float(found[0])


@lru_cache(REMEMBERED)
def mean_square_jacobian(n: int, d: int, rho: float, gamma: float, seed: int) -> float:
    """Return eta = |J|_F^2/(n d) of unit tokens around a common mean, over the first `ROWS` rows of blocks.

    The blocks of the Jacobian are those of theory B1: A_ik [I + beta (y_k - m_i) y_i^T] P_k for k != i, and
    [A_ii I + beta C_i] P_i; their Frobenius norms are closed forms in inner products.
    """
    y = sample_tokens("sphere", n, d, rho, seed)
    count, beta = min(ROWS, n), gamma * np.log(n)
    gram = y[:count] @ y.T
    weights = np.exp(beta * (gram - 1))
    weights /= weights.sum(axis=1, keepdims=True)
    mean = weights @ y
    total = 0.0
    for i in range(count):
        total += _others(y, mean[i], gram[i], weights[i], i, beta) + _own(y, mean[i], weights[i], i, beta)
    return total / (count * d)


def _others(y: Array, mean: Array, inner: Array, weights: Array, i: int, beta: float) -> float:
    """Return the sum over k != i of |A_ik [I + u v^T] P_k|^2, u = beta (y_k - m_i), v = y_i."""
    d, along = y.shape[1], y @ mean
    u_v = beta * (inner - mean @ y[i])
    u_y = beta * (1 - along)
    u_u = beta**2 * (1 - 2 * along + mean @ mean)
    norms = d - 1 + 2 * (u_v - u_y * inner) + u_u * (1 - inner**2)
    norms[i] = 0
    return float((weights**2 * norms).sum())


def _own(y: Array, mean: Array, weights: Array, i: int, beta: float) -> float:
    """Return |[A_ii I + beta C_i] P_i|^2."""
    spread = (y * weights[:, None]).T @ y - np.outer(mean, mean)
    block = weights[i] * np.eye(y.shape[1]) + beta * spread
    block -= np.outer(block @ y[i], y[i])
    return float((block**2).sum())


def uniform_self_weight(n: int, d: int, beta: float, seed: int) -> float:
    """Return the mean self weight of uniform tokens on the sphere in d dimensions."""
    y = sample_tokens("sphere", n, d + 1, 0, seed)
    return float(np.mean(1 / np.exp(beta * (y @ y.T - 1)).sum(axis=1)))


def causal_clustering(n: int, d: int, time: float, target: str, seed: int) -> float:
    """Return the least cosine with a target after causal self-attention dynamics, averaged over `RUNS` runs.

    x_k' = P_{x_k} sum_{j <= k} A_kj x_j with V = I and random Q, K, from independent uniform tokens, by steps of 0.1 on
    the sphere.  Targets are ``first``, x_1(0), and ``mean``, the direction of the mean of the x_k(0).
    Source: arXiv 2411.04990.
    """
    start, end = _causal_run(n, d, time, seed)
    aim = start[:, :1] if target == "first" else start.mean(axis=1, keepdims=True)
    aim = aim / np.linalg.norm(aim, axis=2, keepdims=True)
    return float((end * aim).sum(axis=2).min(axis=1).mean())


@lru_cache(REMEMBERED)
def _causal_run(n: int, d: int, time: float, seed: int) -> tuple[Array, Array]:
    """Return the tokens before and after the causal dynamics, each of shape (RUNS, n, d)."""
    rng = np.random.default_rng(seed)
    start = rng.standard_normal((RUNS, n, d))
    start /= np.linalg.norm(start, axis=2, keepdims=True)
    mixing = rng.standard_normal((RUNS, d, d)) / np.sqrt(d)
    hidden = np.where(np.tri(n, dtype=bool), 0, -np.inf)
    x = start.copy()
    for _ in range(round(time / 0.1)):
        logits = x @ mixing @ x.swapaxes(1, 2) + hidden
        weights = np.exp(logits - logits.max(axis=2, keepdims=True))
        velocity = weights @ x / weights.sum(axis=2, keepdims=True)
        x += 0.1 * (velocity - (velocity * x).sum(axis=2, keepdims=True) * x)
        x /= np.linalg.norm(x, axis=2, keepdims=True)
    return start, x


@lru_cache(REMEMBERED)
def needle_weights(distractors: int, variance: float, beta: float, seed: int) -> Array:
    """Return the weights of a needle of score 1 in `NEEDLES` rows, each among so many distractors of scores N(0, variance)."""
    scores = np.random.default_rng(seed).standard_normal((NEEDLES, distractors)) * np.sqrt(variance)
    weights: Array = 1 / (1 + np.exp(beta * (scores - 1)).sum(axis=1))
    return weights
