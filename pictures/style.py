"""How a figure looks: fonts, inks, and lines that differ in dashes and markers, so that grey is enough.

Colours keep a contrast of 3:1 to a white page and to a dark one; the colour map of a heat map grows lighter with the
value.  Axes are named in the field's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..numerics.numbers.balls import rational_ball
from ..numerics.numbers.precision import working_precision
from ..numerics.settings.length import ContextLength
from ..theory.errors import BadInput, shown

DOTS = 160
"""Pixels per inch of a .png, and of the heat maps within an .svg."""

RHO = "inner product ρ"
GAMMA = "γ = β / log n"
LENGTH = "context length n"
SELF_WEIGHT = "self weight a"

LINES: tuple[tuple[str, Any, str], ...] = (
    ("#2f7fd6", "-", "o"),
    ("#d0562a", (0, (6, 2)), "s"),
    ("#2b8f63", (0, (1, 1.5)), "^"),
    ("#9a62c8", (0, (6, 2, 1, 2)), "D"),
    ("#a8731a", (0, (10, 3)), "v"),
    ("#1f8f9e", (0, (3, 1, 1, 1, 1, 1)), "P"),
    ("#c6508f", (0, (3, 3)), "X"),
    ("#7c7c7c", (0, (1, 4)), "*"),
)
"""Colour, dashes and marker of the k-th line."""

GUIDE = "#7c7c7c"
"""Colour of levels and thresholds."""
INK, PAPER = "#111111", "#ffffff"
"""Colours of a curve over a heat map: a light line with a dark edge is seen on every value, on every page."""
HEAT = "cividis"
LONGEST = 14
"""Numbers of more characters are rounded in titles."""

_OURS: dict[Any, Any] = {
    "axes.facecolor": "none",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.facecolor": PAPER,
    "figure.titlesize": "medium",
    "font.size": 11.0,
    "image.cmap": HEAT,
    "legend.fontsize": "small",
    "legend.frameon": False,
    "legend.handlelength": 3.2,
    "lines.linewidth": 1.6,
    "lines.markersize": 5.0,
    "savefig.dpi": DOTS,
    "svg.fonttype": "none",
}
_GROUPS = (
    "axes", "contour", "figure", "font", "grid", "hatch", "image", "legend", "lines", "markers", "mathtext", "patch",
    "path", "pdf", "savefig", "scatter", "svg", "text", "xaxis", "xtick", "yaxis", "ytick",
)  # fmt: skip


def settings() -> dict[Any, Any]:
    """Return settings that do not depend on those of the user or the session: the same numbers, the same figure."""
    from matplotlib import rcParamsDefault

    plain: dict[Any, Any] = {key: value for key, value in rcParamsDefault.items() if key.partition(".")[0] in _GROUPS}
    return {**plain, "savefig.directory": "", **_OURS}


def line(index: int, points: int) -> dict[str, Any]:
    """Return colour, dashes and marker of a line, the marker on about a dozen of its points.

    Parameters
    ----------
    index : int
        Which line of the figure, from 0.
    points : int
        How many points it has.
    """
    colour, dashes, marker = LINES[index]
    step = max(1, points // 12)
    return {"color": colour, "linestyle": dashes, "marker": marker, "markevery": (index * step // len(LINES), step)}


def short(value: object) -> str:
    """Return a number as a title shows it: exactly where that takes few characters, else rounded."""
    if isinstance(value, ContextLength) and value.logarithm is not None:
        return f"exp({short(value.logarithm)})"
    whole = value.exact if isinstance(value, ContextLength) else value
    text = shown(value)
    if len(text) <= LONGEST or not isinstance(whole, int | float | Fraction):
        return text
    with working_precision(64):
        digits, e, exponent = rational_ball(Fraction(whole)).str(5, radius=False).partition("e")
    return digits.rstrip("0").rstrip(".") + e + exponent.removeprefix("+")


def at_most_lines(values: Sequence[object], what: str) -> None:
    """Refuse more lines than can be told apart, or none.

    Raises
    ------
    BadInput
        If there are none, or more than styles.
    """
    if not 0 < len(values) <= len(LINES):
        raise BadInput(f"{len(values)} {what}", "each is one line of the figure", f"give 1 to {len(LINES)}")
