"""Enclosures: what they hold, what they print, what they hand on."""

from __future__ import annotations

import json
from fractions import Fraction

import mpmath
import pytest
from flint import arb

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.numbers.enclosure import Enclosure, exact


@pytest.fixture
def value() -> Enclosure:
    """Return a quantity with a rational value, n/(2n - 1) at n = 1000."""
    return evaluate("self-weight", n=1000, critical=True, rho="0.3", digits=30)


TRUE = Fraction(1000, 1999)


def test_the_true_value_is_inside(value: Enclosure) -> None:
    """Ends, midpoint and radius enclose the rational truth, and little else."""
    assert value.contains(TRUE)
    assert not value.contains(TRUE + Fraction(1, 10**31))
    assert not value.contains("0.5")
    assert value.contains(value.value)
    assert value.lower <= value.value <= value.upper
    assert value.lower < value.upper
    assert 0 < value.radius < mpmath.mpf(10) ** -30
    assert value.digits == 30
    assert value.bits >= 100


def test_it_prints_the_certain_digits(value: Enclosure) -> None:
    """Plain, repr, LaTeX and JSON show the same digits."""
    digits = "0.500250125062531265632816408204"
    assert str(value) == digits
    assert repr(value) == f"Enclosure({digits}, digits=30)"
    assert value._repr_latex_() == f"${digits}$"
    data = json.loads(json.dumps(value.to_json()))
    assert data["value"] == digits
    assert data["digits"] == 30
    assert abs(Fraction(digits) - TRUE) < Fraction(data["radius"]) + Fraction(1, 10**30)


def test_it_is_a_number(value: Enclosure) -> None:
    """A float, and an mpmath number that carries its own precision."""
    assert float(value) == float(TRUE)
    assert abs(value.value * 1999 - 1000) < mpmath.mpf(10) ** -27
    assert mpmath.mpf(value.value) == float(TRUE) or abs(mpmath.mpf(value.value) - float(TRUE)) < 1e-15


def test_the_radius_in_json_is_a_bound() -> None:
    """Six digits of the radius are never less than the radius."""
    for k in range(2, 60):
        e = evaluate("self-weight", n=k, gamma="1.1", rho="0.3", digits=12)
        low, high = Fraction(str(e.to_json()["radius"])), e.ball.rad().man_exp()
        assert low >= Fraction(int(high[0])) * Fraction(2) ** int(high[1])


def test_scientific_latex() -> None:
    """A power of ten is typeset as one."""
    e = evaluate("other-weight", n="1e30", critical=True, rho="0.3", digits=3)
    assert str(e) == "5.00e-31"
    assert e._repr_latex_() == r"$5.00 \times 10^{-31}$"
    assert evaluate("odds", n="1e30", gamma=0, rho="0.3", digits=3)._repr_latex_() == r"$1.00 \times 10^{30}$"


def test_zero_and_infinity_say_so() -> None:
    """Exact zero and infinity have honest text, bounds and JSON."""
    zero = evaluate("weight-gap", n=7, gamma=0, rho="0.3")
    assert (str(zero), float(zero), zero.radius, zero.to_json()["radius"]) == ("0", 0, 0, "0")
    infinite = evaluate("row-entropy", n="oo", gamma=1, rho="0.3", digits=4)
    assert infinite.is_infinite
    assert str(infinite) == "inf (grows like 1.000 log n)"
    assert infinite.to_json()["note"] == "grows like 1.000 log n"
    assert infinite._repr_latex_() == r"$\infty$"
    assert float(infinite) == float("inf")
    assert infinite.lower == infinite.upper == mpmath.inf


def test_out_of_the_range_of_floats() -> None:
    """Below it a float is 0; above it infinity, as mpmath has it."""
    assert float(evaluate("self-weight", n="10^10^100", gamma=1, rho="0.3")) == 0
    assert float(evaluate("perplexity", n="10^10^100", gamma=1, rho="0.3")) == float("inf")


def test_agreement_is_relative(value: Enclosure) -> None:
    """An uncertified number agrees to as many digits as it shares."""
    shifted = value.value * (1 + mpmath.mpf(10) ** -15)
    assert value.agrees(shifted, 14)
    assert not value.agrees(shifted, 16)
    assert not value.agrees(mpmath.nan, 1)
    assert exact(0, 5).agrees(mpmath.mpf(0), 5)
    assert not exact(0, 5).agrees(mpmath.mpf("1e-99"), 5)
    assert evaluate("odds", n="oo", gamma=1, rho="0.3").agrees(mpmath.inf, 5)


def test_equality_is_of_balls(value: Enclosure) -> None:
    """Equal means the same ball and digits, and equal ones hash alike."""
    again = evaluate("self-weight", n="1e3", kappa=0, rho=Fraction(3, 10), digits=30)
    assert value == again
    assert hash(value) == hash(again)
    assert value != evaluate("self-weight", n=1000, critical=True, rho="0.3", digits=29)
    assert value != str(value)


def test_a_float_is_the_nearest_one() -> None:
    """Below the normal floats too, where a value halfway between two of 53 bits would be rounded twice."""
    mantissa = 20076849990925739040580952798527488
    assert float(Enclosure(arb((mantissa, -1137)), 10, 200)) == float(Fraction(mantissa, 2**1137))
