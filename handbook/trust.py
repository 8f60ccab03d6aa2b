"""What the claims of a report rest on: every claim with its premises, and what is taken on trust, by how many claims rest on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..proofs.claim import Claim
from ..proofs.evidence import Finding, Verdict
from ..proofs.letters import natural
from ..proofs.premises import Premises
from .entry import NOT_CHECKED

MACHINERY: Mapping[str, str] = {
    "symbolic": "the derivation: SymPy's polynomials and this package's expansions",
    "certificate": "the prover of polynomial inequalities and its independent checker",
    "computed": "FLINT's balls at stated points",
    "sampled": "FLINT's balls at drawn points, and that they show what there is",
    "rescaled": "FLINT's balls along n, and that they settle where they seem to",
    "engines": "that FLINT and mpmath do not err alike",
    "monte-carlo": "the generator of random numbers, and a confidence of 99.9 %",
    "formal": "the kernel of Rocq, and the axioms of its real numbers",
}
"""What one trusts who believes the evidence of a method."""


@dataclass(frozen=True, slots=True)
class Node:
    """A claim among the others: those it rests on directly, and how many rest on it, directly and in all."""

    id: str
    title: str
    verdict: str
    rests_on: tuple[str, ...]
    direct: int
    carries: int


@dataclass(frozen=True, slots=True)
class Trusted:
    """Something that is taken on trust: what kind of thing, its name, why, and how many claims rest on it."""

    kind: str
    name: str
    why: str
    count: int


def nodes(claims: Iterable[Claim], findings: Iterable[Finding], rests: Premises) -> tuple[Node, ...]:
    """Return some claims and all that they rest on, in natural order."""
    chosen = tuple(claims)
    verdicts = {f.id: f.verdict.value for f in findings if not f.twin_of}
    shown = {c.id for c in chosen}.union(*(rests.all[c.id] for c in chosen))
    carried, direct = rests.carrying(chosen), Counter(i for id in shown for i in rests.direct[id])
    return tuple(
        Node(id, rests.by_id[id].title, verdicts.get(id, NOT_CHECKED), rests.ranked(id), direct[id], carried.get(id, 0))
        for id in sorted(shown, key=natural)
    )


def taken_on_trust(claims: Iterable[Claim], findings: Iterable[Finding], rests: Premises) -> tuple[Trusted, ...]:
    """Return what no proof of this report covers, what most rests on first.

    Names that no claim ties to a definition, premises that are not proved, and the machinery behind each method that found something.
    """
    chosen, found = tuple(claims), {f.id: f for f in findings if not f.twin_of}
    rows = [Trusted("name", name, "no claim ties it to a definition", count) for name, count in rests.trusting(chosen).items()]
    for id, count in rests.carrying(chosen).items():
        verdict = found[id].verdict.value if id in found else NOT_CHECKED
        if verdict != Verdict.PROVED.value:
            rows.append(Trusted("premise", id, verdict, count))
    believed = Counter(e.method for c in chosen if c.id in found for e in found[c.id].evidence if e.method in MACHINERY and _speaks(e.verdict))
    rows += [Trusted("machinery", method, MACHINERY[method], count) for method, count in believed.items()]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.kind, natural(row.name))))


def _speaks(verdict: Verdict) -> bool:
    return verdict is not Verdict.UNKNOWN
