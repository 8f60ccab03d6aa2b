"""A claim: one statement that can be wrong, with its assumptions and its source.  It holds no verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ..theory.assumptions import Assumption
from ..theory.errors import BadInput, CritscaleError
from ..theory.layer.regimes import Regime
from .kinds.statement import Statement
from .pins import Pin


class Confidence(Enum):
    """How well a statement is known before anything here was run."""

    PAPER = "stated in the paper"
    RECOVERED = "recovered from notes of the paper, re-derived here"
    DERIVED = "derived here, checked by an independent program"
    HEURISTIC = "argued at physics level, no full proof"
    RECALLED = "recalled, source not at hand"


PAPER = "Chen, Lin, Polyanskiy, Rigollet, arXiv 2510.05554 (ICLR 2026)"
DERIVED = "derived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A must-fail variant of a claim: what was changed, and the statement that should be refuted."""

    name: str
    change: str
    statement: Statement
    assumptions: tuple[Assumption, ...] | None = None
    """None keeps the claim's own."""
    pin: bool = False
    """The claim's own bound made a little stronger, by one of its pins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement.

    Attributes
    ----------
    id : str
        Permanent and readable: the number in the theory, then words.
    title : str
        The statement in one sentence.
    statement : Statement
        What can be checked.
    assumptions : tuple of Assumption
        The variables besides the regime's own.
    source : str
        Paper and the paper's own number, or "derived".
    uses : tuple of str
        Ids of claims it rests on, besides those that define what its statement reads (see `critscale.proofs.premises`).
    defines : tuple of callable or Regime
        Functions of the catalogue, and charts, that the statement ties to what they abbreviate: every claim that reads one
        of them rests on this claim.
    confidence : Confidence
        What is known of it.  A heuristic claim is at most SUPPORTED, whatever the checks say.
    twins : tuple of Twin
        At least one for every claim of the package.  Those of the pins are added when the claim is made.
    pins : tuple of Pin
        How its bound is made a little stronger: each is a twin that must fail.
    attained : tuple of str
        Ids of claims that state where its bound is attained, of the very sides of this claim.
    sharp : bool
        False if the bound is not meant to be the best one; the notes say why.
    """

    id: str
    title: str
    statement: Statement
    assumptions: tuple[Assumption, ...] = ()
    source: str = DERIVED
    notes: str = ""
    uses: tuple[str, ...] = ()
    defines: tuple[Callable[..., Any] | Regime, ...] = ()
    confidence: Confidence = Confidence.DERIVED
    twins: tuple[Twin, ...] = field(default=())
    pins: tuple[Pin, ...] = ()
    attained: tuple[str, ...] = ()
    sharp: bool = True

    def __post_init__(self) -> None:
        """Make the twins of the pins; refuse a claim, or a twin, whose domain has no meaning."""
        own = tuple(t for t in self.twins if not t.pin)  # of a claim that was replaced, the pins' twins are made anew
        object.__setattr__(self, "twins", (*own, *(self._twin(k, pin) for k, pin in enumerate(self.pins, 1))))
        stated = [(self.id, self.statement, self.assumptions)]
        stated += [(f"{self.id} / {t.name}", t.statement, self.assumptions_of(t)) for t in self.twins]
        for name, statement, assumptions in stated:
            try:
                statement.domain(assumptions)
            except CritscaleError as error:
                raise BadInput(f"{name}: {error.what}", error.why, error.mend) from None

    def _twin(self, number: int, pin: Pin) -> Twin:
        """Return the twin of a pin."""
        return Twin(
            name="tighter" if number == 1 else f"tighter {number}",
            change=pin.change(self.statement),
            statement=pin.of(self.statement),
            assumptions=pin.within(self.assumptions) if pin.where else None,
            pin=True,
        )

    def assumptions_of(self, twin: Twin) -> tuple[Assumption, ...]:
        """Return the assumptions of a twin: its own, or those of the claim."""
        return self.assumptions if twin.assumptions is None else twin.assumptions

    @property
    def heuristic(self) -> bool:
        """Whether the claim is heuristic in the literature."""
        return self.confidence is Confidence.HEURISTIC
