"""The figure of ``critscale depth --plot``: distance from collapse and self weight, layer by layer."""

from __future__ import annotations

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..numerics.stack import Stack
from ..theory.errors import BadInput

FORMATS = ("svg", "pdf", "png")
LEAST = 1e-16
"""The axis ends here: a collapse is doubly exponential and would leave the rest no room."""
UNDERFLOW = 1e-300
"""Stands for smaller distances, out of sight."""


def draw(path: str, found: Stack) -> None:
    """Draw 1 - cos on a logarithmic axis and the self weight on a linear one.

    Parameters
    ----------
    path : str
        Where to; the ending gives the format.
    found : Stack
        The stack.

    Raises
    ------
    BadInput
        If the ending is none of `FORMATS`.
    """
    ending = path.rpartition(".")[2].lower()
    if ending not in FORMATS:
        raise BadInput(f"--plot {path}", "the ending names no format", f"end it in .{', .'.join(FORMATS)}")
    numbers = [row.number for row in found.layers]
    distances = [float(row.distance) for row in found.layers]
    marker = "o" if len(numbers) <= 100 else ""
    figure = Figure(figsize=(7, 5.5), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    top.plot(numbers, [max(d, UNDERFLOW) for d in distances], marker=marker, markersize=3)
    top.axhline(float(found.epsilon), color="0.6", linewidth=0.8, linestyle="--")
    if found.collapsed_at is not None:
        top.axvline(found.collapsed_at, color="0.6", linewidth=0.8)
        late = 2 * found.collapsed_at > numbers[-1]
        place = {"textcoords": "offset points", "xytext": (-4 if late else 4, 4), "ha": "right" if late else "left"}
        top.annotate(f"collapsed at layer {found.collapsed_at}", (found.collapsed_at, float(found.epsilon)), **place)
    lowest = min(max(min(distances), LEAST), float(found.epsilon))
    top.set(yscale="log", ylabel="1 - cos", ylim=(lowest / 2, 1.5))
    title = f"n = {found.n}, rho = {found.rho}, {found.scale}, alpha = {found.alpha}, {found.norm}-normalisation"
    top.set_title(title.replace("none-normalisation", "no normalisation"), fontsize="medium")
    bottom.plot(numbers, [float(row.self_weight) for row in found.layers], marker=marker, markersize=3, color="C1")
    bottom.set(xlabel="layer", ylabel="self weight", ylim=(-0.02, 1.02))
    bottom.xaxis.set_major_locator(MaxNLocator(integer=True))
    dated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    with matplotlib.rc_context({"svg.hashsalt": "critscale"}):  # the same figure, the same file
        figure.savefig(path, metadata=dated.get(ending))
