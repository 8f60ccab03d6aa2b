"""The command line in the process of a test: what it prints, and how it refuses."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
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
