"""Random expansions whose truth is known by construction: sums of positive terms of known growth, against a claimed rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from critscale.proofs.kinds import BigO, Error, Expansion, LittleO, Within
from critscale.theory.assumptions import CORRELATION, Assumption
from critscale.theory.growth import Growth, Stratum
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point, Regime

from .formulas import depths, narrowed
from .generators import a_range, fraction
from .statements import OF_LENGTH, Form, Made, little, number, said

ONE = Growth(Fraction(0))
ANY = Assumption(name="delta", meaning="any depth", low=Fraction(0), high=Fraction(0))
"""Stands for the depth where a chart has none: the exponents do not depend on it."""


class Term:
    """A positive coefficient times powers of the small coordinates and of log n, perhaps times a user's variable."""

    def __init__(self, rng: Random, regime: Regime) -> None:
        self.powers = {c.name: rng.choice((0, 0, 1, 1, 2, 3)) for c in regime.coordinates}
        self.logs = rng.choice((0, 0, 0, 1, -1))
        self.coefficient = fraction(rng, 0, 3) + Fraction(1, 4)
        self.with_e = rng.random() < 0.4
        constant = sum(c.constant * self.powers[c.name] for c in regime.coordinates)
        slope = sum(c.slope * self.powers[c.name] for c in regime.coordinates)
        self.growth = Growth(Fraction(constant), Fraction(slope), self.logs)

    def __call__(self, p: Point) -> Any:
        """Return the value at a point of any field."""
        value = number(self.coefficient, p) * p.L**self.logs
        for name, power in self.powers.items():
            value = value * getattr(p, name) ** power
        return value * p.e if self.with_e else value


def obeys(growth: Growth, claimed: Growth, depth: Assumption, *, strictly: bool = False) -> bool:
    """Tell whether a rate is O(claimed), or o(claimed), at every depth of a range."""

    def settled(exponent: Fraction) -> bool:
        logs = growth.logs - claimed.logs
        return exponent > 0 or (exponent == 0 and (logs < 0 if strictly else logs <= 0))

    constant, slope = growth.constant - claimed.constant, growth.slope - claimed.slope
    if slope == 0:
        return settled(constant)
    ends = [(depth.low, depth.low_open)]
    if depth.high is None:
        if slope < 0:
            return False
    else:
        ends.append((depth.high, depth.high_open))
    values = [(constant + slope * end, is_open) for end, is_open in ends]
    return all(value >= 0 if is_open else settled(value) for value, is_open in values)


def of_known_growth(rng: Random) -> Made:
    """State that positive terms are O(rate) or o(1), over the whole depth, a narrower one or a stratum."""
    regime = rng.choice((SUBCRITICAL, SUBCRITICAL, SUPERCRITICAL, CRITICAL, WINDOW, FINITE, LENGTHS))
    e = a_range(rng, "e", lowest=0)
    terms = [Term(rng, regime) for _ in range(rng.randint(1, 2))]
    assumptions: tuple[Assumption, ...] = (CORRELATION, e)
    depth, stratum, where = regime.depth, None, ""
    if depth is not None and rng.random() < 0.5:
        narrow = narrowed(rng, depth)
        where = f" for {narrow.range_text()}"
        if rng.random() < 0.5:
            assumptions, depth = (*assumptions, narrow), narrow
        else:
            stratum = Stratum(narrow.low, narrow.high)
            depth = depths(depth, stratum)
    assert depth is not None or regime.depth is None
    value: Form = rng.choice((lambda p: 1 + p.e, lambda p: p.one, lambda p: 2 + p.h))
    claimed = rng.choice(terms).growth * Growth(Fraction(rng.choice((0, 0, 0, 1, -1))))
    error: Error = BigO(claimed)
    holds = all(obeys(t.growth, claimed, depth or ANY) for t in terms)
    if rng.random() < 0.4:
        error, holds = LittleO(), all(obeys(t.growth, ONE, depth or ANY, strictly=True) for t in terms)
    ratio = rng.random() < 0.3

    def quantity(p: Point) -> Any:
        rest = sum(term(p) for term in terms)
        return value(p) * (1 + rest) if ratio else value(p) + rest

    statement = Expansion(regime=regime, quantity=quantity, value=value, error=error, ratio=ratio, stratum=stratum)
    rates = " + ".join(f"{t.coefficient} {'e ' * t.with_e}{t.growth}" for t in terms)
    return Made(statement, assumptions, said(holds), f"{regime.id}: {rates} = {error}{where}")


