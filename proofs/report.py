"""What a run of the suite found, as data and as text: JSON, JUnit XML, lines.  Timings stand apart, so equal inputs give equal reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from xml.etree import ElementTree

from ..theory.escaping import visible
from ..theory.pictured import Pictured
from ..theory.result import Result, ValueTable, View
from .evidence import Evidence, Finding, Verdict
from .formal.facts import FormalFacts
from .premises import METHOD
from .recorded import SCHEMA


@dataclass(frozen=True, slots=True, repr=False)
class Report(Result, Pictured):
    """What one run of the suite found.

    Attributes
    ----------
    findings : tuple of Finding
        On what was asked for, in the order of the claims.
    premises : tuple of Finding
        On the claims that these rest on and that were not asked for.
    budget : str
        Name of the budget.
    methods : tuple of str
        Methods that were allowed.
    complete : bool
        False if the run was broken off.
    total : int
        How many findings a complete run has.
    versions : dict
        What made the report.
    formal : FormalFacts or None
        What the proof kernel said, where it was asked.
    """

    findings: tuple[Finding, ...]
    budget: str
    methods: tuple[str, ...]
    complete: bool = True
    total: int = 0
    versions: dict[str, str] = field(default_factory=dict)
    formal: FormalFacts | None = None
    premises: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        """Return the report as lines, as a terminal shows it."""
        return to_text(self)

    def view(self) -> View:
        """Return a row for each finding, first those on premises that fell, and how many there are of each verdict."""
        fallen = (f for f in self.premises if f.verdict not in (Verdict.PROVED, Verdict.SUPPORTED))
        tables = [finding.view().table for finding in (*fallen, *self.findings)]
        columns = ("id", "verdict", "title", "evidence", "twin_of") if any(f.twin_of for f in self.findings) else ("id", "verdict", "title", "evidence")
        rows = [table.rows[0][: len(columns)] for table in tables]
        return View(summary(self), ValueTable(columns, rows), () if self.formal is None else (_formal_summary(self.formal),))

    def count(self, verdict: Verdict) -> int:
        """Return how many of the claims that were asked for (twins aside) have a verdict."""
        return sum(f.verdict is verdict for f in self.findings if not f.twin_of)

    def failed(self, *, strict: bool = False) -> bool:
        """Tell whether the run should fail: a claim refuted or broken, a twin not refuted, a formal proof broken, or nothing run.

        With ``strict``, UNKNOWN fails as well, and so do formal proofs that could not be checked.
        """
        claims = [*(f for f in self.findings if not f.twin_of), *self.premises]
        twins = [f for f in self.findings if f.twin_of]
        bad = {Verdict.REFUTED, Verdict.UNKNOWN} if strict else {Verdict.REFUTED}
        return (
            not self.complete
            or not self.findings
            or any(f.broken for f in (*self.findings, *self.premises))
            or any(f.verdict in bad for f in claims)
            or any(f.verdict is not Verdict.REFUTED for f in twins)
            or (self.formal is not None and self.formal.linked > 0 and self.formal.verdict in bad)
        )


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON data; ``timings`` holds all that may differ between equal runs."""
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "complete": report.complete,
        "total": report.total,
        "budget": report.budget,
        "methods": list(report.methods),
        "versions": report.versions,
        "counts": {v.value: report.count(v) for v in Verdict},
        "findings": [_finding(f) for f in report.findings],
        "premises": [_finding(f) for f in report.premises],
        "timings": {f.id: round(f.seconds, 3) for f in (*report.premises, *report.findings)},
    }
    if report.formal is not None:
        facts = asdict(report.formal) | {"verdict": report.formal.verdict.value, "axioms": list(report.formal.axioms)}
        data["timings"]["formal"] = round(facts.pop("seconds"), 3)
        data["formal"] = facts
    return data


def _finding(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": finding.id,
        "title": finding.title,
        "verdict": finding.verdict.value,
        "evidence": [_evidence(e) for e in finding.evidence],
    }
    if finding.twin_of:
        data["twin_of"] = finding.twin_of
    if finding.statement:
        data["statement"] = finding.statement
    if finding.rests_on:
        data["rests_on"] = list(finding.rests_on)
    return data


def _evidence(evidence: Evidence) -> dict[str, Any]:
    data: dict[str, Any] = {
        "method": evidence.method,
        "verdict": evidence.verdict.value,
        "detail": evidence.detail,
    }
    if evidence.point:
        data["point"] = dict(evidence.point)
    data |= {name: True for name in ("open", "broken") if getattr(evidence, name)}
    if evidence.table is not None:
        data["table"] = asdict(evidence.table)
    return data


