"""A simplex layer at one (n, scale, rho, r), prepared: its row in balls, at any working precision.

Its mechanism makes the row of its logits.  kappa = beta (1 - rho) - log n is a difference of large numbers, so the
logits are computed with guard bits, log2 of it, once for each precision.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias

from flint import arb, ctx

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from ...theory.layer.row import Row
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Logits, Mechanism, Rows
from ..numbers.balls import rational_ball
from ..numbers.germ import FLAT, OMEGA, Germ, germ
from ..numbers.precision import precision, working_precision
from .infinity import limit_row
from .length import ContextLength, LengthLike
from .scale import OfLength, Scale

Arguments: TypeAlias = tuple[Row, Scalar, Scalar]
"""What a formula takes: the row, rho and r in one field."""

Constants: TypeAlias = tuple[Rows, arb, arb]
"""What does not change between rows of one precision: what makes them, rho and r."""

_KEPT = 2
"""Working precisions whose constants a layer keeps."""
_PRECISIONS = 64
"""Precisions whose coefficients a family keeps: they depend on the size of log n as well."""
_UNDECIDED_BITS = 2**16


class Lengths(Protocol):
    """Context lengths: one in balls, or many in vectors of balls."""

    def log(self) -> Scalar:
        """Return log n, nats, at the working precision."""

    def reciprocal(self) -> Scalar:
        """Return 1/n at the working precision."""


class _Coefficients(NamedTuple):
    """What does not change between context lengths, at one precision."""

    gap: OfLength
    exponent: OfLength
    spread: arb
    rho: arb
    residual: arb


class LayerFamily:
    """Simplex layers that differ in their context length alone: what they share is computed once for each precision.

    Parameters
    ----------
    scale : Scale
        The inverse temperature, beta >= 0.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    residual : Fraction
        Residual strength, >= 0.
    mechanism : Mechanism
        What turns logits into weights.

    Attributes
    ----------
    line : GapLine
        The gap beta (1 - rho) as a function of log n.
    guard : int
        Guard bits that the logits take beyond those of log n.
    flat : bool or None
        Whether beta = 0; None where that depends on n.
    """

    __slots__ = ("_coefficients", "flat", "guard", "line", "mechanism", "residual", "rho", "scale")

    def __init__(self, scale: Scale, rho: Fraction, residual: Fraction, mechanism: Mechanism = SOFTMAX) -> None:
        self.scale, self.rho, self.residual, self.mechanism = scale, rho, residual, mechanism
        self.line, self.guard = scale.line(rho), scale.bits + mechanism.bits + 4
        self.flat = scale.value == 0 if scale.kind != "kappa" else False if scale.value >= 0 else None
        self._coefficients: dict[tuple[int, int], _Coefficients] = {}

    def at(self, n: LengthLike) -> Layer:
        """Return the layer at a context length, as users give it."""
        return Layer(ContextLength.parse(n), self)

    def constants(self, lengths: Lengths, log_bits: int, bits: int) -> Constants:
        """Return what makes rows at ``bits`` bits, which must be the working precision while `LOCK` is held.

        Parameters
        ----------
        lengths : Lengths
            Finite context lengths at which beta > 0.
        log_bits : int
            Guard bits for log n, at least `ContextLength.log_bits`.
        bits : int
            The working precision.
        """
        wide = bits + log_bits + self.guard
        c = self._coefficients.get((bits, wide)) or self._of_precision(bits, wide)
        try:
            ctx.prec = wide
            length, reciprocal = lengths.log(), lengths.reciprocal()
            gap, exponent = c.gap(length), c.exponent(length)
            ctx.prec = bits
            # exponent and gap keep their guard bits; the rest is rounded, which is cheaper to multiply.
            length, reciprocal = +length, +reciprocal
            complement = 1 - reciprocal
            ctx.prec = wide
            rows = self.mechanism.prepare(Logits(gap, exponent, length, reciprocal, complement, c.spread, rational_ball))
        finally:
            ctx.prec = bits
        return rows, c.rho, c.residual

    def _of_precision(self, bits: int, wide: int) -> _Coefficients:
        with working_precision(wide):
            gap, exponent = self.line.gap(rational_ball), self.line.exponent(rational_ball)
            spread = rational_ball(1 - self.rho)
        with working_precision(bits):
            found = _Coefficients(gap, exponent, spread, rational_ball(self.rho), rational_ball(self.residual))
        if len(self._coefficients) >= _PRECISIONS:
            self._coefficients.clear()
        self._coefficients[bits, wide] = found
        return found


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
    family : LayerFamily
        All the rest.

    Raises
    ------
    BadInput
        If kappa < -log n, that is beta < 0.

    Attributes
    ----------
    in_germs : bool
        Whether rows are made of germs, not balls: at n = oo, and at beta = 0, where a - b is exactly zero and a
        division by it has to be seen.
    is_flat : bool
        Whether beta = 0, at finite n.
    guard : int
        Bits that the size of the logits takes.
    """

    __slots__ = ("_constants", "_log_bits", "_place", "family", "guard", "in_germs", "is_flat", "length", "residual", "rho")

    def __init__(self, length: ContextLength, family: LayerFamily) -> None:
        self.length, self.family, self.rho, self.residual = length, family, family.rho, family.residual
        self._log_bits = log_bits = length.log_bits
        self.guard = log_bits + family.guard
        self._constants: dict[int, Constants] = {}
        self._place: tuple[int, Coordinates] | None = None
        flat = family.flat
        self.is_flat = not length.infinite and (self._gap_is_zero() if flat is None else flat)
        self.in_germs = length.infinite or self.is_flat

    def row(self, bits: int) -> Arguments:
        """Return the row, rho and r, in balls or germs; ``bits`` must be the working precision, held."""
        if self.in_germs:
            return self._germ_row()
        c = self._constants.get(bits)
        if c is None:
            if len(self._constants) >= _KEPT:
                self._constants.clear()
            c = self._constants[bits] = self.family.constants(self.length, self._log_bits, bits)
        rows, rho, residual = c
        return rows(), rho, residual

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
            others = FLAT if self.length.exact == 2 else germ(self.length.log_others())
        if self.is_flat:
            return Coordinates(length, others, FLAT, length)
        line = self.family.line
        gap, exponent = line.gap(germ)(length), line.exponent(germ)(length)
        return Coordinates(length, others, FLAT if gap.is_zero else gap, exponent)

    def _germ_row(self) -> Arguments:
        rho, residual = germ(self.rho), germ(self.residual)
        if self.length.infinite:
            return limit_row(self.family.scale, self.rho, self.family.mechanism), rho, residual
        # At beta = 0 the limit beta -> 0 from above is taken.
        exact, length = self.length.exact, germ(self.length.log())
        h = germ(self.length.reciprocal() if exact is None else Fraction(1, exact))
        logits = Logits(FLAT, length - FLAT, length, h, 1 - h, 1 - rho, germ, share=h / (1 - h))
        return self.family.mechanism.prepare(logits)(), rho, residual

    def _gap_is_zero(self) -> bool:
        """Tell whether beta = 0, for kappa < 0; raise where it is negative."""
        value = self.family.scale.value
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
