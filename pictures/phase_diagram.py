"""The phase diagram of a quantity over (rho, gamma), with the critical curve and the half contour at finite n."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..numerics.inputs import Number, correlation, interval, nonnegative
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput, shown
from ..theory.layer.registry import quantity as find_quantity
from .canvas import drawing, panels
from .heat import cells, critical_curve, half_curve, show
from .picture import Picture
from .style import short

if TYPE_CHECKING:
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    from ..numerics.numbers.arrays import Array

CELLS = 240
LOGARITHMIC_ABOVE = 1e2
"""A quantity that grows beyond this has colours on a logarithmic scale."""
LEAST = 1e-6
"""Such a scale ends this far below the largest value, or below 1."""


@drawing
def draw(
    quantity: str = "contraction-factor",
    n: LengthLike = 1000,
    residual: Number = 0,
    dim: LengthLike | None = None,
    rho: tuple[Number, Number] = (0, "0.95"),
    gamma: tuple[Number, Number] = (0, 4),
) -> Figure:
    """Draw a quantity over (rho, gamma), certified where intervals are installed; cells that float64 cannot hold stay empty.

    Parameters
    ----------
    quantity : str
        Id in `critscale.QUANTITIES`.
    n : LengthLike
        Context length, finite.
    residual : number
        Residual strength, >= 0.
    dim : LengthLike, optional
        Dimension of the tokens, for the quantities that depend on it.
    rho, gamma : pair of numbers
        Ends of the axes.

    Raises
    ------
    BadInput, UnknownName
        If an argument is no number or out of range, or there is no such quantity.
    """
    from ..numerics.answers.grid import grid
    from ..numerics.numbers.intervals import installed

    entry, length = find_quantity(quantity), ContextLength.parse(n)
    low, high = interval(rho, "rho", correlation)
    bottom, top = interval(gamma, "gamma", nonnegative)
    if high == 1:
        raise BadInput(f"rho up to {shown(rho[1])}", "float64 does not tell it from 1", "give a smaller end")
    rhos, gammas = cells(low, high, CELLS), cells(bottom, top, CELLS)
    place: dict[str, Any] = {"n": length, "rho": rhos, "gamma": gammas, "residual": residual, "dim": dim}
    values = grid(entry, **place, certified=True).value if installed() else grid(entry, **place)
    figure, (axes,) = panels(size=(6.2, 5.2))
    image = show(axes, values, rhos, gammas, norm=_colours(values))
    unit = "" if entry.unit == "1" else f" ({entry.unit})"
    figure.colorbar(image, ax=axes, label=entry.title + unit)
    critical_curve(axes, low, high)
    half_curve(axes, low, high, length, residual, "contraction factor λ = 1/2 at this n")
    strength = nonnegative(residual, "residual")
    axes.set_title(f"{entry.title}, n = {short(length)}, residual strength r = {short(strength)}")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _colours(values: Array) -> Normalize | None:
    """Return a logarithmic scale for what grows large, such as a number of tokens; None for a linear one.

    Raises
    ------
    BadInput
        If float64 holds none of the values.
    """
    import numpy as np
    from matplotlib.colors import LogNorm

    finite = values[np.isfinite(values)]
    if finite.size == 0:
        raise BadInput("the quantity", "beyond the range of float64 on the whole grid", "give a smaller n or residual")
    largest = float(finite.max())
    if largest <= LOGARITHMIC_ABOVE or not np.any(finite > 0):
        return None
    return LogNorm(max(float(finite[finite > 0].min()), min(1, largest) * LEAST), largest, clip=True)


PICTURE = Picture(
    name="phase",
    title="Phase diagram at finite n",
    caption=(
        "A quantity of one attention layer over the inner product ρ and the scale γ. The transition is at γ = 1/(1 - ρ) "
        "(A3). What a heat map of the contraction factor shows at finite n is its half contour, where it has one (A15): for ρ > 0 "
        "it nears that curve like 1/log n."
    ),
    alt=(
        "Heat map of the contraction factor over inner product and gamma at n = 1000: near 0 below the critical curve "
        "gamma = 1/(1 - rho), near 1 above it. The contour at one half starts at gamma = 1/2, half as high as the "
        "critical curve, crosses it at inner product 1/3, and stays somewhat above it from there on."
    ),
    claims=("A3.cosine.subcritical", "A3.cosine.critical", "A3.cosine.supercritical", "A15.contour.exact"),
    draw=draw,
)
