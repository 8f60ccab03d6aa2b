"""No claim of the package with one thing changed is PROVED or SUPPORTED where plain numbers show it to be false.

A spread of mutations runs with every test run, all of them with CRITSCALE_HOSTILE=all: then nine of ten must be refuted.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.library import package_claims

from .mutations import hostile, hostiles, kind, mutations, outcome
from .spread import SPREAD

ALLOWED = {"REFUTED", "UNKNOWN", "REFUSED"}
"""What may be said of a false statement."""
PARTS = 8
LEAST = 125
"""Mutations of a part, at least: 1,000 in all."""
SHARE = 90
"""Percent of them that are refuted."""
everything = pytest.mark.skipif(os.environ.get("CRITSCALE_HOSTILE") != "all", reason="CRITSCALE_HOSTILE is not all")


@pytest.mark.parametrize("name", SPREAD)
def test_a_mutation_is_not_believed(name: str) -> None:
    """A false statement is refuted, or nothing is known of it."""
    entry = hostile(name)
    assert outcome(entry, QUICK) in ALLOWED, f"{name}: {entry.why}"


def test_the_spread_has_every_kind_of_change() -> None:
    """And no claim more than three times."""
    every = {kind(m.change) for claim in package_claims() for m in mutations(claim)}
    assert every - {kind(name.partition(" / ")[2]) for name in SPREAD} == set()
    assert max(Counter(name.partition(" / ")[0] for name in SPREAD).values()) <= 3


@everything
@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutation_is_believed(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Every eighth claim, with all that was done to it."""
    found = [(entry, outcome(entry, QUICK)) for entry in hostiles(package_claims()[part::PARTS])]
    counts = Counter(verdict for _, verdict in found)
    with capsys.disabled():
        print(f"\nmutations, part {part} of {PARTS}: {dict(sorted(counts.items()))}")
    wrong = [f"{verdict}: {entry.name}: {entry.why}" for entry, verdict in found if verdict not in ALLOWED]
    assert not wrong, "\n".join(wrong)
    assert len(found) >= LEAST
    assert 100 * counts["REFUTED"] >= SHARE * len(found)
