"""Multipliers in the logarithms of their parameters: log(s L) is log s + log L, so a law becomes a rational function.

A positive number is known here by its logarithm alone; sums and quotients of logarithms are elements of any field.
This is how identities between laws are proved: the expression of the catalogue itself is read in this algebra.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..field import Scalar


@dataclass(frozen=True, slots=True)
class Positive:
    """A number known by its logarithm; ``at_least_one`` where that is known to be nonnegative."""

    log: Scalar
    at_least_one: bool = False


@dataclass(frozen=True, slots=True)
class Predecessor:
    """x - 1 for a positive x: what floor((x L - 1)/L) is for an integer x."""

    of: Positive


Element: TypeAlias = Positive | Predecessor | Fraction | Scalar


class Logarithmic:
    """The algebra of field elements and of numbers known by their logarithms.

    Parameters
    ----------
    zero : Scalar
        The zero of the field.
    floor : Positive, optional
        The x for which a floor in the expression is x - 1; whoever says so proves it.
    """

    def __init__(self, zero: Scalar, floor: Positive | None = None) -> None:
        self.zero, self.floor = zero, floor

    def number(self, value: Fraction) -> Element:
        """Return an exact number."""
        return value

    def scalar(self, value: Element) -> Scalar:
        """Return a number as an element of the field.

        Raises
        ------
        TypeError
            If it is known by its logarithm alone.
        """
        if isinstance(value, Fraction):
            return (self.zero + value.numerator) / (self.zero + value.denominator)
        if isinstance(value, Positive | Predecessor):
            raise TypeError("a number known by its logarithm has no value here")
        return value

    def apply(self, operator: str, operands: tuple[Element, ...]) -> Element:
        """Apply an operator; what the logarithms do not decide is refused by a TypeError."""
        first, last = operands[0], operands[-1]
        if operator == "log":
            if first == 1 and isinstance(first, Fraction):
                return self.zero
            if not isinstance(first, Positive):
                raise TypeError("the logarithm of a number not known by it")
            return first.log
        if operator in "*/" and isinstance(first, Positive) and isinstance(last, Positive):
            up = operator == "*"
            return Positive(
                first.log + last.log if up else first.log - last.log, up and first.at_least_one and last.at_least_one
            )
        if operator == "max" and len(operands) == 2 and Fraction(1) in operands:
            large = next((o for o in operands if isinstance(o, Positive)), None)
            if large is not None and large.at_least_one:
                return large
        if operator == "floor" and self.floor is not None:
            return Predecessor(self.floor)
        if operator == "+" and {type(first), type(last)} == {Fraction, Predecessor} and Fraction(1) in operands:
            return next(o.of for o in operands if isinstance(o, Predecessor))
        if all(isinstance(o, Positive | Predecessor) for o in operands):
            return self.scalar(first)
        return self._rational(operator, first, last)

    def _rational(self, operator: str, first: Element, last: Element) -> Scalar:
        if operator == "^" and isinstance(last, Fraction) and last.denominator == 1:
            return self.scalar(first) ** int(last)
        if operator == "neg":
            return -self.scalar(first)
        a, b = self.scalar(first), self.scalar(last)
        match operator:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case "/":
                return a / b
        raise TypeError(f"{operator} is not rational in logarithms")
