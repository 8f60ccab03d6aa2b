"""A1: the exact attention weights of the simplex layer."""

from __future__ import annotations

from ..vocabulary import FINITE, PAPER, Claim, Identity, Monotone, Point, Scalar, but, naive, of, q, without_residual


def _softmax(p: Point) -> tuple[Scalar, Scalar]:
    return naive.softmax(p.one, p.t, 1 / p.h)


CLAIMS = (
    Claim(
        "A1.weights.normalised",
        "a + (n - 1) b = 1",
        Identity(FINITE, lambda p: p.row.self_weight + (1 / p.h - 1) * p.row.other_weight, 1),
        source=f"definition of softmax; {PAPER}, section 2",
        twins=but(
            "n others",
            "n other tokens instead of n - 1",
            left=lambda p: p.row.self_weight + 1 / p.h * p.row.other_weight,
        ),
    ),
    Claim(
        "A1.weights.softmax",
        "a = 1/(1 + E) is the softmax of one logit beta and n - 1 logits beta rho",
        Identity(FINITE, lambda p: _softmax(p)[0], lambda p: p.row.self_weight),
        source=f"definition of softmax; {PAPER}, section 2",
        twins=but(
            "other weight", "the weight of another token instead of the self weight", left=lambda p: _softmax(p)[1]
        ),
    ),
    Claim(
        "A1.weights.other",
        "b = (E/(n - 1))/(1 + E) is the softmax weight of another token",
        Identity(FINITE, lambda p: _softmax(p)[1], lambda p: p.row.other_weight),
        source=f"definition of softmax; {PAPER}, section 2",
        twins=but("n for n - 1", "b = (E/n)/(1 + E)", right=lambda p: p.row.self_weight_complement * p.h),
    ),
    Claim(
        "A1.weights.gap",
        "a - b = (n a - 1)/(n - 1)",
        Identity(FINITE, lambda p: p.row.weight_gap, lambda p: (p.row.self_weight - p.h) / (1 - p.h)),
        twins=but("n for n - 1", "a - b = (n a - 1)/n", right=lambda p: p.row.self_weight - p.h),
    ),
    without_residual(
        "A1.weights.monotone",
        "at fixed n the self weight increases with beta (decreases with t = exp(-beta (1 - rho)))",
        Monotone(FINITE, of(q.self_weight), "t", "decreasing"),
        twins=but("opposite", "the opposite direction", direction="increasing"),
    ),
)
