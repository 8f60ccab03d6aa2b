"""An audit as text and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator

from ..theory.notation import decimal, text
from .audit import Audit, Difference, GroupPhase
from .engines import REFERENCE
from .findings import Applied, GroupFinding, is_stacked


def to_text(audit: Audit) -> str:
    """Return the report, one finding a line."""
    return "\n".join(_lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    facts = audit.facts
    kind = f"model_type {facts.family}" if facts.family else "no model_type"
    yield f"{audit.name}: {kind}, n = {audit.n} ({audit.n_source}), read as {audit.engine.version}"
    if audit.engine.silent:
        yield f"  note: {audit.engine.silent}"
    for finding in audit.groups:
        yield from _group(finding, audit)
    if audit.base is None:
        yield f"beta: not known, {audit.base_text}"
    else:
        yield f"beta at n: {audit.base_text}"
    for phase in audit.phases:
        yield from _phase(phase)
    yield from _differences(audit)
    for label, lines in (
        ("contradiction", facts.contradictions),
        ("undecided", facts.undecided),
        ("unknown", facts.unknown),
        ("note", facts.notes),
        ("nobody reads", audit.unread),
    ):
        for line in lines:
            yield f"{label}: {line}"


def _group(finding: GroupFinding, audit: Audit) -> Iterator[str]:
    yield f"{finding.group.title}"
    for law in finding.laws:
        yield f"  {_law(law)}"
        for why in law.why:
            yield f"      {why}"
    for line in finding.says:
        yield f"  {line}"
    if finding.rotary is None or finding.rest is None:
        for reason in finding.undecided:
            yield f"  undecided: {reason}"
        return
    if "sliding" in finding.group.tags:
        window = finding.group.window
        yield f"  sees at most {'a window of' if window is None else window} keys, whatever n: no long-context phase"
    if is_stacked(finding):
        yield "  two laws or more are stacked: their factors multiply"
    parts = [("rotary dimensions", finding.rotary), ("other dimensions", finding.rest)]
    if finding.rotary.value.decimal() == finding.rest.value.decimal() or finding.group.rotary_share == 1:
        parts = [("logits", finding.rotary)]
    for where, total in parts:
        kind = total.asymptotic.kind
        value = _six(total.value.decimal())
        yield f"  m on {where} = {value} at n = {audit.n}; class {kind.id}: {kind.meaning}"


def _six(digits: str) -> str:
    """Return a decimal rounded to six places, for the eye; the JSON has all digits."""
    return digits if "e" in digits else f"{float(digits):.6f}"


def _law(law: Applied) -> str:
    dims = "rotary dims" if law.rotary_only else "all dims"
    source = f" from {', '.join(law.keys)}" if law.keys else ""
    sees = "constant" if law.law.law.sees == "constant" else f"per {law.law.law.sees}"
    return f"{law.law.law.id} [{dims}, {sees}]: m = {text(law.law.multiplier)} = {_six(law.value.decimal())}{source}"


def _phase(phase: GroupPhase) -> Iterator[str]:
    yield f"  {phase.layers}, {phase.dimensions}: beta = {phase.beta}, self weight 1/2 at rho = {phase.critical_rho}"
    for point in phase.points:
        here = f"{point.regime} (self weight {point.self_weight})"
        yield f"    rho = {decimal(point.rho)}: {here}; n -> oo: {point.asymptotic_regime}"


def _differences(audit: Audit) -> Iterator[str]:
    if audit.engine is not REFERENCE and not audit.differences:
        yield f"{audit.engine.version}: same multipliers as {REFERENCE.version}"
    for difference in audit.differences:
        yield _difference(difference)


def _difference(difference: Difference) -> str:
    head = f"{difference.engine.version}, {difference.finding.group.name}:"
    if difference.changes:
        head += f" m = {_short(difference.finding)} where {REFERENCE.version} has {_short(difference.reference)}"
    else:
        head += " same multiplier"
    return f"{head}{'; ' + '; '.join(difference.reasons) if difference.reasons else ''}"


def _short(finding: GroupFinding) -> str:
    if finding.rotary is None or finding.rest is None:
        return "undecided"
    rotary, rest = _six(finding.rotary.value.decimal()), _six(finding.rest.value.decimal())
    return rotary if rotary == rest else f"{rotary} on rotary dims"


def to_json(audit: Audit) -> dict[str, object]:
    """Return the audit as JSON data; certified numbers are text."""
    facts = audit.facts
    return {
        "config": audit.name,
        "model_type": facts.family or None,
        "n": str(audit.n),
        "n_source": audit.n_source,
        "engine": audit.engine.version,
        "layers": [{**g.to_json(), "stacked": is_stacked(g)} for g in audit.groups],
        "beta0": None if audit.base is None else text(audit.base),
        "beta0_source": audit.base_text,
        "phases": [_phase_json(p) for p in audit.phases],
        "differences": [
            {
                "engine": d.engine.version,
                "layers": d.finding.group.name,
                "changes": d.changes,
                "rotary_dimensions": None if d.finding.rotary is None else d.finding.rotary.value.decimal(),
                "other_dimensions": None if d.finding.rest is None else d.finding.rest.value.decimal(),
                "reasons": list(d.reasons),
            }
            for d in audit.differences
        ],
        "contradictions": list(facts.contradictions),
        "undecided": list(facts.undecided),
        "unknown": list(facts.unknown),
        "notes": list(facts.notes),
        "unread": list(audit.unread),
    }


def _phase_json(phase: GroupPhase) -> dict[str, object]:
    return {
        "layers": phase.layers,
        "dimensions": phase.dimensions,
        "beta": phase.beta.decimal(),
        "critical_rho": phase.critical_rho.decimal(),
        "points": [
            {
                "rho": str(p.rho),
                "self_weight": p.self_weight.decimal(),
                "regime": p.regime,
                "asymptotic_regime": p.asymptotic_regime,
            }
            for p in phase.points
        ],
    }
