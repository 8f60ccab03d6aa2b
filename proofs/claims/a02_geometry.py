"""A2: the exact output geometry, equal to the definition."""

from __future__ import annotations

from ..vocabulary import FINITE, Identity, Monotone, Point, Scalar, at_any_residual, but, naive, of, q


def _naive_norm(p: Point) -> Scalar:
    return naive.output_norm_squared(p.row.self_weight, p.row.other_weight, 1 / p.h, p.rho, p.r)


def _naive_inner(p: Point) -> Scalar:
    return naive.output_inner_product(p.row.self_weight, p.row.other_weight, 1 / p.h, p.rho, p.r)


CLAIMS = (
    at_any_residual(
        "A2.geometry.norm",
        "|x'|^2 in closed form equals the sum over the Gram matrix",
        Identity(FINITE, _naive_norm, of(q.output_norm_squared)),
        twins=but("inner product", "the inner product instead of the norm", left=_naive_inner),
    ),
    at_any_residual(
        "A2.geometry.inner-product",
        "<x'_i, x'_j> in closed form equals the sum over the Gram matrix",
        Identity(FINITE, _naive_inner, of(q.output_inner_product)),
        twins=but(
            "one other less",
            "n - 1 tokens in the sum",
            left=lambda p: naive.output_inner_product(p.row.self_weight, p.row.other_weight, 1 / p.h - 1, p.rho, p.r),
        ),
    ),
    at_any_residual(
        "A2.geometry.difference",
        "|x'|^2 - <x'_i, x'_j> = (1 - rho)(a - b + r)^2",
        Identity(
            FINITE, lambda p: _naive_norm(p) - _naive_inner(p), lambda p: (1 - p.rho) * (p.row.weight_gap + p.r) ** 2
        ),
        twins=but("a for a - b", "(1 - rho)(a + r)^2", right=lambda p: (1 - p.rho) * (p.row.self_weight + p.r) ** 2),
    ),
    at_any_residual(
        "A2.geometry.contraction",
        "lambda = (1 - cos')/(1 - rho) = (a - b + r)^2/|x'|^2",
        Identity(FINITE, lambda p: (1 - _naive_inner(p) / _naive_norm(p)) / (1 - p.rho), of(q.contraction_factor)),
        source="arXiv 2510.05554, eq. (3.2)",
        differs="(3.2) averages over the pairs of tokens, which are alike in the simplex",
        twins=but(
            "no normalisation", "lambda without the factor 1 - rho", left=lambda p: 1 - _naive_inner(p) / _naive_norm(p)
        ),
    ),
    at_any_residual(
        "A2.geometry.complement",
        "the closed form of 1 - lambda has no cancellation and equals 1 - lambda",
        Identity(FINITE, lambda p: 1 - of(q.contraction_factor)(p), of(q.contraction_factor_complement)),
        twins=but("1 - cos", "1 - cos' instead of 1 - lambda", left=lambda p: 1 - of(q.output_cosine)(p)),
    ),
    at_any_residual(
        "A2.geometry.monotone",
        "at fixed n the contraction factor lambda increases with beta: more self attention, less collapse",
        Monotone(FINITE, of(q.contraction_factor), "t", "decreasing"),
        twins=but("opposite", "the opposite direction", direction="increasing"),
    ),
)
