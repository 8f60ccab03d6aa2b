"""No claim of the package with one thing changed is PROVED or SUPPORTED where plain numbers show it to be false.

A spread of mutations runs with every test run, all of them with `make hostile`, see `everything`.
"""

from __future__ import annotations

from collections import Counter

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.library import package_claims

from .hostile import outcome
from .mutations import hostile, kind, mutations
from .spread import SPREAD


@pytest.mark.parametrize("name", SPREAD)
def test_a_mutation_is_not_believed(name: str) -> None:
    """A false statement is refuted, or nothing is known of it."""
    entry = hostile(name)
    assert outcome(entry, QUICK) in entry.allowed, f"{name}: {entry.why}"


def test_the_spread_has_every_kind_of_change() -> None:
    """And no claim more than three times."""
    every = {kind(m.change) for claim in package_claims() for m in mutations(claim)}
    assert every - {kind(name.partition(" / ")[2]) for name in SPREAD} == set()
    assert max(Counter(name.partition(" / ")[0] for name in SPREAD).values()) <= 3
