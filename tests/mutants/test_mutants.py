"""A sample of the mutants; ``make catalogue`` tries all of them."""

from __future__ import annotations

from random import Random

import pytest

from critscale.proofs.reads import CATALOGUE

from .equivalent import NOTHING, SAME
from .mutants import ELSEWHERE, Mutant, caught, every, mutants

QUICK = ("layer.almost_simplex", "layer.causal", "dynamics.depth", "laws.extension", "layer.finite_dimension", "dynamics.flows", "layer.levels", "layer.sphere")
"""Modules whose mutants are caught in a fraction of a second."""
HOW_MANY = 8


def _is_odd(mutant: Mutant) -> bool:
    return mutant.name in SAME or mutant.name in NOTHING


def _sample() -> list[Mutant]:
    return Random(7).sample([m for module in QUICK for m in mutants(module) if not _is_odd(m)], HOW_MANY)


@pytest.mark.parametrize("mutant", _sample(), ids=str)
def test_a_changed_constant_or_operator_is_refuted(mutant: Mutant) -> None:
    """By a claim that reads it, or the check breaks; UNKNOWN is no refutation."""
    ((_, found),) = caught([mutant])
    assert found and not found.endswith("?")


def test_a_mutant_that_says_the_same_survives() -> None:
    """Or the harness would call anything caught; and one that divides by 0 at a point is no more than UNKNOWN."""
    same = [m for m in mutants("layer.regimes") if m.name in SAME and m.function == "FREE"]
    nothing = [m for m in mutants("layer.sphere") if m.name in NOTHING and m.function == "tail_odd"]
    assert [found for _, found in caught(same)] == [""] * len(same) and same
    assert all(found.endswith("?") for _, found in caught(nothing)) and nothing


def test_every_module_has_mutants() -> None:
    """Of each function that computes something."""
    assert all(mutants(module) for module in (*CATALOGUE, *ELSEWHERE))
    assert len(every()) > 800


def test_known_exceptions_are_mutants() -> None:
    """A function that was rewritten takes its exceptions along."""
    names = {m.name for m in every()}
    assert not (SAME.keys() | NOTHING.keys()) - names
    assert not SAME.keys() & NOTHING.keys()
