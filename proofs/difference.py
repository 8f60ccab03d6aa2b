"""What two reports of the suite say differently: standing lost and gained, statements changed, claims added and removed.

Only what the reports say is compared, so they may come from different versions of the claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..theory.escaping import visible
from ..theory.result import Result, ValueTable, View
from .letters import natural
from .recorded import RecordedFinding, RecordedReport, read_report

SCHEMA = "critscale/report-difference/1"
MOST_NAMED = 8
"""Of what rests on a claim, so many are named in the text; the data have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A claim or a twin that two reports do not say the same of.

    Attributes
    ----------
    id, title : str
        Of the claim or the twin, as the later report has them where it does.
    before, after : str
        Its verdicts; empty where a report does not have it.
    statement : bool
        Whether what it states has changed, by its hash.
    dependants : tuple of str
        Ids of the claims that rest on it, however indirectly, of a twin those on its claim; in the earlier report of what was removed.
    """

    id: str
    title: str
    before: str
    after: str
    statement: bool
    dependants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReportDifference(Result):
    """What differs between two reports.

    Attributes
    ----------
    before, after : str
        Names of the reports.
    lost, gained : tuple of FindingChange
        Claims that stand worse or better, REFUTED < UNKNOWN < SUPPORTED < PROVED, and twins that are refuted no longer or at last.
    changed : tuple of FindingChange
        Claims that state something else, whatever they stand at.
    added, removed : tuple of FindingChange
        What one of the reports alone has.
    same : int
        How many findings say the same.
    notes : tuple of str
        What else tells the runs apart: budget, methods, versions, a run that was broken off.
    """

    before: str
    after: str
    lost: tuple[FindingChange, ...]
    gained: tuple[FindingChange, ...]
    changed: tuple[FindingChange, ...]
    added: tuple[FindingChange, ...]
    removed: tuple[FindingChange, ...]
    same: int
    notes: tuple[str, ...]

    def view(self) -> View:
        """Return a row for each change, and how many there are of each kind."""
        rows = [(kind, c.id, c.before or None, c.after or None, len(c.dependants), c.title) for kind, changes in self.groups() for c in changes]
        return View(_summary(self), ValueTable(("change", "id", "before", "after", "dependants", "title"), rows), self.notes)

    def groups(self) -> tuple[tuple[str, tuple[FindingChange, ...]], ...]:
        """Return the changes by what they are, in the order in which they are told."""
        return (
            ("standing lost", self.lost),
            ("standing gained", self.gained),
            ("statement changed", self.changed),
            ("added", self.added),
            ("removed", self.removed),
        )


def report_difference(before: str | Path | Mapping[str, Any], after: str | Path | Mapping[str, Any]) -> ReportDifference:
    """Compare two reports of ``critscale verify --json``.

    Parameters
    ----------
    before, after : str, Path or mapping
        Files, or the data of `critscale.proofs.report.to_json`.

    Returns
    -------
    ReportDifference
        Changes in the natural order of ids.

    Raises
    ------
    BadInput
        If one of them cannot be read or is no report of this schema.

    Examples
    --------
    >>> found = report_difference("examples/report-before.json", "examples/report-after.json")
    >>> [change.id for change in found.lost]
    ['A1.weights.monotone']
    """
    first, second = read_report(before), read_report(after)
    ids = sorted({*first.findings, *second.findings}, key=natural)
    groups: dict[str, list[FindingChange]] = {name: [] for name in ("lost", "gained", "changed", "added", "removed")}
    same = 0
    for id in ids:
        one, other = first.findings.get(id), second.findings.get(id)
        kinds = _kinds(one, other)
        same += not kinds
        for kind in kinds:
            groups[kind].append(_change(one, other, first if other is None else second))
    found = {name: tuple(changes) for name, changes in groups.items()}
    return ReportDifference(before=first.name, after=second.name, same=same, notes=tuple(_notes(first, second)), **found)


def _kinds(one: RecordedFinding | None, other: RecordedFinding | None) -> list[str]:
    """Return in which ways two findings on one id differ."""
    if one is None or other is None:
        return ["added" if one is None else "removed"]
    standing = ["lost"] if other.standing < one.standing else ["gained"] if other.standing > one.standing else []
    return [*standing, *(["changed"] if one.statement != other.statement else [])]


def _change(one: RecordedFinding | None, other: RecordedFinding | None, report: RecordedReport) -> FindingChange:
    found = other or one
    assert found is not None
    return FindingChange(
        id=found.id,
        title=found.title,
        before="" if one is None else one.word,
        after="" if other is None else other.word,
        statement=one is not None and other is not None and one.statement != other.statement,
        dependants=tuple(sorted(report.dependants(found.twin_of or found.id), key=natural)),
    )


def _notes(first: RecordedReport, second: RecordedReport) -> Iterator[str]:
    for name in dict.fromkeys((*first.made_by, *second.made_by)):
        one, other = (report.made_by.get(name, "none") for report in (first, second))
        if one != other:
            yield f"{name}: {one} -> {other}"
    for report in (first, second):
        if not report.complete:
            yield f"{report.name} was broken off: it does not have all"


def difference_json(found: ReportDifference) -> dict[str, Any]:
    """Return a difference as JSON data."""
    return {
        "schema": SCHEMA,
        "before": found.before,
        "after": found.after,
        **{name: [_change_json(change) for change in getattr(found, name)] for name in ("lost", "gained", "changed", "added", "removed")},
        "same": found.same,
        "notes": list(found.notes),
    }


def _change_json(change: FindingChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "before": change.before or None,
        "after": change.after or None,
        "statement_changed": change.statement,
        "dependants": list(change.dependants),
    }


def difference_text(found: ReportDifference) -> str:
    """Return a difference as lines, which a terminal fits to its width."""
    lines = [f"A: {found.before}", f"B: {found.after}", *(f"  {note}" for note in found.notes)]
    for title, changes in found.groups():
        if changes:
            lines += [f"{title}:", *(line for change in changes for line in _lines(change))]
    lines.append(_summary(found))
    return "\n".join(map(visible, lines))


def _summary(found: ReportDifference) -> str:
    counts = ", ".join(f"{len(changes)} {title}" for title, changes in found.groups() if changes)
    return f"{counts or 'no difference'}; {found.same} the same"


def _lines(change: FindingChange) -> Iterator[str]:
    said = " -> ".join(word for word in (change.before, change.after) if word)
    yield f"  {change.id}  {said}{', another statement' if change.statement else ''}"
    if change.title:
        yield f"      {change.title}"
    if count := len(change.dependants):
        named = ", ".join(change.dependants[:MOST_NAMED]) + (f" and {count - MOST_NAMED} more" if count > MOST_NAMED else "")
        yield f"      {count} {'rests' if count == 1 else 'rest'} on it: {named}"

