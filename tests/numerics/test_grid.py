"""Grids in float64 against certified values, over executors, with progress."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.grid import grid
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.layer.registry import QUANTITIES

RHO = np.array([0, 1e-9, 0.1, 0.5, 0.999])
GAMMA = np.array([0, 1e-12, 0.3, 0.5, 1, 1.2, 2, 30])


@pytest.mark.parametrize("residual", [0, 0.5])
@pytest.mark.parametrize("n", [2, 3, 1000, 10**16, 10**100])
@pytest.mark.parametrize("name", sorted(QUANTITIES))
def test_a_grid_is_the_certified_values(name: str, n: int, residual: float) -> None:
    """Relative accuracy near that of float64, in every regime, wherever the value is in its range."""
    values = grid(name, n=n, rho=RHO, gamma=GAMMA, residual=residual, dim=n)
    assert values.shape == (len(GAMMA), len(RHO))
    for i, gamma in enumerate(GAMMA):
        for j, rho in enumerate(RHO):
            at: dict[str, Any] = {"n": n, "rho": float(rho), "gamma": float(gamma), "residual": residual, "dim": n}
            exact = float(evaluate(name, **at, digits=18))
            # exp loses the bits of its argument, here up to 30 * 230
            assert values[i, j] == pytest.approx(exact, rel=2e-11, abs=1e-300), (gamma, rho)


def test_huge_lengths_go_to_the_limit() -> None:
    """Beyond float64 the grid is the phase diagram of n = oo."""
    values = grid("contraction-factor", n="10^10^6", rho=[0.3], gamma=[1, 2])
    np.testing.assert_array_equal(values, [[0], [1]])
    entropy = grid("entropy-fraction", n="10^10^6", rho=[0.3], gamma=[1, 2])
    np.testing.assert_allclose(entropy, [[1], [0]], atol=1e-15)


class Counting(Executor):
    """A minimal executor, as a user might bring: runs at once, counts what it was given."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run now."""
        self.calls += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_any_executor_gives_the_same_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads, processes and an executor of one's own: the same bits as none."""
    monkeypatch.setattr("critscale.numerics.answers.grid.CHUNK_POINTS", 300)
    rho, gamma = np.linspace(0, 0.9, 100), np.linspace(0, 3, 50)
    arguments: dict[str, Any] = {"n": 1000, "rho": rho, "gamma": gamma, "residual": "1/2"}
    alone = grid("output-cosine", **arguments)
    own = Counting()
    np.testing.assert_array_equal(grid("output-cosine", **arguments, executor=own), alone)
    assert own.calls == 17
    with ThreadPoolExecutor(3) as threads:
        np.testing.assert_array_equal(grid("output-cosine", **arguments, executor=threads), alone)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        np.testing.assert_array_equal(grid("output-cosine", **arguments, executor=processes), alone)


def test_progress_counts_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress rises to the total, with and without an executor."""
    monkeypatch.setattr("critscale.numerics.answers.grid.CHUNK_POINTS", 20)
    seen: list[tuple[int, int]] = []
    arguments: dict[str, Any] = {"n": 9, "rho": np.zeros(10), "gamma": np.arange(7)}
    grid("self-weight", **arguments, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 7), (4, 7), (6, 7), (7, 7)]
    seen.clear()
    grid("self-weight", **arguments, executor=Counting(), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (7, 7)


def test_an_interruption_stops_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the caller cancels the chunks that have not begun."""
    monkeypatch.setattr("critscale.numerics.answers.grid.CHUNK_POINTS", 1)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grid("contraction-factor", n=9, rho=[0.1], gamma=np.arange(10), progress=interrupt)

    futures: list[Future[Any]] = []

    class Lazy(Counting):
        """An executor that runs its first call and lets the others wait."""

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            """Run now or never."""
            futures.append(super().submit(fn, *args, **kwargs) if not futures else Future())
            return futures[-1]

    with pytest.raises(KeyboardInterrupt):
        grid("contraction-factor", n=9, rho=[0.1], gamma=np.arange(10), executor=Lazy(), progress=interrupt)
    assert [future.cancelled() for future in futures] == [False] + [True] * 9


@pytest.mark.parametrize(
    "change",
    [
        {"rho": [1]},
        {"rho": [-0.1]},
        {"rho": []},
        {"rho": [[0.1]]},
        {"rho": [np.nan]},
        {"gamma": [-1]},
        {"gamma": 1},
        {"gamma": [np.inf]},
        {"n": "oo"},
        {"n": 1},
        {"residual": -1},
        {"residual": "1e400"},
        {"n": "10^10^400"},
    ],
)
def test_bad_axes_are_refused(change: dict[str, Any]) -> None:
    """Each in one line."""
    with pytest.raises(BadInput):
        grid("contraction-factor", **{"n": 10, "rho": [0.1], "gamma": [1], **change})


def test_unknown_quantities_are_refused() -> None:
    """As everywhere."""
    with pytest.raises(UnknownName):
        grid("contractio", n=10, rho=[0.1], gamma=[1])
