"""Signs and bounds of polynomials in the parameters, decided on the whole range of the assumptions.

A variable x in (low, high) is written x = (low + high y)/(1 + y) with y > 0, a variable in (low, oo) as low + y.  In the
y's a polynomial splits into its terms with positive and with negative coefficients, f = plus - minus, both nonnegative on
the range (for one bounded variable this is the Bernstein form).  If one part is empty the sign is known; if not, it is
"undecided", never a guess, and plus + minus still bounds |f|.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, TypeAlias

from ..assumptions import Assumption
from .polynomial import Monomial, Polynomial, flint_rational

MOST_FACES, MOST_TERMS = 512, 50_000
"""A sign is not looked for on more closed faces, or in a form that may have more terms."""
Ranges: TypeAlias = Mapping[str, Assumption]
"""The assumption on each ring generator, by name; a generator without one has no known sign."""


def split(
    poly: Polynomial, ranges: Ranges, bounded: Mapping[str, Fraction] | None = None
) -> tuple[Polynomial, Polynomial]:
    """Return polynomials (plus, minus), both nonnegative on the ranges, with ``poly`` = plus - minus.

    Parameters
    ----------
    poly : Polynomial
        A polynomial over the rationals.
    ranges : mapping
        The assumption on each generator.
    bounded : mapping, optional
        Generators of unknown sign, with a bound on their absolute value.  With any of them present, only
        -minus <= poly <= plus holds.
    """
    occurring = [name for name, degree in zip(poly.ring.names, poly.degrees(), strict=True) if degree]
    known = tuple((name, ranges[name]) for name in occurring if name in ranges)
    return _split(poly, known, tuple((name, (bounded or {})[name]) for name in occurring if name not in ranges))


@lru_cache(maxsize=4096)
def _split(
    poly: Polynomial, known: tuple[tuple[str, Assumption], ...], bounds: tuple[tuple[str, Fraction], ...]
) -> tuple[Polynomial, Polynomial]:
    """Return the parts, by what is known of the generators that occur: the strata of a depth share most of them."""
    ranges, bounded = dict(known), dict(bounds)
    form, steps = _unfolded(poly, ranges)
    ring, names = poly.ring, poly.ring.names
    unknown = [i for i, name in enumerate(names) if name in bounded]
    positive: dict[Monomial, Any] = {}
    negative: dict[Monomial, Any] = {}
    for monomial, c in form.terms():
        mixed = [i for i in unknown if monomial[i]]
        scale, exponents = abs(c), list(monomial)
        for i in mixed:
            scale *= flint_rational(bounded[names[i]] ** monomial[i])
            exponents[i] = 0
        sides = (positive, negative) if mixed else (positive,) if c > 0 else (negative,)
        for side in sides:
            key = tuple(exponents)
            side[key] = side[key] + scale if key in side else scale
    plus, minus = ring.from_terms(positive), ring.from_terms(negative)
    for step in reversed(steps):
        plus, minus = _back(plus, step), _back(minus, step)
    return plus, minus


@dataclass(frozen=True, slots=True)
class _Step:
    """How a generator x was replaced by y: x = low + y, or x = (low + high y)/(1 + y) times (1 + y)^degree."""

    index: int
    low: Fraction
    high: Fraction | None
    degree: int


def _unfolded(poly: Polynomial, ranges: Ranges) -> tuple[Polynomial, list[_Step]]:
    """Return the polynomial in the y's, up to a positive factor, and how each generator is put back."""
    ring = poly.ring
    steps: list[_Step] = []
    form = poly
    for index, (name, gen, degree) in enumerate(zip(ring.names, ring.gens, poly.degrees(), strict=True)):
        if not degree or name not in ranges:
            continue
        low, high = ranges[name].low, ranges[name].high
        if high is not None:
            form = form.at_fraction(index, low + high * gen, 1 + gen, degree)
        elif low:
            form = form.at_fraction(index, low + gen, ring.one, degree)
        steps.append(_Step(index, low, high, degree))
    return form, steps


def _back(poly: Polynomial, step: _Step) -> Polynomial:
    """Return the polynomial in x again: y = x - low, or y = (x - low)/(high - x)."""
    ring, gen = poly.ring, poly.ring.gens[step.index]
    if step.high is None:
        return poly.at_fraction(step.index, gen - step.low, ring.one, step.degree) if step.low else poly
    # y^e (1 + y)^-degree is (x - low)^e (high - x)^(degree - e) / (high - low)^degree
    found = poly.at_fraction(step.index, gen - step.low, step.high - gen, step.degree)
    return found / (step.high - step.low) ** step.degree


def sign(poly: Polynomial, ranges: Ranges) -> int | None:
    """Return 1 or -1 if ``poly`` is positive or negative everywhere on the ranges, 0 if it is zero, else None.

    Closed ends belong to a range, low and high.  A form without cancelling terms vanishes on a face of the box exactly when
    no term lives there, and if one lives on each of the smallest closed faces, one lives everywhere.
    """
    if not poly:
        return 0
    direction = weak_sign(poly, ranges)
    if direction is None:
        return None
    form, _ = _unfolded(poly, ranges)
    monomials = form.monomials()
    ends = [_ends(ranges.get(name), d) for name, d in zip(poly.ring.names, poly.degrees(), strict=True)]
    if prod(map(len, ends)) > MOST_FACES:
        return None
    lives = all(any(_on_face(m, face) for m in monomials) for face in product(*ends))
    return direction if lives else None


def _ends(assumption: Assumption | None, degree: int) -> tuple[int | None, ...]:
    """Return the exponents that survive at the closed ends of a range: 0 at the low one, the degree at the high one."""
    if assumption is None or degree <= 0:
        return (None,)
    low = () if assumption.low_open else (0,)
    high = () if assumption.high is None or assumption.high_open else (degree,)
    return (*low, *high) or (None,)


def _on_face(monomial: tuple[int, ...], face: tuple[int | None, ...]) -> bool:
    return all(end is None or power == end for power, end in zip(monomial, face, strict=True))


def weak_sign(poly: Polynomial, ranges: Ranges) -> int | None:
    """Return 1 if ``poly`` >= 0 everywhere on the ranges, -1 if <= 0, else None."""
    if any(d > 0 and name not in ranges for name, d in zip(poly.ring.names, poly.degrees(), strict=True)):
        return None  # a generator of unknown sign
    if prod(d + 1 for d in poly.degrees() if d) > MOST_TERMS:
        return None
    form, _ = _unfolded(poly, ranges)  # the parts of `split` are empty or not; nobody has to write them in the x's
    signs = {bool(c > 0) for c in form.coefficients()}
    if len(signs) > 1:
        return None
    return -1 if signs == {False} else 1
