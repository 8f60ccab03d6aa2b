"""A difference as text of 80 columns, Markdown, CSV and JSON data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..theory.escaping import markdown, visible
from .difference import ConfigReading, Difference, EffectPair
from .effects import readable
from .forms import columns, csv_table, hanging, markdown_table

WIDTHS = (26, 25, 25)
SCHEMA = "critscale/difference/1"
NOT_COMPARED = "rotary frequencies: only what scales the logits is compared"
HEADS = ("config_a", "engine_a", "config_b", "engine_b", "n", "layers", "quantity", "dimensions", "rho", "a", "b", "verdict")
"""The columns of the CSV."""


def to_text(found: Difference) -> str:
    """Return the report: what each group of layers has in A and in B, what is the same, alarms, and the verdict."""
    return "\n".join(map(visible, _lines(found)))


def _lines(found: Difference) -> Iterator[str]:
    for name, reading in (("A", found.a), ("B", found.b)):
        yield f"{name}: {reading.title}"
        for line in _of_reading(reading):
            yield from hanging("   ", line)
    yield f"both at n = {found.n} ({found.n_source})"
    yield ""
    if any(_shown(pairs) for _, pairs, _ in _sections(found)):
        yield from columns([("", "A", "B")], WIDTHS)
    for layers, pairs, says in _sections(found):
        if layers:
            yield layers if _shown(pairs) or says else f"{layers}: the same"
        for title, a, b in _rows(pairs):
            yield from _row(f"{'  ' * bool(layers)}{title}", a, b)
        for line in says:
            yield from hanging("    ", line)
        same = _same(pairs)
        if same and (_shown(pairs) or not layers):
            yield from hanging("  the same: " if layers else "the same: ", ", ".join(same))
    for line in (*_alone(found), *_alarm_lines(found)):
        yield from hanging("", line)
    yield f"not compared: {NOT_COMPARED}"
    yield from hanging("", in_a_line(found))


def _row(title: str, a: str, b: str) -> Iterator[str]:
    """Yield a row of the table; a formula or a word that is longer than its column stands in a line of its own."""
    formula = title.strip().partition(",")[0] == "law"
    parts = [a, b] if formula else [*a.split(), *b.split()]
    if all(len(part) <= WIDTHS[1] for part in parts):
        yield from columns([(title, a, b)], WIDTHS)
    else:
        yield from columns([(title, f"A: {a}"), ("", f"B: {b}")], (WIDTHS[0], WIDTHS[1] + 2 + WIDTHS[2]))


def _of_reading(reading: ConfigReading) -> Iterator[str]:
    yield from (*map(str, reading.source.changes), *reading.source.notes)
    if reading.audit.why_not:
        yield f"it does not run this: {reading.audit.why_not}"


def _sections(found: Difference) -> Iterator[tuple[str, tuple[EffectPair, ...], list[str]]]:
    """Yield the whole config, under no name, and each pair of groups, with what only one reading says of it."""
    yield "", found.whole, []
    for pair in found.layers:
        said = (("A", pair.says_a), ("B", pair.says_b), ("both", pair.says_both))
        yield pair.title, pair.effects, [f"{name}: {line}" for name, lines in said for line in lines]


def _shown(pairs: Iterable[EffectPair]) -> list[EffectPair]:
    return [pair for pair in pairs if pair.kind != "same"]


def _rows(pairs: Iterable[EffectPair]) -> Iterator[tuple[str, str, str]]:
    """Yield what is not the same, for the eye."""
    pairs = tuple(pairs)
    by_title = {pair.a.title: pair for pair in pairs}
    sides = zip(readable(pair.a for pair in pairs), readable(pair.b for pair in pairs), strict=True)
    for (title, a), (_, b) in sides:
        pair = by_title[title]
        if pair.kind == "differs" and a == b:  # six places do not tell them apart
            a, b = pair.a.value, pair.b.value
        if pair.kind != "same":
            yield title, a, b


def _same(pairs: Iterable[EffectPair]) -> list[str]:
    """Return the quantities that are the same at every rho and on all dimensions."""
    pairs = tuple(pairs)
    other = {pair.a.quantity for pair in pairs if pair.kind != "same"}
    return list(dict.fromkeys(pair.a.quantity for pair in pairs if pair.a.quantity not in other and pair.a.quantity != "runs"))


def _alone(found: Difference) -> Iterator[str]:
    for name, groups in (("A", found.only_a), ("B", found.only_b)):
        yield from (f"only in {name}: {group}" for group in groups)


def _alarm_lines(found: Difference) -> Iterator[str]:
    for name, alarms in (("A", found.alarms_a), ("B", found.alarms_b)):
        yield from (f"alarm in {name} alone [{alarm.id}]: {alarm.text}" for alarm in alarms)
    yield from (f"alarm in both [{alarm.id}]: {alarm.text}" for alarm in found.alarms)


def in_a_line(found: Difference) -> str:
    """Return the difference in a line."""
    a, b = found.a.audit.why_not, found.b.audit.why_not
    if a and b:
        return "not known: neither reading runs the model"
    if a or b:
        return f"they differ: {'A' if a else 'B'} does not run the model"
    if found.kind == "same":
        return f"the same effect at n = {found.n}"
    parts = [
        f"{layers or 'the config'}: {', '.join(dict.fromkeys(pair.a.quantity for pair in pairs if pair.kind == kind))}"
        for kind in (found.kind,)
        for layers, pairs, _ in _sections(found)
        if any(pair.kind == kind for pair in pairs)
    ]
    if found.only_a or found.only_b:
        parts.append("layers without a counterpart")
    if found.alarms_a or found.alarms_b:
        parts.append("alarms")
    return f"{'they differ' if found.kind == 'differs' else 'not known whether they differ'}; {'; '.join(parts)}"


def to_markdown(found: Difference) -> str:
    """Return the report in Markdown."""
    lines = []
    for name, reading in (("A", found.a), ("B", found.b)):
        lines.append(f"- **{name}**: {markdown(reading.title)}")
        lines += [f"  - {markdown(line)}" for line in _of_reading(reading)]
    lines += [f"- both at n = {markdown(str(found.n))} ({markdown(found.n_source)})", "", f"**{markdown(in_a_line(found))}**", ""]
    rows = [
        (layers or "the config", title, a, b) for layers, pairs, _ in _sections(found) for title, a, b in _rows(pairs)
    ]
    if rows:
        lines += [markdown_table(("layers", "quantity", "A", "B"), rows), ""]
    said = [f"{layers}: {line}" for layers, _, says in _sections(found) for line in says]
    lines += [f"- {markdown(line)}" for line in (*said, *_alone(found), *_alarm_lines(found))]
    for layers, pairs, _ in _sections(found):
        same = ", ".join(_same(pairs))
        lines += [f"- the same, {markdown(layers or 'the config')}: {markdown(same)}"] if same else []
    return "\n".join([*lines, f"- not compared: {markdown(NOT_COMPARED)}"])


def to_csv(found: Iterable[Difference]) -> str:
    """Return differences as RFC 4180 has it: a row for each group of layers and quantity, with all digits."""
    return csv_table(HEADS, (row for difference in found for row in _csv_rows(difference)))


def _csv_rows(found: Difference) -> Iterator[tuple[str, ...]]:
    start = (found.a.source.name, found.a.engine_id, found.b.source.name, found.b.engine_id, str(found.n))
    for layers, pairs, _ in _sections(found):
        for pair in pairs:
            a, b = (f"unknown: {one.unknown}" if one.unknown else one.value for one in (pair.a, pair.b))
            yield (*start, layers, pair.a.quantity, pair.a.dimensions, pair.a.rho, a, b, pair.kind)
    for a, b, groups in (("yes", "no", found.only_a), ("no", "yes", found.only_b)):
        yield from ((*start, group, "there", "", "", a, b, "differs") for group in groups)
    for a, b, kind, alarms in (
        ("yes", "no", "differs", found.alarms_a),
        ("no", "yes", "differs", found.alarms_b),
        ("yes", "yes", "same", found.alarms),
    ):
        yield from ((*start, alarm.layers, f"alarm {alarm.id}: {alarm.text}", "", "", a, b, kind) for alarm in alarms)


def to_json(found: Difference) -> dict[str, object]:
    """Return the difference as JSON data; certified numbers are text."""
    return {
        "schema": SCHEMA,
        "a": _reading_json(found.a),
        "b": _reading_json(found.b),
        "n": str(found.n),
        "n_source": found.n_source,
        "verdict": found.kind,
        "config": [_pair_json(pair) for pair in found.whole],
        "layers": [
            {
                "a": pair.a.group.name,
                "b": pair.b.group.name,
                "count": pair.count,
                "effects": [_pair_json(one) for one in pair.effects],
                "says_a": list(pair.says_a),
                "says_b": list(pair.says_b),
                "says_both": list(pair.says_both),
            }
            for pair in found.layers
        ],
        "only_a": list(found.only_a),
        "only_b": list(found.only_b),
        "alarms_a": [alarm.to_json() for alarm in found.alarms_a],
        "alarms_b": [alarm.to_json() for alarm in found.alarms_b],
        "alarms": [alarm.to_json() for alarm in found.alarms],
        "not_compared": NOT_COMPARED,
    }


def _reading_json(reading: ConfigReading) -> dict[str, object]:
    return {
        "config": reading.source.name,
        "changes": [str(change) for change in reading.source.changes],
        "engine": reading.engine_id,
        "version": reading.audit.engine.version if not reading.audit.why_not else None,
        "why_not": reading.audit.why_not,
    }


def _pair_json(pair: EffectPair) -> dict[str, object]:
    return {
        "quantity": pair.a.quantity,
        "dimensions": pair.a.dimensions or None,
        "rho": pair.a.rho or None,
        "a": pair.a.value if not pair.a.unknown else None,
        "b": pair.b.value if not pair.b.unknown else None,
        "unknown_a": pair.a.unknown,
        "unknown_b": pair.b.unknown,
        "verdict": pair.kind,
    }
