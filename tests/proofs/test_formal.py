"""The links between claims and formal theorems, the reader of .v files, and that each can fail.  None of it needs coqc."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib import resources

import pytest

from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Verdict
from critscale.proofs.formal.judge import Link, faults, judge, links
from critscale.proofs.formal.link import mismatch
from critscale.proofs.formal.meaning import Meaning
from critscale.proofs.formal.rocq import ALLOWED, Built
from critscale.proofs.formal.sources import Sources, Theorem, package_sources
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.statements import BigO, Bound, Expansion, Identity, Within

SOURCES = package_sources()
MEANING = Meaning(SOURCES)
CLAIMS = links(package_claims(), SOURCES)
TWINS = links(package_claims(), SOURCES, twins=True)
CRITICAL = "A3.cosine.critical-plain"


def accepting(sources: Sources) -> Built:
    """Stand in for a kernel that accepts everything: links and sources are judged all the same."""
    return Built(digest=sources.digest, version="0", axioms=tuple(sorted(ALLOWED)))


def edited(file: str, old: str, new: str) -> Sources:
    """Return the package's sources with one text replaced in one file."""
    assert old in SOURCES.files[file]
    return Sources({**SOURCES.files, file: SOURCES.files[file].replace(old, new)})


# The links of the package


@pytest.mark.parametrize("link", (*CLAIMS, *TWINS), ids=lambda link: link.name)
def test_link(link: Link) -> None:
    """Every theorem that names a claim says what the claim says; one that names a twin negates what the twin says."""
    assert link.mismatch(MEANING) is None


def test_nothing_is_amiss_with_the_sources() -> None:
    """Tags name what exists, definitions mirror the theory, every theorem's axioms are printed."""
    assert faults(SOURCES, MEANING) == ()


def test_the_main_theorem_is_linked() -> None:
    """The issue's list: the three regimes, the window, the rates, exact critical forms, entropy, threshold, rho = 0."""
    linked = {link.name for link in CLAIMS}
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
    assert f"{CRITICAL} / 3 rho/(1 + 2 rho)" in {link.name for link in TWINS}


def test_a_theorem_does_not_pass_for_a_twin() -> None:
    """No must-fail variant of a linked claim is what its theorem says."""
    for link in CLAIMS:
        claim = find_claim(link.name)
        for twin in claim.twins:
            assumptions = claim.assumptions_of(twin)
            for theorem in link.theorems:
                assert mismatch(twin.statement, assumptions, theorem, MEANING) is not None, (theorem.name, twin.name)


def _conclusions(link: Link, theorem: Theorem) -> list[Theorem]:
    """Return the theorem with each numeral of its conclusion changed, one at a time; a bound under an O aside."""
    text = theorem.statement
    start = text.rfind("->") + 2 if "->" in text else 0
    ordered = isinstance(link.statement, Expansion) and isinstance(link.statement.error, BigO)
    end = text.rfind("<=") if ordered else len(text)
    numerals = [m for m in re.finditer(r"(?<![\w.])\d+", text) if start <= m.start() < end]
    return [replace(theorem, statement=f"{text[: m.start()]}{int(m[0]) + 1}{text[m.end() :]}") for m in numerals]


@pytest.mark.parametrize("link", (*CLAIMS, *TWINS), ids=lambda link: link.name)
def test_every_constant_of_a_theorem_counts(link: Link) -> None:
    """Each numeral in the conclusion of a linked theorem, raised by one, breaks the link."""
    for theorem in link.theorems:
        for changed in _conclusions(link, theorem):
            assert mismatch(link.statement, link.assumptions, changed, MEANING, refutes=link.refutes), changed.statement


# Touch a .v file


