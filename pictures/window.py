"""The critical window: the self weight against kappa, which no longer depends on n; and what is left of n below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..numerics.answers.evaluate import evaluate
from ..numerics.inputs import Number, interval, rational
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput, shown
from .canvas import drawing, panels
from .picture import Picture
from .style import SELF_WEIGHT, at_most_lines, line, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = 61
RHO = "1/2"
"""At a given kappa the self weight does not depend on rho."""
KAPPA = "κ = β (1 - ρ) - log n"


@drawing
def draw(
    n: Sequence[LengthLike] = (4, 16, 256, "10^10^100"), kappa: tuple[Number, Number] = (-6, 6), digits: int = 15
) -> Figure:
    """Draw the self weight over the critical window for several n, and n times its distance from the limit.

    Parameters
    ----------
    n : sequence of LengthLike
        Context lengths, finite.
    kappa : pair of numbers
        Ends of the axis, nats; a curve begins where beta = 0, at kappa = -log n.
    digits : int
        Significant digits the self weight is certified to.

    Raises
    ------
    BadInput
        If an argument is no number or out of range.
    """
    import numpy as np

    lengths = [ContextLength.parse(value) for value in n]
    at_most_lines(lengths, "context lengths")
    if any(length.infinite for length in lengths):
        raise BadInput("n = oo", "it is the limit, which is drawn anyway", "give a finite n")
    low, high = interval(kappa, "kappa", rational)
    if max(-low, high) > 700:
        raise BadInput("kappa", "the weights leave the range of float64", "keep it within -700 and 700")
    figure, (top, bottom) = panels(2, 1, size=(6.2, 6.2), sharex=True, height_ratios=(3, 2))
    axis = np.linspace(low, high, 4 * POINTS)
    limit = 1 / (1 + np.exp(-axis))
    behind: dict[str, Any] = {"color": "black", "linewidth": 3.2, "zorder": 1}
    top.plot(axis, limit, label="1/(1 + exp(-κ))", gid="limit", **behind)
    bottom.plot(axis, limit * (1 - limit), label="s (1 - s)", gid="derived", **behind)
    for index, length in enumerate(lengths):
        first = max(low, -float(length.log()) * (1 - 1e-12))
        if first >= high:
            raise BadInput(f"n = {shown(length)}", "beta is negative on the whole axis", "raise the end of kappa")
        kappas = np.linspace(first, high, POINTS)
        weights = np.array(
            [float(evaluate("self-weight", n=length, rho=RHO, kappa=float(x), digits=digits)) for x in kappas]
        )
        style = {**line(index, POINTS), "label": f"n = {short(length)}"}
        top.plot(kappas, weights, **style)
        # n (a - s) = a (1 - s), exactly, from a = s/(1 - (1 - s)/n): no digit of the difference is lost at any n
        bottom.plot(kappas, weights / (1 + np.exp(kappas)), **style)
    top.set(ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02), title="The window at finite n, and its limit s = 1/(1 + exp(-κ))")
    bottom.set(xlabel=f"{KAPPA} (nats)", ylabel="n (a - s)", ylim=(-0.01, None))
    top.legend(loc="upper left")
    bottom.legend([bottom.lines[0]], ["s (1 - s)"], loc="upper left")
    return figure


PICTURE = Picture(
    name="window",
    title="The critical window",
    caption=(
        "The self weight against κ = β (1 - ρ) - log n: whatever ρ, it tends to the logistic curve as n grows (A4), with "
        "the difference s (1 - s)/n to leading order (A5), shown below times n. A curve begins where β = 0."
    ),
    alt=(
        "Two panels over kappa from -6 to 6. Above, the self weight for n = 4, 16, 256 and 10^10^100 rises from 0 to 1 "
        "on one logistic curve, only n = 4 visibly above it. Below, n times the distance from that curve lies on the "
        "bell s (1 - s), again but for the smallest n."
    ),
    claims=("A4.window.self-weight", "A5.window.self-weight"),
    draw=draw,
)
