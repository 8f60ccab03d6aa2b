"""The application: its commands, and the one place where errors become one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from ..theory.errors import CritscaleError
from .command import HELP, Command, Group, option

BAD_INPUT = 2
INTERRUPTED = 130
PROGRAM = "critscale"


def _find(name: str) -> Command | Group:
    """Return a command from the module of its name, which is loaded only then."""
    found: Command | Group = getattr(import_module(f".{name}", __package__), name)
    return found


def _version() -> None:
    from ..proofs.provenance import versions

    print(" ".join(f"{name} {version}" for name, version in versions().items()))


app = Group(
    "Checked mathematics about attention scaling: verify claims, query formulas, evaluate at any n, audit a config.",
    (
        "verify",
        "formula",
        "evaluate",
        "phase",
        "depth",
        "classify",
        "extend",
        "audit",
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
    """Run the command line and exit: 0 all well, 1 a claim failed, 2 bad input, 130 interrupted.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; those of the process by default.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = app.run(PROGRAM, words or [HELP])
        sys.stdout.flush()  # a reader who left is noticed here, not at the end of the process
    except CritscaleError as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        print("critscale: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nothing to report
        return 0
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'}: {error.strerror or error}; choose another path")
    return code or 0


def _refuse(line: str) -> int:
    print(f"critscale: {line}", file=sys.stderr)
    return BAD_INPUT
