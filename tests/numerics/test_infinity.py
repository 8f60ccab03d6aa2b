"""n = oo: germs, and the limits they give."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.evaluate import evaluate
from critscale.numerics.germ import Germ, IndeterminateForm
from critscale.theory.assumptions import CORRELATION, RESIDUAL
from critscale.theory.errors import NotCertain
from critscale.theory.field import exp, minimum, nearest_to_half
from critscale.theory.registry import QUANTITIES

OMEGA = Germ(arb(0), arb(1))
THREE, ZERO = Germ(arb(3)), Germ(arb(0))


def pair(germ: Germ) -> tuple[float, float]:
    """Return the two coefficients as floats."""
    return float(germ.finite), float(germ.slope)


class TestGerms:
    """Arithmetic of x + y omega."""

    def test_arithmetic(self) -> None:
        """Sums, differences and products, with integers and balls on either side."""
        assert pair(2 + OMEGA - arb(1)) == (1, 1)
        assert pair(1 - OMEGA) == (1, -1)
        assert pair(arb(2) * (OMEGA + 3)) == (6, 2)
        assert pair(THREE**2) == (9, 0)
        assert pair(OMEGA**1) == (0, 1)
        assert pair(ZERO * OMEGA) == (0, 0)

    def test_quotients_are_limits(self) -> None:
        """Leading coefficients decide."""
        assert pair((4 * OMEGA + 7) / (2 * OMEGA - 1)) == (2, 0)
        assert pair(5 / OMEGA) == (0, 0)
        assert pair(OMEGA / 4) == (0, 0.25)
        assert (1 / ZERO).finite == arb.pos_inf()
        assert (-OMEGA / ZERO).finite == arb.neg_inf()

    @pytest.mark.parametrize(
        "form",
        [
            lambda: ZERO / ZERO,
            lambda: OMEGA * OMEGA,
            lambda: Germ(arb(0, 1)) / ZERO,
            lambda: THREE / Germ(arb(0), arb(0, 1)),
            lambda: nearest_to_half(OMEGA),
        ],
    )
    def test_undecided_forms_are_refused(self, form: Any) -> None:
        """0/0 and its like never become numbers."""
        with pytest.raises(IndeterminateForm):
            form()

    def test_functions(self) -> None:
        """Exponential, minimum and nearest multiple."""
        assert exp(OMEGA).finite == arb.pos_inf()
        assert exp(-OMEGA).finite == 0
        assert pair(exp(ZERO)) == (1, 0)
        assert minimum(OMEGA, THREE) is THREE
        assert minimum(THREE, OMEGA) is THREE
        assert pair(minimum(THREE, ZERO)) == (0, 0)
        assert pair(nearest_to_half(ZERO)) == (0.5, 0)


SCALES = st.one_of(
    st.fractions(0, 4, max_denominator=20).map(lambda g: {"gamma": g}),
    st.fractions(0, 30, max_denominator=20).map(lambda b: {"beta": b}),
    st.fractions(-9, 9, max_denominator=20).map(lambda k: {"kappa": k}),
    st.just({"critical": True}),
)
LIMITED = sorted(set(QUANTITIES) - {"perplexity", "odds", "participation-ratio", "row-entropy"})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(LIMITED), CORRELATION.strategy(), RESIDUAL.strategy().filter(lambda r: r < 100), SCALES)
def test_the_limit_is_approached(name: str, rho: Fraction, r: Fraction, scale: dict[str, Any]) -> None:
    """At n = 10^(10^100) every bounded quantity is at its limit."""
    at: dict[str, Any] = {"rho": rho, "residual": r, **scale, "digits": 40}
    limit, near = evaluate(name, n="oo", **at), evaluate(name, n="10^10^100", dim="10^10^100", **at)
    if limit.is_infinite:
        assert near.is_infinite or near.ball > 10**90
    else:
        assert abs(limit.ball - near.ball).lower() < arb((1, -60)) * (1 + abs(limit.ball))


@pytest.mark.parametrize(("rho", "gamma"), [("0.3", "0.7"), ("0.3", "2"), ("1/3", "3/2"), (0, "1/2"), (0, 1), (0, 2)])
def test_entropy_grows_at_its_slope(rho: Any, gamma: str) -> None:
    """H is infinite with a slope, which is the limit of H / log n; above criticality it is 0 (A8)."""
    fraction = evaluate("entropy-fraction", n="oo", rho=rho, gamma=gamma, digits=20)
    entropy = evaluate("row-entropy", n="oo", rho=rho, gamma=gamma, digits=20)
    if fraction.is_exact and str(fraction) == "0":
        assert str(entropy) == "0"
    else:
        assert str(entropy) == f"inf (grows like {fraction} log n)"


def test_phases_of_the_cosine() -> None:
    """Theorem 2.1: 1, 4 rho / (1 + 3 rho), rho; a fixed beta is subcritical."""
    at: dict[str, Any] = {"n": "oo", "rho": "0.3"}
    assert evaluate("output-cosine", gamma=1, **at).contains(1)
    assert evaluate("output-cosine", beta=50, **at).contains(1)
    assert evaluate("output-cosine", gamma="10/7", **at).contains(Fraction(12, 19))
    assert evaluate("output-cosine", gamma=2, **at).contains(Fraction(3, 10))
    assert str(evaluate("cosine-odds", gamma=1, **at)) == "inf"


@pytest.mark.parametrize("name", ["contraction", "output-cosine", "cosine-odds", "contraction-complement"])
def test_the_singular_case_is_refused(name: str) -> None:
    """At rho = 0, r = 0 the subcritical limit by substitution is 0/0 (A14): no number, but the reason."""
    with pytest.raises(NotCertain, match="A14"):
        evaluate(name, n="oo", rho=0, gamma="1/4")
    assert evaluate(name, n="oo", rho=0, gamma=2, digits=5) is not None
    assert evaluate(name, n="oo", rho=0, gamma="1/4", residual=1, digits=5) is not None
