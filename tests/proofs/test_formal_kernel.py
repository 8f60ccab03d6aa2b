"""The kernel's verdict as evidence: PROVED, or UNKNOWN without the tool and where a proof is broken; never a stored result."""

from __future__ import annotations

from dataclasses import replace
from shutil import which

import pytest

from critscale.proofs.evidence import Verdict
from critscale.proofs.formal import judge as judging
from critscale.proofs.formal.judge import judge
from critscale.proofs.formal.rocq import ALLOWED, Built, NoRocq, build, read_axioms
from critscale.proofs.formal.sources import Sources, package_sources
from critscale.proofs.library import find_claim
from critscale.proofs.report import to_json, to_junit
from critscale.proofs.suite import Report, verify

CRITICAL = "A3.cosine.critical-plain"


def accepting(sources: Sources) -> Built:
    """Stand in for a kernel that accepts everything."""
    return Built(digest=sources.digest, version="0", axioms=tuple(sorted(ALLOWED)))


# With a stand-in


def test_without_coqc_the_verdict_is_unknown_and_says_how_to_install_it() -> None:
    """UNKNOWN for lack of the tool; only --strict fails on it."""
    evidence, facts = judge([find_claim(CRITICAL)], builder=lambda s: build(s, coqc="no-coqc-here"))
    assert evidence[CRITICAL].verdict is Verdict.UNKNOWN
    assert (
        "apt-get install -y --no-install-recommends coq libcoq-coquelicot libcoq-interval" in evidence[CRITICAL].detail
    )
    assert (facts.verdict, facts.tool, facts.axioms) == (Verdict.UNKNOWN, "", ())


def test_a_suite_without_coqc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other evidence stands; the report says what is missing."""
    monkeypatch.setenv("PATH", "/nonexistent")
    report = verify([find_claim(CRITICAL)], budget="quick", formal=True)
    assert [e.verdict for e in report.findings[0].evidence if e.method == "formal"] == [Verdict.UNKNOWN]
    assert report.findings[0].verdict is Verdict.PROVED
    assert not report.failed() and report.failed(strict=True)
    assert to_json(report)["formal"]["verdict"] == "UNKNOWN"


def test_a_stored_result_is_not_accepted() -> None:
    """A build of other sources proves nothing about these."""
    stored = replace(accepting(package_sources()), digest="0" * 64)
    evidence, facts = judge([find_claim(CRITICAL)], builder=lambda _: stored)
    assert evidence[CRITICAL].verdict is Verdict.UNKNOWN and "other sources" in evidence[CRITICAL].detail
    assert facts.verdict is Verdict.UNKNOWN


def test_a_rejected_proof_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that does not compile says nothing of the mathematics: its claims are broken, in each form of the report."""
    monkeypatch.setattr(judging, "build", lambda s: replace(accepting(s), failure="coqc rejects Cosine.v, line 9: no"))
    report = verify([find_claim(CRITICAL), find_claim("A1.weights.monotone")], budget="quick", formal=True)
    assert [f.verdict for f in report.findings] == [Verdict.UNKNOWN, Verdict.PROVED]
    assert [f.broken for f in report.findings] == [True, False]
    assert report.failed()
    assert to_json(report)["formal"]["detail"] == "coqc rejects Cosine.v, line 9: no"
    assert 'name="formal"' in to_junit(report) and 'failures="2"' in to_junit(report)


def test_formal_evidence_goes_to_linked_claims_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """PROVED for a linked claim, nothing for another; a refuted twin gets its negation."""
    monkeypatch.setattr(judging, "build", accepting)
    report = verify([find_claim(CRITICAL), find_claim("A1.weights.monotone")], budget="quick", formal=True)
    methods = [{e.method for e in f.evidence} for f in report.findings]
    assert "formal" in methods[0] and "formal" not in methods[1]
    assert report.formal is not None and report.formal.linked == 1 and not report.failed(strict=True)
    assert "seconds" not in to_json(report)["formal"] and "formal" in to_json(report)["timings"]
    twins = verify([find_claim(CRITICAL)], twins=True, budget="quick", formal=True)
    assert all("formal" in {e.method for e in f.evidence} for f in twins.findings) and not twins.failed()


