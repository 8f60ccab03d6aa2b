"""Exact constants: quotients of polynomials in logarithms and fractional powers of primes, and opaque atoms.

log 8192 is 13 log 2 and sqrt(8) is 2 * 2^(1/2), so what is equal by the laws of logarithms and powers is equal here,
and a zero is seen.  What is not rational gets its sign from an oracle, which the numerics answers with balls.  A
constant that is zero without showing it stays undecided: it is refused by name, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..errors import CritscaleError, shown
from ..expression import Expression, Numeral, operate
from ..notation import text

AtomPowers: TypeAlias = tuple[tuple[Expression, Fraction], ...]
"""Powers of atoms, sorted by the atom's text."""
AtomSum: TypeAlias = Mapping[AtomPowers, Fraction]
SignOracle: TypeAlias = Callable[[Expression], int | None]
"""The sign of a constant expression, or None where it cannot be told from 0."""

_LARGEST_TRIED = 10_000
"""Primes are split off an integer up to this one; what is left is an atom of its own."""


class Undecided(CritscaleError):
    """A sign or an order of growth that the exact rules and the balls leave open."""


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """numerator / denominator, two polynomials in the atoms; the denominator is not zero."""

    numerator: AtomSum
    denominator: AtomSum

    @classmethod
    def of(cls, value: Fraction | int) -> Constant:
        """Return a rational number."""
        return cls(_rational(Fraction(value)), _ONE)

    @classmethod
    def atom(cls, expression: Expression, power: Fraction = Fraction(1)) -> Constant:
        """Return a power of a positive constant about which nothing more is known."""
        return cls({((expression, power),): Fraction(1)}, _ONE)

    @property
    def is_zero(self) -> bool:
        """Whether it is zero by the laws of logarithms and powers."""
        return not self.numerator

    @property
    def rational(self) -> Fraction | None:
        """Its value where it is seen to be rational, else None."""
        if self.is_zero:
            return Fraction(0)
        if set(self.numerator) == set(self.denominator):
            ratios = {value / self.denominator[key] for key, value in self.numerator.items()}
            return ratios.pop() if len(ratios) == 1 else None
        return None

    def __add__(self, other: Constant) -> Constant:
        if self.denominator == other.denominator:
            return Constant(_plus(self.numerator, other.numerator), self.denominator)
        top = _plus(_times(self.numerator, other.denominator), _times(other.numerator, self.denominator))
        return Constant(top, _times(self.denominator, other.denominator))

    def __neg__(self) -> Constant:
        return Constant({key: -value for key, value in self.numerator.items()}, self.denominator)

    def __sub__(self, other: Constant) -> Constant:
        return self + -other

    def __mul__(self, other: Constant) -> Constant:
        return Constant(_times(self.numerator, other.numerator), _times(self.denominator, other.denominator))

    def __truediv__(self, other: Constant) -> Constant:
        if other.is_zero:
            raise ZeroDivisionError("a constant of value 0")
        if len(other.numerator) == 1:  # a monomial moves to the numerator: log 2 / log 2 is 1
            (key, value), *_ = other.numerator.items()
            inverse = {tuple((atom, -power) for atom, power in key): 1 / value}
            return Constant(_times(_times(self.numerator, other.denominator), inverse), self.denominator)
        return Constant(_times(self.numerator, other.denominator), _times(self.denominator, other.numerator))

    def power(self, exponent: Fraction) -> Constant:
        """Return a power of a positive constant; of any other than 0 if the exponent is an integer."""
        if exponent.denominator == 1 and abs(exponent) <= _MOST_MULTIPLIED_OUT:
            result = Constant.of(1)
            for _ in range(abs(int(exponent))):
                result = result * self
            return result if exponent >= 0 else Constant.of(1) / result
        value = self.rational
        if value is None:
            return Constant.atom(self.expression(), exponent)
        result = Constant.of(1)
        for prime, count in _factors(value):
            whole, part = divmod(count * exponent, 1)
            result = result * Constant.of(Fraction(prime) ** int(whole))
            if part:
                result = result * Constant.atom(Numeral(Fraction(prime)), part)
        return result

    def log(self) -> Constant:
        """Return the logarithm of a positive constant."""
        value = self.rational
        if value is None:
            return Constant.atom(operate("log", self.expression()))
        result = Constant.of(0)
        for prime, count in _factors(value):
            result = result + Constant.atom(operate("log", Numeral(Fraction(prime)))) * Constant.of(count)
        return result

    def exp(self) -> Constant:
        """Return the exponential."""
        return Constant.of(1) if self.is_zero else Constant.atom(operate("exp", self.expression()))

    def expression(self) -> Expression:
        """Return the constant as an expression."""
        top = _expression(self.numerator)
        return top if self.denominator == _ONE else operate("/", top, _expression(self.denominator))

    def __str__(self) -> str:
        return text(self.expression())

    def sign(self, oracle: SignOracle) -> int:
        """Return the sign.

        Raises
        ------
        Undecided
            If the constant cannot be told from 0.
        """
        value = self.rational
        if value is not None:
            return (value > 0) - (value < 0)
        answer = oracle(self.expression())
        if answer is None:
            why = "it is not seen to be 0, and balls cannot tell it from 0"
            raise Undecided(
                f"the sign of {shown(self)}", why, "write the expression more simply, or change a parameter"
            )
        return answer


