"""What the commands share: options that mean the same everywhere, and JSON output."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

LengthOption = Annotated[
    str, typer.Option("--n", help="Context length: 131072, 1e1000000, 10^10^100, exp(20) or oo.", metavar="N")
]
RhoOption = Annotated[
    str, typer.Option("--rho", help="Common inner product of the unit tokens, 0 <= rho < 1: 0.3, 1/3.", metavar="RHO")
]
GammaOption = Annotated[
    str | None, typer.Option("--gamma", help="Scale: beta = gamma log n.", metavar="GAMMA", show_default=False)
]
BetaOption = Annotated[
    str | None, typer.Option("--beta", help="Scale: beta itself.", metavar="BETA", show_default=False)
]
KappaOption = Annotated[
    str | None,
    typer.Option("--kappa", help="Scale: kappa = beta (1 - rho) - log n.", metavar="KAPPA", show_default=False),
]
CriticalOption = Annotated[bool, typer.Option("--critical", help="Scale: exactly critical, gamma = 1/(1 - rho).")]
ResidualOption = Annotated[
    str, typer.Option("--residual", help="Residual strength r = alpha sqrt(q) >= 0.", metavar="R")
]
NormOption = Annotated[
    str, typer.Option("--norm", help="Where a layer normalises: pre, post, peri or none.", metavar="NORM")
]
SquareOption = Annotated[
    str, typer.Option("--q", help="Squared norm of the tokens that enter; r = alpha sqrt(q).", metavar="Q")
]
LayersOption = Annotated[str, typer.Option("--layers", help="Number of layers.", metavar="LAYERS")]
EpsilonOption = Annotated[str, typer.Option("--eps", help="Collapsed means 1 - cos < EPS.", metavar="EPS")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def print_json(data: Any) -> None:
    """Print data as indented JSON."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


def read_range(text: str, name: str) -> tuple[str, str]:
    """Return the two ends of ``LOW:HIGH``.

    Raises
    ------
    BadInput
        If there is no colon.
    """
    from ..theory.errors import BadInput, shown

    low, colon, high = text.partition(":")
    if not colon:
        raise BadInput(f"{name} {shown(text)}", "not a range", "write LOW:HIGH, such as 0.1:0.9")
    return low, high
