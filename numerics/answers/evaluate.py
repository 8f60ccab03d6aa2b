"""Certified evaluation of any quantity at any n, from 2 to 10^(10^100) and oo.

The formula of the catalogue is evaluated in balls at one working precision; the precision rises until the requested
relative digits are certain.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Unpack

from ...theory.field import Scalar
from ...theory.layer.registry import QUANTITIES, Quantity
from ...theory.layer.registry import quantity as find_quantity
from ..inputs import decimal_digits
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.germ import Germ, germ
from ..numbers.laurent import LARGE_N, ZERO
from ..settings.dimension import simplex_dimension
from ..settings.infinity import certify_germ
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words


@takes_words
def evaluate(
    quantity: str | Quantity, at: Setting | None = None, *, digits: int = 30, **words: Unpack[SettingWords]
) -> Enclosure:
    """Return a quantity of the simplex layer with certain digits.

    Parameters
    ----------
    quantity : str or Quantity
        Id in `critscale.theory.layer.registry`, such as ``"output-cosine"``, or a quantity of your own.
    at : Setting, optional
        Where the layer is.
    digits : int
        Significant decimal digits, 1 to 100 000.
    **words
        The setting in words, in place of ``at``: see `SettingWords`.

    Returns
    -------
    Enclosure
        At n = oo, where the value is 0 or infinite like a power of log n, its note says which, with the coefficient.

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or the scale is not given exactly once.
    UnknownName
        If there is no such quantity.
    NotCertain
        If the digits cannot be certified, or the formula decides no limit at n = oo, such as 0/0; the reason says what
        stopped it.
    MissingFunction
        If a formula of your own takes a function of `critscale.theory.field` that its argument does not have.

    Examples
    --------
    >>> print(evaluate("contraction-factor", n=1000, critical=True, rho="0.3", digits=20))
    0.52540205852109681939
    >>> from critscale import Setting
    >>> print(evaluate("self-weight", Setting(n="10^10^100", rho="0.3", kappa=2), digits=20))
    0.88079707797788244406
    """
    try:
        plan = _plan(quantity, at, digits, **words)
    except TypeError:  # an argument without a hash, such as a list: it is refused by name
        plan = _plan.__wrapped__(quantity, at, digits, **words)
    return plan.run()


A14 = "orthogonal tokens (A14) have their threshold at gamma = 1/2: give a finite n, or see `critscale formula`"


class _Plan:
    """One call of `evaluate`, checked: what to compute, and the precision at which it came out certain.

    The loop always climbs the same steps, so starting at the step where it ended before gives the same enclosure.
    """

    __slots__ = ("bits", "digits", "dimension", "layer", "quantity")

    def __init__(self, quantity: Quantity, at: Setting, digits: int) -> None:
        self.quantity, self.layer, self.digits = quantity, at.layer(), digits
        needed = quantity.dimension or at.dim is not None
        self.dimension = simplex_dimension(at.dim, at.n, quantity.id) if needed else None
        self.bits = 0

    def run(self) -> Enclosure:
        if self.layer.in_germs:
            return certify_germ(self._compute, self.digits, self._hint())
        result = certify(self._compute, self.digits, self.bits)
        self.bits = result.bits
        return result

    def _hint(self) -> str:
        """Return what to do where the limit is 0/0 or the like."""
        if not self.layer.length.infinite:
            return "move off beta = 0"
        if self.layer.rho == 0 and self.layer.residual == 0 and QUANTITIES.get(self.quantity.id) is self.quantity:
            return A14
        return LARGE_N

    def _compute(self, bits: int) -> Scalar:
        row, rho, residual = self.layer.row(bits)
        if self.dimension is None or not self.quantity.dimension:
            return self.quantity.formula(row, rho, residual)
        inverse: Scalar = self.dimension.reciprocal()
        if self.layer.in_germs:
            # At n = oo the dimension is infinite as well: 1/d is a tail, or 0.
            inverse = Germ(ZERO, None) if self.layer.length.infinite else germ(inverse)
        return self.quantity.in_dimension(inverse)(row, rho, residual)


@lru_cache(maxsize=128, typed=True)
def _plan(quantity: str | Quantity, at: Setting | None, digits: int, **words: Unpack[SettingWords]) -> _Plan:
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    return _Plan(entry, Setting.of(at, words), decimal_digits(digits))
