"""The generated pages: they are what the code says now, and what they are made of is complete."""

from __future__ import annotations

from pathlib import Path

import pytest
import reference
import reference_api
import reference_cli
from markdown_text import prose

import critscale
from critscale.cli.command import Command

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMANDS = dict(reference_cli.commands())


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    """`make reference` would change nothing."""
    assert (DOCS / name).read_text(encoding="utf-8") == reference.PAGES[name](), f"docs/{name} is stale: make reference"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help(path: str) -> None:
    """A command, its options and its arguments say what they are."""
    command = COMMANDS[path]
    assert command.help
    parameters = [*command.options, *command.arguments]
    assert [p.name for p in parameters if not p.help] == []


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if isinstance(command, Command)])
def test_every_command_has_an_example(path: str) -> None:
    """The help ends with lines to copy."""
    assert f"```sh\n{path}" in reference_cli.cli_page()


def test_every_command_and_option_is_on_the_page() -> None:
    """The walk reaches the commands of groups, and the page leaves nothing out."""
    page = reference_cli.cli_page()
    assert "critscale experiment phase-diagram" in COMMANDS
    for path, command in COMMANDS.items():
        section = page.split(f"\n## {path}\n")[1].split("\n## ")[0]
        assert [p.flags for p in command.options if f"`{', '.join(p.flags)}" not in section] == [], path


def test_the_page_does_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendered help would be broken at the terminal's width."""
    wide = reference_cli.cli_page()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERMINAL_WIDTH", "40")
    assert reference_cli.cli_page() == wide


def test_every_public_name_is_documented() -> None:
    """Each name of the face has a heading and at least a sentence."""
    page = reference_api.api_page()
    for name in critscale.__all__:
        section = page.split(f"\n### {name}\n")[1].split("\n### ")[0]
        words = [line for line in section.split("```")[2].splitlines() if line.strip()]
        assert words, name


def test_every_parameter_of_a_public_function_is_documented() -> None:
    """A docstring names what the signature takes, in so many words or by reference to another function."""
    for name in critscale.__all__:
        item = reference_api._find(name)
        if item.kind.value == "function":
            text = item.docstring.value
            missing = [p.name for p in item.parameters if p.name not in text]
            assert missing == [] or "are those of" in text, name


def test_markup_in_plain_text_is_escaped() -> None:
    """A pattern is no emphasis, a condition no tag; code stays as it is."""
    assert prose("A*.cosine* and 0 <= rho < 1, 2 * 3") == r"A\*.cosine\* and 0 <= rho < 1, 2 * 3"
    assert prose("``a*b*c`` and <tag> of beta_n, |q|") == r"`a*b*c` and \<tag> of beta_n, \|q\|"
