"""Coefficients of an expansion: polynomials in the parameters over powers of a few known positive ones.

The denominators of an expansion are powers of one polynomial, the leading coefficient of the quotient's denominator.  They
are kept as powers, never multiplied out: nothing has to be cancelled while dividing, and factors cancel when it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Expr

from ..layer.regimes import Point
from ..symbols import DELTA, RHO, F, R, S, sympy_rational
from .chart import Chart
from .polynomial import Polynomial, fraction
from .signs import weak_sign


@dataclass(frozen=True, slots=True)
class Coefficient:
    """numer / (base_1^power_1 base_2^power_2 ...)."""

    numer: Polynomial
    denominators: tuple[tuple[Polynomial, int], ...] = ()

    def variables(self) -> set[str]:
        """Return the names of the variables that occur."""
        polys = [self.numer, *(base for base, power in self.denominators if power)]
        return set().union(*(p.variables for p in polys))

    def expression(self, chart: Chart) -> Expr:
        """Return a factored SymPy expression, with factors positive where their sign is known on the chart's ranges."""
        scale: Expr = sympy.Integer(1)
        powers: dict[Polynomial, int] = {}
        for poly, side in ((self.numer, 1), *((base, -power) for base, power in self.denominators)):
            content, parts = poly.factors()
            scale *= sympy_rational(content) ** side
            for part, power in parts:
                powers[part] = powers.get(part, 0) + side * power
        symbols = _symbols(chart)
        result = []
        for part, power in powers.items():
            flip = weak_sign(part, chart.ranges) == -1
            scale *= sympy.Integer(-1) ** power if flip else 1
            result.append(_expression(-part if flip else part, symbols) ** power)
        return sympy.Mul(scale, *result)


def _expression(poly: Polynomial, symbols: list[Expr]) -> Expr:
    terms = (sympy_rational(fraction(c)) * sympy.Mul(*(x**k for x, k in zip(symbols, m, strict=True))) for m, c in poly.terms())
    return sympy.Add(*terms)


def _symbols(chart: Chart) -> list[Expr]:
    known: dict[str, Expr] = {"rho": RHO, "r": R, "s": S, "delta": DELTA, "f": F}
    here = Point(one=sympy.Integer(1), s=S, t=sympy.Symbol("t", positive=True))
    for g in chart.logarithms:
        if g.large is None:
            known[g.name] = sympy.expand_log(sympy.log(g.argument(here)), force=True)
    return [known.get(name, sympy.Symbol(name, real=True)) for name in chart.ring.names]
