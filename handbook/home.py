"""What the home page shows above the claims: three doors, the headline theorems, the claims by what their letter stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..proofs.letters import LETTERS, Letter, letter_of, natural
from .entry import ClaimEntry

PICTURE = "phase"
"""The picture of the gallery that stands on the home page."""


@dataclass(frozen=True, slots=True)
class Door:
    """A way in: what one does, the command that does it, and the page that shows it."""

    verb: str
    says: str
    command: str
    page: str


DOORS = (
    Door("Verify", "a claim with its evidence, and the twins that must fail", "critscale verify A3.cosine.critical", "#claims"),
    Door("Query", "a derived formula with its error term and where it holds", 'critscale formula "Theorem 2.1"', "quantities.html"),
    Door("Evaluate", "at any n, to any number of digits", "critscale evaluate output-cosine --n 1e1000 --rho 0.3 --critical", "quantities.html"),
)

HEADLINES = (
    "A10.threshold.self-weight",
    "A3.cosine.subcritical",
    "A3.cosine.critical",
    "A3.cosine.supercritical",
    "B4.jacobian.critical",
    "C4.attention.above",
    "G1.extension.log-ratio",
)
"""Claims that say most: where the threshold is, the three phases forward and backward, any tokens, what keeps the phase."""


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The claims under a letter, in natural order."""

    letter: Letter
    entries: tuple[ClaimEntry, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many have which verdict, those that occur."""
        return dict(Counter(entry.verdict for entry in self.entries).most_common())


def groups(entries: Iterable[ClaimEntry]) -> tuple[LetterGroup, ...]:
    """Return claims by letter, in the order of the theory, each group in natural order."""
    found: dict[str, list[ClaimEntry]] = {id: [] for id in LETTERS}
    for entry in sorted(entries, key=lambda entry: natural(entry.id)):
        found[letter_of(entry.id).id].append(entry)
    return tuple(LetterGroup(LETTERS[id], tuple(members)) for id, members in found.items() if members)


def headlines(entries: Iterable[ClaimEntry]) -> tuple[ClaimEntry, ...]:
    """Return the headline theorems that a report has."""
    known = {entry.id: entry for entry in entries}
    return tuple(known[id] for id in HEADLINES if id in known)
