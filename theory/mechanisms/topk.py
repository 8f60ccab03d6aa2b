"""Top-k: softmax over the k largest logits.  On the simplex these are the token itself and k - 1 of the others, which tie.

Which of the tied keys are kept is an implementation's choice.  The row itself does not depend on it: it is that of k tokens.  Two rows
do: here each draws its keys at random, and what two rows share is its mean over the draws.  No choice shares more than k - 2 others
and each other, which is the simplex of k tokens, and none less than nothing.

Source: theory H12, derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, NamedTuple

from ..change import Change
from ..errors import BadInput
from ..field import Scalar, log, minimum
from .mechanism import Logits, Rows, Simplex, Threshold
from .sequence import OfPositions, Sequence


class KeptRow(NamedTuple):
    """The row of a token that keeps some of the tied keys.

    Attributes
    ----------
    kept : Scalar
        How many others it keeps.
    ratio : Scalar
        t = exp(-beta (1 - rho)).
    gap : Scalar
        beta (1 - rho) = -log t; nats.
    """

    kept: Scalar
    ratio: Scalar
    gap: Scalar = None

    @property
    def odds(self) -> Scalar:
        """E = (k - 1) t."""
        return self.kept * self.ratio

    @property
    def self_weight(self) -> Scalar:
        """1/(1 + E)."""
        return 1 / (1 + self.odds)

    @property
    def row_entropy(self) -> Scalar:
        """log(1 + E) + E/(1 + E) beta (1 - rho); nats."""
        return log(1 + self.odds) + self.odds * self.gap / (1 + self.odds)

    @property
    def participation(self) -> Scalar:
        """Y = (1 + (k - 1) t^2)/(1 + E)^2."""
        return (1 + self.odds * self.ratio) / (1 + self.odds) ** 2


class PairOfKept(NamedTuple):
    """Two rows that draw the keys they keep at random.

    Attributes
    ----------
    row : KeptRow
        Either row.
    share : Scalar
        1/(n - 1): a key is kept with the probability ``row.kept * share``.
    """

    row: KeptRow
    share: Scalar

    @property
    def earlier(self) -> KeptRow:
        """Either row."""
        return self.row

    @property
    def later(self) -> KeptRow:
        """Either row."""
        return self.row

    @property
    def backward_weight(self) -> Scalar:
        """(1 - a)/(n - 1), the mean weight of another key."""
        return self.row.odds * self.share / (1 + self.row.odds)

    @property
    def forward_weight(self) -> Scalar:
        """The same."""
        return self.backward_weight

    @property
    def overlap(self) -> Scalar:
        """The mean of O: that of rows which pay each other key the mean weight b, b (1 + a - b)."""
        other = self.backward_weight
        return other * (1 + self.row.self_weight - other)


@dataclass(frozen=True, slots=True)
class TopK(OfPositions):
    """Softmax over the k largest logits.

    Attributes
    ----------
    k : int
        How many keys a query keeps, itself among them; >= 2.
    """

    name: ClassVar[str] = "top-k"
    weights: ClassVar[str] = "those of softmax over k tokens"
    by_gap: ClassVar[bool] = True
    change: ClassVar[Change] = "crossover"
    growth: ClassVar[str] = "bounded: log(k - 1)/(1 - rho) is enough for every n"
    source: ClassVar[str] = "H12, derived"
    bits: ClassVar[int] = 0
    k: int

    def __post_init__(self) -> None:
        """Refuse a k that is none.

        Raises
        ------
        BadInput
            If no other key is kept.
        """
        if self.k < 2:
            raise BadInput(f"k = {self.k} of top-k", "it keeps the query's own key and another", "give k >= 2")

    @property
    def limit(self) -> str:
        """What a row is as n -> oo, in words."""
        return f"that of {self.k} tokens: beta decides, and a beta that grows makes it the identity"

    def prepare(self, logits: Logits) -> Rows:
        """Refuse: a row does not pay all others alike."""
        raise BadInput(f"one row for a layer with {self.name}", "its rows pay some of the tied keys alone", "see `critscale evaluate` and `phase`")

    def pair(self, at: Sequence, later: Scalar | None, lag: int) -> PairOfKept:
        """Return two rows, wherever they are."""
        kept = at.number(Fraction(self.k - 1))
        none = 0 * kept
        if at.n is None:
            return PairOfKept(KeptRow(kept, at.ratio, at.gap), none)
        return PairOfKept(KeptRow(minimum(at.n - 1 + none, kept), at.ratio, at.gap), 1 / (at.n - 1))

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return (log(min(n, k) - 1) + log odds)/(1 - rho)."""
        return Threshold(lambda: (at.others_among(self.k) + log(odds)) / (1 - at.rho))
