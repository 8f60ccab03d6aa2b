"""An audit, as its JSON, against what the running model does: right, wrong, or said to be unknown, part by part.

The truth is in tests/audit/corpus/truth.json, written by ``python -m running_models.published``: configs made small, and what each
of their layers does at the end of the context.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from audit_corpus import CORPUS, Answer, Json

from critscale.audit.audit import audit_config
from critscale.audit.report import to_json
from critscale.theory.errors import CritscaleError

PARTS = ("multiplier", "rotary share", "base", "layers", "windows")
TOKENS = 24
"""A layer that sees as many keys has no window, as the truth counts."""


@cache
def _file() -> Json:
    found: Json = json.loads((CORPUS / "truth.json").read_text(encoding="utf-8"))
    return found


def engine() -> str:
    """Return what ran the models, with its version."""
    return str(_file()["engine"])


def truths() -> Mapping[str, Json]:
    """Return the truth about each published config: a small config, n, and its layers; or an error."""
    found: Mapping[str, Json] = _file()["configs"]
    return found


def compare(truth: Json) -> dict[str, Answer]:
    """Return, part by part, how the audit of a small config does against its running model."""
    try:
        found = to_json(audit_config(truth["config"], n=truth["n"], rhos=["0.3"]))
    except CritscaleError:
        return dict.fromkeys(PARTS, "wrong")  # a published config is refused
    groups: list[Any] = list(found["layers"]) if isinstance(found["layers"], list) else []
    other = found["no_softmax"]
    assert isinstance(other, list)
    layers = [layer for layer in truth["layers"] if layer["softmax"]]
    none = sum(layer["count"] for layer in truth["layers"] if not layer["softmax"])
    kinds = _kinds(layers, groups, none, sum(kind["count"] for kind in other))
    counted = kinds == "right"
    return {
        "multiplier": _same(_multipliers(layers), _audited_multipliers(groups), counted),
        "rotary share": _same(_of(layers, lambda g: g["share"]), _of(groups, lambda g: _ratio(g["rotary_share"])), counted),
        "base": _same(_of(layers, lambda g: g["scale"]), _of(groups, lambda g: _number(g["scale"])), counted),
        "layers": kinds,
        "windows": _same(_of(layers, _window), _of(groups, _audited_window), counted),
    }


Values = list[tuple[int, tuple[float | None, ...]]]


def _kinds(layers: list[Json], groups: list[Json], none: int, said: int) -> Answer:
    if not groups and layers:
        return "unknown"
    if any(group["count"] is None for group in groups):
        return "unknown"
    wanted = Counter({"none": none})
    for layer in layers:
        wanted["window" if layer["keys"] < TOKENS else "full"] += layer["count"]
    audited = Counter({"none": said})
    for group in groups:
        window = _audited_window(group)
        audited["window" if window is None or window < TOKENS else "full"] += group["count"]
    return "right" if +wanted == +audited else "wrong"


def _of(rows: Iterable[Json], value: Callable[[Json], float | None]) -> Values:
    return [(row["count"] or 1, (value(row),)) for row in rows]


def _window(layer: Json) -> float:
    return float(min(layer["keys"], TOKENS))


def _audited_window(group: Json) -> float | None:
    if not group["windowed"]:
        return float(TOKENS)
    return None if group["window"] is None else float(min(group["window"], TOKENS))


def _multipliers(layers: Iterable[Json]) -> Values:
    return [(layer["count"], (layer["rotary"], layer["other"])) for layer in layers]


def _audited_multipliers(groups: Iterable[Json]) -> Values:
    return [(group["count"] or 1, tuple(_parts(group))) for group in groups]


def _parts(group: Json) -> Iterator[float | None]:
    """Yield the multipliers on dimensions that turn and on the others; 0 stands for dimensions that are not there."""
    for dims, absent in (("rotary", "0"), ("other", "1")):
        total = group[f"{dims}_dimensions"]
        yield 0.0 if group["rotary_share"] == absent else None if total is None else float(total["at_n"])


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _ratio(text: str) -> float:
    over, _, under = text.partition("/")
    return float(over) / float(under or 1)


def _same(wanted: Values, said: Values, counted: bool) -> Answer:
    """Compare values; with their numbers of layers where those are right, so that one mistake counts once."""
    if not said or any(value is None for _, values in said for value in values):
        return "unknown"
    return "right" if _tally(wanted, counted) == _tally(said, counted) else "wrong"


def _tally(values: Values, counted: bool) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for count, parts in values:
        found[tuple(f"{part or 0:.4g}" for part in parts)] += count
    return found if counted else Counter(dict.fromkeys(found, 1))
