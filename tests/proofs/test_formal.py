"""What the kernel is asked for the claims, and what its answers are worth.  None of it needs coqc."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources

import pytest

from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Verdict
from critscale.proofs.formal.computed import REJECTED
from critscale.proofs.formal.judge import faults, judge, obligations
from critscale.proofs.formal.obligation import Obligation, by_computation
from critscale.proofs.formal.rocq import ALLOWED, Built
from critscale.proofs.formal.sheets import sheets
from critscale.proofs.formal.sources import Sources, package_sources
from critscale.proofs.kinds import Computed
from critscale.proofs.library import find_claim, package_claims

SOURCES = package_sources()
CLAIMS, UNWRITTEN = obligations(package_claims(), SOURCES)
TWINS, TWINS_UNWRITTEN = obligations([t for c in package_claims() for t in c.must_fail], SOURCES)
CRITICAL = "A3.cosine.critical-plain"


def accepting(sources: Sources, asked: tuple[Obligation, ...]) -> Built:
    """Stand in for a kernel that accepts everything."""
    return Built(digest=sources.digest, version="0", axioms=tuple(sorted(ALLOWED)))


def edited(file: str, old: str, new: str) -> Sources:
    """Return the package's sources with one text replaced in one file."""
    assert old in SOURCES.files[file]
    return Sources({**SOURCES.files, file: SOURCES.files[file].replace(old, new)})


def test_every_link_is_written() -> None:
    """Each claim and twin that a theorem names, and each that has a proof by computation, is asked for."""
    assert UNWRITTEN == TWINS_UNWRITTEN == {}
    assert {o.name for o in CLAIMS if "generated" not in o.source} == set(SOURCES.linked("claim"))
    assert {o.name for o in TWINS} == set(SOURCES.linked("twin"))
    assert len(CLAIMS) >= 100 and faults(SOURCES) == ()
    for name in REJECTED:
        assert by_computation(find_claim(name)) and name not in {o.name for o in CLAIMS}


def test_the_main_theorem_is_linked() -> None:
    """The three regimes, the window, the rates, exact critical forms, entropy, threshold, rho = 0."""
    linked = {o.name for o in CLAIMS}
    for name in ("A3.cosine.subcritical", "A3.cosine.critical", "A3.cosine.supercritical", CRITICAL):
        assert name in linked
    for start in (
        "A4.window.",
        "A5b.critical.",
        "A6.rate.",
        "A7.rate.",
        "A8.entropy.",
        "A10.threshold.",
        "A14.orthogonal.",
    ):
        assert any(name.startswith(start) for name in linked), start
    assert f"{CRITICAL} / 3 rho/(1 + 2 rho)" in {o.name for o in TWINS}


def test_a_twin_is_asked_for_as_a_negation() -> None:
    """At a point of its domain, against the theorem that says otherwise."""
    twin = next(o for o in TWINS if o.name == f"{CRITICAL} / 3 rho/(1 + 2 rho)")
    assert twin.goal == f"~ claims.Statements.{twin.identifier}" and twin.refutes
    assert any("specialize (statement (1 / 3))" in line for line in twin.proof)


def test_statements_know_nothing_of_the_library() -> None:
    """Propositions are in a file that imports Coq's reals alone; the last file imports nothing, and prints axioms."""
    statements, proofs, axioms = sheets(CLAIMS[:2], SOURCES, 1)
    assert "critscale Require" not in statements.text and "critscale." not in re.sub(
        r"\(\*.*?\*\)", "", statements.text
    )
    assert "From critscale Require Import" in proofs.text
    assert axioms.text.startswith("From claims Require Statements Proofs0.\n") and "Import" not in axioms.text
    assert axioms.text.count(": claims.Statements.") == 2 and axioms.text.count("Print Assumptions all.") == 1


def test_a_line_of_a_sheet_belongs_to_an_obligation() -> None:
    """So a failure names its claim; the head belongs to nobody."""
    for sheet in sheets(CLAIMS[:3], SOURCES, 1):
        lines = sheet.text.splitlines()
        for k, line in enumerate(lines, 1):
            owner = sheet.at(k)
            if re.match(r"(Theorem|Definition) (?!all)", line):
                assert owner is not None and owner.identifier == line.split()[1]
        assert sheet.at(1) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("Refuted.v", "/ 3 rho/(1 + 2 rho) *)", "/ 3 rho *)", "which the package does not have"),
        ("Cosine.v", f"(* claim: {CRITICAL} *)", f"(* formal: {CRITICAL} *)", "but it is a claim of the package"),
        ("Cosine.v", "(* claim: A3.cosine.critical *)", f"(* claim: {CRITICAL} *)", "two theorems name the claim"),
    ],
)
def test_a_stray_tag_fails_every_claim(file: str, old: str, new: str, why: str) -> None:
    """A name that nobody has, or that two have, is no evidence for anything."""
    evidence, facts = judge([find_claim("A1.weights.gap")], sources=edited(file, old, new), builder=accepting)
    assert evidence["A1.weights.gap"].broken and evidence["A1.weights.gap"].verdict is Verdict.UNKNOWN
    assert why in facts.detail and facts.verdict is Verdict.REFUTED


