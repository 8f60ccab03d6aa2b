"""A soft cap on the scores: c tanh(s/c) for s, before softmax.  A larger beta then helps only up to a point.

The logits of a row of the simplex are beta and beta rho; capped, their gap is c (tanh(beta/c) - tanh(beta rho/c)).  It is largest at
beta = c x, where cosh(x)^2 rho = cosh(rho x)^2, with the value c G(rho), and falls to 0 as beta -> oo.  So half of the weight is
possible up to n = 1 + exp(c G(rho)) only: a multiplier that grows with n has to act after the cap.

Source: theory H14, derived; E28 for the range 2 c.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from ..change import Change
from ..errors import BadInput
from ..field import Scalar, exp, expm1, log
from .exponentials import Masses
from .mechanism import Logits, Rows, Simplex, Threshold, logit_threshold
from .weights import capped_gap, capped_gap_slope


@dataclass(frozen=True, slots=True)
class Cap:
    """Softmax of capped scores.

    Attributes
    ----------
    c : Fraction
        The cap, > 0; nats.
    """

    name: ClassVar[str] = "cap"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(-G)), b = a exp(-G), G = c (tanh(beta/c) - tanh(beta rho/c))"
    by_gap: ClassVar[bool] = False
    change: ClassVar[Change] = "none"
    growth: ClassVar[str] = "like log n/(1 - rho) up to n = 1 + exp(c G(rho)), and none is enough beyond"
    limit: ClassVar[str] = "the others outweigh the token itself at every beta: the capped gap is bounded"
    source: ClassVar[str] = "H14, derived"
    c: Fraction

    def __post_init__(self) -> None:
        """Refuse a cap that is none.

        Raises
        ------
        BadInput
            If c is not positive.
        """
        if not self.c > 0:
            raise BadInput(f"c = {self.c} of cap", "not above 0", "give c > 0")

    @property
    def bits(self) -> int:
        """Guard digits that the cap takes, bits."""
        return max(self.c.numerator, self.c.denominator).bit_length()

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row: that of softmax at the capped gap."""
        gap = self.gap(logits.beta, 1 - logits.spread, logits.number(self.c))
        return Masses(logits._replace(gap=gap, exponent=logits.exponent + logits.gap - gap), mechanism=self.name).row

    @staticmethod
    def gap(beta: Scalar, rho: Scalar, cap: Scalar) -> Scalar:
        """Return the capped gap; nats."""
        return capped_gap(cap, *_exponentials(beta, rho, cap))

    @staticmethod
    def slope(beta: Scalar, rho: Scalar, cap: Scalar) -> Scalar:
        """Return its derivative in beta."""
        return capped_gap_slope(*_exponentials(beta, rho, cap), rho)

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where the capped gap is log(n - 1) + log odds, at the smaller of two."""
        cap, wanted = at.number(self.c), logit_threshold(odds, at)
        if at.rho == 0:  # the gap rises to c
            share = wanted / cap
            return Threshold(lambda: cap * log((1 + share) / (1 - share)) / 2, room=1 - share)
        return Threshold(
            excess=lambda beta: self.gap(beta, at.rho, cap) - wanted,
            slope=lambda beta: self.slope(beta, at.rho, cap),
            first=-wanted,
        )


def _exponentials(beta: Scalar, rho: Scalar, cap: Scalar) -> tuple[Scalar, Scalar]:
    """Return e and w."""
    return exp(-2 * beta * rho / cap), -expm1(-2 * beta * (1 - rho) / cap)
