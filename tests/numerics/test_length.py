"""Context lengths: the grammar, exactness, and the bounds that keep them small in memory."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import INFINITE, ContextLength
from critscale.theory.errors import BadInput


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (2, "2"),
        ("131072", "131072"),
        ("131_072", "131072"),
        ("131,072", "131072"),
        ("1,048,576", "1048576"),
        ("128k", "131072"),
        ("128 K", "131072"),
        ("1M", "1048576"),
        ("10m", "10485760"),
        ("0.5k", "512"),
        ("1.5M", "1572864"),
        ("1,024k", "1048576"),
        ("10^2k", "10^2048"),
        ("1e3k", "1024000"),
        (1e6, "1000000"),
        ("1.5e3", "1500"),
        ("1.500e1", "15"),
        (Fraction(6, 2), "3"),
        ("2^10", "1024"),
        ("2**10", "1024"),
        ("3*2^5000", "3*2^5000"),
        ("1e1000000", "10^1000000"),
        ("1.5e1000000", "15*10^999999"),
        ("10^10^100", "10^10^100"),
        ("10 ^ (10 ^ 100)", "10^10^100"),
        ("10**10**100", "10^10^100"),
        ("10^1e100", "10^10^100"),
        ("(2^3)^4000", "8^4000"),
        ("2^3^2", "512"),
        ("exp(2.5)", "exp(5/2)"),
        ("oo", "oo"),
        (math.inf, "oo"),
    ],
)
def test_lengths_are_read_exactly(text: object, canonical: str) -> None:
    """A length prints in one form, which reads back as the same length."""
    length = ContextLength.parse(text)
    assert str(length) == canonical
    assert ContextLength.parse(canonical) == length
    assert hash(ContextLength.parse(canonical)) == hash(length)


@pytest.mark.parametrize(
    "text",
    [
        0,
        1,
        -3,
        "0",
        "1",
        "-5",
        "ten",
        "",
        "2.5",
        2.5,
        "1.3k",
        "k",
        "128kk",
        "128kM",
        "128ki",
        "k128",
        "1,5",
        "1,0000",
        "1,024.5",
        "1024,",
        ",024",
        "1,,024",
        "1,024,5",
        "0001,024",
        "1e,3",
        "128M" * 30,
        "1e-3",
        "1/2",
        True,
        float("nan"),
        None,
        [1000],
        "10^",
        "^3",
        "(10",
        "10)",
        "10^^3",
        "*3",
        "3*",
        "1..5",
        "10^10^10^10",
        "2^2^2^2^2^2^2",
        "9" * 300_000,
        "1e" + "9" * 9_999,
        "exp(0.5)",
        "exp(x)",
        "exp(oo)",
        "0^5",
        "10^0",
        "__import__('os')",
        "^".join(["2"] * 5000),
        "(" * 5000 + "2",
    ],
)
def test_nonsense_is_refused_in_one_line(text: object) -> None:
    """A refusal is one short line that names n."""
    with pytest.raises(BadInput) as refusal:
        ContextLength.parse(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 250
    assert "n" in refusal.value.what


def test_a_tower_is_never_multiplied_out() -> None:
    """10^(10^100) is three small integers, and its logarithm is right."""
    length = ContextLength.parse("10^10^100")
    assert (length.coefficient, length.base, length.exponent) == (1, 10, 10**100)
    assert length.exact is None
    assert length.log_bits >= math.log2(math.log(10)) + 100 * math.log2(10)
    with working_precision(200):
        assert (length.log() / 10**100).overlaps((1 / length.reciprocal()).log() / 10**100)
        assert length.log().rel_accuracy_bits() > 190
        assert length.reciprocal().rel_accuracy_bits() > 190


@given(st.integers(2, 10**40), st.sampled_from([30, 100, 500]))
def test_log_and_reciprocal_enclose(n: int, bits: int) -> None:
    """Both hold the true value, log n to the working precision."""
    length = ContextLength.parse(n)
    with working_precision(bits):
        assert (length.reciprocal() * n).contains(1)
        assert length.log().exp().contains(n)
        assert length.log().rel_accuracy_bits() >= bits - 4
    assert 2**length.log_bits >= math.log(n)


@given(st.fractions("0.7", 10**6))
def test_a_length_given_by_its_logarithm(log_n: Fraction) -> None:
    """Log n is kept exactly, and n need be no integer."""
    length = ContextLength.from_log(log_n)
    with working_precision(100):
        assert (length.log() * log_n.denominator).contains(log_n.numerator)
        assert (length.reciprocal().log() + length.log()).contains(0)
    assert 2**length.log_bits >= log_n
    assert ContextLength.parse(str(length)) == length


def test_infinity_is_one_value() -> None:
    """All names of infinity are the same length."""
    assert {ContextLength.parse(text) for text in ("oo", "inf", "Infinity", "∞", math.inf)} == {INFINITE}


def test_a_refusal_names_the_argument_and_the_suffixes() -> None:
    """Which argument is wrong, and that 128k is one way to write it."""
    with pytest.raises(BadInput, match=r"^dim = 12x: not a number; give dim such as 131072, 128k"):
        ContextLength.parse("12x", "dim")
