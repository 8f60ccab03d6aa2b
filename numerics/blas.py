"""One BLAS thread: the same floats in any worker, and no cores that wait for each other.

Matrices of some hundred rows are multiplied in microseconds; threads that spin between such products take a hundred
times longer as soon as another process wants the cores.
"""

from __future__ import annotations

from contextlib import AbstractContextManager


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which BLAS uses one thread."""
    import numpy  # noqa: F401  (a library that is loaded later would not be limited)
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits
