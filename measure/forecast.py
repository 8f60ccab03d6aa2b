"""What a row will come to in a longer context: a part of its keys stays, the others are taken for a sample of a longer background.

Z(n') = Z_F + Z_B (n' - |F|)/(n - |F|).  How far a sum over a sample may be off is known exactly (E38): by the participation ratio of
its terms.  The terms are what each key of the background adds to the quantity, to first order: its mass, for a weight.  The same
holds of the sums over blocks of keys, which is where neighbours that are alike show; the larger of the two errors is taken.
A background of few effective keys says nothing, and the row is not forecastable.

The error supposes that keys to come are like keys that were seen; it does not know a text that changes.

Source: theory E37, E38, X3, X4.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..numerics.inputs import Number, fraction_of_one
from ..numerics.numbers.arrays import Array, array_table
from ..numerics.streaming.ranges import Integers, KeyRanges
from ..numerics.streaming.scores import HeadScores
from ..theory.errors import BadInput
from ..theory.result import Result, View
from ..theory.rows.backgrounds import sampling_variance
from ..theory.rows.bounds import counting_threshold
from .gaps import over_rows
from .thresholds import rising_root

Flags: TypeAlias = NDArray[np.bool_]
"""Which keys of each row."""

BLOCK = 64
"""Keys that are summed to one term of the second error."""
FEWEST = 20
"""So many effective keys a background has at least that is forecastable."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class HeadForecast(Result):
    """Rows of H heads at n' keys, as deployed (multiplier 1), and the multiplier they would need.

    NaN in rows that are not forecastable, that see no key, or more than n' keys.

    Attributes
    ----------
    length : int
        The number of keys n'.
    top_weight, entropy : ndarray, shape (H, n)
        Weight of the top key, and entropy in nats.
    threshold : ndarray, shape (H, n)
        beta_p.
    top_weight_error, entropy_error, threshold_error : ndarray, shape (H, n)
        Standard errors, to first order in that of Z_B.
    """

    length: int
    top_weight: Array
    top_weight_error: Array
    entropy: Array
    entropy_error: Array
    threshold: Array
    threshold_error: Array

    def view(self) -> View:
        """Return a row for each head and query."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "length"}
        return View(f"rows of {len(self.threshold)} heads at {self.length} keys", array_table({"head": None, "query": None}, arrays))


def head_forecast(
    scores: HeadScores,
    length: int,
    *,
    recent: int = 0,
    p: Number = Fraction(1, 2),
    fewest: float = FEWEST,
    threads: int | None = None,
    executor: Executor | None = None,
) -> HeadForecast:
    """Return what the rows of a layer will come to at n' keys.

    Parameters
    ----------
    scores : HeadScores
        Some queries of a layer, ``scores.at(queries)``.
    length : int
        The number of keys n', at least that of the row.
    recent : int
        How many of the last keys that a query sees stay, besides its own, its top key and the first of the text.
    p : number
        The weight of the top key that the threshold is for.
    fewest : float
        A background of fewer effective keys at the multiplier in question, of its participation ratio, is not forecastable.
    threads : int, optional
        Threads; one for each core by default.
    executor : concurrent.futures.Executor, optional
        Takes the heads, each on one thread: processes, Dask's, MPI's or Ray's workers.

    Returns
    -------
    HeadForecast

    Raises
    ------
    BadInput
        If p or a count is out of range.
    """
    weight = float(fraction_of_one(p, "p"))
    if recent < 0 or length < 2:
        raise BadInput(f"{length} keys, {recent} of them recent", "no such row", "give at least 2 keys, and recent >= 0")
    block = partial(_block, origin=scores.mask.origin, recent=recent, length=length, p=weight, fewest=fewest)
    return HeadForecast(length=length, **over_rows(scores, block, threads, executor))


def _block(
    gaps: Array, top: Integers, mask: KeyRanges, origin: int, recent: int, length: int, p: float, fewest: float
) -> dict[str, Array]:
    """Return the forecasts of a block of rows."""
    keys = np.arange(gaps.shape[1])
    stays = (keys == origin) | (keys == mask.own[:, np.newaxis]) | (keys == top[:, np.newaxis])
    stays |= keys >= mask.stop[:, np.newaxis] - recent
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _forecast(gaps, stays & (gaps < np.inf), length, p, fewest)


class _Longer:
    """Rows at an inverse temperature whose background is there as often as n' keys need."""

    def __init__(self, gaps: Array, stays: Flags, length: int, beta: Array, fewest: float) -> None:
        seen = gaps < np.inf
        self.gaps = np.where(seen, gaps, 0)
        masses = np.where(seen, np.exp(-beta[:, np.newaxis] * self.gaps), 0)
        self.rest = np.where(stays, 0, masses)
        self.size = (seen & ~stays).sum(axis=1).astype(np.float64)
        self.whole = length - stays.sum(axis=1)
        self.times = self.whole / self.size
        counted = masses + (self.times - 1)[:, np.newaxis] * self.rest
        self.z = counted.sum(axis=1)
        self.mean_gap = np.vecdot(counted, self.gaps) / self.z
        effective = self.rest.sum(axis=1) ** 2 / np.vecdot(self.rest, self.rest)
        known = (self.size > BLOCK) & (self.times >= 1) & (effective >= fewest)
        self.known = np.where(known, 1, np.nan)
        """1, or NaN where the row is not forecastable."""

    def error(self, part: Array) -> Array:
        """Return the standard error of the sum of a part of each background key, times its mass, by keys or by blocks of keys."""
        terms = self.rest * part
        blocks = np.add.reduceat(terms, np.arange(0, terms.shape[1], BLOCK), axis=1)
        variances = []
        for values, unit in ((terms, 1), (blocks, BLOCK)):
            total, squares = self.times * values.sum(axis=1), self.times * np.vecdot(values, values)
            relative = sampling_variance(self.whole / unit, self.size / unit, total**2 / squares)
            variances.append(np.where(squares > 0, relative * total**2, 0))
        return np.asarray(self.known * np.sqrt(np.maximum(0, np.maximum(*variances))))


