"""Times of the equiangular and two-cluster flows: rigorous integrals, and the closed form, in balls.

Source: theory D7, D11, D12.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ...theory.dynamics import flows
from ...theory.errors import BadInput
from ..floats import says_floats
from ..inputs import Number, decimal_digits, nonnegative, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.integrals import Complex, integral

CLOSE = Fraction(1, 10**6)
"""A lifetime ends when the clusters are this close, 1 - cos: what is left takes a time of order log(1/CLOSE)."""


def passage_time_ball(n: Fraction, beta: Fraction, start: Fraction, end: Fraction) -> arb:
    """Return the time in which n equiangular tokens pass from cosine ``start`` to ``end`` under SA, by integration."""
    b = rational_ball(beta)

    def slowness(rho: Complex) -> Complex:
        return 1 / flows.softmax_velocity(rho, rational_ball(n), (-b * (1 - rho)).exp())

    return integral(slowness, rational_ball(start), rational_ball(end))


def closed_passage_time(n: Fraction, beta: Fraction, start: Fraction, end: Fraction) -> arb:
    """Return the same time in closed form, logarithms and exponential integrals (D7); beta > 0."""
    size, b, low, high = (rational_ball(x) for x in (n, beta, start, end))
    pole = size / (size - 1)

    def primitive(rho: arb) -> arb:
        log = (size - 1) * ((1 + (size - 1) * rho) / (1 - rho)).log()
        far: arb = (b * (pole - 1 + rho)).expint(1)
        near: arb = (b * (1 - rho)).ei()
        return (log - near - (b * pole).exp() * far) / (2 * size)

    return primitive(high) - primitive(low)


def pair_time_ball(first: Fraction, beta: Fraction, start: arb, end: arb) -> arb:
    """Return the time in which two clusters of masses ``first`` and the rest pass from cosine ``start`` to ``end``."""
    b, w = rational_ball(beta), rational_ball(first)

    def slowness(c: Complex) -> Complex:
        return 1 / flows.pair_velocity(c, w, 1 - w, (-b * (1 - c)).exp())

    return integral(slowness, start, end)


@says_floats()
def passage_time(*, n: Number, beta: Number, start: Number, end: Number, digits: int = 15) -> Enclosure:
    """Return the time in which equiangular tokens pass from one cosine to another under the SA flow.

    Parameters
    ----------
    n : number
        Number of tokens (or of clusters, D12), >= 2.
    beta : number
        Inverse temperature, >= 0, nats per unit of cosine.
    start, end : number
        Cosines, 0 <= start <= end < 1.
    digits : int
        Significant decimal digits.

    Returns
    -------
    Enclosure
        A time; in its unit the drift is one attention output.

    Raises
    ------
    BadInput
        If an argument is out of range.

    Examples
    --------
    >>> print(passage_time(n=32, beta=5, start="0.1", end="0.95", digits=20))
    3.9096686949109005152
    """
    size, b = rational(n, "n"), nonnegative(beta, "beta")
    low, high = rational(start, "start"), rational(end, "end")
    if size < 2 or not 0 <= low <= high < 1:
        raise BadInput(f"n = {size}, from {low} to {high}", "no such passage", "give n >= 2, 0 <= start <= end < 1")
    compute = passage_time_ball if b == 0 else closed_passage_time
    return certify(lambda bits: compute(size, b, low, high), decimal_digits(digits))
