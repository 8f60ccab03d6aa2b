"""Check what `critscale verify --certificates DIR` wrote: python check_certificate.py FILE.json ...

Exit 0 if all of them prove what they say, 1 if one does not, 2 if one is no certificate.  Proved: the stated sign on all of
the box.  Not proved: that the claim follows from it; "reduction" tells that in words.
"""
import json, re, sys
from collections import defaultdict
from fractions import Fraction
from functools import cache, reduce
from itertools import product
from pathlib import Path
from typing import Any

KEYS = {"format", "claim", "title", "reduction", "inequalities"}, {"says", "box", "polynomials", "relation", "proof"}
Poly = dict[tuple[int, ...], Fraction]  # the coefficient of each monomial, by its powers
class NotProved(Exception): """The certificate proves less than it says.  Any other error: it is no certificate."""
def need(condition: Any, why: str, error: type[Exception] = ValueError) -> None:
    if not condition: raise error(why)
def number(text: Any) -> Fraction:  # a float, a bool, a NaN is none
    need(type(text) is str and re.fullmatch("-?[0-9]+(/[0-9]+)?", text), f"{text!r:.40} is no exact number")
    return Fraction(text)
def once(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:  # keys and values
    need(len(dict(pairs)) == len(pairs), "a key, a variable or a monomial stands twice")
    return dict(pairs)
def side(left: str, low: str, high: str, right: str) -> tuple[Any, ...]:  # the ends, None for infinity; are they closed?
    a, b = (None if low == "-oo" else number(low)), (None if high == "oo" else number(high))
    need((left, right) in product("([" if a is not None else "(", ")]" if b is not None else ")"), "an end is wrong")
    need(a is None or b is None or a < b, "a side is empty")
    return a, b, left == "[", right == "]"
def polynomial(terms: Any, size: int) -> Poly:
    read = [(tuple(powers), number(coefficient)) for coefficient, powers in terms]
    need(all(type(k) is int and 0 <= k <= 300 for m, _ in read for k in m), "a power is no small integer")
    need(all(len(m) == size and c for m, c in read), "a monomial is 0, or not in the variables of the box")
    return once(read)
def times(p: Poly, q: Poly) -> Poly:
    found: Poly = defaultdict(Fraction)
    for (m, c), (n, d) in product(p.items(), q.items()):
        found[tuple(map(int.__add__, m, n))] += c * d
    return {m: c for m, c in found.items() if c}
@cache
def row(low: Fraction, high: Fraction | None, e: int, d: int) -> Poly:  # (low + high y)^e (1 + y)^(d - e), or (low + y)^e
    one, y = Poly({(0,): Fraction(1)}), Poly({(1,): Fraction(1)})
    top, bottom = ({(0,): low} | y, one) if high is None else (Poly({(0,): low, (1,): high}), one | y)
    return reduce(times, [top] * e + [bottom] * (d - e), one)
def leaf(poly: Poly, box: tuple[Any, ...], strict: bool) -> None:
    """With each x = (low + high y)/(1 + y), or low + y, 0 <= y <= oo, no coefficient may be negative.  Where the polynomial
    has to be positive, a term lives on each face of closed ends, y = 0 and y = oo: nothing can cancel it."""
    faces: list[list[int | None]] = []
    for i, (low, high, *closed) in enumerate(box):
        d, old, poly = max((m[i] for m in poly), default=0), poly, defaultdict(Fraction)
        need(d == 0 or low is not None, "coefficients decide nothing on a side without a low end", NotProved)
        faces.append([end for end, here in zip((0, d), closed, strict=True) if here and d] or [None])
        for (m, c), k in product(old.items(), range(d + 1)):
            poly[*m[:i], k, *m[i + 1 :]] += c * row(low or Fraction(0), high, m[i], d).get((k,), Fraction(0))
    need(all(c >= 0 for c in poly.values()), "a coefficient is negative", NotProved)
    for face in product(*faces) if strict else ():
        lives = (c and all(end in (None, k) for end, k in zip(face, m, strict=True)) for m, c in poly.items())
        need(any(lives), "it may be 0 at a closed end", NotProved)
def prove(poly: Poly, names: list[str], box: tuple[Any, ...], strict: bool, proof: Any) -> None:
    match proof:  # that a polynomial is >= 0, or > 0 if strict
        case ["coefficients"]: leaf(poly, box, strict)
        case ["cut", name, text, *halves]:
            i, at = names.index(name), number(text)
            low, high, *closed = box[i]  # both halves have the cut itself
            need((low is None or low < at) and (high is None or at < high), "a cut is not inside its box")
            for half, why in zip(((low, at, closed[0], True), (at, high, True, closed[1])), halves, strict=True):
                prove(poly, names, (*box[:i], half, *box[i + 1 :]), strict, why)
        case ["square", name, *whys]:  # A x^2 + B x + C, for any x, by A >= 0, C >= 0, 4 A C - B^2 >= 0 (> 0)
            i = names.index(name)
            need(all(m[i] <= 2 for m in poly), "it is not quadratic", NotProved)
            c, b, a = ({(*m[:i], 0, *m[i + 1 :]): v for m, v in poly.items() if m[i] == k} for k in range(3))
            ac, bb = times(a, c), times(b, b)
            rest = {m: d for m in ac | bb if (d := 4 * ac.get(m, Fraction(0)) - bb.get(m, Fraction(0)))}
            for part, above, why in zip((a, c, rest), (False, False, strict), whys, strict=True):
                prove(part, names, box, above, why)
        case ["product", text, [*factors]]:
            need(number(text) > 0 and all(type(k) is int and k > 0 for _, k, _ in factors), "a sign or a power is wrong")
            together = {(0,) * len(names): number(text)}
            for terms, power, why in factors:
                factor = polynomial(terms, len(names))
                together = reduce(times, [factor] * power, together)
                if strict or power % 2: prove(factor, names, box, strict, why)
            need(together == poly, "the factors do not make the polynomial", NotProved)
        case _: raise ValueError("an unknown rule")
def check(text: str) -> str:
    data = json.loads(text, object_pairs_hook=once, parse_float=number, parse_constant=number)
    need(data.keys() == KEYS[0] and data["format"] == "critscale certificate 1" and data["inequalities"], "another format")
    for entry in data["inequalities"]:
        names, box = list(once([row[:2] for row in entry["box"]])), tuple(side(*ends) for _, *ends in entry["box"])
        need(entry.keys() == KEYS[1] and entry["relation"] in (">= 0", "> 0"), "another format of an inequality")
        poly = reduce(times, [polynomial(terms, len(names)) for terms in entry["polynomials"]])
        prove(poly, names, box, entry["relation"] == "> 0", entry["proof"])
    return f"proved, {len(data['inequalities'])} stated for {data['claim']!r}"
def report(name: str) -> int:
    try: code, said = 0, check(Path(name).read_text("utf-8"))
    except NotProved as error: code, said = 1, f"NOT PROVED, {error}"
    except Exception as error: code, said = 2, f"NO CERTIFICATE, {error!r:.200}"
    print(f"{name}: {said}".encode("unicode_escape").decode())
    return code
if __name__ == "__main__": sys.exit(max(map(report, sys.argv[1:]), default=2))
