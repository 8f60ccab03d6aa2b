"""What a config says about its attention logits, before any engine interprets it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..theory.laws.law import BoundLaw
from .rope import RopeBlock


@dataclass(frozen=True, slots=True)
class Temperature:
    """A law the config switches on beside RoPE.

    Attributes
    ----------
    law : BoundLaw
        The multiplier.
    layers : str
        Which layers: "all", "nope", "full" (non-sliding) or "global".
    keys : tuple of str
        The keys it was read from.
    notes : tuple of str
        What a reader must know.
    """

    law: BoundLaw
    layers: str
    keys: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BaseScale:
    """The n-free scale of q.k, as the exact square of it or as itself.

    ``value`` is beta_base^2 where ``squared``, else beta_base; ``broken`` is a key that is no integer though the family's
    config class takes integers alone.
    """

    value: Fraction
    squared: bool
    source: str
    head_dim: Fraction | None = None
    broken: str = ""


@dataclass(frozen=True, slots=True)
class LayerGroup:
    """Softmax layers that are treated alike.

    Attributes
    ----------
    name : str
        What a reader calls them.
    count : int or None
        How many, None where the config does not say.
    rope : RopeBlock or None
        Their RoPE block, None for layers without RoPE.
    tags : frozenset of str
        What selects them: "sliding", "nope".
    layers : tuple of int
        Their indices, counted from 0; empty where the config does not say.
    window : int or None
        How many keys a layer sees at most; None for all, or where "sliding" is tagged and the config gives no number.
    rotary_share : Fraction
        Share of the query-key dimensions that turn; 1 for all.
    base : BaseScale or None
        The n-free scale, None where it is not known: `Facts.base_unknown` says why.
    """

    name: str
    count: int | None
    rope: RopeBlock | None
    tags: frozenset[str] = frozenset()
    layers: tuple[int, ...] = ()
    window: int | None = None
    rotary_share: Fraction = Fraction(1)
    base: BaseScale | None = None

    @property
    def title(self) -> str:
        """Name and number."""
        return self.name if self.count is None else f"{self.name} ({self.count})"


@dataclass(frozen=True, slots=True)
class LlamaCppSettings:
    """What llama.cpp's own flags and keys set beside a config; None where they do not.

    Attributes
    ----------
    attn_factor : Fraction or None
        ``ARCH.rope.scaling.attn_factor`` of a GGUF, or of ``--override-kv``.
    yarn_attn_factor, yarn_ext_factor : Fraction or None
        ``--yarn-attn-factor`` and ``--yarn-ext-factor``.
    """

    attn_factor: Fraction | None = None
    yarn_attn_factor: Fraction | None = None
    yarn_ext_factor: Fraction | None = None

    @property
    def are_default(self) -> bool:
        """Whether none is set."""
        return self.attn_factor is None and self.yarn_attn_factor is None and self.yarn_ext_factor is None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything an engine needs to know.

    Attributes
    ----------
    family : str
        model_type, or an empty string.
    groups : tuple of LayerGroup
        The softmax layers; none where the config has no attention.
    temperatures : tuple of Temperature
        Laws beside RoPE.
    softmax_mscale : RopeBlock or None
        The block whose mscale_all_dim the family puts on the softmax scale.
    undecided : tuple of str
        Why a multiplier cannot be known from the config.
    notes, unknown, contradictions : tuple of str
        What must be said.
    architectures : tuple of str
        The classes the config names, ``LlamaForCausalLM``.
    qk_norm : {"none", "before RoPE", "after RoPE", "unknown"}
        Where queries and keys are normalised.  A norm after RoPE cancels every factor on cos and sin; either one fixes
        the norms of q and k.
    no_softmax : tuple of (str, int)
        Layers that are no softmax attention, with their number: linear attention, state-space, convolution.
    base_unknown : str
        Why a group has no base scale; empty if all have one.
    llama_cpp : LlamaCppSettings
        What llama.cpp's own flags and keys set.
    """

    family: str
    groups: tuple[LayerGroup, ...]
    temperatures: tuple[Temperature, ...]
    softmax_mscale: RopeBlock | None
    undecided: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    qk_norm: str = "unknown"
    no_softmax: tuple[tuple[str, int], ...] = ()
    base_unknown: str = ""
    llama_cpp: LlamaCppSettings = LlamaCppSettings()

    @property
    def base(self) -> BaseScale | None:
        """The n-free scale that all groups share, None where they differ or it is not known."""
        bases = {group.base for group in self.groups}
        return bases.pop() if len(bases) == 1 else None

    @property
    def norm_after_rope(self) -> bool:
        """Whether a norm after RoPE cancels every factor on cos and sin."""
        return self.qk_norm == "after RoPE"
