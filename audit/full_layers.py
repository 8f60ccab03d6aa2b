"""What an engine multiplies the logits of the layers that see all keys with, the config's own n-free scale being 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..numerics.laws.multiplier import multiplier
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength
from ..theory.expression import Expression, Numeral, depends_on_length, operate
from ..theory.laws.law import product
from .config import Config
from .facts import BaseScale, Facts, LayerGroup
from .findings import GroupFinding, findings
from .gather import gather
from .reference import Engine, ScaleReading

DIGITS = 15


@dataclass(frozen=True, slots=True)
class FullLayers:
    """One group of layers that see all keys, as an engine runs a config.

    Attributes
    ----------
    group : LayerGroup
        The layers.
    rotary, rest : Expression or None
        The factor on the logits in n and pos, relative to the n-free scale of the config compared with: of the dimensions
        that turn, and of the others; None where there are no such dimensions, or where it is not known.
    undecided : tuple of str
        Why it is not known.
    says : tuple of str
        What the engine's reading says of itself.
    """

    group: LayerGroup
    rotary: Expression | None
    rest: Expression | None
    undecided: tuple[str, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The factors of the dimensions that are there."""
        return tuple(part for part in (self.rotary, self.rest) if part is not None)

    @property
    def per_position(self) -> bool:
        """Whether some factor goes with the position of the query."""
        return any(depends_on_length(part) for part in self.parts)

    def at(self, n: ContextLength) -> tuple[Enclosure, ...]:
        """Return the factors at context length n, the rotary one first."""
        return tuple(multiplier(part, n, DIGITS) for part in self.parts)


def is_full(group: LayerGroup) -> bool:
    """Tell whether layers see all keys."""
    return "sliding" not in group.tags


def full_layers(facts: Facts, engine: Engine, n: ContextLength, before: Facts | None = None) -> tuple[FullLayers, ...]:
    """Return what an engine does to each group of layers that see all keys.

    Parameters
    ----------
    facts : Facts
        The config.
    engine : Engine
        Who runs it.
    n : ContextLength
        Context length: some laws are on beyond a length alone.
    before : Facts, optional
        The config whose n-free scale counts as 1; its own by default.
    """
    return _chosen(facts, engine, n, before or facts, is_full)


def windowed_layers(facts: Facts, engine: Engine, n: ContextLength, before: Facts) -> tuple[FullLayers, ...]:
    """Return the same of each group of layers with a window."""
    return _chosen(facts, engine, n, before, lambda group: not is_full(group))


def _chosen(
    facts: Facts, engine: Engine, n: ContextLength, before: Facts, chosen: Callable[[LayerGroup], bool]
) -> tuple[FullLayers, ...]:
    found = [finding for finding in findings(facts, engine, n) if chosen(finding.group)]
    old = [group for group in before.groups if chosen(group)]
    reads = engine.reader(facts).scale_key(facts)
    if len(old) != len(found):
        why = ("the keys change which layers see all keys",)
        return tuple(FullLayers(finding.group, None, None, why) for finding in found)
    return tuple(_one(finding, group.base, reads) for finding, group in zip(found, old, strict=True))


def facts_of(raw: Mapping[str, Any]) -> Facts:
    """Return the facts of a config's JSON object."""
    return gather(Config(raw))


def _one(finding: GroupFinding, before: BaseScale | None, reads: ScaleReading) -> FullLayers:
    group = finding.group
    says = (*finding.says, *(why for law in finding.laws for why in law.why))
    if finding.rotary is None or finding.rest is None:
        return FullLayers(group, None, None, finding.undecided, says)
    scale: Expression | None = Numeral(Fraction(1))
    if group.base != before:
        if reads.undecided:
            return FullLayers(group, None, None, (reads.undecided,), says)
        if reads.strict and group.base is not None and group.base.broken:
            why = f"{group.base.broken} is no integer: transformers' config class refuses it"
            return FullLayers(group, None, None, (why,), says)
        says = (*says, *reads.why)
        if reads.counts:
            scale = _ratio(group.base, before)
    if scale is None:
        return FullLayers(group, None, None, ("the n-free scale is not known",), says)
    share = group.rotary_share
    everywhere = product(tuple(a.law for a in finding.laws if not a.rotary_only))
    return FullLayers(
        group,
        None if share == 0 else _times(finding.rotary.expression, scale),
        None if share == 1 else _times(everywhere, scale),
        says=says,
    )


def _ratio(after: BaseScale | None, before: BaseScale | None) -> Expression | None:
    """Return one n-free scale over another; 1 where both are unknown alike, None where one is."""
    if after == before:
        return Numeral(Fraction(1))
    if after is None or before is None:
        return None
    squared = _squared(after) / _squared(before)
    return operate("sqrt", Numeral(squared))


def _squared(scale: BaseScale) -> Fraction:
    return scale.value if scale.squared else scale.value**2


def _times(expression: Expression, scale: Expression) -> Expression:
    return expression if scale == Numeral(Fraction(1)) else operate("*", expression, scale)
