"""Bounds as kernel theorems: what is written, what the kernel rejects, and that the checker in Rocq refuses what is false."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.certificates.files import certificate
from critscale.proofs.formal.certified import HEAD, by_certificate
from critscale.proofs.formal.generated import BY_CERTIFICATE, GENERATED
from critscale.proofs.formal.judge import obligations
from critscale.proofs.formal.obligation import Obligation
from critscale.proofs.formal.rocq import ALLOWED, NoRocq, build, complete
from critscale.proofs.formal.sources import Sources, package_sources
from critscale.proofs.kinds import Bound
from critscale.proofs.library import find_claim
from critscale.proofs.suite import run_claim

CHOSEN = ("C6.group.weight", "C1.self-weight.lower", "D8.rate.softmax-upper")
"""Variables alone; with n; with the row of the layer."""


def _has_kernel() -> bool:
    try:
        complete()
    except NoRocq:
        return False
    return True


kernel = pytest.mark.skipif(not _has_kernel(), reason="no coqc with Coquelicot on this machine")


@cache
def carried(name: str) -> str:
    """Return the certificate of a claim."""
    text = certificate(name, "", run_claim(find_claim(name), QUICK, ("certificate", "symbolic")).evidence)
    assert text is not None
    return text


def written(name: str) -> Obligation:
    """Return what the kernel is asked for a claim."""
    found = by_certificate(find_claim(name), carried(name))
    assert found is not None
    return found


def test_what_is_written() -> None:
    """The proposition is the claim's own; a logarithm, and what is no bound, is left out."""
    o = written("C1.self-weight.lower")
    assert o.goal == "claims.Statements.C1_self_weight_lower" and "by_reciprocal n." in o.proof
    for name in ("B2.spectrum.real", "A5b.bound.self-weight"):
        assert by_certificate(find_claim(name), carried(name)) is None


def test_the_names_are_those_of_bounds() -> None:
    """Each of them is a claim, has no theorem of the library, and no proof by computation."""
    named = package_sources().linked("claim")
    for name in BY_CERTIFICATE:
        assert isinstance(find_claim(name).statement, Bound)
        assert name not in named and name not in GENERATED
    assert len(BY_CERTIFICATE) == len(set(BY_CERTIFICATE))


def test_a_run_asks_for_the_bounds_it_has_certificates_of() -> None:
    """Without one there is nothing to ask; with one of another claim it cannot be written, and the claim is broken."""
    claims = [find_claim("C6.group.weight")]
    sources = package_sources()
    assert obligations(claims, sources) == ((), {})
    asked, unwritten = obligations(claims, sources, certificates={claims[0].id: carried(claims[0].id)})
    assert [o.name for o in asked] == [claims[0].id] and not unwritten
    asked, unwritten = obligations(claims, sources, certificates={claims[0].id: carried("B2.spectrum.real")})
    assert not asked and "other variables" in unwritten[claims[0].id]


@kernel
def test_the_kernel_accepts_claims_and_rejects_what_is_changed() -> None:
    """Three claims are theorems on the four axioms; with a constant of the claim or of the certificate changed, they are not."""
    claim = find_claim("C6.group.weight")
    text = carried(claim.id)
    assert isinstance(claim.statement, Bound)
    more = replace(claim.statement, upper=lambda p: 1 / (1 + p.x + p.y + p.x))
    stronger = by_certificate(replace(claim, id="C6.stronger", statement=more, twins=(), pins=()), text)
    same = by_certificate(replace(claim, id="C6.changed"), text)
    assert stronger is not None and same is not None
    changed = replace(same, before=tuple(line.replace("(Num (2))", "(Num (3))") for line in same.before))
    assert changed.before != same.before
    asked = [*map(written, CHOSEN), stronger, changed]
    built = build(package_sources(), tuple(asked))
    assert not built.failure and built.axioms and set(built.axioms) <= ALLOWED
    assert set(built.rejected) == {"C6.stronger", "C6.changed"}, built.rejected


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
    imports = HEAD.replace("From claims Require Statements.\n", "")

    goals = [f"Goal ({text})%Z = {value}. Proof. reflexivity. Qed." for text, value in cases]
    goals.append(f"Goal ({REFUSED[0]})%Z = true. Proof. Fail reflexivity. Abort.")
    files = {**package_sources().files, "Examples.v": imports + "\n".join((*goals, "Goal False. Proof. lra. Qed."))}
    failure = build(Sources(files), also=("Examples.v",)).failure
    last = files["Examples.v"].count("\n") + 1
    assert f"rejects Examples.v, line {last}:" in failure, failure
