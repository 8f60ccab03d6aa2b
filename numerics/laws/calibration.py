"""What keeps a quantity of a calibrated row where it was, when the row gets more keys: the ratio m(n)/m(L) of multipliers, certified.

A row of the simplex with k keys is known by its logit gap g = beta (1 - rho), or by its self weight.  A ratio r of multipliers makes
the gap r g.  The ratio that keeps the self weight is a formula; the one that keeps the row entropy is the root of an equation with
one root, for the entropy falls in the gap: dH/dg = -g a (1 - a).

Source: theory A1, A8, A10 and E21, derived; the formulas are those of `critscale.theory.laws.extension` and of the layer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import arb

from ...theory.errors import BadInput, shown
from ...theory.expression import Expression, Numeral
from ...theory.laws.extension import calibrated_gap, extended_log_odds, preserving_ratio
from ...theory.layer import quantities as q
from ...theory.layer.row import Row
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Logits
from ...theory.notation import text as written
from ..inputs import Number, fraction_of_one, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure, exact
from ..numbers.precision import precision, working_precision
from ..numbers.roots import monotone_root
from ..settings.length import ContextLength
from ..settings.window import log_odds
from .multiplier import constant

GUARD, PRECISION = 32, 128

Kept = Literal["self-weight", "entropy"]
"""What a multiplier can keep of a row of the simplex."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A row of the simplex that is known at one number of keys; its parts are balls at the working precision.

    Attributes
    ----------
    keys : ContextLength
        How many keys it has, finite.
    weight : Fraction or None
        Its self weight, where that is what is known.
    known_gap : Expression or None
        Its logit gap, a constant > 0, nats, where that is.
    """

    keys: ContextLength
    weight: Fraction | None = None
    known_gap: Expression | None = None

    @classmethod
    def read(cls, keys: ContextLength, self_weight: Number | None, gap: Number | None) -> Calibration:
        """Return a calibration by what a user knows.

        Raises
        ------
        BadInput
            If not exactly one of both is given, or it is out of range: the self weight above 1/k and below 1, the gap above 0.
        """
        if (self_weight is None) == (gap is None):
            raise BadInput("the calibration", "it is given by one of the self weight and the gap", "give self_weight (--p) or gap (--gap), and not both")
        if self_weight is not None:
            found = cls(keys, fraction_of_one(self_weight, "self_weight"))
            with working_precision(PRECISION + keys.log_bits):
                if not found.gap() > 0:
                    why = f"among {keys} keys it means an inverse temperature that is not positive"
                    raise BadInput(found.text, why, f"give one above 1/{keys}")
            return found
        value = rational(gap, "gap")
        if value <= 0:
            raise BadInput(f"gap {shown(value)}", "a gap that is not positive says nothing of a temperature", "give one above 0")
        return cls(keys, None, Numeral(value))

    @property
    def text(self) -> str:
        """What is known, in words."""
        return f"self weight {shown(self.weight)}" if self.known_gap is None else f"logit gap {written(self.known_gap)}"

    def gap(self) -> arb:
        """Return the logit gap, nats."""
        if self.known_gap is not None:
            return constant(self.known_gap)
        assert self.weight is not None
        return arb(calibrated_gap(log_odds(self.weight), self.keys.log_others()))

    def log_odds(self) -> arb:
        """Return log(a/(1 - a)) of the self weight a."""
        return log_odds(self.weight) if self.weight is not None else self.gap() - self.keys.log_others()

    def ratio(self, kept: Kept, keys: ContextLength, digits: int = 6) -> Enclosure:
        """Return the ratio of multipliers that keeps a quantity when the row gets that many keys.

        Parameters
        ----------
        kept : {"self-weight", "entropy"}
            What is kept; the entropy is that of the whole row, in nats, as in Su's entropy invariance.
        keys : ContextLength
            How many keys the row will have, finite; no fewer than it has.
        digits : int
            Significant decimal digits.

        Raises
        ------
        BadInput
            If they are fewer: then no gap may be small enough to keep the entropy.
        """
        if _fewer(keys, self.keys):
            raise BadInput(f"{keys} keys", f"fewer than the {self.keys} of the calibration", "give a longer context")
        if keys == self.keys:
            return exact(1, digits)
        return self.certain(keys, lambda: self.ratio_ball(kept, keys), digits)

    def ratio_ball(self, kept: Kept, keys: ContextLength) -> arb:
        """Return the same as a ball at the working precision."""
        if keys == self.keys:
            return arb(1)
        if kept == "self-weight":
            return arb(preserving_ratio(self.log_odds(), self.gap(), keys.log_others()))
        return self._keeping_entropy(keys)

    def self_weight(self, keys: ContextLength, ratio: Callable[[], arb], digits: int = 6) -> Enclosure:
        """Return the self weight with that many keys under a ratio of multipliers, a ball at the working precision."""
        return self.certain(keys, lambda: self.row(keys, ratio()).self_weight, digits)

    def entropy(self, keys: ContextLength, ratio: Callable[[], arb], digits: int = 6) -> Enclosure:
        """Return the row entropy in the same way, nats."""
        return self.certain(keys, lambda: self._entropy(keys, ratio()), digits)

    def certain(self, keys: ContextLength, compute: Callable[[], arb], digits: int) -> Enclosure:
        """Return a number to certified digits."""
        guard = GUARD + keys.log_bits + self.keys.log_bits

        def at(bits: int) -> arb:
            with working_precision(bits + guard):
                return compute()

        return certify(at, digits)

    def row(self, keys: ContextLength, ratio: arb) -> Row:
        """Return the row with that many keys under a ratio of multipliers, at the working precision."""
        gap, log_n, h = self.gap(), keys.log(), keys.reciprocal()
        exponent = -extended_log_odds(ratio, gap, log_n)
        return SOFTMAX.prepare(Logits(ratio * gap, exponent, log_n, h, 1 - h, arb(1), rational_ball))()

    def _entropy(self, keys: ContextLength, ratio: arb) -> arb:
        return arb(q.row_entropy(self.row(keys, ratio), arb(0), arb(0)))

    def _keeping_entropy(self, keys: ContextLength) -> arb:
        def excess(ratio: arb) -> tuple[arb, arb]:
            row, gap = self.row(keys, ratio), self.gap()
            entropy = arb(q.row_entropy(row, arb(0), arb(0)))
            return self._entropy(self.keys, arb(1)) - entropy, ratio * gap**2 * row.self_weight * row.others_weight

        low, high = arb(0), arb(1)
        while not excess(high)[0] > 0:
            low, high = high, 2 * high
        return monotone_root(excess, low, high, precision())


def _fewer(a: ContextLength, b: ContextLength) -> bool:
    if a.exact is not None and b.exact is not None:
        return a.exact < b.exact
    with working_precision(GUARD + a.log_bits + b.log_bits):
        return bool(a.log() < b.log())
