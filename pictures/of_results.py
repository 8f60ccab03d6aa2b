"""The picture of a result: ``result.plot()``, from the numbers that it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..audit.advice import Advice
from ..audit.audit import Audit
from ..measure.growth import ThresholdGrowth
from ..measure.record import MeasuredModel
from ..numerics.answers.depth import Stack
from ..numerics.answers.grid import GridBounds
from ..numerics.answers.phase import Phase
from ..numerics.laws.classification import Classification
from ..numerics.laws.extension import Extension
from ..numerics.sampled.experiment import PhaseDiagram
from ..numerics.settings.window import HIGH, LOW
from ..proofs.evidence import Verdict
from ..proofs.report import Report
from ..theory.errors import BadInput, shown
from ..theory.mechanisms.exponentials import SOFTMAX
from ..theory.notation import text
from ..theory.pictured import Pictured
from . import advice, depth, experiment, heads, laws, phase_diagram
from .canvas import drawing, panels
from .heat import show
from .style import GUIDE, INK, LENGTH, LINES, PAPER, RHO, SELF_WEIGHT, at_most_lines, line

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_result(result: Pictured, **options: Any) -> Figure:
    """Return the picture of a result.

    Parameters
    ----------
    result : Pictured
        The result.
    **options
        What its picture takes.

    Raises
    ------
    BadInput
        If matplotlib is missing, or there is nothing to draw.
    """
    return DRAWN[type(result)](result, **options)


def _stack(found: Stack) -> Figure:
    return depth.draw_stacks([found])


@drawing
def _phase(found: Phase, quantity: str = "contraction-factor") -> Figure:
    """Draw where the layer stands in the phase diagram at its n."""
    at = found.setting
    if at.mechanism != SOFTMAX or at.n.infinite or not found.gamma.ball.is_finite():
        raise BadInput(f"a picture of {shown(at)}", "the phase diagram is that of softmax at finite n", "see `critscale plot --list`")
    rho, gamma = float(at.rho), float(found.gamma)
    ends: Mapping[str, Any] = {"rho": (0, max(19 / 20, (1 + rho) / 2)), "gamma": (0, max(4, gamma * 5 / 4))}
    figure = phase_diagram.draw(quantity, n=at.n, residual=at.residual, **ends)
    figure.axes[0].plot([rho], [gamma], "o", color=PAPER, markeredgecolor=INK, markersize=9, markeredgewidth=1.6, gid="point")
    return figure


@drawing
def _grid(found: GridBounds) -> Figure:
    figure, (axes,) = panels(size=(6.2, 5.2))
    figure.colorbar(show(axes, found.value, found.rho, found.gamma), ax=axes)
    axes.set_title(found.title)
    return figure


@drawing
def _extension(found: Extension) -> Figure:
    """Draw the self weight under the law and without it, and the multiplier beside the one that keeps the self weight."""
    lengths = [float(row.n.exact or 0) for row in found.rows]
    if len(lengths) < 2 or not all(lengths):
        raise BadInput(f"a picture of {len(lengths)} context lengths", "an axis needs two or more that are multiplied out", "give more lengths")
    figure, (top, bottom) = panels(2, 1, size=(6.2, 6.2), sharex=True)
    law = found.law.law.id
    curves = ((top, "self_weight", law), (top, "plain_self_weight", "plain softmax"), (bottom, "multiplier", law), (bottom, "recommended", "keeps the self weight"))
    for index, (axes, name, label) in enumerate(curves):
        axes.plot(lengths, [float(getattr(row, name)) for row in found.rows], label=label, **line(index % 2 + index // 3, len(lengths)))
    top.set(ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02), title=f"{law}, calibrated at L = {found.trained}: {found.gap}")
    bottom.set(xlabel=LENGTH, ylabel="multiplier m(n)")
    bottom.set_xscale("log", base=2)
    for axes in (top, bottom):
        axes.legend()
    return figure


def _classification(found: Classification) -> Figure:
    at = found.at_base
    where: dict[str, Any] = {} if at is None else {"beta0": text(at.base), "rho": at.rho}
    return laws.draw([found.law], **where)


def _advice(found: Advice, measured: MeasuredModel | None = None) -> Figure:
    return advice.draw_advice(found, measured)


@drawing
def _audit(found: Audit) -> Figure:
    """Draw the self weight of each group of layers at n, over the correlations."""
    if not found.phases:
        raise BadInput(f"a picture of {shown(found.name)}", "beta is not known for any layer", "give norm_squared")
    at_most_lines(found.phases, "groups of layers")
    figure, (axes,) = panels(size=(6.2, 4.8))
    axes.axhspan(float(LOW), float(HIGH), color=GUIDE, alpha=0.18, linewidth=0, label="window: self weight 10% to 90%")
    for index, phase in enumerate(found.phases):
        points = sorted((float(point.rho), float(point.self_weight)) for point in phase.points)
        label = f"{phase.layers}, {phase.dimensions}: \N{GREEK SMALL LETTER BETA} = {float(phase.beta):.4g}"
        axes.plot(*zip(*points, strict=True), label=label, **line(index, len(points)))
    axes.set(xlabel=RHO, ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02), title=f"{shown(found.name)} at n = {found.n}")
    figure.legend(loc="outside lower center")
    return figure


@drawing
def _growth(found: ThresholdGrowth) -> Figure:
    """Draw the median thresholds of a head by the length of its rows."""
    figure, (axes,) = panels(size=(6.2, 4.2))
    axes.axhline(1, color=GUIDE, linewidth=0.8)
    style = line(0, len(found.lengths))
    axes.plot(found.lengths, found.medians, **style)
    axes.fill_between(found.lengths, found.low, found.high, color=style["color"], alpha=0.2, linewidth=0)
    axes.set_xscale("log", base=2)
    axes.set(xlabel=LENGTH, ylabel=heads.NEEDED, title=f"growth of the threshold: {found.label}")
    return figure


@drawing
def _report(found: Report) -> Figure:
    """Draw how many claims of each group have which verdict; a group is the letter that its ids begin with."""
    claims = [finding for finding in found.findings if not finding.twin_of] or list(found.findings)
    if not claims:
        raise BadInput("a picture of no claims", "nothing was verified", "name some claims")
    groups = sorted({finding.id[:1] for finding in claims}, reverse=True)
    figure, (axes,) = panels(size=(6.2, 1.4 + 0.32 * len(groups)))
    left = [0] * len(groups)
    for verdict, (colour, _, _), hatch in zip(Verdict, (LINES[2], LINES[0], LINES[1], LINES[7]), ("", "//", "xx", ".."), strict=True):
        counts = [sum(finding.id[:1] == group and finding.verdict is verdict for finding in claims) for group in groups]
        if any(counts):
            axes.barh(groups, counts, left=left, color=colour, hatch=hatch, edgecolor=PAPER, label=f"{verdict.value}: {sum(counts)}")
        left = [start + count for start, count in zip(left, counts, strict=True)]
    axes.set(xlabel="claims", ylabel="group")
    figure.legend(loc="outside upper center", ncols=4)
    return figure


DRAWN: Mapping[type, Callable[..., Figure]] = {
    Stack: _stack,
    Phase: _phase,
    GridBounds: _grid,
    Extension: _extension,
    Classification: _classification,
    Advice: _advice,
    Audit: _audit,
    PhaseDiagram: experiment.draw_experiment,
    MeasuredModel: heads.draw,
    ThresholdGrowth: _growth,
    Report: _report,
}
"""What draws a result of each type."""
