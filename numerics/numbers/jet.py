"""Jets over balls: a value with its two partial derivatives, one more field of the formulas.

Evaluated on a box, a jet encloses the function and its gradient there, which is what the mean value form needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flint import arb

from ...theory import field

ZERO, ONE = arb(0), arb(1)


@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """A ball and the balls of its derivatives in the two variables."""

    value: arb
    first: arb = ZERO
    second: arb = ZERO

    def _chain(self, value: arb, slope: arb) -> Jet:
        return Jet(value, slope * self.first, slope * self.second)

    def __add__(self, other: Operand) -> Jet:
        """Return the sum."""
        o = jet(other)
        return Jet(self.value + o.value, self.first + o.first, self.second + o.second)

    __radd__ = __add__

    def __neg__(self) -> Jet:
        """Return the opposite."""
        return Jet(-self.value, -self.first, -self.second)

    def __sub__(self, other: Operand) -> Jet:
        """Return the difference."""
        return self + -jet(other)

    def __rsub__(self, other: Operand) -> Jet:
        """Return the difference."""
        return jet(other) + -self

    def __mul__(self, other: Operand) -> Jet:
        """Return the product."""
        o = jet(other)
        a, b = self.value, o.value
        return Jet(a * b, self.first * b + a * o.first, self.second * b + a * o.second)

    __rmul__ = __mul__

    def __truediv__(self, other: Operand) -> Jet:
        """Return the quotient."""
        o = jet(other)
        ratio = self.value / o.value
        return Jet(ratio, (self.first - ratio * o.first) / o.value, (self.second - ratio * o.second) / o.value)

    def __rtruediv__(self, other: Operand) -> Jet:
        """Return the quotient."""
        return jet(other) / self

    def __pow__(self, power: int) -> Jet:
        """Return a power, 1 or more."""
        return self._chain(self.value**power, power * self.value ** (power - 1))

    def __lt__(self, other: int) -> bool:
        """Tell whether the value is smaller, for certain."""
        return bool(self.value < other)

    def __gt__(self, other: int) -> bool:
        """Tell whether the value is larger, for certain."""
        return bool(self.value > other)

    def sqrt(self) -> Jet:
        """Return the square root; that of an exact 0 is constant."""
        value = self.value.sqrt()
        return Jet(value) if self.value.is_zero() else self._chain(value, 1 / (2 * value))


Operand: TypeAlias = Jet | arb | int


def jet(value: Operand) -> Jet:
    """Return a number as a constant jet."""
    return value if isinstance(value, Jet) else Jet(arb(value))


@field.exp.register
def _(x: Jet) -> Jet:
    value = x.value.exp()
    return Jet(value, value * x.first, value * x.second)


@field.expm1.register
def _(x: Jet) -> Jet:
    slope = x.value.exp()
    return Jet(field.expm1(x.value), slope * x.first, slope * x.second)
