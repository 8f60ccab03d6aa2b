"""The simplex layer under beta_n = beta0 m(n): beta, self weight and critical correlation at n, certified.

Source: theory A1, A10.
"""

from __future__ import annotations

from flint import arb

from ...theory.expression import Expression, fold
from ...theory.field import Scalar
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Logits
from ..floats import says_floats
from ..inputs import Number, correlation, decimal_digits
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.length import ContextLength, LengthLike
from .law_input import base_ball
from .multiplier import LAW_BALLS, at_length, ball, undefined_law

GUARD = 32


def _beta(multiplier: Expression, base: Expression, length: ContextLength) -> arb:
    value = ball(fold(multiplier, LAW_BALLS, at_length(length)))
    if not value.is_finite():
        raise undefined_law(multiplier, str(length))
    return value * base_ball(base)


def _finite(n: LengthLike) -> ContextLength:
    return ContextLength.finite(n, "a law is read at a finite n", "see `critscale classify` for the limit")


def beta(multiplier: Expression, base: Expression, n: LengthLike, digits: int = 15) -> Enclosure:
    """Return the inverse temperature beta_n = beta0 m(n).

    Parameters
    ----------
    multiplier, base : Expression
        m in n and pos; beta0, a constant (`critscale.numerics.laws.law_input.read_base`).
    n : LengthLike
        Context length, finite.
    digits : int
        Significant decimal digits.
    """
    length = _finite(n)
    return certify(lambda bits: _beta(multiplier, base, length), decimal_digits(digits))


@says_floats()
def self_weight(
    multiplier: Expression,
    base: Expression,
    rho: Number,
    n: LengthLike,
    digits: int = 15,
    keys: LengthLike | None = None,
) -> Enclosure:
    """Return the self weight 1/(1 + (k - 1) exp(-beta_n (1 - rho))) of the last token, which sees k keys, n by default.

    Parameters
    ----------
    multiplier, base : Expression
        m in n and pos; beta0.
    rho : number
        Common inner product, 0 <= rho < 1.
    n : LengthLike
        Context length, finite.
    digits : int
        Significant decimal digits.
    keys : LengthLike, optional
        How many keys it sees, where a window leaves fewer than n.
    """
    length, spread = _finite(n), 1 - correlation(rho)
    seen = length if keys is None else _finite(keys)

    def compute(bits: int) -> Scalar:
        with working_precision(bits + GUARD + length.log_bits):
            log_n, h, width = seen.log(), seen.reciprocal(), rational_ball(spread)
            gap = _beta(multiplier, base, length) * width
            logits = Logits(gap, log_n - gap, log_n, h, 1 - h, width, rational_ball)
            return SOFTMAX.prepare(logits)().self_weight

    return certify(compute, decimal_digits(digits))


def critical_correlation(
    multiplier: Expression, base: Expression, n: LengthLike, digits: int = 15, keys: LengthLike | None = None
) -> Enclosure:
    """Return the rho at which the self weight is one half: 1 - log(k - 1)/beta_n for k keys; negative where none is.

    Parameters
    ----------
    multiplier, base : Expression
        m in n and pos; beta0.
    n : LengthLike
        Context length, finite, >= 3.
    digits : int
        Significant decimal digits.
    keys : LengthLike, optional
        How many keys the token sees, >= 3; n by default.
    """
    length = _finite(n)
    seen = length if keys is None else _finite(keys)

    def compute(bits: int) -> Scalar:
        with working_precision(bits + GUARD + length.log_bits):
            return 1 - seen.log_others() / _beta(multiplier, base, length)

    return certify(compute, decimal_digits(digits))
