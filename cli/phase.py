"""``critscale phase``: which phase, how deep, and how far from critical."""

from __future__ import annotations

from typing import Annotated

import typer

from . import common


def command(
    n: common.LengthOption,
    rho: common.RhoOption,
    gamma: common.GammaOption = None,
    beta: common.BetaOption = None,
    kappa: common.KappaOption = None,
    critical: common.CriticalOption = False,
    residual: common.ResidualOption = "0",
    dim: Annotated[
        int | None,
        typer.Option(
            "--dim", help="Dimension: warn where it is too small for the simplex.", metavar="D", show_default=False
        ),
    ] = None,
    json: common.JsonOption = False,
) -> None:
    """Say which phase a layer is in at this n: regime, kappa, self weight, contraction factor, and the critical beta*.

    A layer is called critical here while its self weight is between 10% and 90%.

    critscale phase --n 131072 --rho 0.3 --beta 12

    critscale phase --n 131072 --rho 0.3 --gamma 1.4 --dim 128

    critscale phase --n oo --rho 0.3 --gamma 1.4
    """
    from ..numerics.answers.phase import phase

    result = phase(n=n, rho=rho, gamma=gamma, beta=beta, kappa=kappa, critical=critical, residual=residual)
    advice = None
    if dim is not None:
        from ..numerics.answers.dimension_advice import advise

        advice = advise(
            n=n, rho=rho, dim=dim, gamma=gamma, beta=beta, kappa=kappa, critical=critical, residual=residual
        )
    if json:
        common.print_json(result.to_json() | ({} if advice is None else {"dimension": advice.to_json()}))
        return
    typer.echo(str(result))
    if advice is not None:
        typer.echo(str(advice))
        if advice.warning:
            typer.echo(f"critscale: warning: {advice.warning}", err=True)
