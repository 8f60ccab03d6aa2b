"""The concordance: each theorem, equation and section that claims cite, in its paper's order, and the claims that state it.

It is computed from the claims' own sources.  What no claim states is a list of its own, `critscale.proofs.uncovered`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..theory.citations import MAIN, WORKS, Locus, citations
from .claim import Claim
from .formal.sources import Theorem, package_sources
from .uncovered import UNCOVERED, Uncovered

MOST = 3
"""So many claims of one family stand one by one; more are one row."""


@dataclass(frozen=True, slots=True)
class CitedFamily:
    """Claims of one place that differ from it in the same way.

    Attributes
    ----------
    pattern : str
        The id of one, or the beginning of a family's ids.
    claims : tuple of Claim
    theorems : tuple of Theorem
        Theorems of proofs/rocq that prove one of them.
    """

    pattern: str
    claims: tuple[Claim, ...]
    theorems: tuple[Theorem, ...]

    @property
    def differs(self) -> str:
        """How they differ from what stands there."""
        return self.claims[0].differs


@dataclass(frozen=True, slots=True)
class Cited:
    """A place of a paper, with the claims that cite it; no locus where a claim cites the paper as a whole."""

    locus: Locus | None
    rows: tuple[CitedFamily, ...]
    uncovered: Uncovered | None = None

    @property
    def name(self) -> str:
        """What the place is called."""
        return "as a whole" if self.locus is None else str(self.locus)


@dataclass(frozen=True, slots=True)
class Concorded:
    """A paper, with its places in its order."""

    work: str
    places: tuple[Cited, ...]

    @property
    def title(self) -> str:
        """Authors and title where they are known here, else the number."""
        known = WORKS.get(self.work)
        return f"arXiv {self.work}" if known is None else f"{', '.join(known.authors)}: {known.title}" + (f" ({known.venue})" if known.venue else "")


def concordance(claims: Iterable[Claim], uncovered: Iterable[Uncovered] = UNCOVERED) -> tuple[Concorded, ...]:
    """Return the concordance of some claims: the paper of the package first, the others by number.

    Parameters
    ----------
    claims : iterable of Claim
        In the order they are shown.
    uncovered : iterable of Uncovered
        What no claim states.
    """
    found: dict[str, dict[Locus | None, list[Claim]]] = {}
    lacking = {(u.work, u.locus): u for u in uncovered}
    for work, locus in lacking:
        found.setdefault(work, {})[locus] = []
    for claim in claims:
        for citation in citations(claim.source):
            if citation.work:
                for place in citation.places or (None,):
                    found.setdefault(citation.work, {}).setdefault(place, []).append(claim)
    proved = package_sources().linked("claim")
    return tuple(
        Concorded(
            work,
            tuple(
                Cited(locus, tuple(_rows(found[work][locus], proved, 2 if locus else 1)), lacking.get((work, locus)) if locus else None)
                for locus in sorted(found[work], key=lambda place: (place is None, () if place is None else place.order))
            ),
        )
        for work in sorted(found, key=lambda work: (work != MAIN.arxiv, work))
    )


def _rows(claims: list[Claim], proved: dict[str, list[Theorem]], depth: int) -> Iterator[CitedFamily]:
    """Yield the rows of a place: a long family, of ids that begin with so many words alike, is one where it differs in one way."""
    families: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        families.setdefault((".".join(claim.id.split(".")[:depth]), claim.differs), []).append(claim)
    for (family, _), together in families.items():
        for part in [together] if len(together) > MOST else [[claim] for claim in together]:
            theorems = dict.fromkeys(theorem for claim in part for theorem in proved.get(claim.id, ()))
            yield CitedFamily(part[0].id if len(part) == 1 else f"{family}.*", tuple(part), tuple(theorems))
