"""Roots of functions that rise or fall, certified by the sign of the function at both ends of a ball."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from flint import arb

from ...theory.errors import NotCertain
from .precision import working_precision

ValueAndSlope: TypeAlias = Callable[[arb], tuple[arb, arb]]
"""A function and its derivative at a point, in balls."""
GUARD_BITS = (32, 128, 512)
"""Bits of the function's value beyond those of the root, one after the other: where it is flat, its sign takes more."""
MOST_STEPS = 2000
"""Newton steps before the search is given up."""


def convex_root(function: ValueAndSlope, start: arb, bits: int) -> arb:
    """Return a ball of ``bits`` bits that holds the root of a decreasing convex function.

    Left of the root Newton's steps rise to it, and one from the right leads to the left; nothing is bracketed.  What they find is no
    proof: the ball is one because the function is positive at its lower and negative at its upper end.

    Parameters
    ----------
    function : callable
        Value and derivative at a ball, at the working precision, which rises where the sign is not clear.
    start : arb
        Where the steps begin.
    bits : int
        Relative accuracy of the root; absolute below 1.

    Raises
    ------
    NotCertain
        If the signs at the ends are not those of a root.
    """
    for guard in GUARD_BITS:
        with working_precision(bits + guard):
            found = _signed(function, start, arb((1, -bits)))
        if found is not None:
            return found
    raise NotCertain("a root", "the signs at the ends of its ball do not tell", "ask for other digits")


def _signed(function: ValueAndSlope, start: arb, near: arb) -> arb | None:
    """Return a ball about the root with the signs of a root at its ends, or None."""
    x = start.mid()
    for _ in range(MOST_STEPS):
        value, slope = function(x)
        step = (value / slope).mid()
        if not step.is_finite():
            return None
        x = (x - step).mid()
        if abs(step) < near * (1 + abs(x)):
            break
    radius = (2 * near * (1 + abs(x))).mid()
    if function(x - radius)[0] > 0 and function(x + radius)[0] < 0:
        return arb(x, radius)
    return None


def monotone_root(function: ValueAndSlope, low: arb, high: arb, bits: int, start: arb | None = None) -> arb:
    """Return a ball of ``bits`` bits that holds the root of an increasing function between two points.

    Newton's steps are kept between what is known to lie left and right of the root.  What they find is no proof: the ball is one
    because the function is negative at its lower and positive at its upper end.

    Parameters
    ----------
    function : callable
        Value and derivative at a ball, at the working precision, which rises where the sign is not clear.
    low, high : arb
        Where the function is negative, and where it is positive; 0 <= low.
    bits : int
        Relative accuracy of the root, where the function's balls are that narrow.
    start : arb, optional
        Where the steps begin, in the middle by default; a root of another size than both ends is soon found from near it alone.

    Raises
    ------
    NotCertain
        If the signs at the ends are not those of a root.
    """
    for guard in GUARD_BITS:
        with working_precision(bits + guard):
            near = arb((1, -bits))
            left, right = low.lower(), high.upper()
            x = _kept_between(function, left, right, near, ((left + right) / 2 if start is None else start).mid())
            value, slope = function(x)
            radius = (2 * near * x + 2 * arb(value.rad()) / slope).mid()  # the function's own balls may be wider than the root's
            if function(x - radius)[0] < 0 and function(x + radius)[0] > 0:
                return arb(x, radius)
    raise NotCertain("a root", "the signs at the ends of its ball do not tell", "ask for other digits")


def _kept_between(function: ValueAndSlope, low: arb, high: arb, near: arb, x: arb) -> arb:
    """Return a point near the root, by Newton's steps, or by halving where they lead outside."""
    for _ in range(MOST_STEPS):
        value, slope = function(x)
        step = (x - value / slope).mid()
        if abs(step - x) <= near * x:
            return step
        if value.mid() > 0:
            high = x
        else:
            low = x
        x = step if step.is_finite() and low < step < high else ((low + high) / 2).mid()
    return x
