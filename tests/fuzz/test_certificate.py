"""Certificates against exact values: what is accepted is nonnegative, and what is negative somewhere is not accepted."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import TypeAlias

from critscale.proofs.certificates.certificate import prove_product
from critscale.theory.assumptions import Assumption
from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing

from .generators import (
    MANY,
    NAMES,
    Ranges,
    Tally,
    Values,
    a_range,
    a_ring,
    cases,
    coordinate,
    evaluator,
    factored,
    fraction,
    inside,
    name_of,
    of_ends,
    points,
    rational,
    sparse,
)

Case: TypeAlias = tuple[Polynomial, list[Values]]
"""A polynomial, and points that matter: those where it is zero or negative on purpose."""
POINTS = 2000 if MANY else 60
LIMITS = (1, 12, 40)


def exact(poly: Polynomial, point: Values) -> Fraction:
    """Return the value of a polynomial at an exact point."""
    value = evaluator(poly)(point)
    return Fraction(int(value.p), int(value.q))


def tiny(rng: Random) -> Fraction:
    """Return what turns a zero into a narrow dip."""
    return Fraction(1, 10 ** rng.randint(1, 12))


def through(rng: Random, space: PolynomialRing, point: Values) -> Polynomial:
    """Return a polynomial that vanishes at a point."""
    poly = sparse(rng, space, 3, 2)
    return poly - rational(exact(poly, point))


def anything(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return a polynomial of which nothing is known."""
    return sparse(rng, space, 5, 4), []


