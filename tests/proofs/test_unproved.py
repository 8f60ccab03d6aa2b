"""What is said to be short of a proof is so, and nothing else of rows and mechanisms is."""

from __future__ import annotations

import re

from critscale.proofs.evidence import Verdict
from critscale.proofs.kinds import Computed, MonteCarlo, OnRows
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.suite import run_suite
from critscale.proofs.unproved import SHORT_OF_PROOF

MEANT = re.compile(r"E2[1-8]\.|E3[5-8]\.|H\d")


def test_what_is_short_of_a_proof() -> None:
    """Each claim named is of rows or mechanisms, and without the kernel it is SUPPORTED."""
    claims = tuple(map(find_claim, SHORT_OF_PROOF))
    assert all(MEANT.match(c.id) for c in claims) and all(SHORT_OF_PROOF.values())
    found = run_suite(claims, budget="quick").findings
    assert {f.id for f in found if f.verdict is Verdict.SUPPORTED} == set(SHORT_OF_PROOF)


def test_every_kind_that_proves_nothing_is_named() -> None:
    """A claim of rows and mechanisms that is computed, drawn or tried on rows stands in the list."""
    cannot = [c.id for c in package_claims() if MEANT.match(c.id) and isinstance(c.statement, Computed | MonteCarlo | OnRows)]
    assert cannot and set(cannot) <= set(SHORT_OF_PROOF)
