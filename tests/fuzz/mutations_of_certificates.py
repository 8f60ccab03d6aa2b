"""Certificates to spoil, what is done to them, and whether what a spoilt one says is true: exact values at many points."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from math import prod
from random import Random
from typing import Any, TypeAlias

from critscale.proofs.certificates.argument import Product
from critscale.proofs.certificates.certificate import prove_product
from critscale.proofs.certificates.files import FORMAT, Inequality
from critscale.theory.assumptions import Assumption
from critscale.theory.expansions.polynomial import Polynomial, PolynomialRing

from .generators import Ranges, Values, a_ring, evaluator, fraction, points, rational

Data: TypeAlias = dict[str, Any]
"""One inequality of a certificate, as JSON."""
Spoil: TypeAlias = Callable[[Random, Data], None]
LARGEST = 300
"""The checker refuses larger powers, and no exact value is taken of them."""


def document(entry: Data) -> str:
    """Return the text of a certificate with one inequality."""
    head = {"format": FORMAT, "claim": "it", "title": "a claim", "reduction": ["none"]}
    return json.dumps({**head, "inequalities": [entry]})


def proved(rng: Random, poly: Polynomial, ranges: Ranges, *, strict: bool) -> Data | None:
    """Return the certificate of a polynomial, or None: without the product around it, where that is only one factor."""
    found = prove_product([(poly, 1)], ranges, 60, strict=strict)
    if found.argument is None:
        return None
    argument = found.argument
    if isinstance(argument, Product) and len(argument.factors) == 1 and rng.random() < 0.9:
        (factor,) = argument.factors
        if factor.argument is not None and factor.power == 1:
            poly, argument = factor.poly, factor.argument
    return Inequality("it", (poly,), ranges, strict, argument).to_json()


# ---- what is done to a certificate ---------------------------------------------------------------------------------------


def nodes(proof: Any, rule: str) -> list[list[Any]]:
    """Return all steps of a proof by one rule."""
    found = [proof] if isinstance(proof, list) and proof and proof[0] == rule else []
    return found + [n for part in proof for n in nodes(part, rule)] if isinstance(proof, list) else found


def polynomials(entry: Data) -> list[list[Any]]:
    """Return every polynomial that stands in a certificate and is not empty."""
    stated = [*entry["polynomials"], *(f[0] for n in nodes(entry["proof"], "product") for f in n[2])]
    return [p for p in stated if p]


def nearby(rng: Random, text: str) -> str:
    """Return another number as text: a little more or less, with the other sign, or any."""
    value = Fraction(text)
    step = Fraction(rng.choice((-1, 1)), rng.choice((1, 2, 7, 100, 10**6, 10**12)))
    return str(rng.choice((value + step, value + step, value * (1 + step), -value, fraction(rng, -4, 4))))


def a_coefficient(rng: Random, entry: Data) -> None:
    """Change a coefficient somewhere."""
    term = rng.choice(rng.choice(polynomials(entry)))
    term[0] = nearby(rng, term[0])


def a_stated_coefficient(rng: Random, entry: Data) -> None:
    """Change a coefficient of what is stated, and of nothing else."""
    term = rng.choice(rng.choice([p for p in entry["polynomials"] if p]))
    term[0] = nearby(rng, term[0])


def a_factor_and_the_product(rng: Random, entry: Data) -> None:
    """Change a factor, and what is stated along with it, so that the factors still make it."""
    found = [n for n in [entry["proof"]] if n[0] == "product"]
    if not found:
        return a_stated_coefficient(rng, entry)
    term = rng.choice(rng.choice([f[0] for f in found[0][2]] or entry["polynomials"]))
    term[0] = nearby(rng, term[0])
    names = [row[0] for row in entry["box"]]
    space = a_ring(names or ("x",))
    whole = prod((polynomial(space, f[0]) ** f[1] for f in found[0][2]), start=space(rational(Fraction(found[0][1]))))
    entry["polynomials"] = [[[str(c), list(m)[: len(names)]] for m, c in whole.terms()]]
    return None


def a_power(rng: Random, entry: Data) -> None:
    """Change a power of a monomial."""
    powers = rng.choice(rng.choice(polynomials(entry)))[1]
    if powers:
        i = rng.randrange(len(powers))
        powers[i] = rng.choice((powers[i] + 1, powers[i] - 1, powers[i] + 2, -1, True, "1", 1.0, None, 10**9))


def powers_exchanged(rng: Random, entry: Data) -> None:
    """Exchange two variables in a monomial."""
    rng.shuffle(rng.choice(rng.choice(polynomials(entry)))[1])


def a_monomial_twice(rng: Random, entry: Data) -> None:
    """Write a monomial once more, with a coefficient of its own."""
    poly = rng.choice(polynomials(entry))
    term = deepcopy(rng.choice(poly))
    term[0] = rng.choice((term[0], nearby(rng, term[0])))
    poly.insert(rng.randint(0, len(poly)), term)


def a_monomial_less(rng: Random, entry: Data) -> None:
    """Leave a monomial out."""
    poly = rng.choice(polynomials(entry))
    del poly[rng.randrange(len(poly))]


def no_number(rng: Random, entry: Data) -> None:
    """Write something for a coefficient that is no exact number."""
    words = ("NaN", "nan", "inf", "-Infinity", "1e3", "0.5", "1/0", " 1", "1\n", "", "--1", "\u0661", "0x10", 1, 1.5, True, None)
    rng.choice(rng.choice(polynomials(entry)))[0] = rng.choice(words)


def a_bound(rng: Random, entry: Data) -> None:
    """Move an end of the box."""
    row = rng.choice(entry["box"])
    i = rng.choice((1, 2)) + (rng.random() < 0)
    row[i + 0 if i == 2 else 2 + (rng.random() < 0.5)] = rng.choice(("oo", "-oo", "NaN", nearby(rng, "1"), nearby(rng, "0")))


def a_wider_box(rng: Random, entry: Data) -> None:
    """Move an end of the box outwards, by a little or a lot."""
    row = rng.choice(entry["box"])
    step = rng.choice((Fraction(1, 10**6), Fraction(1, 20), Fraction(1), Fraction(50)))
    if rng.random() < 0.5 and row[2] != "-oo":
        row[2] = str(Fraction(row[2]) - step)
    elif row[3] != "oo":
        row[3] = str(Fraction(row[3]) + step)
        if rng.random() < 0.3:
            row[3], row[4] = "oo", ")"


def an_end(rng: Random, entry: Data) -> None:
    """Open a closed end, or close an open one."""
    row = rng.choice(entry["box"])
    i, ends = rng.choice(((1, "(["), (4, ")]")))
    row[i] = ends[1 - ends.index(row[i])] if row[i] in ends else row[i]


def ends_exchanged(rng: Random, entry: Data) -> None:
    """Exchange the ends of a side: nothing is left of it."""
    row = rng.choice(entry["box"])
    row[2], row[3] = row[3], row[2]


def a_variable_twice(rng: Random, entry: Data) -> None:
    """Name two sides of the box alike."""
    rows = entry["box"]
    rng.choice(rows)[0] = rng.choice(rows)[0]


def sides_exchanged(rng: Random, entry: Data) -> None:
    """Let a variable have the range of another."""
    one, two = rng.choice(entry["box"]), rng.choice(entry["box"])
    one[1:], two[1:] = two[1:], one[1:]


def a_side_less(rng: Random, entry: Data) -> None:
    """Leave a side of the box out."""
    del entry["box"][rng.randrange(len(entry["box"]))]


def the_relation(rng: Random, entry: Data) -> None:
    """Say > for >=, or something else."""
    entry["relation"] = rng.choice(("> 0", "> 0", "> 0", ">= 0", "<= 0", "", None))


def a_polynomial_more(rng: Random, entry: Data) -> None:
    """Multiply by something, or by nothing."""
    size = len(entry["box"])
    more = [[[nearby(rng, "0"), [rng.randint(0, 1) for _ in range(size)]]]]
    entry["polynomials"] = rng.choice((entry["polynomials"] + more, entry["polynomials"] * 3, [], [[]]))


def leaf(rng: Random, entry: Data) -> None:
    """Say that the coefficients decide, of a box that was cut or of something that needed more."""
    found = [*nodes(entry["proof"], "cut"), *nodes(entry["proof"], "square"), *nodes(entry["proof"], "product")]
    if found:
        rng.choice(found)[:] = ["coefficients"]


def half(rng: Random, entry: Data) -> None:
    """Leave out a half of a cut, or take one half for both, or exchange the two."""
    found = nodes(entry["proof"], "cut")
    if found:
        node = rng.choice(found)
        kind = rng.randint(0, 3)
        if kind == 0:
            del node[rng.choice((3, 4))]
        elif kind == 1:
            node[rng.choice((3, 4))] = None
        elif kind == 2:
            node[3], node[4] = node[4], node[3]
        else:
            node[:] = rng.choice((node[3], node[4]))


def a_cut(rng: Random, entry: Data) -> None:
    """Cut elsewhere, in another variable, or outside of the box."""
    found = nodes(entry["proof"], "cut")
    if found:
        node = rng.choice(found)
        names = [row[0] for row in entry["box"]]
        i, words = rng.choice(((2, [nearby(rng, node[2]), "oo", "-1000", "1000"]), (1, [*names, "nobody"])))
        node[i] = rng.choice(words)


def a_rule(rng: Random, entry: Data) -> None:
    """Put some proof in the place of another."""
    names = [row[0] for row in entry["box"]] or ["x"]
    every = [n for rule in ("coefficients", "cut", "square", "product") for n in nodes(entry["proof"], rule)]
    name = rng.choice(names)
    put = rng.choice(
        (
            ["coefficients"],
            ["square", name, ["coefficients"], ["coefficients"], ["coefficients"]],
            ["cut", name, nearby(rng, "1/2"), ["coefficients"], ["coefficients"]],
            ["product", "1", [[entry["polynomials"][0] if entry["polynomials"] else [], 1, ["coefficients"]]]],
            ["product", "1", [[entry["polynomials"][0] if entry["polynomials"] else [], 2, None]]],
            ["product", "1", []],
            deepcopy(rng.choice(every)) if every else [],
            [],
            None,
            "coefficients",
            ["trust"],
        )
    )
    if every and isinstance(put, list):
        rng.choice(every)[:] = put
    else:
        entry["proof"] = put


def a_factor(rng: Random, entry: Data) -> None:
    """Change the power of a factor, its proof, or the constant of a product; or leave a factor out."""
    found = [n for n in nodes(entry["proof"], "product") if n[2]]
    if found:
        node = rng.choice(found)
        factor = rng.choice(node[2])
        kind = rng.randint(0, 4)
        if kind == 0:
            factor[1] = rng.choice((factor[1] + 1, factor[1] + 2, 2, 0, -1, True, "2"))
        elif kind == 1:
            factor[2] = rng.choice((None, ["coefficients"]))
        elif kind == 2:
            node[1] = rng.choice((nearby(rng, node[1]), "0", "-1", f"-{node[1]}"))
        elif kind == 3:
            node[2].remove(factor)
        else:
            node[2].append(deepcopy(factor))


def the_square(rng: Random, entry: Data) -> None:
    """Complete the square in another variable, or exchange what proves its parts."""
    found = nodes(entry["proof"], "square")
    if found:
        node = rng.choice(found)
        if rng.random() < 0.5:
            node[1] = rng.choice([row[0] for row in entry["box"]])
        else:
            parts = node[2:]
            rng.shuffle(parts)
            node[2:] = parts


def a_key(rng: Random, entry: Data) -> None:
    """Add a key, or leave one out."""
    if rng.random() < 0.5:
        entry[rng.choice(("assume", "Proof", ""))] = 1
    else:
        del entry[rng.choice(sorted(entry))]


SPOILS: tuple[Spoil, ...] = (
    *(a_coefficient, a_stated_coefficient, a_stated_coefficient, a_factor_and_the_product, a_factor_and_the_product),
    *(a_power, powers_exchanged, a_monomial_twice, a_monomial_less, no_number),
    *(a_bound, a_wider_box, a_wider_box, an_end, ends_exchanged, a_variable_twice, sides_exchanged, a_side_less),
    *(the_relation, a_polynomial_more, leaf, half, half, a_cut, a_cut, a_rule, a_factor, the_square, a_key),
)


def spoilt(rng: Random, entry: Data) -> Data | None:
    """Return a certificate after one to three changes, or None where they change nothing."""
    result = deepcopy(entry)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        try:
            rng.choice(SPOILS)(rng, result)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            continue  # an earlier change left nothing to change
    return None if result == entry else result


# ---- whether it is true --------------------------------------------------------------------------------------------------


def polynomial(space: PolynomialRing, terms: Any) -> Polynomial:
    """Return a polynomial of a certificate, a monomial that stands twice added up; read here on its own account."""
    size = len(space.names)
    if any(k > LARGEST for _, powers in terms for k in powers):
        raise ValueError("a power that nobody would evaluate")
    return sum(
        (space.from_terms({(*powers, *(0 for _ in range(size - len(powers)))): rational(Fraction(c))}) for c, powers in terms),
        space.zero,
    )


def ranges_of(entry: Data) -> Ranges:
    """Return the box of a certificate; a side without a low end begins far out."""
    return {
        name: Assumption(
            name=name,
            meaning="it",
            low=Fraction(-(10**4)) if low == "-oo" else Fraction(low),
            high=None if high == "oo" else Fraction(high),
            low_open=left == "(",
            high_open=right == ")" and high != "oo",
        )
        for name, left, low, high, right in entry["box"]
    }


def violation(rng: Random, entry: Data, count: int) -> Values | None:
    """Return a point of the box at which what a certificate says is false, or None: corners, many points, then downhill."""
    ranges = ranges_of(entry)
    space = a_ring(list(ranges) or ["nothing"])
    whole = prod((polynomial(space, terms) for terms in entry["polynomials"]), start=space.one)
    value = evaluator(whole)
    strict = entry["relation"] == "> 0"
    least: Values | None = None
    for point in _tried(rng, ranges, count):
        if value(point) < 0 or (strict and value(point) == 0):
            return point
        least = point if least is None or value(point) < value(least) else least
    for k in range(1, 16):
        for name, a in ranges.items():
            assert least is not None
            step = (Fraction(1) + abs(least[name]) if a.high is None else a.high - a.low) / 2**k
            near = [{**least, name: least[name] + side * step} for side in (-1, 1)]
            least = min([least, *(p for p in near if a.holds(p[name]))], key=value)
            if value(least) < 0 or (strict and value(least) == 0):
                return least
    return None


def _tried(rng: Random, ranges: Ranges, count: int) -> Iterator[Values]:
    for point in points(rng, ranges, count):
        if all(ranges[n].holds(v) for n, v in point.items()):
            yield point
