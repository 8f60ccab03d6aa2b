"""D10: dynamic metastability. Clusters in caps stay there for a time exponential in beta; the bounds of the theorem."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...numerics.numbers.arrays import Array
from ..vocabulary import (
    Cases, Claim, Computed, Confidence, Fraction, Pin, Point, Scalar, Swarm, but, diameter, integrate, metastability, rational_ball,
)

_theorem = partial(
    Claim,
    source="arXiv 2410.06833, main theorem",
    differs="two orthogonal clusters, at stated n and beta; gamma(beta) = 1 - alpha - 8 eps - log(2 n^2/eps)/beta",
    confidence=Confidence.PROVED_ELSEWHERE,
    sharp=False,
)


def _strayed(p: Point) -> Scalar:
    """Return how far, in 1 - cos, a token is from the nearer centre at T2, tokens random in two orthogonal eps-caps."""
    return float(1 - (_at_lifetime(p) @ np.eye(3)[:, :2]).max(axis=1).min())


def _spread(p: Point) -> Scalar:
    """Return the largest squared distance of two tokens of one cap at T2."""
    return _largest_distance(_at_lifetime(p))


def _initial_spread(p: Point) -> Scalar:
    return _largest_distance(_in_caps(p).directions)


def _largest_distance(x: Array) -> float:
    return max(2 * diameter(Swarm(cap, np.ones(len(cap)))) for cap in (x[::2], x[1::2]))


def _in_caps(p: Point) -> Swarm:
    """Return n tokens on the rims of two eps-caps with orthogonal centres, in turn; the seed fixes them."""
    n, eps = int(p.n), float(p.eps)
    centres = np.eye(3)[:2][np.arange(n) % 2]
    rim = np.random.default_rng(int(p.seed)).standard_normal((n, 3))
    rim -= (rim * centres).sum(axis=1, keepdims=True) * centres
    rim *= np.sqrt(1 - (1 - eps) ** 2) / np.linalg.norm(rim, axis=1, keepdims=True)
    return Swarm((1 - eps) * centres + rim, np.ones(n))


def _at_lifetime(p: Point) -> Array:
    """Return the tokens at the T2 of the inverse temperature ``p.clock``."""
    time = float(metastability.bounds(p.n, p.clock, p.eps).lifetime.mid())
    return integrate(_in_caps(p), time, int(4 * time) + 1, float(p.beta), p.flow).directions


def _promised_spread(p: Point) -> Scalar:
    """Return 2 exp(-lambda beta), lambda as large as T1 <= T2 allows."""
    slow, fast = (metastability.bounds(p.n, p.beta, p.eps, Fraction(k)) for k in (0, 1))
    largest = (slow.lifetime - slow.settled) / (fast.settled - slow.settled)
    return 2 * (-largest * rational_ball(p.beta)).exp()


def _promised(p: Point) -> Scalar:
    return metastability.bounds(p.n, p.beta, p.eps).lifetime


def _exit(p: Point) -> Scalar:
    return (
        metastability.exit_time(p.beta, p.eps)
        if p.flow == "softmax"
        else metastability.shifted_exit_time(p.beta, p.eps)
    )


EXITS: Cases = tuple(
    {"n": n, "beta": beta, "eps": Fraction(1, 100), "flow": flow}
    for n, beta in ((10, 30), (6, 20), (100, 60))
    for flow in ("softmax", "shifted")
)
CAPS: Cases = tuple(
    {"n": 6, "beta": 20, "clock": 20, "eps": Fraction(1, 100), "seed": 7, "flow": flow}
    for flow in ("softmax", "shifted")
)
CLAIMS = (
    _theorem(
        "D10.metastable.exit",
        "two orthogonal clusters stay in their 2 eps-caps for (eps/n) exp((1 - alpha) beta), or longer",
        Computed(EXITS, _promised, _exit),
        notes="valid and very loose: 8.85e4 against 1.785e11 at n = 10, beta = 30, eps = 1/100 under SA",
        pins=(Pin(factor=Fraction(27, 10**6)),),
        twins=but("exp(beta)", "exp(beta): neither eps/n nor alpha", left=lambda p: rational_ball(p.beta).exp()),
    ),
    _theorem(
        "D10.metastable.caps",
        "six tokens from two orthogonal eps-caps are in the 2 eps-caps at T2",
        Computed(CAPS, _strayed, lambda p: rational_ball(2 * p.eps)),
        pins=(Pin(factor=Fraction(39, 400)),),
        notes="the tokens come together: in the end they are ten times nearer to the centres than the theorem says",
        twins=but(
            "beta = 5", "beta = 5 for as long as beta = 20 allows", cases=tuple({**case, "beta": 5} for case in CAPS)
        ),
    ),
    _theorem(
        "D10.metastable.spread",
        "within a cap abs(x_i - x_j)^2 <= 2 exp(-lambda beta) at T2, lambda as large as T1 <= T2 allows",
        Computed(CAPS, _spread, _promised_spread),
        notes="not sharp: the tokens of a cap are at one place long before",
        twins=but("at once", "at time 0 in place of T1", left=_initial_spread),
    ),
)
