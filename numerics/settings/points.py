"""Points of a regime's chart in balls: the numbers at a context length n that a symbolic statement speaks about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb

from ...theory.layer.regimes import FREE, Point, Regime
from ..numbers.balls import rational_ball
from .length import ContextLength


def ball_point(regime: Regime, length: ContextLength | None, values: Mapping[str, Fraction]) -> Point:
    """Return the point of a chart at context length n, at the working precision.

    Parameters
    ----------
    regime : Regime
        The chart.
    length : ContextLength or None
        n; None in the free chart, which has none.
    values : mapping
        Exact values of the parameters, by name (rho, r, s, delta, ...).

    Returns
    -------
    Point
        Balls for the parameters, the small coordinates, ``L`` = log n, the logarithms of the chart, and its row.
    """
    balls: dict[str, arb] = {"one": arb(1)} | {name: rational_ball(value) for name, value in values.items()}
    if regime is FREE or length is None:
        return Point(**balls)
    log_n = length.log()
    for coordinate in regime.coordinates:
        exponent = Fraction(coordinate.exponent(values.get("delta", Fraction(0))))
        balls[coordinate.name] = length.reciprocal() if exponent == 1 else (-rational_ball(exponent) * log_n).exp()
    balls["L"] = log_n
    balls["h"] = regime.reciprocal_length(Point(**balls))
    for g in regime.logarithms:
        here = Point(**balls)
        balls[g.name] = g.argument(here).log() if g.excess is None else g.excess(here).log1p()
    return regime.point(balls)


def exact_point(regime: Regime, length: ContextLength | None, values: Mapping[str, Fraction]) -> Point | None:
    """Return the point of a chart in exact numbers, without logarithms; None where a coordinate is no rational number.

    Parameters
    ----------
    regime, length, values
        As in `ball_point`.
    """
    numbers: dict[str, Fraction] = {"one": Fraction(1), **values}
    if regime is FREE or length is None:
        return Point(**numbers)
    if length.exact is None or any((c.constant, c.slope) != (1, 0) for c in regime.coordinates):
        return None
    return regime.point(numbers | {c.name: Fraction(1, length.exact) for c in regime.coordinates})
