"""How strong the evidence for a recommendation is: an ordered value, which is that of the weakest thing it rests on.

A recommendation rests on bases: a formula that is proved, a number that was measured, a key that an engine reads by
convention, a number that is assumed.  Nobody writes the strength of a recommendation down: it follows from its bases, and a
basis more can only lower it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ..theory.errors import BadInput


class Strength(IntEnum):
    """What stands behind a statement, the weakest first."""

    ASSUMED = 1
    CONVENTION = 2
    MEASURED_ELSEWHERE = 3
    MEASURED = 4
    BOUND = 5
    THEOREM = 6

    @property
    def title(self) -> str:
        """The strength in words."""
        return _TITLES[self]

    @property
    def id(self) -> str:
        """Its name for programs, ``measured-elsewhere``."""
        return self.name.lower().replace("_", "-")


_TITLES = {
    Strength.ASSUMED: "assumed",
    Strength.CONVENTION: "convention of an engine",
    Strength.MEASURED_ELSEWHERE: "measured on another model",
    Strength.MEASURED: "measured on this model",
    Strength.BOUND: "bound for any row",
    Strength.THEOREM: "theorem on the simplex",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """One thing that a recommendation rests on.

    Attributes
    ----------
    what : str
        What it is, in words.
    strength : Strength
        What stands behind it.
    claims : tuple of str
        The claims of the suite that state it; a theorem and a bound have some.
    """

    what: str
    strength: Strength
    claims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.strength >= Strength.BOUND and not self.claims:
            raise BadInput(f"{self.strength.title}: {self.what}", "no claim states it", "name the claims behind it")

    def to_json(self) -> dict[str, object]:
        """Return the basis as JSON data."""
        return {"what": self.what, "strength": self.strength.id, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that a recommendation rests on; there is something."""

    bases: tuple[Basis, ...]

    def __post_init__(self) -> None:
        if not self.bases:
            raise BadInput("a recommendation", "it rests on nothing", "give its bases")

    @property
    def strength(self) -> Strength:
        """That of the weakest basis."""
        return min(basis.strength for basis in self.bases)

    @property
    def weakest(self) -> tuple[Basis, ...]:
        """The bases that are no stronger than any other."""
        return tuple(basis for basis in self.bases if basis.strength == self.strength)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims behind all bases, each once."""
        return tuple(dict.fromkeys(claim for basis in self.bases for claim in basis.claims))

    def and_also(self, *bases: Basis) -> Standing:
        """Return the evidence of what rests on these bases too."""
        return Standing((*self.bases, *bases))

    def to_json(self) -> dict[str, object]:
        """Return the evidence as JSON data."""
        return {
            "strength": self.strength.id,
            "title": self.strength.title,
            "weakest": [basis.what for basis in self.weakest],
            "bases": [basis.to_json() for basis in self.bases],
        }
