"""A1: the exact attention weights of the simplex layer."""

from __future__ import annotations

from ..vocabulary import FINITE, PAPER, PLAIN, Claim, Identity, Monotone, Point, Scalar, but, naive, of, q


def _softmax(p: Point) -> tuple[Scalar, Scalar]:
    return naive.softmax(p.one, p.t, 1 / p.h)


CLAIMS = (
    Claim(
        id="A1.weights.normalised",
        title="a + (n - 1) b = 1",
        statement=Identity(
            regime=FINITE, left=lambda p: p.row.self_weight + (1 / p.h - 1) * p.row.other_weight, right=1
        ),
        source=f"definition of softmax; {PAPER}, section 2",
        twins=(
            but(
                "n others",
                "n other tokens instead of n - 1",
                left=lambda p: p.row.self_weight + 1 / p.h * p.row.other_weight,
            ),
        ),
    ),
    Claim(
        id="A1.weights.softmax",
        title="a = 1/(1 + E) is the softmax of one logit beta and n - 1 logits beta rho",
        statement=Identity(regime=FINITE, left=lambda p: _softmax(p)[0], right=lambda p: p.row.self_weight),
        source=f"definition of softmax; {PAPER}, section 2",
        twins=(
            but(
                "other weight", "the weight of another token instead of the self weight", left=lambda p: _softmax(p)[1]
            ),
        ),
    ),
    Claim(
        id="A1.weights.other",
        title="b = (E/(n - 1))/(1 + E) is the softmax weight of another token",
        statement=Identity(regime=FINITE, left=lambda p: _softmax(p)[1], right=lambda p: p.row.other_weight),
        source=f"definition of softmax; {PAPER}, section 2",
        twins=(but("n for n - 1", "b = (E/n)/(1 + E)", right=lambda p: p.row.self_weight_complement * p.h),),
    ),
    Claim(
        id="A1.weights.gap",
        title="a - b = (n a - 1)/(n - 1)",
        statement=Identity(
            regime=FINITE, left=lambda p: p.row.weight_gap, right=lambda p: (p.row.self_weight - p.h) / (1 - p.h)
        ),
        twins=(but("n for n - 1", "a - b = (n a - 1)/n", right=lambda p: p.row.self_weight - p.h),),
    ),
    Claim(
        id="A1.weights.monotone",
        title="at fixed n the self weight increases with beta (decreases with t = exp(-beta (1 - rho)))",
        statement=Monotone(regime=FINITE, quantity=of(q.self_weight), variable="t", direction="decreasing"),
        assumptions=PLAIN,
        twins=(but("opposite", "the opposite direction", direction="increasing"),),
    ),
)
