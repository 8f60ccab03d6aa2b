"""How users write a value with a name and parameters: ``softmax``, ``sink:9``, ``entmax:alpha=3/2``, ``gamma:kappa=1,m=7/10``."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

from ...theory.digits import exact_text
from ...theory.errors import BadInput, shown
from ...theory.named import Catalogue, build_named, parameters
from ..inputs import rational

T = TypeVar("T")


def read_named(value: str | T, what: str, kinds: Catalogue[T]) -> T:
    """Return the value that a text names, or a value itself.

    Parameters
    ----------
    value : str or T
        A name; after a colon its parameters as ``key=number``, with commas between, or the number alone where it is the
        only parameter.  A value of one of the kinds is returned as it is.
    what : str
        What it is, as messages name it.
    kinds : mapping
        Every kind by name.

    Raises
    ------
    UnknownName
        If there is no such name.
    BadInput
        If the parameters are not those of the kind.
    """
    if not isinstance(value, str) and isinstance(value, tuple(kinds.values())):  # type: ignore[arg-type]
        return value
    name, colon, rest = str(value).partition(":")
    known = [field.name for field in parameters(kinds[name])] if name in kinds else []
    given: dict[str, Fraction] = {}
    for part in rest.split(",") if colon else ():
        key, equals, number = (text.strip() for text in part.partition("="))
        if not equals:
            if len(known) != 1 and name in kinds:
                raise BadInput(f"{what} = {shown(value)}", _takes(known), f"write {_example(name, known)}")
            key, number = (known or [key])[0], key
        if key in given:
            raise BadInput(f"{what} = {shown(value)}", f"{shown(key)} is given twice", "leave one out")
        given[key] = rational(number, key) if name in kinds else Fraction(0)
    return build_named(what, kinds, name, given)


def named_text(value: object, kinds: Catalogue[T]) -> str:
    """Return the text of a value, which `read_named` reads back; parameters at their default are left out."""
    (name,) = (name for name, kind in kinds.items() if type(value) is kind)
    found = [(field, getattr(value, field.name)) for field in parameters(kinds[name])]
    given = [f"{field.name}={exact_text(number)}" for field, number in found if number != field.default]
    return ":".join([name, *([",".join(given)] if given else [])])


def _takes(known: list[str]) -> str:
    return f"it takes {' and '.join(known)}" if known else "it takes no number after its name"


def _example(name: str, known: list[str]) -> str:
    return ":".join([name, *([",".join(f"{key}=2" for key in known)] if known else [])])
