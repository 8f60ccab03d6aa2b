"""The words of a claim file: everything it needs, in one import.

What a claim is made of (claims, twins, pins, the kinds of statement, their errors), where it speaks (charts, assumptions, places
inside them), what it speaks about (the catalogue's quantities, the layer token by token), and the numbers that sides return.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from flint import arb

from ..numerics.answers import metastability
from ..numerics.answers.depth import stack
from ..numerics.answers.envelope import entropy_envelope, zipf_entropy
from ..numerics.answers.flow import passage_time_ball
from ..numerics.answers.needles import expected_weight_ball
from ..numerics.answers.rows import ScoreRow
from ..numerics.numbers import zeta
from ..numerics.numbers.balls import rational_ball
from ..numerics.numbers.integrals import Complex, integral
from ..numerics.sampled.monte_carlo import needle_weights
from ..numerics.sampled.particles import Swarm, diameter, integrate
from ..numerics.sampled.rows import RowTrial, row_trial
from ..numerics.settings.length import ContextLength
from ..theory.assumptions import (
    CORRELATION,
    FILLING,
    NO_RESIDUAL,
    ORTHOGONAL,
    POSITIVE_RESIDUAL,
    RESIDUAL,
    WEIGHT_RATIO,
    Assumption,
)
from ..theory.dynamics import depth as dynamics
from ..theory.dynamics import flows
from ..theory.expansions.chart import ChartFormula
from ..theory.field import Scalar, exp, log, maximum, sqrt
from ..theory.growth import Growth, Stratum
from ..theory.laws.catalogue import LAWS
from ..theory.layer import almost_simplex as almost
from ..theory.layer import causal, levels, naive, sphere
from ..theory.layer import jacobian as g
from ..theory.layer import quantities as q
from ..theory.layer.antilog import Antilog
from ..theory.layer.blocks import Blocks, blocks, common_square, contrast_square
from ..theory.layer.definitions import TokenLayer
from ..theory.layer.motions import common, contrast, image
from ..theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point, Regime
from ..theory.layer.registry import QUANTITIES, quantity
from ..theory.layer.row import Row
from ..theory.layer.tokens import Counted, Listed, Token
from ..theory.rows import backgrounds, boltzmann, bounds
from ..theory.rows.chart import COUNTS, DISTANCE, KEY, KEY_MASS, LEVELS, RANGE, SHARES
from ..theory.rows.exponentials import Dual, Exponentiated
from ..theory.rows.gaps import Gaps
from ..theory.scores import laws as score_laws
from ..theory.scores import needle, power_series, scale_invariant
from .claim import DERIVED, PAPER, Claim, Confidence, Twin, but
from .kinds import (
    Agreement,
    BigO,
    Bound,
    Cases,
    Classified,
    Computed,
    Derived,
    Expansion,
    Identity,
    LittleO,
    Monotone,
    MonteCarlo,
    OnRows,
    OnTokens,
    Within,
)
from .pins import Pin
from .sides import Side

# fmt: off
__all__ = [
    "A_DIGIT", "CORRELATION", "COUNT", "COUNTS", "CRITICAL", "DEEP", "DERIVED", "DISTANCE", "FILLING", "FINITE",
    "FREE", "HALF", "INVERSE_N", "INVERSE_N_SQUARED", "IN_DIMENSION", "KEY", "KEY_MASS", "LAWS", "LENGTHS", "LEVELS",
    "LOG_OVER_N", "MARKS", "NEARLY", "NO_RESIDUAL", "ORTHOGONAL", "ORTHOGONAL_PLAIN", "PAPER", "PLAIN",
    "PLAIN_IN_DIMENSION", "POSITIVE_BETA", "POSITIVE_RESIDUAL", "QUANTITIES", "RANGE", "RESIDUAL", "RHO", "SHALLOW",
    "SHARES", "SUBCRITICAL", "SUPERCRITICAL", "SYMMETRY", "THIRTY_DIGITS", "TOKENS", "WEIGHT_RATIO", "WINDOW",
    "WITH_RESIDUAL", "Agreement", "Antilog", "Assumption", "BigO", "Blocks", "Bound", "Cases", "ChartFormula",
    "Claim", "Classified", "Complex", "Computed", "Confidence", "ContextLength", "Counted", "Derived", "Dual",
    "Expansion", "Exponentiated", "Fraction", "Gaps", "Growth", "Identity", "Listed", "LittleO", "Monotone",
    "MonteCarlo", "OnRows", "OnTokens", "Pin", "Point", "R", "Regime", "Row", "RowTrial", "Scalar", "ScoreRow",
    "Stratum", "Swarm", "T", "Token", "TokenLayer", "Twin", "Within", "almost", "arb", "assume", "at_any_residual",
    "backgrounds", "blocks", "blocks_at", "boltzmann", "bounds", "but", "causal", "common",
    "common_square", "contrast", "contrast_square", "diameter", "dynamics", "entropy_envelope", "exp",
    "expected_weight_ball", "flows", "g", "image", "in_balls", "in_dimension", "integral",
    "integrate", "levels", "log", "marked", "maximum", "metastability", "naive", "needle", "needle_weights", "of",
    "on_row", "passage_time_ball", "power_series", "q", "quantity", "rational_ball", "replace", "row_trial",
    "scale_invariant", "score_laws", "sharp", "sphere", "sqrt", "square_of", "stack",
    "token_by_token", "window_norm", "without_residual", "zeta", "zipf_entropy",
]
# fmt: on


def assume(
    name: str,
    meaning: str,
    low: int | Fraction = 0,
    high: int | Fraction | None = None,
    *,
    low_open: bool = False,
    high_open: bool = False,
    integer: bool = False,
) -> Assumption:
    """Return the assumption that a variable ranges from ``low`` to ``high``, without end if there is none."""
    top = None if high is None else Fraction(high)
    return Assumption(
        name=name, meaning=meaning, low=Fraction(low), high=top, low_open=low_open, high_open=high_open, integer=integer
    )


TOKENS = (CORRELATION, RESIDUAL)
PLAIN = (CORRELATION, NO_RESIDUAL)
"""No residual connection: alpha = 0."""
without_residual, at_any_residual = partial(Claim, assumptions=PLAIN), partial(Claim, assumptions=TOKENS)
"""A claim of the layer without a residual connection, and one whatever its strength."""
WITH_RESIDUAL = (CORRELATION, POSITIVE_RESIDUAL)
POSITIVE_BETA = replace(WEIGHT_RATIO, high_open=True)
"""t < 1: at beta = 0 the outputs of a layer without residual are all the same, and the odds of their cosine infinite."""
ORTHOGONAL_PLAIN = (ORTHOGONAL, NO_RESIDUAL)
IN_DIMENSION = (*TOKENS, FILLING)
PLAIN_IN_DIMENSION = (*PLAIN, FILLING)
"""Tokens in d = n/f dimensions; the tokens need d >= n."""

COUNT = assume("n", "number of tokens", 2, integer=True)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart") for k in range(5))
"""Coefficients that are free: two sums c0 x0 + c1 x1 + ... are equal if all their parts are."""
SYMMETRY = ("A0.symmetry.one-sum", "A0.symmetry.nested")
"""What a sum over tokens that is counted by symmetry rests on."""

SHALLOW, DEEP = Stratum(Fraction(0), Fraction(1, 2)), Stratum(Fraction(1, 2), Fraction(1))
HALF = Stratum(Fraction(1, 2), Fraction(1, 2))
"""Depths delta below, above and at 1/2."""

INVERSE_N = Growth(Fraction(1))
INVERSE_N_SQUARED = Growth(Fraction(2))
LOG_OVER_N = Growth(Fraction(1), logs=1)

NEARLY = Fraction(999_999, 10**6)
"""What a bound that is attained, or approached, is multiplied by to make it false."""
THIRTY_DIGITS = Fraction(1, 10**30)
"""The tolerance of two computations that agree to thirty digits."""
A_DIGIT = Pin(factor=1 + Fraction(2, 10**30), side="value")
"""The pin of two computations that agree to thirty digits."""
RHO, R, T = CORRELATION.at(Fraction(1, 3)), RESIDUAL.at(Fraction(1, 2)), WEIGHT_RATIO.at(Fraction(1, 4))
"""Places inside: a bound that is attained there is pinned in its whole shape, which at a corner it may not be."""


def sharp(*where: Assumption) -> Pin:
    """Return the pin of a bound that is attained or approached where some variables have these values."""
    return Pin(factor=NEARLY, where=where)


def in_balls(function: Callable[..., Scalar], *names: str) -> ChartFormula:
    """Return a function of the catalogue at the exact values that a stated point has of some variables, as balls."""
    return lambda p: function(*(rational_ball(getattr(p, name)) for name in names))


def on_row(by_hand: Callable[..., Scalar]) -> ChartFormula:
    """Return a sum over a row, term by term, as a function of a point."""
    return lambda p: by_hand(p.row.self_weight, p.row.other_weight, 1 / p.h)


def marked(p: Point, parts: Iterable[Scalar]) -> Scalar:
    """Return c0 x0 + c1 x1 + ...: for numbers c that are free, two such sums are equal if all their parts are."""
    return sum(getattr(p, f"c{k}") * part for k, part in enumerate(parts))


def of(formula: Callable[[Row, Scalar, Scalar], Scalar]) -> ChartFormula:
    """Return a quantity of the catalogue as a function of a point."""
    return lambda p: p.row.measure(formula, p.rho, p.r)


def square_of(id: str) -> ChartFormula:
    """Return the square of a quantity that takes a root, at r = 0, as a function of a point."""
    square = quantity(id).square
    if square is None:
        raise TypeError(f"the square of {id} is not registered")
    return of(square)


def window_norm(p: Point, s: Scalar) -> Scalar:
    """Return D(s) = (s + r)^2 (1 - rho) + rho (1 + r)^2, the limit of the squared output norm (theory A3)."""
    return (s + p.r) ** 2 * (1 - p.rho) + p.rho * (1 + p.r) ** 2


def in_dimension(formula: Callable[[Row, Scalar, Scalar, Scalar], Scalar]) -> ChartFormula:
    """Return a quantity that depends on the dimension d = n/f as a function of a point."""
    return lambda p: p.row.measure(formula, p.rho, p.r, p.f * p.h)


def blocks_at(p: Point) -> Blocks:
    """Return the blocks of the Jacobian at a point."""
    return blocks(p.row, p.rho, p.r)


def token_by_token(
    id: str,
    title: str,
    function: Callable[..., Scalar],
    meaning: Callable[..., Scalar],
    formula: Side,
    assumptions: tuple[Assumption, ...],
    *,
    change: str = "a token more",
    notes: str = "",
) -> Claim:
    """Return the claim that a function of the catalogue is the formula of what it means, of a point, counted by symmetry.

    Its twin is the meaning with an argument 1 besides.
    """
    return Claim(
        id,
        title,
        Identity(FREE, meaning, formula),
        assumptions,
        uses=SYMMETRY,
        notes=notes,
        defines=(function,),
        twins=but("changed", change, left=lambda p: meaning(p, 1)),
    )
