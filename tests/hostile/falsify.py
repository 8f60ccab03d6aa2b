"""Where a statement is false: one function for each kind, which returns the witness, or None.

None means that nothing was found, not that the statement is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, singledispatch
from itertools import pairwise
from typing import Any

import numpy as np
from flint import arb

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.sampled.trials import trial
from critscale.proofs.kinds import (
    Agreement,
    BigO,
    Bound,
    Computed,
    Expansion,
    Identity,
    LittleO,
    Monotone,
    OnTokens,
    Within,
)
from critscale.theory.assumptions import Assumption
from critscale.theory.growth import Growth
from critscale.theory.layer.regimes import Point, Regime

from .witness import (
    DIGITS,
    EXPONENTS,
    MP,
    Changed,
    Path,
    Place,
    Values,
    candidates,
    edges,
    exact_place,
    grid,
    number,
    paths,
    plain,
    ranges_of,
    rate_at,
    shown,
    stable,
)

Assumptions = tuple[Assumption, ...]
LEAST = 1e-12
"""A violation that float64 proposes is at least this large, relative to the two sides."""
NO_RATE = Growth(Fraction(0))
GROWS, STAYS = 1.5, 0.9
"""What difference/rate is at least multiplied by from n = 10^k to 10^(2k): without a bound, and without vanishing."""
BITS = 192
ROUNDING = 1e-6
"""What float64 may lose of the larger side on tokens; a violation exceeds it by far."""
CONFIRMED = Fraction(1, 10**25)
Gap = Callable[[Place], tuple[Any, Any]]
"""What is positive where a statement is violated, and the size it is to be compared with."""


@dataclass(frozen=True)
class Witness:
    """Where a statement is false: the numbers in a line, and the point."""

    text: str
    at: Mapping[str, Any]


@singledispatch
def falsify(statement: Any, assumptions: Assumptions) -> Witness | None:
    """Return where a statement is false, or None where no such place was found."""
    raise TypeError(f"no search for statements of kind {type(statement).__name__}")


def at_points(regime: Regime, assumptions: Assumptions, valid_from: int, gap: Gap) -> Witness | None:
    """Search a dense grid for a violation, and confirm the largest in mpmath."""
    here = grid(regime, assumptions, valid_from)

    def score(place: Place) -> Any:
        positive, size = gap(place)
        return positive / size

    try:
        proposals: Sequence[Values] = list(here.proposals(score, LEAST))
    except TypeError:  # a function that arrays do not have
        proposals = list(here.rows[:: max(1, len(here.rows) // 100)])
    except (AttributeError, ZeroDivisionError):
        return None  # a coordinate that the chart does not have; a division by a constant 0
    return next((found for values in proposals if (found := confirmed(regime, values, gap))), None)


def confirmed(regime: Regime, values: Values, gap: Gap) -> Witness | None:
    """Return the point if the statement is violated there in mpmath."""
    try:
        positive, size = gap(exact_place(regime, values, DIGITS))
        again, _ = gap(exact_place(regime, values, 5 * DIGITS))
    except (ZeroDivisionError, ValueError, TypeError):
        return None  # not defined there, or not real
    if not (MP.isfinite(size) and positive > number(CONFIRMED) * size and stable(positive, again)):
        return None
    return Witness(f"violated by {MP.nstr(positive / size, 5)} of its size at {shown(values)}", values)


@falsify.register
def _(statement: Identity, assumptions: Assumptions) -> Witness | None:
    def gap(place: Place) -> tuple[Any, Any]:
        left, right = place.side(statement.left), place.side(statement.right)
        return abs(left - right), abs(left) + abs(right)

    return at_points(statement.regime, assumptions, 2, gap)


@falsify.register
def _(statement: Bound, assumptions: Assumptions) -> Witness | None:
    def gap(place: Place) -> tuple[Any, Any]:
        lower, upper = place.side(statement.lower), place.side(statement.upper)
        return lower - upper, abs(lower) + abs(upper)

    return at_points(statement.regime, assumptions, statement.valid_from, gap)


@falsify.register
def _(statement: Monotone, assumptions: Assumptions) -> Witness | None:
    upward = 1 if statement.direction == "increasing" else -1
    ranges = ranges_of(statement.regime, assumptions)
    if statement.variable not in ranges:
        return None  # another chart, without the variable
    here = grid(statement.regime, assumptions, statement.valid_from)
    ladder = sorted(candidates(ranges[statement.variable]))
    for row in here.rows[:: max(1, len(here.rows) // 40)]:
        for low, high in pairwise(ladder):
            points = {**row, statement.variable: low}, {**row, statement.variable: high}
            try:
                first, last = (exact_place(statement.regime, p, DIGITS).side(statement.quantity) for p in points)
            except (ZeroDivisionError, ValueError):
                continue
            if (first - last) * upward > number(CONFIRMED) * (abs(first) + abs(last)):
                values = f"{MP.nstr(first, 8)} there and {MP.nstr(last, 8)} at {statement.variable} = {high}"
                at = {**row, statement.variable: (low, high)}
                return Witness(f"the wrong way from {shown(points[0])}: {values}", at)
    return None


def difference_at(statement: Expansion, place: Place) -> Any:
    """Return the difference an expansion speaks of."""
    quantity, value = place.side(statement.quantity), place.side(statement.value)
    return quantity / value - 1 if statement.ratio else quantity - value


@falsify.register
def _(statement: Expansion, assumptions: Assumptions) -> Witness | None:
    error = statement.error
    if isinstance(error, Within):
        return _within(statement, error, assumptions)
    rate = error.rate if isinstance(error, BigO) else NO_RATE
    uniform = getattr(error, "uniform", False)
    domain = statement.regime, assumptions, statement.stratum
    for path in (*(edges(*domain) if uniform else ()), *paths(*domain)):
        steps = _steps(statement, path, rate)
        if steps is not None and _fails(error, steps):
            what = "|difference|/rate" if isinstance(error, BigO) else "|difference|"
            numbers = ", ".join(f"{MP.nstr(x, 4)} at 10^{k}" for x, k in zip(steps, EXPONENTS, strict=True))
            there = shown({name: v for name, v in path.rows[0].items() if name != "n"})
            where = f"{there} at 10^{EXPONENTS[0]}, running to an edge" if uniform else there
            return Witness(f"{what} = {numbers}, where {where}", path.rows[-1])
    return None


def _steps(statement: Expansion, path: Path, rate: Growth) -> list[Any] | None:
    try:
        return path.steps(lambda place: difference_at(statement, place), rate)
    except (AttributeError, ZeroDivisionError, ValueError):
        return None


def _fails(error: BigO | LittleO, steps: list[Any]) -> bool:
    """Tell whether difference/rate has no bound, or, for o(1), whether the difference does not vanish."""
    ratios = [after / before for before, after in pairwise(steps)]
    if isinstance(error, BigO):
        return all(ratio > GROWS for ratio in ratios)
    return all(ratio > STAYS for ratio in ratios)


def _within(statement: Expansion, error: Within, assumptions: Assumptions) -> Witness | None:
    def gap(place: Place) -> tuple[Any, Any]:
        exp = np.exp if isinstance(place.point.one, np.ndarray) else MP.exp
        size = difference_at(statement, place)
        allowed = error.constant.numerator * rate_at(error.rate, place.point, exp) / error.constant.denominator
        return abs(size) - allowed, abs(size) + allowed

    found = at_points(statement.regime, assumptions, error.valid_from, gap)
    if found is not None:
        return found
    for path in paths(statement.regime, assumptions, statement.stratum):
        steps = _steps(statement, path, error.rate)
        for value, exponent in zip(steps or (), EXPONENTS, strict=False):
            if value > number(error.constant) * (1 + number(CONFIRMED)):
                values = {**path.rows[0], "n": Fraction(10**exponent)}
                return Witness(f"|difference|/rate = {MP.nstr(value, 5)} at n = 10^{exponent}", values)
    return None


@falsify.register
def _(statement: OnTokens, assumptions: Assumptions) -> Witness | None:
    for seed in range(25):
        here = trial(seed)
        lower, upper = (plain(side, here) for side in (statement.lower, statement.upper))
        if lower - upper > ROUNDING * max(abs(lower), abs(upper)):
            return Witness(f"{lower:.6g} > {upper:.6g} on the tokens of seed {seed}", {"seed": seed})
    return None


@falsify.register
def _(statement: Agreement, assumptions: Assumptions) -> Witness | None:
    """Return why: one number and itself times 1 + epsilon do not agree to 50 digits."""
    if abs(statement.perturbation) > Fraction(1, 10**45):
        return Witness(f"a number other than 0 is not itself times 1 + {statement.perturbation}", {})
    return None


@falsify.register
def _(statement: Computed, assumptions: Assumptions) -> Witness | None:
    for case in statement.cases:
        exact = tuple((k, v if isinstance(v, str) else Fraction(v)) for k, v in case.items())
        left, right = (computed(side, exact, BITS) for side in (statement.left, statement.right))
        with working_precision(BITS):
            room = right - left
            if statement.tolerance is not None:
                room = computed(statement.tolerance, exact, BITS) * abs(right) - abs(left - right)
        if room < 0:
            numbers = f"{left.str(8, radius=False)} and {right.str(8, radius=False)}"
            place: dict[str, Any] = dict(exact)
            return Witness(f"{numbers} at {shown(place)}", place)
    return None


def computed(side: Any, case: tuple[tuple[str, Any], ...], bits: int) -> Any:
    """Return a side of a computed statement at a stated point as a ball."""
    if isinstance(side, Changed):
        with working_precision(bits):
            return side.change(computed(side.base, case, bits), Point(**dict(case)))
    return _ball(side, case, bits)


@lru_cache(maxsize=1024)
def _ball(side: Any, case: tuple[tuple[str, Any], ...], bits: int) -> arb:
    with working_precision(bits):
        value = plain(side, Point(one=Fraction(1), **dict(case)))
        return arb(value.numerator) / value.denominator if isinstance(value, int | Fraction) else arb(value)


