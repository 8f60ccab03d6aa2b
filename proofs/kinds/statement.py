"""The kinds of statement: what each of them has to say of itself.

A kind is one file: a dataclass with what is claimed, and the methods of `Statement`.  Nothing else knows the kinds, so a new
one works as soon as it is written, in a user's file too: the suite checks it, the handbook writes it, premises are found by
what it reads, and what it has no method for is refused by its name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import Field, fields
from typing import Any, ClassVar, Self

from ...theory.assumptions import Assumption
from ...theory.growth import Stratum
from ...theory.layer.domain import Domain
from ...theory.layer.regimes import Regime
from ..budget import Budget
from ..evidence import Evidence
from ..gallina.proposition import Proposition, Unwritten
from ..pins import Pin
from ..sides import side
from ..writing import Writing


class Statement(ABC):
    """What a claim claims.

    A kind is a frozen dataclass that inherits from this class.  It has to check and to write itself; a class that forgets one of
    these is refused where it is defined.  What follows them has an answer for every kind: no pin, no proposition, no proof.
    """

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    COST: ClassVar[int] = 0
    """How long a check can take, against other kinds: workers start with the longest."""
    BY_CERTIFICATE: ClassVar[bool] = False
    """What its certificate proves is its proposition, and nothing else."""

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Refuse a kind that does not say all of itself."""
        forgotten = sorted(n for n in dir(cls) if getattr(getattr(cls, n, None), "__isabstractmethod__", False))
        if forgotten and not abstract:
            raise TypeError(f"the kind of statement {cls.__name__} has no {', no '.join(forgotten)}")

    @abstractmethod
    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Return the evidence that the chosen methods find.

        Parameters
        ----------
        assumptions : tuple of Assumption
            The variables besides the regime's own.
        budget : Budget
            How much work may be done.
        methods : frozenset of str
            Names of methods to use, see `critscale.proofs.evidence.METHODS`.
        """

    @abstractmethod
    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Return the statement as somebody would write it."""

    def domain(self, assumptions: tuple[Assumption, ...]) -> Domain | None:
        """Return where the statement speaks, None where it has no variables; refuse what has no meaning."""
        return None

    def reads(self) -> Iterable[Any]:
        """Return the objects that the statement refers to: functions and charts among them are what it reads."""
        return (getattr(self, f.name) for f in fields(self))

    def own_pins(self) -> tuple[Pin, ...]:
        """Return the pins that go without saying: of an order, which has one only."""
        return ()

    def pinned(self, pin: Pin) -> tuple[Self, str] | None:
        """Return the statement made a little stronger, and in words what was changed; None where it has no bound."""
        return None

    def proposition(self, assumptions: tuple[Assumption, ...]) -> Proposition:
        """Return the statement as a closed proposition of Coq's real numbers.

        Raises
        ------
        Unwritten
            If it has none.
        """
        raise Unwritten(f"it is of kind {type(self).__name__}")

    def computation(self, assumptions: tuple[Assumption, ...]) -> tuple[str, str]:
        """Return the tactic that proves the proposition without a theorem, and what it does, in words.

        Raises
        ------
        Unwritten
            If there is none.
        """
        raise Unwritten(f"no proof is made for a {type(self).__name__} of this kind")


class Charted(Statement, abstract=True):
    """A statement in a chart: its sides are formulas, and it has a domain."""

    __slots__ = ()
    SIDES: ClassVar[tuple[str, ...]] = ()
    regime: Regime

    def __post_init__(self) -> None:
        """Make formulas of sides that are numbers."""
        for name in self.SIDES:
            object.__setattr__(self, name, side(getattr(self, name), name))

    def domain(self, assumptions: tuple[Assumption, ...]) -> Domain:
        """Return where the statement speaks, under assumptions on the variables besides the chart's own.

        Raises
        ------
        BadInput
            As `Domain.of`.
        """
        return Domain.of(self.regime, assumptions, stratum=self.stratum, valid_from=self.valid_from)

    @property
    def valid_from(self) -> int:
        """The least n it speaks of."""
        return 2

    @property
    def stratum(self) -> Stratum | None:
        """The part of the depth's range it speaks of; None for all of it."""
        return None