def squares(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return a sum of squares times what is nonnegative, zero at a point or less than that by a little."""
    point = {name: coordinate(rng, a) for name, a in ranges.items()}
    terms = (of_ends(rng, space, ranges, 1) * through(rng, space, point) ** 2 for _ in range(rng.randint(1, 2)))
    poly = sum(terms, space.zero)
    return (poly - rational(tiny(rng)) if rng.random() < 0.5 else poly), [point]


def factors(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return a product of powers of factors that change their sign, have the other one, or are positive unseen."""
    poly = of_ends(rng, space, ranges, 1) * rng.choice((-1, 1, 1)) * fraction(rng, 1, 3)
    for _ in range(rng.randint(1, 3)):
        gen = rng.choice(space.gens)
        a = ranges[name_of(gen)]
        outside = (a.low - 1,) if a.high is None else (a.low - 1, a.high + 1)
        root = inside(rng, a) if rng.random() < 0.6 else rng.choice((a.low, *outside))
        linear = gen - rational(root)
        positive = linear**2 + rational(Fraction(1, rng.randint(2, 200)))
        poly *= linear ** rng.randint(1, 3) if rng.random() < 0.5 else positive
    return poly, []


def with_quadratic(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return A L^2 + B L + C in the last variable, whose discriminant or leading coefficient may go the wrong way."""
    last, others = space.gens[-1], [space.one, *space.gens[:-1]]
    name = name_of(last)
    a = ranges[name]
    p, q = (rational(fraction(rng, 0, 4)) * rng.choice(others) for _ in range(2))
    point = {n: coordinate(rng, b) for n, b in ranges.items()}
    kind = rng.randint(0, 6)
    if kind == 0:
        poly = (p * last - q) ** 2 + rng.choice((space.zero, -space.one * rational(tiny(rng)), p * q))
    elif kind == 1:
        poly = (last - p) * (last - q)
    elif kind == 2:
        poly = of_ends(rng, space, ranges, 2) + 1 - rational(tiny(rng)) * last ** rng.randint(1, 2)
    elif kind == 3:
        poly = p**2 * last**2 - 2 * rational(fraction(rng, 0, 2)) * p * q * last + q**2
    elif kind == 4:
        poly = p * last**2 - q * last + rational(fraction(rng, 0, 3))  # where p is 0 it falls
    elif kind == 5:
        poly = (last - rational(a.low)) * (p * last - q) + rng.choice((space.zero, p))
    else:
        poly = (last - rational(point[name])) ** 2 * (1 + p) - rational(tiny(rng))
    return poly, [point, {**point, name: coordinate(rng, a)}]


def corners(rng: Random, space: PolynomialRing, ranges: Ranges) -> Case:
    """Return distances to the ends less a little: negative close to one corner alone."""
    point = {n: a.low if a.high is None or rng.random() < 0.5 else a.high for n, a in ranges.items()}
    poly = space.zero
    for gen in space.gens:
        a, end = ranges[name_of(gen)], point[name_of(gen)]
        distance = gen - rational(end) if end == a.low else rational(end) - gen
        poly += distance ** rng.randint(1, 3) * rational(fraction(rng, 1, 3))
    less = rng.choice((Fraction(0), tiny(rng)))
    near = {n: (e + less / 10**6 if e == ranges[n].low else e - less / 10**6) for n, e in point.items()}
    return poly - rational(less), [near] if less else []


KINDS: tuple[Callable[[Random, PolynomialRing, Ranges], Case], ...] = (
    anything,
    squares,
    squares,
    factors,
    factors,
    with_quadratic,
    with_quadratic,
    corners,
)


def accepted(poly: Polynomial, ranges: Ranges, rng: Random, seed: str, tally: Tally) -> bool:
    """Tell whether a certificate is given; an exception is a failure of its own."""
    try:
        return prove_product([(poly, 1)], ranges, rng.choice(LIMITS)).proved
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        tally.fail(seed, f"{type(error).__name__}: {error}", f"{factored(poly)} on {domain(ranges)}")
        return False


def domain(ranges: Ranges) -> str:
    """Return a domain as text."""
    return ", ".join(a.range_text() for a in ranges.values())


def shown(point: Values) -> str:
    """Return a point as text."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())


def lowest(poly: Polynomial, ranges: Ranges, tried: list[Values]) -> Values:
    """Return where a polynomial is least, from the tried points downhill in shrinking steps."""
    value = evaluator(poly)
    best = min(tried, key=value)
    for k in range(1, 21):
        for name, a in ranges.items():
            step = (Fraction(1) + abs(best[name]) if a.high is None else a.high - a.low) / 2**k
            near = ({**best, name: best[name] + side * step} for side in (-1, 1))
            best = min((best, *(p for p in near if a.holds(p[name]))), key=value)
    return best


def test_what_is_accepted_is_nonnegative() -> None:
    """An accepted polynomial is >= 0 at every exact point, where it is zero on purpose and downhill from there."""
    tally = Tally()
    for seed, rng in cases("certificate", 400, tally, of=2):
        names = NAMES[: rng.randint(1, 3)]
        kind = rng.choice(KINDS)
        ranges = {name: a_range(rng, name) for name in names}
        if kind is with_quadratic and rng.random() < 0.7:
            ranges[names[-1]] = a_range(rng, names[-1], unbounded=1)
        poly, planted = kind(rng, a_ring(names), ranges)
        if accepted(poly, ranges, rng, seed, tally):
            tally.counts["proved"] += 1
            tally.counts[kind.__name__] += 1
            held = [p for p in planted if all(ranges[n].holds(v) for n, v in p.items())]
            least = lowest(poly, ranges, list(points(rng, ranges, POINTS, held)))
            if exact(poly, least) < 0:
                what = f"{factored(poly)} >= 0 is accepted on {domain(ranges)}"
                tally.fail(seed, what, f"{float(exact(poly, least)):.3g} at {shown(least)}")
    tally.judge(proved=0.2)


def test_a_variable_without_a_range_takes_any_value() -> None:
    """What is accepted is nonnegative whatever a variable is that the box does not name."""
    tally = Tally()
    wide = Assumption(name="theta", meaning="any", low=Fraction(-(10**4)), high=Fraction(10**4))
    for seed, rng in cases("unnamed", 60, tally, of=2):
        space = a_ring(("x", "theta"))
        x, theta = space.gens
        ranges = {"x": a_range(rng, "x")}
        part = rng.choice((theta, theta**2, (theta - x) ** 2, x * theta))
        poly = of_ends(rng, space, {**ranges, "theta": wide}) ** 2 + part
        if accepted(poly, ranges, rng, seed, tally):
            everywhere = {**ranges, "theta": wide}
            least = lowest(poly, everywhere, list(points(rng, everywhere, POINTS // 4)))
            if exact(poly, least) < 0:
                tally.fail(
                    seed, f"{factored(poly)} >= 0 is accepted for {domain(ranges)}", f"negative at {shown(least)}"
                )
    tally.judge()
