"""Asymptotic expansions by exact division: leading terms, one at a time, each with the exact remainder.

A formula in a regime is P/Q (see `charted`).  The expansion is long division by leading terms: the dominant term of P
over the dominant term of Q is the next term T, and P - T Q is divided again.  After k steps the remainder R/Q is exact,
so its bound is a theorem (see `remainder`).

The functions, in the order they are used:

- `expand` goes on until the terms are free of what is only bounded;
- `divisions` walks over the strata of the depth: when two rates change order inside a stratum it splits there;
- `_divide` is the long division on one stratum;
- `_nonvanishing` refuses, by name, when the dominant coefficient of Q, or of anything the formula divides by, may be zero.

The hard one is the order of rates, in `growth`.  Never SymPy's ``limit``: on n^(-gamma (1 - rho)) it silently returns one
regime's answer for all of them (sympy issue 22893).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from ..assumptions import Assumption
from ..closed_form import ClosedForm, scaled
from ..errors import CritscaleError
from ..growth import Growth, OrderChange, Stratum
from ..layer.domain import DEPTH, THETA, TIE, Domain
from .chart import Chart, ChartFormula, Form, PolynomialSeries, Quotient, chart, ranges_on
from .coefficients import Coefficient
from .growth_series import GrowthSeries, long_division
from .polynomial import Polynomial
from .signs import sign

if TYPE_CHECKING:
    from sympy import Expr


class Undecidable(CritscaleError):
    """The answer depends on a sign the assumptions leave open; ``variables`` are those it depends on."""

    def __init__(self, what: str, why: str, mend: str = "", variables: frozenset[str] = frozenset()) -> None:
        super().__init__(what, why, mend)
        self.variables = variables

    @property
    def hinges_on_a_bound(self) -> bool:
        """Whether it depends on the remainder of a Taylor series: another order of it may decide."""
        return THETA in self.variables


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient * rate."""

    chart: Chart
    coefficient: Coefficient
    rate: Growth

    @property
    def form(self) -> ClosedForm:
        """The term in n, delta and the parameters."""
        return scaled(self.coefficient.form(self.chart), self.rate.form)

    def at(self, stratum: Stratum) -> Term:
        """Return the term with delta filled in where the stratum is a point."""
        if stratum.point is None or DEPTH not in self.chart.ring.names:
            return replace(self, rate=self.rate.at(stratum))
        return Term(self.chart, self.coefficient.at(DEPTH, stratum.point), self.rate.at(stratum))


@dataclass(frozen=True, slots=True)
class Division:
    """The state after k steps: quotient = terms + remainder / (lead^steps * denominator), exactly.

    Every rate has delta filled in when the stratum is a point.  ``lead`` is the coefficient of the denominator's dominant
    rate, positive on the ranges.
    """

    chart: Chart
    stratum: Stratum
    terms: tuple[Term, ...]
    remainder: PolynomialSeries
    denominator: PolynomialSeries
    lead: Polynomial
    steps: int

    @property
    def domain(self) -> Domain:
        """The part of the chart's domain it holds on."""
        return self.chart.domain.on(self.stratum)

    @property
    def ranges(self) -> Mapping[str, Assumption]:
        """The assumptions on the coefficients, with delta restricted to the stratum."""
        return ranges_on(self.chart.ranges, self.stratum.low, self.stratum.high)

    def remainder_rate(self) -> Growth | None:
        """Return the rate of the remainder, or None if it is zero."""
        if not self.remainder:
            return None
        return self.remainder.leading(self.stratum)[0] / self.denominator.leading(self.stratum)[0]

    def remainder_coefficient(self) -> Coefficient:
        """Return the coefficient of the remainder's rate; the remainder must not be zero."""
        _, top = self.remainder.leading(self.stratum)
        return Coefficient(top, ((self.lead, self.steps + 1),))

    @property
    def decided(self) -> bool:
        """Whether the remainder's coefficient is known, not only a bound of it."""
        return not self.remainder or not set(self.chart.bounded) & self.remainder_coefficient().variables()

    def symbolic(self) -> Expr:
        """Return the sum of the terms as a SymPy expression."""
        from sympy import Add

        return Add(*(term.form.symbolic() for term in self.terms))


LOG_ORDERS = (2, 4, 8, 16)
"""Orders to which log1p is expanded, one after the other, until a term is decided."""


def expand(formula: ChartFormula, domain: Domain, terms: int = 1) -> list[Division]:
    """Expand a formula to its leading terms in a regime, on every stratum of the depth.

    Parameters
    ----------
    formula : callable
        A function of a point of the regime's chart, log-rational in its values.
    domain : Domain
        The regime, and the ranges of its variables.
    terms : int
        How many terms to keep, at least 0.

    Returns
    -------
    list of Division
        One for each stratum, in increasing order of delta.

    Raises
    ------
    Undecidable
        If a leading coefficient may vanish on the domain.
    """
    for log_order in (terms + 2, 2 * terms + 4, 4 * terms + 8):
        here = chart(domain, log_order)
        form = _form(formula, here)
        try:
            result = list(divisions(here, here.quotient(form), terms))
        except Undecidable as error:
            if not error.hinges_on_a_bound:
                raise
            continue
        if not any(set(here.bounded) & term.coefficient.variables() for division in result for term in division.terms):
            return result
    raise Undecidable(f"{terms} terms in the {domain.regime.id} regime", "only bounds are known there", "ask for fewer terms")


