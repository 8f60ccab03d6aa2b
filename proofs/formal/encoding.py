"""Certificates in Gallina: polynomials with integer coefficients by Horner's rule, and proofs as `Certificate.v` has them.

What is written is read from the file of a certificate (`critscale.proofs.certificates.files`), so the kernel checks what travels.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

from ...theory.expansions.polynomial import Polynomial, PolynomialRing
from ..certificates.certificate import quadratic


def space(names: Sequence[str]) -> PolynomialRing:
    """Return the polynomials in the variables of a box."""
    return PolynomialRing(names or ["none"])


def primitive_part(terms: Sequence[Any], over: PolynomialRing) -> tuple[Fraction, Polynomial]:
    """Return a positive number and the primitive integral polynomial whose product a polynomial of a certificate is."""
    poly = over.from_terms({tuple(m) or (0,): Fraction(c) for c, m in terms})
    content = poly.content()
    return content, poly / content


def _ratio(text: str) -> tuple[int, int]:
    return Fraction(text).as_integer_ratio()


def polynomial_term(poly: Polynomial) -> str:
    """Return a polynomial as a term of type ``polynomial``."""
    return _horner({m: int(c) for m, c in poly.terms()}, 0)


def _horner(terms: dict[tuple[int, ...], int], i: int) -> str:
    if not any(any(m) for m in terms):
        return f"(Num ({sum(terms.values())}))"
    text = ""
    for power in range(max(m[i] for m in terms), -1, -1):
        part = {(*m[:i], 0, *m[i + 1 :]): c for m, c in terms.items() if m[i] == power}
        leading = not text and power > 0 and not any(any(m) for m in part)
        text = f"(Num ({sum(part.values())}))" if leading else f"(Hor {_horner(part, i + 1)} {text or '(Num 0)'})"
    return text


def box_term(box: Sequence[Sequence[str]]) -> str:
    """Return a box as a list of sides; it has low ends."""
    return f"[{'; '.join(f'({_end(low, left)}, {_high(high, right)})' for _, left, low, high, right in box)}]"


def _end(value: str, mark: str) -> str:
    return f"({_q(value)}, {'true' if mark in '()' else 'false'})"


def _high(value: str, mark: str) -> str:
    return "None" if value == "oo" else f"Some {_end(value, mark)}"


def _q(text: str) -> str:
    top, bottom = _ratio(text)
    return f"Qmake ({top}) {bottom}"


def certificate_term(proof: Sequence[Any], poly: Polynomial, *, strict: bool = False) -> str:
    """Return a proof for a polynomial as a term of type ``certificate``; ``strict`` where it is positive."""
    over = poly.ring
    names = over.names
    match proof:
        case ["coefficients"]:
            degrees = "; ".join(f"{d}%nat" for d in poly.degrees())
            return f"(Coefficients [{degrees}])"
        case ["cut", name, at, below, above]:
            return f"(Cut {names.index(name)} ({_q(at)}) {' '.join(certificate_term(half, poly, strict=strict) for half in (below, above))})"
        case ["square", name, *whys]:
            i = names.index(name)
            c, b, a = quadratic(poly, i)
            parts = ((a, False), (c, False), (4 * a * c - b**2, strict))
            reasons = (certificate_term(why, part, strict=above) for why, (part, above) in zip(whys, parts, strict=True))
            return f"(Square (var {i}) {polynomial_term(a)} {polynomial_term(b)} {polynomial_term(c)} {' '.join(reasons)})"
    _, _, listed = proof
    factors = [(primitive_part(terms, over)[1], power, why) for terms, power, why in listed]
    whole = prod((p**power for p, power, _ in factors), start=over.one)
    rest, reason = f"(Num ({int(poly.leading_coefficient / whole.leading_coefficient)}))", "(Coefficients [])"
    for p, power, why in reversed(factors):
        base = polynomial_term(p)
        if power > 1 and not strict:
            root = base if power < 4 else f"(pow {base} {power // 2})"
            rest, reason = f"(mul (mul {root} {root}) {rest})", f"(Even {root} {rest} {reason})"
        for _ in range(power if strict else power % 2):
            reason = f"(Product {base} {rest} {certificate_term(why, p, strict=strict)} {reason})"
            rest = f"(mul {base} {rest})"
    return reason
