"""The suite: choice, order, executors, interruption, reports, and a user's own claims."""

from __future__ import annotations

import json
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from critscale import CritscaleError, verify
from critscale.proofs.claim import Claim, Confidence, but
from critscale.proofs.evidence import Evidence, Finding, Verdict
from critscale.proofs.formal.facts import FormalFacts
from critscale.proofs.kinds import Bound
from critscale.proofs.library import select
from critscale.proofs.report import Report, formal_facts, summary, to_json, to_junit
from critscale.proofs.suite import Task, run_claim, run_suite
from critscale.theory.assumptions import CORRELATION
from critscale.theory.layer.regimes import FREE

TRUE_AND_FALSE = Path(__file__).resolve().parents[2] / "examples" / "myclaims.py"


def stripped(report: Report) -> Any:
    """Return a report as JSON without timings."""
    return {k: v for k, v in to_json(report).items() if k != "timings"}


def test_the_report_does_not_depend_on_the_executor() -> None:
    """Here, in threads and in processes: the same report."""
    here = verify("A1", "A10", budget="quick")
    with ThreadPoolExecutor(3) as threads:
        in_threads = verify("A1", "A10", budget="quick", executor=threads)
    with ProcessPoolExecutor(2) as processes:
        in_processes = verify("A1", "A10", budget="quick", executor=processes)
    assert stripped(here) == stripped(in_threads) == stripped(in_processes)
    assert [f.id for f in here.findings] == [c.id for c in select(("A1", "A10"))]


def test_an_interrupted_run_leaves_a_partial_report() -> None:
    """Ctrl-C after two findings keeps both, says so, and fails."""
    seen: list[Finding] = []

    def progress(finding: Finding) -> None:
        seen.append(finding)
        if len(seen) == 2:
            raise KeyboardInterrupt

    report = verify("A1", budget="quick", progress=progress)
    assert not report.complete
    assert len(report.premises) + len(report.findings) == 2 < report.total
    assert report.failed()
    assert to_json(report)["complete"] is False


def test_claims_and_twins_in_one_run() -> None:
    """Each claim is followed by its twins, the findings are those of two runs, and workers change nothing."""
    chosen = select(("A1", "A10", "D2", "F4"))
    both = run_suite(chosen, with_twins=True, budget="quick")
    assert [f.id for f in both.findings] == [
        i for c in chosen for i in (c.id, *(f"{c.id} / {t.name}" for t in c.twins))
    ]
    claims, twins = (run_suite(chosen, twins=t, budget="quick") for t in (False, True))
    by_id = {f["id"]: f for r in (claims, twins) for f in stripped(r)["findings"]}
    assert [by_id[f["id"]] for f in stripped(both)["findings"]] == stripped(both)["findings"]
    with ProcessPoolExecutor(2) as processes:
        assert stripped(run_suite(chosen, with_twins=True, budget="quick", executor=processes)) == stripped(both)
    assert both.total == claims.total + twins.total and not both.failed()


