"""``critscale classify``: the class and regime of a law, derived, and its certified crossing lengths."""

from __future__ import annotations

from typing import Annotated

import typer

from . import common
from .laws import BaseOption, SetOption


def settings(pairs: list[str] | None) -> dict[str, str]:
    """Return NAME=VALUE options as a mapping.

    Raises
    ------
    BadInput
        If one is not of that form, or a name occurs twice.
    """
    from ..theory.errors import BadInput, shown

    result: dict[str, str] = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier() or not name.isascii() or name in result or name in ("n", "pos"):
            raise BadInput(
                f"--set {shown(ascii(pair)[1:-1])}",
                "not NAME=VALUE with a new name",
                "write, for example, --set L=8192",
            )
        result[name] = value
    return result


def command(
    law: Annotated[str, typer.Argument(help="Id of a law (see 'critscale laws'), or an expression in n or pos.")],
    rho: common.RhoOption,
    beta0: BaseOption,
    parameters: SetOption = None,
    up_to: Annotated[
        str, typer.Option("--up-to", help="Crossings are looked for in n = 2 .. this.", metavar="N")
    ] = "1e12",
    json: common.JsonOption = False,
) -> None:
    """Derive the class of a multiplier m(n), its regime as n -> oo, and where its self weight passes 10, 50 and 90%.

    beta_n = beta0 m(n); an expression knows + - * / ^, log, exp, sqrt, floor, min, max, n, pos = n - 1 and --set
    names.  The crossing lengths are certified: all of them in the range, or those left open are said.

    critscale classify "1 + 0.1*log(n/8192)" --rho 0.3 --beta0 11

    critscale classify yarn --set factor=32 --rho 0.3 --beta0 11

    critscale classify "max(1, log(n)/log(L))" --set L=2048 --rho 1/3 --beta0 "sqrt(128)"
    """
    from ..numerics.laws.classification import classify

    found = classify(law, beta0=beta0, rho=rho, settings=settings(parameters), largest=up_to)
    if json:
        common.print_json(found.to_json())
    else:
        typer.echo(str(found))
