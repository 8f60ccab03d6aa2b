"""What holds of every run of a command: bounded time and memory, an exit code, one line for a refusal, nothing half-written."""

from __future__ import annotations

import json
import re
import resource
import signal
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from critscale.numerics.files import SCRATCH

SECONDS = 10
BYTES = 2 * 2**30
LONGEST = 1400
ASIDE = re.compile(r"critscale: (warning: |--?\S+ \S+ is read as |\w+ \S+ is read as |finished rows |.*k is 1024)")


class TooSlow(BaseException):
    """A line took longer than `SECONDS` of this process's time."""


@contextmanager
def bounded() -> Iterator[None]:
    """End what takes too long or too much memory, with an error that nothing catches."""

    def late(number: int, frame: object) -> None:
        raise TooSlow

    before, handler = resource.getrlimit(resource.RLIMIT_DATA), signal.signal(signal.SIGVTALRM, late)
    pages = int(Path("/proc/self/statm").read_text().split()[5]) if Path("/proc/self/statm").exists() else 0
    resource.setrlimit(resource.RLIMIT_DATA, (pages * resource.getpagesize() + BYTES, before[1]))
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)
        resource.setrlimit(resource.RLIMIT_DATA, before)


def acceptable(words: list[str], code: int, out: str, err: str, folder: Path) -> None:
    """Assert what holds of every run."""
    assert code in (0, 1, 2), code
    lines = [line for line in err.splitlines() if not ASIDE.match(line)]
    assert len(lines) == (code == 2) and all(len(line) < LONGEST for line in err.splitlines()), err[:2000]
    assert code != 2 or err.splitlines()[-1].startswith("critscale: "), err[:2000]
    assert code != 2 or not out or words[0] in ("verify", "plot"), out[:2000]
    assert not {c for c in out + err if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n", "\u2061"}
    assert not [path for path in folder.rglob(f"{SCRATCH}*")]
    options = words[: words.index("--")] if "--" in words else words
    if code == 0 and "--json" in options and "--help" not in options and words[0] != "plot":
        json.loads(out)
