"""Pins: must-fail twins that are a claim's own bound, made a little stronger.

A twin with another constant says nothing of a bound that gives way.  A pin is made from the claim's own side: weaken that
side, and the pin becomes weaker with it, until it is true and survives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Protocol, Self, TypeVar

from ..theory.assumptions import Assumption
from ..theory.errors import BadInput, shown
from .sides import ConstantSide, Side

NOTHING = ConstantSide(Fraction(0))


class Pinnable(Protocol):
    """What a pin is put to: a statement of any kind."""

    def pinned(self, pin: Pin) -> tuple[Self, str] | None:
        """Return it made a little stronger, and in words what was changed; None where it has no bound."""
        ...


S = TypeVar("S", bound=Pinnable)


def bounded(statement: Pinnable) -> bool:
    """Tell whether a statement can give way: whether it has a bound, an error term or a tolerance."""
    return statement.pinned(Pin()) is not None


@dataclass(frozen=True, slots=True)
class Moved:
    """The side base + factor (side - base), for whatever the side takes: a point, or tokens."""

    side: Side
    factor: Fraction
    base: Side = NOTHING

    def __call__(self, place: Any) -> Any:
        """Return the moved side at a place."""
        if self.base == NOTHING:
            return _times(self.side(place), self.factor)
        base = self.base(place)
        return base + _times(self.side(place) - base, self.factor)


def _times(value: Any, factor: Fraction) -> Any:
    """Return a product with a fraction, which balls do not take."""
    if isinstance(value, int | Fraction):
        return value * factor
    return value * factor.numerator / factor.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """How a bound is made a little stronger, so that it is false.

    Attributes
    ----------
    factor : Fraction
        What the side, the constant of an error, or the tolerance is multiplied by.  A rate is divided by log n instead.
    side : {"upper", "lower", "value"}
        The side of an inequality that is moved; of a computed one, left is lower.  With ``value`` it is the number that a
        mean or a computed number is compared with: what the tolerance has to tell apart.
    base : formula or number
        Where the side is measured from: it becomes base + factor (side - base).  So c is pinned in 1/4 + c/n.
    earlier : int
        By how much the least n is made smaller.
    where : tuple of Assumption
        Narrower ranges of some variables: the part of the domain on which it is false.
    seeds : tuple of int
        Of random tokens, those on which it is false.
    """

    factor: Fraction = Fraction(1)
    side: Literal["lower", "upper", "value"] = "upper"
    base: Side = 0
    earlier: int = 0
    where: tuple[Assumption, ...] = ()
    seeds: tuple[int, ...] = ()

    def of(self, statement: S) -> S:
        """Return the stronger statement.

        Raises
        ------
        BadInput
            If the statement has no bound.
        """
        return self._applied(statement)[0]

    def change(self, statement: Pinnable) -> str:
        """Return in words what is changed."""
        return self._applied(statement)[1]

    def _applied(self, statement: S) -> tuple[S, str]:
        found = statement.pinned(self)
        if found is None:
            what = f"a pin of {shown(type(statement).__name__)}"
            raise BadInput(what, "it has no bound", "pin a bound or an error term")
        return found

    def within(self, assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
        """Return the assumptions of a claim with the narrower ranges in place of its own."""
        return tuple({a.name: a for a in (*assumptions, *self.where)}.values())

    def moved(self, lower: Side, upper: Side) -> tuple[Side, Side]:
        """Return both sides of an inequality, one of them moved; neither if only n is."""
        if self.factor == 1:
            return lower, upper
        base = ConstantSide(Fraction(self.base)) if isinstance(self.base, int | Fraction) else self.base
        if self.side == "lower":
            return Moved(lower, self.factor, base), upper
        return lower, Moved(upper, self.factor, base)

    def times(self, what: str) -> str:
        """Return in words that something is multiplied, empty where it is not."""
        return f"{what} times {self.factor}" if self.factor != 1 else ""

    def words(self, first: str) -> str:
        """Return all that is changed: a side, an error or a tolerance first, then where."""
        changed = [first] if first else []
        if self.base != 0:
            changed[0] += f", measured from {self.base if isinstance(self.base, int | Fraction) else 'what it tends to'}"
        changed += [f"the least n smaller by {self.earlier}"] if self.earlier else []
        changed += [f"where {', '.join(a.range_text() for a in self.where)}"] if self.where else []
        changed += [f"on the tokens of seed {', '.join(map(str, self.seeds))}"] if self.seeds else []
        return ", ".join(changed)
