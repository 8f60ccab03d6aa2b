"""The scores of one attention layer, by what they are made of: queries, keys, a scale, and which keys each query sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...theory.errors import BadInput
from ..numbers.arrays import Array
from .ranges import KeyRanges

Floats = NDArray[np.float32] | NDArray[np.float64]

EQUAL = 2.0**-20
"""Squared norms that differ by less than this share are those of tokens of one norm, rounded to float32."""
LARGEST = 2.0**100
"""No score is larger than this, so that the square of one is a float32."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadScores:
    """The scores s_ij = scale <q_i, k_j> of the heads of one layer on one text, as deployed: softmax of s over the keys that i sees.

    Attributes
    ----------
    queries : ndarray, shape (H, n, d)
        Queries of each head, float32 or float64, as the layer multiplies them: after RoPE and after norms.
    keys : ndarray, shape (G, m, d)
        Keys of the same type; G divides H, and head h reads the keys h // (H/G), as grouped query attention does.
    scale : float
        What multiplies the inner products: 1/sqrt(d) with most models.  Scores are in nats.
    mask : KeyRanges
        The keys that each query sees.
    sinks : ndarray, shape (H,), or None
        Learned sinks: a logit of each head, nats, that takes its share of the softmax and has no value.  Weights are shares of what
        keys get: a sink moves none of them, and no threshold (H6).
    """

    queries: Floats
    keys: Floats
    scale: float
    mask: KeyRanges
    sinks: Array | None = None

    @classmethod
    def of(
        cls,
        queries: ArrayLike,
        keys: ArrayLike,
        scale: float | None = None,
        mask: KeyRanges | None = None,
        sinks: ArrayLike | None = None,
    ) -> HeadScores:
        """Return the scores of arrays as models give them.

        Parameters
        ----------
        queries : array_like, shape (H, n, d) or (n, d)
            Queries, finite; float16 is taken as float32.
        keys : array_like, shape (G, m, d) or (m, d)
            Keys of the same type; G divides H.
        scale : float, optional
            1/sqrt(d) by default.
        mask : KeyRanges, optional
            By default every query sees every key.
        sinks : array_like, shape (H,), optional
            A logit of each head that takes its share, and no value.

        Raises
        ------
        BadInput
            If the arrays are empty, not finite, of two types or of shapes that do not fit, or no query sees a key.

        Examples
        --------
        >>> import numpy as np
        >>> from critscale import KeyRanges
        >>> HeadScores.of(np.eye(3), np.eye(3), 2.0, KeyRanges.causal(3)).dense(0)
        array([[  2., -inf, -inf],
               [  0.,   2., -inf],
               [  0.,   0.,   2.]])
        """
        q, k = _heads(queries, "queries"), _heads(keys, "keys")
        if q.dtype != k.dtype:
            raise BadInput(f"queries of {q.dtype} and keys of {k.dtype}", "two types of numbers", "give both as one type")
        if q.shape[2] != k.shape[2]:
            raise BadInput(f"queries of {q.shape[2]} channels and keys of {k.shape[2]}", "they have no product", "give one d")
        if q.shape[0] % k.shape[0]:
            raise BadInput(f"{q.shape[0]} heads and {k.shape[0]} of keys", "one is no multiple of the other", "give (H, n, d), (G, m, d)")
        ranges = KeyRanges.full(q.shape[1], k.shape[1]) if mask is None else mask
        if len(ranges) != q.shape[1] or ranges.keys != k.shape[1]:
            why = f"there are {q.shape[1]} queries and {k.shape[1]} keys"
            raise BadInput(f"a mask of {len(ranges)} queries and {ranges.keys} keys", why, "give the mask of these")
        if not ranges.counts.any():
            raise BadInput("the mask", "no query sees any key", "give one that leaves a key")
        factor = 1 / float(np.sqrt(q.shape[2])) if scale is None else float(scale)
        largest = abs(factor) * _longest(q) * _longest(k)
        if not 0 < factor < np.inf or not largest < LARGEST:
            raise BadInput(f"scale = {factor:g}", f"not positive, or scores up to {largest:.3g}", "give a finite scale > 0")
        own = None if sinks is None else np.asarray(sinks, np.float64)
        if own is not None and (own.shape != q.shape[:1] or not np.all(np.isfinite(own))):
            raise BadInput(f"sinks of shape {own.shape}", f"not a finite logit of each of {q.shape[0]} heads", "give an array (H,)")
        return cls(q, k, factor, ranges, own)

    @property
    def heads(self) -> int:
        """The number of heads H."""
        return len(self.queries)

    def head(self, h: int) -> HeadScores:
        """Return the scores of one head."""
        g = h // (self.heads // len(self.keys))
        sinks = None if self.sinks is None else self.sinks[h : h + 1]
        return replace(self, queries=self.queries[h : h + 1], keys=self.keys[g : g + 1], sinks=sinks)

    def at(self, chosen: Any) -> HeadScores:
        """Return the scores of some queries, a slice or an array of indices."""
        return replace(self, queries=self.queries[:, chosen], mask=self.mask[chosen])

    def symmetric(self) -> bool:
        """Tell whether queries and keys are the same tokens, all of one norm, and every token sees every one."""
        if self.queries.__array_interface__ != self.keys.__array_interface__ or not self.mask.whole():
            return False
        squares = np.vecdot(self.queries, self.queries)
        return bool(np.ptp(squares) <= EQUAL * squares.max())

    def sink_weight(self, log_z: Array) -> Array:
        """Return the share that the learned sink of each head takes of rows with these log Z over their keys, shape (H, n); 0 without one."""
        if self.sinks is None:
            return np.where(np.isnan(log_z), np.nan, 0.0)
        with np.errstate(over="ignore"):
            return np.asarray(1 / (1 + np.exp(log_z - self.sinks[:, np.newaxis])))

    def without_origin(self) -> HeadScores:
        """Return the scores without the first key of the text, where a sink would be."""
        return replace(self, mask=self.mask.without_origin())

    def dense(self, h: int) -> Floats:
        """Return the scores of a head as an array of shape (n, m), -inf where a key is not seen: for few queries at a time."""
        one = self.head(h)
        scores: Floats = (one.queries[0] * one.queries.dtype.type(self.scale)) @ one.keys[0].T
        scores[~self.mask.visible(0, self.mask.keys)] = -np.inf
        return scores


def _heads(values: ArrayLike, name: str) -> Floats:
    """Return an array of shape (heads, tokens, channels) of float32 or float64."""
    array = np.asarray(values)
    if array.dtype == np.float16:
        array = array.astype(np.float32)
    if array.dtype not in (np.float32, np.float64):
        raise BadInput(f"{name} of {array.dtype}", "neither float32 nor float64", "convert them")
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3 or not array.size:
        raise BadInput(f"{name} of shape {array.shape}", "no heads by tokens by channels", "give an array (H, n, d), not empty")
    if not np.all(np.isfinite(array)):
        raise BadInput(f"the {name}", "an entry is infinite or no number", "give finite ones")
    return array


def _longest(vectors: Floats) -> float:
    """Return the largest norm."""
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.square(vectors, dtype=np.float64).sum(axis=2).max()))
