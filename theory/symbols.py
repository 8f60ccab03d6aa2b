"""The SymPy symbols of the package: one per variable, made from the assumptions.

This module imports SymPy; nothing on the evaluation path imports it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr, Symbol

from .assumptions import CONTEXT_LENGTH, CORRELATION, FILLING, RESIDUAL, SUPERCRITICAL_DEPTH, WINDOW_WEIGHT
from .field import Field

N: Symbol = CONTEXT_LENGTH.symbol()
RHO: Symbol = CORRELATION.symbol()
R: Symbol = RESIDUAL.symbol()
F: Symbol = FILLING.symbol()
S: Symbol = WINDOW_WEIGHT.symbol()
DELTA: Symbol = SUPERCRITICAL_DEPTH.symbol()


_OF_THE_THEORY = {str(symbol): symbol for symbol in (N, RHO, R, F, S, DELTA)}


def symbol(name: str) -> Symbol:
    """Return the symbol of a variable; one that is not the theory's own is real."""
    return _OF_THE_THEORY.get(name) or Symbol(name, real=True)


def sympy_rational(value: Fraction | int) -> Any:
    """Return an exact fraction as a SymPy rational."""
    return sympy.Rational(value.numerator, value.denominator)


class _Symbols(Field, lacks=("spectral_norm", "regularized_beta", "regularized_gamma", "scaled_bessel", "entmax_gap")):
    number = staticmethod(sympy_rational)
    exp, log, sqrt, floor = sympy.exp, sympy.log, staticmethod(sympy.sqrt), sympy.floor
    minimum, maximum = sympy.Min, sympy.Max
    digamma, gamma_function = sympy.digamma, sympy.gamma

    def normal_tail(self, x: Expr) -> Expr:
        return sympy.erfc(x / sympy.sqrt(2)) / 2

    def nearest_to_half(self, step: Expr) -> Expr:
        return step * sympy.floor(1 / (2 * step) + sympy.Rational(1, 2))


SYMBOLS = _Symbols()
SYMBOLS.register(Expr)
