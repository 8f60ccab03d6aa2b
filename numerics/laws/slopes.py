"""A law on an interval of log n together with its slope there, in jets over balls.

The slope is taken in t = log n.  It encloses the derivative, or where min and max have a corner the whole generalised
gradient, so the mean value theorem holds; a floor that is not constant on the interval has the slope nan.
"""

from __future__ import annotations

from typing import TypeAlias

from flint import arb

from ...theory.field import SPECIAL, Field
from ..numbers.jet import Jet, jet
from .multiplier import LAW_BALLS, Value, ball

ZERO, ONE = arb(0), arb(1)


class Sharp(Jet):
    """A jet whose elasticity slope/value is known more sharply than by that quotient.

    n has the elasticity 1 exactly, so log(n/L) has the slope 1 exactly, however wide the interval.
    """

    __slots__ = ("elasticity",)

    def __init__(self, value: arb, elasticity: arb) -> None:
        super().__init__(value, [value * elasticity])
        self.elasticity = elasticity


SlopeOperand: TypeAlias = Jet | Value
"""A jet, or what does not depend on n."""


def slope(x: SlopeOperand) -> arb:
    """Return the slope in log n."""
    return x.slopes[0] if isinstance(x, Jet) and x.slopes else ZERO


def elasticity(x: SlopeOperand) -> arb:
    """Return slope/value, as sharply as it is known."""
    if isinstance(x, Sharp):
        return x.elasticity
    return x.slopes[0] / x.value if isinstance(x, Jet) and x.slopes else ZERO


class _Slopes(Field, lacks=SPECIAL):
    def apply(self, operator: str, operands: tuple[SlopeOperand, ...]) -> SlopeOperand:
        # numbers stay exact where LAW_BALLS keeps them so
        numbers = tuple(o for o in operands if not isinstance(o, Jet))
        if len(numbers) == len(operands):
            return LAW_BALLS.apply(operator, numbers)
        found: Jet = super().apply(operator, operands)
        return found

    def add(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        return _jet(x) + _jet(y)

    def subtract(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        return _jet(x) - _jet(y)

    def multiply(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        a, b = _jet(x), _jet(y)
        return Sharp(a.value * b.value, elasticity(x) + elasticity(y)) if _sharp(x, y) else a * b

    def divide(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        a, b = _jet(x), _jet(y)
        return Sharp(a.value / b.value, elasticity(x) - elasticity(y)) if _sharp(x, y) else a / b

    def power(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        if not isinstance(y, Jet):
            return Sharp(ball(LAW_BALLS.apply("^", (_jet(x).value, y))), ball(y) * elasticity(x))
        a, b = _jet(x).value, y.value
        return Jet(LAW_BALLS.power(a, b), [a**b * (b * elasticity(x) + a.log() * slope(y))])

    def exp(self, x: Jet) -> Jet:
        return Sharp(LAW_BALLS.exp(x.value), slope(x))

    def log(self, x: Jet) -> Jet:
        return Jet(x.value.log(), [elasticity(x)])

    def sqrt(self, x: Jet) -> Jet:
        return Sharp(x.value.sqrt(), elasticity(x) / 2)

    def floor(self, x: Jet) -> Jet:
        value = x.value.floor()
        return Jet(value, () if value.is_exact() else [arb("nan")])

    def minimum(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        a, b = _jet(x), _jet(y)
        if a.value <= b.value or b.value <= a.value:
            return a if a.value <= b.value else b
        return Jet(a.value.min(b.value), [slope(a).union(slope(b))])

    def maximum(self, x: SlopeOperand, y: SlopeOperand) -> Jet:
        a, b = _jet(x), _jet(y)
        if a.value >= b.value or b.value >= a.value:
            return a if a.value >= b.value else b
        return Jet(a.value.max(b.value), [slope(a).union(slope(b))])


def _jet(x: SlopeOperand) -> Jet:
    return x if isinstance(x, Jet) else jet(ball(x))


def _sharp(*operands: SlopeOperand) -> bool:
    return not any(type(o) is Jet and o.slopes for o in operands)


SLOPES = _Slopes()


def length_variable(value: arb) -> Jet:
    """Return n itself on an interval."""
    return Sharp(value, ONE)
