"""``critscale verify``: run the verification suite and show what it found."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import common

if TYPE_CHECKING:
    from ..proofs.claim import Claim
    from ..proofs.evidence import Finding
    from ..proofs.suite import Report


def command(
    claims: Annotated[
        list[str] | None,
        typer.Argument(help="Claims: ids, beginnings (A3), patterns (A*.cosine*), or one Python file of your own."),
    ] = None,
    twins: Annotated[bool, typer.Option("--twins", help="Check that every must-fail twin is refuted.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Few samples: seconds.")] = False,
    thorough: Annotated[bool, typer.Option("--thorough", help="Many samples, n up to 10^(10^6) throughout.")] = False,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", help="Only this method (repeatable): symbolic, certificate, ...", metavar="METHOD"),
    ] = None,
    formal: Annotated[
        bool, typer.Option("--formal", help="Have the Rocq kernel check the formal proofs too (coqc, half a minute).")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on UNKNOWN too.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every piece of evidence.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 is one for each core.")] = 0,
    list_claims: Annotated[bool, typer.Option("--list", help="List the claims, check nothing.")] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Write JUnit XML here.", metavar="FILE", show_default=False)
    ] = None,
    json: common.JsonOption = False,
) -> None:
    """Run the verification suite: exit 0 if nothing is refuted, 1 if something is, 2 on bad input.

    PROVED: derived symbolically, or certified over the whole stated domain.  SUPPORTED: sampled at high precision.
    REFUTED: with the point, re-checked at twice the precision.  UNKNOWN is never a pass.

    critscale verify

    critscale verify A3 A5b.bound --verbose

    critscale verify --twins

    critscale verify --formal

    critscale verify ./myclaims.py
    """
    from ..proofs.library import select
    from ..proofs.suite import verify
    from ..theory.errors import BadInput

    if quick and thorough:
        raise BadInput("--quick and --thorough", "they exclude each other", "give one of them")
    patterns, file = _split(claims or [])
    chosen = select(patterns, file)
    if list_claims:
        _list(chosen, json)
        if not (claims or json):
            _list_missing()
        return
    methods = _methods(method)
    budget = "quick" if quick else "thorough" if thorough else "default"
    total = sum(len(c.twins) for c in chosen) if twins else len(chosen)
    with _executor(jobs, total) as executor, _progress(total, quiet=json) as show, _interrupt() as pressed:

        def progress(finding: Finding) -> None:
            if pressed():
                raise KeyboardInterrupt
            show(finding)

        report = verify(
            chosen,
            twins=twins,
            budget=budget,
            methods=methods,
            executor=executor,
            progress=progress,
            file=file,
            formal=formal,
        )
    _show(report, json=json, verbose=verbose or twins, junit=junit, strict=strict)
    if not report.complete:
        raise typer.Exit(130)
    if report.failed(strict=strict):
        raise typer.Exit(1)


def _split(words: list[str]) -> tuple[list[str], str]:
    """Tell patterns from the one file of claims."""
    from ..theory.errors import BadInput

    files = [w for w in words if w.endswith(".py")]
    if len(files) > 1:
        raise BadInput("several files of claims", "one at a time", "verify them in turn")
    return [w for w in words if w not in files], (str(Path(files[0]).resolve()) if files else "")


def _methods(chosen: list[str] | None) -> tuple[str, ...]:
    from ..proofs.checking import METHODS
    from ..theory.errors import UnknownName

    for name in chosen or ():
        if name not in METHODS:
            raise UnknownName.among("method", name, METHODS)
    return tuple(chosen) if chosen else METHODS


@contextmanager
def _executor(jobs: int, total: int) -> Iterator[ProcessPoolExecutor | None]:
    count = min(jobs or os.cpu_count() or 1, total)
    if count <= 1:
        yield None
        return
    pool = ProcessPoolExecutor(count)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupt() -> Iterator[Callable[[], bool]]:
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
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[Finding], None]]:
    """Show a progress bar on a terminal's standard error, and nothing elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda finding: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda finding: bar.update(task, advance=1, description=finding.id)


def _show(report: Report, *, json: bool, verbose: bool, junit: Path | None, strict: bool) -> None:
    from ..proofs.report import to_json, to_junit, to_text

    if junit is not None:
        junit.write_text(to_junit(report, strict=strict), encoding="utf-8")
    if json:
        common.print_json(to_json(report))
        return
    typer.echo(to_text(report, verbose=verbose))


def _list_missing() -> None:
    from ..proofs.missing import MISSING

    for entry in MISSING:
        typer.echo(f"none yet  {entry.what}: {entry.why}")


def _list(claims: tuple[Claim, ...], json: bool) -> None:
    if json:
        common.print_json(
            [
                {
                    "id": c.id,
                    "title": c.title,
                    "source": c.source,
                    "confidence": c.confidence.value,
                    "assumptions": [a.sentence() for a in c.assumptions],
                    "twins": [t.name for t in c.twins],
                }
                for c in claims
            ]
        )
        return
    width = max(len(c.id) for c in claims)
    for claim in claims:
        typer.echo(f"{claim.id:<{width}}  {claim.title}  [{claim.source}]")
