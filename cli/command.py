"""A command: its words, its help, and the function behind it; and a group of commands.

Words are read as GNU programs do: options anywhere, ``--name VALUE`` or ``--name=VALUE``, unique beginnings of names, and
``--`` before what only looks like an option.  A value may begin with a dash, as a negative number does.  The parser is
that of the standard library: one that brings its own stack takes longer to load than an evaluation takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..numerics.settings.words import LENGTHS, NEEDED, ROW_WORDS, WORDS
from ..theory.errors import BadInput, UnknownName, shown
from ..theory.layout import Column, broken, command_lines, fitted_table
from .output import say_verbatim, warn, width

if TYPE_CHECKING:
    from pathlib import Path

    from ..numerics.settings.length import ContextLength

REQUIRED = ...
"""The default of what has to be given."""
HELP = "--help"
UNTOLD, WIDEST = 80, 100
"""Columns of the help where no terminal says how many, and at most."""

Reader = Callable[[str, str], object]
"""From the text of a value, and the name of its option for a refusal, to what the function takes."""


def text(value: str, name: str) -> str:
    """Return the value as it stands: numbers are read where they are used."""
    return value


def _with_flag(value: str, name: str) -> tuple[str, str]:
    return name, value


def path(value: str, name: str) -> Path:
    """Return a path."""
    from pathlib import Path

    return Path(value)


def whole(least: int, most: int | None = None) -> Reader:
    """Return the reader of a whole number of a range."""

    def read(value: str, name: str) -> int:
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 20 else None
        if number is None or number < least or (most is not None and number > most):
            reach = f"from {least} on" if most is None else f"{least} to {most}"
            raise BadInput(f"{name} {shown(value)}", "no such number", f"give a whole number {reach}")
        return number

    return read


def length(value: str, name: str) -> ContextLength:
    """Return a context length or a dimension, and say how it was read where others read another one."""
    from ..numerics.inputs import has_suffix
    from ..numerics.settings.length import ContextLength

    found = ContextLength.parse(value, name.lstrip("-"))
    if has_suffix(value):
        say_count(name, value, found)
    return found


def say_count(name: str, value: str, found: object) -> None:
    """Say how a number of tokens with a suffix was read."""
    warn(f"{name} {shown(value)} is read as {shown(found)}: k is 1024, M is 1024^2")


def tokens(least: int) -> Reader:
    """Return the reader of a number of tokens that can be sampled, from ``least`` on."""

    def read(value: str, name: str) -> int:
        found = length(value, name).exact
        if found is None or found >= 10**20 or found < least:
            raise BadInput(f"{name} {shown(value)}", "no such number of tokens", f"give a whole number from {least} on")
        return found

    return read


class CommandParameter(NamedTuple):
    """An option, or an argument, which has no flags."""

    name: str
    """The function's keyword."""
    flags: tuple[str, ...]
    metavar: str
    """What stands for the value; a switch has none."""
    help: str
    default: Any = None
    read: Reader = text
    repeated: bool = False
    dotted: bool = False
    """Whether a path may follow the flag: ``--override.rope_scaling.factor 4``; all that is given comes as (flag, value)."""

    @property
    def spelling(self) -> str:
        """How it is written: ``--jobs, -j JOBS``, or ``[CLAIMS]...``."""
        if self.flags:
            return f"{', '.join(self.flags)} {self.metavar}".rstrip()
        return (self.metavar if self.default is REQUIRED else f"[{self.metavar}]") + "..." * self.repeated

    @property
    def default_text(self) -> str:
        """The default for a reader of the help; empty where there is nothing to say."""
        if self.default is REQUIRED:
            return "required"
        return str(self.default) if self.metavar and self.default not in (None, "", ()) else ""


def option(
    spelling: str,
    help: str,
    default: Any = None,
    *,
    read: Reader = text,
    repeated: bool = False,
    name: str = "",
    dotted: bool = False,
) -> CommandParameter:
    """Return an option, spelt ``"--jobs -j JOBS"``; without a value it is a switch.

    The default is what the function gets, unread, where nothing is given; what is repeated it gets as a tuple; the keyword
    is that of the first flag if no name is given.  What may be dotted is repeated, each a pair of flag and value.
    """
    read, repeated = (_with_flag, True) if dotted else (read, repeated)
    words = spelling.split()
    flags = tuple(word for word in words if word.startswith("-"))
    metavar = "" if words[-1] in flags else words[-1]
    default = () if repeated else False if not metavar else default
    return CommandParameter(name or flags[0][2:].replace("-", "_"), flags, metavar, help, default, read, repeated, dotted)


