"""Every law by id."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import UnknownName
from .law import ScalingLaw
from .laws_constant import CONSTANT_LAWS
from .laws_length import LENGTH_LAWS
from .laws_log import LOG_LAWS
from .laws_other import OTHER_LAWS

LAWS: Mapping[str, ScalingLaw] = {law.id: law for law in (*CONSTANT_LAWS, *LOG_LAWS, *LENGTH_LAWS, *OTHER_LAWS)}
"""Every scaling law by id, such as ``yarn``; `classify` and `extend` take the id."""


def law(id: str) -> ScalingLaw:
    """Return the law of that id.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    try:
        return LAWS[id]
    except (KeyError, TypeError):
        raise UnknownName.among("law", id, LAWS) from None
