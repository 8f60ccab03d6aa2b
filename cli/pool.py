"""Worker processes: a task that ends its process is lost alone, and no worker outlives its command.

The pool of the standard library breaks as a whole when one worker dies, and does not tell which task killed it.  Here each
worker has one task at a time, so the task is known; a new worker takes the place of the dead one.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context, get_start_method, parent_process
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

from ..numerics.processes import death_with_the_parent

P = ParamSpec("P")
T = TypeVar("T")

SECONDS_TO_END = 5


class WorkerDied(RuntimeError):
    """A task ended the process that it ran in."""


class Pool(Executor):
    """Processes, each with one task at a time.

    Ctrl-C is the parent's affair: workers do not heed it, and `shutdown` with ``cancel_futures`` ends those at work.

    Parameters
    ----------
    workers : int
        How many processes.
    """

    def __init__(self, workers: int) -> None:
        self._lock = Lock()
        self._closing = False
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(get_start_method()) for _ in range(workers)]  # forked before there are threads
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit a task; its future raises `WorkerDied` if it ends its process."""
        return self._threads.submit(self._run, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks, end the workers, with ``cancel_futures`` in the midst of their tasks."""
        self._threads.shutdown(wait=not cancel_futures, cancel_futures=cancel_futures)
        with self._lock:
            self._closing = True
            for worker in self._workers:
                worker.end(now=cancel_futures)
        self._threads.shutdown(wait=wait)

    def _run(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        worker = self._idle.get()
        try:
            return worker.run(fn, args, kwargs)
        except WorkerDied:
            with self._lock:
                if not self._closing:
                    self._workers.remove(worker)
                    worker = _Worker("spawn")  # a fork beside threads may hang
                    self._workers.append(worker)
            raise
        finally:
            self._idle.put(worker)


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self, method: str) -> None:
        context = get_context(method)
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()

    def run(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        """Return what the task returns, or raise what it raises."""
        try:
            self.pipe.send((fn, args, kwargs))
            error, value = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(SECONDS_TO_END)
            raise WorkerDied(f"it ended its process ({_how(self.process.exitcode)})") from None
        if error is not None:
            raise error
        found: T = value
        return found

    def end(self, *, now: bool) -> None:
        """End the process, in the midst of its task if that is asked for."""
        if now:
            self.process.kill()
        elif self.process.is_alive():
            with suppress(OSError):  # it may end between the question and the word
                self.pipe.send(None)
        self.process.join(SECONDS_TO_END)


def _how(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        return signal.Signals(-exit_code).name
    except ValueError:
        return f"signal {-exit_code}"


def _serve(pipe: Connection) -> None:
    """Run tasks until there is None.  What they print goes to standard error: standard output is the command's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _end_with_the_parent()
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    while True:
        try:
            task = pipe.recv()
        except Exception as error:  # noqa: BLE001  (a task that cannot be read here is its caller's)
            pipe.send((_portable(error), None))
            continue
        if task is None:
            return
        fn, args, kwargs = task
        answer: tuple[BaseException | None, Any]
        try:
            answer = (None, fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001  (whatever it is belongs to whoever asks for the result)
            answer = (_portable(error), None)
        try:
            pipe.send(answer)
        except OSError:
            return  # nobody waits for it
        except Exception as error:  # noqa: BLE001  (a result that cannot travel)
            pipe.send((_portable(error), None))


def _portable(error: BaseException) -> BaseException:
    """Return an error that can travel: itself, without where it came from, or its words."""
    import pickle

    error.__cause__ = error.__context__ = error.__traceback__ = None  # some libraries pickle them too, however deep
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001  (whatever its class does wrong)
        return RuntimeError(f"{type(error).__name__} that cannot travel between processes")
    return error


def _end_with_the_parent() -> None:
    """End this process when its parent ends, however that ends."""
    parent = parent_process()
    if parent is None:
        return
    if ask := death_with_the_parent():  # a thread cannot watch while a task sits in one call of C; the kernel can
        ask()

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()
