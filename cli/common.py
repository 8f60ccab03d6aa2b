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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def print_json(data: Any) -> None:
    """Print data as indented JSON."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
