"""``critscale experiment phase-diagram``: files, refusals, interruption, and a real Dask cluster that loses a worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from critscale.cli.app import run

from ..terminal import Terminal

COMMAND = ["experiment", "phase-diagram", "--n", "60", "--dim", "32", "--grid", "4x3", "--seeds", "2"]


def test_it_writes_arrays_and_a_summary(tmp_path: Path, terminal: Terminal) -> None:
    """The arrays, the summary beside them, nothing else; the deviation is reported."""
    assert run([*COMMAND, "--out", str(tmp_path / "a.npz"), "--jobs", "1"]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "a.npz"]
    arrays = np.load(tmp_path / "a.npz")
    assert arrays["contraction_factor"].shape == arrays["simplex"].shape == arrays["finite"].shape == (4, 2, 3)
    assert arrays["measured_rho"].shape == (4, 2)
    summary = json.loads((tmp_path / "a.json").read_text())
    assert summary["experiment"]["n"] == 60
    largest = summary["deviation"]["simplex"]["largest"]
    assert f"{largest:.4f} off" in terminal.capsys.readouterr().out
    assert terminal.json(*COMMAND, "--out", str(tmp_path / "b.npz"), "--jobs", "2") == summary
    assert (tmp_path / "b.npz").read_bytes() == (tmp_path / "a.npz").read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ["--grid", "0"],
        ["--grid", "2x3x4"],
        ["--grid", "many"],
        ["--rho", "0.5"],
        ["--rho", "0.9:0.1"],
        ["--rho", "0.1:1"],
        ["--gamma", "0:1"],
        ["--tokens", "cube"],
        ["--out", "x.csv"],
        ["--dim", "2"],
    ],
)
def test_refusals(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    """One line, exit 2, nothing written."""
    monkeypatch.chdir(tmp_path)
    terminal.refuses(*COMMAND, *words)
    assert list(tmp_path.iterdir()) == []


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.processes: list[subprocess.Popen[bytes]] = []
        file = directory / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        for _ in range(300):
            if file.exists() and file.read_text():
                break
            time.sleep(0.1)
        self.address: str = json.loads(file.read_text())["address"]
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(directory))
        self.workers = [self._start("worker", self.address, *options) for _ in range(2)]

    def _start(self, kind: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words]
        with (self.directory / f"{kind}.log").open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.directory)
        self.processes.append(process)
        return process

    def close(self) -> None:
        """End the processes."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Start a cluster on loopback, and end it."""
    pytest.importorskip("distributed")
    (tmp_path / "cluster").mkdir()
    found = Cluster(tmp_path / "cluster")
    yield found
    found.close()


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(cluster: Cluster, tmp_path: Path) -> None:
    """Two workers on loopback, one killed in the middle: the result is that of a run here."""
    size = ["experiment", "phase-diagram", "--n", "250", "--dim", "64", "--grid", "12x12", "--seeds", "2"]
    assert run([*size, "--out", str(tmp_path / "here.npz"), "--jobs", "1"]) == 0
    command = [sys.executable, "-m", "critscale", *size, "--out", str(tmp_path / "there.npz")]
    rows = tmp_path / "there.npz.rows"
    program = subprocess.Popen([*command, "--scheduler", cluster.address], cwd=tmp_path, env=os.environ.copy())
    try:
        for _ in range(600):
            if len(list(rows.glob("*.row"))) >= 2:
                break
            time.sleep(0.05)
        done = len(list(rows.glob("*.row")))
        cluster.workers[0].kill()
        assert 2 <= done < 24
        assert program.wait(timeout=120) == 0
    finally:
        program.kill()
    assert cluster.workers[0].wait() != 0 and cluster.workers[1].poll() is None
    assert (tmp_path / "there.npz").read_bytes() == (tmp_path / "here.npz").read_bytes()
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    assert not rows.exists()


def test_no_cluster_is_one_line(tmp_path: Path, terminal: Terminal) -> None:
    """An address where nothing listens is bad input."""
    pytest.importorskip("distributed")
    assert "scheduler" in terminal.refuses(*COMMAND, "--out", str(tmp_path / "a.npz"), "--scheduler", "nonsense://x")
    assert list(tmp_path.iterdir()) == []
