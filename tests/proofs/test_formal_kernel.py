"""The kernel's verdict as evidence: PROVED, or UNKNOWN without the tool and where a proof is broken; never a stored result."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from critscale.proofs.evidence import Verdict
from critscale.proofs.formal import judge as judging
from critscale.proofs.formal.judge import judge
from critscale.proofs.formal.obligation import TACTICS, Obligation
from critscale.proofs.formal.rocq import ALLOWED, Built, NoRocq, build, read_axioms
from critscale.proofs.formal.sources import Sources, package_sources
from critscale.proofs.gallina.proposition import Proposition
from critscale.proofs.library import find_claim
from critscale.proofs.report import Report, to_json, to_junit
from critscale.proofs.suite import run_suite
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import FREE

from ..terminal import alive

CRITICAL = "A3.cosine.critical-plain"
UNLINKED = "B5.eigenvalue.common"


def accepting(sources: Sources, asked: tuple[Obligation, ...] = ()) -> Built:
    """Stand in for a kernel that accepts everything."""
    return Built(digest=sources.digest, version="0", axioms=tuple(sorted(ALLOWED)))


# With a stand-in


def test_without_coqc_the_verdict_is_unknown_and_says_how_to_install_it() -> None:
    """UNKNOWN for lack of the tool; only --strict fails on it."""
    evidence, facts = judge([find_claim(CRITICAL)], builder=lambda s, asked: build(s, asked, coqc="no-coqc-here"))
    assert evidence[CRITICAL].verdict is Verdict.UNKNOWN
    assert (
        "apt-get install -y --no-install-recommends coq libcoq-coquelicot libcoq-interval" in evidence[CRITICAL].detail
    )
    assert (facts.verdict, facts.tool, facts.axioms) == (Verdict.UNKNOWN, "", ())


def test_a_suite_without_coqc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other evidence stands; the report says what is missing."""
    monkeypatch.setenv("PATH", "/nonexistent")
    report = run_suite([find_claim(CRITICAL)], budget="quick", formal=True)
    assert [e.verdict for e in report.findings[0].evidence if e.method == "formal"] == [Verdict.UNKNOWN]
    assert report.findings[0].verdict is Verdict.PROVED
    assert not report.failed() and report.failed(strict=True)
    assert to_json(report)["formal"]["verdict"] == "UNKNOWN"


def test_a_stored_result_is_not_accepted() -> None:
    """A build of other sources proves nothing about these."""
    stored = replace(accepting(package_sources()), digest="0" * 64)
    evidence, facts = judge([find_claim(CRITICAL)], builder=lambda *_: stored)
    assert evidence[CRITICAL].verdict is Verdict.UNKNOWN and "other sources" in evidence[CRITICAL].detail
    assert facts.verdict is Verdict.UNKNOWN


def test_a_rejected_proof_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that does not compile says nothing of the mathematics: its claims are broken, in each form of the report."""
    monkeypatch.setattr(
        judging, "build", lambda s, _: replace(accepting(s), failure="coqc rejects Cosine.v, line 9: no")
    )
    report = run_suite([find_claim(CRITICAL), find_claim(UNLINKED)], budget="quick", formal=True)
    assert [f.verdict for f in report.findings] == [Verdict.UNKNOWN, Verdict.PROVED]
    assert [f.broken for f in report.findings] == [True, False]
    assert report.failed()
    assert to_json(report)["formal"]["detail"] == "coqc rejects Cosine.v, line 9: no"
    assert 'name="formal"' in to_junit(report) and 'failures="2"' in to_junit(report)


def test_formal_evidence_goes_to_linked_claims_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """PROVED for a linked claim, nothing for another; a refuted twin gets its negation."""
    monkeypatch.setattr(judging, "build", accepting)
    report = run_suite([find_claim(CRITICAL), find_claim(UNLINKED)], budget="quick", formal=True)
    methods = [{e.method for e in f.evidence} for f in report.findings]
    assert "formal" in methods[0] and "formal" not in methods[1]
    assert report.formal is not None and report.formal.linked == 1 and not report.failed(strict=True)
    assert "seconds" not in to_json(report)["formal"] and "formal" in to_json(report)["timings"]
    twins = run_suite([find_claim(CRITICAL)], twins=True, budget="quick", formal=True)
    assert all("formal" in {e.method for e in f.evidence} for f in twins.findings) and not twins.failed()


def test_a_run_without_linked_claims_builds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and does not fail."""
    monkeypatch.setattr(judging, "build", lambda *_: pytest.fail("built for nothing"))
    report = run_suite([find_claim(UNLINKED)], budget="quick", formal=True)
    assert report.formal is not None and "no claim of this run" in report.formal.detail
    assert not report.failed(strict=True)


def test_an_interrupted_build_leaves_a_partial_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the kernel works keeps the findings."""

    def interrupted(*_: object) -> Built:
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "build", interrupted)
    report = run_suite([find_claim(CRITICAL)], budget="quick", formal=True)
    assert not report.complete and len(report.findings) == 1 and isinstance(report, Report)


KILLED = """
import sys
from critscale.proofs.formal.obligation import TACTICS
from critscale.proofs.formal.rocq import build
from critscale.proofs.formal.sources import Sources

