"""The law of a head from thresholds in dyadic windows: planted laws come back, and no interval decides more than it allows."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pytest

from critscale.measure.growth import LAWS_OF_ROWS, ThresholdGrowth, _line, sampled_queries, threshold_growth
from critscale.measure.thresholds import head_thresholds
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.streaming.scores import HeadScores
from critscale.theory.errors import BadInput

RNG = np.random.default_rng(7)
COUNTS = np.arange(64, 8193)
LAWS: dict[str, Callable[[Array], Array]] = {
    "flat": lambda n: 0 * n + 2,
    "REM-like": lambda n: np.array([NormalDist().inv_cdf(1 - 1 / k) for k in n]),
    "log n": lambda n: np.log(n - 1),
    "steeper": lambda n: np.log(n) ** 1.5,
    "power": lambda n: n**0.6,
    "falling": lambda n: 1 / np.log(n),
}


def noisy(law: str, scatter: float, seed: int = 0) -> ThresholdGrowth:
    """Return the growth of thresholds that follow a law with a scatter of their logarithm, 64 in each window."""
    chosen = COUNTS[sampled_queries(COUNTS, 64)]
    noise = np.random.default_rng(seed).standard_normal(len(chosen))
    return threshold_growth(chosen, LAWS[law](chosen.astype(float)) * np.exp(scatter * noise), resamples=300)


def test_each_draw_has_a_line_of_its_own() -> None:
    """Slopes and what is left are those of NumPy's least squares, column by column."""
    x, y = np.log(np.arange(2.0, 9)), np.random.default_rng(3).standard_normal((7, 4))
    slopes, left = _line(x, y)
    fits, residuals, *_ = np.linalg.lstsq(np.stack([x, np.ones(7)], axis=1), y)
    np.testing.assert_allclose(slopes, fits[0])
    np.testing.assert_allclose(left, residuals)


@pytest.mark.parametrize("law", LAWS)
def test_a_planted_law_comes_back(law: str) -> None:
    """Thresholds that scatter by a tenth have their law as label."""
    assert noisy(law, 0.1).label == law


def test_scatter_leaves_it_undecided() -> None:
    """At a scatter of a factor e, with 64 queries a window, a wrong law is named no oftener than an interval of 95% is wrong."""
    kind = {"power": {"power", "steeper"}, "steeper": {"power", "steeper"}}
    found = [(law, noisy(law, 1, seed).label) for law in LAWS for seed in range(8)]
    wrong = [pair for pair in found if pair[1] not in kind.get(pair[0], {pair[0]}) | {"undecided"}]
    assert len(wrong) <= 4, wrong
    assert any(label == "undecided" for _, label in found)


def rows(size: int, make: Callable[[int], Array], count: int = 40) -> tuple[list[int], list[float]]:
    """Return lengths and thresholds of rows with random scores."""
    lengths = [int(n) for n in 2 ** np.repeat(np.arange(6, 6 + size), count) * RNG.uniform(1, 2, size * count)]
    betas = [head_thresholds(HeadScores.of(np.ones((1, 1)), make(n)[:, None], 1.0), threads=1).beta[0, 0] for n in lengths]
    return lengths, betas


PLANTED: dict[str, Callable[[int], Array]] = {
    "flat": lambda n: -1.3 * np.log(np.arange(1, n + 1)),
    "log n": lambda n: np.r_[1, np.full(n - 1, 0.3)] + 0.01 * RNG.standard_normal(n),
    "steeper": lambda n: np.r_[4.5, RNG.standard_normal(n - 1)],
    "power": lambda n: np.r_[0, -RNG.gamma(1, 1, n - 1)],
}


@pytest.mark.parametrize("law", PLANTED)
def test_planted_rows(law: str) -> None:
    """Zipf gaps are flat, a simplex log n, a needle among Gaussian distractors steeper, exponential gaps a power of n."""
    assert threshold_growth(*rows(6, PLANTED[law], 20)).label == law


def test_gaussian_rows_have_no_slope_of_one_half() -> None:
    """The median threshold of a Gaussian row is 1.6 times the n-th quantile, whose slope is far above its limit 1/2."""
    lengths, betas = rows(6, lambda n: RNG.standard_normal(n), 60)
    growth = threshold_growth(lengths, betas)
    quantiles = np.array([LAWS_OF_ROWS["REM-like"](n) for n in growth.lengths])
    assert np.median(growth.medians / quantiles) == pytest.approx(1.605, rel=0.06)
    assert np.polyfit(np.log(np.log(growth.lengths - 1)), np.log(quantiles), 1)[0] > 0.65


def test_few_windows_decide_nothing() -> None:
    """Two windows, windows of few queries, medians of 0 or infinity: no slope, no label."""
    two = threshold_growth(COUNTS[:192], np.log(COUNTS[:192]))
    assert two.slope is None and two.label == "undecided" and len(two.medians) == 2
    thin = threshold_growth(COUNTS[::700], np.log(COUNTS[::700]))
    assert thin.label == "undecided"
    for beta in (0, np.inf):
        assert threshold_growth(COUNTS, np.full(len(COUNTS), beta), resamples=3).label == "undecided"
    often = np.where(COUNTS % 100 < 45, np.inf, np.log(COUNTS))  # finite medians, of which many resamples are not
    assert np.isfinite(threshold_growth(COUNTS[::7], often[::7]).medians).all()
    assert threshold_growth(COUNTS[::7], often[::7]).slope is None
    assert len(threshold_growth([], []).medians) == 0


def test_the_windows() -> None:
    """Medians, their intervals and numbers are those of the queries of each window; NaN is left out."""
    beta = np.where(COUNTS % 2, np.nan, np.log(COUNTS))
    growth = threshold_growth(COUNTS, beta, resamples=300)
    kept = (COUNTS > 4096) & (COUNTS % 2 == 0)
    assert growth.queries[-1] == kept.sum() and growth.medians[-1] == np.median(beta[kept])
    assert np.all((growth.low < growth.medians) & (growth.medians < growth.high))
    assert growth.lengths[-1] == pytest.approx(np.exp(np.log(COUNTS[kept]).mean()))


def test_the_same_seed_is_the_same_result() -> None:
    """Draws of queries and of the bootstrap are fixed by their seeds."""
    assert np.array_equal(sampled_queries(COUNTS, 9), sampled_queries(COUNTS, 9))
    assert not np.array_equal(sampled_queries(COUNTS, 9), sampled_queries(COUNTS, 9, seed=1))
    assert noisy("log n", 0.5).slope == noisy("log n", 0.5).slope
    chosen = sampled_queries(COUNTS, 9)
    assert chosen[-1] == len(COUNTS) - 1
    assert np.array_equal(threshold_growth(COUNTS[chosen], np.log(COUNTS[chosen])).queries, [9] * 7)
    assert len(chosen) == 9 * 7 + 1 and np.all(np.diff(chosen) > 0) and len(sampled_queries([3], 9)) == 0


@pytest.mark.parametrize("wrong", [{"betas": [1.0]}, {"smallest": 3}, {"resamples": 0}])
def test_refusals(wrong: dict[str, object]) -> None:
    """Arrays that do not fit, windows below 4 keys and no draw are refused."""
    given: dict[str, object] = {"counts": [100, 200], "betas": [1.0, 2.0]} | wrong
    with pytest.raises(BadInput):
        threshold_growth(**given)  # type: ignore[arg-type]