def argument(metavar: str, help: str, default: Any = REQUIRED, *, repeated: bool = False) -> CommandParameter:
    """Return an argument; one that is repeated takes all that follow."""
    return CommandParameter(metavar.lower(), (), metavar, help, default, repeated=repeated)


def setting(*names: str, **defaults: str | None) -> tuple[CommandParameter, ...]:
    """Return the options for words of a setting, by name or with a default; all of them where none is named."""
    chosen = {*names, *defaults} or WORDS.keys()
    needed = {name: REQUIRED for name in NEEDED} | defaults
    return tuple(
        option(
            f"--{name}" if name == "critical" else f"--{name} {name.upper()}",
            meaning,
            needed.get(name),
            read=length if name in LENGTHS else text,
        )
        for name, meaning in WORDS.items()
        if name in chosen
    )


def any_row() -> tuple[CommandParameter, ...]:
    """Return the options for words of a row of any scores, beside those of a setting."""
    return tuple(option(f"--{name} {_METAVARS[name]}", meaning) for name, meaning in ROW_WORDS.items())


_METAVARS = {"gaps": "FILE", "scores": "LAW", "needle": "SCORE", "p": "P"}


class Command(NamedTuple):
    """A function of the words that its parameters read; what it returns is the exit code."""

    help: str
    parameters: tuple[CommandParameter, ...]
    function: Callable[..., int | None]

    @property
    def options(self) -> list[CommandParameter]:
        """Those with flags."""
        return [p for p in self.parameters if p.flags]

    @property
    def arguments(self) -> list[CommandParameter]:
        """Those without."""
        return [p for p in self.parameters if not p.flags]

    def usage(self, path: str) -> str:
        """Return how it is called."""
        needed = [p.spelling for p in self.options if p.default is REQUIRED]
        rest = ["[OPTIONS]"] * (len(self.options) > len(needed))
        return " ".join([path, *rest, *needed, *(p.spelling for p in self.arguments)])

    def run(self, path: str, words: Sequence[str]) -> int | None:
        """Run the function on the words, or show the help."""
        if HELP in words:
            return _print_help(self, path)
        return self.function(**self.values(path, words))

    def values(self, path: str, words: Sequence[str]) -> dict[str, Any]:
        """Return the function's keywords.

        Raises
        ------
        BadInput, UnknownName
            If an option is unknown or has no value, a value cannot be read, or a word is missing or too many.
        """
        given, rest = _split(self.options, path, words)
        values: dict[str, Any] = {p.name: p.default for p in self.parameters}
        by_flag = {flag: p for p in self.options for flag in p.flags}
        read = [(by_flag[flag.partition(".")[0]], flag, value) for flag, value in given]
        for p in self.arguments:
            taken, rest = (rest, []) if p.repeated else (rest[:1], rest[1:])
            read += [(p, p.metavar, word) for word in taken]
        if rest:
            raise BadInput(shown(rest[0]), "one word too many", _see(path))
        for p, name, value in read:
            new = p.read(value, name) if p.metavar else True
            before = () if values[p.name] is REQUIRED else values[p.name]
            values[p.name] = (*before, new) if p.repeated else new
        for p in self.parameters:
            if values[p.name] is REQUIRED:
                raise BadInput(p.flags[0] if p.flags else p.metavar, "missing", _see(path))
        return values


def command(*parameters: CommandParameter) -> Callable[[Callable[..., int | None]], Command]:
    """Make a command of a function; its docstring is the help, and ends with examples, of which the help shows the first at the top."""

    def make(function: Callable[..., int | None]) -> Command:
        return Command(function.__doc__ or "", parameters, function)

    return make


class Group(NamedTuple):
    """Commands under one name."""

    help: str
    names: tuple[str, ...]
    find: Callable[[str], Command | Group]
    """From a name to its command, which may be loaded only then."""
    switches: Mapping[CommandParameter, Callable[[], None]]
    """Options that do something in place of a command."""
    epilog: str = ""

    @property
    def options(self) -> list[CommandParameter]:
        """The switches, as options."""
        return list(self.switches)

    @property
    def arguments(self) -> list[CommandParameter]:
        """None."""
        return []

    def usage(self, path: str) -> str:
        """Return how it is called."""
        return f"{path} [OPTIONS] COMMAND [ARGUMENTS]..." if self.switches else f"{path} COMMAND [ARGUMENTS]..."

    def run(self, path: str, words: Sequence[str]) -> int | None:
        """Run the command that the first word names."""
        if not words:
            raise BadInput(path, "it needs a command", f"one of {', '.join(self.names)}")
        if words[0] == HELP:
            return _print_help(self, path)
        if words[0].startswith("-"):
            ((flag, _), *_), _ = _split(self.options, path, words[:1])
            next(act for switch, act in self.switches.items() if flag in switch.flags)()
            return 0
        if words[0] not in self.names:
            raise UnknownName.among("command", words[0], self.names)
        return self.find(words[0]).run(f"{path} {words[0]}", words[1:])


