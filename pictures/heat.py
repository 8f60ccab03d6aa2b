"""Heat maps over (rho, gamma), and the two curves on them: the critical one, and the half contour at finite n."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..numerics.inputs import Number
from ..numerics.settings.length import LengthLike
from ..theory.errors import BadInput
from .canvas import over_heat
from .style import GAMMA, RHO

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from ..numerics.numbers.arrays import Array

CURVE_POINTS = 96
CRITICAL = "critical: γ = 1/(1 - ρ)"
HALF_DASHES = (0, (4, 2))


def cells(low: float, high: float, count: int) -> Array:
    """Return the centres of ``count`` equal cells between two ends."""
    import numpy as np

    centres: Array = low + (high - low) * ((np.arange(count) + 0.5) / count)
    return centres


def show(axes: Axes, values: Array, rhos: Array, gammas: Array, **options: Any) -> AxesImage:
    """Show values as a heat map, each cell one colour.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    values : ndarray, shape (G, R)
        ``values[i, j]`` belongs to gammas[i], rhos[j].
    rhos, gammas : ndarray
        Centres of the cells, equally spaced.
    **options
        For ``Axes.imshow``.

    Raises
    ------
    BadInput
        If an axis has fewer than two cells, or they are not equally spaced.
    """
    ends = (*_ends(rhos, "rho"), *_ends(gammas, "gamma"))
    image = axes.imshow(values, origin="lower", extent=ends, aspect="auto", interpolation="nearest", **options)
    axes.set(xlabel=RHO, ylabel=GAMMA, xlim=ends[:2], ylim=ends[2:])
    return image


def _ends(centres: Array, name: str) -> tuple[float, float]:
    import numpy as np

    steps = np.diff(centres)
    if len(steps) == 0 or not steps[0] > 0 or not np.allclose(steps, steps[0], rtol=1e-6):
        raise BadInput(f"the {name} axis", "not two or more equally spaced values", "give a regular grid")
    return float(centres[0] - steps[0] / 2), float(centres[-1] + steps[0] / 2)


def critical_curve(axes: Axes, low: float, high: float) -> None:
    """Draw gamma = 1/(1 - rho) between two rho."""
    import numpy as np

    rhos = np.linspace(low, high, CURVE_POINTS)
    over_heat(axes, rhos, 1 / (1 - rhos), label=CRITICAL, gid="critical")


def half_curve(axes: Axes, low: float, high: float, n: LengthLike, residual: Number, label: str) -> None:
    """Draw the exact half contour of the contraction factor at n (A15); where there is none, as with a residual, a gap."""
    import numpy as np

    from ..numerics.answers.contour import half_contour

    rhos = np.linspace(low, high, CURVE_POINTS)
    heights = np.full(len(rhos), np.nan)
    for k, rho in enumerate(rhos):
        try:
            heights[k] = float(half_contour(n, float(rho), residual=residual, digits=8).gamma)
        except BadInput:
            continue  # with this residual the contraction factor is above one half at every beta
    if not np.isnan(heights).all():
        over_heat(axes, rhos, heights, label=label, linestyle=HALF_DASHES, gid="half")
