"""An existing Dask cluster as an executor.

Distributed's own ``Client.get_executor`` fails when a worker dies while its result is fetched: the task is computed again,
but the future has lost its status by then and the executor takes the result for an error (seen in distributed
2026.8, ``cfexecutor._cascade_future``).  This one asks for the result until it has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from ..theory.errors import BadInput

RETRIES = 3
TIMEOUT_SECONDS = 10


class ClusterExecutor(Executor):
    """Tasks on a Dask cluster, as `concurrent.futures` sees them.

    Parameters
    ----------
    client : distributed.Client
        A connected client; it is not closed.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Send a task to the cluster; a worker that dies costs one of its tries."""
        remote = self._client.submit(function, *arguments, **named, pure=False, retries=RETRIES)
        local: Future[Any] = Future()

        def transfer(done: Any) -> None:
            if not local.set_running_or_notify_cancel():
                return
            try:
                local.set_result(done.result())
            except BaseException as error:  # noqa: BLE001  (whatever it is belongs to whoever asks for the result)
                local.set_exception(error)

        remote.add_done_callback(transfer)
        return local


@contextmanager
def cluster(address: str) -> Iterator[Executor | None]:
    """Connect to the scheduler at an address such as ``tcp://host:8786``.

    Raises
    ------
    BadInput
        If distributed is not installed, or nothing answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BadInput("--scheduler", "it needs distributed", "pip install 'critscale[dask]'") from None
    connect: Any = Client  # without types
    try:
        client = connect(address, timeout=TIMEOUT_SECONDS)
    except (OSError, ValueError) as error:
        why = (str(error) or "no answer").splitlines()[0]
        raise BadInput(f"--scheduler {address}", why, "start one with 'dask scheduler', give tcp://host:port") from None
    with client:
        yield ClusterExecutor(client)
