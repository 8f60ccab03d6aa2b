"""Germs at n = oo: what a formula is for all large n, as one more field of the formulas.

A germ is a `GrowthSeries`, a sum of terms c n^-e (log n)^k, with an error term O(n^-e (log n)^k), or exact.  A number n^-e log n
tends to 0, and where it is divided by another one the quotient is right.  A coefficient is a rational number as long as
that is possible, so that terms that cancel do so exactly, else a ball.  The exponents e and k are rational numbers; where a
power of n has another exponent, as exp(sqrt(2) log n) or exp(-n), the exponent e is a germ itself.

What the known terms do not decide is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import TypeAlias

from flint import arb, fmpq

from ...theory.errors import BadInput
from ...theory.expansions.growth_series import GrowthSeries, long_division
from ...theory.field import Field
from ...theory.growth import Growth
from .balls import BALLS
from .exponent import POINT, UNIT_RATE, ExponentForm, exponents_of, rate_of
from .germ_coefficient import (
    HALF,
    HOPELESS,
    LARGE_N,
    NOUGHT,
    REWRITE,
    GermCoefficient,
    IndeterminateForm,
    OpenSign,
    coefficient_root,
    coefficient_sign,
    germ_coefficient,
)

NumberSeries: TypeAlias = GrowthSeries[GermCoefficient]
"""A finite sum of growth rates whose coefficients are numbers."""

CONSTANT, LOG_N = UNIT_RATE, rate_of(0, 1)
UNIT = fmpq(1)


class TooFewTerms(IndeterminateForm):
    """A germ of which an error term alone is known: more terms may decide it."""

    def __init__(self, what: str, error: Growth) -> None:
        super().__init__(f"{what} known up to O({rate_text(error)}) only", REWRITE)


class kept_terms:
    """Keep so many terms of each germ inside the block; meaningful while the lock of the precision is held."""

    count = 16
    """Terms that are kept outside of any block."""

    __slots__ = ("_inside", "_saved")

    def __init__(self, count: int) -> None:
        self._inside = count

    def __enter__(self) -> None:
        self._saved, kept_terms.count = kept_terms.count, self._inside

    def __exit__(self, *_: object) -> None:
        kept_terms.count = self._saved


@dataclass(frozen=True, slots=True, eq=False)
class Germ:
    """A series and its error term, made by `germ` of numbers, and by arithmetic from `OMEGA` and `RECIPROCAL`.

    Attributes
    ----------
    series : GrowthSeries
        Terms, none of them smaller than the error.
    error : Growth or None
        The value minus the series is O(error); None of an exact series.
    """

    series: NumberSeries
    error: Growth | None = None

    @property
    def size(self) -> Growth | None:
        """The germ is O(size); None of 0."""
        return self.series.leading(POINT)[0] if self.series else self.error

    @property
    def vanishes(self) -> bool:
        """Whether the germ tends to 0."""
        size = self.size
        return size is None or size.vanishes(POINT)

    @property
    def constant(self) -> GermCoefficient | None:
        """The number that the germ is, exactly, or None."""
        if self.error is not None or len(self.series) > 1:
            return None
        return self.series[CONSTANT] if CONSTANT in self.series else None if self.series else NOUGHT

    def leading(self) -> tuple[Growth, GermCoefficient]:
        """Return rate and coefficient of the leading term of a germ that is not 0; its coefficient is not 0 either.

        Raises
        ------
        OpenSign
            If the ball of the coefficient contains 0.
        TooFewTerms
            If the error term alone is known.
        """
        if not self.series:
            assert self.error is not None
            raise TooFewTerms("a number", self.error)
        rate, coefficient = self.series.leading(POINT)
        coefficient_sign(coefficient)
        return rate, coefficient

    @property
    def is_zero(self) -> bool:
        """Whether the germ is exactly 0."""
        return not self.series and self.error is None

    def sign(self) -> int:
        """Return the sign of the germ at all large n.

        Raises
        ------
        IndeterminateForm
            As `leading`.
        """
        return 0 if self.is_zero else coefficient_sign(self.leading()[1])

    def __add__(self, other: GermOperand) -> Germ:
        o = germ(other)
        return _normal(self.series + o.series, _largest(self.error, o.error))

    __radd__ = __add__

    def __pos__(self) -> Germ:
        return self

    def __neg__(self) -> Germ:
        return Germ(-self.series, self.error)

    def __sub__(self, other: GermOperand) -> Germ:
        return self + -germ(other)

    def __rsub__(self, other: GermOperand) -> Germ:
        return germ(other) + -self

    def __mul__(self, other: GermOperand) -> Germ:
        o = germ(other)
        if self.is_zero or o.is_zero:
            return NOTHING
        return _normal(self.series * o.series, _largest(_product(self.error, o.size), _product(o.error, self.size)))

    __rmul__ = __mul__

    def __truediv__(self, other: GermOperand) -> Germ:
        """Return the quotient.

        Raises
        ------
        IndeterminateForm
            If the leading term of ``other`` is not decided, or ``other`` is 0.
        """
        o = germ(other)
        if o.is_zero:
            raise IndeterminateForm("0/0" if self.is_zero else "a division by 0", HOPELESS)
        base, lead = o.leading()
        # (A + s)/(B + t) - A/B is s/(B + t) - A t/(B (B + t))
        error = _quotient(_largest(self.error, _product(_quotient(self.size, base), o.error)), base)
        top = self.series if lead == 1 else self.series.times(1 / lead)
        bottom = o.series if lead == 1 else GrowthSeries({r: UNIT if r == base else c / lead for r, c in o.series.items()})
        if len(bottom) == 1:
            return _normal(top.times(UNIT, CONSTANT / base), error)
        found: dict[Growth, GermCoefficient] = {}
        for step in long_division(top, bottom, POINT):
            if len(found) == kept_terms.count or (error is not None and not step.rate.dominates(error, POINT)):
                error = _largest(error, step.rate)
                break
            found[step.rate] = step.head
        return _normal(GrowthSeries(found), error)

    def __rtruediv__(self, other: GermOperand) -> Germ:
        return germ(other) / self

    def __pow__(self, power: GermOperand) -> Germ:
        """Return a power."""
        exponent = germ(power).constant
        if not isinstance(exponent, fmpq):
            return GERMS.exp(power * GERMS.log(self))
        if exponent < 0:
            return ONE / self**-exponent
        if exponent.q != 1:
            return self._root(exponent)
        left, result, square = int(exponent.p), ONE, self
        while left:
            result, left = (result * square if left % 2 else result), left // 2
            square = square * square if left else square
        return result

    def __rpow__(self, base: GermOperand) -> Germ:
        """Return a power of a number."""
        return germ(base) ** self

    def _root(self, power: fmpq) -> Germ:
        """Return a positive power that is no integer, of what is known not to be negative."""
        if self.is_zero:
            return NOTHING
        try:
            base, lead = self.leading()
        except OpenSign:
            # c + s and c are both >= 0, and |(c + s)^p - c^p| <= |s|^p for p < 1
            if power != HALF:
                raise
            base, lead = self.series.leading(POINT)
            rest = Germ(self.series.without(base), self.error).size
            return _normal(GrowthSeries({_raised(base, power): coefficient_root(lead)}), None if rest is None else _raised(rest, power))
        if lead < 0:
            raise IndeterminateForm("a root of a negative number", HOPELESS)
        factor = coefficient_root(lead) if power == HALF else arb(lead) ** arb(power)
        found = _composed(self.beside(base, lead), _binomial(power)) * Germ(GrowthSeries({_raised(base, power): factor}))
        if power == HALF and found.error is not None and self.error is None:
            # A root that ends is known to end by its square.
            exact = Germ(found.series)
            return exact if (exact * exact - self).is_zero else found
        return found

    def beside(self, base: Growth, lead: GermCoefficient) -> Germ:
        """Return z, where the germ is 1 + z times its leading term."""
        rest = self.series.without(base).times(1 / lead, CONSTANT / base)
        return Germ(rest, _quotient(self.error, base))

    def __abs__(self) -> Germ:
        return GERMS.maximum(self, -self)

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
        return (self - other).sign() == 0

    def __float__(self) -> float:
        """Refuse: a function of the math module is asked for, and none knows germs."""
        raise BadInput("a value at n = oo", "no float", "take functions from critscale.theory.field")


GermOperand: TypeAlias = Germ | arb | fmpq | Fraction | int | float


def germ(value: GermOperand) -> Germ:
    """Return a number as a germ, exact if it is no ball."""
    if isinstance(value, Germ):
        return value
    coefficient = germ_coefficient(value)
    return NOTHING if coefficient == 0 else Germ(GrowthSeries({CONSTANT: coefficient}))

NOTHING = Germ(GrowthSeries({}))
"""0 at every n."""
ONE = germ(1)
OMEGA = Germ(GrowthSeries({LOG_N: UNIT}))
"""log n."""
RECIPROCAL = Germ(GrowthSeries({rate_of(1): UNIT}))
"""1/n."""
FLAT = Germ(GrowthSeries({rate_of(ExponentForm({LOG_N: UNIT})): UNIT}))
"""A positive number smaller than every power of n, n^-log n: what is exactly 0 is this on its way there."""


def rate_text(rate: Growth, coefficient: str = "1") -> str:
    """Return a multiple of a rate as text, such as 2 (log n)^2 / n^(1/2)."""
    exponent, logs = exponents_of(rate)
    if isinstance(exponent, ExponentForm):
        return f"{coefficient} n^(...)"
    powers = [("n", -fmpq(exponent)), ("log n", fmpq(logs))]
    above = [_power_text(base, power) for base, power in powers if power > 0]
    below = [_power_text(base, -power) for base, power in powers if power < 0]
    top = " ".join(above if above and coefficient == "1" else [coefficient, *above])
    if not below:
        return top
    return f"{top} / {below[0] if len(below) == 1 else '(' + ' '.join(below) + ')'}"


def _power_text(base: str, power: fmpq) -> str:
    if power == 1:
        return base
    return f"{f'({base})' if ' ' in base else base}^{power if power.q == 1 else f'({power})'}"


def up_to(value: GermOperand, error: Growth | None) -> Germ:
    """Return a number up to an error of some order."""
    return _normal(germ(value).series, error)


def _normal(series: NumberSeries, error: Growth | None) -> Germ:
    """Return a germ with no term that is not larger than its error, and no more terms than are kept."""
    if error is not None:
        series = GrowthSeries({rate: c for rate, c in series.items() if rate.dominates(error, POINT)})
    if len(series) > kept_terms.count:
        order = sorted(series, key=lambda rate: (rate.constant, -rate.logs))
        error = order[kept_terms.count]
        series = GrowthSeries({rate: series[rate] for rate in order[: kept_terms.count]})
    return Germ(series, error)


def _largest(first: Growth | None, second: Growth | None) -> Growth | None:
    """Return the larger of two rates; None is that of 0."""
    if first is None or second is None:
        return first if second is None else second
    return second if second.dominates(first, POINT) else first


def _product(first: Growth | None, second: Growth | None) -> Growth | None:
    return None if first is None or second is None else first * second


def _quotient(first: Growth | None, second: Growth) -> Growth | None:
    return None if first is None else first / second


def _raised(rate: Growth, power: fmpq) -> Growth:
    """Return a power of a rate."""
    exponent, logs = exponents_of(rate)
    return rate_of(power * exponent, power * logs)


def _composed(z: Germ, coefficients: Iterator[fmpq]) -> Germ:
    """Return the power series with these coefficients at a germ that vanishes."""
    total, size = germ(next(coefficients)), z.size
    if size is None:
        return total
    power = ONE
    for k, coefficient in enumerate(coefficients, 1):
        rest = size**k
        if k > kept_terms.count or (total.error is not None and not rest.dominates(total.error, POINT)):
            return _normal(total.series, _largest(total.error, rest))
        power = power * z
        total = total + power * coefficient
    return total


def _exponential() -> Iterator[fmpq]:
    """Yield the coefficients of exp(z)."""
    term = UNIT
    for k in count(1):
        yield term
        term /= k


def _logarithm() -> Iterator[fmpq]:
    """Yield the coefficients of log(1 + z)."""
    yield NOUGHT
    for k in count(1):
        yield fmpq((-1) ** (k + 1), k)


def _binomial(power: fmpq) -> Iterator[fmpq]:
    """Yield the coefficients of (1 + z)^power."""
    term = UNIT
    for k in count(1):
        yield term
        term = term * (power - (k - 1)) / k


class _Germs(Field, lacks=("floor", "digamma", "gamma_function", "regularized_beta", "regularized_gamma", "scaled_bessel", "normal_tail")):
    refusal = ("at n = oo", "no such function of germs", LARGE_N)

    def exp(self, x: Germ) -> Germ:
        if x.error is not None and not x.error.vanishes(POINT):
            raise TooFewTerms("the exponential of a number", x.error)
        large: dict[Growth, GermCoefficient] = {}
        small: dict[Growth, GermCoefficient] = {}
        factor: GermCoefficient = UNIT
        for rate, c in x.series.items():
            if rate == CONSTANT:
                factor = arb(c).exp()
            else:
                (small if rate.vanishes(POINT) else large)[rate] = c
        found = _composed(Germ(GrowthSeries(small), x.error), _exponential())
        return found * Germ(GrowthSeries({_power_of_n(GrowthSeries(large)): factor}))

    def log(self, x: Germ) -> Germ:
        if x.is_zero:
            raise IndeterminateForm("the logarithm of 0", HOPELESS)
        base, lead = x.leading()
        if lead < 0:
            raise IndeterminateForm("the logarithm of a negative number", HOPELESS)
        if base.logs:
            raise IndeterminateForm(f"log log n, from the logarithm of a number of order {rate_text(base)}")
        found = _composed(x.beside(base, lead), _logarithm())
        if not lead == 1:
            found = found + arb(lead).log()
        if base.constant == 0:
            return found
        exponent = base.constant
        value = Germ(exponent.series) if isinstance(exponent, ExponentForm) else germ(exponent)
        return found - value * OMEGA

    def sqrt(self, x: Germ) -> Germ:
        return x**HALF

    def minimum(self, x: Germ, y: GermOperand) -> Germ:
        return _chosen(x, germ(y), -1, lambda a, b: a.min(b))

    def maximum(self, x: Germ, y: GermOperand) -> Germ:
        return _chosen(x, germ(y), 1, lambda a, b: a.max(b))

    def spectral_norm(self, x: Germ, y: GermOperand, s: GermOperand, t: GermOperand, r: GermOperand, u: GermOperand, v: GermOperand) -> Germ:
        x, y, s, t, r, u, v = entries = [germ(c) for c in (x, y, s, t, r, u, v)]
        size, apart = _size_of(entries), _size_of([y, s, v])
        if size is None:
            return NOTHING
        # the norm of a sum is that of the one matrix up to that of the other
        if apart is None or size.dominates(apart, POINT):
            pair = (self.hypot(r + x, u) + self.hypot(r - x, u)) / 2
            larger: Germ = self.maximum(pair, abs(t))
            return _normal(larger.series, _largest(larger.error, apart))
        leading = [arb(c.series[size]) if size in c.series else arb(0) for c in entries]
        rest = _size_of([Germ(c.series.without(size), c.error) for c in entries])
        return _normal(GrowthSeries({size: BALLS.spectral_norm(*leading)}), rest)

    def entmax_gap(self, gap: Germ, others: Germ, order: Germ) -> Germ:
        if gap.is_zero:
            return gap
        share = self.exp(-others)
        even = 1 / (1 + self.exp(others))
        flat = gap / even**order  # d at a = b = 1/n
        if flat.vanishes:
            return flat * up_to(1, flat.size)
        own = (order * gap) ** (1 / order)
        for _ in range(kept_terms.count - 1):  # each time the error is n^-q times as large
            own = (order * gap + ((1 - own) * share) ** order) ** (1 / order)
        own = own + up_to(0, (share**order).size) ** kept_terms.count
        return others + self.log(own) - self.log(1 - own)

    def nearest_to_half(self, step: Germ) -> Germ:
        if step.vanishes:  # the distance from 1/2 is at most half a step
            return up_to(HALF, step.size)
        base, lead = step.leading()
        if lead < 0:
            raise IndeterminateForm("the multiples of a negative number", HOPELESS)
        if base != CONSTANT:
            return NOTHING  # 0 times the step is the nearest
        rest = Germ(step.series.without(base), step.error)
        target = HALF / lead + HALF
        if isinstance(target, fmpq):
            multiple = target.floor()
            if target == multiple and not rest.is_zero and rest.sign() > 0:
                multiple -= 1  # of two multiples as near in the limit, the one below 1/2
            return step * fmpq(multiple)
        found = target.floor().unique_fmpz() if target < 1 << 64 else None
        return up_to(BALLS.nearest_to_half(arb(lead)), rest.size) if found is None else step * fmpq(found)


def _power_of_n(exponent: NumberSeries) -> Growth:
    """Return the exponential of a series of which every term grows, as a power of n."""
    if not exponent:
        return CONSTANT
    return rate_of(-ExponentForm.of(exponent.times(UNIT, CONSTANT / LOG_N)))


def _size_of(germs: list[Germ]) -> Growth | None:
    """Return the rate of the largest."""
    found: Growth | None = None
    for one in germs:
        found = _largest(found, one.size)
    return found


def _chosen(x: Germ, y: Germ, side: int, choose: Callable[[arb, arb], arb]) -> Germ:
    """Return the germ on one side of the other; where that is open, what encloses both."""
    difference = x - y
    try:
        return x if difference.sign() * side >= 0 else y
    except TooFewTerms:
        return _normal(x.series, _largest(x.error, difference.error))
    except OpenSign:
        open_rate, _ = difference.series.leading(POINT)
        pairs = {rate: [c.series[rate] if rate in c.series else NOUGHT for c in (x, y)] for rate in (*x.series, *y.series)}
        hull = {rate: a if a == b else arb(a).union(arb(b)) for rate, (a, b) in pairs.items()}
        hull[open_rate] = choose(*map(arb, pairs[open_rate]))
        return _normal(GrowthSeries(hull), _largest(x.error, y.error))


GERMS = _Germs()
GERMS.register(Germ)
