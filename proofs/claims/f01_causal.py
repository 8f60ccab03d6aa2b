"""F1: causal attention, position by position."""

from __future__ import annotations

from ..vocabulary import FINITE, FREE, SYMMETRY, Claim, Identity, Point, Scalar, but, causal, of, q, without_residual
from .f00_definitions import PAIR, Positions, rows


def _inner(p: Point) -> Scalar:
    return Positions(p).product()


def _earlier_norm(p: Point) -> Scalar:
    return Positions(p).earlier_norm()


CLAIMS = (
    without_residual(
        "F1.row",
        "causal position i has the simplex row at context length i: s_i = 1/(1 + (i - 1) exp(-beta (1 - rho)))",
        Identity(FINITE, of(q.self_weight), lambda p: causal.position_row(1 / p.h - 1, p.t).self_weight),
        twins=but(
            "i others", "i instead of i - 1 other tokens", right=lambda p: causal.position_row(1 / p.h, p.t).self_weight
        ),
    ),
    Claim(
        "F1.norm",
        "|m_i|^2 = rho + (1 - rho)(s_i^2 + (i - 1) b_i^2)",
        Identity(FREE, _earlier_norm, lambda p: causal.output_norm_squared(rows(p)[0], p.rho)),
        PAIR,
        defines=(causal.output_norm_squared,),
        uses=SYMMETRY,
        twins=but(
            "self alone", "rho + (1 - rho) s_i^2", right=lambda p: p.rho + (1 - p.rho) * rows(p)[0].self_weight ** 2
        ),
    ),
    Claim(
        "F1.inner-product",
        "<m_i, m_j> = rho + (1 - rho) b_j for i < j: the later position alone decides",
        Identity(FREE, _inner, lambda p: causal.output_inner_product(rows(p)[1], p.rho)),
        PAIR,
        defines=(causal.output_inner_product,),
        uses=SYMMETRY,
        twins=but(
            "earlier", "b_i of the earlier position", right=lambda p: causal.output_inner_product(rows(p)[0], p.rho)
        ),
    ),
)
