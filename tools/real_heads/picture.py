"""The picture of part (g): how the loss beyond the trained length depends on the multiplier, window by window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from critscale.pictures.canvas import drawing, panels
from critscale.pictures.style import GUIDE, LINES

from .curve import NONE, LossCurve


@drawing
def draw(curves: Sequence[LossCurve]) -> Figure:
    """Draw the loss less that of m = 1, a panel for each length.

    Parameters
    ----------
    curves : sequence of LossCurve
        At least one.
    """
    figure, axes = panels(1, len(curves), size=(5.6 * len(curves), 4.8))
    for panel, curve in zip(axes, curves, strict=True):
        away = curve.compared - curve.compared[:, [curve.of(NONE)]]
        texts = list(dict.fromkeys(text for text, _ in curve.windows))
        for w, (text, _) in enumerate(curve.windows):
            colour, dashes, _ = LINES[1 + texts.index(text)]
            label = text if [each for each, _ in curve.windows].index(text) == w else None
            panel.plot(curve.m, away[w], color=colour, linestyle=dashes, linewidth=0.9, label=label)
        mean = away.mean(axis=0)
        if len(curve.windows) > 1:
            low, high = np.quantile(curve.resampled(away), [0.025, 0.975], axis=0)
            panel.fill_between(curve.m, low, high, color=LINES[0][0], alpha=0.2, linewidth=0)
        panel.plot(curve.m, mean, color=LINES[0][0], marker="o", linewidth=2, label="mean, with its interval")
        panel.axhline(0, color=GUIDE, linewidth=0.8)
        names = panel.secondary_xaxis("top")
        names.set_xticks(curve.m, [f"{law}, {m:.3f}" for law, m in zip(curve.laws, curve.m, strict=True)], rotation=60, ha="left", fontsize="small")
        where = f"beyond {curve.trained} tokens" if curve.n > curve.trained else "as trained"
        panel.set(xlabel=f"multiplier m, {curve.n} tokens; loss {where}", ylabel="loss less that of m = 1, nats")
    axes[0].legend(loc="upper center", fontsize="small")
    return figure
