"""Which keys a query sees: a range of keys for each query.

Full, causal and windowed attention, padding, chunks and packed texts are all of this form; a mask with holes is not, and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...theory.errors import BadInput

Integers: TypeAlias = NDArray[np.int64]

HIDDEN = -(2.0**14)
"""A mask that is added to the scores hides a key by this or less: that is below any score, and within float16."""


@dataclass(frozen=True, slots=True, eq=False)
class KeyRanges:
    """The keys that each of n queries sees, of m keys: those j with first <= j < stop.

    Attributes
    ----------
    first, stop : ndarray of int, shape (n,)
        Ends of the range of each query; a query with first >= stop sees no key.
    own : ndarray of int, shape (n,)
        The key of the query's own token.  It may lie outside of the range, or outside of the keys.
    keys : int
        The number of keys m.
    """

    first: Integers
    stop: Integers
    own: Integers
    keys: int

    def __post_init__(self) -> None:
        """Refuse ranges that leave the keys."""
        if not self.first.shape == self.stop.shape == self.own.shape or self.first.ndim != 1:
            raise BadInput("a range of keys", "its ends are of different shapes", "give first, stop and own of shape (n,)")
        if len(self.first) and (self.first.min() < 0 or self.stop.max() > self.keys):
            raise BadInput("a range of keys", f"it leaves the {self.keys} keys", "give 0 <= first and stop <= m")

    @classmethod
    def full(cls, queries: int, keys: int | None = None) -> KeyRanges:
        """Return the ranges of queries that see every key.

        Parameters
        ----------
        queries : int
            The number of queries n.
        keys : int, optional
            The number of keys m; n by default.  The last query's own token is the last key.
        """
        m, own = _aligned(queries, keys)
        return cls(np.zeros(queries, np.int64), np.full(queries, m, np.int64), own, m)

    @classmethod
    def causal(cls, queries: int, keys: int | None = None, window: int | None = None) -> KeyRanges:
        """Return the ranges of queries that see their own key and those before it.

        Parameters
        ----------
        queries, keys : int
            As in `full`: with a cache, more keys than queries.
        window : int, optional
            How many keys a query sees at most, its own among them; all by default.
        """
        m, own = _aligned(queries, keys)
        if window is not None and window < 1:
            raise BadInput(f"a window of {window} keys", "no query sees any", "give a window of at least 1")
        stop = np.clip(own + 1, 0, m)
        first = np.zeros_like(stop) if window is None else np.maximum(own + 1 - window, 0)
        return cls(np.minimum(first, stop), stop, own, m)

    @classmethod
    def of_array(cls, mask: ArrayLike) -> KeyRanges:
        """Return the ranges of a mask of shape (n, m): True where a key is seen, or what is added to the scores, 0 or very negative.

        Raises
        ------
        BadInput
            If it is no such array, adds anything else to a score, or a query sees keys with a gap between them.
        """
        array = np.asarray(mask)
        if array.ndim != 2:
            raise BadInput(f"a mask of shape {array.shape}", "no array of queries by keys", "give one of shape (n, m)")
        if array.dtype != np.bool_:
            array = _seen(array)
        counts = array.sum(axis=1, dtype=np.int64)
        first = np.where(counts > 0, array.argmax(axis=1), 0)
        stop = np.where(counts > 0, array.shape[1] - array[:, ::-1].argmax(axis=1), 0)
        if np.any(stop - first != counts):
            row = int(np.flatnonzero(stop - first != counts)[0])
            why = f"query {row} sees keys with a gap between them"
            raise BadInput("a mask with holes", why, "give one where each query sees a range of keys")
        _, own = _aligned(*array.shape)
        return cls(first, stop, own, array.shape[1])

    def __len__(self) -> int:
        """Return the number of queries."""
        return len(self.first)

    def __getitem__(self, queries: Any) -> KeyRanges:
        """Return the ranges of some queries, a slice or an array of indices."""
        return KeyRanges(self.first[queries], self.stop[queries], self.own[queries], self.keys)

    @property
    def counts(self) -> Integers:
        """How many keys each query sees, shape (n,)."""
        return np.asarray(np.maximum(self.stop - self.first, 0))

    @property
    def origin(self) -> int:
        """The first key that any query sees: the first token of the text, where a sink would be."""
        seen = self.first[self.counts > 0]
        return int(seen.min()) if len(seen) else 0

    def without_origin(self) -> KeyRanges:
        """Return the ranges without the first key of the text: the rows as they are without a sink there."""
        first = np.maximum(self.first, self.origin + 1)
        return KeyRanges(np.minimum(first, self.stop), self.stop, self.own, self.keys)

    def whole(self) -> bool:
        """Tell whether there is a query for each key, and each sees every key."""
        return len(self) == self.keys and bool(np.all(self.counts == self.keys))

    def visible(self, low: int, high: int) -> NDArray[np.bool_]:
        """Return which of the keys low <= j < high each query sees, shape (n, high - low)."""
        j = np.arange(low, high)
        return (self.first[:, None] <= j) & (j < self.stop[:, None])


def _aligned(queries: int, keys: int | None) -> tuple[int, Integers]:
    """Return the number of keys, and the own key of each query, where the last query and the last key are one token."""
    m = queries if keys is None else keys
    return m, np.arange(queries, dtype=np.int64) + (m - queries)


def _seen(mask: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a mask that is added to the scores adds nothing."""
    if mask.dtype.kind != "f":
        raise BadInput(f"a mask of {mask.dtype}", "neither booleans nor what is added to scores", "give True where a key is seen")
    seen = mask == 0
    if not np.all(seen | (mask <= HIDDEN)):
        raise BadInput("a mask that is added to the scores", "it adds a bias, or is not a number", "give 0 or -inf")
    return np.asarray(seen)
