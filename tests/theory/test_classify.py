"""Asymptotics and classes: derived, exact, refused by name where undecided, and in agreement with SymPy."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.laws.classification import classify
from critscale.numerics.laws.multiplier import constant_sign, multiplier
from critscale.theory.errors import BadInput
from critscale.theory.grammar import parse
from critscale.theory.laws.asymptotics import series
from critscale.theory.laws.catalogue import LAWS
from critscale.theory.laws.classes import OPEN, asymptotic, limit
from critscale.theory.laws.constants import Constant, Undecided
from critscale.theory.notation import symbolic, text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("log(8)/log(2)", "3"),
        ("sqrt(2)*sqrt(2)", "2"),
        ("2^(1/3)*4^(1/3)", "2"),
        ("log(n) - log(n + 1) + 1/n", "0.5 n^(-2) - 1/3 n^(-3) + O(n^(-4))"),
        ("n^(1/log(n))", "exp(1)"),
        ("exp(log(n)/2)*log(n)^2", "n^(1/2) (log n)^2"),
        ("log(log(n)^2)", "2 log log n"),
        ("floor(1 - 1/n)", "0"),
        ("floor(3 + 1/n)", "3"),
        ("floor(log(8192))", "9"),
        ("floor(n/7)", "1/7 n + O(1)"),
        ("min(n, 5)", "5"),
        ("max(log(n)^2, sqrt(n))", "n^(1/2)"),
        ("pos + 1 - n", "0"),
        ("1 + 0.1*log(n/8192)", "0.1 log n + 1 - 1.3*log(2)"),
        ("1 + 0.1*log(1 + floor((pos + 1)/8192))", "0.1 log n + 1 - 1.3*log(2) + O(n^(-1))"),
    ],
)
def test_series(expression: str, expected: str) -> None:
    """Leading terms are exact, and so is the growth of what is left out."""
    assert str(series(parse(expression), constant_sign)) == expected


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("exp(n)", "leaves the scale"),
        ("(log(2) + log(3) + log(5) + log(7) + log(11) + log(13) + 1)^16*log(n)", "too many terms"),
        ("log(log(log(n)))", "leaves the scale"),
        ("exp(sqrt(log(n)))", "leaves the scale"),
        ("n^log(2)", "leaves the scale"),
        ("log(n + floor(n)) - log(2*n) - floor(n)/n + 1", "cancel"),
        ("max(1, 2 - sqrt(3 - 2*sqrt(2)) - (3 - sqrt(2)) + 1)", "balls cannot tell it from 0"),
    ],
)
def test_undecided_is_refused_by_name(expression: str, why: str) -> None:
    """Nothing is guessed: a growth outside the scale, a hidden zero."""
    with pytest.raises(Undecided, match=why):
        asymptotic(parse(expression), constant_sign)


@pytest.mark.parametrize("expression", ["-1", "0", "2 - log(n)", "log(n) - log(n)", "sqrt(1 - n)", "log(1 - n)"])
def test_a_multiplier_must_be_positive(expression: str) -> None:
    """What is not positive for large n is no inverse temperature."""
    with pytest.raises(BadInput, match="positive"):
        asymptotic(parse(expression), constant_sign)


LIMITS = [
    "1 + 0.1*log(n/8192)",
    "(1 + 0.1*log(n/4096))^2",
    "log(n)/log(2048)",
    "(1 + n/2048)^0.1",
    "sqrt(1 - n^(-1/64))/sqrt(1 - 512^(-1/64))",
    "sqrt(2*log(n/10 + 1) + 1)",
    "1 + log(n + 1)^2/log(n)",
]


@pytest.mark.parametrize("expression", LIMITS)
def test_the_leading_term_agrees_with_sympy(expression: str) -> None:
    """m over its derived leading term tends to 1 by SymPy's limit, where that is reliable: log n is its variable."""
    found = series(parse(expression), constant_sign).terms[0]
    t = sympy.Symbol("t", positive=True)
    m = sympy.expand_log(symbolic(parse(expression)).subs(sympy.Symbol("n", positive=True, integer=True), sympy.exp(t)))
    power, logs = sympy.Rational(found.rate.power), sympy.Rational(found.rate.logs)
    lead = symbolic(found.coefficient.expression()) * sympy.exp(power * t) * t**logs
    assert sympy.limit(m / lead, t, sympy.oo) == 1


@settings(max_examples=40, deadline=None)
@given(
    st.fractions(Fraction(1, 5), 5, max_denominator=20),
    st.fractions(-3, 3, max_denominator=10),
    st.sampled_from(["log({u})", "({u})^(1/10)", "sqrt(log({u}))", "log({u})^2/log(n)", "max(2, log({u}))"]),
    st.integers(2, 10_000),
)
def test_the_series_meets_the_balls(scale: Fraction, shift: Fraction, shape: str, length: int) -> None:
    """The leading terms are the value at a huge n, up to what the error says."""
    expression = parse(f"{shape.format(u=f'n/{length} + 7')}*{scale} + {shift} + 4")
    found = series(expression, constant_sign)
    n = "10^2000"
    value = float(multiplier(expression, n, 17))
    log_n = 2000 * 2.302585092994046
    total = 0.0
    for rate, coefficient in found.terms:
        total += (
            float(multiplier(coefficient.expression(), 2, 17))
            * 10.0 ** (2000.0 * float(rate.power) if abs(rate.power) < Fraction(1, 8) else -300)
            * (log_n ** float(rate.logs))
        )
    assert value == pytest.approx(total, rel=1e-6)


