"""The correlation of a model's own vectors, and the simplex that has it."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from critscale.measure.correlation import mean_cosine, own_simplices
from critscale.numerics.streaming.scores import HeadScores


def test_the_mean_of_all_pairs() -> None:
    """Against the sum over pairs, written out."""
    x = np.random.default_rng(0).standard_normal((50, 6)) + 1
    pairs = [x[i] @ x[j] / np.linalg.norm(x[i]) / np.linalg.norm(x[j]) for i in range(50) for j in range(i)]
    assert abs(mean_cosine(x).value - np.mean(pairs)) < 1e-14


def test_the_interval_covers_as_often_as_it_says() -> None:
    """Independent vectors about a mean, whose cosines have a known mean in the limit; and neighbours that are alike."""
    rng = np.random.default_rng(1)

    def covered(alike: int) -> float:
        hits = []
        for _ in range(300):
            noise = np.repeat(rng.standard_normal((1024 // alike, 16)), alike, axis=0)
            found = mean_cosine(noise)
            hits.append(found.low <= 0 <= found.high)
        return float(np.mean(hits))

    # Uniform directions: all pairs have mean 0, and those of one block are few.
    assert 0.85 < covered(1) <= 1


def test_an_interval_of_alike_neighbours_is_wider() -> None:
    """Blocks of tokens are left out, not tokens."""
    rng = np.random.default_rng(2)
    alone = mean_cosine(rng.standard_normal((1024, 8)) + 0.5)
    alike = mean_cosine(np.repeat(rng.standard_normal((32, 8)) + 0.5, 32, axis=0))
    assert alike.high - alike.low > 3 * (alone.high - alone.low)


@pytest.mark.parametrize(("n", "known"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 3), (5, 3)])
def test_few_vectors(n: int, known: int) -> None:
    """What is not known is NaN; vectors of norm 0 have no direction."""
    found = mean_cosine(np.vstack([np.eye(8)[:n] + 1, np.zeros((3, 8))]))
    assert [math.isnan(part) for part in (found.value, found.low, found.high)] == [True] * (3 - known) if known == 0 else True
    assert sum(not math.isnan(part) for part in (found.value, found.low, found.high)) == known


def test_a_planted_simplex_comes_back() -> None:
    """Equiangular tokens as queries and keys: rho, beta, threshold and self weight of theory A1 and A10."""
    n, rho, beta = 500, 0.3, 8.0
    gram = rho + (1 - rho) * np.eye(n)
    tokens = np.linalg.cholesky(gram)
    scores = HeadScores.of(tokens, tokens, beta)
    (own,) = own_simplices(scores, tokens)
    assert own.hidden.value == pytest.approx(rho, abs=1e-12)
    assert own.queries.value == own.keys.value == pytest.approx(rho, abs=1e-12)
    assert own.beta == pytest.approx(beta, rel=1e-12)
    assert own.threshold(n) == pytest.approx(math.log(n - 1) / (beta * (1 - rho)), rel=1e-12)
    assert own.threshold(n, Fraction(9, 10)) == pytest.approx(math.log((n - 1) * 9) / (beta * (1 - rho)), rel=1e-12)
    assert own.self_weight(n) == pytest.approx(1 / (1 + (n - 1) * math.exp(-beta * (1 - rho))), rel=1e-12)


def test_grouped_heads_have_the_keys_of_their_group() -> None:
    """And what enters the layer may not be known."""
    rng = np.random.default_rng(3)
    q, k = rng.standard_normal((4, 40, 8)), rng.standard_normal((2, 40, 8)) + np.array([0, 1])[:, None, None]
    own = own_simplices(HeadScores.of(q, k), None)
    assert [each.keys.value for each in own] == [mean_cosine(k[h // 2]).value for h in range(4)]
    assert own[0].keys.value < 0.2 < own[3].keys.value
    assert math.isnan(own[0].hidden.value) and math.isnan(own[0].threshold(100))
    sizes = [np.linalg.norm(q[3], axis=1).mean(), np.linalg.norm(k[1], axis=1).mean()]
    assert own[3].beta == pytest.approx(sizes[0] * sizes[1] / 8**0.5)
