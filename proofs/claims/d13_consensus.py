"""D13: consensus from almost every start.

Theorems about almost every initial condition are sampled here by seeded particle flows: they are SUPPORTED at most.  Not stated, since nothing here could refute it: the probabilities and the
exponent of the high-dimensional theorem (GLPR, appendix D).
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...numerics.sampled.particles import equiangular, random_tokens
from ..vocabulary import (
    Cases, Claim, Computed, Confidence, Fraction, Pin, Point, Scalar, Swarm, arb, but, diameter, integrate,
)

CLUSTERING = "Markdahl et al.; Criscitiello et al.; Geshkovski, Letrouit, Polyanskiy, Rigollet, arXiv 2312.10794"
CIRCLE = "arXiv 2507.22857"
ONE_POINT = "1e-9 stands for one point"


def _final_diameter(p: Point) -> Scalar:
    """Return the largest 1 - cos of two tokens at the end."""
    return diameter(integrate(random_tokens(int(p.n), int(p.d), int(p.seed)), 60.0, 600, float(p.beta), p.flow))


def _late_decay(p: Point) -> Scalar:
    """Return how much the diameter shrinks in the 13th unit of time, from a hemisphere."""
    late = integrate(random_tokens(int(p.n), int(p.d), int(p.seed), hemisphere=True), 12.0, 240, float(p.beta))
    return diameter(integrate(late, 1.0, 20, float(p.beta))) / diameter(late)


def _triangle(p: Point) -> Scalar:
    """Return the diameter to which three tokens on a circle go from near the regular triangle."""
    angles = 2 * np.pi / 3 * np.arange(3) + np.array([0, 1, -1]) / 20
    start = Swarm(np.stack([np.cos(angles), np.sin(angles)], axis=1), np.ones(3))
    return diameter(integrate(start, 400.0, 4000, float(p.beta)))


def _deviation(p: Point) -> Scalar:
    """Return the largest distance of an inner product of random tokens from the equiangular solution."""
    n, time, beta = int(p.n), float(p.time), float(p.beta)
    x = integrate(random_tokens(n, int(p.d), int(p.seed)), time, 40 * int(np.ceil(time)), beta).directions
    inner = (x @ x.T)[~np.eye(n, dtype=bool)]
    distance, _ = equiangular(1e-15, n, beta, "post", [time])[0]
    return float(abs(1 - distance - inner).max())


def _concentration(p: Point) -> Scalar:
    d = arb(int(p.d))
    return (d.log() / d).sqrt()


SMALL = Fraction(1, 10**9)
STARTS: Cases = tuple(
    {"n": 8, "d": 3, "beta": 1, "seed": seed, "flow": flow}
    for seed in (1, 2, 3)
    for flow in ("softmax", "unnormalised")
)
HEMISPHERES: Cases = tuple({"n": 8, "d": 3, "beta": 1, "seed": seed} for seed in (1, 2))
STABLE: Cases = ({"beta": Fraction(-7, 10)}, {"beta": -2})
UNSTABLE: Cases = ({"beta": Fraction(-6, 10)}, {"beta": Fraction(-16, 100)}, {"beta": 1})
HIGH: Cases = tuple({"n": 8, "d": 1024, "beta": 1, "seed": 5, "time": time} for time in (Fraction(1, 2), 1, 2, 4))

_theorem = partial(Claim, confidence=Confidence.PROVED_ELSEWHERE)
_observed = partial(Claim, confidence=Confidence.OBSERVED)

CLAIMS = (
    _theorem(
        "D13.consensus.sphere",
        "for beta >= 0 and d >= 3 SA and USA bring random tokens to one point",
        Computed(STARTS, _final_diameter, SMALL),
        source=CLUSTERING,
        differs="eight tokens in three dimensions at beta = 1, three starts",
        notes=ONE_POINT,
        sharp=False,
        twins=but(
            "no time",
            "clusters within a time far below their lifetime, at beta = 30",
            cases=tuple({**case, "beta": 30} for case in STARTS[::2]),
        ),
    ),
    _theorem(
        "D13.consensus.hemisphere",
        "from a common hemisphere consensus is exponential: 1 - cos falls by exp(-2) in a unit of time under SA",
        Computed(HEMISPHERES, _late_decay, lambda p: arb(-2).exp(), Fraction(2, 10**7)),
        source=CLUSTERING,
        differs="eight tokens in three dimensions at beta = 1, two starts, one unit of time",
        pins=(Pin(factor=Fraction(11, 20)),),
        twins=but("exp(-1)", "the rate 1", right=lambda p: arb(-1).exp()),
    ),
    _theorem(
        "D13.circle.triangle-stable",
        "d = 2: below beta = -2/3 the regular triangle attracts, so consensus is not global",
        Computed(STABLE, Fraction(1499, 1000), _triangle),
        source=CIRCLE,
        differs="three tokens, at beta = -7/10 and -2",
        pins=(Pin(factor=Fraction(9993, 10**4)),),
        twins=but("above -2/3", "beta above -2/3", cases=UNSTABLE, right=lambda p: _triangle(p) + 1e-9),
    ),
    _observed(
        "D13.circle.triangle-unstable",
        "d = 2: above beta = -2/3 tokens near the regular triangle reach consensus",
        Computed(UNSTABLE, _triangle, SMALL),
        source=CIRCLE,
        differs="from near the triangle, for all beta above -2/3; clustering from almost every start is a theorem for beta >= -0.16",
        notes=ONE_POINT,
        sharp=False,
        twins=but("below -2/3", "beta below -2/3", cases=STABLE),
    ),
    _observed(
        "D13.high-dimension.concentration",
        "in dimension d random tokens follow the equiangular solution from rho = 0 within sqrt(log d/d)",
        Computed(HIGH, _deviation, _concentration),
        source="arXiv 2312.10794, appendix D",
        differs="for one draw and without the factor 2 c(beta)^(n t) of the theorem, which holds with a probability and, as a decay, for t >= n exp(beta)/2",
        pins=(Pin(factor=Fraction(899, 1000)),),
        twins=but(
            "d = 8",
            "dimension 8 with the bound of dimension 1024",
            cases=tuple({**case, "d": 8} for case in HIGH),
            right=lambda p: _concentration(Point(d=1024)),
        ),
    ),
)
