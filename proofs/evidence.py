"""Evidence and verdicts: what the suite found.  Written by checkers, never by an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from ..theory.result import Result, ValueTable, View


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


@dataclass(frozen=True, slots=True, repr=False)
class Evidence(Result):
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

    def view(self) -> View:
        """Return a table of one row: method, verdict, what was done, and the point it speaks of."""
        at = ", ".join(f"{name} = {value}" for name, value in self.point) or None
        row = (self.method, self.verdict.value, self.detail, at)
        return View("", ValueTable(("method", "verdict", "detail", "point"), [row], upright=True))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding(Result):
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

    def view(self) -> View:
        """Return a table of one row: verdict, and what each method says; below it the evidence."""
        methods = ", ".join(f"{e.method}: {e.verdict.value}" for e in self.evidence)
        row = (self.id, self.verdict.value, self.title, methods, self.twin_of or None)
        lines = tuple(f"{e.method}: {e.verdict.value}, {e.detail}" for e in self.evidence)
        return View("", ValueTable(("id", "verdict", "title", "evidence", "twin_of"), [row], upright=True), lines)

    @property
    def broken(self) -> bool:
        """Whether the statement or the tool contradicts itself."""
        return contradictory(self.evidence)

    def says(self, evidence: Evidence) -> str:
        """Return what a piece of its evidence says, in a word: the verdict, but of support beside a proof that it agrees."""
        proved = any(e.verdict is Verdict.PROVED for e in self.evidence) and not self.broken
        if evidence.broken:
            return f"{evidence.verdict.value} (broken)"
        if evidence.verdict is not Verdict.SUPPORTED or not proved:
            return evidence.verdict.value
        return "agrees (sampled, beside the proof)" if evidence.method in SAMPLING else "agrees (beside the proof)"

    @property
    def refutation(self) -> Evidence | None:
        """The first refuting piece of evidence that shows a point, or the first refuting one."""
        refuting = [e for e in self.evidence if e.verdict is Verdict.REFUTED]
        return next((e for e in refuting if e.point), refuting[0] if refuting else None)


METHODS = ("symbolic", "certificate", "rescaled", "sampled", "engines", "computed", "monte-carlo")
SAMPLING = frozenset({"rescaled", "sampled", "computed", "monte-carlo"})
"""Those that look at points: what they support is not proved by them."""
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


def conclude(evidence: tuple[Evidence, ...], *, only_sampled: bool = False) -> Verdict:
    """Return the verdict of all evidence.

    What is broken, or proved and refuted at once, is UNKNOWN.  Else a refutation outweighs everything; what is open cannot
    be supported; a proof outweighs the rest.  What is only sampled is never better than SUPPORTED, and nothing found
    is UNKNOWN.
    """
    found = {e.verdict for e in evidence}
    if contradictory(evidence):
        return Verdict.UNKNOWN
    if Verdict.REFUTED in found:
        return Verdict.REFUTED
    if any(e.open for e in evidence):
        return Verdict.UNKNOWN
    if Verdict.PROVED in found:
        return Verdict.SUPPORTED if only_sampled else Verdict.PROVED
    if Verdict.SUPPORTED in found:
        return Verdict.SUPPORTED
    return Verdict.UNKNOWN
