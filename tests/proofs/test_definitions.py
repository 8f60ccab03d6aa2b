"""Every function of the catalogue has a meaning that a claim ties down, by a side that does not read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from importlib import import_module
from inspect import isfunction
from typing import Any

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import package_claims, premises
from critscale.proofs.premises import Premises
from critscale.proofs.reads import CATALOGUE, ROOM, followed, name_of
from critscale.proofs.suite import run_claim
from critscale.theory.errors import BadInput
from critscale.theory.layer import finite_dimension, levels
from critscale.theory.layer.definitions import TokenLayer, Uneven
from critscale.theory.layer.tokens import Counted, Joined, Listed, Token

Function = Callable[..., Any]

WITHOUT: dict[str, str] = {}
"""Functions without a defining claim, and why: none."""
BY_THEIR_OWN = {
    "levels.threshold": "it is where two masses are the same: both sides are the masses there",
    "levels.crossing": "it is where two masses are the same: both sides are the masses there",
    "flows.reinjected_share": "it is a fixed point: both sides are it, before a layer and after",
}
"""Functions that both sides of their definition read: they are defined by an equation."""
SIDES = (("left", "right"), ("quantity", "value"), ("lower", "upper"))


def functions() -> tuple[Function, ...]:
    """Return the public functions of the catalogue."""
    modules = [import_module(f"{ROOM}.{name}") for name in CATALOGUE]
    return tuple(
        f for m in modules for n, f in vars(m).items() if isfunction(f) and f.__module__ == m.__name__ and not n.startswith("_")
    )


def undefined(claims: Iterable[Claim]) -> set[str]:
    """Return the names of the functions that none of some claims defines."""
    return {name_of(f) for f in functions()} - {name_of(thing) for claim in claims for thing in claim.defines}


def reading_sides(claim: Claim, function: Function) -> int:
    """Return how many of the two sides of a claim refer to a function."""
    names = next(pair for pair in SIDES if hasattr(claim.statement, pair[0]))
    return sum(function in followed([getattr(claim.statement, name)]) for name in names)


def test_every_function_is_defined() -> None:
    """Without exception; a claim less, and it shows."""
    assert undefined(package_claims()) == WITHOUT.keys()
    assert undefined(c for c in package_claims() if c.id != "C5.definition.common-mean") == {"sphere.common_mean"}
    assert len(functions()) > 90


def test_nothing_is_on_trust() -> None:
    """What any claim reads is defined; without the definitions of one module it is not."""
    assert premises().trusting(package_claims()) == {}
    some = tuple(c for c in package_claims() if c.id.startswith(("C6.thresholds", "C6.exponent")))
    assert Premises(some).trusting(some).keys() == {"levels.threshold", "levels.Level.exponent"}


@pytest.mark.parametrize("function", functions(), ids=name_of)
def test_a_definition_has_a_side_of_its_own(function: Function) -> None:
    """One side of one of its definitions says the same without it."""
    defining = [c for c in package_claims() if any(name_of(thing) == name_of(function) for thing in c.defines)]
    counts = {reading_sides(c, function) for c in defining}
    assert 1 in counts or name_of(function) in BY_THEIR_OWN
    assert name_of(function) not in BY_THEIR_OWN or 1 not in counts


def test_a_definition_that_compares_a_function_with_itself_is_noticed() -> None:
    """It holds for any function, and defines none."""
    claim = next(c for c in package_claims() if c.id == "C6.definition.crossing")
    assert reading_sides(claim, levels.crossing) == 2
    assert reading_sides(claim, finite_dimension.takeover) == 0


def test_definitions_are_proved_where_nothing_stands_in_the_way() -> None:
    """Roots, integrals, special functions, exponentials and branches do; there are no others."""
    computed = {
        "C5.definition.tail",
        "C6.definition.crossing",
        "C6.definition.phases",
        "D5.definition.survival",
        "D10.definition.gap",
        "F1.definition.cosine",
    }
    for claim in package_claims():
        if ".definition." in claim.id and (claim.id in computed or claim.id.startswith(("C1", "C2", "D9", "G1"))):
            wanted = Verdict.SUPPORTED if claim.id in computed else Verdict.PROVED
            assert run_claim(claim, QUICK).verdict is wanted, claim.id


def test_tokens_of_two_groups_are_summed_as_one_list() -> None:
    """Of both groups, by identity, and what stands for many is compared in its sum alone."""
    first, second = Counted(Fraction(3)), Counted(Fraction(4))
    joined, listed = Joined(first, second), Listed(7)
    (a,), (b,) = first.some(1), second.some(1)
    c, d = listed.some(2)
    assert joined.sum(lambda k: 1) == listed.sum(lambda k: 1) == 7
    assert joined.sum(lambda k: 2 if joined.same(k, b) else 1) == listed.sum(lambda k: 2 if listed.same(k, c) else 1) == 8
    assert not joined.same(a, b) and joined.same(a, a) and joined.same(b, b)
    counted = joined.sum(lambda k: joined.sum(lambda m: 5 * joined.same(k, m) + joined.same(k, a) * joined.same(m, b)))
    assert counted == listed.sum(lambda k: listed.sum(lambda m: 5 * listed.same(k, m) + listed.same(k, c) * listed.same(m, d)))
    (e,) = joined.some(1)
    assert first.knows(e) and not second.knows(e)
    kept: list[Token] = []

    def keep(token: Token) -> int:
        kept.append(token)
        return 0

    joined.sum(keep)
    with pytest.raises(BadInput, match="stands for many"):
        joined.same(kept[0], b)


def test_tokens_that_are_not_alike() -> None:
    """Masses and inner products of their own, those of the simplex where none are given, 1 with themselves."""
    tokens = Listed(3)
    i, j, k = tokens.some(3)
    plain = Uneven(tokens, Fraction(1, 3), Fraction(1, 2))
    simplex = TokenLayer(tokens, Fraction(1, 3), Fraction(1, 2))
    assert plain.inner(i, j) == simplex.inner(i, j) and plain.weight(i, j) == simplex.weight(i, j)
    masses = {(True, False): Fraction(1, 4), (False, True): Fraction(3, 4), (False, False): Fraction(1)}
    uneven = Uneven(
        tokens, 0, 0, masses=lambda a, b: masses[b is j, b is k], cosines=lambda a, b: Fraction(1, 5) if k in (a, b) else 0
    )
    assert uneven.weight(i, i) == Fraction(1, 2) and uneven.weight(i, j) == Fraction(1, 8)
    assert uneven.gram(i, k) == Fraction(1, 5) and uneven.gram(i, j) == 0 and uneven.gram(k, k) == uneven.mass(k, k) == 1
