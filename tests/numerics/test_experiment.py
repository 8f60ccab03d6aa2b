"""The paper's experiment: brute force, resumption, the same bytes from every executor, and the comparison at rho_hat."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.finite_dimension import finite_dimension
from critscale.numerics.sampled import experiment as module
from critscale.numerics.sampled.attention import measure, simplex_tokens
from critscale.numerics.sampled.experiment import Experiment, PhaseDiagram, axis, forget, run_experiment
from critscale.numerics.sampled.store import RowStore
from critscale.numerics.sampled.tokens import contraction_factors, sample_tokens
from critscale.theory.errors import BadInput

SMALL = Experiment(60, 32, axis(0.1, 0.8, 4), axis(0.2, 3, 5), seeds=2)


@pytest.mark.parametrize(("model", "d", "alpha"), [("gaussian", 100, 0.7), ("sphere", 20, 0), ("sphere", 200, 0)])
def test_brute_force(model: str, d: int, alpha: float) -> None:
    """The fast layer is the layer by definition, more dimensions than tokens included."""
    tokens = sample_tokens(model, 60, d, 0.3, 1)
    measured, found = contraction_factors(tokens, [0.5, 3, 9], alpha)
    assert found == pytest.approx([measure(tokens, beta, alpha)["contraction-factor"] for beta in (0.5, 3, 9)], rel=1e-10)
    y = tokens / np.linalg.norm(tokens, axis=1, keepdims=True)
    assert measured == pytest.approx((y @ y.T)[~np.eye(60, dtype=bool)].mean(), rel=1e-12)


def test_the_simplex_comes_out() -> None:
    """Fed with exactly equiangular tokens, the experiment gives the closed form."""
    _, found = contraction_factors(simplex_tokens(50, 0.3), [np.log(50) / 0.7])
    assert found[0] == pytest.approx(float(evaluate("contraction-factor", n=50, rho="0.3", critical=True)), rel=1e-12)


def test_c10_at_the_measured_rho() -> None:
    """Gaussian tokens at d = 512, n = 1000 whose mean has the printed rho_hat = .28291: MC .5822, simplex at rho .526."""
    rng = np.random.default_rng(0)
    mean = rng.standard_normal(512)
    mean /= np.linalg.norm(mean)
    found, measured = [], []
    for seed in range(2):
        noise = np.random.default_rng(seed + 1).standard_normal((1000, 512)) / np.sqrt(512)
        strength = np.sqrt(0.28291 / (1 - 0.28291) * 0.7)
        hat, values = contraction_factors(strength * mean + np.sqrt(0.7) * noise, [np.log(1000) / 0.7])
        measured.append(hat)
        found.append(values[0])
    assert np.mean(measured) == pytest.approx(0.28291, abs=2e-3)
    assert np.mean(found) == pytest.approx(0.5822, abs=0.008)
    prediction = finite_dimension(n=1000, dim=512, rho="0.28291", gamma="10/7", digits=6)
    assert round(float(prediction.contraction_factor), 4) == 0.5884
    assert round(float(evaluate("contraction-factor", n=1000, rho="0.3", critical=True)), 2) == 0.53
    assert abs(np.mean(found) - 0.5884) < abs(np.mean(found) - 0.526) / 5


def test_the_seeds_share_nothing_but_their_own() -> None:
    """Another grid, the same cell: a row depends on its own parameters alone."""
    other = Experiment(60, 32, (SMALL.rhos[2],), SMALL.gammas, seeds=2)
    assert np.array_equal(run_experiment(other).contraction_factor[0], run_experiment(SMALL).contraction_factor[2])
    assert not np.array_equal(run_experiment(other).contraction_factor[0, 0], run_experiment(other).contraction_factor[0, 1])


def saved(result: PhaseDiagram, path: Path) -> tuple[bytes, bytes]:
    """Return the bytes of the two files of a result."""
    npz, summary = result.save(path)
    return npz.read_bytes(), summary.read_bytes()


def test_the_same_bytes_from_processes(tmp_path: Path) -> None:
    """Whoever computes, the files are the same."""
    here = saved(run_experiment(SMALL), tmp_path / "a.npz")
    with ProcessPoolExecutor(2) as pool:
        assert saved(run_experiment(SMALL, executor=pool), tmp_path / "b.npz") == here


class Broken(Executor):
    """Computes a few tasks at once, then is interrupted."""

    def __init__(self, tasks: int) -> None:
        self.left = tasks

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        """Compute here and now, while there are tasks left."""
        future: Future[Any] = Future()
        if self.left:
            self.left -= 1
            future.set_result(function(*arguments, **named))
        else:
            future.set_exception(KeyboardInterrupt())
        return future


def test_an_interrupted_run_resumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Finished rows are kept, a damaged one is computed again, and the result is the same."""
    whole = saved(run_experiment(SMALL), tmp_path / "whole.npz")
    store = tmp_path / "rows"
    with pytest.raises(KeyboardInterrupt):
        run_experiment(SMALL, store=store, executor=Broken(5))
    # The interruption may come before results that were ready: what was seen is kept.
    run_experiment(Experiment(60, 32, SMALL.rhos[:2], SMALL.gammas, seeds=2), store=store)
    kept = sorted(store.glob("*.row"))
    assert 4 <= len(kept) < 8
    assert not list(store.glob(".*"))
    kept[0].write_bytes(kept[0].read_bytes()[:-1])
    kept[1].write_bytes(kept[1].read_bytes()[:-1] + b"x")
    computed: list[Any] = []
    original = module.sampled_row

    def counted(*arguments: Any) -> Any:
        computed.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(module, "sampled_row", counted)
    seen: list[tuple[int, int]] = []
    result = run_experiment(SMALL, store=store, progress=lambda done, total: seen.append((done, total)))
    assert len(computed) == 8 - len(kept) + 2
    assert seen[0] == (len(kept) - 2, 8) and seen[-1] == (8, 8)
    assert saved(result, tmp_path / "again.npz") == whole
    forget(store)
    assert not store.exists()


