"""The strength of evidence: the weakest basis decides, and nothing lifts it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from itertools import combinations, permutations

import pytest

from critscale.audit.standing import Basis, Standing, Strength
from critscale.theory.errors import BadInput

CLAIM = ("G1.extension.preserving",)
ORDER = ("theorem", "bound", "measured", "measured-elsewhere", "convention", "assumed")
"""The strongest first, as the rule has it."""


def basis(strength: Strength) -> Basis:
    """Return a basis of a strength."""
    return Basis(f"something {strength.title}", strength, CLAIM if strength >= Strength.BOUND else ())


def test_the_order_is_the_stated_one() -> None:
    """From a theorem down to an assumption, each with words of its own."""
    assert [strength.id for strength in sorted(Strength, reverse=True)] == list(ORDER)
    assert len({strength.title for strength in Strength}) == len(Strength) == len(ORDER)


@pytest.mark.parametrize("size", range(1, 5))
def test_no_strength_stands_above_the_weakest_ground(size: int) -> None:
    """Every set of bases, in any order: one that is weaker lowers it, one that is stronger changes nothing."""
    for chosen in combinations(Strength, size):
        for order in permutations(chosen):
            assert Standing(tuple(map(basis, order))).strength == min(chosen)
        for more in Strength:
            found = Standing(tuple(map(basis, chosen))).and_also(basis(more))
            assert found.strength == min(min(chosen), more)
            assert {weak.strength for weak in found.weakest} == {found.strength}


def test_it_cannot_be_written_down() -> None:
    """There is no field for it, and what there is does not change."""
    found = Standing((basis(Strength.ASSUMED), basis(Strength.THEOREM)))
    with pytest.raises(TypeError):
        replace(found, strength=Strength.THEOREM)  # type: ignore[call-arg]
    with pytest.raises((AttributeError, TypeError)):
        found.strength = Strength.THEOREM  # type: ignore[misc]
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        found.bases[0].strength = Strength.THEOREM  # type: ignore[misc]
    with pytest.raises(BadInput, match="rests on nothing"):
        Standing(())


@pytest.mark.parametrize("strength", [Strength.THEOREM, Strength.BOUND])
def test_a_theorem_names_its_claims(strength: Strength) -> None:
    """What is proved is in the suite by an id; a theorem without one is refused."""
    with pytest.raises(BadInput, match="no claim states it"):
        Basis("a wish", strength)


def test_it_as_data() -> None:
    """The JSON has the rule's outcome beside all bases."""
    found = Standing((basis(Strength.THEOREM), Basis("p", Strength.ASSUMED))).to_json()
    assert (found["strength"], found["weakest"]) == ("assumed", ["p"])
    assert found["bases"] == [
        {"what": "something theorem on the simplex", "strength": "theorem", "claims": list(CLAIM)},
        {"what": "p", "strength": "assumed", "claims": []},
    ]
