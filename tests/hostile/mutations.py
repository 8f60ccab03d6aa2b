"""Hostile statements made from the claims of the package: each is a claim with one thing changed, and false.

That it is false is not assumed: `falsify` shows where, in plain numbers.  What it cannot show to be false is left out.
The prover may refute such a statement, or not know; PROVED and SUPPORTED are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from critscale.proofs.claim import Claim
from critscale.proofs.kinds.statement import Statement
from critscale.proofs.library import find_claim, package_claims
from critscale.theory.assumptions import Assumption

from .changes import changes
from .falsify import falsify
from .hostile import Built, Hostile


@dataclass(frozen=True)
class Mutation:
    """A claim with one thing changed, before anybody asked whether it is false."""

    claim_id: str
    change: str
    statement: Statement
    assumptions: tuple[Assumption, ...]

    @property
    def name(self) -> str:
        """The claim's id and the change."""
        return f"{self.claim_id} / {self.change}"

    def build(self) -> Built:
        """Return the statement and its assumptions."""
        return self.statement, self.assumptions


def mutations(claim: Claim) -> Iterator[Mutation]:
    """Yield every mutation of a claim, in a fixed order."""
    return (Mutation(claim.id, *found) for found in changes(claim))


KINDS = (
    ("lower scaled", r"lower (times \d|doubled)"),
    ("upper scaled", r"upper (over (?!1000$)\d|halved)"),
    ("upper minus a number", r"upper minus 1/"),
    ("left scaled", r"left times -?\d"),
    ("right scaled", r"right times -?\d"),
    ("another domain", r"\w+ (from below|up to more|from -1/2|from 0|opened)$"),
    ("another chart", r"in the chart "),
    ("another value", r"value of "),
    ("another stratum", r"where "),
    ("a smaller constant", r"constant times "),
    ("a faster rate", r"faster by |O\(n\^-"),
    ("against a slope", r"against a slope"),
    ("off by", r"off by"),
    ("another next order", r"value (plus h|times 1 - h)"),
    ("a bound by right", r"a bound by right"),
)
"""What a change is besides its numbers and names."""


def kind(change: str) -> str:
    """Return the kind of a change, its own name where it is the only one."""
    return next((name for name, pattern in KINDS if re.match(pattern, change)), change)


def witnessed(mutation: Mutation) -> Hostile | None:
    """Return a mutation that is false, with the witness, or None."""
    found = falsify(mutation.statement, mutation.assumptions)
    return None if found is None else Hostile(mutation.name, "false", mutation.build, found.text, found.at)


def hostiles(claims: Iterable[Claim] | None = None) -> Iterator[Hostile]:
    """Yield the false mutations of claims, or of the whole package."""
    for claim in package_claims() if claims is None else claims:
        yield from (found for mutation in mutations(claim) if (found := witnessed(mutation)))


def hostile(name: str) -> Hostile:
    """Return a false mutation by its name."""
    claim_id, _, change = name.partition(" / ")
    mutation = next(m for m in mutations(find_claim(claim_id)) if m.change == change)
    found = witnessed(mutation)
    if found is None:
        raise ValueError(f"{name}: no point was found where it is false")
    return found
