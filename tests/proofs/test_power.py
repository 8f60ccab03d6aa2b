"""The power of the search: what is planted in a domain is found at least as often as Hypothesis finds it with as many samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from critscale.proofs.search.samples import Sample, Sampler
from critscale.theory.assumptions import Assumption
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import FREE, LENGTHS

from ..statements import var

SAMPLES = 100
"""As many as the default budget draws."""
RUNS = 3
"""Each plant is looked for in so many domains that differ in the names of their variables: each has its own draws."""
PERCENT = Fraction(1, 100)
THOUSANDTH = Fraction(1, 1000)


class _Met(Exception):
    pass


def square(k: int) -> Domain:
    """Return the open unit square."""
    return Domain.of(FREE, (var(f"x{k}", "(0, 1)"), var(f"y{k}", "(0, 1)")))


def strip(k: int) -> Domain:
    """Return a range and one that is not bounded."""
    return Domain.of(FREE, (var(f"x{k}", "(0, 1)"), var(f"y{k}", "[0, oo)")))


def integers(k: int) -> Domain:
    """Return integers without a bound, and a hundred of them."""
    return Domain.of(FREE, (var(f"x{k}", "[2, oo)", integer=True), var(f"y{k}", "[1, 100]", integer=True)))


def lengths(k: int) -> Domain:
    """Return n, and two variables."""
    return Domain.of(LENGTHS, strip(k).variables)


def cube(k: int) -> Domain:
    """Return three variables, two with closed ends."""
    return Domain.of(FREE, (var(f"x{k}", "[0, 1]"), var(f"y{k}", "[0, 1]"), var(f"z{k}", "[0, oo)")))


def size(sample: Sample) -> Fraction:
    """Return n, or a number beyond all that are multiplied out."""
    assert sample.length is not None
    return Fraction(sample.length.exact or 10**5000)


def xy(condition: Callable[[Fraction, Fraction], bool]) -> Callable[[Sample], bool]:
    """Return a condition on the first two variables."""

    def holds(sample: Sample) -> bool:
        x, y, *_ = sample.values.values()
        return condition(x, y)

    return holds


def nx(condition: Callable[[Fraction, Fraction], bool]) -> Callable[[Sample], bool]:
    """Return a condition on n and the first variable."""
    return lambda sample: condition(size(sample), next(iter(sample.values.values())))


PLANTS: dict[str, tuple[Callable[[int], Domain], Callable[[Sample], bool]]] = {
    "close to the low end": (square, xy(lambda x, y: x < THOUSANDTH / 100)),
    "close to the high end": (square, xy(lambda x, y: x > 1 - THOUSANDTH / 100)),
    "close to both low ends": (square, xy(lambda x, y: max(x, y) < THOUSANDTH)),
    "close to a corner": (square, xy(lambda x, y: max(x, 1 - y) < THOUSANDTH)),
    "a thin slice in the middle": (square, xy(lambda x, y: 37 * PERCENT < x < 38 * PERCENT)),
    "a thin slice near an end": (square, xy(lambda x, y: 5 * PERCENT < x < 6 * PERCENT)),
    "beside a special value": (square, xy(lambda x, y: 0 < abs(x - Fraction(1, 2)) < 2 * PERCENT)),
    "a disc": (square, xy(lambda x, y: (x - Fraction(1, 3)) ** 2 + (y - Fraction(2, 3)) ** 2 < PERCENT)),
    "a special value": (square, xy(lambda x, y: x == Fraction(1, 3))),
    "equal values": (square, xy(lambda x, y: x == y)),
    "nearly equal values": (square, xy(lambda x, y: 0 < abs(x - y) < THOUSANDTH)),
    "complementary values": (square, xy(lambda x, y: x == 1 - y)),
    "no residual": (strip, xy(lambda x, y: y == 0)),
    "one": (strip, xy(lambda x, y: y == 1)),
    "moderate values": (strip, xy(lambda x, y: 100 < y < 200)),
    "far out": (strip, xy(lambda x, y: y > 9 * 10**5)),
    "a large product": (strip, xy(lambda x, y: x * y > 10**5)),
    "a product near 1": (strip, xy(lambda x, y: 1 < x * y < Fraction(11, 10))),
    "one integer of a hundred": (integers, xy(lambda x, y: y == 17)),
    "the last integer": (integers, xy(lambda x, y: y == 100)),
    "a moderate integer": (integers, xy(lambda x, y: 1000 < x < 2000)),
    "a large integer": (integers, xy(lambda x, y: x > 999000)),
    "equal integers": (integers, xy(lambda x, y: x == y)),
    "divisors": (integers, xy(lambda x, y: x % y == 0 and y > 5)),
    "the least n": (lengths, nx(lambda n, x: n == 2)),
    "n of some hundreds": (lengths, nx(lambda n, x: 100 < n < 1000)),
    "n of some millions": (lengths, nx(lambda n, x: 10**6 < n < 10**12)),
    "a large n near an end": (lengths, nx(lambda n, x: n > 10**50 and x < THOUSANDTH)),
    "the critical n x = 1": (lengths, nx(lambda n, x: Fraction(9, 10) < n * x < Fraction(11, 10))),
    "all equal": (cube, lambda s: len(set(s.values.values())) == 1),
    "at a face": (cube, xy(lambda x, y: x == 0)),
    "close to an edge": (cube, lambda s: max(s.values.values()) < PERCENT),
}


def hypothesis_finds(domain: Domain, condition: Callable[[Sample], bool], run: int) -> bool:
    """Tell whether Hypothesis draws a planted point of a domain."""
    sampler = Sampler(domain)

    @seed(run)
    @settings(
        max_examples=SAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(st.tuples(*(numbers.strategy() for numbers in sampler.numbered)))
    def draw(parts: tuple[object, ...]) -> None:
        if condition(sampler.sample(parts)):
            raise _Met

    with suppress(_Met):
        draw()
        return False
    return True


def finds(domain: Domain, condition: Callable[[Sample], bool]) -> bool:
    """Tell whether the search draws a planted point of a domain."""
    return any(map(condition, Sampler(domain).drawn(SAMPLES)))


def test_plants_are_found_as_often_as_hypothesis_finds_them() -> None:
    """All together; and each is found."""
    by_hypothesis, drawn = {}, {}
    for name, (domain, condition) in PLANTS.items():
        by_hypothesis[name] = sum(hypothesis_finds(domain(k), condition, k) for k in range(RUNS))
        drawn[name] = sum(finds(domain(k), condition) for k in range(RUNS))
    both = {name: (by_hypothesis[name], drawn[name]) for name in PLANTS}
    assert sum(drawn.values()) >= sum(by_hypothesis.values()), both
    assert all(found for found in drawn.values()), both


def samples(domain: Callable[[int], Domain]) -> Iterator[tuple[Domain, tuple[Sample, ...]]]:
    """Yield domains and what is drawn of each."""
    for k in range(RUNS):
        yield domain(k), Sampler(domain(k)).drawn(SAMPLES)


@pytest.mark.parametrize("domain", [square, strip, integers, lengths, cube])
def test_what_is_drawn_is_in_the_domain_and_no_two_points_are_alike(domain: Callable[[int], Domain]) -> None:
    """As many as were asked for."""
    for where, drawn in samples(domain):
        assert all(where.holds(s.values) for s in drawn)
        assert len({(s.length, *s.values.values()) for s in drawn}) == len(drawn) == SAMPLES


def test_the_domain_is_the_seed() -> None:
    """The same points for the same domain, others for another, more of the same for a larger budget."""
    drawn = Sampler(square(1)).drawn(SAMPLES)
    assert Sampler(square(1)).drawn(SAMPLES) == drawn == Sampler(square(1)).drawn(3 * SAMPLES)[:SAMPLES]
    values = [tuple(s.values.values()) for s in drawn]
    assert values != [tuple(s.values.values()) for s in Sampler(square(2)).drawn(SAMPLES)]
    assert drawn[0].values == {"x1": Fraction(1, 2), "y1": Fraction(1, 2)}  # the simplest comes first


def test_the_points_of_today() -> None:
    """They do not change from one run, Python or machine to another."""
    where = Domain.of(LENGTHS, (var("x", "(0, 1)"),))
    assert [s.text() for s in Sampler(where).drawn(5)] == [
        "n = 2, x = 1/2",
        "n = 7127, x = 1/809250",
        "n = 10^354609, x = 13/23",
        "n = 23786, x = 1/2",
        "n = 1000000000, x = 97313/131072",
    ]


@pytest.mark.parametrize(
    ("ranges", "count"),
    [((), 1), ((var("k", "[1, 7]", integer=True),), 7), ((var("k", "[1, 7]", integer=True), var("i", "[3, 5]", integer=True)), 21)],
)
def test_a_small_domain_is_drawn_whole(ranges: tuple[Assumption, ...], count: int) -> None:
    """Each of its points once."""
    drawn = Sampler(Domain.of(FREE, ranges)).drawn(SAMPLES)
    assert len({tuple(s.values.values()) for s in drawn}) == len(drawn) == count
