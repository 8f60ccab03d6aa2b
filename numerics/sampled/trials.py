"""Random token arrays for statements about any tokens: seeded, small, of many shapes, norms and correlations.

One in eight is extremal: orthonormal tokens at beta = 0, where all weights are 1/n, or at a beta at which each token sees
itself alone.  There a bound of the Jacobian is attained, if anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..numbers.arrays import Array

EXTREMAL = 8
"""One trial in so many is extremal."""
FROZEN = 40.0
"""A beta at which orthonormal tokens see themselves alone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One layer on random tokens.

    Attributes
    ----------
    tokens : ndarray, shape (n, d)
        Tokens, none zero.
    beta, alpha : float
        Inverse temperature and weight of the residual connection.
    seed : int
        What made it: `trial` of the same seed gives the same trial.
    """

    tokens: Array
    beta: float
    alpha: float
    seed: int

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return the trial as text, by variable."""
        n, d = self.tokens.shape
        numbers = {"n": n, "d": d, "beta": self.beta, "alpha": self.alpha, "seed": self.seed}
        return tuple((name, f"{value:.6g}") for name, value in numbers.items())

    def extremes(self) -> tuple[float, float, float]:
        """Return q1, rho1 and rho2: the least squared norm, the least and the largest cosine of two tokens."""
        squares = np.sum(self.tokens**2, axis=1)
        unit = self.tokens / np.sqrt(squares)[:, np.newaxis]
        cosines = (unit @ unit.T)[~np.eye(len(unit), dtype=bool)]
        return float(squares.min()), float(cosines.min()), float(cosines.max())


def trial(seed: int) -> Trial:
    """Return the trial of a seed: 2 to 7 tokens in 2 to 6 dimensions, from scattered to nearly parallel, or orthonormal."""
    rng = np.random.default_rng(seed)
    n, d = int(rng.integers(2, 8)), int(rng.integers(2, 7))
    common = rng.normal(size=d) * rng.choice([0, 1, 4])
    tokens = (rng.normal(size=(n, d)) + common) * np.exp(rng.normal(size=(n, 1)) / 2)
    beta = float(rng.choice([0, 1, 3])) + float(rng.exponential(1))
    alpha = float(rng.choice([0, 1])) * float(rng.exponential(1))
    if seed % EXTREMAL == EXTREMAL - 1:
        tokens = np.linalg.qr(rng.normal(size=(d, d)))[0][: max(2, min(n, d))]
        beta = float(rng.choice([0, FROZEN]))
    return Trial(tokens, beta, alpha, seed)


def largest_square(tokens: Array) -> float:
    """Return q2 = max_i |x_i|^2."""
    return float((tokens**2).sum(axis=1).max())
