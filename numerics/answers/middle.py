"""The middle phase and random tokens at finite n: which level holds the attention, and how near random tokens come.

Source: theory C5, C6, derived.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ...theory.layer import levels, sphere
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.inputs import Number, correlation, decimal_digits, fraction_of_one, nonnegative, rational
from ..settings.length import ContextLength, LengthLike
from .almost_simplex import Interval, inner_products


def two_level_phases(theta: Number, rho1: Number, rho2: Number) -> tuple[levels.Phase, ...]:
    """Return the phases of a query with n^theta tokens at rho2 and the others at rho1 < rho2, from gamma = 0 up.

    Parameters
    ----------
    theta : number
        Exponent of the group, 0 < theta < 1.
    rho1, rho2 : number
        Inner products, 0 <= rho1 < rho2 < 1.

    Examples
    --------
    >>> [phase.level.name for phase in two_level_phases("0.7", "0.2", "0.6")]
    ['bulk', 'group', 'self']
    """
    return levels.phases(_levels(theta, rho1, rho2))


def level_weights(
    *, n: LengthLike, theta: Number, rho1: Number, rho2: Number, gamma: Number, digits: int = 15
) -> dict[str, Enclosure]:
    """Return what share of the attention each level holds at finite n: 1 token, n^theta, and n - 1 - n^theta tokens.

    Parameters
    ----------
    n : LengthLike
        Context length, finite.
    theta, rho1, rho2 : number
        As in `two_level_phases`.
    gamma : number
        Coefficient of log n, >= 0.
    digits : int
        Significant decimal digits.
    """
    why, mend = "a share is certified at finite n", "give a finite n, or see two_level_phases"
    length, scale = ContextLength.finite(n, why, mend), nonnegative(gamma, "gamma")
    bulk, group, own = _levels(theta, rho1, rho2)
    guard = length.log_bits + int(scale + 1).bit_length() + 4

    def masses(bits: int) -> dict[str, arb]:
        with working_precision(bits + guard):
            log_n = length.log()
            # relative to the heaviest, so that nothing overflows
            top = max(level.exponent(scale) for level in (bulk, group, own))
            logs = {level.name: rational_ball(level.exponent(scale) - top) * log_n for level in (bulk, group, own)}
            fewer = (rational_ball(group.theta - 1) * log_n).exp() + length.reciprocal()
        values = {name: log.exp() for name, log in logs.items()}
        values["bulk"] *= 1 - fewer
        return values

    def share(name: str) -> Enclosure:
        def compute(bits: int) -> Scalar:
            found = masses(bits)
            return found[name] / sum(found.values(), arb(0))

        return certify(compute, decimal_digits(digits))

    return {level.name: share(level.name) for level in (own, group, bulk)}


def largest_inner_product(n: LengthLike, d: int, failure: Number = "0.01", digits: int = 15) -> Enclosure:
    """Return e such that n independent uniform unit tokens have all |<y_i, y_j>| <= e, but for probability ``failure``.

    Parameters
    ----------
    n : LengthLike
        Number of tokens, finite.
    d : int
        Dimension, >= 2.
    failure : number
        Probability delta in (0, 1) of the union bound.
    digits : int
        Significant decimal digits.

    Examples
    --------
    >>> print(largest_inner_product(1000, 512))
    0.258897100745122
    """
    length = ContextLength.finite(n, "the bound is for finitely many tokens")
    delta = fraction_of_one(failure, "failure")
    size = dimension(d)

    def compute(bits: int) -> Scalar:
        with working_precision(bits + length.log_bits):
            pairs = 2 * length.log() + (-length.reciprocal()).log1p() - (2 * rational_ball(delta)).log()
            exponent = -pairs * 2 / (size - 1)
        return (-exponent.expm1()).sqrt()

    return certify(compute, decimal_digits(digits))


def common_mean_range(n: LengthLike, d: int, rho: Number, failure: Number = "0.01", digits: int = 15) -> Interval:
    """Return rho1, rho2 of tokens sqrt(rho) e + sqrt(1 - rho) u_i, u_i uniform orthogonally to e, but for ``failure``.

    Parameters
    ----------
    n, d, failure, digits
        As in `largest_inner_product`; u_i lives in d - 1 >= 2 dimensions.
    rho : number
        Common inner product of the mean, 0 <= rho < 1.
    """
    centre, reach = correlation(rho), largest_inner_product(n, dimension(d) - 1, failure, digits + 5)
    if centre == 0:
        raise BadInput("rho = 0", "there is no common mean", "give rho > 0, or see largest_inner_product")

    def end(sign: int) -> Enclosure:
        return certify(
            lambda bits: sphere.common_mean(rational_ball(centre), sign * reach.ball), decimal_digits(digits)
        )

    return Interval(end(-1), end(1))


def dimension(d: object) -> int:
    """Return a dimension, an integer >= 2.

    Raises
    ------
    BadInput
        If it is none.
    """
    number = rational(d, "d")
    if number.denominator != 1 or number < 2:
        raise BadInput(f"d = {d}", "no dimension of tokens", "give an integer d >= 2")
    return int(number)


def _levels(theta: Number, rho1: Number, rho2: Number) -> tuple[levels.Level, ...]:
    low, high = inner_products(rho1, rho2)
    if low == high:
        raise BadInput(f"rho1 = rho2 = {rho1}", "the two levels are one", "give rho1 < rho2")
    share: Fraction = fraction_of_one(theta, "theta")
    return levels.two_levels(share, low, high)
