"""Measure the cold start of the command line against that of Python and of SymPy, in one run.

Every command is run once to warm the disk, then all of them in turn, so that a slow moment of the machine meets each.
Run with ``python benchmarks/startup.py [ROUNDS]``; read the ratios.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

PROGRAM = [sys.executable, "-m", "critscale"]
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    'python -c "import sympy"': [sys.executable, "-c", "import sympy"],
    'python -c "import flint"': [sys.executable, "-c", "import flint"],
    "critscale --help": [*PROGRAM, "--help"],
    "critscale evaluate": [*PROGRAM, "evaluate", "contraction-factor", "--n", "10^10^100", "--gamma", "2", "--rho", "1/3"],
    "critscale phase": [*PROGRAM, "phase", "--n", "131072", "--rho", "0.3", "--beta", "12"],
    "critscale laws": [*PROGRAM, "laws"],
    "critscale formula": [*PROGRAM, "formula", "output-cosine", "--regime", "critical", "--latex"],
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of a command, which must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main(rounds: int = 9) -> None:
    """Print the median time of each command and its ratio to the import of SymPy."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    sympy = median(times['python -c "import sympy"'])
    print(f"cold start, median of {rounds}: time, and in units of the import of SymPy")
    for name, found in times.items():
        print(f"{name:26} {median(found):6.3f} s  {median(found) / sympy:5.2f}x")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