@pytest.mark.parametrize(
    ("file", "old", "new", "claim"),
    [
        ("Cosine.v", "(4 * rho / (1 + 3 * rho)).", "(4 * rho / (1 + 2 * rho)).", CRITICAL),
        ("Cosine.v", "(1 + 3 * rho) / 4)).", "(1 + 3 * rho) / 5)).", "A3.cosine.critical"),
        ("Cosine.v", "Hypothesis Hr : 0 <= r.", "Hypothesis Hr : 0 < r.", "A3.cosine.critical"),
        (
            "Cosine.v",
            "scaled_row (1 / (1 - rho)) rho n) rho r)",
            "scaled_row (1 / (1 + rho)) rho n) rho r)",
            "A3.cosine.critical",
        ),
        ("Window.v", "exp (- (c * (1 - rho)))).", "exp (c * (1 - rho))).", "A4.window.self-weight"),
        ("CriticalEntropy.v", "<= 9 / 10 * (ln n / n).", "<= 3 * (ln n / n).", "A8.entropy.critical-bound"),
        ("CriticalEntropy.v", "rho < 1 -> 3 <= n ->", "rho < 1 -> 4 <= n ->", "A8.entropy.critical-bound"),
        ("CriticalEntropy.v", "<= (2 + ln n) / (2 * (2 * n - 1)).", "<= (2 + ln n) / 2.", "A8.entropy.critical"),
        ("Orthogonal.v", "gamma < 1 / 2 ->", "gamma < 1 / 3 ->", "A14.orthogonal.below"),
    ],
)
def test_a_touched_theorem_fails_its_claim(file: str, old: str, new: str, claim: str) -> None:
    """A changed constant, premise or regime in a .v file refutes the link, and with it the run."""
    evidence, facts = judge([find_claim(claim)], sources=edited(file, old, new), builder=accepting)
    assert evidence[claim].broken and evidence[claim].verdict is Verdict.UNKNOWN and evidence[claim].point
    assert facts.verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (
            "Definitions.v",
            "weight_gap w + r) ^ 2 + collapsed",
            "weight_gap w + r) ^ 3 + collapsed",
            "output_norm_squared is",
        ),
        ("Definitions.v", "(n - 2) * (n - 3) * rho)", "(n - 2) * (n - 2) * rho)", "Naive.output_inner_product is"),
        ("Definitions.v", "from_masses 1 E (E / (n - 1))", "from_masses 1 E (E / n)", "from_odds is"),
        ("Refuted.v", "/ 3 rho/(1 + 2 rho) *)", "/ 3 rho *)", "which the package does not have"),
        ("Cosine.v", f"(* claim: {CRITICAL} *)", f"(* formal: {CRITICAL} *)", "but it is a claim of the package"),
        ("Cosine.v", "Open Scope R_scope.", "Axiom magic : 0 = 1.", "Cosine.v:5 has Axiom"),
        ("Cosine.v", "Open Scope R_scope.", 'Notation "4" := 3.', "Cosine.v:5 has Notation"),
        ("Cosine.v", "Open Scope R_scope.", "Open Scope nat_scope.", "Cosine.v:5 changes the scope"),
        ("Cosine.v", "Open Scope R_scope.", "Definition exp (x : R) := x.", "the library's exp is defined anew"),
        ("Cosine.v", "Open Scope R_scope.", "Definition contraction (x : R) := x.", "contraction is defined 2 times"),
        ("Axioms.v", "Cosine.cosine_critical,", "", "the axioms under Cosine.cosine_critical are not printed"),
        ("Axioms.v", "Print Assumptions theorems.", "", "are not printed"),
    ],
)
def test_unfit_sources_fail_every_claim(file: str, old: str, new: str, why: str) -> None:
    """A drifted definition, a stray tag or a sentence that changes the meaning of others is no evidence for anything."""
    evidence, facts = judge([find_claim("A1.weights.gap")], sources=edited(file, old, new), builder=accepting)
    assert evidence["A1.weights.gap"].broken and evidence["A1.weights.gap"].verdict is Verdict.UNKNOWN
    assert why in facts.detail and facts.verdict is Verdict.REFUTED


# Touch a claim


def _changed(claim: Claim) -> list[Claim]:
    """Return a claim with each side of its statement made larger by a thousandth, and with another constant or rate."""
    s = claim.statement

    def off(formula: Callable[..., object]) -> Callable[..., object]:
        return lambda p: formula(p) * 1001 / 1000 + p.one / 1000  # type: ignore[operator]

    changed: list[object] = []
    if isinstance(s, Identity):
        changed = [replace(s, left=off(s.left)), replace(s, right=off(s.right))]
    elif isinstance(s, Bound):
        changed = [replace(s, lower=off(s.lower)), replace(s, upper=off(s.upper))]
    elif isinstance(s, Expansion):
        changed = [replace(s, quantity=off(s.quantity)), replace(s, value=off(s.value))]
        if isinstance(s.error, Within):
            changed.append(replace(s, error=replace(s.error, constant=s.error.constant + Fraction(1, 100))))
        elif isinstance(s.error, BigO):
            changed.append(replace(s, error=BigO(replace(s.error.rate, constant=s.error.rate.constant + 1))))
    return [replace(claim, statement=statement) for statement in changed]  # type: ignore[arg-type]


@pytest.mark.parametrize("link", CLAIMS, ids=lambda link: link.name)
def test_a_touched_claim_fails(link: Link) -> None:
    """Each side of a linked claim, its constant and its rate are held by the theorem."""
    for claim in _changed(find_claim(link.name)):
        evidence, facts = judge([claim], builder=accepting)
        assert evidence[claim.id].broken and evidence[claim.id].point
        assert facts.verdict is Verdict.REFUTED


