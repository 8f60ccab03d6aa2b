"""Run every benchmark, each in a fresh process, and write ``results.json``, the table of ``README.md`` and ``growth.svg``.

What a benchmark gave is kept in ``build/benchmarks`` until the run is complete, so a run that was stopped goes on where it
was; ``--again NAME`` measures one anew, ``--fresh`` all of them.  ``before.json`` holds the results of an earlier commit, which
stand beside those of today.
Run with ``make benchmarks`` on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from growth import draw
from measure import Figure, Growth, goal, number

from critscale.pictures.canvas import save

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / "build" / "benchmarks"
RESULTS, BEFORE, PAGE, PICTURE = (HERE / name for name in ("results.json", "before.json", "README.md", "growth.svg"))
START, END = "<!-- table: make benchmarks -->", "<!-- end of table -->"
LIBRARIES = ("python-flint", "numpy", "mpmath", "sympy")


def benchmarks() -> list[str]:
    """Return the names of the benchmarks: the files that end with ``main(measure)``."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.read_text(encoding="utf-8").rstrip().endswith("main(measure)"))


def run(name: str) -> list[dict[str, Any]]:
    """Return what a benchmark gave, measured now unless it is kept."""
    kept = KEPT / f"{name}.json"
    if not kept.exists():
        print(f"== {name}", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".unfinished")
        subprocess.run([sys.executable, str(HERE / f"{name}.py"), "--json", str(unfinished)], check=True)
        unfinished.replace(kept)
    found: list[dict[str, Any]] = _read(kept)
    return found


def machine() -> dict[str, str]:
    """Return what the figures were measured on."""
    libraries = {name: version(name) for name in LIBRARIES}
    return {"processor": processor(), "cores": str(os.cpu_count()), "Python": platform.python_version(), **libraries}


def processor() -> str:
    """Return the name of the processor, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(results: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """Return the table of the page, one part for each benchmark."""
    then = {figure.what: figure for _, figure in _figures(before)}
    lines, part = [], ""
    for name, figure in _figures(results):
        if name != part:
            part = name
            lines += ["", f"`python benchmarks/{name}.py`", "", "| what | before | now | goal | beside |", "|---|---|---|---|---|"]
        met = {True: " met", False: " **missed**", None: ""}[figure.met]
        old = then.get(figure.what)
        past = number(old.value) if old is not None and old.unit == figure.unit else ""
        lines.append(f"| {figure.what} | {past} | {number(figure.value)} {figure.unit} | {goal(figure)}{met} | {figure.beside} |")
    on = ", ".join(f"{key} {value}" for key, value in results["machine"].items())
    return "\n".join([START, "", f"Measured in one run on: {on}.", *lines, "", END])


def write(results: Mapping[str, Any]) -> None:
    """Write the results, the table and the picture."""
    growths = [Growth(**result) for found in results["benchmarks"].values() for result in found if "series" in result]
    save(draw(growths), PICTURE)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(START)
    PAGE.write_text(head + table(results, _read(BEFORE) if BEFORE.exists() else {}) + rest.partition(END)[2], encoding="utf-8")


def _figures(results: Mapping[str, Any]) -> Iterator[tuple[str, Figure]]:
    for name, found in results.get("benchmarks", {}).items():
        yield from ((name, Figure(**result)) for result in found if "what" in result)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Run what is not kept, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", nargs="*", default=[], metavar="NAME", help="measure these anew")
    parser.add_argument("--fresh", action="store_true", help="measure all anew")
    options = parser.parse_args()
    names = benchmarks()
    for name in names if options.fresh else options.again:
        (KEPT / f"{name}.json").unlink(missing_ok=True)
    write({"machine": machine(), "benchmarks": {name: run(name) for name in names}})


if __name__ == "__main__":
    main()
