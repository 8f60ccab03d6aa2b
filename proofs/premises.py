"""What a claim rests on: other claims, and what no claim ties down.

A claim rests on the claims it names (``uses``), and on the claims that tie what its statement reads to its definition
(`Claim.defines`, `proofs.reads`).  Its verdict does not stand above the weakest of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..theory.errors import BadInput, UnknownName
from .claim import Claim
from .evidence import Evidence, Finding, Verdict
from .reads import name_of, reads

RANK = {Verdict.REFUTED: 0, Verdict.UNKNOWN: 0, Verdict.SUPPORTED: 1, Verdict.PROVED: 2}
"""How much a verdict carries: what is refuted carries no more than what is unknown."""
METHOD = "premises"


@dataclass(frozen=True)
class Premises:
    """What each of some claims rests on.

    Parameters
    ----------
    claims : tuple of Claim
        All that are known, the package's own among them.

    Raises
    ------
    UnknownName
        If a claim names one that is not there.
    BadInput
        If claims rest on each other in a circle, or one defines what it does not read.
    """

    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        """Refuse a circle."""
        self.order  # noqa: B018  (computed here, so that a circle is refused here)

    @cached_property
    def by_id(self) -> Mapping[str, Claim]:
        """The claims by id."""
        return {c.id: c for c in self.claims}

    @cached_property
    def definitions(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the claims that define what is read, by its name."""
        found: dict[str, list[str]] = {}
        for claim in self.claims:
            for thing in claim.defines:
                found.setdefault(name_of(thing), []).append(claim.id)
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def read(self) -> Mapping[str, frozenset[str]]:
        """The names of what each claim reads but does not itself define, by id."""
        found: dict[str, frozenset[str]] = {}
        for claim in self.claims:
            read, defined = reads(claim.statement), {name_of(thing) for thing in claim.defines}
            for name in sorted(defined - read):
                raise BadInput(f"claim {claim.id!r}", f"it defines {name}, which it does not read", "leave it out of defines")
            found[claim.id] = read - defined
        return found

    @cached_property
    def direct(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the claims that each claim rests on directly, those that most rests on first."""
        found: dict[str, tuple[str, ...]] = {}
        for claim in self.claims:
            for used in claim.uses:
                if used not in self.by_id:
                    raise UnknownName.among(f"claim that {claim.id} uses,", used, self.by_id)
            by_reading = [i for name in sorted(self.read[claim.id]) for i in self.definitions.get(name, ())]
            found[claim.id] = tuple(dict.fromkeys((*claim.uses, *by_reading)))
        return found

    @cached_property
    def on_trust(self) -> Mapping[str, tuple[str, ...]]:
        """What each claim reads directly and no claim defines, by id."""
        return {i: tuple(sorted(n for n in names if n not in self.definitions)) for i, names in self.read.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids of all claims, each after those it rests on."""
        done: dict[str, None] = {}
        for start in self.direct:
            path: list[str] = []
            waiting: list[tuple[str, Iterator[str]]] = []

            def enter(claim_id: str, path: list[str] = path, waiting: list[tuple[str, Iterator[str]]] = waiting) -> None:
                if claim_id in path:
                    circle = " -> ".join((*path[path.index(claim_id) :], claim_id))
                    raise BadInput(f"claim {claim_id!r}", f"it rests on itself: {circle}", "leave one of these uses out")
                if claim_id not in done:
                    path.append(claim_id)
                    waiting.append((claim_id, iter(self.direct[claim_id])))

            enter(start)
            while waiting:
                here, rest = waiting[-1]
                following = next(rest, None)
                if following is not None:
                    enter(following)
                    continue
                waiting.pop()
                path.pop()
                done[here] = None
        return tuple(done)

    @cached_property
    def all(self) -> Mapping[str, frozenset[str]]:
        """The ids of all claims that each claim rests on, however indirectly."""
        found: dict[str, frozenset[str]] = {}
        for claim_id in self.order:
            near = self.direct[claim_id]
            found[claim_id] = frozenset(near).union(*(found[i] for i in near))
        return found

    @cached_property
    def dependants(self) -> Mapping[str, int]:
        """How many claims rest on each claim, however indirectly."""
        return self.carrying(self.claims)

    def carrying(self, claims: Iterable[Claim]) -> dict[str, int]:
        """Return how many of some claims rest on each claim, however indirectly, those that most rests on first."""
        return _counted(self.all[c.id] for c in claims)

    def trusting(self, claims: Iterable[Claim]) -> dict[str, int]:
        """Return how many of some claims rest, however indirectly, on each thing that no claim defines."""
        return _counted({n for i in (c.id, *self.all[c.id]) for n in self.on_trust[i]} for c in claims)

    def ranked(self, claim_id: str) -> tuple[str, ...]:
        """Return what a claim rests on directly, those that most rests on first."""
        return tuple(sorted(self.direct[claim_id], key=lambda i: (-self.dependants[i], i)))

    def needed(self, chosen: Iterable[Claim]) -> tuple[Claim, ...]:
        """Return what some claims rest on and is not among them, in the order of the claims."""
        ids = {c.id for c in chosen}
        wanted = frozenset[str]().union(*(self.all[i] for i in ids)) - ids
        return tuple(c for c in self.claims if c.id in wanted)

    def weighed(self, findings: Iterable[Finding]) -> dict[str, Finding]:
        """Return findings on claims, by id, none above the weakest of what it rests on.

        A claim that rests on a refuted one, or on one without a verdict, is UNKNOWN unless it is refuted itself.
        """
        given = {f.id: f for f in findings}
        found: dict[str, Finding] = {}
        for claim_id in self.order:
            if claim_id in given:
                found[claim_id] = self._weighed(given[claim_id], found.get)
        return found

    def _weighed(self, finding: Finding, verdict_of: Callable[[str], Finding | None]) -> Finding:
        weakest, worst = "", finding.verdict
        for premise in self.ranked(finding.id):
            other = verdict_of(premise)
            verdict = Verdict.UNKNOWN if other is None else other.verdict
            if RANK[verdict] < RANK[worst]:
                weakest, worst = premise, verdict
        if not weakest:
            return finding
        verdict = Verdict.SUPPORTED if worst is Verdict.SUPPORTED else Verdict.UNKNOWN
        said = "was not checked" if verdict_of(weakest) is None else f"is {worst.value}"
        detail = f"alone it is {finding.verdict.value}, but it rests on {weakest}, which {said}"
        evidence = Evidence(METHOD, verdict, detail)
        return replace(finding, verdict=verdict, evidence=(*finding.evidence, evidence))


def _counted(groups: Iterable[Iterable[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for names in groups:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
