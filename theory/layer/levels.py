"""The middle phase: tokens at several levels of inner product, and which level holds the attention as gamma grows.

A level is n^theta tokens at inner product rho with the query, the query itself being (0, 1).  At beta = gamma log n a level
has mass n^(theta + gamma rho), so the heaviest level is the largest of linear forms in gamma: phases are the pieces of
an upper envelope.  Exact numbers only.

Source: theory C6, derived; arXiv 2510.05554, Theorem C.2, states a middle phase (its hypotheses were not recovered).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..field import Scalar


@dataclass(frozen=True, slots=True)
class Level:
    """n^theta tokens at inner product rho with the query."""

    name: str
    theta: Scalar
    rho: Scalar

    def exponent(self, gamma: Scalar) -> Scalar:
        """Return the exponent of the level's mass n^(theta + gamma rho)."""
        return self.theta + gamma * self.rho


@dataclass(frozen=True, slots=True)
class LevelPhase:
    """A level that holds the attention for low < gamma < high; ``high`` None is infinity."""

    level: Level
    low: Fraction
    high: Fraction | None


SELF = Level("self", Fraction(0), Fraction(1))


def two_levels(theta: Fraction, rho1: Fraction, rho2: Fraction) -> tuple[Level, ...]:
    """Return the levels of theory C6: the bulk at rho1, n^theta tokens at rho2 > rho1, and the token itself."""
    return Level("bulk", Fraction(1), rho1), Level("group", theta, rho2), SELF


def phases(levels: Iterable[Level]) -> tuple[LevelPhase, ...]:
    """Return the phases from gamma = 0 up: the upper envelope of the linear forms theta + gamma rho.

    Parameters
    ----------
    levels : iterable of Level
        At least one.  Of several with one rho the most numerous decides.

    Returns
    -------
    tuple of Phase
        In order of gamma; neighbours share a threshold.
    """
    best: dict[Fraction, Level] = {}
    for level in levels:
        if level.rho not in best or level.theta > best[level.rho].theta:
            best[level.rho] = level
    here = max(best.values(), key=lambda level: (level.theta, level.rho))
    result: list[LevelPhase] = []
    gamma = Fraction(0)
    while True:
        ahead = [(crossing(here, other), other) for other in best.values() if other.rho > here.rho]
        if not ahead:
            return (*result, LevelPhase(here, gamma, None))
        at, after = min(ahead, key=lambda pair: (pair[0], -pair[1].rho))
        result.append(LevelPhase(here, gamma, at))
        here, gamma = after, at


def crossing(here: Level, other: Level) -> Fraction:
    """Return the gamma at which ``other``, of larger rho, becomes as heavy as ``here``."""
    return Fraction(threshold(here.theta - other.theta, other.rho - here.rho))


def threshold(fewer: Scalar, closer: Scalar) -> Scalar:
    """gamma = (theta - theta')/(rho' - rho), where n^theta tokens at rho and n^theta' at rho' weigh the same."""
    return fewer / closer
