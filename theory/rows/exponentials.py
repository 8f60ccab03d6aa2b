"""Numbers that are known with their exponentials, and dual numbers: so a formula with exp is algebra, and so is its derivative.

A gap enters the partition function by exp(-beta Delta) alone.  Where that exponential is a variable of its own, identities
between partition functions are identities of fractions, on symbols as on balls.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..field import FUNCTIONS, Field, MissingFunction, Operators, Scalar, exp, log


@dataclass(frozen=True, slots=True)
class Exponentiated(Operators):
    """A number x that may be known with e^x; so are its whole multiples, and no other number that is computed from it."""

    value: Scalar
    power: Scalar = None


def plain(x: Scalar) -> Scalar:
    """Return a number without its exponential."""
    return x.value if isinstance(x, Exponentiated) else x


class _Exponentiated(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("exp", "log"))):
    refusal = ("of a number that is known with its exponential", "only exp of it is known", "use exp or log")

    def exp(self, x: Exponentiated) -> Exponentiated:
        if x.power is None:
            raise MissingFunction("exp of a number", "its exponential is not known", "take a multiple of one that is known")
        return Exponentiated(x.power)

    def log(self, x: Exponentiated) -> Exponentiated:
        return Exponentiated(log(x.value))

    def negative(self, x: Exponentiated) -> Exponentiated:
        return self.multiply(-1, x)

    def multiply(self, x: Scalar, y: Scalar) -> Exponentiated:
        known, times = (y, x) if isinstance(x, int) else (x, y)
        power = known.power**times if isinstance(times, int) and known.power is not None else None
        return Exponentiated(plain(x) * plain(y), power)

    def add(self, x: Scalar, y: Scalar) -> Exponentiated:
        return Exponentiated(plain(x) + plain(y))

    def subtract(self, x: Scalar, y: Scalar) -> Exponentiated:
        return Exponentiated(plain(x) - plain(y))

    def divide(self, x: Scalar, y: Scalar) -> Exponentiated:
        return Exponentiated(plain(x) / plain(y))

    def power(self, x: Exponentiated, y: int) -> Exponentiated:
        return Exponentiated(x.value**y)


_Exponentiated().register(Exponentiated)


@dataclass(frozen=True, slots=True)
class Dual(Operators):
    """A number with its derivative in one variable."""

    value: Scalar
    slope: Scalar


def dual(x: Scalar) -> Dual:
    """Return a number as a dual one; a constant has the slope 0."""
    return x if isinstance(x, Dual) else Dual(x, 0)


class _Duals(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("exp", "log"))):
    refusal = ("of a dual number", "its derivative is not written", "use exp or log")

    def exp(self, x: Dual) -> Dual:
        value = exp(x.value)
        return Dual(value, value * x.slope)

    def log(self, x: Dual) -> Dual:
        return Dual(log(x.value), x.slope / x.value)

    def negative(self, x: Dual) -> Dual:
        return Dual(-x.value, -x.slope)

    def add(self, x: Scalar, y: Scalar) -> Dual:
        a, b = dual(x), dual(y)
        return Dual(a.value + b.value, a.slope + b.slope)

    def subtract(self, x: Scalar, y: Scalar) -> Dual:
        a, b = dual(x), dual(y)
        return Dual(a.value - b.value, a.slope - b.slope)

    def multiply(self, x: Scalar, y: Scalar) -> Dual:
        a, b = dual(x), dual(y)
        return Dual(a.value * b.value, a.slope * b.value + a.value * b.slope)

    def divide(self, x: Scalar, y: Scalar) -> Dual:
        a, b = dual(x), dual(y)
        ratio = a.value / b.value
        return Dual(ratio, (a.slope - ratio * b.slope) / b.value)

    def power(self, x: Dual, y: int) -> Dual:
        return Dual(x.value**y, y * x.value ** (y - 1) * x.slope)


_Duals().register(Dual)
