"""What a claim rests on: found by reading, never forgotten by the verdict, refused where it goes in a circle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from critscale.proofs import suite
from critscale.proofs.claim import Claim, Confidence
from critscale.proofs.evidence import Evidence, Finding, Verdict
from critscale.proofs.kinds import Identity
from critscale.proofs.library import find_claim, package_claims, premises, premises_among, select
from critscale.proofs.premises import Premises
from critscale.proofs.report import summary, to_json, to_text
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import FINITE, FREE

LINES = """
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import Identity
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import FINITE

CLAIMS = (Claim(id="{id}", title="mine", statement=Identity(regime=FINITE, left={left}, right={right})),)
"""
TRUE = Identity(regime=FREE, left=1, right=1)


def claim_file(folder: Path, id: str, left: str, right: str) -> Path:
    """Write a user's file of one claim."""
    path = folder / f"{id}.py"
    path.write_text(LINES.format(id=id, left=left, right=right), encoding="utf-8")
    return path


def claim(name: str, *uses: str, **fields: object) -> Claim:
    """Return a claim that rests on others."""
    return Claim(**{"id": name, "title": name, "statement": TRUE, "uses": uses, **fields})  # type: ignore[arg-type]


def finding(name: str, verdict: Verdict) -> Finding:
    """Return a finding of one piece of evidence."""
    return Finding(id=name, title=name, verdict=verdict, evidence=(Evidence(method="symbolic", verdict=verdict, detail=""),))


def weighed(claims: tuple[Claim, ...], **verdicts: Verdict) -> dict[str, Verdict]:
    """Return what is left of some verdicts."""
    found = Premises(claims).weighed(finding(name, verdict) for name, verdict in verdicts.items())
    return {name: f.verdict for name, f in found.items()}


P, S, R, U = Verdict.PROVED, Verdict.SUPPORTED, Verdict.REFUTED, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("own", "premise", "left"),
    [(P, P, P), (P, S, S), (P, U, U), (P, R, U), (S, P, S), (S, R, U), (S, U, U), (R, S, R), (R, R, R), (U, P, U)],
)
def test_no_verdict_stands_above_its_premise(own: Verdict, premise: Verdict, left: Verdict) -> None:
    """However many steps away it is, and whatever the order in which they were found."""
    claims = (claim("c", "b"), claim("b", "a"), claim("a"))
    assert weighed(claims, c=own, b=P, a=premise)["c"] is left
    assert weighed(claims, a=premise, b=P, c=own)["c"] is left


def test_the_weakest_premise_is_named() -> None:
    """In the evidence, so that every report shows it; of a claim that stands there is nothing to say."""
    claims = (claim("c", "a", "b"), claim("a"), claim("b"))
    found = Premises(claims).weighed([finding("c", P), finding("a", S), finding("b", R)])
    (said,) = (e for e in found["c"].evidence if e.method == "premises")
    assert said.verdict is U and said.detail == "alone it is PROVED, but it rests on b, which is REFUTED"
    assert [e.method for e in found["a"].evidence] == ["symbolic"]


def test_a_premise_that_was_not_checked_proves_nothing() -> None:
    """A run that is broken off leaves what rests on the rest without a verdict."""
    found = Premises((claim("c", "a"), claim("a"))).weighed([finding("c", P)])
    assert found["c"].verdict is U and "a, which was not checked" in found["c"].evidence[-1].detail


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ((claim("a", "a"),), "a -> a"),
        ((claim("a", "b"), claim("b", "c"), claim("c", "b")), "b -> c -> b"),
        (
            (
                claim("a", statement=Identity(regime=FINITE, left=lambda p: q.odds(p.row, 0, 0), right=1), uses=("b",)),
                claim("b", "a", defines=(q.odds,), statement=Identity(regime=FREE, left=lambda p: q.odds(p.row, 0, 0), right=1)),
            ),
            "-> a",
        ),
    ],
)
def test_a_circle_is_refused(claims: tuple[Claim, ...], said: str) -> None:
    """By its ids, whether it comes from what is declared or from what is read."""
    with pytest.raises(BadInput, match=said):
        Premises(claims)


def test_a_premise_that_is_not_there_is_refused() -> None:
    """With near names."""
    with pytest.raises(UnknownName, match="mean"):
        Premises((claim("mean"), claim("b", "maen")))


def test_a_claim_defines_what_it_reads() -> None:
    """A statement that never evaluates a function ties it to nothing."""
    with pytest.raises(BadInput, match=r"defines quantities\.odds, which it does not read"):
        Premises((claim("b", defines=(q.odds,)),))