def _see(path: str) -> str:
    return f"see '{path} --help'"


def _split(options: Sequence[CommandParameter], path: str, words: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (flag, value) of every option in its order, and the other words."""
    from getopt import GetoptError, gnu_getopt

    dotted, words = _dotted({flag for p in options if p.dotted for flag in p.flags}, path, words)
    flags = [(flag, bool(p.metavar)) for p in options for flag in p.flags]
    short = "".join(flag[1] + ":" * value for flag, value in flags if not flag.startswith("--"))
    long = [flag[2:] + "=" * value for flag, value in flags if flag.startswith("--")]
    try:
        found, rest = gnu_getopt(list(words), short, long)
    except GetoptError as error:
        kind, flag, *why = error.msg.split()
        if "recognized" in why:
            raise UnknownName.among(kind, flag, [name for name, _ in flags], f"'{path} --help'") from None
        raise BadInput(f"{kind} {flag}", " ".join(why), _see(path)) from None
    swallowed = next(((flag, value) for flag, value in found if value in (HELP, *(name for name, _ in flags))), None)
    if swallowed:
        raise BadInput(f"option {swallowed[0]}", f"requires argument, and {swallowed[1]} is an option", _see(path))
    return [*found, *dotted], rest


def _dotted(flags: set[str], path: str, words: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (flag, value) of every dotted option, and the other words."""
    found: list[tuple[str, str]] = []
    rest: list[str] = []
    left = list(words)
    while left:
        word = left.pop(0)
        if word == "--":
            return found, [*rest, word, *left]
        flag, equals, value = word.partition("=")
        if "." not in flag or flag.partition(".")[0] not in flags:
            rest.append(word)
            continue
        if not equals and not left:
            raise BadInput(f"option {shown(flag)}", "requires argument", _see(path))
        found.append((flag, value if equals else left.pop(0)))
    return found, rest


def paragraphs(help: str) -> list[str]:
    """Return the paragraphs of a docstring, each in one line."""
    lines = [line.strip() for line in help.strip().splitlines()]
    return [" ".join(part.split("\n")) for part in "\n".join(lines).split("\n\n")]


def examples(help: str, path: str) -> list[str]:
    """Return the lines to copy of a docstring, the one that the help begins with first."""
    return [paragraph for paragraph in paragraphs(help) if is_example(paragraph, path)]


def is_example(paragraph: str, path: str) -> bool:
    """Tell whether a paragraph of the help is a line to copy."""
    return f"{paragraph} ".startswith(f"{path} ")


def _print_help(item: Command | Group, path: str) -> int:
    for line in _help(item, path, min(width() or UNTOLD, WIDEST)):
        say_verbatim(line)
    return 0


def _help(item: Command | Group, path: str, width: int) -> Iterator[str]:
    first, *more = examples(item.help, path) or [""]
    yield from _to_copy(f"Example: {first}", width) if first else ()
    yield from broken(f"Usage: {item.usage(path)}", width)
    for paragraph in paragraphs(item.help):
        if not is_example(paragraph, path):
            yield ""
            yield from _prose(paragraph, width)
    yield from ([""] if more else [])
    for example in more:
        yield from _to_copy(f"  {example}", width)
    yield from _table("Arguments", [(p.spelling, p.help) for p in item.arguments], width)
    options = [(p.spelling, p.help + f"  [{_default(p)}]" * bool(p.default_text)) for p in item.options]
    yield from _table("Options", [*options, (HELP, "Show this and exit.")], width)
    if isinstance(item, Group):
        yield from _table("Commands", [(name, paragraphs(item.find(name).help)[0]) for name in item.names], width)
        if item.epilog:
            yield ""
            yield from _prose(item.epilog, width)


def _to_copy(line: str, width: int) -> Iterator[str]:
    words, *options = line.split(" --")
    yield from command_lines(words, (f"--{option}" for option in options), width, indent="    ")


def _prose(paragraph: str, width: int) -> Iterator[str]:
    yield from broken(f"  {paragraph}", width, hang=2)


def _default(parameter: CommandParameter) -> str:
    return "required" if parameter.default is REQUIRED else f"default: {parameter.default_text}"


def _table(title: str, rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    if rows:
        yield ""
        yield f"{title}:"
        yield from fitted_table((Column(), Column(text=True)), [(f"  {head}", about) for head, about in rows], width).lines()
