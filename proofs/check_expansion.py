"""Limits and expansions: the remainder is derived exactly, then the rescaled difference is watched up to n = 10^(10^6).

The symbolic check divides the difference by leading terms (see `critscale.theory.expansion`): its exact rate must not
beat the claimed error on any stratum of the depth.  When it does, the offending coefficient gives the refutation: a
minimal point of the parameters where it is not zero, confirmed by balls at growing n.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ..numerics.balls import rational_ball
from ..numerics.length import ContextLength
from ..numerics.points import ball_point
from ..theory.assumptions import Assumption
from ..theory.charted import chart
from ..theory.error_terms import BTerm
from ..theory.expansion import Division, expand
from ..theory.growth import Growth
from ..theory.regimes import FREE
from ..theory.remainder import error_term
from ..theory.symbols import rational
from .budget import Budget
from .check_bound import certify
from .checking import check, refuted, sampled
from .evidence import Evidence, Verdict
from .rescaled import coefficient_ball, rate_ball, rescaled, rescaled_at, stratum_assumptions
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
        found.append(rescaled(statement, divisions, budget))
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


def _claimed_rate(statement: Expansion) -> Growth:
    return statement.error.rate if isinstance(statement.error, (BigO, Within)) else Growth(Fraction(0))


def _refutation(statement: Expansion, division: Division, budget: Budget) -> Evidence:
    coefficient = division.remainder_coefficient()
    rate = division.remainder_rate()
    assumptions = stratum_assumptions(division)

    def violated(sample: Sample) -> bool:
        p = ball_point(statement.regime, ContextLength.parse(10**6), sample.values)
        return not coefficient_ball(coefficient, p).contains(0)

    found = find_violation(samples(FREE, assumptions), violated, examples=budget.examples, bits=budget.bits)
    where = "" if division.chart.regime.depth is None else f" for {division.stratum}"
    assert rate is not None
    detail = f"the difference is of order {rate.expression()}, not {statement.error}{where}"
    if found is None:
        return Evidence(method="symbolic", verdict=Verdict.REFUTED, detail=detail)
    values = []
    for exponent in (3, 6, 12):
        length = ContextLength.parse(10**exponent)
        bits = 2 * budget.bits
        scaled, _ = rescaled_at(statement, _claimed_rate(statement), length, found, bits, budget.most_bits)
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
