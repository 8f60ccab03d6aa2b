"""How words become values: the parser, and the help it prints."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.cli.app import app
from critscale.cli.command import REQUIRED, Command, argument, command, option, setting, whole
from critscale.numerics.settings.words import WORDS
from critscale.theory.errors import CritscaleError

from ..terminal import Terminal


@command(
    argument("FILE", "A file."),
    argument("REST", "More.", (), repeated=True),
    option("--jobs -j JOBS", "How many.", 4, read=whole(1, 9)),
    option("--kappa KAPPA", "A number."),
    option("--set NAME=VALUE", "Settings.", repeated=True, name="pairs"),
    option("--quick -q", "Fast."),
    option("--quiet -s", "Silent."),
    option("--need X", "It is needed.", REQUIRED),
)
def small(**values: Any) -> None:
    """Do something.

    critscale small --need X file
    """
    SEEN.append(values)


SEEN: list[dict[str, Any]] = []
NOTHING = {"file": "f", "rest": (), "jobs": 4, "kappa": None, "pairs": (), "quick": False, "quiet": False, "need": "x"}


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("f --need x", {}),
        ("--need=x f", {}),
        ("f --need y --need x", {}),
        ("f --need x --kappa -6:6", {"kappa": "-6:6"}),
        ("f --need x --kappa=-1/2", {"kappa": "-1/2"}),
        ("f --need x a -qj2 b", {"quick": True, "jobs": 2, "rest": ("a", "b")}),
        ("f --need x --set a=1 --set b=2", {"pairs": ("a=1", "b=2")}),
        ("f --need x --jo 3 --quie", {"jobs": 3, "quiet": True}),
        ("--need x -- f --quick", {"rest": ("--quick",)}),
    ],
)
def test_words_become_values(words: str, values: dict[str, Any]) -> None:
    """Options anywhere, their values as they stand, what is not given at its default."""
    small.run("critscale small", words.split())
    assert SEEN.pop() == {**NOTHING, **values}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("f", "--need: missing; see 'critscale small --help'"),
        ("--need x", "FILE: missing"),
        ("f --need", "option --need: requires argument"),
        ("f --need --quick", "option --need: requires argument, and --quick is an option"),
        ("f --need x --jobs 10", "--jobs 10: no such number; give a whole number 1 to 9"),
        ("f --need x -j 0", "-j 0: no such number"),
        ("f --need x -j -1", "-j -1: no such number"),
        ("f --need x --jobs ٣", "no such number"),
        ("f --need x --quick=1", "option --quick: must not have an argument"),
        ("f --need x --qui", "option --qui: not a unique prefix"),
        ("f --need x --neeed y", "option '--neeed': no such name; did you mean '--need'?"),
        ("f --need x -z", "option '-z': no such name"),
    ],
)
def test_refusals(words: str, said: str) -> None:
    """One line that names the option, and nothing runs."""
    with pytest.raises(CritscaleError) as refusal:
        small.run("critscale small", words.split())
    assert said in str(refusal.value) and "\n" not in str(refusal.value) and SEEN == []


def test_one_word_too_many(terminal: Terminal) -> None:
    """A command without a list of arguments takes no more than it names."""
    line = "critscale: two: one word too many; see 'critscale classify --help'\n"
    assert terminal.refuses("classify", "one", "two") == line


def test_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Anywhere among the words: a line to copy first, then how it is called, then what each option is."""
    assert small.run("critscale small", ["f", "--nonsense", "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Example: critscale small --need X file\nUsage: critscale small [OPTIONS] --need X FILE [REST]...\n")
    assert "[default:" in text and "[required]" in text
    assert SEEN == []


def test_every_word_of_a_setting_is_an_option() -> None:
    """What `evaluate` takes in Python it takes in a terminal, with the same meaning; a new word needs no other line."""
    found = app.find("evaluate")
    assert isinstance(found, Command)
    assert {p.name: p.help for p in found.options if p.name in WORDS} == WORDS
    assert [p.name for p in setting("dim", n="10")] == ["n", "dim"]


@pytest.mark.parametrize("name", app.names)
def test_a_command_is_named_like_its_module(name: str) -> None:
    """The name leads to it, and its summary is one line of the help."""
    assert app.find(name).help.strip()
