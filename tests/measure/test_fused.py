"""The log-sum-exp way against the streaming machine: torch's fused attention, and one of NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from critscale.measure import fused
from critscale.measure.fused import fits_torch, row_weights, torch_attention
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.numerics.streaming.statistics import RowStatistics, RowWeights, row_statistics

NAMES = ("log_z", "entropy", "participation", "self_weight", "first_weight")
MASKS = {
    "full": KeyRanges.full(130),
    "causal": KeyRanges.causal(130),
    "wide": KeyRanges.full(3, 200),
    "windowed": KeyRanges.causal(130, window=40),
    "one key": KeyRanges.full(1),
}


def some(mask: KeyRanges, dtype: type = np.float64) -> HeadScores:
    """Return random scores of four heads on two heads of keys with a large common part."""
    rng = np.random.default_rng(1)
    q, k = rng.standard_normal((4, len(mask), 16)), rng.standard_normal((2, mask.keys, 16)) + 5
    return HeadScores.of(q.astype(dtype), k.astype(dtype), 0.3, mask)


def plain_attention(scores: HeadScores, factor: int) -> tuple[Array, Array]:
    """Return outputs and log Z of attention on the keys as values, from dense scores."""
    outputs, log_z = [], []
    for h in range(scores.heads):
        s = factor * scores.dense(h)
        masses = np.exp(s - s.max(axis=1, keepdims=True))
        z = masses.sum(axis=1, keepdims=True)
        outputs.append(masses / z @ scores.head(h).keys[0])
        log_z.append(np.log(z[:, 0]) + s.max(axis=1))
    return np.array(outputs), np.array(log_z)


def compare(found: RowWeights, scores: HeadScores, accuracy: float) -> None:
    """Hold the weights of rows against those of the machine."""
    expected = row_statistics(scores)
    np.testing.assert_array_equal(found.counts, expected.counts)
    for name in NAMES:
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), accuracy, accuracy, err_msg=name)


@pytest.mark.parametrize("name", MASKS)
def test_any_attention_that_returns_its_lse(name: str) -> None:
    """Two passes give what the machine gives; a key outside of the window has no weight."""
    scores = some(MASKS[name])
    compare(row_weights(scores, plain_attention), scores, 1e-11)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ["full", "causal", "wide", "one key"])
def test_torch(name: str, dtype: type) -> None:
    """Torch's attention gives the same rows as the machine, in both types."""
    pytest.importorskip("torch")
    scores = some(MASKS[name], dtype)
    assert fits_torch(scores)
    compare(row_weights(scores, torch_attention), scores, 1e-11 if dtype is np.float64 else 1e-4)
    assert not isinstance(row_weights(scores), RowStatistics)


def test_the_machine_where_torch_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without torch, or with a mask that it would need n x n numbers for, the machine computes."""
    assert not fits_torch(some(MASKS["windowed"]))
    monkeypatch.setattr(fused, "find_spec", lambda name: None)
    scores = some(MASKS["causal"])
    assert not fits_torch(scores) and isinstance(row_weights(scores), RowStatistics)
