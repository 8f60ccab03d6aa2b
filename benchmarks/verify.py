"""Measure the verification suite: the claims, their must-fail twins, and both in one run.

Run with ``python benchmarks/verify.py [--jobs N] [--quick]``.  The workers of each run are fresh processes, so imports
are included.  CPU seconds depend less on what else the machine does; on Windows they are not known and read 0.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor

from critscale.proofs.library import select
from critscale.proofs.suite import run_suite

RUNS = {"claims": (False, False), "twins": (True, False), "claims and twins": (False, True)}
"""Whether the twins are checked instead of the claims, and whether beside them."""


def measured(jobs: int, budget: str, twins: bool, with_twins: bool) -> tuple[float, float, str]:
    """Return wall and CPU seconds of a run in new processes, and what it found."""
    chosen, before, start = select(()), os.times(), time.perf_counter()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        report = run_suite(chosen, twins=twins, with_twins=with_twins, budget=budget, executor=pool)
    wall, after = time.perf_counter() - start, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    return wall, cpu, f"{len(report.findings)} findings, {'FAILED' if report.failed() else 'as they should be'}"


def main() -> None:
    """Print wall and CPU seconds of each run, and what one run for both costs against the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="worker processes")
    parser.add_argument("--quick", action="store_true", help="the quick budget")
    options = parser.parse_args()
    found = {}
    for name, which in RUNS.items():
        wall, cpu, what = measured(options.jobs, "quick" if options.quick else "default", *which)
        found[name] = (wall, cpu)
        print(f"{name:17} {wall:6.1f} s wall  {cpu:6.1f} s CPU  {what}", flush=True)
    for unit, k in (("wall", 0), ("CPU", 1)):
        apart = found["claims"][k] + found["twins"][k]
        if apart:
            print(f"one run for both / two runs, {unit}: {found['claims and twins'][k] / apart:.2f}")


if __name__ == "__main__":
    main()
