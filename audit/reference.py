"""How transformers reads a config's scaling: the reference, and the readings that another engine may replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .facts import Facts, Temperature
from .families import FORCES_FACTOR_ONE
from .rope import FREQUENCIES_ONLY, LONGROPE_TYPES, NONE_TYPES, YARN_TYPES, RopeBlock


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


def bind(law: str, **settings: Fraction) -> BoundLaw:
    """Return a law of the catalogue with its parameters set."""
    return LAWS[law].bind(settings)


def explicit(factor: Fraction, why: str) -> Reading:
    """Return a factor on cos and sin that stands in for the formula."""
    return Reading(bind("yarn-attention-factor", attention_factor=factor), why)


def yarn_factor(
    block: RopeBlock, mscale: Fraction | None = None, all_dim: Fraction | None = None, why: str = ""
) -> Reading:
    """Return the YaRN factor, or g(s, mscale)/g(s, mscale_all_dim) where both are there."""
    if block.factor is None:
        return Reading(why=why, undecided=f"{block.path} has no factor")
    coefficient = Fraction(7, 100) if block.kind == "telechat3-yarn" else Fraction(1, 10)
    if mscale is None or all_dim is None:
        return Reading(bind("yarn", factor=block.factor, c=coefficient), why)
    return Reading(bind("yarn-mscale", factor=block.factor, mscale=mscale, mscale_all_dim=all_dim, c=coefficient), why)


@dataclass(frozen=True, eq=False)
class Engine:
    """A serving engine: how it reads RoPE blocks, temperatures and the softmax scale.

    What differs from transformers in data stands in the fields; a reading that differs is a method that a subclass
    replaces.

    Attributes
    ----------
    id, version : str
        Its name on the command line, and the version that was read.
    silent : str
        What is not known about it.
    ignores, remarks : mapping
        By law: why the engine does not apply it, or what must be said although it does.
    known : frozenset of str or None
        The temperatures of which it is known what it does with them; None for all.
    """

    id: str
    version: str
    silent: str = ""
    ignores: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] | None = None

    def runs(self, facts: Facts) -> str:
        """Return why it does not run the model; empty if it does."""
        return ""

    def unread(self, facts: Facts) -> tuple[str, ...]:
        """Return the scaling keys it leaves unread, a line each."""
        return ()

    def rope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        """Return what it puts on cos and sin at context length n."""
        if block.undecided:
            return Reading(undecided=block.undecided)
        if block.kind in NONE_TYPES | {"none"}:
            return Reading()
        if block.kind in FREQUENCIES_ONLY:
            return Reading(why=f"rope type {block.kind!r} changes frequencies only")
        if facts.norm_after_rope:
            return Reading(why=f"a norm after RoPE cancels the factor of {block.path}")
        if block.kind in LONGROPE_TYPES:
            return self.longrope(block, n)
        if block.kind not in YARN_TYPES:
            return Reading(undecided=f"{block.path} has the unknown type {block.kind!r}")
        if block.apply_scale is False:
            return explicit(Fraction(1), "apply_scale is false: m = 1 whatever the factor")
        return self.yarn(block, facts)

    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        """Return what it makes of a YaRN block whose factor is applied."""
        if facts.family in FORCES_FACTOR_ONE:
            return explicit(Fraction(1), f"{facts.family} forces attention_factor 1")
        if block.attention_factor is not None:
            kept = f", m = 1 although the factor is {block.factor}" if block.attention_factor == 1 else ""
            return explicit(block.attention_factor, f"attention_factor is given: it overrides the formula{kept}")
        if block.mscale and block.mscale_all_dim:
            return yarn_factor(block, block.mscale, block.mscale_all_dim)
        half = block.mscale is not None or block.mscale_all_dim is not None
        why = "mscale and mscale_all_dim count only if both are truthy (0 counts as absent): the plain formula"
        return yarn_factor(block, why=why if half else "")

    def longrope(self, block: RopeBlock, n: int) -> Reading:
        """Return what it makes of a LongRoPE block."""
        if block.short_mscale is not None and block.long_mscale is not None:
            long = block.original is None or n > block.original
            law = bind("longrope-mscale", mscale=block.long_mscale if long else block.short_mscale)
            return Reading(law, f"{'long' if long else 'short'}_mscale replaces the formula")
        if block.attention_factor is not None:
            return explicit(block.attention_factor, "attention_factor is given")
        if block.factor is not None and block.extension is not None and block.factor != block.extension:
            return Reading(undecided=f"{block.path}.factor is {block.factor}, but max / original is {block.extension}")
        factor = block.factor or block.extension
        if factor is None or block.original is None:
            return Reading(undecided=f"{block.path} has neither factor nor original_max_position_embeddings")
        return Reading(bind("longrope", factor=factor, L=block.original))

    def softmax(self, facts: Facts) -> Reading:
        """Return what it puts on the softmax scale."""
        block = facts.softmax_mscale
        if block is None or not block.mscale_all_dim:
            return Reading()
        if block.undecided:
            return Reading(undecided=block.undecided)
        if block.factor is None:
            return Reading(undecided=f"{block.path} has no factor")
        return Reading(bind("deepseek-mscale", factor=block.factor, mscale_all_dim=block.mscale_all_dim))

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        """Return what it makes of a law beside RoPE."""
        law = temperature.law.law.id
        if law in self.ignores:
            return Reading(why=self.ignores[law])
        if self.known is not None and law not in self.known:
            return Reading(undecided=f"the tables do not say what it does with {law}")
        return Reading(temperature.law, self.remarks.get(law, ""))
