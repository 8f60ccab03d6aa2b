"""A claim with all that the handbook knows of it: what is stated, what was found, what it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from inspect import getsource

from ..proofs.claim import Claim, Twin
from ..proofs.evidence import Evidence, Finding, Table, Verdict
from ..proofs.formal.sources import Theorem, package_sources
from ..proofs.premises import Premises
from ..proofs.report import Report
from ..proofs.writing import Writing
from ..theory.citations import citations
from ..theory.layer.regimes import REGIMES

NOT_CHECKED = "NOT CHECKED"
LONGEST = 100
"""Characters of an id in a file name; every file system has room for these, a hash and an ending."""
_AUTHORS = re.compile(r"^[A-Z][^;(]*?(?:\d{4}|et al\.)")


@dataclass(frozen=True, slots=True)
class Rival:
    """A must-fail twin, and what the suite found on it."""

    twin: Twin
    finding: Finding | None
    writing: Writing

    @property
    def refuted(self) -> bool | None:
        """Whether it was refuted, as it must be; None if it was not checked."""
        return None if self.finding is None else self.finding.verdict is Verdict.REFUTED

    @property
    def refutation(self) -> Evidence | None:
        """The evidence against it."""
        return None if self.finding is None else self.finding.refutation


@dataclass(frozen=True)
class ClaimEntry:
    """A claim of the handbook.

    Attributes
    ----------
    claim : Claim
        What is stated.
    finding : Finding or None
        What the suite found; None where the run was broken off before it.
    rivals : tuple of Rival
        Its must-fail twins.
    rests_on, carries : tuple of str
        Ids of claims it rests on directly, those that most rests on first, and of those here that rest on it directly.
    on_trust : tuple of str
        What its statement reads and no claim ties to a definition.
    """

    claim: Claim
    finding: Finding | None
    rivals: tuple[Rival, ...]
    rests_on: tuple[str, ...]
    carries: tuple[str, ...]
    on_trust: tuple[str, ...]

    @property
    def id(self) -> str:
        """Id of the claim."""
        return self.claim.id

    @property
    def file(self) -> str:
        """Name of its page."""
        return f"{slug(self.id)}.html"

    @cached_property
    def writing(self) -> Writing:
        """The statement, written."""
        return self.claim.statement.written(self.claim.assumptions)

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        return NOT_CHECKED if self.finding is None else self.finding.verdict.value

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What was found, method by method."""
        return () if self.finding is None else self.finding.evidence

    @property
    def regime(self) -> str:
        """Regime as a reader filters by it."""
        return self.writing.regime if self.writing.regime in REGIMES else OUTSIDE

    @property
    def code(self) -> str:
        """Source of the sides that have no formula in symbols, where they are functions with a name."""
        return "\n\n".join(dict.fromkeys(filter(None, map(_source, self.writing.functions))))

    @property
    def rescaled(self) -> Table | None:
        """Figures of the rescaled difference, where that was looked at."""
        return next((e.table for e in self.evidence if e.method == "rescaled"), None)

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        """The theorems of proofs/rocq that state it, whether or not the kernel ran."""
        return tuple(package_sources().linked("claim").get(self.id, ()))

    @property
    def formal(self) -> bool:
        """Whether the kernel checked it in this run."""
        return any(e.method == "formal" and e.verdict is Verdict.PROVED for e in self.evidence)

    @property
    def references(self) -> tuple[str, ...]:
        """The sources by which a reader filters: arXiv numbers, else authors and year, else "derived"."""
        if found := tuple(f"arXiv {citation.work}" for citation in citations(self.claim.source) if citation.work):
            return found
        authors = _AUTHORS.match(self.claim.source)
        return (authors[0],) if authors else (self.claim.source.partition(";")[0].partition(":")[0],)


def _source(side: object) -> str:
    """Return the source of a named function, of a partial one of the function within; nothing for a lambda."""
    function = side.func if isinstance(side, partial) else side
    if not callable(function) or getattr(function, "__name__", "<lambda>") == "<lambda>":
        return ""
    try:
        return getsource(function)
    except (OSError, TypeError):  # a user's file that is gone meanwhile, or a function without source
        return ""


OUTSIDE = "no single regime"


def slug(id: str) -> str:
    """Return an id as a file name; one with unusual characters gets a hash of itself, so that no two meet."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", id).strip(".")[:LONGEST]
    return plain if id and plain == id else f"{plain}-{sha256(id.encode(errors='surrogatepass')).hexdigest()[:8]}"


def collect(claims: Iterable[Claim], report: Report, premises: Premises) -> tuple[ClaimEntry, ...]:
    """Join claims and what a run found on them.

    Parameters
    ----------
    claims : iterable of Claim
        The claims of the run.
    report : Report
        Findings on claims and twins; those of a run that was broken off are some only.
    premises : Premises
        What rests on what.
    """
    chosen = tuple(claims)
    found = {(f.twin_of, f.id): f for f in report.findings}
    return tuple(
        ClaimEntry(
            claim,
            found.get(("", claim.id)),
            tuple(_rival(twin, said, found.get((claim.id, said.id))) for twin, said in zip(claim.twins, claim.must_fail, strict=True)),
            premises.ranked(claim.id),
            tuple(other.id for other in chosen if claim.id in premises.direct[other.id]),
            premises.on_trust[claim.id],
        )
        for claim in chosen
    )


def _rival(twin: Twin, said: Claim, finding: Finding | None) -> Rival:
    return Rival(twin, finding, said.statement.written(said.assumptions))
