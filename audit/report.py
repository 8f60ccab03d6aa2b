"""An audit as text, Markdown, CSV and JSON data."""

from __future__ import annotations

from collections.abc import Iterator

from ..theory.digits import exact_text
from ..theory.escaping import markdown, visible
from ..theory.layout import Column, fitted_table
from ..theory.notation import decimal, text
from .audit import Audit
from .effects import readable
from .findings import ALL, Applied, GroupFinding, is_stacked
from .forms import csv_table, markdown_table
from .phases import GroupPhase, scale_of
from .remarks import six
from .verdicts import EngineVerdict


def to_text(audit: Audit) -> str:
    """Return the report: laws by group of layers, phases, engines, and what must be said."""
    return "\n".join(map(visible, _lines(audit)))


def _lines(audit: Audit) -> Iterator[str]:
    yield audit.title
    yield from (f"  {remark.text}" for remark in audit.remarks if remark.id == "override")
    if not audit.groups:
        yield "multiplier unknown: no softmax attention was found in it"
    for finding in audit.groups:
        yield from _group(finding, audit)
    yield from _phases(audit.phases)
    if audit.measured is not None:
        yield from audit.measured.lines()
    yield from _engines(audit)
    for remark in audit.remarks:
        if remark.id not in _ELSEWHERE and not any(remark.text in alarm.text for alarm in audit.alarms if alarm != remark):
            kind = "" if remark.id == "note" else f" [{remark.id}]"
            yield f"{remark.severity}{kind}: {remark.text}"


_ELSEWHERE = frozenset({"stacked", "window", "engine-does-not-run", "override"})
"""Remarks that the report makes where they belong."""


def _group(finding: GroupFinding, audit: Audit) -> Iterator[str]:
    yield f"{finding.group.title}"
    for law in finding.laws:
        yield f"  {_law(law)}"
        for why in law.why:
            yield f"      {why}"
    for line in finding.says:
        yield f"  {line}"
    window = finding.group.window
    if window is not None or "sliding" in finding.group.tags:
        yield f"  sees at most {'a window of' if window is None else window} keys, whatever n"
    if finding.undecided:
        yield from (f"  multiplier unknown: {reason}" for reason in finding.undecided)
        return
    if is_stacked(finding):
        yield "  two laws or more are stacked: their factors multiply"
    for dimensions, total in finding.parts:
        kind = total.asymptotic.kind
        value = six(total.value.decimal())
        yield f"  m on {'logits' if dimensions == ALL else dimensions} = {value} at n = {audit.n}; class {kind.id}: {kind.meaning}"


def _law(law: Applied) -> str:
    dims = "rotary dims" if law.rotary_only else "all dims"
    source = f" from {', '.join(law.keys)}" if law.keys else ""
    sees = "constant" if law.law.law.sees == "constant" else f"per {law.law.law.sees}"
    return f"{law.law.law.id} [{dims}, {sees}]: m = {text(law.law.multiplier)} = {six(law.value.decimal())}{source}"


def _phases(phases: tuple[GroupPhase, ...]) -> Iterator[str]:
    said = ""
    for phase in phases:
        if phase.base_text != said:
            said = phase.base_text
            yield f"beta at n: {said}"
        yield from _phase(phase)


def _phase(phase: GroupPhase) -> Iterator[str]:
    yield f"  {phase.layers}, {phase.dimensions}, {phase.keys} keys:"
    yield f"    beta = {phase.beta}, self weight 1/2 at rho = {phase.critical_rho}"
    columns = (Column("rho"), Column("self weight", right=True), Column("at n"), Column("n -> oo"))
    rows = [(decimal(point.rho), str(point.self_weight), point.regime, point.asymptotic_regime or "not known") for point in phase.points]
    yield from (f"    {line}" for line in fitted_table(columns, rows).lines())


def _engines(audit: Audit) -> Iterator[str]:
    """Yield the verdicts in a line each; what differs is among the remarks."""
    for label, kind in (("same multipliers", "same"), ("multiplier not known", "unknown")):
        names = [verdict.engine.version for verdict in audit.verdicts if verdict.kind == kind]
        if names:
            yield f"{label} as {audit.reference.version}: {', '.join(names)}" if kind == "same" else f"{label}: {', '.join(names)}"
    refusing = [verdict for verdict in audit.verdicts if verdict.why]
    if len(audit.verdicts) == 1 and refusing:
        yield f"{refusing[0].engine.version} does not run this: {refusing[0].why}"
    elif refusing:
        yield f"do not run this: {', '.join(verdict.engine.version for verdict in refusing)}"


