"""Monotonicity: the derivative has one sign by an exact certificate; pairs of values are sampled at high precision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, replace
from fractions import Fraction
from functools import partial
from typing import ClassVar, Literal, TypeVar

from ...numerics.settings.length import ContextLength
from ...theory.assumptions import Assumption
from ...theory.errors import BadInput, shown
from ...theory.expansions.chart import Chart, finite_chart
from ...theory.expansions.rational_function import RationalFunction
from ...theory.field import MissingFunction
from ...theory.growth import Growth
from ...theory.layer.domain import Domain
from ...theory.layer.regimes import FREE, Regime
from ...theory.notation import latex_name
from ..budget import Budget
from ..certificates.forms import defined, forms
from ..certificates.positivity import certified
from ..evidence import Evidence
from ..gallina.proposition import Proposition, Words, gallina
from ..search.decision import Decide, Outcome, Place, decide_nonnegative, decided
from ..search.inequality import decisive
from ..search.samples import Sample, Sampler
from ..sides import Side, at
from ..writing import Writing, WrittenSides
from .statement import Charted

T = TypeVar("T")
INVERSE_N = Growth(Fraction(1))
OTHER = "other"
"""Name of the second value of the variable that a quantity moves in."""
NEARNESS = (1, 3, 8, 20, 40)
"""How close two values are taken, as powers of 2."""
LONG = 10**9
"""From this n on the second length is a multiple of the first; below it is so much more."""


@dataclass(frozen=True, slots=True)
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
    _: KW_ONLY
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

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check that the quantity moves one way in one variable."""
        domain = self.domain(assumptions)
        upward = 1 if self.direction == "increasing" else -1
        here = finite_chart(domain)
        wider, decide = _pairs(self, domain, upward)
        what = f"the derivative in {self.variable} has one sign ({self.direction})"
        name = f"{'' if upward > 0 else '-'}the derivative of the quantity in {self.variable}"

        def prove(decide: Decide) -> list[Evidence]:
            slope = Slope(here, self.variable).of(quantity.value) * upward
            near = partial(_near, self, domain)
            return certified(here, slope, budget, what, decide, name=name, nonzero=defined(here, (quantity,)), near=near)

        def neighbours() -> Sample | None:
            pairs = (Sample(s.length, {**s.values, domain.unused(OTHER): o}) for s, o in Sampler(domain).neighbours(along))
            return next((pair for pair in pairs if decided(pair, decide, budget.bits) is Outcome.VIOLATED), None)

        along = "n" if self.along_length else self.variable
        try:
            (quantity,) = forms(here, (self.quantity,))
        except MissingFunction:
            return decisive(wider, decide, budget, methods, None, neighbours)
        return decisive(wider, decide, budget, methods, prove, neighbours)

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write in which variable the quantity rises or falls, and what is fixed."""
        sides = WrittenSides(self.regime, assumptions, keep_t=True)
        quantity = sides.side("quantity", self.quantity)
        verb = self.direction.removesuffix("ing") + "es"
        others = [a.name for a in sides.variables if a.fixed is None and a.name != self.variable]
        if self.regime is not FREE and self.variable != "n":
            others.append("n")
        fixed = rf" \text{{ at fixed }} {', '.join(map(latex_name, others))}" if others else ""
        relation = rf"{quantity} \text{{ {verb} in }} {latex_name(self.variable)}{fixed}"
        left_out = f"None: it holds at every n >= {self.valid_from}."
        return sides.writing(relation, valid_from=self.valid_from, left_out=left_out)

    def proposition(self, assumptions: tuple[Assumption, ...]) -> Proposition:
        """Return the order of the quantity at two values of the variable: the second one has primed names."""
        domain = self.domain(assumptions)
        moved = self.variable if not self.along_length else "n"
        words, primed = Words(domain), Words(domain, moved=moved)
        ((first,), (second,)) = words.sides(self.quantity), primed.sides(self.quantity)
        falls = (self.direction == "decreasing") != (self.variable == "h")
        low, high = (second, first) if falls else (first, second)
        here, there = words.proposition("", first), primed.proposition("", second)
        names, other = words.names, primed.names
        order = f"{names[moved] if moved != 'n' else 'n'} <= {other[moved] if moved != 'n' else 'n_'}"
        return replace(
            here,
            variables=_once(here.variables, there.variables),
            premises=(*_once(here.premises, there.premises), order),
            fixed=_once(here.fixed, there.fixed),
            moving=_once(here.moving, there.moving),
            conclusion=f"{gallina(low)}\n<= {gallina(high)}",
            meaning=_once(here.meaning, there.meaning),
        )


def moves_length(regime: Regime, variable: str) -> bool:
    """Tell whether a variable is n, or h = 1/n, of a chart that has a length."""
    return variable in ("n", "h") and regime is not FREE


class Slope:
    """The derivative in one variable of the domain, or in n or h = 1/n, of all that depends on it.

    A small coordinate is n^-(c + s delta), so it moves with n and with delta; a logarithm moves with its argument.
    """

    def __init__(self, here: Chart, variable: str) -> None:
        self.here, self.variable, self.along_length = here, variable, moves_length(here.regime, variable)
        if self.along_length:
            h = here.number(Fraction(1))
            for name, power in zip(here.small, here.powers(INVERSE_N), strict=True):
                h *= here.value(name) ** int(power)
            self.h = h
        self.rates = {name: self._rate(name) for name in here.small}
        self.arguments = here.log_arguments()

    def _rate(self, name: str) -> RationalFunction:
        """Return the derivative of a small coordinate."""
        here = self.here
        coordinate = next(c for c in here.regime.coordinates if c.name == name)
        value = here.value(name)
        if self.along_length:
            delta = here.value("delta") if coordinate.slope else here.number(Fraction(0))
            in_h = (coordinate.constant + coordinate.slope * delta) * value / self.h
            return in_h if self.variable == "h" else -(self.h**2) * in_h
        if self.variable == "delta":
            return -coordinate.slope * here.value("L") * value
        return here.number(Fraction(0))

    def of(self, element: RationalFunction) -> RationalFunction:
        """Return the derivative of an element of the field."""
        total = self.here.number(Fraction(0))
        for name in element.field.names:
            if name not in element.variables:
                continue
            moves = self._moves(name)
            if moves:
                total += element.derivative(name) * moves
        return total

    def _moves(self, name: str) -> RationalFunction:
        """Return the derivative of a generator."""
        if name in self.rates:
            return self.rates[name]
        if name in self.arguments:
            argument = self.arguments[name]
            return self.of(argument) / argument
        return self.here.number(Fraction(name == self.variable))


def _pairs(statement: Monotone, domain: Domain, upward: int) -> tuple[Domain, Decide]:
    """Return the domain of two values of the variable, the second as one more variable, and what decides such a pair."""
    variable, name = statement.variable, domain.unused(OTHER)
    if statement.along_length:
        second = Assumption(name=name, meaning="how much more n", low=Fraction(1), high=None, integer=True)
    else:
        second = replace(domain[variable], name=name)

    def decide(sample: Sample, place: Place) -> Outcome:
        here = {k: v for k, v in sample.values.items() if k != name}
        ends = _ends(variable, sample, here, sample.values[name], along_length=statement.along_length)
        if ends is None:
            return Outcome.UNDECIDED
        first, last = (at(statement.quantity, place(end, statement.regime)) for end in ends)
        return decide_nonnegative((last - first) * upward)

    return replace(domain, variables=(*domain.variables, second)), decide


def _near(statement: Monotone, domain: Domain, suspect: Sample) -> Iterator[Sample]:
    """Yield pairs of values close to where the derivative may have the wrong sign."""
    name = domain.unused(OTHER)
    if statement.along_length:
        n = 0 if suspect.length is None else suspect.length.exact or 0
        near = (ContextLength.parse(n + k) for k in (-1, 0, 1) if n + k >= domain.valid_from)
        yield from (Sample(length, {**suspect.values, name: Fraction(k)}) for length in near for k in (1, 2))
        return
    side, value = domain[statement.variable], suspect.values[statement.variable]
    if side.integer:
        others = [value + 1, value - 1]
    else:
        ends = (side.low, value + 1 if side.high is None else side.high)
        others = [value + (end - value) / 2**k for k in NEARNESS for end in ends]
    yield from (Sample(suspect.length, {**suspect.values, name: o}) for o in others if side.holds(o) and o != value)


def _ends(
    variable: str, sample: Sample, values: dict[str, Fraction], other: Fraction, *, along_length: bool
) -> tuple[Sample, Sample] | None:
    """Return two samples that differ in the variable alone, the one with the smaller value first; None if it is the same."""
    if along_length:
        length = sample.length
        if length is None or length.exact is None:
            return None
        more = length.exact + int(other) if length.exact < LONG else length.exact * (1 + int(other))
        near, far = Sample(length, values), Sample(ContextLength.parse(more), values)
        return (near, far) if variable == "n" else (far, near)
    low, high = sorted((values[variable], other))
    if low == high:
        return None
    return Sample(sample.length, {**values, variable: low}), Sample(sample.length, {**values, variable: high})


def _once(*groups: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(d for group in groups for d in group))
