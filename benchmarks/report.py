"""Measure the handbook: the whole site by the command, and the suite alone, both in new processes.

Run with ``python benchmarks/report.py [--jobs N]``.  The command is run twice, into two folders, which must be the same
but for the timings.  CPU seconds depend less on what else the machine does.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIMINGS = {"timings.css", "timings.json"}


def measured(command: list[str]) -> tuple[float, float]:
    """Return wall and CPU seconds of a command."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "critscale", *command], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, os.times()
    return wall, sum(after[2:4]) - sum(before[2:4])


def different(first: Path, second: Path) -> set[str]:
    """Return the files that two folders do not have alike."""
    names = {str(p.relative_to(f)) for f in (first, second) for p in f.rglob("*") if p.is_file()}
    same, _, _ = filecmp.cmpfiles(first, second, names, shallow=False)
    return names - set(same)


def main() -> None:
    """Print the seconds of the site and of the suite, their ratio, and what two sites differ in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes")
    jobs = ["--jobs", str(parser.parse_args().jobs)]
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first"), Path(folder, "second")
        claims, twins = measured(["verify", *jobs]), measured(["verify", "--twins", *jobs])
        site = measured(["report", "--html", str(first), *jobs])
        again = measured(["report", "--html", str(second), *jobs])
        pages = sum(1 for _ in first.rglob("*.html"))
        print(f"claims, then twins  {claims[0] + twins[0]:6.1f} s wall  {claims[1] + twins[1]:6.1f} s CPU")
        print(f"the whole site      {site[0]:6.1f} s wall  {site[1]:6.1f} s CPU  {pages} pages")
        print(f"again               {again[0]:6.1f} s wall  {again[1]:6.1f} s CPU")
        print(f"site / suite, CPU: {site[1] / (claims[1] + twins[1]):.2f};  site / one minute: {site[0] / 60:.2f}")
        odd = different(first, second) - TIMINGS
        print(f"files that differ beside the timings: {', '.join(sorted(odd)) or 'none'}")


if __name__ == "__main__":
    main()
