"""The rescaled difference of an expansion: over its derived rate and coefficient it tends to 1, at every parameter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..theory.notation import GREEK
from .canvas import drawing
from .style import GUIDE, LINES, line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..proofs.evidence import Table

WIDTH = 7
"""Inches."""


@drawing
def draw(table: Table) -> Figure:
    """Draw difference/(rate * coefficient) against log10 n, a line for each parameter point.

    Parameters
    ----------
    table : Table
        The figures of the method ``rescaled``, see `critscale.proofs.search.rescaling`.
    """
    from matplotlib.figure import Figure

    lines: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for rate, at, n, scaled, coefficient in table.rows:
        if float(coefficient) != 0:
            point = (int(n.removeprefix("10^")), float(scaled) / float(coefficient))
            lines.setdefault((rate, at), []).append(point)
    total = len(lines)
    if total > len(LINES):  # more than can be told apart: one point of each rate; the table has them all
        lines = dict(list({key[0]: (key, points) for key, points in lines.items()}.values())[: len(LINES)])
    several = len({rate for rate, _ in lines}) > 1
    columns = 1 if several else 2
    below = 0.75 + 0.2 * -(-len(lines) // columns)
    height = 2.6 + below
    # margins by hand: measuring them twice for each of a hundred figures is half of the time of a site
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0.11, below / height, 0.86, 1 - (below + 0.3) / height))
    axes.axhline(1, color=GUIDE, linewidth=1, linestyle="--")
    for index, ((rate, at), points) in enumerate(lines.items()):
        label = f"{at}, rate {rate}" if several else at
        axes.plot(*zip(*points, strict=True), label=_letters(label), **line(index, len(points)))
    reached = sorted({k for points in lines.values() for k, _ in points})
    axes.set(xscale="log", xlabel="k, context length n = 10^k", ylabel="difference / (rate x coefficient)")
    axes.set_xticks(reached, labels=[f"{k}" if k < 1000 else f"{k:.0e}".replace("e+0", "e") for k in reached])
    axes.minorticks_off()
    if len(lines) < total:
        axes.set_title(f"{len(lines)} of {total} parameter points")
    if lines:
        figure.legend(loc="lower center", ncols=columns, fontsize="x-small")
    return figure


def _letters(text: str) -> str:
    """Return a rate or a point with Greek letters, as a legend shows it."""
    greek = re.sub(r"[a-z]+", lambda word: GREEK.get(word[0], word[0]), text)
    return greek.replace("**", "^").replace("*", " ")
