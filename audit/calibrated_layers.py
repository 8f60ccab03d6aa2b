"""Layers that were calibrated at L, read at n: the multiplier there for a ratio of multipliers, and the self weights under any multiplier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from flint import arb

from ..numerics.laws.calibration import Calibration, Kept
from ..numerics.laws.multiplier import constant
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength
from ..theory.expression import Expression
from ..theory.result import Result, ValueTable, View
from .layer_advice import LayerAdvice, fixed_at

Ball: TypeAlias = Callable[[], arb]
"""A number at the working precision."""
DIGITS = 7


@dataclass(frozen=True, slots=True, repr=False)
class CalibratedLayers(Result):
    """A group of layers whose multiplier at L is known, with what is known of a row there.

    Attributes
    ----------
    layers : LayerAdvice
        The layers; their multiplier at L is decided, and so is how many keys they see.
    start : ContextLength
        L.
    calibration : Calibration
        A row of theirs at L.
    """

    layers: LayerAdvice
    start: ContextLength
    calibration: Calibration

    def view(self) -> View:
        """Return a table of one row: which layers, and what is known of a row of theirs."""
        row = (self.layers.group.title, self.start, self.layers.keys, self.layers.keys_at_n, self.calibration.text)
        return View("", ValueTable(("layers", "start", "keys", "keys_at_n", "known"), [row], upright=True))

    @property
    def keys_at_n(self) -> ContextLength:
        """How many keys the last token of n sees."""
        assert self.layers.keys_at_n is not None
        return self.layers.keys_at_n

    @property
    def before(self) -> Expression:
        """m(L), a constant."""
        assert self.layers.baseline is not None
        return fixed_at(self.layers.baseline.expression, self.start)

    def keeping(self, quantity: str) -> Ball:
        """Return m(n)/m(L) that keeps the entropy, or else the self weight."""
        kept: Kept = "entropy" if quantity == "entropy" else "self-weight"
        return lambda: self.calibration.ratio_ball(kept, self.keys_at_n)

    def ratio(self, ratio: Ball) -> Enclosure:
        """Return a ratio in digits."""
        return self.calibration.certain(self.keys_at_n, ratio, DIGITS)

    def multiplier(self, ratio: Ball) -> Enclosure:
        """Return the m(n) of a ratio in digits."""
        return self.ratio(lambda: ratio() * constant(self.before))

    def weight(self, multiplier: Ball | None = None) -> Enclosure:
        """Return the self weight at L under a multiplier, that of the calibration by default."""
        return self._weight(self.calibration.keys, multiplier)

    def weight_at_n(self, multiplier: Ball) -> Enclosure:
        """Return the self weight at n under a multiplier."""
        return self._weight(self.keys_at_n, multiplier)

    def _weight(self, keys: ContextLength, multiplier: Ball | None) -> Enclosure:
        return self.calibration.self_weight(keys, lambda: arb(1) if multiplier is None else multiplier() / constant(self.before))
