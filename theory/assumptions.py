"""Assumptions as objects: one range of one variable, and everything that follows from it.

From an assumption come the SymPy symbol with its flags, the side of the box a certificate covers (see `signs`), the
values that a search draws, and the sentence on a page.  Each is derived, none is typed a second time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import BadInput, shown

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

FAR_OUT = (Fraction(10**9), Fraction(10**30))
"""How far out an unbounded variable is looked at, and how close to an end: one part in so many."""
LARGEST_DENOMINATOR = 500
"""Simple fractions have denominators up to this at the most."""
SAMPLED_LIMIT = 10**6
"""Unbounded variables are sampled up to this distance from their lower end."""


@dataclass(frozen=True, slots=True)
class Numbered(Generic[T]):
    """Values by number, the simplest first: what is drawn at random, and what is shrunk, is a number.

    Attributes
    ----------
    count : int
        How many numbers there are: 0, 1, ..., count - 1.
    value : callable
        The value of a number.
    """

    count: int
    value: Callable[[int], T]

    def strategy(self) -> SearchStrategy[T]:
        """Return the Hypothesis strategy: it chooses one integer, since a search costs as many choices as it makes."""
        from hypothesis import strategies as st

        return st.integers(0, self.count - 1).map(self.value) if self.count > 1 else st.just(self.value(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A variable ranges over an interval.

    Attributes
    ----------
    name : str
        The variable, as formulas and coordinates name it.
    meaning : str
        What the variable is, in the field's words.
    low, high : Fraction or None
        Ends of the interval; ``high`` None means unbounded above.
    low_open, high_open : bool
        Whether the end itself is excluded.
    integer : bool
        Whether only integers are meant.
    definition : str
        The variable by others, such as ``f = n/d``; empty where the meaning is all.
    """

    name: str
    meaning: str
    low: Fraction
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False
    integer: bool = False
    definition: str = ""

    def __post_init__(self) -> None:
        """Refuse a range that is none: no name, an end that is not exact, or nothing between the ends."""
        if not str.isidentifier(self.name):
            raise BadInput(f"the variable {shown(self.name)!r}", "not a name", "use letters, digits and _")
        for end in ("low", "high"):
            object.__setattr__(self, end, _exact(getattr(self, end), f"the {end} end of {self.name}", end == "high"))
        low, high = self.low, self.high
        if high is not None and (low > high or (low == high and (self.low_open or self.high_open))):
            raise self._empty("no number lies in it")
        if self.integer:
            if high is not None and self.first > self.last:
                raise self._empty("no integer lies in it")
            last = None if high is None else Fraction(self.last)
            object.__setattr__(self, "low", Fraction(self.first))
            object.__setattr__(self, "high", last)
            object.__setattr__(self, "low_open", False)
            object.__setattr__(self, "high_open", False)

    def _empty(self, why: str) -> BadInput:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return BadInput(f"the range of {self.name}, {left}{self.low}, {self.high}{right}", why, "widen it")

    @property
    def first(self) -> int:
        """The least integer of the range."""
        return floor(self.low) + 1 if self.low_open else ceil(self.low)

    @property
    def last(self) -> int:
        """The largest integer of a bounded range."""
        assert self.high is not None
        return ceil(self.high) - 1 if self.high_open else floor(self.high)

    def within(self, other: Assumption) -> bool:
        """Tell whether the range lies in that of ``other``."""
        above = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        if other.high is None:
            return above
        below = self.high is not None and (
            self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open))
        )
        return above and below

    def meet(self, other: Assumption) -> Assumption:
        """Return the variable on the part of its range that lies in that of ``other``."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        ends = [(a.high, not a.high_open) for a in (self, other) if a.high is not None]
        high, closed = min(ends) if ends else (None, False)
        return replace(self, low=low, low_open=low_open, high=high, high_open=high is not None and not closed)

    def inside(self, share: Fraction) -> Fraction:
        """Return the value at a share of the range; share/(1 - share) beyond the low end of an unbounded one."""
        if self.fixed is not None:
            return self.low
        value = self.low + (share / (1 - share) if self.high is None else share * (self.high - self.low))
        return self.clipped(round(value)) if self.integer else value

    def clipped(self, whole: int) -> Fraction:
        """Return the integer of the range nearest to one."""
        return Fraction(max(whole, self.first) if self.high is None else min(max(whole, self.first), self.last))

    @property
    def middle(self) -> Fraction:
        """A plain value inside the range."""
        if self.integer:
            return self.low if self.high is None else Fraction((self.first + self.last) // 2)
        return self.low + 1 if self.high is None else (self.low + self.high) / 2

    @property
    def extremes(self) -> tuple[Fraction, ...]:
        """Values close to each end, and far out where there is none, the lowest first."""
        if self.integer:
            return (self.low, self.low + 1, *((self.low + f for f in FAR_OUT) if self.high is None else (self.high,)))
        width = ONE if self.high is None else self.high - self.low
        near = (self.low + width / f for f in reversed(FAR_OUT))
        far = (self.low + f if self.high is None else self.high - width / f for f in FAR_OUT)
        return (*near, *far)

    @property
    def closed_ends(self) -> tuple[Fraction, ...]:
        """The ends that belong to the range."""
        low = () if self.low_open else (self.low,)
        return low if self.high is None or self.high_open or self.high == self.low else (*low, self.high)

    def at(self, value: Fraction) -> Assumption:
        """Return the same variable with one value only."""
        return replace(self, low=value, high=value, low_open=False, high_open=False)

    def holds(self, value: Fraction | int) -> bool:
        """Tell whether ``value`` satisfies the assumption, exactly."""
        above = value > self.low if self.low_open else value >= self.low
        below = self.high is None or (value < self.high if self.high_open else value <= self.high)
        return above and below and (not self.integer or Fraction(value).denominator == 1)

    @property
    def fixed(self) -> Fraction | None:
        """The only value the variable can take, or None."""
        return self.low if self.low == self.high else None

    def between(self, low: Fraction, high: Fraction | None) -> Assumption:
        """Return the same variable on a smaller, open interval."""
        return replace(self, low=low, high=high, low_open=True, high_open=high is not None)

    def range_text(self) -> str:
        """Return the range as text, such as ``0 < rho < 1``."""
        if self.fixed is not None:
            return f"{self.name} = {self.low}"
        if self.high is None:
            return f"{self.name} {'>' if self.low_open else '>='} {self.low}"
        left = f"{self.low} {'<' if self.low_open else '<='} "
        return f"{left}{self.name} {'<' if self.high_open else '<='} {self.high}"

    def sentence(self) -> str:
        """Return the assumption as one sentence for a page."""
        kind = "an integer: " if self.integer else ""
        defined = f": {self.definition}" if self.definition else ""
        return f"{self.range_text()}, {kind}{self.meaning}{defined}"

    def symbol(self) -> Any:
        """Return the SymPy symbol, with the flags the interval implies and no others."""
        from sympy import Symbol

        flags: dict[str, bool] = {"real": True}
        if self.low > 0 or (self.low == 0 and self.low_open):
            flags = {"positive": True}
        elif self.low == 0:
            flags = {"nonnegative": True}
        if self.integer:
            flags["integer"] = True
        return Symbol(self.name, **flags)

    def numbered(self) -> Numbered[Fraction]:
        """Return exact values that satisfy the assumption, over many magnitudes, simple fractions first."""
        return _numbered(self)

    def strategy(self) -> SearchStrategy[Fraction]:
        """Return a Hypothesis strategy of exact values that satisfy the assumption and shrink towards simple fractions."""
        return self.numbered().strategy()

    def _kinds(self) -> list[Callable[[int], Fraction]]:
        """Return the kinds of value to draw, each as a function of k = 0, 1, ...: simple, near either end, all over the range."""
        high, width = (self.low + 4, ONE) if self.high is None else (self.high, self.high - self.low)
        simple = _simple(self.low, high, self.low_open, self.high_open, self._finest())
        result = [simple] if simple else []
        result.append(lambda k: self.low + width / (k + 2))
        result.append((lambda k: self.low + k + 1) if self.high is None else lambda k: high - width / (k + 2))
        result.append(lambda k: self.inside(_halved(k)))
        return result

    def _finest(self) -> int:
        ends = (self.low,) if self.high is None else (self.low, self.high)
        return min(max(24, *(end.denominator for end in ends)), LARGEST_DENOMINATOR)


def _halved(k: int) -> Fraction:
    """Return the share of a range at which it is halved: 1/2, 1/4, 3/4, 1/8, 5/8, ..."""
    digits = f"{k + 1:b}"
    return Fraction(int(digits[::-1], 2), 2 ** len(digits))


@lru_cache(maxsize=256)
def _numbered(a: Assumption) -> Numbered[Fraction]:
    if a.fixed is not None:
        return Numbered(1, lambda _: a.low)
    if a.integer:
        first = a.first
        return Numbered(SAMPLED_LIMIT + 1 if a.high is None else a.last - first + 1, lambda k: Fraction(first + k))
    kinds = a._kinds()
    return Numbered(len(kinds) * SAMPLED_LIMIT, lambda k: kinds[k % len(kinds)](k // len(kinds)))


def _exact(end: object, what: str, unbounded: bool) -> Fraction | None:
    """Return an end of a range as a fraction; ``unbounded`` allows None."""
    if end is None and unbounded:
        return None
    if isinstance(end, bool) or not isinstance(end, int | Fraction):
        raise BadInput(what, f"{shown(end)} is not exact", "give an int or a Fraction")
    return Fraction(end)


def _simple(
    low: Fraction, high: Fraction, low_open: bool, high_open: bool, finest: int
) -> Callable[[int], Fraction] | None:
    """Return the fractions of an interval with denominators up to ``finest``, simplest first, repeated for ever."""
    firsts, ends = [], [0]
    for q in range(1, finest + 1):
        firsts.append(floor(low * q) + 1 if low_open else ceil(low * q))
        last = ceil(high * q) - 1 if high_open else floor(high * q)
        ends.append(ends[-1] + max(0, last - firsts[-1] + 1))
    if not ends[-1]:
        return None

    def value(k: int) -> Fraction:
        k %= ends[-1]
        q = bisect_right(ends, k)
        first, before, count = firsts[q - 1], ends[q - 1], ends[q] - ends[q - 1]
        return Fraction(first + (k - before + max(0, -first)) % count, q)  # from 0 on, where 0 is inside

    return value


ZERO, ONE = Fraction(0), Fraction(1)

CORRELATION = Assumption(
    name="rho", meaning="common inner product of the unit tokens", low=ZERO, high=ONE, low_open=True, high_open=True
)
ORTHOGONAL = replace(CORRELATION, high=ZERO, low_open=False, high_open=False)
RESIDUAL = Assumption(name="r", meaning="residual strength alpha sqrt(q)", low=ZERO, high=None)
POSITIVE_RESIDUAL = replace(RESIDUAL, low_open=True)
NO_RESIDUAL = replace(RESIDUAL, high=ZERO)
CONTEXT_LENGTH = Assumption(name="n", meaning="context length", low=Fraction(2), high=None, integer=True)
SUBCRITICAL_DEPTH = Assumption(
    name="delta",
    definition="delta = 1 - gamma (1 - rho)",
    meaning="depth",
    low=ZERO,
    high=ONE,
    low_open=True,
    high_open=True,
)
SUPERCRITICAL_DEPTH = Assumption(
    name="delta",
    definition="delta = gamma (1 - rho) - 1",
    meaning="depth",
    low=ZERO,
    high=None,
    low_open=True,
)
WINDOW_WEIGHT = Assumption(
    name="s",
    definition="s = 1/(1 + exp(-c (1 - rho)))",
    meaning="limiting self weight",
    low=ZERO,
    high=ONE,
    low_open=True,
    high_open=True,
)
WEIGHT_RATIO = Assumption(
    name="t",
    definition="t = exp(-beta (1 - rho))",
    meaning="ratio b/a of another weight to the self weight",
    low=ZERO,
    high=ONE,
    low_open=True,
)
FILLING = Assumption(
    name="f",
    definition="f = n/d",
    meaning="filling, the share of the d dimensions that the tokens span",
    low=ZERO,
    high=ONE,
    low_open=True,
)
