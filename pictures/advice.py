"""Advice as a picture: which multiplier a longer context needs, what laws give, and the self weight that follows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..audit.advice import Advice, advise
from ..audit.calibrated_layers import CalibratedLayers
from ..audit.compared_laws import compared_laws, recommended_law
from ..audit.head_growth import HeadGrowth, head_growth
from ..audit.layer_advice import fixed_at
from ..measure.record import MeasuredModel, read_record
from ..numerics.inputs import Number
from ..numerics.laws.calibration import Calibration
from ..numerics.laws.multiplier import constant
from ..numerics.settings.length import ContextLength, LengthLike
from ..numerics.settings.window import HIGH, LOW
from ..theory.errors import BadInput, shown
from ..theory.expression import Expression
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, LENGTH, SELF_WEIGHT, line, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..audit.source import ConfigLike, Source

EXAMPLE = {
    "model_type": "qwen2",
    "hidden_size": 5120,
    "num_attention_heads": 40,
    "num_hidden_layers": 48,
    "max_position_embeddings": 32768,
}
"""A model of 32k tokens, with heads of 128 dimensions."""
FARTHER = "1M"
SHORTER, BEYOND, POINTS = 32, 4, 96
"""The lengths run from L/32 to four times the target, in so many steps."""
HEAD_POINTS = 8
DIGITS = 5
WINDOW = f"window: self weight {float(LOW):g} to {float(HIGH):g}"


@drawing
def draw(
    config: ConfigLike | Source = EXAMPLE,
    to: LengthLike | None = None,
    *,
    trained: LengthLike | None = None,
    overrides: Mapping[str, object] | None = None,
    engines: Iterable[str] = (),
    measured: str | os.PathLike[str] | MeasuredModel | None = None,
    keep: str = "",
    self_weight: Number | None = None,
    gap: Number | None = None,
) -> Figure:
    """Draw the multiplier that keeps what was calibrated, the laws that stand beside it, and the self weight under each.

    Parameters
    ----------
    config, to, trained, overrides, engines, measured, keep, self_weight, gap
        As of `critscale.advise`; by default a model of 32k tokens, and 1M.

    Raises
    ------
    BadInput, UnknownName
        As `critscale.advise`, and where no layer needs a multiplier.
    """
    record = measured if isinstance(measured, MeasuredModel) or measured is None else read_record(Path(measured))
    target = FARTHER if to is None and config is EXAMPLE else to
    found = advise(
        config,
        to=target,
        trained=trained,
        overrides=overrides,
        engines=engines,
        measured=record,
        keep=keep,
        self_weight=self_weight,
        gap=gap,
    )
    return draw_advice(found, record)


@drawing
def draw_advice(found: Advice, measured: MeasuredModel | None = None) -> Figure:
    """Draw an advice; its heads too, where the record is given that it was made with.

    Raises
    ------
    BadInput
        Where no layer needs a multiplier.
    """
    answer = found.answer
    if answer is None:
        raise BadInput(shown(found.name), "no layer of it is known to need a multiplier, so there is nothing to draw", "see `critscale advise`")
    layers = answer.calibrated
    figure, (top, bottom) = panels(2, 1, size=(6.6, 7.4), sharex=True)
    lengths = _lengths(found)
    _guides(found, top, bottom)
    curves: dict[Expression, str] = {}
    for law in compared_laws(layers, found.n):
        curves.setdefault(law.multiplier, "no law" if law.name == "none" else law.name)  # a config that changes nothing is no law
    drawn: list[float] = []
    written = recommended_law(layers, answer.multiplier, found.written, found.facts)
    for index, (name, multiplier) in enumerate([*((name, law) for law, name in curves.items()), ("recommended", written)]):
        at = [fixed_at(multiplier, n) for n in lengths]
        x, look = [float(n.exact or 0) for n in lengths], line(index, len(lengths))
        values = [_number(layers, each) for each in at]
        drawn.append(max(values))
        top.plot(x, values, label=name, **look)
        bottom.plot(x, [_weight(layers, n, each) for n, each in zip(lengths, at, strict=True)], **look)
    if found.heads is not None and measured is not None:
        _heads(found.heads, found, measured, top, line(len(curves) + 1, HEAD_POINTS))
    _shade(layers, lengths, top, bottom)
    top.set(ylabel="multiplier m on the logits")
    top.set_ylim(0, 1.25 * max(drawn))
    bottom.set(xlabel=LENGTH, ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02))
    bottom.set_xscale("log", base=2)
    about = f"m = {answer.multiplier.decimal()} at n = {short(found.n)}, calibrated at L = {short(found.trained)}"
    top.set_title(f"{about}\n{layers.layers.group.title}")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _lengths(found: Advice) -> list[ContextLength]:
    assert found.trained.exact is not None and found.n.exact is not None
    first, last = log2(max(found.trained.exact / SHORTER, 4)), log2(found.n.exact * BEYOND)
    between = {round(2 ** (first + (last - first) * k / POINTS)) for k in range(POINTS + 1)}
    return [ContextLength.parse(n) for n in sorted({*between, found.trained.exact, found.n.exact})]


def _guides(found: Advice, *panels: Axes) -> None:
    """Mark the calibrated and the target length."""
    for axes in panels:
        for length, dashes, name in ((found.trained, (0, (1, 2)), "trained"), (found.n, (0, (6, 3)), "target")):
            axes.axvline(float(length.exact or 0), color=GUIDE, linewidth=0.9, linestyle=dashes, gid=name)
    panels[-1].axhline(0.5, color=GUIDE, linewidth=0.8, gid="half")


def _keys(layers: CalibratedLayers, n: ContextLength) -> ContextLength:
    """Return how many keys the last token of n sees: all, or those of a window."""
    window = layers.layers.group.window
    return n if window is None or n.exact is None or n.exact <= window else ContextLength.parse(window)


def _number(layers: CalibratedLayers, multiplier: Expression) -> float:
    return float(layers.calibration.certain(layers.keys_at_n, lambda: constant(multiplier), DIGITS))


def _weight(layers: CalibratedLayers, n: ContextLength, multiplier: Expression) -> float:
    return float(layers.calibration.self_weight(_keys(layers, n), lambda: constant(multiplier) / constant(layers.before), DIGITS))


def _shade(layers: CalibratedLayers, lengths: list[ContextLength], top: Axes, bottom: Axes) -> None:
    """Shade the critical window: the multipliers that give a self weight of 10 to 90%, and these weights."""
    look: dict[str, Any] = {"color": GUIDE, "alpha": 0.18, "linewidth": 0}
    low, high = ([_giving(layers, n, weight) for n in lengths] for weight in (LOW, HIGH))
    top.fill_between([float(n.exact or 0) for n in lengths], low, high, label=WINDOW, gid="window", **look)
    bottom.axhspan(float(LOW), float(HIGH), gid="window", **look)


def _giving(layers: CalibratedLayers, n: ContextLength, weight: Fraction) -> float:
    """Return the multiplier at which a row of n has a self weight; 0 where it has more without any."""
    keys, known = _keys(layers, n), layers.calibration
    if keys.exact is not None and keys.exact * weight <= 1:
        return 0.0
    wanted = Calibration(keys, weight)
    return float(known.certain(n, lambda: wanted.gap() / known.gap() * constant(layers.before), DIGITS))


def _heads(heads: HeadGrowth, found: Advice, record: MeasuredModel, axes: Axes, look: Mapping[str, Any]) -> None:
    """Draw what measured heads need: median and quartiles of the growth of their thresholds, by the rule of the advice."""
    assert found.answer is not None
    layers = found.answer.calibrated
    before, (x, middle, low, high) = _number(layers, layers.before), zip(*_growths(heads, found, record), strict=True)
    look = {**look, "markevery": 1}
    axes.plot(x, [before * y for y in middle], label=f"measured heads, {heads.best.name}", **look)
    band = {"color": look["color"], "alpha": 0.18, "linewidth": 0, "gid": "quartiles", "label": "their quartiles"}
    axes.fill_between(x, [before * y for y in low], [before * y for y in high], **band)


def _growths(heads: HeadGrowth, found: Advice, record: MeasuredModel) -> Iterator[tuple[float, float, float, float]]:
    """Yield lengths from L to the target, and median and quartiles of the growth of the heads' thresholds."""
    assert found.trained.exact is not None and found.n.exact is not None and found.answer is not None
    start, end = found.trained.exact, found.n.exact
    yield float(start), 1.0, 1.0, 1.0
    for k in range(1, HEAD_POINTS + 1):
        n = round(start * (end / start) ** (k / HEAD_POINTS))
        rules = head_growth(record, start, n, found.answer.layers.group.layers).rules
        rule = next(rule for rule in rules if rule.name == heads.best.name)
        yield float(n), float(rule.ratio), float(rule.low), float(rule.high)


PICTURE = Picture(
    name="advise",
    title="Which multiplier a longer context needs",
    caption=(
        "What keeps a model as it was calibrated at L (dotted) when it reads the target length (dashed). Above, the multipliers of the "
        "laws and the recommended one, and shaded the critical window: multipliers that give a self weight of 10 to 90% (A10). Below, the "
        "self weight that follows. No law leaves the window downwards, log n / log L stays where it was; a constant is right at one length, "
        "and short prompts get it too."
    ),
    alt=(
        "Two panels over context lengths from 1024 to 4 million. Above, multipliers: without a law it stays at 1, log n / log L rises from 1 at 32768, "
        "YaRN's own and the recommended one are constant, the recommended one below YaRN's. Below, self weights: without a law it falls from 1 "
        "through one half at 32768 to 0, with log n / log L it stays at one half, under the recommended constant it passes one half at the target, under YaRN's later."
    ),
    claims=("A10.threshold.self-weight", "G1.extension.preserving", "G1.extension.log-ratio", "G1.extension.static-limit"),
    draw=draw,
)
