"""The paper's experiment: the mean contraction factor over (rho, gamma) of sampled tokens, beside what is predicted.

One task is one (rho, seed): its tokens, its Gram matrix, and a row of contraction factors, one for each gamma.  A row depends on
nothing but its own parameters, so any `concurrent.futures.Executor` gives the same bytes in any order.

Source: arXiv 2510.05554, eq. (3.2) and its phase diagram; the comparison at the measured inner product is theory C10.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...theory.errors import BadInput
from ...theory.layer.registry import quantity
from ...theory.pictured import Pictured
from ...theory.result import Result, View
from ..answers.finite_dimension import finite_dimension
from ..answers.grid import GridPlace, grid_rows
from ..files import write_atomically
from ..numbers.arrays import Array, array_table
from ..settings.length import ContextLength
from .store import RowStore
from .tokens import MODELS, contraction_factors, sample_tokens

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from numpy.typing import DTypeLike, NDArray

Progress = Callable[[int, int], None]
"""Called with the finished and the total number of rows."""

MAX_TOKENS = 20_000


@dataclass(frozen=True, slots=True)
class Experiment:
    """What to sample.

    Attributes
    ----------
    n, d : int
        Tokens and dimension.
    rhos, gammas : tuple of float
        The axes; beta = gamma log n.
    seeds : int
        Seeds 0 .. seeds - 1.
    model : str
        Of `critscale.numerics.sampled.tokens.MODELS`.
    alpha : float
        Weight of the residual connection.

    Raises
    ------
    BadInput
        If a value is out of range.
    """

    n: int
    d: int
    rhos: tuple[float, ...]
    gammas: tuple[float, ...]
    seeds: int = 3
    model: str = "sphere"
    alpha: float = 0

    def __post_init__(self) -> None:
        """Refuse what has no phase diagram."""
        if not 2 <= self.n <= MAX_TOKENS:
            raise BadInput(f"n = {self.n}", "an exact layer holds n^2 numbers", f"give 2 <= n <= {MAX_TOKENS}")
        if self.d < 3:
            raise BadInput(f"d = {self.d}", "around a common mean there are d - 1 >= 2 directions", "give d >= 3")
        if self.seeds < 1:
            raise BadInput(f"{self.seeds} seeds", "nothing to average", "give at least one")
        if self.model not in MODELS:
            raise BadInput(f"tokens {self.model!r}", "no such token model", f"one of {', '.join(MODELS)}")
        if not self.rhos or not all(0 < rho < 1 for rho in self.rhos):
            raise BadInput("the rho axis", "it leaves 0 < rho < 1", "give a range such as 0.05:0.95")
        if not self.gammas or not all(0 < gamma < np.inf for gamma in self.gammas):
            raise BadInput("the gamma axis", "it leaves gamma > 0", "give a range such as 0.1:4")
        if not self.alpha >= 0:
            raise BadInput(f"alpha = {self.alpha}", "a negative residual", "give alpha >= 0")

    def rows(self) -> list[tuple[int, int]]:
        """Return (index of rho, seed) of every row."""
        return [(i, seed) for i in range(len(self.rhos)) for seed in range(self.seeds)]

    def key(self, index: int, seed: int) -> dict[str, object]:
        """Return everything that decides one row, the version of the arithmetic included."""
        own = {name: value for name, value in asdict(self).items() if name not in ("rhos", "seeds")}
        own["gammas"] = [g.hex() for g in self.gammas]
        return {**own, "rho": self.rhos[index].hex(), "seed": seed, "numpy": np.__version__}


@dataclass(frozen=True, slots=True, repr=False)
class Deviation(Result):
    """The largest difference between the seeds' mean contraction factor and a prediction, and where it is."""

    largest: float
    rho: float
    gamma: float
    mean: float


@dataclass(frozen=True, slots=True, repr=False)
class PhaseDiagram(Result, Pictured):
    """What an experiment found.

    Attributes
    ----------
    experiment : Experiment
        What was sampled.
    measured_rho : ndarray, shape (R, S)
        Mean inner product of the tokens, by rho and seed.
    contraction_factor : ndarray, shape (R, S, G)
        Mean contraction factor.
    simplex, finite : ndarray, shape (R, S, G)
        Predictions at the measured rho: the exact simplex layer, and the finite-dimensional one (heuristic).
    """

    experiment: Experiment
    measured_rho: Array
    contraction_factor: Array
    simplex: Array
    finite: Array

    def view(self) -> View:
        """Return a row for each point of the grid, means over the seeds; and how far the predictions are."""
        e = self.experiment
        axes = {"rho": np.array(e.rhos), "gamma": np.array(e.gammas)}
        means = {name: getattr(self, name).mean(axis=1) for name in ("contraction_factor", "simplex", "finite")}
        measured = self.measured_rho.mean(axis=1)[:, np.newaxis]
        return View(self.about[0], array_table(axes, {"measured_rho": measured, **means}), self.about[1:])

    @property
    def about(self) -> tuple[str, ...]:
        """What was sampled, and how far each prediction is from it, in lines."""
        e = self.experiment
        lines = [f"mean contraction of {e.n} {e.model} tokens in {e.d} dimensions, {len(e.rhos)} x {len(e.gammas)} grid, seeds: {e.seeds}"]
        for prediction, name in (("simplex", "exact simplex"), ("finite", "finite dimension, heuristic")):
            found = self.deviation(prediction)
            lines.append(
                f"against the {name}: at most {found.largest:.4f} off, at rho = {found.rho:.4g}, gamma = {found.gamma:.4g}; "
                f"{found.mean:.4f} on average"
            )
        return tuple(lines)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the mean contraction factor over the seeds, shape (R, G)."""
        return np.array(self.contraction_factor.mean(axis=1), dtype)

    def deviation(self, prediction: str) -> Deviation:
        """Return how far the mean over seeds lies from ``"simplex"`` or ``"finite"``."""
        predicted = self.simplex if prediction == "simplex" else self.finite
        difference = np.abs((self.contraction_factor - predicted).mean(axis=1))
        i, j = np.unravel_index(int(np.argmax(difference)), difference.shape)
        rho, gamma = self.experiment.rhos[int(i)], self.experiment.gammas[int(j)]
        return Deviation(float(difference[i, j]), rho, gamma, float(difference.mean()))

    def summary(self) -> dict[str, Any]:
        """Return the parameters, versions and deviations as JSON data."""
        return {
            "experiment": asdict(self.experiment),
            "numpy": np.__version__,
            "measured_rho": self.measured_rho.tolist(),
            "deviation": {name: asdict(self.deviation(name)) for name in ("simplex", "finite")},
        }

    def save(self, path: Path) -> tuple[Path, Path]:
        """Write the arrays as .npz and the summary as .json beside it; the same result is the same bytes."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            rho=np.array(self.experiment.rhos),
            gamma=np.array(self.experiment.gammas),
            measured_rho=self.measured_rho,
            contraction_factor=self.contraction_factor,
            simplex=self.simplex,
            finite=self.finite,
        )
        text = json.dumps(self.summary(), indent=2) + "\n"
        write_atomically(path, buffer.getvalue())
        write_atomically(path.with_suffix(".json"), text.encode())
        return path, path.with_suffix(".json")


