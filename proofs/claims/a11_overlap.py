"""A11: the overlap identity, for equiangular tokens and any row-stochastic attention."""

from __future__ import annotations

from fractions import Fraction

from ...theory import naive
from ...theory import quantities as q
from ...theory.assumptions import CORRELATION, Assumption
from ...theory.charted import Formula
from ...theory.field import Scalar
from ...theory.regimes import FINITE, FREE, SUBCRITICAL, WINDOW, Point
from ..claim import Claim, Twin
from ..statements import Expansion, Identity
from .shorthand import PLAIN, of

SHARES = tuple(
    Assumption(name=name, meaning=f"attention weight {name}", low=Fraction(0), high=Fraction(1))
    for name in ("a1", "a2", "b1", "b2")
)


def _rows(p: Point) -> tuple[list[Scalar], list[Scalar]]:
    """Return two rows over three tokens, each of sum 1."""
    return [p.a1, p.a2, 1 - p.a1 - p.a2], [p.b1, p.b2, 1 - p.b1 - p.b2]


def _inner(p: Point) -> Scalar:
    left, right = _rows(p)
    return naive.mixed_inner_product(left, right, p.rho)


def _cosine_by(participation: Formula) -> Formula:
    """Return rho/(rho + (1 - rho) Y) for what stands for Y."""
    return lambda p: p.rho / (p.rho + (1 - p.rho) * participation(p))


def _by_overlap(p: Point) -> Scalar:
    left, right = _rows(p)
    return p.rho + (1 - p.rho) * sum(u * w for u, w in zip(left, right, strict=True))


BILINEAR = (
    "both sides are bilinear in the two rows and do not change when the tokens are permuted, so the coefficient of "
    "A_ik A_jl depends on whether k = l only: three tokens decide every n"
)

CLAIMS = (
    Claim(
        id="A11.overlap.any-rows",
        title="<m_i, m_j> = rho + (1 - rho) O_ij for any two row-stochastic rows",
        statement=Identity(regime=FREE, left=_inner, right=_by_overlap),
        assumptions=(CORRELATION, *SHARES),
        notes=BILINEAR,
        twins=(
            Twin(
                name="no mean",
                change="rho O_ij instead of rho + (1 - rho) O_ij",
                statement=Identity(
                    regime=FREE,
                    left=_inner,
                    right=lambda p: p.rho * sum(u * w for u, w in zip(*_rows(p), strict=True)),
                ),
            ),
        ),
    ),
    Claim(
        id="A11.overlap.simplex",
        title="O = b (1 + a - b) is sum_k A_ik A_jk in the simplex",
        statement=Identity(
            regime=FINITE,
            left=lambda p: naive.row_overlap(p.row.self_weight, p.row.other_weight, 1 / p.h),
            right=of(q.row_overlap),
        ),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="1 + a",
                change="b (1 + a)",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: naive.row_overlap(p.row.self_weight, p.row.other_weight, 1 / p.h),
                    right=lambda p: p.row.other_weight * (1 + p.row.self_weight),
                ),
            ),
        ),
    ),
    *(
        Claim(
            id=f"A11.overlap.cosine-{regime.id}",
            title=f"O -> 0, so cos' - rho/(rho + (1 - rho) Y) -> 0 ({regime.id})",
            statement=Expansion(
                regime=regime,
                quantity=of(q.output_cosine),
                value=_cosine_by(of(q.participation)),
            ),
            assumptions=PLAIN,
            uses=("A11.overlap.any-rows",),
            twins=(
                Twin(
                    name="another weight",
                    change="a, or 1 - a, in place of Y",
                    statement=Expansion(
                        regime=regime,
                        quantity=of(q.output_cosine),
                        value=_cosine_by(wrong),
                    ),
                ),
            ),
        )
        for regime, wrong in (
            (WINDOW, of(q.self_weight)),
            (SUBCRITICAL, of(q.self_weight_complement)),
        )
    ),
)
