"""What is measured of each head of a layer: typical rows, how far they are from their threshold, growth, and a forecast.

Rows are drawn from dyadic windows of the number of keys they see.  Medians over the rows of the last window, the longest ones, are
the head's typical values; each has an interval from a bootstrap over these rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..numerics.inputs import Number, fraction_of_one
from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import Integers
from ..numerics.streaming.scores import HeadScores
from ..numerics.streaming.statistics import row_statistics
from ..theory.errors import BadInput
from .forecast import HeadForecast, head_forecast
from .growth import (
    RESAMPLES,
    SMALLEST,
    Estimate,
    ThresholdGrowth,
    estimated,
    resampled_medians,
    sampled_queries,
    threshold_growth,
)
from .thresholds import head_thresholds

TYPICAL = (
    "top_weight",
    "self_weight",
    "first_weight",
    "entropy",
    "participation",
    "gap_mean",
    "gap_variance",
    "second_gap",
    "spread",
)
"""Statistics of rows whose medians are kept."""


@dataclass(frozen=True, slots=True)
class ForecastThreshold:
    """The median threshold that a head will have.

    Attributes
    ----------
    length : int
        The number of keys n'.
    threshold : Estimate or None
        Median beta_p over the rows of the last window, with an interval over rows and the error of their backgrounds, which
        is taken for the same in all of them; None where fewer than half of the rows are forecastable.
    share : float
        The share of rows that are.
    """

    length: int
    threshold: Estimate | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeasuredHead:
    """One head.

    Attributes
    ----------
    layer, head : int
        Which one, from 0.
    length : int
        The largest number of keys that a row sees.
    typical : mapping of Estimate
        Medians over the rows of the last window, of `TYPICAL`; nats, keys.
    growth, growth_without_first : ThresholdGrowth
        Thresholds of the rows, and of the same rows without the first key of the text, where a sink would be.
    below : float
        The share of rows of the last window whose threshold is above 1: as deployed their top key has less than the weight p.
    forecasts : tuple of ForecastThreshold
        For the lengths that were asked for.
    """

    layer: int
    head: int
    length: int
    typical: Mapping[str, Estimate]
    growth: ThresholdGrowth
    growth_without_first: ThresholdGrowth
    below: float
    forecasts: tuple[ForecastThreshold, ...] = ()

    @property
    def threshold(self) -> float:
        """The median threshold in the last window; NaN where there is none."""
        return float(self.growth.medians[-1]) if len(self.growth.medians) else np.nan


def measure_layer(
    texts: HeadScores | Iterable[HeadScores],
    *,
    layer: int = 0,
    p: Number = Fraction(1, 2),
    lengths: Sequence[int] = (),
    per_window: int = 64,
    smallest: int = SMALLEST,
    resamples: int = RESAMPLES,
    seed: int = 0,
    threads: int | None = None,
) -> tuple[MeasuredHead, ...]:
    """Measure the heads of one layer.

    Parameters
    ----------
    texts : HeadScores, or several
        The scores of the layer on each text, of the same heads.
    layer : int
        Its number, for the report.
    p : number
        The weight of the top key that thresholds are for.
    lengths : sequence of int
        Longer contexts n' to forecast.
    per_window : int
        Queries of each text in each dyadic window.
    smallest : int
        Queries that see fewer keys are left out.
    resamples, seed : int
        Draws of the bootstrap, and what fixes them and the queries.
    threads : int, optional
        Threads; one for each core by default.

    Returns
    -------
    tuple of MeasuredHead

    Raises
    ------
    BadInput
        If there is no text, the heads differ, or no query sees ``smallest`` keys.
    """
    weight = fraction_of_one(p, "p")
    given = [texts] if isinstance(texts, HeadScores) else list(texts)
    if not given or len({text.heads for text in given}) != 1:
        raise BadInput(f"{len(given)} texts", "none, or of different heads", "give the scores of one layer on each text")
    parts = [_Part(text, sampled_queries(text.mask.counts, per_window, smallest=smallest, seed=seed)) for text in given]
    parts = [part for part in parts if len(part.counts)]
    if not parts:
        longest = max(int(text.mask.counts.max()) for text in given)
        raise BadInput(f"texts of {longest} keys", f"no query sees {smallest} keys", "give a longer text, or a smaller smallest")
    counts = np.concatenate([part.counts for part in parts])
    statistics = [row_statistics(part.scores, threads=threads) for part in parts]
    rows = {name: np.concatenate([getattr(found, name) for found in statistics], axis=1) for name in TYPICAL}
    betas, without = (
        np.concatenate([head_thresholds(scores, weight, threads=threads).beta for scores in chosen], axis=1)
        for chosen in ([part.scores for part in parts], [part.scores.without_origin() for part in parts])
    )
    last = 2 * counts > counts.max()
    forecasts = [(length, _forecast_rows(parts, length, weight, threads)) for length in lengths]
    heads = []
    for h in range(given[0].heads):
        rng = np.random.default_rng((seed, h))
        fitted = [threshold_growth(counts, beta[h], smallest=smallest, resamples=resamples, seed=seed) for beta in (betas, without)]
        heads.append(
            MeasuredHead(
                layer=layer,
                head=h,
                length=int(counts.max()),
                typical={name: _typical(values[h, last], resamples, rng) for name, values in rows.items()},
                growth=fitted[0],
                growth_without_first=fitted[1],
                below=float((betas[h, last] > 1).mean()),
                forecasts=tuple(
                    ForecastThreshold(length, *_median_forecast(values[h, last], errors[h, last], resamples, rng))
                    for length, (values, errors) in forecasts
                ),
            )
        )
    return tuple(heads)


class _Part:
    """The rows that are drawn from one text."""

    def __init__(self, text: HeadScores, queries: Integers) -> None:
        self.scores = text.at(queries) if len(queries) else text
        self.counts = text.mask.counts[queries]


def _forecast_rows(parts: Sequence[_Part], length: int, p: Fraction, threads: int | None) -> tuple[Array, Array]:
    found: list[HeadForecast] = [head_forecast(part.scores, length, p=p, threads=threads) for part in parts]
    both = ("threshold", "threshold_error")
    threshold, error = (np.concatenate([getattr(forecast, name) for forecast in found], axis=1) for name in both)
    return threshold, error


def _typical(values: Array, resamples: int, rng: np.random.Generator) -> Estimate:
    """Return the median of a statistic; NaN where a row has none, as the gap of a row of one key."""
    return estimated(resampled_medians(values, resamples, rng), float(np.median(values)))


def _median_forecast(values: Array, errors: Array, resamples: int, rng: np.random.Generator) -> tuple[Estimate | None, float]:
    known = ~np.isnan(values)
    if 2 * known.sum() < len(values):
        return None, float(known.mean())
    values, errors = values[known], errors[known]
    drawn = rng.integers(0, len(values), (resamples, len(values)))
    off = rng.standard_normal((resamples, 1))
    medians = np.median(values[drawn] + off * errors[drawn], axis=1)
    return estimated(medians, float(np.median(values))), float(known.mean())
