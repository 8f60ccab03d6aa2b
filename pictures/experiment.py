"""The paper's experiment: the contraction factor measured on sampled tokens, beside the prediction, and their difference."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..numerics.stored import read_archive
from ..theory.errors import BadInput, UnknownName, shown
from .canvas import drawing, panels
from .heat import critical_curve, half_curve, show
from .picture import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

    from ..numerics.numbers.arrays import Array
    from ..numerics.sampled.experiment import PhaseDiagram

LEAST = 1e-12
"""The colours of the difference span at least this."""
NEAR_ONE = 1 - 1e-6
"""The curves end here at the latest."""
PREDICTIONS = {"simplex": "exact simplex", "finite": "finite dimension, heuristic"}
TOKENS, DIMENSION, SEEDS = 300, 512, 1
RHO, GAMMA = (0.05, 0.9, 18), (0.25, 4, 16)
"""The run of its own: seconds on two cores."""
WROTE = "give the .npz file it wrote"


@dataclass(frozen=True, slots=True)
class Surface:
    """Means over the seeds, shape (G, R), their axes, and what was sampled; n is None where that is not known."""

    rho: Array
    gamma: Array
    measured: Array
    predicted: Array
    words: str
    n: int | None
    alpha: float


@drawing
def draw(source: str | Path | None = None, prediction: str = "simplex") -> Figure:
    """Draw the measured and the predicted contraction factor over (rho, gamma), and the difference.

    Parameters
    ----------
    source : str or Path, optional
        A result of ``critscale experiment phase-diagram``; by default a small run is made, always the same.
    prediction : str
        ``"simplex"``, or ``"finite"`` for the finite-dimensional one.

    Raises
    ------
    BadInput, UnknownName
        If the file is no such result, or there is no such prediction.
    """
    if prediction not in PREDICTIONS:
        raise UnknownName.among("prediction", prediction, PREDICTIONS)
    if source is not None:
        return _draw_surface(_read(Path(source), prediction), prediction)
    return draw_experiment(_own_run(), prediction)


@drawing
def draw_experiment(found: PhaseDiagram, prediction: str = "simplex") -> Figure:
    """Draw what an experiment found.

    Raises
    ------
    UnknownName
        If there is no such prediction.
    """
    if prediction not in PREDICTIONS:
        raise UnknownName.among("prediction", prediction, PREDICTIONS)
    plan = found.experiment
    arrays: dict[str, ArrayLike] = {"rho": plan.rhos, "gamma": plan.gammas, "contraction_factor": found.contraction_factor}
    return _draw_surface(_surface({**arrays, "predicted": getattr(found, prediction)}, asdict(plan)), prediction)


def _draw_surface(found: Surface, prediction: str) -> Figure:
    import numpy as np

    difference = found.measured - found.predicted
    far = max(float(np.abs(difference).max()), LEAST)
    figure, axes = panels(1, 3, size=(7.2, 4.4), sharex=True, sharey=True)
    level, even = {"vmin": 0.0, "vmax": 1.0}, {"vmin": -far, "vmax": far}
    parts: tuple[tuple[str, Array, dict[str, float]], ...] = (
        ("measured", found.measured, level),
        (f"predicted: {PREDICTIONS[prediction]}", found.predicted, level),
        ("measured - predicted", difference, even),
    )
    images = [
        show(one, values, found.rho, found.gamma, **scale) for one, (_, values, scale) in zip(axes, parts, strict=True)
    ]
    low, high = max(axes[0].get_xlim()[0], 0), min(axes[0].get_xlim()[1], NEAR_ONE)
    for one, (title, _, _) in zip(axes, parts, strict=True):
        one.set_title(title, fontsize="small")
        critical_curve(one, low, high)
        if found.n is not None:
            half_curve(one, low, high, found.n, found.alpha, "contraction factor λ = 1/2 at this n")
        one.label_outer()
    figure.colorbar(images[1], ax=axes[:2], label="contraction factor λ", location="bottom", shrink=0.7)
    figure.colorbar(images[2], ax=axes[2], label="difference", location="bottom", shrink=0.9)
    figure.suptitle(found.words)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _own_run() -> PhaseDiagram:
    from ..numerics.sampled.experiment import Experiment, axis, run_experiment

    plan = Experiment(n=TOKENS, d=DIMENSION, rhos=axis(*RHO), gammas=axis(*GAMMA), seeds=SEEDS)
    return run_experiment(plan)


def _read(path: Path, prediction: str) -> Surface:
    """Return what a file of ``critscale experiment`` holds, its summary included where that stands beside it."""
    import numpy as np

    try:
        stored = read_archive(path, WROTE)
        arrays = {name: np.asarray(stored[name], dtype=float) for name in ("rho", "gamma", "contraction_factor")}
        arrays["predicted"] = np.asarray(stored[prediction], dtype=float)
        summary = path.with_suffix(".json")
        text = summary.read_text(encoding="utf-8") if summary.is_file() else "{}"
        return _surface(arrays, json.loads(text).get("experiment", {}))
    except (ValueError, KeyError, TypeError, AttributeError, MemoryError, OverflowError, RecursionError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"--from {shown(path)}", "no result of critscale experiment phase-diagram", WROTE) from None


def _surface(arrays: Mapping[str, ArrayLike], plan: Mapping[str, Any]) -> Surface:
    """Return the means over the seeds.

    Raises
    ------
    ValueError
        If the arrays do not fit together, or hold other numbers than an experiment's.
    """
    import numpy as np

    from ..numerics.sampled.tokens import MODELS

    rho, gamma, measured, predicted = (
        np.asarray(arrays[name]) for name in ("rho", "gamma", "contraction_factor", "predicted")
    )
    shape = measured.shape
    if len(shape) != 3 or (len(rho), len(gamma)) != (shape[0], shape[2]) or predicted.shape != shape or not shape[1]:
        raise ValueError("the shapes do not fit")
    if not all(np.isfinite(part).all() for part in (rho, gamma, measured, predicted)):
        raise ValueError("not finite")
    if not (rho.min() > 0 and rho.max() < 1 and gamma.min() > 0):
        raise ValueError("axes out of range")
    words = f"{shape[0]} × {shape[2]} grid, " + ("1 seed" if shape[1] == 1 else f"{shape[1]} seeds")
    if not plan:
        return Surface(rho, gamma, measured.mean(axis=1).T, predicted.mean(axis=1).T, words, None, 0)
    n, d, alpha = int(plan["n"]), int(plan["d"]), float(plan["alpha"])
    if n < 2 or d < 1 or not 0 <= alpha < np.inf or plan["model"] not in MODELS:
        raise ValueError("no experiment")
    words = f"n = {n} tokens ({plan['model']}) in d = {d} dimensions, {words}"
    words += f", residual weight α = {alpha:g}" if alpha else ""
    return Surface(rho, gamma, measured.mean(axis=1).T, predicted.mean(axis=1).T, words, n, alpha)


PICTURE = Picture(
    name="experiment",
    title="The paper's experiment, measured and predicted",
    caption=(
        "The mean contraction factor of sampled tokens through an exact attention layer, its prediction at the measured inner "
        "product of each sample (C10), and the difference, averaged over the seeds. Without residual connection what looks "
        "like the edge is the half contour at this n (A15), not the critical curve."
    ),
    alt=(
        "Three heat maps over inner product and gamma: the contraction factor measured on 300 random tokens in 512 dimensions; "
        "the exact simplex prediction, which looks the same; and the difference, within 0.02 everywhere: the measured "
        "transition is the softer one, above the prediction below the half contour, and below the prediction above it."
    ),
    claims=("C10.measured-rho", "A2.geometry.contraction", "A15.contour.exact"),
    draw=draw,
)
