"""The SymPy symbols of the package: one per variable, made from the assumptions.

This module imports SymPy; nothing on the evaluation path imports it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr, Symbol

from .. import field
from ..assumptions import CONTEXT_LENGTH, CORRELATION, FILLING, RESIDUAL, SUPERCRITICAL_DEPTH, WINDOW_WEIGHT

N: Symbol = CONTEXT_LENGTH.symbol()
RHO: Symbol = CORRELATION.symbol()
R: Symbol = RESIDUAL.symbol()
F: Symbol = FILLING.symbol()
S: Symbol = WINDOW_WEIGHT.symbol()
DELTA: Symbol = SUPERCRITICAL_DEPTH.symbol()


def rational(value: Fraction) -> Any:
    """Return an exact fraction as a SymPy rational."""
    return sympy.Rational(value.numerator, value.denominator)


@field.exp.register(Expr)
def _exp(x: Expr) -> Expr:
    return sympy.exp(x)


@field.minimum.register(Expr)
def _minimum(x: Expr, y: Expr) -> Expr:
    return sympy.Min(x, y)


@field.maximum.register(Expr)
def _maximum(x: Expr, y: Expr) -> Expr:
    return sympy.Max(x, y)


@field.sqrt.register(Expr)
def _sqrt(x: Expr) -> Expr:
    return sympy.sqrt(x)


@field.hypot.register(Expr)
def _hypot(x: Expr, y: Expr) -> Expr:
    return sympy.sqrt(x**2 + y**2)


@field.radical.register(Expr)
def _radical(x: Expr, y: Expr) -> Expr:
    return sympy.sqrt(x**2 + y)


@field.nearest_to_half.register(Expr)
def _nearest_to_half(step: Expr) -> Expr:
    return step * sympy.floor(1 / (2 * step) + sympy.Rational(1, 2))


@field.digamma.register(Expr)
def _digamma(x: Expr) -> Expr:
    return sympy.digamma(x)


@field.log.register(Expr)
def _log(x: Expr) -> Expr:
    return sympy.log(x)
