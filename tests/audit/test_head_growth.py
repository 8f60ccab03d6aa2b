"""What measured heads say about a longer context: planted growth comes back, and the rule that is off least is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from critscale.audit.head_growth import MEASURED, head_growth
from critscale.measure.correlation import OwnSimplex
from critscale.measure.growth import Estimate, threshold_growth
from critscale.measure.heads import ForecastThreshold, MeasuredHead
from critscale.measure.record import MeasuredModel
from critscale.theory.errors import BadInput

N = 8192
LAWS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "no growth": lambda n: 1.3 + 0 * n,
    "growth of log n": lambda n: np.log(n - 1) / 7,
    "own slope": lambda n: np.log(n - 1) ** 2.5 / 100,
}


def head(law: Callable[[np.ndarray], np.ndarray], layer: int = 0, number: int = 0, longest: int = N, noise: float = 0.0) -> MeasuredHead:
    """Return a head whose thresholds follow a law."""
    n = np.unique(np.geomspace(64, longest, 500).astype(int))
    beta = law(n.astype(float)) * np.exp(noise * np.random.default_rng(number).standard_normal(len(n)))
    growth = threshold_growth(n, beta, resamples=50)
    return MeasuredHead(
        layer=layer, head=number, length=longest, typical={}, growth=growth, growth_without_first=growth, below=1.0, forecasts=()
    )


def record(*heads: MeasuredHead) -> MeasuredModel:
    """Return a record of heads."""
    return MeasuredModel(heads, {"model": "planted"})


@pytest.mark.parametrize("law", LAWS)
def test_planted_growth_comes_back(law: str) -> None:
    """Each law is foretold by its own rule, exactly where the rule is that law."""
    found = head_growth(record(*(head(LAWS[law], number=i) for i in range(3))), 8192, 2**20)
    assert found.best.name == law and found.extrapolates
    exact = LAWS[law](np.array([8192.0, 2.0**20]))
    assert float(found.best.ratio) == pytest.approx(exact[1] / exact[0], rel=0.01)
    assert found.best.error < 0.01 < max(rule.error for rule in found.rules)
    assert [rule.error for rule in found.rules] == sorted(rule.error for rule in found.rules)


def test_what_was_measured_needs_no_rule() -> None:
    """Where both lengths lie within the rows of every head, the measured medians say it."""
    found = head_growth(record(head(LAWS["own slope"])), 512, 4096)
    assert found.best.name == MEASURED and not found.extrapolates
    exact = LAWS["own slope"](np.array([512.0, 4096.0]))
    assert float(found.best.ratio) == pytest.approx(exact[1] / exact[0], rel=0.02)
    assert head_growth(record(head(LAWS["no growth"])), 4096, N + 1).extrapolates


def test_heads_differ() -> None:
    """Median and quartiles are those over the heads, of the layers asked for alone."""
    heads = [head(LAWS["growth of log n"], layer=0, number=i) for i in range(4)] + [head(LAWS["no growth"], layer=1, number=9)]
    every, one = head_growth(record(*heads), 8192, 2**20), head_growth(record(*heads), 8192, 2**20, layers=[1])
    assert (every.usable, every.best.name) == (5, "growth of log n")
    assert (one.usable, one.best.name) == (1, "no growth")
    assert every.labels == {"log n": 4, "flat": 1}


def test_a_record_of_short_rows_is_refused() -> None:
    """Two windows show no growth: of an encoder every row sees all tokens."""
    with pytest.raises(BadInput, match="no growth can be tried"):
        head_growth(record(head(LAWS["no growth"], longest=256)), 8192, 2**20)
    infinite = head(lambda n: np.where(n > 4000, np.inf, 1.0))
    with pytest.raises(BadInput, match="no growth can be tried"):
        head_growth(record(infinite), 8192, 2**20)


def test_the_simplex_is_held_against_the_heads() -> None:
    """The measured threshold over that of the simplex with the model's own rho and norms."""
    planted = head(LAWS["growth of log n"])
    rho = Estimate(0.3, 0.29, 0.31)
    fits = [replace(planted, simplex=OwnSimplex(rho, rho, rho, beta)) for beta in (9.0, 10.0, 11.0)]
    found = head_growth(record(*fits), 8192, 2**20)
    assert found.off_simplex is not None
    assert found.off_simplex[1] == pytest.approx(10 * 0.7 / 7, rel=1e-4) and found.describes_simplex
    far = head_growth(record(*(replace(each, simplex=OwnSimplex(rho, rho, rho, 30.0)) for each in fits)), 8192, 2**20)
    assert far.off_simplex is not None and far.off_simplex[1] == pytest.approx(3, rel=1e-4) and far.describes_simplex is False
    assert head_growth(record(planted), 8192, 2**20).describes_simplex is None


def test_forecasts_are_counted() -> None:
    """How many heads are not forecastable at n stands beside the rules."""
    planted, known = head(LAWS["no growth"]), Estimate(1.3, 1.2, 1.4)
    heads = [replace(planted, forecasts=(ForecastThreshold(2**20, at, 1.0),)) for at in (None, known, None)]
    assert head_growth(record(*heads), 8192, 2**20).forecast == (1, 2)
    assert head_growth(record(*heads), 8192, 2**19).forecast is None
