"""How transformers reads a config's scaling: the reference, and the readings that another engine may replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .engine_facts import ENGINE_FACTS, PACKAGES
from .facts import Facts, Temperature
from .families import MSCALE_ON_SOFTMAX
from .registries import borrows, why_not
from .rope import FREQUENCIES_ONLY, LONGROPE_TYPES, NONE_TYPES, YARN_TYPES, RopeBlock

YARN_KEYS = frozenset({"attention_factor", "attn_factor", "mscale", "mscale_all_dim"})
LONGROPE_KEYS = frozenset({"factor", "attention_factor", "short_mscale", "long_mscale"})
"""The keys of a block that scale logits in some engine, besides the lengths and YaRN's factor, which all read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How an engine reads one source of scaling.

    Attributes
    ----------
    laws : tuple of BoundLaw
        What it applies: their factors multiply.
    why : tuple of str
        The reasons, where there is something to say.
    undecided : str
        Why the laws are not known, else empty.
    """

    laws: tuple[BoundLaw, ...] = ()
    why: tuple[str, ...] = ()
    undecided: str = ""


@dataclass(frozen=True, slots=True)
class ScaleReading:
    """How an engine reads the family's own key of the softmax scale.

    ``counts`` is whether it does, ``why`` what must be said, ``undecided`` why that is not known; ``strict`` is whether it reads
    the config through transformers' class, which refuses a number that is no integer where its own is one.
    """

    counts: bool = True
    why: tuple[str, ...] = ()
    undecided: str = ""
    strict: bool = True


def said(*facts: str) -> tuple[str, ...]:
    """Return the remarks of facts, by their ids."""
    return tuple(ENGINE_FACTS[id].remark for id in facts)


def bind(law: str, **settings: Fraction) -> BoundLaw:
    """Return a law of the catalogue with its parameters set."""
    return LAWS[law].bind(settings)


def explicit(factor: Fraction, *why: str) -> Reading:
    """Return a factor on cos and sin that stands in for the formula."""
    return Reading((bind("yarn-attention-factor", attention_factor=factor),), why)


def yarn_factor(
    block: RopeBlock, mscale: Fraction | None = None, all_dim: Fraction | None = None, why: tuple[str, ...] = ()
) -> Reading:
    """Return the YaRN factor, or g(s, mscale)/g(s, mscale_all_dim) where both are there."""
    if block.factor is None:
        return Reading(why=why, undecided=f"{block.path} has no factor")
    coefficient = Fraction(7, 100) if block.kind == "telechat3-yarn" else Fraction(1, 10)
    if mscale is None or all_dim is None:
        return Reading((bind("yarn", factor=block.factor, c=coefficient),), why)
    law = bind("yarn-mscale", factor=block.factor, mscale=mscale, mscale_all_dim=all_dim, c=coefficient)
    return Reading((law,), why)


def longrope_factor(factor: Fraction | None, block: RopeBlock, why: tuple[str, ...] = ()) -> Reading:
    """Return LongRoPE's factor for an extension."""
    if factor is None or block.original is None:
        return Reading(undecided=f"{block.path} has neither factor nor original_max_position_embeddings")
    return Reading((bind("longrope", factor=factor, L=block.original),), why)


def longrope_mscale(block: RopeBlock, n: int) -> Reading:
    """Return the short_mscale or long_mscale of a LongRoPE block."""
    long = block.original is None or n > block.original
    mscale = block.long_mscale if long else block.short_mscale
    if mscale is None:
        return Reading(undecided=f"{block.path} has one of short_mscale and long_mscale alone")
    law = bind("longrope-mscale", mscale=mscale)
    return Reading((law,), (f"{'long' if long else 'short'}_mscale replaces the formula",))


