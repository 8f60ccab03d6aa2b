"""B2, B3: eigenvalues and gains that take roots, tied to the layer token by token.

A gain G of a kind of motions is the largest singular value of the layer's action A on them: with the inner products N of
the motions, det(G^2 N - A^T N A) = 0, and G^2 N - A^T N A is nonnegative.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

from ...numerics.balls import rational_ball
from ...theory import gradients as g
from ...theory.field import Scalar
from ...theory.motions import Action, common, contrast
from ...theory.regimes import FINITE, Point
from ...theory.row import Logs, Row
from ..claim import Claim, Twin
from ..pins import Pin
from ..statements import Bound, Cases, Computed, Identity
from .a00_definitions import SYMMETRY, beta, layer
from .shorthand import NEARLY, RHO, TOKENS, R, of, sharp

Matrix = list[list[Scalar]]
KINDS = (("common", "a motion that all tokens share", common, g.common_gain), ("contrast", "a contrast", contrast, g.contrast_gain))


def _products(action: Action) -> tuple[Matrix, Matrix]:
    """Return the inner products N of the motions and those A^T N A of their images."""
    size, gram = range(len(action.matrix)), action.gram()
    moved = [[sum(gram[i][k] * action.matrix[k][j] for k in size) for j in size] for i in size]
    images = [[sum(action.matrix[k][i] * moved[k][j] for k in size) for j in size] for i in size]
    return [list(row) for row in gram], images


def _determinant(matrix: Matrix) -> Scalar:
    """Return a determinant, by its first row."""
    if not matrix:
        return 1
    first, *rest = matrix
    return sum(
        (-1) ** k * entry * _determinant([row[:k] + row[k + 1 :] for row in rest]) for k, entry in enumerate(first)
    )


def _coefficient(gram: Matrix, images: Matrix, many: int) -> Scalar:
    """Return the coefficient of (-1)^many x^(size - many) in det(x N - A^T N A): a sum of determinants that are >= 0."""
    size = range(len(gram))
    return sum(
        _determinant([images[k] if k in chosen else gram[k] for k in size]) for chosen in combinations(size, many)
    )


def _terms(p: Point, act: Callable[..., Action], square: Scalar, odd: int) -> Scalar:
    """Return the terms of det(square N - A^T N A) of one sign."""
    gram, images = _products(act(layer(p), beta(p)))
    size = len(gram)
    return sum(square ** (size - many) * _coefficient(gram, images, many) for many in range(odd, size + 1, 2))


def _minor(p: Point, act: Callable[..., Action], square: Scalar, size: int) -> Scalar:
    """Return a leading principal minor of square N - A^T N A."""
    gram, images = _products(act(layer(p), beta(p)))
    return _determinant([[square * gram[i][j] - images[i][j] for j in range(size)] for i in range(size)])


def _square(p: Point, gain: Callable[..., Scalar]) -> Scalar:
    return of(gain)(p) ** 2


def _is_a_gain(name: str, what: str, act: Callable[..., Action], gain: Callable[..., Scalar]) -> Claim:
    def statement(factor: Fraction) -> Identity:
        def side(odd: int) -> Callable[[Point], Scalar]:
            return lambda p: _terms(p, act, factor.numerator * _square(p, gain) / factor.denominator, odd)

        return Identity(regime=FINITE, left=side(0), right=side(1))

    return Claim(
        id=f"B3.gain.{name}",
        title=f"the gain G of {what} is a singular value of the layer: det(G^2 N - A^T N A) = 0",
        statement=statement(Fraction(1)),
        assumptions=TOKENS,
        uses=SYMMETRY,
        defines=(gain,),
        notes="the terms of either sign, left and right; sampled in balls, for the gain takes square roots",
        twins=(
            Twin(
                name="a thousandth",
                change="the square of the gain larger by a thousandth",
                statement=statement(Fraction(1001, 1000)),
            ),
        ),
    )


def _is_the_largest(name: str, what: str, act: Callable[..., Action], gain: Callable[..., Scalar], size: int) -> Claim:
    positive = act is contrast and size == 1
    unsharp = "; this one does not come down to 0, the determinant of all is 0" if positive else ""
    return Claim(
        id=f"B3.gain.{name}-largest-{size}",
        title=f"no motion of its kind gains more than the gain of {what}: minor {size} of G^2 N - A^T N A is nonnegative",
        statement=Bound(regime=FINITE, lower=0, upper=lambda p: _minor(p, act, _square(p, gain), size)),
        assumptions=TOKENS,
        uses=(*SYMMETRY, f"B3.gain.{name}"),
        defines=(gain,),
        notes=f"sampled in balls, for the gain takes square roots{unsharp}",
        pins=() if positive else (Pin(factor=2 - NEARLY, side="lower", base=-1),),
        sharp=not positive,
        twins=(
            Twin(
                name="half",
                change="half of the square of the gain",
                statement=Bound(regime=FINITE, lower=0, upper=lambda p: _minor(p, act, _square(p, gain) / 2, size)),
            ),
        ),
    )


def _eigenvalues(name: str, title: str, left: Callable[[Scalar, Scalar], Scalar], right: Callable[..., Scalar]) -> Claim:
    def both(p: Point) -> tuple[Scalar, Scalar]:
        return of(g.contrast_eigenvalue)(p), of(g.contrast_eigenvalue_second)(p)

    def tangential(p: Point) -> Scalar:
        _, along, drift = contrast(layer(p), beta(p)).matrix
        return right(along[1], along[2], drift[1], drift[2])

    return Claim(
        id=f"B2.spectrum.eigenvalues-{name}",
        title=title,
        statement=Identity(regime=FINITE, left=lambda p: left(*both(p)), right=tangential),
        assumptions=TOKENS,
        uses=SYMMETRY,
        defines=(g.contrast_eigenvalue, g.contrast_eigenvalue_second),
        notes="sampled in balls, for the eigenvalues take a square root",
        twins=(
            Twin(
                name="a thousandth",
                change="the larger one larger by a thousandth",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: left(1001 * both(p)[0] / 1000, both(p)[1]),
                    right=tangential,
                ),
            ),
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

    from ...numerics.arrays import simplex_tokens
    from ...numerics.jacobian import difference_quotient

    tokens = np.pad(simplex_tokens(int(p.n), float(p.rho)), ((0, 0), (0, 1)))
    size = tokens.size
    return float(np.linalg.norm(difference_quotient(tokens, float(p.beta), float(p.r)).reshape(size, size), 2))


def _precision(p: Point) -> Scalar:
    return rational_ball(Fraction(1, 10**9))


CLAIMS = (
    *(_is_a_gain(*kind) for kind in KINDS),
    *(_is_the_largest(*kind, size) for kind in KINDS for size in ((1,) if kind[2] is common else (1, 2))),
    _eigenvalues(
        "sum",
        "the two eigenvalues of a contrast have for sum the trace of the layer's action on a contrast, the radial motion aside",
        lambda large, small: large + small,
        lambda a, b, c, d: a + d,
    ),
    _eigenvalues(
        "product",
        "the two eigenvalues of a contrast have for product the determinant of the layer's action on a contrast, the radial motion aside",
        lambda large, small: large * small,
        lambda a, b, c, d: a * d - b * c,
    ),
    Claim(
        id="B2.spectrum.eigenvalues-order",
        title="the second eigenvalue of a contrast is the smaller one",
        statement=Bound(regime=FINITE, lower=of(g.contrast_eigenvalue_second), upper=of(g.contrast_eigenvalue)),
        assumptions=TOKENS,
        defines=(g.contrast_eigenvalue, g.contrast_eigenvalue_second),
        pins=(sharp(RHO, R),),
        twins=(
            Twin(
                name="opposite",
                change="the opposite order",
                statement=Bound(regime=FINITE, lower=of(g.contrast_eigenvalue), upper=of(g.contrast_eigenvalue_second)),
            ),
        ),
    ),
    Claim(
        id="B3.norm.whole-matrix",
        title="the operator norm of the gradient is the norm of the whole matrix of the layer's differences, d = n + 1",
        statement=Computed(cases=MATRICES, left=_whole, right=_closed(g.gradient_operator_norm), tolerance=_precision),
        notes="float64: central differences are off by less than 1e-10",
        defines=(g.gradient_operator_norm,),
        uses=("B3.gain.common", "B3.gain.contrast", "B3.norm.pairing"),
        pins=(Pin(factor=1 + Fraction(12, 10**10), side="value"),),
        twins=(
            Twin(
                name="common alone",
                change="the gain of a common motion alone",
                statement=Computed(cases=MATRICES, left=_whole, right=_closed(g.common_gain), tolerance=_precision),
            ),
        ),
    ),
)
