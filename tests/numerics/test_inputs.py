"""Numbers from users: exact where they can be, refused in one line where they mean nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.inputs import correlation, decimal_digits, rational
from critscale.theory.errors import BadInput, CritscaleError, UnknownName


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        ("0.3", Fraction(3, 10)),
        ("1/3", Fraction(1, 3)),
        (" -1 / 3 ", Fraction(-1, 3)),
        ("1e-5", Fraction(1, 10**5)),
        ("+.5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("1_000", Fraction(1000)),
        (0.5, Fraction(1, 2)),
        (0.1, Fraction(0.1)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("1E+3"), Fraction(1000)),
        (np.float64(0.25), Fraction(1, 4)),
        (np.int64(7), Fraction(7)),
        ("0." + "3" * 10_000, Fraction((10**10_000 - 1) // 3, 10**10_000)),
    ],
)
def test_numbers_are_exact(value: object, exact: Fraction) -> None:
    """Text is decimal, a float its binary value."""
    assert rational(value) == exact


@pytest.mark.parametrize(
    "value",
    [
        "nan",
        "inf",
        "ten",
        "",
        ".",
        "1e",
        "1/0",
        "1/2/3",
        "0x10",
        "1 2",
        "٣",
        "1e999999999",
        "1e9999999999",
        "9" * 300_000,
        float("nan"),
        float("inf"),
        Decimal("nan"),
        Decimal("1e999999"),
        True,
        np.bool_(True),
        None,
        [1],
        1j,
        b"1",
    ],
)
def test_nonsense_is_refused_by_name(value: object) -> None:
    """The refusal names the argument and stays one short line."""
    with pytest.raises(BadInput) as refusal:
        rational(value, "beta")
    assert "beta" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


@given(st.fractions())
def test_text_of_a_fraction_reads_back(value: Fraction) -> None:
    """A fraction, printed and read, is itself."""
    assert rational(str(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_text_of_a_decimal_reads_back(value: Decimal) -> None:
    """A decimal is its exact value, as text and as a number."""
    assert rational(str(value)) == rational(value) == Fraction(value)


GOOD: dict[str, Any] = {"quantity": "output-cosine", "n": 1000, "gamma": 1, "rho": "0.3"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rho": 1}, "collapsed already"),
        ({"rho": "1.5"}, "0 <= rho < 1"),
        ({"rho": "-0.1"}, "0 <= rho < 1"),
        ({"rho": float("nan")}, "rho"),
        ({"rho": [0.3]}, "rho"),
        ({"rho": np.array([0.3])}, "rho"),
        ({"n": 0}, "two tokens"),
        ({"n": 1}, "two tokens"),
        ({"n": "ten"}, "n = ten"),
        ({"n": [5]}, "n = [5]"),
        ({"gamma": -1}, "gamma"),
        ({"gamma": "x"}, "gamma"),
        ({"gamma": True}, "gamma"),
        ({"residual": -1}, "residual"),
        ({"digits": 0}, "digits"),
        ({"digits": 100_001}, "digits"),
        ({"digits": 2.5}, "digits"),
        ({"digits": True}, "digits"),
        ({"beta": 2}, "gamma and beta"),
        ({"critical": True}, "gamma and critical"),
        ({"gamma": None}, "none"),
        ({"gamma": None, "beta": -1}, "beta"),
        ({"gamma": None, "kappa": -8}, "kappa"),
        ({"gamma": None, "kappa": "nan"}, "kappa"),
    ],
)
def test_bad_arguments_of_evaluate(change: dict[str, Any], words: str) -> None:
    """Each is refused in one line that says which argument."""
    with pytest.raises(BadInput) as refusal:
        evaluate(**{**GOOD, **change})
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_bool_is_refused_though_it_equals_an_int() -> None:
    """Also after the integer was seen: remembered calls tell types apart."""
    assert evaluate(**GOOD, residual=1) is not None
    with pytest.raises(BadInput, match="residual"):
        evaluate(**GOOD, residual=True)


def test_near_names_are_suggested() -> None:
    """A misspelt quantity is told its neighbour, whatever its case."""
    with pytest.raises(UnknownName, match="'output-cosine'"):
        evaluate("output-cosin", n=10, gamma=1, rho="0.3")
    with pytest.raises(UnknownName, match="did you mean 'output-cosine'"):
        evaluate("OUTPUT_COSINE", n=10, gamma=1, rho="0.3")
    with pytest.raises(UnknownName, match="known, among them balanced-mass"):
        evaluate("zzz", n=10, gamma=1, rho="0.3")


def test_the_domain_has_closed_ends() -> None:
    """Rho = 0 and the largest number of digits are inside."""
    assert correlation(0) == 0
    assert decimal_digits("100000") == 100_000


def test_every_refusal_is_a_value_error() -> None:
    """Callers need catch one type."""
    assert issubclass(CritscaleError, ValueError)
    assert {BadInput, UnknownName} <= set(CritscaleError.__subclasses__())
