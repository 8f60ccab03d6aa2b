"""What a refusal says to do can be typed: options and commands that it names are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import reference_cli

import critscale
from critscale.cli.app import PROGRAM, app

from ..terminal import Terminal

PACKAGE = Path(critscale.__file__).resolve().parent
ROOMS = ("theory", "numerics", "proofs", "measure", "audit", "pictures", "handbook", "cli")
COMMANDS = {PROGRAM: app, **dict(reference_cli.commands())}
OPTIONS = {flag for command in COMMANDS.values() for option in command.options for flag in option.flags} | {"--help"}
REFUSALS = {"BadInput", "NoSuchQuantity", "NotCertain", "UnknownName", "among"}
EXAMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "myclaims.py")


def refusals() -> list[tuple[str, str]]:
    """Return where a refusal is raised and the text of its arguments, what is filled in as ``{}``."""
    found = []
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in REFUSALS:
                parts = [_text(part) for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.Constant | ast.JoinedStr)]
                found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", " | ".join(parts)))
    return found


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(_text(part) if isinstance(part, ast.Constant) else "{}" for part in getattr(node, "values", []))


def untypeable(text: str) -> list[str]:
    """Return the options and commands that a text names and nobody has."""
    options = [flag for flag in re.findall(r"(?<![\w-])--[a-z][\w-]*", text) if flag not in OPTIONS]
    calls = [name for name in re.findall(rf"['`]{PROGRAM} ([a-z-]+)", text) if f"{PROGRAM} {name}" not in COMMANDS]
    return options + calls


def test_every_option_and_command_that_a_refusal_names_is_there() -> None:
    """Read off the code: all that is raised, in every room."""
    found = refusals()
    assert len(found) > 300 and sum("--" in text for _, text in found) > 40
    assert {where: bad for where, text in found if (bad := untypeable(text))} == {}
    assert untypeable("see --nothing, or 'critscale nothing'") == ["--nothing", "nothing"]


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ("extend --law yarn --from 4096 --to 8192", "give self_weight (--p) or gap (--gap)"),
        ("extend --law yarn --from 4096 --to 8192 --p 0.5 --gap 3", "and not both"),
        ("phase --n 100 --rho 0.3", "gamma (--gamma), beta (--beta), kappa (--kappa) and critical (--critical)"),
        ("laws zzz", "see 'critscale laws'"),
        ("evaluate zzz --n 10 --rho 0.3 --beta 1", "see 'critscale evaluate --list'"),
        ("formula zzz", "see 'critscale formula --list'"),
        ("verify ZZZ", "see 'critscale verify --list'"),
        ("advise config.json --zzz", "see 'critscale advise --help'"),
        ("classify dysco", "see 'critscale laws dysco --source'"),
        ("classify yarn --rho 0.3", "give both (--beta0, --rho), or neither"),
        ("plot laws yarn --p 0.5", "give trained (--from)"),
        (f"verify {EXAMPLE} Mine.v1.cosine_below_rho --twins", "leave out --twins, or give it one"),
    ],
)
def test_a_mend_names_what_to_type(terminal: Terminal, words: str, mend: str) -> None:
    """The option or the command that mends, by its name on the command line."""
    assert mend in terminal.refuses(*words.split())
