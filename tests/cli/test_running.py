"""The pool of the commands: Ctrl-C ends a task and leaves the workers, so that nothing hangs."""

from __future__ import annotations

import os
import signal
import time

import pytest

from critscale.cli.running import Pool

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")


def _press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)


def test_ctrl_c_ends_a_task_and_no_worker() -> None:
    """The task fails with KeyboardInterrupt, and the same process takes the next one."""
    with Pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        with pytest.raises(KeyboardInterrupt):
            pool.submit(_press).result()
        assert pool.submit(os.getpid).result() == worker


def test_ctrl_c_does_not_wake_an_idle_worker() -> None:
    """A worker that waits for work goes on waiting."""
    with Pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        for _ in range(3):
            os.kill(worker, signal.SIGINT)
            time.sleep(0.1)
        assert pool.submit(os.getpid).result() == worker
