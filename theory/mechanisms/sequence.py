"""Tokens in order, and what makes the rows of two of them: mechanisms whose rows differ from position to position."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from ..field import Scalar
from .positions import PairOfRows


class Sequence(NamedTuple):
    """Equiangular tokens in order, in one field: what a mechanism of positions is given.

    Attributes
    ----------
    gap : Scalar
        beta (1 - rho); nats.
    ratio : Scalar
        t = exp(-beta (1 - rho)), the mass of another token over that of the token itself, without a bias.
    spread : Scalar
        1 - rho.
    n : Scalar or None
        Number of tokens; None for infinitely many.
    number : callable
        From exact numbers into the field.
    """

    gap: Scalar
    ratio: Scalar
    spread: Scalar
    n: Scalar | None
    number: Callable[[Fraction], Scalar]


class OfPositions(ABC):
    """A mechanism whose rows differ from position to position, or pay the keys unevenly."""

    __slots__ = ()

    @abstractmethod
    def pair(self, at: Sequence, later: Scalar | None, lag: int) -> PairOfRows:
        """Return the rows of the positions j - lag and j; j = None is far from the beginning."""
