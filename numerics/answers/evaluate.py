"""Certified evaluation of any quantity at any n, from 2 to 10^(10^100) and oo.

The formula of the catalogue is evaluated in balls at one working precision; the precision rises until the requested
relative digits are certain.
"""

from __future__ import annotations

from functools import lru_cache

from ...theory.field import Scalar
from ...theory.layer.registry import QUANTITIES, Quantity
from ...theory.layer.registry import quantity as find_quantity
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.germ import Germ, germ
from ..numbers.laurent import LARGE_N, ZERO
from ..settings.dimension import Dimension, DimensionLike
from ..settings.infinity import certify_germ
from ..settings.inputs import Number, correlation, decimal_digits
from ..settings.inputs import residual as residual_strength
from ..settings.layer import Layer
from ..settings.length import ContextLength, LengthLike
from ..settings.scale import Scale


def evaluate(
    quantity: str | Quantity,
    *,
    n: LengthLike,
    rho: Number,
    gamma: Number | None = None,
    beta: Number | None = None,
    kappa: Number | None = None,
    critical: bool = False,
    residual: Number = 0,
    dim: DimensionLike | None = None,
    digits: int = 30,
) -> Enclosure:
    """Return a quantity of the simplex layer with certain digits.

    Parameters
    ----------
    quantity : str or Quantity
        Id in `critscale.theory.layer.registry`, such as ``"output-cosine"``, or a quantity of your own.
    n : LengthLike
        Context length, >= 2: ``131072``, ``"10^10^100"``, ``"exp(2.5)"``, or ``"oo"`` for the limit.
    rho : number
        Common inner product of the tokens, 0 <= rho < 1.  Text and fractions are exact (``"0.3"``, ``"1/3"``), a float
        is its binary value.
    gamma, beta, kappa : number, optional
        The scale, exactly one of them: beta = gamma log n, beta itself, or kappa = beta (1 - rho) - log n (nats).
    critical : bool
        The scale kappa = 0, exactly critical.
    residual : number
        Residual strength r = alpha sqrt(q) >= 0.
    dim : DimensionLike, optional
        Dimension d >= n of the tokens, ``"oo"`` included; for the quantities that depend on it (`mean-square-jacobian`).
    digits : int
        Significant decimal digits, 1 to 100 000.

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
    """
    try:
        plan = _plan(quantity, n, rho, gamma, beta, kappa, critical, residual, dim, digits)
    except TypeError:  # an argument without a hash, such as a list: it is refused by name
        plan = _plan.__wrapped__(quantity, n, rho, gamma, beta, kappa, critical, residual, dim, digits)
    return plan.run()


def evaluate_at(
    quantity: str | Quantity, layer: Layer, digits: int = 30, dim: DimensionLike | None = None
) -> Enclosure:
    """Return a quantity of a prepared layer with certain digits.

    Parameters
    ----------
    quantity : str or Quantity
        As in `evaluate`.
    layer : Layer
        The point, from `prepare`.
    digits : int
        Significant decimal digits.
    dim : DimensionLike, optional
        As in `evaluate`.

    Raises
    ------
    UnknownName
        If there is no such quantity.
    BadInput
        If the quantity depends on the dimension and there is none, or one below n.
    NotCertain
        If the digits cannot be certified.
    """
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    return _Plan(entry, layer, decimal_digits(digits), dim).run()


A14 = "orthogonal tokens (A14) have their threshold at gamma = 1/2: give a finite n, or see `critscale formula`"


class _Plan:
    """One call of `evaluate`, checked: what to compute, and the precision at which it came out certain.

    The loop always climbs the same steps, so starting at the step where it ended before gives the same enclosure.
    """

    __slots__ = ("bits", "digits", "dimension", "layer", "quantity")

    def __init__(self, quantity: Quantity, layer: Layer, digits: int, dim: DimensionLike | None) -> None:
        self.quantity, self.layer, self.digits = quantity, layer, digits
        needed = quantity.dimension or dim is not None
        self.dimension = Dimension.parse(dim, layer.length, quantity.id) if needed else None
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
def _plan(
    quantity: str | Quantity,
    n: LengthLike,
    rho: Number,
    gamma: Number | None,
    beta: Number | None,
    kappa: Number | None,
    critical: bool,
    residual: Number,
    dim: DimensionLike | None,
    digits: int,
) -> _Plan:
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    return _Plan(entry, prepare(n, rho, gamma, beta, kappa, critical, residual), decimal_digits(digits), dim)


def prepare(
    n: LengthLike,
    rho: Number,
    gamma: Number | None = None,
    beta: Number | None = None,
    kappa: Number | None = None,
    critical: bool = False,
    residual: Number = 0,
) -> Layer:
    """Return the layer at the point the arguments of `evaluate` give.

    Raises
    ------
    BadInput
        As `evaluate`.
    """
    length = ContextLength.parse(n)
    scale = Scale.choose(gamma, beta, kappa, critical)
    return Layer(length, scale, correlation(rho), residual_strength(residual))