def _forecast(gaps: Array, stays: Flags, length: int, p: float, fewest: float) -> dict[str, Array]:
    now = _Longer(gaps, stays, length, np.ones(len(gaps)), fewest)
    by_mass = np.ones((1, 1))
    # H = log Z + <gap>: a key at the gap g adds (1 + g - <gap>)/Z of its mass.
    by_entropy = 1 + now.gaps - now.mean_gap[:, np.newaxis]
    beta = _threshold(gaps, stays, length, p)
    there = _Longer(gaps, stays, length, np.where(np.isfinite(beta), beta, 1), fewest)
    return {
        "top_weight": now.known / now.z,
        "top_weight_error": now.error(by_mass) / now.z**2,
        "entropy": now.known * (np.log(now.z) + now.mean_gap),
        "entropy_error": now.error(by_entropy) / now.z,
        "threshold": there.known * beta,
        "threshold_error": there.error(by_mass) / (there.z * there.mean_gap),
    }


def _threshold(gaps: Array, stays: Flags, length: int, p: float) -> Array:
    """Return beta_p of the rows whose background is there so often; 0 and infinity as `head_thresholds` has them."""
    seen = gaps < np.inf
    background = seen & ~stays
    times = (length - stays.sum(axis=1)) / background.sum(axis=1)
    counts = np.where(background, times[:, np.newaxis], seen.astype(np.float64))
    tops = np.where(gaps == 0, counts, 0).sum(axis=1)
    beta = np.where(tops * p >= 1, np.inf, 0.0)
    mean = np.vecdot(counts, np.where(seen, gaps, 0)) / (length - 1)
    start = counting_threshold(np.full_like(mean, length), mean, p)
    todo = np.flatnonzero((tops * p < 1) & (length * p > 1) & np.isfinite(times) & (start > 0))
    beta[todo] = rising_root(gaps[todo], counts[todo], start[todo], p)
    return beta
