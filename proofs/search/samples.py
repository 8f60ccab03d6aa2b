"""The sampler of a domain: each way of drawing points of it, by one value.

A search draws at random and looks at corners and extremes; forms are compared at plain points; a descent walks in real
coordinates; what is derived is looked at in given settings.  All of them get samples of the same domain from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import islice, pairwise, product
from math import ceil, exp, floor, log, log1p, prod
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

from ...numerics.numbers.precision import working_precision
from ...numerics.settings.length import ContextLength
from ...numerics.settings.points import ball_point, exact_point
from ...theory.assumptions import SAMPLED_LIMIT, Assumption, Numbered
from ...theory.layer.domain import DEPTH, Domain
from ...theory.layer.regimes import FREE, Point, Regime

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

ASTRONOMIC = ("10^10^15", "10^10^30", "10^10^100")
"""Lengths at which the corners of a domain are looked at."""
SHARES = (Fraction(3, 10), Fraction(1, 2), Fraction(4, 5))
"""Where in its range a variable is taken at a plain point."""
MULTIPLES = (3, 40, 1000)
"""How many times the least context length plain points are taken at."""
STEPS = 200
"""Into so many steps a range is cut to compare neighbours."""
LENGTH = "n"
TOO_LONG = 2000
"""No least n has so many digits."""
LARGEST_EXACT = 10**15
"""At real coordinates, a context length up to this is an integer; beyond it is a power of ten."""
LONGEST_LENGTH = 10**30
"""A point of the box at infinite n is looked for at such an n."""
LARGEST_LOG = 2**320
"""A point at larger log n is not looked at."""
DENOMINATORS = (12, 1000, 10**6, 10**12)
"""Fractions near a point are looked for up to these."""

Position: TypeAlias = tuple[float, ...]
"""One coordinate for each free variable, any real number: 0 is the middle, and the ends are at infinity."""


class NotExact(ArithmeticError):
    """A number that is not rational."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sampled point: the context length and the exact values of the variables."""

    length: ContextLength | None
    values: Mapping[str, Fraction]

    def at(self, regime: Regime) -> Point:
        """Return the point of a chart in balls at the working precision."""
        return ball_point(regime, self.length, self.values)

    def exactly(self, regime: Regime) -> Point:
        """Return the point of a chart in exact numbers.

        Raises
        ------
        NotExact
            If a coordinate is no rational number.
        """
        point = exact_point(regime, self.length, self.values)
        if point is None:
            raise NotExact("a power of n")
        return point

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return the point as text, by variable."""
        length = () if self.length is None else (("n", str(self.length)),)
        return (*length, *((name, str(value)) for name, value in self.values.items()))

    def text(self) -> str:
        """Return the point as one line."""
        return ", ".join(f"{name} = {value}" for name, value in self.shown())


@dataclass(frozen=True)
class Sampler:
    """The points of a domain, drawn in every way that a method needs."""

    domain: Domain

    # ---- at random

    def lengths(self) -> Numbered[ContextLength]:
        """Return the domain's context lengths by number: small ones, and powers of ten up to 10^(5 * 10^5)."""
        least = self.domain.valid_from
        first = len(str(least))
        few = max(40 - first, 0) + 1

        def length(i: int) -> ContextLength:
            # one integer: half of the lengths small, a quarter up to 10^40
            kind, k = i % 4, i // 4
            if kind % 2 == 0:
                return ContextLength.parse(least + 2 * k + kind // 2)
            return ContextLength.parse(f"10^{first + (k % few if kind == 1 else k)}")

        return Numbered(2 * SAMPLED_LIMIT, length)

    @cached_property
    def numbered(self) -> tuple[Numbered[Any], ...]:
        """What a point is made of, by number: the length, where there is one, and each variable."""
        variables = tuple(a.numbered() for a in self.domain.variables)
        return variables if self.domain.regime is FREE else (self.lengths(), *variables)

    def sample(self, parts: Sequence[Any]) -> Sample:
        """Return the point of a length, where there is one, and the value of each variable."""
        length, *values = (None, *parts) if self.domain.regime is FREE else parts
        return Sample(length, dict(zip((a.name for a in self.domain.variables), values, strict=True)))

    def drawn(self, count: int) -> tuple[Sample, ...]:
        """Return so many points, no two alike: all there are where they are fewer, the simplest first.

        The domain is the seed, so that a claim is looked at in the same points wherever and whenever it is checked, and
        so is a twin on the same domain.
        """
        return _drawn(self.domain, count)

    def strategy(self, near: Sample) -> SearchStrategy[Sample]:
        """Return a Hypothesis strategy of points, those among them that share values with a given one."""
        from hypothesis import strategies as st

        given = (*(() if near.length is None else (near.length,)), *near.values.values())
        parts = [numbers.strategy() for numbers in self.numbered]
        kept = [st.one_of(part, st.just(value)) for part, value in zip(parts, given, strict=True)]
        return st.one_of(st.tuples(*parts), st.tuples(*kept)).map(self.sample)

    # ---- at given places

    def corners(self) -> Iterator[Sample]:
        """Yield the corners at the closed ends, at the least n and at a larger one."""
        least = self.domain.valid_from
        yield from self._at_lengths(self.domain.corners(), (least, least + 1, 1000 * least))

    def extremes(self) -> Iterator[Sample]:
        """Yield points close to the ends of the domain, far out in it, and at astronomic n."""
        yield from self._at_lengths(self.domain.extremes(), (self.domain.valid_from, 10**6 * self.domain.valid_from))
        if self.domain.regime is not FREE:
            yield from self._at_lengths(islice(self.domain.corners(), 2), ASTRONOMIC)

    def _at_lengths(self, places: Iterable[Mapping[str, Fraction]], given: tuple[int | str, ...]) -> Iterator[Sample]:
        for values in places:
            if self.domain.regime is FREE:
                yield Sample(None, values)
            else:
                yield from (Sample(ContextLength.parse(n), values) for n in given)

    def typical(self) -> list[Sample]:
        """Return up to three plain samples, without n: low, middle and high in each range."""
        result: list[Sample] = []
        for share in SHARES:
            sample = Sample(None, self.setting({}, share))
            if sample not in result:  # where every variable is fixed there is one
                result.append(sample)
        return result

    def places(self) -> Iterator[Sample]:
        """Yield the plain samples at a few lengths."""
        for sample, times in zip(self.typical() * 3, MULTIPLES, strict=False):
            free = self.domain.regime is FREE
            yield Sample(None if free else ContextLength.parse(self.domain.valid_from * times), sample.values)

    def setting(self, wanted: Mapping[str, Fraction], share: Fraction) -> dict[str, Fraction]:
        """Return values of all variables: the wanted ones where they lie in the domain, else at a share of the range."""
        return {
            a.name: wanted[a.name] if a.name in wanted and a.holds(wanted[a.name]) else a.inside(share)
            for a in self.domain.variables
        }

    def neighbours(self, variable: str) -> Iterator[tuple[Sample, Fraction]]:
        """Yield points along the whole range of a variable or of n, and the next value, the others plain.

        Of n the next value is how much more it is.
        """
        place, least = self.typical()[0].values, self.domain.valid_from
        if variable == LENGTH:
            yield from ((Sample(ContextLength.parse(least + k), place), Fraction(1)) for k in range(STEPS))
            return
        length = None if self.domain.regime is FREE else ContextLength.parse(1000 * least)
        side = self.domain[variable]
        steps = [side.inside(Fraction(k, STEPS)) for k in range(1, STEPS)]
        for low, high in pairwise(dict.fromkeys(steps)):
            if side.holds(low) and side.holds(high):
                yield Sample(length, {**place, variable: low}), high

    # ---- in real coordinates

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """What can be moved: the variables that are not fixed, and n."""
        free = tuple(a.name for a in self.domain.variables if a.fixed is None)
        return free if self.domain.regime is FREE else (*free, LENGTH)

    def grid(self) -> Iterator[Position]:
        """Yield coordinates spread over the domain: an additive recurrence, the same in each run."""
        dimensions = len(self.axes)
        ratio = 2.0
        for _ in range(40):  # the root of x^(d + 1) = x + 1
            ratio = (1 + ratio) ** (1 / (dimensions + 1))
        for k in range(1, 24 * dimensions + 1):
            shares = ((0.5 + k / ratio ** (j + 1)) % 1 for j in range(dimensions))
            yield tuple(log(s / (1 - s)) * 3 if 0 < s < 1 else 0.0 for s in shares)

    def at(self, coordinates: Position) -> Sample:
        """Return the sample at real coordinates."""
        at = dict(zip(self.axes, coordinates, strict=True))
        values = {a.name: a.low if a.fixed is not None else _value(a, at[a.name]) for a in self.domain.variables}
        return Sample(None if self.domain.regime is FREE else self._length(at[LENGTH]), values)

    def _length(self, y: float) -> ContextLength:
        """Return the context length at a coordinate: log n is that of the least n, and e^y."""
        least = self.domain.valid_from
        logarithm = log(least) + exp(y)
        if logarithm < log(LARGEST_EXACT):
            return ContextLength.parse(max(least, round(exp(logarithm))))
        tens = round(logarithm / log(10))
        return ContextLength.parse(f"10^{tens}" if 10 ** min(tens, TOO_LONG) >= least else least)

    def near(self, coordinates: Position) -> Iterator[Sample]:
        """Yield samples at real coordinates: with short fractions first, as long as they stay in the domain."""
        sample = self.at(coordinates)
        short = ({k: v.limit_denominator(d) for k, v in sample.values.items()} for d in DENOMINATORS)
        for values in (*short, sample.values):
            if self.domain.holds(values):
                yield Sample(sample.length, values)

    # ---- near a point of the box

    def around(self, place: Mapping[str, Fraction], root: int = 1) -> Iterator[Sample]:
        """Yield points near one of the domain's box, where small coordinates stand as roots; integers are rounded down and up."""
        domain = self.domain
        small = {c.name: place[c.name] ** root for c in domain.regime.coordinates if c.name in place}
        for rounded in (floor, ceil):
            values = {a.name: _rounded(a, place.get(a.name, a.middle), rounded) for a in domain.variables}
            for n in (None,) if domain.regime is FREE else self._lengths_at(small, place.get("L")):
                depth = None if n is None else self._depth_at(small, n)
                if depth is not None:
                    values = {**values, DEPTH: depth}
                if domain.holds(values):
                    yield Sample(n, values)

    def _lengths_at(self, small: Mapping[str, Fraction], log_n: Fraction | None) -> Iterator[ContextLength]:
        """Yield context lengths near those at which the small coordinates, or log n, have these values."""
        least, one = self.domain.valid_from, Fraction(1)
        of_h = any(c.name == "h" for c in self.domain.regime.coordinates)
        reciprocal = small.get("h", one / least) if of_h else small.get("u", one) * small.get("t", one)
        exact = 1 / reciprocal if reciprocal else Fraction(LONGEST_LENGTH)
        for n in dict.fromkeys((ceil(exact), floor(exact), least)):
            yield ContextLength.parse(max(least, min(n, LONGEST_LENGTH)))
        if log_n is not None and log_n < LARGEST_LOG:
            tens = floor(log_n * 434 / 1000)  # log10(e) = 0.4343
            yield from (ContextLength.parse(f"10^{k}") for k in (tens, tens + tens // 100 + 1) if k > len(str(least)))

    def _depth_at(self, small: Mapping[str, Fraction], length: ContextLength) -> Fraction | None:
        """Return a depth at which a power of n is what a coordinate should be, where the chart has a depth."""
        moving = next((c for c in self.domain.regime.coordinates if (c.constant, c.slope) == (0, 1)), None)
        if moving is None or not 0 < small.get(moving.name, Fraction(0)) < 1:
            return None
        with working_precision(64):
            exponent = Fraction(log1p(1 / small[moving.name] - 1) / float(length.log()))
        return exponent.limit_denominator(10**9) or exponent


@lru_cache(maxsize=64)
def _drawn(domain: Domain, count: int) -> tuple[Sample, ...]:
    sampler = Sampler(domain)
    sizes = [numbers.count for numbers in sampler.numbered]
    ranges = ", ".join(a.range_text() for a in domain.variables)
    seed = f"{domain.regime.id}, n >= {domain.valid_from}, {ranges}"
    few = prod(sizes) <= count
    found: dict[tuple[Any, ...], Sample] = {}
    for place in product(*map(range, sizes)) if few else _places(sizes, Random(seed)):
        parts = tuple(numbers.value(k) for numbers, k in zip(sampler.numbered, place, strict=True))
        found.setdefault(parts, sampler.sample(parts))
        if len(found) == count:
            break
    return tuple(found.values())


def _places(sizes: Sequence[int], random: Random) -> Iterator[list[int]]:
    """Yield places of a box of integers, the origin first: a number is anywhere, of any magnitude, at an end, or as another.

    What is simple, and what is not very close to an end, has a small number.  Parts of the same range have the same value
    where their numbers are the same.
    """
    place = [0] * len(sizes)
    while True:
        yield place
        place = []
        for size in sizes:
            alike = [number for number, other in zip(place, sizes, strict=False) if other == size]
            (manner,) = random.choices(("anywhere", "magnitude", "end", "as another"), (4, 10, 1, 1))
            if manner == "anywhere":
                place.append(random.randrange(size))
            elif manner == "magnitude":
                place.append(min(int(size ** random.random()), size) - 1)
            elif manner == "as another" and alike:
                place.append(random.choice(alike))
            else:
                place.append(random.choice((0, 1, size - 2, size - 1)) % size)


def _rounded(a: Assumption, value: Fraction, rounded: Callable[[Fraction], int]) -> Fraction:
    if a.fixed is not None:
        return a.fixed
    return a.clipped(rounded(value)) if a.integer else value


def _value(a: Assumption, y: float) -> Fraction:
    """Return the value of a variable at a coordinate."""
    if a.high is None:
        value = a.low + Fraction(exp(y))
    else:
        share = Fraction(exp(min(y, 0.0))) / (Fraction(exp(min(y, 0.0))) + Fraction(exp(min(-y, 0.0))))
        value = a.low + share * (a.high - a.low)
    return a.clipped(round(value)) if a.integer else value
