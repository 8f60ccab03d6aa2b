"""The working precision of the balls, kept safe between threads.

python-flint has one working precision for the whole process.  Whoever computes with balls holds `LOCK` from setting
the precision to the last operation, so results do not depend on what other threads do.
"""

from __future__ import annotations

import os
from threading import RLock

from flint import ctx

LOCK = RLock()
"""Held by whoever computes with balls; re-entrant, so that one computation may raise the precision inside another."""

if hasattr(os, "register_at_fork"):
    # A worker process forked while another thread holds the lock would wait for it for ever.
    os.register_at_fork(before=LOCK.acquire, after_in_parent=LOCK.release, after_in_child=LOCK.release)


class working_precision:
    """Compute with balls of ``bits`` bits inside the block, in this thread alone.

    Parameters
    ----------
    bits : int
        Precision of midpoints, at least 2.
    """

    __slots__ = ("_bits", "_saved")

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def __enter__(self) -> None:
        LOCK.acquire()
        self._saved = ctx.prec
        try:
            ctx.prec = self._bits
        except BaseException:
            LOCK.release()
            raise

    def __exit__(self, *_: object) -> None:
        ctx.prec = self._saved
        LOCK.release()


def precision() -> int:
    """Return the working precision in bits; meaningful while `LOCK` is held."""
    return int(ctx.prec)


def bits_of(digits: int) -> int:
    """Return how many bits hold ``digits`` decimal digits: at least digits log2(10), by less than one in 10^4."""
    return -(-digits * 3322 // 1000)
