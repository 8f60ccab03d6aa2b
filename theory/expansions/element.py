"""Elements of a chart's field: quotients of polynomials that remember what they were divided by, and take no branch.

A statement is a line of algebra over any field.  What is no algebra has no meaning on a symbol: a comparison, ``abs`` or
Python's ``max`` would silently take one branch for all points, and a float stands for another number than the one that
is written.  Here they are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn, TypeAlias

from ..errors import BadInput, CritscaleError, a_float
from ..field import FUNCTIONS, OPERATIONS, Field, MissingFunction, Operators, Scalar
from .polynomial import Polynomial
from .rational_function import RationalFunction, RationalFunctionField


class Undefined(CritscaleError):
    """A division by what is zero at every point of the domain."""


Divisors: TypeAlias = dict[Polynomial, None]
"""What a formula divides by, in the order of its divisions; the numbers among them aside."""


LogOf: TypeAlias = Callable[[RationalFunction], RationalFunction | None]


class _NoBranch:
    """What takes no branch: a comparison, abs or a whole part of it is refused."""

    __slots__ = ()
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def _branch(self, *_: object) -> NoReturn:
        raise BadInput(
            "a comparison, abs, max, min or int of a variable in a statement",
            "it takes one branch for all points",
            "state each case as a claim of its own, or use maximum and minimum of critscale.theory.field",
        )

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _branch
    __bool__ = __abs__ = __int__ = __float__ = __index__ = __round__ = __trunc__ = __floor__ = __ceil__ = _branch
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = _branch


class Element(Operators, _NoBranch):
    """A value of a formula on the generic point of a chart.

    Parameters
    ----------
    value : RationalFunction
        The quotient, in lowest terms.
    divisors : dict
        Where divisions are written down: what they divide by, before anything is cancelled.
    log_of : callable, optional
        The logarithm of a value, or None where the chart knows none.
    """

    __slots__ = ("divisors", "log_of", "value")

    def __init__(self, value: RationalFunction, divisors: Divisors, log_of: LogOf = lambda _: None) -> None:
        self.value, self.divisors, self.log_of = value, divisors, log_of

    def having(self, value: RationalFunction) -> Element:
        """Return an element of that value in the same chart, its divisions written down in the same place."""
        return Element(value, self.divisors, self.log_of)


def lift(value: object, field: RationalFunctionField) -> RationalFunction:
    """Return an element or an exact number as a value of a chart's field.

    Raises
    ------
    BadInput
        On a float.
    TypeError
        On anything else.
    """
    if isinstance(value, Element):
        return value.value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return field(value)
    if isinstance(value, float):
        raise a_float(value)
    raise TypeError(f"{type(value).__name__} is no number of its field")


def _pair(x: Scalar, y: Scalar) -> tuple[Element, RationalFunction, RationalFunction]:
    """Return the one of two numbers that is an element, and both as values of its field."""
    here = x if isinstance(x, Element) else y
    return here, lift(x, here.value.field), lift(y, here.value.field)


def _quotient(here: Element, top: RationalFunction, bottom: RationalFunction) -> Element:
    if not bottom:
        raise Undefined("a division by 0", "the divisor is zero at every point of the domain", "divide by something else")
    if not bottom.numer.is_number:
        here.divisors[bottom.numer] = None
    return here.having(top / bottom)


class _Elements(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("log", "log1p"))):
    refusal = ("in a derivation", "it works with quotients of polynomials", "evaluate it, or derive what it is made of")

    def add(self, x: Scalar, y: Scalar) -> Element:
        here, a, b = _pair(x, y)
        return here.having(a + b)

    def subtract(self, x: Scalar, y: Scalar) -> Element:
        here, a, b = _pair(x, y)
        return here.having(a - b)

    def multiply(self, x: Scalar, y: Scalar) -> Element:
        here, a, b = _pair(x, y)
        return here.having(a * b)

    def divide(self, x: Scalar, y: Scalar) -> Element:
        return _quotient(*_pair(x, y))

    def power(self, x: Element, y: Scalar) -> Element:
        if isinstance(y, float):
            raise a_float(y)
        if not isinstance(y, int | Fraction) or isinstance(y, bool) or y.denominator != 1:
            raise TypeError(f"the power {y} is no integer")
        if y < 0:
            return _quotient(x, x.value.field.one, x.value ** -int(y))
        return x.having(x.value ** int(y))

    def negative(self, x: Element) -> Element:
        return x.having(-x.value)

    def log(self, x: Element) -> Element:
        found = x.log_of(x.value)
        if found is None:
            why = "it knows the logarithms of n, of the weights, and of their products and quotients"
            raise MissingFunction("log in a derivation", why, "evaluate it, or derive what it is made of")
        return x.having(found)


_Elements().register(Element)


class Opaque(Operators, _NoBranch):
    """A value of which nothing is known, for formulas with functions that no chart has: it shows branches and floats."""

    __slots__ = ()


def _unknown(*operands: object) -> Opaque:
    for operand in operands:
        if isinstance(operand, float):
            raise a_float(operand)
    return Opaque()


OPAQUES: Field = type("Opaques", (Field,), dict.fromkeys((*OPERATIONS.values(), *FUNCTIONS), staticmethod(_unknown)))()
OPAQUES.register(Opaque)
