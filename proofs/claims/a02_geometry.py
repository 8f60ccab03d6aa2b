"""A2: the exact output geometry, equal to the definition."""

from __future__ import annotations

from ..vocabulary import FINITE, TOKENS, Claim, Confidence, Identity, Monotone, Point, Scalar, but, naive, of, q


def _naive_norm(p: Point) -> Scalar:
    return naive.output_norm_squared(p.row.self_weight, p.row.other_weight, 1 / p.h, p.rho, p.r)


def _naive_inner(p: Point) -> Scalar:
    return naive.output_inner_product(p.row.self_weight, p.row.other_weight, 1 / p.h, p.rho, p.r)


CLAIMS = (
    Claim(
        id="A2.geometry.norm",
        title="|x'|^2 in closed form equals the sum over the Gram matrix",
        statement=Identity(regime=FINITE, left=_naive_norm, right=of(q.output_norm_squared)),
        assumptions=TOKENS,
        twins=(but("inner product", "the inner product instead of the norm", left=_naive_inner),),
    ),
    Claim(
        id="A2.geometry.inner-product",
        title="<x'_i, x'_j> in closed form equals the sum over the Gram matrix",
        statement=Identity(regime=FINITE, left=_naive_inner, right=of(q.output_inner_product)),
        assumptions=TOKENS,
        twins=(
            but(
                "one other less",
                "n - 1 tokens in the sum",
                left=lambda p: naive.output_inner_product(
                    p.row.self_weight, p.row.other_weight, 1 / p.h - 1, p.rho, p.r
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
        twins=(but("a for a - b", "(1 - rho)(a + r)^2", right=lambda p: (1 - p.rho) * (p.row.self_weight + p.r) ** 2),),
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
            but(
                "no normalisation",
                "lambda without the factor 1 - rho",
                left=lambda p: 1 - _naive_inner(p) / _naive_norm(p),
            ),
        ),
    ),
    Claim(
        id="A2.geometry.complement",
        title="the closed form of 1 - lambda has no cancellation and equals 1 - lambda",
        statement=Identity(
            regime=FINITE, left=lambda p: 1 - of(q.contraction_factor)(p), right=of(q.contraction_factor_complement)
        ),
        assumptions=TOKENS,
        twins=(but("1 - cos", "1 - cos' instead of 1 - lambda", left=lambda p: 1 - of(q.output_cosine)(p)),),
    ),
    Claim(
        id="A2.geometry.monotone",
        title="at fixed n the contraction factor lambda increases with beta: more self attention, less collapse",
        statement=Monotone(regime=FINITE, quantity=of(q.contraction_factor), variable="t", direction="decreasing"),
        assumptions=TOKENS,
        twins=(but("opposite", "the opposite direction", direction="increasing"),),
    ),
)
