"""Formal evidence for the claims of a run: one build for all, a link checked for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ...theory.assumptions import Assumption
from ..claim import Claim
from ..evidence import Evidence, Verdict
from ..library import package_claims
from ..statements import Statement
from .facts import FormalFacts
from .link import Mismatch, mismatch
from .meaning import Meaning
from .mirror import mirrored
from .rocq import Built, NoRocq, build
from .sources import Sources, Theorem, package_sources

METHOD = "formal"
Builder = Callable[[Sources], Built]


@dataclass(frozen=True, slots=True)
class Link:
    """A claim, or a must-fail twin, and the theorems that name it.  ``name`` is the id of its finding."""

    name: str
    statement: Statement
    assumptions: tuple[Assumption, ...]
    theorems: tuple[Theorem, ...]
    refutes: bool

    def mismatch(self, meaning: Meaning) -> Mismatch | None:
        """Return the first theorem's mismatch, or None if all of them say what the claim says."""
        found = (mismatch(self.statement, self.assumptions, t, meaning, refutes=self.refutes) for t in self.theorems)
        return next((m for m in found if m is not None), None)


def links(claims: Iterable[Claim], sources: Sources, *, twins: bool = False) -> tuple[Link, ...]:
    """Return the links of some claims, or of their must-fail twins, in the order of the claims."""
    named = sources.linked("twin" if twins else "claim")
    stated = [
        (f"{c.id} / {t.name}", t.statement, c.assumptions_of(t))
        if t is not None
        else (c.id, c.statement, c.assumptions)
        for c in claims
        for t in (c.twins if twins else (None,))
    ]
    return tuple(Link(n, s, a, tuple(named[n]), twins) for n, s, a in stated if n in named)


def faults(sources: Sources, meaning: Meaning) -> tuple[str, ...]:
    """Return what makes the sources as a whole unfit as evidence, whatever claim is asked about."""
    claims = package_claims()
    known = {
        "claim": {c.id for c in claims},
        "twin": {f"{c.id} / {t.name}" for c in claims for t in c.twins},
    }
    tags = [(t, tag) for t in sources.theorems for tag in t.tags]
    strays = [
        f"{t.file}:{t.line} names the {tag.kind} {tag.id!r}, which the package does not have"
        for t, tag in tags
        if tag.kind in known and tag.id not in known[tag.kind]
    ]
    hidden = [
        f"{t.file}:{t.line} calls {tag.id!r} formal only, but it is a claim of the package"
        for t, tag in tags
        if tag.kind == "formal" and tag.id in known["claim"]
    ]
    drift = [text for text in mirrored(meaning).values() if text]
    return (*sources.faults(), *meaning.faults(), *strays, *hidden, *drift)


def judge(
    claims: Iterable[Claim],
    *,
    twins: bool = False,
    with_twins: bool = False,
    sources: Sources | None = None,
    builder: Builder | None = None,
) -> tuple[Mapping[str, Evidence], FormalFacts]:
    """Check the links of the claims, have the kernel check the proofs, and say what that is worth to each claim.

    Parameters
    ----------
    claims : iterable of Claim
        The claims of the run.
    twins : bool
        Judge their must-fail twins instead: a proved negation refutes one.
    with_twins : bool
        Judge the claims and their must-fail twins, by one build.
    sources : Sources, optional
        The formal development; the package's by default.
    builder : callable, optional
        Runs the kernel; `rocq.build` by default.

    Returns
    -------
    mapping, FormalFacts
        Evidence by the id of the finding it belongs to, and what to record of the run.

    Notes
    -----
    A link or proof that fails says nothing of the claim, which is broken by it: UNKNOWN, and the run fails.  Of a twin it
    says nothing either: there the facts alone say REFUTED, and the run fails just the same.
    """
    sources = package_sources() if sources is None else sources
    meaning = Meaning(sources)
    chosen = tuple(claims)
    found = (
        *(() if twins else links(chosen, sources)),
        *(links(chosen, sources, twins=True) if twins or with_twins else ()),
    )
    if not found:
        detail = f"no {'twin' if twins else 'claim'} of this run has a formal theorem"
        return {}, FormalFacts(verdict=Verdict.UNKNOWN, detail=detail, theorems=len(sources.theorems))
    wrong = faults(sources, meaning)
    mismatches = {link.name: link.mismatch(meaning) for link in found}
    built, missing = None, ""
    if not wrong:
        try:
            built = (builder or build)(sources)
        except NoRocq as error:
            missing = str(error)
    if built is not None and built.digest != sources.digest:
        built, missing = None, "the build is of other sources"
    failure = wrong[0] if wrong else built.failure if built is not None else ""
    evidence = {link.name: _evidence(link, mismatches[link.name], built, failure, missing) for link in found}
    first = failure or next((m.reason for m in mismatches.values() if m is not None), "")
    verdict = Verdict.REFUTED if first else Verdict.UNKNOWN if built is None else Verdict.PROVED
    facts = FormalFacts(
        verdict=verdict,
        detail=first or missing or "the kernel accepts every file, and every link holds",
        tool=built.version if built else "",
        axioms=built.axioms if built else (),
        theorems=len(sources.theorems),
        linked=len(found),
        digest=sources.digest,
        seconds=built.seconds if built else 0.0,
    )
    return evidence, facts


def _evidence(link: Link, found: Mismatch | None, built: Built | None, failure: str, missing: str) -> Evidence:
    broken = not link.refutes
    names = ", ".join(f"{t.qualified} ({t.file}:{t.line}, statement {t.digest})" for t in link.theorems)
    if found is not None:
        point = () if link.refutes else found.point
        return Evidence(method=METHOD, verdict=Verdict.UNKNOWN, detail=found.reason, point=point, broken=broken)
    if failure:
        return Evidence(method=METHOD, verdict=Verdict.UNKNOWN, detail=failure, broken=broken)
    if built is None:
        return Evidence(method=METHOD, verdict=Verdict.UNKNOWN, detail=f"{names} not checked: {missing}")
    if link.refutes:
        detail = f"its negation is a theorem: coqc {built.version} accepts {names}"
        return Evidence(method=METHOD, verdict=Verdict.REFUTED, detail=detail)
    detail = f"coqc {built.version} accepts {names}, which says the same at random points"
    return Evidence(method=METHOD, verdict=Verdict.PROVED, detail=detail)
