"""Scores capped before they are scaled: the largest gap that a cap leaves, the length up to which it is enough, and both thresholds.

Source: theory H14, derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ...theory.errors import BadInput, shown
from ...theory.field import Scalar
from ...theory.mechanisms.cap import Cap
from ...theory.result import Noted
from ..floats import says_floats
from ..inputs import Number, correlation, decimal_digits, fraction_of_one, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import precision
from ..numbers.roots import monotone_root
from ..settings.length import ContextLength, LengthLike


def tanh_peak(rho: arb) -> arb:
    """Return the x > 0 at which tanh(x) - tanh(rho x) is largest, cosh(x)^2 rho = cosh(rho x)^2, at the working precision; 0 < rho < 1."""

    def rising(x: arb) -> tuple[arb, arb]:
        return x.cosh().log() - (rho * x).cosh().log() + rho.log() / 2, x.tanh() - rho * (rho * x).tanh()

    # cosh(x) >= exp(x)/2 and cosh(rho x) <= exp(rho x)
    return monotone_root(rising, arb(0), (arb(2).log() - rho.log() / 2) / (1 - rho), precision())


def largest_gap(cap: Fraction, rho: Fraction) -> arb:
    """Return c G(rho), the largest gap that the cap leaves, at the working precision; 0 < rho < 1; nats."""
    inner, c = rational_ball(rho), rational_ball(cap)
    gap: arb = Cap.gap(c * tanh_peak(inner), inner, c)
    return gap


@dataclass(frozen=True, slots=True, repr=False)
class Capped(Noted):
    """What a cap leaves of the gap between two logits.

    Attributes
    ----------
    beta : Enclosure
        The beta where the capped gap is largest: beyond it more beta hurts.
    gap : Enclosure
        The largest capped gap, c G(rho); nats.
    horizon : Enclosure
        The context length up to which some beta gives the token itself the weight p.
    """

    beta: Enclosure
    gap: Enclosure
    horizon: Enclosure


@says_floats()
def capped(c: Number, rho: Number, p: Number = Fraction(1, 2), digits: int = 30) -> Capped:
    """Return where the capped gap is largest, and up to which length that is enough.

    Parameters
    ----------
    c : number
        The cap, > 0; nats.
    rho : number
        Common inner product, 0 < rho < 1.
    p : number
        Self weight that is asked for, 0 < p < 1.
    digits : int
        Significant decimal digits.

    Raises
    ------
    BadInput
        If a number is out of range.

    Examples
    --------
    >>> print(capped(50, "0.3", digits=12).horizon)
    44477032782.0
    """
    cap, inner, weight, wanted = Cap(rational(c, "c")).c, _positive_rho(rho), fraction_of_one(p, "p"), decimal_digits(digits)
    odds = weight / (1 - weight)
    return Capped(
        certify(lambda bits: rational_ball(cap) * tanh_peak(rational_ball(inner)), wanted),
        certify(lambda bits: largest_gap(cap, inner), wanted),
        certify(lambda bits: 1 + largest_gap(cap, inner).exp() / rational_ball(odds), wanted),
    )


@says_floats()
def capped_thresholds(
    n: LengthLike, c: Number, rho: Number, p: Number = Fraction(1, 2), digits: int = 30
) -> tuple[Enclosure, Enclosure] | None:
    """Return both inverse temperatures at which the token itself has the weight p under a cap; between them it has more.

    Parameters
    ----------
    n : LengthLike
        Context length >= 3, finite.
    c, rho, p, digits
        As `capped`.

    Returns
    -------
    tuple of Enclosure, or None
        The smaller and the larger one; None where no beta is enough.

    Raises
    ------
    BadInput
        If a number is out of range, or at beta = 0 the weight is p or more already.
    NotCertain
        If n is the horizon, to all digits that are tried.

    Examples
    --------
    >>> low, high = capped_thresholds(131072, 50, "0.3", digits=12)
    >>> print(low, high)
    17.8323807681 166.746881799
    """
    cap, inner, weight, wanted = Cap(rational(c, "c")).c, _positive_rho(rho), fraction_of_one(p, "p"), decimal_digits(digits)
    length = ContextLength.finite(n, "under a cap no beta is enough in the limit")
    if length.exact is not None and length.exact * weight <= 1:
        raise BadInput(f"p = {shown(p)}", "at beta = 0 the token itself has the weight 1/n already", "give 1/n < p < 1")
    odds = weight / (1 - weight)

    def needed() -> arb:
        gap: arb = length.log_others() + rational_ball(odds).log()
        return gap

    room = certify(lambda bits: largest_gap(cap, inner) - needed(), 1).ball
    if room < 0:
        return None

    def root(larger: bool) -> Scalar:
        sign = -1 if larger else 1

        def rising(beta: arb) -> tuple[arb, arb]:  # its constants as sharp as its argument: near the horizon the slope is small
            at, c_ = rational_ball(inner), rational_ball(cap)
            return sign * (Cap.gap(beta, at, c_) - needed()), sign * Cap.slope(beta, at, c_)

        inner_, c_ = rational_ball(inner), rational_ball(cap)
        peak = c_ * tanh_peak(inner_)
        # beyond the peak the gap is below 2 c exp(-2 beta rho/c)
        low, high = (peak, c_ / (2 * inner_) * (2 * c_ / needed()).log() + peak) if larger else (arb(0), peak)
        return monotone_root(rising, low, high, precision())

    return certify(lambda bits: root(False), wanted), certify(lambda bits: root(True), wanted)


def _positive_rho(value: Number) -> Fraction:
    rho = correlation(value)
    if not rho:
        raise BadInput("rho = 0 under a cap", "the gap rises to c and has no largest value", "give 0 < rho < 1")
    return rho
