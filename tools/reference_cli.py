"""The page ``docs/cli.md``, from the commands themselves: no help text is rendered, that depends on the terminal's width."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_text import BY_HAND, code, fence, page, prose, table

from critscale.cli.app import PROGRAM, app, main
from critscale.cli.command import REQUIRED, Command, CommandParameter, Group, is_example, paragraphs


def commands(group: Group = app, path: str = PROGRAM) -> Iterator[tuple[str, Command | Group]]:
    """Yield every command below one with the words that call it, groups before their members, in order of the alphabet."""
    for name in sorted(group.names):
        inner = group.find(name)
        yield f"{path} {name}", inner
        if isinstance(inner, Group):
            yield from commands(inner, f"{path} {name}")


def cli_page() -> str:
    """Return the whole page."""
    found = list(commands())
    return page(
        [
            "# Command line",
            BY_HAND,
            prose(f"{paragraphs(app.help)[0]} {app.epilog} Every command has `--help`, which begins with an example."),
            table(
                ("command", "what it does"),
                ((f"[`{path}`](#{_anchor(path)})", prose(paragraphs(inner.help)[0])) for path, inner in found),
            ),
            "## Exit codes",
            table(("code", "when"), _exit_codes()),
            "A bad input gets one line on standard error: what, why, and how to mend it.",
            f"## {PROGRAM}",
            fence("", app.usage(PROGRAM)),
            _table("option", app.options),
            *(part for path, inner in found for part in _section(path, inner)),
        ]
    )


def _anchor(path: str) -> str:
    return re.sub(r"[^\w-]", "", path.lower().replace(" ", "-"))


def _exit_codes() -> Iterator[tuple[str, str]]:
    """Read the codes where they are documented: the first line of `main`."""
    yield from re.findall(r"(\d+) ([^,.:]+)", (main.__doc__ or "").splitlines()[0])


def _section(path: str, command: Command | Group) -> list[str]:
    parts = paragraphs(command.help)
    examples = [part for part in parts if is_example(part, path)]
    return [
        f"## {path}",
        fence("", command.usage(path)),
        *(prose(part) for part in parts if part not in examples),
        _table("argument", command.arguments),
        _table("option", command.options),
        fence("sh", "\n".join(examples)) if examples else "",
    ]


def _table(kind: str, parameters: list[CommandParameter]) -> str:
    if not parameters:
        return ""
    rows = [(code(p.spelling), prose(p.help), _default(p)) for p in parameters]
    return table((kind, "meaning", "default"), rows) if kind == "option" else table((kind, "meaning"), (r[:2] for r in rows))


def _default(parameter: CommandParameter) -> str:
    text = parameter.default_text
    return code(text) if text and parameter.default is not REQUIRED else text
