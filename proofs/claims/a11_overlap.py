"""A11: the overlap identity, for equiangular tokens and any row-stochastic attention."""

from __future__ import annotations

from ..vocabulary import (
    CORRELATION, FINITE, FREE, SUBCRITICAL, WINDOW, ChartFormula, Claim, Expansion, Identity, Point, Scalar, assume,
    but, naive, of, on_row, q, without_residual,
)

SHARES = tuple(assume(name, f"attention weight {name}", 0, 1) for name in ("a1", "a2", "b1", "b2"))


def _rows(p: Point) -> tuple[list[Scalar], list[Scalar]]:
    """Return two rows over three tokens, each of sum 1."""
    return [p.a1, p.a2, 1 - p.a1 - p.a2], [p.b1, p.b2, 1 - p.b1 - p.b2]


def _inner(p: Point) -> Scalar:
    left, right = _rows(p)
    return naive.mixed_inner_product(left, right, p.rho)


def _cosine_by(inverse_participation_ratio: ChartFormula) -> ChartFormula:
    """Return rho/(rho + (1 - rho) Y) for what stands for Y."""
    return lambda p: p.rho / (p.rho + (1 - p.rho) * inverse_participation_ratio(p))


def _by_overlap(p: Point) -> Scalar:
    left, right = _rows(p)
    return p.rho + (1 - p.rho) * sum(u * w for u, w in zip(left, right, strict=True))


SUMS = tuple(
    assume(name, meaning)
    for name, meaning in (
        ("A", "sum of the weights of one row so far"),
        ("B", "sum of those of the other"),
        ("O", "sum of their products"),
        ("a", "new weight of one row"),
        ("b", "new weight of the other"),
    )
)


def _longer(p: Point) -> Scalar:
    """Return <sum a_k y_k, sum b_k y_k> with a new token y, from what holds before: <sum a_k y_k, y> = rho A."""
    before = p.rho * p.A * p.B + (1 - p.rho) * p.O
    return before + p.b * (p.rho * p.A) + p.a * (p.rho * p.B) + p.a * p.b


def _with_new(p: Point, products: int = 1) -> Scalar:
    return p.rho * (p.A + p.a) * (p.B + p.b) + (1 - p.rho) * (p.O + products * p.a * p.b)


CLAIMS = (
    Claim(
        "A11.overlap.step",
        "a token more: <sum a_k y_k, sum b_k y_k> is rho (sum a)(sum b) + (1 - rho) sum a_k b_k if it is with one less",
        Identity(FREE, _longer, _with_new),
        (CORRELATION, *SUMS),
        notes="with no token both sides are 0",
        twins=but("twice", "2 a b for the new product", right=lambda p: _with_new(p, 2)),
    ),
    Claim(
        "A11.overlap.any-rows",
        "<m_i, m_j> = rho + (1 - rho) O_ij for any two row-stochastic rows",
        Identity(FREE, _inner, _by_overlap),
        (CORRELATION, *SHARES),
        uses=("A11.overlap.step",),
        notes="shown for three tokens; the step adds one more at a time",
        twins=but(
            "no mean",
            "rho O_ij instead of rho + (1 - rho) O_ij",
            right=lambda p: p.rho * sum(u * w for u, w in zip(*_rows(p), strict=True)),
        ),
    ),
    without_residual(
        "A11.overlap.simplex",
        "O = b (1 + a - b) is sum_k A_ik A_jk in the simplex",
        Identity(FINITE, on_row(naive.row_overlap), of(q.row_overlap)),
        twins=but("1 + a", "b (1 + a)", right=lambda p: p.row.other_weight * (1 + p.row.self_weight)),
    ),
    *(
        without_residual(
            f"A11.overlap.cosine-{regime.id}",
            f"O -> 0, so cos' - rho/(rho + (1 - rho) Y) -> 0 ({regime.id})",
            Expansion(regime, of(q.output_cosine), _cosine_by(of(q.inverse_participation_ratio))),
            uses=("A11.overlap.any-rows",),
            twins=but("another weight", "a, or 1 - a, in place of Y", value=_cosine_by(wrong)),
        )
        for regime, wrong in ((WINDOW, of(q.self_weight)), (SUBCRITICAL, of(q.self_weight_complement)))
    ),
)
