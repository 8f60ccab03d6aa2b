"""The domain of a statement, one value: a chart, the ranges of its variables, and the n from which on it speaks.

Every method draws from it: the derivation its strata, a certificate its box, a search its samples and corners.  It is made
in one place, `Domain.of`, which refuses what has no meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product

from ..assumptions import Assumption
from ..errors import BadInput, shown
from ..growth import Stratum
from .regimes import FREE, Regime

THETA = "theta"
"""The remainder of log1p(z), a name of the chart's own."""
DEPTH = "delta"
"""The depth: where a chart has none, no variable may take its name."""
TIE = "tie"
"""How far 1/(2 b) is from an integer, a name of the chart's own."""
LARGEST_BITS = 4096
"""The least n of a domain has no more bits."""
MOST_POINTS = 10**4
"""A domain of finitely many points is looked at point by point up to so many."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a statement holds.

    Attributes
    ----------
    regime : Regime
        The chart.
    variables : tuple of Assumption
        The range of each variable: those assumed, then the chart's own.
    valid_from : int
        The least context length.
    """

    regime: Regime
    variables: tuple[Assumption, ...]
    valid_from: int = 2

    @classmethod
    def of(
        cls,
        regime: Regime,
        assumptions: tuple[Assumption, ...] = (),
        *,
        stratum: Stratum | None = None,
        valid_from: int = 2,
    ) -> Domain:
        """Return the domain of a statement.

        Parameters
        ----------
        regime : Regime
            The chart.
        assumptions : tuple of Assumption
            The variables besides the chart's own, and narrower ranges of those.
        stratum : Stratum, optional
            A part of the depth's range.
        valid_from : int
            The least context length, at least 2.

        Raises
        ------
        BadInput
            If it is empty, a name stands twice or is the chart's, a range leaves the chart, or n starts below 2.
        """
        if isinstance(valid_from, bool) or not isinstance(valid_from, int) or valid_from < 2:
            raise BadInput(f"n >= {shown(valid_from)}", "a context has two tokens or more", "give an integer >= 2")
        if valid_from.bit_length() > LARGEST_BITS:
            raise BadInput("the least n", f"more than {LARGEST_BITS} bits", "give a smaller one")
        own = {a.name: a for a in regime.parameters}
        reserved = reserved_names(regime)
        seen: set[str] = set()
        for a in assumptions:
            if a.name in seen:
                raise BadInput(f"the variable {a.name}", "it has two ranges", "give it one")
            if a.name in reserved:
                raise BadInput(f"the variable {a.name}", f"the name is the {regime.id} chart's own", "choose another")
            if a.name == DEPTH and a.name in own and a.integer:
                raise BadInput(f"the range {a.range_text()}", "the depth is no integer", "give a range, or one value")
            if a.name in own and not a.within(own[a.name]):
                why = f"it leaves the {regime.id} chart, where {own[a.name].range_text()}"
                raise BadInput(f"the range {a.range_text()}", why, "narrow it")
            seen.add(a.name)
        domain = cls(regime, regime.variables(assumptions), valid_from)
        return domain if stratum is None else domain.on(stratum)

    def __getitem__(self, name: str) -> Assumption:
        """Return the range of a variable, by name."""
        for a in self.variables:
            if a.name == name:
                return a
        known = ", ".join(a.name for a in self.variables)
        mend = f"choose one of {known}" if known else "assume it"
        raise BadInput(f"the variable {shown(name)!r}", "the domain has no such variable", mend)

    @property
    def depth(self) -> Assumption | None:
        """The range of the depth delta, or None in a chart without depth."""
        return None if self.regime.depth is None else self[self.regime.depth.name]

    @property
    def fixed(self) -> Mapping[str, Fraction]:
        """The variables that can take one value only."""
        return {a.name: a.fixed for a in self.variables if a.fixed is not None}

    def unused(self, name: str) -> str:
        """Return a name that is no variable's and not the chart's own: ``name``, lengthened until it is free."""
        taken = {a.name for a in self.variables} | reserved_names(self.regime)
        while name in taken:
            name += "_"
        return name

    def narrowed(self, a: Assumption) -> Domain:
        """Return the domain with another range of a variable it has."""
        return replace(self, variables=tuple(a if a.name == v.name else v for v in self.variables))

    def on(self, stratum: Stratum) -> Domain:
        """Return the part of the domain on a stratum of the depth.

        Raises
        ------
        BadInput
            If the chart has no depth, or the two do not meet.
        """
        depth = self.depth
        if depth is None:
            if stratum.point == 0:
                return self
            raise BadInput(f"the stratum {stratum}", f"the {self.regime.id} chart has no depth", "leave it out")
        point = stratum.point
        if point is not None:
            if not depth.holds(point):
                raise BadInput(f"the stratum {stratum}", f"the depth is in {depth.range_text()}", "choose one inside")
            return self.narrowed(depth.at(point))
        return self.narrowed(depth.between(stratum.low, stratum.high).meet(depth))

    def strata(self) -> tuple[Stratum, ...]:
        """Return the depth's range as open intervals and closed ends, from small to large; the point 0 without depth."""
        depth = self.depth
        if depth is None:
            return (Stratum(Fraction(0), Fraction(0)),)
        if depth.fixed is not None:
            return (Stratum(depth.low, depth.low),)
        low = () if depth.low_open else (Stratum(depth.low, depth.low),)
        high = () if depth.high is None or depth.high_open else (Stratum(depth.high, depth.high),)
        return (*low, Stratum(depth.low, depth.high), *high)

    def faces(self, names: set[str]) -> Iterator[Domain]:
        """Yield the parts of the domain with the closed ends of some variables apart: each end, then the open rest.

        Nothing is yielded where none of the variables has a closed end.
        """
        for a in self.variables:
            if a.name in names and not a.integer and a.fixed is None and (ends := a.closed_ends):
                yield from (self.narrowed(a.at(end)) for end in ends)
                yield self.narrowed(replace(a, low_open=True, high_open=True))
                return

    def corners(self, most: int = 64) -> Iterator[dict[str, Fraction]]:
        """Yield values at the closed ends of all variables at once, a middle one where there is no closed end."""
        for values in islice(product(*(a.closed_ends or (a.middle,) for a in self.variables)), most):
            yield {a.name: v for a, v in zip(self.variables, values, strict=True)}

    def extremes(self) -> Iterator[dict[str, Fraction]]:
        """Yield values far out or close to an end: of one variable, the others in the middle; and of all at once."""
        middle = {a.name: a.middle for a in self.variables}
        reach = {a.name: a.extremes for a in self.variables if a.fixed is None}
        for name, values in reach.items():
            yield from ({**middle, name: value} for value in values)
        for pick in (0, -1):
            yield middle | {name: values[pick] for name, values in reach.items()}

    def points(self) -> list[dict[str, Fraction]] | None:
        """Return every point, where the chart has no n and there are finitely many; else None."""
        if self.regime is not FREE:
            return None
        total, ranges = 1, []
        for a in self.variables:
            if a.fixed is None and (not a.integer or a.high is None):
                return None
            values = range(a.first, a.last + 1) if a.integer else (a.low,)
            total *= len(values)
            if total > MOST_POINTS:
                return None
            ranges.append([Fraction(v) for v in values])
        return [{a.name: v for a, v in zip(self.variables, values, strict=True)} for values in product(*ranges)]

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Tell whether a point lies in the domain, exactly."""
        return all(a.name in values and a.holds(values[a.name]) for a in self.variables)


def reserved_names(regime: Regime) -> set[str]:
    """Return the names a chart uses itself, so that no variable may take them; its parameters may be narrowed."""
    own = {"one", "row", THETA, TIE, *(c.name for c in regime.coordinates), *(g.name for g in regime.logarithms)}
    if regime is FREE:
        return own
    return own | {"n", "h", "L"} | (set() if regime.depth else {DEPTH})