def test_a_rejected_proof_breaks_its_claim_alone() -> None:
    """The others stand; a twin whose negation is rejected is not refuted; the run fails in both cases."""
    twin = f"{CRITICAL} / residual"

    def rejecting(sources: Sources, asked: tuple[Obligation, ...]) -> Built:
        return replace(accepting(sources, asked), rejected={CRITICAL: "coqc rejects Proofs0.v, line 9: no", twin: "no"})

    claim = find_claim(CRITICAL)
    evidence, facts = judge([claim, *claim.must_fail, find_claim("A3.cosine.critical")], builder=rejecting)
    assert evidence[CRITICAL].broken and evidence[CRITICAL].detail == "coqc rejects Proofs0.v, line 9: no"
    assert evidence["A3.cosine.critical"].verdict is Verdict.PROVED
    assert evidence[twin].verdict is Verdict.UNKNOWN and not evidence[twin].broken
    assert evidence[f"{CRITICAL} / 3 rho/(1 + 2 rho)"].verdict is Verdict.REFUTED
    assert facts.verdict is Verdict.REFUTED and facts.detail.startswith(CRITICAL)


def test_a_claim_that_cannot_be_written_is_broken() -> None:
    """Where a theorem names it."""
    claim = find_claim(CRITICAL)
    changed = replace(claim, statement=Computed(cases=({},), left=lambda p: 1, right=lambda p: 1), twins=())
    evidence, facts = judge([changed], builder=accepting)
    assert evidence[CRITICAL].broken and "cannot be written" in evidence[CRITICAL].detail
    assert facts.verdict is Verdict.REFUTED


def test_a_proof_by_computation_says_so() -> None:
    """Its evidence names no theorem."""
    name = "D1.map.odds"
    evidence, _ = judge([find_claim(name)], builder=accepting)
    assert evidence[name].verdict is Verdict.PROVED and "generated" in evidence[name].detail
    assert by_computation(find_claim("A2.geometry.monotone")) is None


def test_claims_and_twins_share_one_build() -> None:
    """Both get their evidence, and the kernel ran once."""
    built: list[Sources] = []

    def once(sources: Sources, asked: tuple[Obligation, ...]) -> Built:
        built.append(sources)
        return accepting(sources, asked)

    claim = find_claim(CRITICAL)
    evidence, facts = judge([claim, *claim.must_fail], builder=once)
    apart = [judge(asked, builder=accepting) for asked in ([claim], claim.must_fail)]
    assert evidence == {**apart[0][0], **apart[1][0]}
    assert len(built) == 1 and facts.linked == sum(f.linked for _, f in apart)


def _changed(claim: Claim) -> Claim:
    statement = claim.statement
    side = "right" if hasattr(statement, "right") else "upper" if hasattr(statement, "upper") else "value"
    formula = getattr(statement, side)
    more = {side: lambda p: formula(p) + p.one}
    return replace(claim, statement=replace(statement, **more))


@pytest.mark.parametrize("name", [o.name for o in CLAIMS if "monotone" not in o.name])
def test_a_touched_claim_asks_for_something_else(name: str) -> None:
    """The proposition is made from the claim, so the old proof has to prove the new one."""
    claim = _changed(find_claim(name))
    (asked,) = obligations([claim], SOURCES)[0]
    assert asked.definition != next(o for o in CLAIMS if o.name == name).definition


# The sources as data


def test_comments_proofs_and_sections_are_told_apart() -> None:
    """Only a tag directly above a theorem counts, with the variables of the sections that are open there."""
    text = """(* claim: far *) Definition k := 1.
    Section S. Variables x y : R. (* claim: A (* nested *) *) (* claim: A.b *)
    Theorem t z : x = y -> x + z = y + z. Proof. (* claim: B.b *) intros. Qed. End S.
    (* twin: A.b / c. d *) (* formal: C *) Theorem u : 1.5 = 3 / 2. Proof. lra. Qed. Theorem v : True. Proof. auto. Qed."""
    first, second = Sources({"F.v": text}).theorems
    assert (first.qualified, [t.id for t in first.tags]) == ("F.t", ["A.b"])
    assert (first.context, first.binders, first.line) == (("Variables x y : R",), "z", 3)
    assert first.variables == ("x", "y", "z")
    assert [(t.kind, t.id) for t in second.tags] == [("twin", "A.b / c. d"), ("formal", "C")]
    assert second.context == () and second.statement == "1.5 = 3 / 2"
    assert first.digest != replace(first, context=("Variables x y : nat",)).digest


def test_definitions_are_named_by_module() -> None:
    """Those of a section are the module's, a record brings its fields, and text in comments and proofs is none."""
    text = """Record r := Make { a : R; b : R }. Module M. Definition f (x : R) := x. Section S. Definition g := 1. End S. End M.
    (* Definition no := 1. *) Theorem t : True. Proof. Definition never := 1. Qed. Definition h := 2."""
    assert Sources({"F.v": text}).definitions() == ("F.a", "F.b", "F.M.f", "F.M.g", "F.h")


def test_what_a_file_rests_on() -> None:
    """Its imports and theirs."""
    files = set(SOURCES.below(["Cosine.v"]).files)
    assert files == {"Cosine.v", "Definitions.v", "Identities.v", "Limits.v", "Weights.v", "Phase.v"}


def test_the_readme_lists_what_is_formal_only() -> None:
    """A theorist reads there which theorems belong to no claim of the package; counts are those of the sources."""
    folder = resources.files("critscale") / "proofs" / "rocq"
    text = (folder / "README.md").read_text(encoding="utf-8")
    listed = text.split("## Formal only", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"`([A-H]\d\S*)`", listed)) == set(SOURCES.linked("formal"))
    counts = f"{len(SOURCES.theorems)} theorems; {len(CLAIMS)} claims and {len(TWINS)} must-fail twins"
    assert counts in " ".join(text.split())
    order = (folder / "_CoqProject").read_text(encoding="utf-8").split()
    assert {name for name in order if name.endswith(".v")} == set(SOURCES.files)


def test_the_axioms_under_every_theorem_are_printed() -> None:
    """`make formal` reads them."""
    assert {t.qualified for t in SOURCES.theorems} <= SOURCES.audited() and SOURCES.prints()
