"""Bounds as kernel theorems: the claim itself, a closed proposition of Coq's real numbers, proved by its certificate.

A claim's proposition (`critscale.proofs.formal.statement`) speaks of nothing but Coq's real numbers.  Its proof clears the
denominators, which the kernel does (``field``), and ends with the polynomial inequality of the certificate, which the kernel
evaluates with the checker that `Certificate.v` proves right.  Nothing is compared at random points.  The variables of the
certificate have to be those of the claim, or h = 1/n: bounds with logarithms or powers of n are not written yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...theory.layer.regimes import FREE
from ..claim import Claim
from ..gallina.proposition import Unwritten, coq_identifier
from . import encoding
from .obligation import Obligation

CHECKER = "Certificate.v"
HEAD = """\
From Coq Require Import ZArith QArith List Reals Lra Psatz.
From claims Require Statements.
From critscale Require Import Certificate.
Import ListNotations.
Open Scope R_scope.
"""


def by_certificate(claim: Claim, text: str) -> Obligation | None:
    """Return the obligation that a certificate proves a bound, or None where the certificate speaks of other variables.

    Parameters
    ----------
    claim : Claim
        Of a kind whose certificate proves its proposition: a bound.
    text : str
        Its certificate, as `critscale.proofs.certificates.files.certificate` writes it.
    """
    if not claim.statement.BY_CERTIFICATE:
        return None
    try:
        said = claim.statement.proposition(claim.assumptions)
    except Unwritten:
        return None
    known = {*said.variables, *(() if said.domain.regime is FREE else ("h",))}
    first, *others = json.loads(text)["inequalities"]
    entries = [first, *(e for e in others if e["relation"] == "> 0")]
    if any(row[0] not in known or row[2] == "-oo" for e in entries for row in e["box"]) or len(first["polynomials"]) != 2:
        return None
    name = coq_identifier(claim.id)
    over = encoding.space([row[0] for row in first["box"]])
    (top, n), (bottom, d) = (encoding.primitive_part(terms, over) for terms in first["polynomials"])
    before, steps, direction = list[str](), list[str](), 0
    for k, entry in enumerate(entries[1:]):
        whole, box, sign = _positive(entry)
        direction = direction or sign  # the first one is D
        before += [
            f"Definition {name}_box{k} : list side := ({encoding.box_term(entry['box'])})%Z.",
            f"Definition {name}_positive{k} : polynomial := ({encoding.polynomial_term(whole)})%Z.",
            f"Definition {name}_why{k} : certificate := ({box})%Z.",
        ]
        steps.append(f"positive {name}_box{k} {name}_why{k} {name}_positive{k} {_point(entry)}.")
    n, d = direction * n, direction * d
    ratio = top / bottom
    before += [
        f"Definition {name}_box : list side := ({encoding.box_term(first['box'])})%Z.",
        f"Definition {name}_n : polynomial := ({encoding.polynomial_term(n)})%Z.",
        f"Definition {name}_d : polynomial := ({encoding.polynomial_term(d)})%Z.",
        f"Definition {name}_why : certificate := ({encoding.certificate_term(first['proof'], n * d)})%Z.",
    ]
    proof = (
        f"unfold claims.Statements.{name}. cbv zeta. intros. by_mass.",
        *(["by_reciprocal n."] if "h" in {row[0] for e in entries for row in e["box"]} else []),
        *steps,
        f"by_certificate {name}_box {name}_why {name}_n {name}_d {_point(first)} ({ratio.numerator} / {ratio.denominator}).",
    )
    return Obligation(claim.id, claim.title, said, proof, (CHECKER,), "by its certificate", before=tuple(before), head=HEAD)


def _positive(entry: Mapping[str, Any]) -> tuple[Any, str, int]:
    """Return the polynomial V of V^2 > 0 as a positive one, the certificate of that, and the sign that was changed."""
    over = encoding.space([row[0] for row in entry["box"]])
    _, poly = encoding.primitive_part(entry["polynomials"][0], over)
    rule, constant, factors = entry["proof"]
    proof = [rule, constant, [[terms, power // 2, why] for terms, power, why in factors]]
    made = over.one
    for terms, power, _ in proof[2]:
        made *= encoding.primitive_part(terms, over)[1] ** power
    sign = 1 if poly.leading_coefficient * made.leading_coefficient > 0 else -1
    return sign * poly, encoding.certificate_term(proof, sign * poly, strict=True), sign


def _point(entry: Mapping[str, Any]) -> str:
    names = [row[0] for row in entry["box"]]
    return f"[{'; '.join(names)}]" if names else "(@nil R)"
