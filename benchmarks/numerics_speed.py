"""Measure the numerics room: certified evaluation against its floor and against mpmath, and the float64 grid.

The floor is one bare ``arb.exp`` and one bare ``arb.log1p`` of sqrt(2) at the working precision of the evaluation.
mpmath gets the same formulas with its constants (log n, 1/n, rho, r, the exponent) computed beforehand.
Run with ``python benchmarks/numerics_speed.py``; read the ratios, not the times.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from timeit import repeat
from typing import Any

from flint import arb

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.multiprecision import MpLayer
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.setting import Setting
from critscale.theory.layer.registry import QUANTITIES, quantity

LENGTHS = ("1000", "1e1000000", "10^10^100")
SCALES: dict[str, dict[str, Any]] = {"sub": {"gamma": 1}, "critical": {"critical": True}, "super": {"gamma": 2}}
RHO = "0.3"


def best(function: Callable[[], object]) -> float:
    """Return the least time of one call, seconds."""
    number, elapsed = 1, 0.0
    while elapsed < 2e-3:
        number *= 2
        elapsed = min(repeat(function, number=number, repeat=1))
    return min(repeat(function, number=number, repeat=7)) / number


FORWARD = [name for name, entry in QUANTITIES.items() if entry.formula.__module__.endswith(".quantities")]
"""The quantities of the forward pass, whose speed has a target."""


def floor(digits: int) -> float:
    """Return the time of one exp and one log1p at the working precision of an evaluation."""
    with working_precision(evaluate("self-weight", n=1000, rho=RHO, gamma=2, digits=digits).bits):
        x = arb(2).sqrt()
        return best(x.exp) + best(x.log1p)


def certified() -> None:
    """Print certified evaluation in units of the floor, and mpmath in units of certified evaluation."""
    print("one certified quantity, warm: time / (arb exp + log1p), and mpmath / certified")
    for digits in (15, 50, 1000, 10_000):
        base = floor(digits)
        for n in LENGTHS:
            for scale, given in SCALES.items():
                ratios, rivals = {}, {}
                for name in FORWARD:
                    ours = best(lambda: evaluate(name, n=n, rho=RHO, digits=digits, **given))  # noqa: B023
                    ratios[name] = ours / base
                    if digits <= 1000:
                        layer, formula = MpLayer(Setting(n=n, rho=RHO, **given).layer(), digits), quantity(name).formula
                        rivals[name] = best(lambda: formula(*layer.row())) / ours  # noqa: B023
                slow = max(ratios, key=lambda name: ratios[name])
                line = f"{digits:6} digits n={n:10} {scale:9} floor {base * 1e6:8.2f} us  contraction"
                line += f" {ratios['contraction-factor']:5.2f}x  median {sorted(ratios.values())[len(ratios) // 2]:5.2f}x"
                line += f"  worst {ratios[slow]:5.2f}x ({slow})"
                if rivals:
                    least = min(rivals, key=lambda name: rivals[name])
                    middle = sorted(rivals.values())[len(rivals) // 2]
                    line += f"  mpmath {rivals['contraction-factor']:5.1f}x median {middle:5.1f}x"
                    line += f" least {rivals[least]:4.1f}x ({least})"
                print(line, flush=True)


def cold() -> None:
    """Print the time of a first evaluation in a fresh interpreter, import included."""
    code = (
        "from critscale.numerics.answers.evaluate import evaluate; print(evaluate('contraction-factor', n='1e9', gamma=1, rho='0.3'))"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    bare = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    end = time.perf_counter()
    print(f"cold evaluation {bare - start:.3f} s, of which a bare interpreter {end - bare:.3f} s")


def grids() -> None:
    """Print the time of a 1000 x 1000 grid of the contraction."""
    import numpy as np

    from critscale.numerics.answers.grid import grid

    rho, gamma = np.linspace(0, 1, 1000, endpoint=False), np.linspace(0, 3, 1000)
    for name in ("contraction-factor", "output-cosine", "row-entropy", "balanced-mass"):
        elapsed = best(lambda: grid(name, n=1000, rho=rho, gamma=gamma, residual=Fraction(1, 2)))  # noqa: B023
        print(f"grid 1000 x 1000 of {name}: {elapsed:.3f} s")


if __name__ == "__main__":
    cold()
    grids()
    certified()
