"""The corpus of tests/audit/corpus, and whether an audit, as its JSON, says what a thread demands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from critscale.audit.audit import audit_config
from critscale.audit.report import to_json

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "audit" / "corpus"
Json = dict[str, Any]
Answer = Literal["right", "wrong", "unknown"]
Judge = Callable[[Json, Json], Answer]


def threads() -> list[Json]:
    """Return the threads, by id."""
    return _read(CORPUS / "threads", "id")


def published() -> list[Json]:
    """Return the published configs, by name."""
    return _read(CORPUS / "published", "name")


def _read(folder: Path, key: str) -> list[Json]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted(found, key=lambda record: record[key])


def held_out(name: str) -> bool:
    """Tell whether a published config is of the fifth that is left unread until the end."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 == 0


def missing(thread: Json) -> list[str]:
    """Return what the audit of a thread's config fails to say; nothing if the thread is flagged."""
    return [_show(must) for must, answer in answers(thread) if answer != "right"]


def answers(thread: Json) -> list[tuple[Json, Answer]]:
    """Return each demand of a thread with what the audit makes of it: right, wrong, or said to be unknown."""
    engines = {must["engine"] for must in thread["must"] if "engine" in must} - {"transformers"}
    reads = {"transformers": _audit(thread, "")} | {engine: _audit(thread, engine) for engine in sorted(engines)}
    return [(must, KINDS[must["kind"]](must, reads[must.get("engine", "transformers")])) for must in thread["must"]]


def _audit(thread: Json, engine: str) -> Json:
    return to_json(audit_config(thread["config"], n=thread.get("n"), engine_id=engine, rhos=["0.3"]))


def _show(must: Json) -> str:
    return ", ".join(f"{key} {value}" for key, value in must.items())


def _worst(answers: Iterable[Answer]) -> Answer:
    """Return wrong before unknown before right; what is not there at all is wrong."""
    found = set(answers)
    return "wrong" if "wrong" in found or not found else "unknown" if "unknown" in found else "right"


def _near(value: str | None, wanted: str, error: float) -> Answer:
    if value is None:
        return "unknown"
    return _said(abs(float(value) - float(wanted)) <= error * max(1, abs(float(wanted))))


def _said(holds: bool) -> Answer:
    return "right" if holds else "wrong"


def _multiplier(must: Json, found: Json) -> Answer:
    totals = [_near(at, must[dims], 1e-6) for group in _chosen(found, must["layers"]) for dims, at in _at(group)]
    return "unknown" if not found["layers"] else _worst(totals)


def _at(group: Json) -> Iterator[tuple[str, str | None]]:
    """Yield the multipliers of a group: where all dimensions turn there are no others, where none does all are others."""
    for dims, shares in (("rotary", "0"), ("other", "1")):
        if group["rotary_share"] != shares:
            total = group[f"{dims}_dimensions"]
            yield dims, None if total is None else total["at_n"]


def _base(must: Json, found: Json) -> Answer:
    return _worst(_near(group["scale"], must["value"], 1e-9) for group in _chosen(found, must["layers"]))


def _kind(group: Json) -> str:
    if group["windowed"]:
        return "window"
    return "no rope" if group["rotary_share"] == "0" else "full"


def _chosen(found: Json, kind: str) -> Iterator[Json]:
    yield from (group for group in found["layers"] if kind in ("all", _kind(group)))


def _layers(must: Json, found: Json) -> Answer:
    def count(kind: str) -> int | None:
        counts = [group["count"] for group in _chosen(found, kind)]
        return None if None in counts else sum(counts)

    counted = {kind: count(kind) for kind in ("full", "no rope", "window")}
    counted["not softmax"] = sum(kind["count"] for kind in found["no_softmax"])
    wanted = {kind: value for kind, value in must.items() if kind != "kind"}
    answers: list[Answer] = []
    if "window" in wanted:
        window = wanted.pop("window")
        sizes = {group["window"] for group in _chosen(found, "window")}
        answers.append("unknown" if None in sizes else _said(sizes == {window["size"]}))
        wanted["window"] = window["count"]
    for kind, number in wanted.items():
        answers.append("unknown" if counted[kind] is None else _said(counted[kind] == number))
    return _worst(answers)


def _reach(must: Json, found: Json) -> Answer:
    return _said(found["n"] == str(must["n"]))


def _cap(must: Json, found: Json) -> Answer:
    return _said(any(f"capped at {must['value']:g}" in remark["text"] for remark in found["remarks"]))


def _unread(must: Json, found: Json) -> Answer:
    ids = ("key-unread", "unknown-key", "engine-leaves-key")
    engine = "hf" if must["engine"] == "transformers" else must["engine"]
    said = [remark for remark in found["remarks"] if remark["id"] in ids and must["key"] in remark["text"]]
    return _said(any(not remark["engines"] or engine in remark["engines"] for remark in said))


def _verdict(wanted: str) -> Judge:
    def judge(must: Json, found: Json) -> Answer:
        verdict = next(engine["verdict"] for engine in found["engines"] if engine["id"] == must["engine"])
        return "unknown" if verdict == "unknown" else _said(verdict == wanted)

    return judge


KINDS: Mapping[str, Judge] = {
    "multiplier": _multiplier,
    "base": _base,
    "layers": _layers,
    "reach": _reach,
    "cap": _cap,
    "unread": _unread,
    "differs": _verdict("differs"),
    "agrees": _verdict("same"),
    "does not run": _verdict("does not run"),
}


def alarms(config: Json) -> list[str]:
    """Return the alarms on a published config that its record does not know as true, or why it is refused."""
    known = {(alarm["id"], alarm["about"]) for alarm in config.get("known", ())}
    found: Json = to_json(audit_config(config["config"], n=None if _has_length(config) else 8192, rhos=["0.3"]))
    return [
        f"{remark['id']}: {remark['text']}"
        for remark in found["remarks"]
        if remark["severity"] == "alarm" and (remark["id"], _about(remark)) not in known
    ]


def _has_length(config: Json) -> bool:
    return any(key in json.dumps(config["config"]) for key in ("max_position_embeddings", "n_positions", "max_seq_len"))


def _about(remark: Json) -> str:
    return " ".join([*remark["engines"], *remark["keys"]])
