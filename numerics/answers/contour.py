"""Where the contraction factor takes a level: the contour lines of the heat map of lambda, exact at finite n.

The contraction factor takes a level l at one w = exp(-kappa) in closed form.  With masses 1, w (1 - h), w h, h = 1/n, put
P = 1 - w h + r (1 + w (1 - h)), the output norm's own part, and c = h + rho (1 - h).  Then
lambda = P^2 / (P^2 + c w (2 P + w)), and lambda = l is (1 - l) u^2 - 2 l c u - l c = 0 for u = P / w.  Its positive
root gives w = (1 + r) / (u + h - r (1 - h)), with beta > 0 exactly where u > r, that is where lambda < l at beta = 0.

Source: theory A15; the closed form is derived here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from flint import arb

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from ...theory.result import Noted
from ..floats import says_floats
from ..inputs import Number, decimal_digits, fraction_of_one
from ..numbers.balls import rational_ball
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.layer import Coordinates
from ..settings.length import ContextLength, LengthLike
from ..settings.setting import Setting
from .window import on_scale


@dataclass(frozen=True, slots=True, repr=False)
class HalfContour(Noted):
    """Where the contraction factor takes a level: exactly at this n, and to leading order.

    Attributes
    ----------
    gamma, beta, kappa, self_weight : Enclosure
        The exact point.
    gamma_asymptotic : Enclosure or None
        [1 + log_odds(s) / log n] / (1 - rho) with s the self weight at the level as n -> oo; None if there is none.
    """

    gamma: Enclosure
    beta: Enclosure
    kappa: Enclosure
    self_weight: Enclosure
    gamma_asymptotic: Enclosure | None


@says_floats()
def half_contour(
    n: LengthLike, rho: Number, level: Number = Fraction(1, 2), residual: Number = 0, digits: int = 30
) -> HalfContour:
    """Return where the contraction factor takes a level, by default one half (A15).

    Parameters
    ----------
    n : LengthLike
        Context length, >= 2.
    rho : number
        Common inner product, 0 <= rho < 1.
    level : number
        The level, between the contraction factor at beta = 0 (0 without residual) and 1.
    residual : number
        Residual strength, >= 0.
    digits : int
        Significant decimal digits.

    Raises
    ------
    BadInput
        If an argument is no number or out of range, or the contraction factor is above the level at beta = 0 already.
    """
    layer = Setting(n=n, rho=rho, critical=True, residual=residual).layer()
    digits = decimal_digits(digits)
    contour = _Contour(fraction_of_one(level, "level"), layer.rho, layer.residual)
    length = layer.length
    if not contour.is_met(length):
        what = f"no beta > 0 at level = {contour.level}"
        raise BadInput(
            what, "the contraction factor is at or above it at beta = 0 already", "raise the level, or lower residual"
        )

    def kappa() -> arb:
        return -contour.odds(length.reciprocal()).log()

    def self_weight(at: Coordinates, spread: arb) -> arb:
        h = length.reciprocal()
        return 1 / (1 + contour.odds(h) * (1 - h))

    def gamma_asymptotic(at: Coordinates, spread: arb) -> Scalar:
        return (1 - contour.odds(arb(0)).log() / at.length) / spread

    return HalfContour(
        gamma=on_scale(layer, lambda at, spread: (1 + kappa() / at.length) / spread, digits),
        beta=on_scale(layer, lambda at, spread: (kappa() + at.length) / spread, digits),
        kappa=on_scale(layer, lambda at, spread: kappa(), digits),
        self_weight=on_scale(layer, self_weight, digits),
        gamma_asymptotic=on_scale(layer, gamma_asymptotic, digits) if contour.is_met_above(Fraction(0)) else None,
    )


class _Contour(NamedTuple):
    """The equation lambda = level in w = exp(-kappa)."""

    level: Fraction
    rho: Fraction
    residual: Fraction

    def odds(self, h: arb) -> arb:
        """Return the root w at 1/n = h, at the working precision."""
        level, rho, r = (rational_ball(value) for value in self)
        common = level * (h + rho * (1 - h))
        root = (common + (common * (common + 1 - level)).sqrt()) / (1 - level)
        return (1 + r) / (root + h - r * (1 - h))

    def is_met_above(self, h: Fraction) -> bool:
        """Tell whether some beta > 0 has lambda = level at 1/n = h, exactly."""
        common = h + self.rho * (1 - h)
        return (1 - self.level) * self.residual**2 < self.level * common * (2 * self.residual + 1)

    def is_met(self, length: ContextLength) -> bool:
        """Tell whether some beta > 0 has lambda = level."""
        if length.infinite or length.exact is not None:
            return self.is_met_above(Fraction(0) if length.exact is None else Fraction(1, length.exact))
        # At beta = 0 lambda grows with n: below the level at n = oo is below it here.
        if self.is_met_above(Fraction(0)):
            return True
        with working_precision(length.log_bits + 64):
            h = length.reciprocal()
            common = h + rational_ball(self.rho) * (1 - h)
            surplus = rational_ball(self.level) * common * rational_ball(2 * self.residual + 1)
            surplus -= rational_ball((1 - self.level) * self.residual**2)
        if surplus.contains(0):
            raise NotCertain("whether the level is met", "it is the contraction factor at beta = 0 to all digits", "move it")
        return bool(surplus > 0)