@dataclass(frozen=True, eq=False)
class Engine:
    """A serving engine: which models it runs, how it reads RoPE blocks, temperatures and the softmax scale.

    What differs from transformers in data stands in the fields; a reading that differs is a method that a subclass
    replaces.

    Attributes
    ----------
    id : str
        Its name on the command line.
    applies, ignores : mapping
        By law beside RoPE: the fact that the engine applies it, or the fact why it does not.  What stands in neither is
        undecided; the reference applies it.
    remarks : mapping
        By law: the fact that must be said although it is applied.
    latent : frozenset of str
        The families for which it has DeepSeek's latent attention, with mscale_all_dim on the softmax scale.
    plain : mapping
        The families whose softmax scale has no mscale here though transformers has one, with the fact that says so.
    scales, fixed_scales : frozenset of str
        The families whose own key of the softmax scale it reads as transformers does, and those in which it does not; the fact
        ``ENGINE-scale-FAMILY`` says so.
    by_classes : bool
        Whether it reads configs through transformers' classes.
    is_reference : bool
        Whether a config is taken at its word where no fact says otherwise.
    yarn_keys, longrope_keys : frozenset of str
        Which of `YARN_KEYS` and `LONGROPE_KEYS` it reads.
    """

    id: str
    applies: Mapping[str, str] = field(default_factory=dict)
    ignores: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    latent: frozenset[str] = frozenset()
    plain: Mapping[str, str] = field(default_factory=dict)
    scales: frozenset[str] = frozenset()
    fixed_scales: frozenset[str] = frozenset()
    by_classes: bool = True
    is_reference: bool = False
    yarn_keys: frozenset[str] = frozenset()
    longrope_keys: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """Its name with the version that was read."""
        return PACKAGES[self.id].title

    def why_not(self, facts: Facts) -> str:
        """Return why it does not run the model of a config, empty where it does."""
        return why_not(self.id, facts)

    def reader(self, facts: Facts) -> Engine:
        """Return who reads the config: the engine, or transformers where the engine runs transformers' own code."""
        return REFERENCE if borrows(self.id, facts) else self

    def reads(self, block: RopeBlock, facts: Facts) -> frozenset[str]:
        """Return which keys of a RoPE block it reads, of those that scale logits in some engine."""
        if block.kind in LONGROPE_TYPES:
            mscales = {"short_mscale", "long_mscale"} if facts.family in ("phimoe", "") else set()
            return self.longrope_keys | mscales
        return self.yarn_keys

    def unread(self, facts: Facts) -> tuple[str, ...]:
        """Return a line for every key that the config sets, some engine reads and this one does not."""
        reader = self.reader(facts)
        if reader is not self:
            return reader.unread(facts)
        lines = [self._unread(g.rope, facts) for g in facts.groups if g.rope is not None]
        lines += [self.temperature(t, facts, 2**62).why for t in facts.temperatures if t.law.law.id in self.ignores]
        return tuple(dict.fromkeys(line for found in lines for line in found))

    def _unread(self, block: RopeBlock, facts: Facts) -> tuple[str, ...]:
        known = (
            YARN_KEYS if block.kind in YARN_TYPES else LONGROPE_KEYS if block.kind in LONGROPE_TYPES else frozenset()
        )
        keys = sorted(known & block.given - self.reads(block, facts))
        return (f"{self.version} does not read {', '.join(f'{block.path}.{key}' for key in keys)}",) if keys else ()

    def rope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        """Return what it puts on cos and sin at context length n."""
        if block.undecided:
            return Reading(undecided=block.undecided)
        if block.kind in NONE_TYPES | {"none"}:
            return Reading()
        if block.kind in FREQUENCIES_ONLY:
            return Reading(why=(f"rope type {block.kind!r} changes frequencies only",))
        if facts.norm_after_rope:
            return Reading(why=("a norm after RoPE cancels the factor",))
        if block.kind not in YARN_TYPES | LONGROPE_TYPES:
            return Reading(undecided=f"{block.path} has the unknown type {block.kind!r}")
        if block.apply_scale is False:
            return explicit(Fraction(1), "apply_scale is false: m = 1 whatever the factor")
        found = self.longrope(block, facts, n) if block.kind in LONGROPE_TYPES else self.yarn(block, facts)
        return Reading(found.laws, (*found.why, *self._unread(block, facts)), found.undecided)

    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        """Return what it makes of a YaRN block whose factor is applied."""
        if block.attention_factor is not None:
            kept = f", m = 1 although the factor is {block.factor}" if block.attention_factor == 1 else ""
            return explicit(block.attention_factor, f"attention_factor is given: it overrides the formula{kept}")
        if block.mscale and block.mscale_all_dim:
            return yarn_factor(block, block.mscale, block.mscale_all_dim)
        half = block.mscale is not None or block.mscale_all_dim is not None
        return yarn_factor(block, why=said("hf-yarn") if half else ())

    def longrope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        """Return what it makes of a LongRoPE block."""
        if "long_mscale" in self.reads(block, facts) and block.long_mscale is not None:
            return longrope_mscale(block, n)
        if block.attention_factor is not None:
            return explicit(block.attention_factor, "attention_factor is given")
        return longrope_factor(block.factor or block.extension, block)

    def is_latent(self, facts: Facts) -> bool:
        """Tell whether its latent attention reads the model: by family, or by the shape of a family not known here."""
        if self.is_reference or facts.family not in MSCALE_ON_SOFTMAX | self.latent | self.plain.keys():
            return facts.softmax_mscale is not None
        return facts.family in self.latent

    def softmax(self, facts: Facts) -> Reading:
        """Return what it puts on the softmax scale."""
        block = facts.softmax_mscale
        if block is None or not block.mscale_all_dim:
            return Reading()
        if block.undecided:
            return Reading(undecided=block.undecided)
        if facts.family in self.plain:
            return Reading(why=said(self.plain[facts.family]))
        if not self.is_latent(facts):
            return Reading(undecided=f"no fact says what {self.version} does with mscale_all_dim in {facts.family}")
        if block.factor is None:
            return Reading(undecided=f"{block.path} has no factor")
        return Reading((bind("deepseek-mscale", factor=block.factor, mscale_all_dim=block.mscale_all_dim),))

    def scale_key(self, facts: Facts) -> ScaleReading:
        """Return whether it reads the family's own key of the softmax scale."""
        if self.is_reference:
            return ScaleReading()
        family = facts.family
        if family in self.scales:
            return ScaleReading(strict=self.by_classes)
        if family in self.fixed_scales:
            return ScaleReading(False, said(f"{self.id}-scale-{family}"))
        return ScaleReading(undecided=f"no fact says whether {self.version} reads the scale of {family}")

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        """Return what it makes of a law beside RoPE."""
        law = temperature.law.law.id
        if law in self.ignores:
            return Reading(why=said(self.ignores[law]))
        if not self.is_reference and law not in self.applies:
            return Reading(undecided=f"no fact says what {self.version} does with {law}")
        return Reading((temperature.law,), said(self.remarks[law]) if law in self.remarks else ())


REFERENCE = Engine(
    "hf",
    is_reference=True,
    yarn_keys=YARN_KEYS - {"attn_factor"},
    longrope_keys=frozenset({"factor", "attention_factor"}),
    ignores={"muse-spark": "hf-muse-spark"},
)
"""transformers, with which the other engines are compared."""
