"""The oracle's commands: ``make engines``.

``table`` reads every family's running model and compares what it sees with the families' table, or writes it;
``results`` compares the audit with running models, variant by variant, and writes the outcomes; ``written`` builds each model
with the blocks that are written for a wanted factor and reads the factor back.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import os
import re
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "audit" / "families.json"
RESULTS = ROOT / "docs" / "audit-results.json"
SECONDS = 600
"""The most a family may take."""


def main() -> int:
    """Run the command; 1 where the table is not what the models do."""
    parser = argparse.ArgumentParser(prog="python -m running_models", description=__doc__)
    parser.add_argument("what", choices=("table", "results", "written"))
    parser.add_argument("families", nargs="*", help="model types; all by default")
    parser.add_argument("--write", action="store_true", help="write the file; without it the table is compared")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    work = {"table": _row, "results": _outcomes, "written": _written}[options.what]
    found = dict(_each(work, options.families, options.jobs))
    if options.what == "table":
        return _table(found, options.write, bool(options.families))
    if options.what == "written":
        return _blocks(found)
    return _results(found, options.write)


def _each(work: Callable[[str], Any], names: Iterable[str], jobs: int) -> Iterable[tuple[str, Any]]:
    from running_models.models import families

    chosen = list(names) or list(families())
    with ProcessPoolExecutor(jobs, initializer=_quiet) as pool:
        for name, found in zip(chosen, pool.map(work, chosen), strict=True):
            print(name, file=sys.stderr, flush=True)
            yield name, found


def _quiet() -> None:
    import torch

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)


def _row(name: str) -> Any:
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    from running_models import table

    return _limited(lambda: table.row(CONFIG_MAPPING[name]))


def _outcomes(name: str) -> Any:
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    from running_models import judge

    def work() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for variant, result in judge.judged(CONFIG_MAPPING[name]):
            if isinstance(result, str):
                found.append({"variant": variant, "not run": result})
            else:
                found.append({"variant": variant, **result.outcomes, "said": list(result.said[:3])})
        return found

    return _limited(work)


def _written(name: str) -> Any:
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    from running_models import written

    return _limited(lambda: [dataclasses.asdict(block) for block in written.checked(CONFIG_MAPPING[name])])


def _blocks(found: Mapping[str, Any]) -> int:
    """Print what was written and what the models made of it; 1 where one is not what was wanted."""
    counts, wrong = Counter[str](), []
    for name, blocks in found.items():
        if isinstance(blocks, dict):
            print(f"not run: {name}: {blocks['error']}")
            continue
        for block in blocks:
            counts[block["template"] or "nothing to write"] += 1
            if block["wrong"]:
                wrong.append(f"{name}, {block['template']}, m = {block['wanted']} at {block['n']}: {block['wrong']}")
    print(json.dumps(counts, indent=1))
    print("\n".join(wrong) or "every block that was written does in its model what was wanted")
    return 1 if wrong else 0


def _limited(work: Callable[[], Any]) -> Any:
    """Return what work gives, or the error that ended it: what could not be built or run is a result too."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        return work()
    except Exception as error:  # noqa: BLE001  any
        why = re.sub(r" from '[^']*'", "", " ".join(str(error).split()))  # where a module stands on this machine
        return {"error": f"{type(error).__name__}: {why[:160]}"}
    finally:
        signal.alarm(0)


def _table(found: Mapping[str, Any], write: bool, some: bool) -> int:
    import transformers

    from running_models.models import wrappers

    kept = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {"families": {}}
    made = {
        "engine": "transformers",
        "version": transformers.__version__,
        "families": dict(sorted({**(kept["families"] if some else {}), **found}.items())),
        "wrappers": wrappers(),
    }
    made = json.loads(json.dumps(made))
    if write:
        TABLE.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        return 0
    differ = [f"{name}: {line}" for name in made["families"] for line in differences(made, kept, name)]
    print("\n".join(differ) or f"{len(found)} families are as the table has them")
    return 1 if differ else 0


def differences(made: Mapping[str, Any], kept: Mapping[str, Any], name: str) -> list[str]:
    """Return in what a family's row differs from the table."""
    new, old = made["families"].get(name, {}), kept["families"].get(name, {})
    return [
        f"{key} is {json.dumps(new.get(key))}, the table has {json.dumps(old.get(key))}"
        for key in sorted({*new, *old})
        if new.get(key) != old.get(key)
    ]


def _results(found: Mapping[str, Any], write: bool) -> int:
    import transformers

    data = summary(found, transformers.__version__)
    if write:
        RESULTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(data["parts"], indent=1))
    wrong = sum(part["wrong"] for part in data["parts"].values())
    return 1 if wrong else 0


def summary(found: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the outcomes of all families as the data that the page of results is made from."""
    from running_models.judge import PARTS

    counts = {part: Counter({"right": 0, "wrong": 0, "unknown": 0}) for part in PARTS}
    judged, not_right, not_run = 0, [], {}
    for name, variants in found.items():
        if isinstance(variants, dict):
            not_run[name] = variants["error"]
            continue
        for variant in variants:
            if "not run" in variant:
                not_run[f"{name}, {variant['variant']}"] = variant["not run"]
                continue
            judged += 1
            for part in PARTS:
                counts[part][variant[part]] += 1
            if any(variant[part] != "right" for part in PARTS):
                not_right.append({"family": name, **variant})
    return {
        "engine": "transformers",
        "version": version,
        "date": date.today().isoformat(),
        "families": sum(isinstance(variants, list) for variants in found.values()),
        "configs": judged,
        "parts": {part: dict(count) for part, count in counts.items()},
        "not right": not_right,
        "not run": not_run,
    }


if __name__ == "__main__":
    sys.exit(main())
