"""One build of the package's library: what the kernel proves, what it rejects, and that the checker in Rocq refuses what is false.

All in one test, since compiling the library is most of the work.
"""

from __future__ import annotations

from dataclasses import replace

from critscale.proofs.evidence import Verdict
from critscale.proofs.formal.certified import HEAD as CERTIFIED
from critscale.proofs.formal.certified import by_certificate
from critscale.proofs.formal.judge import judge
from critscale.proofs.formal.obligation import Obligation
from critscale.proofs.formal.rocq import ALLOWED, Built, build
from critscale.proofs.formal.sources import Sources, package_sources
from critscale.proofs.kinds import Bound
from critscale.proofs.library import find_claim

from .test_certified import CHOSEN, carried
from .test_formal_kernel import asked

# False friends of theorems

HEAD = """From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From critscale Require Import Definitions Identities Limits Weights Phase Window Cosine.
Open Scope R_scope.
"""
ATTACKS = {  # each was a link while theorem and claim were compared at random points
    "A3.cosine.critical-plain": """
Section Absurd.
  Variable rho : R.
  Hypothesis Hrho : 0 < rho < 1.
  Context (habsurd : False).
  TAG
  Theorem by_contradiction :
    is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho 0) (4 * rho / (1 + 3 * rho)).
  Proof. destruct habsurd. Qed.
End Absurd.
""",
    "A3.cosine.critical": """
TAG
Theorem small_residual rho r : 0 < rho < 1 -> 0 <= r -> r < 3 ->
  is_lim_seq (fun n : nat => output_cosine (scaled_row (1 / (1 - rho)) rho n) rho r)
    (rho * (1 + r) ^ 2 / (r ^ 2 + r * (1 + rho) + (1 + 3 * rho) / 4)).
Proof. intros; now apply cosine_critical. Qed.
""",
    "A3.cosine.subcritical": """
TAG
Theorem large_cosine gamma rho r : 1 / 98 < rho < 1 -> 0 <= r -> gamma < 1 / (1 - rho) ->
  is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho r)
    (rho * (1 + r) ^ 2 / (r ^ 2 + 2 * r * rho + rho)).
Proof. intros; apply cosine_subcritical; trivial; lra. Qed.
""",
    "A6.rate.self-weight": """
TAG
Theorem short_context gamma rho n : 2 <= n <= 10 ^ 6 ->
  1 - self_weight (scaled_row gamma rho n) <= Rpower n (1 - gamma * (1 - rho)).
Proof. intros; apply self_weight_complement_rate; lra. Qed.
""",
    "A9.participation.supercritical": """
Section Redefined.
  Definition participation_ratio (v : row) : R := 1.
  TAG
  Theorem one_of_everything gamma rho : rho < 1 -> 1 / (1 - rho) < gamma ->
    is_lim_seq (fun n : nat => participation_ratio (scaled_row gamma rho n)) 1.
  Proof. intros; apply is_lim_seq_const. Qed.
End Redefined.
""",
    "A3.cosine.subcritical-plain": """
Module Shadow.
  Definition output_cosine (v : row) (rho r : R) : R := 1.
End Shadow.
Import Shadow.
TAG
Theorem constant_one gamma rho : 0 < rho < 1 -> gamma < 1 / (1 - rho) ->
  is_lim_seq (fun n : nat => output_cosine (scaled_row gamma rho n) rho 0) 1.
Proof. intros; apply is_lim_seq_const. Qed.
""",
}



def attacked() -> dict[str, str]:
    """Return the package's sources with the theorems of the attacked claims replaced by false friends."""
    files = dict(package_sources().files)
    attack = HEAD
    for claim, text in ATTACKS.items():
        tag = f"(* claim: {claim} *)"
        files = {file: source.replace(tag, "") for file, source in files.items()}
        attack += text.replace("TAG", tag)
    return {**files, "Attack.v": attack}


# Bounds by certificates


def changed_bounds() -> tuple[Obligation, Obligation]:
    """Return a claim with a constant of it changed, and a claim with a constant of its certificate changed."""
    claim = find_claim("C6.group.weight")
    text = carried(claim.id)
    assert isinstance(claim.statement, Bound)
    more = replace(claim.statement, upper=lambda p: 1 / (1 + p.x + p.y + p.x))
    stronger = by_certificate(replace(claim, id="C6.stronger", statement=more, twins=(), pins=()), text)
    same = by_certificate(replace(claim, id="C6.changed"), text)
    assert stronger is not None and same is not None
    changed = replace(same, before=tuple(line.replace("(Num (2))", "(Num (3))") for line in same.before))
    assert changed.before != same.before
    return stronger, changed


# The checker in Rocq

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



def examples() -> str:
    """Return a file that is accepted if the checker refuses a false statement for each rule, and accepts true ones beside them."""
    cases = [*((text, "false") for text in REFUSED), *((text, "true") for text in ACCEPTED)]
    goals = [f"Goal ({text})%Z = {value}. Proof. reflexivity. Qed." for text, value in cases]
    goals.append(f"Goal ({REFUSED[0]})%Z = true. Proof. Fail reflexivity. Abort.")
    return "\n".join((CERTIFIED.replace("From claims Require Statements.\n", ""), *goals, "Theorem the_end : (1 = 1)%R. Proof. reflexivity. Qed."))


def test_what_is_proved_and_what_is_not(kernel: str) -> None:
    """Theorems and bounds are proved, on the four axioms; false friends and changed bounds are not.

    False friends: a hidden contradiction, premises that random points grant, a name defined anew, a shadowing module. What was
    not touched is proved in the same build.
    """
    known = ("A3.cosine.supercritical", "D1.map.odds", *CHOSEN)
    seen: list[Built] = []

    def builder(sources: Sources, wanted: tuple[Obligation, ...]) -> Built:
        end = asked("examples", "1 = 1", "exact critscale.Examples.the_end.", "Examples.v")
        seen.append(build(sources, (*wanted, *changed_bounds(), end), jobs=1))
        return seen[0]

    evidence, facts = judge(
        [find_claim(name) for name in (*ATTACKS, *known)],
        certificates={name: carried(name) for name in CHOSEN},
        sources=Sources({**attacked(), "Examples.v": examples()}),
        builder=builder,
    )
    (built,) = seen
    assert built.failure == "" and set(built.rejected) == {*ATTACKS, "C6.stronger", "C6.changed"}, built
    assert {name for name, e in evidence.items() if e.broken and e.verdict is Verdict.UNKNOWN} == {*ATTACKS, "C6.stronger", "C6.changed"}
    assert all("coqc rejects Proofs" in evidence[name].detail for name in ATTACKS)
    assert {evidence[name].verdict for name in known} == {Verdict.PROVED}
    assert facts.verdict is Verdict.REFUTED and set(facts.axioms) == ALLOWED and facts.tool == kernel
