"""Seeded cases, and what they are made of: exact numbers, ranges, points of a domain, polynomials.

A case is drawn from a generator seeded with the text its failure shows, so ``Random(text)`` draws it again on any machine.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import TypeAlias

from flint import fmpq

from critscale.theory.assumptions import Assumption
from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing

MANY = int(os.environ.get("CRITSCALE_FUZZ") or 0)
"""How many cases each file runs; 0 is its fixed share."""
ONLY = os.environ.get("CRITSCALE_FUZZ_SEED", "")
"""The seed of the one case to run, as a failure shows it."""
SHOWN = 5
"""A report shows so many failures."""
ENOUGH = 20
"""From so many cases on some must tell something."""
NAMES = ("x", "y", "z", "w")

Ranges: TypeAlias = dict[str, Assumption]
Values: TypeAlias = dict[str, Fraction]


class Tally:
    """What became of the cases of one part."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: dict[str, str] = {}

    def fail(self, seed: str, *what: object) -> None:
        """Note a failure, with the seed that draws it again; of one case the shortest is kept."""
        line = f"[{seed}] " + "; ".join(map(str, what))
        self.failures[seed] = min(self.failures.get(seed, line), line, key=len)

    def judge(self, **least: float) -> None:
        """Fail if a case did, shortest first, or if fewer than a share of the cases told anything."""
        head = f"{len(self.failures)} of {self.counts['cases']} cases are wrong ({dict(self.counts)}):"
        tail = "one of them alone: CRITSCALE_FUZZ_SEED=<what stands in brackets> pytest tests/fuzz"
        assert not self.failures, "\n".join([head, *sorted(self.failures.values(), key=len)[:SHOWN], tail])
        if self.counts["cases"] >= ENOUGH:
            rare = {k: v for k, v in least.items() if self.counts[k] < v * self.counts["cases"]}
            assert not rare, f"too few cases decide anything: {rare} of {dict(self.counts)}"


def cases(part: str, share: int, tally: Tally, of: int = 1) -> Iterator[tuple[str, Random]]:
    """Yield seeds and their generators: ``share`` of them, or one ``of`` so many parts of what CRITSCALE_FUZZ says."""
    seeds = [f"{part}-{i}" for i in range(-(-MANY // of) if MANY else share)]
    for seed in seeds if not ONLY else [ONLY] * ONLY.startswith(f"{part}-"):
        tally.counts["cases"] += 1
        yield seed, Random(seed)


def fraction(rng: Random, low: int, high: int, finest: int = 6) -> Fraction:
    """Return a simple fraction from low to high."""
    q = rng.randint(1, finest)
    return Fraction(rng.randint(low * q, high * q), q)


def a_range(rng: Random, name: str, *, lowest: int = -3, unbounded: float = 0.3) -> Assumption:
    """Return a range with open or closed ends, bounded or not."""
    low = fraction(rng, lowest, 2) if rng.random() < 0.5 else Fraction(0)
    high = None if rng.random() < unbounded else low + rng.choice((Fraction(1), fraction(rng, 0, 4) + Fraction(1, 7)))
    return Assumption(
        name=name,
        meaning="a number",
        low=low,
        high=high,
        low_open=rng.random() < 0.4,
        high_open=high is not None and rng.random() < 0.4,
    )


def inside(rng: Random, a: Assumption) -> Fraction:
    """Return a point off the ends, a simple one where that is possible."""
    width = Fraction(2) if a.high is None else a.high - a.low
    return a.low + width * Fraction(rng.randint(1, 11), 12)


def extremes(a: Assumption) -> list[Fraction]:
    """Return both ends, or what stands for an end that is open or at infinity."""
    tiny = Fraction(1, 10**9)
    low = a.low + tiny if a.low_open else a.low
    if a.high is None:
        return [low, a.low + 10**7]
    return [low, a.high - tiny if a.high_open else a.high]


def coordinate(rng: Random, a: Assumption) -> Fraction:
    """Return a value of a range: an end, near an end, far out, or inside."""
    if a.fixed is not None:
        return a.fixed
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(extremes(a))
    if kind < 0.65:
        step = Fraction(1, 10 ** rng.randint(1, 6))
        if a.high is None:
            return a.low + rng.choice((step, 1 / step))
        step *= a.high - a.low
        return rng.choice((a.low + step, a.high - step))
    return inside(rng, a)


def points(rng: Random, ranges: Ranges, count: int, planted: Sequence[Values] = ()) -> Iterator[Values]:
    """Yield points of a domain: planted ones and their faces, every corner, and ``count`` random ones."""
    yield from planted
    for corner in product(*(extremes(a) for a in ranges.values())):
        yield dict(zip(ranges, corner, strict=True))
    for _ in range(count):
        base = rng.choice(planted) if planted and rng.random() < 0.5 else {}
        yield {n: base[n] if n in base and rng.random() < 0.6 else coordinate(rng, a) for n, a in ranges.items()}


def a_ring(names: Sequence[str]) -> PolynomialRing:
    """Return the polynomials over Q in some variables."""
    return PolynomialRing(names)


def rational(value: Fraction) -> Fraction:
    """Return an exact number of the domain of polynomials."""
    return Fraction(value.numerator, value.denominator)


def evaluator(poly: Polynomial) -> Callable[[Mapping[str, Fraction]], fmpq]:
    """Return a polynomial as a function of an exact point."""
    names = poly.ring.names
    terms = [
        (fmpq(int(c.numerator), int(c.denominator)), [(n, e) for n, e in zip(names, m, strict=True) if e])
        for m, c in poly.terms()
    ]
    used = {n for _, powers in terms for n, _ in powers}

    def value(point: Mapping[str, Fraction]) -> fmpq:
        exact = {n: fmpq(point[n].numerator, point[n].denominator) for n in used}
        total = fmpq(0)
        for coefficient, powers in terms:
            for n, e in powers:
                coefficient = coefficient * exact[n] ** e
            total += coefficient
        return total

    return value


def factored(poly: Polynomial) -> str:
    """Return a polynomial as text, by its factors."""
    content, parts = poly.factors()
    return " ".join([str(content), *(f"({part})^{power}" for part, power in parts)])


def sparse(rng: Random, space: PolynomialRing, terms: int, degree: int) -> Polynomial:
    """Return a polynomial of a few terms with small coefficients."""
    result = space.zero
    for _ in range(rng.randint(1, terms)):
        term = space(rational(fraction(rng, -4, 4, 3)))
        for _ in range(rng.randint(0, degree)):
            term *= rng.choice(space.gens)
        result += term
    return result


def name_of(gen: Polynomial) -> str:
    """Return the name of a variable of a ring."""
    (name,) = gen.variables
    return name


def of_ends(rng: Random, space: PolynomialRing, ranges: Ranges, factors: int = 3) -> Polynomial:
    """Return a product of distances to the ends of the ranges and squares: nonnegative on them, zero where it likes."""
    result = space(rational(fraction(rng, 0, 3, 3) + Fraction(1, 3)))
    for _ in range(rng.randint(0, factors)):
        gen = rng.choice(space.gens)
        a = ranges[name_of(gen)]
        kind = rng.random()
        if kind < 0.2:
            result *= (gen - rational(inside(rng, a))) ** 2
        elif a.high is None or kind < 0.6:
            result *= gen - rational(a.low)
        else:
            result *= rational(a.high) - gen
    return result
