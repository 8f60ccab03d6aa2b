"""Random tokens on the sphere at finite n: how near they come to one another, and to a common mean.

Source: theory C5, derived.
"""

from __future__ import annotations

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ...theory.layer import sphere
from ..floats import says_floats
from ..inputs import Number, correlation, decimal_digits, fraction_of_one, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.length import ContextLength, LengthLike
from .almost_simplex import Interval


@says_floats()
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


@says_floats()
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
