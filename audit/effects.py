"""What a reading of a config does to its layers, one quantity after the other, each as a value that can be compared.

The rows of a table: `difference` compares those of two readings, and CSV and Markdown show those of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..theory.expression import depends_on_length
from ..theory.notation import decimal, text
from ..theory.result import Cell
from .facts import Facts, LayerGroup
from .findings import ALL, OTHER, ROTARY, GroupFinding, Total
from .phases import FEWEST_KEYS, GroupPhase, scale_of
from .remarks import six


@dataclass(frozen=True, slots=True)
class Effect:
    """One quantity of a group of layers, or of the whole config.

    Attributes
    ----------
    quantity : str
        Which: "multiplier", "law", "class", "rotary share", "window", "base scale", "beta", "critical rho", "self weight",
        "phase"; of the whole config "reach" and "layers".
    value : str
        It, with all its digits; empty where it is not known.
    unknown : str
        Why it is not known; empty where it is.
    dimensions : str
        "rotary dimensions" or "other dimensions" of queries and keys; empty for all, and where it has none.
    rho : str
        The correlation it is taken at; empty where it hangs on none.
    same_as : str
        What another effect must have too to be the same; the value unless two values may mean one thing.
    """

    quantity: str
    value: str
    unknown: str = ""
    dimensions: str = ""
    rho: str = ""
    same_as: str = ""

    @property
    def title(self) -> str:
        """The quantity with what it is taken at."""
        at = f" at rho = {self.rho}" if self.rho else ""
        return f"{self.quantity}{at}, {self.dimensions}" if self.dimensions else f"{self.quantity}{at}"

    @property
    def cell(self) -> Cell:
        """It in a table: a number as a number, six places of it for the eye."""
        number = float(self.value) if self.quantity in _MEASURES and self.value else self.value or None
        return Cell(self.text, number)

    @property
    def text(self) -> str:
        """It for the eye, numbers to six places; why it is not known stands apart."""
        if self.unknown:
            return "unknown"
        return six(self.value) if self.quantity in _MEASURES else self.value

    def is_same(self, other: Effect) -> bool | None:
        """Tell whether another reading has the same; None where one of both is not known."""
        if self.unknown or other.unknown:
            return None
        return (self.same_as or self.value) == (other.same_as or other.value)


_MEASURES = frozenset({"multiplier", "base scale", "beta", "critical rho", "self weight"})
"""The quantities that are certified numbers."""


def readable(effects: Iterable[Effect]) -> Iterator[tuple[str, str]]:
    """Yield titles and texts for the eye; a phase stands behind its self weight."""
    effects = tuple(effects)
    phases = {(effect.dimensions, effect.rho): effect.value for effect in effects if effect.quantity == "phase"}
    for effect in effects:
        if effect.quantity != "phase":
            phase = phases.get((effect.dimensions, effect.rho), "")
            yield effect.title, f"{effect.text} {phase}".rstrip()


def is_split(finding: GroupFinding) -> bool:
    """Tell whether rotary dimensions have another multiplier than the others."""
    return len(finding.parts) > 1


def layer_effects(
    finding: GroupFinding, phases: Iterable[GroupPhase], facts: Facts, rhos: tuple[Fraction, ...], split: bool
) -> Iterator[Effect]:
    """Yield what an audit finds of one of its groups of layers, always in the same order.

    Parameters
    ----------
    finding : GroupFinding
        The group.
    phases : iterable of GroupPhase
        The phases of the config's groups.
    facts : Facts
        What the config says.
    rhos : tuple of Fraction
        The correlations of the phases.
    split : bool
        Whether rotary and other dimensions are listed apart, as they must be where they differ.
    """
    group = finding.group
    own = {phase.dimensions: phase for phase in phases if phase.group == group}
    totals = dict(finding.parts)
    wanted = {ROTARY: ROTARY, OTHER: OTHER} if split else {ALL: ""}
    no_multiplier = "; ".join(finding.undecided)
    for dimensions, shown in wanted.items():
        yield from _multiplier(totals.get(dimensions, totals.get(ALL)), no_multiplier, shown)
    yield Effect("rotary share", decimal(group.rotary_share))
    no_window = "the config gives it a window of no size" if group.window is None and "sliding" in group.tags else ""
    yield Effect("window", "" if no_window else "none" if group.window is None else str(group.window), no_window)
    no_scale = "" if group.base is not None else facts.base_unknown or "the config does not say it"
    yield Effect("base scale", "" if group.base is None else scale_of(group.base).decimal(), no_scale)
    why = no_multiplier or no_scale or no_window or _no_phase(group)
    for dimensions, shown in wanted.items():
        yield from _phase(own.get(dimensions, own.get(ALL)), why, rhos, shown)


def _no_phase(group: LayerGroup) -> str:
    if group.window is not None and group.window < FEWEST_KEYS:
        return f"a window of {group.window} has no phase"
    return "the norms of q and k are not known, and no head dimension is either"


def _multiplier(total: Total | None, why: str, dimensions: str) -> Iterator[Effect]:
    if total is None:
        yield from (Effect(quantity, "", why, dimensions) for quantity in ("multiplier", "law", "class"))
        return
    value, law = total.value.decimal(), text(total.expression)
    yield Effect("multiplier", value, "", dimensions)
    # Two constants of one value are one law, however they are written; two functions of n are one if they are written alike.
    yield Effect("law", f"m = {law}", "", dimensions, same_as=law if depends_on_length(total.expression) else value)
    yield Effect("class", total.asymptotic.kind.id, "", dimensions)


def _phase(phase: GroupPhase | None, why: str, rhos: tuple[Fraction, ...], dimensions: str) -> Iterator[Effect]:
    if phase is None:
        yield Effect("beta", "", why, dimensions)
        yield Effect("critical rho", "", why, dimensions)
        yield from (Effect(quantity, "", why, dimensions, rho) for rho in map(decimal, rhos) for quantity in ("self weight", "phase"))
        return
    yield Effect("beta", phase.beta.decimal(), "", dimensions)
    yield Effect("critical rho", phase.critical_rho.decimal(), "", dimensions)
    for point in phase.points:
        rho = decimal(point.rho)
        yield Effect("self weight", point.self_weight.decimal(), "", dimensions, rho)
        yield Effect("phase", point.regime, "", dimensions, rho)
