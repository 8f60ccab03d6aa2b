"""The context length that a config reaches, and the one where its model was calibrated, before a block extended it.

It reaches its own maximum, or further where its RoPE block extends it.

A YaRN or LongRoPE block says how far it extends: original context length times factor.  Where the maximum in the config
was left at the original length, as in the recipes that add the block to a published config, the block is what counts.
The original length is where the model was calibrated, without the block; where nothing extends it, that is its own maximum.
Other types change frequencies, and their factor is no promise of a length: Llama 3.2 has factor 32 at 8192 and ends at
131072.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from ..numerics.settings.length import ContextLength
from ..theory.errors import BadInput
from ..theory.notation import decimal
from .config import Config
from .facts import Facts, LayerGroup
from .rope import LONGROPE_TYPES, YARN_TYPES, RopeBlock

LENGTH_KEYS = ("max_position_embeddings", "model_max_length", "n_positions", "max_seq_len", "seq_length")
"""Where a config says how long a context may be; the first that is there counts."""
EXTENDING_TYPES = YARN_TYPES | LONGROPE_TYPES
"""Types of RoPE blocks that say how far they extend."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """A context length, and where it is from.

    Attributes
    ----------
    n : int
        The longer of what the config and its RoPE block say.
    key : str
        The key, or the RoPE block, that says it.
    product : str
        Original length and factor, where it is a block; empty otherwise.
    shorter : str
        What the config says besides, where the block reaches further; empty otherwise.
    """

    n: int
    key: str
    product: str = ""
    shorter: str = ""

    @property
    def length(self) -> ContextLength:
        """The same as a context length."""
        return ContextLength.parse(self.n)

    @property
    def source(self) -> str:
        """Where it is from, in words."""
        return f"{self.key}: {self.product}" if self.product else self.key


def horizon_of(config: Config, facts: Facts) -> Horizon:
    """Return the context length that a config reaches.

    Raises
    ------
    BadInput
        If neither a key nor a RoPE block says it.
    """
    found = reach_of(config, facts)
    if found is None:
        raise BadInput("the context length", "the config gives none", "give it, for example --n 131072")
    return found


def reach_of(config: Config, facts: Facts) -> Horizon | None:
    """Return the context length that a config reaches, None where neither a key nor a RoPE block says it."""
    own = next(_own(config), None)
    extended = max(_extended(facts), key=lambda found: found.n, default=None)
    if extended is not None and (own is None or extended.n > own.n):
        return extended if own is None else replace(extended, shorter=f"{own.key} = {own.n}")
    return own


def calibrated_length(config: Config, facts: Facts) -> Horizon:
    """Return the context length where the model of a config was calibrated: the shortest original one of its blocks, else its maximum, else its class's.

    Raises
    ------
    BadInput
        If neither a key nor a RoPE block says it.
    """
    extended = [block for block in extending_blocks(facts) if block.original]
    if not extended:
        own = next(chain(_own(config), _by_default(config)), None)
        if own is None:
            raise BadInput("the calibrated context length", "the config gives none", "give it, for example --from 32768")
        return own
    block = min(extended, key=lambda block: block.original or 0)
    key = "original_max_position_embeddings"
    assert block.original is not None
    return Horizon(int(block.original), f"{block.path}.{key}" if key in block.given else f"{key} of {block.path}")


def before_extension(facts: Facts, trained: int) -> Facts:
    """Return what a config says without the blocks that extend it from this length or a longer one: as the model was calibrated.

    Frequencies are of no account here: what goes is a block's factor on the logits.
    """

    def off(block: RopeBlock | None) -> bool:
        return block is not None and _extends(block) and block.original is not None and trained <= block.original

    def plain(group: LayerGroup) -> LayerGroup:
        if group.rope is None or not off(group.rope):
            return group
        return replace(group, rope=RopeBlock(group.rope.path, "default", partial=group.rope.partial))

    mscale = None if off(facts.softmax_mscale) else facts.softmax_mscale
    return replace(facts, groups=tuple(map(plain, facts.groups)), softmax_mscale=mscale)


def extending_blocks(facts: Facts) -> list[RopeBlock]:
    """Return the RoPE blocks that say how far they extend, each once."""
    blocks = dict.fromkeys(group.rope for group in facts.groups)
    return [block for block in blocks if block is not None and _extends(block)]


def _own(config: Config) -> Iterator[Horizon]:
    for key in LENGTH_KEYS:
        value = config.given(key)
        if isinstance(value, int | Fraction) and not isinstance(value, bool) and value >= 2 and value == int(value):
            yield Horizon(int(value), f"{config.prefix}{key}")


def _by_default(config: Config) -> Iterator[Horizon]:
    """Yield the length of the config's class, where the config gives none."""
    key = LENGTH_KEYS[0]
    value = config.default(key)
    if not config.has(key) and isinstance(value, int) and value >= 2:
        yield Horizon(value, f"the default {key} of {config.model_type}")


def _extended(facts: Facts) -> Iterator[Horizon]:
    for block in extending_blocks(facts):
        if block.original and block.factor:
            n = block.original * block.factor
            yield Horizon(int(n), block.path, f"{block.original} x {decimal(block.factor)}")


def _extends(block: RopeBlock) -> bool:
    return block.kind in EXTENDING_TYPES and not block.undecided
