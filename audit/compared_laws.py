"""The laws that an advice is compared with, and what is recommended, each as a multiplier in n: of the layers that are calibrated at L."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength
from ..theory.expression import Expression, Numeral, operate
from ..theory.laws.catalogue import LAWS
from .calibrated_layers import CalibratedLayers
from .facts import Facts
from .full_layers import facts_of, full_layers
from .horizon import EXTENDING_TYPES
from .layer_advice import one_multiplier
from .reference import REFERENCE, Engine
from .standing import Basis, Strength
from .written import WrittenMultiplier

KEEPS_PHASE = Basis("that the phase of every row is kept", Strength.THEOREM, ("G1.extension.log-ratio",))
FITTED = Basis("a factor fitted to the loss of LLaMA models, arXiv 2309.00071", Strength.CONVENTION)


@dataclass(frozen=True, slots=True)
class LawOfLayers:
    """A multiplier of the layers.

    Attributes
    ----------
    name : str
        What it is called.
    multiplier : Expression
        m in n and pos, what the layers were calibrated with included.
    basis : Basis
        What it rests on.
    """

    name: str
    multiplier: Expression
    basis: Basis


def compared_laws(layers: CalibratedLayers, end: ContextLength, reader: Engine = REFERENCE) -> Iterator[LawOfLayers]:
    """Yield no law, log n / log L, YaRN's own factor for the target, and the config as its reader has it; those that the layers can have."""
    start, before, group = layers.start, layers.before, layers.layers.group
    assert start.exact is not None and end.exact is not None
    yield LawOfLayers("none", before, Basis("that nothing has to change", Strength.ASSUMED))
    qwen = LAWS["qwen-logn"].bind({"L": Fraction(start.exact)}).multiplier
    yield LawOfLayers("log n / log L", operate("*", before, qwen), KEEPS_PHASE)
    bare, own = one_multiplier(layers.layers.bare), one_multiplier(layers.layers.now)
    if bare is not None and group.rope is not None:
        original = group.rope.original if group.rope.kind in EXTENDING_TYPES and group.rope.original else Fraction(start.exact)
        yarn = LAWS["yarn"].bind({"factor": end.exact / original}).multiplier
        yield LawOfLayers("YaRN's own", operate("*", bare.expression, yarn), FITTED)
    if own is not None:
        yield LawOfLayers("the config as it is", own.expression, Basis(f"how {reader.version} reads the config", Strength.CONVENTION))


def recommended_law(layers: CalibratedLayers, m: Enclosure, written: tuple[WrittenMultiplier, ...], facts: Facts) -> Expression:
    """Return a recommended m as a multiplier in n: by the first block that is written, where that goes with the position, else constant.

    Parameters
    ----------
    layers : CalibratedLayers
        The layers it is for.
    m : Enclosure
        The multiplier at the target, of which the certain digits are written.
    written : tuple of WrittenMultiplier
        What can be written, by engine.
    facts : Facts
        The config as it is, whose n-free scale counts as 1.
    """
    group, constant = layers.layers.group, Numeral(Fraction(m.decimal()))
    found = next((each for each in written if each.block is not None), None)
    if found is None or found.block is None:
        return constant
    effect = next((e for e in found.block.effects if e.layers == group.title and e.dimensions != "other"), None)
    if effect is None or not effect.per_position:
        return constant
    read = full_layers(facts_of(found.block.config), found.engine, ContextLength.parse(found.n), facts)
    return next(each.parts[0] for each in read if each.group.title == group.title)
