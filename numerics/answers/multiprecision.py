"""The second engine: the same formulas with mpmath numbers, which certify nothing and agree with the balls.

Each layer has an mpmath context of its own; the global ``mpmath.mp`` is never touched.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Unpack

from mpmath.ctx_mp import MPContext
from mpmath.ctx_mp_python import _mpf

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Field
from ...theory.layer.registry import Quantity
from ...theory.layer.registry import quantity as find_quantity
from ...theory.mechanisms.mechanism import Logits
from ..inputs import decimal_digits
from ..numbers.balls import Mpf
from ..numbers.precision import bits_of
from ..settings.dimension import simplex_dimension
from ..settings.layer import Arguments, Layer
from ..settings.length import ContextLength
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words

GUARD_BITS = 24
"""Bits for roundings, beyond those that the size of the exponent takes (`Layer.guard`)."""


def _own(name: str) -> Callable[..., Mpf]:
    """Return a function of the context that made its first argument."""
    return staticmethod(lambda x, *others: getattr(x.context, name)(x, *others))


class _Multiprecision(Field):
    exp, expm1, log1p = map(_own, ("exp", "expm1", "log1p"))
    sqrt, floor, hypot, digamma, gamma_function = map(_own, ("sqrt", "floor", "hypot", "digamma", "gamma"))
    minimum, maximum = staticmethod(min), staticmethod(max)

    def log(self, x: Mpf) -> Mpf:
        return x.context.log(x) if x >= 0 else x.context.nan

    def radical(self, x: Mpf, y: Mpf) -> Mpf:
        return x.context.sqrt(max(x**2 + y, x.context.zero))

    def spectral_norm(self, x: Mpf, y: Mpf, s: Mpf, t: Mpf, r: Mpf, u: Mpf, v: Mpf) -> Mpf:
        context = x.context
        return max(context.svd_r(context.matrix([[r, u, v], [0, x, y], [0, s, t]]), compute_uv=False))

    def nearest_to_half(self, step: Mpf) -> Mpf:
        context = step.context
        return context.nint(1 / (2 * step)) * step if step else context.mpf(1) / 2

    def regularized_beta(self, x: Mpf, a: Mpf) -> Mpf:
        return x.context.betainc(a, x.context.mpf(1) / 2, 0, x, regularized=True)

    def regularized_gamma(self, x: Mpf, a: Mpf) -> Mpf:
        return x.context.gammainc(a, 0, x, regularized=True)

    def scaled_bessel(self, order: Mpf, x: Mpf) -> Mpf:
        return x.context.besseli(order, x) * x.context.exp(-x)

    def entmax_gap(self, gap: Mpf, others: Mpf, order: Mpf) -> Mpf:
        context = gap.context
        if not gap:
            return gap

        def excess(d: Mpf) -> Mpf:
            return (1 + context.exp(others - d)) ** -order * -context.expm1(-order * d) - order * gap

        room = context.log(1 - order * gap)
        high = max(others + context.log(2 * order) - room, (context.log(2) - room) / order) + 1
        return context.findroot(excess, (context.zero, high), solver="anderson", verify=False)

    def normal_tail(self, x: Mpf) -> Mpf:
        return x.context.erfc(x / x.context.sqrt(2)) / 2


_Multiprecision().register(_mpf)


class MpLayer:
    """A simplex layer at one finite point in mpmath numbers, its constants computed once.

    Parameters
    ----------
    layer : Layer
        The point, n finite.
    digits : int
        Significant decimal digits aimed at.
    """

    def __init__(self, layer: Layer, digits: int) -> None:
        if layer.length.infinite:
            raise BadInput("n = oo", "the second engine has no limits", "use `evaluate`")
        self.layer = layer
        self.context = MPContext()
        self.context.prec = bits_of(digits) + GUARD_BITS + layer.guard
        line, length, exact = layer.family.line, self.log_of(layer.length), layer.length.exact
        reciprocal = self.context.exp(-length) if exact is None else 1 / self.context.mpf(exact)
        gap, exponent = line.gap(self._number)(length), line.exponent(self._number)(length)
        spread = self._number(1 - layer.rho)
        self._rows = layer.family.mechanism.prepare(
            Logits(gap, exponent, length, reciprocal, 1 - reciprocal, spread, self._number)
        )
        self.rho, self.residual = self._number(layer.rho), self._number(layer.residual)

    def row(self) -> Arguments:
        """Return the row, rho and r: one exponential."""
        return self._rows(), self.rho, self.residual

    def _number(self, value: Fraction) -> Mpf:
        return self.context.mpf(value.numerator) / value.denominator

    def log_of(self, length: ContextLength) -> Mpf:
        """Return log n, nats."""
        if length.logarithm is not None:
            return self._number(length.logarithm)
        return self.context.log(length.coefficient) + length.exponent * self.context.log(length.base)


@takes_words
def evaluate_mpmath(
    quantity: str | Quantity, at: Setting | None = None, *, digits: int = 30, **words: Unpack[SettingWords]
) -> Mpf:
    """Return a quantity by the second engine, to about ``digits`` digits, with nothing certified.

    Parameters and units are those of `critscale.numerics.answers.evaluate.evaluate`; n is finite.

    Returns
    -------
    mpmath.mpf
        In a context of its own whose precision is ``digits`` and guard bits.

    Raises
    ------
    BadInput
        As `evaluate`, and for n = oo.
    UnknownName
        If there is no such quantity.
    NotCertain
        If the formula divides by zero.
    """
    entry = quantity if isinstance(quantity, Quantity) else find_quantity(quantity)
    setting = Setting.of(at, words)
    layer, inverse = _prepared(setting, decimal_digits(digits)), None
    if entry.dimension:
        size = simplex_dimension(setting.dim, setting.n, entry.id)
        inverse = layer.context.zero if size.infinite else layer.context.exp(-layer.log_of(size))
    try:
        return entry.in_dimension(inverse)(*layer.row())
    except ZeroDivisionError:
        raise NotCertain("a division by zero", "the second engine has no infinities", "use `evaluate`") from None


@lru_cache(maxsize=512)
def _prepared(at: Setting, digits: int) -> MpLayer:
    """Return the layer: its context takes longer to make than a quantity takes to compute."""
    return MpLayer(at.layer(), digits)