def test_a_run_without_linked_claims_builds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and does not fail."""
    monkeypatch.setattr(judging, "build", lambda _: pytest.fail("built for nothing"))
    report = verify([find_claim("A1.weights.monotone")], budget="quick", formal=True)
    assert report.formal is not None and "no claim of this run" in report.formal.detail
    assert not report.failed(strict=True)


def test_an_interrupted_build_leaves_a_partial_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the kernel works keeps the findings."""

    def interrupted(_: Sources) -> Built:
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "build", interrupted)
    report = verify([find_claim(CRITICAL)], budget="quick", formal=True)
    assert not report.complete and len(report.findings) == 1 and isinstance(report, Report)


@pytest.mark.parametrize(
    ("output", "prints", "wrong"),
    [
        ("Axioms:\nClassical_Prop.classic : forall P : Prop,\n  P \\/ ~ P\nClosed under the global context\n", 2, ""),
        ("Axioms:\nClassicalDedekindReals.sig_forall_dec\n  : forall P : nat -> Prop, P 0\n", 1, ""),
        ("Axioms:\nmagic : 0 = 1\n", 1, "it rests on magic"),
        ("Axioms:\nPrimFloat.add : float -> float\n", 1, "it rests on PrimFloat.add"),
        ("Axioms:\nf is assumed to be guarded.\n", 1, "printed"),
        ("Closed under the global context\n", 2, "1 lists of axioms, not 2"),
        ("", 0, "0 lists"),
    ],
)
def test_axioms_are_read(output: str, prints: int, wrong: str) -> None:
    """Whatever is not one of the four is said."""
    assert wrong in read_axioms(output, prints)[1] and bool(wrong) == bool(read_axioms(output, prints)[1])


# With the kernel

needs_coqc = pytest.mark.skipif(which("coqc") is None, reason="no coqc on this machine")


@needs_coqc
def test_the_kernel_accepts_the_package() -> None:
    """One full build, half a minute: every file, the four axioms, PROVED for claims of each part."""
    report = verify([find_claim(CRITICAL), find_claim("A8.entropy.critical")], budget="quick", formal=True)
    facts = report.formal
    assert facts is not None and facts.verdict is Verdict.PROVED, facts
    assert set(facts.axioms) == ALLOWED and facts.tool and facts.seconds > 0
    assert all(Verdict.PROVED in {e.verdict for e in f.evidence if e.method == "formal"} for f in report.findings)


@needs_coqc
@pytest.mark.parametrize(
    ("body", "axioms", "wrong"),
    [
        ("Theorem t : 1 + 1 = 2. Proof. reflexivity. Qed.", (), ""),
        ("Theorem t : 1 + 1 = 3. Proof. reflexivity. Qed.", (), "coqc rejects F.v, line 1"),
        ("Axiom t : 1 + 1 = 3.", ("F.t",), "it rests on F.t"),
        ("Theorem t : 1 + 1 = 3. Admitted.", ("F.t",), "it rests on F.t"),
        ("Theorem t : 1 = 1. Proof. reflexivity.", (), "coqc rejects F.v"),
    ],
)
def test_the_kernel_rejects(body: str, axioms: tuple[str, ...], wrong: str) -> None:
    """False, assumed and unfinished theorems."""
    audit = "From critscale Require F. Definition all := F.t. Print Assumptions all."
    built = build(Sources({"F.v": body, "Axioms.v": audit}))
    assert built.axioms == axioms
    assert wrong in built.failure and bool(wrong) == bool(built.failure)


@needs_coqc
def test_a_build_that_does_not_end_is_unknown() -> None:
    """The kernel is stopped at the deadline."""
    with pytest.raises(NoRocq, match="in time"):
        build(Sources({"F.v": "Goal True. Proof. repeat (assert True by auto). Qed.", "Axioms.v": ""}), timeout=0)
