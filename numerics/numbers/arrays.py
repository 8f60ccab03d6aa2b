"""NumPy arrays of float64 as a field: a formula on a grid, or on many samples at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from ...theory.field import Field
from ...theory.result import ValueTable

Array = NDArray[np.float64]


class _Arrays(Field, lacks=("digamma", "gamma_function", "regularized_beta", "regularized_gamma", "scaled_bessel", "normal_tail")):
    refusal = ("on an array", "NumPy has no such function", "evaluate it point by point")

    exp, log, sqrt, floor = np.exp, np.log, np.sqrt, np.floor
    minimum, maximum = np.minimum, np.maximum

    def expm1(self, x: Array) -> Any:
        return np.expm1(x)

    def log1p(self, x: Array) -> Any:
        return np.log1p(x)

    def hypot(self, x: Array, y: Array) -> Any:
        return np.hypot(x, y)

    def radical(self, x: Array, y: Array) -> Any:
        return np.sqrt(np.maximum(x**2 + y, 0))

    def spectral_norm(self, x: Array, y: Array, s: Array, t: Array, r: Any, u: Array, v: Array) -> Any:
        entries = np.stack(np.broadcast_arrays(r, u, v, 0 * x, x, y, 0 * x, s, t), axis=-1)
        known = np.all(np.isfinite(entries), axis=-1)  # LAPACK refuses what is not finite
        stack = np.where(known[..., np.newaxis], entries, 0).reshape(*known.shape, 3, 3)
        return np.where(known, np.linalg.svd(stack, compute_uv=False)[..., 0], np.nan)

    def nearest_to_half(self, step: Array) -> Any:
        # Above 2^53 the count is no longer exact, nor is it needed: the multiple is 1/2 to all digits there.
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            count = np.rint(1 / (2 * step))
            return np.where(count < 1 << 53, count * step, np.divide(1, 2))

    def entmax_gap(self, gap: Array, others: Array, order: Array) -> Any:
        gap, others, order = np.broadcast_arrays(gap, others, order)
        with np.errstate(all="ignore"):
            room = np.log(1 - order * gap)
            low, high = np.zeros_like(gap), np.maximum(others + np.log(2 * order) - room, (np.log(2) - room) / order) + 1
            x = high / 2
            for _ in range(MOST_STEPS):
                # F(d) = a^q (1 - exp(-q d)) - q g rises with d
                own, rest = 1 / (1 + np.exp(others - x)), 1 / (1 + np.exp(x - others))
                power, drop = own**order, -np.expm1(-order * x)
                value, slope = power * drop - order * gap, order * power * (rest * drop + 1 - drop)
                low, high = np.where(value > 0, low, x), np.where(value > 0, x, high)
                step = x - value / slope
                inside = (low < step) & (step < high)
                new = np.where(inside, step, low + (high - low) / 2)
                done = np.all((np.abs(new - x) <= np.spacing(x)) | (gap == 0) | ~np.isfinite(high))
                x = new
                if done:
                    break
        return np.where(order * gap >= 1, np.inf, np.where(gap == 0, np.zeros(()), x))


MOST_STEPS = 200
"""Steps of Newton's method before it ends."""

_Arrays().register(np.ndarray)


@dataclass(frozen=True, slots=True, eq=False)
class ArrayRows(Sequence[tuple[object, ...]]):
    """The entries of arrays of one shape as rows, made when they are asked for: their indices, then a value of each array."""

    shape: tuple[int, ...]
    arrays: tuple[NDArray[Any], ...]
    axes: tuple[NDArray[Any] | None, ...]
    """What stands for an index, by axis; None for the index itself."""

    def __len__(self) -> int:
        return int(np.prod(self.shape))

    @overload
    def __getitem__(self, index: int) -> tuple[object, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> list[tuple[object, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[object, ...] | list[tuple[object, ...]]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        size = len(self)
        if not -size <= index < size:
            raise IndexError(index)
        place = tuple(int(k) for k in np.unravel_index(index % size, self.shape))
        where = (k if axis is None else axis[k] for k, axis in zip(place, self.axes, strict=True))
        return (*where, *(array[place] for array in self.arrays))


def array_table(axes: Mapping[str, NDArray[Any] | None], arrays: Mapping[str, NDArray[Any]]) -> ValueTable:
    """Return a table of arrays of one shape, a row for each entry.

    Parameters
    ----------
    axes : mapping
        By the name of each axis what stands for its index, shape (size,); None for the index itself.
    arrays : mapping
        By name, arrays whose shape broadcasts to the one that they have in common.
    """
    together = np.broadcast_arrays(*arrays.values())
    return ValueTable((*axes, *arrays), ArrayRows(together[0].shape, tuple(together), tuple(axes.values())))
