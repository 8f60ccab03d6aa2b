"""``critscale report``: run the suite and write what it knows as a static site."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .command import REQUIRED, command, option, path
from .common import SUITE
from .output import say, say_verdicts, warn

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

    from ..proofs.claim import Claim
    from ..proofs.report import Report


@command(option("--html DIR", "Folder of the site; made if it is not there.", REQUIRED, read=path), *SUITE)
def report(
    html: Path, claims: tuple[str, ...], quick: bool, thorough: bool, formal: bool, strict: bool, jobs: int
) -> int:
    """Write the handbook: pages of claims and their quantities, pictures, an index with search; open DIR/index.html.

    The suite is run, must-fail twins included.  Exit codes are those of `critscale verify`.  The site is written whatever
    is found, and when Ctrl-C ends the suite, which it then says; Ctrl-C while pages are made, or a request to terminate,
    writes nothing.  Pages of an earlier report that are no longer made are removed.  Of some claims only, it has the quantities
    they are about and the pictures that show them.  Derived formulas and pictures are kept in the user's cache folder, by the
    code that made them.

    critscale report --html out A3.cosine --quick

    critscale report --html out

    critscale report --html out ./myclaims.py
    """
    from ..numerics.files import check_writable
    from ..proofs.report import summary
    from ..proofs.suite import tasks_of

    _check_extras()
    from ..handbook.output import LIST, check_folder
    from ..handbook.site import file_names
    from . import running, signals

    chosen, file = running.chosen(claims)
    budget = running.budget(quick, thorough)
    check_folder(html, file_names(chosen))
    check_writable([html / LIST])
    total = len(tasks_of(chosen, with_twins=True, file=file))
    with running.executor(jobs, total, apart=bool(file)) as executor:
        found = running.checked(chosen, total, executor, with_twins=True, budget=budget, file=file, formal=formal)
        if found.complete:
            _write(html, chosen, found, executor, file)
    if signals.terminated():
        raise KeyboardInterrupt
    if not found.complete:  # the workers were in the midst of their tasks: new ones
        warn("interrupted; writing what was checked, Ctrl-C again leaves it")
        with running.executor(jobs, total, apart=bool(file)) as executor:
            _write(html, chosen, found, executor, file)
    say_verdicts(summary(found))
    say(f"written: {html / 'index.html'}")
    return running.exit_code(found, strict=strict)


def _check_extras() -> None:
    """Refuse before the suite runs, not after."""
    from importlib.util import find_spec

    from ..theory.errors import BadInput

    for name in ("jinja2", "latex2mathml", "matplotlib"):
        if find_spec(name) is None:
            raise BadInput("the report", f"it needs {name}", "pip install 'critscale[report]'")


def _write(html: Path, chosen: tuple[Claim, ...], report: Report, executor: Executor | None, file: str) -> None:
    from ..handbook.kept import Kept, user_folder
    from ..handbook.output import write_site
    from ..handbook.site import build_site
    from .running import bar

    kept = Kept(user_folder())

    def run(work: list[Callable[[], Any]]) -> list[Any]:
        with bar(len(work)) as move:
            found = [kept.read(job) for job in work]
            waiting = {
                k: job if executor is None else executor.submit(job).result
                for k, job in enumerate(work)
                if found[k] is None
            }
            for done, (k, result) in enumerate(waiting.items(), len(work) - len(waiting) + 1):
                found[k] = result()
                kept.write(work[k], found[k])
                move(done, "pages")
            return found

    try:
        write_site(html, build_site(chosen, report, run=run, file=file))
    except KeyboardInterrupt:
        warn("interrupted while pages were made; run it again, into the same folder")
        raise
