"""``critscale report``: run the suite and write what it knows as a static site."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import running

if TYPE_CHECKING:
    from ..proofs.claim import Claim
    from ..proofs.evidence import Finding
    from ..proofs.report import Report


def command(
    html: Annotated[Path, typer.Option("--html", help="Folder of the site; made if it is not there.", metavar="DIR")],
    claims: Annotated[
        list[str] | None,
        typer.Argument(help="Claims: ids, beginnings (A3), patterns (A*.cosine*), or one Python file of your own."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few samples: seconds.")] = False,
    thorough: Annotated[bool, typer.Option("--thorough", help="Many samples, n up to 10^(10^6) throughout.")] = False,
    formal: Annotated[
        bool, typer.Option("--formal", help="Have the Rocq kernel check the formal proofs too (coqc, half a minute).")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on UNKNOWN too.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 is one for each core.")] = 0,
) -> None:
    """Write the handbook: a page for each claim and quantity, pictures, an index with search; open DIR/index.html.

    The suite is run, must-fail twins included.  Exit codes are those of `critscale verify`.  The site is written whatever
    is found, and when Ctrl-C ends the suite, which it then says; Ctrl-C while pages are made writes nothing.  Pages of an
    earlier report that are no longer made are removed.

    critscale report --html out

    critscale report --html out A3 A5 --quick

    critscale report --html out ./myclaims.py
    """
    from ..proofs.library import select
    from ..proofs.report import summary
    from ..proofs.suite import tasks_of

    _check_extras()
    from ..handbook.output import check_folder
    from ..handbook.site import file_names

    patterns, file = running.split(claims or [])
    chosen = select(patterns, file)
    budget = running.budget(quick, thorough)
    check_folder(html, file_names(chosen))
    html.mkdir(parents=True, exist_ok=True)  # what cannot be written is refused before the suite runs
    total = len(tasks_of(chosen, with_twins=True, file=file))
    with running.executor(jobs, total) as executor:
        report = _verify(chosen, total, budget, executor, file, formal)
        if report.complete:
            _write(html, chosen, report, executor, file)
    if not report.complete:  # workers that heard Ctrl-C take no more work
        typer.echo("critscale: interrupted; writing what was checked, Ctrl-C again leaves it", err=True)
        with running.executor(jobs, total) as executor:
            _write(html, chosen, report, executor, file)
    typer.echo(f"{summary(report)}\nwritten: {html / 'index.html'}")
    if not report.complete:
        raise typer.Exit(130)
    if report.failed(strict=strict):
        raise typer.Exit(1)


def _check_extras() -> None:
    """Refuse before the suite runs, not after."""
    from importlib.util import find_spec

    from ..theory.errors import BadInput

    for name in ("jinja2", "latex2mathml", "matplotlib"):
        if find_spec(name) is None:
            raise BadInput("the report", f"it needs {name}", "pip install 'critscale[report]'")


def _verify(
    chosen: tuple[Claim, ...], total: int, budget: str, executor: Executor | None, file: str, formal: bool
) -> Report:
    from ..proofs.suite import verify

    with running.progress(total) as show, running.interrupt() as pressed:

        def progress(finding: Finding) -> None:
            if pressed():
                raise KeyboardInterrupt
            show(finding.id)

        return verify(
            chosen,
            with_twins=True,
            budget=budget,
            executor=executor,
            progress=progress,
            file=file,
            formal=formal,
        )


def _write(html: Path, chosen: tuple[Claim, ...], report: Report, executor: Executor | None, file: str) -> None:
    from ..handbook.output import write_site
    from ..handbook.site import build

    def run(work: list[Callable[[], Any]]) -> list[Any]:
        with running.progress(len(work)) as show:
            waiting = [job if executor is None else executor.submit(job).result for job in work]
            found = []
            for result in waiting:
                found.append(result())
                show("pages")
            return found

    try:
        write_site(html, build(chosen, report, run=run, file=file))
    except KeyboardInterrupt:
        typer.echo("critscale: interrupted while pages were made; run it again, into the same folder", err=True)
        raise typer.Exit(130) from None
