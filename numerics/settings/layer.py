"""A simplex layer at one (n, scale, rho, r), prepared: its row in balls, at any working precision.

Its mechanism makes the row of its logits.  kappa = beta (1 - rho) - log n is a difference of large numbers, so the
logits are computed with guard bits, log2 of it, once for each precision.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, TypeAlias

from flint import arb

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from ...theory.layer.mechanism import SOFTMAX, Logits, Mechanism, Rows
from ...theory.layer.row import Row
from ..numbers.balls import rational_ball
from ..numbers.germ import OMEGA, VANISHING, Germ, germ
from ..numbers.precision import precision, working_precision
from .infinity import limit_row
from .length import ContextLength
from .scale import Scale

Arguments: TypeAlias = tuple[Row, Scalar, Scalar]
"""What a formula takes: the row, rho and r in one field."""

_KEPT = 2
"""Working precisions whose constants a layer keeps."""

_UNDECIDED_BITS = 2**16


class _Constants(NamedTuple):
    """What does not change between rows of one precision."""

    rows: Rows
    rho: arb
    residual: arb


class Coordinates(NamedTuple):
    """Where a layer stands on the scale of log n: germs, so that n = oo and exact zeros are seen."""

    length: Germ
    """log n, nats."""
    others: Germ
    """log(n - 1), nats."""
    gap: Germ
    """beta (1 - rho), nats."""
    exponent: Germ
    """log n - beta (1 - rho) = -kappa, nats."""


class Layer:
    """A simplex layer at one point.

    Parameters
    ----------
    length : ContextLength
        Context length, n = oo included.
    scale : Scale
        The inverse temperature, beta >= 0.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    residual : Fraction
        Residual strength, >= 0.
    mechanism : Mechanism
        What turns logits into weights.

    Raises
    ------
    BadInput
        If kappa < -log n, that is beta < 0.

    Attributes
    ----------
    in_germs : bool
        Whether rows are made of germs, not balls: at n = oo, and at beta = 0, where a - b is exactly zero and a
        division by it has to be seen.
    """

    __slots__ = (
        "_constants",
        "_flat",
        "_place",
        "guard",
        "in_germs",
        "length",
        "mechanism",
        "residual",
        "rho",
        "scale",
    )

    def __init__(
        self,
        length: ContextLength,
        scale: Scale,
        rho: Fraction,
        residual: Fraction,
        mechanism: Mechanism = SOFTMAX,
    ) -> None:
        self.length, self.scale, self.rho, self.residual, self.mechanism = length, scale, rho, residual, mechanism
        self.guard = max(length.log_bits, 0) + scale.bits + mechanism.bits + 4
        self._constants: dict[int, _Constants] = {}
        self._place: tuple[int, Coordinates] | None = None
        self._flat = not length.infinite and self._gap_is_zero()
        self.in_germs = length.infinite or self._flat

    def row(self, bits: int) -> Arguments:
        """Return the row, rho and r, in balls or germs; ``bits`` must be the working precision."""
        if self.in_germs:
            return self._germ_row()
        c = self._constants.get(bits)
        if c is None:
            c = self.constants(bits)
        return c.rows(), c.rho, c.residual

    def constants(self, bits: int) -> _Constants:
        """Return the constants of one precision, relative accuracy 2^-bits, and keep them."""
        with working_precision(bits + self.guard):
            length, reciprocal = self.length.log(), self.length.reciprocal()
            gap = self.scale.gap(length, self.rho, rational_ball)
            exponent = self.scale.exponent(length, self.rho, rational_ball)
        with working_precision(bits):
            rho, residual = rational_ball(self.rho), rational_ball(self.residual)
            # exponent and gap keep their guard bits; the rest is rounded, which is cheaper to multiply.
            length, reciprocal = +length, +reciprocal
            complement = 1 - reciprocal
        with working_precision(bits + self.guard):
            spread = rational_ball(1 - self.rho)
            logits = Logits(gap, exponent, length, reciprocal, complement, spread, rational_ball)
            c = _Constants(self.mechanism.prepare(logits), rho, residual)
        if len(self._constants) >= _KEPT:
            self._constants.clear()
        self._constants[bits] = c
        return c

    def coordinates(self) -> Coordinates:
        """Return the coordinates of the layer at the working precision, and keep the last ones."""
        bits, kept = precision(), self._place
        if kept is None or kept[0] != bits:
            kept = self._place = bits, self._coordinates()
        return kept[1]

    def _coordinates(self) -> Coordinates:
        if self.length.infinite:
            length = others = OMEGA
        else:
            length = germ(self.length.log())
            # log 1 is exactly zero, and positive at every larger n
            others = VANISHING if self.length.exact == 2 else germ(self.length.log_others())
        if self._flat:
            return Coordinates(length, others, VANISHING, length)
        gap, exponent = self.scale.gap(length, self.rho, germ), self.scale.exponent(length, self.rho, germ)
        return Coordinates(length, others, VANISHING if gap.is_small else gap, exponent)

    def _germ_row(self) -> Arguments:
        rho, residual = germ(self.rho), germ(self.residual)
        if self.length.infinite:
            return limit_row(self.scale, self.rho, self.mechanism), rho, residual
        # At beta = 0 a tail is what beta -> 0 from above adds; n has none.
        exact, length = self.length.exact, germ(self.length.log())
        h = germ(self.length.reciprocal() if exact is None else Fraction(1, exact))
        logits = Logits(VANISHING, length - VANISHING, length, h, 1 - h, 1 - rho, germ, share=h / (1 - h))
        return self.mechanism.prepare(logits)(), rho, residual

    def _gap_is_zero(self) -> bool:
        """Tell whether beta = 0; raise where it is negative."""
        kind, value = self.scale.kind, self.scale.value
        if kind != "kappa":
            return value == 0
        if value >= 0:
            return False
        if self.length.logarithm is not None:
            sign = self.length.logarithm + value
            if sign >= 0:
                return sign == 0
            raise self._negative()
        # log n of an integer is irrational, so a rational kappa never meets -log n and the loop ends.
        bits = 64 + self.guard
        while bits <= _UNDECIDED_BITS + 4 * self.guard:
            with working_precision(bits):
                gap = rational_ball(value) + self.length.log()
                if gap > 0:
                    return False
                if gap < 0:
                    raise self._negative()
            bits *= 2
        raise NotCertain("the sign of beta", f"kappa equals -log n to {bits} bits", "give beta instead of kappa")

    def _negative(self) -> BadInput:
        return BadInput("kappa below -log n", "the inverse temperature beta would be negative", "give kappa >= -log n")
