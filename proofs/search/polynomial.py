"""Polynomials of a chart in balls."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from flint import arb
from sympy.polys.rings import PolyElement

from ...numerics.numbers.balls import rational_ball
from ...theory.expansions.signs import names_of


def polynomial_ball(poly: PolyElement, values: Mapping[str, arb]) -> arb:
    """Evaluate a polynomial in balls; a generator that does not occur needs no value."""
    names, total = names_of(poly.ring), arb(0)
    powers: dict[tuple[str, int], arb] = {}
    for monomial, c in poly.iterterms():
        term = rational_ball(Fraction(int(c.numerator), int(c.denominator)))
        for name, power in zip(names, monomial, strict=True):
            if power:
                if (name, power) not in powers:
                    powers[name, power] = _power(values[name], power)
                term = term * powers[name, power]
        total += term
    return total


def _power(base: arb, power: int) -> arb:
    """Return a power; FLINT's own of a ball around 0 is nan."""
    return prod([base] * power, start=arb(1)) if base.contains(0) else base**power
