"""E34: the scaling law as a differential equation: the needed slope is the reciprocal of the tilted mean gap."""

from __future__ import annotations

from ..vocabulary import (
    FREE, NEARLY, Bound, Claim, Dual, Fraction, Identity, Pin, Point, Scalar, assume, but, needle, score_laws,
)
from .e31_gaussian_needle import INSIDE, SCORE, VARIANCE, smaller_root

SOURCE = "theory E34, derived: along a constant annealed weight"
BETA = assume("b", "beta", low_open=True)
GAP = assume("g", "x - K'(beta), the mean gap under the weights exp(beta X)", low_open=True)
SLOPE = assume("k1", "K'(beta)")
CURVE = assume("k2", "K''(beta), the variance under those weights")


def _moving(p: Point) -> Scalar:
    """Return the advantage with its derivative in L, where beta moves at the stated rate: K moves at K' times it."""
    needle_score = p.k1 + p.g
    rate = needle.threshold_slope(needle_score, p.k1)
    return needle.advantage(Dual(p.b, rate), Dual(needle_score, 0), Dual(p.k, p.k1 * rate))


def _slope(p: Point) -> Scalar:
    """Return the slope with its own derivative in L: K' moves at K'' times d beta/dL."""
    needle_score = p.k1 + p.g
    rate = needle.threshold_slope(needle_score, p.k1)
    return needle.threshold_slope(Dual(needle_score, 0), Dual(p.k1, p.k2 * rate))


CLAIMS = (
    Claim(
        "E34.definition.slope",
        "where beta moves at 1/(x - K'(beta)) per unit of L, the advantage moves as L does: the annealed weight stays",
        Identity(FREE, lambda p: _moving(p).slope, lambda p: p.one),
        (BETA, GAP, SLOPE, assume("k", "K(beta)")),
        source=SOURCE,
        uses=("E29.definition.weight",),
        notes="L = log(n - 1) as a real variable; on the smaller root, where x > K'(beta)",
        defines=(needle.threshold_slope,),
        twins=but("plus", "at 1/(x + K'(beta))", left=lambda p: needle.advantage(Dual(p.b, 1 / (p.g + 2 * p.k1)), Dual(p.k1 + p.g, 0), Dual(p.k, p.k1 / (p.g + 2 * p.k1))).slope),
    ),
    Claim(
        "E34.rises",
        "the slope changes at K''(beta)/(x - K'(beta))^3 per unit of L: it never falls, and it is constant for degenerate distractors alone",
        Identity(FREE, lambda p: _slope(p).slope, lambda p: p.k2 / p.g**3),
        (GAP, SLOPE, CURVE),
        source=SOURCE,
        uses=("E34.definition.slope",),
        notes="K'' is the variance of a score under the weights exp(beta X): 0 where no score is random, and then the law is a pure log n",
        twins=but("square", "K''(beta)/(x - K'(beta))^2", right=lambda p: p.k2 / p.g**2),
    ),
    Claim(
        "E34.gaussian",
        "Gaussian distractors: the slope is 1/sqrt(x^2 - 2 v L)",
        Identity(
            FREE,
            lambda p: needle.threshold_slope(p.x, score_laws.Gaussian(p.v).cumulant_slope(smaller_root(p))),
            lambda p: 1 / (p.x * p.s),
        ),
        (SCORE, VARIANCE, INSIDE),
        source=SOURCE,
        uses=("E34.definition.slope",),
        twins=but("log n", "1/x, that of the log n law", right=lambda p: 1 / p.x),
    ),
    Claim(
        "E34.jensen",
        "the slope is 1/(x - E X) or more: no law needs less than the log n law of its mean gap",
        Bound(FREE, lambda p: 1 / (p.g + p.a), lambda p: needle.threshold_slope(p.k1 + p.g, p.k1)),
        (GAP, SLOPE, assume("a", "K'(beta) less E X, which is K'(0)")),
        source=SOURCE,
        uses=("E34.rises",),
        pins=(Pin(factor=NEARLY, where=(assume("a", "nothing").at(Fraction(0)),)),),
        twins=but("less", "it is less", lower=lambda p: needle.threshold_slope(p.k1 + p.g, p.k1), upper=lambda p: 1 / (p.g + p.a)),
    ),
)
