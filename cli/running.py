"""What the commands that run for long share: which claims, a pool of processes, a progress bar, Ctrl-C, the exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..proofs.claim import Claim
    from ..proofs.evidence import Finding
    from ..proofs.report import Report

INTERRUPTED = 130


def split(words: Sequence[str]) -> tuple[list[str], str]:
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
def executor(jobs: int, total: int) -> Iterator[Executor | None]:
    """Yield a pool of as many processes as asked for and useful; None where one does."""
    workers = min(jobs or os.cpu_count() or 1, total)
    if workers <= 1:
        yield None
        return
    from .pool import Pool

    pool = Pool(workers)
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
def bar(total: int, *, quiet: bool = False) -> Iterator[Callable[[int, str], None]]:
    """Show a progress bar, moved by (done, what), on a terminal's standard error, and nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda done, what: shown.update(task, completed=done, description=what)


@contextmanager
def watched(total: int, *, quiet: bool = False) -> Iterator[Callable[[Finding], None]]:
    """Show the findings as they come in; after Ctrl-C the next one ends the run."""
    number = count(1)
    with bar(total, quiet=quiet) as move, interrupt() as pressed:

        def progress(finding: Finding) -> None:
            if pressed():
                raise KeyboardInterrupt
            move(next(number), finding.id)

        yield progress


def checked(
    chosen: tuple[Claim, ...], total: int, executor: Executor | None, *, quiet: bool = False, **options: Any
) -> Report:
    """Run the suite on claims, watched; options as those of `critscale.proofs.suite.run_suite`."""
    from ..proofs.suite import run_suite

    with watched(total, quiet=quiet) as progress:
        return run_suite(chosen, executor=executor, progress=progress, **options)


def exit_code(report: Report, *, strict: bool) -> int:
    """Return what a run ends with: 130 where it was interrupted, 1 where a claim failed."""
    return INTERRUPTED if not report.complete else 1 if report.failed(strict=strict) else 0
