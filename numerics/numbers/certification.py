"""The loop that raises the precision until the requested digits are certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from .balls import rational_ball
from .enclosure import Enclosure
from .precision import LOCK, bits_of, working_precision

MARGIN_BITS = 6
"""Bits certain beyond the requested digits, so that rounding to decimal shows the right ones."""

ROUNDING_BITS = 16
"""Bits of the first try that its roundings may use up."""

LIMIT_BITS = 2**16
"""Bits beyond eight times the target at which the loop gives up."""


def certify(compute: Callable[[int], Scalar], digits: int) -> Enclosure:
    """Return a value with ``digits`` certain significant digits.

    Parameters
    ----------
    compute : callable
        Takes the working precision in bits, which is set while it runs, and returns a ball (or an exact number).
    digits : int
        Significant decimal digits.

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
    bits = wanted + ROUNDING_BITS
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
        # Nothing is computed with the ball from here on: it would be rounded to the precision outside.
        if ball.rel_accuracy_bits() >= wanted:
            return Enclosure(ball, digits, bits)
        bits = _next_bits(ball, digits, wanted, bits)


def certify_each(compute: Callable[[int, Sequence[int]], Sequence[Scalar]], digits: int, count: int) -> list[Enclosure]:
    """Return several values, each with ``digits`` certain digits, and each as `certify` gives it alone.

    Parameters
    ----------
    compute : callable
        Takes the working precision in bits, which is set while it runs, and the indices of the values it is to return as
        balls (or exact numbers).
    digits : int
        Significant decimal digits.
    count : int
        How many values there are.

    Raises
    ------
    NotCertain
        As `certify`, for the first value found that stays uncertain.
    """
    wanted = bits_of(digits) + MARGIN_BITS
    found: list[Any] = [None] * count
    waiting: dict[int, list[int]] = {wanted + ROUNDING_BITS: list(range(count))} if count else {}
    while waiting:
        bits = min(waiting)
        indices = waiting.pop(bits)
        with working_precision(bits):
            balls = [value if type(value) is arb else as_ball(value) for value in compute(bits, indices)]
        for index, ball in zip(indices, balls, strict=True):
            if ball.rel_accuracy_bits() >= wanted:
                found[index] = Enclosure(ball, digits, bits)
            else:
                waiting.setdefault(_next_bits(ball, digits, wanted, bits), []).append(index)
    return found


def _next_bits(ball: arb, digits: int, wanted: int, bits: int) -> int:
    """Return the precision of the next try, or refuse."""
    accuracy, limit = ball.rel_accuracy_bits(), 8 * wanted + LIMIT_BITS
    if bits >= limit:
        raise NotCertain(f"{digits} digits", _reason(ball, accuracy, bits), "ask for fewer digits (--digits), or a complement")
    # Bits lost to a cancellation or to an exponential are the same at every precision: ask for those, no more.
    return min(limit, bits + (wanted - accuracy if accuracy > 0 else bits) + ROUNDING_BITS)


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
