"""The context lengths at which a law's self weight passes a level, certified over a range of integers.

The self weight passes p where g(n) = beta0 m(n) (1 - rho) - log(n - 1) - log_odds(p) changes sign.  The range is
subdivided: on a block of integers either the sign of g is certain (mean value form in balls), or its slope in log n
is, and bisection finds the only change; else the block is cut.  Staircase laws jump between neighbouring integers and
may cross many times; all crossings are reported, and a block that the budget leaves open is reported as open.

Source: theory A10, derived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb

from ...theory.errors import BadInput, NotCertain, shown
from ...theory.expression import Expression, fold
from ..numbers.balls import rational_ball
from ..numbers.jet import Jet
from ..numbers.precision import working_precision
from ..settings.window import log_odds
from .multiplier import LAW_BALLS, ball, undefined_law
from .slopes import SLOPES, length_variable, slope

LARGEST = 10**12
"""The default end of the range."""
MAX_LARGEST = 10**60
BLOCKS = 8_000
"""Blocks that may be looked at for one level."""
_BITS = (96, 192, 384, 1536)

Base = Callable[[], arb]
"""beta0 as a ball at the working precision."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The self weight passes a level between ``before`` and ``after`` = before + 1.

    ``upward`` tells whether it rises.
    """

    before: int
    after: int
    upward: bool

    def __str__(self) -> str:
        return f"n = {self.after} ({'rises' if self.upward else 'falls'})"


@dataclass(frozen=True, slots=True)
class Crossings:
    """All crossings of one level in a range.

    Attributes
    ----------
    level : Fraction
        The self weight.
    first, last : int
        The range of n.
    above_at_first : bool
        Whether the self weight is above the level at ``first``.
    crossings : tuple of Crossing
        In rising order.
    open : tuple of (int, int)
        Blocks the budget left undecided; empty means the list is complete.
    """

    level: Fraction
    first: int
    last: int
    above_at_first: bool
    crossings: tuple[Crossing, ...]
    open: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        side = "above" if self.above_at_first else "below"
        none = "none found" if self.open else f"none: {side} it throughout"
        shown_crossings = ", ".join(str(c) for c in self.crossings) or none
        rest = "; ".join(f"undecided on {low} .. {high}" for low, high in self.open)
        return f"{shown_crossings}{'; ' + rest if rest else ''}"


class _Search:
    def __init__(self, multiplier: Expression, base: Base, rho: Fraction, level: Fraction) -> None:
        self.multiplier, self.base, self.spread, self.level = multiplier, base, 1 - rho, level
        self.blocks = 0

    def margin(self, n: int) -> int:
        """Return the sign of g at an integer; 0 only if it is exactly 0 or not told from it."""
        for bits in _BITS:
            with working_precision(bits):
                at = {"n": Fraction(n), "pos": Fraction(n - 1)}
                m = ball(fold(self.multiplier, LAW_BALLS, at))
                if not m.is_finite():
                    raise undefined_law(self.multiplier, str(n))
                g = self.base() * rational_ball(self.spread) * m - arb(n - 1).log() - log_odds(self.level)
                if g > 0:
                    return 1
                if g < 0:
                    return -1
        return 0

    def block(self, low: int, high: int) -> tuple[int, int]:
        """Return the sign of g and of its slope on a block, 0 where it is not certain."""
        self.blocks += 1
        with working_precision(_BITS[0]):
            middle, low_ball, high_ball = isqrt(low * high), arb(low), arb(high)
            n = low_ball.union(high_ball)
            m = fold(self.multiplier, SLOPES, {"n": length_variable(n), "pos": Jet(n - 1, [n])})
            base = self.base() * rational_ball(self.spread)
            value = m.value if isinstance(m, Jet) else ball(m)
            g = base * value - (n - 1).log() - log_odds(self.level)
            if not slope(m).is_finite():
                return _sign(g), 0
            steepness = base * slope(m) - 1 - 1 / (n - 1)
            at = {"n": Fraction(middle), "pos": Fraction(middle - 1)}
            centre = base * ball(fold(self.multiplier, LAW_BALLS, at)) - arb(middle - 1).log() - log_odds(self.level)
            t = (low_ball / middle).log().union((high_ball / middle).log())
            return _sign(g) or _sign(centre + steepness * t), _sign(steepness)


def _sign(value: arb) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def crossings(
    multiplier: Expression,
    base: Base,
    rho: Fraction,
    level: Fraction,
    first: int = 2,
    last: int = LARGEST,
    blocks: int = BLOCKS,
) -> Crossings:
    """Return all n in a range at which the self weight passes a level.

    Parameters
    ----------
    multiplier : Expression
        m in n and pos, its parameters substituted.
    base : callable
        Returns beta0 (the squared norm of the tokens included) as a ball at the working precision.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    level : Fraction
        Self weight p, 0 < p < 1.
    first, last : int
        The range, 2 <= first < last <= `MAX_LARGEST`.
    blocks : int
        How many blocks may be looked at.

    Raises
    ------
    BadInput
        If the range is none, or m is undefined at some n in it.
    NotCertain
        If the self weight cannot be told from the level at an integer.
    """
    if not 2 <= first < last <= MAX_LARGEST:
        raise BadInput(
            f"the range {shown(first)} .. {shown(last)}",
            f"not within 2 .. {MAX_LARGEST:.0e}",
            "give one such as 2 .. 10^12",
        )
    search = _Search(multiplier, base, rho, level)
    found: list[Crossing] = []
    undecided: list[tuple[int, int]] = []
    pending = [(first, last)]
    while pending:
        low, high = pending.pop()
        if search.blocks >= blocks:
            undecided.append((low, high))
            continue
        sign, slope = search.block(low, high)
        if sign:
            continue
        ends = (search.margin(low), search.margin(high))
        if 0 in ends:
            if high - low > 1:
                undecided.append((low, high))
                continue
            raise NotCertain(
                f"the self weight {shown(level)} at n = {low}", "it cannot be told from the level", "change the level a little"
            )
        if slope or high - low == 1:
            if ends[0] != ends[1]:
                found.append(_bisect(search, low, high, ends[0]))
            continue
        middle = isqrt(low * high) if high > 2 * low else (low + high) // 2
        middle = min(max(middle, low + 1), high - 1)
        pending += [(middle, high), (low, middle)]
    found.sort(key=lambda c: c.before)
    return Crossings(level, first, last, search.margin(first) > 0, tuple(found), _joined(undecided))


def _bisect(search: _Search, low: int, high: int, sign_low: int) -> Crossing:
    while high - low > 1:
        middle = isqrt(low * high) if high > 4 * low else (low + high) // 2
        middle = min(max(middle, low + 1), high - 1)
        sign = search.margin(middle)
        if sign == 0:
            raise NotCertain(
                f"the self weight {shown(search.level)} at n = {middle}",
                "it cannot be told from the level",
                "change the level",
            )
        low, high = (middle, high) if sign == sign_low else (low, middle)
    return Crossing(low, high, sign_low < 0)


def _joined(blocks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    result: list[tuple[int, int]] = []
    for low, high in sorted(blocks):
        if result and result[-1][1] >= low:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)
