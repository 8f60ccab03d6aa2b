"""Exact numbers as text, of any length: Python's own ``str`` of an integer stops at 4300 digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import log2

LONGEST_RATIO = 40
"""A ratio of more characters is written as a decimal with an exponent, where that is shorter."""
_EASY_BITS = 2000


def integer_text(value: int) -> str:
    """Return the decimal digits of an integer."""
    return str(value) if value.bit_length() < _EASY_BITS else str(Decimal(value))


def ratio_text(value: Fraction | int) -> str:
    """Return a number as an integer or a ratio of integers."""
    top = integer_text(value.numerator)
    return top if value.denominator == 1 else f"{top}/{integer_text(value.denominator)}"


def exact_text(value: Fraction | int) -> str:
    """Return an exact number as text that `critscale.numerics.inputs.rational` reads back.

    Examples
    --------
    >>> print(exact_text(Fraction(1, 3)), exact_text(-Fraction(3, 10**5000)), exact_text(10**99))
    1/3 -3e-5000 1e99
    """
    plain = ratio_text(value)
    places = decimal_places(value.denominator) if len(plain) > LONGEST_RATIO else None
    if places is None:
        return plain
    digits = integer_text(abs(value.numerator) * (10**places // value.denominator))
    figures = digits.rstrip("0")
    scientific = f"{'-' if value < 0 else ''}{figures}e{len(digits) - len(figures) - places}"
    return min(plain, scientific, key=len)


def decimal_places(denominator: int) -> int | None:
    """Return the decimal places of a number with this denominator, None where they never end."""
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = round(rest.bit_length() / log2(5))
    return next((max(twos, k) for k in (fives - 1, fives, fives + 1) if k >= 0 and 5**k == rest), None)
