"""The kinds of statement a claim can make.

Every side of a statement is a function of a point (see `critscale.theory.layer.regimes`): one line over any field, so what is
proved symbolically is what is sampled numerically; a side may also be a plain number.  A statement in a chart has one
domain (`critscale.theory.layer.domain`), and every method draws from it.  A new theorem is a few of these lines; a new kind of
statement is a class here and a checker beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from ..theory.assumptions import Assumption
from ..theory.errors import BadInput, a_float, shown
from ..theory.expansions.chart import Formula
from ..theory.field import Scalar
from ..theory.growth import Growth, Stratum
from ..theory.layer.domain import Domain
from ..theory.layer.regimes import FREE, Point, Regime

if TYPE_CHECKING:
    from ..numerics.sampled.trials import Trial


Side: TypeAlias = Any
"""A side of a statement: a `Formula`, or an int or Fraction, which becomes one."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The formula of a number."""

    value: Fraction

    def __call__(self, p: Point) -> Scalar:
        """Return the number in the point's field."""
        return self.value.numerator * p.one / self.value.denominator


def side(given: object, what: str) -> Formula:
    """Return a side of a statement as a formula: a function of a point, or a number.

    Raises
    ------
    BadInput
        If it is neither, or a float.
    """
    if isinstance(given, float):
        raise a_float(given)
    if isinstance(given, int | Fraction) and not isinstance(given, bool):
        return Constant(Fraction(given))
    if not callable(given):
        raise BadInput(f"the side {what!r} of a statement", f"{shown(given)} is no formula", "give a function of a point")
    return given


def at(formula: Formula, p: Point) -> Scalar:
    """Return a side at a point, in the point's field, even where the formula gives a plain number there."""
    try:
        value = formula(p)
    except TypeError as error:
        if "'Fraction'" in str(error):  # flint's balls do not know them
            mend = "write p.x / 3, or p.one / 3 for the number 1/3"
            raise BadInput("a Fraction inside a side of a statement", "balls do not take it", mend) from error
        raise
    if isinstance(value, float):
        raise a_float(value)
    return Constant(Fraction(value))(p) if isinstance(value, int | Fraction) else value


class Charted:
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
        valid_from = getattr(self, "valid_from", 2)
        return Domain.of(self.regime, assumptions, stratum=getattr(self, "stratum", None), valid_from=valid_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Charted):
    """left = right, at every point."""

    SIDES: ClassVar[tuple[str, ...]] = ("left", "right")
    regime: Regime
    left: Side
    right: Side


def exact_rate(rate: Growth) -> Growth:
    """Return a rate with exact exponents.

    Raises
    ------
    BadInput
        If an exponent is no exact number, or that of the logarithm no integer.
    """
    if not all(isinstance(e, int | Fraction) for e in (rate.constant, rate.slope)) or not isinstance(rate.logs, int):
        what = f"the rate with exponents {rate.constant!r}, {rate.slope!r}, {rate.logs!r}"
        raise BadInput(what, "they are not exact", "give Fractions, and an int for that of log n")
    return Growth(Fraction(rate.constant), Fraction(rate.slope), rate.logs)


@dataclass(frozen=True, slots=True)
class LittleO:
    """The difference tends to 0: at each parameter point, or with ``uniform`` at the same pace for all of them."""

    uniform: bool = False

    def __str__(self) -> str:
        return "o(1) uniformly" if self.uniform else "o(1)"


@dataclass(frozen=True, slots=True)
class BigO:
    """The difference is O(rate): at each parameter point, or with ``uniform`` by one constant for all of them."""

    rate: Growth
    uniform: bool = False

    def __post_init__(self) -> None:
        """Refuse a rate that is not exact."""
        object.__setattr__(self, "rate", exact_rate(self.rate))

    def __str__(self) -> str:
        return f"O({self.rate}) uniformly" if self.uniform else f"O({self.rate})"


@dataclass(frozen=True, slots=True)
class Within:
    """|difference| <= constant * rate for every n >= valid_from, whatever the parameters."""

    constant: Fraction
    rate: Growth
    valid_from: int = 2

    def __post_init__(self) -> None:
        """Refuse a constant that is no exact number >= 0."""
        if isinstance(self.constant, bool) or not isinstance(self.constant, int | Fraction) or self.constant < 0:
            raise BadInput(f"the constant {shown(self.constant)}", "not an exact number >= 0", "give a Fraction >= 0")
        object.__setattr__(self, "constant", Fraction(self.constant))
        object.__setattr__(self, "rate", exact_rate(self.rate))

    def __str__(self) -> str:
        return f"B({self.constant} {self.rate}, n >= {self.valid_from})"


