"""Arrays of rigorous float64 intervals as a field: a formula on a whole grid, each value between two floats.

The intervals are those of ``ival``, from the package ``crival``, an extra: every operation gives the tightest interval around
the exact result (IEEE 1788.1; CORE-MATH's functions).  Where it is missing, `installed` says so, and balls do the same more
slowly.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from flint import arb

from ...theory.field import Field
from .arrays import Array

if TYPE_CHECKING:
    from types import ModuleType

Intervals: TypeAlias = Any
"""An ``ival.Interval`` (the module has no types)."""

EXACT_COUNT = 1 << 53
"""Below this a float is an exact integer where it has to be one."""


@cache
def _module() -> ModuleType | None:
    try:
        import ival
    except (ImportError, OSError):  # absent, or without its library on this machine
        return None
    _field(ival).register(ival.Interval)
    return ival  # type: ignore[no-any-return]


def installed() -> bool:
    """Tell whether this machine has intervals."""
    return _module() is not None


def intervals(lower: Any, upper: Any) -> Intervals:
    """Return the intervals between two arrays of floats, which need intervals to be `installed`."""
    module = _module()
    assert module is not None
    return module.Interval(np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64))


def ends(value: Intervals) -> tuple[Array, Array]:
    """Return the lower and the upper ends; where nothing is known, an empty interval too, -inf and inf."""
    lower, upper = np.asarray(value.lo), np.asarray(value.hi)
    return np.where(np.isnan(lower), -np.inf, lower), np.where(np.isnan(upper), np.inf, upper)


def ends_of_ball(ball: arb) -> tuple[float, float]:
    """Return the nearest floats at or beyond the ends of a ball; -inf and inf for a ball of which nothing is known."""
    if ball.is_nan():
        return -np.inf, np.inf
    return _below(ball), -_below(-ball)


def _below(ball: arb) -> float:
    """Return a float that is at most every number of the ball."""
    found = float(ball.lower())
    while not (found == -np.inf or arb(found) <= ball):
        found = float(np.nextafter(found, -np.inf))
    return found


def _field(module: Any) -> Field:
    """Return the field of the intervals of a module."""

    class IntervalArrays(Field, lacks=("digamma", "gamma_function", "regularized_beta", "regularized_gamma", "scaled_bessel", "entmax_gap", "normal_tail")):
        refusal = ("on intervals", "they have no such function", "use balls")

        exp, log, sqrt, floor = map(staticmethod, (module.exp, module.log, module.sqrt, module.floor))
        minimum, maximum = map(staticmethod, (module.min, module.max))

        def expm1(self, x: Intervals) -> Any:
            return module.expm1(x)

        def log1p(self, x: Intervals) -> Any:
            return module.log1p(x)

        def hypot(self, x: Intervals, y: Intervals) -> Any:
            return module.hypot(x, y)

        def radical(self, x: Intervals, y: Intervals) -> Any:
            return module.sqrt(module.sqr(x) + y)

        def spectral_norm(
            self, x: Intervals, y: Intervals, s: Intervals, t: Intervals, r: Intervals, u: Intervals, v: Intervals
        ) -> Any:
            # the root of the largest eigenvalue of B^T B, as of balls; functions leave out what is outside their domain
            squares = [module.sqr(entry) for entry in (r, u, v, x, y, s, t)]
            minors = (r * x, r * y, r * s, r * t, u * y - v * x, u * t - v * s, x * t - y * s)
            mean, second = sum(squares) / 3, sum(map(module.sqr, minors))
            width = module.sqrt(module.sqr(mean) - second / 3)
            volume = module.sqr(r * minors[-1])
            skew = (mean * module.sqr(mean) - (mean * second - volume) / 2) / (width * module.sqr(width))
            return module.sqrt(mean + 2 * width * module.cos(module.acos(skew) / 3))

        def nearest_to_half(self, step: Intervals) -> Any:
            target = 1 / (2 * step)
            first, last = np.rint(target.lo), np.rint(target.hi)
            known = (first == last) & (first < EXACT_COUNT)
            near = module.Interval(np.where(known, first, 0)) * step
            # of a multiple that is nearest to 1/2 it is known that abs(k step - 1/2) <= step / 2
            about = (1 + step * intervals(-1, 1)) / 2
            return intervals(np.where(known, near.lo, about.lo), np.where(known, near.hi, about.hi))

    return IntervalArrays()
