"""The kinds of statement a claim can make.

Every side of a statement is a function of a point (see `critscale.theory.regimes`): one line over any field, so what is
proved symbolically is what is sampled numerically.  A new theorem is a few of these lines; a new kind of statement is a
class here and a checker beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..theory.charted import Formula
from ..theory.field import Scalar
from ..theory.growth import Growth, Stratum
from ..theory.regimes import Point, Regime

if TYPE_CHECKING:
    from ..numerics.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """left = right, at every point."""

    regime: Regime
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class LittleO:
    """The difference tends to 0."""

    def __str__(self) -> str:
        return "o(1)"


@dataclass(frozen=True, slots=True)
class BigO:
    """The difference is O(rate)."""

    rate: Growth

    def __str__(self) -> str:
        return f"O({self.rate})"


@dataclass(frozen=True, slots=True)
class Within:
    """|difference| <= constant * rate for every n >= valid_from, whatever the parameters."""

    constant: Fraction
    rate: Growth
    valid_from: int = 2

    def __str__(self) -> str:
        return f"B({self.constant} {self.rate}, n >= {self.valid_from})"


Error: TypeAlias = LittleO | BigO | Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """quantity = value + error as n -> oo; with ``ratio``, quantity / value = 1 + error.

    A limit is an expansion with error o(1).  ``stratum`` restricts the depth delta.
    """

    regime: Regime
    quantity: Formula
    value: Formula
    error: Error = LittleO()
    ratio: bool = False
    stratum: Stratum | None = None

    def difference(self, p: Point) -> Scalar:
        """Return what the error term bounds, at a point of any field."""
        if self.ratio:
            return self.quantity(p) / self.value(p) - 1
        return self.quantity(p) - self.value(p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """lower <= upper at every point with n >= valid_from."""

    regime: Regime
    lower: Formula
    upper: Formula
    valid_from: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Monotone:
    """The quantity moves one way in one variable of the chart, the others fixed, at every point with n >= valid_from."""

    regime: Regime
    quantity: Formula
    variable: str
    direction: Literal["increasing", "decreasing"]
    valid_from: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two independent engines (balls and mpmath) give the same number for a quantity of the catalogue.

    ``perturbation`` multiplies the second engine's number by 1 + perturbation: the must-fail twin of an agreement.
    """

    quantity: str
    perturbation: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTokens:
    """lower <= upper on any tokens, in float64 up to rounding: what no chart of the simplex can say."""

    lower: Callable[[Trial], float]
    upper: Callable[[Trial], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonteCarlo:
    """The mean of a random quantity is ``expected``, up to ``tolerance``: the model error a heuristic admits.

    ``draw`` takes a seed and returns one independent value; ``where`` says at which parameters.
    """

    draw: Callable[[int], float]
    expected: Callable[[], float]
    tolerance: Fraction
    where: tuple[tuple[str, str], ...] = ()


Cases: TypeAlias = tuple[Mapping[str, Fraction | int | str], ...]
"""Stated points: exact values by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """At each stated point: abs(left - right) <= tolerance * abs(right), or left <= right where there is no tolerance.

    For what has no chart: integrals, iterated layers, particle flows.  A side takes a point of exact values and
    returns a ball at the working precision, or a float (then the tolerance has to cover its error).  Nothing is
    claimed between the points, so a computed statement is at most SUPPORTED.
    """

    cases: Cases
    left: Formula
    right: Formula
    tolerance: Formula | None = None


Statement: TypeAlias = Identity | Expansion | Bound | Monotone | Agreement | OnTokens | MonteCarlo | Computed
