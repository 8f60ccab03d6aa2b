"""A row is its gaps: how far each score lies below the top one, and how many keys lie there.

Gaps and their numbers are values of one field, so a row has as many keys as one likes: two levels are a simplex of any n.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..field import Scalar


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a row, each with the number of keys that have it; units of the scores.

    Attributes
    ----------
    levels : tuple of (Scalar, Scalar)
        Gap and multiplicity; the top key has the gap 0.
    """

    levels: tuple[tuple[Scalar, Scalar], ...]

    def sum(self, function: Callable[[Scalar], Scalar]) -> Scalar:
        """Return the sum of a function of the gap over the keys: all that a row is asked."""
        return sum(count * function(gap) for gap, count in self.levels)

    def length(self) -> Scalar:
        """Return the number of keys n, the top included."""
        return sum(count for _, count in self.levels)
