"""Any quantity over a (gamma, rho) grid in float64: the phase diagram at one n.

Rows of the grid are independent, so they are cut into chunks that any `concurrent.futures.Executor` may take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ...theory.errors import BadInput, shown
from ...theory.layer.mechanism import SOFTMAX, Logits
from ...theory.layer.registry import Quantity, RowFormula
from ...theory.layer.registry import quantity as find_quantity
from ..inputs import Number, as_float, nonnegative
from ..numbers.arrays import Array
from ..numbers.precision import working_precision
from ..settings.dimension import simplex_dimension
from ..settings.length import ContextLength, LengthLike

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

CHUNK_POINTS = 40_000
"""Points of a chunk: its arrays stay in the cache."""

Progress = Callable[[int, int], None]
"""Called with the finished and the total number of grid rows."""


def grid(
    quantity: str | Quantity,
    *,
    n: LengthLike,
    rho: ArrayLike,
    gamma: ArrayLike,
    residual: Number = 0,
    dim: LengthLike | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Array:
    """Evaluate a quantity on a grid, beta = gamma log n.

    Parameters
    ----------
    quantity : str or Quantity
        Id in `critscale.theory.layer.registry`, or a quantity of your own.
    n : LengthLike
        Context length, finite.  Beyond 1e300 powers of 1/n underflow to 0, as float64 has to.
    rho : array_like, shape (R,)
        Common inner products, 0 <= rho < 1.
    gamma : array_like, shape (G,)
        Coefficients of log n, >= 0.
    residual : number
        Residual strength, >= 0.
    dim : LengthLike, optional
        Dimension d >= n of the tokens, for the quantities that depend on it.
    executor : concurrent.futures.Executor, optional
        Takes the chunks; by default they are computed here, one after the other.
    progress : callable, optional
        Called as ``progress(done, total)``, in grid rows, after each chunk.

    Returns
    -------
    ndarray, shape (G, R), float64
        ``result[i, j]`` belongs to gamma[i], rho[j]; inf and nan where float64 leaves nothing better.

    Raises
    ------
    BadInput
        If an axis is empty, not one-dimensional or out of range, or n is infinite.
    UnknownName
        If there is no such quantity.
    """
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    rhos, gammas = _axis(rho, "rho"), _axis(gamma, "gamma")
    if not np.all(rhos < 1):
        raise BadInput("rho of the grid", "tokens at inner product 1 have collapsed already", "give 0 <= rho < 1")
    strength = as_float(nonnegative(residual, "residual"), "residual")
    length = ContextLength.finite(n, "a grid is drawn at finite n")
    with working_precision(64 + length.log_bits):
        log_length, reciprocal = float(length.log()), _float_reciprocal(length)
    if log_length == np.inf:
        raise BadInput(f"n = {shown(length)}", "log n is beyond the range of float64", "use evaluate, or a smaller n")
    formula = entry.formula
    if entry.dimension:
        with working_precision(64 + length.log_bits):
            inverse = float(simplex_dimension(dim, length, entry.id).reciprocal())
            formula = entry.in_dimension(np.full((1, 1), inverse))
    height = max(1, CHUNK_POINTS // len(rhos))
    result = np.empty((len(gammas), len(rhos)))
    starts = range(0, len(gammas), height)
    jobs = ((k, (formula, log_length, reciprocal, rhos, gammas[k : k + height], strength)) for k in starts)
    done = 0
    for start, block in _computed(jobs, executor):
        result[start : start + len(block)] = block
        done += len(block)
        if progress is not None:
            progress(done, len(gammas))
    return result


def grid_rows(
    formula: RowFormula, log_length: float, reciprocal: float, rho: Array, gamma: Array, residual: float
) -> Array:
    """Return one chunk of a grid, shape (len(gamma), len(rho)); a plain function, so that workers can import it."""
    rho = rho[np.newaxis, :]
    with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
        gap = gamma[:, np.newaxis] * (1 - rho) * log_length
        # numbers are arrays as well: the functions of the field know arrays
        share, length, strength = (np.full((1, 1), x) for x in (reciprocal / (1 - reciprocal), log_length, residual))
        logits = Logits(
            gap, log_length - gap, length, reciprocal, 1 - reciprocal, 1 - rho, float, uniform=True, share=share
        )
        row = SOFTMAX.prepare(logits)()
        value = formula(row, rho, strength)
    return np.broadcast_to(np.asarray(value, dtype=np.float64), gap.shape)


def _computed(jobs: Iterator[tuple[int, tuple[Any, ...]]], executor: Executor | None) -> Iterator[tuple[int, Array]]:
    """Yield (first row, block) of every job, as they finish; an interruption cancels those that have not begun."""
    if executor is None:
        for start, arguments in jobs:
            yield start, grid_rows(*arguments)
        return
    from concurrent.futures import as_completed

    futures: dict[Future[Array], int] = {executor.submit(grid_rows, *arguments): start for start, arguments in jobs}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()


def _axis(values: ArrayLike, name: str) -> Array:
    refusal = BadInput(f"{name} of the grid", "not a sequence of finite numbers >= 0", "give a one-dimensional array")
    try:
        given = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise refusal from None
    if given.ndim != 1 or given.size == 0 or given.dtype.kind not in "fiuOU":
        raise refusal
    if given.dtype.kind in "OU":  # exact numbers and text, read as everywhere
        given = np.array([as_float(value, f"{name} of the grid") for value in given])
    axis = given.astype(np.float64)
    if not np.all(np.isfinite(axis)) or not np.all(axis >= 0):
        raise refusal
    return axis


def _float_reciprocal(length: ContextLength) -> float:
    """Return 1/n as a float, 0 where it underflows."""
    tiny = np.finfo(np.float64).smallest_subnormal
    value = length.reciprocal()
    return float(value) if value > float(tiny) else 0
