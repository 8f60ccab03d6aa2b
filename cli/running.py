"""What the commands that run the suite share: which claims, a pool of processes, a progress bar, Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
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


def split(words: list[str]) -> tuple[list[str], str]:
    """Tell patterns from the one file of claims."""
    from ..theory.errors import BadInput

    files = [w for w in words if w.endswith(".py")]
    if len(files) > 1:
        raise BadInput("several files of claims", "one at a time", "verify them in turn")
    return [w for w in words if w not in files], (str(Path(files[0]).resolve()) if files else "")


def budget(quick: bool, thorough: bool) -> str:
    """Return the name of the budget that two flags choose."""
    from ..theory.errors import BadInput

    if quick and thorough:
        raise BadInput("--quick and --thorough", "they exclude each other", "give one of them")
    return "quick" if quick else "thorough" if thorough else "default"


@contextmanager
def executor(jobs: int, total: int) -> Iterator[ProcessPoolExecutor | None]:
    """Yield a pool of as many processes as asked for and useful; None where one does."""
    count = min(jobs or os.cpu_count() or 1, total)
    if count <= 1:
        yield None
        return
    pool = Pool(count)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def interrupt() -> Iterator[Callable[[], bool]]:
    """Remember that Ctrl-C was pressed: where it falls into a callback that swallows exceptions, it would be lost."""
    seen = []

    def handle(number: int, frame: object) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield lambda: False  # only the main thread may set a handler
        return
    before = signal.signal(signal.SIGINT, handle)
    try:
        yield lambda: bool(seen)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress(total: int, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a progress bar on a terminal's standard error, and nothing elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, advance=1, description=done)
