"""What is measured of each head of a layer: typical rows, how far they are from their threshold, growth, and a forecast.

Rows are drawn from dyadic windows of the number of keys they see.  Medians over the rows of the last window, the longest ones, are
the head's typical values; each has an interval from a bootstrap over these rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..numerics.inputs import Number, fraction_of_one
from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import Integers
from ..numerics.streaming.scores import HeadScores
from ..numerics.streaming.statistics import row_statistics
from ..theory.errors import BadInput
from ..theory.result import Cell, Result, Results, ValueTable, View
from .correlation import OwnSimplex
from .forecast import head_forecast
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
    "sink_weight",
    "entropy",
    "participation",
    "gap_mean",
    "gap_variance",
    "second_gap",
    "spread",
)
"""Statistics of rows whose medians are kept."""
GAPS = (0.5, 1, 2, 4, 8, 16)
"""Gaps at which keys are counted, nats."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GapCounts:
    """How many keys a long row has near its top, and the bracket of its threshold that follows from such counts alone (E24).

    Medians over the rows of the last window.  A row has at most 1 + (1/p - 1) exp(t beta) keys within the gap t for beta the lower end.

    Attributes
    ----------
    gaps : ndarray, shape (T,)
        Gaps t, nats.
    medians, low, high : ndarray, shape (T,)
        N(t), the top counted, and its interval over rows.
    least, most : float
        Ends of the bracket of beta_p.
    """

    gaps: Array
    medians: Array
    low: Array
    high: Array
    least: float
    most: float


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MeasuredHead(Result):
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
    module : str
        The name of its layer's attention within the model; empty where it is of no model.
    counts : GapCounts or None
        How many keys lie near the top; None where none were counted.
    simplex : OwnSimplex or None
        The simplex with the model's own correlation; None where there is no model.
    """

    layer: int
    head: int
    length: int
    typical: Mapping[str, Estimate]
    growth: ThresholdGrowth
    growth_without_first: ThresholdGrowth
    below: float
    forecasts: tuple[ForecastThreshold, ...] = ()
    module: str = ""
    counts: GapCounts | None = None
    simplex: OwnSimplex | None = None

    def view(self) -> View:
        """Return a table of one row: growth, threshold with its interval, and typical weights."""
        growth, rest, crossing = self.growth, self.growth_without_first, self.growth.crossing()
        some = len(growth.low) > 0
        values: dict[str, tuple[str, object]] = {
            "layer": ("layer", self.layer),
            "head": ("head", self.head),
            "growth": ("growth", growth.label),
            "growth_without_first": ("without first", rest.label),
            "n": ("n", self.length),
            "threshold": ("beta_p", _figures(self.threshold)),
            "threshold_low": ("low", _figures(growth.low[-1]) if some else None),
            "threshold_high": ("high", _figures(growth.high[-1]) if some else None),
            "threshold_without_first": ("without first", _figures(rest.medians[-1]) if len(rest.medians) else None),
            "below": ("below", Cell(f"{self.below:.0%}", self.below)),
            "below_from": ("from n", None if crossing is None else Cell(f"{crossing:.0f}", crossing)),
        }
        names = {"top_weight": "top", "self_weight": "self", "first_weight": "first", "entropy": "entropy"}
        if self.typical["sink_weight"].value > 0:
            names["sink_weight"] = "sink"
        values |= {name: (title, _figures(self.typical[name].value)) for name, title in names.items()}
        if self.simplex is not None:
            values["simplex_threshold"] = "simplex", _figures(self.simplex.threshold(growth.lengths[-1])) if len(growth.lengths) else None
        heads, row = zip(*values.values(), strict=True)
        return View("", ValueTable(tuple(values), [row], heads, upright=True))

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
    executor: Executor | None = None,
) -> Results[MeasuredHead]:
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
    executor : concurrent.futures.Executor, optional
        Takes the heads, each on one thread: processes, Dask's, MPI's or Ray's workers.

    Returns
    -------
    Results of MeasuredHead
        A tuple, shown as a table.

    Raises
    ------
    BadInput
        If there is no text, the heads differ, or no query sees ``smallest`` keys.
    """
    given = [texts] if isinstance(texts, HeadScores) else list(texts)
    if not given or len({text.heads for text in given}) != 1:
        raise BadInput(f"{len(given)} texts", "none, or of different heads", "give the scores of one layer on each text")
    options: dict[str, Any] = {"p": p, "lengths": lengths, "per_window": per_window, "smallest": smallest, "seed": seed}
    drawn = [draw_rows(text, **options, threads=threads, executor=executor) for text in given]
    if not any(len(part.counts) for part in drawn):
        longest = max(int(text.mask.counts.max()) for text in given)
        raise BadInput(f"texts of {longest} keys", f"no query sees {smallest} keys", "give a longer text, or a smaller smallest")
    return heads_of(drawn, layer=layer, smallest=smallest, resamples=resamples, seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnRows:
    """Rows of the H heads of a layer that are drawn from one text: what is kept of it, whatever its length.

    Attributes
    ----------
    counts : ndarray of int, shape (R,)
        How many keys each row has.
    values : dict of ndarray, shape (H, R)
        Statistics by the names of `TYPICAL`; ``near t`` for each of `GAPS`; ``threshold``, its bounds ``counted`` and ``enveloped``, and
        ``threshold_without_first``; and for each length that is forecast ``forecast N`` and ``forecast N error``.
    """

    counts: Integers
    values: dict[str, Array]


def draw_rows(
    scores: HeadScores,
    *,
    p: Number = Fraction(1, 2),
    lengths: Sequence[int] = (),
    per_window: int = 64,
    smallest: int = SMALLEST,
    seed: int = 0,
    threads: int | None = None,
    executor: Executor | None = None,
) -> DrawnRows:
    """Measure rows of a layer on one text; parameters as those of `measure_layer`.  There may be no row that sees enough keys."""
    weight = fraction_of_one(p, "p")
    queries = sampled_queries(scores.mask.counts, per_window, smallest=smallest, seed=seed)
    if not len(queries):
        return DrawnRows(counts=queries, values={name: np.empty((scores.heads, 0)) for name in row_names(lengths)})
    chosen = scores.at(queries)
    found = row_statistics(chosen, GAPS, threads=threads, executor=executor)
    values = {name: getattr(found, name) for name in TYPICAL}
    values |= {f"near {gap:g}": found.near[:, :, i].astype(np.float64) for i, gap in enumerate(GAPS)}
    thresholds = head_thresholds(chosen, weight, threads=threads, executor=executor)
    values |= {"threshold": thresholds.beta, "counted": thresholds.counted, "enveloped": thresholds.enveloped}
    values["threshold_without_first"] = head_thresholds(chosen.without_origin(), weight, threads=threads, executor=executor).beta
    for length in lengths:
        forecast = head_forecast(chosen, length, p=weight, threads=threads, executor=executor)
        values[f"forecast {length}"], values[f"forecast {length} error"] = forecast.threshold, forecast.threshold_error
    return DrawnRows(counts=chosen.mask.counts, values=values)


def row_names(lengths: Sequence[int] = ()) -> tuple[str, ...]:
    """Return the names of the values of `DrawnRows`."""
    forecasts = (name for length in lengths for name in (f"forecast {length}", f"forecast {length} error"))
    near = (f"near {gap:g}" for gap in GAPS)
    return (*TYPICAL, *near, "threshold", "counted", "enveloped", "threshold_without_first", *forecasts)


def heads_of(
    drawn: Sequence[DrawnRows],
    *,
    layer: int = 0,
    smallest: int = SMALLEST,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Results[MeasuredHead]:
    """Return what rows of one layer, drawn from each text, say of its heads; parameters as those of `measure_layer`."""
    counts = np.concatenate([part.counts for part in drawn])
    names = list(drawn[0].values)
    rows = {name: np.concatenate([part.values[name] for part in drawn], axis=1) for name in names}
    lengths = [int(name.split()[1]) for name in names if name.startswith("forecast") and not name.endswith("error")]
    last = 2 * counts > counts.max()
    heads = []
    for h in range(len(rows["threshold"])):
        rng = np.random.default_rng((seed, h))
        fitted = [
            threshold_growth(counts, rows[name][h], smallest=smallest, resamples=resamples, seed=seed)
            for name in ("threshold", "threshold_without_first")
        ]
        heads.append(
            MeasuredHead(
                layer=layer,
                head=h,
                length=int(counts.max()),
                typical={name: _typical(rows[name][h, last], resamples, rng) for name in TYPICAL},
                growth=fitted[0],
                growth_without_first=fitted[1],
                below=float((rows["threshold"][h, last] > 1).mean()),
                forecasts=tuple(
                    ForecastThreshold(
                        length,
                        *_median_forecast(
                            rows[f"forecast {length}"][h, last], rows[f"forecast {length} error"][h, last], resamples, rng
                        ),
                    )
                    for length in lengths
                ),
                counts=_counts({name: values[h, last] for name, values in rows.items()}, resamples, rng),
            )
        )
    return Results(heads)


def _counts(rows: Mapping[str, Array], resamples: int, rng: np.random.Generator) -> GapCounts:
    found = [_typical(rows[f"near {gap:g}"], resamples, rng) for gap in GAPS]
    medians, low, high = (np.array([getattr(each, name) for each in found]) for name in ("value", "low", "high"))
    least, most = (float(np.median(rows[name])) for name in ("counted", "enveloped"))
    return GapCounts(gaps=np.array(GAPS, float), medians=medians, low=low, high=high, least=least, most=most)


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


def _figures(value: float) -> Cell:
    """Return a measured number, three figures of it for the eye."""
    return Cell(f"{value:.3g}", float(value))
