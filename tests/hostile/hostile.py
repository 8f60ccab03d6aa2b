"""A hostile statement: what it says, whether it is true, and which verdicts it may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from critscale.proofs.budget import DEFAULT, Budget
from critscale.proofs.claim import Claim
from critscale.proofs.kinds.statement import Statement
from critscale.proofs.suite import run_claim
from critscale.theory.assumptions import Assumption
from critscale.theory.errors import BadInput

Truth: TypeAlias = Literal["false", "true", "undefined", "vacuous"]
Built: TypeAlias = tuple[Statement, tuple[Assumption, ...]]
Given: TypeAlias = Built | Callable[[], Built]
"""A statement; where it is refused as it is built, or remembers its calls, a function that builds it."""

ALLOWED: Mapping[Truth, frozenset[str]] = {
    "false": frozenset({"REFUTED", "UNKNOWN", "REFUSED"}),
    "true": frozenset({"PROVED", "SUPPORTED", "UNKNOWN"}),
    "undefined": frozenset({"UNKNOWN", "REFUSED"}),
    "vacuous": frozenset({"REFUSED"}),
}
"""What the prover may say of a statement, by what the statement is."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """One hostile statement.

    Attributes
    ----------
    name : str
        Unique among all of them.
    truth : {"false", "true", "undefined", "vacuous"}
        What the statement is: undefined, if a side has no value somewhere in the domain, or is no expression at all;
        vacuous, if its domain is empty, contradictory or in the chart's way.
    build : callable
        Returns the statement and its assumptions; may be refused.
    why : str
        One sentence of mathematics that shows the truth.
    at : mapping
        A point where a false statement fails, or an undefined one has no value: exact numbers or text such as ``1/3``,
        n as ``10^40`` too.  A variable that a monotone quantity moves in has two values, and a limit that is not
        uniform is met along a function of n.  `evaluation` looks there with numbers of its own.
    must : bool
        An easy truth: it has to be PROVED.
    """

    name: str
    truth: Truth
    build: Callable[[], Built]
    why: str
    at: Mapping[str, Any] = field(default_factory=dict)
    must: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        """The outcomes that are no error of the prover."""
        return frozenset({"PROVED"}) if self.must else ALLOWED[self.truth]


def false(name: str, statement: Given, why: str, /, **at: Any) -> Hostile:
    """Return a false statement; the keywords are the point where it fails."""
    return _entry(name, "false", statement, why, at)


def true(name: str, statement: Given, why: str, /) -> Hostile:
    """Return a true statement."""
    return _entry(name, "true", statement, why)


def proved(name: str, statement: Given, why: str, /) -> Hostile:
    """Return an easy truth, which has to be PROVED."""
    return _entry(name, "true", statement, why, must=True)


def undefined(name: str, statement: Given, why: str, /, **at: Any) -> Hostile:
    """Return a statement with a side that has no value; the keywords are the point where."""
    return _entry(name, "undefined", statement, why, at)


def vacuous(name: str, statement: Given, why: str, /) -> Hostile:
    """Return a statement of a domain that is empty, contradictory or in the chart's way."""
    return _entry(name, "vacuous", statement, why)


def _entry(
    name: str, truth: Truth, statement: Given, why: str, at: Mapping[str, Any] | None = None, must: bool = False
) -> Hostile:
    build = statement if callable(statement) else lambda: statement
    return Hostile(name, truth, build, why, at or {}, must)


def outcome(entry: Hostile, budget: Budget = DEFAULT) -> str:
    """Return the verdict on a hostile statement by name, or REFUSED where it cannot even be stated."""
    try:
        statement, assumptions = entry.build()
        claim = Claim(id=f"Hostile.{entry.name}", title=entry.why, statement=statement, assumptions=assumptions)
    except BadInput:
        return "REFUSED"
    return run_claim(claim, budget).verdict.name
