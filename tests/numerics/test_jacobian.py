"""Brute force on explicit tokens: the blocks B1, their eigenvalues and singular values B2 and B3, B7, the symmetries B10."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.spectrum import spectrum
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.sampled.attention import attention_layer, simplex_tokens
from critscale.numerics.sampled.jacobian import difference_quotient, jacobian, square_bound
from critscale.theory.errors import BadInput

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.tuples(st.integers(2, 7), st.integers(2, 6))


def random_tokens(seed: int, shape: tuple[int, int]) -> Array:
    """Return tokens of any norms and directions."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape) * np.exp(rng.normal(size=(shape[0], 1)) / 2)


def simplex(n: int, d: int, rho: float, q: float = 1) -> Array:
    """Return equiangular tokens in d >= n dimensions."""
    return np.hstack([simplex_tokens(n, rho, q), np.zeros((n, d - n))])


def flat(tokens: Array, beta: float, alpha: float) -> Array:
    """Return the Jacobian as a matrix."""
    size = tokens.size
    return jacobian(tokens, beta, alpha).reshape(size, size)


@settings(max_examples=30, deadline=None)
@given(SEEDS, SIZES, st.floats(0, 5), st.floats(0, 2))
def test_the_blocks_are_the_derivative(seed: int, shape: tuple[int, int], beta: float, alpha: float) -> None:
    """B1 against central differences of the layer, for any tokens."""
    tokens = random_tokens(seed, shape)
    least = np.linalg.norm(tokens, axis=1).min()
    exact, rough = jacobian(tokens, beta, alpha), difference_quotient(tokens, beta, alpha, 1e-5 * float(least))
    np.testing.assert_allclose(rough, exact, atol=3e-7 * (1 + beta) ** 3 / float(least))


POINTS = [
    (3, 3, 0.5, 2.0, 0.2, 1.0),
    (4, 6, 0.1, 0.5, 0.0, 1.0),
    (5, 5, 0.3, 3.0, 0.0, 2.0),
    (6, 7, 0.3, 1.7, 0.4, 0.5),
    (7, 9, 0.0, 4.0, 0.7, 3.0),
    (6, 6, 0.9, 0.1, 1.5, 1.0),
]


@pytest.mark.parametrize(("n", "d", "rho", "beta", "alpha", "q"), POINTS)
def test_all_eigenvalues(n: int, d: int, rho: float, beta: float, alpha: float, q: float) -> None:
    """B2: every eigenvalue with its multiplicity, n d in all."""
    found = spectrum(n=n, dim=d, rho=rho, beta=beta, residual=alpha * float(np.sqrt(q)))
    assert all(e.copies is not None for e in found)
    expected = [float(e.value) for e in found for _ in range(e.copies or 0)]
    values = np.linalg.eigvals(flat(simplex(n, d, rho, q), beta, alpha)) * np.sqrt(q)
    assert len(expected) == n * d
    assert np.abs(values.imag).max() < 1e-6
    np.testing.assert_allclose(np.sort(values.real), np.sort(expected), atol=1e-6)


@pytest.mark.parametrize(("n", "d", "rho", "beta", "alpha", "q"), POINTS)
def test_all_gains(n: int, d: int, rho: float, beta: float, alpha: float, q: float) -> None:
    """B3: the common gain once, the contrast gain n - 1 times, and the mean square of all of them."""
    at: dict[str, Any] = {
        "n": n,
        "rho": rho,
        "beta": beta,
        "residual": alpha * float(np.sqrt(q)),
        "dim": d,
        "digits": 15,
    }
    gains = np.linalg.svd(flat(simplex(n, d, rho, q), beta, alpha), compute_uv=False) * np.sqrt(q)
    for name, copies in (("common-gain", 1), ("contrast-gain", n - 1)):
        close = np.isclose(gains, float(evaluate(name, **at)), rtol=1e-12)
        assert close.sum() >= copies, name
    assert float(evaluate("mean-square-jacobian", **at)) == pytest.approx(np.mean(gains**2), rel=1e-12)
    norm = float(evaluate("jacobian-operator-norm", **at))
    if d > n:
        assert gains[0] == pytest.approx(norm, rel=1e-12)
    else:
        inner = max(float(evaluate(name, **at)) for name in ("common-gain", "contrast-gain"))
        assert gains[0] == pytest.approx(inner, rel=1e-12)
        assert gains[0] <= norm * (1 + 1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 8), st.floats(0, 0.95), st.floats(0, 12), st.floats(0, 2))
@example(8, 0.0, 12.0, 0.0)
@example(8, 0.3, 2.1, 0.0)  # a contrast gains most here
def test_the_operator_norm_is_the_largest_gain(n: int, rho: float, beta: float, alpha: float) -> None:
    """No motion but common ones, contrasts and consensus ever gains most, in d = n + 1 dimensions."""
    gains = np.linalg.svd(flat(simplex(n, n + 1, rho), beta, alpha), compute_uv=False)
    exact = float(evaluate("jacobian-operator-norm", n=n, rho=rho, beta=beta, residual=alpha, digits=15))
    assert gains[0] == pytest.approx(exact, rel=1e-11)


@settings(max_examples=60, deadline=None)
@given(SEEDS, SIZES, st.floats(0, 8), st.floats(0, 3))
def test_exact_symmetries(seed: int, shape: tuple[int, int], beta: float, alpha: float) -> None:
    """B10: lengthening tokens goes through the residual alone, and turning all of them turns the outputs."""
    tokens = random_tokens(seed, shape)
    rng = np.random.default_rng(seed)
    derivative = jacobian(tokens, beta, alpha)
    stretch = rng.normal(size=(shape[0], 1)) * tokens
    skew = rng.normal(size=(shape[1], shape[1]))
    skew -= skew.T
    turned = attention_layer(tokens, beta, alpha).outputs @ skew.T
    scale = (1 + beta) ** 2 * float(np.abs(tokens).max()) * float(np.abs(derivative).max() + 1)
    np.testing.assert_allclose(np.einsum("iakb,kb->ia", derivative, stretch), alpha * stretch, atol=1e-12 * scale)
    np.testing.assert_allclose(np.einsum("iakb,kb->ia", derivative, tokens @ skew.T), turned, atol=1e-11 * scale)


@settings(max_examples=60, deadline=None)
@given(SEEDS, SIZES, st.floats(0, 20))
def test_the_explicit_bound_holds_for_any_tokens(seed: int, shape: tuple[int, int], beta: float) -> None:
    """B7: the mean square Jacobian is bounded row by row, with no asymptotics."""
    tokens = random_tokens(seed, shape)
    assert np.mean(flat(tokens, beta, 0) ** 2) * tokens.size <= square_bound(tokens, beta) * (1 + 1e-12)


def test_spectra_cost_nothing() -> None:
    """At n = 10^(10^6) as at n = 3; two tokens have one contrast only."""
    values = {e.motion: e for e in spectrum(n="10^10^6", dim="10^10^7", rho="0.3", critical=True, digits=12)}
    assert str(values["contrast, second"].value)[:5] in {"1.000", "0.999"}
    assert values["pairing"].copies is None
    with pytest.raises(BadInput, match="one contrast"):
        spectrum(n=2, dim=2, rho="0.3", critical=True)