def _form(formula: ChartFormula, here: Chart) -> Form:
    """Return the form of a formula; one without the remainder of a Taylor series is the same at every order of it."""
    try:
        form = _lowest_form(formula, here.domain)
    except TypeError:  # a formula without a hash
        return here.form(formula)[0]
    polys = (form.value.numer, form.value.denom, *form.divisors)
    if any(THETA in poly.variables for poly in polys):
        return here.form(formula)[0]
    return form


@lru_cache(maxsize=4)
def _lowest_form(formula: ChartFormula, domain: Domain) -> Form:
    (form,) = chart(domain, LOG_ORDERS[0]).form(formula)
    return form


def divisions(
    here: Chart, form: Quotient, terms: int, inspect: Callable[[Division], object] = lambda division: None
) -> Iterator[Division]:
    """Yield the division on each stratum of the chart's domain, in increasing order of delta.

    Parameters
    ----------
    here : Chart
        The chart the form lives in.
    form : Quotient
        What is expanded.
    terms : int
        How many terms to keep, at least 0.
    inspect : callable
        Looks at a division; a `OrderChange` it raises splits the stratum like one of the division's own.

    Raises
    ------
    Undecidable
        If a leading coefficient may vanish on the domain.
    """
    for stratum in here.domain.strata():
        yield from _strata(here, form, stratum, terms, inspect)


def coefficient_names(here: Chart) -> list[str]:
    """Return the names of the variables a formula of the chart is a quotient of polynomials in."""
    return [*(name for name in here.parameters if name in here.own), *here.small]


def _strata(
    here: Chart, form: Quotient, stratum: Stratum, terms: int, inspect: Callable[[Division], object]
) -> Iterator[Division]:
    try:
        division = _divide(here, form, stratum, terms)
        inspect(division)
    except OrderChange as crossing:
        for part in stratum.split(crossing.at):
            yield from _strata(here, form, part, terms, inspect)
    else:
        yield division


def _divide(here: Chart, form: Quotient, stratum: Stratum, terms: int) -> Division:
    ranges = ranges_on(here.ranges, stratum.low, stratum.high)
    for divisor in form.divisors:
        _lead_sign(here, _restrict(divisor, stratum), stratum, ranges)
    denominator = _restrict(form.denominator, stratum)
    remainder = _restrict(form.numerator, stratum)
    if _lead_sign(here, denominator, stratum, ranges) < 0:
        denominator, remainder = -denominator, -remainder
    _, lead = denominator.leading(stratum)
    found: list[Term] = []
    for step in islice(long_division(remainder, denominator, stratum), terms):
        term = Term(here, Coefficient(step.head, ((lead, len(found) + 1),)), step.rate)
        if TIE in term.coefficient.variables():
            break  # from here on only a bound is known
        found.append(term)
        remainder = step.remainder
    division = Division(here, stratum, tuple(found), remainder, denominator, lead, len(found))
    division.remainder_rate()  # the error's rate must have one answer on the stratum too
    return division


def _restrict(series: PolynomialSeries, stratum: Stratum) -> PolynomialSeries:
    """Fill delta in where the stratum is a point, and add up the rates that coincide there."""
    if stratum.point is None:
        return series
    return GrowthSeries.sum_of((rate.at(stratum), _at_depth(c, stratum.point)) for rate, c in series.items())


def _at_depth(coefficient: Polynomial, depth: Fraction) -> Polynomial:
    return coefficient.at("delta", depth) if "delta" in coefficient.ring.names else coefficient


def _lead_sign(here: Chart, series: PolynomialSeries, stratum: Stratum, ranges: Mapping[str, Assumption]) -> int:
    """Return the sign of what is divided by, for all large n; refuse by name what may vanish."""
    if not series:
        depth = frozenset({"delta"})
        raise Undecidable(f"the {here.regime.id} expansion", f"it divides by 0 where {stratum}", "leave it out", depth)
    return _nonvanishing(series.leading(stratum)[1], ranges, here)


def _nonvanishing(lead: Polynomial, ranges: Mapping[str, Assumption], here: Chart) -> int:
    """Return the sign of a leading coefficient, or refuse by name when it may vanish."""
    direction = _sign(lead, ranges)
    if direction:
        return direction
    coefficient = Coefficient(lead)
    variables = frozenset(coefficient.variables())
    known = "; ".join(a.sentence() for a in here.ranges.values() if a.name in variables)
    raise Undecidable(
        f"the {here.regime.id} expansion",
        f"it depends on whether {coefficient.form(here)} is zero, which the assumptions leave open ({known})",
        "narrow them, for example to r = 0 or r > 0",
        variables,
    )


def _sign(lead: Polynomial, ranges: Mapping[str, Assumption]) -> int | None:
    """Return the strict sign of a polynomial on the ranges, by its factors where it has no sign as a whole."""
    whole = sign(lead, ranges)
    if whole is not None:
        return whole
    content, parts = lead.factors()
    total = 1 if content > 0 else -1
    for part, power in parts:
        here = sign(part, ranges)
        if not here:
            return None
        total *= here**power
    return total
