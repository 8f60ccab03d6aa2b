"""``critscale experiment phase-diagram``: sampled tokens through an exact layer, beside what is predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .command import Group, command, option, tokens, whole
from .common import JOBS, JSON, read_range
from .output import print_json, say, warn

if TYPE_CHECKING:
    from pathlib import Path

    from ..numerics.sampled.experiment import PhaseDiagram

@command(
    option("--n N", "Tokens.", 1000, read=tokens(2)),
    option("--dim D", "Dimension of the tokens.", 512, read=whole(0)),
    option("--grid RxG", "Points in rho and gamma: 40, or 40x20.", "40"),
    option("--seeds S", "Samples of the tokens.", 3, read=whole(0)),
    option("--rho LOW:HIGH", "Range of the mean inner product.", "0.05:0.9"),
    option("--gamma LOW:HIGH", "Range of gamma, beta = gamma log n.", "0.1:4"),
    option("--tokens MODEL", "sphere (exact norms) or gaussian (the paper's).", "sphere"),
    option("--alpha ALPHA", "Weight of the residual connection.", "0"),
    option("--out FILE.npz", "Result: arrays here, summary in .json beside it.", "phase-diagram.npz"),
    JOBS,
    option("--scheduler ADDRESS", "Run on this Dask cluster: tcp://host:8786."),
    JSON,
)
def phase_diagram(
    n: int,
    dim: int,
    grid: str,
    seeds: int,
    rho: str,
    gamma: str,
    tokens: str,
    alpha: str,
    out: str,
    jobs: int,
    scheduler: str | None,
    json: bool,
) -> None:
    """Sample the mean contraction over (rho, gamma) and compare it with the predictions at the measured rho.

    Finished rows are kept beside the result until it is written: the same command resumes after an interruption.
    The result is the same, byte for byte, on one core, on many, and on a cluster of like machines.

    critscale experiment phase-diagram --n 300 --dim 64 --grid 12x10 --seeds 2 --out small.npz

    critscale experiment phase-diagram

    critscale experiment phase-diagram --scheduler tcp://127.0.0.1:8786
    """
    from pathlib import Path

    from ..theory.errors import BadInput, shown

    if not out.endswith(".npz"):
        raise BadInput(f"--out {shown(out)}", "the result is a file of NumPy arrays", "end it in .npz")
    from ..numerics.files import check_writable
    from ..numerics.inputs import as_float
    from ..numerics.sampled.experiment import Experiment, axis, forget, run_experiment
    from .cluster import cluster
    from .running import bar, executor

    result_file = Path(out)
    rows, columns = _grid(grid)
    plan = Experiment(
        n=n,
        d=dim,
        rhos=axis(*_range(rho, "--rho"), rows),
        gammas=axis(*_range(gamma, "--gamma"), columns),
        seeds=seeds,
        model=tokens,
        alpha=as_float(alpha, "--alpha"),
    )
    check_writable((result_file, result_file.with_suffix(".json")))
    store = Path(f"{out}.rows")
    total = len(plan.rows())
    workers = executor(jobs, total) if scheduler is None else cluster(scheduler)
    with workers as pool, bar(total, quiet=json) as move:
        try:
            result = run_experiment(plan, store=store, executor=pool, progress=lambda done, total: move(done, ""))
        except KeyboardInterrupt:
            warn(f"finished rows are kept in {store}; the same command resumes")
            raise
    written = result.save(result_file)
    forget(store)
    if json:
        print_json(result.summary())
    else:
        _show(result, written)


def _show(result: PhaseDiagram, written: tuple[Path, Path]) -> None:
    for line in result.about:
        say(line)
    say(f"written: {written[0]}, {written[1]}")


def _grid(text: str) -> tuple[int, int]:
    from ..theory.errors import BadInput, shown

    parts = text.lower().split("x")
    if len(parts) > 2 or not all(p.isascii() and p.isdigit() and 0 < int(p) <= 10_000 for p in (q[:6] for q in parts)):
        raise BadInput(f"--grid {shown(text)}", "not a number of points", "write 40, or 40x20 for 40 rho and 20 gamma")
    return int(parts[0]), int(parts[-1])


def _range(text: str, name: str) -> tuple[float, float]:
    from ..numerics.inputs import as_float
    from ..theory.errors import BadInput, shown

    low, high = (as_float(end, name) for end in read_range(text, name))
    if low > high:
        raise BadInput(f"{name} {shown(text)}", "the range is empty", "write the smaller end first")
    return low, high


experiment = Group(
    "Experiments on sampled tokens.\n\ncritscale experiment phase-diagram --n 300 --dim 64 --grid 12x10 --seeds 2 --out small.npz",
    ("phase-diagram",),
    {"phase-diagram": phase_diagram}.__getitem__,
    {},
)