def to_junit(report: Report, *, strict: bool = False) -> str:
    """Return a report as JUnit XML: what is refuted or broken and a surviving twin are failures, UNKNOWN is skipped or fails."""
    cases = [_case(f, strict) for f in (*report.premises, *report.findings)]
    if report.formal is not None:
        facts = report.formal
        text = f"coqc {facts.tool or 'missing'}; axioms: {', '.join(facts.axioms) or 'none'}; {facts.detail}"
        kernel = Evidence("formal", facts.verdict, text)
        case = Finding(id="formal", title="", verdict=facts.verdict, evidence=(kernel,), seconds=facts.seconds)
        cases.append(_case(case, strict and facts.linked > 0))
        ElementTree.SubElement(cases[-1], "system-out").text = visible(text)
    suite = ElementTree.Element(
        "testsuite",
        name="critscale",
        tests=str(len(cases)),
        failures=str(sum(c.find("failure") is not None for c in cases)),
        skipped=str(sum(c.find("skipped") is not None for c in cases)),
        errors="0" if report.complete else "1",
    )
    suite.extend(cases)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(finding: Finding, strict: bool) -> ElementTree.Element:
    name = visible(finding.id)  # XML has no place for control characters
    case = ElementTree.Element("testcase", classname="critscale", name=name, time=f"{finding.seconds:.3f}")
    text = "\n".join(visible(f"{e.method}: {e.verdict.value}: {e.detail}") for e in finding.evidence)
    expected = {Verdict.REFUTED} if finding.twin_of else {Verdict.PROVED, Verdict.SUPPORTED}
    if finding.verdict is Verdict.UNKNOWN and not strict and not finding.twin_of and not finding.broken:
        ElementTree.SubElement(case, "skipped", message="UNKNOWN").text = text
    elif finding.verdict not in expected:
        ElementTree.SubElement(case, "failure", message=finding.verdict.value).text = text
    return case


def to_text(report: Report, *, verbose: bool = False) -> str:
    """Return a report as lines for a terminal or a notebook; ``verbose`` shows every piece of evidence."""
    lines = []
    fallen = (f for f in report.premises if f.verdict not in (Verdict.PROVED, Verdict.SUPPORTED))
    for finding in (*fallen, *report.findings):
        lines.append(f"{finding.verdict.value:<9} {finding.id}  {finding.title}")
        refuted = finding.refutation
        if finding.twin_of and refuted is not None:
            lines.append(f"{'':9}   refuted ({refuted.method}){_at(refuted)}: {refuted.detail}")
            others = [e for e in finding.evidence if e.method == "formal" and e is not refuted]
        elif verbose or finding.verdict in (Verdict.REFUTED, Verdict.UNKNOWN):
            others = list(finding.evidence)
        else:
            others = [e for e in finding.evidence if e.method == METHOD]
        lines += [f"{'':9}   {e.method}: {finding.says(e)}, {e.detail}{_at(e)}" for e in others]
    lines.append(summary(report))
    if report.formal is not None:
        lines.append(_formal_summary(report.formal))
    return "\n".join(map(visible, lines))


def _at(evidence: Evidence) -> str:
    point = ", ".join(f"{k} = {v}" for k, v in evidence.point)
    return f" at {point}" if point else ""


def summary(report: Report) -> str:
    """Return in a line how many claims have which verdict, and how many twins were refuted, as far as they ran."""
    twins = [f for f in report.findings if f.twin_of]
    parts = []
    if len(twins) < len(report.findings) or not twins:
        broken = sum(f.broken for f in report.findings if not f.twin_of)
        counts = ", ".join(f"{report.count(v)} {v.value}" for v in Verdict)
        parts.append(f"{counts} ({broken} broken)" if broken else counts)
    if report.premises:
        counts = ", ".join(f"{n} {v.value}" for v in Verdict if (n := sum(f.verdict is v for f in report.premises)))
        parts.append(f"resting on {len(report.premises)} more: {counts}")
    if twins:
        refuted = sum(f.verdict is Verdict.REFUTED for f in twins)
        parts.append(f"{refuted} of {len(twins)} must-fail twins refuted")
    text = "; ".join(parts)
    if report.complete:
        return f"{text}  ({report.budget} budget)"
    return f"{text}  (interrupted: {len(report.findings) + len(report.premises)} of {report.total} checked)"


def _formal_summary(facts: FormalFacts) -> str:
    """Return what the kernel said in one line: version, seconds, axioms."""
    return f"formal: {formal_facts(facts)}" + (f"; {facts.seconds:.0f} s" if facts.tool else "")


def formal_facts(facts: FormalFacts) -> str:
    """Return what the kernel said, its time apart."""
    said = f"{facts.verdict.value}, {facts.detail}"
    if not facts.tool:
        return said
    axioms = f", resting on {', '.join(facts.axioms)}" if facts.axioms else ""
    return f"{said}; coqc {facts.tool}, {facts.theorems} theorems, {facts.linked} linked here{axioms}"
