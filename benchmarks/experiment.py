"""How far one row of the phase-diagram experiment is from the matrix products it cannot avoid, on one BLAS thread."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from threadpoolctl import threadpool_limits

from critscale.numerics.sampled.experiment import axis, sampled_row

N, DIMENSION, GAMMAS, ROUNDS = 1000, 512, 40, 3
LIMIT = 1.5


def main() -> None:
    """Time both sides, interleaved, and print the ratio of the fastest rounds."""
    rng = np.random.default_rng(0)
    square, tokens = rng.random((N, N)), rng.random((N, DIMENSION))
    rows, bounds = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        sampled_row("sphere", N, DIMENSION, 0.3, 0, axis(0.1, 4, GAMMAS), 0)
        rows.append(perf_counter() - start)
        with threadpool_limits(limits=1, user_api="blas"):
            start = perf_counter()
            for _ in range(GAMMAS):
                square @ tokens
                tokens @ tokens.T
            bounds.append(perf_counter() - start)
    ratio = min(rows) / min(bounds)
    print(f"one row, n = {N}, d = {DIMENSION}, {GAMMAS} gammas: {min(rows):.2f} s, {ratio:.2f}x its matrix products")
    print(f"{'ok' if ratio <= LIMIT else 'SLOW'}: limit {LIMIT}x")


if __name__ == "__main__":
    main()
