"""Values that have a name and parameters: a mechanism, a law of scores.

Each kind is a frozen dataclass whose fields are the parameters, exact numbers; the catalogue of a room maps names to kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from fractions import Fraction
from typing import TypeVar

from .errors import BadInput, UnknownName

T = TypeVar("T")

Catalogue = Mapping[str, Callable[..., T]]
"""Kinds by name: dataclasses whose fields are exact numbers."""


def parameters(kind: Callable[..., object]) -> tuple[Field[Fraction], ...]:
    """Return the parameters of a kind, in order."""
    return fields(kind)  # type: ignore[arg-type]


def build_named(what: str, kinds: Catalogue[T], name: str, given: Mapping[str, Fraction]) -> T:
    """Return a value by its name and parameters.

    Parameters
    ----------
    what : str
        What it is, as messages name it.
    kinds : mapping
        Every kind by name.
    name : str
        One of them.
    given : mapping
        Its parameters; those that have a default may be left out.  A parameter that is declared ``int`` is made one.

    Raises
    ------
    UnknownName
        If there is no such kind.
    BadInput
        If a parameter is missing, is none of its, or is no integer where one is needed.
    """
    if name not in kinds:
        raise UnknownName.among(what, name, kinds)
    known = {field.name: field for field in parameters(kinds[name])}
    for extra in given.keys() - known.keys():
        raise BadInput(f"{extra} of the {what} {name}", "it has no such parameter", f"it takes {', '.join(known) or 'none'}")
    for missing in (key for key, field in known.items() if key not in given and field.default is MISSING):
        raise BadInput(f"the {what} {name}", f"it has no {missing}", f"give {missing}, as in {name}:{missing}=2")
    return kinds[name](**{key: _typed(f"{key} of the {what} {name}", known[key], value) for key, value in given.items()})


def _typed(what: str, field: Field[Fraction], value: Fraction) -> Fraction | int:
    if field.type != "int":
        return value
    if value.denominator != 1:
        raise BadInput(what, "it is a whole number", "give an integer")
    return int(value)