def test_a_broken_twin_does_not_count_as_refuted() -> None:
    """A negation that is not the twin's is no refutation of it; the run fails."""
    sources = edited("Refuted.v", "(3 * rho / (1 + 2 * rho)).", "(5 * rho / (1 + 2 * rho)).")
    evidence, facts = judge([find_claim(CRITICAL)], twins=True, sources=sources, builder=accepting)
    assert evidence[f"{CRITICAL} / 3 rho/(1 + 2 rho)"].verdict is Verdict.UNKNOWN
    assert evidence[f"{CRITICAL} / residual"].verdict is Verdict.REFUTED
    assert facts.verdict is Verdict.REFUTED


def test_claims_and_twins_share_one_build() -> None:
    """Both get their evidence, and the kernel ran once."""
    built: list[Sources] = []

    def once(sources: Sources) -> Built:
        built.append(sources)
        return accepting(sources)

    evidence, facts = judge([find_claim(CRITICAL)], with_twins=True, builder=once)
    apart = [judge([find_claim(CRITICAL)], twins=t, builder=accepting) for t in (False, True)]
    assert evidence == {**apart[0][0], **apart[1][0]}
    assert len(built) == 1 and facts.linked == sum(f.linked for _, f in apart)


# What cannot be read is not passed


@pytest.mark.parametrize(
    "statement",
    [
        "forall k, self_weight w = k",
        "exists k, self_weight w = k",
        "self_weight w = 1 %nat",
        "self_weight w = if true then 1 else 0",
        "self_weight w = mystery",
        "self_weight w",
        "self_weight w = 1 / (1 + E",
        "is_lim_seq (fun n : nat => self_weight w) (1 / (1 + E))",
        "self_weight w = 1 / (1 + E) \\/ True",
        "self_weight w = 1 / (E - E)",
        "E = 7 -> self_weight w = 1 / (1 + E)",
        "self_weight w = 1 / (1 + E ^ (2 - 1))",
    ],
)
def test_an_unreadable_statement_is_a_mismatch(statement: str) -> None:
    """Outside the fragment, of another kind, without a value, or with a premise of its own."""
    link = next(link for link in CLAIMS if link.name == "A1.weights.softmax")
    theorem = replace(link.theorems[0], statement=statement)
    assert mismatch(link.statement, link.assumptions, theorem, MEANING) is not None


@pytest.mark.parametrize(("variables", "fine"), [("E n : R", True), ("(E : R) (n : nat)", True), ("E n : nat", False)])
def test_a_theorem_on_naturals_is_not_one_on_reals(variables: str, fine: bool) -> None:
    """A variable may take real values only if it is one; n is a natural number in every claim."""
    link = next(link for link in CLAIMS if link.name == "A1.weights.softmax")
    theorem = link.theorems[0]
    changed = replace(theorem, context=(f"Variables {variables}", *theorem.context[1:]))
    assert (mismatch(link.statement, link.assumptions, changed, MEANING) is None) is fine


def test_comments_proofs_and_sections_are_told_apart() -> None:
    """Only a tag directly above a theorem counts, with the variables of the sections that are open there."""
    text = """(* claim: far *) Definition k := 1.
    Section S. Variables x y : R. (* claim: A (* nested *) *) (* claim: A.b *)
    Theorem t z : x = y -> x + z = y + z. Proof. (* claim: B.b *) intros. Qed. End S.
    (* twin: A.b / c. d *) (* formal: C *) Theorem u : 1.5 = 3 / 2. Proof. lra. Qed. Theorem v : True. Proof. auto. Qed."""
    first, second = Sources({"F.v": text}).theorems
    assert (first.qualified, [t.id for t in first.tags]) == ("F.t", ["A.b"])
    assert (first.context, first.binders, first.line) == (("Variables x y : R",), "z", 3)
    assert [(t.kind, t.id) for t in second.tags] == [("twin", "A.b / c. d"), ("formal", "C")]
    assert second.context == () and second.statement == "1.5 = 3 / 2"
    assert first.digest != replace(first, context=("Variables x y : nat",)).digest


def test_the_readme_lists_what_is_formal_only() -> None:
    """A theorist reads there which theorems belong to no claim of the package; counts are those of the sources."""
    folder = resources.files("critscale") / "proofs" / "rocq"
    text = (folder / "README.md").read_text(encoding="utf-8")
    listed = text.split("## Formal only", 1)[1].split("\n## ", 1)[0]
    assert set(re.findall(r"`([A-E]\d\S*)`", listed)) == set(SOURCES.linked("formal"))
    counts = f"{len(SOURCES.theorems)} theorems; {len(CLAIMS)} claims and {len(TWINS)} must-fail twins"
    assert counts in " ".join(text.split())
    order = (folder / "_CoqProject").read_text(encoding="utf-8").split()
    assert {name for name in order if name.endswith(".v")} == set(SOURCES.files)
