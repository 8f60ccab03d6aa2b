"""Asymptotics of an expression as n -> oo, derived: one more algebra for the fold, that of series in log-scale.

A series is a finite sum of coefficient * n^a (log n)^b (log log n)^c with exact coefficients, in falling order, and the
growth of what is left out (nothing is, where `Series.error` is None).  Every operation is exact or widens the error, so
the leading term is a theorem.  What leaves the scale (exp(n), log log log n), or hinges on a sign that
cannot be decided, is refused by name.  SymPy's ``limit`` is not used: it is silently wrong on forms like n^(-gamma (1
- rho)).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ..errors import BadInput
from ..expression import Expression, fold
from ..field import SPECIAL, Field
from .constants import Constant, SignOracle, Undecided
from .log_scale import LOG, LOGLOG, ONE, N, Rate, ScaleTerm, Series

TERMS = 8
"""Terms a series keeps; the rest is its error."""
ORDERS = 4
"""Powers of a vanishing part that log, exp and powers are expanded to."""

MEND = "the scale is n^a (log n)^b (log log n)^c"


def series(expression: Expression, oracle: SignOracle) -> Series:
    """Return the asymptotics of an expression in n and pos.

    Parameters
    ----------
    expression : Expression
        All other parameters substituted.
    oracle : callable
        The sign of a constant expression, see `critscale.theory.laws.constants.SignOracle`.

    Raises
    ------
    Undecided
        If the expression leaves the scale, or a sign is undecided.
    BadInput
        If it is undefined for all large n, or a parameter has no value.
    """
    length = Series((ScaleTerm(N, Constant.of(1)),))
    growth = Asymptotics(oracle)
    pos = growth.subtract(length, growth.number(Fraction(1)))
    found: Series = fold(expression, growth, {"n": length, "pos": pos})
    return found


def _constant(value: Constant) -> Series:
    return Series() if value.is_zero else Series((ScaleTerm(ONE, value),))


class Asymptotics(Field, lacks=SPECIAL):
    """The field of series.

    Parameters
    ----------
    oracle : callable
        The sign of a constant expression.
    """

    def __init__(self, oracle: SignOracle) -> None:
        self.oracle = oracle

    def number(self, value: Fraction) -> Series:
        """Return a constant series."""
        return _constant(Constant.of(value))

    def make(self, terms: Iterable[ScaleTerm], *errors: Rate | None) -> Series:
        """Collect terms in falling order and drop what the error covers."""
        error = max((e for e in errors if e is not None), default=None)
        sums: dict[Rate, Constant] = {}
        for rate, coefficient in terms:
            sums[rate] = sums[rate] + coefficient if rate in sums else coefficient
        kept = [ScaleTerm(r, c) for r, c in sorted(sums.items(), reverse=True, key=lambda item: item[0]) if not c.is_zero]
        if len(kept) > TERMS:
            error = max(kept[TERMS].rate, error) if error is not None else kept[TERMS].rate
            kept = kept[:TERMS]
        return Series(tuple(t for t in kept if error is None or t.rate > error), error)

    def add(self, a: Series, b: Series) -> Series:
        """Return the sum."""
        return self.make((*a.terms, *b.terms), a.error, b.error)

    def negative(self, a: Series) -> Series:
        """Return the opposite."""
        return self.scale(a, Constant.of(-1))

    def subtract(self, a: Series, b: Series) -> Series:
        """Return the difference."""
        return self.add(a, self.negative(b))

    def divide(self, a: Series, b: Series) -> Series:
        """Return the quotient."""
        return self.multiply(a, self.to(b, Fraction(-1)))

    def scale(self, a: Series, factor: Constant) -> Series:
        """Return a multiple."""
        return Series(tuple(ScaleTerm(r, c * factor) for r, c in a.terms), a.error) if not factor.is_zero else Series()

    def multiply(self, a: Series, b: Series) -> Series:
        """Return the product."""
        errors = [
            x.error.times(rate)
            for x, y in ((a, b), (b, a))
            if x.error is not None
            for rate in (y.lead.rate if y.lead else None, y.error)
            if rate is not None
        ]
        return self.make(
            (ScaleTerm(s.rate.times(t.rate), s.coefficient * t.coefficient) for s in a.terms for t in b.terms), *errors
        )

    def sign(self, a: Series) -> int:
        """Return the sign for all large n."""
        if a.lead is not None:
            return a.lead.coefficient.sign(self.oracle)
        if a.error is None:
            return 0
        raise Undecided(
            f"a sign for large n, of what is O({a.error})", "all known terms cancel", "write it more simply"
        )

    def split(self, a: Series, what: str) -> tuple[ScaleTerm, Series]:
        """Return the leading term and the vanishing series d with a = lead (1 + d); refuse what is not positive."""
        if self.sign(a) <= 0 or a.lead is None:
            raise BadInput(
                what, f"its argument {a} is not positive for large n", "change the expression or its parameters"
            )
        rate, coefficient = a.lead
        inverse = rate.to(Fraction(-1))
        rest = (ScaleTerm(r.times(inverse), c / coefficient) for r, c in a.terms[1:])
        return a.lead, self.make(rest, a.error.times(inverse) if a.error is not None else None)

    def taylor(self, small: Series, coefficients: Iterable[Fraction], exact: bool = False) -> Series:
        """Return sum of coefficients[k] small^k; without ``exact`` the tail is an error."""
        total, power = Series(), _constant(Constant.of(1))
        for coefficient in coefficients:
            total = self.add(total, self.scale(power, Constant.of(coefficient)))
            power = self.multiply(power, small)
        if exact or (not small.terms and small.error is None):
            return total
        tails = [rate for rate in (power.lead.rate if power.lead else None, power.error) if rate is not None]
        return self.make(total.terms, total.error, *tails)

    def to(self, a: Series, exponent: Fraction) -> Series:
        """Return a rational power."""
        whole = exponent.denominator == 1 and 0 <= exponent <= TERMS
        if whole:
            result = _constant(Constant.of(1))
            for _ in range(int(exponent)):
                result = self.multiply(result, a)
            return result
        if exponent.denominator == 1 and self.sign(a) < 0:
            flipped = self.to(self.negative(a), exponent)
            return self.scale(flipped, Constant.of((-1) ** (int(exponent) % 2)))
        lead, small = self.split(a, "a division" if exponent < 0 else "a root or power")
        binomials, value = [], Fraction(1)
        for k in range(ORDERS):
            binomials.append(value)
            value = value * (exponent - k) / (k + 1)
        head = Series((ScaleTerm(lead.rate.to(exponent), lead.coefficient.power(exponent)),))
        return self.multiply(head, self.taylor(small, binomials))

    def power(self, base: Series, exponent: Series) -> Series:
        """Return a power whose exponent is any series."""
        value = self.value(exponent)
        rational = value.rational if value is not None else None
        return self.to(base, rational) if rational is not None else self.exp(self.multiply(exponent, self.log(base)))

    def value(self, a: Series) -> Constant | None:
        """Return the constant that a series is exactly, or None."""
        return a.coefficient(ONE) if a.error is None and all(t.rate == ONE for t in a.terms) else None

    def log(self, a: Series) -> Series:
        """Return the logarithm."""
        (rate, coefficient), small = self.split(a, "a logarithm")
        if rate.loglogs:
            raise Undecided("log log log n", "it leaves the scale", MEND)
        heads = (
            ScaleTerm(LOG, Constant.of(rate.power)),
            ScaleTerm(LOGLOG, Constant.of(rate.logs)),
            ScaleTerm(ONE, coefficient.log()),
        )
        orders = [Fraction(0), *(Fraction((-1) ** (k + 1), k) for k in range(1, ORDERS))]
        return self.add(self.make(heads), self.taylor(small, orders))

    def exp(self, a: Series) -> Series:
        """Return the exponential, where it stays on the scale."""
        if a.error is not None and a.error >= ONE:
            raise Undecided(f"exp({a})", "its argument is known up to a term that does not vanish only", MEND)
        rates, head, small = {LOG: Fraction(0), LOGLOG: Fraction(0)}, Constant.of(1), []
        for rate, coefficient in a.terms:
            value = coefficient.rational
            if rate == ONE:
                head = coefficient.exp()
            elif rate < ONE:
                small.append(ScaleTerm(rate, coefficient))
            elif rate in rates and value is not None:
                rates[rate] = value
            else:
                raise Undecided(f"exp of {ScaleTerm(rate, coefficient)}", "it leaves the scale", MEND)
        orders, value = [], Fraction(1)
        for k in range(ORDERS):
            orders.append(value)
            value = value / (k + 1)
        factor = Series((ScaleTerm(Rate(rates[LOG], rates[LOGLOG]), head),))
        return self.multiply(factor, self.taylor(self.make(small, a.error), orders))

    def maximum(self, a: Series, b: Series) -> Series:
        """Return the one that is larger for all large n."""
        return b if self.sign(self.subtract(b, a)) > 0 else a

    def minimum(self, a: Series, b: Series) -> Series:
        """Return the one that is smaller for all large n."""
        return b if self.sign(self.subtract(b, a)) < 0 else a

    def sqrt(self, a: Series) -> Series:
        """Return the square root."""
        return self.to(a, Fraction(1, 2))

    def floor(self, a: Series) -> Series:
        """Return the floor: within 1 where the argument grows, an integer where it settles."""
        if a.lead is not None and a.lead.rate > ONE:
            return self.make(a.terms, a.error, ONE)
        if a.error is not None and a.error >= ONE:
            return Series((), ONE)
        limit = a.coefficient(ONE)
        below = _floor(limit, self.oracle)
        gap = self.add(a, _constant(Constant.of(-below)))
        return _constant(Constant.of(below if self.sign(gap) >= 0 else below - 1))


def _floor(value: Constant, oracle: SignOracle) -> int:
    """Return the floor of a constant, by bisection on its sign."""
    rational = value.rational
    if rational is not None:
        return rational.numerator // rational.denominator

    def reaches(k: int) -> bool:
        return (value - Constant.of(k)).sign(oracle) >= 0

    low, high = -1, 1
    while reaches(high):
        high *= 2
    while not reaches(low):
        low *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reaches(middle) else (low, middle)
    return low
