"""How far one row of the phase-diagram experiment is from the matrix products it cannot avoid, on one BLAS thread, and its memory.

Run with ``python benchmarks/experiment.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
from measure import Figure, Result, in_turn, main, peak_memory
from threadpoolctl import threadpool_limits

from critscale.numerics.sampled.experiment import axis, sampled_row

DIMENSION, ROUNDS = 512, 3
MANY, LARGE = (1000, 40), (4096, 2)
"""Tokens and gammas: a picture's row, and a large layer."""
_SEEDS = count()


def row(n: int, gammas: int) -> Callable[[], int]:
    """Return what computes a row of the experiment, of tokens not drawn before."""

    def run() -> int:
        sampled_row("sphere", n, DIMENSION, 0.3, next(_SEEDS), axis(0.1, 4, gammas), 0)
        return 1

    return run


def products(n: int, gammas: int) -> Callable[[], int]:
    """Return what computes the products alone: the Gram matrix, and for each gamma the outputs and their Gram matrix."""
    rng = np.random.default_rng(0)
    square, tokens = rng.random((n, n)), rng.random((n, DIMENSION))

    def run() -> int:
        with threadpool_limits(limits=1, user_api="blas"):
            tokens @ tokens.T
            for _ in range(gammas):
                square @ tokens
                tokens @ tokens.T
        return 1

    return run


def measure() -> Iterator[Result]:
    """Yield the ratio of the two for both sizes, and the memory of the large one."""
    for (n, gammas), goal in ((MANY, 1.5), (LARGE, 1.1)):
        found = in_turn({"row": row(n, gammas), "products": products(n, gammas)}, ROUNDS)
        what = f"one row of `critscale experiment phase-diagram`, n = {n}, d = {DIMENSION}, {gammas} gammas"
        ratio = found["row"] / found["products"]
        yield Figure(what, ratio, "x its matrix products", at_most=goal, beside=f"{found['row']:.2f} s")
    n, gammas = LARGE
    code = (
        "from critscale.numerics.sampled.experiment import axis, sampled_row\n"
        f"sampled_row('sphere', {n}, {DIMENSION}, 0.3, 0, axis(0.1, 4, {gammas}), 0)"
    )
    beside = f"of which {n * n * 8 / 2**20:.0f} MB are the Gram matrix"
    yield Figure(f"memory of a row, n = {n}, {gammas} gammas", peak_memory(code), "MB", at_most=250, beside=beside)


if __name__ == "__main__":
    main(measure)
