"""The pool of the commands: a task that ends its process is lost alone, and no worker outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NoReturn

import pytest

from critscale.cli.pool import Pool, WorkerDied
from critscale.cli.running import executor

from ..terminal import alive

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")


class Unportable(Exception):
    """An error that cannot be pickled."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("not this one")


def _raise(error: type[BaseException]) -> None:
    raise error


def _unportable() -> None:
    raise Unportable


def _local() -> Callable[[], None]:
    return lambda: None


def test_the_task_that_ends_its_process_is_known() -> None:
    """It alone fails, what waits is done by another worker, and how the process ended is said."""
    with Pool(2) as pool:
        futures: list[Future[Any]] = [pool.submit(os._exit, 7), pool.submit(os.kill, 0, 0), pool.submit(os.abort)]
        others = [pool.submit(abs, -k) for k in range(20)]
        assert [f.result() for f in others] == list(range(20)) and futures[1].exception() is None
        with pytest.raises(WorkerDied, match="exit code 7"):
            futures[0].result()
        with pytest.raises(WorkerDied, match="SIGABRT"):
            futures[2].result()


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit, KeyboardInterrupt, GeneratorExit])
def test_an_error_is_the_task_s(error: type[BaseException]) -> None:
    """Whatever it is, the future has it, and the worker takes the next task."""
    with Pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        assert type(pool.submit(_raise, error).exception()) is error
        assert pool.submit(os.getpid).result() == worker


def test_what_cannot_travel_is_said() -> None:
    """A task, a result, an error: each is its future's, and the pool stands."""
    with Pool(1) as pool:
        with pytest.raises(Exception, match=r"pickle|local object"):
            pool.submit(lambda: None).result()
        with pytest.raises(Exception, match=r"pickle|travel|local object"):
            pool.submit(_local).result()
        with pytest.raises(RuntimeError, match="Unportable that cannot travel"):
            pool.submit(_unportable).result()
        assert pool.submit(abs, -1).result() == 1


def test_ctrl_c_is_the_parent_s_affair() -> None:
    """A worker does not heed it, neither at work nor idle."""
    with Pool(1) as pool:
        worker = pool.submit(os.getpid).result()
        os.kill(worker, signal.SIGINT)
        future = pool.submit(time.sleep, 0.3)
        time.sleep(0.1)
        os.kill(worker, signal.SIGINT)
        assert future.result() is None and pool.submit(os.getpid).result() == worker


def test_a_pool_is_closed_behind_its_command() -> None:
    """What waited is cancelled, what runs is ended, and nothing is taken any more."""
    start = time.perf_counter()
    with executor(2, 2) as pool:
        assert pool is not None
        workers = [pool.submit(os.getpid).result() for _ in range(2)]
        futures = [pool.submit(time.sleep, 60) for _ in range(40)]
        time.sleep(0.2)
    assert time.perf_counter() - start < 10
    assert any(future.cancelled() for future in futures) and all(future.done() for future in futures)
    assert not any(alive(worker) for worker in workers)
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(os.getpid)


PARENT = """
import os, time
from critscale.cli.pool import Pool

pool = Pool(3)
print(*{w.process.pid for w in pool._workers}, flush=True)
[pool.submit(time.sleep, 60) for _ in range(2)]
time.sleep(60)
"""


def test_workers_end_with_their_parent() -> None:
    """However it ends: killed, it can tell them nothing."""
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    workers = [int(word) for word in process.stdout.readline().split()]
    assert len(workers) == 3 and all(alive(worker) for worker in workers)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 10
    while any(alive(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(alive(worker) for worker in workers)
