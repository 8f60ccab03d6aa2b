"""E17 and E18: the limit of the weights beyond the critical beta, and the critical scale of a random row."""

from __future__ import annotations

import numpy as np

from ...numerics.answers.score_limits import dirichlet_max_ball
from ...theory.scores import limits
from ..vocabulary import (
    A_DIGIT, THIRTY_DIGITS, Cases, Claim, Computed, Fraction, MonteCarlo, Pin, Point, Scalar, arb, assume, but,
    integral, rational_ball,
)

SOURCE = "Pitman and Yor; theory E17, derived: a size-biased pick is Beta(1 - m, m)"
RANDOM = "theory E18, derived"
INDICES: Cases = tuple({"m": m, "k": k} for m in (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)) for k in (2, 3, Fraction(7, 2)))
INDEX = assume("m", "1/b", 0, 1, low_open=True, high_open=True)
STICKS, ROWS, PAIRS = 300, 2000, 40_000
"""Sticks of a row or its largest scores, rows of a draw, and rows of two scores."""


def _pick(p: Point) -> Scalar:
    """Return E w^(k - 1) of a pick from Beta(1 - m, m), in the coordinate log(w/(1 - w))."""
    m, k = rational_ball(p.m), rational_ball(p.k)

    def whole(power: arb) -> arb:
        return integral(lambda s: (power * s - (power + m) * (1 + s.exp()).log()).exp(), arb(-300), arb(300))

    return whole(k - m) / whole(1 - m)


def _moment(p: Point) -> Scalar:
    return limits.dirichlet_moment(rational_ball(p.m), rational_ball(p.k))


def _slope(p: Point) -> Scalar:
    """Return a difference quotient of -E sum w^k at k = 1."""
    m, step = rational_ball(p.m), arb((1, -24))
    return (limits.dirichlet_moment(m, 1 - step) - limits.dirichlet_moment(m, 1 + step)) / (2 * step)


def _largest(m: float, seed: int) -> float:
    """Return the mean largest weight of many rows, by breaking sticks."""
    broken = np.random.default_rng(seed).beta(1 - m, m * np.arange(1, STICKS + 1), size=(ROWS, STICKS))
    left = np.cumprod(1 - broken, axis=1) / (1 - broken)
    return float((broken * left).max(axis=1).mean())


def _seconds(seed: int) -> float:
    """Return how often log 2/log(Gamma_2/Gamma_1) is above 4."""
    first, second = np.random.default_rng(seed).exponential(size=(2, PAIRS))
    return float((second < first * (2 ** (1 / 4) - 1)).mean())


def _above(seed: int) -> float:
    """Return how often sup_j log j/log(Gamma_j/Gamma_1) is above 1.27."""
    arrivals = np.cumsum(np.random.default_rng(seed).exponential(size=(ROWS, STICKS)), axis=1)
    ranks = np.arange(2, STICKS + 1)
    return float(((np.log(ranks) / np.log(arrivals[:, 1:] / arrivals[:, :1])).max(axis=1) > 127 / 100).mean())


CLAIMS = (
    Claim(
        "E17.ipr",
        "E sum w^2 = 1 - m under PD(m, 0)",
        Computed(INDICES, lambda p: limits.dirichlet_moment(rational_ball(p.m), arb(2)), lambda p: 1 - rational_ball(p.m), THIRTY_DIGITS),
        source=SOURCE,
        pins=(A_DIGIT,),
        twins=but("2 - m", "2 - m", right=lambda p: 2 - rational_ball(p.m)),
    ),
    Claim(
        "E17.moment",
        "E sum w^k = Gamma(k - m)/(Gamma(1 - m) Gamma(k)) under PD(m, 0): the mean of w^(k - 1) of a Beta(1 - m, m) pick",
        Computed(INDICES, _pick, _moment, Fraction(1, 10**15)),
        source=SOURCE,
        defines=(limits.dirichlet_moment,),
        pins=(Pin(factor=1 + Fraction(3, 10**15), side="value"),),
        twins=but("k - 1", "the power k of the pick", right=lambda p: limits.dirichlet_moment(rational_ball(p.m), rational_ball(p.k) + 1)),
    ),
    Claim(
        "E17.entropy",
        "E H = psi(1) - psi(1 - m) under PD(m, 0): minus the slope of E sum w^k at k = 1",
        Computed(tuple({"m": c["m"]} for c in INDICES[::3]), lambda p: limits.dirichlet_entropy(rational_ball(p.m)), _slope, Fraction(1, 10**12)),
        source=SOURCE,
        uses=("E17.moment",),
        defines=(limits.dirichlet_entropy,),
        pins=(Pin(factor=1 + Fraction(3, 10**12), side="value"),),
        twins=but("psi(2 - m)", "psi(2 - m) - psi(1 - m)", left=lambda p: 1 / (1 - rational_ball(p.m))),
    ),
    Claim(
        "E17.max",
        "E max w under PD(m, 0) is the integral of 1/(1 + t^m e^t gamma(1 - m, t)), against sticks that are broken",
        MonteCarlo(
            draw=lambda seed: _largest(1 / 2, seed),
            expected=lambda: float(dirichlet_max_ball(Fraction(1, 2))),
            tolerance=Fraction(1, 25),
            where=(("m", "1/2"),),
        ),
        source=SOURCE,
        pins=(Pin(factor=Fraction(23, 20), side="value"),),
        twins=but("m", "the value of m = 1/4", expected=lambda: float(dirichlet_max_ball(Fraction(1, 4)))),
    ),
    Claim(
        "E18.median",
        "independent scores: Lambda_n/beta_c is random in the limit, above 1.27 in half of the rows",
        MonteCarlo(
            draw=_above,
            expected=lambda: 1 / 2,
            tolerance=Fraction(1, 20),
        ),
        source=RANDOM,
        pins=(Pin(factor=Fraction(13, 10), side="value"),),
        twins=but("one", "in all of them", expected=lambda: 1),
    ),
    Claim(
        "E18.tail",
        "independent scores: the second key alone has Lambda_n/beta_c > x with probability 1 - 2^(-1/x): 0.159 at x = 4",
        MonteCarlo(
            draw=_seconds,
            expected=lambda: 1 - 2 ** (-1 / 4),
            tolerance=Fraction(1, 50),
        ),
        source=RANDOM,
        pins=(Pin(factor=Fraction(13, 10), side="value"),),
        twins=but("half", "half of it", expected=lambda: (1 - 2 ** (-1 / 4)) / 2),
    ),
)
