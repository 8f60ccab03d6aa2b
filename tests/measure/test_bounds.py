"""The bounds of measured rows: extremal rows attain them, random ones keep them, and a row that breaks one is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from critscale.measure.bounds import row_bounds
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.numerics.streaming.statistics import RowStatistics, row_statistics


def rows(*scores: Array) -> RowStatistics:
    """Return rows of one head each, of equal length."""
    keys = np.array(scores, float)[:, :, np.newaxis]
    return row_statistics(HeadScores.of(np.ones((len(keys), 1, 1)), keys, 1.0))


EXTREMAL: dict[str, Array] = {
    "E22": np.r_[0, np.full(40, -2.0)],
    "E23": np.r_[0, np.full(10, -1.0), np.full(30, -3.0)],
    "E27": np.r_[np.zeros(20), np.full(80, -np.log(4))],
}


@pytest.mark.parametrize("bound", EXTREMAL)
def test_extremal_rows_attain_their_bound(bound: str) -> None:
    """The simplex, the row of two levels, and the row with a fraction 1/(1 + e^R) at the top."""
    found = rows(EXTREMAL[bound])
    slack = row_bounds(found).slack(found)
    assert slack[bound] == pytest.approx(0, abs=1e-12)
    assert all(value > -1e-12 for value in slack.values())


def test_the_entropy_floor_is_sharp() -> None:
    """E26 at R = 4, n = 10^6: the best row of two levels has H = 12.14566092447402377, the floor is 12.14566092445495509."""
    spread, n = 4.0, 10**6
    z = spread / -np.expm1(-spread)
    tops = round(n * (z - 1) / np.expm1(spread))
    found = rows(np.r_[np.zeros(tops), np.full(n - tops, -spread)])
    assert found.entropy[0, 0] == pytest.approx(12.14566092447402, rel=1e-13)
    assert row_bounds(found).entropy_floor[0, 0] == pytest.approx(12.14566092445496, rel=1e-14)
    assert row_bounds(found).slack(found)["E26"] == pytest.approx(1.9069e-11, rel=0.2)


def test_random_rows_keep_them() -> None:
    """Rows of scores of many scales, and causal ones with rows of 1 and 2 keys, which have no bounds."""
    rng = np.random.default_rng(0)
    found = rows(*(rng.standard_normal((60, 200)) * 10 ** rng.uniform(-2, 1.5, (60, 1))))
    assert all(value > -1e-9 for value in row_bounds(found).slack(found).values())
    causal = row_statistics(HeadScores.of(rng.standard_normal((50, 8)), rng.standard_normal((50, 8)), 1.0, KeyRanges.causal(50)))
    bounds = row_bounds(causal)
    assert np.isnan(bounds.entropy_floor[0, :2]).all() and np.isfinite(bounds.entropy_floor[0, 2:]).all()
    assert all(np.isfinite(value) and value > -1e-9 for value in bounds.slack(causal).values())


@pytest.mark.parametrize(
    ("bound", "name", "factor"),
    [("E22", "top_weight", 1.01), ("E23", "top_weight", 0.99), ("E26", "entropy", 0.5), ("E27", "participation", 0.99)],
)
def test_a_broken_bound_is_seen(bound: str, name: str, factor: float) -> None:
    """A weight 1% beyond the extremal row's, or half of its entropy, gives a negative slack."""
    found = rows(EXTREMAL.get(bound, EXTREMAL["E27"]))
    wrong = replace(found, **{name: factor * getattr(found, name)})
    assert row_bounds(found).slack(wrong)[bound] < -1e-3
