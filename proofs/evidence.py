"""Evidence and verdicts: what the suite found.  Written by checkers, never by an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a piece of evidence, or all of it together, says of a claim."""

    PROVED = "PROVED"
    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures behind a finding, rounded to what is certain: one text for each row and column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Portable:
    """A certificate as it leaves a worker: how the claim reduces to inequalities, in words, and each of those as JSON."""

    reduction: tuple[str, ...]
    inequalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding.

    Attributes
    ----------
    method : str
        ``symbolic``, ``certificate``, ``sampled``, ``rescaled``, ``engines``, ``computed``, ``monte-carlo``, ``formal``, or
        ``premises`` for what the claim rests on.
    verdict : Verdict
        What it says.
    detail : str
        One line: what was done and what came out, or why nothing did.
    point : tuple of (str, str)
        The point it speaks of, by variable: the refuting one, or where the statement is undefined or left open.
    table : Table or None
        The figures it rests on, where there are more than fit a line.
    open : bool
        It leaves open what the statement says at all, such as a division by 0 in its domain: nothing else can support it.
    broken : bool
        The statement or the tool contradicts itself: no verdict stands beside it, and the run fails.
    portable : Portable or None
        The certificate it rests on, for `critscale.proofs.certificates.files`.
    """

    method: str
    verdict: Verdict
    detail: str
    point: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    open: bool = False
    broken: bool = False
    portable: Portable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All evidence on one claim or twin.

    Attributes
    ----------
    id, title : str
        Of the claim or the twin.
    verdict : Verdict
        Of all evidence together.
    evidence : tuple of Evidence
        What was found, method by method.
    seconds : float
        How long it took; it stands apart, and is no part of a comparison.
    twin_of : str
        Id of the claim whose twin this is; empty for a claim.
    statement : str
        Hash of what the claim states, `Claim.digest`; empty for a twin, and where the statement cannot be written.
    rests_on : tuple of str
        Ids of the claims it rests on directly.
    """

    id: str
    title: str
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    seconds: float = 0.0
    twin_of: str = ""
    statement: str = ""
    rests_on: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the statement or the tool contradicts itself."""
        return contradictory(self.evidence)

    @property
    def refutation(self) -> Evidence | None:
        """The first refuting piece of evidence that shows a point, or the first refuting one."""
        refuting = [e for e in self.evidence if e.verdict is Verdict.REFUTED]
        return next((e for e in refuting if e.point), refuting[0] if refuting else None)


METHODS = ("symbolic", "certificate", "rescaled", "sampled", "engines", "computed", "monte-carlo")
"""Every method a checker can use, strongest first."""


def refuted(found: Iterable[Evidence]) -> bool:
    """Tell whether some evidence refutes already, so that a costly proof attempt can be spared."""
    return any(e.verdict is Verdict.REFUTED for e in found)


def settled(found: Iterable[Evidence]) -> bool:
    """Tell whether nothing further needs to be looked for: something is proved, refuted, or left open."""
    return any(e.verdict in (Verdict.PROVED, Verdict.REFUTED) or e.open for e in found)


def contradictory(evidence: tuple[Evidence, ...]) -> bool:
    """Tell whether a piece of evidence is broken, or one proves what another refutes."""
    found = {e.verdict for e in evidence}
    return any(e.broken for e in evidence) or {Verdict.REFUTED, Verdict.PROVED} <= found


def conclude(evidence: tuple[Evidence, ...], *, heuristic: bool = False) -> Verdict:
    """Return the verdict of all evidence.

    What is broken, or proved and refuted at once, is UNKNOWN.  Else a refutation outweighs everything; what is open cannot
    be supported; a proof outweighs the rest.  A heuristic claim is never better than SUPPORTED, and nothing found is
    UNKNOWN.
    """
    found = {e.verdict for e in evidence}
    if contradictory(evidence):
        return Verdict.UNKNOWN
    if Verdict.REFUTED in found:
        return Verdict.REFUTED
    if any(e.open for e in evidence):
        return Verdict.UNKNOWN
    if Verdict.PROVED in found:
        return Verdict.SUPPORTED if heuristic else Verdict.PROVED
    if Verdict.SUPPORTED in found:
        return Verdict.SUPPORTED
    return Verdict.UNKNOWN
