"""Proof that a polynomial is nonnegative on a box, by exact subdivision.

On one box the Bernstein coefficients decide (`critscale.theory.signs`): if none is negative, the polynomial is
nonnegative there, zeros on the boundary included.  Otherwise the box is cut in two.  Everything is rational arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from operator import mul
from typing import Any

from sympy.polys.rings import PolyElement

from ..theory.assumptions import Assumption
from ..theory.signs import names_of, weak_sign

Box = Mapping[str, Assumption]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a subdivision found: ``proved`` on ``boxes`` boxes, or the first box without an answer."""

    proved: bool
    boxes: int
    open_box: str = ""


def prove_nonnegative(poly: PolyElement, box: Box, limit: int) -> Certificate:
    """Try to prove ``poly`` >= 0 on ``box``, visiting at most ``limit`` boxes."""
    pending = [dict(box)]
    used = [str(s) for s, d in zip(poly.ring.symbols, poly.degrees() if poly else [], strict=False) if d > 0]
    seen = 0
    while pending:
        here = pending.pop()
        seen += 1
        if weak_sign(poly, here) == 1 or poly == 0:
            continue
        if seen + len(pending) >= limit or _negative_at_centre(poly, here):
            return Certificate(False, seen, "; ".join(here[name].range_text() for name in used if name in here))
        pending += _halves(here, used)
    return Certificate(True, seen)


def _width(a: Assumption) -> Fraction:
    return Fraction(10) if a.high is None else a.high - a.low


def _halves(box: dict[str, Assumption], used: list[str]) -> list[dict[str, Assumption]]:
    name = max((n for n in used if n in box), key=lambda n: _width(box[n]))
    side = box[name]
    middle = 2 * side.low + 1 if side.high is None else (side.low + side.high) / 2
    return [{**box, name: side.between(side.low, middle)}, {**box, name: side.between(middle, side.high)}]


def _negative_at_centre(poly: Any, box: dict[str, Assumption]) -> bool:
    """Tell whether the polynomial is negative at the centre: then no subdivision will help."""
    domain, names = poly.ring.domain, names_of(poly.ring)
    if any(d > 0 and name not in box for name, d in zip(names, poly.degrees(), strict=True)):
        return False
    powers = []
    for name, degree in zip(names, poly.degrees(), strict=True):
        row = [domain.one]
        if degree > 0:
            a = box[name]
            centre = a.low + 1 if a.high is None else (a.low + a.high) / 2
            row += accumulate([domain(centre.numerator, centre.denominator)] * degree, mul)
        powers.append(row)
    total = domain.zero
    for monomial, coefficient in poly.iterterms():
        for row, power in zip(powers, monomial, strict=True):
            if power:
                coefficient = coefficient * row[power]
        total += coefficient
    return bool(total < 0)
