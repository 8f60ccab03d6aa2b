"""``critscale verify``: run the verification suite and show what it found."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from ..theory.layout import Column
from .command import command, option, path
from .common import JSON, SUITE
from .output import print_json, print_table, say, say_verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from ..proofs.claim import Claim
    from ..proofs.premises import Premises
    from ..proofs.report import Report


@command(
    *SUITE,
    option("--twins", "Check that every must-fail twin, a negative control, is refuted."),
    option("--method METHOD", "Only this method (repeatable): symbolic, certificate, ...", repeated=True),
    option("--statements FILE", "Write what the claims say to the kernel, in Gallina, here.", read=path),
    option("--verbose -v", "Show every piece of evidence."),
    option("--certificates DIR", "Write the certificates here, a file for each claim.", read=path),
    option("--list", "List the claims and what each rests on, check nothing.", name="listed"),
    option("--junit FILE", "Write JUnit XML here.", read=path),
    JSON,
)
def verify(
    claims: tuple[str, ...],
    quick: bool,
    thorough: bool,
    formal: bool,
    strict: bool,
    jobs: int,
    twins: bool,
    method: tuple[str, ...],
    statements: Path | None,
    verbose: bool,
    certificates: Path | None,
    listed: bool,
    junit: Path | None,
    json: bool,
) -> int:
    """Run the verification suite: exit 0 if nothing is refuted or broken, 1 if something is, 2 on bad input.

    PROVED: derived symbolically, or certified over the whole stated domain.  SUPPORTED: it held at every point that was
    decided.  REFUTED: with the point, confirmed at twice the precision.  Broken: the check contradicts itself, UNKNOWN and
    exit 1.  UNKNOWN is never a pass; --strict fails on it.  A must-fail twin is a negative control: the claim with one thing made
    false, which the same check has to refute.

    critscale verify A3.cosine --verbose

    critscale verify

    critscale verify A1 --twins

    critscale verify --formal

    critscale verify --certificates out

    critscale verify A3 --formal --statements a3.v

    critscale verify ./myclaims.py
    """
    from ..numerics.files import check_writable, write_atomically
    from ..proofs.library import premises
    from ..proofs.suite import tasks_of
    from ..theory.errors import BadInput, shown
    from . import running

    chosen, file = running.chosen(claims)
    if listed:
        _list(chosen, premises(file), json, whole=bool(claims))
        if not (claims or json):
            _list_missing()
        return 0
    check_writable((path for path in (statements, junit) if path is not None), folders=False)
    if statements is not None:
        from ..proofs.formal.obligation import document

        write_atomically(statements, document(chosen).encode())
    methods = _methods(method)
    if certificates is not None:
        _prepare(certificates, twins)
    if twins and not any(claim.twins for claim in chosen):
        what = f"the claim {chosen[0].id}" if len(chosen) == 1 else f"{len(chosen)} claims"
        raise BadInput(f"{shown(what)} with --twins", "no must-fail twin stands there", "leave out --twins, or give it one: twins=but(...)")
    budget = running.budget(quick, thorough)
    total = len(tasks_of(chosen, twins=twins, file=file))
    options = {"twins": twins, "budget": budget, "methods": methods, "file": file, "formal": formal}
    with running.executor(jobs, total, apart=bool(file)) as executor:
        report = running.checked(chosen, total, executor, quiet=json, **options)
    _show(report, json=json, verbose=verbose or twins, junit=junit, strict=strict)
    if certificates is not None:
        _write(certificates, report, quiet=json)
    return running.exit_code(report, strict=strict)


def _prepare(certificates: Path, twins: bool) -> None:
    """Refuse a directory that cannot be written to before the suite runs, not after."""
    from ..proofs.certificates.files import check_directory
    from ..theory.errors import BadInput

    if twins:
        raise BadInput("--certificates with --twins", "a twin has no certificate", "leave out one of them")
    check_directory(certificates)


def _write(certificates: Path, report: Report, *, quiet: bool) -> None:
    from ..proofs.certificates.files import write_certificates

    written = write_certificates(certificates, report.findings)
    if not quiet:
        say(f"certificates: {len(written)} in {certificates}")


def _methods(chosen: tuple[str, ...]) -> tuple[str, ...]:
    from ..proofs.evidence import METHODS
    from ..theory.errors import UnknownName

    for name in chosen:
        if name not in METHODS:
            raise UnknownName.among("method", name, METHODS)
    return chosen or METHODS


def _show(report: Report, *, json: bool, verbose: bool, junit: Path | None, strict: bool) -> None:
    from ..numerics.files import write_atomically
    from ..proofs.report import to_json, to_junit, to_text

    if json:
        print_json(to_json(report))
    else:
        say_verdicts(to_text(report, verbose=verbose))
    sys.stdout.flush()  # the verdicts are out, whatever becomes of the file
    if junit is not None:
        write_atomically(junit, to_junit(report, strict=strict).encode())


def _list_missing() -> None:
    from ..proofs.missing import MISSING

    for entry in MISSING:
        say(f"none yet  {entry.what}: {entry.why}")


LONGEST_FAMILY = 50
"""Claims of one family that are listed one by one where nobody asked for it."""


def _list(claims: tuple[Claim, ...], premises: Premises, json: bool, *, whole: bool) -> None:
    """List claims, what keeps them short of a proof, and what they rest on; without ``whole`` a long family, such as the derived formulas, is one line."""
    from ..proofs.missing import SHORT_OF_PROOF

    if json:
        print_json(
            [
                {
                    "id": c.id,
                    "title": c.title,
                    "source": c.source,
                    "differs": c.differs,
                    "confidence": c.confidence.value,
                    "short_of_proof": SHORT_OF_PROOF.get(c.id),
                    "assumptions": [a.sentence() for a in c.assumptions],
                    "twins": [t.name for t in c.twins],
                    "rests_on": list(premises.ranked(c.id)),
                    "on_trust": list(premises.on_trust[c.id]),
                    "dependants": premises.dependants.get(c.id, 0),
                }
                for c in claims
            ]
        )
        return
    sizes = Counter(_family(c) for c in claims)
    long = {name for name, size in sizes.items() if size > LONGEST_FAMILY and not whole}
    width = max(len(_family(c)) + 2 if _family(c) in long else len(c.id) for c in claims)
    columns = (Column(), Column(text=True), *([Column(below=width + 4)] * 3))
    rows: dict[str, tuple[str, ...]] = {}
    for claim in claims:
        family = _family(claim)
        if family in long:
            rows.setdefault(family, (f"{family}.*", f"{sizes[family]} claims, as {claim.id}: {claim.title}", "", "", ""))
            continue
        why, near, trusted = SHORT_OF_PROOF.get(claim.id), premises.ranked(claim.id), premises.on_trust[claim.id]
        below = (why and f"not PROVED alone: {why}", near and f"rests on {', '.join(near)}", trusted and f"takes on trust {', '.join(trusted)}")
        rows[claim.id] = (claim.id, f"{claim.title}  [{claim.source}]", *(line or "" for line in below))
    print_table(columns, rows.values())
    _list_premises(claims, premises)


def _family(claim: Claim) -> str:
    return claim.id.partition(".")[0]


def _list_premises(claims: tuple[Claim, ...], premises: Premises) -> None:
    """Show what the listed claims rest on, and what is taken on trust, by how much rests on it."""
    rows = [(n, i) for i, n in premises.carrying(claims).items()]
    rows += [(n, f"{name} (on trust: no claim ties it to a definition)") for name, n in premises.trusting(claims).items()]
    if rows:
        say()
        say("What these claims rest on, by how many of them do:")
        for count, name in sorted(rows, key=lambda row: (-row[0], row[1])):
            say(f"{count:>5}  {name}")
