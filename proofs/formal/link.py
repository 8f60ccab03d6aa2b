"""The link between a claim and the theorem that names it: both statements evaluated at random points of the claim.

A theorem is instantiated with the values its variables have at a point.  Its premises must hold there, so that it is no
less general than the claim, and the numbers it speaks of must be the claim's: both sides of an identity, both sides of
a bound, the difference that tends to 0, or the error and its bound.  All of it is read from the .v file, definitions
included, and from the claim; nothing is written a third time, so a constant touched in either one shows here.

What this is not: a proof that the two are equal.  Rational functions that agree at random rational points to 30 digits
are the same in all likelihood; where logarithms and exponentials enter, the numbers are balls of 256 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import arb, fmpq

from ...numerics.precision import working_precision
from ...theory.assumptions import Assumption
from ...theory.growth import Growth
from ...theory.regimes import Point, Regime
from ..statements import BigO, Bound, Expansion, Identity, LittleO, Statement
from .gallina import Apply, Compare, Name, Not, Term, Unreadable
from .meaning import Instance, Meaning, Reader
from .reading import apply, exact
from .sampling import Place, places
from .sources import Theorem

PLACES = 12
"""Points a link is compared at."""
BITS = 256
AGREEING = 100
"""Bits to which two values must agree."""
FAR = (10**3, 10**6, 10**9, 10**12)
"""Context lengths along which an explicit bound over a claimed rate must not grow."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a theorem does not say what a claim says, and where that shows."""

    reason: str
    point: tuple[tuple[str, str], ...] = ()


class _Differ(Exception):
    """The two statements differ at a place."""


class _Pole(Exception):
    """The claim's own formula has no value at a place."""


def mismatch(
    statement: Statement,
    assumptions: tuple[Assumption, ...],
    theorem: Theorem,
    meaning: Meaning,
    *,
    refutes: bool = False,
) -> Mismatch | None:
    """Return how a theorem differs from a statement, or None if it says the same.

    Parameters
    ----------
    statement : Statement
        Of a claim, or of a must-fail twin.
    assumptions : tuple of Assumption
        The variables besides the regime's own.
    theorem : Theorem
        The theorem that names it.
    meaning : Meaning
        The definitions of the sources the theorem comes from.
    refutes : bool
        The theorem is the negation of the statement; it may cover a part of the domain only.
    """
    try:
        return _compare(statement, assumptions, theorem, meaning, refutes)
    except Unreadable as error:
        return Mismatch(f"{theorem.qualified} cannot be compared: {error}")
    except Exception as error:  # noqa: BLE001  (whatever a formula raises, the link is not checked)
        return Mismatch(f"comparing {theorem.qualified} failed with {type(error).__name__}: {error}")


