"""A report as ``critscale verify --json`` wrote it, read back: what each claim stood at, said, and rested on.

The file may come from anywhere and from another version: it is data, nothing of it is looked up here, and what is no report is refused.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..theory.errors import BadInput, shown
from .evidence import Verdict

SCHEMA = "critscale/report/1"
MEND = "write one with 'critscale verify --json > FILE'"
MOST_BYTES = 1 << 28
"""A longer file is no report; one of the package is some megabytes."""


@dataclass(frozen=True, slots=True)
class RecordedFinding:
    """What a report says of a claim or a twin."""

    id: str
    title: str
    verdict: Verdict
    broken: bool
    statement: str
    rests_on: tuple[str, ...]
    twin_of: str

    @property
    def standing(self) -> int:
        """How well it stands: a claim as its verdict, broken just above refuted; a twin stands where it is refuted."""
        if self.twin_of:
            return int(self.verdict is Verdict.REFUTED)
        order = (Verdict.REFUTED, None, Verdict.UNKNOWN, Verdict.SUPPORTED, Verdict.PROVED)
        return order.index(None if self.broken else self.verdict)

    @property
    def word(self) -> str:
        """The verdict, and whether the check was broken."""
        return f"{self.verdict.value} (broken)" if self.broken else self.verdict.value


@dataclass(frozen=True)
class RecordedReport:
    """A report that was read.

    Attributes
    ----------
    name : str
        The file, for messages.
    findings : mapping of str to RecordedFinding
        On claims, premises and twins, by id.
    complete : bool
        False if the run was broken off.
    made_by : mapping of str to str
        Budget, methods and versions, by name.
    """

    name: str
    findings: Mapping[str, RecordedFinding]
    complete: bool
    made_by: Mapping[str, str]

    @cached_property
    def _carried(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for finding in self.findings.values():
            for premise in finding.rests_on:
                found[premise].append(finding.id)
        return found

    def dependants(self, claim_id: str) -> tuple[str, ...]:
        """Return the ids of the claims that rest on a claim, however indirectly, the nearest first."""
        found: dict[str, None] = {}
        waiting = [claim_id]
        for each in waiting:
            for other in self._carried.get(each, ()):
                if other not in found and other != claim_id:
                    found[other] = None
                    waiting.append(other)
        return tuple(found)


def read_report(source: str | Path | Mapping[str, Any]) -> RecordedReport:
    """Read a report.

    Parameters
    ----------
    source : str, Path or mapping
        A file of JSON, or its data as `critscale.proofs.report.to_json` makes them.

    Raises
    ------
    BadInput
        If the file cannot be read, is no JSON, or no report of this schema.
    """
    if isinstance(source, Mapping):
        return _report(source, "the report")
    return _report(_json(Path(source)), str(source))


def _json(path: Path) -> Any:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInput(str(path), why[:1].lower() + why[1:], "name a report") from None
    if len(data) > MOST_BYTES:
        raise BadInput(str(path), f"it is longer than {MOST_BYTES >> 20} MB", MEND)
    if not data.strip():
        raise BadInput(str(path), "it is empty", MEND)
    try:
        return json.loads(data)
    except UnicodeDecodeError:
        raise BadInput(str(path), "it is no text in UTF-8", MEND) from None
    except json.JSONDecodeError as error:
        raise BadInput(str(path), f"it is no JSON ({error.msg}, line {error.lineno})", MEND) from None
    except (ValueError, RecursionError):
        raise BadInput(str(path), "it is no JSON that a report has", MEND) from None


def _report(data: object, name: str) -> RecordedReport:
    if not isinstance(data, Mapping):
        raise BadInput(name, "it is no report", MEND)
    if data.get("schema") != SCHEMA:
        said = f"its schema is {shown(data['schema'])}, not {SCHEMA}" if "schema" in data else f"it has no schema {SCHEMA}"
        raise BadInput(name, said, MEND)
    listed = [entry for part in ("premises", "findings") for entry in _list(data.get(part), f"{name}: {part}")]
    findings: dict[str, RecordedFinding] = {}
    for number, entry in enumerate(listed, 1):
        found = _finding(entry, f"{name}: finding {number}")
        if found.id in findings:
            raise BadInput(name, f"two findings are on {shown(found.id)}", MEND)
        findings[found.id] = found
    versions = data.get("versions")
    made_by = {"budget": data.get("budget"), **(versions if isinstance(versions, Mapping) else {})}
    methods = data.get("methods")
    if isinstance(methods, list):
        made_by["methods"] = ", ".join(map(str, methods))
    return RecordedReport(name, findings, data.get("complete") is True, {str(k): str(v) for k, v in made_by.items()})


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadInput(name, "it is no list", MEND)
    return value


def _finding(entry: object, name: str) -> RecordedFinding:
    if not isinstance(entry, Mapping):
        raise BadInput(name, "it is no object", MEND)
    id, verdict = _text(entry, "id", name), _text(entry, "verdict", name)
    if not id or verdict not in Verdict.__members__:
        raise BadInput(name, f"it has no {'verdict' if id else 'id'} that a report has", MEND)
    evidence, rests_on = entry.get("evidence"), entry.get("rests_on", [])
    if not isinstance(rests_on, list) or not all(isinstance(i, str) for i in rests_on):
        raise BadInput(name, "what it rests on is no list of ids", MEND)
    return RecordedFinding(
        id=id,
        title=_text(entry, "title", name),
        verdict=Verdict[verdict],
        broken=_broken(evidence if isinstance(evidence, list) else ()),
        statement=_text(entry, "statement", name),
        rests_on=tuple(rests_on),
        twin_of=_text(entry, "twin_of", name),
    )


def _text(entry: Mapping[str, Any], key: str, name: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise BadInput(name, f"its {key} is no text", MEND)
    return value


def _broken(evidence: Iterable[object]) -> bool:
    """Tell whether a piece of evidence is broken, or one proves what another refutes."""
    pieces = [e for e in evidence if isinstance(e, Mapping)]
    verdicts = {e.get("verdict") for e in pieces if isinstance(e.get("verdict"), str)}
    return any(e.get("broken") is True for e in pieces) or {"PROVED", "REFUTED"} <= verdicts
