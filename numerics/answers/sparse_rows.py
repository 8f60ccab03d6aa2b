"""Alpha-entmax of a row of any scores: which keys have a weight, exactly, and what the weights are, certified.

With q = alpha - 1 the weights are (u - q x)_+^(1/q), x the logit gaps, where u makes them sum to 1.  A key at the gap x has a weight
exactly if those above it would not reach 1 at u = q x, which is decided: a sum of positive roots of rationals is rational only if each
of them is.  At alpha = 2 everything is rational.

Source: theory H5, derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count

from flint import arb, fmpz

from ...theory.errors import BadInput, UnknownName, shown
from ...theory.field import Scalar
from ...theory.rows.entmax import margin, top_weight_floor
from ..inputs import Number, decimal_digits, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..numbers.roots import monotone_root

Level = tuple[Fraction, int]
"""A logit gap, and how many keys have it."""
Weights = Sequence[tuple[arb, int]]
"""The weight of a key at each level of the support, and how many keys have it."""
FIRST_BITS = 64
EXACT_AFTER = 2
"""After so many doublings of the bits a sum that cannot be told from 1 is looked at exactly."""


def _top(weights: Weights) -> Scalar:
    return weights[0][0]


def _entropy(weights: Weights) -> Scalar:
    return -sum(many * w * w.log() for w, many in weights)


def _participation(weights: Weights) -> Scalar:
    return 1 / sum(many * w * w for w, many in weights)


SPARSE_QUANTITIES: Mapping[str, Callable[[Weights], Scalar]] = {
    "top-weight": _top,
    "row-entropy": _entropy,
    "participation-ratio": _participation,
    "inverse-participation-ratio": lambda weights: 1 / _participation(weights),
}
"""What `SparseRow.evaluate` knows."""


@dataclass(frozen=True)
class SparseRow:
    """The alpha-entmax of a row.

    Attributes
    ----------
    levels : tuple of (Fraction, int)
        Logit gaps beta Delta with multiplicities, ascending from 0.
    alpha : Fraction
        The order, > 1.
    """

    levels: tuple[Level, ...]
    alpha: Fraction

    @property
    def order(self) -> Fraction:
        """q = alpha - 1."""
        return self.alpha - 1

    @cached_property
    def held(self) -> tuple[Level, ...]:
        """The levels whose keys have a weight: exact."""
        low, high = 1, len(self.levels)  # the top has one
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._reaches(middle) else (low, middle)
        return self.levels[:low]

    @property
    def support(self) -> int:
        """How many keys have a weight."""
        return sum(many for _, many in self.held)

    @property
    def margin(self) -> Fraction:
        """1/(alpha - 1), the logit gap from which on no key has a weight."""
        return Fraction(margin(self.order))

    def within(self, gap: Fraction) -> int:
        """Return N(t), the number of keys within a logit gap t, the top included."""
        return sum(many for x, many in self.levels if x <= gap)

    def floor(self, digits: int = 30) -> Enclosure:
        """Return the largest min((q t)^(1/q), 1/N(t)) over the gaps t: a floor of the top weight from gap counts alone (H5)."""
        # N is constant between gaps, so that the largest value is just below a gap, or at the margin
        ends = sorted({x for x, _ in self.levels if 0 < x < self.margin} | {self.margin})

        def compute(bits: int) -> Scalar:
            order = rational_ball(self.order)
            values = [
                top_weight_floor(rational_ball(end), arb(sum(many for x, many in self.levels if x < end)), order) for end in ends
            ]
            largest = values[0]
            for value in values[1:]:
                largest = largest.max(value)
            return largest

        return certify(compute, decimal_digits(digits))

    @cached_property
    def exact(self) -> tuple[Fraction, ...] | None:
        """The weight of a key at each level that has one, where it is rational whatever the row: at alpha = 2, or on one level."""
        if len(self.held) == 1:
            return (Fraction(1, self.support),)
        if self.order != 1:
            return None
        level = (sum(x * many for x, many in self.held) + 1) / Fraction(self.support)
        return tuple(level - x for x, _ in self.held)

    def weights(self, digits: int = 30) -> tuple[Enclosure, ...]:
        """Return the weight of a key at each level that has one."""
        wanted = decimal_digits(digits)
        return tuple(certify(lambda bits, k=k: self.in_balls(bits)[k][0], wanted) for k in range(len(self.held)))  # type: ignore[misc]

    def evaluate(self, quantity: str, digits: int = 30) -> Enclosure:
        """Return a quantity: ``top-weight``, ``row-entropy`` (nats), ``participation-ratio`` (keys), or its inverse.

        Raises
        ------
        UnknownName
            If there is no such quantity.
        """
        if quantity not in SPARSE_QUANTITIES:
            raise UnknownName.among("quantity of a row under entmax", quantity, SPARSE_QUANTITIES)
        return certify(lambda bits: SPARSE_QUANTITIES[quantity](self.in_balls(bits)), decimal_digits(digits))

    def in_balls(self, bits: int) -> Weights:
        """Return the weights in balls at the working precision."""
        if self.exact is not None:
            return [(rational_ball(w), many) for w, (_, many) in zip(self.exact, self.held, strict=True)]
        level = self._level(bits)
        return [(_power(level - rational_ball(self.order * x), self.order), many) for x, many in self.held]

    def _level(self, bits: int) -> arb:
        """Return u, where the weights sum to 1."""
        beyond = self.levels[len(self.held)][0] if len(self.held) < len(self.levels) else self.margin

        def excess(level: arb) -> tuple[arb, arb]:
            total, slope = arb(-1), arb(0)
            for x, many in self.held:
                base = level - rational_ball(self.order * x)
                weight = _power(base, self.order)
                total, slope = total + many * weight, slope + many * weight / (base * rational_ball(self.order))
            return total, slope

        low, high = self.order * self.held[-1][0], min(self.order * beyond, Fraction(1))
        return monotone_root(excess, rational_ball(low), rational_ball(high), bits)

    def _reaches(self, index: int) -> bool:
        """Tell whether the keys of a level have a weight: those above do not sum to 1 at u = q x."""
        gap = self.levels[index][0]
        if gap >= self.margin:
            return False
        terms = [(many, self.order * (gap - x)) for x, many in self.levels[:index]]
        for doublings in count():  # it ends: a sum that is no rational is not 1
            with working_precision(FIRST_BITS << doublings):
                total = sum((many * _power(rational_ball(base), self.order) for many, base in terms), arb(0))
            if total < 1:
                return True
            if total > 1:
                return False
            exact = [(many, rational_power(base, 1 / self.order)) for many, base in terms] if doublings == EXACT_AFTER else []
            if exact and all(root is not None for _, root in exact):
                return sum(many * root for many, root in exact if root is not None) < 1
        raise AssertionError


def order_above_one(alpha: Number) -> Fraction:
    """Return the order of an entmax.

    Raises
    ------
    BadInput
        If it is no number above 1.
    """
    order = rational(alpha, "alpha")
    if not order > 1:
        raise BadInput(f"alpha = {shown(alpha)}", "not above 1", "give alpha > 1; softmax is the limit")
    return order


def sparse_threshold(levels: tuple[Level, ...], alpha: Fraction, p: Fraction, digits: int) -> Enclosure:
    """Return the beta at which the top key of a row has the weight p under alpha-entmax.

    Parameters
    ----------
    levels : tuple of (Fraction, int)
        Gaps Delta with multiplicities, ascending from 0; units of the scores.
    alpha : Fraction
        The order, > 1.
    p : Fraction
        The weight, between 1/n and 1 over the number of keys at the top.
    digits : int
        Significant decimal digits.
    """
    order, (_, tops), (nearest, _) = alpha - 1, levels[0], levels[1]

    def rising(beta: arb) -> tuple[arb, arb]:
        q = rational_ball(order)
        level, total, slope = _power(rational_ball(p), 1 / order), arb(-1), arb(0)
        for gap, many in levels:
            base = level - q * beta * rational_ball(gap)
            weight = _power(base, order)
            total += many * weight
            if base > 0:
                slope += many * rational_ball(gap) * weight / base
        return -total, slope

    def root(bits: int) -> arb:
        # where the nearest competitor has no weight the top has 1 over its number, more than p
        last = _power(rational_ball(p), 1 / order) / rational_ball(order * nearest)
        return monotone_root(rising, arb(0), last, bits)

    assert p * tops < 1
    return certify(root, digits)


def _power(base: arb, order: Fraction) -> arb:
    """Return base^(1/q) of a number that is known to be >= 0, even where its ball leaves that open."""
    if base > 0:
        return (base.log() / rational_ball(order)).exp()
    top = base.upper()
    return arb(0) if not top > 0 else arb(0).union((top.log() / rational_ball(order)).exp())


def rational_power(base: Fraction, power: Fraction) -> Fraction | None:
    """Return base^power of a positive rational, or None where that is irrational."""
    roots = []
    for part in (base.numerator, base.denominator):
        root = fmpz(part).root(power.denominator)
        if root**power.denominator != part:
            return None
        roots.append(int(root))
    return Fraction(*roots) ** power.numerator
