"""n = oo: the limits of the catalogue and of a quantity of one's own, and what is refused instead."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.answers.evaluate import evaluate
from critscale.theory.assumptions import CORRELATION, RESIDUAL
from critscale.theory.errors import BadInput, NotCertain
from critscale.theory.field import Scalar, exp, hypot, log, maximum, minimum, nearest_to_half, radical, sqrt
from critscale.theory.layer.quantities import odds, output_cosine, row_entropy
from critscale.theory.layer.registry import QUANTITIES, Quantity
from critscale.theory.layer.row import Row

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
    if float(fraction) == 0:
        assert str(entropy) == str(fraction).replace(" / n", " log n / n")
    else:
        assert str(entropy) == f"inf (grows like {fraction} log n)"


def test_phases_of_the_cosine() -> None:
    """Theorem 2.1: 1, 4 rho / (1 + 3 rho), rho; a fixed beta is subcritical."""
    at: dict[str, Any] = {"n": "oo", "rho": "0.3"}
    assert evaluate("output-cosine", gamma=1, **at).contains(1)
    assert evaluate("output-cosine", beta=50, **at).contains(1)
    assert evaluate("output-cosine", gamma="10/7", **at).contains(Fraction(12, 19))
    assert evaluate("output-cosine", gamma=2, **at).contains(Fraction(3, 10))
    assert str(evaluate("cosine-odds", gamma=1, digits=4, **at)) == "inf (grows like 0.4286 n^(3/5))"


@pytest.mark.parametrize(
    ("gamma", "contraction", "odds_of_cosine"),
    [
        ("1/4", "0 (falls like 1.000 / n^(1/2))", "inf (grows like 1.000 n^(1/2))"),
        ("1/2", "0.5000", "1.000"),
        ("3/5", "1.000", "0 (falls like 1.000 / n^(1/5))"),
        (1, "1.000", "0 (falls like 3.000 / n)"),
        (2, "1.000", "0 (falls like 2.000 / n^2)"),
    ],
)
def test_the_threshold_of_orthogonal_tokens(gamma: Any, contraction: str, odds_of_cosine: str) -> None:
    """At rho = 0, r = 0 the limit of lambda is 0, 1/2 and 1 below, at and above gamma = 1/2 (A14)."""
    at: dict[str, Any] = {"n": "oo", "rho": 0, "gamma": gamma, "digits": 4}
    assert str(evaluate("contraction-factor", **at)) == contraction
    assert str(evaluate("cosine-odds", **at)) == odds_of_cosine
    near = evaluate("cosine-odds", **{**at, "n": "10^10^100", "digits": 10})
    power = {"1/4": 0.5, "1/2": 0, "3/5": -0.2, 1: -1, 2: -2}[gamma]
    assert float(near.ball.log() / (arb(10) ** 100 * arb(10).log())) == pytest.approx(power)


SUBCRITICAL: dict[str, Any] = {"n": "oo", "rho": "0.3", "gamma": 1, "digits": 10}
CRITICAL: dict[str, Any] = {"n": "oo", "rho": "0.3", "critical": True, "digits": 10}
WINDOW: dict[str, Any] = {"n": "oo", "rho": "0.3", "kappa": 1, "digits": 10}
SUPERCRITICAL: dict[str, Any] = {"n": "oo", "rho": "0.3", "gamma": 2, "digits": 10}
FIXED: dict[str, Any] = {"n": "oo", "rho": "0.3", "beta": 2, "digits": 10}
FLAT: dict[str, Any] = {"n": "oo", "rho": "0.3", "beta": 0, "digits": 10}


def own(formula: Callable[[Row, Scalar, Scalar], Scalar]) -> Quantity:
    """Return a formula as a quantity of one's own."""
    return Quantity(formula, "a quantity of one's own", "x", "1", "test")


def log_n(row: Row) -> Scalar:
    """Return log n."""
    return row.logs().length


