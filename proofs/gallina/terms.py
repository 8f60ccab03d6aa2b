"""A field of terms that are not simplified: what a formula does is what is written, and the proof kernel does the algebra.

The field of notation (`critscale.theory.layer.expression_field`) writes what an author would; here x - x stays, and so does x/x.  Only
what holds of all real numbers and hides nothing goes away: x + 0, x - 0, 1 x, x/1, x^1, x^0, arithmetic of two numbers, and
x/(1/n), for 1/n is how a point says n.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ...theory.errors import a_float
from ...theory.expression import Expression, Numeral, Operation, Rationals, Variable
from ...theory.field import Field, Operators, Scalar

_RATIONALS = Rationals()
ZERO, ONE = Numeral(Fraction(0)), Numeral(Fraction(1))


@dataclass(frozen=True, slots=True)
class GallinaTerm(Operators):
    """An element: an expression, with the algebra of a number."""

    expression: Expression

    def __abs__(self) -> GallinaTerm:
        return _call("abs", self)


def term(value: Scalar) -> GallinaTerm:
    """Return an integer, a fraction or an element as an element.

    Raises
    ------
    BadInput
        On a float.
    TypeError
        On anything else: a formula that leaves the field has no term.
    """
    if isinstance(value, GallinaTerm):
        return value
    if isinstance(value, int | Fraction):
        return GallinaTerm(Numeral(Fraction(value)))
    if isinstance(value, float):
        raise a_float(value)
    raise TypeError(f"{type(value).__name__} is no term")


def gallina_variable(name: str) -> GallinaTerm:
    """Return a variable."""
    return GallinaTerm(Variable(name))


def gallina_sum(body: GallinaTerm, key: str, last: str) -> GallinaTerm:
    """Return the sum of a term over the natural numbers ``key`` from 0 to ``last``."""
    return GallinaTerm(Operation("sum", (body.expression, Variable(key), Variable(last))))


def _operation(operator: str, first: Scalar, second: Scalar) -> GallinaTerm:
    left, right = term(first), term(second)
    x, y = left.expression, right.expression
    if isinstance(x, Numeral) and isinstance(y, Numeral) and (found := _RATIONALS.apply(operator, (x.value, y.value))) is not None:
        return GallinaTerm(Numeral(found))
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
        return _operation("*", left, GallinaTerm(y.operands[1]))
    return GallinaTerm(Operation(operator, (x, y)))


def is_length(expression: Expression) -> bool:
    """Tell whether an expression is n, or the second n of a claim that compares two."""
    return isinstance(expression, Variable) and expression.name in ("n", "n_")


def _call(name: str, *operands: Scalar) -> GallinaTerm:
    return GallinaTerm(Operation(name, tuple(term(o).expression for o in operands)))


class _Terms(Field, lacks=("floor", "spectral_norm", "digamma", "gamma_function", "regularized_beta", "regularized_gamma", "scaled_bessel", "entmax_gap", "normal_tail")):
    exp, log, sqrt = (staticmethod(partial(_call, name)) for name in ("exp", "log", "sqrt"))
    minimum, maximum, nearest_to_half = (staticmethod(partial(_call, name)) for name in ("min", "max", "nearest_to_half"))

    add, subtract, multiply, divide = (staticmethod(partial(_operation, operator)) for operator in "+-*/")

    def power(self, x: GallinaTerm, y: Scalar) -> GallinaTerm:
        exponent = term(y)
        if isinstance(exponent.expression, Numeral) and exponent.expression.value < 0:
            return 1 / x ** -exponent.expression.value
        return _operation("^", x, exponent)

    def negative(self, x: GallinaTerm) -> GallinaTerm:
        if isinstance(x.expression, Numeral):
            return GallinaTerm(Numeral(-x.expression.value))
        return _call("neg", x)

    def hypot(self, x: GallinaTerm, y: Scalar) -> GallinaTerm:
        return self.sqrt(x**2 + y**2)

    def radical(self, x: GallinaTerm, y: Scalar) -> GallinaTerm:
        return self.sqrt(x**2 + y)


_Terms().register(GallinaTerm)
