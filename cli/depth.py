"""``critscale depth``: the cosine of two tokens layer by layer, and where they have collapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import common

if TYPE_CHECKING:
    from ..numerics.answers.depth import Stack

SHOWN_LAYERS = 24
"""A table has about this many rows, unless all are asked for."""


def command(
    n: common.LengthOption,
    rho: common.RhoOption,
    gamma: common.GammaOption = None,
    beta: common.BetaOption = None,
    kappa: common.KappaOption = None,
    critical: common.CriticalOption = False,
    residual: Annotated[
        str, typer.Option("--residual", help="Weight alpha >= 0 of the residual connection.", metavar="ALPHA")
    ] = "0",
    norm: common.NormOption = "pre",
    q: common.SquareOption = "1",
    layers: common.LayersOption = "96",
    eps: common.EpsilonOption = "1e-3",
    digits: Annotated[str, typer.Option("--digits", help="Significant digits.", metavar="DIGITS")] = "10",
    every: Annotated[
        str, typer.Option("--every", help="Show each EVERYth layer; about 24 rows by default.", metavar="EVERY")
    ] = "",
    json: common.JsonOption = False,
) -> None:
    """Follow equiangular tokens through a stack of layers: cosine by layer, and the layer where 1 - cos < EPS.

    gamma and beta are the same at every layer, so a stack drifts subcritical as its tokens align; --critical and
    --kappa adapt beta to each layer.  Every digit is certified.

    critscale depth --n 131072 --rho 0.3 --gamma 1.5 --residual 1 --norm pre --layers 96
    """
    from ..numerics.answers.depth import stack, whole
    from ..numerics.settings.inputs import decimal_digits

    if every:
        step = whole(every, "every", least=1)
    found = stack(
        n=n,
        rho=rho,
        layers=whole(layers, "layers"),
        gamma=gamma,
        beta=beta,
        kappa=kappa,
        critical=critical,
        residual=residual,
        norm=norm,
        norm_squared=q,
        epsilon=eps,
        digits=decimal_digits(digits),
    )
    if not every:
        step = -(-len(found.layers) // SHOWN_LAYERS)
    if json:
        common.print_json(found.to_json())
    else:
        _table(found, step)


def _table(found: Stack, step: int) -> None:
    last = len(found.layers) - 1
    shown = [row for row in found.layers if row.number % step == 0 or row.number in (last, found.collapsed_at)]
    heads = ("layer", "cosine", "1 - cos", "|x|^2", "self weight")
    rows = [
        (str(r.number), *(v.decimal() for v in (r.cosine, r.distance, r.norm_squared, r.self_weight))) for r in shown
    ]
    widths = [max(len(row[k]) for row in (heads, *rows)) for k in range(len(heads))]
    for row in (heads, *rows):
        typer.echo("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    typer.echo(_verdict(found))


def _verdict(found: Stack) -> str:
    if found.collapsed_at is not None:
        return f"collapsed: 1 - cos < {found.epsilon} from layer {found.collapsed_at} on"
    line = f"not collapsed: 1 - cos >= {found.epsilon} through all {len(found.layers) - 1} layers"
    return line if found.floor is None else f"{line}, and above {found.floor} at any depth (alpha > 1)"
