"""A stack of layers: the distance of the tokens from collapse and the self weight, layer by layer, by residual strength."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from ..numerics.answers.depth import Stack, stack, whole
from ..numerics.inputs import Number
from ..numerics.settings.setting import Setting
from ..numerics.settings.words import SCALES, SettingWords
from ..theory.notation import GREEK
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, SELF_WEIGHT, at_most_lines, line, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIGITS = 6
LEAST = 1e-16
"""The axis ends here: a collapse is doubly exponential and would leave the rest no room."""
UNDERFLOW = 1e-300
"""Stands for smaller distances, out of sight."""
GAMMA = "1.5"


@drawing
def draw(
    residuals: Sequence[Number] = (0, "1/2", 1, 2),
    norm: str = "pre",
    norm_squared: Number = 1,
    layers: Number = 96,
    epsilon: Number = "1e-3",
    **words: Unpack[SettingWords],
) -> Figure:
    """Draw 1 - cos on a logarithmic axis and the self weight on a linear one, a line for each residual strength.

    Parameters
    ----------
    residuals : sequence of numbers
        Weights alpha >= 0 of the residual connection.
    norm, norm_squared, layers, epsilon, **words
        As in `critscale.numerics.answers.depth.stack`; n = 131072, rho = 0.3 and gamma = 1.5 where nothing else is said.

    Raises
    ------
    BadInput, UnknownName, NotCertain
        As `critscale.numerics.answers.depth.stack`, or if there are more lines than can be told apart.
    """
    at_most_lines(residuals, "residual strengths")
    given: SettingWords = {"n": 131072, "rho": "0.3", **words}
    if not any(words.get(name) for name in SCALES):
        given["gamma"] = GAMMA
    at = Setting(**given)
    at.refuse("a picture of several residuals", "residual")
    count = whole(layers, "layers", least=1)
    found = [
        stack(
            at.but(residual=alpha), layers=count, norm=norm, norm_squared=norm_squared, epsilon=epsilon, digits=DIGITS
        )
        for alpha in residuals
    ]
    return draw_stacks(found)


@drawing
def draw_stacks(found: Sequence[Stack]) -> Figure:
    """Draw stacks of one setting that differ in their residual strength alone.

    Raises
    ------
    BadInput
        If there are more than lines can be told apart, or none.
    """
    from matplotlib.ticker import MaxNLocator

    at_most_lines(found, "stacks")
    figure, (top, bottom) = panels(2, 1, size=(6.2, 6.2), sharex=True, height_ratios=(3, 2))
    first = found[0]
    at, count = first.setting, len(first.layers) - 1
    level = max(float(first.epsilon), UNDERFLOW)
    top.axhline(level, color=GUIDE, linewidth=0.8, gid="epsilon")
    lowest = level
    numbers = range(count + 1)
    for index, one in enumerate(found):
        distances = [max(float(row.distance), UNDERFLOW) for row in one.layers]
        lowest = min(lowest, max(min(distances), LEAST))
        style = line(index, len(numbers))
        top.plot(numbers, distances, label=_label(one), **style)
        bottom.plot(numbers, [float(row.self_weight) for row in one.layers], **style)
    top.set(yscale="log", ylabel="1 - cosine", ylim=(lowest / 2, 1.5))
    top.minorticks_off()
    place = "no normalisation" if first.norm == "none" else f"{first.norm}-normalisation"
    top.set_title(f"n = {short(at.n)}, ρ = {short(at.rho)}, {_scale(at)}, {place}")
    bottom.set(xlabel="layer", ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02))
    bottom.xaxis.set_major_locator(MaxNLocator(integer=True))
    title = f"residual weight α, and the layer from which 1 - cosine < {short(first.epsilon)} (thin line)"
    figure.legend(loc="outside lower center", ncols=2, title=title, title_fontsize="small")
    return figure


def _label(found: Stack) -> str:
    end = "not collapsed" if found.collapsed_at is None else f"layer {found.collapsed_at}"
    return f"α = {short(found.setting.residual)}: {end}"


def _scale(at: Setting) -> str:
    scale = at.scale
    return "critical at every layer" if "critical" in scale.words else f"{GREEK[scale.kind]} = {short(scale.value)}"


PICTURE = Picture(
    name="depth",
    title="Depth, by residual strength",
    caption=(
        "How far two tokens are from collapse after each layer, and the self weight of the layer that takes them in. No "
        "layer without residual connection spreads tokens (D1). At a fixed γ and with pre-normalisation 1 - cosine falls "
        "doubly exponentially at α = 0 (D4), geometrically for α < 1, like 1/L² at α = 1, and not to 0 for α > 1 (D5)."
    ),
    alt=(
        "Two panels over 96 layers at n = 131072 and gamma = 1.5. Above, one minus the cosine on a logarithmic axis: "
        "alpha 0 drops out of sight after three layers, alpha 1/2 falls on a straight line, alpha 1 bends down slowly, "
        "alpha 2 stays level. Below, the self weight: it falls to 0 at once unless alpha is 2."
    ),
    claims=(
        "D1.map.drift",
        "D4.cubic.ratio",
        "D5.residual.below-one",
        "D5.residual.one",
        "D5.residual.no-collapse",
    ),
    draw=draw,
)
