"""A simplex layer at one (n, scale, rho, r), prepared: its row in balls, at any working precision.

With h = 1/n, the unnormalised masses of a row are exp(kappa) for the token itself, 1 - h for all others together and h
for one other, kappa = beta (1 - rho) - log n; above criticality they are divided by exp(kappa), so that the largest
mass is about 1.  kappa is a difference of large numbers, so it is computed with guard bits, log2 of it, once; a row
then costs one exponential, none at exact criticality.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, TypeAlias

from flint import arb

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from ...theory.layer.row import Logs, Row
from ..numbers.balls import rational_ball
from ..numbers.germ import OMEGA, VANISHING, Germ, germ
from ..numbers.precision import working_precision
from .infinity import limit_row
from .length import ContextLength
from .scale import Scale

Arguments: TypeAlias = tuple[Row, Scalar, Scalar]
"""What a formula takes: the row, rho and r in one field."""

_KEPT = 2
"""Working precisions whose constants a layer keeps."""

ONE = arb(1)

_UNDECIDED_BITS = 2**16


class _Constants(NamedTuple):
    """Balls that do not change between rows of one precision."""

    exponent: arb  # what is exponentiated, not positive: -abs(kappa), or -gap where that is below 1
    gap: arb
    length: arb
    reciprocal: arb
    others: arb
    rho: arb
    residual: arb


class _LazyLogs:
    """The logarithms of a row, computed when first asked for: log1p is half the cost of an evaluation."""

    __slots__ = ("_constants", "_logs", "_own", "_rest")

    def __init__(self, own: arb, rest: arb, constants: _Constants) -> None:
        self._own, self._rest, self._constants = own, rest, constants
        self._logs: Logs | None = None

    def __call__(self) -> Logs:
        if self._logs is None:
            partition = (self._rest / self._own).log1p()
            self._logs = Logs(partition, self._constants.gap, self._constants.length)
        return self._logs


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
        "_critical",
        "_flat",
        "_near_flat",
        "_subcritical",
        "guard",
        "in_germs",
        "length",
        "residual",
        "rho",
        "scale",
    )

    def __init__(self, length: ContextLength, scale: Scale, rho: Fraction, residual: Fraction) -> None:
        self.length, self.scale, self.rho, self.residual = length, scale, rho, residual
        self.guard = max(length.log_bits, 0) + scale.bits + 4
        self._constants: dict[int, _Constants] = {}
        self._critical = scale.is_critical(rho)
        self._flat = not length.infinite and self._gap_is_zero()
        self.in_germs = length.infinite or self._flat
        # Below a gap of 1 the difference 1 - exp(-gap) of two masses would cancel.
        self._near_flat = not self.in_germs and self._gap_below_one()
        self._subcritical = not self.in_germs and self._exponent_is_positive()

    def row(self, bits: int) -> Arguments:
        """Return the row, rho and r, in balls or germs; ``bits`` must be the working precision."""
        if self.in_germs:
            return self._germ_row()
        c = self._constants.get(bits)
        if c is None:
            c = self.constants(bits)
        own, rest, other, excess = ONE, c.others, c.reciprocal, None
        if self._near_flat:
            lost = -c.exponent.expm1()
            own, rest, other, excess = other, rest - rest * lost, other - other * lost, other * lost
        elif self._subcritical:
            own = c.exponent.exp()
        elif not self._critical:
            odds = c.exponent.exp()
            rest, other = odds * rest, odds * other
        row = Row.from_masses(own, rest, other, excess=excess, logs=_LazyLogs(own, rest, c))
        return row, c.rho, c.residual

    def constants(self, bits: int) -> _Constants:
        """Return the constants of one precision, relative accuracy 2^-bits, and keep them."""
        with working_precision(bits + self.guard):
            length = self.length.log()
            gap = self.scale.gap(length, self.rho, rational_ball)
            exponent = self.scale.exponent(length, self.rho, rational_ball)
            if self._near_flat:
                exponent = -gap
            elif self._subcritical:
                exponent = -exponent
            reciprocal = self.length.reciprocal()
        with working_precision(bits):
            rho, residual = rational_ball(self.rho), rational_ball(self.residual)
            # exponent and gap keep their guard bits; the rest is rounded, which is cheaper to multiply.
            c = _Constants(exponent, gap, +length, +reciprocal, 1 - reciprocal, rho, residual)
        if len(self._constants) >= _KEPT:
            self._constants.clear()
        self._constants[bits] = c
        return c

    def coordinates(self) -> Coordinates:
        """Return the coordinates of the layer at the working precision."""
        if self.length.infinite:
            length = others = OMEGA
        else:
            length, others = germ(self.length.log()), self._log_others()
        if self._flat:
            return Coordinates(length, others, VANISHING, length)
        gap, exponent = self.scale.gap(length, self.rho, germ), self.scale.exponent(length, self.rho, germ)
        return Coordinates(length, others, VANISHING if gap.is_small else gap, exponent)

    def _log_others(self) -> Germ:
        if self.length.exact == 2:
            return VANISHING  # exactly zero, and positive at every larger n
        if self.length.exact is not None:
            return germ(arb(self.length.exact - 1).log())
        return germ(self.length.log() + (-self.length.reciprocal()).log1p())

    def _germ_row(self) -> Arguments:
        rho, residual = germ(self.rho), germ(self.residual)
        if self.length.infinite:
            return limit_row(self.scale, self.rho), rho, residual
        # At beta = 0 a tail is what beta -> 0 from above adds; n has none.
        exact = self.length.exact
        h, length = germ(self.length.reciprocal() if exact is None else Fraction(1, exact)), germ(self.length.log())
        weight, partition = Germ(h.series, None), Germ(length.series, None)
        logs = Logs(partition, VANISHING, length)
        row = Row.from_masses(weight, 1 - weight, weight, excess=VANISHING, logs=lambda: logs, share=h / (1 - h))
        return row, rho, residual

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

    def _gap_below_one(self) -> bool:
        with working_precision(64 + self.guard):
            return bool(self.scale.gap(self.length.log(), self.rho, rational_ball) < 1)

    def _exponent_is_positive(self) -> bool:
        """Tell whether kappa < 0; next to 0 either answer serves."""
        with working_precision(64 + self.guard):
            return bool(self.scale.exponent(self.length.log(), self.rho, rational_ball) > 0)
