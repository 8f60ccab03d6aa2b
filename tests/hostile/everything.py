"""Every false mutation of every claim: nine of ten are refuted, none is believed.  And every number that is made weaker.

`make hostile` runs it.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import MonteCarlo
from critscale.proofs.library import package_claims

from .falsify import falsify
from .hostile import outcome
from .mutations import hostiles
from .weakened import notices, quick

PARTS = 16
LEAST = 100
"""Mutations of a part, at least."""
SHARE = 90
"""Percent of them that are refuted."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutation_is_believed(part: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Every sixteenth claim, with all that was done to it."""
    found = [(entry, outcome(entry, QUICK)) for entry in hostiles(package_claims()[part::PARTS])]
    counts = Counter(verdict for _, verdict in found)
    with capsys.disabled():
        print(f"\nmutations, part {part} of {PARTS}: {dict(sorted(counts.items()))}")
    wrong = [f"{verdict}: {entry.name}: {entry.why}" for entry, verdict in found if verdict not in entry.allowed]
    assert not wrong, "\n".join(wrong)
    assert len(found) >= LEAST
    assert 100 * counts["REFUTED"] >= SHARE * len(found)


def test_the_search_finds_nothing_against_the_claims() -> None:
    """What shows the mutations to be false shows nothing of what they were made from."""
    claims = [claim for claim in package_claims() if not isinstance(claim.statement, MonteCarlo)]
    found = {claim.id: falsify(claim.statement, claim.assumptions) for claim in claims}
    assert {name: witness.text for name, witness in found.items() if witness} == {}


@pytest.mark.parametrize("claim", [c for c in package_claims() if c.pins and c.sharp and not quick(c)], ids=lambda c: c.id)
def test_a_weaker_number_is_noticed(claim: Claim) -> None:
    """A tolerance, or a bound on a computed number, that gives way by half; and what takes long in a chart."""
    assert any(notices(claim, pin, Fraction(1, 2)) for pin in claim.pins)
