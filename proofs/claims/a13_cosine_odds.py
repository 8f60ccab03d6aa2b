"""A13: the odds of the cosine."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, FINITE, PLAIN, POSITIVE_BETA, TOKENS, WINDOW, Claim, Expansion, Identity, Point, Scalar, but, of, q,
)


def _odds_by_overlap(p: Point) -> Scalar:
    overlap, inverse_participation_ratio = of(q.row_overlap)(p), of(q.inverse_participation_ratio)(p)
    return (p.rho + (1 - p.rho) * overlap) / ((1 - p.rho) * (inverse_participation_ratio - overlap))


CLAIMS = (
    Claim(
        id="A13.odds.finite",
        title="odds(cos') = (rho + (1 - rho) O)/((1 - rho)(Y - O)) at alpha = 0, for every beta > 0",
        statement=Identity(regime=FINITE, left=of(q.cosine_odds), right=_odds_by_overlap),
        assumptions=(*PLAIN, POSITIVE_BETA),
        twins=(but("residual", "the assumption alpha = 0 dropped", assumptions=(*TOKENS, POSITIVE_BETA)),),
    ),
    Claim(
        id="A13.odds.gap",
        title="Y - O = (a - b)^2",
        statement=Identity(
            regime=FINITE,
            left=lambda p: of(q.inverse_participation_ratio)(p) - of(q.row_overlap)(p),
            right=lambda p: p.row.weight_gap**2,
        ),
        assumptions=PLAIN,
        twins=(but("a^2", "Y - O = a^2", right=lambda p: p.row.self_weight**2),),
    ),
    Claim(
        id="A13.odds.window",
        title="odds(cos') -> odds(rho) ((1 + r)/(s + r))^2 in the window",
        statement=Expansion(
            regime=WINDOW,
            quantity=of(q.cosine_odds),
            value=lambda p: p.rho / (1 - p.rho) * ((1 + p.r) / (p.s + p.r)) ** 2,
        ),
        assumptions=TOKENS,
        twins=(
            but(
                "first power",
                "the exponent 1 instead of 2",
                value=lambda p: p.rho / (1 - p.rho) * (1 + p.r) / (p.s + p.r),
            ),
        ),
    ),
    Claim(
        id="A13.odds.critical",
        title="at the critical point one layer without residual multiplies the odds of the cosine by 4",
        statement=Expansion(regime=CRITICAL, quantity=lambda p: of(q.cosine_odds)(p) * (1 - p.rho) / p.rho, value=4),
        assumptions=PLAIN,
        twins=(but("times 3", "3 instead of 4", value=3),),
    ),
)
