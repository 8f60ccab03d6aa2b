"""Random points of a claim, exact, and what the variables of a formal statement are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from flint import arb

from ...numerics.length import ContextLength
from ...numerics.points import ball_point
from ...theory.assumptions import Assumption
from ...theory.growth import Stratum
from ...theory.regimes import FINITE, FREE, WINDOW, Point, Regime, critical_gamma
from .reading import Value, exact

DENOMINATOR = 97
"""Random fractions have this denominator: no constant of a formula is one by chance."""

_SIGN = {"subcritical": -1, "critical": 0, "supercritical": 1}
"""On which side of the critical gamma the depth delta is measured."""


@dataclass(frozen=True, slots=True)
class Place:
    """A context length and exact values of a claim's variables."""

    n: int
    values: Mapping[str, Fraction]

    def moved(self, n: int) -> Place:
        """Return the place at another context length."""
        return replace(self, n=n)

    def point(self, regime: Regime) -> Point:
        """Return the place as the claim's formulas take it: exact in the finite chart, which is rational, else balls."""
        if regime is FINITE:
            values = {name: exact(value) for name, value in self.values.items()}
            return regime.point({"one": exact(1), "h": exact(Fraction(1, self.n)), **values})
        return ball_point(regime, None if regime is FREE else ContextLength.parse(str(self.n)), self.values)

    def variables(self, regime: Regime, *, limit: bool) -> dict[str, Value]:
        """Return the formal variables at this place, by name.

        With ``limit`` only those that stay the same as n grows: what a limit may be instantiated with.
        """
        found: dict[str, Value] = {name: exact(value) for name, value in self.values.items()}
        gap = 1 - found["rho"] if "rho" in found else None
        gamma = self._gamma(regime)
        if gamma is not None:
            found["gamma"] = exact(gamma)
        if regime is WINDOW and gap is not None:
            found["c"] = (arb(found["s"]) / (1 - found["s"])).log() / gap
        if limit or regime is FREE:
            return found
        found["n"] = exact(self.n)
        log_n = arb(self.n).log()
        if gamma is not None:
            found["beta"] = found["gamma"] * log_n
        elif regime is WINDOW and gap is not None:
            found["beta"] = log_n / gap + found["c"]
        elif regime is FINITE:
            found["E"] = (found["n"] - 1) * found["t"]
            if gap is not None:
                found["beta"] = -arb(found["t"]).log() / gap
        return found

    def _gamma(self, regime: Regime) -> Fraction | None:
        if "rho" not in self.values or regime.id not in _SIGN:
            return None
        distance = _SIGN[regime.id] * self.values.get("delta", Fraction(0))
        return Fraction(critical_gamma(self.values["rho"]) * (1 + distance))

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return the place as text, by variable."""
        return (("n", str(self.n)), *((k, str(v)) for k, v in self.values.items()))


def places(
    regime: Regime,
    assumptions: tuple[Assumption, ...],
    *,
    seed: str,
    count: int,
    valid_from: int = 2,
    stratum: Stratum | None = None,
) -> Iterator[Place]:
    """Yield random places of a claim's domain: its closed ends first, then its inside.

    Parameters
    ----------
    regime, assumptions : Regime, tuple of Assumption
        Where the claim holds.
    seed : str
        Equal seeds give equal places.
    count : int
        How many.
    valid_from : int
        Smallest context length.
    stratum : Stratum, optional
        Restriction of the depth delta.
    """
    random = Random(seed)
    variables = regime.variables(assumptions)
    if stratum is not None:
        variables = tuple(_restricted(a, stratum) if a.name == "delta" else a for a in variables)
    for k in range(count):
        values = {a.name: _end(a, high=k == 1) if k < 2 else None for a in variables}
        drawn = {a.name: _inside(a, random) for a in variables}
        n = valid_from if k == 0 else random.randrange(valid_from, (60, 10**3, 10**6)[k % 3])
        yield Place(n, {name: drawn[name] if value is None else value for name, value in values.items()})


def _restricted(depth: Assumption, stratum: Stratum) -> Assumption:
    if stratum.point is not None:
        return replace(depth, low=stratum.point, high=stratum.point, low_open=False, high_open=False)
    return depth.between(stratum.low, stratum.high)


def _end(a: Assumption, *, high: bool) -> Fraction | None:
    """Return a closed end of an assumption, or None."""
    if high:
        return None if a.high is None or a.high_open else a.high
    return None if a.low_open else a.low


def _inside(a: Assumption, random: Random) -> Fraction:
    if a.fixed is not None:
        return a.low
    if a.integer:
        return Fraction(random.randrange(int(a.low) + 1, int(a.low) + 60 if a.high is None else int(a.high) + 1))
    width = Fraction(3) if a.high is None else a.high - a.low
    return a.low + width * Fraction(random.randrange(1, DENOMINATOR), DENOMINATOR)
