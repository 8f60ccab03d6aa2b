"""A law at a glance: multiplier and self weight against the context length, beside no law and log n / log L."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from ..numerics.laws.extension import CalibratedModel, calibrated_model
from ..numerics.settings.length import ContextLength
from ..theory.errors import BadInput
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .canvas import drawing
from .style import GUIDE, LENGTH, SELF_WEIGHT, line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (7.6, 3.3)
"""Inches."""
FIRST, LAST, POINTS_PER_OCTAVE = 7, 20, 6
"""The lengths run from 2^7 to 2^20."""
TRAINED, HALF = 4096, Fraction(1, 2)
"""The model has self weight 1/2 at L = 4096, or at the law's own original length."""
CAPTION = (
    "Multiplier m(n)/m(L) and self weight of the last token, of a model whose self weight is one half at L, the dotted line: 4096, or the "
    "law's own original length. Switched on after L, a law multiplies what was trained without it: m(L) counts as 1."
)
DIGITS = 5
STEEP = 30
"""A multiplier that changes by a larger factor is drawn on a logarithmic axis."""


@drawing
def draw(law: str) -> Figure:
    """Draw a law of the catalogue at its default parameters.

    Parameters
    ----------
    law : str
        Its id.

    Raises
    ------
    BadInput
        If the law has no formula, or is not positive anywhere.
    """
    from matplotlib.figure import Figure

    bound = LAWS[law].bind()
    trained = trained_length(bound)
    lengths = [round(2 ** (k / POINTS_PER_OCTAVE)) for k in range(FIRST * POINTS_PER_OCTAVE, LAST * POINTS_PER_OCTAVE + 1)]
    figure = Figure(figsize=SIZE)
    # margins by hand, as in `rescaled`: measuring them is half of the time of a page
    left, right = figure.add_axes((0.10, 0.35, 0.38, 0.62)), figure.add_axes((0.60, 0.35, 0.38, 0.62))
    right.axhline(float(HALF), color=GUIDE, linewidth=0.8)
    for axes in (left, right):
        axes.axvline(trained, color=GUIDE, linewidth=0.8, linestyle=(0, (1, 2)))
        axes.set_xscale("log", base=2)
        axes.set_xlabel(LENGTH)
    curves: tuple[tuple[str, str | BoundLaw, bool], ...] = (
        (f"{law}, switched on after L", bound, True),
        (f"{law}, trained with it at L", bound, False),
        ("no law", LAWS["plain"].bind(), False),
        ("log n / log L", LAWS["su"].bind({"L": Fraction(trained)}), False),
    )
    values: list[float] = []
    for index, (label, one, before) in enumerate(curves):
        model = calibrated_model(one, trained=trained, lengths=[], self_weight=HALF, before=before)
        for axes, value in ((left, partial(_ratio, model)), (right, partial(_weight, model))):
            points = _points(lengths, value)
            axes.plot(*zip(*points, strict=True), label=label, **line(index, len(points)))
            values += [y for _, y in points] if axes is left else []
    left.set_ylabel("multiplier m(n)")
    right.set(ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02))
    if max(values) > STEEP * min(values):
        left.set_yscale("log")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=2, fontsize="small")
    return figure


def _ratio(model: CalibratedModel, n: ContextLength) -> float:
    return float(model.calibration.certain(n, lambda: model.ratio(n), DIGITS))


def _weight(model: CalibratedModel, n: ContextLength) -> float:
    return float(model.self_weight(n, DIGITS))


def trained_length(law: BoundLaw) -> int:
    """Return where the model of the picture is calibrated: the law's own original length where it has one."""
    own = next((law.settings[p.name] for p in law.law.parameters if p.role == "original length"), None)
    return TRAINED if own is None else int(own)


def _points(lengths: list[int], value: Callable[[ContextLength], float]) -> list[tuple[int, float]]:
    """Return the points of a curve, where the law has a value there: a temperature is positive."""
    found = []
    for n in lengths:
        try:
            found.append((n, value(ContextLength.parse(n))))
        except BadInput:
            continue
    return found
