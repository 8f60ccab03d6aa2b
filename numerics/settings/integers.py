"""Integers as text: ``15``, ``131,072``, ``128k``, ``1.5e100``; power towers: ``10^10^100``, ``3*10^(10^100)``.

    length  =  [literal "*"] tower
    tower   =  atom ["^" tower]          right associative, "**" as well
    atom    =  literal | "(" tower ")"
    literal =  digits, also with a point, an exponent, separators, and the suffix k or M: 1024 or 1024^2

The result is coefficient * base^exponent and is never multiplied out here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ...theory.errors import BadInput, shown
from ..inputs import count_parts

MAX_LOG_BITS = 2**15
"""Largest bit length of log n: n up to about 10^(10^9860).  Balls need as many bits of guard."""

EXAMPLES = '131072, 128k, "1e1000000", "10^10^100", "exp(2.5)" or "oo"'

_TOKEN = re.compile(r"[0-9.,]+(?:[eE][+]?[0-9]+)?[kKmM]?|[*^()]")
_MAX_TOKENS = 64


class Power(NamedTuple):
    """The integer coefficient * base^exponent."""

    coefficient: int
    base: int = 1
    exponent: int = 0

    @property
    def bits(self) -> int:
        """Bit length, at least and nearly."""
        return self.coefficient.bit_length() + self.exponent * self.base.bit_length()


def not_a_length(value: object, why: str, name: str = "n") -> BadInput:
    """Return the refusal of a context length."""
    return BadInput(f"{name} = {shown(value)}", why, f"give {name} such as {EXAMPLES}")


def too_long(value: object, name: str = "n") -> BadInput:
    """Return the refusal of a context length beyond `MAX_LOG_BITS`."""
    why = f"log n has more than {MAX_LOG_BITS} bits, more than balls can follow"
    return BadInput(f"{name} = {shown(value)}", why, f"take {name} = oo for the limit")


def parse_length(text: str, name: str = "n") -> Power:
    """Read an integer.

    Parameters
    ----------
    text : str
        In the grammar of this module.
    name : str
        The argument, as messages name it.

    Returns
    -------
    Power

    Raises
    ------
    BadInput
        If the text is not in the grammar, no positive integer, or has an exponent beyond `MAX_LOG_BITS` bits.
    """
    return _Reader(text, name).length()


class _Reader:
    """One pass over the tokens, a method for each rule of the grammar."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        compact = text.replace("**", "^").replace(" ", "")
        self.tokens = _TOKEN.findall(compact)[::-1]
        if "".join(reversed(self.tokens)) != compact or not 0 < len(self.tokens) <= _MAX_TOKENS:
            raise self.refusal("not a number")

    def length(self) -> Power:
        power = self.tower()
        if self.accept("*"):
            left, power = power, self.tower()
            if left.base != 1 and power.base != 1:
                left = Power(self.multiplied_out(left))
            factor, power = (left, power) if left.base == 1 else (power, left)
            power = power._replace(coefficient=factor.coefficient * power.coefficient)
        if self.tokens:
            raise self.refusal("not a number")
        return power

    def tower(self) -> Power:
        base = self.atom()
        if not self.accept("^"):
            return base
        exponent = self.multiplied_out(self.tower())
        return Power(1, self.multiplied_out(base), exponent)

    def atom(self) -> Power:
        if self.accept("("):
            inner = self.tower()
            if not self.accept(")"):
                raise self.refusal("an open parenthesis")
            return inner
        parts = count_parts(self.tokens.pop()) if self.tokens else None
        if parts is None:
            raise self.refusal("not a number")
        mantissa, exponent = parts
        if exponent < 0:
            mantissa, fraction = divmod(mantissa, 10**-exponent)
            if fraction:
                raise self.refusal("not an integer")
        return Power(mantissa, 10, exponent) if exponent > 0 else Power(mantissa)

    def refusal(self, why: str) -> BadInput:
        return not_a_length(self.text, why, self.name)

    def accept(self, token: str) -> bool:
        if self.tokens and self.tokens[-1] == token:
            self.tokens.pop()
            return True
        return False

    def multiplied_out(self, power: Power) -> int:
        """Return the integer: as a base or an exponent it may not be larger than log n may be."""
        coefficient, base, exponent = power
        if coefficient.bit_length() + exponent * (base.bit_length() - 1) > MAX_LOG_BITS:
            raise too_long(self.text, self.name)
        return coefficient * int(base**exponent)
