"""A10: the threshold at finite n, where a token pays itself half of its attention."""

from __future__ import annotations

from ..vocabulary import FINITE, Fraction, Identity, Point, Row, Scalar, but, q, without_residual


def _threshold(p: Point) -> Row:
    """Return the row at beta* = log(n - 1)/(1 - rho), where E = 1."""
    return Row.from_masses(1 - p.h, 1 - p.h, p.h)


def _threshold_contraction(p: Point, scale: int = 4) -> Scalar:
    ratio = (1 - 2 * p.h) / (1 - p.h)
    return ratio**2 / (scale * p.rho + (1 - p.rho) / (1 - p.h))


CLAIMS = (
    without_residual(
        "A10.threshold.self-weight",
        "a = 1/2 at beta* = log(n - 1)/(1 - rho), for every n",
        Identity(FINITE, lambda p: _threshold(p).self_weight, Fraction(1, 2)),
        uses=("A1.weights.monotone",),
        notes="only there, since a increases with beta",
        twins=but("log n", "beta* = log n/(1 - rho)", left=lambda p: Row.from_masses(p.one, 1 - p.h, p.h).self_weight),
    ),
    without_residual(
        "A10.threshold.contraction",
        "there lambda = ((n - 2)/(n - 1))^2/(4 rho + (1 - rho) n/(n - 1)) without residual",
        Identity(FINITE, lambda p: q.contraction_factor(_threshold(p), p.rho, p.r), _threshold_contraction),
        twins=but("3 rho", "3 rho in the denominator", right=lambda p: _threshold_contraction(p, 3)),
    ),
)
