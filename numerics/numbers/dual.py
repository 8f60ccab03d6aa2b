"""Dual numbers over balls: a function on an interval of log n together with its slope there.

The slope is taken in t = log n.  It encloses the derivative, or where min and max have a corner the whole generalised
gradient, so the mean value theorem holds; a floor that is not constant on the interval has no slope.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from flint import arb

from ..laws.multiplier import LAW_BALLS, Value, ball

_BALLS = LAW_BALLS
ZERO, ONE = arb(0), arb(1)


class Dual(NamedTuple):
    """A value, its slope in log n, and its elasticity slope/value where that is known more sharply.

    ``slope`` None where there is none.  n has the elasticity 1 exactly, so log(n/L) has the slope 1 exactly, however
    wide the interval.
    """

    value: Value
    slope: arb | None
    elasticity: arb | None = None

    @property
    def rate(self) -> arb | None:
        """The elasticity, known sharply or not."""
        if self.elasticity is not None or self.slope is None:
            return self.elasticity
        return self.slope if self.slope.is_zero() else self.slope / ball(self.value)


def variable(value: arb) -> Dual:
    """Return n itself on an interval."""
    return Dual(value, value, ONE)


class Duals:
    """The algebra of dual numbers."""

    def number(self, value: Fraction) -> Dual:
        """Return an exact number, of slope 0."""
        return Dual(value, ZERO, ZERO)

    def apply(self, operator: str, operands: tuple[Dual, ...]) -> Dual:
        """Apply an operator of the grammar."""
        value = _BALLS.apply(operator, tuple(o.value for o in operands))
        if all(o.slope is not None and o.slope.is_zero() for o in operands):
            return Dual(value, ZERO, ZERO)
        if operator == "floor":
            return Dual(value, ZERO if isinstance(value, Fraction) or value.is_exact() else None)
        if operator in ("min", "max"):
            return Dual(value, _corner(operator, operands))
        if any(o.slope is None for o in operands):
            return Dual(value, None)
        elasticity = _elasticity(operator, operands)
        if elasticity is not None:
            return Dual(value, ball(value) * elasticity, elasticity)
        return Dual(value, _slope(operator, operands))


def _elasticity(operator: str, operands: tuple[Dual, ...]) -> arb | None:
    """Return the elasticity of what multiplies, or None."""
    a, b = operands[0], operands[-1]
    ra, rb = a.rate, b.rate
    if ra is None or rb is None:
        return None
    match operator:
        case "*" | "/" if a.elasticity is not None and b.elasticity is not None:
            return ra + rb if operator == "*" else ra - rb
        case "sqrt":
            return ra / 2
        case "exp":
            return a.slope
        case "^" if b.slope is not None and b.slope.is_zero():
            return ball(b.value) * ra
    return None


def _slope(operator: str, operands: tuple[Dual, ...]) -> arb | None:
    first, last = operands[0], operands[-1]
    a, b, da, db = ball(first.value), ball(last.value), first.slope, last.slope
    assert da is not None and db is not None
    match operator:
        case "+":
            return da + db
        case "-":
            return da - db
        case "neg":
            return -da
        case "*":
            return da * b + a * db
        case "/":
            return (da - a / b * db) / b
        case "log":
            return first.rate
        case "^":
            rate = first.rate
            return None if rate is None else a**b * (b * rate + a.log() * db)
    raise TypeError(f"no rule for {operator}")


def _corner(operator: str, operands: tuple[Dual, ...]) -> arb | None:
    best = operands[0]
    for other in operands[1:]:
        a, b = ball(best.value), ball(other.value)
        ahead = (a >= b) if operator == "max" else (a <= b)
        behind = (a <= b) if operator == "max" else (a >= b)
        if behind and not ahead:
            best = other
        elif not ahead:
            slope = None if best.slope is None or other.slope is None else best.slope.union(other.slope)
            best = Dual(_BALLS.apply(operator, (best.value, other.value)), slope)
    return best.slope
