"""A kind of statement is one file: a new one works everywhere, and what it does not say is refused by name."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

import critscale
from critscale.handbook.entry import collect
from critscale.proofs.budget import Budget
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Evidence, Verdict
from critscale.proofs.formal.document import closed, document
from critscale.proofs.formal.judge import obligations
from critscale.proofs.formal.sources import package_sources
from critscale.proofs.gallina.proposition import Unwritten
from critscale.proofs.kinds import Agreement, Bound, Computed, Expansion, MonteCarlo, Statement
from critscale.proofs.library import file_claims, package_claims, premises
from critscale.proofs.pins import Pin, bounded
from critscale.proofs.reads import reads
from critscale.proofs.report import to_json, to_text
from critscale.proofs.suite import run_suite
from critscale.proofs.writing import Writing
from critscale.theory.assumptions import CORRELATION, Assumption
from critscale.theory.errors import BadInput

TOY = '''
"""A kind that the package does not have, with a claim of it: a number is rounded to another one."""

from dataclasses import dataclass, replace
from fractions import Fraction

from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Evidence, Verdict
from critscale.proofs.kinds import Statement
from critscale.proofs.pins import Pin
from critscale.proofs.writing import Writing
from critscale.theory.layer import quantities as q


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(Statement):
    """|value - rounded| <= room."""

    value: Fraction
    rounded: int
    room: Fraction
    about: object = q.self_weight

    def check(self, assumptions, budget, methods):
        if "computed" not in methods:
            return []
        holds = abs(self.value - self.rounded) <= self.room
        verdict, point = (Verdict.SUPPORTED, ()) if holds else (Verdict.REFUTED, (("value", str(self.value)),))
        return [Evidence(method="computed", verdict=verdict, detail="compared", point=point)]

    def written(self, assumptions):
        return Writing(latex=f"{self.value} = {self.rounded}", left_out="No more than its room.", functions=(self.about,))

    def pinned(self, pin):
        return replace(self, room=self.room * pin.factor), pin.words(pin.times("the room"))


CLAIMS = (
    Claim(
        id="Toy.near",
        title="7/8 is near 1",
        statement=Near(value=Fraction(7, 8), rounded=1, room=Fraction(1, 8)),
        pins=(Pin(factor=Fraction(9, 10)),),
    ),
)
'''


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Write the file with the kind."""
    path = tmp_path / "near.py"
    path.write_text(TOY, encoding="utf-8")
    return str(path)


def test_a_new_kind_works_everywhere(file: str) -> None:
    """It is checked, pinned, read, weighed, reported and written; the kernel passes it by."""
    (claim,) = file_claims(file)
    assert bounded(claim.statement) and [t.change for t in claim.twins] == ["the room times 9/10"]
    assert reads(claim.statement) == {"quantities.self_weight"}
    report = run_suite([claim], with_twins=True, file=file, budget="quick")
    assert [f.verdict for f in report.findings] == [Verdict.SUPPORTED, Verdict.REFUTED]
    assert "A0.definition.self-weight" in {f.id for f in report.premises}
    assert "1 of 1 must-fail twins refuted" in to_text(report) and to_json(report)["counts"]["SUPPORTED"] == 1
    (entry,) = collect([claim], report, premises(file))
    assert entry.writing.latex == "7/8 = 1" and entry.rivals[0].refuted
    assert entry.writing.left_out == "No more than its room." and "def self_weight" in entry.code
    assert "Toy" not in document([claim]) and obligations([claim], package_sources()) == ((), {})


def test_what_a_kind_does_not_say_is_refused_by_its_name() -> None:
    """No pin, no proposition, no proof by computation: each refusal names the kind."""
    statement = Agreement(quantity="self-weight")
    with pytest.raises(BadInput, match="a pin of Agreement: it has no bound"):
        Pin().of(statement)
    with pytest.raises(Unwritten, match="it is of kind Agreement"):
        closed(Claim(id="X", title="", statement=statement))
    with pytest.raises(Unwritten, match="no proof is made for a Agreement"):
        statement.computation(())
    assert statement.domain((CORRELATION,)) is None


def test_a_forgotten_method_is_refused_where_the_kind_is_defined() -> None:
    """Not when a claim of it is checked: it could pass as UNKNOWN until then."""
    with pytest.raises(TypeError, match="the kind of statement Silent has no written"):

        @dataclass(frozen=True)
        class Silent(Statement):
            def check(
                self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
            ) -> list[Evidence]:
                return []

    with pytest.raises(TypeError, match="the kind of statement Unchecked has no check"):

        @dataclass(frozen=True)
        class Unchecked(Statement):
            def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
                return Writing(latex="")


def test_long_checks_are_handed_out_first() -> None:
    """A long one that comes last would keep every other worker waiting."""
    longest = sorted({type(c.statement) for c in package_claims()}, key=lambda kind: -kind.COST)
    assert longest[:4] == [MonteCarlo, Computed, Bound, Agreement] and Expansion.COST == 0


def test_nothing_else_asks_of_which_kind_a_statement_is() -> None:
    """Outside of its file no line of the package branches on a kind: that would be a second place to edit."""
    kinds = {type(c.statement).__name__ for c in package_claims()}
    root = Path(critscale.__file__).parent
    asking = []
    for path in (p for room in ("proofs", "handbook", "cli") for p in (root / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if path.parent.name != "kinds" else ():
            asks = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("isinstance", "issubclass")
            if asks or isinstance(node, ast.MatchClass):
                named = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                asking += [f"{path.name}: {name}" for name in named & kinds]
    assert not asking
