"""The application: its commands, and the one place where errors become one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from ..theory.errors import LONGEST_LINE, CritscaleError, shown
from . import signals
from .command import Command, Group, option
from .output import say, say_verbatim, warn

BAD_INPUT = 2
PROGRAM = "critscale"


def _find(name: str) -> Command | Group:
    """Return a command from the module of its name, which is loaded only then."""
    found: Command | Group = getattr(import_module(f".{name}", __package__), name)
    return found


def _version() -> None:
    from ..proofs.provenance import versions

    say(" ".join(f"{name} {version}" for name, version in versions().items()))


START = {
    "critscale phase --n 131072 --rho 0.3 --beta 12": "Is this inverse temperature enough at 128k tokens of cosine 0.3?",
    "critscale extend --law yarn --from 4096 --to 131072 --p 0.5": "What does YaRN keep of a self weight of one half, from 4k to 128k?",
    "critscale formula output-cosine --regime critical": "Which closed form has the cosine at the transition, with which error?",
    "critscale evaluate contraction-factor --n 1e1000000 --critical --rho 0.3": "How much does a layer contract there, at a length no machine can hold?",
    "critscale verify A3.cosine": "Is what the paper claims of the cosine proved?",
}
"""Lines that a newcomer would type, each with the question that it answers."""

app = Group(
    f"Checked mathematics about attention scaling: verify claims, query formulas, evaluate at any n, audit a config.\n\n{next(iter(START))}",
    (
        "verify",
        "cite",
        "diff",
        "formula",
        "evaluate",
        "phase",
        "depth",
        "classify",
        "extend",
        "audit",
        "advise",
        "measure",
        "laws",
        "report",
        "experiment",
        "plot",
    ),
    _find,
    {option("--version", "Show versions."): _version},
    "A number is exact: 0.3 is 3/10.  n may be 131072, 128k (131072 too), 1e1000000, 10^10^100 or oo.",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 all well, 1 a claim failed, 2 bad input, 130 interrupted, 143 terminated.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; those of the process by default.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with signals.heeded():
        return _run(words)


def _run(words: list[str]) -> int:
    try:
        code = app.run(PROGRAM, words) if words else _start()
        sys.stdout.flush()  # a reader who left is noticed here, not at the end of the process
    except CritscaleError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        warn("terminated" if signals.terminated() else "interrupted")
        return signals.exit_code()
    except SystemExit as error:
        return _refuse(f"the run: code that it called ended it (SystemExit: {shown(error)}); see what calls sys.exit")
    except BrokenPipeError:
        _leave_standard_output()  # the reader left: nothing to report
        return 0
    except OSError as error:
        if error.filename is None:  # every file that is written has its name
            _leave_standard_output()
            return _refuse(f"standard output: {error.strerror or error}; send it elsewhere")
        return _refuse(f"{shown(error.filename, LONGEST_LINE)}: {error.strerror or error}; choose another path")
    return code or 0


def _start() -> int:
    say("critscale: checked mathematics about attention scaling.  Five lines to try:")
    for line, question in START.items():
        say()
        say(f"  {question}")
        say_verbatim(f"    {line}")
    say()
    say("Of a model's config: critscale audit config.json, critscale advise config.json")
    say("All commands: critscale --help")
    return 0


def _leave_standard_output() -> None:
    """Let what is still to be printed go nowhere: the end of the process would try once more, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(line: str) -> int:
    warn(line)
    return BAD_INPUT
