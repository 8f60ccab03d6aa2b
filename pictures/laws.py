"""Deployed scaling laws: the self weight of the last token against context length, one line for each law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..numerics.inputs import Number, correlation
from ..numerics.laws.law_input import read_base, read_law
from ..numerics.laws.self_weight import self_weight
from ..theory.errors import shown
from ..theory.laws.law import BoundLaw
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, LENGTH, SELF_WEIGHT, at_most_lines, line, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DEPLOYED = ("plain", "yarn", "yarn-dynamic", "qwen-logn", "llama4", "ssmax")
POINTS_PER_OCTAVE = 32
"""Enough to see the steps of a law with a floor in it."""
FIRST, LAST = 7, 23
"""The lengths run from 2^7 to 2^23."""


@drawing
def draw(laws: Sequence[str | BoundLaw] = DEPLOYED, beta0: Number = "sqrt(128)", rho: Number = "0.3") -> Figure:
    """Draw the self weight of the last token under several laws.

    Parameters
    ----------
    laws : sequence of str or BoundLaw
        Ids of the catalogue, or expressions in n or pos.
    beta0 : number
        Base scale, beta_n = beta0 m(n).
    rho : number
        Common inner product, 0 <= rho < 1.

    Raises
    ------
    BadInput, UnknownName
        If an argument is no number or out of range, or there is no such law, or it has no formula.
    """
    at_most_lines(laws, "laws")
    bound = [read_law(law) for law in laws]
    base, inner = read_base(beta0), correlation(rho)
    steps = range(FIRST * POINTS_PER_OCTAVE, LAST * POINTS_PER_OCTAVE + 1)
    lengths = sorted({round(2 ** (k / POINTS_PER_OCTAVE)) for k in steps})
    figure, (axes,) = panels(size=(6.2, 4.8))
    axes.axhline(1 / 2, color=GUIDE, linewidth=0.8)
    for index, (law, given) in enumerate(zip(bound, laws, strict=True)):
        weights = [float(self_weight(law.multiplier, base, inner, n, 6)) for n in lengths]
        label = shown(given) if isinstance(given, str) else law.law.id
        axes.plot(lengths, weights, label=label, **line(index, len(lengths)))
    axes.set_xscale("log", base=2)
    axes.set(xlabel=LENGTH, ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02))
    axes.set_title(f"Self weight of the last token, base scale {shown(beta0)}, ρ = {short(inner)}")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


PICTURE = Picture(
    name="laws",
    title="Scaling laws at long contexts",
    caption=(
        "The self weight of the last token as the context grows, under the multipliers m(n) of the scaling laws; the "
        "thin line is one half, where a layer is critical (A10). A multiplier that stays bounded lets every layer "
        "become subcritical."
    ),
    alt=(
        "Self weight against context length from 2^7 to 2^23 for six laws. Plain attention falls to 0 around 2^12, "
        "llama4 follows it, slower and in steps, yarn falls only from 2^17 on. yarn-dynamic falls and returns to 1, "
        "qwen-logn stays near 0.6 from its training length on, ssmax stays at 1."
    ),
    claims=("A10.threshold.self-weight", "G1.extension.static-limit", "G1.extension.log-ratio"),
    draw=draw,
)
