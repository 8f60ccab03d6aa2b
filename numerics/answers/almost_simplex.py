"""Almost simplex tokens at any n, certified: intervals that hold every self weight and every output cosine.

Under Assumption 2 nothing is known of the tokens but rho1 <= <y_i, y_j> <= rho2 and r1 <= alpha |x_i| <= r2.  Both ends of
a self weight interval are attained, by the simplices of rho2 and rho1; a cosine interval is the two-sided bound of
theory C3, and closes up where rho1 = rho2 and r1 = r2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ...theory.errors import BadInput
from ...theory.field import Scalar, sqrt
from ...theory.layer import almost_simplex as almost
from ...theory.layer.regimes import critical_gamma
from ...theory.result import Noted
from ..inputs import Number, correlation, decimal_digits, nonnegative
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..settings.length import ContextLength, LengthLike
from ..settings.scale import Scale


@dataclass(frozen=True, slots=True, repr=False)
class Interval(Noted):
    """Two certified ends: the quantity lies between the true values of both."""

    low: Enclosure
    high: Enclosure

    def __str__(self) -> str:
        """Return ``[low, high]``."""
        return f"[{self.low}, {self.high}]"


class AlmostSimplex:
    """A layer of almost simplex tokens at one context length and scale.

    Parameters
    ----------
    n : LengthLike
        Context length, finite.
    rho1, rho2 : number
        Least and largest inner product of two unit tokens, 0 <= rho1 <= rho2 < 1.
    gamma, beta : number, optional
        The scale, exactly one of them: beta = gamma log n, or beta itself.
    r1, r2 : number
        Least and largest residual strength alpha |x_i|; ``r2`` is ``r1`` by default.

    Raises
    ------
    BadInput
        If an argument is out of range, or the scale is not given exactly once.

    Examples
    --------
    >>> layer = AlmostSimplex(n=1000, rho1="0.3", rho2="0.4", gamma="1.3")
    >>> print(layer.self_weight(6))
    [0.179652, 0.349623]
    """

    def __init__(
        self,
        n: LengthLike,
        rho1: Number,
        rho2: Number,
        gamma: Number | None = None,
        beta: Number | None = None,
        r1: Number = 0,
        r2: Number | None = None,
    ) -> None:
        why, mend = "an interval is certified at finite n", "give a finite n, or see limit_cosine"
        self.length = ContextLength.finite(n, why, mend)
        self.rho1, self.rho2 = inner_products(rho1, rho2)
        self.scale = Scale.choose(gamma=gamma, beta=beta)
        self.r1 = nonnegative(r1, "r1")
        self.r2 = self.r1 if r2 is None else nonnegative(r2, "r2")
        if self.r1 > self.r2:
            raise BadInput(f"r1 = {r1}, r2 = {r2}", "the least residual exceeds the largest", "give r1 <= r2")

    @property
    def thresholds(self) -> tuple[Fraction, Fraction]:
        """The coefficients 1/(1 - rho1) and 1/(1 - rho2): below the first tokens contract, above the second they stay."""
        return critical_gamma(self.rho1), critical_gamma(self.rho2)

    def self_weight(self, digits: int = 15) -> Interval:
        """Return the sharp interval of the self weights A_ii (theory C1)."""
        low = self._certified(lambda n, t1, t2: almost.self_weight(n, t2), digits)
        return Interval(low, self._certified(lambda n, t1, t2: almost.self_weight(n, t1), digits))

    def self_weight_complement(self, digits: int = 15) -> Interval:
        """Return the sharp interval of 1 - A_ii."""
        low = self._certified(lambda n, t1, t2: almost.self_weight_complement(n, t1), digits)
        return Interval(low, self._certified(lambda n, t1, t2: almost.self_weight_complement(n, t2), digits))

    def self_error(self, digits: int = 15) -> Enclosure:
        """Return the bound (1 - A_ii) sqrt(2 (1 - rho1)) of |m_i - y_i|, at the least self weight (theory C2)."""

        def bound(n: Scalar, t1: Scalar, t2: Scalar) -> Scalar:
            complement = almost.self_weight_complement(n, t2)
            return sqrt(almost.self_error_squared(complement, rational_ball(self.rho1)))

        return self._certified(bound, digits)

    def output_cosine(self, digits: int = 15) -> Interval:
        """Return an interval of the cosine of any two outputs (theory C3)."""
        return Interval(self._certified(self._lower, digits), self._certified(self._upper, digits))

    def _lower(self, n: Scalar, t1: Scalar, t2: Scalar) -> Scalar:
        rho1, rho2, r1, r2 = self._numbers()
        inner = almost.squared(rho1, almost.overlap_lower(n, t1, t2, r1, r2))
        weight, others = almost.self_weight(n, t1), almost.others_squared(n, t1, t2)
        # A convex function of 1/(1 + r): its largest value stands at an end.
        ends = (almost.inverse_participation_ratio(weight, others, r) for r in (r1, r2))
        largest = next(ends).max(next(ends)).min(arb(1))
        return inner / almost.squared(rho2, largest)

    def _upper(self, n: Scalar, t1: Scalar, t2: Scalar) -> Scalar:
        rho1, rho2, r1, r2 = self._numbers()
        inner = almost.squared(rho2, almost.overlap_upper(n, t1, t2, r1, r2))
        least = almost.participation_lower(n, t1, t2, r1, r2)
        return (inner / almost.squared(rho1, least)).min(arb(1))

    def _numbers(self) -> tuple[arb, arb, arb, arb]:
        rho1, rho2, r1, r2 = (rational_ball(x) for x in (self.rho1, self.rho2, self.r1, self.r2))
        return rho1, rho2, r1, r2

    def _certified(self, function: Callable[[Scalar, Scalar, Scalar], Scalar], digits: int) -> Enclosure:
        def compute(bits: int) -> Scalar:
            masses = (self.scale.ratio(self.length, rho, bits) for rho in (self.rho1, self.rho2))
            return function(self.length.ball(), *masses)

        return certify(compute, decimal_digits(digits))


def inner_products(rho1: Number, rho2: Number) -> tuple[Fraction, Fraction]:
    """Return rho1 and rho2, 0 <= rho1 <= rho2 < 1.

    Raises
    ------
    BadInput
        If one is out of range, or they are the wrong way round.
    """
    low, high = correlation(rho1, "rho1"), correlation(rho2, "rho2")
    if low > high:
        raise BadInput(f"rho1 = {rho1}, rho2 = {rho2}", "the least inner product exceeds the largest", "swap them")
    return low, high


def limit_cosine(rho1: Number, rho2: Number, residual: Number = 0) -> Fraction:
    """Return rho1 + eps of Theorem 2.3 (i): for gamma < 1/(1 - rho1), liminf min cos' is at least this.

    Parameters
    ----------
    rho1, rho2 : number
        Least and largest inner product, 0 <= rho1 <= rho2 < 1; not both 0.
    residual : number
        Largest residual strength alpha sqrt(q2).
    """
    low, high = inner_products(rho1, rho2)
    strength = nonnegative(residual, "residual")
    if high == 0 and strength == 0:
        raise BadInput("rho1 = rho2 = 0 without residual", "0/0: orthogonal tokens are singular (A14)", "give rho2 > 0")
    return Fraction(almost.limit_cosine(low, high, strength))
