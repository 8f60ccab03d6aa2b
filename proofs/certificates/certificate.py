"""Proof that a polynomial has one sign on a box, exactly.

It is factored first: what is squared needs no proof.  Of each factor that is left the Bernstein coefficients on the box
decide (`critscale.theory.expansions.signs`), zeros on the boundary included; else a square completed in one variable,
A x^2 + B x + C >= 0 where A, C and 4 A C - B^2 are; else the box is cut.  Everything is rational arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import comb, gcd, lcm, prod
from typing import Any, TypeAlias, cast

import numpy as np

from ...theory.assumptions import Assumption
from ...theory.expansions.polynomial import Polynomial
from ...theory.expansions.signs import sign, weak_sign
from .argument import Argument, Coefficients, Cut, Factor, Product, Square

Box = Mapping[str, Assumption]
Witness: TypeAlias = dict[str, Fraction]
"""A point of a box, by the names of its sides."""

Parts: TypeAlias = list[tuple[Polynomial, int]]
"""Polynomials and their powers, as a product."""

NESTED = 2
"""How deep completed squares may be nested."""
LARGEST = 10_000
"""A polynomial with more Bernstein coefficients is not cut, a discriminant of more products not looked at."""
INNER = (Fraction(1, 2), Fraction(1, 3), Fraction(3, 5), Fraction(6, 7), Fraction(1, 11))
"""Shares of the sides of a box at which a sign is looked up."""
NUDGES = (Fraction(0), *(Fraction(1, 10**k) for k in (40, 20, 12, 6, 3, 2)), Fraction(1, 4))
"""How far a corner is moved towards the middle, until it lies in the box."""
FAR = 2**20
"""Infinity, on an unbounded side, as a number."""
FURTHER = (1, 2**20, 2**60, 2**180)
"""How many times further a number at infinity is looked for."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was found of a polynomial on a box.

    Attributes
    ----------
    proved : bool
        It is nonnegative there (positive, where that was asked).
    boxes : int
        Boxes that were looked at.
    open_box : str
        Where not proved: a box without an answer.
    witness : dict or None
        A point of the closed box at which it is negative.
    rule : str
        What proved it, in a few words.
    argument : Argument or None
        What proved it, step by step.
    """

    proved: bool
    boxes: int = 0
    open_box: str = ""
    witness: Witness | None = None
    rule: str = ""
    argument: Argument | None = None


def prove_product(parts: Parts, box: Box, limit: int, *, strict: bool = False) -> Certificate:
    """Try to prove that a product of powers of polynomials is nonnegative on a box, or positive.

    Parameters
    ----------
    parts : list of (Polynomial, int)
        Polynomials over the rationals, and their powers.
    box : mapping
        The range of each generator; one without a range may be any number.
    limit : int
        Boxes that may be visited.
    strict : bool
        Prove that it is positive.
    """
    return _product(parts, box, limit, strict, NESTED)


def _product(parts: Parts, box: Box, limit: int, strict: bool, nested: int) -> Certificate:
    if not all(poly for poly, _ in parts):
        return Certificate(not strict, 1, rule="Bernstein", argument=None if strict else Coefficients())
    constant, powers, ring = Fraction(1), dict[Polynomial, int](), parts[0][0].ring
    for poly, power in parts:
        content, found = poly.factors()
        constant *= content**power
        for part, k in found:
            powers[part] = powers.get(part, 0) + k * power
    seen, rules = 0, list[str]()
    proved: list[Factor] = []
    undecided: list[Polynomial] = []
    failed: Certificate | None = None
    for part, power in powers.items():
        if not strict and power % 2 == 0:
            proved.append(Factor(part, power, None))
            continue
        found_sign = sign(part, box) if strict else weak_sign(part, box)
        rule, argument = "Bernstein", cast(Argument, Coefficients())
        if not found_sign:
            found_sign = _direction(part, box)
            result = _prove(part * found_sign, box, limit, strict, nested)
            seen += result.boxes
            if result.argument is None:
                undecided.append(part**power)
                failed = result
                continue
            rule, argument = result.rule, result.argument
        rules.append(rule)
        constant *= found_sign**power
        proved.append(Factor(part * found_sign, power, argument))
    if len(undecided) > 1:  # they may change their signs together
        product_of_them = prod(undecided, start=ring(1 if constant > 0 else -1))
        together = _subdivide(product_of_them, box, limit, strict)
        seen += together.boxes
        rules.append("Bernstein")
        failed = None if together.proved else together
        constant = abs(constant)
        proved.append(Factor(product_of_them, 1, together.argument))
    elif constant < 0 and not undecided:
        return Certificate(False, seen + 1, "everywhere", _negative(parts, box, None))
    if failed is not None:
        return Certificate(False, seen, failed.open_box, _negative(parts, box, failed.witness))
    special = [rule for rule in dict.fromkeys(rules) if rule != "Bernstein"]
    rule = " and ".join(special) or ("Bernstein" if rules else "square")
    return Certificate(True, max(seen, 1), rule=rule, argument=Product(constant, tuple(proved)))


def _prove(poly: Polynomial, box: Box, limit: int, strict: bool, nested: int) -> Certificate:
    """Try to prove that a polynomial whose coefficients do not decide is nonnegative (positive)."""
    if nested and (squared := _completed_square(poly, box, limit, strict, nested)):
        return squared
    return _subdivide(poly, box, limit, strict)


def _completed_square(poly: Polynomial, box: Box, limit: int, strict: bool, nested: int) -> Certificate | None:
    """Try A x^2 + B x + C by A >= 0, C >= 0 and 4 A C - B^2 >= 0, for a variable x of degree 2; unbounded ones first.

    Where 4 A C - B^2 > 0 the square is positive: A > 0 then, since A >= 0 and 4 A C > 0.
    """
    names = poly.ring.names
    squared = [i for i, d in enumerate(poly.degrees()) if d == 2]
    for i in sorted(squared, key=lambda i: names[i] in box and box[names[i]].high is not None):
        c, b, a = quadratic(poly, i)
        if len(a) * len(c) + len(b) ** 2 > LARGEST:
            continue
        seen, arguments = 0, list[Argument]()
        for part in (a, c, 4 * a * c - b**2):
            result = _product([(part, 1)], box, limit // 4, strict and part is not a and part is not c, nested - 1)
            seen += result.boxes
            if result.argument is None:
                break
            arguments.append(result.argument)
        else:
            return Certificate(
                True, seen, rule=f"completed square in {names[i]}", argument=Square(names[i], *arguments)
            )
    return None


def quadratic(poly: Polynomial, index: int) -> tuple[Polynomial, Polynomial, Polynomial]:
    """Return the coefficients of the powers 0, 1 and 2 of one generator."""
    parts: list[dict[Any, Any]] = [{}, {}, {}]
    for m, c in poly.terms():
        parts[m[index]][(*m[:index], 0, *m[index + 1 :])] = c
    c, b, a = map(poly.ring.from_terms, parts)
    return c, b, a


def _direction(poly: Polynomial, box: Box) -> int:
    """Return the sign of a polynomial at some point of the box: the only one it can have everywhere."""
    for values in _inner_points(poly, box):
        here = poly(values)
        if here:
            return 1 if here > 0 else -1
    return 1


def _inner_points(poly: Polynomial, box: Box) -> Iterator[Witness]:
    names = [n for n in poly.ring.names if n in poly.variables]
    for k, share in enumerate(INNER):
        yield {name: _inside(box.get(name), (share + Fraction(i * k, 17)) % 1 or share) for i, name in enumerate(names)}


def _inside(side: Assumption | None, share: Fraction) -> Fraction:
    if side is None:
        return share
    return side.low + (share / (1 - share) if side.high is None else share * (side.high - side.low))


def _negative(parts: Parts, box: Box, witness: Witness | None) -> Witness | None:
    """Return a point of the box at which the product is negative: near a witness against one factor, or inside."""
    names = [n for n in parts[0][0].ring.names if any(n in p.variables for p, _ in parts)]
    if not all(n in box for n in names):
        return None
    middle = {n: _inside(box[n], Fraction(1, 2)) for n in names}
    start = middle | (witness or {})
    far = [{n: _further(box[n], v, times) for n, v in start.items()} for times in FURTHER]
    for here in (*far, *({n: _inside(box[n], s) for n in names} for s in INNER)):
        for share in NUDGES:  # an open end is no point of the box
            point = {n: v + (middle[n] - v) * share for n, v in here.items()}
            if all(_in_range(box[n], v) for n, v in point.items()) and _product_at(parts, point) < 0:
                return point
    return None


def _further(side: Assumption, value: Fraction, times: int) -> Fraction:
    """Return a value that stands for infinity so many times further out; any other one as it is."""
    out = value - side.low
    return side.low + out * times if side.high is None and out >= FAR else value


def _in_range(side: Assumption, value: Fraction) -> bool:
    """Tell whether a value lies in a range, an integer or not: a box has all the numbers between."""
    return replace(side, integer=False).holds(value)


def _product_at(parts: Parts, point: Witness) -> Fraction:
    total = Fraction(1)
    for poly, power in parts:
        total *= poly(point) ** power
    return total


# ---- subdivision, on the unit cube -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """Bernstein coefficients of a polynomial on a part of the unit cube, up to a positive factor, and the part."""

    coefficients: Any
    sides: tuple[tuple[Fraction, Fraction], ...]


def _subdivide(poly: Polynomial, box: Box, limit: int, strict: bool) -> Certificate:
    """Cut the box where the Bernstein coefficients do not decide, until they do, a corner is negative, or the limit is reached."""
    names = [n for n in poly.ring.names if n in poly.variables]
    size = 1
    for d in poly.degrees():
        size *= d + 1
    if size > LARGEST or any(n not in box for n in names):
        return Certificate(False, 1, "; ".join(box[n].range_text() for n in names if n in box))
    sides = [box[n] for n in names]
    pending = [_Part(_bernstein(poly, names, sides), ((Fraction(0), Fraction(1)),) * len(names))]
    seen, cuts = 0, list[Cut]()
    while pending:
        part = pending.pop()
        seen += 1
        if _decided(part, sides, strict):
            cuts.append(None)
            continue
        corner = _negative_corner(part)
        if corner is not None or seen + len(pending) >= limit:
            where = "; ".join(
                _shown(low, high, n, s) for n, s, (low, high) in zip(names, sides, part.sides, strict=True)
            )
            witness = None
            if corner is not None:
                witness = {
                    n: s.low + FAR if s.high is None and x == 1 else _inside(s, x)
                    for n, x, s in zip(names, corner, sides, strict=True)
                }
            return Certificate(False, seen, where, witness)
        axis = _axis(part)
        cuts.append((names[axis], _inside(sides[axis], sum(part.sides[axis], Fraction(0)) / 2)))
        pending += _halves(part, axis)
    return Certificate(True, seen, rule="Bernstein", argument=Coefficients(tuple(cuts)))


def _shown(low: Fraction, high: Fraction, name: str, side: Assumption) -> str:
    """Return a part of a side as text."""
    if side.high is None and high == 1:
        return f"{name} >= {float(_inside(side, low)):.6g}"
    return f"{float(_inside(side, low)):.6g} <= {name} <= {float(_inside(side, high)):.6g}"


def _bernstein(poly: Polynomial, names: list[str], sides: list[Assumption]) -> Any:
    """Return the Bernstein coefficients on the box as integers, up to one positive factor.

    x = low + (high - low) t on a bounded side; x = low + t/(1 - t), times (1 - t)^degree, on an unbounded one.
    """
    index = [poly.ring.names.index(n) for n in names]
    degrees = [poly.degrees()[i] for i in index]
    bottom = lcm(*(int(c.denominator) for c in poly.coefficients()))
    tensor = np.full([d + 1 for d in degrees], 0, dtype=object)
    for monomial, c in poly.terms():
        tensor[tuple(monomial[i] for i in index)] = int(c.numerator) * (bottom // int(c.denominator))
    for axis, (d, side) in enumerate(zip(degrees, sides, strict=True)):
        tensor = _along(_to_bernstein(d, side), tensor, axis)
    return _reduced(tensor)


def _to_bernstein(degree: int, side: Assumption) -> Any:
    """Return the matrix from the powers of a variable to the Bernstein coefficients on its side, in integers."""
    width = Fraction(1) if side.high is None else side.high - side.low
    size = range(degree + 1)
    shift = [[comb(j, i) * side.low ** (j - i) * width**i if j >= i else Fraction(0) for j in size] for i in size]
    if side.high is None:
        scale = [[Fraction(int(i == k), comb(degree, i)) for k in size] for i in size]
    else:
        scale = [[Fraction(comb(i, k), comb(degree, k)) for k in size] for i in size]
    matrix = [[sum((a * shift[k][j] for k, a in enumerate(row)), Fraction(0)) for j in size] for row in scale]
    bottom = lcm(*(c.denominator for row in matrix for c in row))
    return np.array([[int(c * bottom) for c in row] for row in matrix], dtype=object)


def _along(matrix: Any, tensor: Any, axis: int) -> Any:
    return np.moveaxis(np.tensordot(matrix, tensor, axes=(1, axis)), 0, axis)


def _reduced(tensor: Any) -> Any:
    """Divide integer coefficients by what they have in common."""
    common = gcd(*tensor.flat)
    return tensor // common if common > 1 else tensor


def _decided(part: _Part, sides: list[Assumption], strict: bool) -> bool:
    """Tell whether the coefficients prove the sign on a part: none negative; and where strict, none of its faces all 0."""
    if (part.coefficients < 0).any():
        return False
    if not strict:
        return True
    ends: list[tuple[int | None, ...]] = []
    for side, (low, high) in zip(sides, part.sides, strict=True):
        closed_low = low > 0 or not side.low_open
        closed_high = high < 1 or (side.high is not None and not side.high_open)
        ends.append((*((0,) if closed_low else ()), *((-1,) if closed_high else ())) or (None,))
    faces = product(*ends)
    return all(np.any(part.coefficients[tuple(slice(None) if e is None else e for e in face)] > 0) for face in faces)


def _negative_corner(part: _Part) -> tuple[Fraction, ...] | None:
    """Return a corner of a part at which the polynomial is negative; its value there is a coefficient."""
    for corner in product((0, -1), repeat=part.coefficients.ndim):
        if part.coefficients[corner] < 0:
            return tuple(side[end] for side, end in zip(part.sides, corner, strict=True))
    return None


def _axis(part: _Part) -> int:
    """Return the variable in which the coefficients of a part change most."""
    changes = [abs(np.diff(part.coefficients, axis=a)).max() if n > 1 else -1 for a, n in enumerate(part.coefficients.shape)]
    return max(range(len(changes)), key=lambda a: (changes[a], part.sides[a][1] - part.sides[a][0]))


def _halves(part: _Part, axis: int) -> Iterator[_Part]:
    """Cut a part in two across a variable, the lower half first."""
    degree = part.coefficients.shape[axis] - 1
    low, high = part.sides[axis]
    middle = (low + high) / 2
    below = [[comb(i, j) * 2 ** (degree - i) for j in range(degree + 1)] for i in range(degree + 1)]
    above = [[comb(degree - i, j - i) * 2**i if j >= i else 0 for j in range(degree + 1)] for i in range(degree + 1)]
    for matrix, side in ((below, (low, middle)), (above, (middle, high))):
        sides = (*part.sides[:axis], side, *part.sides[axis + 1 :])
        yield _Part(_reduced(_along(np.array(matrix, dtype=object), part.coefficients, axis)), sides)
