"""``critscale evaluate``: certified digits of a quantity."""

from __future__ import annotations

from typing import Annotated

import typer

from . import common


def command(
    quantity: Annotated[str, typer.Argument(help="Quantity, such as output-cosine; --list shows all.")] = "",
    n: common.LengthOption = "",
    rho: common.RhoOption = "",
    gamma: common.GammaOption = None,
    beta: common.BetaOption = None,
    kappa: common.KappaOption = None,
    critical: common.CriticalOption = False,
    residual: common.ResidualOption = "0",
    dim: Annotated[
        str | None,
        typer.Option(
            "--dim",
            help="Dimension of the tokens, >= n or oo: for mean-square-jacobian.",
            metavar="D",
            show_default=False,
        ),
    ] = None,
    digits: Annotated[str, typer.Option("--digits", help="Significant digits, 1 to 100000.", metavar="DIGITS")] = "30",
    list_quantities: Annotated[bool, typer.Option("--list", help="List the quantities.")] = False,
    json: common.JsonOption = False,
) -> None:
    """Evaluate a quantity of the simplex layer with certified digits, at any n.

    Every printed digit is right to within one unit in the last place: the precision rises until ball arithmetic says so,
    or the command fails and says what stopped it.

    critscale evaluate output-cosine --n 1000 --gamma 1.3 --rho 0.3

    critscale evaluate self-weight-complement --n 10^10^100 --gamma 2 --rho 1/3

    critscale evaluate contraction-factor --n oo --critical --rho 0.3

    critscale evaluate mean-square-jacobian --n 10^7 --dim 10^8 --critical --rho 0.3
    """
    from ..numerics.answers.evaluate import evaluate
    from ..numerics.settings.inputs import rational
    from ..theory.errors import BadInput

    if list_quantities:
        _list(json)
        return
    for name, value in (("a quantity", quantity), ("--n", n), ("--rho", rho)):
        if not value:
            raise BadInput(name, "missing", "see 'critscale evaluate --help'")
    count = rational(digits, "digits")
    if count.denominator != 1:
        raise BadInput(f"digits = {digits}", "not a whole number", "give 1 to 100000")
    enclosure = evaluate(
        quantity,
        n=n,
        rho=rho,
        gamma=gamma,
        beta=beta,
        kappa=kappa,
        critical=critical,
        residual=residual,
        dim=dim,
        digits=int(count),
    )
    if json:
        common.print_json({"quantity": quantity, "n": n, "rho": rho, **enclosure.to_json()})
    else:
        typer.echo(str(enclosure))


def _list(json: bool) -> None:
    from ..theory.layer.registry import QUANTITIES

    if json:
        common.print_json(
            [{"id": q.id, "title": q.title, "unit": q.unit, "source": q.source} for q in QUANTITIES.values()]
        )
        return
    width = max(map(len, QUANTITIES))
    for entry in QUANTITIES.values():
        typer.echo(f"{entry.id:<{width}}  {entry.description}")
