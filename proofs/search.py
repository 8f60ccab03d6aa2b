"""The search for a counterexample: Hypothesis draws points from the assumption objects and shrinks what it finds.

A violation is decided in balls, so rounding cannot produce one.  The smallest violating point is checked again at twice
the precision before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ..numerics.length import ContextLength
from ..numerics.points import ball_point
from ..numerics.precision import working_precision
from ..theory.assumptions import SAMPLED_LIMIT, Assumption
from ..theory.regimes import FREE, Point, Regime

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

HUGE_EXPONENT = 10**6
"""Lengths are sampled up to 10^(this)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sampled point: the context length and the exact values of the variables."""

    length: ContextLength | None
    values: Mapping[str, Fraction]

    def at(self, regime: Regime) -> Point:
        """Return the point of a chart in balls at the working precision."""
        return ball_point(regime, self.length, self.values)

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return the point as text, by variable."""
        length = () if self.length is None else (("n", str(self.length)),)
        return (*length, *((name, str(value)) for name, value in self.values.items()))


def lengths(valid_from: int = 2) -> SearchStrategy[ContextLength]:
    """Return a strategy of context lengths n >= valid_from: small ones, and powers of ten up to 10^(10^6)."""
    from hypothesis import strategies as st

    low = max(valid_from, 2)
    first = len(str(valid_from))
    few = max(40 - first, 0) + 1

    def length(i: int) -> ContextLength:
        # one integer: half of the lengths small, a quarter up to 10^40
        kind, k = i % 4, i // 4
        if kind % 2 == 0:
            return ContextLength.parse(low + 2 * k + kind // 2)
        return ContextLength.parse(f"10^{first + (k % few if kind == 1 else k)}")

    return st.integers(0, 2 * SAMPLED_LIMIT - 1).map(length)


def samples(regime: Regime, assumptions: tuple[Assumption, ...], valid_from: int = 2) -> SearchStrategy[Sample]:
    """Return a strategy of points of a regime under assumptions."""
    from hypothesis import strategies as st

    ranges = {a.name: a.strategy() for a in regime.variables(assumptions)}
    names, values = tuple(ranges), st.tuples(*ranges.values())
    if regime is FREE:
        return values.map(lambda drawn: Sample(None, dict(zip(names, drawn, strict=True))))
    # `builds` and `fixed_dictionaries` would say the same, and look their arguments up at every draw
    return st.tuples(lengths(valid_from), values).map(lambda p: Sample(p[0], dict(zip(names, p[1], strict=True))))


class _Found(Exception):
    def __init__(self, sample: Sample) -> None:
        super().__init__("violated")
        self.sample = sample


def find_violation(
    strategy: SearchStrategy[Sample], violated: Callable[[Sample], bool], *, examples: int, bits: int
) -> Sample | None:
    """Return a minimal sample at which a statement is violated, or None after all ``examples`` obey it.

    Parameters
    ----------
    strategy : SearchStrategy
        Where to look.
    violated : callable
        Tells whether a sample certainly violates the statement; called at ``bits`` of working precision.
    examples : int
        How many samples to try.
    bits : int
        Working precision.  The answer was confirmed at ``2 * bits`` as well.
    """
    from hypothesis import HealthCheck, Phase, given, settings

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
    def search(sample: Sample) -> None:
        with working_precision(bits):
            bad = violated(sample)
        if bad:
            with working_precision(2 * bits):
                bad = violated(sample)
        if bad:
            raise _Found(sample)

    try:
        search()
    except _Found as found:
        return found.sample
    return None
