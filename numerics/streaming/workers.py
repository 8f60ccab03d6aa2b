"""Threads for blocks of queries, and an executor's workers for heads: each runs BLAS on one thread, or two of them would wait for each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

from ...theory.errors import BadInput
from ..blas import one_thread

T = TypeVar("T")
Map: TypeAlias = Callable[..., Iterable[Any]]
"""Python's ``map``, or that of a pool."""


@contextmanager
def on_threads(threads: int | None = None) -> Iterator[Map]:
    """Give a ``map`` that runs on so many threads, one for each core by default.

    Raises
    ------
    BadInput
        If there is no thread.
    """
    count = _cores() if threads is None else threads
    if count < 1:
        raise BadInput(f"{threads} threads", "nobody would compute", "give at least 1")
    with one_thread():
        if count == 1:
            yield map
            return
        with ThreadPoolExecutor(count) as pool:
            yield pool.map


def on_executor(executor: Executor, function: Callable[..., T], jobs: Iterable[tuple[Any, ...]]) -> list[T]:
    """Return what a function gives for the arguments of each job, on an executor's workers; what is left is cancelled where one fails."""
    with one_thread():
        futures = [executor.submit(function, *job) for job in jobs]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
