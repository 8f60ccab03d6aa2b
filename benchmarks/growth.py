"""The picture of the benchmarks: how each cost grows, one panel for each thing that is counted, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure as Drawing
from measure import Growth

from critscale.pictures.canvas import drawing, panels
from critscale.pictures.style import line

COLUMNS, DECADE = 2, 10


@drawing
def draw(growths: Sequence[Growth]) -> Drawing:
    """Draw growths, those that count the same in one panel.

    Parameters
    ----------
    growths : sequence of Growth
        The lines; each panel takes as many as can be told apart.
    """
    counted = list(dict.fromkeys(growth.over for growth in growths))
    rows = -(-len(counted) // COLUMNS)
    figure, axes = panels(rows, COLUMNS, size=(11, 4.4 * rows))
    for panel in axes[len(counted) :]:
        panel.set_axis_off()
    for panel, over in zip(axes, counted, strict=False):
        lines = [growth for growth in growths if growth.over == over]
        for index, growth in enumerate(lines):
            style: dict[str, Any] = line(index, len(growth.x)) | {"markevery": 1}
            panel.plot(growth.x, growth.y, label=growth.series, **style)
        panel.set(xscale="log", yscale="log", xlabel=over, ylabel=" or ".join(dict.fromkeys(g.unit for g in lines)))
        values = [y for growth in lines for y in growth.y]
        if max(values) < DECADE * min(values):  # else a cost that hardly grows would seem to
            panel.set_ylim(min(values) / DECADE, max(values) * DECADE)
        panel.legend(loc="upper left")
    return figure