def test_static_yarn_is_constant_and_qwen_preserves() -> None:
    """Static YaRN factor 32 is constant in n, subcritical eventually; Qwen's log n is regime-preserving."""
    yarn = classify("yarn", beta0=11, rho="0.3", parameters={"factor": 32}, levels=())
    assert (yarn.asymptotic.kind.id, yarn.limit.regime) == ("constant", "subcritical")
    assert yarn.asymptotic.kind.meaning == "constant in n, subcritical eventually"
    qwen = classify("qwen-logn", beta0=11, rho="0.3", levels=())
    assert qwen.asymptotic.regime_preserving
    assert "regime-preserving" in str(qwen)


def test_equality_is_exact_and_the_next_order_decides() -> None:
    """Gamma = 1/(1 - rho) is seen exactly, through logarithms; kappa tells what is beyond."""
    assert classify("log(n)/log(4096)", beta0="10/7*log(4096)", rho="0.3", levels=()).limit.regime == "critical"
    assert classify("log(n)/log(4096)", beta0="10/7*12*log(2)", rho="0.3", levels=()).limit.regime == "critical"
    assert classify("log(n) + 2", beta0="10/7", rho="0.3", levels=()).limit.regime == "window"
    assert classify("log(n) + log(log(n))", beta0="10/7", rho="0.3", levels=()).limit.regime == "supercritical"
    assert classify("log(n) - log(log(n))", beta0="10/7", rho="0.3", levels=()).limit.regime == "subcritical"
    assert classify("log(n)", beta0="1.428571428571428571", rho="0.3", levels=()).limit.regime == "subcritical"
    assert classify("log(n)", beta0="1.428571428571428572", rho="0.3", levels=()).limit.regime == "supercritical"


@pytest.mark.parametrize("law", [law for law in LAWS if LAWS[law].formula is not None])
def test_class_and_growth_need_no_base_scale(law: str) -> None:
    """They are the same without one; so is the regime where every base scale leads to it, and elsewhere a base scale decides."""
    alone = classify(law)
    settled = alone.limit.regime != OPEN
    assert alone.crossings == () and alone.open == (("crossings",) if settled else ("gamma", "regime", "crossings"))
    sides = set()
    for gap in (Fraction(99, 100), Fraction(1), Fraction(101, 100)):
        critical = alone.asymptotic.critical_gap
        scale = text(critical.expression()) if critical is not None else "1"
        found = classify(law, beta0=f"({scale})*{gap}*4/3", rho="1/4", levels=())
        assert (found.asymptotic.kind, str(found.asymptotic.series)) == (alone.asymptotic.kind, str(alone.asymptotic.series))
        assert found.open == ()
        sides.add(found.limit.regime)
        if gap != 1:
            assert not settled or found.limit.regime == alone.limit.regime
            assert settled or found.limit.regime == ("supercritical" if gap > 1 else "subcritical")
    assert (len(sides) == 1) == settled


def test_half_of_a_base_scale_is_refused() -> None:
    """Crossing lengths need both, and a range for them needs them."""
    for words in ({"rho": "0.3"}, {"beta0": 11}, {"largest": "1e6"}):
        with pytest.raises(BadInput, match="need both beta0 and rho; give both"):
            classify("yarn", **words)


def test_what_is_open_is_said() -> None:
    """In a line of the text, and as null in the data."""
    shown = str(classify("qwen-logn"))
    assert "critical at beta0 (1 - rho) = 11*log(2) = 7.62462" in shown and "the side it is on" in shown
    assert "gamma" not in shown and "self weight 50%" not in shown
    data = classify("qwen-logn").to_json()
    assert (data["class"], data["regime_preserving"]) == ("log ratio", True)
    assert [name for name, value in data.items() if value is None] == ["beta0", "rho", "gamma", "regime", "crossings"]
    assert classify("yarn").to_json()["regime"] == "subcritical"
    assert "the side" not in str(classify("yarn")) and "crossing lengths" in str(classify("yarn"))
    assert "needs beta0" not in str(classify("yarn", beta0=11, rho="0.3"))


def test_a_base_scale_is_positive() -> None:
    """A base scale of 0, or one in n, is refused."""
    found = asymptotic(parse("1"), constant_sign)
    with pytest.raises(BadInput, match="positive"):
        limit(found, Constant.of(0), Fraction(0), constant_sign)
    for bad in (0, -1, "n", "log(1)", "x"):
        with pytest.raises(BadInput if bad != "x" else Exception):
            classify("1", beta0=bad, rho=0, levels=())
