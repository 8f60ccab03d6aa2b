"""Almost simplex tokens: intervals hold what real tokens do, close up in the simplex, and refuse nonsense."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from critscale.numerics.answers.almost_simplex import AlmostSimplex, limit_cosine
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.sampled.attention import attention_layer
from critscale.theory.errors import BadInput


def almost_tokens(seed: int, n: int, rho: float, spread: float) -> np.ndarray:
    """Return unit tokens with unequal inner products near rho."""
    rng = np.random.default_rng(seed)
    u = rng.standard_normal((n, n)) * spread + 3 * np.eye(n)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    tokens = np.sqrt(1 - rho) * np.hstack([u, np.zeros((n, 1))])
    tokens[:, -1] = np.sqrt(rho)
    return np.asarray(tokens)


@pytest.mark.parametrize("gamma", [0.4, 1.0, 1.4, 1.8, 3.0])
@pytest.mark.parametrize("alpha", [0.0, 0.7])
@pytest.mark.parametrize("seed", range(3))
def test_the_intervals_hold_real_tokens(seed: int, alpha: float, gamma: float) -> None:
    """Every self weight, every error and every cosine of real tokens, norms from 1 to 1.5, lies in its interval."""
    n = 40
    y = almost_tokens(seed, n, 0.5, 0.25)
    norms = np.random.default_rng(seed + 100).uniform(1, 1.5, n)
    gram = (y @ y.T)[~np.eye(n, dtype=bool)]
    a, out = attention_layer(y * norms[:, None], gamma * np.log(n), alpha)
    layer = AlmostSimplex(
        n,
        float(gram.min()),
        float(gram.max()),
        gamma=gamma,
        r1=alpha * float(norms.min()),
        r2=alpha * float(norms.max()),
    )
    weight, cosine = layer.self_weight(), layer.output_cosine()
    assert float(weight.low) <= np.diag(a).min() and np.diag(a).max() <= float(weight.high)
    unit = out / np.linalg.norm(out, axis=1, keepdims=True)
    seen = (unit @ unit.T)[~np.eye(n, dtype=bool)]
    assert float(cosine.low) <= seen.min() + 1e-14 and seen.max() - 1e-14 <= float(cosine.high)
    error = np.linalg.norm(a @ y - y, axis=1)
    assert error.max() <= float(layer.self_error())


def test_the_interval_of_weights_is_sharp() -> None:
    """Both ends are simplices."""
    layer = AlmostSimplex(1000, "0.3", "0.5", gamma="1.3")
    weight = layer.self_weight(20)
    assert str(weight.high) == str(evaluate("self-weight", n=1000, rho="0.3", gamma="1.3", digits=20))
    assert str(weight.low) == str(evaluate("self-weight", n=1000, rho="0.5", gamma="1.3", digits=20))
    complement = layer.self_weight_complement(20)
    assert str(complement.high) == str(evaluate("self-weight-complement", n=1000, rho="0.5", gamma="1.3", digits=20))


@pytest.mark.parametrize("n", ["1000", "10^1000000"])
@pytest.mark.parametrize("gamma", ["0.5", "10/7", "3"])
@pytest.mark.parametrize("residual", ["0", "5/7"])
def test_the_interval_of_cosines_closes_in_the_simplex(n: str, gamma: str, residual: str) -> None:
    """Where rho1 = rho2 and r1 = r2 both ends are the exact cosine."""
    cosine = AlmostSimplex(n, "0.3", "0.3", gamma=gamma, r1=residual).output_cosine(20)
    exact = evaluate("output-cosine", n=n, rho="0.3", gamma=gamma, residual=residual, digits=20)
    assert str(cosine.low) == str(cosine.high) == str(exact)


def test_the_limit_is_approached() -> None:
    """Theorem 2.3 (i): at large n the lower end is rho1 + eps, which exceeds rho1."""
    limit = limit_cosine("0.3", "0.4", "1/2")
    assert limit > Fraction(3, 10)
    low = AlmostSimplex("10^1000", "0.3", "0.4", gamma="1.2", r1="1/2").output_cosine().low
    assert float(low) == pytest.approx(float(limit), rel=1e-12)
    assert limit_cosine("0.3", "0.4") == Fraction(3, 4)


def test_thresholds() -> None:
    """1/(1 - rho1) and 1/(1 - rho2), exactly; between them both phases occur."""
    layer = AlmostSimplex("10^1000", "0.2", "0.6", gamma="2")
    assert layer.thresholds == (Fraction(5, 4), Fraction(5, 2))
    weight = layer.self_weight()
    assert float(weight.low) < 1e-100 and float(weight.high) > 1 - 1e-14


def test_refusals() -> None:
    """The wrong way round, n = oo, 0/0."""
    with pytest.raises(BadInput, match="swap"):
        AlmostSimplex(10, "0.4", "0.3", gamma=1)
    with pytest.raises(BadInput, match="r1 <= r2"):
        AlmostSimplex(10, "0.3", "0.4", gamma=1, r1=2, r2=1)
    with pytest.raises(BadInput, match="n = oo"):
        AlmostSimplex("oo", "0.3", "0.4", gamma=1)
    with pytest.raises(BadInput, match="A14"):
        limit_cosine(0, 0)
