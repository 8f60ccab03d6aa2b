"""What a terminal shows: every example of the help runs, no line is longer than the screen, no word is cut, verdicts are coloured."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import reference_cli

from critscale.cli.app import PROGRAM, START, app, run
from critscale.cli.command import examples
from critscale.measure.registry import registered

from ..terminal import Terminal, on_a_screen, plain

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {PROGRAM: app, **dict(reference_cli.commands())}
FIRST = {path: next(iter(examples(command.help, path)), "") for path, command in COMMANDS.items()}
ELSEWHERE = {
    "critscale verify": "all claims: test_claims",
    "critscale verify --formal": "the kernel: test_formal_command",
    "critscale verify --certificates out": "all claims",
    "critscale verify A3 --formal --statements a3.v": "the kernel",
    "critscale report --html out": "all claims and pages: test_report_command",
    "critscale report --html out ./myclaims.py": "its pages: test_report_command",
    "critscale measure model-folder --text book.txt --out measured.json": "a model, and torch: tests/measure/models",
    "critscale experiment phase-diagram": "minutes: test_experiment_command",
    "critscale experiment phase-diagram --scheduler tcp://127.0.0.1:8786": "a cluster: test_experiment_command",
}
"""Examples that are run in other tests, if at all, and why."""
DRAWS = ("critscale plot", "critscale report", "critscale experiment")
"""What these print are lines that say what was written: the first example of each is run, on one screen."""
EXAMPLES = [
    example
    for path, command in COMMANDS.items()
    for example in examples(command.help, path)
    if example not in ELSEWHERE and not path.startswith(DRAWS)
]
AS_IT_IS = ("--json", "--latex", "markdown", "cite")
"""Forms that are for programs: their lines stay."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("desk")
    record = next(each.record for each in registered() if each.name.startswith("SmolLM2"))
    (folder / "measured.json").write_text(record.to_json())
    config = json.loads((ROOT / "examples" / "yarn-1m-config.json").read_text())
    config["num_hidden_layers"] = len({head.layer for head in record.heads})
    for name in ("config.json", "old.json"):
        (folder / name).write_text(json.dumps(config))
    shutil.copy(ROOT / "examples" / "mistral4-config.json", folder / "new.json")
    for name in ("row.csv", "myclaims.py", "my.claims"):
        shutil.copy(ROOT / "examples" / name, folder / name)
    (folder / "examples").symlink_to(ROOT / "examples")
    for name in ("before", "after"):
        shutil.copy(ROOT / "examples" / f"report-{name}.json", folder / f"{name}.json")
    random = np.random.default_rng(0)
    q, k = random.standard_normal((2, 2, 256, 8))
    np.savez(folder / "heads.npz", q=q, k=k)
    return folder


@pytest.fixture
def at_the_desk(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in that folder, with a terminal that shows colours."""
    monkeypatch.chdir(desk)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return desk


def test_every_help_begins_with_an_example() -> None:
    """The first line of each is a line to copy, and none of them is one that no test runs."""
    for path, first in FIRST.items():
        code, screen = on_a_screen([*path.split()[1:], "--help"], 80)
        assert code == 0 and screen.replace(" \\\n     ", "").startswith(f"Example: {first}\n"), path
        assert max(map(len, screen.splitlines())) <= 80, path
        assert first and first not in ELSEWHERE, path


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_line_is_longer_and_no_word_is_cut(example: str, columns: int, at_the_desk: Path, terminal: Terminal) -> None:
    """A longer line is one word; the words are those that a pipe gets, but for columns that the table says it has no room for."""
    words = shlex.split(example)[1:]
    code, screen = on_a_screen(words, columns)
    assert code in (0, 1)
    screen = plain(screen)
    if any(form in words for form in AS_IT_IS):
        return
    assert [line for line in screen.splitlines() if len(line) > columns and len(line.split()) > 1] == []
    if columns == 80:
        piped = Counter(terminal(*words, code=code).split())
        shown = Counter(screen.split())
        assert shown == piped or "no room for" in screen, (shown - piped, piped - shown)


def test_what_draws_says_what_it_wrote(at_the_desk: Path) -> None:
    """The first examples of these run, and print lines that fit where their paths do."""
    for path in (path for path in FIRST if path.startswith(DRAWS)):
        words = shlex.split(FIRST[path])[1:]
        if "diagram.npz" in words:
            run(["experiment", "phase-diagram", "--n", "8", "--dim", "4", "--grid", "2x2", "--seeds", "1", "--out", "diagram.npz"])
        code, screen = on_a_screen(words, 80)
        assert code == 0 and max(map(len, plain(screen).splitlines())) <= 80, path


def test_the_name_alone_shows_five_lines_that_run(at_the_desk: Path) -> None:
    """Each is a line of the screen, prints something, and needs no file."""
    code, screen = on_a_screen([], 80)
    assert code == 0 and len(START) == 5 and max(map(len, screen.splitlines())) <= 80
    shown = [line.strip() for line in screen.splitlines() if line.startswith(f"    {PROGRAM} ")]
    assert shown == list(START)
    for line in shown:
        code, answer = on_a_screen(shlex.split(line)[1:], 80)
        assert code == 0 and answer.strip(), line


TWINS = ["verify", "A1.weights.normalised", "--twins", "--quick", "-j", "1"]
COLOURED = "\x1b["


def test_verdicts_are_coloured_on_a_screen_alone(at_the_desk: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words and counts; not a count of 0, not in a pipe, not where NO_COLOR is set or the terminal shows none."""
    assert on_a_screen(TWINS, 80)[1].startswith("\x1b[1;31mREFUTED\x1b[0m   A1")
    screen = on_a_screen(["verify", str(at_the_desk / "myclaims.py"), "--quick", "-j", "1"], 80)[1]
    assert re.search("\x1b\\[32m\\d PROVED\x1b\\[0m, 0 SUPPORTED, \x1b\\[1;31m\\d REFUTED\x1b\\[0m, 0 UNKNOWN", screen)
    assert COLOURED not in terminal(*TWINS)
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as set_:
            set_.setenv(name, value)
            assert COLOURED not in on_a_screen(TWINS, 80)[1]


def test_a_pipe_knows_of_no_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that says how wide a terminal is changes nothing in what is piped, the help included."""
    for words in (["laws", "llama4"], ["laws", "--help"]):
        wide = terminal(*words)
        with monkeypatch.context() as set_:
            set_.setenv("COLUMNS", "40")
            assert terminal(*words) == wide


def test_what_a_table_has_no_room_for_is_said(at_the_desk: Path) -> None:
    """Forty digits leave room for no second column: the numbers go below their layer, each behind its name."""
    words = ["depth", "--n", "1000", "--rho", "0.3", "--critical", "--layers", "3"]
    assert "no room for" not in on_a_screen([*words, "--digits", "10"], 80)[1]
    assert "no room for |x|^2: a wider terminal" in on_a_screen([*words, "--digits", "20"], 80)[1]
    assert "\n    1 - cos: 0." in on_a_screen([*words, "--digits", "40"], 80)[1]
