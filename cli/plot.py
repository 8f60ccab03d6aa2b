"""``critscale plot``: the pictures, each drawn from the numbers of the package, as .svg, .png or .pdf."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from . import common
from .laws import BaseOption

app = typer.Typer(
    help="Draw pictures: phase diagram, window, laws, spectrum, depth, experiment.", rich_markup_mode=None
)

OutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--out",
        "-o",
        help="File, .svg, .png or .pdf; repeatable. NAME.svg by default.",
        metavar="FILE",
        show_default=False,
    ),
]
DimOption = Annotated[
    str | None,
    typer.Option("--dim", help="Dimension of the tokens, at least n, or oo.", metavar="D", show_default=False),
]


def _list(wanted: bool) -> None:
    if wanted:
        from ..pictures.gallery import PICTURES

        for picture in PICTURES.values():
            typer.echo(f"{picture.name:<12}{picture.title}")
        raise typer.Exit()


@app.callback()
def _group(
    listed: Annotated[bool, typer.Option("--list", callback=_list, is_eager=True, help="List the pictures.")] = False,
) -> None:
    """Draw a picture; it is legible in grey, and the same command writes the same file. Needs matplotlib."""


def _write(name: str, out: list[Path] | None, **options: Any) -> None:
    """Draw a picture of the gallery and write it to every file; a bad ending is refused before."""
    from ..pictures.canvas import ending, save
    from ..pictures.gallery import picture

    paths = out or [Path(f"{name}.svg")]
    for path in paths:
        ending(path)
    figure = picture(name).draw(**options)
    for path in paths:
        save(figure, path)
        typer.echo(f"written: {path}")


@app.command("phase")
def phase(
    quantity: Annotated[
        str, typer.Option("--quantity", help="Id of a quantity, as `critscale evaluate` knows it.", metavar="ID")
    ] = "contraction-factor",
    n: common.LengthOption = "1000",
    residual: common.ResidualOption = "0",
    dim: DimOption = None,
    rho: Annotated[str, typer.Option("--rho", help="Range of the inner product.", metavar="LOW:HIGH")] = "0:0.95",
    gamma: Annotated[
        str, typer.Option("--gamma", help="Range of gamma, beta = gamma log n.", metavar="LOW:HIGH")
    ] = "0:4",
    out: OutOption = None,
) -> None:
    """Draw a quantity over (rho, gamma), with the critical curve and the half contour of the contraction at this n.

    critscale plot phase --quantity output-cosine --n 131072 --residual 1/2 -o phase.svg -o phase.png
    """
    ends = {"rho": common.read_range(rho, "--rho"), "gamma": common.read_range(gamma, "--gamma")}
    _write("phase", out, quantity=quantity, n=n, residual=residual, dim=dim, **ends)


@app.command("window")
def window(
    n: Annotated[
        list[str] | None,
        typer.Option("--n", help="Context length; repeatable, a line for each.", metavar="N", show_default=False),
    ] = None,
    kappa: Annotated[str, typer.Option("--kappa", help="Range of kappa, nats.", metavar="LOW:HIGH")] = "-6:6",
    out: OutOption = None,
) -> None:
    """Draw the self weight over the critical window for several n, which collapse on one curve.

    critscale plot window --n 4 --n 100 --n 10^10^100
    """
    chosen = {"n": n} if n else {}
    _write("window", out, kappa=common.read_range(kappa, "--kappa"), **chosen)


@app.command("laws")
def laws(
    names: Annotated[list[str] | None, typer.Argument(help="Laws, by id, or expressions in n or pos.")] = None,
    beta0: BaseOption = "sqrt(128)",
    rho: common.RhoOption = "0.3",
    out: OutOption = None,
) -> None:
    """Draw the self weight against the context length under scaling laws.

    critscale plot laws yarn qwen-logn ssmax --beta0 11 --rho 0.3 -o laws.svg
    """
    chosen = {"laws": names} if names else {}
    _write("laws", out, beta0=beta0, rho=rho, **chosen)


@app.command("spectrum")
def spectrum(
    n: common.LengthOption = "1000",
    rho: common.RhoOption = "0.3",
    residual: common.ResidualOption = "0",
    dim: DimOption = None,
    factor: Annotated[
        str,
        typer.Option(
            "--factor", help="gamma is 1 - FACTOR, 1 and 1 + FACTOR times the critical one.", metavar="FACTOR"
        ),
    ] = "1/2",
    out: OutOption = None,
) -> None:
    """Draw the spectrum of the Jacobian below, at and above the critical gamma.

    critscale plot spectrum --n 1e6 --rho 0.3 -o spectrum.svg
    """
    _write("spectrum", out, n=n, rho=rho, residual=residual, dim=dim, factor=factor)


@app.command("depth")
def depth(
    n: common.LengthOption = "131072",
    rho: common.RhoOption = "0.3",
    gamma: common.GammaOption = None,
    beta: common.BetaOption = None,
    kappa: common.KappaOption = None,
    critical: common.CriticalOption = False,
    residual: Annotated[
        list[str] | None,
        typer.Option(
            "--residual",
            help="Weight alpha >= 0 of the residual connection; repeatable, a line for each.",
            metavar="ALPHA",
            show_default=False,
        ),
    ] = None,
    norm: common.NormOption = "pre",
    q: common.SquareOption = "1",
    layers: common.LayersOption = "96",
    eps: common.EpsilonOption = "1e-3",
    out: OutOption = None,
) -> None:
    """Draw the cosine layer by layer for several residual strengths; gamma = 1.5 if no scale is given.

    critscale plot depth --n 1e8 --rho 0.3 --gamma 15/7 --residual 0 --layers 600
    """
    chosen = {"residual": residual} if residual else {}
    scale = {"gamma": gamma, "beta": beta, "kappa": kappa, "critical": critical}
    _write("depth", out, n=n, rho=rho, norm=norm, norm_squared=q, layers=layers, epsilon=eps, **scale, **chosen)


@app.command("experiment")
def experiment(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Result of `critscale experiment phase-diagram`; by default a small run is made.",
            metavar="FILE.npz",
            show_default=False,
        ),
    ] = None,
    prediction: Annotated[
        str, typer.Option("--prediction", help="simplex, or finite (the finite-dimensional one).", metavar="NAME")
    ] = "simplex",
    out: OutOption = None,
) -> None:
    """Draw the contraction measured on sampled tokens, the prediction, and the difference.

    critscale plot experiment --from diagram.npz -o experiment.png
    """
    _write("experiment", out, source=source, prediction=prediction)
