"""Which scaling does what need: the multiplier that keeps the threshold where it was, for mechanisms and laws of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..numerics.inputs import Number, correlation
from ..numerics.laws.needs import threshold_of
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, LENGTH, line, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = (
    ("softmax", None, "softmax on the simplex"),
    ("entmax:alpha=3/2", None, "3/2-entmax on the simplex"),
    ("exponential", None, "exponential scores"),
    ("gaussian:v=1/32", None, "Gaussian scores"),
    ("gaussian:v=1/32", "1", "a needle among Gaussian scores"),
    ("endpoint:k=1", None, "scores with an end, k = 1"),
    ("sphere:d=64", None, "keys on a sphere, d = 64"),
    ("gamma:kappa=2,m=7/10", "0", "Gamma gaps, κ = 2"),
)
"""Mechanism or law of scores, the score of a needle, and what the line is called."""
POINTS_PER_OCTAVE = 2
FIRST, LAST = 7, 30
"""The lengths run from 2^7 to 2^30."""


@drawing
def draw(start: LengthLike = 4096, rho: Number = "0.3") -> Figure:
    """Draw the multiplier of the logits that keeps the threshold, against the context length.

    Parameters
    ----------
    start : LengthLike
        The context length at which the multiplier is 1.
    rho : number
        Common inner product of the simplex, 0 <= rho < 1.

    Raises
    ------
    BadInput
        If an argument is no number or out of range, or a needle is not found at ``start`` already.
    """
    inner, origin = correlation(rho), ContextLength.finite(start, "every line is 1 there", "give a finite length")
    lengths = [round(2 ** (k / POINTS_PER_OCTAVE)) for k in range(FIRST * POINTS_PER_OCTAVE, LAST * POINTS_PER_OCTAVE + 1)]
    figure, (axes,) = panels(size=(6.2, 5.2))
    axes.axhline(1, color=GUIDE, linewidth=0.8)
    for index, (name, needle, label) in enumerate(SHOWN):
        threshold = threshold_of(name, needle, inner)
        first = threshold(origin)
        if first is None:
            raise BadInput(f"n = {origin}", f"no beta is enough there for {label}", "give a smaller length")
        if not float(first):
            raise BadInput(f"n = {origin}", f"beta = 0 is enough there for {label}", "give a longer one")
        found = [(n, threshold(n)) for n in lengths]
        points = [(n, float(beta) / float(first)) for n, beta in found if beta is not None]
        axes.plot(*zip(*points, strict=True), label=label, **line(index, len(points)))
    axes.set_xscale("log", base=2)
    axes.set_yscale("log", base=2)
    axes.set(xlabel=LENGTH, ylabel="multiplier that keeps the threshold", ylim=(1 / 8, 32))
    axes.set_title(f"What a length needs, met at n = {short(origin)}, ρ = {short(inner)}")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


PICTURE = Picture(
    name="needs",
    title="Which scaling does what need",
    caption=(
        "The multiplier of the logits that keeps the threshold where it was met, as the context grows: half of the weight for the token "
        "itself on the simplex (A10, H4) and for a needle (E31, E32), condensation for random scores (E5 to E10). Softmax on the simplex "
        "needs log n; entmax and exponential scores need nothing, Gaussian scores the root of log n, keys on a sphere and Gamma gaps a "
        "power of n. The needle's line ends at its capacity, beyond which no multiplier finds it (E30)."
    ),
    alt=(
        "Multiplier against context length from 2^7 to 2^30, both on logarithmic scales, 1 at 4096. The lines of entmax and of exponential "
        "scores stay at 1. Those of keys on a sphere in 64 dimensions and of Gaussian scores rise slowest of the others, then softmax on the simplex, which a needle among Gaussian "
        "scores leaves upwards before its line ends at 2^23. Scores with an end rise like the square of softmax's, Gamma gaps with "
        "kappa = 2 leave the picture first."
    ),
    claims=("A10.threshold.self-weight", "H4.gap", "E31.definition.threshold", "E32.definition.threshold", "E30.found"),
    draw=draw,
)
