"""Measure the cold start of the command line against that of SymPy and of FLINT, in one run.

Every command runs once to warm the disk, then all of them in turn, each in a fresh process.  A figure is a ratio of CPU seconds;
the wall time stands beside it.  The floor is ``python -c pass``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from measure import Figure, Result, costs_of_commands, main

PROGRAM = [sys.executable, "-m", "critscale"]
FLOOR, SYMPY, FLINT = "python -c pass", "import sympy", "import flint"
OUTPUT_COSINE = [*PROGRAM, "formula", "output-cosine", "--regime", "critical"]
IMPORTED = {
    FLOOR: [sys.executable, "-c", "pass"],
    SYMPY: [sys.executable, "-c", "import sympy"],
    FLINT: [sys.executable, "-c", "import flint"],
}
COMMANDS = {
    "critscale formula": (OUTPUT_COSINE, SYMPY, 0.5),
    "critscale formula --latex": ([*OUTPUT_COSINE, "--latex"], SYMPY, 0.5),
    "critscale formula --json, whose expression is SymPy's": ([*OUTPUT_COSINE, "--json"], SYMPY, 1.15),
    "critscale laws": ([*PROGRAM, "laws"], SYMPY, 0.3),
    "critscale phase": ([*PROGRAM, "phase", "--n", "131072", "--rho", "0.3", "--beta", "12"], SYMPY, 0.3),
    "critscale --help": ([*PROGRAM, "--help"], SYMPY, 0.3),
    "critscale evaluate": (
        [*PROGRAM, "evaluate", "contraction-factor", "--n", "10^10^100", "--gamma", "2", "--rho", "1/3"],
        FLINT,
        2.5,
    ),
}
ROUNDS = 9


def measure() -> Iterator[Result]:
    """Yield what each command costs, as a multiple of an import."""
    costs = costs_of_commands(IMPORTED | {name: command for name, (command, _, _) in COMMANDS.items()}, ROUNDS)
    for name, (_, peer, most) in COMMANDS.items():
        here, there = costs[name], costs[peer]
        beside = f"{here.cpu:.2f} s CPU, {here.wall:.2f} s wall; {peer} {there.cpu:.2f} s, floor {costs[FLOOR].cpu:.2f} s"
        yield Figure(f"{name}, cold", here.cpu / there.cpu, f"x {peer}", at_most=most, beside=beside)


if __name__ == "__main__":
    main(measure)