def within(rng: Random) -> Made:
    """State that (c + d/n) e/n <= constant/n: the best one is attained at the least n and the largest e."""
    regime, first = rng.choice(OF_LENGTH), rng.choice((2, 2, 3, 10))
    e = a_range(rng, "e", lowest=0, unbounded=0)
    assert e.high is not None
    c, d, sign = fraction(rng, 0, 3) + Fraction(1, 4), fraction(rng, 0, 3), rng.choice((-1, 1))
    excess = rng.choice((-1, 0, 1)) * little(rng)
    constant = max((c + d / first) * e.high + excess, Fraction(0))
    statement = Expansion(
        regime=regime,
        quantity=lambda p: p.e + sign * (number(c, p) + number(d, p) * p.h) * p.e * p.h,
        value=lambda p: p.e,
        error=Within(constant, Growth(Fraction(1)), first),
    )
    shown = f"{regime.id}: ({c} + {d}/n) e/n <= {constant}/n for n >= {first}"
    return Made(statement, (CORRELATION, e), said(excess >= 0), shown)


def at_fixed_beta(rng: Random) -> Made:
    """State what x log(1 + E) + y log n is at fixed beta: (x + y) log n, or x log t where x + y = 0."""
    x, y = Fraction(rng.choice((-1, 1, 1, 2))), Fraction(rng.choice((-2, -1, -1, 0, 1)))
    error: Error = rng.choice((LittleO(), BigO(ONE), BigO(Growth(Fraction(0), logs=1))))
    holds = True
    if isinstance(error, LittleO) or error == BigO(ONE):
        holds = x + y == 0 and not isinstance(error, LittleO)
    statement = Expansion(
        regime=FINITE,
        quantity=lambda p: number(x, p) * p.row.logs().partition + number(y, p) * p.L,
        value=lambda p: 0 * p.one,
        error=error,
    )
    return Made(statement, (CORRELATION,), said(holds), f"{x} log(1 + E) + {y} log n = {error}")


def entropy_at_fixed_beta(rng: Random) -> Made:
    """State a limit of the row entropy over log n at fixed beta: it is 1, and no other number."""
    limit = rng.choice((Fraction(1), Fraction(0), Fraction(1, 2), Fraction(99, 100)))

    def fraction_of_entropy(p: Point) -> Any:
        logs = p.row.logs()
        return (logs.partition + p.row.self_weight_complement * logs.gap) / p.L

    statement = Expansion(regime=FINITE, quantity=fraction_of_entropy, value=lambda p: number(limit, p))
    return Made(statement, (CORRELATION,), said(limit == 1), f"H/log n -> {limit} at fixed beta")


def vanishing_denominator(rng: Random) -> Made:
    """State that d/(d + h^k) -> 1, d the distance to an end of a range: false at that end if it is closed."""
    regime, e, power = rng.choice((LENGTHS, CRITICAL, WINDOW, FINITE)), a_range(rng, "e", lowest=0), rng.randint(1, 3)
    high = e.high
    at_high = high is not None and rng.random() < 0.6

    def distance(p: Point) -> Any:
        return number(high, p) - p.e if at_high and high is not None else p.e - number(e.low, p)

    statement = Expansion(
        regime=regime, quantity=lambda p: distance(p) / (distance(p) + p.h**power), value=lambda p: p.one
    )
    holds = e.high_open if at_high else e.low_open
    end = f"{e.high} - e" if at_high else f"e - {e.low}"
    return Made(statement, (CORRELATION, e), said(holds), f"{regime.id}: d/(d + h^{power}) -> 1, d = {end}")


def uniform(rng: Random) -> Made:
    """State that e^-j/n = O(1/n): at each e > 0, and uniformly only where e stays away from 0."""
    low = rng.choice((Fraction(0), Fraction(1, 5)))
    e = replace(a_range(rng, "e", lowest=0), low=low, high=Fraction(2), low_open=low == 0)
    power, word = rng.randint(1, 2), rng.random() < 0.6
    make: Callable[..., Error] = BigO  # a BigO may know no such word
    try:
        error = make(Growth(Fraction(1)), uniform=word)
    except TypeError:
        error, word = make(Growth(Fraction(1))), False
    statement = Expansion(regime=LENGTHS, quantity=lambda p: 1 + p.h / p.e**power, value=lambda p: p.one, error=error)
    kind = "uniformly" if word else "pointwise"
    return Made(statement, (e,), said(not word or low > 0), f"e^-{power}/n = O(1/n) {kind}, {e.range_text()}")


KINDS = (
    of_known_growth,
    of_known_growth,
    of_known_growth,
    within,
    within,
    at_fixed_beta,
    entropy_at_fixed_beta,
    vanishing_denominator,
    uniform,
)
