"""Grids of a quantity: float64 against NumPy by hand, with axes that no call has seen.

The peer is what a user writes with NumPy: the masses of the row, and the contraction factor of them, in whole arrays.
Run with ``python benchmarks/grids.py``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from measure import Figure, Growth, Result, in_turn, main

from critscale import grid

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
    found = in_turn({"critscale": lambda: ours(SIDE), "NumPy": lambda: by_numpy(SIDE)})
    beside = f"NumPy by hand {1 / found['NumPy'] / 1e6:.1f} million/s, {found['critscale'] / found['NumPy']:.2f}x its time"
    yield Figure("float64 grid of the contraction factor, 10^6 points", 1 / found["critscale"], "points/s", beside=beside)
    sizes = (10, 30, 100, 300, 1000, 2000)
    line = [size**2 * in_turn({"": lambda size=size: ours(size)}, rounds=3)[""] for size in sizes]  # type: ignore[misc]
    yield Growth("float64 grid", "points", [size**2 for size in sizes], line, "s")


if __name__ == "__main__":
    main(measure)
