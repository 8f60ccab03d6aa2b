"""What the kernel is asked: closed propositions, each with a proof that is written here and not trusted.

A proof comes from a theorem of the library that names the claim (`by_theorem`), or is made for the kind of statement
(`by_computation`).  The proposition comes first, in a file of its own that knows nothing of the library; then the proofs;
last, in a file that imports nothing, each proof is used for its proposition and its axioms are printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ...theory.assumptions import Assumption
from ...theory.expression import names
from ..gallina.proposition import Proposition, argument, coq_definition, coq_identifier, gallina
from ..kinds.statement import Statement
from ..search.samples import Sampler
from .sources import Theorem

TACTICS = ("Limits.v", "Charts.v", "Orders.v", "Link.v")
"""Files of the library that hold tactics for the proofs."""
SHARE = Fraction(1, 3)
"""Where in each range a must-fail twin is shown to be false."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A closed proposition and its proof.

    Attributes
    ----------
    name : str
        Id of the finding it is evidence for.
    title : str
        For the comment above the proposition.
    said : Proposition
        What the claim, or the twin, says.
    proof : tuple of str
        Sentences between ``Proof.`` and ``Qed.``.
    files : tuple of str
        Files of the library that the proof needs.
    source : str
        Where the proof comes from, in words.
    refutes : bool
        The negation is what is proved.
    before : tuple of str
        Sentences in front of the proof: definitions that it uses.
    head : str
        What its file imports and opens, where that is not what proofs by theorems need.
    """

    name: str
    title: str
    said: Proposition
    proof: tuple[str, ...]
    files: tuple[str, ...]
    source: str
    refutes: bool = False
    before: tuple[str, ...] = ()
    head: str = ""

    @property
    def identifier(self) -> str:
        """The name of its proposition."""
        return coq_identifier(self.name)

    @property
    def definition(self) -> str:
        """The definition of its proposition."""
        return coq_definition(self.name, self.said, self.title)

    @property
    def goal(self) -> str:
        """What is proved."""
        name = f"claims.Statements.{self.identifier}"
        return f"~ {name}" if self.refutes else name


def by_theorem(
    name: str,
    title: str,
    statement: Statement,
    assumptions: tuple[Assumption, ...],
    theorem: Theorem,
    *,
    refutes: bool = False,
) -> Obligation:
    """Return the obligation that a theorem of the library proves a statement, or its negation.

    A variable of the theorem takes the value that its name has in the proposition or in its chart, so a name carries no
    trust; the premises are proved from those of the claim.

    Raises
    ------
    Unwritten
        If the statement has no closed proposition.
    """
    said = statement.proposition(assumptions)
    fixed = {name: argument(value) for name, value in said.domain.fixed.items()}
    if refutes:
        at = Sampler(said.domain).setting({}, SHARE)
        point = {v: argument(at.get(v, SHARE)) for v in said.variables}
        opening, have = _refuting(coq_identifier(name), point), set(point)
    else:
        opening, have = _introduced(coq_identifier(name), said), set(said.bound)
    values = {**fixed, **{v: v for v in said.bound}, **{d.name: d.name for d in said.meaning}}
    lines = [
        *opening,
        *_missing(said, have),
        f"pose proof critscale.{theorem.qualified} as theorem.",
        *(f"try specialize theorem with ({v} := {values[v]})." for v in theorem.variables if v in values),
        "reveal. discharge theorem. translate theorem. unfold_library theorem.",
        "refute theorem statement." if refutes else "link theorem.",
    ]
    text = f"{theorem.qualified} ({theorem.file}:{theorem.line}, statement {theorem.digest})"
    return Obligation(name, title, said, tuple(lines), (theorem.file,), f"from {text}", refutes)


def by_computation(name: str, title: str, statement: Statement, assumptions: tuple[Assumption, ...]) -> Obligation:
    """Return the obligation that a statement has a proof by computation: an identity of fractions, a limit or an order part by part.

    Raises
    ------
    Unwritten
        If the statement has no closed proposition, or is of a kind that no such proof is made for.
    """
    said, (tactic, source) = statement.proposition(assumptions), statement.computation(assumptions)
    proof = (f"cbv delta [claims.Statements.{coq_identifier(name)}].", tactic)
    return Obligation(name, title, said, proof, (), f"that was generated: {source}")


def _introduced(constant: str, said: Proposition) -> list[str]:
    """Return the sentences that bring variables, premises and definitions into the context, by name."""
    order = (*said.variables, *("?" for _ in said.premises), *(d.name for d in said.local))
    return [f"cbv delta [claims.Statements.{constant}].", f"intros {' '.join(order)}." if order else ""]


def _refuting(constant: str, point: dict[str, str]) -> list[str]:
    """Return the sentences that take a statement at a point of its domain."""
    taken = f"specialize (statement {' '.join(point.values())}). discharge statement." if point else ""
    return [
        f"intros statement. cbv delta [claims.Statements.{constant}] in statement.",
        taken,
        *(f"pose ({v} := {value})." for v, value in point.items()),
    ]


def _missing(said: Proposition, have: set[str]) -> list[str]:
    """Return what gives names to the rest of the chart's vocabulary, as far as it does not depend on a bound n."""
    found = []
    for d in said.meaning:
        if d.name not in have and set(names(d.expression)) <= have:
            found.append(f"pose ({d.name} := {gallina(d.expression)}).")
            have.add(d.name)
    return found
