"""B2, B3: eigenvalues and gains that take roots, tied to the layer token by token at stated points.

A gain of a kind of motions is the largest singular value of the layer's action A on them: with the inner products N of the
motions, the root of the largest eigenvalue of N^-1 A^T N A.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import acb_mat

from ...numerics.sampled.attention import simplex_tokens
from ...numerics.sampled.jacobian import difference_quotient
from ...numerics.settings.points import ball_point
from ...theory.layer.motions import Action
from ...theory.layer.row import Logs
from ..vocabulary import (
    FINITE, RHO, SYMMETRY, Bound, Cases, Claim, Computed, ContextLength, Fraction, Pin, Point, R, Row, Scalar, arb, at_any_residual,
    but, common, contrast, g, of, rational_ball, sharp,
)
from .a00_definitions import beta, layer

Matrix = list[list[Scalar]]
Gain = Callable[..., Scalar]
POINTS: Cases = tuple(
    {"n": n, "rho": rho, "r": r, "t": t}
    for n in (3, 4, 7, 1000)
    for rho, r in ((Fraction(1, 5), Fraction(0)), (Fraction(3, 5), Fraction(2, 3)), (Fraction(9, 10), Fraction(5)))
    for t in (Fraction(1, 10**4), Fraction(1, 3), Fraction(9, 10))
)


def _finite(p: Point) -> Point:
    """Return the point of the finite chart at these exact values."""
    return ball_point(FINITE, ContextLength.parse(int(p.n)), {name: getattr(p, name) for name in ("rho", "r", "t")})


def _eigenvalues(matrix: Matrix) -> list[arb]:
    """Return the eigenvalues of a matrix that has real ones, from small to large."""
    return sorted((value.real for value in acb_mat(matrix).eig()), key=lambda value: float(value.mid()))


def _largest_gain(act: Callable[..., Action]) -> Callable[[Point], arb]:
    def side(p: Point) -> arb:
        here = _finite(p)
        action = act(layer(here), beta(here))
        moved, gram = acb_mat(action.matrix), acb_mat(action.gram())
        return _eigenvalues((gram.inv() * moved.transpose() * gram * moved).table())[-1].sqrt()

    return side


def _tangential(which: int) -> Callable[[Point], arb]:
    """Return an eigenvalue of the action on a contrast, the radial motion aside: 0 for the smaller one, 1 for the larger."""

    def side(p: Point) -> arb:
        here = _finite(p)
        matrix = contrast(layer(here), beta(here)).matrix
        return _eigenvalues([list(row[1:]) for row in matrix[1:]])[which]

    return side


def _at_point(gain: Gain) -> Callable[[Point], Scalar]:
    return lambda p: of(gain)(_finite(p))


def _is(id: str, title: str, found: Callable[[Point], arb], formula: Gain) -> Claim:
    return Claim(
        id,
        title,
        Computed(POINTS, found, _at_point(formula), Fraction(1, 10**20)),
        uses=SYMMETRY,
        defines=(formula,),
        pins=(Pin(factor=1 + Fraction(2, 10**20), side="value"),),
        twins=but(
            "a part in a million",
            "larger by a part in a million",
            right=lambda p: _at_point(formula)(p) * (1 + rational_ball(Fraction(1, 10**6))),
        ),
    )


MATRICES: Cases = tuple(
    {"n": n, "rho": rho, "r": r, "beta": beta}
    for n in (3, 4, 6)
    for rho, r in ((Fraction(1, 5), Fraction(0)), (Fraction(3, 5), Fraction(2, 3)))
    for beta in (Fraction(1, 2), Fraction(2), Fraction(8))
)


def _closed(gain: Callable[..., Scalar]) -> Callable[[Point], Scalar]:
    """Return a gain of the catalogue at n, rho, r and beta."""

    def side(p: Point) -> Scalar:
        n, rho, r, gap = (rational_ball(Fraction(x)) for x in (p.n, p.rho, p.r, p.beta * (1 - p.rho)))
        row = Row.from_odds((n - 1) * (-gap).exp(), n, logs=lambda: Logs(None, gap, None))
        return gain(row, rho, r)

    return side


def _whole(p: Point) -> float:
    """Return the norm of the whole matrix of central differences of the layer, in n + 1 dimensions."""
    import numpy as np

    tokens = np.pad(simplex_tokens(int(p.n), float(p.rho)), ((0, 0), (0, 1)))
    size = tokens.size
    return float(np.linalg.norm(difference_quotient(tokens, float(p.beta), float(p.r)).reshape(size, size), 2))


CLAIMS = (
    _is(
        "B3.gain.common",
        "the gain of a motion that all tokens share is the largest singular value of the layer's action on these",
        _largest_gain(common),
        g.common_gain,
    ),
    _is(
        "B3.gain.contrast",
        "the gain of a contrast is the largest singular value of the layer's action on it",
        _largest_gain(contrast),
        g.contrast_gain,
    ),
    _is(
        "B2.spectrum.larger",
        "the larger eigenvalue of a contrast is that of the layer's action on it, the radial motion aside",
        _tangential(1),
        g.contrast_eigenvalue,
    ),
    _is(
        "B2.spectrum.smaller",
        "the smaller eigenvalue of a contrast is that of the layer's action on it, the radial motion aside",
        _tangential(0),
        g.contrast_eigenvalue_second,
    ),
    at_any_residual(
        "B2.spectrum.eigenvalues-order",
        "the second eigenvalue of a contrast is the smaller one",
        Bound(FINITE, of(g.contrast_eigenvalue_second), of(g.contrast_eigenvalue)),
        defines=(g.contrast_eigenvalue, g.contrast_eigenvalue_second),
        pins=(sharp(RHO, R),),
        twins=but(
            "opposite", "the opposite order", lower=of(g.contrast_eigenvalue), upper=of(g.contrast_eigenvalue_second)
        ),
    ),
    Claim(
        "B3.norm.whole-matrix",
        "the operator norm of the Jacobian is the norm of the whole matrix of the layer's differences, d = n + 1",
        Computed(MATRICES, _whole, _closed(g.jacobian_operator_norm), Fraction(1, 10**9)),
        notes="float64: central differences are off by less than 1e-10",
        defines=(g.jacobian_operator_norm,),
        uses=("B3.gain.common", "B3.gain.contrast", "B3.norm.pairing"),
        pins=(Pin(factor=1 + Fraction(12, 10**10), side="value"),),
        twins=but("common alone", "the gain of a common motion alone", right=_closed(g.common_gain)),
    ),
)
