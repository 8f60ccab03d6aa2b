"""The corpus of tests/audit/corpus, and whether an audit, as its JSON, says what a thread demands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from critscale.audit.audit import audit_config
from critscale.audit.report import to_json

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "audit" / "corpus"
Json = dict[str, Any]


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
    engines = {must["engine"] for must in thread["must"] if "engine" in must} - {"transformers"}
    reads = {"transformers": _audit(thread, "")} | {engine: _audit(thread, engine) for engine in sorted(engines)}
    return [_show(must) for must in thread["must"] if not _says(must, reads)]


def _audit(thread: Json, engine: str) -> Json:
    return to_json(audit_config(thread["config"], n=thread.get("n"), engine_id=engine, rhos=["0.3"]))


def _show(must: Json) -> str:
    return ", ".join(f"{key} {value}" for key, value in must.items())


def _says(must: Json, reads: Mapping[str, Json]) -> bool:
    found = reads[must.get("engine", "transformers")]
    return _KINDS[must["kind"]](must, found)


def _multiplier(must: Json, found: Json) -> bool:
    chosen = list(_chosen(found, must["layers"]))
    return bool(chosen) and all(
        _near(_at(layers, "rotary_dimensions"), must["rotary"], 1e-6)
        and _near(_at(layers, "other_dimensions"), must["other"], 1e-6)
        for layers in chosen
    )


def _at(layers: Json, dimensions: str) -> str | None:
    # Where all dimensions turn there are no others, and where none does there are no rotary ones.
    share = layers["rotary_share"]
    if dimensions == "other_dimensions" and share == "1":
        return None
    total = layers["other_dimensions" if share == "0" else dimensions]
    return "unknown" if total is None else str(total["at_n"])


def _near(value: str | None, wanted: str, error: float) -> bool:
    return value is None or (value != "unknown" and abs(float(value) - float(wanted)) <= error * max(1, abs(float(wanted))))


def _base(must: Json, found: Json) -> bool:
    scales = [layers["scale"] for layers in _chosen(found, must["layers"])]
    return bool(scales) and all(scale is not None and _near(scale, must["value"], 1e-9) for scale in scales)


def _kind(layers: Json) -> str:
    if layers["window"] is not None or layers["windowed"]:
        return "window"
    return "no rope" if layers["rotary_share"] == "0" else "full"


def _chosen(found: Json, kind: str) -> Iterator[Json]:
    yield from (layers for layers in found["layers"] if kind in ("all", _kind(layers)))


def _layers(must: Json, found: Json) -> bool:
    counts = {kind: sum(layers["count"] or 0 for layers in _chosen(found, kind)) for kind in ("full", "no rope", "window")}
    counts["not softmax"] = sum(kind["count"] for kind in found["no_softmax"])
    windows = {layers["window"] for layers in _chosen(found, "window")}
    wanted = {kind: value for kind, value in must.items() if kind != "kind"}
    window = wanted.pop("window", None)
    if window is not None and (counts["window"] != window["count"] or windows != {window["size"]}):
        return False
    return all(counts[kind] == count for kind, count in wanted.items())


def _reach(must: Json, found: Json) -> bool:
    return found["n"] == str(must["n"])


def _cap(must: Json, found: Json) -> bool:
    return any(f"capped at {must['value']:g}" in remark["text"] for remark in found["remarks"])


def _unread(must: Json, found: Json) -> bool:
    ids = ("key-unread", "unknown-key", "engine-leaves-key")
    said = [remark for remark in found["remarks"] if remark["id"] in ids and must["key"] in remark["text"]]
    return any(not remark["engines"] or _id(must) in remark["engines"] for remark in said)


def _id(must: Json) -> str:
    return "hf" if must["engine"] == "transformers" else str(must["engine"])


def _verdict(kind: str) -> Any:
    def says(must: Json, found: Json) -> bool:
        return [verdict["verdict"] for verdict in found["engines"] if verdict["id"] == must["engine"]] == [kind]

    return says


_KINDS = {
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
    found = to_json(audit_config(config["config"], n=None if _has_length(config) else 8192, rhos=["0.3"]))
    return [
        f"{remark['id']}: {remark['text']}"
        for remark in found["remarks"]
        if remark["severity"] == "alarm" and (remark["id"], _about(remark)) not in known
    ]


def _has_length(config: Json) -> bool:
    return any(key in json.dumps(config["config"]) for key in ("max_position_embeddings", "n_positions", "max_seq_len"))


def _about(remark: Json) -> str:
    return " ".join([*remark["engines"], *remark["keys"]])


def share(flags: Iterable[bool]) -> str:
    """Return how many of how many."""
    found = list(flags)
    return f"{sum(found)} of {len(found)}"
