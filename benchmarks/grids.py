"""Grids of a quantity, in float64 and certified, with axes that no call has seen.

The peer is what a user writes with NumPy: the masses of the row, and the contraction factor of them, in whole arrays.  The
floor of a certified grid is one interval exponential for each point.
Run with ``python benchmarks/grids.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from measure import Figure, Growth, Result, in_turn, main

from critscale import grid
from critscale.numerics.numbers.intervals import ends, installed, intervals
from critscale.theory.field import exp

SIDE = 1000
N = 1000
_RNG = np.random.default_rng(0)


def axes(size: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return fresh axes of rho and gamma."""
    return np.sort(_RNG.random(size)) * 0.99, np.sort(_RNG.random(size)) * 3


def ours(size: int) -> int:
    """Draw a float64 grid."""
    rho, gamma = axes(size)
    return int(grid("contraction-factor", n=N, rho=rho, gamma=gamma).size)


def certified(size: int) -> int:
    """Draw a certified grid."""
    rho, gamma = axes(size)
    return int(grid("contraction-factor", n=N, rho=rho, gamma=gamma, certified=True).value.size)


def exponentials(size: int) -> int:
    """Take the exponential of as many intervals."""
    x = -_RNG.random(size * size)
    lower, _ = ends(exp(intervals(x, x)))
    return int(lower.size)


def by_numpy(size: int) -> int:
    """Draw the same by hand, with the largest logit subtracted so that nothing overflows."""
    rho, gamma = axes(size)
    rhos, log_n = rho[np.newaxis, :], np.log(N)
    gap = gamma[:, np.newaxis] * (1 - rhos) * log_n
    odds = np.exp(-gap)
    total = 1 + (N - 1) * odds
    a, b = 1 / total, odds / total
    square = (a - b) ** 2
    found = square / (square + (b + rhos * (N - 1) * b) * (2 * (a - b) + N * b))
    return int(found.size)


def measure() -> Iterator[Result]:
    """Yield points a second, and how the time grows with the points."""
    sides = {"critscale": lambda: ours(SIDE), "NumPy": lambda: by_numpy(SIDE), "certified": lambda: certified(SIDE)}
    found = in_turn(sides | {"exp": lambda: exponentials(SIDE)} if installed() else sides)
    beside = f"NumPy by hand {1 / found['NumPy'] / 1e6:.1f} million/s, {found['critscale'] / found['NumPy']:.2f}x its time"
    yield Figure("float64 grid of the contraction factor, 10^6 points", 1 / found["critscale"], "points/s", beside=beside)
    engine = f"intervals; their exponentials alone {1 / found['exp'] / 1e6:.1f} million/s" if installed() else "balls"
    what = "certified grid of the contraction factor, 10^6 points"
    yield Figure(what, 1 / found["certified"], "points/s", at_least=1.5e6, beside=engine)
    sizes = (10, 30, 100, 300, 1000, 2000)
    line = [size**2 * in_turn({"": lambda size=size: ours(size)}, rounds=3)[""] for size in sizes]  # type: ignore[misc]
    yield Growth("float64 grid", "points", [size**2 for size in sizes], line, "s")
    line = [size**2 * in_turn({"": lambda size=size: certified(size)}, rounds=3)[""] for size in sizes]  # type: ignore[misc]
    yield Growth("certified grid", "points", [size**2 for size in sizes], line, "s")


if __name__ == "__main__":
    main(measure)
