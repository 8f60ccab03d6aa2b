"""A layer's heads measured at once: what the parts give, several texts, the record and its table."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

from critscale.measure.forecast import head_forecast
from critscale.measure.growth import sampled_queries, threshold_growth
from critscale.measure.heads import TYPICAL, MeasuredHead, measure_layer
from critscale.measure.record import MeasuredModel
from critscale.measure.thresholds import head_thresholds
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.numerics.streaming.statistics import row_statistics
from critscale.proofs.provenance import versions
from critscale.theory.errors import BadInput

N = 1024


def text(seed: int, n: int = N) -> HeadScores:
    """Return three heads: a simplex, a sink before a background that scatters little, and Gaussian scores."""
    rng = np.random.default_rng(seed)
    queries, keys = np.zeros((3, n, 64)), np.zeros((3, n, 64))
    queries[0, :, 0], keys[0, 1, 0] = 1, 0.5
    queries[1, :, 0], keys[1, 0, 0] = 1, 8
    queries[1, :, 1], keys[1, 1:, 1] = 1, rng.standard_normal(n - 1) / 2
    queries[2], keys[2] = rng.standard_normal((2, n, 64)) / 3
    return HeadScores.of(queries, keys, 1.0, KeyRanges.causal(n))


class Counting(Executor):
    """A minimal executor, as a user might bring: runs at once, counts what it was given."""

    given = 0

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        """Run it."""
        self.given += 1
        future: Future[Any] = Future()
        future.set_result(function(*arguments, **options))
        return future


@pytest.fixture(scope="module")
def heads() -> tuple[MeasuredHead, ...]:
    """Return what is measured of one text."""
    return measure_layer(text(0), layer=5, lengths=(4096,), per_window=24, resamples=200)


def test_the_parts(heads: tuple[MeasuredHead, ...]) -> None:
    """Typical values, growth and share are those of the rows that were drawn."""
    scores = text(0)
    chosen = sampled_queries(scores.mask.counts, 24)
    rows, found = row_statistics(scores.at(chosen)), head_thresholds(scores.at(chosen))
    last = scores.mask.counts[chosen] > N // 2
    assert [(head.layer, head.head, head.length) for head in heads] == [(5, h, scores.mask.counts[chosen].max()) for h in range(3)]
    for h, head in enumerate(heads):
        for name in TYPICAL:
            estimate = head.typical[name]
            assert estimate.value == np.median(getattr(rows, name)[h, last]), name
            assert estimate.low <= estimate.value <= estimate.high
        assert head.below == (found.beta[h, last] > 1).mean()
        expected = threshold_growth(found.counts, found.beta[h], resamples=200)
        np.testing.assert_array_equal(head.growth.medians, expected.medians)
        assert head.growth.slope == expected.slope
        assert head.threshold == np.median(found.beta[h, last])


def test_counts_near_the_top(heads: tuple[MeasuredHead, ...]) -> None:
    """Medians of N(t) and of the ends of the bracket, over long rows; a simplex has its threshold at the lower end."""
    scores = text(0)
    chosen = sampled_queries(scores.mask.counts, 24)
    chosen = chosen[scores.mask.counts[chosen] > N // 2]
    found = head_thresholds(scores.at(chosen))
    for h, head in enumerate(heads):
        assert head.counts is not None
        gaps = np.array([scores.at(chosen).dense(h).max(axis=1)[:, np.newaxis] - scores.at(chosen).dense(h)])[0]
        for gap, median, low, high in zip(head.counts.gaps, head.counts.medians, head.counts.low, head.counts.high, strict=True):
            assert median == np.median((gaps <= gap).sum(axis=1))
            assert low <= median <= high
        assert (head.counts.least, head.counts.most) == (np.median(found.counted[h]), np.median(found.enveloped[h]))
        assert head.counts.least <= head.threshold <= head.counts.most
        # Of every row; a median of an even number of rows is a mean of two, to which the exponential is not linear.
        assert np.all(head.counts.medians <= (1 + np.exp(head.counts.gaps * head.counts.least)) * (1 + 1e-2))
    assert heads[0].counts is not None and heads[2].counts is not None
    assert heads[0].counts.least == pytest.approx(heads[0].threshold)
    assert len(set(heads[2].counts.medians)) > 4


def test_planted_heads_come_back(heads: tuple[MeasuredHead, ...]) -> None:
    """The simplex follows log n; the sink holds its head, which without it is far below; Gaussian scores cannot be forecast."""
    simplex, sink, gaussian = heads
    assert simplex.growth.label == "log n"
    assert simplex.threshold == pytest.approx(2 * np.log(0.75 * N), rel=0.03)
    assert sink.typical["first_weight"].value == pytest.approx(1 / (1 + 0.75 * N * np.exp(1 / 8 - 8)), rel=0.05)
    assert sink.growth.medians[-1] < 1 and sink.below == 0 and sink.growth.crossing() is None
    assert sink.growth_without_first.medians[-1] > 3
    assert gaussian.forecasts[0].threshold is None and gaussian.forecasts[0].share < 0.5
    found = simplex.forecasts[0]
    assert found.threshold is not None and found.share == 1
    assert found.threshold.value == pytest.approx(2 * np.log(4096), rel=0.01)
    # The rows behind a sink have one background: their scatter is small beside the error that they share.
    rows = head_forecast(text(0).at(slice(N // 2, None)), 4096).threshold_error[1]
    held = sink.forecasts[0].threshold
    assert held is not None and held.high - held.low > 2 * np.median(rows)


def test_any_executor_takes_the_heads(heads: tuple[MeasuredHead, ...]) -> None:
    """Processes pickle what they are given, and an executor of someone's own is asked once a head for each quantity: the same numbers."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        far = measure_layer(text(0), layer=5, lengths=(4096,), per_window=24, resamples=200, executor=processes)
    assert MeasuredModel(far, {}).to_json() == MeasuredModel(heads, {}).to_json()
    own = Counting()
    chosen = text(0).at(slice(N - 8, None))
    there, here = head_forecast(chosen, 4096, recent=5, executor=own), head_forecast(chosen, 4096, recent=5)
    assert own.given == 3
    for name in ("threshold", "threshold_error", "entropy", "top_weight_error"):
        np.testing.assert_array_equal(getattr(there, name), getattr(here, name))
    again = head_thresholds(chosen.without_origin(), executor=own)
    assert own.given == 6
    for name in ("beta", "jensen", "counted", "enveloped"):
        np.testing.assert_array_equal(getattr(again, name), getattr(head_thresholds(chosen.without_origin()), name))


