"""What an audit has to say beside numbers: each remark with an id, a severity, engines and keys, for programs and for people.

An alarm is a remark that means work: the config contradicts itself, a multiplier cannot be known, a key that scales logits
is set and not read, or an engine that runs the model has another multiplier at n.  A config that is sound and that every
engine reads alike raises none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .config import Config
from .facts import Facts
from .findings import ALL, OTHER, ROTARY, GroupFinding, is_stacked
from .horizon import Horizon
from .reference import Engine
from .source import Source
from .verdicts import EngineVerdict, GroupDifference
from .weights import Weights, weight_remarks

Severity = Literal["alarm", "note"]

_SCALES_LOGITS = re.compile(r"attn_factor|attention_factor|mscale|temperature|log_?n|softmax|softcap|scal(e|ing)|multiplier")
"""Names of keys that would scale logits if something read them; the others change frequencies, or nothing."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that must be said.

    Attributes
    ----------
    id : str
        What kind of thing: "contradiction", "multiplier-unknown", "key-unread", "unknown-key", "engine-differs",
        "engine-unknown", "engine-does-not-run", "engine-reads-otherwise", "engine-leaves-key", "stacked", "base-unknown", "no-softmax", "window",
        "reach", "override", "override-ignored", "weights",
        "weights-contradict", "note".
    severity : str
        "alarm" or "note".
    text : str
        In a line.
    engines : tuple of str
        Ids of the engines it is about; empty for all.
    keys : tuple of str
        Keys of the config it is about.
    layers : str
        The group of layers it is about; empty for all.
    """

    id: str
    severity: Severity
    text: str
    engines: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    layers: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the remark as JSON data."""
        return {
            "id": self.id,
            "severity": self.severity,
            "text": self.text,
            "engines": list(self.engines),
            "keys": list(self.keys),
            "layers": self.layers,
        }


def remarks(
    source: Source,
    config: Config,
    facts: Facts,
    reach: Horizon | None,
    groups: tuple[GroupFinding, ...],
    verdicts: tuple[EngineVerdict, ...],
    reference: Engine,
) -> tuple[Remark, ...]:
    """Return everything that must be said, alarms first.

    Parameters
    ----------
    source : Source
        Where the config is from, and what was changed in it.
    config : Config
        The config, its keys read.
    facts : Facts
        What it says.
    reach : Horizon or None
        The length it reaches, None where n was given.
    groups : tuple of GroupFinding
        How the reference reads it.
    verdicts : tuple of EngineVerdict
        The other engines.
    reference : Engine
        What they are compared with.
    """
    found = dict.fromkeys(
        (
            *_of_config(config, facts),
            *_of_multipliers(facts, groups),
            *(remark for verdict in verdicts for remark in _of_engine(verdict, reference)),
            *(Remark("engine-leaves-key", "note", text, (reference.id,)) for text in reference.unread(facts)),
            *_of_layers(facts, groups),
            *_of_reach(reach),
            *_of_source(source),
            *_of_weights(source.weights, facts, config.model_type),
            *(Remark("note", "note", text) for text in facts.notes),
        )
    )
    return tuple(sorted(found, key=lambda remark: remark.severity != "alarm"))


def _of_config(config: Config, facts: Facts) -> Iterator[Remark]:
    for text in facts.contradictions:
        yield Remark("contradiction", "alarm", text)
    for text in facts.unknown:
        key = text.split(" ", 1)[0]
        severity: Severity = "alarm" if _SCALES_LOGITS.search(key.rpartition(".")[2].lower()) else "note"
        yield Remark("unknown-key", severity, text, keys=(key,))
    for path in config.unread():
        is_set = _is_set(_value(config.root, path))
        scales = is_set and _SCALES_LOGITS.search(path.rpartition(".")[2].lower())
        text = f"{path}: nothing reads it" + ("" if is_set else ", and it switches nothing on")
        yield Remark("key-unread", "alarm" if scales else "note", text, keys=(path,))