def test_a_claim_and_its_twins_are_one_unit_of_work() -> None:
    """What an Executor gets: one group for each claim, those of a long kind first."""

    class Here(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            handed.append(args[0])
            return super().submit(fn, *args, **kwargs)

    handed: list[tuple[Task, ...]] = []
    chosen = select(("A1.weights.gap", "A1.weights.monotone", "F4"))
    with Here(1) as executor:
        report = run_suite(chosen, with_twins=True, budget="quick", executor=executor)
    own = [group for group in handed if not group[0].premise]
    assert [(g[0].claim_id, [t.twin for t in g]) for g in own] == [
        (c.id, ["", *(t.name for t in c.twins)]) for c in (chosen[2], chosen[0], chosen[1])
    ]
    assert [f.twin_of or f.id for f in report.findings if not f.twin_of] == [c.id for c in chosen]


def test_an_interrupted_run_with_twins_leaves_a_partial_report() -> None:
    """Ctrl-C keeps what was found, in order."""
    seen: list[Finding] = []

    def progress(finding: Finding) -> None:
        seen.append(finding)
        if len(seen) == 3:
            raise KeyboardInterrupt

    class Watched(ThreadPoolExecutor):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
            handed.append(super().submit(fn, *args, **kwargs))
            return handed[-1]

    handed: list[Future[Any]] = []
    for executor in (None, Watched(1)):
        seen.clear()
        report = run_suite(select(("A1", "A2")), with_twins=True, budget="quick", progress=progress, executor=executor)
        found = (*report.premises, *report.findings)
        assert not report.complete and len(found) == 3 < report.total
        assert {f.id for f in found} == {f.id for f in seen}
        assert summary(report).endswith(f"(interrupted: 3 of {report.total} checked)")
        assert ElementTree.fromstring(to_junit(report)).get("errors") == "1"
    assert handed[-1].cancelled()


def test_only_the_chosen_methods_run() -> None:
    """--method sampled gives sampled evidence only, and no more than SUPPORTED."""
    report = verify("A2.geometry.norm", methods=("sampled",), budget="quick")
    (finding,) = report.findings
    assert {e.method for e in finding.evidence} == {"sampled"}
    assert finding.verdict is Verdict.SUPPORTED


def test_a_method_that_does_not_apply_gives_unknown() -> None:
    """No evidence is UNKNOWN, which fails with strict."""
    report = verify("A2.geometry.norm", methods=("engines",), budget="quick")
    assert report.findings[0].verdict is Verdict.UNKNOWN
    assert not report.failed() and report.failed(strict=True)


def test_a_refuted_claim_and_a_surviving_twin_both_fail() -> None:
    """The report fails on either."""
    good = Evidence(method="m", verdict=Verdict.PROVED, detail="")
    bad = Evidence(method="m", verdict=Verdict.REFUTED, detail="", point=(("n", "2"),))

    def report(verdict: Verdict, evidence: Evidence, twin_of: str = "") -> Report:
        finding = Finding(id="X", title="x", verdict=verdict, evidence=(evidence,), twin_of=twin_of)
        return Report((finding,), "quick", ("m",), total=1)

    assert not report(Verdict.PROVED, good).failed()
    assert report(Verdict.REFUTED, bad).failed()
    assert not report(Verdict.REFUTED, bad, "Y").failed()
    assert report(Verdict.PROVED, good, "Y").failed()
    assert report(Verdict.UNKNOWN, replace(good, verdict=Verdict.UNKNOWN), "Y").failed()
    assert summary(report(Verdict.PROVED, good, "Y")) == "0 of 1 must-fail twins refuted  (quick budget)"
    assert summary(report(Verdict.REFUTED, bad, "Y")) == "1 of 1 must-fail twins refuted  (quick budget)"
    assert summary(report(Verdict.PROVED, good)) == "1 PROVED, 0 SUPPORTED, 0 REFUTED, 0 UNKNOWN  (quick budget)"
    assert summary(Report((), "quick", ())).startswith("0 PROVED, 0 SUPPORTED")
    for verdict, evidence, failures in ((Verdict.REFUTED, bad, "0"), (Verdict.PROVED, good, "1")):
        assert ElementTree.fromstring(to_junit(report(verdict, evidence, "Y"))).get("failures") == failures
    assert Report((), "quick", ()).failed()


def test_junit_marks_failures_and_unknowns() -> None:
    """A refuted claim is a failure; UNKNOWN is skipped, or a failure with strict."""
    bad = Evidence(method="m", verdict=Verdict.REFUTED, detail="why <not>", point=(("n", "2"),))
    unknown = Evidence(method="m", verdict=Verdict.UNKNOWN, detail="no idea")
    report = Report(
        (
            Finding(id="X.bad", title="", verdict=Verdict.REFUTED, evidence=(bad,)),
            Finding(id="X.unknown", title="", verdict=Verdict.UNKNOWN, evidence=(unknown,)),
        ),
        "quick",
        ("m",),
        total=2,
    )
    root = ElementTree.fromstring(to_junit(report))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("2", "1", "1")
    assert "why <not>" in (root.find(".//failure").text or "")  # type: ignore[union-attr]
    assert ElementTree.fromstring(to_junit(report, strict=True)).get("failures") == "2"


def test_a_report_is_json_and_says_what_made_it() -> None:
    """Versions and budget are recorded; timings stand apart."""
    data = json.loads(json.dumps(to_json(verify("A10", budget="quick"))))
    assert data["versions"]["python"] and data["budget"] == "quick"
    assert set(data["timings"]) == {f["id"] for f in (*data["premises"], *data["findings"])}
    assert "seconds" not in json.dumps(data["findings"])


def test_a_user_can_add_claims() -> None:
    """The example file: its true claim is PROVED, its false one REFUTED with a point."""
    report = verify(file=str(TRUE_AND_FALSE), budget="quick")
    found = {f.id: f for f in report.findings}
    assert found["Mine.v1.norm_at_most"].verdict is Verdict.PROVED
    false = found["Mine.v1.cosine_below_rho"]
    assert false.verdict is Verdict.REFUTED and false.refutation is not None and false.refutation.point
    assert report.failed()


def test_a_users_file_works_in_worker_processes() -> None:
    """Claims of a file travel by id."""
    with ProcessPoolExecutor(2) as processes:
        report = verify(file=str(TRUE_AND_FALSE), budget="quick", executor=processes)
    assert [f.verdict for f in report.findings] == [
        f.verdict for f in verify(file=str(TRUE_AND_FALSE), budget="quick").findings
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "defines no CLAIMS"),
        ("CLAIMS = ()", "defines no CLAIMS"),
        ("CLAIMS = (1,)", "defines no CLAIMS"),
        ("1/0", "does not run"),
        ("this is no python", "does not run"),
    ],
)
def test_a_bad_file_of_claims_gets_one_line(tmp_path: Path, text: str, why: str) -> None:
    """What is wrong with it is said."""
    path = tmp_path / "claims.py"
    path.write_text(text)
    with pytest.raises(CritscaleError, match=why):
        verify(file=str(path))