def _compare(
    statement: Statement, assumptions: tuple[Assumption, ...], theorem: Theorem, meaning: Meaning, refutes: bool
) -> Mismatch | None:
    if not isinstance(statement, Identity | Bound | Expansion):
        raise Unreadable(f"a statement of kind {type(statement).__name__}")
    regime = statement.regime
    reader = Reader(theorem, meaning)
    if refutes:
        if not isinstance(reader.conclusion, Not) or _kind(statement) is not _limit:
            raise Unreadable("only the negation of a limit refutes a twin")
        reader.conclusion = reader.conclusion.body
    compare, agreed = _kind(statement), 0
    with working_precision(BITS):
        for place in places(
            regime,
            assumptions,
            seed=theorem.qualified,
            count=PLACES,
            valid_from=_valid_from(statement),
            stratum=statement.stratum if isinstance(statement, Expansion) else None,
        ):
            instance = reader.at(place.variables(regime, limit=compare is _limit))
            if not instance.granted:
                if refutes:
                    continue
                return Mismatch(f"{theorem.qualified} has a premise the claim does not grant", place.shown())
            try:
                compare(statement, _Both(reader, instance, place, regime))
            except _Differ as found:
                return Mismatch(f"{theorem.qualified} says something else: {found}", place.shown())
            except _Pole:
                continue
            agreed += 1
    if agreed < (3 if refutes else PLACES // 2):
        return Mismatch(f"{theorem.qualified} could be compared at {agreed} of {PLACES} points only")
    return None


def _valid_from(statement: Statement) -> int:
    if isinstance(statement, Expansion) and not isinstance(statement.error, LittleO | BigO):
        return statement.error.valid_from
    return statement.valid_from if isinstance(statement, Bound) else 2


@dataclass(frozen=True)
class _Both:
    """A theorem and a claim at one place."""

    reader: Reader
    instance: Instance
    place: Place
    regime: Regime

    @property
    def conclusion(self) -> Term:
        return self.instance.conclusion

    def formal(self, term: Term) -> Any:
        return self.reader.value(term, self.instance)

    def claimed(self, *formulas: Callable[[Point], Any]) -> list[arb]:
        point = self.place.point(self.regime)
        try:
            values = [arb(formula(point)) for formula in formulas]
        except ZeroDivisionError:
            raise _Pole from None
        if not all(v.is_finite() for v in values):
            raise _Pole
        return values

    def at(self, n: int) -> _Both:
        place = self.place.moved(n)
        return _Both(self.reader, self.reader.at(place.variables(self.regime, limit=False)), place, self.regime)


def _same(x: Any, y: Any) -> bool:
    scale = max(abs(arb(x)).upper(), abs(arb(y)).upper())
    return bool(abs(arb(x) - arb(y)) <= scale / arb(2) ** AGREEING + 1 / arb(2) ** (2 * AGREEING))


def _expect(what: str, formal: Any, claimed: Any) -> None:
    if not _same(formal, claimed):
        raise _Differ(f"{what} is {arb(formal).str(12, radius=False)}, in the claim {arb(claimed).str(12, radius=False)}")


def _identity(statement: Identity, both: _Both) -> None:
    match both.conclusion:
        case Compare((first, second), ("=",)):
            left, right = both.claimed(statement.left, statement.right)
            x, y = both.formal(first), both.formal(second)
            if not (_same(x, right) and _same(y, left)):
                _expect("one side", x, left)
                _expect("the other side", y, right)
        case _:
            raise Unreadable("it is no equation")


def _bound(statement: Bound, both: _Both) -> None:
    match both.conclusion:
        case Compare(sides, relations) if set(relations) <= {"<=", "<"}:
            lower, upper = both.claimed(statement.lower, statement.upper)
            values = [both.formal(s) for s in sides]
            if any(_same(x, lower) and _same(y, upper) for x, y in pairwise(values)):
                return
            _expect("the smaller side", values[0], lower)
            _expect("the larger side", values[-1], upper)
        case _:
            raise Unreadable("it is no inequality")


def _limit(statement: Expansion, both: _Both) -> None:
    match both.conclusion:
        case Apply(Name("is_lim_seq"), (sequence, value)):
            (difference,) = both.claimed(statement.difference)
            term = apply(both.formal(sequence), [exact(both.place.n)])
            _expect("the term minus the limit", term - both.formal(value), difference)
        case _:
            raise Unreadable("it is no limit of a sequence")


def _error(statement: Expansion, both: _Both) -> None:
    match both.conclusion:
        case Compare((Apply(Name("Rabs"), (inner,)), largest), ("<=",)):
            (difference,) = both.claimed(statement.difference)
            _expect("the error", abs(arb(both.formal(inner))), abs(difference))
        case _:
            raise Unreadable("it is no bound on an absolute value")
    if isinstance(statement.error, BigO):
        return _rate(statement.error.rate, largest, both)
    assert not isinstance(statement.error, LittleO)
    constant = exact(statement.error.constant)
    _expect("the bound on the error", both.formal(largest), constant * _ball(statement.error.rate, both.place))
    return None


def _rate(rate: Growth, largest: Term, both: _Both) -> None:
    """Check that an explicit bound is O(rate): over the rate it does not grow along `FAR`."""
    there = [both.at(n) for n in FAR]
    ratios = [arb(b.formal(largest)) / _ball(rate, b.place) for b in there]
    if not all(y <= x * fmpq(101, 100) for x, y in pairwise(ratios)):
        raise _Differ("its bound is not of the claimed order")


def _ball(rate: Growth, place: Place) -> arb:
    log_n = arb(place.n).log()
    exponent = exact(rate.exponent(place.values.get("delta", 0)))
    return (-exponent * log_n).exp() * log_n**rate.logs


def _kind(statement: Statement) -> Callable[[Any, _Both], None]:
    if isinstance(statement, Expansion):
        return _limit if isinstance(statement.error, LittleO) else _error
    return _identity if isinstance(statement, Identity) else _bound


