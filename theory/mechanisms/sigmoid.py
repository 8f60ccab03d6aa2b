"""Sigmoid attention: each weight is a sigmoid of its own logit and a bias, so weights need not sum to 1.

With the bias -log(n - 1) the token itself never outweighs the others for fixed rho > 0 and large n, however large beta is: the
others' sigmoids saturate as well (H8).  A bias that is centred on the others' logits, -beta rho - log(n - 1) - c, has the
threshold of softmax, and odds up to exp(c).

Source: theory H8, derived; Ramapuram et al., arXiv 2409.04431, for the bias -log n.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from ..change import Change
from ..field import Scalar, exp, expm1, log
from ..layer.row import Row
from .mechanism import Logits, Rows, Simplex, Threshold, no_distribution
from .weights import sigmoid_row


class _Sigmoid:
    __slots__ = ()
    name: ClassVar[str]
    by_gap: ClassVar[bool] = False
    source: ClassVar[str] = "H8, derived; arXiv 2409.04431"

    def _bias(self, logits: Logits) -> Scalar:
        """Return log(1/b - 1) less log(n - 1): minus the logit of another token with its bias, without log(n - 1)."""
        raise NotImplementedError

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        bias = self._bias(logits)
        own, share, gap = logits.exponent + bias, logits.one_other, -logits.gap

        def row() -> Row:
            found = sigmoid_row(exp(bias), logits.complement * exp(own), share, -expm1(gap))
            return found._replace(logs=no_distribution(self.name), mechanism=self.name)

        return row


@dataclass(frozen=True, slots=True)
class Sigmoid(_Sigmoid):
    """Sigmoids with the bias -log(n - 1)."""

    name: ClassVar[str] = "sigmoid"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(-beta)), b = 1/(1 + (n - 1) exp(-beta rho))"
    change: ClassVar[Change] = "none"
    growth: ClassVar[str] = "no beta is enough: the odds stay below exp(-beta rho) + 1/(n - 1)"
    limit: ClassVar[str] = "the others outweigh the token itself at every beta, for rho > 0"
    bits: ClassVar[int] = 0

    def _bias(self, logits: Logits) -> Scalar:
        return -logits.beta_rho

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where 1/(n - 1) + exp(-beta rho) = odds (1 + (n - 1) exp(-beta)), at the smaller of two."""
        if at.rho == 0:
            room = 1 + at.share - odds
            return Threshold(lambda: at.others - log(room / odds), room=room)

        def excess(beta: Scalar) -> Scalar:
            return at.share + exp(-(beta * at.rho)) - odds * (1 + exp(at.others - beta))

        last = (at.others + log(odds / at.rho)) / (1 - at.rho)
        return Threshold(excess=excess, first=at.share - odds, last=last, room=excess(last))


@dataclass(frozen=True, slots=True)
class CentredSigmoid(_Sigmoid):
    """Sigmoids with the bias -beta rho - log(n - 1) - c, which centres them on the others' logits.

    Attributes
    ----------
    c : Fraction
        By how much the others' logits lie below -log(n - 1); nats.
    """

    name: ClassVar[str] = "centred-sigmoid"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(c - g)), b = 1/(1 + (n - 1) exp(c))"
    change: ClassVar[Change] = "transition"
    growth: ClassVar[str] = "log n/(1 - rho), for odds below exp(c) + 1/(n - 1)"
    limit: ClassVar[str] = ""
    c: Fraction

    @property
    def bits(self) -> int:
        """Guard digits that c takes, bits."""
        return int(abs(self.c)).bit_length()

    def _bias(self, logits: Logits) -> Scalar:
        return logits.number(self.c) + 0 * logits.gap

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where (n - 1) exp(-beta (1 - rho) + c) = (exp(c) + 1/(n - 1))/odds - 1."""
        c = at.number(self.c)
        room = exp(c) + at.share - odds
        return Threshold(lambda: (at.others + c - log(room / odds)) / (1 - at.rho), room=room)
