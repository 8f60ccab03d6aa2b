"""What each serving engine makes of the same facts.

transformers is the reference; every other engine is the reference with some readings replaced, each with the
reason.  Versions: those the scheme tables were read at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..theory.errors import UnknownName
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .facts import Facts, Temperature
from .families import FORCES_FACTOR_ONE
from .rope import FREQUENCIES_ONLY, LONGROPE_TYPES, NONE_TYPES, YARN_TYPES, RopeBlock

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How an engine reads one source of scaling.

    Attributes
    ----------
    law : BoundLaw or None
        What it applies; None for nothing.
    why : str
        The reason, where there is something to say.
    undecided : str
        Why the law is not known, else empty.
    """

    law: BoundLaw | None = None
    why: str = ""
    undecided: str = ""


RopeReader: TypeAlias = Callable[[RopeBlock, Facts, int], Reading]
TemperatureReader: TypeAlias = Callable[[Temperature, Facts, int], Reading]
SoftmaxReader: TypeAlias = Callable[[Facts], Reading]


def bind(law: str, **settings: Fraction) -> BoundLaw:
    """Return a law of the catalogue with its parameters set."""
    return LAWS[law].bind(settings)


def _ratio(block: RopeBlock, mscale: Fraction | None, all_dim: Fraction | None) -> Reading:
    """Return g(s, mscale)/g(s, mscale_all_dim), with None for a factor that is not there."""
    if block.factor is None:
        return Reading(undecided=f"{block.path} has no factor")
    coefficient = Fraction(7, 100) if block.kind == "telechat3-yarn" else Fraction(1, 10)
    if mscale is None or all_dim is None:
        return Reading(bind("yarn", factor=block.factor, c=coefficient))
    return Reading(bind("yarn-mscale", factor=block.factor, mscale=mscale, mscale_all_dim=all_dim, c=coefficient))


def hf_rope(block: RopeBlock, facts: Facts, n: int) -> Reading:
    """Return what transformers puts on cos and sin."""
    if block.undecided:
        return Reading(undecided=block.undecided)
    if block.kind in NONE_TYPES | {"none"}:
        return Reading()
    if block.kind in FREQUENCIES_ONLY:
        return Reading(why=f"rope type {block.kind!r} changes frequencies only")
    if block.kind in LONGROPE_TYPES:
        return _longrope(block, n)
    if block.kind not in YARN_TYPES:
        return Reading(undecided=f"{block.path} has the unknown type {block.kind!r}")
    if block.apply_scale is False:
        return Reading(
            bind("yarn-attention-factor", attention_factor=ONE), "apply_scale is false: m = 1 whatever the factor"
        )
    if facts.family in FORCES_FACTOR_ONE:
        return Reading(bind("yarn-attention-factor", attention_factor=ONE), f"{facts.family} forces attention_factor 1")
    if block.attention_factor is not None:
        why = "attention_factor is given: it overrides the formula" + _whatever(block)
        return Reading(bind("yarn-attention-factor", attention_factor=block.attention_factor), why)
    if block.mscale and block.mscale_all_dim:
        return _ratio(block, block.mscale, block.mscale_all_dim)
    half = block.mscale is not None or block.mscale_all_dim is not None
    why = (
        "mscale and mscale_all_dim count only if both are truthy (0 counts as absent): the plain formula"
        if half
        else ""
    )
    return Reading(_ratio(block, None, None).law, why, _ratio(block, None, None).undecided)


def _whatever(block: RopeBlock) -> str:
    return f", m = 1 although the factor is {block.factor}" if block.attention_factor == 1 else ""


def _longrope(block: RopeBlock, n: int) -> Reading:
    if block.short_mscale is not None and block.long_mscale is not None:
        long = block.original is None or n > block.original
        mscale = block.long_mscale if long else block.short_mscale
        return Reading(
            bind("longrope-mscale", mscale=mscale), f"{'long' if long else 'short'}_mscale replaces the formula"
        )
    if block.attention_factor is not None:
        return Reading(
            bind("yarn-attention-factor", attention_factor=block.attention_factor), "attention_factor is given"
        )
    if block.factor is not None and block.extension is not None and block.factor != block.extension:
        return Reading(undecided=f"{block.path}.factor is {block.factor}, but max / original is {block.extension}")
    factor = block.factor or block.extension
    if factor is None or block.original is None:
        return Reading(undecided=f"{block.path} has neither factor nor original_max_position_embeddings")
    return Reading(bind("longrope", factor=factor, L=block.original))


def hf_softmax(facts: Facts) -> Reading:
    """Return what transformers puts on the softmax scale."""
    block = facts.softmax_mscale
    if block is None or not block.mscale_all_dim:
        return Reading()
    if block.undecided:
        return Reading(undecided=block.undecided)
    if block.factor is None:
        return Reading(undecided=f"{block.path} has no factor")
    return Reading(bind("deepseek-mscale", factor=block.factor, mscale_all_dim=block.mscale_all_dim))


def hf_temperature(temperature: Temperature, facts: Facts, n: int) -> Reading:
    """Return the law itself."""
    return Reading(temperature.law)


@dataclass(frozen=True, slots=True)
class Engine:
    """A serving engine: how it reads RoPE blocks, temperatures and the softmax scale."""

    id: str
    version: str
    rope: RopeReader = hf_rope
    temperature: TemperatureReader = hf_temperature
    softmax: SoftmaxReader = hf_softmax
    silent: str = ""
    """What is not known about it."""


def _table() -> Mapping[str, Engine]:
    from .engines_other import OTHERS

    return {engine.id: engine for engine in (HF, *OTHERS)}


HF = Engine("hf", "transformers 5.23.0")


def engines() -> Mapping[str, Engine]:
    """Return the engines by id; ``hf`` is the reference."""
    return _table()


def engine(id: str) -> Engine:
    """Return the engine of that id.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    table = _table()
    key = id.lower().replace("transformers", "hf").replace("llamacpp", "llama.cpp").replace("mlx-lm", "mlx")
    if key not in table:
        raise UnknownName.among("engine", id, table)
    return table[key]
