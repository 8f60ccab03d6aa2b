"""Measure third-order expansions with their error terms, for every quantity and regime, after import.

Each expansion covers every stratum of the depth.  The first call is what a user waits for: nothing about the formula is
cached then.  Without the residual (r = 0) the polynomials have one variable less.
Run with ``python benchmarks/expansions.py [TERMS]``.
"""

from __future__ import annotations

import sys
import time

from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, POSITIVE_RESIDUAL, Assumption
from critscale.theory.errors import CritscaleError
from critscale.theory.expansions.error_terms import Exact, Within
from critscale.theory.expansions.expansion import expand
from critscale.theory.expansions.remainder import error_term
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime
from critscale.theory.layer.registry import QUANTITIES, Quantity

REGIMES = (SUBCRITICAL, WINDOW, CRITICAL, SUPERCRITICAL)
RESIDUALS = {"r > 0": POSITIVE_RESIDUAL, "r = 0": NO_RESIDUAL}
LIMIT_MS = 150


def expansion(quantity: Quantity, regime: Regime, residual: Assumption, terms: int) -> str:
    """Expand a quantity on every stratum, error terms included, and tell what came out."""
    formula = quantity.formula
    try:
        divisions = expand(lambda p: formula(p.row, p.rho, p.r), Domain.of(regime, (CORRELATION, residual)), terms)
        errors = [(division.symbolic(), error_term(division))[1] for division in divisions]
    except (CritscaleError, TypeError) as refusal:
        return f"refused: {str(refusal).splitlines()[0]}"
    explicit = sum(isinstance(error, Within | Exact) for error in errors)
    return f"{len(errors)} strata, {explicit} with a constant"


def main(terms: int = 3) -> None:
    """Print the time of each expansion, first call and second, and how many take too long."""
    firsts: dict[str, float] = {}
    for regime in REGIMES:
        for label, residual in RESIDUALS.items():
            print(f"{regime.id}, {label}: {terms} terms with the error term, first call and second, ms")
            for name, quantity in QUANTITIES.items():
                times = []
                for _ in range(2):
                    start = time.perf_counter()
                    outcome = expansion(quantity, regime, residual, terms)
                    times.append(1000 * (time.perf_counter() - start))
                print(f"  {name:26} {times[0]:7.1f} {times[1]:7.1f}   {outcome}", flush=True)
                firsts[f"{name}, {regime.id}, {label}"] = times[0]
    slow = max(firsts, key=lambda key: firsts[key])
    late = sum(found > LIMIT_MS for found in firsts.values())
    print(f"first calls over {LIMIT_MS} ms: {late} of {len(firsts)}; slowest {firsts[slow]:.1f} ms ({slow})")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
