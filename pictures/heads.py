"""The heads of a model: the multiplier that each needs, how it grows with the context, and the gap counts that bracket it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ..theory.errors import BadInput, shown
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, LENGTH, line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..measure.heads import GapCounts
    from ..measure.record import MeasuredModel

LAYERS, HEADS, TOKENS, CHANNELS, ROWS = 6, 4, 1024, 16, 16
"""The model of its own: random queries and keys whose scale falls from layer to layer."""
CURVES = 4
"""Heads whose growth is drawn."""
NEEDED = "multiplier β½ that the head needs"


@drawing
def draw(source: str | Path | MeasuredModel | None = None) -> Figure:
    """Draw layers by heads by their threshold, the growth of some heads with its bands, and their gap counts with brackets.

    Parameters
    ----------
    source : path or MeasuredModel, optional
        A record, or the file of one: what ``critscale measure --out`` wrote; by default heads of random queries and keys.

    Raises
    ------
    BadInput
        If the file is no such record, or has no head with a threshold.
    """
    import numpy as np
    from matplotlib.colors import LogNorm

    from ..measure.record import worst_first

    found = _own_model() if source is None else _read(Path(source)) if isinstance(source, str | Path) else source
    heads = [head for head in worst_first(found.heads) if 0 < head.threshold < np.inf]
    if not heads:
        raise BadInput(f"--from {shown(source)}" if isinstance(source, str | Path) else "measured heads", "no head has a threshold", "measure longer texts")
    layers = sorted({head.layer for head in found.heads})
    table = np.full((len(layers), 1 + max(head.head for head in found.heads)), np.nan)
    for head in heads:
        table[layers.index(head.layer), head.head] = head.threshold
    figure, (left, middle, right) = panels(1, 3, size=(11.4, 4.8))
    far = max(2.0, heads[0].threshold, 1 / heads[-1].threshold)
    extent = (-0.5, table.shape[1] - 0.5, layers[0] - 0.5, layers[0] + len(layers) - 0.5)
    image = left.imshow(table, origin="lower", aspect="auto", interpolation="nearest", extent=extent, norm=LogNorm(1 / far, far))
    left.set(xlabel="head", ylabel="layer")
    ticks = 2.0 ** np.arange(-np.floor(np.log2(far)), np.floor(np.log2(far)) + 1)
    bar = figure.colorbar(image, ax=left, label=NEEDED, location="bottom", shrink=0.9, ticks=ticks, format="{x:g}")
    bar.minorticks_off()
    middle.axhline(1, color=GUIDE, linewidth=0.8)
    drawn = [head for head in heads if len(head.growth.lengths)]
    places = sorted({round(k * (len(drawn) - 1) / (CURVES - 1)) for k in range(CURVES)})
    for index, place in enumerate(places):
        head, growth, counts = drawn[place], drawn[place].growth, drawn[place].counts
        style = line(index, len(growth.lengths))
        middle.plot(growth.lengths, growth.medians, label=f"{head.layer}.{head.head}: {growth.label}", **style)
        middle.fill_between(growth.lengths, growth.low, growth.high, color=style["color"], alpha=0.2, linewidth=0)
        if counts is not None:
            right.plot(counts.gaps, counts.medians, **line(index, len(counts.gaps)))
            right.fill_between(counts.gaps, counts.low, counts.high, color=style["color"], alpha=0.2, linewidth=0)
            _bracket(right, counts, float(Fraction(found.p)), style["color"])
    middle.set_xscale("log", base=2)
    middle.set_yscale("log", base=2)
    middle.set(xlabel=LENGTH, ylabel=NEEDED)
    right.set_yscale("log", base=2)
    right.set(xlabel="gap t below the top score, nats", ylabel="keys N(t) within it")
    right.set_xlim(left=0)
    right.set_ylim(1, max(head.length for head in heads))
    below = sum(head.threshold > 1 for head in found.heads)
    figure.suptitle(f"{below} of {len(found.heads)} heads are below their threshold (β½ > 1) as deployed")
    figure.legend(loc="outside lower center", ncols=CURVES)
    return figure


def _bracket(axes: Axes, found: GapCounts, p: float, color: str) -> None:
    """Draw the counts that a row has at most whose threshold is at the ends of its bracket (E24)."""
    import numpy as np

    gaps = np.linspace(0, found.gaps[-1], 400)
    with np.errstate(over="ignore"):
        least, most = (1 + (1 / p - 1) * np.exp(np.minimum(gaps * beta, 700)) for beta in (found.least, found.most))
    axes.fill_between(gaps, least, most, color=color, alpha=0.08, linewidth=0)
    axes.plot(gaps, least, color=color, linewidth=0.8)


def _read(path: Path) -> MeasuredModel:
    from ..measure.record import read_record

    return read_record(path)


def _own_model() -> MeasuredModel:
    """Return heads of random queries and keys, whose rows are Gaussian."""
    import numpy as np

    from ..measure.measuring import measure_arrays
    from ..numerics.streaming.ranges import KeyRanges
    from ..numerics.streaming.scores import HeadScores

    rng = np.random.default_rng(0)
    layers = []
    for layer in range(LAYERS):
        q, k = rng.standard_normal((2, HEADS, TOKENS, CHANNELS))
        size = (3.0 - 0.4 * layer) * np.linspace(0.7, 1.3, HEADS)[:, np.newaxis, np.newaxis]
        layers.append(HeadScores.of(q * size, k, CHANNELS**-0.5, KeyRanges.causal(TOKENS)))
    return measure_arrays("random queries and keys", layers, "none", per_window=ROWS)


PICTURE = Picture(
    name="heads",
    title="The heads of a model, by threshold",
    caption=(
        "Left, layers by heads: the multiplier β½ at which the top key of a typical long row has half of the weight (X2), between the bounds of E22 and E24. Above 1 a "
        "head is below its threshold as deployed. In the middle, how it grows with the number of keys that a row sees, with the "
        "interval of its median; the thin line is 1. Right, how many keys N(t) lie within a gap t of the top score of a long row: a row has no more than "
        "1 + exp(t β½) of them, and the thin line is that bound at the lower end of the bracket that counts alone give (E24), the shade reaches to its upper end."
    ),
    alt=(
        "A map of six layers by four heads whose needed multiplier grows from layer to layer and falls from head to head, and four "
        "curves that rise slowly with the context length; the lower ones start below the line at 1. Beside them, counts of keys near the "
        "top that rise with the gap, each below its thin line."
    ),
    claims=("E22.threshold.lower", "E24.threshold.lower", "E24.threshold.upper"),
    draw=draw,
)
