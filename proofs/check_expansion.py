"""Limits and expansions: the remainder is derived exactly, then the rescaled difference is watched up to n = 10^(10^6).

The symbolic check divides the difference by leading terms (see `critscale.theory.expansion`): its exact rate must not
beat the claimed error on any stratum of the depth.  When it does, the offending coefficient gives the refutation: a
minimal point of the parameters where it is not zero, confirmed by balls at growing n.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from flint import arb

from ..numerics.balls import rational_ball
from ..numerics.length import ContextLength
from ..numerics.points import ball_point
from ..numerics.precision import working_precision
from ..theory.assumptions import Assumption
from ..theory.charted import chart
from ..theory.coefficients import Coefficient
from ..theory.error_terms import BTerm
from ..theory.expansion import Division, expand
from ..theory.growth import Growth
from ..theory.regimes import FREE, Point
from ..theory.remainder import error_term
from ..theory.symbols import rational
from .budget import Budget
from .check_bound import certify
from .checking import check, refuted, sampled
from .evidence import Evidence, Verdict
from .search import Sample, find_violation, samples
from .statements import BigO, Expansion, Within


@check.register
def check_expansion(
    statement: Expansion, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check quantity = value + error."""
    divisions = expand(statement.difference, statement.regime, assumptions, terms=0, stratum=statement.stratum)
    found = []
    if "symbolic" in methods:
        found.append(_symbolic(statement, divisions, budget))
    if isinstance(statement.error, Within):
        found += _within(statement, statement.error, assumptions, divisions, budget, methods)
    if "rescaled" in methods:
        found.append(_rescaled(statement, divisions, budget))
    return found


def _obeys(statement: Expansion, division: Division) -> bool:
    """Tell whether the exact remainder is of the claimed order, on the whole stratum."""
    rate = division.remainder_rate()
    if rate is None:
        return True
    if isinstance(statement.error, (BigO, Within)):
        claimed = statement.error.rate.at(division.stratum)
        return rate == claimed or claimed.dominates(rate, division.stratum)
    return rate.vanishes(division.stratum)


def _symbolic(statement: Expansion, divisions: list[Division], budget: Budget) -> Evidence:
    for division in divisions:
        if not _obeys(statement, division):
            return _refutation(statement, division, budget)
    strata = f" on {len(divisions)} strata of delta" if len(divisions) > 1 else ""
    rates = sorted({str(_text(d)) for d in divisions})
    # an O or a limit is a theorem by this; a B-term still needs its constant
    proved = not isinstance(statement.error, Within)
    return Evidence(
        method="symbolic",
        verdict=Verdict.PROVED if proved else Verdict.SUPPORTED,
        detail=f"exact remainder of order {' | '.join(rates)}{strata}, as claimed",
    )


def _text(division: Division) -> object:
    rate = division.remainder_rate()
    return "0" if rate is None else rate.expression()


def _value(coefficient: Coefficient, p: Point) -> arb:
    """Evaluate a coefficient at a point of balls."""
    value: arb = coefficient.evaluate(vars(p), lambda x: rational_ball(Fraction(int(x.numerator), int(x.denominator))))
    return value


def _stratum_assumptions(division: Division) -> tuple[Assumption, ...]:
    """Return the assumptions on the stratum: delta restricted to it."""
    stratum = division.stratum
    result = []
    for a in division.chart.variables:
        if a.name == "delta":
            if stratum.point is None:
                a = a.between(stratum.low, stratum.high)
            else:
                a = replace(a, low=stratum.point, high=stratum.point, low_open=False, high_open=False)
        result.append(a)
    return tuple(result)


def _rescaled_at(
    statement: Expansion, rate: Growth, length: ContextLength, sample: Sample, budget: Budget, bits: int = 0
) -> arb | None:
    """Return difference / rate at one n, sharp to 1/1000, or None where that takes more bits than the budget has.

    The difference of two numbers of order 1 is n^-e: its leading digits take e log2(n) bits.
    """
    bits = bits or budget.bits
    delta = sample.values.get("delta", Fraction(0))
    while bits <= budget.most_bits:
        with working_precision(bits):
            p = ball_point(statement.regime, length, sample.values)
            scaled = arb(statement.difference(p)) / rate_ball(rate, p.L, delta)
            if scaled.is_finite() and scaled.rad() * 1000 < 1 + abs(scaled.mid()):
                return scaled
        bits *= 2
    return None


def _claimed_rate(statement: Expansion) -> Growth:
    return statement.error.rate if isinstance(statement.error, (BigO, Within)) else Growth(Fraction(0))


def rate_ball(rate: Growth, log_n: arb, delta: Fraction) -> arb:
    """Return n^-e (log n)^k as a ball."""
    return (-rational_ball(Fraction(rate.exponent(delta))) * log_n).exp() * log_n**rate.logs


