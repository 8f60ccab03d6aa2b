"""Coefficients of an expansion: polynomials in the parameters over powers of a few known positive ones.

The denominators of an expansion are powers of one polynomial, the leading coefficient of the quotient's denominator.  They
are kept as powers, never multiplied out: nothing has to be cancelled while dividing, and factors cancel when it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Expr
from sympy.polys.rings import PolyElement

from ..layer.regimes import Point
from ..symbols import DELTA, RHO, F, R, S
from .chart import Chart
from .signs import factors, names_of, weak_sign


@dataclass(frozen=True, slots=True)
class Coefficient:
    """numer / (base_1^power_1 base_2^power_2 ...)."""

    numer: PolyElement
    denominators: tuple[tuple[PolyElement, int], ...] = ()

    def variables(self) -> set[str]:
        """Return the names of the variables that occur."""
        polys = [self.numer, *(base for base, power in self.denominators if power)]
        return {n for p in polys for n, d in zip(names_of(p.ring), p.degrees(), strict=True) if d > 0}

    def expression(self, chart: Chart) -> Expr:
        """Return a factored SymPy expression, with factors positive where their sign is known on the chart's ranges."""
        scale: Expr = sympy.Integer(1)
        powers: dict[PolyElement, int] = {}
        for poly, side in ((self.numer, 1), *((base, -power) for base, power in self.denominators)):
            content, parts = factors(poly)
            scale *= sympy.Rational(int(content.numerator), int(content.denominator)) ** side
            for part, power in parts:
                powers[part] = powers.get(part, 0) + side * power
        symbols = _symbols(chart)
        result = []
        for part, power in powers.items():
            flip = weak_sign(part, chart.ranges) == -1
            scale *= sympy.Integer(-1) ** power if flip else 1
            result.append((-part if flip else part).as_expr(*symbols) ** power)
        return sympy.Mul(scale, *result)


def _symbols(chart: Chart) -> list[Expr]:
    known: dict[str, Expr] = {"rho": RHO, "r": R, "s": S, "delta": DELTA, "f": F}
    here = Point(one=sympy.Integer(1), s=S, t=sympy.Symbol("t", positive=True))
    for g in chart.logarithms:
        if g.large is None:
            known[g.name] = sympy.expand_log(sympy.log(g.argument(here)), force=True)
    return [known.get(name, sympy.Symbol(name, real=True)) for name in names_of(chart.ring)]
