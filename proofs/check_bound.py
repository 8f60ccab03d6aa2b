"""Bounds and monotonicity: proved by an exact certificate on the box of the chart, sampled at high precision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from sympy.polys.fields import FracElement
from sympy.polys.rings import PolyElement

from ..numerics.settings.length import ContextLength
from ..theory.assumptions import Assumption
from ..theory.expansions.chart import Chart, finite_chart
from ..theory.expansions.signs import names_of
from ..theory.field import MissingFunction, Scalar
from ..theory.growth import Growth
from ..theory.layer.domain import Domain
from ..theory.layer.regimes import FREE
from .budget import Budget
from .checking import check, inequality, refuted, sampled, violation
from .evidence import Evidence, Verdict
from .forms import defined, forms, refuse_branches, typical, undefined
from .inequality import certified, certify
from .search import Decide, Outcome, Place, Sample, decided, nonnegative
from .statements import Bound, Monotone, at, moves_length

INVERSE_N = Growth(Fraction(1))
OTHER = "other"
"""Name of the second value of the variable that a quantity moves in."""
NEARNESS = (1, 3, 8, 20, 40)
"""How close two values are taken, as powers of 2."""
LONG = 10**9
"""From this n on the second length is a multiple of the first; below it is so much more."""
STEPS = 200
"""Into so many steps a range is cut to compare neighbours."""


@check.register
def check_bound(
    statement: Bound, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check lower <= upper."""
    domain = statement.domain(assumptions)
    here = finite_chart(domain)

    def sides(sample: Sample, place: Place) -> tuple[Scalar, Scalar]:
        p = place(sample, statement.regime)
        return at(statement.lower, p), at(statement.upper, p)

    try:
        lower, upper = forms(here, (statement.lower, statement.upper))
    except MissingFunction:
        refuse_branches(here, statement.lower, statement.upper)
        return inequality(domain, sides, budget, methods, None)

    def prove(decide: Decide) -> list[Evidence]:
        where = defined(here, (lower, upper))
        if not where.everywhere:
            return [undefined(where)]
        return certified(
            here, upper.value - lower.value, budget, "upper - lower >= 0", decide, name="upper - lower", nonzero=where.nonzero
        )

    return inequality(domain, sides, budget, methods, prove)


@check.register
def check_monotone(
    statement: Monotone, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check that the quantity moves one way in one variable."""
    domain = statement.domain(assumptions)
    upward = 1 if statement.direction == "increasing" else -1
    here = finite_chart(domain)
    wider, decide = _pairs(statement, domain, upward)
    try:
        (quantity,) = forms(here, (statement.quantity,))
    except MissingFunction:
        refuse_branches(here, statement.quantity)
        found = [sampled(wider, decide, budget, charted=False)] if "sampled" in methods else []
        return _with_neighbours(statement, domain, decide, budget, found) if found else found
    found = [sampled(wider, decide, budget)] if "sampled" in methods else []
    if "certificate" in methods and not refuted(found):
        where = defined(here, (quantity,))
        if not where.everywhere:
            return [*found, undefined(where)]
        slope = Slope(here, statement.variable).of(quantity.value)
        what = f"the derivative in {statement.variable} has one sign ({statement.direction})"
        name = f"{'' if upward > 0 else '-'}the derivative of the quantity in {statement.variable}"
        evidence, suspects = certify(here, slope * upward, budget, what, name=name, nonzero=where.nonzero)
        found.append(evidence)
        for pair in _near(statement, domain, suspects):
            if decided(pair, decide, budget.bits) is Outcome.VIOLATED:
                return [*found, violation(pair, budget)]
    return _with_neighbours(statement, domain, decide, budget, found) if "sampled" in methods else found


def _with_neighbours(
    statement: Monotone, domain: Domain, decide: Decide, budget: Budget, found: list[Evidence]
) -> list[Evidence]:
    """Add a violation between neighbours, where nothing is proved or refuted and one of many small steps goes wrong."""
    if any(e.verdict in (Verdict.PROVED, Verdict.REFUTED) or e.open for e in found):
        return found
    for pair in _neighbours(statement, domain):
        if decided(pair, decide, budget.bits) is Outcome.VIOLATED:
            return [*found, violation(pair, budget)]
    return found


def _neighbours(statement: Monotone, domain: Domain) -> Iterator[Sample]:
    """Yield pairs of neighbours along the whole range of the variable, the others at a plain point."""
    name, place, least = domain.unused(OTHER), typical(domain)[0].values, domain.valid_from
    length = None if domain.regime is FREE else ContextLength.parse(1000 * least)
    if statement.along_length:
        for k in range(STEPS):
            yield Sample(ContextLength.parse(least + k), {**place, name: Fraction(1)})
        return
    side = domain[statement.variable]
    steps = [side.inside(Fraction(k, STEPS)) for k in range(1, STEPS)]
    for low, high in pairwise(dict.fromkeys(steps)):
        if side.holds(low) and side.holds(high):
            yield Sample(length, {**place, statement.variable: low, name: high})


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

    def _rate(self, name: str) -> FracElement:
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

    def of(self, element: FracElement) -> FracElement:
        """Return the derivative of an element of the field."""
        total = self.here.number(Fraction(0))
        for name, gen in zip(names_of(element.numer.ring), element.numer.ring.gens, strict=True):
            if not (element.numer.degree(gen) > 0 or element.denom.degree(gen) > 0):
                continue
            moves = self._moves(name)
            if moves:
                total += self._partial(element, gen) * moves
        return total

    def _moves(self, name: str) -> FracElement:
        """Return the derivative of a generator."""
        if name in self.rates:
            return self.rates[name]
        if name in self.arguments:
            argument = self.arguments[name]
            return self.of(argument) / argument
        return self.here.number(Fraction(name == self.variable))

    def _partial(self, element: FracElement, gen: PolyElement) -> FracElement:
        top, bottom = element.numer, element.denom
        field = self.here.field
        return field(top.diff(gen) * bottom - top * bottom.diff(gen)) / field(bottom**2)


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
        return nonnegative((last - first) * upward)

    return replace(domain, variables=(*domain.variables, second)), decide


def _near(statement: Monotone, domain: Domain, suspects: list[Sample]) -> Iterator[Sample]:
    """Yield pairs of values close to where the derivative may have the wrong sign."""
    name = domain.unused(OTHER)
    for suspect in suspects:
        if statement.along_length:
            n = 0 if suspect.length is None else suspect.length.exact or 0
            near = (ContextLength.parse(n + k) for k in (-1, 0, 1) if n + k >= domain.valid_from)
            yield from (Sample(length, {**suspect.values, name: Fraction(k)}) for length in near for k in (1, 2))
            continue
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
