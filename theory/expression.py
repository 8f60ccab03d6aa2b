"""Expressions of a multiplier as frozen values, and one fold that reads them in any algebra.

An expression is a number, a variable, or an operator applied to expressions.  What it *is* (a text, a LaTeX line, a
ball, an asymptotic series, a SymPy expression) is an algebra: a class that knows numbers and how to apply the
operators. Expressions are made by `critscale.theory.grammar.parse`, which bounds their size, so the fold may recurse.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeAlias, TypeVar

from .errors import BadInput, shown
from .field import SPECIAL, Field

T = TypeVar("T")

FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "log": (1, 1),
    "exp": (1, 1),
    "sqrt": (1, 1),
    "floor": (1, 1),
    "min": (2, 8),
    "max": (2, 8),
}
"""The functions of the grammar, with the least and largest number of arguments; log is natural."""

LENGTH, POSITION = "n", "pos"
"""The two variables a law may depend on: keys the query sees, and 0-based position of the query, pos = n - 1."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable or parameter, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator (``+ - * / ^ neg`` or a function's name) applied to operands."""

    operator: str
    operands: tuple[Expression, ...]


Expression: TypeAlias = Numeral | Variable | Operation


class Algebra(Protocol[T]):
    """What an expression is read in: a `critscale.theory.field.Field`, or a notation."""

    def number(self, value: Fraction) -> T:
        """Return an exact number as an element."""
        ...

    def apply(self, operator: str, operands: tuple[T, ...]) -> T:
        """Return an operator applied to elements."""
        ...


def fold(expression: Expression, algebra: Algebra[T], values: Mapping[str, T]) -> T:
    """Read an expression in an algebra.

    Parameters
    ----------
    expression : Expression
        What to read.
    algebra : Algebra
        Where.
    values : mapping
        Elements for the variables.

    Raises
    ------
    BadInput
        If a variable has no value.
    """
    if isinstance(expression, Numeral):
        return algebra.number(expression.value)
    if isinstance(expression, Variable):
        try:
            return values[expression.name]
        except KeyError:
            mend = f"set it, for example {expression.name}=8192"
            raise BadInput(f"the parameter {shown(expression.name)}", "it has no value", mend) from None
    return algebra.apply(expression.operator, tuple(fold(e, algebra, values) for e in expression.operands))


def names(expression: Expression) -> Iterator[str]:
    """Yield the names of the variables, in reading order, with repetition."""
    if isinstance(expression, Variable):
        yield expression.name
    elif isinstance(expression, Operation):
        for operand in expression.operands:
            yield from names(operand)


def operators(expression: Expression) -> set[str]:
    """Return the operators and functions that occur."""
    if not isinstance(expression, Operation):
        return set()
    return {expression.operator}.union(*(operators(e) for e in expression.operands))


def depends_on_length(expression: Expression) -> bool:
    """Tell whether n or pos occurs."""
    return not {LENGTH, POSITION}.isdisjoint(names(expression))


def substitute(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """Return the expression with some variables replaced; numbers are multiplied out where that is exact."""
    return fold(expression, _Building(), {**{name: Variable(name) for name in names(expression)}, **values})


MAX_POWER_BITS = 4096
"""A power of two numbers may have so many bits; a larger one is refused, never multiplied out."""


def operate(operator: str, *operands: Expression) -> Expression:
    """Return an operation, computed where all operands are numbers and the result is an exact one.

    Raises
    ------
    BadInput
        On a division by zero, and on a power of numbers beyond `MAX_POWER_BITS` bits.
    """
    numbers = tuple(e.value for e in operands if isinstance(e, Numeral))
    if len(numbers) == len(operands):
        value = _CHECKED.apply(operator, numbers)
        if value is not None:
            return Numeral(value)
    return Operation(operator, operands)


class _Building:
    def number(self, value: Fraction) -> Expression:
        return Numeral(value)

    def apply(self, operator: str, operands: tuple[Expression, ...]) -> Expression:
        return operate(operator, *operands)


def _no_rational(_: Fraction) -> Fraction | None:
    return None


class Rationals(Field, lacks=SPECIAL):
    """The field of rational numbers; None is what no rational number is."""

    log = exp = sqrt = staticmethod(_no_rational)
    minimum, maximum, floor = staticmethod(min), staticmethod(max), staticmethod(lambda x: Fraction(math.floor(x)))

    def divide(self, x: Fraction, y: Fraction) -> Fraction | None:
        """Return x / y."""
        return x / y if y else None

    def power(self, x: Fraction, y: Fraction) -> Fraction | None:
        """Return x^y for an integer y."""
        return x ** int(y) if y.denominator == 1 and (x or y > 0) else None


class _Checked(Rationals):
    """Refuses what is undefined, and what is too large to multiply out."""

    def divide(self, x: Fraction, y: Fraction) -> Fraction | None:
        if y == 0:
            raise BadInput(f"{shown(x)}/0", "a division by zero")
        return x / y

    def power(self, x: Fraction, y: Fraction) -> Fraction | None:
        size = max(x.numerator.bit_length(), x.denominator.bit_length())
        if size > 1 and size * abs(y) > MAX_POWER_BITS:
            why = f"more than {MAX_POWER_BITS} bits"
            raise BadInput(f"the number {shown(x)}^{shown(y)}", why, "give a smaller power, or its logarithm")
        if x == 0 and y <= 0:
            raise BadInput(f"0^{shown(y)}", "a division by zero" if y else "undefined")
        if x < 0 and y.denominator > 1:
            raise BadInput(f"({shown(x)})^({shown(y)})", "a fractional power of a negative number")
        if x in (0, 1):
            return x
        return super().power(x, y if size > 1 else y % 2)  # (-1)^y, however long y is


_CHECKED = _Checked()
