"""Brute force on explicit tokens against the closed forms A1, A2, A8, A9, A11."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.sampled.attention import attention_layer, measure, simplex_tokens
from critscale.theory.errors import BadInput
from critscale.theory.field import minimum, nearest_to_half

UNIT = st.floats(0, 0.99)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 200), st.floats(-1, 1), st.floats(0.01, 100))
def test_simplex_tokens_have_the_gram_matrix(n: int, place: float, q: float) -> None:
    """All squared norms are q and all cosines rho, from -1/(n - 1) to 1."""
    rho = place if place >= 0 else place / (n - 1)
    tokens = simplex_tokens(n, rho, q)
    expected = q * ((1 - rho) * np.eye(n) + rho)
    np.testing.assert_allclose(tokens @ tokens.T, expected, atol=1e-13 * q * n)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 300), UNIT, st.floats(0, 40), st.floats(0, 4), st.floats(0.1, 10))
def test_brute_force_gives_the_closed_forms(n: int, rho: float, beta: float, alpha: float, q: float) -> None:
    """Every measured quantity is the certified one, to float64."""
    measured = measure(simplex_tokens(n, rho, q), beta, alpha)
    r = alpha * float(np.sqrt(q))
    for name, value in measured.items():
        exact = float(evaluate(name, n=n, rho=rho, beta=beta, residual=r, digits=18))
        scale = 1 + r * r if "norm" in name or "inner" in name else 1
        loss = 1 / (1 - rho) if "contraction-factor" in name else 1  # it divides by a distance of tokens
        assert value == pytest.approx(exact, rel=1e-11, abs=1e-12 * scale * loss), name


def test_any_tokens_any_scale() -> None:
    """Rows sum to 1 and outputs are averages plus the residual, for random tokens and large logits."""
    rng = np.random.default_rng(0)
    tokens = rng.normal(size=(50, 7))
    weights, outputs = attention_layer(tokens, 2000, 0.5)
    assert np.all(np.isfinite(weights))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    unit = tokens / np.linalg.norm(tokens, axis=1, keepdims=True)
    np.testing.assert_allclose(outputs, weights @ unit + tokens / 2)
    assert 0 < measure(tokens, 3)["contraction-factor"] < 2


def test_values_of_a1_and_a2() -> None:
    """The point of the theory, by brute force: n = 1000, rho = 0.3, gamma = 1.3, alpha = 1/2, q = 2."""
    beta = 1.3 * float(np.log(1000))
    measured = measure(simplex_tokens(1000, 0.3, 2), beta, 0.5)
    assert measured["self-weight"] == pytest.approx(0.34962283830275862, rel=1e-12)
    assert measured["output-norm-squared"] == pytest.approx(1.6562347005125647, rel=1e-12)
    assert measured["output-cosine"] == pytest.approx(0.52862272873580999, rel=1e-12)
    assert measured["contraction-factor"] == pytest.approx(0.67339610180598572, rel=1e-12)


@pytest.mark.parametrize(
    "tokens", [[1.0, 2.0], np.zeros((3, 2)), np.full((2, 2), np.nan), np.ones((2, 2, 2)), np.ones((0, 3))[0:0, 0]]
)
def test_what_is_no_token_array_is_refused(tokens: Any) -> None:
    """One token a row, finite and not zero."""
    with pytest.raises(BadInput):
        attention_layer(tokens, 1)


@pytest.mark.parametrize(("n", "rho", "q"), [(1, 0.5, 1), (3, -0.6, 1), (3, 1.1, 1), (3, 0.5, 0), (3, np.nan, 1)])
def test_impossible_simplices_are_refused(n: int, rho: float, q: float) -> None:
    """No n vectors have cosines below -1/(n - 1)."""
    with pytest.raises(BadInput):
        simplex_tokens(n, rho, q)


def test_arrays_are_a_field() -> None:
    """Elementwise minimum and nearest multiple, zero and tiny steps included."""
    steps = np.array([0, 5e-324, 1e-30, 0.3, 0.4, 1, 0.2])
    np.testing.assert_allclose(nearest_to_half(steps), [0.5, 0.5, 0.5, 0.6, 0.4, 0, 0.4])
    np.testing.assert_array_equal(minimum(np.array([1, 2]), np.array([2, 1])), [1, 1])
