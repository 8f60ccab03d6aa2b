"""Balls as a field of the formulas: FLINT's ``arb``, and its way from exact numbers and to mpmath numbers.

A ball holds the true value, whatever happens; a ball operation rounds to the working precision of `precision`.
mpmath numbers come from contexts of our own, one for each precision; the global ``mpmath.mp`` is never touched.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import arb, fmpq

from ..theory import field
from .precision import precision

if TYPE_CHECKING:
    from mpmath.ctx_mp import MPContext

Mpf: TypeAlias = Any
"""An mpmath real number (mpmath has no types)."""


HALF = arb(1) / 2
EITHER_SIDE = arb(0, HALF)
"""The ball [-1/2, 1/2]."""


def rational_ball(value: Fraction | int) -> arb:
    """Return the ball of an exact number, at the working precision; an integer stays exact."""
    if value.denominator == 1:
        return arb(int(value))
    return arb(fmpq(value.numerator, value.denominator))


@lru_cache(maxsize=16)
def mp_context(bits: int) -> MPContext:
    """Return this package's own mpmath context of ``bits`` bits."""
    from mpmath.ctx_mp import MPContext

    context = MPContext()
    context.prec = bits
    return context


def exact_mpf(point: arb, bits: int) -> Mpf:
    """Return the midpoint of a finite ball as an mpmath number, exactly, in the context of ``bits`` bits."""
    from mpmath.libmp import from_man_exp

    mantissa, exponent = point.mid().man_exp()
    return mp_context(bits).make_mpf(from_man_exp(int(mantissa), int(exponent)))


def ball_of_mpf(number: Mpf) -> arb:
    """Return the exact ball of a finite mpmath number."""
    sign, mantissa, exponent, _ = number._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


@field.exp.register
def _(x: arb) -> arb:
    return x.exp()


@field.sqrt.register
def _(x: arb) -> arb:
    return x.sqrt()


@field.digamma.register
def _(x: arb) -> arb:
    return x.digamma()


@field.regularized_beta.register
def _(x: arb, a: arb) -> arb:
    return x.beta_lower(a, HALF, regularized=True)


@field.log.register
def _(x: arb) -> arb:
    return x.log()


@field.gamma_function.register
def _(x: arb) -> arb:
    return x.gamma()


@field.scaled_bessel.register
def _(order: arb, x: arb) -> arb:
    return x.bessel_i(order, scaled=True)


@field.minimum.register
def _(x: arb, y: arb) -> arb:
    return x.min(y)


@field.nearest_to_half.register
def _(step: arb) -> arb:
    """Return the multiple k step nearest to 1/2, or what serves as well: theory A12 uses its distance to 1/2 only.

    Where the ball leaves two neighbours k and k + 1 open (a tie, say), the nearer of the two is folded below 1/2 as
    1/2 minus its distance, which keeps 4 m (1 - m).  Where it leaves more open, all that is known is
    abs(k step - 1/2) <= step / 2, from the choice of k.
    """
    if step.is_zero():
        return HALF
    # FLINT ends the process when asked for an integer too large to hold: below 2^-precision k is not even computed.
    if not step > arb((1, -precision())):
        return HALF + step * EITHER_SIDE
    # k = round(1 / (2 step)) lies between the floors of the two ends of 1 / (2 step) + 1/2.
    target = HALF / step + HALF
    first, last = target.lower().floor().unique_fmpz(), target.upper().floor().unique_fmpz()
    if first is None or last is None or last - first > 1:
        return HALF + step * EITHER_SIDE
    if first == last:
        return step * first
    return HALF - abs(step * first - HALF).min(abs(step * last - HALF))
