"""The pool of the commands: Ctrl-C ends a task and leaves the workers, so that nothing hangs."""

from __future__ import annotations

import os
import signal
import time

import pytest

from critscale.cli.pool import Pool
from critscale.cli.running import executor

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")


def _press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)


def test_ctrl_c_ends_what_runs_and_what_waits() -> None:
    """The task fails with KeyboardInterrupt, those handed out after it too, and the pool closes."""
    with Pool(1) as pool:
        pressed, waiting = pool.submit(_press), pool.submit(time.sleep, 10)
        start = time.perf_counter()
        for future in (pressed, waiting):
            with pytest.raises(KeyboardInterrupt):
                future.result()
        assert time.perf_counter() - start < 8


def test_ctrl_c_does_not_kill_an_idle_worker() -> None:
    """The pool is not broken by it: the worker answers, though it takes no more work."""
    with Pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        time.sleep(0.2)
        with pytest.raises(KeyboardInterrupt):
            pool.submit(os.getpid).result()


def test_a_pool_is_closed_behind_its_command() -> None:
    """What waited is cancelled, what runs is awaited, and nothing is taken any more."""
    with executor(2, 2) as pool:
        assert pool is not None
        futures = [pool.submit(time.sleep, 0.2) for _ in range(40)]
    assert any(future.cancelled() for future in futures) and all(future.done() for future in futures)
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(os.getpid)
