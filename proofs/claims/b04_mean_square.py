"""B4: the mean square Jacobian in each phase (Theorem 2.4 of the paper), its profile in the window, and the next order."""

from __future__ import annotations

from functools import partial

from ..vocabulary import (
    CRITICAL, FILLING, FINITE, IN_DIMENSION, PLAIN_IN_DIMENSION, RHO, SUBCRITICAL, SUPERCRITICAL, WINDOW, BigO, Bound,
    Claim, Expansion, Fraction, Growth, LittleO, Pin, Point, Scalar, T, but, g, in_dimension, of, q, sharp,
)

THEOREM = "arXiv 2510.05554, Theorem 2.4"
MEAN_SQUARE = in_dimension(g.mean_square_jacobian)
LOG_SQUARED_OVER_N_SQUARED = Growth(Fraction(2), logs=2)
FULL = FILLING.at(Fraction(1))
"""As many dimensions as tokens."""


def _fraction(p: Point) -> Scalar:
    """Return 1 - 1/d, in d = n/f dimensions."""
    return 1 - p.f * p.h


def _next_order(p: Point, divisor: int = 16, slope: int = 4) -> Scalar:
    growth = p.rho * p.L**2 / divisor + p.L / 2 + p.rho * p.L / slope
    return p.row.self_weight**2 * _fraction(p) + growth * p.f * p.h + p.h / 4


def _explicit(p: Point) -> Scalar:
    """Return B7 for the simplex with sqrt(d - 1) >= 1 in the mixed term, over d, where beta (1 - |m|^2) = l (1 - Y)."""
    a, bar, b, gap = p.row.self_weight, p.row.self_weight_complement, p.row.other_weight, p.row.logs().gap
    reach = gap * bar * (1 + p.row.weight_gap)
    beta = gap / (1 - p.rho)
    own = a**2 * (1 / (p.f * p.h) - 1) + 2 * a * reach + reach * reach
    others = bar * b * ((1 / (p.f * p.h) - 1) + 4 * beta + 4 * beta * beta)
    return (own + others) * p.f * p.h


_plain = partial(Claim, assumptions=PLAIN_IN_DIMENSION)

CLAIMS = (
    _plain(
        "B4.jacobian.subcritical",
        "the mean square Jacobian q eta -> 0 below the critical gamma",
        Expansion(SUBCRITICAL, MEAN_SQUARE, 0),
        source=THEOREM,
        notes="A statement about the mean square: the operator norm does not vanish (B5.norm.never-vanishes).",
        twins=but("critical value", "the wrong regime: (1/4)(1 - 1/d)", value=lambda p: _fraction(p) / 4),
    ),
    _plain(
        "B4.jacobian.critical",
        "q eta -> (1/4)(1 - 1/d) at the critical gamma",
        Expansion(CRITICAL, MEAN_SQUARE, lambda p: _fraction(p) / 4),
        source=THEOREM,
        notes="n equiangular tokens need d >= n, so that 1 - 1/d -> 1: the factor is vacuous here.",
        twins=but("one half", "the constant 1/2", value=lambda p: _fraction(p) / 2),
    ),
    _plain(
        "B4.jacobian.supercritical",
        "q eta -> 1 - 1/d above the critical gamma",
        Expansion(SUPERCRITICAL, MEAN_SQUARE, _fraction),
        source=THEOREM,
        twins=but("subcritical value", "the wrong regime: 0", value=0),
    ),
    _plain(
        "B4.jacobian.window",
        "q eta = s^2 (1 - 1/d) + O(log(n)^2/n) in the window",
        Expansion(WINDOW, MEAN_SQUARE, lambda p: p.s**2 * _fraction(p), BigO(Growth(Fraction(1), logs=2))),
        twins=but("first power", "s instead of s^2", value=lambda p: p.s * _fraction(p), error=LittleO())
        + but("no logarithms", "the error O(1/n)", error=BigO(Growth(Fraction(1)))),
    ),
    _plain(
        "B4.jacobian.residual",
        "with a residual connection q eta -> (s + r)^2 in the window",
        Expansion(WINDOW, MEAN_SQUARE, lambda p: (p.s + p.r) ** 2),
        assumptions=IN_DIMENSION,
        notes="Theorem 2.4 is claimed without a residual connection, in B4.jacobian.subcritical, critical and supercritical.",
        twins=but("no mixed term", "s^2 + r^2", value=lambda p: p.s**2 + p.r**2),
    ),
    _plain(
        "B4b.jacobian.critical",
        "q eta = a^2 (1 - 1/d) + [rho L^2/16 + (1/2 + rho/4) L]/d + 1/(4 n) + O(L^2/n^2), L = log n",
        Expansion(CRITICAL, MEAN_SQUARE, _next_order, BigO(LOG_SQUARED_OVER_N_SQUARED)),
        twins=but("L^2/8", "rho L^2/8", value=lambda p: _next_order(p, divisor=8))
        + but("rho L/2", "(1/2 + rho/2) L", value=lambda p: _next_order(p, slope=2)),
    ),
    _plain(
        "B4.jacobian.critical-bound",
        "at the critical gamma q eta <= 1/4 + (log n + 3)^2/(8 n) for every n, rho and d",
        Bound(CRITICAL, MEAN_SQUARE, lambda p: (p.L + 3) ** 2 * p.h / 8 + p.one / 4),
        pins=(
            Pin(factor=Fraction(73, 100), base=Fraction(1, 4)),
            Pin(factor=Fraction(69, 200), base=Fraction(1, 4), where=(RHO, FILLING.at(Fraction(1, 2)))),
        ),
        twins=but("no correction", "q eta <= 1/4", upper=Fraction(1, 4)),
    ),
    _plain(
        "B7.bound.simplex",
        "the explicit bound of B7 holds in the simplex at every n, d and beta, even with sqrt(d - 1) >= 1 in its mixed term",
        Bound(FINITE, MEAN_SQUARE, _explicit),
        source="derived; in the simplex it implies arXiv 2510.05554, Theorem 2.5 (i)",
        differs="explicit at every n, in the simplex; its constant is (1 - rho1)^2/4 times the theorem's",
        notes="For any tokens it is a property test on arrays (tests/numerics/test_jacobian.py).",
        pins=(
            sharp(FULL),
            Pin(factor=Fraction(62, 125), where=(RHO, FULL, T)),
            Pin(factor=Fraction(93, 100), where=(RHO, FULL, T.at(Fraction(1, 100)))),
        ),
        twins=but(
            "softmax held fixed",
            "the Jacobian of the weights left out: q eta <= Y (1 - 1/d)",
            upper=lambda p: of(q.inverse_participation_ratio)(p) * _fraction(p),
        ),
    ),
)