class TestPowersOfLogN:
    """1/log n is no 0: what meets it decides the limit."""

    @pytest.mark.parametrize(
        "formula",
        [
            lambda row, rho, r: row.logs().gap * (1 / log_n(row)),
            lambda row, rho, r: (1 / log_n(row)) * row.logs().gap,
            lambda row, rho, r: row.logs().gap * log_n(row) ** -1,
            lambda row, rho, r: row.logs().gap / log_n(row),
            lambda row, rho, r: row.logs().gap * log_n(row) / log_n(row) / log_n(row),
        ],
    )
    def test_a_product_does_not_depend_on_its_order(self, formula: Any) -> None:
        """beta (1 - rho) / log n is gamma (1 - rho), however it is written."""
        assert str(evaluate(own(formula), **SUBCRITICAL)) == "0.7000000000"

    def test_a_difference_is_magnified(self) -> None:
        """(H/log n - (1 - a)) log n is log 2 at the critical scale."""

        def magnified(row: Row, rho: Scalar, r: Scalar) -> Scalar:
            return (row_entropy(row, rho, r) / log_n(row) - row.self_weight_complement) * log_n(row)

        assert str(evaluate(own(magnified), **CRITICAL)) == "0.6931471806"
        assert str(evaluate(own(magnified), **SUBCRITICAL)) == "0 (falls like 0.3000000000 log n / n^(3/10))"
        assert str(evaluate(own(magnified), **SUPERCRITICAL)) == "0 (falls like 0.4000000000 log n / n^(2/5))"

    @pytest.mark.parametrize(
        ("formula", "at", "expected"),
        [
            (lambda row, rho, r: log_n(row) ** 2 / 4, CRITICAL, "inf (grows like 0.2500000000 (log n)^2)"),
            (lambda row, rho, r: -(log_n(row) ** 3), CRITICAL, "-inf (grows like -1.000000000 (log n)^3)"),
            (lambda row, rho, r: 2 / log_n(row), CRITICAL, "0 (falls like 2.000000000 / log n)"),
            (lambda row, rho, r: (1 - rho) / log_n(row) ** 2, CRITICAL, "0 (falls like 0.7000000000 / (log n)^2)"),
            (lambda row, rho, r: row.logs().gap / log_n(row), FIXED, "0 (falls like 1.400000000 / log n)"),
            (lambda row, rho, r: (1 + log_n(row)) ** -1, CRITICAL, "0 (falls like 1.000000000 / log n)"),
            (lambda row, rho, r: row.self_weight * log_n(row) ** 9, SUBCRITICAL, "0 (falls like 1.000000000 (log n)^9 / n^(3/10))"),
            (lambda row, rho, r: exp(log_n(row)) + log_n(row), CRITICAL, "inf (grows like 1.000000000 n)"),
            (lambda row, rho, r: sqrt(log_n(row)), CRITICAL, "inf (grows like 1.000000000 (log n)^(1/2))"),
            (
                lambda row, rho, r: 1 / log_n(row) - 1 / (log_n(row) + 1),
                CRITICAL,
                "0 (falls like 1.000000000 / (log n)^2)",
            ),
            (lambda row, rho, r: sqrt(log_n(row) ** 2 + log_n(row)) - log_n(row), CRITICAL, "0.5000000000"),
            (lambda row, rho, r: radical(log_n(row), log_n(row)) - log_n(row), CRITICAL, "0.5000000000"),
            (lambda row, rho, r: (radical(log_n(row), 3 * rho) - log_n(row)) * log_n(row), CRITICAL, "0.4500000000"),
            (lambda row, rho, r: hypot(3 * log_n(row), 4 * log_n(row) + 1) - 5 * log_n(row), CRITICAL, "0.8000000000"),
            (lambda row, rho, r: (exp(1 / log_n(row)) - 1) * log_n(row), CRITICAL, "1.000000000"),
            (lambda row, rho, r: log(1 + 1 / log_n(row)) * log_n(row), CRITICAL, "1.000000000"),
            (lambda row, rho, r: (1 + 1 / log_n(row)) ** log_n(row), CRITICAL, "2.718281828"),
            (lambda row, rho, r: (maximum(rho, rho + 1 / log_n(row)) - rho) * log_n(row), CRITICAL, "1.000000000"),
            (lambda row, rho, r: (nearest_to_half(1 / log_n(row)) * 2), CRITICAL, "1.000000000"),
        ],
    )
    def test_the_limit_and_how_it_is_approached(self, formula: Any, at: dict[str, Any], expected: str) -> None:
        """The leading power of log n, with its coefficient."""
        assert str(evaluate(own(formula), **at)) == expected

    def test_the_note_is_data(self) -> None:
        """A program reads 0 and the rate apart."""
        value = evaluate(own(lambda row, rho, r: 2 / log_n(row)), **CRITICAL)
        assert value.to_json() == {**value.to_json(), "value": "0", "note": "falls like 2.000000000 / log n"}
        assert (float(value), value.is_infinite, value.contains(0)) == (0, False, True)