CSV_HEADS = ("config", "engine", "n", "layers", "quantity", "dimensions", "rho", "value", "unknown")
"""The columns of the CSV."""


def to_csv(audit: Audit) -> str:
    """Return the audit as RFC 4180 has it: a row for each group of layers and quantity, then engines and remarks."""
    return csv_table(CSV_HEADS, ((audit.name, audit.engine.id, str(audit.n), *row) for row in _csv_rows(audit)))


def _csv_rows(audit: Audit) -> Iterator[tuple[str, str, str, str, str, str]]:
    for finding in audit.groups:
        for effect in audit.effects(finding):
            yield finding.group.title, effect.quantity, effect.dimensions, effect.rho, effect.value, effect.unknown
    for verdict in audit.verdicts:
        yield "", f"engine {verdict.engine.id}", "", "", verdict.kind, verdict.why
    for remark in audit.remarks:
        yield remark.layers, f"{remark.severity} {remark.id}", "", "", remark.text, ""


def to_markdown(audit: Audit) -> str:
    """Return the audit in Markdown: a table for each group of layers, the engines, and what must be said."""
    facts = audit.facts
    kind = f"model_type {facts.family}" if facts.family else "no model_type"
    lines = [f"**{markdown(audit.name)}**: {markdown(kind)}, n = {audit.n} ({markdown(audit.n_source)}), read as {markdown(audit.engine.version)}", ""]
    for finding in audit.groups:
        effects = tuple(audit.effects(finding))
        lines += [f"**{markdown(finding.group.title)}**", "", markdown_table(("quantity", "value"), readable(effects)), ""]
        lines += [f"not known: {markdown(why)}\n" for why in dict.fromkeys(effect.unknown for effect in effects) if why]
    if audit.verdicts:
        verdicts = [(verdict.engine.version, verdict.kind, verdict.why) for verdict in audit.verdicts]
        lines += [markdown_table(("engine", f"against {audit.reference.version}", "why"), verdicts), ""]
    lines += [f"- {remark.severity} {markdown(remark.id)}: {markdown(remark.text)}" for remark in audit.remarks]
    return "\n".join(lines).rstrip()


def to_json(audit: Audit) -> dict[str, object]:
    """Return the audit as JSON data; certified numbers are text."""
    facts = audit.facts
    return {
        "config": audit.name,
        "model_type": facts.family or None,
        "n": str(audit.n),
        "n_source": audit.n_source,
        "engine": audit.engine.version,
        "layers": [_layers_json(g) for g in audit.groups],
        "no_softmax": [{"layers": kind, "count": count} for kind, count in facts.no_softmax],
        "phases": [phase_json(p) for p in audit.phases],
        "engines": [_verdict_json(verdict) for verdict in audit.verdicts],
        "remarks": [remark.to_json() for remark in audit.remarks],
        "measured": None if audit.measured is None else audit.measured.to_json(),
        "notes": list(audit.notes),
    }


def _layers_json(finding: GroupFinding) -> dict[str, object]:
    scale = finding.group.base
    return {
        **finding.to_json(),
        "stacked": is_stacked(finding),
        "windowed": finding.group.window is not None or "sliding" in finding.group.tags,
        "scale": None if scale is None else scale_of(scale).decimal(),
        "scale_source": None if scale is None else scale.source,
    }


def _verdict_json(verdict: EngineVerdict) -> dict[str, object]:
    return {
        "engine": verdict.engine.version,
        "id": verdict.engine.id,
        "verdict": verdict.kind,
        "why": verdict.why,
        "unread": list(verdict.unread),
        "layers": [
            {
                "layers": group.finding.group.name,
                "changes": group.changes,
                "rotary_dimensions": None if (m := group.finding.rotary) is None else m.value.decimal(),
                "other_dimensions": None if (m := group.finding.rest) is None else m.value.decimal(),
                "reasons": list(group.reasons),
            }
            for group in verdict.groups
        ],
    }


def phase_json(phase: GroupPhase) -> dict[str, object]:
    """Return a phase as JSON data."""
    return {
        "layers": phase.layers,
        "dimensions": phase.dimensions,
        "keys": str(phase.keys),
        "beta0": text(phase.base),
        "beta0_source": phase.base_text,
        "beta": phase.beta.decimal(),
        "critical_rho": phase.critical_rho.decimal(),
        "points": [
            {
                "rho": exact_text(p.rho),
                "self_weight": p.self_weight.decimal(),
                "regime": p.regime,
                "asymptotic_regime": p.asymptotic_regime,
            }
            for p in phase.points
        ],
    }
