"""The numbers x + y omega, where omega = log n -> oo: n = oo as one more field of the formulas.

A mass that is 0 here is a power n^-e at finite n, e > 0, and beats log n: 0 * omega is 0.  What a formula gives is
its value as n -> oo up to terms that vanish, provided it divides by no zero; 0/0 is refused, never made a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flint import arb

from ..theory import field

ZERO = arb(0)


class IndeterminateForm(ArithmeticError):
    """A germ whose limit the leading coefficients do not decide, such as 0/0."""


@dataclass(frozen=True, slots=True, eq=False)
class Germ:
    """A number ``finite + slope * omega`` with ball coefficients.

    Attributes
    ----------
    finite : flint.arb
        The constant term; +oo after a division of a positive germ by zero.
    slope : flint.arb
        The coefficient of omega = log n.
    """

    finite: arb
    slope: arb = ZERO

    @property
    def is_bounded(self) -> bool:
        """Whether the slope is exactly zero.

        Raises
        ------
        IndeterminateForm
            If the slope's ball leaves that open.
        """
        if self.slope.is_zero():
            return True
        if self.slope.contains(0):
            raise IndeterminateForm("a growth rate that cannot be told from 0")
        return False

    def sign(self) -> int:
        """Return the sign of the germ as omega -> oo.

        Raises
        ------
        IndeterminateForm
            If the balls leave it open.
        """
        leading = self.finite if self.is_bounded else self.slope
        if leading.is_zero():
            return 0
        if leading > 0:
            return 1
        if leading < 0:
            return -1
        raise IndeterminateForm("a sign that the ball leaves open")

    def __add__(self, other: Operand) -> Germ:
        """Return the sum."""
        other = _germ(other)
        return Germ(self.finite + other.finite, self.slope + other.slope)

    __radd__ = __add__

    def __neg__(self) -> Germ:
        """Return the opposite."""
        return Germ(-self.finite, -self.slope)

    def __sub__(self, other: Operand) -> Germ:
        """Return the difference."""
        return self + -_germ(other)

    def __rsub__(self, other: Operand) -> Germ:
        """Return the difference."""
        return _germ(other) + -self

    def __mul__(self, other: Operand) -> Germ:
        """Return the product; that of two unbounded germs is refused."""
        other = _germ(other)
        if not (self.is_bounded or other.is_bounded):
            raise IndeterminateForm("growth faster than log n")
        return Germ(self.finite * other.finite, self.finite * other.slope + self.slope * other.finite)

    __rmul__ = __mul__

    def __pow__(self, power: int) -> Germ:
        """Return a power, 0 or a positive integer."""
        result = Germ(arb(1))
        for _ in range(power):
            result = result * self
        return result

    def __truediv__(self, other: Operand) -> Germ:
        """Return the limit of the quotient where it is decided; a nonzero number over zero is infinite."""
        other = _germ(other)
        if not other.is_bounded:
            return Germ(ZERO) if self.is_bounded else Germ(self.slope / other.slope)
        if not other.finite.is_zero():
            return Germ(self.finite / other.finite, self.slope / other.finite)
        # The formulas divide by sums of nonnegative terms only, so this zero is approached from above.
        if self.sign() == 0:
            raise IndeterminateForm("0/0")
        return Germ(arb.pos_inf() if self.sign() > 0 else arb.neg_inf())

    def __rtruediv__(self, other: Operand) -> Germ:
        """Return the quotient."""
        return _germ(other) / self


Operand: TypeAlias = Germ | arb | int


def _germ(value: Operand) -> Germ:
    return value if isinstance(value, Germ) else Germ(arb(value))


@field.exp.register
def _(x: Germ) -> Germ:
    if x.is_bounded:
        return Germ(x.finite.exp())
    return Germ(arb.pos_inf() if x.sign() > 0 else ZERO)


@field.minimum.register
def _(x: Germ, y: Germ) -> Germ:
    if x.is_bounded and y.is_bounded:
        return Germ(x.finite.min(y.finite))
    return x if (y - x).sign() >= 0 else y


@field.maximum.register
def _(x: Germ, y: Germ) -> Germ:
    if x.is_bounded and y.is_bounded:
        return Germ(x.finite.max(y.finite))
    return y if (y - x).sign() >= 0 else x


@field.sqrt.register
def _(x: Germ) -> Germ:
    if not x.is_bounded:
        raise IndeterminateForm("the square root of a growing number")
    return Germ(x.finite.sqrt())


@field.hypot.register
def _(x: Germ, y: Germ) -> Germ:
    if x.is_bounded and y.is_bounded:
        return Germ(field.hypot(x.finite, y.finite))
    slope = field.hypot(x.slope, y.slope)
    return Germ((x.finite * x.slope + y.finite * y.slope) / slope, slope)


@field.radical.register
def _(x: Germ, y: Operand) -> Germ:
    y = _germ(y)
    if x.is_bounded and y.is_bounded:
        return Germ(field.radical(x.finite, y.finite))
    if not y.is_bounded:
        raise IndeterminateForm("the square root of a growing number")
    return x if x.sign() > 0 else -x


@field.spectral_norm.register
def _(x: Germ, y: Germ, s: Germ, t: Germ, r: Operand, u: Germ, v: Germ) -> Germ:
    entries = [_germ(c) for c in (x, y, s, t, r, u, v)]
    if all(c.is_bounded for c in entries):
        return Germ(field.spectral_norm(*(c.finite for c in entries)))
    if not all(c.is_bounded and c.finite.is_zero() for c in (y, s, v)):
        raise IndeterminateForm("a block that does not fall apart")
    r, size = _germ(r), t if t.sign() >= 0 else -t
    pair = (field.hypot(r + x, u) + field.hypot(r - x, u)) / 2
    larger: Germ = field.maximum(pair, size)
    return larger


@field.nearest_to_half.register
def _(step: Germ) -> Germ:
    if not step.is_bounded:
        raise IndeterminateForm("a weight that grows")
    return Germ(field.nearest_to_half(step.finite))
