"""The limit n -> oo: the row of the layer there, in germs, and the limit of a germ as an enclosure.

Source: theory A3, A4, A8; arXiv 2510.05554, Theorem 2.1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from flint import arb

from ...theory.errors import NotCertain
from ...theory.field import Scalar
from ...theory.growth import Growth
from ...theory.layer.row import Row
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Logits, Mechanism
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.exponent import POINT, ExponentForm
from ..numbers.germ import CONSTANT, FLAT, OMEGA, RECIPROCAL, Germ, TooFewTerms, germ, kept_terms, rate_text
from ..numbers.germ_coefficient import IndeterminateForm, OpenSign
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
    gap = FLAT if gap.is_zero else gap
    complement = 1 - RECIPROCAL
    share = RECIPROCAL / complement
    logits = Logits(gap, exponent, OMEGA, RECIPROCAL, complement, germ(1 - rho), germ, share=share)
    return mechanism.prepare(logits)()


TERMS = (2, 8, 32)
"""Terms of a germ that are kept, one number after the other until they decide the limit."""


def certify_germ(compute: Callable[[int], Scalar], digits: int, hint: str = "") -> Enclosure:
    """Return the limit of a germ with certain digits; where it is 0 or infinite, it says like which power of n and log n.

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
    rate: Growth = CONSTANT
    undecided: OpenSign | None = None

    def leading(bits: int) -> Scalar:
        nonlocal rate, undecided
        rate, undecided = CONSTANT, None
        try:
            value = _decided(compute, bits)
            if not isinstance(value, Germ):
                return value
            if value.is_zero or not value.series:
                return arb(0)
            rate, coefficient = value.series.leading(POINT)
            if rate.vanishes(POINT) and isinstance(coefficient, arb) and coefficient.contains(0):
                return arb(0)
            return coefficient
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
        what = stopped.what if rate == CONSTANT else f"{stopped.what} of a coefficient of {rate_text(rate)}"
        raise NotCertain(what, stopped.why, OpenSign().mended(hint)) from None
    if rate == CONSTANT or result.ball == 0:
        return result
    if rate.vanishes(POINT):
        return Enclosure(arb(0), digits, result.bits, _note("falls", result, rate))
    infinite = arb.pos_inf() if result.ball > 0 else arb.neg_inf()
    return Enclosure(infinite, digits, result.bits, _note("grows", result, rate))


def _note(how: str, coefficient: Enclosure, rate: Growth) -> str:
    """Return how a value tends to its limit, as text; nothing where the power of n is no rational number."""
    if isinstance(rate.constant, ExponentForm):
        return ""
    return f"{how} like {rate_text(rate, str(coefficient))}"


def _decided(compute: Callable[[int], Scalar], bits: int) -> Scalar:
    """Return a value, with as many terms as it takes to decide its limit, or with the most."""
    for terms in TERMS:
        with kept_terms(terms):
            try:
                value = compute(bits)
            except TooFewTerms:
                if terms == TERMS[-1]:
                    raise
                continue
        if not isinstance(value, Germ) or value.series or value.is_zero:
            break
    if isinstance(value, Germ) and not value.series and not value.vanishes:
        value.sign()  # refuses by name
    return value