class TestPowersOfN:
    """A mass n^-e is a term of its own: its power, its coefficient and its sign are known."""

    @pytest.mark.parametrize(
        ("formula", "expected"),
        [
            (lambda row, rho, r: 1 / (1 - row.self_weight), "inf (grows like 1.000000000 n^(2/5))"),
            (lambda row, rho, r: 1 / (row.self_weight - 1), "-inf (grows like -1.000000000 n^(2/5))"),
            (lambda row, rho, r: log_n(row) / (row.weight_gap - 1), "-inf (grows like -1.000000000 n^(2/5) log n)"),
            (lambda row, rho, r: -log_n(row) / row.other_weight, "-inf (grows like -1.000000000 n^(7/5) log n)"),
            (lambda row, rho, r: (row.self_weight - 1) * log_n(row), "0 (falls like -1.000000000 log n / n^(2/5))"),
            (lambda row, rho, r: 1 / odds(row, rho, r) ** 3, "inf (grows like 1.000000000 n^(6/5))"),
            (lambda row, rho, r: row.self_weight_complement / log_n(row), "0 (falls like 1.000000000 / (n^(2/5) log n))"),
            (lambda row, rho, r: exp(-1 / row.share), "0"),
            (lambda row, rho, r: 1 / exp(-1 / row.share), "inf"),
            (lambda row, rho, r: sqrt(row.share) * log_n(row), "0 (falls like 1.000000000 log n / n^(1/2))"),
            (lambda row, rho, r: minimum(row.share, 1 - row.self_weight + log_n(row)), "0 (falls like 1.000000000 / n)"),
        ],
    )
    def test_zeros_and_infinities_have_their_rate(self, formula: Any, expected: str) -> None:
        """A number over what vanishes from below is -oo."""
        assert str(evaluate(own(formula), **SUPERCRITICAL)) == expected

    def test_the_row_knows_on_which_side_of_its_limit_it_is(self) -> None:
        """log(1 + E) = (1 - gamma (1 - rho)) log n + n^-(3/10) below the critical gamma; 1/a = 2 - 1/n at it."""
        above = own(lambda row, rho, r: 1 / (row.logs().partition - rho * log_n(row)))
        assert str(evaluate(above, **SUBCRITICAL)) == "inf (grows like 1.000000000 n^(3/10))"
        below = own(lambda row, rho, r: 1 / (1 / row.self_weight - 2))
        assert str(evaluate(below, **CRITICAL)) == "-inf (grows like -1.000000000 n)"

    @pytest.mark.parametrize(
        ("formula", "expected"),
        [
            (lambda row, rho, r: odds(row, rho, r) * row.share, "0 (falls like 1.000000000 / n^(7/10))"),
            (lambda row, rho, r: row.share / row.self_weight, "0 (falls like 1.000000000 / n^(7/10))"),
            (lambda row, rho, r: odds(row, rho, r) / exp(rho * log_n(row)), "1.000000000"),
            (lambda row, rho, r: odds(row, rho, r) - exp(log_n(row)), "-inf (grows like -1.000000000 n)"),
            (lambda row, rho, r: 1 / (row.self_weight - row.share), "inf (grows like 1.000000000 n^(3/10))"),
            (lambda row, rho, r: sqrt(row.self_weight - row.share), "0 (falls like 1.000000000 / n^(3/20))"),
            (lambda row, rho, r: (1 / row.self_weight - odds(row, rho, r)) * 7, "7.000000000"),
        ],
    )
    def test_masses_are_compared(self, formula: Any, expected: str) -> None:
        """0 * oo, 0/0, oo/oo, oo - oo and a 0 of unknown sign are decided by the powers of n."""
        assert str(evaluate(own(formula), **SUBCRITICAL)) == expected

    def test_a_division_by_zero_is_refused_by_name(self) -> None:
        """No number is made up, and the mend is not that of another point."""
        with pytest.raises(NotCertain, match="a division by 0") as refusal:
            evaluate(own(lambda row, rho, r: 1 / (log_n(row) - log_n(row))), **SUBCRITICAL)
        assert refusal.value.mend.startswith("mend the formula")

    def test_a_rate_that_is_no_rational_power_has_no_note(self) -> None:
        """In the window the perplexity is e^h(s) n^(1 - s), s transcendental; above beta = 0 the gap of weights is 0."""
        assert str(evaluate("perplexity", **WINDOW)) == "inf"
        assert str(evaluate("perplexity", **CRITICAL)) == "inf (grows like 2.000000000 n^(1/2))"
        assert str(evaluate("weight-gap", **{**FLAT, "n": 10})) == "0"

    def test_at_no_temperature_the_limit_is_that_of_a_small_one(self) -> None:
        """At beta = 0 and finite n, (a - b)/(beta (1 - rho)) is 1/n."""
        ratio = own(lambda row, rho, r: row.weight_gap / row.logs().gap)
        assert str(evaluate(ratio, n=10, beta=0, rho="0.3", digits=5)) == "0.10000"
        assert float(evaluate(ratio, n=10, beta="1e-9", rho="0.3").ball) == pytest.approx(0.1)
        with pytest.raises(NotCertain, match="a division by 0"):
            evaluate(own(lambda row, rho, r: 1 / (row.logs().gap * 0)), n=10, beta=0, rho="0.3")

    def test_a_cancellation_of_balls_is_refused(self) -> None:
        """In the window a coefficient is no rational number: whether it is 0 stays open, and that is said."""
        formula = own(lambda row, rho, r: (row.self_weight + row.self_weight_complement - 1) * log_n(row))
        with pytest.raises(NotCertain, match=r"a coefficient of log n: .* told from 0 .*; write the formula without"):
            evaluate(formula, **WINDOW)
        assert str(evaluate(formula, **CRITICAL)) == "0"

    def test_a_sign_that_a_ball_leaves_open_is_refused(self) -> None:
        """It is not guessed, at no precision."""
        formula = own(lambda row, rho, r: 1 / (row.self_weight + row.self_weight_complement - 1))
        with pytest.raises(NotCertain, match="a coefficient that cannot be told from 0"):
            evaluate(formula, **WINDOW)

    def test_a_sign_that_more_digits_decide_is_decided(self) -> None:
        """The precision rises until the coefficient is no longer 0 to it."""
        tiny = own(lambda row, rho, r: 1 / (row.self_weight + row.self_weight_complement - 1 + rho**400))
        assert str(evaluate(tiny, **{**WINDOW, "rho": "1/2"})).startswith("2.582249878e+120")


