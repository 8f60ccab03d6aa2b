"""Constants for error terms: B-terms from the exact remainder of a division.

After k terms the difference is exactly R/Q with R = sum c_m m and Q = q (1 + sum q_m m), times rates, every m a rate that
vanishes or stays at most 1.  With the small coordinates at most 1/tau, each m is bounded by a number, so

    |R/Q| <= growth * sum |c_m| sup(m / growth) / (|q| (1 - sum of the negative |q_m| sup m)),

as soon as the denominator is positive on the whole range of the parameters.  The smallest tau from a fixed ladder is
taken; it says from which n on the bound holds.

Source: derived.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..closed_form import (
    ONE,
    EulerNumber,
    PowerProduct,
    closed_sum,
    least_power,
    linear,
    power_product,
    root_of,
    scaled,
)
from ..expression import Expression
from ..growth import Growth, dominant
from .coefficients import Coefficient
from .error_terms import BigO, ErrorTerm, Exact, Within
from .expansion import Division
from .polynomial import Polynomial
from .signs import sign, split, weak_sign

UNIT = power_product(ONE)
LADDER = (2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 1024, 4096)
"""Values of tau that are tried, smallest first."""


def error_term(division: Division) -> ErrorTerm:
    """Return the error term of a division: exact, with a constant where one can be derived, or O(growth)."""
    rate = division.remainder_rate()
    if rate is None:
        return Exact()
    reason = "no bound of the denominator holds on the whole range of the parameters"
    sides = _sides(division)
    for tau in _ladder(division):
        bottom = _denominator_bound(division, tau, *sides)
        if bottom is None:
            continue
        top = _numerator_bound(division, tau)
        below = ((division.lead, division.steps), (bottom, 1))
        constant = closed_sum(scaled(Coefficient(c, below).form(division.chart), f) for f, c in top.items())
        return Within(constant, rate, _valid_from(division, tau))
    return BigO(rate, reason=reason)


def _ladder(division: Division) -> Iterator[int]:
    logarithmic = any(rate.logs for rate in (*division.remainder, *division.denominator))
    return (tau for tau in LADDER if tau >= 3 or not logarithmic)  # log n >= 1 needs n >= 3


def _valid_from(division: Division, tau: int) -> Expression:
    """Return the n from which on every small coordinate is at most 1/tau."""
    coordinates, point = division.chart.regime.coordinates, division.stratum.point
    if point is not None:
        return root_of(tau, 1 / min(Fraction(c.exponent(point)) for c in coordinates))
    return least_power(tau, ((Fraction(c.constant), Fraction(c.slope)) for c in coordinates))


def _sup(division: Division, rate: Growth, tau: int) -> tuple[PowerProduct, Fraction]:
    """Bound a vanishing (or constant) rate by factor * number while the small coordinates are at most 1/tau.

    The factor is 1, or the largest value of n^-e (log n)^k, which is (k/(e exp(1)))^k.
    """
    stratum = division.stratum
    if rate.logs > 0:
        here, k = rate.at(stratum), Fraction(rate.logs)
        exponent = linear(here.constant, here.slope, "delta")
        base = exponent if isinstance(exponent, PowerProduct) else power_product(ONE, [(exponent, ONE)])
        below = power_product(base.number**-rate.logs, [(b, -k) for b, _ in base.powers])
        return power_product(k**rate.logs, [(EulerNumber(), -k)]) * below, ONE
    if stratum.point is not None and division.chart.regime.depth is not None:
        exponents = [Fraction(c.exponent(stratum.point)) for c in division.chart.regime.coordinates]
        return UNIT, Fraction(1, tau ** int(rate.constant / min(exponents)))
    powers = division.chart.powers(rate)
    if any(p < 0 or p.denominator != 1 for p in powers):
        return UNIT, Fraction(1)
    return UNIT, Fraction(1, tau ** int(sum(powers)))


def _sides(division: Division) -> tuple[dict[Growth, Polynomial], dict[Growth, Polynomial]]:
    """Return the positive parts of the denominator that are known, and all that may be negative."""
    plus, minus = {}, {}
    for rate, coefficient in division.denominator.items():
        positive, minus[rate] = split(coefficient, division.ranges, division.chart.bounded)
        # what is only bounded may be negative: nothing can be taken from it
        known = _known(coefficient, division)
        plus[rate] = positive if known == coefficient else split(known, division.ranges)[0]
    return plus, minus


def _denominator_bound(
    division: Division, tau: int, positive: dict[Growth, Polynomial], minus: dict[Growth, Polynomial]
) -> Polynomial | None:
    """Return a positive lower bound of Q over its leading rate, or None.

    A negative part c m is absorbed by a positive part of a rate that m is a multiple of: c m <= c sup(m/m') m'.
    """
    lead = dominant(division.denominator, division.stratum)
    plus = dict(positive)
    for rate, negative in minus.items():
        if not negative:
            continue
        for host in sorted(plus, key=lambda host: host == lead):  # spend the leading coefficient last
            if not plus[host] or not _divides(division, host, rate):
                continue
            factor, scale = _sup(division, rate / host, tau)
            rest = plus[host] - negative * scale
            if factor == UNIT and weak_sign(rest, division.ranges) == 1:
                plus[host] = rest
                break
        else:
            return None
    return plus[lead] if sign(plus[lead], division.ranges) == 1 else None


def _known(coefficient: Polynomial, division: Division) -> Polynomial:
    """Return the terms of a coefficient without generators of which only a bound is known."""
    unknown = [i for i, name in enumerate(coefficient.ring.names) if name in division.chart.bounded]
    return coefficient.ring.from_terms({m: c for m, c in coefficient.terms() if not any(m[i] for i in unknown)})


def _divides(division: Division, host: Growth, rate: Growth) -> bool:
    """Tell whether rate / host is at most 1 on the whole stratum, for every n."""
    if rate == host:
        return True
    if rate.logs != host.logs:
        return False
    if division.stratum.point is not None:
        return (rate / host).constant >= 0
    return all(power >= 0 for power in division.chart.powers(rate / host))


def _numerator_bound(division: Division, tau: int) -> dict[PowerProduct, Polynomial]:
    """Return sum |c_m| sup(m / growth), sorted by the factors that are not rational."""
    growth = dominant(division.remainder, division.stratum)
    total: dict[PowerProduct, Polynomial] = {}
    for rate, coefficient in division.remainder.items():
        plus, minus = split(coefficient, division.ranges, division.chart.bounded)
        factor, scale = _sup(division, rate / growth, tau)
        size = (plus + minus) * scale
        total[factor] = total[factor] + size if factor in total else size
    return total
