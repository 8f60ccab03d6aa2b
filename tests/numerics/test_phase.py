"""The phase of a layer at finite n, as numbers and as words."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.answers.phase import phase
from critscale.theory.assumptions import CORRELATION
from critscale.theory.errors import BadInput


def test_an_engineers_question() -> None:
    """N = 131072, rho = 0.3, beta = 12: subcritical, and by how much."""
    answer = phase(n=131072, rho="0.3", beta=12)
    assert answer.regime == "subcritical"
    assert answer.asymptotic_regime is None
    assert str(answer.kappa) == "-3.38350206951907"
    assert str(answer.critical_beta) == "16.8335634858506"
    assert answer.critical_gamma == Fraction(10, 7)
    assert str(answer.self_weight) == "0.0328153054011548"
    assert answer.relative_beta is not None
    assert float(answer.relative_beta) == pytest.approx(12 / 16.8335634858506)
    assert float(answer.gamma) == pytest.approx(12 / 11.783502069519070)


@pytest.mark.parametrize(
    ("scale", "regime", "asymptotic"),
    [
        ({"gamma": 1}, "subcritical", "subcritical"),
        ({"gamma": 2}, "supercritical", "supercritical"),
        ({"gamma": "10/7"}, "in the window", "critical"),
        ({"critical": True}, "in the window", "critical"),
        ({"kappa": 2}, "in the window", "window"),
        ({"kappa": 3}, "supercritical", "window"),
        ({"beta": 0}, "subcritical", None),
    ],
)
@pytest.mark.parametrize("n", ["1e9", "10^10^100", "oo"])
def test_the_words(n: str, scale: dict[str, Any], regime: str, asymptotic: str | None) -> None:
    """The regime at this n is by self weight, the asymptotic one by exact comparison."""
    answer = phase(n=n, rho="0.3", **scale)
    assert (answer.regime, answer.asymptotic_regime) == (regime, asymptotic)


def test_a_weight_of_exactly_ten_percent_is_in_the_window() -> None:
    """The ends belong to it."""
    assert phase(n=10, rho="0.3", beta=0).regime == "in the window"
    assert phase(n=11, rho="0.3", beta=0).regime == "subcritical"


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 10**9), CORRELATION.strategy(), st.fractions(0, 3, max_denominator=20))
def test_the_coordinates_fit_together(n: int, rho: Fraction, gamma: Fraction) -> None:
    """Beta = gamma log n, kappa = beta (1 - rho) - log n, and relative beta above 1 is self weight above 1/2."""
    answer = phase(n=n, rho=rho, gamma=gamma)
    spread = 1 - rho
    kappa = answer.beta.ball * spread.numerator / spread.denominator
    kappa -= answer.beta.ball / answer.gamma.ball if gamma else 0
    if gamma:
        assert kappa.overlaps(answer.kappa.ball)
    assert answer.relative_beta is not None
    if answer.relative_beta.ball > 1:
        assert answer.self_weight.ball * 2 > 1
    if answer.relative_beta.ball < 1:
        assert answer.self_weight.ball * 2 < 1


def test_it_prints_and_travels() -> None:
    """A table with a line for each field, and JSON data."""
    answer = phase(n="10^10^100", rho="1/3", gamma="3/2", digits=8)
    lines = str(answer).splitlines()
    data = json.loads(json.dumps(answer.to_json()))
    assert len(lines) == len(data) + 2  # n, rho and the residual are one setting
    assert data["setting"] == {"n": "10^10^100", "rho": "1/3", "gamma": "3/2"}
    assert data["critical_gamma"] == "3/2"
    assert data["kappa"]["value"] == "0"
    assert any(line.startswith("regime at this n") and line.endswith("in the window") for line in lines)


def test_what_is_undecided_says_so() -> None:
    """At n = 2 and beta = 0, beta and beta* are both 0, and no number is made up."""
    answer = phase(n=2, rho="0.3", beta=0)
    assert answer.relative_beta is None and "undecided: 0/0" in str(answer)
    assert json.dumps(answer.to_json())


def test_orthogonal_tokens_at_infinity() -> None:
    """At rho = 0 the contraction has its threshold at gamma = 1/2 (A14), the self weight at 1."""
    answer = phase(n="oo", rho=0, gamma="3/4", digits=5)
    assert (str(answer.contraction_factor), answer.regime) == ("1.0000", "subcritical")


def test_two_tokens_have_no_critical_beta() -> None:
    """Beta* = log 1 is 0 at n = 2, so every positive beta is infinitely far above it."""
    answer = phase(n=2, rho="0.3", beta=1)
    assert (str(answer.critical_beta), str(answer.relative_beta)) == ("0", "inf")


def test_what_falls_like_one_over_log_n_says_so() -> None:
    """At n = oo the window is infinitely narrow in gamma: 2 log 9 / (1 - rho) wide in beta, at any n."""
    answer = phase(n="oo", rho="0.3", beta=1, digits=6)
    assert str(answer.width_gamma) == "0 (falls like 6.27778 / log n)"
    assert str(answer.gamma) == "0 (falls like 1.00000 / log n)"
    assert answer.width_beta is not None
    assert answer.to_json()["width_beta"] == {**answer.width_beta.to_json(), "value": "6.27778"}


def test_bad_input() -> None:
    """As everywhere."""
    with pytest.raises(BadInput):
        phase(n=10, rho="0.3")
    with pytest.raises(BadInput):
        phase(n=10, rho="0.3", beta=1, digits=0)
