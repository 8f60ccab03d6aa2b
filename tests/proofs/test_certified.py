"""Bounds as kernel theorems: what is written, what the kernel rejects, and that the checker in Rocq refuses what is false."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from shutil import which

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.evidence import Finding, Verdict
from critscale.proofs.formal.certified import FILE, HEADER, certified, sources, theorem
from critscale.proofs.formal.rocq import ALLOWED, Built, NoRocq, build
from critscale.proofs.formal.sources import Sources
from critscale.proofs.library import find_claim
from critscale.proofs.portable import certificate
from critscale.proofs.suite import run_claim

CHOSEN = ("C6.group.weight", "C1.self-weight.lower", "D8.rate.softmax-upper")
"""Variables alone; with n; with the row of the layer."""
kernel = pytest.mark.skipif(which("coqc") is None, reason="no coqc on this machine")


@cache
def finding(name: str) -> Finding:
    """Return what a certificate finds of a claim."""
    return run_claim(find_claim(name), QUICK, ("certificate", "symbolic"))


def written(name: str) -> str:
    """Return the theorem of a claim."""
    text = certificate(name, "", finding(name).evidence)
    found = None if text is None else theorem(find_claim(name), text)
    assert found is not None
    return found


def test_what_is_written() -> None:
    """The proposition is the claim's own, and the theorem has its name; a logarithm is left out."""
    text = written("C1.self-weight.lower")
    assert "Definition C1_self_weight_lower : Prop :=" in text and "by_reciprocal n." in text
    assert "Theorem C1_self_weight_lower_holds : C1_self_weight_lower." in text
    for name in ("B2.spectrum.real", "A5b.bound.self-weight"):
        data = certificate(name, "", finding(name).evidence)
        assert data is not None and theorem(find_claim(name), data) is None


def test_a_proof_that_fails_is_left_out() -> None:
    """The other claims keep their evidence; without a kernel there is none."""
    found = [finding(name) for name in CHOSEN]
    claims = [find_claim(name) for name in CHOSEN]
    tried: list[Sources] = []

    def failing(given: Sources) -> Built:
        tried.append(given)
        lines = given.files[FILE].splitlines()
        bad = [i + 1 for i, line in enumerate(lines) if "C1_self_weight_lower_holds" in line]
        failure = f"coqc rejects {FILE}, line {bad[0] + 2}: no" if bad else ""
        return Built(digest=given.digest, version="0", axioms=tuple(sorted(ALLOWED)), failure=failure)

    evidence, built = certified(claims, found, builder=failing)
    assert set(evidence) == {CHOSEN[0], CHOSEN[2]} and built is not None and len(tried) == 2
    assert all(e.method == "formal" and e.verdict is Verdict.PROVED for e in evidence.values())
    stored = certified(claims, found, builder=lambda s: replace(failing(s), digest="0", failure=""))
    assert stored == ({}, None)

    def missing(given: Sources) -> Built:
        raise NoRocq("no coqc")

    assert certified(claims, found, builder=missing) == ({}, None)


@kernel
def test_the_kernel_accepts_claims_and_rejects_what_is_changed() -> None:
    """Three claims are theorems on the four axioms; with a constant of the claim or of the certificate changed, they are not."""
    built = build(sources({name: written(name) for name in CHOSEN}))
    assert not built.failure and set(built.axioms) <= ALLOWED
    text = written("C6.group.weight")
    for old, new in (("1 - x - y", "1 - x / 2 - y"), ("(1 / 1)", "(2 / 1)")):
        assert old in text
        assert "rejects" in build(sources({"C6.group.weight": text.replace(old, new)})).failure


UNIT = "[((Qmake 0 1, false), Some (Qmake 1 1, false))]"
OPEN = "[((Qmake 0 1, true), Some (Qmake 1 1, true))]"
X, NEGATIVE = "(Hor (Num 0) (Num 1))", "(Hor (Num (-1)) (Num 2))"
LEAF = "(Coefficients [1%nat])"
REFUSED = (
    f"check false {UNIT} {LEAF} {NEGATIVE}",
    f"check true {UNIT} {LEAF} {X}",
    f"check true {UNIT} {LEAF} (Hor (Num 1) (Num (-1)))",
    f"check false {UNIT} (Cut 0 (Qmake 1 2) {LEAF} {LEAF}) {NEGATIVE}",
    f"check false {UNIT} (Product {X} (Num (-1)) {LEAF} {LEAF}) (Hor (Num 0) (Num (-1)))",
    f"check false {UNIT} (Product {X} (Num 1) {LEAF} {LEAF}) (Hor (Num 0) (Num 2))",
    f"check true {UNIT} (Even {X} (Num 1) {LEAF}) (mul {X} {X})",
    f"check false {UNIT} (Square {X} (Num (-1)) (Num 0) (Num 0) {LEAF} {LEAF} {LEAF}) (scale (-1) (mul {X} {X}))",
    f"check false {UNIT} (Square {X} (Num 0) (Num 0) (Num (-1)) {LEAF} {LEAF} {LEAF}) (Num (-1))",
    f"check true {UNIT} (Square {X} (Num 1) (Num 0) (Num 0) {LEAF} {LEAF} {LEAF}) (mul {X} {X})",
    f"check false [((Qmake 0 1, false), None)] {LEAF} (Hor (Num 2) (Num (-1)))",
    f"check false [] {LEAF} {NEGATIVE}",
)
ACCEPTED = (
    f"check false {UNIT} {LEAF} {X}",
    f"check true {OPEN} {LEAF} {X}",
    f"check true {OPEN} {LEAF} (Hor (Num 1) (Num (-1)))",
    f"check true [((Qmake 1 2, true), None)] {LEAF} {NEGATIVE}",
    f"check false {UNIT} (Cut 0 (Qmake 1 2) (Coefficients [2%nat]) (Coefficients [2%nat])) (mul {NEGATIVE} {NEGATIVE})",
    f"check true {UNIT} (Square {X} (Num 1) (Num (-1)) (Num 1) {LEAF} {LEAF} {LEAF}) (Hor (Num 1) (Hor (Num (-1)) (Num 1)))",
)


@kernel
def test_the_checker_in_rocq() -> None:
    """It refuses a false statement for each rule, and accepts the true ones beside them."""
    cases = [*((text, "false") for text in REFUSED), *((text, "true") for text in ACCEPTED)]
    goals = "\n".join(f"Goal ({text})%Z = {value}. Proof. reflexivity. Qed." for text, value in cases)
    only = sources({"C6.group.weight": written("C6.group.weight")})
    failure = build(Sources({**only.files, "Examples.v": HEADER + goals})).failure
    assert not failure
