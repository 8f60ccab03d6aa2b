"""Measure derivations: the quotient step, and formulas with their error terms and text, each in a fresh process.

Nothing is cached when a formula is derived: each process derives one.  What it takes to start and to import is left out and
told by ``startup.py``.  The quotient step is a handful of sums, products and quotients of rational functions, with new
numbers in each; beside it stands the same in SymPy's fields, which derivations used before.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median
from typing import Any

from measure import Figure, Growth, Result, in_turn, main
from sympy import QQ
from sympy.polys.fields import field

from critscale.theory.expansions.rational_function import RationalFunctionField

DERIVE = """
import json, sys, time
from critscale.theory.expansions.catalogue import catalogue
from critscale.theory.expansions.derivation import derive
entry, terms = catalogue()[sys.argv[1]], int(sys.argv[2])
start = time.process_time()
formula = derive(entry, terms)
derived = time.process_time()
text = str(formula)
print(json.dumps([derived - start, time.process_time() - derived, len(formula.pieces), len(text)]))
"""
QUANTITIES = ("self-weight", "contraction-factor", "output-cosine")
REGIMES = ("subcritical", "critical", "window", "supercritical")
EIGHT, GOAL, ROUNDS = 8, 0.3, 3
GROWTH = (1, 2, 4, 8, 12)
NAMES = ("rho", "r", "s", "h", "t")


def derivation(id: str, terms: int, rounds: int = ROUNDS) -> tuple[float, float, int]:
    """Return the CPU seconds of a derivation and of its text, and how many strata it has; medians of fresh processes."""
    command = [sys.executable, "-c", DERIVE, id, str(terms)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(rounds)]
    return median(r[0] for r in runs), median(r[1] for r in runs), runs[0][2]


def entry(quantity: str, regime: str) -> str:
    """Return the id of a formula with a residual, where the quantity depends on one."""
    return f"{quantity}.{regime}" if quantity == "self-weight" else f"{quantity}.{regime}.residual"


def quotients(rho: Any, r: Any, s: Any, h: Any, t: Any, k: int) -> Any:
    """Return a quotient of rational functions as a derivation forms them, other ones for each k."""
    first = ((1 + k * r) ** 2 * rho + s * h) / (1 + (t - k) * h) + (r - s) / (rho * t + k)
    second = (rho + (1 - rho) * s**2) / (s + t * h) - h * first
    return first / second - 1 / (k * second)


def stepping(gens: tuple[Any, ...]) -> Callable[[], int]:
    """Return what does ten quotients with numbers of its own."""
    numbers = count(2)
    rho, r, s, h, t = gens

    def ten() -> int:
        for _ in range(10):
            quotients(rho, r, s, h, t, next(numbers))
        return 10

    return ten


def measure() -> Iterator[Result]:
    """Yield the quotient step, eight terms in every regime, and how the cost grows with the terms."""
    sympy_field = field(",".join(NAMES), QQ)
    steps = {"here": stepping(RationalFunctionField(NAMES).gens), "sympy": stepping(tuple(sympy_field[1:]))}
    times = in_turn(steps, rounds=3)
    beside = f"{1000 * times['here']:.2f} ms; SymPy's fields {1000 * times['sympy']:.1f} ms"
    yield Figure("derivation: quotient step, against SymPy's fields", times["sympy"] / times["here"], "x", at_least=10, beside=beside)
    for quantity in QUANTITIES:
        found = {regime: derivation(entry(quantity, regime), EIGHT) for regime in REGIMES}
        slow = max(found, key=lambda regime: sum(found[regime][:2]))
        beside = ", ".join(f"{regime} {a:.2f} + {b:.2f} s, {n} strata" for regime, (a, b, n) in found.items())
        kind = "" if quantity == "self-weight" else " with a residual"
        what = f"{EIGHT} terms of the {quantity}{kind}, derived and printed, slowest regime"
        yield Figure(what, sum(found[slow][:2]), "s", at_most=GOAL, beside=beside)
    for regime in ("subcritical", "critical"):
        costs = [sum(derivation(entry("output-cosine", regime), terms, 1)[:2]) for terms in GROWTH]
        yield Growth(f"derive and print, output cosine, residual, {regime}", "terms", GROWTH, costs, "s")


if __name__ == "__main__":
    main(measure)
