"""Germs at n = oo: what a formula is for all large n, as far as it matters, as one more field of the formulas.

A germ is a Laurent series in omega = log n, and what is smaller than every power of log n: its *tail*.  A mass n^-e is
a tail alone, e > 0 unknown: it is 0 at n = oo and beats every power of log n; 1/log n is a term of the series.  Of a
tail the sign is kept, for a number over it is infinite, *beyond* every power of log n.  What the terms decide comes
out right; 0/0, 0 * oo, oo - oo and their like are refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import arb, fmpq

from ...theory import field
from ...theory.errors import BadInput
from .indeterminate import HOPELESS, IndeterminateForm
from .laurent import ZERO, Laurent, coefficient, series, sign

Sign: TypeAlias = int | None
"""-1, 0, 1, or None where it is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Germ:
    """A series, its tail, and what is beyond it.

    Made by `germ` of numbers, and by arithmetic from `OMEGA` and `VANISHING`.

    Attributes
    ----------
    series : Laurent
        The powers of omega = log n.
    tail : int or None
        Sign, at all large n, of the value minus the series, a term smaller than every power of omega: 0 if there is
        none, None if the sign is not known.  It has a meaning only where the series is exact.
    beyond : int
        1 or -1 of a value that outgrows every power of omega, its sign; the series has no meaning then.  Else 0.
    """

    series: Laurent
    tail: Sign = 0
    beyond: int = 0

    @property
    def is_small(self) -> bool:
        """Whether the germ is smaller than every power of omega."""
        return not self.beyond and self.series.is_zero

    def sign(self) -> int:
        """Return the sign of the germ at all large n.

        Raises
        ------
        OpenSign
            If a ball leaves it open.
        IndeterminateForm
            If the known terms do.
        """
        if self.beyond or self.series.is_zero:
            return self.beyond or _known(self.tail)
        return sign(self.series.leading()[1])

    def sign_or_none(self) -> Sign:
        """Return the sign, or None where it is not known."""
        try:
            return self.sign()
        except IndeterminateForm:
            return None

    def __add__(self, other: Operand) -> Germ:
        """Return the sum."""
        o = germ(other)
        if self.beyond or o.beyond:
            if self.beyond * o.beyond < 0:
                raise IndeterminateForm("oo - oo")
            return Germ(ZERO, 0, self.beyond or o.beyond)
        return Germ(self.series + o.series, _sum(self.tail, o.tail))

    __radd__ = __add__

    def __pos__(self) -> Germ:
        """Return the germ itself."""
        return self

    def __neg__(self) -> Germ:
        """Return the opposite."""
        return Germ(-self.series, _product(-1, self.tail), -self.beyond)

    def __sub__(self, other: Operand) -> Germ:
        """Return the difference."""
        return self + -germ(other)

    def __rsub__(self, other: Operand) -> Germ:
        """Return the difference."""
        return germ(other) + -self

    def __mul__(self, other: Operand) -> Germ:
        """Return the product."""
        o = germ(other)
        if self.beyond or o.beyond:
            small = self if self.is_small else o if o.is_small else None
            if small is None:
                return Germ(ZERO, 0, self.sign() * o.sign())
            if small.tail == 0:
                return NOTHING
            raise IndeterminateForm("0 * oo")
        return Germ(self.series * o.series, self._tail_of_product(o))

    __rmul__ = __mul__

    def _tail_of_product(self, other: Germ) -> Sign:
        """Return the sign of s B + A t + s t, where the factors are A + s and B + t."""
        if self.tail == 0 and other.tail == 0:
            return 0
        if self.series.is_zero and other.series.is_zero:
            return _product(self.tail, other.tail)
        first = 0 if other.series.is_zero or self.tail == 0 else _product(self.tail, other.sign_or_none())
        second = 0 if self.series.is_zero or other.tail == 0 else _product(self.sign_or_none(), other.tail)
        return _sum(first, second)

    def __pow__(self, power: Operand) -> Germ:
        """Return a power."""
        p = germ(power)
        exponent = p.series.constant
        if not isinstance(exponent, fmpq) or p.tail != 0 or p.beyond:
            found: Germ = field.exp(p * field.log(self))
            return found
        if exponent < 0:
            return ONE / self**-exponent
        if exponent.q != 1:
            return self._root(exponent)
        count, result, square = int(exponent.p), ONE, self
        while count:
            result, count = (result * square if count % 2 else result), count // 2
            square = square * square if count else square
        return result

    def __rpow__(self, base: Operand) -> Germ:
        """Return a power of a number."""
        return germ(base) ** self

    def _root(self, power: fmpq) -> Germ:
        """Return a positive power that is no integer."""
        if self.beyond or self.is_small:
            if self.sign() < 0:
                raise IndeterminateForm("a root of a negative number", HOPELESS)
            return self
        return Germ(self.series.to(power), self.tail)

    def __truediv__(self, other: Operand) -> Germ:
        """Return the quotient."""
        o = germ(other)
        if o.is_small:
            return self._over_small(o)
        if o.beyond:
            if self.beyond:
                raise IndeterminateForm("oo/oo")
            return Germ(ZERO, _product(self.sign_or_none(), o.beyond))
        if self.beyond:
            return Germ(ZERO, 0, self.beyond * o.sign())
        quotient = self.series.over(o.series)
        if self.tail == 0 and o.tail == 0:
            return Germ(quotient)
        # A + s = Q B, so that (A + s)/(B + t) - Q is (s - Q t)/(B + t).
        lost = 0 if o.tail == 0 or quotient.is_zero else _product(Germ(quotient).sign_or_none(), o.tail)
        return Germ(quotient, _product(_sum(self.tail, _product(-1, lost)), o.sign_or_none()))

    def __rtruediv__(self, other: Operand) -> Germ:
        """Return the quotient."""
        return germ(other) / self

    def _over_small(self, other: Germ) -> Germ:
        if self.is_small:
            if self.tail == 0 and other.tail:
                return NOTHING
            raise IndeterminateForm("0/0")
        if other.tail == 0:
            raise IndeterminateForm("a division by 0", HOPELESS)
        if other.tail is None:
            raise IndeterminateForm("a number over a 0 of unknown sign")
        return Germ(ZERO, 0, self.sign() * other.tail)

    def __abs__(self) -> Germ:
        """Return the absolute value."""
        if self.is_small and self.tail is None:
            return self
        constant = None if self.beyond else self.series.constant
        if isinstance(constant, arb) and constant.contains(0):
            return Germ(series(0, [abs(constant)]), None)
        return -self if self.sign() < 0 else self

    def __lt__(self, other: Operand) -> bool:
        """Tell whether the germ is smaller at all large n."""
        return (self - other).sign() < 0

    def __gt__(self, other: Operand) -> bool:
        """Tell whether the germ is larger at all large n."""
        return (self - other).sign() > 0

    def __le__(self, other: Operand) -> bool:
        """Tell whether the germ is not larger at any large n."""
        return not self > other

    def __ge__(self, other: Operand) -> bool:
        """Tell whether the germ is not smaller at any large n."""
        return not self < other

    def __eq__(self, other: object) -> bool:
        """Tell whether the germ is the same at all large n."""
        if not isinstance(other, Operand):
            return NotImplemented
        difference = self - other
        if difference.is_small and difference.tail != 0:
            raise IndeterminateForm("an equality that holds in the limit alone")
        return difference.sign() == 0

    def __float__(self) -> float:
        """Refuse: a function of the math module is asked for, and none knows germs."""
        raise BadInput("a value at n = oo", "no float", "take functions from critscale.theory.field")


Operand: TypeAlias = Germ | arb | fmpq | Fraction | int | float


def germ(value: Operand) -> Germ:
    """Return a number as a germ, exact if it is no ball."""
    return value if isinstance(value, Germ) else Germ(series(0, [coefficient(value)]))


def _known(tail: Sign) -> int:
    if tail is None:
        raise IndeterminateForm("a 0 of unknown sign")
    return tail


def _sum(first: Sign, second: Sign) -> Sign:
    """Return the sign of a sum of terms of these signs."""
    if first == second or second == 0:
        return first
    return second if first == 0 else None


def _product(first: Sign, second: Sign) -> Sign:
    return None if first is None or second is None else first * second


NOTHING = Germ(ZERO)
"""0 at every n."""
ONE = germ(1)
OMEGA = Germ(series(1, [fmpq(1)]))
"""log n."""
VANISHING = Germ(ZERO, 1)
"""A positive number smaller than every power of log n, such as a mass n^-e."""
