"""``critscale experiment phase-diagram``: sampled tokens through an exact layer, beside what is predicted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import common, running

if TYPE_CHECKING:
    from ..numerics.sampled.experiment import PhaseDiagram

app = typer.Typer(help="Experiments on sampled tokens.", rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Experiments on sampled tokens, beside the predictions."""


@app.command("phase-diagram")
def phase_diagram(
    n: Annotated[int, typer.Option("--n", help="Tokens.", metavar="N")] = 1000,
    dim: Annotated[int, typer.Option("--dim", help="Dimension of the tokens.", metavar="D")] = 512,
    grid: Annotated[str, typer.Option("--grid", help="Points in rho and gamma: 40, or 40x20.", metavar="RxG")] = "40",
    seeds: Annotated[int, typer.Option("--seeds", help="Samples of the tokens.", metavar="S")] = 3,
    rho: Annotated[
        str, typer.Option("--rho", help="Range of the mean inner product.", metavar="LOW:HIGH")
    ] = "0.05:0.9",
    gamma: Annotated[
        str, typer.Option("--gamma", help="Range of gamma, beta = gamma log n.", metavar="LOW:HIGH")
    ] = "0.1:4",
    tokens: Annotated[
        str, typer.Option("--tokens", help="sphere (exact norms) or gaussian (the paper's).", metavar="MODEL")
    ] = "sphere",
    alpha: Annotated[float, typer.Option("--alpha", help="Weight of the residual connection.", metavar="ALPHA")] = 0,
    out: Annotated[
        Path, typer.Option("--out", help="Result: arrays here, summary in .json beside it.", metavar="FILE.npz")
    ] = Path("phase-diagram.npz"),
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 is one for each core.")] = 0,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", help="Run on this Dask cluster: tcp://host:8786.", metavar="ADDRESS", show_default=False
        ),
    ] = None,
    json: common.JsonOption = False,
) -> None:
    """Sample the mean contraction over (rho, gamma) and compare it with the predictions at the measured rho.

    Finished rows are kept beside the result until it is written: the same command resumes after an interruption.
    The result is the same, byte for byte, on one core, on many, and on a cluster of like machines.

    critscale experiment phase-diagram

    critscale experiment phase-diagram --n 300 --dim 64 --grid 12x10 --seeds 2 --out small.npz

    critscale experiment phase-diagram --scheduler tcp://127.0.0.1:8786
    """
    from ..numerics.sampled.experiment import Experiment, axis, forget, run
    from ..theory.errors import BadInput

    if out.suffix != ".npz":
        raise BadInput(f"--out {out}", "the result is a file of NumPy arrays", "end it in .npz")
    rows, columns = _grid(grid)
    plan = Experiment(
        n=n,
        d=dim,
        rhos=axis(*_range(rho, "--rho"), rows),
        gammas=axis(*_range(gamma, "--gamma"), columns),
        seeds=seeds,
        model=tokens,
        alpha=alpha,
    )
    store = out.with_name(f"{out.name}.rows")
    with _executor(jobs, scheduler, len(plan.rows())) as executor, _progress(quiet=json) as progress:
        try:
            result = run(plan, store=store, executor=executor, progress=progress)
        except KeyboardInterrupt:
            typer.echo(f"critscale: finished rows are kept in {store}; the same command resumes", err=True)
            raise
    written = result.save(out)
    forget(plan, store)
    if json:
        common.print_json(result.summary())
    else:
        _show(result, written)


def _show(result: PhaseDiagram, written: tuple[Path, Path]) -> None:
    e = result.experiment
    typer.echo(
        f"mean contraction of {e.n} {e.model} tokens in {e.d} dimensions, {len(e.rhos)} x {len(e.gammas)} grid, seeds: {e.seeds}"
    )
    for prediction, name in (("simplex", "exact simplex"), ("finite", "finite dimension, heuristic")):
        found = result.deviation(prediction)
        typer.echo(
            f"against the {name}: at most {found.largest:.4f} off, at rho = {found.rho:.4g}, gamma = {found.gamma:.4g}; "
            f"{found.mean:.4f} on average"
        )
    typer.echo(f"written: {written[0]}, {written[1]}")


def _grid(text: str) -> tuple[int, int]:
    from ..theory.errors import BadInput, shown

    parts = text.lower().split("x")
    if len(parts) > 2 or not all(p.isascii() and p.isdigit() and 0 < int(p) <= 10_000 for p in (q[:6] for q in parts)):
        raise BadInput(f"--grid {shown(text)}", "not a number of points", "write 40, or 40x20 for 40 rho and 20 gamma")
    return int(parts[0]), int(parts[-1])


def _range(text: str, name: str) -> tuple[float, float]:
    from ..numerics.settings.inputs import as_float
    from ..theory.errors import BadInput, shown

    low, high = (as_float(end, name) for end in common.read_range(text, name))
    if low > high:
        raise BadInput(f"{name} {shown(text)}", "the range is empty", "write the smaller end first")
    return low, high


@contextmanager
def _executor(jobs: int, scheduler: str | None, total: int) -> Iterator[Executor | None]:
    if scheduler is not None:
        from .cluster import cluster

        with cluster(scheduler) as executor:
            yield executor
        return
    with running.executor(jobs, total) as pool:
        yield pool


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar on a terminal's standard error, and nothing elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
