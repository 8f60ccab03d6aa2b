"""The page ``docs/cli.md``, from the commands themselves.

The tree of commands is walked, and no help text is rendered: that depends on the terminal's width and on the parser's
version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath
from typing import Any

import typer.main
from markdown_text import BY_HAND, code, fence, page, paragraphs, prose, table

from critscale.cli.app import app, main

Command = Any
"""A command or parameter of the parser, whichever library brings it: typer carries its own since 0.26."""
PROGRAM = "critscale"


def commands(command: Command | None = None, path: str = PROGRAM) -> Iterator[tuple[str, Command]]:
    """Yield every command below one with the words that call it, groups before their members, in order of the alphabet."""
    command = typer.main.get_command(app) if command is None else command
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        if not inner.hidden:
            yield f"{path} {name}", inner
            yield from commands(inner, f"{path} {name}")


def options(command: Command) -> list[Command]:
    """Return the visible options, without ``--help``."""
    return [p for p in command.params if p.param_type_name == "option" and not p.hidden and p.name != "help"]


def arguments(command: Command) -> list[Command]:
    """Return the positional arguments."""
    return [p for p in command.params if p.param_type_name == "argument" and not p.hidden]


def cli_page() -> str:
    """Return the whole page."""
    root = typer.main.get_command(app)
    found = list(commands())
    return page(
        [
            "# Command line",
            BY_HAND,
            prose(f"{root.help} {root.epilog} Every command has `--help`."),
            table(
                ("command", "what it does"),
                ((f"[`{path}`](#{_anchor(path)})", prose(_summary(inner))) for path, inner in found),
            ),
            "## Exit codes",
            table(("code", "when"), _exit_codes()),
            "A bad input gets one line on standard error: what, why, and how to mend it.",
            f"## {PROGRAM}",
            fence("", f"{PROGRAM} [OPTIONS] COMMAND [ARGUMENTS]..."),
            _options(root),
            *(part for path, inner in found for part in _section(path, inner)),
        ]
    )


def _anchor(path: str) -> str:
    return re.sub(r"[^\w-]", "", path.lower().replace(" ", "-"))


def _summary(command: Command) -> str:
    return paragraphs(command.help)[0]


def _exit_codes() -> Iterator[tuple[str, str]]:
    """Read the codes where they are documented: the first line of `main`."""
    yield from re.findall(r"(\d+) ([^,.:]+)", (main.__doc__ or "").splitlines()[0])


def _section(path: str, command: Command) -> list[str]:
    examples = [" ".join(p.split()) for p in paragraphs(command.help) if _is_example(p, path)]
    return [
        f"## {path}",
        fence("", _usage(path, command)),
        *(prose(p) for p in paragraphs(command.help) if not _is_example(p, path)),
        _arguments(command),
        _options(command),
        fence("sh", "\n".join(examples)) if examples else "",
    ]


def _is_example(paragraph: str, path: str) -> bool:
    return paragraph.strip().startswith(f"{path} ") or paragraph.strip() == path


def _usage(path: str, command: Command) -> str:
    if hasattr(command, "commands"):
        return f"{path} COMMAND [ARGUMENTS]..."
    needed = [f"{p.opts[0]} {_value(p)}" for p in options(command) if p.required]
    rest = ["[OPTIONS]"] if len(options(command)) > len(needed) else []
    return " ".join([path, *rest, *needed, *map(_argument, arguments(command))])


def _argument(parameter: Command) -> str:
    name = parameter.metavar or parameter.name.upper()
    name = name if parameter.required else f"[{name}]"
    return f"{name}..." if parameter.nargs == -1 or getattr(parameter, "multiple", False) else name


def _value(parameter: Command) -> str:
    return "" if parameter.is_flag else str(parameter.metavar or parameter.name.upper())


def _arguments(command: Command) -> str:
    rows = [(code(_argument(p)), prose(p.help or "")) for p in arguments(command)]
    return table(("argument", "meaning"), rows) if rows else ""


def _options(command: Command) -> str:
    rows = [(code(_spelling(p)), prose(p.help or ""), _default(p)) for p in options(command)]
    return table(("option", "meaning", "default"), rows) if rows else ""


def _spelling(parameter: Command) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return f"{names} {_value(parameter)}".rstrip()


def _default(parameter: Command) -> str:
    if parameter.required:
        return "required"
    value = parameter.default
    if parameter.is_flag or not parameter.show_default or value is None or value == "":
        return ""
    values = value if isinstance(value, list | tuple) else (value,)
    return ", ".join(code(_text(item)) for item in values)


def _text(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value
    return value.as_posix() if isinstance(value, PurePath) else str(value)
