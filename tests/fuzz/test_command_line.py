"""Fuzzing of the command line: whatever the words, an answer or one line, in bounded time and memory, and nothing half-written.

Lines run in this process, as the program's own ``run`` does; a few in processes of their own.  `CRITSCALE_FUZZ=N` tries 5 N.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from critscale.cli.app import run
from critscale.numerics.files import SCRATCH

from .command_lines import command_line
from .generators import MANY, Tally, cases

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="limits are POSIX"),
    pytest.mark.filterwarnings("ignore"),  # of numpy and matplotlib, which no command raises
]

PARTS = 8
SHARE = 15
LINES_A_CASE = 5
SECONDS = 10
BYTES = 2 * 2**30
LONGEST = 1400
CONFIG = {"model_type": "llama", "max_position_embeddings": 4096, "head_dim": 128, "rope_scaling": {"rope_type": "yarn", "factor": 4.0}}
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


@pytest.mark.parametrize("part", range(PARTS))
def test_command_lines(part: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    tally = Tally()
    for seed, draw in cases(f"lines{part}", SHARE, tally, of=PARTS):
        for _ in range(LINES_A_CASE if MANY else 1):
            words = command_line(draw)
            try:
                with bounded():
                    code = run(words)
                acceptable(words, code, *capsys.readouterr(), tmp_path)
                tally.counts[f"exit {code}"] += 1
            except (Exception, TooSlow) as error:  # noqa: BLE001  (whatever it is, it should not have come through)
                capsys.readouterr()
                tally.fail(seed, f"{type(error).__name__}: {str(error)[:300]}", [word[:60] for word in words])
    tally.judge(**{"exit 0": 0.1, "exit 2": 0.1})


def test_command_lines_as_processes(tmp_path: Path) -> None:
    """A sample as users run them: no traceback, and the same codes."""
    (tmp_path / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    draw = random.Random(f"processes{MANY}")
    for _ in range(MANY // 50 or 3):
        words = [word for word in command_line(draw) if "\0" not in word]
        program = [sys.executable, "-c", "from critscale.cli.app import main; main()", *words]
        done = subprocess.run(program, cwd=tmp_path, capture_output=True, timeout=120)
        assert b"Traceback" not in done.stderr, (words, done.stderr[-2000:])
        acceptable(words, done.returncode, done.stdout.decode(), done.stderr.decode(), tmp_path)
