"""Polynomials of a chart in balls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from flint import arb

from ...numerics.numbers.balls import rational_ball
from ...theory.expansions.polynomial import Monomial, Polynomial, fraction


def polynomial_ball(poly: Polynomial, values: Mapping[str, arb]) -> arb:
    """Evaluate a polynomial in balls; a generator that does not occur needs no value."""
    return terms_ball(poly.ring.names, poly.terms(), values)


def terms_ball(names: Sequence[str], terms: Iterable[tuple[Monomial, Any]], values: Mapping[str, arb]) -> arb:
    """Evaluate a sum of coefficients times monomials in balls."""
    total = arb(0)
    powers: dict[tuple[str, int], arb] = {}
    for monomial, c in terms:
        term = rational_ball(fraction(c))
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
