"""Sums of scores and of their squares over any range of keys, from the moments of the keys: d^2 numbers in place of n of each row.

sum_j s_ij = <q_i, sum_j k_j> and sum_j s_ij^2 = q_i^T (sum_j k_j k_j^T) q_i.
"""

from __future__ import annotations

import numpy as np

from ..numbers.arrays import Array
from .scores import Floats

SPACING = 512
"""Sums over the keys are kept at multiples of so many keys."""


class KeyMoments:
    """First and second moments of the keys over ranges, about the mean of all, in float64.

    Parameters
    ----------
    keys : ndarray, shape (m, d)
        The keys of a head.
    """

    def __init__(self, keys: Floats) -> None:
        self.mean: Array = keys.mean(axis=0, dtype=np.float64)
        self._centred = keys - self.mean
        blocks = [self._direct(low, low + SPACING) for low in range(0, len(keys) - SPACING + 1, SPACING)]
        zero = (np.zeros_like(self.mean), np.zeros((len(self.mean),) * 2))
        self._first, self._second = (np.cumsum([zero[i], *(block[i] for block in blocks)], axis=0) for i in (0, 1))

    def _direct(self, low: int, high: int) -> tuple[Array, Array]:
        part = self._centred[low:high]
        return part.sum(axis=0), part.T @ part

    def _up_to(self, end: int) -> tuple[Array, Array]:
        whole = end // SPACING
        first, second = self._direct(whole * SPACING, end)
        return self._first[whole] + first, self._second[whole] + second

    def sums(self, queries: Array, low: int, high: int) -> tuple[Array, Array]:
        """Return the sums over low <= j < high of <q, k_j - mean>, and of its square, each of shape (n,)."""
        (first, second), (before, squares) = self._up_to(high), self._up_to(low)
        return queries @ (first - before), np.vecdot(queries @ (second - squares), queries)
