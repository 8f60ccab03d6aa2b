"""B2: the spectrum of the simplex layer's Jacobian, from its action on motions (B1); B3: its blocks and their squares."""

from __future__ import annotations

from functools import partial

from ...theory.layer.definitions import square, trace
from ...theory.layer.motions import inner, towards_the_sum
from ..vocabulary import (
    FINITE, IN_DIMENSION, NEARLY, RHO, SYMMETRY, TOKENS, Blocks, Bound, Claim, Identity, Pin, Point, R, Scalar,
    at_any_residual, blocks, blocks_at, but, common, common_square, contrast, contrast_square, g, image, in_dimension,
    of, sharp, without_residual,
)
from .a00_definitions import beta, layer

DEFINITION = "the layer of arXiv 2510.05554, section 2, differentiated (theory B1); derived"


def _common_factor(p: Point) -> Scalar:
    """Return the coefficient of S in the image of the motion S - <y_k, S> y_k: S has none in y_k."""
    here = layer(p)
    return common(here, beta(p)).matrix[1][1]


def _coupling(p: Point) -> Scalar:
    """Return the squared radial part of the image of a common motion, over the motion's squared norm."""
    here = layer(p)
    i, j = here.tokens.some(2)
    motion = towards_the_sum(here)
    moved, along = image(here, beta(p), motion), here.tokens.sum(lambda k: here.gram(i, k))
    radial = moved(i, i) - moved(i, j) + moved(i, j) * along
    return radial * radial / p.h / inner(here, motion, motion)


def _sum(p: Point) -> Scalar:
    _, along, drift = contrast(layer(p), beta(p)).matrix
    return along[1] + drift[2]


def _product(p: Point) -> Scalar:
    _, along, drift = contrast(layer(p), beta(p)).matrix
    return along[1] * drift[2] - along[2] * drift[1]


def _definition_trace(p: Point) -> Scalar:
    here = layer(p)
    return trace(here, beta(p), _dimension(p), *here.tokens.some(1)) / p.h


def _definition_square(p: Point, d: Scalar) -> Scalar:
    here = layer(p)
    (i,) = here.tokens.some(1)
    return here.tokens.sum(lambda k: square(here, beta(p), d, i, k)) / p.h


def _dimension(p: Point) -> Scalar:
    return 1 / (p.f * p.h)


def _trace(p: Point, pairing: Scalar) -> Scalar:
    """Return the sum of all n d eigenvalues, multiplicities counted."""
    n, d, block = 1 / p.h, _dimension(p), blocks_at(p)
    total = p.r + block.common + (n - 1) * (p.r + block.contrast_spread + block.contrast_drift)
    return total + n * (n - 3) / 2 * pairing + _rotations(n, d) * block.rotation + (d - n) * (p.r + 1)


def _rotations(n: Scalar, d: Scalar) -> Scalar:
    return (n - 1) * (n - 2) / 2 + (d - n) * (n - 1)


def _square(p: Point, contrasts: Scalar) -> Scalar:
    """Return the sum of all n d squared singular values, multiplicities counted."""
    n, d, block = 1 / p.h, _dimension(p), blocks_at(p)
    total = p.r**2 + common_square(block) + contrasts * contrast_square(block, p.r)
    return total + n * (n - 3) / 2 * block.pairing**2 + _rotations(n, d) * block.rotation**2 + (d - n) * (p.r + 1) ** 2


def _of_sum_and_product(p: Point) -> Scalar:
    """Return the square of the sum x + t less four times the product: the difference of the two eigenvalues, squared."""
    block = blocks_at(p)
    return (block.contrast_spread + block.contrast_drift) ** 2 - 4 * block.determinant


def _discriminant(p: Point, factor: int = 4) -> Scalar:
    block: Blocks = blocks_at(p)
    difference = block.contrast_spread - block.contrast_drift
    return difference * difference + factor * (block.along * block.small) * block.drift * block.return_drift


_by_definition = partial(Claim, source=DEFINITION, uses=SYMMETRY)

