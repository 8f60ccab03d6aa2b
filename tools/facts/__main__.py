"""``make facts``: look whether every row of audit/engine_facts.py stands in the engines' packages, and what is new there."""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from critscale.audit.engine_facts import ENGINE_FACTS, PACKAGES, record
from facts.families import REGISTRIES, architectures_of_types
from facts.frequencies import MAKERS, change
from facts.packages import Tree, cache_folder, fetch, newest
from facts.sources import complaints, fingerprint
from facts.trials import TRIALS, disagreements
from facts.written import Executed, executed

RECORD = Path(__file__).parents[2] / "audit" / "engine_record.json"


def main() -> int:
    """Check every row; write the record where all stand.  Exit code 1 where one does not."""
    parser = argparse.ArgumentParser(prog="make facts", description=__doc__)
    parser.add_argument("--recorded", action="store_true", help="the versions of the record instead of the newest")
    parser.add_argument(
        "--engine", choices=sorted(PACKAGES), action="append", help="these engines alone; writes no record"
    )
    options = parser.parse_args()
    old = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    chosen = options.engine or list(PACKAGES)
    trees = {}
    for engine in chosen:
        package = PACKAGES[engine].package
        version = old["packages"][package] if options.recorded else newest(package)
        trees[engine] = fetch(package, version, cache_folder())
    new = made(trees, old)
    record().update(new)  # the audit that is compared reads versions and families of these packages
    wrong = list(failures(trees))
    written_blocks = list(executed(trees))
    wrong += [f"written for {block.engine}: {block.why}" for block in written_blocks if block.why]
    changed = {engine: change(engine, trees[engine]) for engine in MAKERS if engine in trees}
    wrong += [f"frequencies of {engine}: {why}" for engine, why in changed.items() if why]
    if not written_blocks and chosen != ["litgpt"]:
        wrong.append("written: nothing was tried")
    new["written"] = {**old.get("written", {}), **evidence(written_blocks)}
    for line in changes(old, new):
        print(line)
    for fact in ENGINE_FACTS.values():
        if fact.engine in trees and fact.runs and (need := TRIALS[fact.runs].needs) and shutil.which(need) is None:
            print(f"not executed, only read: {fact.id} needs {need}")
    for line in wrong:
        print(f"DOES NOT STAND  {line}")
    rows = sum(fact.engine in trees for fact in ENGINE_FACTS.values())
    print(f"{rows} facts of {len(trees)} engines, {len({w.split(':')[0] for w in wrong})} do not stand")
    print(f"{len(written_blocks)} written blocks executed, of {len({block.engine for block in written_blocks})} engines")
    if wrong:
        return 1
    if not options.engine and {**new, "date": ""} != {**old, "date": ""}:
        RECORD.write_text(written(new), encoding="utf-8")
        print(f"written: audit/{RECORD.name}")
    return 0


def evidence(blocks: Iterable[Executed]) -> dict[str, list[str]]:
    """Return, for each engine, the kinds of written blocks that its code was run on."""
    found: dict[str, set[str]] = {}
    for block in blocks:
        found.setdefault(block.engine, set()).add(block.evidence)
    return {engine: sorted(kinds) for engine, kinds in found.items()}


def failures(trees: Mapping[str, Tree]) -> Iterator[str]:
    """Yield, for each row that does not stand, its id and why."""
    for fact in ENGINE_FACTS.values():
        if fact.engine not in trees:
            continue
        tree = trees[fact.engine]
        yield from (f"{fact.id}: {why}" for why in complaints(fact, tree))
        if fact.runs:  # the first three blocks tell enough
            yield from (f"{fact.id}: {why}" for why in itertools.islice(disagreements(fact.runs, tree), 3))


def made(trees: Mapping[str, Tree], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of this run."""
    new: dict[str, Any] = {
        "date": datetime.date.today().isoformat(),
        "packages": {**old.get("packages", {}), **{tree.package: tree.version for tree in trees.values()}},
        "rows": {f.id: fingerprint(f, trees[f.engine]) for f in ENGINE_FACTS.values() if f.engine in trees},
        "families": {
            **old.get("families", {}),
            **{engine: read(trees[engine]) for engine, read in REGISTRIES.items() if engine in trees},
        },
    }
    if "hf" in trees:
        new["architectures"] = architectures_of_types(trees["hf"])
    return new


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is new since the record: versions, the source under a row, families."""
    for package, version in new["packages"].items():
        before = old.get("packages", {}).get(package)
        if before not in (None, version):
            yield f"{package}: {before} -> {version}"
    for row, mark in new["rows"].items():
        if old.get("rows", {}).get(row, mark) != mark:
            yield f"{row}: the source it stands on has changed: read {ENGINE_FACTS[row].file} again"
    for engine, found in new["families"].items():
        before = old.get("families", {}).get(engine, {})
        for kind, names in found.items():
            if isinstance(names, list) and kind in before:
                come, gone = sorted(set(names) - set(before[kind])), sorted(set(before[kind]) - set(names))
                if come or gone:
                    yield f"{engine}, {kind}: " + ", ".join([*(f"+{n}" for n in come), *(f"-{n}" for n in gone)])


def written(record: Mapping[str, Any]) -> str:
    """Return the record as JSON: a line for each entry, so that a change is one line of a diff."""
    lines = []
    for key, value in record.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            lines.append(f"{json.dumps(key)}: {{\n{inner}\n }}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n " + ",\n ".join(lines) + "\n}\n"


if __name__ == "__main__":
    raise SystemExit(main())
