"""What was measured of a model's heads, beside what its config says: measured correlations in place of assumed ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..measure.heads import MeasuredHead
from ..measure.record import MeasuredModel, worst_first
from ..measure.registry import Shape, is_encoder
from ..numerics.settings.length import ContextLength
from ..theory.errors import BadInput
from .facts import Facts
from .phases import scale_of

SOURCE = "measured, the median over the heads"
SHOWN = 3
"""Heads that are named, those furthest below their threshold."""
QUARTILES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
PLACES = 1000
"""Measured correlations are shown to three decimals."""


@dataclass(frozen=True, slots=True)
class MeasuredHeads:
    """A record of measured heads, read for an audit at n.

    Attributes
    ----------
    record : MeasuredModel
        The record.
    n : ContextLength
        The audited context length.
    """

    record: MeasuredModel
    n: ContextLength

    @property
    def correlations(self) -> tuple[Fraction, ...]:
        """Quartiles over the layers of rho of what enters them; empty where that was not measured, or is negative."""
        own = {head.layer: head.simplex.hidden.value for head in self.record.heads if head.simplex is not None}
        known = [value for value in own.values() if 0 <= value < 1]
        if not known:
            return ()
        found = (Fraction(round(float(np.quantile(known, float(q))) * PLACES), PLACES) for q in QUARTILES)
        return tuple(dict.fromkeys(rho for rho in found if rho < 1))

    def norm_squared(self, facts: Facts) -> Fraction | None:
        """Return the median over the heads of |q||k|, from the config's scale, rounded to an integer; None where one of both is not known."""
        beta = [head.simplex.beta for head in self.record.heads if head.simplex is not None]
        scale = next((group.base for group in facts.groups if group.base is not None), None)
        if not beta or scale is None:
            return None
        return Fraction(round(float(np.median(beta)) / float(scale_of(scale))))

    def lines(self) -> Iterator[str]:
        """Yield what was measured, in lines."""
        heads = worst_first(self.record.heads)
        longest = max(head.length for head in heads)
        below = [head for head in heads if head.threshold > 1]
        name = self.record.source.get("model", self.record.source.get("arrays", "heads"))
        yield f"measured: {name}; {len(heads)} heads, rows of up to {longest} keys"
        yield f"  below their threshold as deployed (beta_1/2 > 1): {len(below)} of {len(heads)} heads"
        for head in heads[:SHOWN]:
            yield f"    layer {head.layer}, head {head.head}: beta_1/2 = {head.threshold:.3g}, {head.growth.label}{_simplex(head)}"
        ratios = [ratio for head in heads if (ratio := _ratio(head)) is not None]
        if ratios:
            yield f"  beta_1/2 is {np.median(ratios):.3g} times (median) that of the simplex with the model's own rho and norms"
        at_n = [forecast.threshold for head in heads for forecast in head.forecasts if forecast.length == self.n.exact]
        known = [threshold.value for threshold in at_n if threshold is not None]
        if at_n:
            beyond = f", {len(at_n) - len(known)} not forecastable" if len(known) < len(at_n) else ""
            yield f"  forecast at n = {self.n}: {sum(value > 1 for value in known)} of {len(known)} heads below{beyond}"
        elif self.n.exact is None or self.n.exact > longest:
            yield f"  n = {self.n} is beyond what was measured; give --forecast to `critscale measure`"
        if "not measured" in self.record.source:
            yield f"  not measured: {self.record.source['not measured']}"

    def to_json(self) -> dict[str, object]:
        """Return it as JSON data."""
        heads = self.record.heads
        return {
            "source": dict(self.record.source),
            "heads": len(heads),
            "below": len([head for head in heads if head.threshold > 1]),
            "longest_row": max(head.length for head in heads),
            "rho": [str(rho) for rho in self.correlations],
        }


def shape_of(facts: Facts) -> Shape:
    """Return what a config's model is compared with measured ones by."""
    counts = [group.count for group in facts.groups]
    known = [count for count in counts if count is not None]
    dimension = next((group.base.head_dim for group in facts.groups if group.base is not None and group.base.head_dim), None)
    return Shape(
        family=facts.family,
        layers=sum(known) if known and len(known) == len(counts) else None,
        head_dim=None if dimension is None else int(dimension),
        causal=not is_encoder(facts.architectures),
    )


def read_measured(record: MeasuredModel, facts: Facts, n: ContextLength) -> MeasuredHeads:
    """Return a record as an audit reads it.

    Raises
    ------
    BadInput
        If it has no head, or more layers than the config.
    """
    layers = {head.layer for head in record.heads}
    count = sum(group.count or 0 for group in facts.groups)
    if not layers or (count and len(layers) > count):
        raise BadInput(f"{len(layers)} measured layers", f"the config has {count} with softmax attention", "give the record of this model")
    return MeasuredHeads(record, n)


def _ratio(head: MeasuredHead) -> float | None:
    if head.simplex is None or not len(head.growth.lengths):
        return None
    ratio = head.threshold / head.simplex.threshold(head.growth.lengths[-1])
    return ratio if np.isfinite(ratio) else None


def _simplex(head: MeasuredHead) -> str:
    ratio = _ratio(head)
    return "" if ratio is None else f"; {ratio:.3g} times the simplex's"
