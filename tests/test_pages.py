"""The pages: every command shown on them is run, and prints what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from critscale.cli.app import run

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def shown() -> list[tuple[str, str, str]]:
    """Return (page, command, what the page shows) for each command of each console block."""
    found = []
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                found.append((page.name, command, output))
    return found


def matches(expected: str, printed: str) -> bool:
    """Tell whether the output is as shown; a line ``...`` stands for any lines, ``...`` in a line for any text."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
        for line in expected.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


@pytest.mark.parametrize(("page", "command", "output"), shown(), ids=lambda x: x.splitlines()[0] if x else "")
def test_a_command_prints_what_the_page_shows(
    page: str, command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run it and compare."""
    monkeypatch.chdir(ROOT)
    program, *words = shlex.split(command)
    assert program == "critscale", page
    run(words)
    printed = capsys.readouterr().out
    assert matches(output, printed), printed


def test_the_pages_show_commands() -> None:
    """The test above has something to run."""
    assert len(shown()) > 8


def test_a_page_that_shows_something_else_is_noticed() -> None:
    """The comparison can fail."""
    assert matches("a\n...\nc\n", "a\nb\nc\n")
    assert matches("a ... c\n", "a b c\n")
    assert not matches("a\nb\n", "a\nc\n")
    assert not matches("a\n", "a\nb\n")
