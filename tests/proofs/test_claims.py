"""Every claim of the package holds, and every must-fail twin is refuted; test ids are claim ids."""

from __future__ import annotations

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim, Confidence, Twin
from critscale.proofs.evidence import Verdict
from critscale.proofs.kinds import Computed, MonteCarlo
from critscale.proofs.library import package_claims
from critscale.proofs.suite import run_claim
from critscale.theory.citations import citations

CLAIMS = package_claims()
TWINS = [(c, t) for c in CLAIMS for t in c.twins]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_claim(claim: Claim) -> None:
    """It is PROVED or SUPPORTED; UNKNOWN is no pass, and points prove nothing between them."""
    finding = run_claim(claim, QUICK)
    assert finding.verdict in (Verdict.PROVED, Verdict.SUPPORTED), finding.evidence
    assert not isinstance(claim.statement, Computed) or finding.verdict is Verdict.SUPPORTED
    assert not any(e.method == "none" for e in finding.evidence), finding.evidence


@pytest.mark.parametrize(("claim", "twin"), TWINS, ids=lambda x: x.id if isinstance(x, Claim) else x.name)
def test_twin(claim: Claim, twin: Twin) -> None:
    """It is REFUTED, and the finding names the point."""
    finding = run_claim(claim.changed(twin), QUICK)
    assert finding.verdict is Verdict.REFUTED, finding.evidence
    assert finding.refutation is not None and finding.refutation.point, finding.evidence


def test_every_claim_has_a_twin_and_a_source() -> None:
    """A claim nothing could refute is no claim."""
    known = {c.id for c in CLAIMS}
    for claim in CLAIMS:
        assert claim.twins and claim.source and claim.title, claim.id
        assert set(claim.uses) <= known, claim.id


COVERED = (
    *(f"A{k}" for k in range(1, 16)),
    *("A5b", "B1", "B2", "B3", "B4", "B4b", "B5", "B6", "B7", "B10", "C8d"),
    *(f"C{k}" for k in range(1, 11)),
    *(f"F{k}" for k in range(1, 5)),
)


@pytest.mark.parametrize("number", COVERED)
def test_the_theory_is_covered(number: str) -> None:
    """Each statement of A, B, C and F has a claim, but B8, the order that the gradient attains at the group crossover."""
    assert any(c.id.startswith(f"{number}.") for c in CLAIMS)


def test_the_jacobian_theorem_is_proved() -> None:
    """Theorem 2.4 is PROVED in all three regimes."""
    for name in ("subcritical", "critical", "supercritical"):
        claim = next(c for c in CLAIMS if c.id == f"B4.jacobian.{name}")
        assert run_claim(claim, QUICK).verdict is Verdict.PROVED


def test_errata_are_refuted_as_printed() -> None:
    """What is false as printed stands in the suite as the twin of what is true."""
    assert {c.id for c, t in TWINS if t.name == "as printed"} >= {
        "C6.simplex.no-focus",
        "C8.contraction.floor",
        "C8.jacobian.floor",
        "C10.measured-rho",
    }


def test_the_phase_transition_is_proved() -> None:
    """Theorem 2.1 is PROVED in all three regimes, not only sampled."""
    for name in ("subcritical", "critical", "supercritical"):
        claim = next(c for c in CLAIMS if c.id == f"A3.cosine.{name}")
        assert run_claim(claim, QUICK).verdict is Verdict.PROVED


def test_a_theorem_that_is_only_sampled_says_so() -> None:
    """What its source numbers as a theorem and no method here can prove is PROVED_ELSEWHERE; nothing derived is."""
    for claim in CLAIMS:
        theorem = any(p.kind == "theorem" for c in citations(claim.source) for p in c.places)
        if theorem and isinstance(claim.statement, Computed | MonteCarlo):
            assert claim.confidence is Confidence.PROVED_ELSEWHERE, claim.id
        if claim.confidence is Confidence.PROVED_ELSEWHERE:
            assert "derived" not in claim.source and claim.differs, claim.id


FOUND = ("recover", "recall", "re-proof", "reproof", "transcription", "second-hand", "at hand", "excerpt", "(abstract", "re-derived", "not given")


@pytest.mark.parametrize("word", FOUND)
def test_no_claim_tells_how_a_text_was_found(word: str) -> None:
    """A reader wants to know what is claimed, and how it differs from its source."""
    texts = {c.id: " ".join((c.title, c.source, c.differs, c.notes, *(t.name + t.change for t in c.twins))) for c in CLAIMS}
    assert [id for id, text in texts.items() if word in text.lower()] == []
