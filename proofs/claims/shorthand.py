"""Words the claim files share: formulas of the catalogue at a point, rates, assumption sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from ...theory.assumptions import (
    CORRELATION,
    FILLING,
    NO_RESIDUAL,
    ORTHOGONAL,
    POSITIVE_RESIDUAL,
    RESIDUAL,
    WEIGHT_RATIO,
    Assumption,
)
from ...theory.expansions.chart import Formula
from ...theory.field import Scalar
from ...theory.growth import Growth
from ...theory.layer.blocks import Blocks, blocks
from ...theory.layer.regimes import FREE, Point, Regime
from ...theory.layer.registry import quantity
from ...theory.layer.row import Row
from ..claim import Claim, Twin
from ..kinds import Identity
from ..pins import Pin

TOKENS = (CORRELATION, RESIDUAL)
PLAIN = (CORRELATION, NO_RESIDUAL)
"""No residual connection: alpha = 0."""
WITH_RESIDUAL = (CORRELATION, POSITIVE_RESIDUAL)
POSITIVE_BETA = replace(WEIGHT_RATIO, high_open=True)
"""t < 1: at beta = 0 the outputs of a layer without residual are all the same, and the odds of their cosine infinite."""
ORTHOGONAL_PLAIN = (ORTHOGONAL, NO_RESIDUAL)
IN_DIMENSION = (*TOKENS, FILLING)
PLAIN_IN_DIMENSION = (*PLAIN, FILLING)
"""Tokens in d = n/f dimensions; the tokens need d >= n."""

INVERSE_N = Growth(Fraction(1))
INVERSE_N_SQUARED = Growth(Fraction(2))
LOG_OVER_N = Growth(Fraction(1), logs=1)

NEARLY = Fraction(999_999, 10**6)
"""What a bound that is attained, or approached, is multiplied by to make it false."""
RATE = Pin()
"""A rate is pinned by that rate over log n."""
RHO, R, T = CORRELATION.at(Fraction(1, 3)), RESIDUAL.at(Fraction(1, 2)), WEIGHT_RATIO.at(Fraction(1, 4))
"""Places inside: a bound that is attained there is pinned in its whole shape, which at a corner it may not be."""


def sharp(*where: Assumption) -> Pin:
    """Return the pin of a bound that is attained or approached where some variables have these values."""
    return Pin(factor=NEARLY, where=where)


def of(formula: Callable[[Row, Scalar, Scalar], Scalar]) -> Formula:
    """Return a quantity of the catalogue as a function of a point."""
    return lambda p: p.row.measure(formula, p.rho, p.r)


def squared(id: str) -> Formula:
    """Return the square of a quantity that takes a root, at r = 0, as a function of a point."""
    square = quantity(id).square
    if square is None:
        raise TypeError(f"the square of {id} is not registered")
    return of(square)


def constant(value: int | Fraction) -> Formula:
    """Return a rational number as a function of a point, in the point's field."""
    return lambda p: value.numerator * p.one / value.denominator


def window_norm(p: Point, s: Scalar) -> Scalar:
    """Return D(s) = (s + r)^2 (1 - rho) + rho (1 + r)^2, the limit of the squared output norm (theory A3)."""
    return (s + p.r) ** 2 * (1 - p.rho) + p.rho * (1 + p.r) ** 2


def in_dimension(formula: Callable[[Row, Scalar, Scalar, Scalar], Scalar]) -> Formula:
    """Return a quantity that depends on the dimension d = n/f as a function of a point."""
    return lambda p: p.row.measure(formula, p.rho, p.r, p.f * p.h)


def blocks_at(p: Point) -> Blocks:
    """Return the blocks of the Jacobian at a point."""
    return blocks(p.row, p.rho, p.r)


def definition(
    id: str,
    title: str,
    function: Callable[..., Scalar],
    meaning: Formula,
    formula: Formula,
    assumptions: tuple[Assumption, ...],
    change: str,
    wrong: Formula,
    *,
    regime: Regime = FREE,
    uses: tuple[str, ...] = (),
    notes: str = "",
) -> Claim:
    """Return the claim that a function of the catalogue is what it abbreviates, and its twin, of which it is not."""
    return Claim(
        id=id,
        title=title,
        statement=Identity(regime=regime, left=meaning, right=formula),
        assumptions=assumptions,
        uses=uses,
        notes=notes,
        defines=(function,),
        twins=(Twin(name="changed", change=change, statement=Identity(regime=regime, left=wrong, right=formula)),),
    )
