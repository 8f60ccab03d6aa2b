"""Results that have a picture: who draws it is said by the face of the package, since pictures stand above the numbers they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[..., "Figure"]


class Pictured:
    """A result with a picture."""

    __slots__ = ()

    def plot(self, **options: Any) -> Figure:
        """Draw it; needs matplotlib.

        Parameters
        ----------
        **options
            What the picture of this result takes.

        Returns
        -------
        matplotlib.figure.Figure
            A notebook shows it; `critscale.pictures.canvas.save` writes it.

        Raises
        ------
        BadInput
            If matplotlib is missing, or there is nothing to draw.
        """
        return _drawers[-1]()(self, **options)


_drawers: list[Callable[[], Draw]] = []


def drawn_by(load: Callable[[], Draw]) -> None:
    """Say what draws results: a function that loads the function which does, when one is asked for."""
    _drawers.append(load)
