"""Multipliers in numbers: exact while an expression stays rational, balls from the first logarithm on.

A floor of an exact number is exact, so the steps of a staircase law fall on the right integer.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from flint import arb

from ...theory.errors import BadInput, shown
from ...theory.expression import Expression, depends_on_length, fold
from ...theory.notation import text
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.inputs import decimal_digits
from ..settings.length import ContextLength, LengthLike

Value: TypeAlias = Fraction | arb

MAX_EXACT_BITS = 20_000
"""A rational power larger than this becomes a ball."""
MAX_EXP_BITS = 2**15 + 64
"""Arguments of exp have at most so many bits: as many as log n has at the largest n."""
_SIGN_BITS = (64, 256, 1024, 4096)


def ball(value: Value) -> arb:
    """Return an exact number or a ball as a ball."""
    return value if isinstance(value, arb) else rational_ball(value)


class Balls:
    """The algebra of exact numbers and balls, at the working precision."""

    def number(self, value: Fraction) -> Value:
        """Return an exact number."""
        return value

    def apply(self, operator: str, operands: tuple[Value, ...]) -> Value:
        """Apply an operator of the grammar; where it is undefined the ball is not finite."""
        if all(isinstance(o, Fraction) for o in operands):
            exact = _exact(operator, operands)  # type: ignore[arg-type]
            if exact is not None:
                return exact
        first, last = operands[0], operands[-1]
        if operator == "^":
            return _power(first, last)
        a, b = ball(first), ball(last)
        match operator:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "/":
                return a / b
            case "neg":
                return -a
            case "log":
                return a.log()
            case "sqrt":
                return a.sqrt()
            case "exp":
                return _exp(a)
            case "floor":
                return a.floor()
            case "min" | "max":
                return _extreme(operator, operands)
        raise TypeError(f"no rule for {operator}")


def _exact(operator: str, operands: tuple[Fraction, ...]) -> Fraction | None:
    first, last = operands[0], operands[-1]
    match operator:
        case "+":
            return first + last
        case "-":
            return first - last
        case "*":
            return first * last
        case "/":
            return first / last if last else None
        case "neg":
            return -first
        case "floor":
            return Fraction(first.numerator // first.denominator)
        case "min":
            return min(operands)
        case "max":
            return max(operands)
        case "^":
            size = max(first.numerator.bit_length(), first.denominator.bit_length())
            if last.denominator == 1 and size * abs(last) <= MAX_EXACT_BITS and (first or last > 0):
                return first ** int(last)
        case "log":
            return Fraction(0) if first == 1 else None  # a ball of log 1 is 0 as well, but not seen to be exact
    return None


def _power(base: Value, exponent: Value) -> arb:
    if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) <= MAX_EXACT_BITS:
        return ball(base) ** int(exponent)
    if isinstance(exponent, Fraction) and exponent == Fraction(1, 2):
        return ball(base).sqrt()
    return _exp(ball(exponent) * ball(base).log())


def _exp(argument: arb) -> arb:
    if not argument.is_finite():
        return argument.exp() if argument < 0 else arb("nan")
    mantissa, exponent = argument.abs_upper().man_exp()
    if int(mantissa).bit_length() + int(exponent) > MAX_EXP_BITS:
        raise BadInput(
            "exp of a number of thousands of digits", "too large to hold", "give a smaller n, or its logarithm"
        )
    return argument.exp()


def _extreme(operator: str, operands: tuple[Value, ...]) -> arb:
    result = ball(operands[0])
    for other in operands[1:]:
        result = result.max(ball(other)) if operator == "max" else result.min(ball(other))
    return result


def constant(expression: Expression) -> arb:
    """Return the ball of an expression without variables, at the working precision."""
    return ball(fold(expression, Balls(), {}))


def sign(expression: Expression) -> int | None:
    """Return the sign of a constant, or None where 4096 bits do not tell it from 0: the oracle of the theory."""
    for bits in _SIGN_BITS:
        with working_precision(bits):
            value = constant(expression)
            if value > 0:
                return 1
            if value < 0:
                return -1
            if value.is_zero():
                return 0
    return None


def at_length(length: ContextLength) -> Mapping[str, Value]:
    """Return n and pos = n - 1, exact where n is multiplied out, else balls at the working precision."""
    exact = length.exact
    n: Value = Fraction(exact) if exact is not None else 1 / length.reciprocal()
    return {"n": n, "pos": n - 1}


def multiplier(expression: Expression, n: LengthLike, digits: int = 30) -> Enclosure:
    """Return the factor on the logits of the last token of a context, certified.

    Parameters
    ----------
    expression : Expression
        m in n and pos, its parameters substituted (`critscale.theory.laws.law.BoundLaw.multiplier`).
    n : LengthLike
        Context length, finite, >= 2; pos = n - 1.
    digits : int
        Significant decimal digits.

    Raises
    ------
    BadInput
        If n is infinite, or m is undefined there.
    NotCertain
        If the digits cannot be certified.
    """
    why, mend = "a multiplier is evaluated at a finite n", "see `critscale classify` for the limit"
    length = ContextLength.finite(n, why, mend)
    return certify(lambda bits: _finite(expression, length), decimal_digits(digits))


def _finite(expression: Expression, length: ContextLength) -> arb:
    value = ball(fold(expression, Balls(), at_length(length) if depends_on_length(expression) else {}))
    if not value.is_finite():
        raise undefined(expression, str(length))
    return value


def undefined(expression: Expression, n: str) -> BadInput:
    """Return the refusal of a multiplier that has no value at n."""
    why = "it is undefined there (a logarithm, root or division out of its domain)"
    return BadInput(f"the multiplier {shown(text(expression))} at n = {shown(n)}", why, "use max to clip it")


def not_positive(expression: Expression) -> BadInput:
    """Return the refusal of a multiplier that is not positive."""
    return BadInput(f"the multiplier {shown(text(expression))}", "it is not positive", "a temperature needs m > 0")
