"""The rescaled difference: (quantity - value)/rate along n = 10^k must settle at the coefficient that was derived.

It is second evidence beside the symbolic check, from another side: numbers at growing n, in balls.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol

from flint import arb

from ...numerics.numbers.balls import rational_ball
from ...numerics.numbers.precision import working_precision
from ...numerics.settings.length import ContextLength
from ...numerics.settings.points import ball_point
from ...theory.expansions.coefficients import Coefficient
from ...theory.expansions.expansion import Division
from ...theory.field import Scalar
from ...theory.growth import Growth, dominant
from ...theory.layer.regimes import Point, Regime
from ..budget import Budget
from ..evidence import Evidence, Table, Verdict
from .polynomial import polynomial_ball
from .samples import NotExact, Sample, Sampler

DIGITS = 6
"""Digits shown: a rescaled difference is sharp to 1/1000 at least, its coefficient to all of them."""
SETTLED = 12
"""What is smaller by so many powers of ten is not seen."""
COLUMNS = ("rate", "at", "n", "difference / rate", "derived coefficient")


class Vanishing(Protocol):
    """What is rescaled: a difference in a chart that is claimed to vanish, or to be bounded."""

    @property
    def regime(self) -> Regime:
        """The chart."""
        ...

    def difference(self, p: Point) -> Scalar:
        """Return the difference at a point of any field."""
        ...


def coefficient_ball(coefficient: Coefficient, p: Point) -> arb:
    """Evaluate a coefficient at a point of balls."""
    value = polynomial_ball(coefficient.numer, vars(p))
    for base, power in coefficient.denominators:
        value /= polynomial_ball(base, vars(p)) ** power
    return value


def rescaled_at(
    statement: Vanishing, rate: Growth, length: ContextLength, sample: Sample, bits: int, most_bits: int
) -> tuple[arb | None, int]:
    """Return difference / rate at one n, sharp to 1/1000, and the bits it took; None where ``most_bits`` do not do.

    The difference of two numbers of order 1 is n^-e: its leading digits take e log2(n) bits.
    """
    delta = sample.values.get("delta", Fraction(0))
    while bits <= most_bits:
        with working_precision(bits):
            p = ball_point(statement.regime, length, sample.values)
            scaled = arb(statement.difference(p)) / rate_ball(rate, p.L, delta)
            if scaled.is_finite() and scaled.rad() * 1000 < 1 + abs(scaled.mid()):
                return scaled, bits
        bits *= 2
    return None, bits


def rate_ball(rate: Growth, log_n: arb, delta: Fraction) -> arb:
    """Return n^-e (log n)^k as a ball."""
    return (-rational_ball(Fraction(rate.exponent(delta))) * log_n).exp() * log_n**rate.logs


def sharp_rate(rate: Growth, h: Fraction, delta: Fraction) -> Fraction:
    """Return n^-e at h = 1/n exactly.

    Raises
    ------
    NotExact
        If the rate has logarithms or a fractional power.
    """
    exponent = Fraction(rate.exponent(delta))
    if rate.logs or exponent.denominator != 1:
        raise NotExact("a rate")
    return h ** int(exponent)


class Step(NamedTuple):
    """The rescaled difference at n = 10^exponent, and the coefficient it should settle at."""

    exponent: int
    scaled: arb
    expected: arb

    @property
    def distance(self) -> arb:
        """How far the two are apart, relative to 1 + the coefficient."""
        return abs(self.scaled - self.expected) / (1 + abs(self.expected))


def rescaled(statement: Vanishing, divisions: list[Division], budget: Budget) -> Evidence | None:
    """Watch difference / rate along n at typical parameters, on every stratum of the depth; None where there is no rate."""
    count, largest = 0, 0
    rows: list[tuple[str, ...]] = []
    for division in divisions:
        rate = division.remainder_rate()
        if rate is None or not division.decided:
            continue
        for sample in Sampler(division.domain).typical():
            steps = _steps(statement, rate, division.remainder_coefficient(), sample, budget)
            rows += [_row(rate, sample, step) for step in steps]
            over = f"difference over its derived rate {rate}"
            if not steps or not steps[-1].distance.is_finite():  # not seen is not refuted
                detail = f"{over} is not sharp at {budget.most_bits} bits"
                return Evidence("rescaled", Verdict.UNKNOWN, detail, point=sample.shown())
            reached, distance = steps[-1].exponent, steps[-1].distance
            if not distance < arb(1) / 100 + _slowness(rate, reached):
                falling = _may_be_slow(division, sample, reached) or (
                    len(steps) > 1 and bool(distance * 4 < steps[-2].distance * 3)
                )
                away = f"{over} is {distance.str(3, radius=False)} away from the derived coefficient at n = 10^{reached}"
                return Evidence(
                    "rescaled",
                    Verdict.UNKNOWN,
                    f"{away}: it has not settled" if falling else f"{away}: one of the two is wrong",
                    point=sample.shown(),
                    table=Table(COLUMNS, tuple(rows)),
                    broken=not falling,
                )
            count, largest = count + 1, max(largest, reached)
    if not count:
        return None
    return Evidence(
        "rescaled",
        Verdict.SUPPORTED,
        f"difference over its derived rate settles at the derived coefficient, {count} parameter points, "
        f"n = 10^{budget.exponents[0]} .. 10^{largest}",
        table=Table(COLUMNS, tuple(rows)),
    )


def _may_be_slow(division: Division, sample: Sample, exponent: int) -> bool:
    """Tell whether what is left out may still be seen at n = 10^exponent: it has logarithms, or a small power of n."""
    depth = sample.values.get("delta", Fraction(0))
    for series in (division.remainder, division.denominator):
        top = dominant(series, division.stratum)
        for rate in series:
            rest = rate / top
            if rate != top and (rest.logs or rest.exponent(depth) * exponent < SETTLED):
                return True
    return False


def _steps(statement: Vanishing, rate: Growth, coefficient: Coefficient, sample: Sample, budget: Budget) -> list[Step]:
    """Return the rescaled difference at growing n, as far as the budget's precision reaches."""
    found, bits = [], budget.bits
    for exponent in budget.exponents:
        length = ContextLength.parse(f"10^{exponent}")
        scaled, bits = rescaled_at(statement, rate, length, sample, bits, budget.most_bits)
        if scaled is None:
            break
        with working_precision(budget.bits):
            expected = coefficient_ball(coefficient, ball_point(statement.regime, length, sample.values))
        found.append(Step(exponent, scaled, expected))
    return found


def _row(rate: Growth, sample: Sample, step: Step) -> tuple[str, ...]:
    where = ", ".join(f"{name} = {value}" for name, value in sample.shown())
    figures = (x.str(DIGITS, radius=False) for x in (step.scaled, step.expected))
    return (str(rate), where, f"10^{step.exponent}", *figures)


def _slowness(rate: Growth, exponent: int) -> arb:
    """Return what the distance may be more at n = 10^exponent: with logarithms it shrinks like 1/log n only."""
    return arb(0) if rate.logs == 0 else arb(2) / (exponent * arb(10).log())
