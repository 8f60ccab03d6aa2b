"""Points of a regime's chart in balls: the numbers at a context length n that a symbolic statement speaks about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb

from ..theory.regimes import FINITE, FREE, WINDOW, Point, Regime
from .balls import rational_ball
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
    weight = balls["s"] if regime is WINDOW else arb(1) / 2
    balls["neg_log_s"], balls["neg_log_1ms"] = -weight.log(), -(1 - weight).log()
    if regime is FINITE:
        balls["neg_log_t"] = -balls["t"].log()
        balls["log_partition"] = ((1 / balls["h"] - 1) * balls["t"]).log1p()
    balls["ell"] = arb(regime.small_log(Point(**balls))).log1p()
    return regime.point(balls)
