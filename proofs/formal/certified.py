"""Bounds as kernel theorems: the claim itself, a closed proposition of Coq's real numbers, proved by its certificate.

A claim's proposition (`critscale.proofs.formal.statement`) speaks of nothing but Coq's real numbers.  Its proof clears the
denominators, which the kernel does (``field``), and ends with the polynomial inequality of the certificate, which the kernel
evaluates with the checker that `Certificate.v` proves right.  Nothing is compared at random points.  The variables of the
certificate have to be those of the claim, or h = 1/n: bounds with logarithms or powers of n are not written yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...theory.regimes import FREE
from ..claim import Claim
from ..evidence import Evidence, Finding, Verdict
from ..portable import certificate
from ..statements import Bound
from . import encoding
from .rocq import Built, NoRocq, build
from .sources import AUDIT, Sources, package_sources
from .statement import Unwritten, definition, identifier, proposition

FILE, CHECKER = "Claims.v", "Certificate.v"
HEADER = """\
From Coq Require Import ZArith QArith List Reals Lra Psatz.
From critscale Require Import Certificate.
Import ListNotations.
Open Scope R_scope.
"""
MOST_FAILURES = 8
"""Claims whose proof the kernel does not accept are left out one by one, up to so many."""
Builder = Callable[[Sources], Built]


def theorem(claim: Claim, text: str) -> str | None:
    """Return the proposition of a bound and its proof, or None where the certificate speaks of other variables.

    Parameters
    ----------
    claim : Claim
        A bound.
    text : str
        Its certificate, as `critscale.proofs.portable.certificate` writes it.
    """
    if not isinstance(claim.statement, Bound):
        return None
    try:
        said = proposition(claim.statement, claim.assumptions)
    except Unwritten:
        return None
    known = {*said.variables, *(() if claim.statement.regime is FREE else ("h",))}
    first, *others = json.loads(text)["inequalities"]
    entries = [first, *(e for e in others if e["relation"] == "> 0")]
    if any(row[0] not in known or row[2] == "-oo" for e in entries for row in e["box"]) or len(first["polynomials"]) != 2:
        return None
    name = identifier(claim.id)
    over = encoding.space([row[0] for row in first["box"]])
    (top, n), (bottom, d) = (encoding.integral(terms, over) for terms in first["polynomials"])
    lines, steps, direction = [], list[str](), 0
    for k, entry in enumerate(entries[1:]):
        whole, box, sign = _positive(entry)
        direction = direction or sign  # the first one is D
        lines += [
            f"Definition {name}_box{k} : list side := ({encoding.sides(entry['box'])})%Z.",
            f"Definition {name}_positive{k} : polynomial := ({encoding.gallina(whole)})%Z.",
            f"Definition {name}_why{k} : certificate := ({box})%Z.",
        ]
        steps.append(f"  positive {name}_box{k} {name}_why{k} {name}_positive{k} {_point(entry)}.")
    n, d = direction * n, direction * d
    ratio = top / bottom
    lines += [
        f"Definition {name}_box : list side := ({encoding.sides(first['box'])})%Z.",
        f"Definition {name}_n : polynomial := ({encoding.gallina(n)})%Z.",
        f"Definition {name}_d : polynomial := ({encoding.gallina(d)})%Z.",
        f"Definition {name}_why : certificate := ({encoding.certificate(first['proof'], n * d)})%Z.",
        f"Theorem {name}_holds : {name}.",
        "Proof.",
        f"  unfold {name}. cbv zeta. intros. by_mass.",
        *(["  by_reciprocal n."] if "h" in {row[0] for e in entries for row in e["box"]} else []),
        *steps,
        f"  by_certificate {name}_box {name}_why {name}_n {name}_d {_point(first)} ({ratio.numerator} / {ratio.denominator}).",
        "Qed.",
    ]
    return "\n".join((definition(claim.id, said, claim.title), *lines, ""))


def _positive(entry: Mapping[str, Any]) -> tuple[Any, str, int]:
    """Return the polynomial V of V^2 > 0 as a positive one, the certificate of that, and the sign that was changed."""
    over = encoding.space([row[0] for row in entry["box"]])
    _, poly = encoding.integral(entry["polynomials"][0], over)
    rule, constant, factors = entry["proof"]
    proof = [rule, constant, [[terms, power // 2, why] for terms, power, why in factors]]
    made = over.one
    for terms, power, _ in proof[2]:
        made *= encoding.integral(terms, over)[1] ** power
    sign = 1 if poly.LC * made.LC > 0 else -1
    return sign * poly, encoding.certificate(proof, sign * poly, strict=True), sign


def _point(entry: Mapping[str, Any]) -> str:
    names = [row[0] for row in entry["box"]]
    return f"[{'; '.join(names)}]" if names else "(@nil R)"


def sources(theorems: Mapping[str, str]) -> Sources:
    """Return the formal sources of some theorems: the checker, the theorems, and what prints their axioms."""
    names = ", ".join(f"Claims.{identifier(name)}_holds" for name in theorems)
    audit = f"From critscale Require Claims.\nDefinition theorems := ({names}).\nPrint Assumptions theorems.\n"
    text = "\n".join((HEADER, *theorems.values()))
    return Sources({CHECKER: package_sources().files[CHECKER], FILE: text, AUDIT: audit})


def certified(
    claims: Iterable[Claim], findings: Iterable[Finding], *, builder: Builder | None = None
) -> tuple[Mapping[str, Evidence], Built | None]:
    """Return the formal evidence of the claims whose certificate the kernel turns into a theorem, by id, and the build.

    A proof that the kernel does not accept says nothing of its claim, which then has no such evidence.
    """
    texts = {f.id: certificate(f.id, f.title, f.evidence) for f in findings if not f.twin_of and not f.broken}
    theorems: dict[str, str] = {}
    for claim in claims:
        text = texts.get(claim.id)
        written = theorem(claim, text) if text is not None else None
        if written is not None:
            theorems[claim.id] = written
    for _ in range(MOST_FAILURES):
        if not theorems:
            break
        try:
            built = (builder or build)(sources(theorems))
        except NoRocq:
            break
        if not built.failure and built.digest == sources(theorems).digest:
            detail = f"coqc {built.version} accepts the claim itself, in Coq's real numbers, by its certificate"
            return {name: Evidence(method="formal", verdict=Verdict.PROVED, detail=detail) for name in theorems}, built
        failed = _failed(theorems, built.failure)
        if failed is None:
            break
        del theorems[failed]
    return {}, None


def _failed(theorems: Mapping[str, str], failure: str) -> str | None:
    """Return the theorem in which the kernel found a failure."""
    found = re.search(rf"rejects {re.escape(FILE)}, line (\d+)", failure)
    if found is None:
        return None
    line, start = int(found[1]), HEADER.count("\n") + 1
    for name, text in theorems.items():
        start += text.count("\n") + 1
        if line <= start:
            return name
    return None
