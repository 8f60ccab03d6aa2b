"""The loop that raises the precision until the requested digits are certain."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb, ctx, fmpq

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from .balls import rational_ball
from .enclosure import Enclosure
from .precision import LOCK, bits_of

MARGIN_BITS = 6
"""Bits certain beyond the requested digits, so that rounding to decimal shows the right ones."""

ROUNDING_BITS = 16
"""Bits of the first try that its roundings may use up."""

LIMIT_BITS = 2**16
"""Bits beyond eight times the target at which the loop gives up."""


def certify(compute: Callable[[int], Scalar], digits: int, start: int = 0) -> Enclosure:
    """Return a value with ``digits`` certain significant digits.

    Parameters
    ----------
    compute : callable
        Takes the working precision in bits, which is set while it runs, and returns a ball (or an exact number).
    digits : int
        Significant decimal digits.
    start : int
        Working precision of the first try, bits; by default the least that can do.

    Returns
    -------
    Enclosure

    Raises
    ------
    NotCertain
        If the digits are not certain at ``8 * target + LIMIT_BITS`` bits: the value is likely an exact zero that the
        formula does not show, or cancels beyond reach.
    """
    wanted = bits_of(digits) + MARGIN_BITS
    bits = start or wanted + ROUNDING_BITS
    while True:
        with LOCK:
            saved = ctx.prec
            ctx.prec = bits
            try:
                ball = compute(bits)
                if type(ball) is not arb:
                    ball = as_ball(ball)
            finally:
                ctx.prec = saved
        accuracy = ball.rel_accuracy_bits()
        if accuracy >= wanted:
            return Enclosure(ball, digits, bits)
        limit = 8 * wanted + LIMIT_BITS
        if bits >= limit:
            raise NotCertain(f"{digits} digits", _reason(ball, accuracy, bits), "ask for fewer digits, or a complement")
        # Bits lost to a cancellation or to an exponential are the same at every precision: ask for those, no more.
        bits = min(limit, bits + (wanted - accuracy if accuracy > 0 else bits) + ROUNDING_BITS)


def as_ball(value: object) -> arb:
    """Return a ball of what a formula gave: a ball, an integer or a fraction.

    Raises
    ------
    BadInput
        If it gave anything else.
    """
    if isinstance(value, arb):
        return value
    if isinstance(value, int | Fraction):
        return rational_ball(value)
    if isinstance(value, fmpq):
        return arb(value)
    why = f"{type(value).__name__} is no number of the field that the formula was given"
    raise BadInput("the value of a formula", why, "take functions from critscale.theory.field")


def _reason(ball: arb, accuracy: int, bits: int) -> str:
    if not ball.is_finite():
        return f"a division by a number that may be 0, at {bits} bits"
    if accuracy <= 0:
        return f"the value cannot be told from 0 at {bits} bits"
    return f"only {accuracy * 1000 // 3322} digits are certain at {bits} bits"
