"""A field of terms that are not simplified: what a formula does is what is written, and the proof kernel does the algebra.

The field of notation (`critscale.theory.layer.expression_field`) writes what an author would; here x - x stays, and so does x/x.  Only
what holds of all real numbers and hides nothing goes away: x + 0, x - 0, 1 x, x/1, x^1, x^0, arithmetic of two numbers, and
x/(1/n), for 1/n is how a point says n.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ...theory import field as over
from ...theory.errors import a_float
from ...theory.expression import Expression, Number, Operation, Variable
from ...theory.field import Scalar

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


@dataclass(frozen=True, slots=True)
class Term:
    """An element: an expression, with the algebra of a number."""

    expression: Expression

    def __add__(self, other: Scalar) -> Term:
        return _operation("+", self, other)

    def __radd__(self, other: Scalar) -> Term:
        return _operation("+", other, self)

    def __sub__(self, other: Scalar) -> Term:
        return _operation("-", self, other)

    def __rsub__(self, other: Scalar) -> Term:
        return _operation("-", other, self)

    def __mul__(self, other: Scalar) -> Term:
        return _operation("*", self, other)

    def __rmul__(self, other: Scalar) -> Term:
        return _operation("*", other, self)

    def __truediv__(self, other: Scalar) -> Term:
        return _operation("/", self, other)

    def __rtruediv__(self, other: Scalar) -> Term:
        return _operation("/", other, self)

    def __pow__(self, power: Scalar) -> Term:
        exponent = term(power)
        if isinstance(exponent.expression, Number) and exponent.expression.value < 0:
            return 1 / self**-exponent.expression.value
        return _operation("^", self, exponent)

    def __neg__(self) -> Term:
        if isinstance(self.expression, Number):
            return Term(Number(-self.expression.value))
        return Term(Operation("neg", (self.expression,)))

    def __abs__(self) -> Term:
        return _call("abs", self)


def term(value: Scalar) -> Term:
    """Return an integer, a fraction or an element as an element.

    Raises
    ------
    BadInput
        On a float.
    TypeError
        On anything else: a formula that leaves the field has no term.
    """
    if isinstance(value, Term):
        return value
    if isinstance(value, int | Fraction):
        return Term(Number(Fraction(value)))
    if isinstance(value, float):
        raise a_float(value)
    raise TypeError(f"{type(value).__name__} is no term")


def variable(name: str) -> Term:
    """Return a variable."""
    return Term(Variable(name))


def _operation(operator: str, first: Scalar, second: Scalar) -> Term:
    left, right = term(first), term(second)
    x, y = left.expression, right.expression
    if isinstance(x, Number) and isinstance(y, Number) and (found := _computed(operator, x.value, y.value)) is not None:
        return Term(Number(found))
    if y == {"+": ZERO, "-": ZERO, "*": ONE, "/": ONE, "^": ONE}[operator]:
        return left
    if (operator, y) == ("^", ZERO):
        return term(1)
    if x == {"+": ZERO, "*": ONE}.get(operator):
        return right
    if (
        operator == "/"
        and isinstance(y, Operation)
        and (y.operator, y.operands[0]) == ("/", ONE)
        and is_length(y.operands[1])
    ):
        return _operation("*", left, Term(y.operands[1]))
    return Term(Operation(operator, (x, y)))


def _computed(operator: str, x: Fraction, y: Fraction) -> Fraction | None:
    if operator == "/":
        return x / y if y else None
    if operator == "^":
        return x ** int(y) if y.denominator == 1 else None
    return {"+": x + y, "-": x - y, "*": x * y}[operator]


def is_length(expression: Expression) -> bool:
    """Tell whether an expression is n, or the second n of a claim that compares two."""
    return isinstance(expression, Variable) and expression.name in ("n", "n_")


def _call(name: str, *operands: Scalar) -> Term:
    return Term(Operation(name, tuple(term(o).expression for o in operands)))


for _name in ("exp", "sqrt", "log", "nearest_to_half"):
    getattr(over, _name).register(Term, partial(_call, _name))
for _name in ("minimum", "maximum"):
    getattr(over, _name).register(Term, partial(_call, _name[:3]))


@over.hypot.register
def _(x: Term, y: Scalar) -> Term:
    return _call("sqrt", x**2 + y**2)


@over.radical.register
def _(x: Term, y: Scalar) -> Term:
    return _call("sqrt", x**2 + y)
