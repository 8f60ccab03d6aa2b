"""F4: causal clustering in depth, a theorem of the literature that is sampled by seeded Monte-Carlo."""

from __future__ import annotations

from functools import partial

from ...numerics.sampled import monte_carlo
from ..vocabulary import Claim, Confidence, Fraction, MonteCarlo, Pin, but

CAUSAL = (("n", "8"), ("d", "3"), ("t", "50"))

CLAIMS = (
    Claim(
        "F4.depth",
        "causal self-attention with V = I sends every token to x_1(0), for almost every initial condition",
        MonteCarlo(
            draw=partial(monte_carlo.causal_clustering, 8, 3, 50.0, "first"),
            expected=lambda: 1.0,
            tolerance=Fraction(1, 10**5),
            where=CAUSAL,
        ),
        source="Karagodin, Polyanskiy, Rigollet, arXiv 2411.04990, Theorem 1",
        differs="eight tokens in three dimensions, random starts, up to t = 50",
        confidence=Confidence.PROVED_ELSEWHERE,
        pins=(Pin(factor=1 + Fraction(11, 10**6), side="value"),),
        twins=but(
            "mean",
            "to the mean of the initial tokens, as without a mask by symmetry",
            draw=partial(monte_carlo.causal_clustering, 8, 3, 50.0, "mean"),
        ),
    ),
)
