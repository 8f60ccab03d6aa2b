"""Forecasts of longer contexts against the rows themselves, and their errors against the scatter of many rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from critscale.measure.forecast import BLOCK, HeadForecast, head_forecast
from critscale.measure.thresholds import head_thresholds
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.numerics.streaming.statistics import row_statistics
from critscale.theory.errors import BadInput


def row(scores: Any, mask: KeyRanges | None = None) -> HeadScores:
    """Return one query on keys of these scores."""
    return HeadScores.of(np.ones((1, 1)), np.asarray(scores, float)[:, np.newaxis], 1.0, mask)


def values(forecast: HeadForecast) -> list[float]:
    """Return weight, entropy and threshold of one row."""
    return [float(getattr(forecast, name)[0, 0]) for name in ("top_weight", "entropy", "threshold")]


def actual(scores: Any) -> list[float]:
    """Return weight, entropy and threshold of a row as it is."""
    found = row_statistics(row(scores))
    return [float(found.top_weight[0, 0]), float(found.entropy[0, 0]), float(head_thresholds(row(scores)).beta[0, 0])]


def test_a_background_that_is_repeated() -> None:
    """E37: the forecast of k times the background is the row in which each background key stands k times."""
    background = np.random.default_rng(0).standard_normal(600) / 2 - 2
    sink, own = 2.0, 1.5
    found = head_forecast(row([sink, *background, own]), 602 + 2 * 600)
    expected = actual([sink, *np.tile(background, 3), own])
    assert values(found) == pytest.approx(expected, rel=1e-11)


def test_the_same_length_has_no_error() -> None:
    """At n' = n the forecast is the row, and nothing is uncertain."""
    scores = np.r_[4, np.random.default_rng(1).standard_normal(400) / 2]
    found = head_forecast(row(scores), 401)
    assert values(found) == pytest.approx(actual(scores), rel=1e-11)
    assert not any(getattr(found, f"{name}_error")[0, 0] for name in ("top_weight", "entropy", "threshold"))


def test_errors_are_the_scatter() -> None:
    """Over 150 exchangeable rows the forecast from 512 to 4096 is off by one standard error: 68% of the time, within 10%."""
    rng = np.random.default_rng(2)
    off: list[list[float]] = []
    for _ in range(150):
        scores = np.r_[6, rng.standard_normal(4095)]
        found = head_forecast(row(scores[:512]), 4096, threads=1)
        errors = [float(getattr(found, f"{name}_error")[0, 0]) for name in ("top_weight", "entropy", "threshold")]
        off.append([(a - b) / e for a, b, e in zip(values(found), actual(scores), errors, strict=True)])
    within = (np.abs(off) < 1).mean(axis=0)
    assert np.all((within > 0.58) & (within < 0.79)), within


def test_neighbours_that_are_alike_are_fewer() -> None:
    """Where 64 neighbours have one score, the error is that of their blocks, 8 times larger; a scattered row keeps its own."""
    levels = np.random.default_rng(3).standard_normal(4096 // BLOCK)
    alike = np.repeat(levels, BLOCK)
    alike[0] = 6
    mixed = np.r_[6, np.random.default_rng(4).permutation(alike[1:])]
    wide, narrow = (head_forecast(row(s), 8192).top_weight_error[0, 0] for s in (alike, mixed))
    assert wide / narrow == pytest.approx(8, rel=0.25)


def test_a_few_keys_say_nothing() -> None:
    """A background of few effective keys, or of few keys, is not forecastable: NaN, never a number."""
    heavy = np.r_[9, 8, 8, np.full(500, -9.0), 0]
    assert np.all(np.isnan(values(head_forecast(row(heavy), 4096))[:2]))
    assert np.all(np.isnan(values(head_forecast(row(np.zeros(60)), 4096))))
    assert np.isfinite(values(head_forecast(row(heavy), 4096, fewest=0))).all()
    longer = head_forecast(row(np.random.default_rng(0).standard_normal(300)), 100)
    assert np.all(np.isnan(values(longer)))


def test_the_top_key_stays() -> None:
    """The top key is part of what stays, wherever it is, so that repeating it never makes a threshold infinite."""
    scores = np.random.default_rng(6).standard_normal(500) / 2
    scores[250] = 4
    found = head_forecast(row(scores), 3 + 10 * 497)
    expected = actual([scores[0], scores[-1], 4, *np.tile(np.delete(scores[1:-1], 249), 10)])
    assert np.isfinite(found.threshold[0, 0])
    assert values(found) == pytest.approx(expected, rel=1e-11)


def test_recent_keys_stay() -> None:
    """The last keys that a causal query sees are not repeated; a hidden key is no part of anything."""
    background = np.random.default_rng(8).standard_normal(300) - 1
    scores = [3.0, *background, 1.0, 1.1, 1.2]
    seen = KeyRanges(np.array([0]), np.array([304]), np.array([303]), 310)
    found = head_forecast(row([*scores, *[50.0] * 6], seen), 304 + 300, recent=3)
    assert values(found) == pytest.approx(actual([3.0, *background, *background, 1.0, 1.1, 1.2]), rel=1e-11)


@pytest.mark.parametrize("wrong", [{"length": 1}, {"recent": -1}, {"p": 1}])
def test_refusals(wrong: dict[str, Any]) -> None:
    """A context of one key, a negative number of keys and a weight of 1 are refused."""
    with pytest.raises(BadInput):
        head_forecast(row(np.zeros(100)), **({"length": 200} | wrong))
