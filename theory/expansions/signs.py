"""Signs and bounds of polynomials in the parameters, decided on the whole range of the assumptions.

A variable x in (low, high) is written x = (low + high y)/(1 + y) with y > 0, a variable in (low, oo) as low + y.  In the
y's a polynomial splits into its terms with positive and with negative coefficients, f = plus - minus, both nonnegative on
the range (for one bounded variable this is the Bernstein form).  If one part is empty the sign is known; if not, it is
"undecided", never a guess, and plus + minus still bounds |f|.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx
from sympy.polys.rings import PolyElement, PolyRing

from ..assumptions import Assumption

MOST_FACES, MOST_TERMS = 512, 50_000
"""A sign is not looked for on more closed faces, or in a form that may have more terms."""
Ranges: TypeAlias = Mapping[str, Assumption]
"""The assumption on each ring generator, by name; a generator without one has no known sign."""


@lru_cache(maxsize=64)
def names_of(ring: PolyRing) -> tuple[str, ...]:
    """Return the names of a ring's generators."""
    return tuple(str(symbol) for symbol in ring.symbols)


@lru_cache(maxsize=1024)
def _in_flint(poly: PolyElement) -> Any:
    """Return a polynomial as one of FLINT's, whose arithmetic is faster."""
    context = fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(poly.ring.ngens)), Ordering.lex)
    return context.from_dict({m: fmpq(int(c.numerator), int(c.denominator)) for m, c in poly.iterterms()})


def value_at(poly: PolyElement, values: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of a polynomial at a point; generators that do not occur need no value."""
    given = (values.get(name, Fraction(0)) if d <= 0 else values[name] for name, d in _degrees(poly))
    found = _in_flint(poly)(*(fmpq(v.numerator, v.denominator) for v in given))
    return Fraction(int(found.numerator), int(found.denominator))


@lru_cache(maxsize=1024)
def _degrees(poly: PolyElement) -> tuple[tuple[str, int], ...]:
    return tuple(zip(names_of(poly.ring), poly.degrees(), strict=True))


@lru_cache(maxsize=4096)
def factors(poly: PolyElement) -> tuple[Any, tuple[tuple[PolyElement, int], ...]]:
    """Return the content of a polynomial and its irreducible factors with their powers, over the rationals."""
    ring, domain = poly.ring, poly.ring.domain
    content, parts = _in_flint(poly).factor()

    def back(part: Any) -> PolyElement:
        return ring.from_dict(
            {tuple(map(int, m)): domain(int(c.numerator), int(c.denominator)) for m, c in part.to_dict().items()}
        )

    return domain(int(content.numerator), int(content.denominator)), tuple((back(p), int(k)) for p, k in parts)


def split(poly: PolyElement, ranges: Ranges, bounded: Mapping[str, Fraction] | None = None) -> tuple[Any, Any]:
    """Return polynomials (plus, minus), both nonnegative on the ranges, with ``poly`` = plus - minus.

    Parameters
    ----------
    poly : PolyElement
        A polynomial over the rationals.
    ranges : mapping
        The assumption on each generator.
    bounded : mapping, optional
        Generators of unknown sign, with a bound on their absolute value.  With any of them present, only
        -minus <= poly <= plus holds.
    """
    form, steps = _unfolded(poly, ranges)
    ring, names = poly.ring, names_of(poly.ring)
    plus, minus = ring.zero, ring.zero
    unknown = [i for i, name in enumerate(names) if name not in ranges]
    for monomial, coefficient in form.iterterms():
        mixed = [i for i in unknown if monomial[i]]
        if not mixed:
            term = ring.from_dict({monomial: abs(coefficient)})
            plus, minus = (plus + term, minus) if coefficient > 0 else (plus, minus + term)
            continue
        scale, exponents = abs(coefficient), list(monomial)
        for i in mixed:
            bound = (bounded or {})[names[i]] ** monomial[i]
            scale *= ring.domain(bound.numerator, bound.denominator)
            exponents[i] = 0
        term = ring.from_dict({tuple(exponents): scale})
        plus, minus = plus + term, minus + term
    for index, top, bottom, degree in reversed(steps):
        plus, minus = (_back(part, index, top, bottom, degree) for part in (plus, minus))
    return plus, minus


def _unfolded(poly: PolyElement, ranges: Ranges) -> tuple[Any, list[tuple[int, Any, Any, int]]]:
    """Return the polynomial in the y's, up to a positive factor, and how each generator is put back."""
    ring = poly.ring
    steps: list[tuple[int, Any, Any, int]] = []
    form = poly
    for index, (name, gen, degree) in enumerate(zip(names_of(ring), ring.gens, poly.degrees(), strict=True)):
        if degree <= 0 or name not in ranges:
            continue
        low, high = _interval(ranges[name], ring.domain)
        if high is None:
            if low != 0:
                form = substitute_fraction(form, index, low + gen, ring.one, 0)
                steps.append((index, gen - low, ring.one, 0))
        else:
            form = substitute_fraction(form, index, low + high * gen, 1 + gen, degree)
            scale = (high - low) ** degree
            steps.append((index, (gen - low) / scale, (high - gen), degree))
    return form, steps


def _interval(assumption: Assumption, domain: Any) -> tuple[Any, Any]:
    low, high = assumption.low, assumption.high
    return domain(low.numerator, low.denominator), None if high is None else domain(high.numerator, high.denominator)


def substitute_fraction(poly: Any, index: int, top: Any, bottom: Any, degree: int) -> Any:
    """Return bottom^degree * poly with the generator replaced by top / bottom."""
    ring = poly.ring
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in poly.iterterms():
        rest = (*monomial[:index], 0, *monomial[index + 1 :])
        parts.setdefault(monomial[index], {})[rest] = coefficient
    result = ring.zero
    for power, terms in parts.items():
        factor = top**power * bottom ** (degree - power) if degree else top**power
        result += ring.from_dict(terms) * factor
    return result


def _back(poly: Any, index: int, top: Any, bottom: Any, degree: int) -> Any:
    """Undo `substitute`: y = (x - low)/(high - x), whose common scale the top carries."""
    if degree == 0:
        return substitute_fraction(poly, index, top, bottom, 0)
    ring = poly.ring
    gen = ring.gens[index]
    # y^e -> (x - low)^e (high - x)^(degree - e) / (high - low)^degree; `top` is (x - low)/(high - low)^degree.
    scale = top.coeff(gen)
    shifted = top / scale
    return substitute_fraction(poly, index, shifted, bottom, degree) * scale


def sign(poly: PolyElement, ranges: Ranges) -> int | None:
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
    monomials = list(form)
    ends = [_ends(ranges.get(name), d) for name, d in zip(names_of(poly.ring), poly.degrees(), strict=True)]
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


def weak_sign(poly: PolyElement, ranges: Ranges) -> int | None:
    """Return 1 if ``poly`` >= 0 everywhere on the ranges, -1 if <= 0, else None."""
    if any(d > 0 and name not in ranges for name, d in zip(names_of(poly.ring), poly.degrees(), strict=True)):
        return None  # a generator of unknown sign
    if prod(d + 1 for d in poly.degrees() if d > 0) > MOST_TERMS:
        return None
    form, _ = _unfolded(poly, ranges)  # the parts of `split` are empty or not; nobody has to write them in the x's
    signs = {coefficient > 0 for coefficient in form.itercoeffs()}
    if len(signs) > 1:
        return None
    return -1 if signs == {False} else 1
