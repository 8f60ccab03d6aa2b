"""Limits of rows of random scores in balls: the expected largest weight under PD(m, 0), and of keys on the sphere in three dimensions.

Source: theory E11, E17, derived.
"""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb

from ...theory.scores import limits
from ..floats import says_floats
from ..inputs import Number, decimal_digits, fraction_of_one, rational
from ..numbers.balls import EITHER_SIGN, rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.integrals import Complex, integral
from ..numbers.line_sum import line_sum, strip_cosine, strip_error, strip_step
from ..numbers.precision import precision


def dirichlet_max_ball(m: Fraction) -> arb:
    """Return E max w under PD(m, 0), the integral of 1/(1 + t^m e^t gamma(1 - m, t)) over t > 0, at the working precision.

    t^m e^t gamma(1 - m, t) is t/(1 - m) times 1F1(1; 2 - m; t), which has no cut; the rest of the integral from T on is at most
    exp(-T)/(T^m gamma(1 - m, T)).
    """
    index = rational_ball(m)
    end = arb(precision())

    def integrand(t: Complex) -> Complex:
        return 1 / (1 + t / (1 - index) * t.hypgeom_1f1(acb(1), acb(2 - index)))

    rest = (-end).exp() / (end**index * end.gamma_lower(1 - index))
    return integral(integrand, arb(0), end) + rest * EITHER_SIGN


def entire_exponential_integral(u: arb) -> arb:
    """Return Ein(u), the integral of (1 - exp(-t))/t up to u >= 0."""
    if u > 1:
        return arb(u.expint(1) + u.log() + arb.const_euler())
    return arb(u * (-u).hypgeom([arb(1), arb(1)], [arb(2), arb(2)]))


def sphere_max_ball(b: Fraction, bits: int) -> arb:
    """Return the limit of E max w of keys on S^2 at beta = b n/2, the integral of exp(-u - Ein(u)/b) over u > 0 (E11).

    exp(-Ein(u)/b) is a Laplace transform, so along u exp(i a) it is at most its value at u cos a: the trapezoidal rule in log u
    errs relatively.
    """
    times = rational_ball(b)
    step = strip_step(bits)

    def term(y: arb) -> arb:
        u = y.exp()
        return arb((y - u - entire_exponential_integral(u) / times).exp())

    found = line_sum(term, arb(0), step, lambda y: (y + step).exp(), lambda y: (step - y.exp()).exp(), bits)
    return found / (1 + strip_error(step) / strip_cosine() * EITHER_SIGN)


@says_floats()
def dirichlet_weights(b: Number, digits: int = 15) -> dict[str, Enclosure]:
    """Return the limits at b > 1 times the critical beta of a law with a transition: PD(1/b, 0).

    Parameters
    ----------
    b : number
        Multiple of the critical inverse temperature, > 1.
    digits : int
        Significant decimal digits.

    Returns
    -------
    dict of str to Enclosure
        ``top-weight``, ``ipr``, ``entropy`` (nats): expectations.

    Raises
    ------
    BadInput
        If b is no number above 1: below it all weights vanish.

    Examples
    --------
    >>> {name: str(value) for name, value in dirichlet_weights(2, digits=6).items()}
    {'top-weight': '0.626508', 'ipr': '0.500000', 'entropy': '1.38629'}
    """
    m, wanted = fraction_of_one(1 / rational(b, "b"), "1/b"), decimal_digits(digits)
    return {
        "top-weight": certify(lambda bits: dirichlet_max_ball(m), wanted),
        "ipr": certify(lambda bits: limits.dirichlet_moment(rational_ball(m), arb(2)), wanted),
        "entropy": certify(lambda bits: limits.dirichlet_entropy(rational_ball(m)), wanted),
    }
