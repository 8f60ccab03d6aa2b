"""Balls as a field of the formulas: FLINT's ``arb``, and its way from exact numbers and to mpmath numbers.

A ball holds the true value, whatever happens; a ball operation rounds to the working precision of `precision`.
mpmath numbers come from contexts of our own, one for each precision; the global ``mpmath.mp`` is never touched.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import arb, fmpq

from ...theory.field import Field
from .precision import precision
from .roots import monotone_root

if TYPE_CHECKING:
    from mpmath.ctx_mp import MPContext

Mpf: TypeAlias = Any
"""An mpmath real number (mpmath has no types)."""


HALF = arb(1) / 2
FAR = 32
"""Standard deviations beyond which a normal tail comes from its asymptotic form."""
EITHER_SIDE = arb(0, HALF)
"""The ball [-1/2, 1/2]."""
UNIT = arb(HALF, HALF)
"""The ball [0, 1]."""
EITHER_SIGN = arb(0, 1)
"""The ball [-1, 1]."""


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


def _expm1(x: arb) -> arb:
    value = x.expm1()
    # FLINT's own keeps 28 bits only below 2^-(2^62).
    if value.rel_accuracy_bits() > 28 or not abs(x) < arb((1, -precision())):
        return value
    return x + x * x * UNIT  # (exp(x) - 1 - x)/x^2 is in [0, 1] for abs(x) <= 1


def ball_of_mpf(number: Mpf) -> arb:
    """Return the exact ball of a finite mpmath number."""
    sign, mantissa, exponent, _ = number._mpf_
    return arb((-int(mantissa) if sign else int(mantissa), int(exponent)))


def square_root(x: arb) -> arb:
    """Return the square root of a number that is known to be >= 0, even where its ball leaves that open."""
    if x.is_exact() or not x.contains(0):
        return x.sqrt()
    highest: arb = x.upper().sqrt()
    return UNIT * highest


def _spectral_norm(x: arb, y: arb, s: arb, t: arb, r: arb, u: arb, v: arb) -> arb:
    """Return the root of the largest eigenvalue of B^T B, a cubic with sums of squares for its coefficients."""
    volume = r * (x * t - y * s)
    first = _squares(r, u, v, x, y, s, t)
    second = _squares(r * x, r * y, r * s, r * t, u * y - v * x, u * t - v * s, x * t - y * s)
    largest: arb
    if volume.is_zero():
        largest = (first + square_root(first * first - 4 * second)) / 2
        return largest.sqrt()
    mean = first / 3
    width = square_root(mean * mean - second / 3)
    skew = (mean * mean * mean - (mean * second - volume * volume) / 2) / (width * width * width)
    # cos(phi/3) increases with cos(phi) = skew, from 1/2 to 1; its ends are points, where acos is sharp
    low, high = arb(-1), arb(1)
    if skew.is_finite():
        low, high = skew.lower().max(low).min(high), skew.upper().max(low).min(high)
    share = (low.acos() / 3).cos().union((high.acos() / 3).cos())
    largest = mean + 2 * width * share
    return largest.sqrt()


def _squares(*values: arb) -> arb:
    """Return the sum of the squares; FLINT's power of a ball around 0 is nan, so these are products."""
    return sum((x * x for x in values), arb(0))


def _nearest_to_half(step: arb) -> arb:
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


def _entmax_gap(gap: arb, others: arb, order: arb) -> arb:
    """Return log(a/b) of entmax; it rises with the gap and with log(n - 1), so its ends are those of theirs."""
    scaled = order * gap
    if not scaled < 1 or not gap >= 0:
        return arb("nan")
    if gap.is_zero():
        return gap
    first = _entmax_root(gap.lower(), others.lower(), order)
    if gap.is_exact() and others.is_exact():
        return first
    return first.union(_entmax_root(gap.upper(), others.upper(), order))


def _entmax_root(gap: arb, others: arb, order: arb) -> arb:
    if gap.is_zero():
        return gap
    target = order * gap

    def rising(d: arb) -> tuple[arb, arb]:
        own, rest = 1 / (1 + (others - d).exp()), 1 / (1 + (d - others).exp())
        power, drop = own**order, -(-order * d).expm1()
        return power * drop - target, order * power * (rest * drop + 1 - drop)

    room = (1 - target).log()
    high = (others + (2 * order).log() - room).max((arb(2).log() - room) / order) + 1
    linear = gap * (order * (1 + others.exp()).log()).exp()  # a is 1/n at d = 0
    return monotone_root(rising, arb(0), high, precision(), linear.min(high / 2))


class Balls(Field):
    """The field of balls."""

    exp = staticmethod(arb.exp)
    expm1 = staticmethod(_expm1)
    log = staticmethod(arb.log)
    sqrt = staticmethod(square_root)
    floor = staticmethod(arb.floor)
    minimum = staticmethod(arb.min)
    maximum = staticmethod(arb.max)
    nearest_to_half = staticmethod(_nearest_to_half)
    spectral_norm = staticmethod(_spectral_norm)
    digamma = staticmethod(arb.digamma)
    gamma_function = staticmethod(arb.gamma)
    entmax_gap = staticmethod(_entmax_gap)

    def log1p(self, x: arb) -> arb:
        """Return log(1 + x)."""
        return x.log1p()

    def regularized_beta(self, x: arb, a: arb) -> arb:
        """Return I_x(a, 1/2)."""
        return x.beta_lower(a, HALF, regularized=True)

    def regularized_gamma(self, x: arb, a: arb) -> arb:
        """Return P(a, x)."""
        return x.gamma_lower(a, regularized=1)

    def scaled_bessel(self, order: arb, x: arb) -> arb:
        """Return I_order(x) e^-x."""
        return x.bessel_i(order, scaled=True)

    def normal_tail(self, x: arb) -> arb:
        """Return P(N > x)."""
        square = x * x / 2
        if x > FAR:  # FLINT's erfc of a ball is lost beyond 10^8
            return (-square).exp() * square.hypgeom_u(HALF, HALF) / (2 * arb.pi().sqrt())
        return (x / arb(2).sqrt()).erfc() / 2


BALLS = Balls()
BALLS.register(arb)
