"""What a fused attention tells of its rows, by the log-sum-exp that it returns: no score is ever seen.

With keys in place of values the output of row i is the mean key under its weights, so the mean score is scale <q_i, output_i> and the
entropy log Z less that; a second pass at twice the scale gives Z(2), and with it the participation ratio Z(1)^2/Z(2).

Source: theory E21.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeAlias

import numpy as np

from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import KeyRanges
from ..numerics.streaming.scores import HeadScores
from ..numerics.streaming.statistics import RowWeights, row_statistics

FusedAttention: TypeAlias = Callable[[HeadScores, int], tuple[Array, Array]]
"""Attention with the scale times a factor and the keys as values: outputs of shape (H, n, d), and log Z of shape (H, n)."""


def row_weights(scores: HeadScores, attention: FusedAttention | None = None) -> RowWeights:
    """Return the entropies and the weights of every row at the speed of a fused attention.

    Parameters
    ----------
    scores : HeadScores
        Queries, keys, scale and mask of a layer; with an ``attention`` every query sees a key.
    attention : FusedAttention, optional
        By default that of torch, where torch is and the mask is full or causal; else `row_statistics`.

    Returns
    -------
    RowWeights

    Notes
    -----
    An entropy is the difference of two numbers of the size of the scores: its error is their rounding.
    """
    if attention is None:
        if not fits_torch(scores):
            return row_statistics(scores)
        attention = torch_attention
    outputs, log_z = attention(scores, 1)
    _, doubled = attention(scores, 2)
    every = np.arange(scores.heads)
    group = every // (scores.heads // len(scores.keys))
    queries, mask = scores.queries.astype(np.float64) * scores.scale, scores.mask

    def weight(key: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Array:
        seen = (mask.first <= key) & (key < mask.stop)
        chosen = scores.keys[:, np.where(seen, key, 0)][group].astype(np.float64)
        return np.asarray(np.exp(np.minimum(np.where(seen, np.vecdot(queries, chosen) - log_z, -np.inf), 0)))

    return RowWeights(
        counts=mask.counts,
        log_z=log_z,
        entropy=np.maximum(log_z - np.vecdot(queries, outputs), 0),
        participation=np.exp(2 * log_z - doubled),
        self_weight=weight(mask.own),
        first_weight=weight(np.full(len(mask), mask.origin)),
        sink_weight=scores.sink_weight(log_z),
    )


def fits_torch(scores: HeadScores) -> bool:
    """Tell whether torch is installed and its attention has this mask: full, or causal with a query for each key."""
    mask = scores.mask
    whole = KeyRanges.full(len(mask), mask.keys)
    shapes = [whole, KeyRanges.causal(len(mask))] if len(mask) == mask.keys else [whole]
    same = any(np.array_equal(mask.first, other.first) and np.array_equal(mask.stop, other.stop) for other in shapes)
    return same and find_spec("torch") is not None


def torch_attention(scores: HeadScores, factor: int) -> tuple[Array, Array]:
    """Return outputs and log Z from torch's fused attention on the processor; a `FusedAttention`."""
    import torch

    heads, mask = scores.heads, scores.mask
    # Scores are counted from those of the mean key, or they would round as if that were part of them.
    mean = scores.keys.mean(axis=1, keepdims=True, dtype=np.float64)
    centred = torch.from_numpy((scores.keys - mean).astype(scores.keys.dtype))
    keys = centred.repeat_interleave(heads // len(scores.keys), dim=0)[None]
    queries = torch.from_numpy(np.ascontiguousarray(scores.queries))[None]
    causal = len(mask) > 1 and int(mask.stop[0]) < mask.keys
    attend = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
    with torch.no_grad():
        outputs, log_z = attend(queries, keys, keys, 0.0, causal, attn_mask=None, scale=factor * scores.scale)
    common = np.repeat(mean, heads // len(scores.keys), axis=0)
    shift = np.vecdot(scores.queries.astype(np.float64), common) * (factor * scores.scale)
    return outputs[0].numpy().astype(np.float64) + common, log_z[0].numpy().astype(np.float64) + shift
