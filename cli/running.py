"""What the commands that run for long share: which claims, a pool of processes, a progress bar, Ctrl-C, the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import signals

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..proofs.claim import Claim
    from ..proofs.evidence import Finding
    from ..proofs.report import Report
    from .pool import Pool

def chosen(words: Sequence[str]) -> tuple[tuple[Claim, ...], str]:
    """Return the claims that words choose, and the file they are of, empty for the package.

    Raises
    ------
    BadInput
        If there is more than one file, or it cannot be read.
    UnknownName
        If a pattern matches nothing.
    """
    from ..proofs.library import select
    from ..theory.citations import places_joined

    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(os.devnull) / "none"))  # no folder where the user stands
    patterns, file = _split(places_joined(words))
    if file:
        _try(file)
    with redirect_stdout(sys.stderr):  # what a file prints is none of the command's output
        return select(patterns, file), file


def _try(file: str) -> None:
    """Read a file of claims in a process of its own first: it may end that.

    Raises
    ------
    BadInput
        If it does, or cannot be read.
    """
    from ..proofs.library import package_claims
    from ..theory.errors import BadInput, CritscaleError, described
    from .pool import Pool

    package_claims()  # the process inherits them
    with closing(Pool(1)) as pool:
        error = pool.submit(_read, file).exception()
    if isinstance(error, CritscaleError):
        raise error
    if error is not None:
        raise BadInput(file, f"it does not run ({described(error)})", "leave out what ends the process that reads it")


def _read(file: str) -> None:
    from ..proofs.library import file_claims

    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        file_claims(file)


def _split(words: Sequence[str]) -> tuple[list[str], str]:
    """Tell patterns from the one file of claims."""
    from ..theory.errors import BadInput

    files = [w for w in words if w.endswith((".py", ".claims"))]
    if len(files) > 1:
        raise BadInput("several files of claims", "one at a time", "verify them in turn")
    return [w for w in words if w not in files], (os.path.abspath(files[0]) if files else "")


def budget(quick: bool, thorough: bool) -> str:
    """Return the name of the budget that two flags choose."""
    from ..theory.errors import BadInput

    if quick and thorough:
        raise BadInput("--quick and --thorough", "they exclude each other", "give one of them")
    return "quick" if quick else "thorough" if thorough else "default"


@contextmanager
def executor(jobs: int, total: int, *, apart: bool = False) -> Iterator[Executor | None]:
    """Yield a pool of as many processes as asked for and useful; None where one does, unless tasks have to run apart."""
    workers = min(jobs or os.cpu_count() or 1, total)
    if workers <= 1 and not (apart and total):
        yield None
        return
    from .pool import Pool

    with closing(Pool(max(workers, 1))) as pool:
        yield pool


@contextmanager
def closing(pool: Pool) -> Iterator[Pool]:
    """Yield a pool, and end its workers behind it, whatever they do."""
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def bar(total: int, *, quiet: bool = False) -> Iterator[Callable[[int, str], None]]:
    """Show a progress bar, moved by (done, what), on a terminal's standard error, and nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ..theory.escaping import visible

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda done, what: shown.update(task, completed=done, description=visible(what))


@contextmanager
def watched(total: int, *, quiet: bool = False) -> Iterator[Callable[[Finding], None]]:
    """Show the findings as they come in; after Ctrl-C the next one ends the run."""
    number = count(1)
    with bar(total, quiet=quiet) as move:

        def progress(finding: Finding) -> None:
            if signals.received():
                raise KeyboardInterrupt
            move(next(number), finding.id)

        yield progress


def checked(
    claims: tuple[Claim, ...], total: int, executor: Executor | None, *, quiet: bool = False, **options: Any
) -> Report:
    """Run the suite on claims, watched; options as those of `critscale.proofs.suite.run_suite`."""
    from ..proofs.suite import run_suite

    with watched(total, quiet=quiet) as progress:
        return run_suite(claims, executor=executor, progress=progress, **options)


def exit_code(report: Report, *, strict: bool) -> int:
    """Return what a run ends with: 130 or 143 where it was ended from outside, 1 where a claim failed."""
    return signals.exit_code() if not report.complete else 1 if report.failed(strict=strict) else 0
