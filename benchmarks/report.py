"""Measure the handbook: a report of one claim and the whole site, cold and with what the user's cache folder keeps.

Each command is a new process; the cache is a new folder, so the first run of each pair has an empty one.  Beside them: the suite
alone on the same claims, the floor of a report.  The site that a cache helped to build is compared with the one made without.
Run with ``python benchmarks/report.py``.
"""

from __future__ import annotations

import filecmp
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measure import Figure, Result, cost_of_command, main

PROGRAM = [sys.executable, "-m", "critscale"]
JOBS = ["--jobs", "2"]
CLAIM = "A2.geometry.contraction"
TIMINGS = {"timings.css", "timings.json"}


def different(first: Path, second: Path) -> set[str]:
    """Return the files that two folders do not have alike."""
    names = {str(p.relative_to(f)) for f in (first, second) for p in f.rglob("*") if p.is_file()}
    same, _, _ = filecmp.cmpfiles(first, second, names, shallow=False)
    return names - set(same)


def measure() -> Iterator[Result]:
    """Yield the cost of a report of one claim and of all, the first time and again."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for what, words, goal in ((f"one claim, {CLAIM}", [CLAIM], 4.0), ("the whole site", [], None)):
            os.environ["XDG_CACHE_HOME"] = str(root / f"cache of {what}")
            suite = cost_of_command([*PROGRAM, "verify", *words, *JOBS])
            twins = cost_of_command([*PROGRAM, "verify", "--twins", *words, *JOBS])
            floor = f"floor: the suite on its claims {suite.cpu:.1f} s, on its twins {twins.cpu:.1f} s"
            sites = [root / f"{what} {k}" for k in (1, 2)]
            first, again = (cost_of_command([*PROGRAM, "report", "--html", str(site), *words, *JOBS]) for site in sites)
            odd = different(*sites) - TIMINGS
            same = "files that differ from the first: " + (", ".join(sorted(odd)) or "none")
            yield Figure(f"`critscale report`, {what}, nothing kept", first.cpu, "s", at_most=goal, beside=f"{first.wall:.1f} s wall; {floor}")
            yield Figure(f"`critscale report`, {what}, again (a cache)", again.cpu, "s", at_most=goal, beside=f"{again.wall:.1f} s wall; {same}")


if __name__ == "__main__":
    main(measure)