Error: TypeAlias = LittleO | BigO | Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion(Charted):
    """quantity = value + error as n -> oo; with ``ratio``, quantity / value = 1 + error.

    A limit is an expansion with error o(1).  ``stratum`` restricts the depth delta.
    """

    SIDES: ClassVar[tuple[str, ...]] = ("quantity", "value")
    regime: Regime
    quantity: Side
    value: Side
    error: Error = LittleO()
    ratio: bool = False
    stratum: Stratum | None = None

    def domain(self, assumptions: tuple[Assumption, ...]) -> Domain:
        """Return where the statement speaks; refuse a chart without n, and a rate in a depth the chart does not have."""
        if self.regime is FREE:
            raise BadInput("an expansion in the free chart", "it has no n that grows", "state a bound or an identity")
        rate = None if isinstance(self.error, LittleO) else self.error.rate
        if rate is not None and rate.slope and self.regime.depth is None:
            why = f"the {self.regime.id} chart has no depth delta"
            raise BadInput(f"the rate {rate}", why, "give a rate in n alone")
        return Charted.domain(self, assumptions)

    @property
    def valid_from(self) -> int:
        """The least n it speaks of."""
        return self.error.valid_from if isinstance(self.error, Within) else 2

    def difference(self, p: Point) -> Scalar:
        """Return what the error term bounds, at a point of any field."""
        quantity, value = at(self.quantity, p), at(self.value, p)
        return quantity / value - 1 if self.ratio else quantity - value


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Charted):
    """lower <= upper at every point with n >= valid_from."""

    SIDES: ClassVar[tuple[str, ...]] = ("lower", "upper")
    regime: Regime
    lower: Side
    upper: Side
    valid_from: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Monotone(Charted):
    """The quantity moves one way in one variable, the others fixed, at every point with n >= valid_from.

    The variable is one of the domain's, or ``n``, or ``h`` = 1/n.  What depends on it moves along: ``neg_log_t`` with t,
    n^-delta with delta and with n.
    """

    SIDES: ClassVar[tuple[str, ...]] = ("quantity",)
    regime: Regime
    quantity: Side
    variable: str
    direction: Literal["increasing", "decreasing"]
    valid_from: int = 2

    def domain(self, assumptions: tuple[Assumption, ...]) -> Domain:
        """Return where the statement speaks; refuse a variable it does not have, or that takes one value only."""
        if self.direction not in ("increasing", "decreasing"):
            raise BadInput(f"the direction {shown(self.direction)!r}", "no such direction", "write increasing or decreasing")
        domain = Charted.domain(self, assumptions)
        if self.along_length:
            return domain
        if domain[self.variable].fixed is not None:
            raise BadInput(f"the variable {self.variable}", "it takes one value only", "give it a range")
        return domain

    @property
    def along_length(self) -> bool:
        """Whether the variable is n or 1/n."""
        return moves_length(self.regime, self.variable)


def moves_length(regime: Regime, variable: str) -> bool:
    """Tell whether a variable is n, or h = 1/n, of a chart that has a length."""
    return variable in ("n", "h") and regime is not FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two independent engines (balls and mpmath) give the same number for a quantity of the catalogue.

    ``perturbation`` multiplies the second engine's number by 1 + perturbation: the must-fail twin of an agreement.
    """

    quantity: str
    perturbation: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTokens:
    """lower <= upper on any tokens, in float64 up to rounding: what no chart of the simplex can say.

    ``seeds`` names the random arrays that are tried; without them there are as many as the budget has examples.
    """

    lower: Callable[[Trial], float]
    upper: Callable[[Trial], float]
    seeds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonteCarlo:
    """The mean of a random quantity is ``expected``, up to ``tolerance``: the model error a heuristic admits.

    ``draw`` takes a seed and returns one independent value; ``where`` says at which parameters.
    """

    draw: Callable[[int], float]
    expected: Callable[[], float]
    tolerance: Fraction
    where: tuple[tuple[str, str], ...] = ()


Cases: TypeAlias = tuple[Mapping[str, Fraction | int | str], ...]
"""Stated points: exact values by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """At each stated point: abs(left - right) <= tolerance * abs(right), or left <= right where there is no tolerance.

    For what has no chart: integrals, iterated layers, particle flows.  A side takes a point of exact values and
    returns a ball at the working precision, or a float (then the tolerance has to cover its error).  Nothing is
    claimed between the points, so a computed statement is at most SUPPORTED.
    """

    cases: Cases
    left: Formula
    right: Formula
    tolerance: Formula | None = None

    def __post_init__(self) -> None:
        """Refuse a statement without a point."""
        if not self.cases:
            raise BadInput("a computed statement", "it has no points", "give at least one case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What ``critscale formula`` prints of an entry is true: quantity = terms + error, on every stratum of the depth.

    The terms are the leading ones, as many as asked for, and the error is of smaller order than the last.  B(size, n >= n0) says
    abs(difference) <= size for every n >= n0, O(size) that it is of that order; where no error is printed there is none.

    Attributes
    ----------
    entry : str
        Id of the catalogue.
    terms : tuple of int
        How many terms are asked for, one after the other.
    perturbation : Fraction
        Multiplies the last summand by 1 + perturbation: a must-fail twin.
    sharper : int
        Divides the error by that power of log n: a must-fail twin.
    """

    entry: str
    terms: tuple[int, ...]
    perturbation: Fraction = Fraction(0)
    sharper: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What ``critscale classify`` derives of a multiplier m(n) is what its numbers show.

    The series leaves at large n no more than a small part of its last term, and what it leaves keeps to the series' error; m(n)
    and m(n)/log n at n = 10^(10^50) and 10^(10^100) are as the class says, and kappa = beta_n (1 - rho) - log n as the regime
    does, at fixed and at the critical base scales.

    Attributes
    ----------
    law : str
        Id of the catalogue, or an expression in n or pos.
    perturbation : Fraction
        Multiplies the series' last term by 1 + perturbation: a must-fail twin.
    next_class : bool
        Takes the class after the derived one in `critscale.theory.laws.classes.CLASSES`: a must-fail twin.
    """

    law: str
    perturbation: Fraction = Fraction(0)
    next_class: bool = False


Statement: TypeAlias = (
    Identity | Expansion | Bound | Monotone | Agreement | OnTokens | MonteCarlo | Computed | Derived | Classified
)
