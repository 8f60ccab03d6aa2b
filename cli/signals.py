"""What ends a command from outside: Ctrl-C, and the request to terminate that `timeout` and CI send.

Both raise where the command stands, and are remembered: one that falls into a callback which swallows exceptions is not
lost.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HEEDED = (signal.SIGINT, signal.SIGTERM)
OFFSET = 128
"""A command that a signal ended exits with this and its number, as in a shell."""
SOON = 0.05
"""Seconds until a signal is sent once more."""


class _Received:
    number = 0


@contextmanager
def heeded() -> Iterator[None]:
    """Raise KeyboardInterrupt for every signal of `HEEDED`; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: object) -> None:
        _Received.number = number
        raise KeyboardInterrupt

    def again(unraisable: sys.UnraisableHookArgs) -> None:
        """Send a signal once more that fell into a callback, such as one of the garbage collector, and was lost there."""
        if unraisable.exc_type is KeyboardInterrupt:
            threading.Timer(SOON, os.kill, (os.getpid(), _Received.number or signal.SIGINT)).start()
        else:
            hook(unraisable)

    before = {number: signal.signal(number, handle) for number in HEEDED}
    hook, sys.unraisablehook = sys.unraisablehook, again
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)
        _Received.number = 0


def received() -> int:
    """Return the signal that came last, 0 where none did."""
    return _Received.number


def terminated() -> bool:
    """Tell whether the request to terminate came: what is not needed is not begun any more."""
    return _Received.number == signal.SIGTERM


def exit_code() -> int:
    """Return what a command that was ended from outside exits with."""
    return OFFSET + (_Received.number or signal.SIGINT)
