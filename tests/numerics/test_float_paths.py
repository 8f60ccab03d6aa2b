"""Where floats underflow or overflow on the way: the value is that of the balls, or an exact end, and never NaN."""

from __future__ import annotations

import numpy as np
import pytest

from critscale import QUANTITIES, collapse_layer, evaluate, grid
from critscale.numerics.sampled.attention import measure, simplex_tokens

RHOS, GAMMAS = ("0.1", "0.5"), ("0.5", "1.5", "4")
TINY = 1e-300


@pytest.mark.parametrize("quantity", [q for q in QUANTITIES if not QUANTITIES[q].dimension])
@pytest.mark.parametrize("n", ["1e6", "1e400", "10^10^6"])
def test_a_grid_of_an_astronomic_context(quantity: str, n: str) -> None:
    """Every quantity, where 1/n underflows and log n is a million: as the balls have it, as far as a float reaches."""
    found = grid(quantity, n=n, rho=RHOS, gamma=GAMMAS, residual="1/2")
    for i, gamma in enumerate(GAMMAS):
        for j, rho in enumerate(RHOS):
            value = float(evaluate(quantity, n=n, rho=rho, gamma=gamma, residual="1/2", digits=20))
            known = value == found[i, j] or max(abs(value), abs(found[i, j])) < TINY
            assert known or abs(found[i, j] - value) <= 1e-9 * abs(value), (quantity, gamma, rho, found[i, j], value)


@pytest.mark.parametrize("beta", [0, 800, 5000, 1e300])
def test_measured_weights_that_underflow(beta: float) -> None:
    """A weight that is 0 in floats has no entropy: 0 log 0 is 0, and all is finite."""
    values = measure(simplex_tokens(5, 0.2), beta)
    assert all(np.isfinite(value) for value in values.values())
    if beta:
        assert 0 <= values["row-entropy"] < 1e-250 and values["perplexity"] == 1 and values["self-weight"] == 1


def test_a_stack_that_does_not_collapse_has_no_layer_of_it() -> None:
    """None, and no layer, where none up to the limit is; the layer where the limit reaches it."""
    words = {"n": "1e8", "rho": "0.3", "gamma": "15/7"}
    assert collapse_layer(**words, epsilon="1e-3", limit=584) is None  # type: ignore[arg-type]
    assert collapse_layer(**words, epsilon="1e-3", limit=586) == 586  # type: ignore[arg-type]
    assert collapse_layer(n="oo", rho="0.3", gamma=4, limit=50) is None
