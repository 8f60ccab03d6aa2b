"""How the threshold of a head grows with the context, and the law that this growth allows.

Rows are gathered in dyadic windows of the number of keys they see, halved from the longest row down.  The median beta_p of each window is fitted on log log n; the
interval of the slope comes from a bootstrap over the queries of each window.  Which slope a law has over the same windows is
computed from the law at those n, never from its limit: the threshold of a Gaussian row has the slope 0.67 between 64 and 32,768
keys, although sqrt(log n) is its limit.

Source: theory X5; E22 (log n), E6 (Gaussian rows).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import Integers
from ..theory.errors import BadInput
from ..theory.pictured import Pictured
from ..theory.result import Result, ValueTable, View

SMALLEST = 64
"""Windows begin here by default: below, a threshold is not yet large."""
RESAMPLES = 1000
CONFIDENCE = 0.95
FEWEST_QUERIES = 8
"""A window with fewer queries is left out."""
FEWEST_WINDOWS = 3
"""A line through two points has no residual, and says nothing about a law."""

MARGIN = 0.05
"""A law has corrections of its own at finite n: its slope is taken as known to so much."""

UNDECIDED = "undecided"
LAWS_OF_ROWS: Mapping[str, Callable[[float], float]] = {
    "flat": lambda n: 1.0,
    "REM-like": lambda n: NormalDist().inv_cdf(1 - 1 / n),
    "log n": lambda n: float(np.log(n - 1)),
}
"""Thresholds of rows of n keys, up to a factor: no scaling; Gaussian scores (the n-th quantile, to 2% from 64 keys on); the simplex."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ThresholdGrowth(Result, Pictured):
    """Median thresholds of a head in dyadic windows, and their law.

    Attributes
    ----------
    lengths : ndarray, shape (W,)
        Geometric mean of the number of keys seen, of each window.
    queries : ndarray of int, shape (W,)
        Queries in each window.
    medians, low, high : ndarray, shape (W,)
        Median beta_p of each window, and its interval over queries.
    slope : Estimate or None
        Slope of log beta_p on log log n; None where there are too few windows, or a median is 0 or infinite.
    label : str
        ``flat``, ``REM-like`` (sqrt(log n)), ``log n``: a law whose slope lies in the interval, or within `MARGIN` of it, where
        the interval reaches no further to either side than the nearest other law.  Beyond all of them ``steeper``, ``power``
        where a power of n fits better than one of log n, or ``falling``.  Else ``undecided``.
    """

    lengths: Array
    queries: Integers
    medians: Array
    low: Array
    high: Array
    slope: Estimate | None
    label: str

    def view(self) -> View:
        """Return a row for each window, and the law that the medians follow."""
        names = ("lengths", "queries", "medians", "low", "high")
        slope = "" if self.slope is None else f"; slope of log beta on log log n {self.slope.value:.3g}, {self.slope.low:.3g} to {self.slope.high:.3g}"
        rows = list(zip(*(getattr(self, name).tolist() for name in names), strict=True))
        return View(f"growth of the threshold: {self.label}{slope}", ValueTable(("keys", "queries", "median", "low", "high"), rows))

    def crossing(self, multiplier: float = 1) -> float | None:
        """Return the number of keys from which on medians lie above a multiplier, between windows a line in log n; else None.

        With multiplier 1 the head as deployed is below its threshold from there on.  A head that is so in the first window
        crosses at its length.
        """
        above = self.medians > multiplier
        if not len(above) or not above[-1]:
            return None
        last = int(np.flatnonzero(~above)[-1]) if not above.all() else -1
        if last < 0 or not np.isfinite(self.medians[last + 1]):
            return float(self.lengths[last + 1])
        (low, high), ends = self.medians[last : last + 2], np.log(self.lengths[last : last + 2])
        return float(np.exp(ends[0] + (multiplier - low) / (high - low) * (ends[1] - ends[0])))


def sampled_queries(counts: ArrayLike, per_window: int = 64, *, smallest: int = SMALLEST, seed: int = 0) -> Integers:
    """Return queries for `threshold_growth`: so many from each dyadic window of the number of keys seen, ascending.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        How many keys each query sees: ``scores.mask.counts``.
    per_window : int
        Queries of a window, drawn without replacement, the one that sees most keys among them; all of a smaller window.
    smallest : int
        Queries that see fewer keys are left out.
    seed : int
        Fixes the draw.
    """
    rng, n = np.random.default_rng(seed), np.asarray(counts)
    drawn = [rng.choice(window, min(per_window, len(window)), replace=False) for window in _windows(n, smallest)]
    if not drawn:
        return np.empty(0, np.int64)
    longest = int(n.argmax())  # it is where windows end, and so one of the last window
    if longest not in drawn[-1]:
        drawn[-1][0] = longest
    return np.sort(np.concatenate(drawn))