def test_several_texts_are_pooled(heads: tuple[MeasuredHead, ...]) -> None:
    """Rows of two texts stand in the same windows; a text twice is each of its rows twice."""
    both = measure_layer([text(0), text(0)], layer=5, per_window=24, resamples=200)
    np.testing.assert_array_equal(both[2].growth.queries, 2 * heads[2].growth.queries)
    np.testing.assert_allclose(both[2].growth.medians, heads[2].growth.medians)
    other = measure_layer([text(0), text(1, 600)], layer=5, per_window=24, resamples=200)
    assert other[2].growth.queries.sum() > heads[2].growth.queries.sum()


def test_where_it_crosses() -> None:
    """From the crossing on medians are above the multiplier; a head that always is crosses at its first window."""
    n = np.arange(64, 4097)
    growth = threshold_growth(n, np.log(n) / np.log(700), resamples=10)
    crossing = growth.crossing()
    assert crossing == pytest.approx(700, rel=0.03)
    assert growth.crossing(0.1) == growth.lengths[0] and growth.crossing(9) is None
    assert threshold_growth([], []).crossing() is None
    rising = replace(growth, medians=growth.medians + 1 - growth.medians[:2].mean())
    assert rising.crossing() == pytest.approx(np.sqrt(growth.lengths[0] * growth.lengths[1]))  # between the first two windows
    assert threshold_growth(n, np.where(n > 2048, np.inf, 0.5), resamples=10).crossing() == growth.lengths[-1]


def model(heads: tuple[MeasuredHead, ...]) -> MeasuredModel:
    """Return a record of these heads."""
    return MeasuredModel(heads, {"model": "planted", **versions()}, ("one <text>",))


def test_the_record_comes_back(heads: tuple[MeasuredHead, ...]) -> None:
    """JSON is strict, read back it is the same text, and infinite or missing numbers survive."""
    hard = replace(heads[0], growth=replace(heads[0].growth, medians=np.array([1, np.inf]), slope=None), below=np.nan, counts=None)
    record = model((*heads, hard))
    written = record.to_json()
    again = MeasuredModel.from_json(written)
    assert again.to_json() == written and json.loads(written)["schema"] == "critscale/measured/2"
    assert again.heads[3].growth.medians[1] == np.inf and np.isnan(again.heads[3].below) and again.heads[3].counts is None
    assert again.heads[0].counts is not None and heads[0].counts is not None
    assert again.heads[0].counts.medians.tolist() == heads[0].counts.medians.tolist()
    assert again.heads[0].forecasts == heads[0].forecasts and again.source == record.source


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "critscale/measured/0"},
        {"heads": [{}]},
        {"heads": 3},
        {"source": []},
        {"confounds": None},
    ],
)
def test_what_is_no_record(heads: tuple[MeasuredHead, ...], change: dict[str, Any]) -> None:
    """Another schema, a head without its numbers and data of other types are refused in one line."""
    data = json.loads(model(heads).to_json()) | change
    with pytest.raises(BadInput, match="critscale wrote"):
        MeasuredModel.from_json(json.dumps(data))
    for broken in ("", "[]", "{"):
        with pytest.raises(BadInput):
            MeasuredModel.from_json(broken)


def test_the_table(heads: tuple[MeasuredHead, ...]) -> None:
    """The worst head stands first; what is left out is said; what is foreign is escaped."""
    record = model(heads)
    lines = record.to_text().splitlines()
    worst = sorted(heads, key=lambda head: -head.threshold)
    assert [line.split()[:2] for line in lines[1:4]] == [["5", str(head.head)] for head in worst]
    assert worst[0].head == 0 and "log n" in lines[1] and f"{worst[0].threshold:.3g}" in lines[1]
    assert "... and 2 more" in record.to_text(most=1) and "model: planted" in record.to_text()
    html = record._repr_html_()
    assert html.count("<tr>") == 4 and "one &lt;text&gt;" in html and f"{worst[0].threshold:.3g}" in repr(record)
    assert [row["head"] for row in record.records()] == [head.head for head in worst] and record.records()[0]["threshold"] == worst[0].threshold


def test_refusals() -> None:
    """No text, other heads, and texts that are too short."""
    one = HeadScores.of(np.ones((1, 100, 2)), np.ones((1, 100, 2)))
    for texts in ([], [one, text(0, 100)], HeadScores.of(np.ones((20, 2)), np.ones((20, 2)))):
        with pytest.raises(BadInput):
            measure_layer(texts)
