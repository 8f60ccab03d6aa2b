"""Finite-n thresholds: A10, the window, and the contour lines of the contraction (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from critscale.numerics.answers.contour import half_contour
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.window import beta_at, critical_beta, window_coordinate, window_width
from critscale.numerics.numbers.precision import working_precision
from critscale.theory.assumptions import CONTEXT_LENGTH, CORRELATION, RESIDUAL
from critscale.theory.errors import BadInput


@pytest.fixture(autouse=True)
def _precision() -> Iterator[None]:
    """Compare balls at a precision that does not blur them."""
    with working_precision(300):
        yield


CORRELATIONS = st.one_of(CORRELATION.strategy(), st.just(Fraction(0)))
SMALL = fmpq(1, 10**20)
LEVELS = st.fractions(0, 1, max_denominator=30).filter(lambda p: 0 < p < 1)


@settings(max_examples=60, deadline=None)
@given(CONTEXT_LENGTH.strategy().map(int).filter(lambda n: n > 2), CORRELATIONS)
def test_the_critical_beta_halves_the_self_weight(n: int, rho: Fraction) -> None:
    """A = 1/2 at beta*_n, and 9/10, 1/10 at the ends of the window."""
    star = critical_beta(n, rho, digits=40)
    assert abs(evaluate("self-weight", n=n, rho=rho, beta=str(star), digits=30).ball * 2 - 1) < SMALL
    width = window_width(n, rho, digits=40)
    upper = beta_at("9/10", n, rho, digits=40)
    assert abs((upper.ball - star.ball) * 2 - width.beta.ball).contains(0)
    weight = evaluate("self-weight", n=n, rho=rho, beta=str(upper), digits=30)
    assert abs(weight.ball * 10 - 9) < SMALL


@settings(max_examples=60, deadline=None)
@given(CONTEXT_LENGTH.strategy().map(int), CORRELATIONS, LEVELS)
def test_beta_at_inverts_the_self_weight(n: int, rho: Fraction, p: Fraction) -> None:
    """The self weight at beta_at(p) is p; below 1/n there is no such beta."""
    if p * n < 1:
        with pytest.raises(BadInput, match="1/n"):
            beta_at(p, n, rho)
        return
    beta = beta_at(p, n, rho, digits=40)
    if p * n == 1:
        assert str(beta) == "0"
    weight = evaluate("self-weight", n=n, rho=rho, beta=str(beta), digits=30)
    assert abs(weight.ball * p.denominator - p.numerator) < SMALL


def test_the_lowest_self_weight_is_at_beta_zero() -> None:
    """P = 1/n gives exactly 0, and the least below it is refused."""
    assert str(beta_at("1/1000", 1000, "0.3")) == "0"
    with pytest.raises(BadInput, match="1/n"):
        beta_at("0.000999999999999999999999999999999", 1000, "0.3")


def test_two_tokens_are_critical_at_once() -> None:
    """At n = 2 the self weight is 1/2 at beta = 0."""
    assert str(critical_beta(2, "0.3")) == "0"


def test_the_window_coordinate_is_exact_at_criticality() -> None:
    """Gamma = 1/(1 - rho) has kappa = 0; elsewhere kappa is the multiple of log n it should be."""
    assert str(window_coordinate(n="10^10^100", rho="0.9", gamma=10)) == "0"
    assert str(window_coordinate(n="exp(7)", rho="0.5", beta=20)) == "3.00000000000000000000000000000"
    assert str(window_coordinate(n="oo", rho="0.5", gamma=3, digits=3)) == "inf (grows like 0.500 log n)"
    assert str(window_coordinate(n="oo", rho="0.5", gamma=1, digits=3)) == "-inf (grows like -0.500 log n)"


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(CONTEXT_LENGTH.strategy().map(int), st.integers(10, 10**6).map(lambda k: f"10^{k}")),
    CORRELATIONS,
    LEVELS,
    RESIDUAL.strategy().filter(lambda r: r < 4),
)
def test_the_contraction_crosses_its_level_at_the_contour(n: Any, rho: Fraction, level: Fraction, r: Fraction) -> None:
    """Certified: just below the root lambda is below the level, just above it is above."""
    at: dict[str, Any] = {"n": n, "rho": rho, "residual": r, "digits": 30}
    lowest = evaluate("contraction-factor", beta=0, **at)
    if not lowest.ball < fmpq(level.numerator, level.denominator):
        assume(not lowest.contains(level))
        with pytest.raises(BadInput, match="at beta = 0 already"):
            half_contour(n, rho, level, r)
        return
    contour = half_contour(n, rho, level, r, digits=30)
    root = Fraction(str(contour.kappa))
    step = max(abs(root), Fraction(1)) / 10**25
    assume(float(contour.beta) > 1e-9)
    below = evaluate("contraction-factor", kappa=root - step, **at)
    above = evaluate("contraction-factor", kappa=root + step, **at)
    assert below.ball * level.denominator < level.numerator
    assert above.ball * level.denominator > level.numerator
    weight = evaluate("self-weight", kappa=root, **at)
    assert abs(weight.ball / contour.self_weight.ball - 1) < SMALL


@pytest.mark.parametrize("n", [1000, "10^10^10"])
def test_levels_just_above_the_lowest_are_met(n: Any) -> None:
    """With r = 1, rho = 1/2 the contraction is near 0.4 at beta = 0: 0.45 is met, 0.35 is not."""
    assert half_contour(n, "1/2", "0.45", 1).kappa is not None
    with pytest.raises(BadInput, match="at beta = 0 already"):
        half_contour(n, "1/2", "0.35", 1)


def test_the_asymptotic_contour_is_approached() -> None:
    """The difference from the exact root falls faster than 1/log n; at n = oo both are the critical gamma."""
    errors = []
    for n in ("1e3", "1e6", "1e12", "1e24"):
        contour = half_contour(n, "0.1")
        assert contour.gamma_asymptotic is not None
        errors.append(abs(float(contour.gamma.ball - contour.gamma_asymptotic.ball)))
    assert errors[0] < 2e-3
    assert all(b < a / 100 for a, b in pairwise(errors))
    limit = half_contour("oo", "0.1")
    assert limit.gamma.contains(Fraction(10, 9))


def test_orthogonal_tokens_have_their_threshold_at_one_half() -> None:
    """At rho = 0 the contour runs at gamma = 1/2 (A14), and n = oo has none to give."""
    contour = half_contour("10^10^20", 0, digits=15)
    assert str(contour.gamma) == "0.500000000000000"
    assert contour.gamma_asymptotic is None
    with pytest.raises(BadInput):
        half_contour("oo", 0)


@pytest.mark.parametrize(
    "arguments", [{"level": 1}, {"level": 0}, {"level": "x"}, {"residual": 2}, {"rho": 1}, {"n": 1}, {"digits": 0}]
)
def test_bad_contours_are_refused(arguments: dict[str, Any]) -> None:
    """Levels outside (0, 1), or met at beta = 0 already."""
    with pytest.raises(BadInput):
        half_contour(**{"n": 1000, "rho": "0.1", **arguments})
