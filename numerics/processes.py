"""Processes that end with the one that started them, however that ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

LINUX_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of Linux's ``prctl``."""


def death_with_the_parent() -> Callable[[], None] | None:
    """Return what a new process has to call so that the kernel ends it with its parent; None where no kernel does that.

    The parent is the thread that starts it.  What the call needs is loaded here, so that it can stand between fork and exec.
    """
    if sys.platform != "linux":
        return None
    import ctypes

    try:
        prctl = ctypes.CDLL(None).prctl
    except (AttributeError, OSError):
        return None

    def ask() -> None:
        prctl(LINUX_DEATH_SIGNAL, signal.SIGKILL)

    return ask
