"""Thresholds of rows: certified digits, planted rows, brackets, ties, and rows that have none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from critscale.measure.thresholds import head_thresholds
from critscale.numerics.answers.rows import ScoreRow
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.theory.errors import BadInput


def row(*scores: float) -> HeadScores:
    """Return one row of these scores."""
    return HeadScores.of(np.ones((1, 1)), np.array(scores, float)[:, np.newaxis], 1.0)


@pytest.mark.parametrize("p", ["1/2", "9/10", "1/10"])
@pytest.mark.parametrize("seed", range(3))
def test_certified_digits(p: str, seed: int) -> None:
    """The root and the three bounds are those of exact gaps in balls."""
    scores = np.random.default_rng(seed).standard_normal(40)
    found, exact = head_thresholds(row(*scores), p), ScoreRow.from_scores(scores.tolist()).threshold(p, digits=17)
    assert exact is not None
    for name in ("beta", "jensen", "counted", "enveloped"):
        assert getattr(found, name)[0, 0] == pytest.approx(float(getattr(exact, name)), rel=1e-13), name
    assert found.certified()


def test_the_row_of_the_theory() -> None:
    """E22 and E24 at their printed row: 1.3863 <= 1.9123 <= 2.7822, and 1.3971 from the mean gap."""
    found = head_thresholds(row(*(-np.array([0, 0.5, 0.75, 1, 1, 1.5, 2, 3]))))
    shown = [getattr(found, name)[0, 0] for name in ("beta", "counted", "enveloped", "jensen")]
    assert shown == pytest.approx([1.912286356498340, 1.386294361119891, 2.782150403668208, 1.397063696757661], rel=1e-14)


def test_a_planted_simplex() -> None:
    """Tokens of common inner product rho have the threshold log(n - 1)/(1 - rho), causal rows at their own n."""
    n, rho = 500, 0.3
    tokens = np.sqrt(1 - rho) * np.eye(n, n + 1) + np.sqrt(rho) * (np.arange(n + 1) == n)
    found = head_thresholds(HeadScores.of(tokens, tokens, 1.0, KeyRanges.causal(n)))
    seen = np.arange(3, n + 1)
    np.testing.assert_allclose(found.beta[0, 2:], np.log(seen - 1) / (1 - rho), 1e-12)
    np.testing.assert_array_equal(found.beta[0, :2], 0)  # of 1 or 2 keys the top has half of the weight already
    np.testing.assert_allclose(found.jensen, found.beta, 1e-12, 1e-12)
    np.testing.assert_allclose(found.counted, found.beta, 1e-12, 1e-12)
    assert found.certified()


def test_a_sink() -> None:
    """A sink that is the top key sets the threshold; without it the row has that of its other keys."""
    scores = np.r_[9.0, np.random.default_rng(0).standard_normal(300)]
    with_sink, rest = row(*scores), row(*scores[1:])
    assert head_thresholds(with_sink).beta[0, 0] < 1
    without = head_thresholds(with_sink.without_origin()).beta[0, 0]
    assert without == pytest.approx(head_thresholds(rest).beta[0, 0], rel=1e-13)
    assert without > 2


def test_ties_and_hidden_rows() -> None:
    """With 1/p tops no multiplier is enough; a row without keys has no threshold; one tie fewer has a finite one."""
    assert head_thresholds(row(1, 1, 0)).beta[0, 0] == np.inf
    assert np.isfinite(head_thresholds(row(1, 1, 0), "49/100").beta[0, 0])
    assert head_thresholds(row(1, 1, 0), "1/3").beta[0, 0] == 0
    keys = np.arange(4.0)[:, np.newaxis]
    found = head_thresholds(HeadScores.of(np.ones((6, 1)), keys, 1.0, KeyRanges.causal(6, 4)))
    assert np.isnan(found.beta[0, :2]).all() and not np.isnan(found.beta[0, 2:]).any()
    assert found.certified()


def test_the_certificate_can_fail() -> None:
    """A root that is 1% off on either side of a simplex, where all bounds meet, is outside of its bracket."""
    found = head_thresholds(HeadScores.of(np.eye(50), np.eye(50), 1.0))
    assert found.certified()
    for name, factor in (("counted", 1.01), ("jensen", 1.01), ("enveloped", 0.5)):
        assert not replace(found, **{name: factor * getattr(found, name)}).certified(), name
    assert not replace(found, beta=found.beta * 0.99).certified()
    assert not replace(found, beta=found.enveloped * 1.01).certified()


def test_a_heavy_row_in_float32() -> None:
    """Scores of hundreds, gaps from 0 to 10^4: the root is that of the same row in balls."""
    rng = np.random.default_rng(5)
    scores = (rng.standard_normal(200) * 10 ** rng.uniform(-3, 3, 200)).astype(np.float32)
    found = head_thresholds(HeadScores.of(np.ones((1, 1), np.float32), scores[:, np.newaxis], 1.0))
    exact = ScoreRow.from_scores(scores.tolist()).threshold(digits=15)
    assert exact is not None and found.beta[0, 0] == pytest.approx(float(exact.beta), rel=1e-4)


@pytest.mark.parametrize("p", [0, 1, "3/2", "x"])
def test_refused_weights(p: object) -> None:
    """A weight lies between 0 and 1."""
    with pytest.raises(BadInput):
        head_thresholds(row(1, 0), p)  # type: ignore[arg-type]
