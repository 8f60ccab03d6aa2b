"""The figure of ``critscale laws --plot``: self weight against context length, one line for each law."""

from __future__ import annotations

import matplotlib
from matplotlib.figure import Figure

from ..numerics.inputs import correlation
from ..numerics.law_input import read_base
from ..numerics.law_layer import self_weight
from ..theory.errors import BadInput
from ..theory.laws import BoundLaw

FORMATS = ("svg", "pdf", "png")
POINTS_PER_OCTAVE = 4
FIRST, LAST = 7, 23
"""The lengths run from 2^7 to 2^23."""


def draw(path: str, laws: list[BoundLaw], beta0: str, rho: str) -> None:
    """Draw the self weight of the last token under several laws.

    Parameters
    ----------
    path : str
        Where to; the ending gives the format.
    laws : list of BoundLaw
        The laws.
    beta0, rho : str
        Base scale and common inner product.

    Raises
    ------
    BadInput
        If the ending is none of `FORMATS`.
    """
    if path.rpartition(".")[2].lower() not in FORMATS:
        raise BadInput(f"--plot {path}", "the ending names no format", f"end it in .{', .'.join(FORMATS)}")
    base, inner = read_base(beta0), correlation(rho)
    steps = range(FIRST * POINTS_PER_OCTAVE, LAST * POINTS_PER_OCTAVE + 1)
    lengths = sorted({round(2 ** (k / POINTS_PER_OCTAVE)) for k in steps})
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    for bound in laws:
        weights = [float(self_weight(bound.multiplier, base, inner, n, 6)) for n in lengths]
        axes.plot(lengths, weights, label=bound.law.id)
    axes.axhline(1 / 2, color="0.7", linewidth=0.8)
    axes.set_xscale("log", base=2)
    axes.set(xlabel="context length n", ylabel="self weight", ylim=(-0.02, 1.02), title=f"beta0 = {beta0}, rho = {rho}")
    axes.legend()
    dated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    with matplotlib.rc_context({"svg.hashsalt": "critscale"}):  # the same figure, the same file
        figure.savefig(path, metadata=dated.get(path.rpartition(".")[2].lower()))