_ONE: AtomSum = {(): Fraction(1)}
_MOST_MULTIPLIED_OUT = 16
_MOST_PRODUCTS = 2000
"""Products of terms that one multiplication may make."""


def _rational(value: Fraction) -> AtomSum:
    return {(): value} if value else {}


def _plus(a: AtomSum, b: AtomSum) -> AtomSum:
    result = dict(a)
    for key, value in b.items():
        total = result.get(key, Fraction(0)) + value
        if total:
            result[key] = total
        else:
            result.pop(key, None)
    return result


def _times(a: AtomSum, b: AtomSum) -> AtomSum:
    if len(a) * len(b) > _MOST_PRODUCTS:
        raise Undecided("the constants of this expression", "they have too many terms", "write it more simply")
    result: dict[AtomPowers, Fraction] = {}
    for left, x in a.items():
        for right, y in b.items():
            key, factor = _joined(left, right)
            total = result.get(key, Fraction(0)) + x * y * factor
            if total:
                result[key] = total
            else:
                result.pop(key, None)
    return result


def _joined(left: AtomPowers, right: AtomPowers) -> tuple[AtomPowers, Fraction]:
    """Multiply two monomials; whole powers of a number leave it as a rational factor."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, Fraction(0)) + power
    factor = Fraction(1)
    for atom, power in list(powers.items()):
        if isinstance(atom, Numeral):
            whole = power.numerator // power.denominator
            factor *= atom.value**whole
            powers[atom] = power - whole
    kept = sorted(((a, p) for a, p in powers.items() if p), key=lambda pair: text(pair[0]))
    return tuple(kept), factor


def _factors(value: Fraction) -> list[tuple[int, int]]:
    """Return a positive number as powers of integers: of primes, and of what has no small prime."""
    found = []
    for whole, side in ((value.numerator, 1), (value.denominator, -1)):
        prime = 2
        while whole > 1 and prime <= _LARGEST_TRIED and prime * prime <= whole:
            count = 0
            while whole % prime == 0:
                whole, count = whole // prime, count + 1
            if count:
                found.append((prime, side * count))
            prime += 1 if prime == 2 else 2
        if whole > 1:
            found.append((whole, side))
    return found


_UNIT = Numeral(Fraction(1))


def _product(powers: Iterable[tuple[Expression, Fraction]], scale: Fraction | int) -> Expression:
    result: Expression = Numeral(Fraction(scale))
    for atom, power in powers:
        factor = atom if power == 1 else operate("^", atom, Numeral(power))
        result = factor if result == _UNIT else operate("*", result, factor)
    return result


def _expression(polynomial: AtomSum) -> Expression:
    total: Expression | None = None
    for key, value in sorted(polynomial.items(), key=lambda item: (len(item[0]), str(item[0]))):
        above = _product([(atom, power) for atom, power in key if power > 0], abs(value.numerator))
        below = _product([(atom, -power) for atom, power in key if power < 0], value.denominator)
        # a plain number keeps its decimal form: 0.1*log(2), but 1/(11*log(2))
        if all(power > 0 for _, power in key):
            above, below = _product(key, abs(value)), _UNIT
        term = above if below == _UNIT else operate("/", above, below)
        if total is None:
            total = term if value > 0 else operate("neg", term)
        else:
            total = operate("+" if value > 0 else "-", total, term)
    return Numeral(Fraction(0)) if total is None else total