def test_many_steps_are_no_recursion() -> None:
    """A chain longer than Python's stack."""
    chain = tuple(claim(f"c{k}", *((f"c{k + 1}",) if k < 3000 else ())) for k in range(3001))
    assert Premises(chain).order[0] == "c3000"


def test_what_reads_a_quantity_rests_on_its_definition() -> None:
    """The defining claims of all that a statement reads, not of what it defines itself."""
    rests = premises()
    assert "A0.definition.output-cosine" in rests.direct["A3.cosine.critical"]
    assert "A0.chart.critical.weights" in rests.direct["A3.cosine.critical"]
    assert "A0.definition.output-cosine" not in rests.all["A0.definition.output-cosine"]
    assert not {"A0.chart.finite.weights", "A0.chart.finite.logarithms"} & rests.all["A0.chart.finite.weights"]


def test_every_quantity_of_the_registry_is_defined() -> None:
    """So none is taken on trust."""
    from critscale.proofs.reads import name_of
    from critscale.theory.layer.registry import QUANTITIES

    defined = premises().definitions
    assert [id for id, entry in QUANTITIES.items() if name_of(entry.formula) not in defined] == []


def test_a_selection_is_checked_with_what_it_rests_on() -> None:
    """By every method, whatever is asked of the selection; the counts are those of the selection."""
    chosen = select(("A10.threshold.self-weight",))
    report = suite.run_suite(chosen, budget="quick", methods=("sampled",))
    assert [f.id for f in report.findings] == [c.id for c in chosen]
    assert {f.id for f in report.premises} == premises().all[chosen[0].id]
    assert all(f.verdict is P for f in report.premises) and report.findings[0].verdict is S
    assert report.total == 1 + len(report.premises)
    assert f"resting on {len(report.premises)} more: {len(report.premises)} PROVED" in summary(report)
    assert [f["id"] for f in to_json(report)["premises"]] == [f.id for f in report.premises]


def test_a_changed_quantity_takes_what_rests_on_it_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding 1: claims that read a quantity whose definition is refuted have no verdict, and the run fails."""
    definition = find_claim("A0.definition.self-weight")
    wrong = replace(definition, statement=definition.statement_of(definition.twins[0]), twins=())
    changed = tuple(wrong if c is definition else c for c in package_claims())
    for where in ("critscale.proofs.library.package_claims", "critscale.proofs.suite.package_claims"):
        monkeypatch.setattr(where, lambda: changed)
    graph = Premises(changed)
    monkeypatch.setattr(suite, "premises", lambda file="": graph)
    monkeypatch.setattr("critscale.proofs.library.premises", lambda file="": graph)
    report = suite.run_suite(select(("C1.threshold.below",)), budget="quick")
    assert report.findings[0].verdict is U and report.failed()
    text = to_text(report)
    assert "REFUTED   A0.definition.self-weight" in text and "which is REFUTED" in text


def test_a_heuristic_premise_holds_a_proof_down() -> None:
    """A claim that is SUPPORTED at most passes that on."""
    assert find_claim("C7.contraction.d32").confidence is Confidence.HEURISTIC
    mine = claim("mine", "C7.contraction.d32")
    rests = premises_among((mine,))
    found = rests.weighed([finding("mine", P), *(finding(i, P) for i in rests.all["mine"] - {"C7.contraction.d32"}), finding("C7.contraction.d32", S)])
    assert found["mine"].verdict is S


def test_a_users_claim_rests_on_the_package(tmp_path: Path) -> None:
    """What it reads is defined there; an id of the package is refused."""
    path = claim_file(tmp_path, "mine", "lambda p: q.self_weight(p.row, 0, 0)", "lambda p: p.row.self_weight")
    report = suite.run_suite(select((), str(path)), budget="quick", file=str(path))
    assert report.findings[0].verdict is P and "A0.definition.self-weight" in {f.id for f in report.premises}
    taken = claim_file(tmp_path, "A1.weights.gap", "1", "1")
    with pytest.raises(BadInput, match=r"A1\.weights\.gap"):
        suite.run_suite(select((), str(taken)), budget="quick", file=str(taken))


def test_counts() -> None:
    """What most rests on first, of some claims or of all."""
    rests = Premises((claim("a"), claim("b", "a"), claim("c", "b"), claim("d", "a", "b")))
    assert rests.dependants == {"a": 3, "b": 2} and rests.ranked("d") == ("a", "b")
    assert rests.carrying([rests.by_id["b"]]) == {"a": 1}
    trusting = claim("t", statement=Identity(regime=FREE, left=lambda p: q.odds(p.row, 0, 0), right=Fraction(1)))
    assert Premises((trusting, claim("u", "t"))).trusting([trusting, claim("u", "t")]) == {"quantities.odds": 2}
