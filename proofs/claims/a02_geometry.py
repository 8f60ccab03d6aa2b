"""A2: the exact output geometry, equal to the definition; A13: the odds of the cosine."""

from __future__ import annotations

from ...theory.field import Scalar
from ...theory.layer import naive
from ...theory.layer import quantities as q
from ...theory.layer.regimes import CRITICAL, FINITE, WINDOW, Point
from ..claim import Claim, Confidence, Twin
from ..kinds import Expansion, Identity, Monotone
from .shorthand import PLAIN, POSITIVE_BETA, TOKENS, of


def _naive_norm(p: Point) -> Scalar:
    return naive.output_norm_squared(p.row.self_weight, p.row.other_weight, 1 / p.h, p.rho, p.r)


def _naive_inner(p: Point) -> Scalar:
    return naive.output_inner_product(p.row.self_weight, p.row.other_weight, 1 / p.h, p.rho, p.r)


def _odds_by_overlap(p: Point) -> Scalar:
    overlap, inverse_participation_ratio = of(q.row_overlap)(p), of(q.inverse_participation_ratio)(p)
    return (p.rho + (1 - p.rho) * overlap) / ((1 - p.rho) * (inverse_participation_ratio - overlap))


CLAIMS = (
    Claim(
        id="A2.geometry.norm",
        title="|x'|^2 in closed form equals the sum over the Gram matrix",
        statement=Identity(regime=FINITE, left=_naive_norm, right=of(q.output_norm_squared)),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="inner product",
                change="the inner product instead of the norm",
                statement=Identity(regime=FINITE, left=_naive_inner, right=of(q.output_norm_squared)),
            ),
        ),
    ),
    Claim(
        id="A2.geometry.inner-product",
        title="<x'_i, x'_j> in closed form equals the sum over the Gram matrix",
        statement=Identity(regime=FINITE, left=_naive_inner, right=of(q.output_inner_product)),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="one other less",
                change="n - 1 tokens in the sum",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: naive.output_inner_product(
                        p.row.self_weight, p.row.other_weight, 1 / p.h - 1, p.rho, p.r
                    ),
                    right=of(q.output_inner_product),
                ),
            ),
        ),
    ),
    Claim(
        id="A2.geometry.difference",
        title="|x'|^2 - <x'_i, x'_j> = (1 - rho)(a - b + r)^2",
        statement=Identity(
            regime=FINITE,
            left=lambda p: _naive_norm(p) - _naive_inner(p),
            right=lambda p: (1 - p.rho) * (p.row.weight_gap + p.r) ** 2,
        ),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="a for a - b",
                change="(1 - rho)(a + r)^2",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: _naive_norm(p) - _naive_inner(p),
                    right=lambda p: (1 - p.rho) * (p.row.self_weight + p.r) ** 2,
                ),
            ),
        ),
    ),
    Claim(
        id="A2.geometry.contraction",
        title="lambda = (1 - cos')/(1 - rho) = (a - b + r)^2/|x'|^2",
        statement=Identity(
            regime=FINITE,
            left=lambda p: (1 - _naive_inner(p) / _naive_norm(p)) / (1 - p.rho),
            right=of(q.contraction_factor),
        ),
        assumptions=TOKENS,
        source="arXiv 2510.05554, eq. (3.2), in the simplex",
        confidence=Confidence.RECOVERED,
        twins=(
            Twin(
                name="no normalisation",
                change="lambda without the factor 1 - rho",
                statement=Identity(
                    regime=FINITE, left=lambda p: 1 - _naive_inner(p) / _naive_norm(p), right=of(q.contraction_factor)
                ),
            ),
        ),
    ),
    Claim(
        id="A2.geometry.complement",
        title="the closed form of 1 - lambda has no cancellation and equals 1 - lambda",
        statement=Identity(regime=FINITE, left=lambda p: 1 - of(q.contraction_factor)(p), right=of(q.contraction_factor_complement)),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="1 - cos",
                change="1 - cos' instead of 1 - lambda",
                statement=Identity(
                    regime=FINITE, left=lambda p: 1 - of(q.output_cosine)(p), right=of(q.contraction_factor_complement)
                ),
            ),
        ),
    ),
    Claim(
        id="A2.geometry.monotone",
        title="at fixed n the contraction factor lambda increases with beta: more self attention, less collapse",
        statement=Monotone(regime=FINITE, quantity=of(q.contraction_factor), variable="t", direction="decreasing"),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="opposite",
                change="the opposite direction",
                statement=Monotone(regime=FINITE, quantity=of(q.contraction_factor), variable="t", direction="increasing"),
            ),
        ),
    ),
    Claim(
        id="A13.odds.finite",
        title="odds(cos') = (rho + (1 - rho) O)/((1 - rho)(Y - O)) at alpha = 0, for every beta > 0",
        statement=Identity(regime=FINITE, left=of(q.cosine_odds), right=_odds_by_overlap),
        assumptions=(*PLAIN, POSITIVE_BETA),
        twins=(
            Twin(
                name="residual",
                change="the assumption alpha = 0 dropped",
                statement=Identity(regime=FINITE, left=of(q.cosine_odds), right=_odds_by_overlap),
                assumptions=(*TOKENS, POSITIVE_BETA),
            ),
        ),
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
        twins=(
            Twin(
                name="a^2",
                change="Y - O = a^2",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: of(q.inverse_participation_ratio)(p) - of(q.row_overlap)(p),
                    right=lambda p: p.row.self_weight**2,
                ),
            ),
        ),
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
            Twin(
                name="first power",
                change="the exponent 1 instead of 2",
                statement=Expansion(
                    regime=WINDOW,
                    quantity=of(q.cosine_odds),
                    value=lambda p: p.rho / (1 - p.rho) * (1 + p.r) / (p.s + p.r),
                ),
            ),
        ),
    ),
    Claim(
        id="A13.odds.critical",
        title="at the critical point one layer without residual multiplies the odds of the cosine by 4",
        statement=Expansion(
            regime=CRITICAL,
            quantity=lambda p: of(q.cosine_odds)(p) * (1 - p.rho) / p.rho,
            value=lambda p: 4 * p.one,
        ),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="times 3",
                change="3 instead of 4",
                statement=Expansion(
                    regime=CRITICAL,
                    quantity=lambda p: of(q.cosine_odds)(p) * (1 - p.rho) / p.rho,
                    value=lambda p: 3 * p.one,
                ),
            ),
        ),
    ),
)
