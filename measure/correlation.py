"""The correlation rho of a model's own vectors: their mean cosine, over all pairs, with an interval.

The paper's tokens have one inner product for all pairs; real vectors have a distribution, of which this is the mean.  Neighbours in
a text are alike, so the interval leaves out blocks of tokens, not tokens.

Source: theory, assumption 1 of arXiv 2510.05554 for rho; the delete-a-block jackknife for its error.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from ..numerics.numbers.arrays import Array
from ..numerics.streaming.scores import Floats, HeadScores
from ..theory.layer.almost_simplex import self_weight
from ..theory.rows.bounds import counting_threshold
from .growth import CONFIDENCE, Estimate

BLOCKS = 32
"""So many blocks of tokens are left out in turn."""


@dataclass(frozen=True, slots=True)
class OwnSimplex:
    """The simplex that a head would be if all its vectors were as long as their mean, and as far apart as what enters its layer.

    Attributes
    ----------
    hidden : Estimate
        rho: mean cosine of what enters the layer; NaN where that is not known.
    queries, keys : Estimate
        Mean cosine of the head's queries, and of its keys, after RoPE.
    beta : float
        scale mean|q| mean|k|.
    """

    hidden: Estimate
    queries: Estimate
    keys: Estimate
    beta: float

    @property
    def gap(self) -> float:
        """The gap beta (1 - rho) between a token's own score and the others', nats."""
        return self.beta * (1 - self.hidden.value)

    def threshold(self, n: float, p: Fraction = Fraction(1, 2)) -> float:
        """Return the multiplier at which the own key has the weight p of n keys; NaN where rho is not known, or 1."""
        if not self.gap > 0:
            return float("nan")
        return float(counting_threshold(np.array([float(n)]), self.gap, float(p))[0])

    def self_weight(self, n: float) -> float:
        """Return the weight of the own key among n."""
        return float(self_weight(float(n), float(np.exp(-self.gap))))


def own_simplices(scores: HeadScores, hidden: Floats | None) -> tuple[OwnSimplex, ...]:
    """Return the simplex of each head, from what enters the layer, shape (n, D), and its queries and keys."""
    unknown = Estimate(np.nan, np.nan, np.nan)
    entering = unknown if hidden is None else mean_cosine(hidden)
    group = scores.heads // len(scores.keys)
    keys = [(mean_cosine(part), _mean_norm(part)) for part in scores.keys]
    return tuple(
        OwnSimplex(entering, mean_cosine(query), keys[h // group][0], scores.scale * _mean_norm(query) * keys[h // group][1])
        for h, query in enumerate(scores.queries)
    )


def _mean_norm(vectors: Array | Floats) -> float:
    return float(np.sqrt(np.square(vectors, dtype=np.float64).sum(axis=1)).mean())


def mean_cosine(vectors: ArrayLike) -> Estimate:
    """Return the mean of cos(x_i, x_j) over all pairs i != j, in time that grows as n and not as n^2.

    Parameters
    ----------
    vectors : array_like, shape (n, D)
        Tokens of one text in their order; those of norm 0 are left out.

    Returns
    -------
    Estimate
        NaN where fewer than two vectors are left; the ends are NaN where fewer than four are.

    Examples
    --------
    >>> import numpy as np
    >>> round(mean_cosine(np.eye(100) + 0.1).value, 12)  # 0.21 between two of them, 1.21 + 0.99 squared
    0.545454545455
    """
    x = np.asarray(vectors, np.float64)
    norms = np.sqrt(np.vecdot(x, x))
    unit = x[norms > 0] / norms[norms > 0, np.newaxis]
    n = len(unit)
    if n < 2:
        return Estimate(np.nan, np.nan, np.nan)
    value = float(_mean(unit.sum(axis=0), n))
    if n < 4:
        return Estimate(value, np.nan, np.nan)
    blocks = np.array_split(unit, min(BLOCKS, n // 2))
    whole = unit.sum(axis=0)
    left = np.array([_mean(whole - block.sum(axis=0), n - len(block)) for block in blocks])
    error = np.sqrt((len(left) - 1) / len(left) * np.square(left - left.mean()).sum())
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * float(error)
    return Estimate(value, value - reach, value + reach)


def _mean(total: np.ndarray[tuple[int], np.dtype[np.float64]], n: int) -> float:
    """Return the mean cosine of the pairs of n unit vectors with a sum."""
    return float((total @ total - n) / (n * (n - 1)))
