"""Signs on ranges against exact values: a sign that is given holds at every point, closed ends included."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing
from critscale.theory.expansions.signs import sign, split, weak_sign

from .generators import (
    NAMES,
    Ranges,
    Tally,
    Values,
    a_range,
    a_ring,
    cases,
    coordinate,
    evaluator,
    of_ends,
    points,
    rational,
    sparse,
)

BOUNDED = Fraction(1, 2)


def polynomial(rng: Random, space: PolynomialRing, ranges: Ranges) -> tuple[Polynomial, list[Values]]:
    """Return a polynomial, and the points where it is zero on purpose."""
    kind = rng.random()
    planted = {name: coordinate(rng, a) for name, a in ranges.items()}
    if kind < 0.3:
        return sparse(rng, space, 4, 3), [planted]
    poly = sum((of_ends(rng, space, ranges) for _ in range(rng.randint(1, 3))), space.zero)
    if kind < 0.5:
        exact = evaluator(poly)(planted)
        poly -= rational(Fraction(int(exact.p), int(exact.q)))  # zero at the planted point
    elif kind < 0.6:
        poly += rational(Fraction(1, 10 ** rng.randint(1, 9)))
    return rng.choice((poly, -poly)), [planted]


def test_signs_hold_at_every_point() -> None:
    """`sign` is strict, `weak_sign` is not, and `split` writes the polynomial as a difference."""
    tally = Tally()
    for seed, rng in cases("signs", 300, tally, of=2):
        names = NAMES[: rng.randint(1, 4)]
        ranges = {name: a_range(rng, name) for name in names}
        poly, planted = polynomial(rng, a_ring(names), ranges)
        where = ", ".join(a.range_text() for a in ranges.values())
        strict, weak, (plus, minus) = sign(poly, ranges), weak_sign(poly, ranges), split(poly, ranges)
        if plus - minus != poly:
            tally.fail(seed, f"plus - minus is not {poly}", where)
        if strict is not None:
            tally.counts["definite"] += 1
        if weak is not None:
            tally.counts["weak"] += 1
        value, above, below = (evaluator(f) for f in (poly, plus, minus))
        for point in points(rng, ranges, 40, planted):
            at = value(point)
            shown = ", ".join(f"{n} = {v}" for n, v in point.items())
            if strict is not None and (at > 0) - (at < 0) != strict:
                tally.fail(seed, f"sign({poly}) = {strict}", where, f"{at} at {shown}")
            if weak is not None and at * weak < 0:
                tally.fail(seed, f"weak_sign({poly}) = {weak}", where, f"{at} at {shown}")
            if above(point) < 0 or below(point) < 0:
                tally.fail(seed, f"split({poly}) has a negative part", where, shown)
    tally.judge(definite=0.2, weak=0.3)


def test_generators_of_unknown_sign_are_bounded() -> None:
    """With a generator that is only bounded, no sign is given, and -minus <= poly <= plus."""
    tally = Tally()
    for seed, rng in cases("bounded", 60, tally, of=2):
        names = (*NAMES[: rng.randint(1, 2)], "theta")
        ranges = {name: a_range(rng, name) for name in names[:-1]}
        space = a_ring(names)
        poly = sparse(rng, space, 5, 3)
        plus, minus = split(poly, ranges, {"theta": BOUNDED})
        value, above, below = (evaluator(f) for f in (poly, plus, minus))
        if poly.degree(space.names[-1]) > 0 and sign(poly, ranges) is not None:
            tally.fail(seed, f"sign({poly}) is given, of any theta")
        for point in points(rng, ranges, 20):
            for theta in (-BOUNDED, BOUNDED, Fraction(0), Fraction(rng.randint(-50, 50), 100)):
                at = value({**point, "theta": theta})
                if not -below(point) <= at <= above(point):
                    tally.fail(seed, f"split({poly}) does not bound it at {point}, theta = {theta}")
    tally.judge()
