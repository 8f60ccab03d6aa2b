"""Asymptotic expansions by exact division: leading terms, one at a time, each with the exact remainder.

A formula in a regime is P/Q (see `charted`).  The expansion is long division by leading terms: the dominant term of P
over the dominant term of Q is the next term T, and P - T Q is divided again.  After k steps the remainder R/Q is exact,
so its bound is a theorem (see `remainder`).

The functions, in the order they are used:

- `expand` walks over the strata of the depth: when two rates change order inside a stratum it splits there;
- `_divide` is the long division on one stratum;
- `_nonvanishing` refuses, by name, when the dominant coefficient of Q may be zero on the assumptions.

The hard one is the order of rates, in `growth`.  Never SymPy's ``limit``: on n^(-gamma (1 - rho)) it silently returns one
regime's answer for all of them (sympy issue 22893).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy
from sympy import QQ, Expr
from sympy.polys.rings import PolyElement

from .assumptions import Assumption
from .charted import TIE, Chart, Formula, Quotient, Series, chart, ranges_on
from .coefficients import Coefficient
from .errors import CritscaleError
from .growth import Crossing, Growth, Stratum, dominant
from .regimes import Regime
from .signs import names_of, sign


class Undecidable(CritscaleError):
    """The answer depends on a sign the assumptions leave open."""


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient * rate."""

    chart: Chart
    coefficient: Coefficient
    rate: Growth

    def expression(self) -> Expr:
        """Return the term in n, delta and the parameters."""
        return self.coefficient.expression(self.chart) * self.rate.expression()


@dataclass(frozen=True, slots=True)
class Division:
    """The state after k steps: quotient = terms + remainder / (lead^steps * denominator), exactly.

    Every rate has delta filled in when the stratum is a point.  ``lead`` is the coefficient of the denominator's dominant
    rate, positive on the ranges.
    """

    chart: Chart
    stratum: Stratum
    terms: tuple[Term, ...]
    remainder: Series
    denominator: Series
    lead: PolyElement
    steps: int

    @property
    def ranges(self) -> Mapping[str, Assumption]:
        """The assumptions on the coefficients, with delta restricted to the stratum."""
        return ranges_on(self.chart.ranges, self.stratum.low, self.stratum.high)

    def remainder_rate(self) -> Growth | None:
        """Return the rate of the remainder, or None if it is zero."""
        if not self.remainder:
            return None
        return dominant(self.remainder, self.stratum) / dominant(self.denominator, self.stratum)

    def remainder_coefficient(self) -> Coefficient:
        """Return the coefficient of the remainder's rate; the remainder must not be zero."""
        top = self.remainder[dominant(self.remainder, self.stratum)]
        return Coefficient(top, ((self.lead, self.steps + 1),))

    def expression(self) -> Expr:
        """Return the sum of the terms as a SymPy expression."""
        return sympy.Add(*(term.expression() for term in self.terms))


def expand(
    formula: Formula,
    regime: Regime,
    assumptions: tuple[Assumption, ...],
    terms: int = 1,
    stratum: Stratum | None = None,
) -> list[Division]:
    """Expand a formula to its leading terms in a regime, on every stratum of the depth.

    Parameters
    ----------
    formula : callable
        A function of a point of the regime's chart, log-rational in its values.
    regime : Regime
        The regime.
    assumptions : tuple of Assumption
        The variables besides the regime's own, usually rho and r.
    terms : int
        How many terms to keep, at least 0.
    stratum : Stratum, optional
        The part of the depth's range to look at; the whole range by default.

    Returns
    -------
    list of Division
        One for each stratum, in increasing order of delta.

    Raises
    ------
    Undecidable
        If a leading coefficient may vanish on the assumptions.
    """
    where = Stratum.whole(regime.depth) if stratum is None else stratum
    for log_order in (terms + 2, 2 * terms + 4, 4 * terms + 8):
        here = chart(regime, assumptions, log_order)
        result = list(_strata(here, here.quotient(formula), where, terms))
        if not any(set(here.bounded) & term.coefficient.variables() for division in result for term in division.terms):
            return result
    raise Undecidable(f"{terms} terms in the {regime.id} regime", "only bounds are known there", "ask for fewer terms")


def coefficient_names(here: Chart) -> list[str]:
    """Return the names of the variables a formula of the chart is a quotient of polynomials in."""
    return [*(name for name in here.parameters if name in here.own), *here.small]


def _strata(here: Chart, form: Quotient, stratum: Stratum, terms: int) -> Iterator[Division]:
    try:
        yield _divide(here, form, stratum, terms)
    except Crossing as crossing:
        for part in stratum.split(crossing.at):
            yield from _strata(here, form, part, terms)


def _divide(here: Chart, form: Quotient, stratum: Stratum, terms: int) -> Division:
    ranges = ranges_on(here.ranges, stratum.low, stratum.high)
    denominator = _restrict(form.denominator, stratum)
    remainder = _restrict(form.numerator, stratum)
    top_rate = dominant(denominator, stratum)
    direction = _nonvanishing(denominator[top_rate], ranges, here)
    denominator = {rate: coefficient * direction for rate, coefficient in denominator.items()}
    remainder = {rate: coefficient * direction for rate, coefficient in remainder.items()}
    lead = denominator[top_rate]
    found: list[Term] = []
    while remainder and len(found) < terms:
        top = dominant(remainder, stratum)
        head = remainder[top]
        term = Term(here, Coefficient(head, ((lead, len(found) + 1),)), top / top_rate)
        if TIE in term.coefficient.variables():
            break  # from here on only a bound is known
        found.append(term)
        remainder = {rate: lead * coefficient for rate, coefficient in remainder.items()}
        for rate, coefficient in denominator.items():
            product = rate * term.rate
            rest = remainder.get(product, here.ring.zero) - head * coefficient
            if rest:
                remainder[product] = rest
            else:
                remainder.pop(product, None)
    division = Division(here, stratum, tuple(found), remainder, denominator, lead, len(found))
    division.remainder_rate()  # the error's rate must have one answer on the stratum too
    return division


def _restrict(series: Series, stratum: Stratum) -> Series:
    """Fill delta in where the stratum is a point, and add up the rates that coincide there."""
    if stratum.point is None:
        return series
    result: Series = {}
    for rate, coefficient in series.items():
        value = _at_depth(coefficient, stratum.point)
        key = rate.at(stratum)
        total = result[key] + value if key in result else value
        if total:
            result[key] = total
        else:
            result.pop(key, None)
    return result


def _at_depth(coefficient: PolyElement, depth: Fraction) -> PolyElement:
    ring = coefficient.ring
    names = names_of(ring)
    if "delta" not in names:
        return coefficient
    gen = ring.gens[names.index("delta")]
    return ring(coefficient.subs(gen, QQ(depth.numerator, depth.denominator)))


def _nonvanishing(lead: PolyElement, ranges: Mapping[str, Assumption], here: Chart) -> int:
    """Return the sign of a leading coefficient, or refuse by name when it may vanish."""
    direction = sign(lead, ranges)
    if direction:
        return direction
    coefficient = Coefficient(lead)
    known = "; ".join(a.sentence() for a in here.ranges.values() if a.name in coefficient.variables())
    raise Undecidable(
        f"the {here.regime.id} expansion",
        f"it depends on whether {coefficient.expression(here)} is zero, which the assumptions leave open ({known})",
        "narrow them, for example to r = 0 or r > 0",
    )
