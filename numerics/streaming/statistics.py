"""What every attention row of a layer comes to, computed in tiles of queries by keys: no array of n x n scores is held.

A tile is a product of some queries and some keys whose extra channel subtracts a shift, so that exponentials neither overflow nor
vanish.  The shift of a row is its largest score on a probe of the keys; where the row turns out to lie far from it, the tiles of
its block are computed again.  Blocks of queries run on threads, each with BLAS on one thread.

Source: theory E21 for what a row comes to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from ...theory.errors import BadInput
from ...theory.result import Result, View
from ..inputs import Number, as_float
from ..numbers.arrays import Array, array_table
from .moments import KeyMoments
from .ranges import Integers, KeyRanges
from .scores import Floats, HeadScores
from .workers import Map, on_executor, on_threads

ROWS, WIDTH = 512, 1024
"""Queries and keys of a tile: two of them fill a common cache, and what is done once a row of a tile is little."""
PROBE = 128
"""Keys whose scores give the shift."""
FAR = {np.dtype(np.float32): 30.0, np.dtype(np.float64): 300.0}
"""How far the largest score may lie from the shift, nats: n exp(2 FAR) is a number of the type."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowWeights(Result):
    """What the log-partition function of each row tells: H heads, n queries; NaN in the rows that see no key.

    Attributes
    ----------
    counts : ndarray of int, shape (n,)
        How many keys each query sees.
    log_z : ndarray, shape (H, n)
        log sum_j exp(s_ij), nats.
    entropy : ndarray, shape (H, n)
        Entropy of the weights, nats.
    participation : ndarray, shape (H, n)
        Participation ratio 1/sum_j w_ij^2, keys.
    self_weight, first_weight : ndarray, shape (H, n)
        Weight of the query's own key, and of the first key of the text; 0 where it is not seen.
    sink_weight : ndarray, shape (H, n)
        What a learned sink takes of the whole row; the other weights are shares of the rest.
    """

    counts: Integers
    log_z: Array
    entropy: Array
    participation: Array
    self_weight: Array
    first_weight: Array
    sink_weight: Array

    def view(self) -> View:
        """Return a row for each head and query."""
        heads, queries = self.log_z.shape
        return View(f"rows of {heads} heads, {queries} queries", array_table({"head": None, "query": None}, self._columns()))

    def _columns(self) -> dict[str, NDArray[Any]]:
        """Return the statistics by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RowStatistics(RowWeights):
    """What each row comes to.  A gap is how far a score lies below the top one; NaN where there is no competitor.

    Attributes
    ----------
    top : ndarray, shape (H, n)
        The largest score, nats.
    top_key : ndarray of int, shape (H, n)
        The key that has it; -1 where no key is seen.
    top_weight : ndarray, shape (H, n)
        Its weight.
    second_gap : ndarray, shape (H, n)
        The least gap of a competitor of the top key.
    spread : ndarray, shape (H, n)
        The largest gap: the range of the scores.
    gap_mean, gap_variance : ndarray, shape (H, n)
        Mean and variance of the competitors' gaps, divisor n - 1 of n keys.
    within : tuple of float
        The gaps t that were asked for.
    near : ndarray of int, shape (H, n, T)
        N(t), how many keys lie within each gap t; the top counts.
    """

    top: Array
    top_key: Integers
    top_weight: Array
    second_gap: Array
    spread: Array
    gap_mean: Array
    gap_variance: Array
    within: tuple[float, ...]
    near: Integers

    def _columns(self) -> dict[str, NDArray[Any]]:
        plain = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in ("within", "near")}
        return plain | {f"within_{gap:g}": self.near[..., k] for k, gap in enumerate(self.within)}


def row_statistics(
    scores: HeadScores,
    within: Sequence[Number] = (),
    *,
    threads: int | None = None,
    executor: Executor | None = None,
) -> RowStatistics:
    """Return what every row of a layer comes to.

    Parameters
    ----------
    scores : HeadScores
        Queries, keys, scale and mask of the layer on one text.
    within : sequence of numbers
        Gaps t >= 0, nats, at which keys are counted; a second pass over the scores.
    threads : int, optional
        Threads for the blocks of queries; one for each core by default.
    executor : concurrent.futures.Executor, optional
        Takes the heads, each on one thread: processes, Dask's, MPI's or Ray's workers.

    Returns
    -------
    RowStatistics

    Notes
    -----
    Computed in the type of the queries.  Memory is a few times that of the queries, and 2 to 6 MB a thread.

    Examples
    --------
    >>> import numpy as np
    >>> rows = row_statistics(HeadScores.of(np.eye(1000), np.eye(1000), scale=8.0))  # a simplex: beta = 8, rho = 0
    >>> float(rows.self_weight[0, 7].round(12)), float(rows.gap_mean[0, 7].round(12))
    (0.748992325232, 8.0)
    """
    gaps = tuple(as_float(gap, "a gap") for gap in within)
    if any(gap < 0 for gap in gaps):
        raise BadInput(f"a gap of {min(gaps):g}", "no score lies above the top one", "give gaps >= 0")
    heads = [scores.head(h) for h in range(scores.heads)]
    if executor is None:
        with on_threads(threads) as spread_out:
            return _joined([_rows_of_head(head, gaps, spread_out) for head in heads])
    return _joined(on_executor(executor, _one_head, [(head, gaps) for head in heads]))


def _one_head(head: HeadScores, within: tuple[float, ...]) -> RowStatistics:
    """Return the rows of one head, for a worker."""
    with on_threads(1) as spread_out:
        return _rows_of_head(head, within, spread_out)


def _rows_of_head(head: HeadScores, within: tuple[float, ...], spread_out: Map) -> RowStatistics:
    machine = _SymmetricHead(head, within, spread_out) if head.symmetric() else _Head(head, within)
    blocks = list(spread_out(machine.block, _blocks(len(head.mask), machine.rows)))
    found = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return RowStatistics(counts=head.mask.counts, within=within, **{name: part[np.newaxis] for name, part in found.items()})


def _blocks(n: int, rows: int) -> list[slice]:
    return [slice(low, min(low + rows, n)) for low in range(0, n, rows)]


def _joined(parts: list[RowStatistics]) -> RowStatistics:
    """Return the rows of several heads as those of one layer."""
    shared = ("counts", "within")
    names = [field.name for field in fields(RowStatistics) if field.name not in shared]
    own = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return RowStatistics(counts=parts[0].counts, within=parts[0].within, **own)


class _Tiles:
    """The tiles of a block of queries: which keys they have, and which queries see them all."""

    def __init__(self, mask: KeyRanges) -> None:
        some = mask.counts > 0
        seen = mask[some]
        self.mask = mask
        self.low, self.high = (int(seen.first.min()), int(seen.stop.max())) if some.any() else (0, 0)
        self.inner_low = int(seen.first.max()) if some.all() else self.high
        self.inner_high = int(seen.stop.min()) if some.all() else self.high
        if self.inner_low >= self.inner_high:
            self.inner_low = self.inner_high = self.high

    def __iter__(self) -> Iterator[tuple[int, int, NDArray[np.bool_] | None]]:
        """Yield ends of each tile, and who sees what; None where every query sees every key."""
        for low, high, inner in (
            (self.low, self.inner_low, False),
            (self.inner_low, self.inner_high, True),
            (self.inner_high, self.high, False),
        ):
            for start in range(low, high, WIDTH):
                stop = min(start + WIDTH, high)
                yield start, stop, None if inner else self.mask.visible(start, stop)


class _Head:
    """One head, made ready: scaled queries, keys with an extra channel of ones, moments of the keys."""

    rows: ClassVar[int] = ROWS
    """Queries of a block."""

    def __init__(self, head: HeadScores, within: tuple[float, ...]) -> None:
        self.head, self.mask, self.origin, self.within = head, head.mask, head.mask.origin, within
        self.dtype = head.queries.dtype
        self.queries = head.queries[0] * self.dtype.type(head.scale)
        keys = head.keys[0]
        self.keys = np.empty((len(keys), keys.shape[1] + 1), self.dtype)
        self.keys[:, :-1], self.keys[:, -1] = keys, 1
        self.moments = KeyMoments(keys)
        self.hidden = -float(np.finfo(self.dtype).max) / 4
        """Stands for the score of a key that is not seen: its exponential is 0, and 0 times it is 0."""

    def block(self, rows: slice) -> dict[str, NDArray[Any]]:
        """Return what the rows of a block come to, by name."""
        tiles = _Tiles(self.mask[rows])
        queries = np.empty((rows.stop - rows.start, self.keys.shape[1]), self.dtype)
        queries[:, :-1] = self.queries[rows]
        shift = self._probed(queries[:, :-1], tiles)
        while True:
            queries[:, -1] = -shift
            with np.errstate(over="ignore", invalid="ignore"):
                sums = self._pass(queries, tiles)
            # A row that sees no key has no top; nor is there anything to compute again.
            far = np.where(tiles.mask.counts > 0, np.abs(sums.top), 0) > FAR[self.dtype]
            if not far.any():
                break
            shift = self._typed(shift + np.where(far, sums.top, 0))
        return self._found(queries, shift.astype(np.float64), sums, tiles)

    def _typed(self, values: NDArray[Any]) -> Floats:
        return cast(Floats, values.astype(self.dtype))

    def _probed(self, queries: Floats, tiles: _Tiles) -> Floats:
        """Return the largest score of each row on some keys, which need not be seen: the shift is only near the top."""
        inner = tiles.inner_low < tiles.inner_high
        low, high = (tiles.inner_low, tiles.inner_high) if inner else (tiles.low, tiles.high)
        probe = np.unique(np.linspace(low, max(high - 1, low), PROBE).astype(np.int64))
        own = np.clip(tiles.mask.own, tiles.low, max(tiles.high - 1, tiles.low))
        keys = self.keys[:, :-1]
        return self._typed(np.maximum((queries @ keys[probe].T).max(axis=1), np.vecdot(queries, keys[own])))

    def _pass(self, queries: Floats, tiles: _Tiles) -> _Sums:
        """Return the sums of the rows over the tiles, scores counted from the shift."""
        sums = _Sums(len(queries), self.hidden)
        width = min(WIDTH, max(tiles.high - tiles.low, 1))
        room = np.empty((2, len(queries) * width), self.dtype)
        ones = np.ones(width, self.dtype)
        for low, high, seen in tiles:
            scores, powers = room[:, : len(queries) * (high - low)].reshape(2, len(queries), high - low)
            np.matmul(queries, self.keys[low:high].T, out=scores)
            if seen is None:
                lowest = scores[sums.rows, scores.argmin(axis=1)]  # faster than min
            else:
                squares = np.where(seen, scores, 0).astype(np.float64)
                sums.edge += squares.sum(axis=1)
                sums.edge_squares += np.vecdot(squares, squares)
                lowest = np.where(seen, scores, np.inf).min(axis=1)
                scores[~seen] = self.hidden
            np.minimum(sums.bottom, lowest, out=sums.bottom)
            sums.see_top(scores, low)
            np.exp(scores, out=powers)
            sums.z += powers @ ones[: high - low]
            sums.scored += np.vecdot(powers, scores)
            sums.z2 += np.vecdot(powers, powers)
        return sums

    def _found(self, queries: Floats, shift: Array, sums: _Sums, tiles: _Tiles) -> dict[str, NDArray[Any]]:
        mask = tiles.mask
        counts = mask.counts.astype(np.float64)
        empty, alone = mask.counts == 0, mask.counts < 2
        top = shift + sums.top
        plain = queries[:, :-1].astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_z = np.where(empty, np.nan, shift + np.log(sums.z))
            # Gaps in the middle from the moments, those at the edges from their tiles; all counted from the shift.
            middle = tiles.inner_high - tiles.inner_low
            first, second = self.moments.sums(plain, tiles.inner_low, tiles.inner_high)
            offset = plain @ self.moments.mean - shift
            total = first + middle * offset + sums.edge
            squares = second + 2 * offset * first + middle * offset**2 + sums.edge_squares
            # The top's own gap adds nothing to either sum.
            mean = (counts * sums.top - total) / (counts - 1)
            variance = (squares - sums.top * (2 * total - counts * sums.top)) / (counts - 1) - mean**2
            found = {
                "log_z": log_z,
                "entropy": np.maximum(np.log(sums.z) - sums.scored / sums.z, 0),
                "participation": sums.z**2 / sums.z2,
                "top_weight": np.exp(sums.top) / sums.z,
            }
        found |= {
            "self_weight": self._weight(plain, mask.own, log_z, mask),
            "first_weight": self._weight(plain, np.full(len(mask), self.origin), log_z, mask),
            "sink_weight": self.head.sink_weight(log_z[np.newaxis])[0],
            "top": top,
        }
        found = {name: np.where(empty, np.nan, value) for name, value in found.items()}
        gaps = {
            "second_gap": sums.top - sums.second,
            "spread": sums.top - sums.bottom,
            "gap_mean": mean,
            "gap_variance": np.maximum(variance, 0),
        }
        found |= {name: np.where(alone, np.nan, value) for name, value in gaps.items()}
        return found | {
            "top_key": np.where(empty, -1, sums.top_key),
            "near": self._near(queries, np.where(empty, 0, top), tiles),
        }

    def _weight(self, queries: Array, key: Integers, log_z: Array, mask: KeyRanges) -> Array:
        """Return the weight of one key of each row, 0 where it is not seen."""
        seen = (mask.first <= key) & (key < mask.stop)
        keys = self.keys[np.where(seen, key, 0), :-1].astype(np.float64)
        weight = np.exp(np.vecdot(queries, keys) - np.where(seen, log_z, np.inf))
        return np.asarray(np.minimum(weight, 1))

    def _near(self, queries: Floats, top: Array, tiles: _Tiles) -> Integers:
        """Return how many keys lie within each gap, shape (n, T): a second pass, the scores counted from the top."""
        found = np.zeros((len(queries), len(self.within)), np.int64)
        if not self.within:
            return found
        queries[:, -1] = -top
        width = -(-min(WIDTH, max(tiles.high - tiles.low, 1)) // 8) * 8
        room, flags = np.empty(len(queries) * width, self.dtype), np.zeros((len(queries), width), np.bool_)
        counted = np.zeros((len(self.within), *flags.shape), np.uint8)
        for index, (low, high, seen) in enumerate(tiles):
            scores = room[: len(queries) * (high - low)].reshape(len(queries), high - low)
            np.matmul(queries, self.keys[low:high].T, out=scores)
            if seen is not None:
                scores[~seen] = self.hidden
            flags[:, high - low :] = False
            for gap, counts in zip(self.within, counted, strict=True):
                np.greater_equal(scores, -self.dtype.type(gap), out=flags[:, : high - low])
                np.add(counts, flags.view(np.uint8), out=counts)
            if index % _TILES_IN_A_BYTE == _TILES_IN_A_BYTE - 1:
                found += _byte_sums(counted)
                counted[:] = 0
        found += _byte_sums(counted)
        # The top itself is counted from a rounded top.
        return np.where(tiles.mask.counts[:, np.newaxis] > 0, np.maximum(found, 1), 0)


_TILES_IN_A_BYTE = 255
_EVEN_BYTES = np.uint64(0x00FF00FF00FF00FF)


def _byte_sums(counted: NDArray[np.uint8]) -> Integers:
    """Return the sums of bytes along the last axis, of at most 2056 of them, shape (T, n, W) to (n, T): eight bytes at a time."""
    words = counted.view(np.uint64)
    lanes = sum((part & _EVEN_BYTES).sum(axis=-1)[..., np.newaxis].view(np.uint16).sum(axis=-1, dtype=np.int64) for part in (words, words >> np.uint64(8)))
    return np.asarray(lanes).T


class _SymmetricHead(_Head):
    """Tokens of one norm that are queries and keys, as in the paper's layer: the scores are symmetric, and half of them are enough.

    The top score of each row is that with itself, so the shift is one for all, and so are the exponentials of both halves.
    """

    rows = ROWS // 2  # sums of the columns are kept beside a tile

    def __init__(self, head: HeadScores, within: tuple[float, ...], spread_out: Map) -> None:
        super().__init__(head, within)
        n = len(self.queries)
        norms = np.vecdot(self.queries, self.keys[:, :-1])
        self.shift = self._typed(np.full(n, norms.max()))
        self.sums = _Sums(n, self.hidden)
        self.sums.top[:], self.sums.top_key[:] = norms - norms.max(), np.arange(n)
        for rows, (own, others) in zip(_blocks(n, self.rows), spread_out(self._lower, _blocks(n, self.rows)), strict=True):
            for part, block in ((own, rows), (others, slice(0, rows.start))):
                for name in ("z", "z2", "scored"):
                    getattr(self.sums, name)[block] += getattr(part, name)
                np.maximum(self.sums.second[block], part.second, out=self.sums.second[block])
                np.minimum(self.sums.bottom[block], part.bottom, out=self.sums.bottom[block])

    def block(self, rows: slice) -> dict[str, NDArray[Any]]:
        """Return what the rows of a block come to, by name."""
        shift = self.shift[rows]
        queries = self._typed(np.column_stack([self.queries[rows], -shift]))
        return self._found(queries, shift.astype(np.float64), self.sums.part(rows), _Tiles(self.mask[rows]))

    def _lower(self, rows: slice) -> tuple[_Sums, _Sums]:
        """Return the sums of a block over the keys up to its end, and those of the rows before it over the block."""
        queries = self._typed(np.column_stack([self.queries[rows], -self.shift[rows]]))
        own, others = _Sums(len(queries), self.hidden), _Sums(rows.start, self.hidden)
        room = np.empty((2, len(queries) * max(WIDTH, len(queries))), self.dtype)
        ones = np.ones(max(WIDTH, len(queries)), self.dtype)
        ends = [*range(0, rows.start, WIDTH), rows.start, rows.stop]
        for low, high in pairwise(ends):
            scores, powers = room[:, : len(queries) * (high - low)].reshape(2, len(queries), high - low)
            np.matmul(queries, self.keys[low:high].T, out=scores)
            np.exp(scores, out=powers)
            np.minimum(own.bottom, scores[own.rows, scores.argmin(axis=1)], out=own.bottom)
            below = low < rows.start
            part = others.part(slice(low, high)) if below else own
            if below:
                np.minimum(part.bottom, scores.min(axis=0), out=part.bottom)
                np.maximum(part.second, scores.max(axis=0), out=part.second)
                np.maximum(own.second, scores[own.rows, scores.argmax(axis=1)], out=own.second)
            else:
                rest = scores.copy()
                np.fill_diagonal(rest, self.hidden)
                np.maximum(own.second, rest.max(axis=1), out=own.second)
            along, across = ones[: high - low], ones[: len(queries)]
            np.multiply(scores, powers, out=scores)
            for values, name in ((powers, "z"), (scores, "scored")):
                getattr(own, name)[:] += values @ along
                if below:
                    getattr(part, name)[:] += across @ values
            np.multiply(powers, powers, out=powers)
            own.z2 += powers @ along
            if below:
                part.z2 += across @ powers
        return own, others


class _Sums:
    """What is summed of the rows of a block, tile by tile; scores are counted from the shift."""

    def __init__(self, rows: int, hidden: float) -> None:
        self.hidden = hidden
        self.rows = np.arange(rows)
        self.z, self.z2, self.scored, self.edge, self.edge_squares = np.zeros((5, rows))
        self.top, self.second = np.full((2, rows), hidden)
        self.bottom = np.full(rows, np.inf)
        self.top_key = np.zeros(rows, np.int64)

    def part(self, rows: slice) -> _Sums:
        """Return the sums of some rows, as views."""
        part = _Sums(0, self.hidden)
        for name in ("z", "z2", "scored", "edge", "edge_squares", "top", "second", "bottom", "top_key"):
            setattr(part, name, getattr(self, name)[rows])
        part.rows = self.rows[: len(part.z)]
        return part

    def see_top(self, scores: Floats, low: int) -> None:
        """Take the two largest scores of each row of a tile into account, whose first key is ``low``."""
        place = scores.argmax(axis=1)
        largest = scores[self.rows, place].astype(np.float64)
        np.maximum(self.second, np.minimum(self.top, largest), out=self.second)
        # Only a tile with a new top can hold a second beside it; there are few such tiles in a row.
        better = np.flatnonzero(largest > self.top)
        if len(better):
            rest = scores[better]
            rest[self.rows[: len(better)], place[better]] = self.hidden
            self.second[better] = np.maximum(self.second[better], rest[self.rows[: len(better)], rest.argmax(axis=1)])
            self.top[better], self.top_key[better] = largest[better], low + place[better]
