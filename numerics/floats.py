"""One rule for floats: a float is the binary number it holds, and a result that hangs on one says so, once.

``0.3`` is 5404319552844595/2^54; ``"0.3"`` and ``Fraction(3, 10)`` are three tenths.  What a config prints is the exception: a number
in it is read by its decimals, as they stand in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from inspect import signature
from numbers import Rational
from typing import Any, TypeVar, cast

from flint import arb

from ..theory.digits import integer_text
from ..theory.errors import BadInput, shown
from .inputs import rational

F = TypeVar("F", bound=Callable[..., Any])

EXACT = frozenset({int, str, bool, type(None), Fraction})
"""Types that hold no float."""
MOST = 3
"""So many floats of one argument are named."""


def carries_notes(value: object) -> bool:
    """Tell whether a value has notes on the numbers it hangs on: ``notes``, and ``noting(*notes)`` that returns it with more."""
    return hasattr(type(value), "noting")


def float_note(value: object, name: str) -> str:
    """Return what has to be said of a number: which one a float holds, where its digits say another; else empty.

    Examples
    --------
    >>> float_note(0.3, "rho")
    'rho = 0.3 is the binary number 5404319552844595/2^54, as every float is one; "0.3" is exact'
    >>> float_note(0.5, "rho")
    ''
    """
    if type(value) in EXACT or isinstance(value, Rational | Decimal | str):
        return ""
    if not (isinstance(value, float | arb) or hasattr(value, "_mpf_") or (hasattr(value, "as_integer_ratio") and not carries_notes(value))):
        return ""
    digits = float.__repr__(value) if isinstance(value, float) else shown(value)
    try:
        number = rational(value, name)
        if number == rational(digits, name):
            return ""
    except BadInput:  # refused where it is read, or shortened so that its digits are none
        return ""
    held = integer_text(number.numerator)
    if number.denominator > 1:
        held = f"{held}/2^{number.denominator.bit_length() - 1}"
    return f'{name} = {digits} is the binary number {shown(held, 80)}, as every float is one; "{digits}" is exact'


def float_notes(value: object, name: str) -> Iterator[str]:
    """Yield the notes on a value of an argument, and on what it holds: a few of them, and how many more there are."""
    if type(value) in EXACT:
        return
    if carries_notes(value):
        yield from cast("Any", value).notes
        return
    if isinstance(value, Mapping):
        held = [(part, f"{name} {key}" if part is inner else name) for key, inner in value.items() for part in (key, inner)]
    elif isinstance(value, list | tuple):
        held = [(part, name) for part in value]
    else:
        held = [(value, name)]
    notes = list(dict.fromkeys(note for part, title in held if (note := float_note(part, title))))
    yield from notes[:MOST]
    if len(notes) > MOST:
        yield f"{len(notes) - MOST} more floats of {name} are the binary numbers they hold"


def says_floats(*apart: str) -> Callable[[F], F]:
    """Make a function say on its result which floats it was given; those of the arguments named are read otherwise, or where they are used."""

    def decorate(function: F) -> F:
        names = tuple(signature(function).parameters)

        @wraps(function)
        def noted(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            if EXACT.issuperset(map(type, args)) and EXACT.issuperset(map(type, kwargs.values())):
                return result
            given = dict(zip(names, args, strict=False)) | kwargs if args else kwargs
            notes = [note for name, value in given.items() if name not in apart for note in float_notes(value, name)]
            return with_notes(result, tuple(dict.fromkeys(notes))) if notes else result

        return cast("F", noted)

    return decorate


def with_notes(result: Any, notes: tuple[str, ...]) -> Any:
    """Return a result with notes, each once; several results with them on each, whether in a tuple or by name; what carries none as it is."""
    if carries_notes(result):
        new = tuple(note for note in notes if note not in result.notes)
        return result.noting(*new) if new else result
    if type(result) is dict:
        return {name: with_notes(part, notes) for name, part in result.items()}
    if type(result) is tuple:
        return tuple(with_notes(part, notes) for part in result)
    return result
