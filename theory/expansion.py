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
from typing import Any

import sympy
from sympy import QQ, Expr
from sympy.polys.fields import FracElement

from .assumptions import Assumption
from .charted import TIE, Chart, Formula, Quotient, Series, chart, ranges_on
from .error_terms import ErrorTerm
from .errors import CritscaleError
from .growth import Crossing, Growth, Stratum, dominant
from .regimes import CRITICAL, Regime
from .signs import sign, weak_sign
from .symbols import DELTA, RHO, R, S


class Undecidable(CritscaleError):
    """The answer depends on a sign the assumptions leave open."""


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient * growth."""

    chart: Chart
    coefficient: FracElement
    rate: Growth

    def expression(self) -> Expr:
        """Return the term in n, delta and the parameters."""
        return coefficient_expression(self.chart, self.coefficient) * self.rate.expression()


@dataclass(frozen=True, slots=True)
class Division:
    """The state after k steps: quotient = terms + remainder / denominator, exactly.

    Every rate has delta filled in when the stratum is a point.
    """

    chart: Chart
    stratum: Stratum
    terms: tuple[Term, ...]
    remainder: Series
    denominator: Series

    @property
    def ranges(self) -> Mapping[str, Assumption]:
        """The assumptions on the coefficients, with delta restricted to the stratum."""
        return ranges_on(self.chart.ranges, self.stratum.low, self.stratum.high)

    def remainder_rate(self) -> Growth | None:
        """Return the rate of the remainder, or None if it is zero."""
        if not self.remainder:
            return None
        return dominant(self.remainder, self.stratum) / dominant(self.denominator, self.stratum)

    def expression(self) -> Expr:
        """Return the sum of the terms as a SymPy expression."""
        return sympy.Add(*(term.expression() for term in self.terms))

    def error(self) -> ErrorTerm:
        """Return the error term, with a constant where one can be derived."""
        from .remainder import error_term

        return error_term(self)


def coefficient_expression(here: Chart, coefficient: FracElement) -> Expr:
    """Return a coefficient of a chart as a factored SymPy expression, with factors positive where their sign is known."""
    known: dict[str, Expr] = {
        "rho": RHO,
        "r": R,
        "s": S,
        "delta": DELTA,
        "neg_log_s": sympy.log(2) if here.regime is CRITICAL else -sympy.log(S),
        "neg_log_1ms": -sympy.log(1 - S),
    }
    symbols = [known.get(str(name), sympy.Symbol(str(name), real=True)) for name in coefficient.field.symbols]
    scale, factors = sympy.Integer(1), []
    for poly, side in ((coefficient.numer, 1), (coefficient.denom, -1)):
        content, parts = poly.factor_list()
        scale *= sympy.Rational(int(content.numerator), int(content.denominator)) ** side
        for part, power in parts:
            flip = weak_sign(part, here.ranges) == -1
            scale *= (-1) ** power if flip else 1
            factors.append((-part if flip else part).as_expr(*symbols) ** (side * power))
    return sympy.Mul(scale, *factors)


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
        if not any(set(here.bounded) & _generators(term.coefficient) for division in result for term in division.terms):
            return result
    raise Undecidable(f"{terms} terms in the {regime.id} regime", "only bounds are known there", "ask for fewer terms")


def coefficient_names(here: Chart) -> list[str]:
    """Return the names of the variables a formula of the chart is a quotient of polynomials in."""
    return [*(name for name in here.parameters if name in here.own), *here.small]


def _generators(coefficient: FracElement) -> set[str]:
    used = set()
    for poly in (coefficient.numer, coefficient.denom):
        used |= {str(s) for s, d in zip(poly.ring.symbols, poly.degrees(), strict=True) if poly and d > 0}
    return used


def _strata(here: Chart, form: Quotient, stratum: Stratum, terms: int) -> Iterator[Division]:
    try:
        yield _divide(here, form, stratum, terms)
    except Crossing as crossing:
        for part in stratum.split(crossing.at):
            yield from _strata(here, form, part, terms)


def _divide(here: Chart, form: Quotient, stratum: Stratum, terms: int) -> Division:
    denominator = _restrict(form.denominator, stratum)
    remainder = _restrict(form.numerator, stratum)
    lead = dominant(denominator, stratum)
    ranges = ranges_on(here.ranges, stratum.low, stratum.high)
    _nonvanishing(denominator[lead], ranges, here)
    found: list[Term] = []
    while remainder and len(found) < terms:
        top = dominant(remainder, stratum)
        term = Term(here, remainder[top] / denominator[lead], top / lead)
        if TIE in _generators(term.coefficient):
            break  # from here on only a bound is known
        found.append(term)
        for rate, coefficient in denominator.items():
            product = rate * term.rate
            rest = remainder.get(product, here.coefficients.zero) - term.coefficient * coefficient
            if rest == 0:
                remainder.pop(product, None)
            else:
                remainder[product] = rest
    division = Division(here, stratum, tuple(found), remainder, denominator)
    division.remainder_rate()  # the error's rate must have one answer on the stratum too
    return division


def _restrict(series: Series, stratum: Stratum) -> Series:
    """Fill delta in where the stratum is a point, and add up the rates that coincide there."""
    if stratum.point is None:
        return dict(series)
    depth = stratum.point
    result: Series = {}
    for rate, coefficient in series.items():
        value = _at_depth(coefficient, depth)
        key = rate.at(stratum)
        total = result[key] + value if key in result else value
        if total == 0:
            result.pop(key, None)
        else:
            result[key] = total
    return result


def _at_depth(coefficient: FracElement, depth: Fraction) -> FracElement:
    field = coefficient.field
    names = [str(s) for s in field.symbols]
    if "delta" not in names or "delta" not in _generators(coefficient):
        return coefficient
    gen = field.ring.gens[names.index("delta")]
    value = QQ(depth.numerator, depth.denominator)
    numer, denom = (field.ring(part.subs(gen, value)) for part in (coefficient.numer, coefficient.denom))
    return field(numer) / field(denom)


def _nonvanishing(coefficient: FracElement, ranges: Mapping[str, Assumption], here: Chart) -> None:
    if sign(coefficient.numer, ranges):
        return
    condition = sympy.factor(coefficient.as_expr())
    known = "; ".join(a.sentence() for a in here.ranges.values() if a.name in _generators(coefficient))
    raise Undecidable(
        f"the {here.regime.id} expansion",
        f"it depends on whether {condition} is zero, which the assumptions leave open ({known})",
        "narrow them, for example to r = 0 or r > 0",
    )


def leading_value(division: Division) -> Any:
    """Return the limit as n -> oo: a coefficient, 0, or None when the formula diverges.

    The division must keep at least one term.
    """
    if not division.terms:
        return division.chart.coefficients.zero
    first = division.terms[0]
    if first.rate.exponent_sign(division.stratum) == 0 and first.rate.logs == 0:
        return first.coefficient
    return division.chart.coefficients.zero if first.rate.vanishes(division.stratum) else None
