"""The command line in the process of a test: what it prints, how it refuses, and whether a process is left of it."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any

import pytest

from critscale.cli.app import run


@dataclass(frozen=True)
class Terminal:
    """Runs commands and reads what they print."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str, code: int = 0) -> str:
        """Return what a command prints; it ends with this exit code."""
        assert run(words) == code
        return self.capsys.readouterr().out

    def json(self, *words: str) -> Any:
        """Return the JSON that a command prints."""
        return json.loads(self(*words, "--json"))

    def refuses(self, *words: str) -> str:
        """Return the one line of a refusal: what, why, mend on stderr, nothing on stdout, exit code 2."""
        assert run(words) == 2
        out, err = self.capsys.readouterr()
        assert out == "" and re.fullmatch(r"critscale: [^\n]+\n", err)
        return err


def on_a_screen(words: Sequence[str], columns: int) -> tuple[int, str]:
    """Return the exit code of a command, and what it prints on a pseudo-terminal of so many columns."""
    fcntl, pty, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "termios"))
    shows, prints = pty.openpty()
    fcntl.ioctl(prints, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    found: list[bytes] = []

    def look() -> None:
        with suppress(OSError):  # the end of a pseudo-terminal on Linux
            while part := os.read(shows, 1 << 16):
                found.append(part)

    looks = Thread(target=look)
    looks.start()
    with os.fdopen(prints, "w", encoding="utf-8") as screen, redirect_stdout(screen):
        code = run(words)
    looks.join()
    os.close(shows)
    return code, b"".join(found).decode().replace("\r\n", "\n")


def plain(screen: str) -> str:
    """Return what a screen shows without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", screen)


def alive(process: int) -> bool:
    """Tell whether a process is there and does not only wait to be reaped."""
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout
        return bool(state.strip()) and not state.startswith("Z")
    return False