def test_other_parameters_are_another_row(tmp_path: Path) -> None:
    """A kept row is not taken for one of another experiment."""
    keys = [SMALL.key(0, 0), SMALL.key(0, 1), SMALL.key(1, 0)]
    changes: tuple[dict[str, Any], ...] = (
        {"n": 61},
        {"d": 33},
        {"model": "gaussian"},
        {"alpha": 1.0},
        {"gammas": axis(0.2, 3.1, 5)},
    )
    for change in changes:
        keys.append(replace(SMALL, **change).key(0, 0))
    store = RowStore(tmp_path)
    store.write(keys[0], np.arange(3.0))
    assert store.read(keys[0], 3) is not None
    assert [store.read(key, 3) for key in keys[1:]] == [None] * (len(keys) - 1)


def test_the_prediction_at_finite_dimension_is_the_better_one() -> None:
    """At d = 64 the finite-dimensional surface is nearer than the simplex, and the deviation is where it says."""
    result = run_experiment(Experiment(300, 64, (0.3, 0.5), axis(0.5, 2.5, 5), seeds=2))
    near, far = result.deviation("finite"), result.deviation("simplex")
    assert near.largest < 0.02 < far.largest
    i, j = result.experiment.rhos.index(far.rho), result.experiment.gammas.index(far.gamma)
    assert abs((result.contraction_factor - result.simplex).mean(axis=1)[i, j]) == far.largest


@pytest.mark.parametrize(
    "change",
    [
        {"n": 1},
        {"n": 10**6},
        {"d": 2},
        {"rhos": (0.0, 0.5)},
        {"rhos": ()},
        {"gammas": (0.0,)},
        {"seeds": 0},
        {"model": "cube"},
        {"alpha": -1.0},
    ],
)
def test_refusals(change: dict[str, Any]) -> None:
    """What has no phase diagram is refused by name."""
    plan: dict[str, Any] = {"n": 60, "d": 32, "rhos": (0.3,), "gammas": (1.0,)}
    plan |= change
    with pytest.raises(BadInput):
        Experiment(**plan)
