"""From what a user writes to exact numbers.

Text is read by the grammar below and by nothing else; ``"0.3"`` is 3/10.  A float is its exact binary value.  Bounds on
length and exponent keep a short text from standing for gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import TypeAlias

from flint import fmpz

from ..theory.assumptions import CORRELATION, ORTHOGONAL
from ..theory.errors import BadInput, shown

Number: TypeAlias = int | Fraction | Decimal | float | str
"""A number as users give it."""

MAX_CHARACTERS = 250_000
MAX_EXPONENT = 100_000
MAX_DIGITS = 100_000
LARGEST_END = 10**300
"""Axes end here at the latest: float64 leaves room for what is computed along them."""

_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,9}))?")
_RATIO = re.compile(r"([+-]?)([0-9]+) */ *([0-9]+)")
_GROUPED = re.compile(r"(?<=[0-9])_(?=[0-9])")
_COUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9.]+(?:[eE][+]?[0-9]+)?)([kKmM]?)")
_SUFFIX = re.compile(r"[0-9.][kKmM]")

SUFFIXES = {"": 1, "k": 2**10, "m": 2**20}
"""What the suffix of a number of tokens multiplies it by: 128k is 131072, as in the names of models."""


def clean(text: str, name: str) -> str:
    """Return ``text`` without surrounding blanks and digit-grouping underscores.

    Raises
    ------
    BadInput
        If it is longer than `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"{name} of {len(text)} characters", f"longer than {MAX_CHARACTERS}", "give fewer digits")
    return _GROUPED.sub("", text.strip())


def integer(digits: str) -> int:
    """Return the integer of a run of decimal digits of any length (Python's own ``int`` stops at 4300)."""
    return int(fmpz(digits)) if len(digits) > 4000 else int(digits)


def decimal_parts(text: str) -> tuple[int, int] | None:
    """Return (m, e) with ``text`` = m * 10^e exactly, or None if it is no decimal number."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, whole, part, exponent = match.groups(default="")
    if not whole + part:
        return None
    mantissa = integer(whole + part)
    return -mantissa if sign == "-" else mantissa, int(exponent or 0) - len(part)


def count_parts(text: str) -> tuple[int, int] | None:
    """Return (m, e) with a number of tokens = m * 10^e exactly: ``131072``, ``131,072``, ``128k``, ``1M``; else None."""
    match = _COUNT.fullmatch(text)
    parts = decimal_parts(match[1].replace(",", "")) if match else None
    if match is None or parts is None:
        return None
    mantissa, exponent = parts
    return mantissa * SUFFIXES[match[2].lower()], exponent


def has_suffix(text: str) -> bool:
    """Tell whether a text has a number with a suffix, which others read as powers of 1000."""
    return _SUFFIX.search(text) is not None


def number_or_count(value: object, name: str) -> Fraction:
    """Return the exact value of a number as `rational` does, where text may also be a number of tokens: ``"128k"``.

    Raises
    ------
    BadInput
        If it is neither.
    """
    text = clean(value, name) if isinstance(value, str) else ""
    parts = count_parts(text) if has_suffix(text) or "," in text else None
    return rational(value, name) if parts is None else _exact(parts, text, name)


def _from_text(text: str, name: str) -> Fraction | None:
    text = clean(text, name)
    ratio = _RATIO.fullmatch(text)
    if ratio is not None:
        sign, numerator, denominator = ratio.groups()
        bottom = integer(denominator)
        if bottom == 0:
            return None
        return Fraction(-integer(numerator) if sign == "-" else integer(numerator), bottom)
    parts = decimal_parts(text)
    return None if parts is None else _exact(parts, text, name)


def _exact(parts: tuple[int, int], text: str, name: str) -> Fraction:
    mantissa, exponent = parts
    if abs(exponent) > MAX_EXPONENT + MAX_CHARACTERS:
        mend = f"keep exponents within {MAX_EXPONENT}"
        raise BadInput(f"{name} = {shown(text)}", "an exponent too large to hold exactly", mend)
    return Fraction(mantissa * 10**exponent) if exponent >= 0 else Fraction(mantissa, 10**-exponent)


def rational(value: object, name: str = "value") -> Fraction:
    """Return the exact value of a number.

    Parameters
    ----------
    value : int, Fraction, Decimal, float or str
        Text is a decimal (``"0.3"``, ``"1e-5"``) or a ratio of integers (``"1/3"``).
    name : str
        The argument, as messages name it.

    Returns
    -------
    Fraction

    Raises
    ------
    BadInput
        If it is no finite number, or too long.
    """
    result: Fraction | None = None
    if isinstance(value, str):
        result = _from_text(value, name)
    elif type(value).__name__ in ("bool", "bool_"):
        result = None
    elif isinstance(value, Rational):
        result = Fraction(int(value.numerator), int(value.denominator))
    elif isinstance(value, float):
        result = Fraction(value) if value - value == 0 else None
    elif isinstance(value, Decimal):
        result = _from_text(str(value), name) if value.is_finite() else None
    if result is None:
        raise BadInput(f"{name} = {shown(value)}", "not a finite number", 'give one such as 2, "0.3", "1/3" or "1e-5"')
    return result


def exact_text(value: Fraction) -> str:
    """Return text that `rational` reads back, of any length (Python's own ``str`` stops at 4300 digits)."""
    top, bottom = str(fmpz(value.numerator)), fmpz(value.denominator)
    return top if bottom == 1 else f"{top}/{bottom}"


def as_float(value: object, name: str = "value") -> float:
    """Return the float nearest to a number; 0 below their range.

    Raises
    ------
    BadInput
        If it is no number, or above the range of floats.
    """
    try:
        return float(rational(value, name))
    except OverflowError:
        raise BadInput(f"{name} = {shown(value)}", "beyond the range of float64", "give a smaller one") from None


def correlation(value: object, name: str = "rho") -> Fraction:
    """Return the common inner product rho, 0 <= rho < 1; rho = 0 is the singular case A14.

    Raises
    ------
    BadInput
        If it is no number or out of range.
    """
    rho = rational(value, name)
    if CORRELATION.holds(rho) or ORTHOGONAL.holds(rho):
        return rho
    why = "tokens at inner product 1 have collapsed already" if rho == 1 else "outside 0 <= rho < 1"
    raise BadInput(f"{name} = {shown(value)}", why, "give 0 <= rho < 1")


def nonnegative(value: object, name: str) -> Fraction:
    """Return a number >= 0, such as a residual strength, a coefficient of log n or an inverse temperature.

    Raises
    ------
    BadInput
        If it is no number or negative.
    """
    number = rational(value, name)
    if number < 0:
        raise BadInput(f"{name} = {shown(value)}", "negative", f"give {name} >= 0")
    return number


def interval(ends: tuple[object, object], name: str, kind: Callable[[object, str], Fraction]) -> tuple[float, float]:
    """Return the two ends of an axis, lower one first.

    Parameters
    ----------
    ends : pair
        As a user gives them.
    name : str
        The axis, as messages name it.
    kind : callable
        What an end is: `correlation`, `nonnegative`, `rational`.

    Raises
    ------
    BadInput
        If an end is none, or the lower one is not below the other.
    """
    low, high = (kind(end, name) for end in ends)
    for end in (low, high):
        if abs(end) > LARGEST_END:
            raise BadInput(f"{name} = {shown(end)}", "too large for an axis", "keep it within 1e300")
    if not low < high or not as_float(low, name) < as_float(high, name):
        raise BadInput(f"{name} from {shown(ends[0])} to {shown(ends[1])}", "the range is empty", "give LOW < HIGH")
    return as_float(low, name), as_float(high, name)


def fraction_of_one(value: object, name: str) -> Fraction:
    """Return a level strictly between 0 and 1.

    Raises
    ------
    BadInput
        If it is no number or out of range.
    """
    number = rational(value, name)
    if not 0 < number < 1:
        raise BadInput(f"{name} = {shown(value)}", f"outside 0 < {name} < 1", 'give one such as "1/2"')
    return number


def decimal_digits(value: object, name: str = "digits") -> int:
    """Return a number of significant decimal digits, 1 to `MAX_DIGITS`.

    Raises
    ------
    BadInput
        If it is no integer or out of range.
    """
    if type(value) is int and 1 <= value <= MAX_DIGITS:
        return value
    number = rational(value, name)
    if number.denominator != 1 or not 1 <= number <= MAX_DIGITS:
        raise BadInput(f"{name} = {shown(value)}", "not a number of digits", f"give an integer 1 to {MAX_DIGITS}")
    return int(number)
