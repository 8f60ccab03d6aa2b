"""Multipliers in numbers: exact while an expression stays rational, balls from the first logarithm on.

A floor of an exact number is exact, so the steps of a staircase law fall on the right integer.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from flint import arb

from ...theory.errors import BadInput, shown
from ...theory.expression import Expression, Rationals, depends_on_length, fold
from ...theory.notation import text
from ..inputs import decimal_digits
from ..numbers.balls import Balls, rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
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


class _Exact(Rationals):
    """Rational numbers as long as they are short; None is left to the balls."""

    def power(self, x: Fraction, y: Fraction) -> Fraction | None:
        size = max(x.numerator.bit_length(), x.denominator.bit_length())
        return super().power(x, y) if size * abs(y) <= MAX_EXACT_BITS else None

    def log(self, x: Fraction) -> Fraction | None:
        return Fraction(0) if x == 1 else None  # a ball of log 1 is 0 as well, but not seen to be exact


class LawBalls(Balls):
    """The field of exact numbers and balls, at the working precision; where a law is undefined the ball is not finite."""

    def apply(self, operator: str, operands: tuple[Value, ...]) -> Value:
        """Apply an operator of the grammar, exactly as long as that is possible."""
        if all(isinstance(o, Fraction) for o in operands):
            exact: Fraction | None = _EXACT.apply(operator, operands)
            if exact is not None:
                return exact
        if operator == "^":
            return self.power(*operands)
        found: arb = super().apply(operator, tuple(map(ball, operands)))
        return found

    def power(self, base: Value, exponent: Value) -> arb:
        """Return base^exponent, by a product or a root where the exponent is exact."""
        if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) <= MAX_EXACT_BITS:
            return ball(base) ** int(exponent)
        if isinstance(exponent, Fraction) and exponent == Fraction(1, 2):
            return ball(base).sqrt()
        return self.exp(ball(exponent) * ball(base).log())

    def sqrt(self, x: arb) -> arb:
        """Return the root; of a law nobody knows that its roots are of numbers >= 0."""
        return x.sqrt()

    def exp(self, argument: arb) -> arb:
        """Return the exponential, refused where it is too large to hold."""
        if not argument.is_finite():
            return argument.exp() if argument < 0 else arb("nan")
        mantissa, exponent = argument.abs_upper().man_exp()
        if int(mantissa).bit_length() + int(exponent) > MAX_EXP_BITS:
            raise BadInput(
                "exp of a number of thousands of digits", "too large to hold", "give a smaller n, or its logarithm"
            )
        return argument.exp()


_EXACT, LAW_BALLS = _Exact(), LawBalls()


def constant(expression: Expression) -> arb:
    """Return the ball of an expression without variables, at the working precision."""
    return ball(fold(expression, LAW_BALLS, {}))


def constant_sign(expression: Expression) -> int | None:
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
    value = ball(fold(expression, LAW_BALLS, at_length(length) if depends_on_length(expression) else {}))
    if not value.is_finite():
        raise undefined_law(expression, str(length))
    return value


def undefined_law(expression: Expression, n: str) -> BadInput:
    """Return the refusal of a multiplier that has no value at n."""
    why = "it is undefined there (a logarithm, root or division out of its domain)"
    return BadInput(f"the multiplier {shown(text(expression))} at n = {shown(n)}", why, "use max to clip it")


def not_positive(expression: Expression) -> BadInput:
    """Return the refusal of a multiplier that is not positive."""
    return BadInput(f"the multiplier {shown(text(expression))}", "it is not positive", "a temperature needs m > 0")
