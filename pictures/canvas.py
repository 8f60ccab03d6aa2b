"""The one place that makes figures and writes them, to a file or into an HTML page; equal figures are equal bytes.

matplotlib is an extra, imported when a figure is drawn and not before.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec
from xml.etree import ElementTree

from ..theory.errors import BadInput, shown
from .style import INK, PAPER, settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")

FORMATS = ("svg", "png", "pdf")
NAMESPACE = "http://www.w3.org/2000/svg"
BLACK = re.compile(r"#000000\b")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
NAME = re.compile(r"[A-Za-z][\w-]*")


def drawing(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a function that returns a figure draw it in the style of the package.

    Parameters
    ----------
    draw : callable
        Returns a `matplotlib.figure.Figure`.

    Returns
    -------
    callable
        The same function; it raises `BadInput` where matplotlib is missing.
    """

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        try:
            from matplotlib import rc_context
        except ImportError:
            raise BadInput("a picture", "it needs matplotlib", "pip install 'critscale[plot]'") from None
        with rc_context(settings()):
            return draw(*args, **kwargs)

    return styled


def panels(rows: int = 1, columns: int = 1, *, size: tuple[float, float], **options: Any) -> tuple[Figure, list[Axes]]:
    """Return a figure and its axes, row by row; to be called within `drawing`.

    Parameters
    ----------
    rows, columns : int
        How many axes.
    size : tuple of float
        Width and height, inches.
    **options
        For ``Figure.subplots``.
    """
    figure = _shown_figure()(figsize=size, layout="constrained")
    return figure, list(figure.subplots(rows, columns, squeeze=False, **options).flat)


@cache
def _shown_figure() -> type[Figure]:
    """Return a figure that a notebook shows, whether or not pyplot was imported."""
    from matplotlib.figure import Figure

    class ShownFigure(Figure):
        def _repr_png_(self) -> bytes:
            return rendered(self, "png")

    return ShownFigure


def over_heat(axes: Axes, x: Any, y: Any, **style: Any) -> None:
    """Draw a curve that is seen on a heat map, whatever is below it."""
    from matplotlib.patheffects import Normal, withStroke

    edge = [withStroke(linewidth=4.2, foreground=INK), Normal()]
    axes.plot(x, y, **{"color": PAPER, "linewidth": 2.0, **style}, path_effects=edge)


def ending(path: Path) -> str:
    """Return the format that a path names by its ending.

    Raises
    ------
    BadInput
        If it names none of `FORMATS`.
    """
    name = path.suffix.lower().removeprefix(".")
    if name not in FORMATS:
        raise BadInput(shown(path), "the ending names no format", f"end it in .{', .'.join(FORMATS)}")
    return name


def save(figure: Figure, path: str | Path) -> None:
    """Write a figure, whole or not at all; equal figures are equal bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    path : str or Path
        Where to; the ending gives the format.

    Raises
    ------
    BadInput
        If the ending is none of `FORMATS`.
    """
    from ..numerics.files import write_atomically

    write_atomically(Path(path), rendered(figure, ending(Path(path))))


_UNDATED: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def rendered(figure: Figure, format: str, salt: str = "critscale", **options: Any) -> bytes:
    """Return the bytes of a figure in one of `FORMATS`; without date or version, ids seeded by ``salt``."""
    from matplotlib import rc_context

    buffer = io.BytesIO()
    with rc_context({**settings(), "svg.hashsalt": salt}):
        figure.savefig(buffer, format=format, metadata=_UNDATED[format], **options)
    return buffer.getvalue()


def inline_svg(figure: Figure, name: str, alt: str = "") -> str:
    """Return a figure as one ``<svg>`` element for an HTML page.

    Its size is the page's affair (a viewBox, no width), its background transparent, its black ink ``currentColor``, its
    text text.  Equal figures are equal text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    name : str
        Starts every id within, so unique on the page.
    alt : str
        What the picture shows, for who cannot see it.

    Raises
    ------
    BadInput
        If the name is no id.
    """
    if NAME.fullmatch(name) is None:
        raise BadInput(f"name {shown(name)!r}", "not an id", "give letters, digits and dashes, such as depth-1")
    source = rendered(figure, "svg", salt=name, facecolor="none").decode()
    root = ElementTree.fromstring(source)
    for parent in root.iter():
        for child in [c for c in parent if _local(c.tag) in ("metadata", "style")]:
            parent.remove(child)
    used = set(REFERENCE.findall(source)) | set(re.findall(r'xlink:href="#([^"]+)"', source))
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = {_local(key): _attribute(key, value, name) for key, value in element.attrib.items()}
        if element.attrib.get("id", "").removeprefix(f"{name}-") not in used:
            element.attrib.pop("id", None)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    # The two lines of the style sheet that stands in matplotlib's file: there they would bind the whole page.
    root.attrib |= {"style": "stroke-linejoin: round; stroke-linecap: butt", "fill": "currentColor"}
    root.attrib |= {"xmlns": NAMESPACE, "role": "img"} | ({"aria-label": alt} if alt else {})
    return ElementTree.tostring(root, encoding="unicode")


def _local(key: str) -> str:
    """Return a name without its namespace: ``xlink:href`` is ``href``."""
    return key.rpartition("}")[2]


def _attribute(key: str, value: str, name: str) -> str:
    """Return a value with the page's ink, and ids that start with the name."""
    if key == "id":
        return f"{name}-{value}"
    if _local(key) == "href" and value.startswith("#"):
        return f"#{name}-{value[1:]}"
    return REFERENCE.sub(rf"url(#{name}-\1)", BLACK.sub("currentColor", value))
