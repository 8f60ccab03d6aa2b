"""The claims on depth: each statement D1..D14 has one, and each says what its verdict can be at best."""

from __future__ import annotations

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Confidence
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import package_claims
from critscale.proofs.suite import run_claim

DEPTH = [c for c in package_claims() if c.id.startswith("D")]


@pytest.mark.parametrize("number", [*(f"D{k}" for k in range(1, 15)), "D11b"])
def test_depth_is_covered(number: str) -> None:
    """Each statement of the section has a claim."""
    assert any(c.id.startswith(f"{number}.") for c in DEPTH)


def test_what_the_literature_says_of_almost_every_start_is_sampled_here() -> None:
    """D13: theorems elsewhere, and two observations that go beyond them."""
    found = {claim.id: claim.confidence for claim in DEPTH if claim.id.startswith("D13.")}
    observed = {"D13.circle.triangle-unstable", "D13.high-dimension.concentration"}
    assert {id for id, known in found.items() if known is Confidence.OBSERVED} == observed
    assert all(known is Confidence.PROVED_ELSEWHERE for id, known in found.items() if id not in observed)


@pytest.mark.parametrize("name", ["fixed-clock", "running-clock"])
def test_the_merge_theorem_is_refuted_as_printed(name: str) -> None:
    """D11b: the counterexample has a point, and unequal masses where masses matter."""
    claim = next(c for c in DEPTH if c.id == f"D11b.merge.{name}")
    finding = run_claim(claim.changed(next(t for t in claim.twins if t.name == "as printed")), QUICK)
    assert finding.verdict is Verdict.REFUTED
    assert finding.refutation is not None and dict(finding.refutation.point)["theta"] == "6/5"
