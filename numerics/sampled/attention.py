"""Exact attention on token arrays, by brute force in float64: what the closed forms are tested against."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ...theory.errors import BadInput
from ..numbers.arrays import Array


class Attention(NamedTuple):
    """One attention layer applied to tokens."""

    weights: Array
    """(n, n), the softmax of beta <y_i, y_j> over j; rows sum to 1."""
    outputs: Array
    """(n, d), x'_i = sum_j A_ij y_j + alpha x_i."""


def simplex_tokens(n: int, rho: float, q: float = 1) -> Array:
    """Return n tokens of squared norm q whose cosines are all rho.

    The tokens are the rows of sqrt(q) (sqrt(1 - rho) I + c 1 1^T), with c the root of
    n c^2 + 2 c sqrt(1 - rho) = rho in a form without cancellation.

    Parameters
    ----------
    n : int
        Number of tokens, >= 2; the dimension is n as well.
    rho : float
        Common cosine, -1/(n - 1) <= rho <= 1.
    q : float
        Squared norm, > 0.

    Returns
    -------
    ndarray, shape (n, n), float64

    Raises
    ------
    BadInput
        If n, rho or q is out of range.
    """
    if n < 2 or not -1 <= rho * (n - 1) or not rho <= 1 or not q > 0:
        raise BadInput(f"tokens with n = {n}, rho = {rho}, q = {q}", "no such tokens", "n >= 2, -1/(n-1) <= rho <= 1")
    spread = np.sqrt(1 - rho)
    rest = max(0, 1 + (n - 1) * rho)  # 0 at the lower end of rho, whatever the rounding
    common = rho / (spread + np.sqrt(rest))
    return np.asarray(np.sqrt(q) * (spread * np.eye(n) + common))


def attention_layer(tokens: ArrayLike, beta: float, alpha: float = 0) -> Attention:
    """Apply one attention layer to any tokens, from the definition.

    Parameters
    ----------
    tokens : array_like, shape (n, d)
        Tokens x_i, none zero; keys, queries and values are y_i = x_i / |x_i|.
    beta : float
        Inverse temperature, nats per unit of cosine.
    alpha : float
        Weight of the residual connection.

    Returns
    -------
    Attention

    Raises
    ------
    BadInput
        If the tokens are no (n, d) array of finite nonzero rows.

    Notes
    -----
    Memory is two (n, n) arrays: n up to some thousands.  Source: arXiv 2510.05554, section 2.
    """
    x = np.asarray(tokens, dtype=np.float64)
    norms = np.linalg.norm(x, axis=-1, keepdims=True) if x.ndim == 2 else np.zeros(1)
    if x.ndim != 2 or not np.all(np.isfinite(norms)) or not np.all(norms > 0):
        raise BadInput(
            f"tokens of shape {x.shape}", "not an (n, d) array of finite nonzero rows", "give one token a row"
        )
    y = x / norms
    logits = beta * (y @ y.T)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return Attention(weights, weights @ y + alpha * x)


def measure(tokens: ArrayLike, beta: float, alpha: float = 0) -> dict[str, float]:
    """Measure one attention layer: each quantity averaged over tokens, or over pairs of tokens.

    Parameters
    ----------
    tokens : array_like, shape (n, d)
        Tokens, n >= 2, no two parallel.
    beta, alpha : float
        As in `attention_layer`.

    Returns
    -------
    dict
        From ids of `critscale.theory.layer.registry` to values.  The contraction averages
        (1 - <y'_i, y'_j>) / (1 - <y_i, y_j>) over pairs, arXiv 2510.05554, eq. (3.2).

    Raises
    ------
    BadInput
        As `attention_layer`.
    """
    x = np.asarray(tokens, dtype=np.float64)
    a, outputs = attention_layer(x, beta, alpha)
    pairs = ~np.eye(len(x), dtype=bool)
    gram = outputs @ outputs.T
    before, after = _distances(x)[pairs], _distances(outputs)[pairs]
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.where(a > 0, -a * np.log(a), 0)
    entropy, mass = surprise.sum(axis=1), (a**2).sum(axis=1)
    values = {
        "self-weight": np.diag(a),
        "self-weight-complement": (a * pairs).sum(axis=1),
        "other-weight": a[pairs],
        "row-entropy": entropy,
        "perplexity": np.exp(entropy),
        "inverse-participation-ratio": mass,
        "participation-ratio": 1 / mass,
        "row-overlap": (a @ a.T)[pairs],
        "output-norm-squared": np.diag(gram),
        "output-inner-product": gram[pairs],
        "output-cosine": 1 - after,
        "output-cosine-complement": after,
        "contraction-factor": after / before,
    }
    return {name: float(np.mean(value)) for name, value in values.items()}


def _distances(vectors: Array) -> Array:
    """Return 1 - cosine of every pair, shape (n, n), as half a squared distance: no cancellation near 0."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    result = np.empty((len(unit), len(unit)))
    for i, row in enumerate(unit):
        result[i] = ((unit - row) ** 2).sum(axis=1) / 2
    return result
