"""The gallery: every picture by name."""

from __future__ import annotations

from collections.abc import Mapping

from ..theory.errors import UnknownName
from . import advice, depth, experiment, heads, laws, needs, phase_diagram, spectrum, window
from .picture import Picture

PICTURES: Mapping[str, Picture] = {
    module.PICTURE.name: module.PICTURE for module in (phase_diagram, window, laws, needs, advice, spectrum, depth, experiment, heads)
}


def picture(name: str) -> Picture:
    """Return the picture of that name.

    Raises
    ------
    UnknownName
        With the nearest names.
    """
    try:
        return PICTURES[name]
    except (KeyError, TypeError):
        raise UnknownName.among("picture", name, PICTURES) from None
