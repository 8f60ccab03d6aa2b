"""Bounds and monotonicity: proved by an exact certificate on the box of the chart, sampled at high precision."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sympy.polys.fields import FracElement
from sympy.polys.rings import PolyElement

from ..numerics.length import ContextLength
from ..theory.assumptions import Assumption
from ..theory.charted import Chart, finite_chart
from ..theory.domain import Domain
from ..theory.field import MissingFunction
from ..theory.growth import Growth
from ..theory.signs import names_of
from .budget import Budget
from .checking import check, refuted, sampled
from .evidence import Evidence
from .forms import defined, forms, undefined
from .inequality import certify
from .search import Decide, Outcome, Sample, nonnegative
from .statements import Bound, Monotone, at

INVERSE_N = Growth(Fraction(1))


@check.register
def check_bound(
    statement: Bound, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check lower <= upper."""
    domain = statement.domain(assumptions)

    def decide(sample: Sample) -> Outcome:
        p = sample.at(statement.regime)
        return nonnegative(at(statement.upper, p) - at(statement.lower, p))

    found = [sampled(domain, decide, budget)] if "sampled" in methods else []
    if "certificate" in methods and not refuted(found):
        here = finite_chart(domain)
        try:
            lower, upper = forms(here, (statement.lower, statement.upper))
        except MissingFunction:
            return found  # not log-rational
        where = defined(here, (lower, upper))
        if not where.everywhere:
            return [*found, undefined(where)]
        found += certified(here, upper.value - lower.value, budget, "upper - lower >= 0", decide)
    return found


def certified(here: Chart, difference: FracElement, budget: Budget, what: str, decide: Decide) -> list[Evidence]:
    """Try to prove that a difference is nonnegative; where the attempt shows suspects, have balls decide them."""
    evidence, suspects = certify(here, difference, budget, what)
    if not suspects:
        return [evidence]
    again = replace(budget, examples=1)
    found = sampled(here.domain, decide, again, first=tuple(suspects))
    return [evidence, found] if refuted([found]) else [evidence]


@check.register
def check_monotone(
    statement: Monotone, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check that the quantity moves one way in one variable."""
    domain = statement.domain(assumptions)
    upward = 1 if statement.direction == "increasing" else -1
    found = []
    if "sampled" in methods:
        found.append(_sampled_monotone(statement, domain, budget, upward))
    if "certificate" in methods and not refuted(found):
        here = finite_chart(domain)
        try:
            (quantity,) = forms(here, (statement.quantity,))
        except MissingFunction:
            return found
        where = defined(here, (quantity,))
        if not where.everywhere:
            return [*found, undefined(where)]
        slope = Slope(here, statement.variable).of(quantity.value)
        what = f"the derivative in {statement.variable} has one sign ({statement.direction})"
        found.append(certify(here, slope * upward, budget, what)[0])
    return found


class Slope:
    """The derivative in one variable of the domain, or in n or h = 1/n, of all that depends on it.

    A small coordinate is n^-(c + s delta), so it moves with n and with delta; a logarithm moves with its argument.
    """

    def __init__(self, here: Chart, variable: str) -> None:
        self.here, self.variable = here, variable
        self.along_length = variable in ("n", "h") and bool(here.regime.coordinates)
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


def _sampled_monotone(statement: Monotone, domain: Domain, budget: Budget, upward: int) -> Evidence:
    """Compare the quantity at two values of the variable; the second is one more variable of the search."""
    variable = statement.variable
    if statement.along_length:
        second = Assumption(name="other", meaning="how many times n", low=Fraction(2), high=None, integer=True)
    else:
        second = replace(domain[variable], name="other")
    wider = Domain(domain.regime, (*domain.variables, second), domain.valid_from)

    def decide(sample: Sample) -> Outcome:
        here = {k: v for k, v in sample.values.items() if k != "other"}
        ends = _ends(variable, sample, here, sample.values["other"], along_length=statement.along_length)
        if ends is None:
            return Outcome.UNDECIDED
        first, last = (at(statement.quantity, end.at(statement.regime)) for end in ends)
        return nonnegative((last - first) * upward)

    return sampled(wider, decide, budget)


def _ends(
    variable: str, sample: Sample, values: dict[str, Fraction], other: Fraction, *, along_length: bool
) -> tuple[Sample, Sample] | None:
    """Return two samples that differ in the variable alone, the one with the smaller value first; None if it is the same."""
    if along_length:
        length = sample.length
        if length is None or length.exact is None:
            return None
        near, far = Sample(length, values), Sample(ContextLength.parse(length.exact * int(other)), values)
        return (near, far) if variable == "n" else (far, near)
    low, high = sorted((values[variable], other))
    if low == high:
        return None
    return Sample(sample.length, {**values, variable: low}), Sample(sample.length, {**values, variable: high})
