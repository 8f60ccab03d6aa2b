"""Germs at n = oo: what a formula is for all large n, as far as it matters, as one more field of the formulas.

A germ is a Laurent series in omega = log n, and what is smaller than every power of log n: its *tail*.  A mass n^-e is
a tail alone, e > 0 unknown: it is 0 at n = oo and beats every power of log n; 1/log n is a term of the series.  Of a
tail the sign is kept, for a number over it is infinite, *beyond* every power of log n.  What the terms decide comes
out right; 0/0, 0 * oo, oo - oo and their like are refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import arb, fmpq

from ...theory.errors import BadInput
from ...theory.field import Field
from .balls import BALLS
from .laurent import (
    HALF,
    HOPELESS,
    LARGE_N,
    LOGARITHMS,
    ZERO,
    IndeterminateForm,
    Laurent,
    LaurentCoefficient,
    OpenSign,
    laurent_coefficient,
    laurent_series,
    laurent_sign,
    root,
)

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
        return laurent_sign(self.series.leading()[1])

    def sign_or_none(self) -> Sign:
        """Return the sign, or None where it is not known."""
        try:
            return self.sign()
        except IndeterminateForm:
            return None

    def __add__(self, other: GermOperand) -> Germ:
        o = germ(other)
        if self.beyond or o.beyond:
            if self.beyond * o.beyond < 0:
                raise IndeterminateForm("oo - oo")
            return Germ(ZERO, 0, self.beyond or o.beyond)
        return Germ(self.series + o.series, _sum(self.tail, o.tail))

    __radd__ = __add__

    def __pos__(self) -> Germ:
        return self

    def __neg__(self) -> Germ:
        return Germ(-self.series, _product(-1, self.tail), -self.beyond)

    def __sub__(self, other: GermOperand) -> Germ:
        return self + -germ(other)

    def __rsub__(self, other: GermOperand) -> Germ:
        return germ(other) + -self

    def __mul__(self, other: GermOperand) -> Germ:
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

    def __pow__(self, power: GermOperand) -> Germ:
        """Return a power."""
        p = germ(power)
        exponent = p.series.constant
        if not isinstance(exponent, fmpq) or p.tail != 0 or p.beyond:
            return GERMS.exp(p * GERMS.log(self))
        if exponent < 0:
            return ONE / self**-exponent
        if exponent.q != 1:
            return self._root(exponent)
        count, result, square = int(exponent.p), ONE, self
        while count:
            result, count = (result * square if count % 2 else result), count // 2
            square = square * square if count else square
        return result

    def __rpow__(self, base: GermOperand) -> Germ:
        """Return a power of a number."""
        return germ(base) ** self

    def _root(self, power: fmpq) -> Germ:
        """Return a positive power that is no integer."""
        if self.beyond or self.is_small:
            if self.sign() < 0:
                raise IndeterminateForm("a root of a negative number", HOPELESS)
            return self
        return Germ(self.series.to(power), self.tail)

    def __truediv__(self, other: GermOperand) -> Germ:
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

    def __rtruediv__(self, other: GermOperand) -> Germ:
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
        if self.is_small and self.tail is None:
            return self
        constant = None if self.beyond else self.series.constant
        if isinstance(constant, arb) and constant.contains(0):
            return Germ(laurent_series(0, [abs(constant)]), None)
        return -self if self.sign() < 0 else self

    def __lt__(self, other: GermOperand) -> bool:
        return (self - other).sign() < 0

    def __gt__(self, other: GermOperand) -> bool:
        return (self - other).sign() > 0

    def __le__(self, other: GermOperand) -> bool:
        return not self > other

    def __ge__(self, other: GermOperand) -> bool:
        return not self < other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, GermOperand):
            return NotImplemented
        difference = self - other
        if difference.is_small and difference.tail != 0:
            raise IndeterminateForm("an equality that holds in the limit alone")
        return difference.sign() == 0

    def __float__(self) -> float:
        """Refuse: a function of the math module is asked for, and none knows germs."""
        raise BadInput("a value at n = oo", "no float", "take functions from critscale.theory.field")


GermOperand: TypeAlias = Germ | arb | fmpq | Fraction | int | float


def germ(value: GermOperand) -> Germ:
    """Return a number as a germ, exact if it is no ball."""
    return value if isinstance(value, Germ) else Germ(laurent_series(0, [laurent_coefficient(value)]))


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
OMEGA = Germ(laurent_series(1, [fmpq(1)]))
"""log n."""
VANISHING = Germ(ZERO, 1)
"""A positive number smaller than every power of log n, such as a mass n^-e."""


def constants(*germs: Germ) -> list[LaurentCoefficient] | None:
    """Return the numbers that germs are up to their tails, or None if one is no number."""
    found = [None if g.beyond else g.series.constant for g in germs]
    known = [c for c in found if c is not None]
    return known if len(known) == len(germs) else None


def number(value: LaurentCoefficient, tail: Sign = None) -> Germ:
    """Return a number up to a tail of some sign."""
    return Germ(laurent_series(0, [value]), tail)


class _Germs(Field, lacks=("floor", "digamma", "gamma_function", "regularized_beta", "regularized_gamma", "scaled_bessel", "normal_tail")):
    """Where the arguments are constants up to their tails, the function of balls decides, and a tail stays a tail."""

    refusal = ("at n = oo", "no such function of germs", LARGE_N)

    def exp(self, x: Germ) -> Germ:
        if x.beyond or (x.series.coefficients and x.series.top > 0):
            return Germ(ZERO, 0, 1) if x.sign() > 0 else VANISHING
        return Germ(x.series.exp(), x.tail)

    def expm1(self, x: Germ) -> Germ:
        found = constants(x)
        return self.exp(x) - 1 if found is None else number(BALLS.expm1(arb(found[0])), x.tail)

    def log1p(self, x: Germ) -> Germ:
        found = constants(x)
        if found is None or (1 + x).is_small:
            return self.log(1 + x)
        return number(BALLS.log1p(arb(found[0])), x.tail)

    def log(self, x: Germ) -> Germ:
        if x.is_small:
            if x.tail == 0:
                raise IndeterminateForm("the logarithm of 0", HOPELESS)
            raise IndeterminateForm("the logarithm of a number that vanishes like an unknown power of n", LOGARITHMS)
        if x.beyond:
            raise IndeterminateForm("the logarithm of a number that grows like an unknown power of n", LOGARITHMS)
        return Germ(x.series.log(), x.tail)

    def sqrt(self, x: Germ) -> Germ:
        found = constants(x)
        if found is not None and isinstance(found[0], arb):
            # A ball may reach below 0, where the number is known not to be.
            return number(root(found[0]), x.tail if found[0] > 0 else None)
        return x**HALF

    def minimum(self, x: Germ, y: GermOperand) -> Germ:
        return _chosen(x, germ(y), -1, lambda a, b: a.min(b))

    def maximum(self, x: Germ, y: GermOperand) -> Germ:
        return _chosen(x, germ(y), 1, lambda a, b: a.max(b))

    def hypot(self, x: Germ, y: GermOperand) -> Germ:
        y = germ(y)
        found = constants(x, y)
        if found is None:
            return (x * x + y * y) ** HALF
        if x.is_small and y.is_small:
            return NOTHING if x.tail == y.tail == 0 else VANISHING if x.tail or y.tail else Germ(ZERO, None)
        return number(root(found[0] * found[0] + found[1] * found[1]))

    def radical(self, x: Germ, y: GermOperand) -> Germ:
        y = germ(y)
        found = constants(x, y)
        if found is not None:
            a, b = found
            exact = a * a + b
            return number(root(exact) if isinstance(exact, fmpq) else BALLS.radical(arb(a), arb(b)))
        if y.is_small:  # sqrt(x^2 + y) is |x| up to a tail
            size = abs(x)
            return size if size.beyond or y.tail == 0 else Germ(size.series, None)
        return (x * x + y) ** HALF

    def spectral_norm(self, x: Germ, y: GermOperand, s: GermOperand, t: GermOperand, r: GermOperand, u: GermOperand, v: GermOperand) -> Germ:
        entries = [germ(c) for c in (x, y, s, t, r, u, v)]
        found = constants(*entries)
        if found is not None:
            return number(BALLS.spectral_norm(*map(arb, found)))
        x, y, s, t, r, u, v = entries
        if not (y.is_small and s.is_small and v.is_small):
            raise IndeterminateForm("the norm of a growing block that does not fall apart")
        pair = (self.hypot(r + x, u) + self.hypot(r - x, u)) / 2
        larger: Germ = self.maximum(pair, abs(t))
        return larger if larger.beyond else Germ(larger.series, None)

    def entmax_gap(self, gap: Germ, others: Germ, order: Germ) -> Germ:
        """At a finite n: a tail of the gap stays one."""
        found = constants(gap, others, order)
        if found is None:
            raise IndeterminateForm("entmax of logits that are no constants")
        if gap.is_small:
            return gap
        return number(BALLS.entmax_gap(*map(arb, found)), gap.tail)

    def nearest_to_half(self, step: Germ) -> Germ:
        if step.is_small:
            return number(HALF, 0 if step.tail == 0 else None)
        if step.sign() < 0:
            raise IndeterminateForm("the multiples of a negative number", HOPELESS)
        if step.beyond or step.series.top > 0:
            return NOTHING  # 0 times the step is the nearest
        if step.series.top < 0:  # the distance from 1/2 is at most half a step
            return Germ(Laurent(0, (HALF,), step.series.top))
        constant = step.series.constant
        if constant is not None:
            return number(BALLS.nearest_to_half(arb(constant)))
        target = HALF / step.series.at(0) + HALF
        count = arb(target).floor().unique_fmpz() if target < 1 << 64 else None
        if count is None or not target > count:
            raise IndeterminateForm("a tie between two multiples")
        return step * fmpq(count)


def _chosen(x: Germ, y: Germ, side: int, choose: Callable[[arb, arb], arb]) -> Germ:
    """Return the germ on one side of the other; where balls leave that open, what encloses both."""
    if x.beyond and x.beyond == y.beyond:
        return x
    difference = x - y
    if difference.is_small and difference.tail is None:
        return Germ(x.series, x.tail if x.tail == y.tail else None)
    try:
        return x if difference.sign() * side >= 0 else y
    except OpenSign:
        a, b = x.series, y.series
        top = max(s.top for s in (a, b))
        last = min(s.top - len(s.coefficients) for s in (a, b))
        hull = [_hull(a.at(k), b.at(k)) for k in range(top, last, -1)]
        hull[0] = choose(arb(a.at(top)), arb(b.at(top)))
        known = [s.unknown for s in (a, b) if s.unknown is not None]
        return Germ(laurent_series(top, hull, max(known, default=None)), None)


def _hull(a: LaurentCoefficient, b: LaurentCoefficient) -> LaurentCoefficient:
    return a if a == b else arb(a).union(arb(b))


GERMS = _Germs()
GERMS.register(Germ)
