"""Rows that differ from position to position: what a query sees by distance, and what two such rows make of a pair of tokens.

The tokens are equiangular and the weights of a row sum to 1, so the outputs of two positions are known from their participations,
their overlap and what they pay each other (A11): with r the residual strength,
<x'_i, x'_j> = rho (1 + r)^2 + (1 - rho)(O_ij + r (A_ij + A_ji)).  Without a bias, where all keys are seen, this is the simplex row.
Over any field; only integers occur.

A quantity of one position is that of the later of two.

Source: theory A11, F1, H11, H12, derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from ..field import Scalar, exp, sqrt


class SeenRow(Protocol):
    """The row of one position."""

    @property
    def odds(self) -> Scalar:
        """E, the mass of all other tokens over that of the token itself."""

    @property
    def self_weight(self) -> Scalar:
        """1/(1 + E)."""

    @property
    def row_entropy(self) -> Scalar:
        """Shannon entropy of the weights; nats."""

    @property
    def participation(self) -> Scalar:
        """Y, the sum of the squared weights."""


class PairOfRows(Protocol):
    """The rows of two positions i < j."""

    @property
    def earlier(self) -> SeenRow:
        """The row of i."""

    @property
    def later(self) -> SeenRow:
        """The row of j."""

    @property
    def backward_weight(self) -> Scalar:
        """A_ji, what the later position pays the earlier one."""

    @property
    def forward_weight(self) -> Scalar:
        """A_ij, what the earlier position pays the later one."""

    @property
    def overlap(self) -> Scalar:
        """O, the sum of A_ik A_jk over the keys."""


def squared_norm(participation: Scalar, own: Scalar, rho: Scalar, r: Scalar) -> Scalar:
    """|x'|^2 of a position with the participation Y and the self weight a, without a sink."""
    return rho * (1 + r) ** 2 + (1 - rho) * (participation + 2 * r * own + r**2)


def inner_product(overlap: Scalar, mutual: Scalar, rho: Scalar, r: Scalar) -> Scalar:
    """<x'_i, x'_j> of two positions with the overlap O that pay each other A_ij + A_ji."""
    return rho * (1 + r) ** 2 + (1 - rho) * (overlap + r * mutual)


def _norm(row: SeenRow, rho: Scalar, r: Scalar) -> Scalar:
    return squared_norm(row.participation, row.self_weight, rho, r)


def inner_product_of_rows(pair: PairOfRows, rho: Scalar, r: Scalar) -> Scalar:
    """<x'_i, x'_j>."""
    return inner_product(pair.overlap, pair.forward_weight + pair.backward_weight, rho, r)


def cosine_of_rows(pair: PairOfRows, rho: Scalar, r: Scalar) -> Scalar:
    """cos' = <x'_i, x'_j>/(|x'_i| |x'_j|)."""
    return inner_product_of_rows(pair, rho, r) / sqrt(_norm(pair.earlier, rho, r) * _norm(pair.later, rho, r))


PairFormula: TypeAlias = Callable[[PairOfRows, Scalar, Scalar], Scalar]
"""A formula over any field: (pair, rho, r) to a value of that field."""
PAIR_QUANTITIES: Mapping[str, PairFormula] = {
    "odds": lambda pair, rho, r: pair.later.odds,
    "self-weight": lambda pair, rho, r: pair.later.self_weight,
    "self-weight-complement": lambda pair, rho, r: pair.later.odds * pair.later.self_weight,
    "other-weight": lambda pair, rho, r: pair.backward_weight,
    "weight-gap": lambda pair, rho, r: pair.later.self_weight - pair.backward_weight,
    "row-entropy": lambda pair, rho, r: pair.later.row_entropy,
    "perplexity": lambda pair, rho, r: exp(pair.later.row_entropy),
    "inverse-participation-ratio": lambda pair, rho, r: pair.later.participation,
    "participation-ratio": lambda pair, rho, r: 1 / pair.later.participation,
    "row-overlap": lambda pair, rho, r: pair.overlap,
    "output-norm-squared": lambda pair, rho, r: _norm(pair.later, rho, r),
    "output-inner-product": inner_product_of_rows,
    "output-cosine": cosine_of_rows,
    "output-cosine-complement": lambda pair, rho, r: 1 - cosine_of_rows(pair, rho, r),
    "output-cosine-excess": lambda pair, rho, r: cosine_of_rows(pair, rho, r) - rho,
    "cosine-odds": lambda pair, rho, r: cosine_of_rows(pair, rho, r) / (1 - cosine_of_rows(pair, rho, r)),
    "contraction-factor": lambda pair, rho, r: (1 - cosine_of_rows(pair, rho, r)) / (1 - rho),
    "contraction-factor-complement": lambda pair, rho, r: (cosine_of_rows(pair, rho, r) - rho) / (1 - rho),
}
"""The quantities of the catalogue that a pair of positions has, by id; of one position they are those of the later."""
