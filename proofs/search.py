"""The search for a counterexample: Hypothesis draws points from the domain and shrinks what it finds.

A sample is decided in balls: it violates the statement, obeys it, or leaves it open.  Rounding cannot decide, and what is
not a finite number decides nothing.  The corners of the domain are looked at first.  The smallest violating point is
checked again at twice the precision before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from flint import arb

from ..numerics.numbers.precision import working_precision
from ..numerics.settings.length import ContextLength
from ..numerics.settings.points import ball_point, exact_point
from ..theory.assumptions import SAMPLED_LIMIT
from ..theory.field import MissingFunction, Scalar
from ..theory.layer.domain import Domain
from ..theory.layer.regimes import FREE, Point, Regime, UnknownVariable

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

ASTRONOMIC = ("10^10^15", "10^10^30", "10^10^100")
"""Lengths at which the corners of a domain are looked at."""
SHARPER = 8
"""A sample that is not decided at the working precision is tried at this many times as many bits."""
SHARP = 40
"""Two values are the same at a point if their balls agree to so many bits, at least."""
VERY_SHARP = 1000
"""The same, where no symbolic form tells nearly equal values apart."""


class Outcome(Enum):
    """What a sample says of a statement."""

    OBEYED = "obeyed"
    VIOLATED = "violated"
    UNDECIDED = "undecided"
    NOT_FINITE = "not finite"


class NotExact(ArithmeticError):
    """A number that is not rational."""


def finite(value: Scalar) -> bool:
    """Tell whether a ball or an exact number is finite."""
    return not isinstance(value, arb) or value.is_finite()


def nonnegative(difference: Scalar) -> Outcome:
    """Decide whether a difference is at least 0."""
    if not finite(difference):
        return Outcome.NOT_FINITE
    if difference < 0:
        return Outcome.VIOLATED
    return Outcome.OBEYED if difference >= 0 else Outcome.UNDECIDED


def same(left: Scalar, right: Scalar, *, sharp: int = SHARP, exact: bool = False) -> Outcome:
    """Decide whether two values are the same, to so many bits; ``exact`` where nearly equal ones are no evidence."""
    difference = left - right
    if not isinstance(difference, arb):
        return Outcome.VIOLATED if difference else Outcome.OBEYED
    if not difference.is_finite():
        return Outcome.NOT_FINITE
    if not difference.contains(0):
        return Outcome.VIOLATED
    if difference.is_zero():
        return Outcome.OBEYED
    close = difference.rad() * arb(2) ** sharp <= (abs(left) + abs(right)).upper()
    return Outcome.OBEYED if close and not exact else Outcome.UNDECIDED


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


Place: TypeAlias = Callable[[Sample, Regime], Point]
"""The point of a sample: `Sample.at` in balls, `Sample.exactly` in exact numbers."""
Decide: TypeAlias = Callable[[Sample, Place], Outcome]
"""Decides a sample, given where its point comes from: in balls at the working precision, or exactly."""


def lengths(valid_from: int = 2) -> SearchStrategy[ContextLength]:
    """Return a strategy of context lengths n >= valid_from: small ones, and powers of ten up to 10^(5 * 10^5)."""
    from hypothesis import strategies as st

    first = len(str(valid_from))
    few = max(40 - first, 0) + 1

    def length(i: int) -> ContextLength:
        # one integer: half of the lengths small, a quarter up to 10^40
        kind, k = i % 4, i // 4
        if kind % 2 == 0:
            return ContextLength.parse(valid_from + 2 * k + kind // 2)
        return ContextLength.parse(f"10^{first + (k % few if kind == 1 else k)}")

    return st.integers(0, 2 * SAMPLED_LIMIT - 1).map(length)


def samples(domain: Domain) -> SearchStrategy[Sample]:
    """Return a strategy of points of a domain."""
    from hypothesis import strategies as st

    ranges = {a.name: a.strategy() for a in domain.variables}
    names, values = tuple(ranges), st.tuples(*ranges.values())
    if domain.regime is FREE:
        return values.map(lambda drawn: Sample(None, dict(zip(names, drawn, strict=True))))
    # `builds` and `fixed_dictionaries` would say the same, and look their arguments up at every draw
    return st.tuples(lengths(domain.valid_from), values).map(
        lambda p: Sample(p[0], dict(zip(names, p[1], strict=True)))
    )


def corners(domain: Domain) -> Iterator[Sample]:
    """Yield the corners of a domain at its closed ends, at the least n and at a larger one."""
    least = domain.valid_from
    yield from _at_lengths(domain, domain.corners(), (least, least + 1, 1000 * least))


def extremes(domain: Domain) -> Iterator[Sample]:
    """Yield points close to the ends of a domain, far out in it, and at astronomic n."""
    yield from _at_lengths(domain, domain.extremes(), (domain.valid_from, 10**6 * domain.valid_from))
    if domain.regime is not FREE:
        yield from _at_lengths(domain, islice(domain.corners(), 2), ASTRONOMIC)


def _at_lengths(
    domain: Domain, places: Iterable[Mapping[str, Fraction]], given: tuple[int | str, ...]
) -> Iterator[Sample]:
    for values in places:
        if domain.regime is FREE:
            yield Sample(None, values)
        else:
            yield from (Sample(ContextLength.parse(n), values) for n in given)


@dataclass(slots=True)
class Search:
    """What a search found.

    Attributes
    ----------
    violation : Sample or None
        A minimal sample that violates the statement, at twice the precision as well.
    obeyed, undecided : int
        How many samples obey, and how many decide nothing.
    not_finite : Sample or None
        The first sample at which a side is no finite number, at any precision that was tried.
    """

    violation: Sample | None = None
    obeyed: int = 0
    undecided: int = 0
    not_finite: Sample | None = None


def decided(sample: Sample, decide: Decide, bits: int) -> Outcome:
    """Decide a sample in balls; a violation has to stand at twice the precision.

    What is left open is tried in exact numbers, where there are any, then at a higher precision.
    """
    with working_precision(bits):
        outcome = decide(sample, Sample.at)
    if outcome is Outcome.OBEYED:
        return outcome
    if outcome is Outcome.VIOLATED:
        with working_precision(2 * bits):
            return outcome if decide(sample, Sample.at) is outcome else Outcome.UNDECIDED
    exact = _exactly(sample, decide)
    if exact is not None:
        return exact
    with working_precision(SHARPER * bits):
        outcome = decide(sample, Sample.at)
    if outcome is not Outcome.VIOLATED:
        return outcome
    with working_precision(2 * SHARPER * bits):
        return outcome if decide(sample, Sample.at) is outcome else Outcome.UNDECIDED


def _exactly(sample: Sample, decide: Decide) -> Outcome | None:
    """Decide a sample in exact numbers; None where a side has no exact value."""
    try:
        return decide(sample, Sample.exactly)
    except ZeroDivisionError:
        return Outcome.NOT_FINITE
    except (NotExact, MissingFunction, UnknownVariable):
        return None


class _Found(Exception):
    def __init__(self, sample: Sample) -> None:
        super().__init__("violated")
        self.sample = sample


def search(domain: Domain, decide: Decide, *, examples: int, bits: int) -> Search:
    """Look for a sample of a domain that violates a statement.

    Parameters
    ----------
    domain : Domain
        Where to look.
    decide : callable
        Decides a sample at the working precision.
    examples : int
        How many samples to draw, beside the corners.
    bits : int
        Working precision.

    Returns
    -------
    Search
    """
    strategy = samples(domain)
    return search_among(strategy, decide, examples=examples, bits=bits, first=corners(domain), last=extremes(domain))


def search_among(
    strategy: SearchStrategy[Sample],
    decide: Decide,
    *,
    examples: int,
    bits: int,
    first: Iterable[Sample] = (),
    last: Iterable[Sample] = (),
) -> Search:
    """Look for a violating sample among given ones, those of a strategy, and given ones again, see `search`."""
    from hypothesis import HealthCheck, Phase, given, settings

    found = Search()

    def look(sample: Sample) -> bool:
        outcome = decided(sample, decide, bits)
        found.obeyed += outcome is Outcome.OBEYED
        found.undecided += outcome in (Outcome.UNDECIDED, Outcome.NOT_FINITE)
        if outcome is Outcome.NOT_FINITE and found.not_finite is None:
            found.not_finite = sample
        return outcome is Outcome.VIOLATED

    def among(given_samples: Iterable[Sample]) -> bool:
        found.violation = next((sample for sample in given_samples if look(sample)), None)
        return found.violation is not None

    if among(first):
        return found

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(strategy)
    def draw(sample: Sample) -> None:
        if look(sample):
            raise _Found(sample)

    try:
        draw()
    except _Found as violated:
        found.violation = violated.sample
        return found
    among(last)
    return found
