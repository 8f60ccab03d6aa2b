"""The application: its commands, and the one place where errors become one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from ..theory.errors import CritscaleError
from . import audit, classify, depth, evaluate, experiment, extend, formula, laws, phase, plot, report, verify

BAD_INPUT = 2
INTERRUPTED = 130

app = typer.Typer(
    name="critscale",
    help="Checked mathematics about attention scaling: verify claims, query formulas, evaluate at any n, audit a config.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    epilog="A number is exact: 0.3 is 3/10.  n may be 131072, 1e1000000, 10^10^100 or oo.",
)
app.command("verify")(verify.command)
app.command("formula")(formula.command)
app.command("evaluate")(evaluate.command)
app.command("phase")(phase.command)
app.command("depth")(depth.command)
app.command("classify")(classify.command)
app.command("extend")(extend.command)
app.command("audit")(audit.command)
app.command("laws")(laws.command)
app.command("report")(report.command)
app.add_typer(experiment.app, name="experiment")
app.add_typer(plot.app, name="plot")


def _version(wanted: bool) -> None:
    if wanted:
        from ..proofs.provenance import versions

        typer.echo(" ".join(f"{name} {version}" for name, version in versions().items()))
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show versions.")
    ] = False,
) -> None:
    """Take the options before any command."""


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
        code = app(args=words or ["--help"], prog_name="critscale", standalone_mode=False)
    except CritscaleError as error:
        return _refuse(str(error))
    except (KeyboardInterrupt, typer.Abort):
        print("critscale: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nothing to report
        return 0
    except OSError as error:
        return _refuse(f"{error.filename or 'a file'}: {error.strerror or error}; choose another path")
    except Exception as error:
        usage = getattr(error, "format_message", None)  # the parser's own complaints, of any version of it
        if usage is None:
            raise
        return _refuse(f"{' '.join(str(usage()).split())} See 'critscale --help'.")
    return code if isinstance(code, int) else 0


def _refuse(line: str) -> int:
    print(f"critscale: {line}", file=sys.stderr)
    return BAD_INPUT
