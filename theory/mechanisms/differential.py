"""Differential attention: from a softmax a second one is taken off, here one that is uniform on the simplex.

Weights may be negative and sum to 1 - mu.  The threshold stays where softmax has it, the contraction is weaker: in the limit by
((1 - mu + r)/(1 + r))^2 in the odds of the cosine.  At mu = 1 without residual the outputs are centred exactly, their cosine is
-1/(n - 1) at every beta > 0, and they cannot collapse (H13).

Source: theory H13, derived; arXiv 2410.05258.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from ..change import Change
from ..errors import BadInput
from ..field import Scalar, log
from ..layer.row import Row
from .exponentials import Masses
from .mechanism import Logits, Rows, Simplex, Threshold, no_distribution
from .weights import taken_off


@dataclass(frozen=True, slots=True)
class Differential:
    """Softmax less mu times the mean over all tokens.

    Attributes
    ----------
    mu : Fraction
        The factor of the second map, 0 <= mu <= 1.
    """

    name: ClassVar[str] = "differential"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(-g)) - mu/n, b = exp(-g)/(1 + (n - 1) exp(-g)) - mu/n"
    by_gap: ClassVar[bool] = True
    change: ClassVar[Change] = "transition"
    growth: ClassVar[str] = "log n/(1 - rho)"
    limit: ClassVar[str] = ""
    source: ClassVar[str] = "H13, derived; arXiv 2410.05258"
    mu: Fraction

    def __post_init__(self) -> None:
        """Refuse a factor that is none.

        Raises
        ------
        BadInput
            If mu lies outside 0 .. 1.
        """
        if not 0 <= self.mu <= 1:
            raise BadInput(f"mu = {self.mu} of differential", "outside 0 to 1", "give 0 <= mu <= 1")

    bits: ClassVar[int] = 0

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        rows, mu = Masses(logits).row, logits.number(self.mu)
        each = mu * logits.reciprocal

        def row() -> Row:
            first = rows()
            return taken_off(first, mu, each, logits.complement)._replace(
                logs=no_distribution(self.name), mechanism=self.name
            )

        return row

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where softmax has the self weight p (1 - mu) + mu/n, p = odds/(1 + odds)."""
        mu = at.number(self.mu)
        kept = (1 - mu) / (1 + odds)
        other = mu / (1 + at.share)  # mu (n - 1)/n
        own, rest = odds * kept + other * at.share, kept + other
        return Threshold(lambda: (at.others + log(own / rest)) / (1 - at.rho), room=1 - mu)
