"""The context length that a config reaches: its own maximum, or further where its RoPE block extends it.

A YaRN or LongRoPE block says how far it extends: original context length times factor.  Where the maximum in the config
was left at the original length, as in the recipes that add the block to a published config, the block is what counts.
Other types change frequencies, and their factor is no promise of a length: Llama 3.2 has factor 32 at 8192 and ends at
131072.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ..theory.errors import BadInput
from ..theory.notation import decimal
from .config import Config
from .facts import Facts
from .rope import LONGROPE_TYPES, YARN_TYPES, RopeBlock

LENGTH_KEYS = ("max_position_embeddings", "model_max_length", "n_positions", "max_seq_len", "seq_length")
"""Where a config says how long a context may be; the first that is there counts."""


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


def _own(config: Config) -> Iterator[Horizon]:
    for key in LENGTH_KEYS:
        value = config.given(key)
        if isinstance(value, int | Fraction) and not isinstance(value, bool) and value >= 2 and value == int(value):
            yield Horizon(int(value), f"{config.prefix}{key}")


def _extended(facts: Facts) -> Iterator[Horizon]:
    for block in {group.rope for group in facts.groups}:
        if block is not None and _extends(block) and block.original and block.factor:
            n = block.original * block.factor
            yield Horizon(int(n), block.path, f"{block.original} x {decimal(block.factor)}")


def _extends(block: RopeBlock) -> bool:
    return block.kind in YARN_TYPES | LONGROPE_TYPES and not block.undecided
