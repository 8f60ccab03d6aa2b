"""Elements of a chart's field: quotients of polynomials that remember what they were divided by, and take no branch.

A statement is a line of algebra over any field.  What is no algebra has no meaning on a symbol: a comparison, ``abs`` or
Python's ``max`` would silently take one branch for all points, and a float stands for another number than the one that
is written.  Here they are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn, TypeAlias

from sympy import QQ
from sympy.polys.fields import FracElement
from sympy.polys.rings import PolyElement

from ..errors import BadInput, CritscaleError, a_float
from ..field import FUNCTIONS, Field, MissingFunction


class Undefined(CritscaleError):
    """A division by what is zero at every point of the domain."""


Divisors: TypeAlias = dict[PolyElement, None]
"""What a formula divides by, in the order of its divisions; the numbers among them aside."""


LogOf: TypeAlias = Callable[[FracElement], FracElement | None]


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


class Element(_NoBranch):
    """A value of a formula on the generic point of a chart.

    Parameters
    ----------
    value : FracElement
        The quotient, in lowest terms.
    divisors : dict
        Where divisions are written down: what they divide by, before anything is cancelled.
    log_of : callable, optional
        The logarithm of a value, or None where the chart knows none.
    """

    __slots__ = ("divisors", "log_of", "value")

    def __init__(self, value: FracElement, divisors: Divisors, log_of: LogOf = lambda _: None) -> None:
        self.value, self.divisors, self.log_of = value, divisors, log_of

    def _with(self, value: FracElement) -> Element:
        return Element(value, self.divisors, self.log_of)

    def log(self) -> Element:
        """Return the logarithm of a product of what the chart knows the logarithms of."""
        found = self.log_of(self.value)
        if found is None:
            why = "it knows the logarithms of n, of the weights, and of their products and quotients"
            raise MissingFunction("log in a derivation", why, "evaluate it, or derive what it is made of")
        return self._with(found)

    def _lift(self, other: object) -> FracElement | None:
        if isinstance(other, Element):
            return other.value
        if isinstance(other, int) and not isinstance(other, bool):
            return self.value.field(other)
        if isinstance(other, Fraction):
            return self.value.field(QQ(other.numerator, other.denominator))
        if isinstance(other, float):
            raise a_float(other)
        return None

    def __add__(self, other: object) -> Element:
        right = self._lift(other)
        return NotImplemented if right is None else self._with(self.value + right)

    __radd__ = __add__

    def __sub__(self, other: object) -> Element:
        right = self._lift(other)
        return NotImplemented if right is None else self._with(self.value - right)

    def __rsub__(self, other: object) -> Element:
        left = self._lift(other)
        return NotImplemented if left is None else self._with(left - self.value)

    def __mul__(self, other: object) -> Element:
        right = self._lift(other)
        return NotImplemented if right is None else self._with(self.value * right)

    __rmul__ = __mul__

    def __neg__(self) -> Element:
        return self._with(-self.value)

    def __pos__(self) -> Element:
        return self

    def __truediv__(self, other: object) -> Element:
        right = self._lift(other)
        return NotImplemented if right is None else self._quotient(self.value, right)

    def __rtruediv__(self, other: object) -> Element:
        left = self._lift(other)
        return NotImplemented if left is None else self._quotient(left, self.value)

    def _quotient(self, top: FracElement, bottom: FracElement) -> Element:
        if not bottom:
            raise Undefined("a division by 0", "the divisor is zero at every point of the domain", "divide by something else")
        if not bottom.numer.is_ground:
            self.divisors[bottom.numer] = None
        return self._with(top / bottom)

    def __pow__(self, power: object) -> Element:
        if isinstance(power, Fraction) and power.denominator == 1:
            power = int(power)
        if isinstance(power, float):
            raise a_float(power)
        if not isinstance(power, int) or isinstance(power, bool):
            return NotImplemented
        if power < 0:
            return self._quotient(self.value.field.one, self.value**-power)
        return self._with(self.value**power)


class _Elements(Field, lacks=tuple(name for name in FUNCTIONS if name != "log")):
    log = staticmethod(Element.log)
    refusal = ("in a derivation", "it works with quotients of polynomials", "evaluate it, or derive what it is made of")


_Elements().register(Element)


class Opaque(_NoBranch):
    """A value of which nothing is known, for formulas with functions that no chart has: it shows branches and floats."""

    __slots__ = ()

    def any(self, *others: object) -> Opaque:
        """Return the same: nothing is known of a value that is made of it."""
        for other in others:
            if isinstance(other, float):
                raise a_float(other)
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = __rpow__ = any
    __neg__ = __pos__ = any


OPAQUES: Field = type("Opaques", (Field,), dict.fromkeys(FUNCTIONS, staticmethod(lambda x, *others: x.any(*others))))()
OPAQUES.register(Opaque)
