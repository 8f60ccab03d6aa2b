"""One BLAS thread: the same floats in any worker, and no cores that wait for each other.

Matrices of some hundred rows are multiplied in microseconds; threads that spin between such products take a hundred
times longer as soon as another process wants the cores.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which BLAS uses one thread."""
    import numpy  # noqa: F401  (a library that is loaded later would not be limited)
    import threadpoolctl  # noqa: F401  (counted among the modules)

    limits: AbstractContextManager[object] = _libraries(len(sys.modules)).limit(limits=1, user_api="blas")
    return limits


@lru_cache(maxsize=1)
def _libraries(modules: int) -> ThreadpoolController:
    """Return the loaded libraries; they are looked for once, and again where modules were imported since."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
