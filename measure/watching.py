"""The attention of a model while it runs: what each layer's queries and keys are, with the forward pass as it is.

A call of attention is looked at when it has been made, and nothing of it is kept but what the look returns: the memory is that of one
layer.  Before the look some rows are computed again from queries, keys, values, scale and mask, and compared with what the model's
own function returned: whatever else acts on the scores (a bias, a soft cap, a sink of its own) is refused and said by name.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from ..numerics.numbers.arrays import Array
from ..numerics.streaming.scores import Floats, HeadScores
from ..numerics.streaming.statistics import RowStatistics, row_statistics
from ..theory.errors import BadInput, shown

if TYPE_CHECKING:
    from torch.nn import Module

T = TypeVar("T")

EXTRA = "pip install 'critscale[models]'"
"""What installs torch and transformers."""
PROBES = 4
"""How many rows of each head are computed again."""


class UnwatchedAttention(UserWarning):
    """A part of a model's attention was not measured; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttentionCall:
    """One call of attention, for one text of the batch.

    Attributes
    ----------
    module : str
        Name of the module within the model; ``name#2`` is its second call in one forward pass.
    layer : int
        The number of the module in the order in which they run, from 0.
    step : int
        The number of the forward pass, from 0.
    text : int
        The number of the text within the batch.
    scores : HeadScores
        Queries after RoPE and norms, keys, scale, and mask; queries of padding are left out.
    values : ndarray, shape (G, m, e)
        The values.
    hidden : ndarray, shape (n, D), or None
        What enters the attention module at these queries; None where that is no array of tokens by channels.
    """

    module: str
    layer: int
    step: int
    text: int
    scores: HeadScores
    values: Floats
    hidden: Floats | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerLook(Generic[T]):
    """What a look returned, and of which call; attributes as those of `AttentionCall`."""

    module: str
    layer: int
    step: int
    text: int
    result: T


@dataclass(slots=True, eq=False)
class WatchedHeads(Generic[T]):
    """What was seen of a model's attention.

    Attributes
    ----------
    looks : list of LayerLook
        One for each layer, text and forward pass, in the order in which they ran.
    refused : dict
        Why the scores of a module are not those of softmax over its queries and keys, by its name.
    unseen : dict
        Modules whose attention did not pass a function that is watched, and how it ran.
    passes : int
        How often the model ran.
    """

    look: Callable[[AttentionCall], T]
    looks: list[LayerLook[T]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    passes: int = 0
    _layers: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of looks."""
        return len(self.looks)

    def __iter__(self) -> Iterator[LayerLook[T]]:
        """Yield the looks in the order in which they ran."""
        return iter(self.looks)

    def layer(self, module: str) -> int:
        """Return the number of a module, a new one for one that is new."""
        return self._layers.setdefault(module, len(self._layers))

    @property
    def gaps(self) -> tuple[str, ...]:
        """What was not measured, a line for each reason; empty where everything was."""
        found = [(why, name) for part in (self.refused, self.unseen) for name, why in part.items()]
        reasons: dict[str, list[str]] = {}
        for why, name in found:
            reasons.setdefault(why, []).append(name)
        return tuple(f"{', '.join(_patterns(names))}: {why}" for why, names in reasons.items())

    def take(self, call: AttentionCall) -> None:
        """Look at a call."""
        result = self.look(call)
        self.looks.append(LayerLook(module=call.module, layer=call.layer, step=call.step, text=call.text, result=result))


def _patterns(names: list[str]) -> list[str]:
    """Return names with their numbers starred where several differ in these alone: ``model.layers.*.attn (24)``."""
    counts = Counter(re.sub(r"\d+", "*", name) for name in names)
    single = {re.sub(r"\d+", "*", name): name for name in names}
    return [single[pattern] if count == 1 else f"{pattern} ({count})" for pattern, count in counts.items()]


def own_statistics(call: AttentionCall) -> RowStatistics:
    """Return what every row of a call comes to: the look that `watch` has by default."""
    return row_statistics(call.scores)


@contextmanager
def watch(model: Module, look: Callable[[AttentionCall], T] = own_statistics) -> Iterator[WatchedHeads[T]]:  # type: ignore[assignment]
    """Watch the attention of a model while it runs; what it computes is the same to the last bit.

    Attention is seen where it passes transformers' attention interface, whatever the implementation, or
    ``torch.nn.functional.scaled_dot_product_attention``.

    Parameters
    ----------
    model : torch.nn.Module
        A model of transformers, or any module.
    look : callable
        Takes an `AttentionCall` and returns what is to be kept of it; `row_statistics` of its scores by default.

    Yields
    ------
    WatchedHeads
        Its ``looks``, as they come.

    Raises
    ------
    BadInput
        At the end, if the model ran and none of its attention was seen; if it is compiled; or if torch is missing.

    Warns
    -----
    UnwatchedAttention
        At the end, if some of it was not: attention that is written out, or has a bias, a cap or a sink of its own.
    """
    try:
        import torch  # noqa: F401
    except ImportError:
        raise BadInput("a model", "it needs torch", EXTRA) from None
    from .interception import intercepted, is_compiled

    if is_compiled(model):
        raise BadInput("a compiled model", "its attention is part of its kernels", "watch the model that was compiled")
    heads: WatchedHeads[T] = WatchedHeads(look)
    with intercepted(model, heads):
        yield heads
    if heads.passes and not heads.looks:
        said = shown("; ".join(heads.gaps), 300) or "no softmax over keys ran"
        raise BadInput("the attention of the model", f"none was measured: {said}")
    if heads.gaps:
        warnings.warn(f"not measured: {'; '.join(heads.gaps)}", UnwatchedAttention, stacklevel=3)


def recomputed(scores: HeadScores, values: Floats, rows: Array) -> Array:
    """Return the output of attention at some queries, shape (H, rows, e), densely in float64."""
    some = scores.at(rows)
    group = some.heads // len(some.keys)
    found = []
    for h in range(some.heads):
        s = some.dense(h).astype(np.float64)
        weights = np.exp(s - s.max(axis=1, keepdims=True))
        found.append(weights @ values[h // group].astype(np.float64) / weights.sum(axis=1, keepdims=True))
    return np.array(found)
