"""A13: the odds of the cosine."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, FINITE, PLAIN, POSITIVE_BETA, TOKENS, WINDOW, Claim, Expansion, Identity, Point, Scalar, at_any_residual,
    but, of, q, without_residual,
)


def _odds_by_overlap(p: Point) -> Scalar:
    overlap, inverse_participation_ratio = of(q.row_overlap)(p), of(q.inverse_participation_ratio)(p)
    return (p.rho + (1 - p.rho) * overlap) / ((1 - p.rho) * (inverse_participation_ratio - overlap))


CLAIMS = (
    Claim(
        "A13.odds.finite",
        "odds(cos') = (rho + (1 - rho) O)/((1 - rho)(Y - O)) at alpha = 0, for every beta > 0",
        Identity(FINITE, of(q.cosine_odds), _odds_by_overlap),
        (*PLAIN, POSITIVE_BETA),
        twins=but("residual", "the assumption alpha = 0 dropped", assumptions=(*TOKENS, POSITIVE_BETA)),
    ),
    without_residual(
        "A13.odds.gap",
        "Y - O = (a - b)^2",
        Identity(
            FINITE, lambda p: of(q.inverse_participation_ratio)(p) - of(q.row_overlap)(p), lambda p: p.row.weight_gap**2
        ),
        twins=but("a^2", "Y - O = a^2", right=lambda p: p.row.self_weight**2),
    ),
    at_any_residual(
        "A13.odds.window",
        "odds(cos') -> odds(rho) ((1 + r)/(s + r))^2 in the window",
        Expansion(WINDOW, of(q.cosine_odds), lambda p: p.rho / (1 - p.rho) * ((1 + p.r) / (p.s + p.r)) ** 2),
        twins=but(
            "first power", "the exponent 1 instead of 2", value=lambda p: p.rho / (1 - p.rho) * (1 + p.r) / (p.s + p.r)
        ),
    ),
    without_residual(
        "A13.odds.critical",
        "at the critical point one layer without residual multiplies the odds of the cosine by 4",
        Expansion(CRITICAL, lambda p: of(q.cosine_odds)(p) * (1 - p.rho) / p.rho, 4),
        twins=but("times 3", "3 instead of 4", value=3),
    ),
)
