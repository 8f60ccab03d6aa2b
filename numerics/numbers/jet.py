"""Jets over balls, numbers of forward-mode differentiation: a value with its partial derivatives, of first order.

Evaluated on a box, a jet encloses the function and its gradient there, which is what the mean value form needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import arb

from ...theory.field import FUNCTIONS, Field
from .balls import BALLS, rational_ball


class Jet:
    """A ball, and the balls of its derivatives in each variable; a constant has none."""

    __slots__ = ("slopes", "value")

    def __init__(self, value: arb, slopes: Sequence[arb] = ()) -> None:
        self.value, self.slopes = value, slopes

    def chain(self, value: arb, slope: arb) -> Jet:
        """Return a function of the jet, from its value and its derivative there."""
        return Jet(value, [slope * s for s in self.slopes])

    def __add__(self, other: JetOperand) -> Jet:
        o = jet(other)
        a, b = self.slopes, o.slopes
        return Jet(self.value + o.value, [s + t for s, t in zip(a, b, strict=True)] if a and b else a or b)

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet(-self.value, [-s for s in self.slopes])

    def __sub__(self, other: JetOperand) -> Jet:
        o = jet(other)
        a, b = self.slopes, o.slopes
        if not b:
            return Jet(self.value - o.value, a)
        return Jet(self.value - o.value, [s - t for s, t in zip(a, b, strict=True)] if a else [-t for t in b])

    def __rsub__(self, other: JetOperand) -> Jet:
        return jet(other) - self

    def __mul__(self, other: JetOperand) -> Jet:
        o = jet(other)
        x, y, a, b = self.value, o.value, self.slopes, o.slopes
        if not b:
            return Jet(x * y, [s * y for s in a])
        return Jet(x * y, [s * y + x * t for s, t in zip(a, b, strict=True)] if a else [x * t for t in b])

    __rmul__ = __mul__

    def __truediv__(self, other: JetOperand) -> Jet:
        o = jet(other)
        y, a, b = o.value, self.slopes, o.slopes
        ratio = self.value / y
        if not b:
            return Jet(ratio, [s / y for s in a])
        return Jet(ratio, [(s - ratio * t) / y for s, t in zip(a, b, strict=True)] if a else [-ratio * t / y for t in b])

    def __rtruediv__(self, other: JetOperand) -> Jet:
        return jet(other) / self

    def __pow__(self, power: int | Fraction | Jet) -> Jet:
        """Return a power by a constant: a whole number 1 or more, or of a positive jet any number."""
        exponent = power if isinstance(power, int) else power.value if isinstance(power, Jet) else rational_ball(power)
        return self.chain(self.value**exponent, exponent * self.value ** (exponent - 1))

    def __lt__(self, other: int) -> bool:
        return bool(self.value < other)

    def __gt__(self, other: int) -> bool:
        return bool(self.value > other)

    def __ge__(self, other: int) -> bool:
        return bool(self.value >= other)


JetOperand: TypeAlias = Jet | arb | int


def jet(value: JetOperand) -> Jet:
    """Return a number as a constant jet."""
    return value if isinstance(value, Jet) else Jet(arb(value))


def as_jet(value: Fraction | arb) -> Jet:
    """Return an exact number, or a ball, as a constant jet."""
    return Jet(value if isinstance(value, arb) else rational_ball(value))


class _Jets(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("exp", "expm1", "log", "log1p", "sqrt", "entmax_gap"))):
    refusal = ("of a jet", "a step of a stack has no use for its derivative", "use exp, expm1, log, log1p or sqrt")

    def exp(self, x: Jet) -> Jet:
        value = x.value.exp()
        return x.chain(value, value)

    def expm1(self, x: Jet) -> Jet:
        return x.chain(BALLS.expm1(x.value), x.value.exp())

    def log(self, x: Jet) -> Jet:
        return x.chain(x.value.log(), 1 / x.value)

    def log1p(self, x: Jet) -> Jet:
        return x.chain(x.value.log1p(), 1 / (1 + x.value))

    def entmax_gap(self, gap: Jet, others: Jet, order: Jet) -> Jet:
        """Return its derivative in the gap alone: the order and log(n - 1) are constants."""
        found: arb = BALLS.entmax_gap(gap.value, others.value, order.value)
        own = 1 / (1 + (others.value - found).exp())
        power = own**order.value
        rest, kept = 1 / (1 + (found - others.value).exp()), (-order.value * found).exp()
        return gap.chain(found, 1 / (power * (rest + own * kept)))

    def sqrt(self, x: Jet) -> Jet:
        value = x.value.sqrt()
        return Jet(value) if x.value.is_zero() else x.chain(value, 1 / (2 * value))


JETS = _Jets()
JETS.register(Jet)
