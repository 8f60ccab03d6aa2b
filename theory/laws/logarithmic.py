"""Multipliers in the logarithms of their parameters: log(s L) is log s + log L, so a law becomes a rational function.

A positive number is known here by its logarithm alone; sums and quotients of logarithms are elements of any field.
This is how identities between laws are proved: the expression of the catalogue itself is read in this algebra.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..field import SPECIAL, Field, Scalar


@dataclass(frozen=True, slots=True)
class Positive:
    """A number known by its logarithm; ``at_least_one`` where that is known to be nonnegative."""

    log: Scalar
    at_least_one: bool = False


@dataclass(frozen=True, slots=True)
class Predecessor:
    """x - 1 for a positive x: what floor((x L - 1)/L) is for an integer x."""

    of: Positive


LogElement: TypeAlias = Positive | Predecessor | Fraction | Scalar


class Logarithmic(Field, lacks=("exp", "sqrt", "minimum", *SPECIAL)):
    """The field of elements and of numbers known by their logarithms.

    What the logarithms do not decide is refused by a TypeError.

    Parameters
    ----------
    zero : Scalar
        The zero of the field.
    floor : Positive, optional
        The x for which a floor in the expression is x - 1; whoever says so proves it.
    """

    refusal = ("of a number known by its logarithm", "it is not rational in logarithms", "write it by log, + - * / and ^")

    def __init__(self, zero: Scalar, floor: Positive | None = None) -> None:
        self.zero, self.whole = zero, floor

    def scalar(self, value: LogElement) -> Scalar:
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

    def log(self, x: LogElement) -> Scalar:
        """Return the logarithm of a number that is known by it."""
        if isinstance(x, Fraction) and x == 1:
            return self.zero
        if not isinstance(x, Positive):
            raise TypeError("the logarithm of a number not known by it")
        return x.log

    def floor(self, x: LogElement) -> Predecessor:
        """Return the floor that the caller knows."""
        if self.whole is None:
            raise TypeError("a floor of a number known by its logarithm")
        return Predecessor(self.whole)

    def maximum(self, x: LogElement, y: LogElement) -> Positive:
        """Return the maximum of 1 and a number that is known to be at least 1."""
        one, large = (x, y) if isinstance(x, Fraction) else (y, x)
        if not (isinstance(one, Fraction) and one == 1 and isinstance(large, Positive) and large.at_least_one):
            raise TypeError("a maximum that logarithms do not decide")
        return large

    def add(self, x: LogElement, y: LogElement) -> LogElement:
        """Return the sum; that of 1 and the predecessor of a number is the number."""
        for one, below in ((x, y), (y, x)):
            if isinstance(one, Fraction) and one == 1 and isinstance(below, Predecessor):
                return below.of
        return self.scalar(x) + self.scalar(y)

    def subtract(self, x: LogElement, y: LogElement) -> Scalar:
        """Return the difference."""
        return self.scalar(x) - self.scalar(y)

    def multiply(self, x: LogElement, y: LogElement) -> LogElement:
        """Return the product."""
        if isinstance(x, Positive) and isinstance(y, Positive):
            return Positive(x.log + y.log, x.at_least_one and y.at_least_one)
        return self.scalar(x) * self.scalar(y)

    def divide(self, x: LogElement, y: LogElement) -> LogElement:
        """Return the quotient."""
        if isinstance(x, Positive) and isinstance(y, Positive):
            return Positive(x.log - y.log)
        return self.scalar(x) / self.scalar(y)

    def power(self, x: LogElement, y: LogElement) -> Scalar:
        """Return an integer power."""
        if not isinstance(y, Fraction) or y.denominator != 1:
            raise TypeError("a power that is not rational in logarithms")
        return self.scalar(x) ** int(y)

    def negative(self, x: LogElement) -> Scalar:
        """Return the opposite."""
        return -self.scalar(x)
