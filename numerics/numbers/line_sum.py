"""Integrals over the whole line by the trapezoidal rule, enclosed: of functions that are analytic in a strip.

The sum h sum_k f(k h) differs from the integral by at most 2 M/(exp(2 pi a/h) - 1), where M bounds the integral of |f| along
every line within a of the real one.  So a step of a fifth gives twenty digits, and the sum needs no more than bounds of its ends.

Source: Trefethen, Weideman, SIAM Review 56 (2014), theorem 5.1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb

from ...theory.errors import NotCertain
from .balls import EITHER_SIGN, rational_ball

STRIP = Fraction(13, 9)
"""Half the width of the strip: below pi/2, where exp(-e^z) has its decay."""
FINEST = 256
"""Steps are multiples of one part in so many."""
MOST_TERMS = 1 << 14
"""Terms on one side before a sum is given up."""
AT_ONCE = 4
"""Terms between two looks at the bound of an end."""


def strip_cosine() -> arb:
    """Return the cosine of the half width of the strip."""
    return rational_ball(STRIP).cos()


def strip_step(bits: int) -> arb:
    """Return a step at which `strip_error` is below 2^-bits; exact."""
    strip = 2 * arb.pi() * rational_ball(STRIP)
    widest = float(strip / ((bits + 1) * arb(2).log() + 1))
    return arb(max(1, int(widest * FINEST))) / FINEST


def strip_error(step: arb) -> arb:
    """Return 2/(exp(2 pi a/h) - 1), what the trapezoidal rule may miss of M."""
    return 2 / (2 * arb.pi() * rational_ball(STRIP) / step).expm1()


def line_sum(
    term: Callable[[arb], arb], start: arb, step: arb, left: Callable[[arb], arb], right: Callable[[arb], arb], bits: int
) -> arb:
    """Return h times the sum of a function over start + k h, k of either sign.

    Parameters
    ----------
    term : callable
        The function.
    start : arb
        Where the sum begins, best near the largest term; exact.
    step : arb
        h; exact.
    left, right : callable
        Bounds of h times the sum over the nodes below, or above, one node.
    bits : int
        Relative accuracy at which the ends are cut off.

    Raises
    ------
    NotCertain
        If an end is too far.
    """
    small = arb((1, -bits))
    total = term(start)
    for direction, rest in ((1, right), (-1, left)):
        for count in range(1, MOST_TERMS + 1):
            node = start + direction * count * step
            value = term(node)
            total += value
            if count % AT_ONCE == 0 and abs(value) < small * abs(total) and (missing := rest(node)) < small * step * abs(total):
                total += missing / step * EITHER_SIGN
                break
        else:
            raise NotCertain("an integral over the line", f"its ends are beyond {MOST_TERMS} steps", "ask for fewer digits")
    return step * total
