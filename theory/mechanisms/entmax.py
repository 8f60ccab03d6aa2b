"""alpha-entmax: masses that are exactly 0 where a logit is far enough below, and a ramp in place of a transition.

alpha-entmax gives the token itself the weight a and each other the weight b with a^q - b^q = q g, q = alpha - 1, g the logit gap;
once g >= 1/q the row is the identity exactly, at every n.  The logarithm of softmax's law is an alpha-logarithm here: self weight p
is at the gap (p^q - ((1 - p)/(n - 1))^q)/q, finite for every n (H4).  sparsemax is alpha = 2, softmax the limit alpha -> 1.

A row of entmax is one of softmax at the gap d = log(a/b), so it is made by the same masses.

Source: theory H3, H4, derived; Blondel, Martins, Niculae, arXiv 1805.09717, for the margin 1/(alpha - 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from ..change import Change
from ..errors import BadInput
from ..field import Scalar, entmax_gap, log, log1p, minimum, sqrt
from ..layer.row import Logs, Row
from .exponentials import Masses
from .mechanism import Logits, Rows, Simplex, Threshold
from .weights import root_entmax_discriminant, root_entmax_excess, sparsemax_excess

FAR = 4096
"""A logit gap at which a float of an exponential is 0: as good as an infinite one where numbers cannot be compared."""


class _Entmax:
    __slots__ = ()
    name: ClassVar[str]
    by_gap: ClassVar[bool] = True
    change: ClassVar[Change] = "ramp"
    growth: ClassVar[str] = "bounded: beta (1 - rho) = 1/(alpha - 1) is enough for every n"

    @property
    def order(self) -> Fraction:
        """q = alpha - 1."""
        raise NotImplementedError

    @property
    def limit(self) -> str:
        """What a row is as n -> oo, in words."""
        return f"identity from beta (1 - rho) >= {1 / self.order} on, for every n: a ramp, no transition"

    @property
    def bits(self) -> int:
        """Guard digits that alpha takes, bits."""
        return 2 * max(self.order.numerator, self.order.denominator).bit_length() + 4

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        number, gap = logits.number, logits.gap
        scaled = number(self.order) * gap
        if logits.uniform and not logits.infinite:
            lower = minimum(gap, 0 * gap + number(1 / self.order))
            found = minimum(self._log_ratio(logits._replace(gap=lower)), 0 * gap + FAR)
        elif scaled >= 1:
            return self._identity(logits)
        elif logits.infinite:
            return self._limit(logits, scaled ** (1 / self.order))
        else:
            found = self._log_ratio(logits)
        return Masses(logits._replace(gap=found, exponent=logits.exponent + gap - found), mechanism=self.name).row

    def _log_ratio(self, logits: Logits) -> Scalar:
        """Return log(a/b) at a logit gap below 1/q."""
        if self.order == 1:
            return log1p(sparsemax_excess(logits.gap, 1 / logits.reciprocal))
        if self.order == Fraction(1, 2):
            root = sqrt(root_entmax_discriminant(logits.gap, 1 / logits.reciprocal))
            return 2 * log1p(root_entmax_excess(logits.gap, root))
        others = logits.exponent + logits.gap + log1p(-logits.reciprocal)
        return entmax_gap(logits.gap, others, logits.number(self.order))

    def _identity(self, logits: Logits) -> Rows:
        one, none = logits.number(Fraction(1)), logits.number(Fraction(0))
        logs = Logs(none, none, logits.length)
        return lambda: Row(one, none, none, one, lambda: logs, logits.share, mechanism=self.name)

    def _limit(self, logits: Logits, own: Scalar) -> Rows:
        """Return the row at n = oo, where another token alone has no weight: a^q = q g."""
        rest = 1 - own

        def logs() -> Logs:
            spent = -log(own)
            return Logs(spent, logits.length - spent - log(rest), logits.length)

        return lambda: Row(own, rest, rest * logits.reciprocal, own, logs, logits.share, mechanism=self.name)

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return (p^q - ((1 - p)/(n - 1))^q)/q over 1 - rho, p = odds/(1 + odds)."""
        order = at.number(self.order)
        own, rest = odds / (1 + odds), 1 / (1 + odds)
        return Threshold(lambda: (own**order - (rest * at.share) ** order) / (order * (1 - at.rho)))


@dataclass(frozen=True, slots=True)
class Entmax(_Entmax):
    """alpha-entmax, alpha > 1.

    Attributes
    ----------
    alpha : Fraction
        Its order; 2 is sparsemax, and softmax is the limit 1.
    """

    name: ClassVar[str] = "entmax"
    weights: ClassVar[str] = "a^q - b^q = q g, a + (n - 1) b = 1 for g < 1/q; a = 1, b = 0 from g = 1/q on; q = alpha - 1"
    source: ClassVar[str] = "H4, derived; arXiv 1805.09717"
    alpha: Fraction

    @property
    def order(self) -> Fraction:
        """q = alpha - 1."""
        return self.alpha - 1

    def __post_init__(self) -> None:
        """Refuse an alpha that is none.

        Raises
        ------
        BadInput
            If alpha is not above 1.
        """
        if not self.alpha > 1:
            raise BadInput(f"alpha = {self.alpha} of entmax", "not above 1", "give alpha > 1, or softmax, its limit")


@dataclass(frozen=True, slots=True)
class Sparsemax(_Entmax):
    """sparsemax, the nearest point of the simplex: entmax of alpha = 2."""

    name: ClassVar[str] = "sparsemax"
    weights: ClassVar[str] = "a = g + (1 - g)/n, b = (1 - g)/n for g < 1; a = 1, b = 0 from g = 1 on"
    source: ClassVar[str] = "H3, derived"

    @property
    def order(self) -> Fraction:
        """q = alpha - 1."""
        return Fraction(1)
