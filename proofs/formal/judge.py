"""Formal evidence for the claims of a run: one build for all, a closed proposition proved for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ...theory.errors import CritscaleError
from ..claim import Claim
from ..evidence import Evidence, Verdict
from ..library import package_claims
from .certified import by_certificate
from .facts import FormalFacts
from .generated import BY_CERTIFICATE, GENERATED
from .obligation import Obligation, by_computation, by_theorem
from .rocq import Built, NoRocq, build
from .sources import Sources, package_sources

METHOD = "formal"
NONE: Mapping[str, str] = {}
Builder = Callable[[Sources, tuple[Obligation, ...]], Built]


def obligations(
    claims: Iterable[Claim], sources: Sources, *, twins: bool = False, certificates: Mapping[str, str] = NONE
) -> tuple[tuple[Obligation, ...], dict[str, str]]:
    """Return what the kernel is asked for some claims, or for their must-fail twins, in the order of the claims.

    Returns
    -------
    tuple of Obligation, dict
        One for each claim that a theorem names, or that has a proof by computation or by one of ``certificates``, which are
        texts by claim; and why one could not be written.
    """
    named = sources.linked("twin" if twins else "claim")
    found: list[Obligation] = []
    unwritten: dict[str, str] = {}
    for claim in claims:
        for twin in claim.twins if twins else (None,):
            name = claim.id if twin is None else f"{claim.id} / {twin.name}"
            title, statement, assumptions = (
                (claim.title, claim.statement, claim.assumptions)
                if twin is None
                else (twin.change, claim.statement_of(twin), claim.assumptions_of(twin))
            )
            try:
                for theorem in named.get(name, ())[:1]:
                    found.append(by_theorem(name, title, statement, assumptions, theorem, refutes=twins))
                if name in named or twins:
                    continue
                if name in GENERATED:
                    found.append(by_computation(name, title, statement, assumptions))
                elif name in BY_CERTIFICATE and name in certificates:
                    bound = by_certificate(claim, certificates[name])
                    if bound is None:
                        unwritten[name] = f"the certificate of {name} speaks of other variables than the claim"
                    else:
                        found.append(bound)
            except (CritscaleError, TypeError, ValueError) as error:
                unwritten[name] = f"what {name} says cannot be written for the kernel: {error}".splitlines()[0]
    return tuple(found), unwritten


def faults(sources: Sources) -> tuple[str, ...]:
    """Return tags of the sources that name what the package does not have, or one thing twice."""
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
    twice = [
        f"two theorems name the {kind} {id!r}"
        for kind in known
        for id, found in sources.linked(kind).items()
        if len(found) > 1
    ]
    return (*strays, *hidden, *twice)


def judge(
    claims: Iterable[Claim],
    *,
    twins: bool = False,
    with_twins: bool = False,
    certificates: Mapping[str, str] = NONE,
    sources: Sources | None = None,
    builder: Builder | None = None,
) -> tuple[Mapping[str, Evidence], FormalFacts]:
    """Have the kernel prove what the claims say, and say what that is worth to each claim.

    Parameters
    ----------
    claims : iterable of Claim
        The claims of the run.
    twins : bool
        Judge their must-fail twins instead: a proved negation refutes one.
    with_twins : bool
        Judge the claims and their must-fail twins, by one build.
    certificates : mapping
        What the run's certificates say, by claim, as `critscale.proofs.certificates.files.certificate` writes them.
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
    A proof that is rejected says nothing of the claim, which is broken by it: UNKNOWN, and the run fails.  Of a twin it
    says nothing either: there the facts alone say REFUTED, and the run fails just the same.
    """
    sources = package_sources() if sources is None else sources
    chosen = tuple(claims)
    asked: list[Obligation] = []
    reasons: dict[str, str] = {}
    for of_twins in (False, True):
        if twins == of_twins or (with_twins and of_twins):
            written, unwritten = obligations(chosen, sources, twins=of_twins, certificates=certificates)
            asked += written
            reasons |= unwritten
    if not asked and not reasons:
        detail = f"no {'twin' if twins else 'claim'} of this run has a formal proof"
        return {}, FormalFacts(verdict=Verdict.UNKNOWN, detail=detail, theorems=len(sources.theorems))
    wrong = faults(sources)
    built, missing = None, ""
    if not wrong:
        try:
            built = (builder or build)(sources, tuple(asked))
        except NoRocq as error:
            missing = str(error)
    if built is not None and built.digest != sources.digest:
        built, missing = None, "the build is of other sources"
    failure = wrong[0] if wrong else built.failure if built is not None else ""
    reasons |= {} if built is None else built.rejected
    twin_names = {f"{c.id} / {t.name}" for c in chosen for t in c.twins}
    evidence = {
        name: Evidence(METHOD, Verdict.UNKNOWN, reason, broken=name not in twin_names)
        for name, reason in reasons.items()
    }
    evidence |= {o.name: _evidence(o, built, failure, missing) for o in asked if o.name not in reasons}
    first = failure or next((f"{name}: {reason}" for name, reason in reasons.items()), "")
    verdict = Verdict.REFUTED if first else Verdict.UNKNOWN if built is None else Verdict.PROVED
    facts = FormalFacts(
        verdict=verdict,
        detail=first or missing or "the kernel accepts a proof of every closed statement",
        tool=built.version if built else "",
        axioms=built.axioms if built else (),
        theorems=len(sources.theorems),
        linked=len(evidence),
        digest=sources.digest,
        seconds=built.seconds if built else 0.0,
    )
    return evidence, facts


def _evidence(o: Obligation, built: Built | None, failure: str, missing: str) -> Evidence:
    if failure:
        return Evidence(METHOD, Verdict.UNKNOWN, failure, broken=not o.refutes)
    if built is None:
        return Evidence(METHOD, Verdict.UNKNOWN, f"a proof {o.source} was not checked: {missing}")
    what, verdict = ("negation", Verdict.REFUTED) if o.refutes else ("closed statement", Verdict.PROVED)
    return Evidence(METHOD, verdict, f"coqc {built.version} accepts a proof of its {what} {o.source}")
