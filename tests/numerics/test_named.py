"""Values with a name and parameters, as users write them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from critscale.numerics.settings.named import named_text, read_named
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.named import build_named


@dataclass(frozen=True)
class Plain:
    """Nothing but a name."""


@dataclass(frozen=True)
class One:
    """One number."""

    size: Fraction


@dataclass(frozen=True)
class Two:
    """A number, and a whole one that may be left out."""

    size: Fraction
    degree: int = 3


KINDS = {"plain": Plain, "one": One, "two": Two}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", Plain()),
        ("one:-1/3", One(Fraction(-1, 3))),
        ("one:size=0.5", One(Fraction(1, 2))),
        ("two:size=2", Two(Fraction(2))),
        ("two: degree = 5 , size=2", Two(Fraction(2), 5)),
    ],
)
def test_a_text_is_its_value(text: str, value: object) -> None:
    """A value reads itself, and its text reads back."""
    assert read_named(text, "thing", KINDS) == value == read_named(value, "thing", KINDS)
    assert read_named(named_text(value, KINDS), "thing", KINDS) == value


def test_whole_parameters_are_integers() -> None:
    """They are counted with."""
    assert type(read_named("two:size=2,degree=4", "thing", KINDS).degree) is int


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("oen:1", "thing 'oen': no such name; did you mean 'one'"),
        ("one", "the thing one: it has no size; give size, as in one:size=2"),
        ("one:", "size"),
        ("one:x", "size = x"),
        ("one:1,2", "thing = one:1,2: size is given twice; leave one out"),
        ("one:width=1", "width of the thing one: it has no such parameter; it takes size"),
        ("plain:1", "thing = plain:1: it takes no number after its name; write plain"),
        ("plain:", "thing = plain:: it takes no number after its name; write plain"),
        ("two:1", "thing = two:1: it takes size and degree; write two:size=2,degree=2"),
        ("two:size=1,degree=1/2", "degree of the thing two: it is a whole number; give an integer"),
        (5, "thing '5': no such name"),
    ],
)
def test_what_cannot_be_read(text: object, said: str) -> None:
    """One line: what, why, mend."""
    with pytest.raises((BadInput, UnknownName)) as raised:
        read_named(text, "thing", KINDS)
    assert said in str(raised.value)


def test_by_keywords() -> None:
    """As the reader of text does."""
    assert build_named("thing", KINDS, "one", {"size": Fraction(1)}) == One(Fraction(1))
