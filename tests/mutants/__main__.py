"""Try every mutant, or those of some modules: ``python -m mutants [MODULE ...]``."""

from __future__ import annotations

import os
import sys

from .equivalent import NOTHING, SAME
from .mutants import Mutant, caught, every, name_of_module


def main(modules: list[str]) -> int:
    """Print every mutant and what catches it; return 1 if one survives that is not known to be equivalent."""
    chosen = [m for m in every() if not modules or name_of_module(m.module) in modules]
    alive: list[Mutant] = []
    unknown: list[Mutant] = []
    same: list[Mutant] = []
    for mutant, found in caught(chosen, os.cpu_count() or 1):
        print(f"{mutant}  {found or 'SURVIVED'}", flush=True)
        if not found:
            (same if mutant.name in SAME else alive).append(mutant)
        elif found.endswith("?"):
            unknown.append(mutant)
    refuted = len(chosen) - len(alive) - len(same) - len(unknown)
    print(f"{refuted} of {len(chosen)} mutants caught; {len(unknown)} UNKNOWN, {len(same)} equivalent, {len(alive)} survived")
    for mutant in alive:
        print(f"survived: {mutant}")
    stray = [m for m in unknown if m.name not in NOTHING]
    for mutant in stray:
        print(f"UNKNOWN: {mutant}")
    return 1 if alive or stray else 0


sys.exit(main(sys.argv[1:]))
