"""Certificates that leave the process: what was proved, as a file that `critscale.proofs.certificates.check_certificate` checks alone.

A file says for one claim which polynomial inequalities were proved on which boxes, and by what.  That the claim follows from
them is said in words, under ``reduction``: how the polynomials come from the claim, what each variable stands for, and which
facts the box is.  The suite has each file checked in the run that makes it, before it counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...numerics.files import write_atomically
from ...theory.assumptions import Assumption
from ...theory.errors import BadInput
from ...theory.expansions.polynomial import Polynomial, fraction
from ..evidence import Evidence, Finding, Portable, Verdict
from .argument import Argument, Coefficients, Cut, Square
from .certificate import Box
from .check_certificate import check

FORMAT = "critscale certificate 1"


@dataclass(frozen=True, slots=True)
class Inequality:
    """A product of polynomials is nonnegative on a box, or positive.

    Attributes
    ----------
    says : str
        What that is of the claim.
    polynomials : tuple of Polynomial
        The product, factor by factor.
    box : mapping
        The range of each variable; one without a range may be any number.
    strict : bool
        It is positive.
    argument : Argument
        What proves it.
    """

    says: str
    polynomials: tuple[Polynomial, ...]
    box: Box
    strict: bool
    argument: Argument

    def to_json(self) -> dict[str, Any]:
        """Return it as the data of a file."""
        every = self.polynomials[0].ring.names
        names = [n for n in every if any(n in p.variables for p in self.polynomials)]
        index = [every.index(n) for n in names]
        return {
            "says": self.says,
            "box": [_side(n, self.box.get(n)) for n in names],
            "polynomials": [_terms(p, index) for p in self.polynomials],
            "relation": "> 0" if self.strict else ">= 0",
            "proof": _proof(self.argument, index),
        }


def _side(name: str, a: Assumption | None) -> list[str]:
    if a is None:
        return [name, "(", "-oo", "oo", ")"]
    open_above = a.high is None or a.high_open
    return [name, "(" if a.low_open else "[", str(a.low), "oo" if a.high is None else str(a.high), ")" if open_above else "]"]


def _terms(poly: Polynomial, index: list[int]) -> list[list[Any]]:
    return [[str(fraction(c)), [m[i] for i in index]] for m, c in poly.terms()]


def _proof(argument: Argument, index: list[int]) -> list[Any]:
    if isinstance(argument, Coefficients):
        return _cut(iter(argument.cuts))
    if isinstance(argument, Square):
        parts = argument.leading, argument.constant, argument.discriminant
        return ["square", argument.variable, *(_proof(part, index) for part in parts)]
    factors = [
        [_terms(f.poly, index), f.power, None if f.argument is None else _proof(f.argument, index)]
        for f in argument.factors
    ]
    return ["product", str(argument.constant), factors]


def _cut(cuts: Iterator[Cut]) -> list[Any]:
    """Return the tree of cuts: variable, where, the part below, the part above."""
    cut = next(cuts)
    if cut is None:
        return ["coefficients"]
    above, below = _cut(cuts), _cut(cuts)
    return ["cut", cut[0], str(cut[1]), below, above]


def as_text(poly: Polynomial) -> str:
    """Return a polynomial as text, such as ``2 h^2 rho - 1/3``."""
    names, result = poly.ring.names, ""
    for m, c in poly.terms():
        value = fraction(c)
        powers = [n if k == 1 else f"{n}^{k}" for n, k in zip(names, m, strict=True) if k]
        size = " ".join([*([str(abs(value))] if abs(value) != 1 or not powers else []), *powers])
        sign = "-" if value < 0 else "+"
        result += f" {sign} {size}" if result else size if value > 0 else f"-{size}"
    return result or "0"


def portable(reduction: Iterable[str], inequalities: Iterable[Inequality]) -> Portable:
    """Return inequalities as what evidence carries from a worker to the file."""
    return Portable(tuple(reduction), tuple(json.dumps(i.to_json()) for i in inequalities))


def joined(several: Iterable[Portable]) -> Portable:
    """Return all that several certificates of one claim say, once."""
    every = tuple(several)
    lines = dict.fromkeys(line for p in every for line in p.reduction)
    return Portable(tuple(lines), tuple(dict.fromkeys(text for p in every for text in p.inequalities)))


def certificate(name: str, title: str, evidence: Iterable[Evidence]) -> str | None:
    """Return the text of the file for a claim, or None where no polynomial inequality proves anything of it."""
    carried = joined(e.portable for e in evidence if e.portable is not None)
    if not carried.inequalities:
        return None
    head = {"format": FORMAT, "claim": name, "title": title, "reduction": list(carried.reduction)}
    body = ",\n".join(f"  {text}" for text in carried.inequalities)
    return f'{json.dumps(head, indent=1)[:-2]},\n "inequalities": [\n{body}\n ]\n}}\n'


def rechecked(name: str, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return evidence after its certificate, if any, went through the independent checker; a refusal makes it broken."""
    text = certificate(name, "", evidence)
    if text is None:
        return evidence
    try:
        check(text)
    except Exception as error:  # noqa: BLE001  (whatever it raises, it did not accept)
        detail = f"the independent checker refuses the certificate: {error}".splitlines()[0]
        return (*evidence, Evidence("certificate", Verdict.UNKNOWN, detail, broken=True))
    return evidence


def check_directory(out: Path) -> None:
    """Make the directory for certificates, before there are any.

    Raises
    ------
    BadInput
        If it is a file, or cannot be written to.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(str(out), "it is a file", "name a directory for the certificates")
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_atomically(out / ".critscale", b"")
        (out / ".critscale").unlink()
    except OSError as error:
        raise BadInput(str(out), error.strerror or "it cannot be written", "name another directory") from error


def write_certificates(out: Path, findings: Iterable[Finding]) -> tuple[Path, ...]:
    """Write a file for each claim that a certificate proves, named by its id; nothing else in the directory is touched."""
    written = []
    for finding in findings:
        text = certificate(finding.id, finding.title, finding.evidence)
        if text is not None and not finding.broken:
            written.append(out / f"{quote(finding.id, safe=' ', errors='surrogatepass')}.json")
            write_atomically(written[-1], text.encode())
    return tuple(written)