class TestLogarithms:
    """The logarithm of a power of n; log log n is refused by name."""

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (CRITICAL, "-0.6931471806"),
            (WINDOW, "-0.3132616875"),
            (SUPERCRITICAL, "0 (falls like -1.000000000 / n^(2/5))"),
            (SUBCRITICAL, "-inf (grows like -0.3000000000 log n)"),
        ],
    )
    def test_of_a_weight(self, at: dict[str, Any], expected: str) -> None:
        """Log a."""
        assert str(evaluate(own(lambda row, rho, r: log(row.self_weight)), **at)) == expected

    @pytest.mark.parametrize(
        ("formula", "form"),
        [
            (lambda row, rho, r: log(log_n(row)), "log log n, from .* of order log n; give a large finite n"),
            (lambda row, rho, r: log(row.share * log_n(row)), "log log n, from .* of order log n / n; give"),
            (lambda row, rho, r: log(-1 - rho), "the logarithm of a negative number; mend"),
            (lambda row, rho, r: log(log_n(row) - log_n(row)), "the logarithm of 0; mend"),
        ],
    )
    def test_refusals(self, formula: Any, form: str) -> None:
        """By name."""
        with pytest.raises(NotCertain, match=form):
            evaluate(own(formula), **SUBCRITICAL)

    def test_a_function_of_floats_is_refused(self) -> None:
        """The math module would drop what certifies."""
        import math

        for at in (CRITICAL, {**CRITICAL, "n": 10}):
            with pytest.raises(BadInput, match=r"critscale\.theory\.field"):
                evaluate(own(lambda row, rho, r: math.log(row.self_weight)), **at)


def test_a_fraction_is_a_value() -> None:
    """It is rounded at the working precision, not at that of whoever calls."""
    third = own(lambda row, rho, r: Fraction(1, 3))
    for at in (CRITICAL, {**CRITICAL, "n": 10}):
        assert str(evaluate(third, **{**at, "digits": 40})) == "0." + 40 * "3"


def test_python_compares_at_large_n() -> None:
    """A formula that branches takes the branch of all large n, or is refused."""
    for at, expected in ((SUBCRITICAL, "0.3000000000"), (SUPERCRITICAL, "1.000000000")):
        larger = own(lambda row, rho, r: max(rho, row.self_weight, -abs(row.logs().length)))
        assert str(evaluate(larger, **at)) == expected
    same = own(lambda row, rho, r: 1 + rho if row.weight_gap == row.self_weight else rho)
    assert str(evaluate(same, **SUPERCRITICAL)) == "0.3000000000"
    assert str(evaluate(own(lambda row, rho, r: rho if rho >= row.share else r), **FLAT)) == "0.3000000000"


def test_an_own_quantity_is_made_of_those_of_the_catalogue() -> None:
    """The distance of two output tokens of length 1, sqrt(2 - 2 cos'): sqrt(14/19) at the critical scale."""
    distance = own(lambda row, rho, r: sqrt(2 * (1 - output_cosine(row, rho, r))))
    assert str(evaluate(distance, **CRITICAL)) == "0.8583950753"
