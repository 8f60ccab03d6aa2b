"""The table of docs/scaling-laws.md: how often the audit is right, by part, from the runs and the corpus."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import audit_corpus as corpus
from audit_truth import PARTS, compare, engine, truths

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "scaling-laws.md"
RESULTS = DOCS / "audit-results.json"
BEGIN, END = "<!-- audit: make reference -->\n", "<!-- end of audit -->"
REMARKS = "remarks"
COLUMNS = (*PARTS, REMARKS)
Tally = Mapping[str, Counter[str]]

_KINDS = {"multiplier": "multiplier", "base": "base", "layers": "layers"}
"""Which part a demand of a thread is about; the others are remarks."""


def page() -> str:
    """Return the page with its table as the code says now."""
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    return head + BEGIN + table() + END + rest.split(END, 1)[1]


def table() -> str:
    """Return the table and the sentences under it."""
    configs = {config["name"]: config for config in corpus.published()}
    seen = {name: config for name, config in configs.items() if not corpus.held_out(name)}
    held = {name: config for name, config in configs.items() if corpus.held_out(name)}
    threads = corpus.threads()
    families = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    run = [(f"{families['families']} families, {families['configs']} configs", _families(families))] if families else []
    rows = [
        *run,
        (f"{len(seen)} published configs", _published(seen)),
        (f"{len(held)} published configs, held out", _published(held)),
        (f"{len(threads)} threads", _threads(threads)),
    ]
    lines = [f"| | {' | '.join(COLUMNS)} |", "|---|" + "---|" * len(COLUMNS)]
    lines += [f"| {name} | {' | '.join(_cell(tally[part]) for part in COLUMNS)} |" for name, tally in rows]
    return "\n".join([*lines, "", *_sentences(families, configs, threads), ""])


def _cell(counts: Counter[str]) -> str:
    return " / ".join(str(counts[answer]) for answer in ("right", "wrong", "unknown")) if counts else ""


def _families(results: Mapping[str, Any]) -> Tally:
    return {part: Counter(results["parts"].get(part, {})) for part in COLUMNS}


def _published(configs: Mapping[str, corpus.Json]) -> Tally:
    found: dict[str, Counter[str]] = {part: Counter() for part in COLUMNS}
    for name, config in configs.items():
        found[REMARKS]["wrong" if corpus.alarms(config) else "right"] += 1
        truth = truths()[name]
        if "error" not in truth:
            for part, answer in compare(truth).items():
                found[part][answer] += 1
    return found


def _threads(threads: Iterable[corpus.Json]) -> Tally:
    found: dict[str, Counter[str]] = {part: Counter() for part in COLUMNS}
    for thread in threads:
        for must, answer in corpus.answers(thread):
            part = _KINDS.get(must["kind"], REMARKS)
            found["windows" if "window" in must else part][answer] += 1
    return found


def _sentences(
    families: Mapping[str, Any], configs: Mapping[str, corpus.Json], threads: list[corpus.Json]
) -> Iterable[str]:
    flagged = sum(not corpus.missing(thread) for thread in threads)
    known = [config for config in configs.values() if config.get("known")]
    unbuilt = [name for name in configs if "error" in truths()[name]]
    not_run = len(families.get("not run", ()))
    yield f"Right / wrong / unknown, where unknown is what the audit says. The models run in {engine()}. It could not run"
    more = f", and {not_run} of the configs of families" if families else ""
    yield f"{len(unbuilt)} of the published configs, most of which name a class that it does not have{more}. Everything that a"
    yield f"thread demands is said of {flagged} of {len(threads)} threads. {len(known)} of the published configs raise an alarm that is true"
    yield "and stands in their record: an engine that runs the model multiplies by something else."


if __name__ == "__main__":
    print(table())
