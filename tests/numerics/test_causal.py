"""Causal attention: the values printed in section F of the theory, brute force, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from critscale.numerics.answers.causal import mean_self_weight, pair_cosine, position_self_weight, profile_cosine
from critscale.numerics.sampled.attention import simplex_tokens
from critscale.theory.errors import BadInput


def test_f2_cosine_profile() -> None:
    """The printed value of F2."""
    assert str(profile_cosine("0.5", 1, "0.3", digits=20)) == "0.55681940240077136981"


def test_f2_finite_n_tends_to_the_profile() -> None:
    """At n = 10^12 the pair (n/2, n) is within 1/n of the limit."""
    at = pair_cosine(earlier=5 * 10**11, later=10**12, n=10**12, rho="0.3", critical=True, digits=20)
    assert abs(float(at) - float(profile_cosine("0.5", 1, "0.3"))) < 2e-12


def test_f2_position_profile() -> None:
    """s_{tau n} = 1/(1 + tau) up to 1/n, and the early tokens act as the identity."""
    for tau in (0.1, 0.5, 1.0):
        weight = position_self_weight(position=int(tau * 10**9), n=10**9, rho="0.3", critical=True)
        assert float(weight) == pytest.approx(1 / (1 + tau), abs=2e-9)
    assert float(position_self_weight(position=10, n=10**9, rho="0.3", critical=True)) > 1 - 1e-8


@pytest.mark.parametrize("n", [2, 7, 1000])
def test_f2_mean_is_the_mean(n: int) -> None:
    """The closed form is the sum over positions, at any gamma."""
    for gamma in ("0.5", "10/7", "2"):
        weights = [float(position_self_weight(position=i, n=n, rho="0.3", gamma=gamma)) for i in range(1, n + 1)]
        assert float(mean_self_weight(n=n, rho="0.3", gamma=gamma)) == pytest.approx(sum(weights) / n, rel=1e-13)


def test_f2_ln_2() -> None:
    """The ln 2 law, at an n where the correction 1/(4n) is below the last digit; and the correction at n = 1000."""
    assert str(mean_self_weight(n="10^100", rho="0.3", critical=True, digits=16)) == "0.6931471805599453"
    near = float(mean_self_weight(n=1000, rho="0.3", critical=True))
    assert (near - np.log(2)) * 4000 == pytest.approx(1, abs=1e-3)


def test_f3_per_position() -> None:
    """The printed value of F3; the first token sees itself alone."""
    assert str(position_self_weight(position=1000, rho="0.3", critical=True, digits=20)) == "0.50025012506253126563"
    assert float(position_self_weight(position=1, rho="0.3", critical=True)) == 1


@pytest.mark.parametrize("gamma", [0.5, 1.4, 3.0])
def test_brute_force(gamma: float) -> None:
    """A masked softmax over real tokens gives the same weights and cosines."""
    n, rho = 12, 0.3
    y = simplex_tokens(n, rho)
    logits = np.where(np.tri(n, dtype=bool), gamma * np.log(n) * (y @ y.T), -np.inf)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    out = weights @ y
    rest = out + 0.7 * y
    rest /= np.linalg.norm(rest, axis=1, keepdims=True)
    unit = out / np.linalg.norm(out, axis=1, keepdims=True)
    for i in (1, 5):
        point: dict[str, Any] = {"n": n, "rho": "0.3", "gamma": str(gamma)}
        assert float(position_self_weight(position=i, **point)) == pytest.approx(weights[i - 1, i - 1], rel=1e-13)
        for j in (6, 12):
            expected = unit[i - 1] @ unit[j - 1]
            assert float(pair_cosine(earlier=i, later=j, **point)) == pytest.approx(expected, rel=1e-13)
            found = pair_cosine(earlier=i, later=j, residual="0.7", **point)
            assert float(found) == pytest.approx(rest[i - 1] @ rest[j - 1], rel=1e-13)


def test_refusals() -> None:
    """A position outside the sequence, a pair in the wrong order, n = oo."""
    with pytest.raises(BadInput, match="no position"):
        position_self_weight(position=11, n=10, rho="0.3", critical=True)
    with pytest.raises(BadInput, match="not before"):
        pair_cosine(earlier=3, later=3, n=10, rho="0.3", critical=True)
    with pytest.raises(BadInput, match="n = oo"):
        mean_self_weight(n="oo", rho="0.3", critical=True)
    with pytest.raises(BadInput, match="tau"):
        profile_cosine(0, 1, "0.3")
