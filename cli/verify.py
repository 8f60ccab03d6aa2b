"""``critscale verify``: run the verification suite and show what it found."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from ..theory.layout import Column
from .command import command, option, path
from .common import JSON, SUITE
from .output import print_json, print_table, say, say_verbatim, say_verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from ..proofs.claim import Claim
    from ..proofs.letters import Letter
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
    option("--latex", "Print the statements as LaTeX theorems, each with what was found."),
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
    latex: bool,
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

    critscale verify A3.cosine.critical --latex

    critscale verify --formal

    critscale verify --certificates out

    critscale verify A3 --formal --statements a3.v

    critscale verify ./myclaims.py

    critscale verify ./my.claims
    """
    from ..numerics.files import check_writable, write_atomically
    from ..proofs.library import premises
    from ..proofs.suite import tasks_of
    from ..theory.errors import BadInput, shown
    from . import running

    if latex and json:
        raise BadInput("--latex with --json", "the output has one form", "leave out one of them")
    chosen, file = running.chosen(claims)
    if listed:
        _list(chosen, premises(file), json, whole=bool(claims))
        if not (claims or json):
            _list_uncovered()
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
    if latex:
        _show_latex(chosen, report)
    else:
        _show(report, json=json, verbose=verbose or twins)
    sys.stdout.flush()  # the verdicts are out, whatever becomes of the file
    if junit is not None:
        _write_junit(junit, report, strict=strict)
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


def _show(report: Report, *, json: bool, verbose: bool) -> None:
    from ..proofs.report import to_json, to_text

    if json:
        print_json(to_json(report))
    else:
        say_verdicts(to_text(report, verbose=verbose))


def _show_latex(claims: tuple[Claim, ...], report: Report) -> None:
    """Print the claims, or the twins that were checked, as environments, behind the preamble they need as a comment."""
    from ..theory.tex import PREAMBLE, tex_comment

    found = {f.id: f for f in report.findings}
    checked = [c for claim in claims for c in (claim, *claim.must_fail) if c.id in found]
    say_verbatim("\n".join(map(tex_comment, PREAMBLE)))
    for claim in checked:
        say_verbatim(claim.latex(found[claim.id]))


def _write_junit(path: Path, report: Report, *, strict: bool) -> None:
    from ..numerics.files import write_atomically
    from ..proofs.report import to_junit

    write_atomically(path, to_junit(report, strict=strict).encode())


def _list_uncovered() -> None:
    from ..proofs.uncovered import UNCOVERED

    say()
    say("What no claim states (the concordance, docs/concordance.md, has every theorem):")
    for entry in UNCOVERED:
        say(f"not covered  {entry}: {entry.near}: {', '.join(entry.claims)}")


LONGEST_FAMILY = 50
"""Claims of one family that are listed one by one where nobody asked for it."""


def _list(claims: tuple[Claim, ...], premises: Premises, json: bool, *, whole: bool) -> None:
    """List claims, what keeps them short of a proof, and what they rest on; without ``whole`` letters have a heading, and a long family, such as the derived formulas, is one line."""
    from ..proofs.letters import letter_of
    from ..proofs.unproved import SHORT_OF_PROOF

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
    groups: dict[Letter | None, dict[str, tuple[str, ...]]] = {}
    columns = (Column(), Column(text=True), *([Column(below=width + 4)] * 3))
    for claim in claims:
        rows = groups.setdefault(None if whole else letter_of(claim.id), {})
        family = _family(claim)
        if family in long:
            rows.setdefault(family, (f"{family}.*", f"{sizes[family]} claims, as {claim.id}: {claim.title}", "", "", ""))
            continue
        why, near, trusted = SHORT_OF_PROOF.get(claim.id), premises.ranked(claim.id), premises.on_trust[claim.id]
        below = (why and f"not PROVED alone: {why}", near and f"rests on {', '.join(near)}", trusted and f"takes on trust {', '.join(trusted)}")
        rows[claim.id] = (claim.id, f"{claim.title}  [{claim.source}]", *(line or "" for line in below))
    for letter, rows in groups.items():
        if letter is not None:
            say(f"{letter.id}  {letter.title} ({letter.lead})")
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
