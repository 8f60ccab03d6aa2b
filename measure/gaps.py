"""The gaps of some rows, densely: what thresholds and forecasts are computed from, a block of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import TypeAlias

import numpy as np

from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import Integers, KeyRanges
from ..numerics.streaming.scores import HeadScores
from ..numerics.streaming.workers import on_executor, on_threads

ENTRIES = 1 << 18
"""A block of rows has about so many scores, 2 MB: Newton's method passes over it again and again."""

BlockOfRows: TypeAlias = Callable[[Array, Integers, KeyRanges], Mapping[str, Array]]
"""From gaps of shape (n, m), infinite where a key is not seen, the top key of each row, and the mask, to values of each row."""


def over_rows(
    scores: HeadScores, function: BlockOfRows, threads: int | None = None, executor: Executor | None = None
) -> dict[str, Array]:
    """Return what a function of gaps gives on every row that sees a key, by name, each of shape (H, n); NaN in the others.

    An executor takes the heads, each on one thread; what it pickles is the function and the scores of a head.
    """
    if executor is not None:
        parts = on_executor(executor, over_rows, [(scores.head(h), function, 1) for h in range(scores.heads)])
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    seeing = np.flatnonzero(scores.mask.counts)
    size = max(1, ENTRIES // scores.mask.keys)
    tasks = [(h, seeing[low : low + size]) for h in range(scores.heads) for low in range(0, len(seeing), size)]

    def block(task: tuple[int, Integers]) -> Mapping[str, Array]:
        h, rows = task
        chosen = scores.at(rows)
        values = chosen.dense(h).astype(np.float64)
        top = values.argmax(axis=1)
        return function(values[np.arange(len(rows)), top][:, np.newaxis] - values, top, chosen.mask)

    found: dict[str, Array] = {}
    with on_threads(threads) as spread_out:
        for (h, rows), values in zip(tasks, spread_out(block, tasks), strict=True):
            for name, value in values.items():
                found.setdefault(name, np.full((scores.heads, len(scores.mask)), np.nan))[h, rows] = value
    return found
