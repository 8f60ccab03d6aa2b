"""The limit n -> oo: the row of the layer at the origin of each regime, in germs, and its value as an enclosure.

    subcritical     masses (0, 1, 0)    log(1 + E) = the exponent, delta omega
    window          masses (1, w, 0)    w = exp(-kappa), so a = 1/(1 + w)
    supercritical   masses (1, 0, 0)    log(1 + E) = 0

Source: theory A3, A4, A8; arXiv 2510.05554, Theorem 2.1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb

from ..theory import field
from ..theory.errors import NotCertain
from ..theory.field import Scalar
from ..theory.row import Logs, Row
from .balls import rational_ball
from .certify import certify
from .enclosure import Enclosure
from .germ import Germ, IndeterminateForm
from .scale import Scale

OMEGA = Germ(arb(0), arb(1))
"""log n at n = oo."""

ZERO, ONE = Germ(arb(0)), Germ(arb(1))


def constant(value: Fraction) -> Germ:
    """Return an exact number as a germ, at the working precision."""
    return Germ(rational_ball(value))


def limit_row(scale: Scale, rho: Fraction) -> Row:
    """Return the row at n = oo.

    Parameters
    ----------
    scale : Scale
        The inverse temperature.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    """
    exponent = scale.exponent(OMEGA, rho, constant)
    logs = Logs(ZERO, scale.gap(OMEGA, rho, constant), OMEGA)
    if exponent.is_bounded:
        odds = ONE if exponent.finite.is_zero() else field.exp(exponent)
        partition = Germ(odds.finite.log1p())
        return Row.from_masses(ONE, odds, ZERO, logs=lambda: logs._replace(partition=partition), share=ZERO)
    if exponent.sign() > 0:
        return Row.from_masses(ZERO, ONE, ZERO, logs=lambda: logs._replace(partition=exponent), share=ZERO)
    return Row.from_masses(ONE, ZERO, ZERO, logs=lambda: logs, share=ZERO)


def certify_germ(compute: Callable[[int], Scalar], digits: int, hint: str = "") -> Enclosure:
    """Return the limit of a germ with certain digits; an infinite one says how it grows.

    Parameters
    ----------
    compute : callable
        Takes the working precision in bits and returns a germ (or a ball, or an exact number).
    digits : int
        Significant decimal digits.
    hint : str
        What to do where the leading coefficients do not decide the limit.

    Raises
    ------
    NotCertain
        As `certify`, and where the leading coefficients do not decide the limit.
    """
    grows = False

    def leading(bits: int) -> Scalar:
        nonlocal grows
        value = compute(bits)
        if not isinstance(value, Germ):
            return value
        grows = not value.is_bounded
        return value.slope if grows else value.finite

    try:
        result = certify(leading, digits)
    except IndeterminateForm as form:
        raise NotCertain("the value at this point", f"it has the form {form}", hint) from form
    if grows:
        infinite = arb.pos_inf() if result.ball > 0 else arb.neg_inf()
        return Enclosure(infinite, digits, result.bits, f"grows like {result} log n")
    return result
