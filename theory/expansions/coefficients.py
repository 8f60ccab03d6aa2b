"""Coefficients of an expansion: polynomials in the parameters over powers of a few known positive ones.

The denominators of an expansion are powers of one polynomial, the leading coefficient of the quotient's denominator.  They
are kept as powers, never multiplied out: nothing has to be cancelled while dividing, and factors cancel when it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import prod

from ..closed_form import ONE, ClosedForm, ClosedSum, LogOf, PowerProduct, closed_sum, power_product, times
from ..layer.regimes import Point
from .chart import Chart
from .polynomial import Polynomial, fraction
from .rational_function import RationalFunction, RationalFunctionField
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

    def at(self, name: str, value: Fraction) -> Coefficient:
        """Return the coefficient with a number for a variable of its ring."""
        return Coefficient(self.numer.at(name, value), tuple((base.at(name, value), k) for base, k in self.denominators))

    def form(self, chart: Chart) -> ClosedForm:
        """Return the coefficient in factors, positive where their sign is known on the chart's ranges."""
        return _form(self, chart)


def polynomial_form(poly: Polynomial, values: Mapping[str, PowerProduct]) -> ClosedForm:
    """Return a polynomial with products of powers for its variables, each a number times one base of its own."""
    used = [(i, values[name]) for i, name in enumerate(poly.ring.names) if name in poly.variables]
    bases = power_product(ONE, [(value.powers[0][0], 1) for _, value in used]).powers
    places = {value.powers[0][0]: (i, value.number) for i, value in used}
    order = [(base, *places[base]) for base, _ in bases]
    return closed_sum(
        PowerProduct(
            prod((number ** m[i] for _, i, number in order if number != 1), start=fraction(c)),
            tuple((base, m[i]) for base, i, _ in order if m[i]),
        )
        for m, c in poly.terms()
    )


@lru_cache(maxsize=1024)
def _form(coefficient: Coefficient, chart: Chart) -> ClosedForm:
    """Return the form of a coefficient; the strata of a depth share most of them."""
    scale = ONE
    powers: dict[Polynomial, int] = {}
    for poly, side in ((coefficient.numer, 1), *((base, -power) for base, power in coefficient.denominators)):
        content, parts = poly.factors()
        scale *= content**side
        for part, power in parts:
            powers[part] = powers.get(part, 0) + side * power
    values = _values(chart)
    result = power_product(scale)
    for part, power in powers.items():
        flip = weak_sign(part, chart.ranges) == -1
        result = result * power_product(Fraction(-1) ** power if flip else ONE) * _raised(-part if flip else part, values, power)
    match result.powers:
        case ((ClosedSum() as only, 1),) if result.number != 1:
            return times(result.number, only)
    return result


def _raised(poly: Polynomial, values: Mapping[str, PowerProduct], power: int) -> PowerProduct:
    form = polynomial_form(poly, values)
    return _power(form, power) if isinstance(form, PowerProduct) else power_product(ONE, [(form, power)])


def _power(p: PowerProduct, k: int) -> PowerProduct:
    return power_product(p.number**k, [(base, power * k) for base, power in p.powers if not isinstance(power, tuple)])


_ARGUMENTS = RationalFunctionField(("s", "t"))
"""What the argument of a constant logarithm is made of."""


def _values(chart: Chart) -> Mapping[str, PowerProduct]:
    """Return what the variables of a chart are shown as: by their names, a constant logarithm by its argument."""
    here = Point(one=_ARGUMENTS.one, **dict(zip(_ARGUMENTS.names, _ARGUMENTS.gens, strict=True)))
    logs = {g.name: _log(g.argument(here)) for g in chart.logarithms if g.large is None}
    return {name: logs.get(name) or _variable(name) for name in chart.ring.names}


def _variable(name: str) -> PowerProduct:
    return power_product(ONE, [(name, 1)])


def _log(argument: RationalFunction) -> PowerProduct:
    """Return the logarithm of a whole number, or of the reciprocal of a polynomial."""
    if argument.number is not None:
        return power_product(ONE, [(LogOf(int(argument.number)), 1)])
    below = argument.denom / argument.numer
    form = polynomial_form(below, {name: _variable(name) for name in below.ring.names})
    inside = form if isinstance(form, ClosedSum) else next(iter(below.variables))
    return power_product(-ONE, [(LogOf(inside), 1)])
