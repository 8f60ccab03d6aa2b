"""Measure the wall time of the verification suite, quick, default, and on the twins.

Run with ``python benchmarks/verify.py [OPTIONS OF critscale verify]``, for example ``--jobs 2``.
"""

from __future__ import annotations

import subprocess
import sys
import time

RUNS: dict[str, list[str]] = {"--quick": ["--quick"], "default": [], "--twins": ["--twins"]}


def main(options: list[str]) -> None:
    """Print the wall time of each run, import included, and its exit code."""
    for name, extra in RUNS.items():
        command = [sys.executable, "-m", "critscale", "verify", *extra, *options]
        start = time.perf_counter()
        code = subprocess.run(command, check=False, capture_output=True).returncode
        print(f"critscale verify {name:8} {time.perf_counter() - start:7.1f} s  exit {code}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
