"""The limit n -> oo: the row of the layer there, in germs, and its value as an enclosure.

Each entry is right up to a tail, a term smaller than every power of log n, whose sign it knows.

Source: theory A3, A4, A8; arXiv 2510.05554, Theorem 2.1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb

from ...theory.errors import NotCertain
from ...theory.field import Scalar
from ...theory.layer.row import Row
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Logits, Mechanism
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.germ import OMEGA, VANISHING, Germ, germ, number
from ..numbers.laurent import ONE, IndeterminateForm, OpenSign, power
from .scale import Scale


def limit_row(scale: Scale, rho: Fraction, mechanism: Mechanism = SOFTMAX) -> Row:
    """Return the row at n = oo.

    Parameters
    ----------
    scale : Scale
        The inverse temperature.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    mechanism : Mechanism
        What turns logits into weights.
    """
    line = scale.line(rho)
    exponent, gap = line.exponent(germ)(OMEGA), line.gap(germ)(OMEGA)
    # Below criticality the mass of the token itself is a tail larger than 1/n: it alone decides the sign of a sum.
    growing = exponent.series.constant is None and exponent.sign() > 0
    complement = number(ONE, 0 if growing else -1)
    gap = VANISHING if gap.is_small else gap
    logits = Logits(
        gap, exponent, OMEGA, VANISHING, complement, germ(1 - rho), germ, uniform=True, share=VANISHING, infinite=True
    )
    return mechanism.prepare(logits)()


def certify_germ(compute: Callable[[int], Scalar], digits: int, hint: str = "") -> Enclosure:
    """Return the limit of a germ with certain digits; where it is 0 or infinite like a power of log n, it says so.

    Parameters
    ----------
    compute : callable
        Takes the working precision in bits and returns a germ (or a ball, or an exact number).
    digits : int
        Significant decimal digits.
    hint : str
        What helps at this point where the known terms do not decide the limit.

    Raises
    ------
    NotCertain
        As `certify`, and where the known terms do not decide the limit.
    """
    degree, undecided = 0, None

    def leading(bits: int) -> Scalar:
        nonlocal degree, undecided
        degree, undecided = 0, None
        try:
            value = compute(bits)
            if not isinstance(value, Germ):
                return value
            if value.beyond:
                return arb.pos_inf() if value.beyond > 0 else arb.neg_inf()
            if value.is_small:
                return arb(0)
            if not value.series.coefficients:
                value.sign()  # refuses by name
            degree = value.series.top
            return value.series.at(degree)
        except OpenSign as form:
            undecided = form
            return arb("nan")  # the loop raises the precision

    try:
        result = certify(leading, digits)
    except IndeterminateForm as form:
        raise NotCertain("the value at this point", f"it has the form {form}", form.mended(hint)) from form
    except NotCertain as stopped:
        if undecided is not None:
            why = f"it has {undecided}, however many digits are taken"
            raise NotCertain("the value at this point", why, undecided.mended(hint)) from stopped
        what = f"{stopped.what} of a coefficient of {power(degree)}" if degree else stopped.what
        raise NotCertain(what, stopped.why, OpenSign().mended(hint)) from None
    if degree > 0:
        infinite = arb.pos_inf() if result.ball > 0 else arb.neg_inf()
        return Enclosure(infinite, digits, result.bits, f"grows like {result} {power(degree)}")
    if degree < 0:
        return Enclosure(arb(0), digits, result.bits, f"falls like {result} / {power(-degree)}")
    return result
