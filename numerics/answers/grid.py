"""Any quantity over a (gamma, rho) grid: the phase diagram at one n, in float64 or between certified bounds.

Rows of the grid are independent, so they are cut into chunks that any `concurrent.futures.Executor` may take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

import numpy as np
from flint import arb
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ...theory.errors import BadInput, shown
from ...theory.field import MissingFunction, Scalar
from ...theory.layer.registry import Quantity
from ...theory.layer.registry import quantity as find_quantity
from ...theory.mechanisms.catalogue import MECHANISMS
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Logits, Mechanism
from ...theory.pictured import Pictured
from ...theory.result import Result, View
from ..inputs import Number, as_float, nonnegative
from ..numbers.arrays import Array, array_table
from ..numbers.ball_vector import BallVector, Divided
from ..numbers.balls import rational_ball
from ..numbers.certification import as_ball
from ..numbers.intervals import ends, ends_of_ball, installed, intervals
from ..numbers.precision import working_precision
from ..settings.dimension import simplex_dimension
from ..settings.length import ContextLength, LengthLike
from ..settings.named import read_named

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

CHUNK_POINTS = 40_000
"""Points of a chunk: its arrays stay in the cache."""

WIDTH = 1e-12
"""Bounds further apart than this part of the value are sought in balls."""
DOUBLINGS = 5
"""How often balls double their precision before the bounds stay as they are."""
VECTOR_POINTS = 2000
"""Points whose balls stand in memory at once."""

Progress = Callable[[int, int], None]
"""Called with the finished and the total number of grid rows."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class GridBounds(Result, Pictured):
    """Bounds of a quantity on a grid: each value lies between its two floats.  As an array it is the midpoints.

    Attributes
    ----------
    lower, upper : ndarray, shape (G, R), float64
        ``[i, j]`` belongs to gamma[i], rho[j]; -inf and inf where nothing is known.
    gamma, rho : ndarray, shapes (G,) and (R,)
        The axes.
    title : str
        What the quantity is.
    """

    lower: Array
    upper: Array
    gamma: Array
    rho: Array
    title: str

    def view(self) -> View:
        """Return a row for each point."""
        heading = f"{self.title}: {len(self.gamma)} x {len(self.rho)} points (gamma, rho), the widest bounds {np.max(self.width):.3g} apart"
        return View(heading, array_table({"gamma": self.gamma, "rho": self.rho}, {"lower": self.lower, "upper": self.upper}))

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the midpoints."""
        return np.array(self.value, dtype)

    @property
    def value(self) -> Array:
        """Midpoints; inf or nan where the bounds are not finite."""
        with np.errstate(invalid="ignore"):
            return np.where(self.lower == self.upper, self.lower, self.lower + (self.upper - self.lower) / 2)

    @property
    def width(self) -> Array:
        """Distances of the bounds."""
        with np.errstate(invalid="ignore"):
            return np.where(self.lower == self.upper, np.zeros(()), self.upper - self.lower)


@overload
def grid(
    quantity: str | Quantity,
    *,
    n: LengthLike,
    rho: ArrayLike,
    gamma: ArrayLike,
    residual: Number = 0,
    dim: LengthLike | None = None,
    mechanism: str | Mechanism = SOFTMAX,
    certified: Literal[False] = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Array: ...


@overload
def grid(
    quantity: str | Quantity,
    *,
    n: LengthLike,
    rho: ArrayLike,
    gamma: ArrayLike,
    residual: Number = 0,
    dim: LengthLike | None = None,
    mechanism: str | Mechanism = SOFTMAX,
    certified: Literal[True],
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> GridBounds: ...


def grid(
    quantity: str | Quantity,
    *,
    n: LengthLike,
    rho: ArrayLike,
    gamma: ArrayLike,
    residual: Number = 0,
    dim: LengthLike | None = None,
    mechanism: str | Mechanism = SOFTMAX,
    certified: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Array | GridBounds:
    """Evaluate a quantity on a grid, beta = gamma log n.

    Parameters
    ----------
    quantity : str or Quantity
        Id in `critscale.theory.layer.registry`, or a quantity of your own.
    n : LengthLike
        Context length, finite.  Beyond 1e300 powers of 1/n underflow to 0, as float64 has to.
    rho : array_like, shape (R,)
        Common inner products, 0 <= rho < 1; each is its exact binary value.
    gamma : array_like, shape (G,)
        Coefficients of log n, >= 0; each is its exact binary value.
    residual : number
        Residual strength, >= 0.
    dim : LengthLike, optional
        Dimension d >= n of the tokens, for the quantities that depend on it.
    mechanism : str or Mechanism
        What turns logits into weights, softmax by default.
    certified : bool
        Return rigorous bounds: intervals where the extra ``intervals`` is installed, balls where it is not or where
        an interval is wider than a part in 10^12 of the value, which takes a few microseconds a point.
    executor : concurrent.futures.Executor, optional
        Takes the chunks; by default they are computed here, one after the other.
    progress : callable, optional
        Called as ``progress(done, total)``, in grid rows, after each chunk.

    Returns
    -------
    ndarray, shape (G, R), float64
        ``result[i, j]`` belongs to gamma[i], rho[j]; inf and nan where float64 leaves nothing better.
    GridBounds
        Of such arrays, if ``certified``.

    Raises
    ------
    BadInput
        If an axis is empty, not one-dimensional or out of range, or n is infinite.
    UnknownName
        If there is no such quantity.

    Examples
    --------
    >>> bounds = grid("self-weight", n=1000, rho=[0.25, 0.5], gamma=[1, 2], certified=True)
    >>> bounds.value.round(6).tolist()
    [[0.151108, 0.030683], [0.969376, 0.50025]]
    >>> bool((bounds.width < 1e-13).all())
    True
    """
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    rhos, gammas = _axis(rho, "rho"), _axis(gamma, "gamma")
    if not np.all(rhos < 1):
        raise BadInput("rho of the grid", "tokens at inner product 1 have collapsed already", "give 0 <= rho < 1")
    strength = nonnegative(residual, "residual")
    as_float(strength, "residual")
    length = ContextLength.finite(n, "a grid is drawn at finite n")
    with working_precision(64 + length.log_bits):
        if float(length.log()) == np.inf:
            raise BadInput(f"n = {shown(length)}", "log n is beyond the range of float64", "use evaluate, or a smaller n")
    dimension = simplex_dimension(dim, length, entry.id) if entry.dimension else None
    place = GridPlace(entry, length, dimension, strength, read_named(mechanism, "mechanism", MECHANISMS))
    rows = certified_rows if certified else grid_rows
    height = max(1, CHUNK_POINTS // len(rhos))
    result = np.empty((2, len(gammas), len(rhos)) if certified else (len(gammas), len(rhos)))
    starts = range(0, len(gammas), height)
    jobs = ((k, (place, rhos, gammas[k : k + height])) for k in starts)
    done = 0
    for start, block in _computed(rows, jobs, executor):
        stop = start + block.shape[-2]
        result[..., start:stop, :] = block
        done += stop - start
        if progress is not None:
            progress(done, len(gammas))
    if not certified:
        return result
    lower, upper = result
    return GridBounds(lower, upper, gammas, rhos, f"{entry.title} at n = {shown(length)}")


class GridPlace(NamedTuple):
    """What all points of a grid share; exact, so that workers can take it."""

    quantity: Quantity
    length: ContextLength
    dimension: ContextLength | None
    residual: Fraction
    mechanism: Mechanism = SOFTMAX

    def balls(self, bits: int) -> tuple[arb, arb, arb, arb]:
        """Return log n, 1/n, the residual strength, and 1/d or 0, to so many bits of log n."""
        with working_precision(bits + self.length.log_bits):
            inverse = arb(0) if self.dimension is None else self.dimension.reciprocal()
            return self.length.log(), self.length.reciprocal(), rational_ball(self.residual), inverse

    def values(
        self, shared: Sequence[Scalar], rho: Scalar, gamma: Scalar, number: Callable[[Fraction], Scalar], *, uniform: bool
    ) -> Scalar:
        """Return the quantity at points, everything in one field; ``shared`` as in `balls`, the rest as in `Logits`."""
        length, reciprocal, residual, inverse = shared
        spread, complement = 1 - rho, 1 - reciprocal
        gap, share = gamma * spread * length, reciprocal / complement
        logits = Logits(gap, length - gap, length, reciprocal, complement, spread, number, uniform, share)
        return self.quantity.in_dimension(inverse)(self.mechanism.prepare(logits)(), rho, residual)


def grid_rows(place: GridPlace, rho: Array, gamma: Array) -> Array:
    """Return one chunk of a grid, shape (len(gamma), len(rho)); a plain function, so that workers can import it."""
    # numbers are arrays as well: the functions of the field know arrays
    shared = [np.full((1, 1), _float(ball)) for ball in place.balls(64)]
    with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
        value = place.values(shared, rho[np.newaxis, :], gamma[:, np.newaxis], float, uniform=True)
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (len(gamma), len(rho)))


def certified_rows(place: GridPlace, rho: Array, gamma: Array) -> Array:
    """Return bounds of one chunk, shape (2, len(gamma), len(rho))."""
    rhos, gammas = np.broadcast_arrays(rho[np.newaxis, :], gamma[:, np.newaxis])
    bounds = np.empty((2, *gammas.shape))
    bounds[0], bounds[1] = -np.inf, np.inf
    if installed():
        with suppress(MissingFunction):  # then balls do all of it
            shared = [intervals(*np.reshape(ends_of_ball(ball), (2, 1, 1))) for ball in place.balls(64)]
            value = place.values(shared, intervals(rhos, rhos), intervals(gammas, gammas), _interval, uniform=True)
            bounds[0], bounds[1] = ends(value)
    bits = 2 * 64 + int(gamma.max()).bit_length()
    for _ in range(DOUBLINGS):
        points = np.argwhere(_wide(bounds))
        for k in range(0, len(points), VECTOR_POINTS):
            rows, columns = points[k : k + VECTOR_POINTS].T
            bounds[:, rows, columns] = _in_balls(place, rho[columns], gamma[rows], bits)
        bits *= 2
    return bounds


def _wide(bounds: Array) -> NDArray[np.bool_]:
    """Tell where the bounds are further apart than they should be, or where nothing is known."""
    with np.errstate(invalid="ignore", over="ignore"):
        narrow: NDArray[np.bool_] = bounds[1] - bounds[0] <= WIDTH * np.abs(bounds).max(axis=0)
    return ~narrow | np.isinf(bounds).any(axis=0)


def _interval(value: Fraction) -> Any:
    return intervals(*np.reshape(ends_of_ball(rational_ball(value)), (2, 1, 1)))


def _in_balls(place: GridPlace, rho: Array, gamma: Array, bits: int) -> Array:
    """Return the bounds at some points, shape (2, points)."""
    shared = [BallVector([ball] * len(rho)) for ball in place.balls(bits)]
    rhos, gammas = (BallVector(map(arb, axis.tolist())) for axis in (rho, gamma))
    with working_precision(bits + place.length.log_bits):
        try:
            value = place.values(shared, rhos, gammas, rational_ball, uniform=False)
        except Divided as question:
            bounds, answers = np.empty((2, len(rho))), np.array(question.answers)
            for part in (answers, ~answers):
                bounds[:, part] = _in_balls(place, rho[part], gamma[part], bits)
            return bounds
        balls = [as_ball(ball) for ball in value.balls] if isinstance(value, BallVector) else [as_ball(value)] * len(rho)
        return np.array([ends_of_ball(ball) for ball in balls]).T


def _computed(
    rows: Callable[..., Array], jobs: Iterator[tuple[int, tuple[Any, ...]]], executor: Executor | None
) -> Iterator[tuple[int, Array]]:
    """Yield (first row, block) of every job, as they finish; an interruption cancels those that have not begun."""
    if executor is None:
        for start, arguments in jobs:
            yield start, rows(*arguments)
        return
    from concurrent.futures import as_completed

    futures: dict[Future[Array], int] = {executor.submit(rows, *arguments): start for start, arguments in jobs}
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


def _float(ball: arb) -> float:
    """Return the nearest float, 0 where the number underflows."""
    tiny = np.finfo(np.float64).smallest_subnormal
    return float(ball) if ball > float(tiny) else 0
