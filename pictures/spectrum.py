"""The spectrum of the Jacobian in each regime: what each motion of the tokens passes on, and how many of them there are."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, log10
from typing import TYPE_CHECKING, Any

from ..numerics.answers.evaluate import evaluate
from ..numerics.answers.spectrum import Eigenvalue, spectrum
from ..numerics.inputs import Number, correlation, nonnegative, rational
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput, shown
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, LINES, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DIGITS = 12
LINEAR_TO = 20
"""The norm grows with log n: beyond this the axis is logarithmic above 1."""
GAINS = {"common": "common-gain", "contrast": "contrast-gain"}
"""The motions whose singular value is not their eigenvalue."""
NORM, MEAN = "jacobian-operator-norm", "mean-square-jacobian"


@drawing
def draw(
    n: LengthLike = 1000,
    rho: Number = "0.3",
    residual: Number = 0,
    dim: LengthLike | None = None,
    factor: Number = "1/2",
) -> Figure:
    """Draw the spectrum of sqrt(q) J below, at and above the critical gamma.

    Parameters
    ----------
    n : LengthLike
        Context length, >= 3, finite.
    rho : number
        Common inner product, 0 <= rho < 1.
    residual : number
        Residual strength, >= 0.
    dim : LengthLike, optional
        Dimension, at least n; by default the power of two above n, oo where n is not multiplied out.
    factor : number
        The three gamma are 1 - factor, 1 and 1 + factor times the critical one; 0 < factor <= 1.

    Raises
    ------
    BadInput
        If an argument is no number or out of range.
    """
    length, inner, off = ContextLength.parse(n), correlation(rho), rational(factor, "factor")
    if length.infinite:
        raise BadInput("n = oo", "its eigenvalues grow with log n", "give a finite n")
    if not 0 < off <= 1:
        raise BadInput(f"factor = {shown(factor)}", "outside 0 < factor <= 1", 'give one such as "1/2"')
    size = dim if dim is not None else "oo" if length.exact is None else 1 << length.exact.bit_length()
    figure, axes = panels(1, 3, size=(7.0, 4.8), sharex=True, sharey=True)
    regimes = (("subcritical", 1 - off), ("critical", Fraction(1)), ("supercritical", 1 + off))
    for one, (name, times) in zip(axes, regimes, strict=True):
        _panel(one, length, inner, residual, size, times)
        one.set_title(f"{name}\nγ (1 - ρ) = {short(times)}")
    low, high = (pick(x for one in axes for x in _drawn(one)) for pick in (min, max))
    if not isfinite(high - low):
        raise BadInput("the spectrum", "beyond the range of float64", "give a smaller n or residual")
    if high > LINEAR_TO:
        decades = log10(high)
        axes[0].set_xscale("symlog", linthresh=1, linscale=max(1, decades / 2))
        axes[0].set_xlim(low - 0.1, high * 10 ** (decades / 20))
        axes[0].set_xticks([0.0, 1.0, 10.0 ** round(decades)])
    else:
        axes[0].set_xlim(low - (high - low) / 20, high + (high - low) / 20)
    axes[1].set_xlabel("√q × eigenvalue or singular value of the Jacobian")
    strength = nonnegative(residual, "residual")
    figure.suptitle(
        f"n = {short(length)}, d = {short(size)}, ρ = {short(inner)}, residual strength r = {short(strength)}"
    )
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _panel(axes: Axes, n: ContextLength, rho: Fraction, residual: Number, dim: LengthLike, times: Fraction) -> None:
    """Draw one regime: a row for each motion, its eigenvalue, its gain where that differs, and two vertical lines."""
    gamma = times / (1 - rho)

    def at(name: str) -> float:
        size = dim if name == MEAN else None
        return float(evaluate(name, n=n, rho=rho, gamma=gamma, residual=residual, dim=size, digits=DIGITS))

    found = spectrum(n=n, rho=rho, gamma=gamma, residual=residual, dim=dim, digits=DIGITS)
    rows = range(len(found))[::-1]  # from the top
    axes.axvline(at(NORM), color=LINES[1][0], linestyle=LINES[1][1], label="operator norm", gid="norm")
    root = at(MEAN) ** 0.5
    axes.axvline(root, color=LINES[2][0], linestyle=LINES[2][1], label="root mean square", gid="mean")
    values = [float(e.value) for e in found]
    axes.plot(
        values,
        rows,
        "o",
        color=LINES[0][0],
        markersize=7,
        label="eigenvalue",
        gid="eigenvalues",
        zorder=3,
        clip_on=False,
    )
    gains = [(at(GAINS[e.motion]), y) for e, y in zip(found, rows, strict=True) if e.motion in GAINS]
    hollow: dict[str, Any] = {
        "clip_on": False,
        "markerfacecolor": "none",
        "markersize": 9,
        "markeredgewidth": 1.6,
        "color": LINES[3][0],
    }
    axes.plot(*zip(*gains, strict=True), "D", label="largest singular value", gid="gains", zorder=4, **hollow)
    axes.set_yticks(list(rows), [_words(e) for e in found])
    axes.set_ylim(-0.6, len(found) - 0.4)
    axes.grid(axis="y", color=GUIDE, linewidth=0.5, alpha=0.5)


def _words(e: Eigenvalue) -> str:
    return e.motion if e.copies is None else f"{e.motion}\n× {short(e.copies)}"


def _drawn(axes: Axes) -> list[float]:
    data: list[Any] = [line.get_xdata(orig=True) for line in axes.lines]
    return [float(x) for one in data for x in one]


PICTURE = Picture(
    name="spectrum",
    title="The Jacobian's spectrum by regime",
    caption=(
        "All eigenvalues of one layer's Jacobian, by the motion of the tokens they belong to and with their number "
        "(B2), the largest singular values where they differ from them, and the norms (B3). Below criticality and "
        "without residual connection pairings and rotations, nearly all of the motions, stop passing gradients on as n "
        "grows: the mean square vanishes (B4), the operator norm does not (B5)."
    ),
    alt=(
        "Three panels, subcritical, critical and supercritical, with one row for each motion of n = 1000 tokens. "
        "Pairings and rotations, nearly all motions, are at 0, at 1/2 and at 1; the root mean square goes with them. "
        "The operator norm is 1, 2.3 and 1.2: largest at criticality, where the common motion is amplified."
    ),
    claims=(
        "B2.spectrum.common",
        "B2.spectrum.contrast-sum",
        "B4.jacobian.subcritical",
        "B4.jacobian.critical",
        "B4.jacobian.supercritical",
        "B5.norm.never-vanishes",
        "B5.vanishing.pairings",
        "B5.vanishing.rotations",
    ),
    draw=draw,
)
