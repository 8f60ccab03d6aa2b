"""Processes in which Ctrl-C ends the tasks and never a worker."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pool(ProcessPoolExecutor):
    """Processes in which Ctrl-C ends the tasks, one that runs and those handed out, and never a worker.

    A terminal sends it to the whole group.  A worker that dies of it while it waits breaks the pool, and on Python 3.11 a
    broken pool with cancelled tasks is never cleared away: the program would hang at its end.
    """

    def __init__(self, workers: int) -> None:
        super().__init__(workers, initializer=_heed_only_at_work)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a task that Ctrl-C interrupts."""
        return super().submit(_at_work, fn, *args, **kwargs)


class _Worker:
    """What a worker knows: whether a task runs, and whether Ctrl-C was pressed."""

    working = False
    pressed = False


def _heed_only_at_work() -> None:
    def handle(number: int, frame: object) -> None:
        _Worker.pressed = True
        if _Worker.working:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, handle)


def _at_work(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        _Worker.working = True
        if _Worker.pressed:
            raise KeyboardInterrupt
        return fn(*args, **kwargs)
    finally:
        _Worker.working = False