def threshold_growth(
    counts: ArrayLike, betas: ArrayLike, *, smallest: int = SMALLEST, resamples: int = RESAMPLES, seed: int = 0
) -> ThresholdGrowth:
    """Return how the thresholds of a head grow.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        How many keys each query sees.
    betas : array_like, shape (n,)
        Their thresholds, of `head_thresholds`; infinite ones count as larger than all, NaN ones are left out.
    smallest : int
        Queries that see fewer keys are left out; at least 4.
    resamples : int
        Draws of the bootstrap.
    seed : int
        Fixes them.

    Returns
    -------
    ThresholdGrowth

    Notes
    -----
    Queries of one text are not independent; the interval knows only their scatter.

    Examples
    --------
    >>> n = np.arange(64, 4096)
    >>> threshold_growth(n, np.log(n - 1) / 0.7).label
    'log n'
    """
    n, beta = np.asarray(counts, np.int64), np.asarray(betas, np.float64)
    if n.shape != beta.shape or n.ndim != 1:
        raise BadInput(f"{n.shape} lengths and {beta.shape} thresholds", "not one of each query", "give two arrays of shape (n,)")
    if smallest < 4 or resamples < 1:
        raise BadInput(f"smallest = {smallest}, {resamples} resamples", "nothing to fit", "give at least 4 keys and 1 resample")
    n, beta = n[~np.isnan(beta)], beta[~np.isnan(beta)]
    windows = [window for window in _windows(n, smallest) if len(window) >= FEWEST_QUERIES]
    lengths = np.array([np.exp(np.log(n[window]).mean()) for window in windows])
    medians = np.array([np.median(beta[window]) for window in windows])
    rng = np.random.default_rng(seed)
    draws = np.array([resampled_medians(beta[window], resamples, rng) for window in windows]).reshape(len(windows), resamples)
    ends = _interval(draws) if len(windows) else np.empty((2, 0))
    slope, label = _law(lengths, medians, draws)
    sizes = np.array([len(window) for window in windows], np.int64)
    return ThresholdGrowth(
        lengths=lengths, queries=sizes, medians=medians, low=ends[0], high=ends[1], slope=slope, label=label
    )


def _windows(counts: Integers, smallest: int) -> list[Integers]:
    """Return the queries of each dyadic window, those that have any: the last one goes from half of the largest count to it."""
    if not len(counts):
        return []
    place = np.floor(np.log2(counts.max() / np.maximum(counts, 1))).astype(np.int64)
    place[counts < smallest] = -1
    return [np.flatnonzero(place == k) for k in range(max(place), -1, -1) if np.any(place == k)]


def estimated(draws: Array, value: float) -> Estimate:
    """Return a value with the interval of what it is in resampled data."""
    return Estimate(value, *map(float, _interval(draws)))


def resampled_medians(values: Array, resamples: int, rng: np.random.Generator) -> Array:
    """Return the medians of resampled values, shape (resamples,)."""
    return np.asarray(np.median(values[rng.integers(0, len(values), (resamples, len(values)))], axis=1))


def _interval(draws: Array) -> Array:
    """Return the ends of the central interval along the last axis, of values that may be infinite."""
    tail = (1 - CONFIDENCE) / 2
    return np.quantile(draws, [tail, 1 - tail], axis=-1, method="nearest")


def _law(lengths: Array, medians: Array, draws: Array) -> tuple[Estimate | None, str]:
    """Return the slope of log beta on log log n, and the law that it allows."""
    if len(lengths) < FEWEST_WINDOWS or not np.all((medians > 0) & (medians < np.inf)):
        return None, UNDECIDED
    usable = np.all((draws > 0) & (draws < np.inf), axis=0)
    if usable.mean() < CONFIDENCE:
        return None, UNDECIDED
    logs, x = np.log(draws[:, usable]), np.log(np.log(lengths - 1))
    slopes, _ = _line(x, logs)
    slope = estimated(slopes, float(_line(x, np.log(medians)[:, np.newaxis])[0][0]))
    expected = {law: float(_line(x, np.log([[shape(n)] for n in lengths]))[0][0]) for law, shape in LAWS_OF_ROWS.items()}
    if slope.high < min(expected.values()) - MARGIN:
        return slope, "falling"
    if slope.low > max(expected.values()) + MARGIN:
        power = _line(np.log(lengths), logs)[1] < _line(x, logs)[1]
        return slope, "power" if power.mean() >= CONFIDENCE else "steeper"
    for law, value in expected.items():
        reach = min(abs(value - other) for other in expected.values() if other != value)
        if value - reach < slope.low <= value + MARGIN and value - MARGIN <= slope.high < value + reach:
            return slope, law
    return slope, UNDECIDED


def _line(x: Array, y: Array) -> tuple[Array, Array]:
    """Return slope and sum of squared residuals of the least-squares line of each column of y."""
    away = x - x.mean()
    centred = y - y.mean(axis=0)
    slope = away @ centred / (away @ away)
    return slope, ((centred - np.multiply.outer(away, slope)) ** 2).sum(axis=0)
