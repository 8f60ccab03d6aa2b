"""How far one row of the phase-diagram experiment is from the matrix products it cannot avoid, on one BLAS thread.

Run with ``python benchmarks/experiment.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
from measure import Figure, Result, in_turn, main
from threadpoolctl import threadpool_limits

from critscale.numerics.sampled.experiment import axis, sampled_row

N, DIMENSION, GAMMAS, ROUNDS = 1000, 512, 40, 3
_SEEDS = count()


def row() -> int:
    """Compute a row of the experiment, of tokens not drawn before."""
    sampled_row("sphere", N, DIMENSION, 0.3, next(_SEEDS), axis(0.1, 4, GAMMAS), 0)
    return 1


def products() -> int:
    """Compute the products alone."""
    rng = np.random.default_rng(next(_SEEDS))
    square, tokens = rng.random((N, N)), rng.random((N, DIMENSION))
    with threadpool_limits(limits=1, user_api="blas"):
        for _ in range(GAMMAS):
            square @ tokens
            tokens @ tokens.T
    return 1


def measure() -> Iterator[Result]:
    """Yield the ratio of the two."""
    found = in_turn({"row": row, "products": products}, ROUNDS)
    what = f"one row of `critscale experiment phase-diagram`, n = {N}, d = {DIMENSION}, {GAMMAS} gammas"
    ratio = found["row"] / found["products"]
    yield Figure(what, ratio, "x its matrix products", at_most=1.5, beside=f"{found['row']:.2f} s")


if __name__ == "__main__":
    main(measure)
