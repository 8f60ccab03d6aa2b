"""ALiBi, windows, top-k and caps: the values printed in the theory by a program of their own, tokens one by one, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.sampled.attention import simplex_tokens
from critscale.numerics.settings.setting import Setting
from critscale.theory.mechanisms.positions import PAIR_QUANTITIES

Bias = Callable[[Array], Array]
N, RHO, R, BETA = 24, 0.3, 0.4, 2.5
BIASES: dict[str, Bias] = {
    "alibi:slope=1/8": lambda d: d / 8,
    "alibi:slope=1/20,scaled=1": lambda d: BETA * d / 20,
    "window:size=5": lambda d: np.where(d < 5, 0, np.inf),
    "causal": lambda d: 0 * d,
}
PAIRS = (1, 2), (2, 9), (7, 10), (14, 23), (23, 24)


def of_tokens(bias: Bias, both_sides: bool) -> tuple[Array, Array]:
    """Return weights and outputs of real tokens, one by one."""
    tokens = simplex_tokens(N, RHO)
    places = np.arange(N, dtype=float)
    ahead = places[np.newaxis] - places[:, np.newaxis]
    scores = BETA * tokens @ tokens.T - bias(np.abs(ahead))
    if not both_sides:
        scores = np.where(ahead > 0, -np.inf, scores)
    masses = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights: Array = masses / masses.sum(axis=1, keepdims=True)
    return weights, weights @ tokens + R * tokens


def by_definition(weights: Array, outputs: Array, i: int, j: int) -> dict[str, float]:
    """Return what positions i < j, counted from 1, come to."""
    first, row, a, b = weights[i - 1], weights[j - 1], outputs[i - 1], outputs[j - 1]
    own, seen = row[j - 1], row[row > 0]
    entropy, cosine = -np.sum(seen * np.log(seen)), a @ b / np.sqrt(a @ a * (b @ b))
    return {
        "odds": (1 - own) / own,
        "self-weight": own,
        "self-weight-complement": 1 - own,
        "other-weight": row[i - 1],
        "weight-gap": own - row[i - 1],
        "row-entropy": entropy,
        "perplexity": np.exp(entropy),
        "inverse-participation-ratio": row @ row,
        "participation-ratio": 1 / (row @ row),
        "row-overlap": first @ row,
        "output-norm-squared": b @ b,
        "output-inner-product": a @ b,
        "output-cosine": cosine,
        "output-cosine-complement": 1 - cosine,
        "output-cosine-excess": cosine - RHO,
        "cosine-odds": cosine / (1 - cosine),
        "contraction-factor": (1 - cosine) / (1 - RHO),
        "contraction-factor-complement": (cosine - RHO) / (1 - RHO),
    }


@pytest.mark.parametrize("name, both_sides", [*product(BIASES, [False]), *product([name for name in BIASES if name != "causal"], [True])])
def test_positions_are_those_of_real_tokens(name: str, both_sides: bool) -> None:
    """Every quantity of a pair, near the beginning, in the middle and at the end."""
    mechanism = f"{name}{',sides=2' * both_sides}"
    weights, outputs = of_tokens(BIASES[name], both_sides)
    at = Setting(n=N, rho=RHO, residual=R, beta=BETA, mechanism=mechanism)
    for i, j in PAIRS:
        expected = by_definition(weights, outputs, i, j)
        assert expected.keys() == PAIR_QUANTITIES.keys()
        for quantity, value in expected.items():
            if value or quantity not in ("other-weight", "row-overlap"):
                found = evaluate(quantity, at, positions=(i, j), digits=15)
                assert float(found) == pytest.approx(value, rel=1e-10), (quantity, i, j)


def test_the_last_two_positions_are_meant() -> None:
    """And of a quantity of one position the later one."""
    at = Setting(n=N, rho=RHO, residual=R, beta=BETA, mechanism="window:size=5")
    for quantity in PAIR_QUANTITIES:
        assert str(evaluate(quantity, at)) == str(evaluate(quantity, at, positions=(N - 1, N)))
    assert str(evaluate("self-weight", at, positions=3)) == str(evaluate("self-weight", at, positions="1,3"))


def test_the_cosines_of_a_causal_window() -> None:
    """Window 20, n = 200, beta = 6, rho = 0.3: neighbours and a far pair."""
    at = Setting(n=200, rho="0.3", beta=6, mechanism="window:size=20")
    assert str(evaluate("output-cosine", at, digits=4)) == "0.4245"
    assert str(evaluate("output-cosine", at, positions=(100, 200), digits=4)) == "0.4133"


def test_top_k_is_the_mean_over_draws() -> None:
    """Of real tokens, each of which draws two of the four others that tie."""
    n, k = 5, 3
    tokens = simplex_tokens(n, RHO)
    ratio = np.exp(-BETA * (1 - RHO))
    own, other = 1 / (1 + (k - 1) * ratio), ratio / (1 + (k - 1) * ratio)

    def row(i: int, kept: tuple[int, ...]) -> Array:
        found = np.zeros(n)
        found[list(kept)], found[i] = other, own
        return found

    draws = [[row(i, kept) for kept in combinations([j for j in range(n) if j != i], k - 1)] for i in (0, 1)]
    found: dict[str, list[float]] = {}
    for first, second in product(*draws):
        outputs = np.array([first @ tokens + R * tokens[0], second @ tokens + R * tokens[1]])
        for name, value in by_definition(np.array([first, second]), outputs, 1, 2).items():
            found.setdefault(name, []).append(value)
    at = Setting(n=n, rho=RHO, residual=R, beta=BETA, mechanism=f"top-k:k={k}")
    for name, values in found.items():
        if name != "cosine-odds":  # a quotient of what varies
            assert float(evaluate(name, at, digits=12)) == pytest.approx(np.mean(values), rel=1e-10), name


@pytest.mark.parametrize("mechanism", ["window:size=500", "causal", "top-k:k=500"])
def test_what_holds_all_keys_is_softmax(mechanism: str) -> None:
    """Where a row sees all that there is, it is the simplex row."""
    place: dict[str, Any] = {"n": 300, "rho": "0.3", "gamma": "1.2"}
    for name in ("self-weight", "row-entropy", "participation-ratio"):
        assert str(evaluate(name, mechanism=mechanism, **place)) == str(evaluate(name, **place))


def test_windows_seen_on_both_sides_by_all_are_the_layer() -> None:
    """A pair too: a window that holds everything on both sides is the simplex layer."""
    place: dict[str, Any] = {"n": 300, "rho": "0.3", "gamma": "1.2", "residual": "0.5"}
    for name in PAIR_QUANTITIES:
        found = evaluate(name, positions=(17, 203), digits=12, mechanism="window:size=500,sides=2", **place)
        assert str(found) == str(evaluate(name, digits=12, **place)), name
