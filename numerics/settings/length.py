"""The context length n, exact however large: an integer, a power tower, or given by its logarithm.

An astronomic n is held as coefficient * base^exponent with Python integers and never multiplied out: n = 10^(10^100)
is (1, 10, 10^100).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from flint import arb

from ...theory.digits import exact_text, integer_text
from ...theory.errors import BadInput, shown
from ...theory.result import LARGEST_INT
from ..inputs import clean, rational
from ..numbers.balls import rational_ball
from ..numbers.precision import precision, working_precision
from .integers import EXAMPLES, MAX_LOG_BITS, Power, not_a_length, parse_length, too_long

EXACT_BITS = 4096
"""Up to this many bits an integer is multiplied out."""

_INFINITE_NAMES = frozenset({"oo", "inf", "infinity", "∞"})


@dataclass(frozen=True, slots=True)
class ContextLength:
    """A context length n >= 2, or n = oo.

    Made by `ContextLength.parse` and `ContextLength.from_log`.  Equal lengths in the same form are equal and have the
    same ``str``, which `parse` reads back.

    Attributes
    ----------
    coefficient, base, exponent : int
        n = coefficient * base^exponent; base 1 where n is multiplied out.
    logarithm : Fraction or None
        log n, where n is given by it; then n need be no integer.
    infinite : bool
        True of n = oo alone.
    """

    coefficient: int = 1
    base: int = 1
    exponent: int = 0
    logarithm: Fraction | None = None
    infinite: bool = False

    @classmethod
    def parse(cls, value: object, name: str = "n") -> ContextLength:
        """Read a context length.

        Parameters
        ----------
        value : int, str, Fraction, Decimal, float or ContextLength
            Text is an integer (``"131072"``, ``"131,072"``, ``"128k"`` = 128 * 1024, ``"1.5e100"``), a power tower (``"10^10^100"``, ``"3*2^1000"``, with
            ``**`` as well, right associative), ``"exp(log n)"`` or ``"oo"``.
        name : str
            The argument, as messages name it.

        Returns
        -------
        ContextLength

        Raises
        ------
        BadInput
            If it is no integer of at least 2, or beyond `MAX_LOG_BITS`.
        """
        if isinstance(value, ContextLength):
            return value
        if type(value) is int and value >= 2:  # no Python integer is too long
            return cls(value)
        if isinstance(value, str):
            text = clean(value, name)
            if text.lower() in _INFINITE_NAMES:
                return INFINITE
            if text.startswith("exp(") and text.endswith(")"):
                return cls.from_log(text[4:-1])
            return _finite(parse_length(text, name), text, name)
        if _is_infinite(value):
            return INFINITE
        number = rational(value, name)
        if number.denominator != 1:
            raise not_a_length(value, "not an integer", name)
        return _finite(Power(number.numerator), value, name)

    @classmethod
    def finite(cls, value: object, why: str, mend: str = "give a finite n") -> ContextLength:
        """Read a context length other than oo, which is refused for the reason given."""
        length = cls.parse(value)
        if length.infinite:
            raise BadInput("n = oo", why, mend)
        return length

    @classmethod
    def from_log(cls, logarithm: object) -> ContextLength:
        """Return the n whose natural logarithm is the given number, at least log 2.

        Parameters
        ----------
        logarithm : int, Fraction, Decimal, float or str
            log n, exact, nats.

        Returns
        -------
        ContextLength

        Raises
        ------
        BadInput
            If it is no number, below log 2, or beyond `MAX_LOG_BITS`.
        """
        number = rational(logarithm, "log n")
        length = cls(logarithm=number)
        with working_precision(64 + number.denominator.bit_length()):
            if not rational_ball(number) > arb(2).log():
                raise BadInput(f"log n = {shown(logarithm)}", "below log 2: a context has two tokens or more", f"give n such as {EXAMPLES}")
        if length.log_bits > MAX_LOG_BITS:
            raise too_long(logarithm)
        return length

    def plain(self) -> int | float | str:
        """Return n as a data frame holds it: an integer that an array holds, inf for oo, else its text."""
        if self.infinite:
            return math.inf
        return self.exact if self.exact is not None and self.exact < LARGEST_INT else str(self)

    @property
    def exact(self) -> int | None:
        """The integer n where it is multiplied out, else None."""
        return self.coefficient if self.base == 1 and self.logarithm is None and not self.infinite else None

    @property
    def log_bits(self) -> int:
        """Bit length of log n, not less: the guard bits that exp of a multiple of log n eats."""
        if self.logarithm is not None:
            return (math.ceil(self.logarithm)).bit_length()
        if self.base == 1:
            return self.coefficient.bit_length().bit_length()
        return Power(self.coefficient, self.base, self.exponent).bits.bit_length()

    def log(self) -> arb:
        """Return log n, nats, as a ball at the working precision."""
        # An integer, as most are, is asked for first: a curve asks a hundred thousand times.
        if self.base == 1 and self.logarithm is None and not self.infinite:
            return arb(self.coefficient).log()
        return _log(self, precision())

    def log_others(self) -> arb:
        """Return log(n - 1), nats, as a ball at the working precision."""
        return arb(self.exact - 1).log() if self.exact is not None else self.log() + (-self.reciprocal()).log1p()

    def reciprocal(self) -> arb:
        """Return 1/n as a ball at the working precision, exactly 0 at n = oo."""
        if self.base == 1 and self.logarithm is None and not self.infinite:
            return 1 / arb(self.coefficient)
        return arb(0) if self.infinite else _reciprocal(self, precision())

    def ball(self) -> arb:
        """Return n as a ball at the working precision."""
        return arb(self.exact) if self.exact is not None else 1 / self.reciprocal()

    def __str__(self) -> str:
        """Return text that `parse` reads back."""
        if self.infinite:
            return "oo"
        if self.logarithm is not None:
            return f"exp({exact_text(self.logarithm)})"
        factor = integer_text(self.coefficient)
        if self.base == 1:
            return factor
        power = f"{self.base}^{_power_text(self.exponent)}"
        return power if self.coefficient == 1 else f"{factor}*{power}"

    def to_json(self) -> str:
        """Return the length as JSON text data."""
        return str(self)


LengthLike: TypeAlias = int | str | float | Fraction | Decimal | ContextLength
"""A context length as users give it: see `ContextLength.parse`."""

INFINITE = ContextLength(infinite=True)
"""n = oo: the limit."""


def _is_infinite(value: object) -> bool:
    """Tell whether a number, of whatever library, is oo."""
    return (hasattr(value, "as_integer_ratio") or hasattr(value, "_mpf_")) and bool(value == math.inf)


def _finite(power: Power, value: object, name: str) -> ContextLength:
    """Return the length, multiplied out where that is small."""
    if power.bits <= EXACT_BITS:
        power = Power(power.coefficient * int(power.base**power.exponent))
    if power.coefficient * power.base < 2:
        raise not_a_length(value, "a context has two tokens or more", name)
    length = ContextLength(*power)
    if length.log_bits > MAX_LOG_BITS:
        raise too_long(value, name)
    return length


def _power_text(exponent: int) -> str:
    digits = integer_text(exponent)
    tens = len(digits) - 1
    return f"10^{tens}" if tens > 15 and exponent == 10**tens else digits


@lru_cache(maxsize=64)
def _log(length: ContextLength, bits: int) -> arb:
    if length.logarithm is not None:
        return rational_ball(length.logarithm)
    value = arb(length.coefficient).log()
    return value + arb(length.base).log() * length.exponent if length.base > 1 else value


@lru_cache(maxsize=64)
def _reciprocal(length: ContextLength, bits: int) -> arb:
    with working_precision(bits + length.log_bits + 8):  # exp loses the bits of its argument
        value = (-length.log()).exp()
    return +value  # rounded to the precision outside
