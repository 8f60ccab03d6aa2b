"""The multiplier at which the top key of a row has the weight p, and what gap counts alone say about it.

beta_p is the root of log Z(beta) = log(1/p), convex and decreasing: Newton's method from below rises to it and needs no bracket.
It starts from the largest lower bound.  As deployed the multiplier is 1: a row with beta_1/2 > 1 is below its threshold.

Source: theory E22 (mean gap), E24 (gap counts), X2.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from ..numerics.inputs import Number, fraction_of_one
from ..numerics.numbers.arrays import Array, array_table
from ..numerics.numbers.zeta import inverse_zeta
from ..numerics.streaming.ranges import Integers, KeyRanges
from ..numerics.streaming.scores import HeadScores
from ..theory.notation import decimal
from ..theory.result import Result, View
from ..theory.rows.bounds import counting_rate, counting_threshold
from .gaps import over_rows

STEPS = 200
"""Newton's method takes a handful; a row that needs so many has gaps beyond float64."""
ACCURACY = 2.0**-46
"""Steps end below this share of beta."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HeadThresholds(Result):
    """beta_p of the rows of H heads with its bracket; NaN in rows that see no key.

    Attributes
    ----------
    p : Fraction
        The weight of the top key.
    counts : ndarray of int, shape (n,)
        How many keys each query sees.
    beta : ndarray, shape (H, n)
        beta_p; 0 where p <= 1/n, infinite where 1/p keys or more share the top.
    jensen : ndarray, shape (H, n)
        A lower bound from the mean gap alone (E22): the threshold of the simplex with this gap.
    counted, enveloped : ndarray, shape (H, n)
        A lower and an upper bound from gap counts alone (E24).
    """

    p: Fraction
    counts: Integers
    beta: Array
    jensen: Array
    counted: Array
    enveloped: Array

    def view(self) -> View:
        """Return a row for each head and query."""
        arrays = {name: getattr(self, name) for name in ("counts", "beta", "jensen", "counted", "enveloped")}
        heading = f"threshold beta_p of the rows of {len(self.beta)} heads, p = {decimal(self.p)}"
        return View(heading, array_table({"head": None, "query": None}, arrays))

    def certified(self) -> bool:
        """Tell whether every beta lies within its bracket, to rounding: a wrong root would not."""
        slack = 1 + ACCURACY
        inside = (self.counted <= self.beta * slack) & (self.jensen <= self.beta * slack) & (self.beta <= self.enveloped * slack)
        return bool(np.all(inside | np.isnan(self.beta)))


def head_thresholds(
    scores: HeadScores, p: Number = Fraction(1, 2), *, threads: int | None = None, executor: Executor | None = None
) -> HeadThresholds:
    """Return the threshold of every row.

    Parameters
    ----------
    scores : HeadScores
        Some queries of a layer: each row's scores are sorted, so give those of interest, ``scores.at(queries)``.
    p : number
        The weight, 0 < p < 1.
    threads : int, optional
        Threads; one for each core by default.
    executor : concurrent.futures.Executor, optional
        Takes the heads, each on one thread: processes, Dask's, MPI's or Ray's workers.

    Returns
    -------
    HeadThresholds

    Raises
    ------
    BadInput
        If p is no such weight.

    Examples
    --------
    >>> import numpy as np
    >>> from critscale import HeadScores
    >>> simplex = HeadScores.of(np.eye(1000), np.eye(1000), scale=0.7)
    >>> float(head_thresholds(simplex.at([7])).beta[0, 0].round(12))  # log(999)/0.7
    9.866792540927
    """
    weight = fraction_of_one(p, "p")
    block = partial(_thresholds, p=float(weight), envelope=float(inverse_zeta(weight)))
    return HeadThresholds(weight, scores.mask.counts, **over_rows(scores, block, threads, executor))


def _thresholds(gaps: Array, top: Integers, mask: KeyRanges, p: float, envelope: float) -> dict[str, Array]:
    """Return thresholds and bounds of a block of rows."""
    gaps = np.sort(gaps, axis=1)
    n = mask.counts.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.arange(2.0, gaps.shape[1] + 1)  # N(t) at the gap of each competitor
        far = gaps[:, 1:]
        bounds = np.where(far < np.inf, counting_threshold(within, far, p), -np.inf)
        rates = np.where(far < np.inf, counting_rate(within, far), 0)
        counted = np.maximum(bounds.max(axis=1, initial=0, where=far > 0), 0)
        enveloped = envelope * rates.max(axis=1, initial=0)
        mean = np.where(gaps < np.inf, gaps, 0).sum(axis=1) / (n - 1)
        jensen = np.maximum(counting_threshold(n, mean, p), 0)
    reachable = n * p > 1
    tops = (gaps == 0).sum(axis=1)
    shared = reachable & (tops * p >= 1)
    beta = np.where(shared, np.inf, 0.0)
    todo = np.flatnonzero(reachable & ~shared)
    # A row of thousands of equal gaps has rounded bounds above its root; Newton's first step from there leads below it.
    beta[todo] = rising_root(gaps[todo], np.ones_like(gaps[todo]), np.maximum(counted, jensen)[todo], p)
    return {
        "beta": beta,
        "jensen": np.where(reachable, jensen, 0),
        "counted": np.where(reachable, counted, 0),
        "enveloped": np.where(reachable, enveloped, np.inf),
    }


def rising_root(gaps: Array, multiplicities: Array, start: Array, p: float) -> Array:
    """Return the beta > 0 with sum_j c_j exp(-beta Delta_j) = 1/p of each row, by Newton's method on the logarithm.

    Parameters
    ----------
    gaps, multiplicities : ndarray, shape (n, m)
        Gaps, infinite where there is no key, and how often each is there.
    start : ndarray, shape (n,)
        Lower bounds > 0 of the roots.
    p : float
        The weight; 1/p lies between the sum at 0 and that at infinity.
    """
    beta, finite = start.copy(), np.where(gaps < np.inf, gaps, 0)
    counts = np.where(gaps < np.inf, multiplicities, 0)
    rows = np.arange(len(beta))
    for _ in range(STEPS):
        if not len(rows):
            break
        masses = np.multiply(finite, -beta[rows, np.newaxis])
        np.exp(masses, out=masses)
        masses *= counts
        z = masses.sum(axis=1)
        step = np.log(z * p) * z / np.vecdot(masses, finite)
        beta[rows] += step
        going = np.abs(step) > ACCURACY * beta[rows]
        if not going.all():
            rows, finite, counts = rows[going], finite[going], counts[going]
    return beta
