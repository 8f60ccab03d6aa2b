"""Fuzzing of the command line: whatever the words, an answer or one line, in bounded time and memory, and nothing half-written.

Lines run in this process, as the program's own ``run`` does; a few in processes of their own.  `CRITSCALE_FUZZ=N` tries 5 N.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from critscale.cli.app import run

from .bounds import TooSlow, acceptable, bounded
from .command_lines import command_line
from .generators import MANY, Tally, cases

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="limits are POSIX"),
    pytest.mark.filterwarnings("ignore"),  # of numpy and matplotlib, which no command raises
]

PARTS = 8
SHARE = 15
LINES_A_CASE = 5
CONFIG = {"model_type": "llama", "max_position_embeddings": 4096, "head_dim": 128, "rope_scaling": {"rope_type": "yarn", "factor": 4.0}}


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
