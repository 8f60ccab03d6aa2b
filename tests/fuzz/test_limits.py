"""Limits against balls: formula over rate settles at the derived coefficient as n = 10^(10^k), at each point of the domain."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import pytest
from flint import arb

from critscale.numerics.settings.length import ContextLength
from critscale.theory.assumptions import Assumption
from critscale.theory.errors import CritscaleError
from critscale.theory.expansions.coefficients import Coefficient
from critscale.theory.expansions.expansion import Division
from critscale.theory.growth import Growth
from critscale.theory.layer.regimes import Point

from .formulas import Setting, ball, evaluate, expanded, logarithmic, parameters, setting, sharp, text, timeless
from .generators import MANY, Tally, Values, cases, inside

EXPONENTS = (1, 2, 3, 4)
"""n = 10^(10^k) for these k."""
DRAWS = 4 if MANY else 3
MOST_BITS = 2**16 if MANY else 2**14
CLOSE = arb(1) / 50


def plain(rng: Random, a: Assumption) -> Fraction:
    """Return a closed end of a range, or a plain point inside: where convergence is not slow for the point's sake."""
    if a.fixed is not None:
        return a.fixed
    ends = [end for end in (a.low, a.high) if end is not None and a.holds(end)]
    return rng.choice(ends) if ends and rng.random() < 0.4 else inside(rng, a)


class Limit:
    """A difference, the rate it is said to have, and the coefficient of that rate."""

    def __init__(
        self,
        difference: Callable[[Point, dict[str, arb]], Any],
        division: Division,
        variables: tuple[Assumption, ...],
        rate: Growth,
        coefficient: Coefficient,
    ) -> None:
        self.difference, self.regime, self.variables = difference, division.chart.regime, variables
        self.rate, self.coefficient = rate.expression(), coefficient.form(division.chart).symbolic()

    def distances(self, values: Values) -> list[arb]:
        """Return how far difference over rate is from the coefficient, relative to it, at each n where that is sharp."""

        def distance(p: Point) -> arb:
            known = timeless(p, self.variables)
            expected = ball(self.coefficient, known, p.L)
            scaled = arb(self.difference(p, known)) / ball(self.rate, known, p.L)
            return abs(scaled - expected) / (arb(1) if expected.contains(0) else abs(expected))

        found = []
        for k in EXPONENTS:
            length = ContextLength.parse(f"10^{10**k}")
            at = sharp(distance, self.regime, length, values, 256, MOST_BITS)
            if at is None:
                break
            found.append(at)
        return found


def wrong(distances: list[arb]) -> bool | None:
    """Tell whether distances stay away from 0: neither small in the end, nor shrinking, if slowly; None if too few."""
    if distances and distances[-1] < CLOSE:
        return False
    if len(distances) < 3:
        return None
    return None if distances[-1] < distances[-2] * 7 / 10 else True


def limits(formula: Callable[[Point], Any], division: Division, variables: tuple[Assumption, ...]) -> list[Limit]:
    """Return the leading term as a limit, and the remainder after all terms as another."""
    found = []
    if division.terms:
        lead = division.terms[0]
        found.append(Limit(lambda p, known: formula(p), division, variables, lead.rate, lead.coefficient))
    rate, total = division.remainder_rate(), division.symbolic()
    if rate is not None and not set(division.chart.bounded) & division.remainder_coefficient().variables():
        coefficient = division.remainder_coefficient()
        found.append(
            Limit(lambda p, known: formula(p) - ball(total, known, p.L), division, variables, rate, coefficient)
        )
    return found


@pytest.mark.parametrize(("draw", "share"), [(setting, 60), (logarithmic, 30)], ids=["any", "logarithmic"])
def test_the_leading_terms_are_those_of_the_numbers(draw: Callable[[Random], Setting], share: int) -> None:
    """In every chart, on every stratum, at closed ends too; a refusal is fine."""
    tally = Tally()
    for seed, rng in cases(f"limits-{draw.__name__}", share, tally, of=2):
        regime, assumptions, tree = draw(rng)
        formula, variables = partial(evaluate, tree), regime.variables(assumptions)
        try:
            division = rng.choice(expanded(tree, regime, assumptions, rng.randint(1, 2)))
        except (CritscaleError, ZeroDivisionError) as refusal:
            tally.counts[type(refusal).__name__] += 1
            continue
        for limit in limits(formula, division, variables):
            name = f"{regime.id}: {text(tree)} ~ {limit.coefficient * limit.rate} (after {division.symbolic()})"
            for _ in range(DRAWS):
                values = parameters(rng, variables, division.stratum, plain)
                if values is None:
                    break
                try:
                    distances = limit.distances(values)
                except KeyError as unknown:
                    tally.fail(seed, name, f"the coefficient depends on n by {unknown}")
                    break
                away = wrong(distances)
                tally.counts["undecided" if away is None else "decided"] += 1
                if away:
                    where = ", ".join(f"{k} = {v}" for k, v in values.items())
                    seen = ", ".join(d.str(3, radius=False) for d in distances)
                    tally.fail(seed, name, f"relative distances {seen} at {where}")
    tally.judge(decided=1)
