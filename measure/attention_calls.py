"""A call of a model's attention, and what is kept of all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np

from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import Integers
from ..numerics.streaming.scores import Floats, HeadScores
from ..theory.result import Result, ValueTable, View

T = TypeVar("T")


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
        Queries after RoPE and norms, keys, scale, mask, and learned sinks; queries of padding are left out.
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


@dataclass(slots=True, eq=False, repr=False)
class WatchedHeads(Result, Generic[T]):
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

    def view(self) -> View:
        """Return a row for each look: of which call, and what was kept; below it what was not measured."""
        names = ("module", "layer", "step", "text")
        rows = [(*(getattr(look, name) for name in names), look.result.view().heading if isinstance(look.result, Result) else type(look.result).__name__) for look in self.looks]
        return View(f"{len(self.looks)} looks in {self.passes} passes", ValueTable((*names, "kept"), rows), tuple(f"not measured: {gap}" for gap in self.gaps))

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


def recomputed(scores: HeadScores, values: Floats, rows: Integers) -> Array:
    """Return the output of attention at some queries, shape (H, rows, e), densely in float64."""
    some = scores.at(rows)
    group = some.heads // len(some.keys)
    found = []
    for h in range(some.heads):
        s = some.dense(h).astype(np.float64)
        top = s.max(axis=1, keepdims=True)
        weights = np.exp(s - top)
        total = weights.sum(axis=1, keepdims=True)
        taken = some.head(h).sink_weight((top + np.log(total)).T).T
        found.append(weights @ values[h // group].astype(np.float64) * (1 - taken) / total)
    return np.array(found)