def test_two_claims_with_one_id_are_refused(tmp_path: Path) -> None:
    """Ids are unique."""
    path = tmp_path / "claims.py"
    path.write_text(f"from runpy import run_path\nC = run_path({str(TRUE_AND_FALSE)!r})['CLAIMS']\nCLAIMS = (*C, *C)\n")
    with pytest.raises(CritscaleError, match="2 claims"):
        verify(file=str(path))


def test_an_unknown_claim_is_refused_with_near_names() -> None:
    """The nearest id is suggested."""
    with pytest.raises(CritscaleError, match=r"A3\.cosine\.critical"):
        verify("A3.cosine.criticl")


BELOW_ONE = Claim(
    id="below.one",
    title="rho <= 1",
    statement=Bound(regime=FREE, lower=lambda p: p.rho, upper=lambda p: p.one),
    assumptions=(CORRELATION,),
    twins=but("wider", "rho up to 3", assumptions=(replace(CORRELATION, high=Fraction(3)),)),
)


def test_a_twin_has_assumptions_of_its_own() -> None:
    """Its statement is that of the claim: what refutes it is the wider range."""
    assert run_claim(BELOW_ONE).verdict is Verdict.PROVED
    finding = run_claim(BELOW_ONE.must_fail[0])
    assert (finding.verdict, finding.twin_of) == (Verdict.REFUTED, BELOW_ONE.id)


@pytest.mark.parametrize("known", [c for c in Confidence if c is not Confidence.CHECKED])
def test_what_is_only_sampled_is_at_most_supported(known: Confidence) -> None:
    """By its checks, and by a formal proof."""
    assert run_claim(replace(BELOW_ONE, confidence=known)).verdict is Verdict.SUPPORTED


def test_formal_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It reaches the package's claims it belongs to, heuristic ones as support, and no claim of a user's file."""
    asked: list[list[Claim]] = []

    def judge(claims: list[Claim], **_: object) -> tuple[dict[str, Evidence], FormalFacts]:
        asked.append(claims)
        proof = Evidence(method="formal", verdict=Verdict.PROVED, detail="")
        return {c.id: proof for c in claims}, FormalFacts(verdict=Verdict.PROVED, detail="", linked=len(claims))

    monkeypatch.setattr("critscale.proofs.formal.judge.judge", judge)
    (plain,) = select(("A1.weights.gap",))
    for claim, verdict in ((plain, Verdict.PROVED), (replace(plain, confidence=Confidence.HEURISTIC), Verdict.SUPPORTED)):
        report = run_suite((claim,), methods=(), formal=True)
        assert [e.method for e in report.findings[0].evidence] == ["formal"]
        assert report.findings[0].verdict is verdict
    run_suite(select((), str(TRUE_AND_FALSE)), methods=(), formal=True, file=str(TRUE_AND_FALSE))
    assert asked[-1] == []


def test_what_the_kernel_said() -> None:
    """Its verdict, and what the theorems rest on."""
    facts = FormalFacts(verdict=Verdict.PROVED, detail="fine", tool="8.20", axioms=("a", "b"), theorems=3, linked=2)
    assert formal_facts(facts) == "PROVED, fine; coqc 8.20, 3 theorems, 2 linked here, resting on a, b"
    assert formal_facts(replace(facts, tool="")) == "PROVED, fine"


ONE_BOUND = """from critscale.claims import FREE, Bound, Claim, assume, but
CLAIMS = (Claim(id="Mine", title="x <= 1", assumptions=(assume("x", "a share", 0, 1),), statement=Bound(FREE, lambda p: p.x, 1)),)
"""


def test_a_file_that_was_edited_is_read_anew(tmp_path: Path) -> None:
    """In one session, in a notebook for instance: the verdict is on what the file says now."""
    file = tmp_path / "mine.py"
    verdicts = []
    for text in (ONE_BOUND, ONE_BOUND.replace("p.x, 1)", "p.x, 0)"), ONE_BOUND):
        file.write_text(text)
        verdicts += [f.verdict for f in verify(file=str(file), budget="quick").findings]
    assert verdicts == [Verdict.PROVED, Verdict.REFUTED, Verdict.PROVED]


def test_a_list_of_claims_is_no_claim() -> None:
    """They are given one by one."""
    with pytest.raises(CritscaleError, match=r"\['C6'\] is no text; give ids or patterns one by one"):
        verify(["C6"])  # type: ignore[arg-type]