def _refutation(statement: Expansion, division: Division, budget: Budget) -> Evidence:
    coefficient = division.remainder_coefficient()
    rate = division.remainder_rate()
    assumptions = _stratum_assumptions(division)

    def violated(sample: Sample) -> bool:
        p = ball_point(statement.regime, ContextLength.parse(10**6), sample.values)
        return not _value(coefficient, p).contains(0)

    found = find_violation(samples(FREE, assumptions), violated, examples=budget.examples, bits=budget.bits)
    where = "" if division.chart.regime.depth is None else f" for {division.stratum}"
    assert rate is not None
    detail = f"the difference is of order {rate.expression()}, not {statement.error}{where}"
    if found is None:
        return Evidence(method="symbolic", verdict=Verdict.REFUTED, detail=detail)
    values = []
    for exponent in (3, 6, 12):
        length = ContextLength.parse(10**exponent)
        scaled = _rescaled_at(statement, _claimed_rate(statement), length, found, budget, 2 * budget.bits)
        if scaled is not None:
            values.append(f"{scaled.str(4, radius=False)} at n = 10^{exponent}")
    return Evidence(
        method="symbolic",
        verdict=Verdict.REFUTED,
        detail=f"{detail}; difference over the claimed rate: {', '.join(values)} (at {2 * budget.bits} bits)",
        point=found.shown(),
    )


def _within(
    statement: Expansion,
    error: Within,
    assumptions: tuple[Assumption, ...],
    divisions: list[Division],
    budget: Budget,
    methods: frozenset[str],
) -> list[Evidence]:
    """Check |difference| <= constant * rate for every n >= valid_from."""
    found = []
    if "sampled" in methods:

        def violated(sample: Sample) -> bool:
            p = sample.at(statement.regime)
            scaled = statement.difference(p) / rate_ball(error.rate, p.L, sample.values.get("delta", Fraction(0)))
            return bool(abs(arb(scaled)) > rational_ball(error.constant))

        found.append(sampled(statement.regime, assumptions, violated, budget, valid_from=error.valid_from))
    if "certificate" in methods and not refuted(found):
        found.append(_certificate(statement, error, assumptions, divisions, budget))
    return found


def _certificate(
    statement: Expansion, error: Within, assumptions: tuple[Assumption, ...], divisions: list[Division], budget: Budget
) -> Evidence:
    here = chart(statement.regime, assumptions)
    constant = error.constant
    if error.rate.logs == 0:
        difference = here.field(statement.difference(here.point))
        size = here.monomial(error.rate) * here.number(constant)
        if here.is_rational(difference):
            above, below = (
                certify(here, size + side * difference, error.valid_from, budget, f"|difference| <= {constant} n^-e")
                for side in (-1, 1)
            )
            return above if above.verdict is not Verdict.PROVED else below
    derived = [error_term(d) for d in divisions]
    if all(
        isinstance(e, BTerm)
        and e.constant.is_number
        and e.valid_from <= error.valid_from
        and e.constant <= rational(constant)
        and e.growth == error.rate.expression()
        for e in derived
    ):
        return Evidence(
            method="certificate",
            verdict=Verdict.PROVED,
            detail=f"the exact remainder has the constant {derived[0].constant} <= {constant}",  # type: ignore[union-attr]
        )
    return Evidence(
        method="certificate",
        verdict=Verdict.UNKNOWN,
        detail=f"the derived error terms {[str(e) for e in derived]} do not imply the claimed one",
    )


def _rescaled(statement: Expansion, divisions: list[Division], budget: Budget) -> Evidence:
    """Watch difference / rate along n: it must settle at the coefficient the symbolic check derived."""
    count, largest = 0, 0
    for division in divisions:
        rate = division.remainder_rate()
        if rate is None:
            continue
        coefficient = division.remainder_coefficient()
        for sample in typical(_stratum_assumptions(division)):
            reached, distance = _distance(statement, rate, coefficient, sample, budget)
            if not distance < arb(1) / 100 + _slowness(rate, reached):
                return Evidence(
                    method="rescaled",
                    verdict=Verdict.REFUTED,
                    detail=f"difference over its derived rate {rate.expression()} is {distance.str(3, radius=False)} away from "
                    f"the derived coefficient at n = 10^{reached}",
                    point=sample.shown(),
                )
            count, largest = count + 1, max(largest, reached)
    return Evidence(
        method="rescaled",
        verdict=Verdict.SUPPORTED,
        detail=f"difference over its derived rate settles at the derived coefficient, {count} parameter points, "
        f"n = 10^{budget.exponents[0]} .. 10^{largest}",
    )


def _slowness(rate: Growth, exponent: int) -> arb:
    """Return what the distance may be more at n = 10^exponent: with logarithms it shrinks like 1/log n only."""
    return arb(0) if rate.logs == 0 or exponent == 0 else arb(2) / (exponent * arb(10).log())


def _distance(
    statement: Expansion, rate: Growth, coefficient: Coefficient, sample: Sample, budget: Budget
) -> tuple[int, arb]:
    """Return the largest exponent k the budget reaches, and how far difference/rate is from its coefficient there."""
    for exponent in reversed(budget.exponents):
        length = ContextLength.parse(f"10^{exponent}")
        scaled = _rescaled_at(statement, rate, length, sample, budget)
        if scaled is not None:
            with working_precision(budget.bits):
                expected = _value(coefficient, ball_point(statement.regime, length, sample.values))
                return exponent, abs(scaled - expected) / (1 + abs(expected))
    return 0, arb("inf")


def typical(assumptions: tuple[Assumption, ...]) -> list[Sample]:
    """Return three plain samples of the assumptions: low, middle and high in each range."""
    result = []
    for share in (Fraction(3, 10), Fraction(1, 2), Fraction(4, 5)):
        values = {}
        for a in assumptions:
            if a.fixed is not None:
                values[a.name] = a.low
            elif a.high is None:
                values[a.name] = a.low + share / (1 - share)
            else:
                values[a.name] = a.low + share * (a.high - a.low)
        result.append(Sample(None, values))
    return result