def axis(low: float, high: float, count: int) -> tuple[float, ...]:
    """Return ``count`` equally spaced values from low to high."""
    return tuple(float(x) for x in np.linspace(low, high, count))


def sampled_row(model: str, n: int, d: int, rho: float, seed: int, gammas: tuple[float, ...], alpha: float) -> Array:
    """Return one row, shape (1 + G,): the measured rho and the contraction factors.  A plain function, for workers."""
    tokens = sample_tokens(model, n, d, rho, seed)
    measured, found = contraction_factors(tokens, [gamma * np.log(n) for gamma in gammas], alpha)
    return np.concatenate([[measured], found])


def run_experiment(
    experiment: Experiment,
    *,
    store: Path | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> PhaseDiagram:
    """Run an experiment, or what is left of it.

    Parameters
    ----------
    experiment : Experiment
        What to sample.
    store : Path, optional
        Directory for finished rows: a run that is broken off resumes there.  Its rows are left in place; see `forget`.
    executor : concurrent.futures.Executor, optional
        Takes the rows: processes, a Dask cluster's, MPI's; by default they are computed here.
    progress : callable, optional
        Called as ``progress(done, total)`` after each row, resumed ones at once.

    Returns
    -------
    PhaseDiagram
    """
    kept = None if store is None else RowStore(store)
    width = 1 + len(experiment.gammas)
    found: dict[tuple[int, int], Array] = {}
    for task in experiment.rows():
        row = None if kept is None else kept.read(experiment.key(*task), width)
        if row is not None:
            found[task] = row
    total = len(experiment.rows())
    if progress is not None:
        progress(len(found), total)
    for task, row in _computed(experiment, [t for t in experiment.rows() if t not in found], executor):
        if kept is not None:
            kept.write(experiment.key(*task), row)
        found[task] = row
        if progress is not None:
            progress(len(found), total)
    rows = np.array([found[task] for task in experiment.rows()]).reshape(len(experiment.rhos), experiment.seeds, width)
    measured, values = np.ascontiguousarray(rows[..., 0]), np.ascontiguousarray(rows[..., 1:])
    return PhaseDiagram(experiment, measured, values, *_predictions(experiment, measured))


def forget(store: Path) -> None:
    """Remove the stored rows once the result is written."""
    RowStore(store).clear()


def _computed(
    experiment: Experiment, tasks: list[tuple[int, int]], executor: Executor | None
) -> Iterator[tuple[tuple[int, int], Array]]:
    """Yield every row as it is finished; an interruption cancels those that have not begun."""

    def arguments(task: tuple[int, int]) -> tuple[Any, ...]:
        e, (index, seed) = experiment, task
        return e.model, e.n, e.d, e.rhos[index], seed, e.gammas, e.alpha

    if executor is None:
        for task in tasks:
            yield task, sampled_row(*arguments(task))
        return
    from concurrent.futures import as_completed

    futures: dict[Future[Array], tuple[int, int]] = {executor.submit(sampled_row, *arguments(t)): t for t in tasks}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()


def _predictions(experiment: Experiment, measured: Array) -> tuple[Array, Array]:
    """Return the contraction factor of the simplex, and of finite dimension, at every measured rho (0 where it is negative)."""
    gammas = np.array(experiment.gammas)
    rhos = np.maximum(measured, 0).ravel()
    n = experiment.n
    place = GridPlace(quantity("contraction-factor"), ContextLength.parse(n), None, Fraction(experiment.alpha))
    simplex = grid_rows(place, rhos, gammas).T
    finite = np.array(
        [
            [
                float(
                    finite_dimension(
                        n=n, dim=experiment.d, rho=float(rho), gamma=gamma, residual=experiment.alpha, digits=12
                    ).contraction_factor
                )
                for gamma in experiment.gammas
            ]
            for rho in rhos
        ]
    )
    shape = (*measured.shape, len(gammas))
    return np.ascontiguousarray(simplex).reshape(shape), finite.reshape(shape)