def _value(root: Mapping[str, Any], path: str) -> Any:
    value: Any = root
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_set(value: Any) -> bool:
    """Tell whether a value would do something: null, false, 0 and 1 would not."""
    return value is True or (value is not None and value not in (0, 1, [], {}, ""))


def _of_multipliers(facts: Facts, groups: Iterable[GroupFinding]) -> Iterator[Remark]:
    said = {*facts.contradictions}
    for text in facts.undecided:
        if text not in said:
            yield Remark("multiplier-unknown", "alarm", text)
    said |= {*facts.undecided}
    for group in groups:
        for text in group.undecided:
            if text not in said:
                yield Remark("multiplier-unknown", "alarm", text, layers=group.group.name)


def _of_engine(verdict: EngineVerdict, reference: Engine) -> Iterator[Remark]:
    engine, ids = verdict.engine, (verdict.engine.id,)
    if verdict.why:
        yield Remark("engine-does-not-run", "note", f"{engine.version} does not run this: {verdict.why}", ids)
        return
    for group in verdict.groups:
        name = group.finding.group.name
        reasons = "".join(f"; {reason}" for reason in group.reasons)
        if group.changes:
            text = f"{engine.version}, {name}: m = {_m(group, False)} where {reference.version} has {_m(group, True)}{reasons}"
            yield Remark("engine-differs", "alarm", text, ids, layers=name)
        elif group.unknown:
            if group.reference.rotary is None:
                continue  # said of the config already
            text = f"{engine.version}, {name}: multiplier unknown{reasons}"
            yield Remark("engine-unknown", "note", text, ids, layers=name)
        elif group.reasons:
            yield Remark("engine-reads-otherwise", "note", f"{engine.version}, {name}: same multiplier{reasons}", ids, layers=name)
    for text in verdict.unread:
        yield Remark("engine-leaves-key", "note", text, ids)


def _m(group: GroupDifference, reference: bool) -> str:
    parts = (group.reference if reference else group.finding).parts
    return ", ".join(six(total.value.decimal()) + _DIMENSIONS[dimensions] for dimensions, total in parts)


_DIMENSIONS = {ALL: "", ROTARY: " on rotary dims", OTHER: " on the others"}


def six(digits: str) -> str:
    """Return a decimal rounded to six places, for the eye; the JSON has all digits."""
    return digits if "e" in digits else f"{float(digits):.6f}"


def _of_layers(facts: Facts, groups: Iterable[GroupFinding]) -> Iterator[Remark]:
    for kind, count in facts.no_softmax:
        yield Remark("no-softmax", "note", f"{count} {kind} layers are no softmax attention: no phase", layers=kind)
    if facts.base_unknown:
        yield Remark("base-unknown", "note", f"beta is not known: {facts.base_unknown}")
    for finding in groups:
        name = finding.group.name
        if is_stacked(finding):
            text = f"{name}: two laws or more are stacked, their factors multiply"
            yield Remark("stacked", "note", text, layers=name)
        if finding.group.window is not None:
            text = f"{name}: see at most {finding.group.window} keys, whatever n"
            yield Remark("window", "note", text, layers=name)
        elif "sliding" in finding.group.tags:
            yield Remark("window", "note", f"{name}: see a window of keys, of unknown size", layers=name)


def _of_weights(weights: Weights | None, facts: Facts, model_type: str) -> Iterator[Remark]:
    for found in () if weights is None else weight_remarks(weights, facts, model_type):
        yield Remark("weights-contradict" if found.contradicts else "weights", "alarm" if found.contradicts else "note", found.text)


def _of_source(source: Source) -> Iterator[Remark]:
    for change in source.changes:
        yield Remark("override", "note", str(change), keys=(".".join(change.path),))
    for word in source.ignored:
        yield Remark("override-ignored", "alarm", word.text, word.engines, word.keys)
    for text in source.notes:
        yield Remark("note", "note", text)


def _of_reach(reach: Horizon | None) -> Iterator[Remark]:
    if reach is not None and reach.shorter:
        text = f"n = {reach.n} is {reach.product} of {reach.key}; {reach.shorter} is shorter"
        yield Remark("reach", "note", text, keys=(reach.key,))
