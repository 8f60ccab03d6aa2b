"""Finite dimension: the order parameter g, the phase diagram at d = a log n, and the threshold at finite (n, d).

Numbers are certified; the formulas behind them are heuristic (see `critscale.theory.layer.finite_dimension`), so a value here
is the prediction to all digits shown, not the truth about sampled tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Unpack

from flint import arb

from ...theory.errors import BadInput, shown
from ...theory.field import Scalar
from ...theory.layer import finite_dimension as theory
from ...theory.result import Noted
from ..floats import says_floats
from ..inputs import Number, correlation, decimal_digits, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.length import ContextLength, LengthLike
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words
from .sphere import dimension

LARGEST_DIMENSION = 10**300
"""Beyond, a float does not hold the dimension, and tokens are the simplex itself."""
LARGEST_LOG = 10**4
"""Context lengths up to exp(this) have a finite-dimensional prediction; beyond, d = a log n is the useful limit."""


@dataclass(frozen=True, slots=True, repr=False)
class FiniteDimension(Noted):
    """The finite-dimensional prediction at one point.

    Attributes
    ----------
    self_weight : Enclosure
        s, the weight of the token itself.
    bulk_overlap : Enclosure
        t*, the overlap with the rest.
    order_parameter : Enclosure
        g = s + (1 - s) t*.
    contraction : Enclosure
        lambda.
    mean_square_jacobian : Enclosure
        q eta, without residual.
    """

    self_weight: Enclosure
    bulk_overlap: Enclosure
    order_parameter: Enclosure
    contraction_factor: Enclosure
    mean_square_jacobian: Enclosure


@takes_words
@says_floats()
def finite_dimension(
    at: Setting | None = None, *, digits: int = 15, **words: Unpack[SettingWords]
) -> FiniteDimension:
    """Return the prediction for n tokens around a common mean in d dimensions (theory C7).

    Parameters are those of `critscale.numerics.answers.evaluate.evaluate`; log n <= 10^4, beta > 0, dim is an
    integer >= 3, which may be below n, and rho the mean inner product, the measured one where tokens are sampled.

    Raises
    ------
    BadInput
        If an argument is out of range.
    """
    setting = Setting.of(at, words)
    setting.refuse("tokens in finite dimension", "mechanism")
    length, size = _finite(setting.n), dimension_of(setting)
    scale, inner, strength = setting.scale, setting.rho, setting.residual

    def value(formula: Callable[[arb, arb, arb, arb], Scalar]) -> Enclosure:
        def compute(bits: int) -> Scalar:
            with working_precision(bits + 2 * length.log_bits + scale.bits):
                b = scale.line(inner).gap(rational_ball)(length.log())
                if not b > 0:
                    raise BadInput("beta = 0", "the overlap with the bulk is 0", "give beta > 0")
                s = theory.self_weight(length.ball(), arb(size), b)
                return formula(s, theory.bulk_overlap(arb(size), b), rational_ball(inner), b)

        return certify(compute, decimal_digits(digits))

    return FiniteDimension(
        self_weight=value(lambda s, t, rho, b: s),
        bulk_overlap=value(lambda s, t, rho, b: t),
        order_parameter=value(lambda s, t, rho, b: theory.order_parameter(s, t)),
        contraction_factor=value(
            lambda s, t, rho, b: theory.contraction_factor(theory.order_parameter(s, t), rho, rational_ball(strength))
        ),
        mean_square_jacobian=value(lambda s, t, rho, b: theory.mean_square_jacobian(s, t, rho, b, arb(size))),
    )


@says_floats()
def proportional_overlap(a: Number, depth: Number, digits: int = 15) -> Enclosure:
    """Return the bulk overlap t* at d = a log n, gamma (1 - rho) = depth, below the jump (theory C8)."""
    ratio, gap = _positive(a, "a"), _positive(depth, "depth")
    return certify(
        lambda bits: theory.proportional_overlap(rational_ball(ratio), rational_ball(gap)), decimal_digits(digits)
    )


@says_floats()
def proportional_threshold(a: Number, digits: int = 15) -> Enclosure:
    """Return Gamma_s, the gamma (1 - rho) at which a token takes over itself where d = a log n; g jumps there.

    Parameters
    ----------
    a : number
        d/log n, > 0.
    digits : int
        Significant decimal digits.

    Examples
    --------
    >>> print(proportional_threshold(5, 16))
    1.123162595564341
    """
    ratio = _positive(a, "a")
    return certify(
        lambda bits: theory.proportional_depth(rational_ball(ratio), _jump(ratio, bits)), decimal_digits(digits)
    )


@says_floats()
def jacobian_spike(a: Number, rho: Number, digits: int = 15) -> Enclosure:
    """Return the limit of (q eta - g^2)/log n at self-dominance, d = a log n (theory C9)."""
    ratio, inner = _positive(a, "a"), correlation(rho)

    def compute(bits: int) -> Scalar:
        size, t = rational_ball(ratio), _jump(ratio, bits)
        return theory.jacobian_spike(size, rational_ball(inner), theory.proportional_depth(size, t), t)

    return certify(compute, decimal_digits(digits))


def takeover_beta(n: LengthLike, d: int, digits: int = 15) -> Enclosure:
    """Return beta_s, at which uniform tokens in d dimensions have self weight 1/2 (theory C8d).

    Parameters
    ----------
    n : LengthLike
        Context length, finite, >= 3.
    d : int
        Dimension, >= 2.
    digits : int
        Significant decimal digits.
    """
    length, size = _finite(n), dimension(d)

    def compute(bits: int) -> Scalar:
        count = length.ball()
        return _root(lambda b: theory.takeover(count, arb(size), b), bits)

    return certify(compute, decimal_digits(digits))


def _jump(ratio: Fraction, bits: int) -> arb:
    """Return t* at the jump, as u/(1 + u): nearer to 1 than any fixed precision where a is small."""
    size = rational_ball(ratio)
    u = _root(lambda u: theory.proportional_takeover(size, u / (1 + u)), bits)
    return u / (1 + u)


def _root(function: Callable[[arb], Scalar], bits: int) -> arb:
    """Return a ball around the root of a function that rises from below 0 at 0+, by doubling and bisection.

    Where the sign is lost in rounding, the ball holds the whole stretch without a sign.
    """
    low, high = arb(0), arb(1)
    while not function(high) > 0:
        low, high = high, 2 * high
    below = _edge(lambda x: bool(function(x) < 0), low, high, bits)
    above = _edge(lambda x: not function(x) > 0, below, high, bits)
    return below.union(above + (above * arb((1, 8 - bits))))


def _edge(holds: Callable[[arb], bool], low: arb, high: arb, bits: int) -> arb:
    """Return a point where a condition holds that is lost, once, between low and high; within a rounding of the loss."""
    while high - low > abs(high) * arb((1, 6 - bits)):  # wider than a rounding of the middle
        middle = ((low + high) / 2).mid()
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _finite(n: LengthLike) -> ContextLength:
    length = ContextLength.parse(n)
    if length.infinite or not length.log() <= LARGEST_LOG:
        raise BadInput(f"n = {n}", f"beyond exp({LARGEST_LOG})", "give a smaller n, or d = a log n")
    return length


def dimension_of(setting: Setting) -> int:
    """Return the dimension of random tokens around a common mean, an integer >= 3.

    Raises
    ------
    BadInput
        If there is none, or a smaller one.
    """
    if setting.dim is not None and (setting.dim.exact is None or setting.dim.exact > LARGEST_DIMENSION):
        raise BadInput(f"dim = {shown(setting.dim)}", "no finite dimension of use here", "leave it out: the simplex itself")
    size = None if setting.dim is None else setting.dim.exact
    if size is None or size < 3:
        given = "none" if setting.dim is None else setting.dim
        raise BadInput(f"dim = {given}", "around a common mean there are dim - 1 >= 2 directions", "give dim (--dim) >= 3")
    return size


def _positive(value: Number, name: str) -> Fraction:
    number = rational(value, name)
    if number <= 0:
        raise BadInput(f"{name} = {value}", "not positive", f"give {name} > 0")
    return number
