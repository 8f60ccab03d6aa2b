"""A picture of the gallery: what it shows, in words, and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Attributes
    ----------
    name : str
        As ``critscale plot`` calls it.
    title : str
        What it is, in a few words.
    caption : str
        What to see, and the statements of the theory it comes from; true whatever the options.
    alt : str
        The picture in words, as it is drawn without options.
    claims : tuple of str
        Ids of the claims whose content it shows.
    draw : callable
        Returns the figure; without options the gallery's.
    """

    name: str
    title: str
    caption: str
    alt: str
    claims: tuple[str, ...]
    draw: Callable[..., Figure]