build(Sources(dict.fromkeys(TACTICS, "")), coqc=sys.argv[1], also=tuple(TACTICS))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not end a process with its parent")
def test_the_kernel_ends_with_a_run_that_is_killed(tmp_path: Path) -> None:
    """Nobody is left to stop it: the operating system does."""
    coqc, started = tmp_path / "coqc", tmp_path / "started"
    coqc.write_text(f'#!/bin/sh\n[ "$1" = --print-version ] && echo 8 && exit\necho $$ >> {started}\nexec sleep 600\n')
    coqc.chmod(0o755)
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(coqc)])
    try:
        assert _within(60, lambda: started.exists() and len(started.read_text().splitlines()) == 2)
    finally:
        run.kill()
        run.wait()
    kernels = [int(line) for line in started.read_text().splitlines()]
    assert _within(10, lambda: not any(alive(kernel) for kernel in kernels))


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Tell whether something comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(
    ("output", "prints", "wrong"),
    [
        ("Axioms:\nClassical_Prop.classic : forall P : Prop,\n  P \\/ ~ P\nClosed under the global context\n", 2, ""),
        ("Axioms:\nClassicalDedekindReals.sig_forall_dec\n  : forall P : nat -> Prop, P 0\n", 1, ""),
        ("Axioms:\nmagic : 0 = 1\n", 1, "it rests on magic"),
        ("Axioms:\nPrimFloat.add : float -> float\n", 1, "it rests on PrimFloat.add"),
        ("Axioms:\nf is assumed to be guarded.\n", 1, "printed"),
        ("Closed under the global context\n", 2, "1 lists of axioms were printed, not 2"),
        ("", 0, "0 lists"),
    ],
)
def test_axioms_are_read(output: str, prints: int, wrong: str) -> None:
    """Whatever is not one of the four is said."""
    assert wrong in read_axioms(output, prints)[1] and bool(wrong) == bool(read_axioms(output, prints)[1])


# With the kernel


TINY = dict.fromkeys(TACTICS, "")
"""A library without a theorem."""


def asked(name: str, conclusion: str, proof: str, *files: str) -> Obligation:
    """Return an obligation without variables."""
    said = Proposition((), (), (), (), conclusion, (), Domain.of(FREE))
    return Obligation(name, "", said, (f"cbv delta [claims.Statements.{name}].", proof), files, "by hand")


REALS = "From Coq Require Import Reals. Open Scope R_scope. "


def test_the_kernel_rejects(kernel: str) -> None:
    """What is false, assumed, unfinished or unreadable: each by its name, and the rest is accepted all the same.

    The library, which the proofs import, cannot change a statement: here it has another proposition under the same name, and a
    notation that makes a false one true.
    """
    cases = {
        "true": ("1 + 1 = 2", "lra.", ""),
        "false": ("1 + 1 = 3", "lra.", "coqc rejects Proofs"),
        "assumed": ("1 + 1 = 3", "pose proof critscale.F.t; lra.", "it rests on F.t"),
        "admitted": ("1 + 1 = 3", "pose proof critscale.F.u; lra.", "it rests on F.u"),
        "unfinished": ("1 + 1 = 3", "admit.", "coqc rejects Proofs"),
        "unreadable": ("1 + = 3", "lra.", "coqc rejects Statements.v"),
        "shadowed": ("1 + 1 = 3", "exact I.", "coqc rejects Proofs"),
        "also_true": ("1 + 2 = 3", "lra.", ""),
    }
    shadow = "Module claims. Module Statements. Definition shadowed := True. End Statements. End claims. "
    link = f'{REALS}{shadow}Notation "3" := 2 (only parsing). Coercion INR : nat >-> R.'
    assumed = f"{REALS}Axiom t : 0 = 1. Theorem u : 0 = 1. Admitted."
    sources = Sources({**TINY, "F.v": assumed, "Link.v": link})
    built = build(sources, tuple(asked(name, said, proof, "F.v") for name, (said, proof, _) in cases.items()), jobs=1)
    assert built.failure == "" and set(built.rejected) == {name for name, case in cases.items() if case[2]}
    assert all(built.rejected[name].startswith(why) for name, (_, _, why) in cases.items() if why)
    assert set(built.axioms) <= ALLOWED and built.version == kernel


def test_a_file_of_the_library_that_fails_fails_everything(kernel: str) -> None:
    """No claim is named by it."""
    built = build(
        Sources({**TINY, "Link.v": "Theorem t : 1 = 2. Proof. reflexivity. Qed."}), (asked("X", "1 = 1", "lra."),)
    )
    assert built.failure.startswith("coqc rejects Link.v, line 1") and built.version == kernel


def test_a_library_that_is_not_there_is_the_machines_fault(kernel: str) -> None:
    """Coquelicot missing: UNKNOWN, with how to install it."""
    assert kernel
    with pytest.raises(NoRocq, match=r"finds no library Nowhere\.Else: apt-get install"):
        build(Sources({**TINY, "Link.v": "From Nowhere Require Import Else."}), (asked("X", "1 = 1", "lra."),))


def test_a_build_that_does_not_end_is_unknown(kernel: str) -> None:
    """The kernel is stopped at the deadline."""
    assert kernel
    slow = "Goal True. Proof. repeat (assert True by auto). Qed."
    with pytest.raises(NoRocq, match="in time"):
        build(Sources({**TINY, "Link.v": slow}), (asked("X", "1 = 1", "lra."),), timeout=0)