CLAIMS = (
    _by_definition(
        "B2.spectrum.common",
        "moving all tokens towards their sum is an eigenvector, of eigenvalue mu_T",
        Identity(FINITE, _common_factor, of(g.common_eigenvalue)),
        TOKENS,
        defines=(g.common_eigenvalue, blocks),
        twins=but(
            "half the growth",
            "beta (1 - rho) a (1 - a)(rho + 1/(n - 1)) once instead of twice",
            right=lambda p: (blocks_at(p).common + p.r + p.row.weight_gap + (1 - p.rho) * (1 - p.row.self_weight)) / 2,
        ),
    ),
    _by_definition(
        "B2.spectrum.contrast-sum",
        "the two tangential eigenvalues of a contrast have the sum x + t",
        Identity(FINITE, _sum, lambda p: blocks_at(p).contrast_spread + blocks_at(p).contrast_drift),
        TOKENS,
        defines=(blocks,),
        twins=but(
            "n for n - 1",
            "x + t with 1/n for 1/(n - 1) in t",
            right=lambda p: (
                blocks_at(p).contrast_spread + p.r + 1 + (1 + p.h) * p.row.other_weight * (p.row.logs().gap - 1)
            ),
        ),
    ),
    _by_definition(
        "B2.spectrum.contrast-product",
        "the two tangential eigenvalues of a contrast have the product x t - p^2 z^2 v w, a sum of nonnegative terms",
        Identity(FINITE, _product, lambda p: blocks_at(p).determinant),
        TOKENS,
        defines=(blocks,),
        twins=but(
            "uncoupled",
            "the product x t: the two motions do not mix",
            right=lambda p: blocks_at(p).contrast_spread * blocks_at(p).contrast_drift,
        ),
    ),
    at_any_residual(
        "B2.spectrum.discriminant",
        "the square of the sum of these two eigenvalues minus four times their product is (x - t)^2 + 4 p^2 z^2 v w",
        Identity(FINITE, _of_sum_and_product, _discriminant),
        source=DEFINITION,
        uses=("B2.spectrum.contrast-sum", "B2.spectrum.contrast-product"),
        twins=but("uncoupled", "(x - t)^2: the two motions do not mix", right=lambda p: _discriminant(p, 0)),
    ),
    at_any_residual(
        "B2.spectrum.real",
        "the two tangential eigenvalues of a contrast are real",
        Bound(FINITE, 0, _discriminant),
        pins=(Pin(side="lower", base=-1, factor=2 - NEARLY),),
        attained=("B2.spectrum.discriminant",),
        twins=but("negative", "the discriminant is never positive", lower=_discriminant, upper=0),
    ),
    _by_definition(
        "B2.spectrum.trace",
        "all n d eigenvalues add up to the trace of the blocks",
        Identity(FINITE, _definition_trace, lambda p: _trace(p, blocks_at(p).pairing)),
        IN_DIMENSION,
        defines=(blocks,),
        twins=but(
            "k0 for 2 k0",
            "the pairings with beta (1 - rho) b instead of twice that",
            right=lambda p: _trace(p, (blocks_at(p).pairing + blocks_at(p).rotation) / 2),
        ),
    ),
    _by_definition(
        "B3.blocks.coupling",
        "the radial answer to a common motion is p c (1 - a)(1 - 2 beta (1 - rho) a)",
        Identity(FINITE, _coupling, lambda p: common_square(blocks_at(p)) - blocks_at(p).common ** 2),
        TOKENS,
        defines=(blocks, common_square),
        twins=but(
            "one half",
            "(1 - a)(1 - beta (1 - rho) a)",
            right=lambda p: blocks_at(p).along * blocks_at(p).across * (blocks_at(p).drift * blocks_at(p).drift),
        ),
    ),
    _by_definition(
        "B3.frobenius.blocks",
        "the squared singular values of all blocks add up to ||J||_F^2 of the definition",
        Identity(FINITE, lambda p: _definition_square(p, _dimension(p)), lambda p: _square(p, 1 / p.h - 1)),
        IN_DIMENSION,
        defines=(blocks, common_square, contrast_square),
        twins=but(
            "n contrasts", "n copies of the contrast block instead of n - 1", right=lambda p: _square(p, 1 / p.h)
        ),
    ),
    _by_definition(
        "B3.frobenius.closed-form",
        "the mean square Jacobian in closed form, a sum of nonnegative terms, is ||J||_F^2/(n d) of the definition",
        Identity(
            FINITE, lambda p: _definition_square(p, _dimension(p)) * p.f * p.h**2, in_dimension(g.mean_square_jacobian)
        ),
        IN_DIMENSION,
        defines=(g.mean_square_jacobian,),
        twins=but(
            "one dimension less",
            "d - 1 instead of d",
            left=lambda p: _definition_square(p, _dimension(p) - 1) * p.f * p.h**2,
        ),
    ),
    without_residual(
        "B3.norm.pairing-distance",
        "mu_T exceeds the eigenvalue of a pairing by (1 - a)[(1 - rho)(1 - 2 l b) + 2 rho l (a - b)], l = beta (1 - rho)",
        Identity(
            FINITE,
            lambda p: blocks_at(p).common - blocks_at(p).pairing,
            lambda p: (
                p.row.self_weight_complement
                * (
                    (1 - p.rho) * (1 - 2 * p.row.logs().gap * p.row.other_weight)
                    + 2 * p.rho * p.row.logs().gap * p.row.weight_gap
                )
            ),
        ),
        twins=but(
            "a for a - b",
            "a instead of a - b",
            right=lambda p: (
                p.row.self_weight_complement
                * (
                    (1 - p.rho) * (1 - 2 * p.row.logs().gap * p.row.other_weight)
                    + 2 * p.rho * p.row.logs().gap * p.row.self_weight
                )
            ),
        ),
    ),
    at_any_residual(
        "B3.norm.pairing",
        "no pairing of tokens gains more than their common motion, so the operator norm ignores pairings",
        Bound(FINITE, of(g.pairing_eigenvalue), of(g.common_eigenvalue)),
        notes="2 l b = 2 l/(e^l + n - 1) < 1 makes the distance nonnegative; with l independent of b it need not be.",
        uses=("B3.norm.pairing-distance",),
        pins=(sharp(RHO, R),),
        twins=but("opposite", "the opposite inequality", lower=of(g.common_eigenvalue), upper=of(g.pairing_eigenvalue)),
    ),
)
