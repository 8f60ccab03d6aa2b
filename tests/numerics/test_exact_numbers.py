"""Exact numbers of any size: read from whatever library holds them, and printed by one printer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq, fmpz
from hypothesis import given
from hypothesis import strategies as st

from critscale import evaluate, grid
from critscale.numerics.inputs import MAX_BITS, rational
from critscale.numerics.settings.length import ContextLength
from critscale.theory.digits import exact_text, integer_text, ratio_text
from critscale.theory.errors import BadInput, shown

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    "value",
    [
        np.float16(0.3),
        np.float32(0.3),
        np.float64(0.3),
        np.longdouble("0.3"),
        np.int64(-3),
        np.uint8(3),
        mpmath.mpf("0.3"),
        mpmath.mpf("-1e-5000"),
        mpmath.mpf(0),
        Decimal("0.3"),
        arb("0.5"),
        arb(-3),
        fmpq(1, 3),
        fmpz(3),
        sympy.Rational(1, 3),
        sympy.Float("0.3", 50),
        np.str_("0.3"),
    ],
    ids=lambda value: f"{type(value).__module__}.{type(value).__name__} {value}",
)
def test_a_number_of_any_library_is_its_exact_value(value: Any) -> None:
    """Of a binary float, whatever its width, the one it holds."""
    if hasattr(value, "_mpf_"):
        sign, mantissa, exponent, _ = value._mpf_
        expected = (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    elif isinstance(value, arb):
        expected = Fraction(str(value.str(radius=False)))
    elif isinstance(value, fmpq | sympy.Rational):
        expected = THIRD
    elif isinstance(value, str | fmpz | Decimal):
        expected = Fraction(str(value))
    else:
        expected = Fraction(*(value / 1).as_integer_ratio()) if isinstance(value, np.floating) else Fraction(int(value))
    assert rational(value) == expected and type(rational(value)) is Fraction


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("1/0", "a division by 0; give a denominator that is not 0"),
        ("0/0", "a division by 0"),
        (arb("0.3 +/- 0.1"), "a ball, of which any point may be meant"),
        (arb("nan"), "not a finite number"),
        (np.float32("inf"), "not a finite number"),
        (np.float64("nan"), "not a finite number"),
        (mpmath.inf, "not a finite number"),
        (mpmath.nan, "not a finite number"),
        (mpmath.mpf((0, 1, MAX_BITS + 1, 1)), "an exponent too large"),
        (mpmath.mpf((0, 1, -MAX_BITS - 1, 1)), "an exponent too large"),
        (mpmath.mpc(1, 0), "not a finite number"),
        (sympy.pi, "not a finite number"),
        (Decimal("inf"), "not a finite number"),
        (np.array([0.3]), "not a finite number"),
        (np.bool_(True), "not a finite number"),
        (b"0.3", "not a finite number"),
        (1j, "not a finite number"),
    ],
    ids=lambda value: type(value).__name__ + repr(value)[:12].replace("<generator o", ""),
)
def test_what_has_no_exact_value_is_refused(value: object, why: str) -> None:
    """With the reason, and the argument's name."""
    with pytest.raises(BadInput, match=r"^x") as refusal:
        rational(value, "x")
    assert why in str(refusal.value)


def test_the_answers_take_them() -> None:
    """One rule for every argument: a float32 is the float it holds, oo of any library is oo."""
    words: dict[str, Any] = {"n": np.int64(1000), "rho": np.float32(0.25), "beta": mpmath.mpf(12)}
    assert evaluate("output-cosine", **words) == evaluate("output-cosine", n=1000, rho="0.25", beta=12)
    assert {ContextLength.parse(x) for x in (np.float32("inf"), mpmath.inf, float("inf"))} == {ContextLength.parse("oo")}


@pytest.mark.parametrize(
    "axis",
    [["0.3", "1/3"], [Fraction(3, 10), THIRD], np.array(["0.3", "1/3"]), [Decimal("0.3"), THIRD], ["0.3", mpmath.mpf(1) / 3]],
    ids=lambda value: type(value).__name__ + repr(value)[:12].replace("<generator o", ""),
)
def test_an_axis_of_exact_numbers(axis: Any) -> None:
    """Text and exact numbers are read as everywhere, to the nearest float."""
    expected = grid("contraction-factor", n=1000, rho=[0.3, 1 / 3], gamma=[1, 2])
    assert np.array_equal(grid("contraction-factor", n=1000, rho=axis, gamma=["1", "2"]), expected)


@pytest.mark.parametrize(
    "axis",
    [
        *([1j], np.array([1j]), [[0.1], [0.2, 0.3]], [[0.1]], 0.3, [], [None], ["x"], ["nan"], [True], [-0.1], [0.1, -1]),
        *({0.1: 1}, (x for x in [0.1]), [10**400], "12", [np.nan], [np.datetime64("2000")], b"1"),
    ],
    ids=lambda value: type(value).__name__ + repr(value)[:12].replace("<generator o", ""),
)
@pytest.mark.parametrize("name", ["rho", "gamma"])
def test_an_axis_that_is_none(axis: Any, name: str) -> None:
    """One line that names the axis, whatever it is."""
    with pytest.raises(BadInput, match=f"^{name} of the grid"):
        grid("contraction-factor", n=1000, **{"rho": [0.1], "gamma": [1], name: axis})


@given(st.fractions() | st.builds(lambda m, e: m * Fraction(10) ** e, st.integers(-(10**9), 10**9), st.integers(-400, 400)))
def test_the_printer_is_exact(value: Fraction) -> None:
    """What it prints reads back; short numbers are printed as ever."""
    assert rational(exact_text(value)) == value
    assert ratio_text(value) == str(value)
    assert exact_text(value) == str(value) or len(exact_text(value)) < len(str(value)) > 40


@pytest.mark.parametrize("digits", [4299, 4301, 100_000])
def test_numbers_longer_than_python_prints(digits: int) -> None:
    """Integers, ratios and decimals of any length, to the digit."""
    value = 10**digits - 1
    assert integer_text(value) == "9" * digits and integer_text(-value) == "-" + "9" * digits
    assert exact_text(Fraction(1, 10**digits)) == f"1e-{digits}"
    assert exact_text(Fraction(-12 * 10**digits)) == f"-12e{digits}"
    assert exact_text(Fraction(1, 2**20 * 5**digits)).endswith(f"e-{digits}")
    assert rational(exact_text(Fraction(value, 7))) == Fraction(value, 7)
    assert shown(value) == "9" * 28 + "..." + "9" * 9 and shown(Fraction(1, 10**digits)) == f"1e-{digits}"
