"""Certified evaluation: right digits, at any n and any number of them, the same in every thread."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath.ctx_mp import MPContext

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.multiprecision import evaluate_mpmath
from critscale.numerics.inputs import rational
from critscale.numerics.numbers.enclosure import Enclosure
from critscale.theory.assumptions import CONTEXT_LENGTH, CORRELATION, RESIDUAL
from critscale.theory.errors import BadInput, NotCertain
from critscale.theory.field import Scalar
from critscale.theory.layer import naive
from critscale.theory.layer.registry import QUANTITIES, Quantity
from critscale.theory.layer.row import Row

SCALES = st.one_of(
    st.fractions(0, 5, max_denominator=60).map(lambda g: {"gamma": g}),
    st.integers(1, 10**30).map(lambda k: {"gamma": Fraction(1, k)}),
    st.fractions(0, 200, max_denominator=60).map(lambda b: {"beta": b}),
    st.integers(1, 10**30).map(lambda k: {"beta": Fraction(1, k)}),
    st.fractions(0, 40, max_denominator=60).map(lambda k: {"kappa": k}),
    st.just({"critical": True}),
)
TOWERS = st.one_of(
    CONTEXT_LENGTH.strategy().map(int),
    st.integers(1, 10**8).map(lambda k: f"10^{k}"),
    st.integers(1, 120).map(lambda k: f"7^10^{k}"),
    st.integers(1, 10**9).map(lambda k: f"exp({k})"),
)
CORRELATIONS = st.one_of(CORRELATION.strategy(), st.just(Fraction(0)))


def within_an_ulp(text: str, digits: int, other: Any, context: MPContext) -> bool:
    """Tell whether a printed decimal has that many digits and is within one unit of its last place of ``other``."""
    mantissa = text.partition("e")[0].replace(".", "").replace("-", "").lstrip("0")
    shown = context.mpf(text)
    unit = context.mpf(10) ** (context.floor(context.log10(abs(shown))) - digits + 1)
    return len(mantissa) == digits and bool(abs(shown - other) < unit)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(QUANTITIES)), TOWERS, CORRELATIONS, RESIDUAL.strategy(), SCALES, st.integers(1, 80))
@example("row-entropy", "10^10^100", Fraction(1, 3), Fraction(0), {"gamma": Fraction(5)}, 50)
@example("balanced-mass", 3, Fraction(1, 3), Fraction(0), {"beta": Fraction(1, 10**30)}, 50)
@example("perplexity", "10^10^100", Fraction(1, 3), Fraction(0), {"gamma": Fraction(1)}, 50)
@example("contraction-factor", 2, Fraction(0), Fraction(0), {"beta": Fraction(1, 10**30)}, 50)
def test_both_engines_agree(
    name: str, n: object, rho: Fraction, r: Fraction, scale: dict[str, Any], digits: int
) -> None:
    """Balls and mpmath give the same digits, at every n, in every regime, at any depth."""
    point: dict[str, Any] = {"n": n, "rho": rho, "residual": r, "dim": n, **scale}
    ball = evaluate(name, **point, digits=digits)
    if ball.is_exact or scale in ({"gamma": 0}, {"beta": 0}):
        return  # zeros and infinities have their own tests; the second engine divides by them
    number = evaluate_mpmath(name, **point, digits=digits + 5)
    assert ball.agrees(number, digits)
    assert within_an_ulp(str(ball), digits, number, number.context)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 10**6),
    CORRELATIONS,
    RESIDUAL.strategy().filter(lambda r: r < 1000),
    st.fractions(0, 30, max_denominator=20),
    st.integers(1, 60),
)
def test_the_definition_gives_the_same(n: int, rho: Fraction, r: Fraction, beta: Fraction, digits: int) -> None:
    """The naive forms, straight from the softmax, at a precision that outlasts their cancellation."""
    mp = MPContext()
    mp.dps = 2 * digits + 120

    def number(value: Fraction) -> Any:
        return mp.mpf(value.numerator) / value.denominator

    a, b = naive.softmax(mp.exp(number(beta)), mp.exp(number(beta * rho)), n)
    norm = naive.output_norm_squared(a, b, n, number(rho), number(r))
    inner = naive.output_inner_product(a, b, n, number(rho), number(r))
    expected = {
        "self-weight": a,
        "self-weight-complement": 1 - a,
        "other-weight": b,
        "row-entropy": naive.row_entropy(a, b, n, mp.log(a), mp.log(b)),
        "inverse-participation-ratio": naive.inverse_participation_ratio(a, b, n),
        "row-overlap": naive.row_overlap(a, b, n),
        "output-norm-squared": norm,
        "output-inner-product": inner,
        "output-cosine": inner / norm,
        "output-cosine-complement": 1 - inner / norm,
        "contraction-factor": (1 - inner / norm) / number(1 - rho),
    }
    for name, value in expected.items():
        ball = evaluate(name, n=n, beta=beta, rho=rho, residual=r, digits=digits)
        if ball.is_exact and str(ball) == "0":
            assert abs(value) < mp.mpf(10) ** -(digits + 100)
        else:
            assert within_an_ulp(str(ball), digits, value, mp), name


@settings(max_examples=60, deadline=None)
@given(TOWERS, CORRELATIONS, RESIDUAL.strategy(), SCALES)
def test_complements_complete(n: object, rho: Fraction, r: Fraction, scale: dict[str, Any]) -> None:
    """Every complement and its quantity add up, as balls."""
    at: dict[str, Any] = {"n": n, "rho": rho, "residual": r, **scale}

    def ball(name: str) -> Any:
        return evaluate(name, **at, digits=40).ball

    assert (ball("self-weight") + ball("self-weight-complement")).contains(1)
    assert (ball("contraction-factor") + ball("contraction-factor-complement")).contains(1)
    assert (ball("output-cosine") + ball("output-cosine-complement")).contains(1)
    assert (ball("self-weight") - ball("other-weight")).overlaps(ball("weight-gap"))
    excess = ball("output-cosine") - ball("output-cosine-excess")
    assert (excess * rho.denominator).contains(rho.numerator)


@pytest.mark.parametrize("digits", [1, 2, 15, 30, 1000, 10_000])
def test_any_number_of_digits(digits: int) -> None:
    """Fewer digits are the rounding of more."""
    text = str(evaluate("output-cosine", n=1000, gamma="1.3", rho="0.3", digits=digits))
    more = evaluate("output-cosine", n=1000, gamma="1.3", rho="0.3", digits=digits + 20)
    assert len(text) == digits + 2
    assert abs(rational(text) - rational(str(more))) <= Fraction(51, 100 * 10**digits)


def test_the_printed_decimal_is_rounded_not_cut() -> None:
    """Trailing zeros count as digits."""
    at: dict[str, Any] = {"n": 1000, "gamma": "1.3", "rho": "0.3", "residual": "0.70710678118654752440"}
    assert str(evaluate("output-cosine", **at, digits=15)) == "0.528622728735810"
    assert str(evaluate("output-cosine", **at, digits=13)) == "0.5286227287358"
    assert str(evaluate("odds", n=2, critical=True, rho="0.3", digits=1)) == "0.5"
    assert str(evaluate("perplexity", n=2, gamma=0, rho="0.3", digits=1)) == "2"


def test_the_exponent_tower() -> None:
    """At n = 10^(10^100), gamma = 2, rho = 1/3, 1 - a = n^(-1/3) (1 + o(1)): every digit of the exponent is there."""
    value = evaluate("self-weight-complement", n="10^10^100", gamma=2, rho="1/3", digits=30)
    assert str(value) == "4.64158883361277889241007635092e-" + "3" * 99 + "4"


@pytest.mark.parametrize("n", ["1000", "10^10^100"])
@pytest.mark.parametrize(
    "scale", [{"gamma": 2}, {"gamma": "1/2"}, {"critical": True}, {"kappa": 1}, {"beta": 3}, {"beta": "1e-30"}]
)
@pytest.mark.parametrize(
    "name", sorted(name for name in set(QUANTITIES) - {"perplexity"} if QUANTITIES[name].outer != "sqrt")
)
def test_the_first_try_is_certain(name: str, scale: dict[str, Any], n: str) -> None:
    """Guard bits and forms without cancellation: no second try, but for perplexity, an exponential of H, and roots."""
    first = evaluate("self-weight", n=10, gamma=1, rho="0.3", digits=50).bits
    assert evaluate(name, n=n, rho="0.3", residual="0.7", dim=n, digits=50, **scale).bits == first


def test_the_critical_gamma_is_critical() -> None:
    """Gamma = 1/(1 - rho) is exactly critical, at an n where the least error would leave the window."""
    for rho in {Fraction(p, q) for q in range(2, 40) for p in range(q)}:
        at_gamma = evaluate("self-weight", n="10^10^100", gamma=1 / (1 - rho), rho=rho, digits=20)
        assert str(at_gamma) == "0.50000000000000000000", rho


def test_gamma_beta_and_kappa_are_one_scale() -> None:
    """The three ways to give the scale meet where they describe the same point."""
    n, rho = "exp(10)", "1/5"
    values = [
        evaluate("output-cosine", n=n, rho=rho, **given).ball
        for given in ({"gamma": "3/2"}, {"beta": 15}, {"kappa": 2})
    ]
    assert values[0].overlaps(values[1])
    assert values[1].overlaps(values[2])


class TestExactValues:
    """Zeros, infinities and what must not become a number."""

    @pytest.mark.parametrize("scale", [{"gamma": 0}, {"beta": 0}])
    @pytest.mark.parametrize("n", [2, 1000, "10^10^100", "exp(5)"])
    def test_no_temperature_no_difference(self, n: Any, scale: dict[str, Any]) -> None:
        """At beta = 0 all tokens become one: the contraction is exactly 0, the odds of the cosine infinite."""
        zero = evaluate("contraction-factor", n=n, rho="0.3", **scale)
        assert (str(zero), zero.is_exact, float(zero)) == ("0", True, 0)
        assert str(evaluate("output-cosine-complement", n=n, rho="0.3", **scale)) == "0"
        assert str(evaluate("cosine-odds", n=n, rho="0.3", **scale)) == "inf"
        assert evaluate("entropy-fraction", n=n, rho="0.3", **scale, digits=5).contains(1)
        assert not evaluate("contraction-factor", n=n, rho="0.3", residual="1/2", **scale).is_exact

    def test_the_lowest_kappa_is_no_temperature(self) -> None:
        """Kappa = -log n, which an n given by its logarithm can meet exactly, is beta = 0; below is refused."""
        assert str(evaluate("weight-gap", n="exp(3)", kappa=-3, rho="0.3")) == "0"
        with pytest.raises(BadInput, match="negative"):
            evaluate("weight-gap", n="exp(3)", kappa="-3.0001", rho="0.3")
        with pytest.raises(BadInput, match="negative"):
            evaluate("weight-gap", n=20, kappa=-3, rho="0.3")

    def test_a_formula_that_cancels_is_refused(self) -> None:
        """1 - a from a, at an n where it takes 10^100 digits, is not certain and says why."""

        def cancelling(row: Row, rho: Scalar, r: Scalar) -> Scalar:
            """One minus the self weight, badly."""
            return 1 - row.self_weight

        bad = Quantity(cancelling, "cancelling", "x", "1", "test")
        assert evaluate(bad, n="10^50", gamma=2, rho="1/3", digits=30).agrees(
            evaluate_mpmath("self-weight-complement", n="10^50", gamma=2, rho="1/3", digits=40), 30
        )
        with pytest.raises(NotCertain, match="cannot be told from 0 at"):
            evaluate(bad, n="10^10^100", gamma=2, rho="1/3")

    def test_a_formula_that_is_identically_zero_is_refused(self) -> None:
        """A zero that the formula does not show cannot be certified to relative digits."""

        def hidden(row: Row, rho: Scalar, r: Scalar) -> Scalar:
            """Sum of all weights, minus one."""
            return row.self_weight + row.self_weight_complement - 1

        with pytest.raises(NotCertain):
            evaluate(Quantity(hidden, "hidden", "0", "1", "test"), n=10, gamma=1, rho="1/3")


class TestIsolation:
    """No global state is left behind or listened to."""

    def test_flint_and_mpmath_keep_their_precision(self) -> None:
        """Neither the precision of flint nor that of the global mpmath context moves, nor matters."""
        import mpmath

        before, mp_before = ctx.prec, mpmath.mp.prec
        first = evaluate("contraction-factor", n=10, gamma=1, rho="0.3", digits=100)
        try:
            ctx.prec = 11
            second = evaluate("contraction-factor", n=10, gamma=1, rho="0.30", digits=100)
            assert ctx.prec == 11
        finally:
            ctx.prec = before
        assert first == second
        with pytest.raises(NotCertain):
            evaluate(
                Quantity(lambda row, rho, r: 0 / (row.self_weight - row.self_weight), "t", "t", "1", "t"),
                n=9,
                gamma=1,
                rho="0.3",
            )
        assert (ctx.prec, mpmath.mp.prec) == (before, mp_before)

    def test_threads_give_the_same_balls(self) -> None:
        """Many threads, many precisions at once: each enclosure is the one a single thread gives, bit by bit."""
        jobs = list(product(("contraction-factor", "row-entropy", "perplexity"), (7, 50, 400), ("1e9", "10^10^50"), range(6)))

        def run(job: tuple[str, int, str, int]) -> dict[str, object]:
            name, digits, n, k = job
            return evaluate(name, n=n, gamma=Fraction(k + 1, 7), rho="0.3", digits=digits).to_json()

        alone = [run(job) for job in jobs]
        with ThreadPoolExecutor(8) as pool:
            for _ in range(3):
                assert list(pool.map(run, jobs)) == alone

    def test_a_thread_keeps_its_precision_while_others_run(self) -> None:
        """A formula that lets other threads run in its middle still ends at its own precision."""

        def slow(row: Row, rho: Scalar, r: Scalar) -> Scalar:
            """Self weight, with a pause."""
            time.sleep(1e-3)
            return row.self_weight / 3

        pausing = Quantity(slow, "pausing", "a/3", "1", "test")

        def run(digits: int) -> Any:
            return evaluate(pausing, n=99, gamma=1, rho="0.3", digits=digits).to_json()

        digits = [5, 500] * 8
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(run, digits)) == [run(d) for d in digits]

    def test_the_result_does_not_depend_on_what_ran_before(self) -> None:
        """A second call, which knows the precision it needs, returns the same ball."""
        at: dict[str, Any] = {"n": "10^10^60", "gamma": "0.37", "rho": "0.21", "digits": 33}
        assert evaluate("perplexity", **at) == evaluate("perplexity", **at)

    def test_enclosures_pickle(self) -> None:
        """What a worker process sends back is the same ball."""
        for value in (
            evaluate("contraction-factor", n=10, gamma=1, rho="0.3"),
            evaluate("row-entropy", n="oo", gamma=1, rho="0.3"),
            evaluate("weight-gap", n=10, gamma=0, rho="0.3"),
        ):
            assert pickle.loads(pickle.dumps(value)) == value

    @pytest.mark.parametrize("size", (29, 30))
    def test_every_radius_pickles(self, size: int) -> None:
        """One of 30 bits, the most there are, too."""
        half, less = (arb(0, (2 ** (size - 1) - k, -148)) for k in (0, 1))
        value = Enclosure(half + less, 30, 122)
        assert pickle.loads(pickle.dumps(value)) == value

    def test_the_path_imports_no_sympy(self) -> None:
        """Evaluation starts fast: no SymPy, NumPy or Hypothesis behind it."""
        code = (
            "import sys; from critscale.numerics.answers.evaluate import evaluate;"
            "print(evaluate('contraction-factor', n='10^10^100', gamma=1, rho='0.3'));"
            "print(*{'sympy', 'numpy', 'hypothesis'} & set(sys.modules))"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout.splitlines()[1] == ""
