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
class LayerGroup:
    """Layers that are treated alike: a name, how many if known, their RoPE block, and what selects them."""

    name: str
    count: int | None
    rope: RopeBlock | None
    tags: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """Name and number."""
        return self.name if self.count is None else f"{self.name} ({self.count})"


@dataclass(frozen=True, slots=True)
class BaseScale:
    """The n-free scale of q.k, as the exact square of it or as itself.

    ``value`` is beta_base^2 where ``squared``, else beta_base.
    """

    value: Fraction
    squared: bool
    source: str
    head_dim: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything an engine needs to know.

    Attributes
    ----------
    family : str
        model_type, or an empty string.
    groups : tuple of LayerGroup
        The layers.
    temperatures : tuple of Temperature
        Laws beside RoPE.
    softmax_mscale : RopeBlock or None
        The block whose mscale_all_dim the family puts on the softmax scale.
    rotary_share : Fraction
        Share of the query-key dimensions that are rotary; 1 for all.
    base : BaseScale or None
        The n-free scale, None where the config does not say.
    undecided : tuple of str
        Why a multiplier cannot be known from the config.
    notes, unknown, contradictions : tuple of str
        What must be said.
    window : int or None
        Keys a sliding layer sees at most.
    """

    family: str
    groups: tuple[LayerGroup, ...]
    temperatures: tuple[Temperature, ...]
    softmax_mscale: RopeBlock | None
    rotary_share: Fraction
    base: BaseScale | None
    undecided: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    window: int | None = None
