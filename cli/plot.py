"""``critscale plot``: the pictures, each drawn from the numbers of the package, as .svg, .png or .pdf."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..numerics.settings.words import SCALES
from .classify import named
from .command import Group, argument, command, length, option, path, setting
from .common import BASE, CALIBRATED_BEFORE, CONFIG, ID_AND_MEANING, PARAMETERS, SERVER, STACK, overrides, read_range
from .output import print_table, say

if TYPE_CHECKING:
    from ..numerics.settings.length import ContextLength

OUT = option("--out -o FILE", "File, .svg, .png or .pdf; repeatable. NAME.svg by default.", read=path, repeated=True)


def _write(name: str, out: tuple[Path, ...], **options: Any) -> None:
    """Draw a picture of the gallery, its own defaults where nothing is said, and write it to every file.

    A bad ending is refused before.
    """
    from ..numerics.files import check_writable
    from ..pictures.canvas import ending, save
    from ..pictures.gallery import picture

    paths = out or (Path(f"{name}.svg"),)
    for file in paths:
        ending(file)
    check_writable(paths)
    figure = picture(name).draw(**{word: value for word, value in options.items() if value not in (None, (), {})})
    for file in paths:
        save(figure, file)
        say(f"written: {file}")


@command(
    option("--quantity ID", "Id of a quantity, as `critscale evaluate` knows it.", "contraction-factor"),
    *setting("residual", "dim", n="1000"),
    option("--rho LOW:HIGH", "Range of the inner product.", "0:0.95"),
    option("--gamma LOW:HIGH", "Range of gamma, beta = gamma log n.", "0:4"),
    OUT,
)
def phase(rho: str, gamma: str, out: tuple[Path, ...], **options: Any) -> None:
    """Draw a quantity over (rho, gamma), with the critical curve and the half contour of the contraction at this n.

    critscale plot phase --quantity output-cosine --n 131072 --residual 1/2 -o phase.svg -o phase.png
    """
    _write("phase", out, rho=read_range(rho, "--rho"), gamma=read_range(gamma, "--gamma"), **options)


@command(
    option("--n N", "Context length; repeatable, a line for each.", read=length, repeated=True),
    option("--kappa LOW:HIGH", "Range of kappa, nats.", "-6:6"),
    OUT,
)
def window(n: tuple[ContextLength, ...], kappa: str, out: tuple[Path, ...]) -> None:
    """Draw the self weight over the critical window for several n, which collapse on one curve.

    critscale plot window --n 4 --n 100 --n 10^10^100
    """
    _write("window", out, kappa=read_range(kappa, "--kappa"), n=n)


@command(
    argument("NAMES", "Laws, by id, or expressions in n or pos.", (), repeated=True),
    option("--from L", "L, the context length of the calibration, where the lines begin.", read=length, name="trained"),
    option("--to N", "The longest context length; 2^23 by default.", read=length, name="longest"),
    option("--p P", "Self weight at L.", name="self_weight"),
    option("--gap GAP", "Logit gap beta (1 - rho) measured at L, nats; in place of --p."),
    option("--beta0 BETA0", f"{BASE} In place of --p; sqrt(128) by default."),
    *setting(rho="0.3"),
    PARAMETERS,
    CALIBRATED_BEFORE,
    OUT,
)
def laws(names: tuple[str, ...], parameters: tuple[str, ...], out: tuple[Path, ...], **options: Any) -> None:
    """Draw the self weight against the context length under scaling laws.

    With --p or --gap the model is calibrated at L, as by `critscale extend`; else --beta0 and --rho say what it is.  Each law takes
    the parameters it has; its factor and its original length are those of --from and --to where they are not given, and the picture
    says them.

    critscale plot laws yarn qwen-logn ssmax --beta0 11 --rho 0.3 -o laws.svg

    critscale plot laws plain yarn yarn-dynamic qwen-logn --from 4096 --to 131072 --p 0.5 --calibrated-before
    """
    _write("laws", out, laws=names, parameters=named(parameters), **options)


@command(
    option("--from L", "The context length at which the multiplier is 1.", "4096", read=length, name="start"),
    *setting(rho="0.3"),
    OUT,
)
def needs(out: tuple[Path, ...], **options: Any) -> None:
    """Draw the multiplier that keeps the threshold against the context length, for mechanisms and laws of scores.

    critscale plot needs --from 4096 -o needs.svg
    """
    _write("needs", out, **options)


@command(
    CONFIG,
    option("--to N", "The context length that is wanted; that of a server's word by default.", read=length),
    option("--from L", "L, where the model is calibrated, as `critscale advise` has it by default.", read=length, name="trained"),
    option("--engine ENGINE", "An engine to write for, as of `critscale advise`; repeatable.", repeated=True, name="engines"),
    option("--keep QUANTITY", "self-weight, top-weight or entropy; top-weight with --measured, else self-weight."),
    option("--p P", "Self weight at L; 1/2 by default.", name="self_weight"),
    option("--gap GAP", "Logit gap beta (1 - rho) measured at L, nats; in place of --p."),
    option("--measured FILE.json", "What `critscale measure --out` wrote of this model.", read=path),
    *SERVER,
    OUT,
)
def advise(
    config: str,
    to: ContextLength | None,
    trained: ContextLength | None,
    engines: tuple[str, ...],
    keep: str | None,
    self_weight: str | None,
    gap: str | None,
    measured: Path | None,
    out: tuple[Path, ...],
    **server: str | None,
) -> None:
    """Draw the multiplier that a longer context needs, what laws give, and the self weight that follows.

    critscale plot advise config.json --to 1M -o advise.svg

    critscale plot advise config.json --to 128k --measured measured.json
    """
    asked = {"to": to, "trained": trained, "engines": engines, "keep": keep, "self_weight": self_weight, "gap": gap}
    _write("advise", out, config=config, measured=measured, overrides=overrides(server), **asked)


@command(
    *setting("residual", "dim", n="1000", rho="0.3"),
    option("--factor FACTOR", "gamma is 1 - FACTOR, 1 and 1 + FACTOR times the critical one.", "1/2"),
    OUT,
)
def spectrum(out: tuple[Path, ...], **options: Any) -> None:
    """Draw the spectrum of the Jacobian below, at and above the critical gamma.

    critscale plot spectrum --n 1e6 --rho 0.3 -o spectrum.svg
    """
    _write("spectrum", out, **options)


@command(
    *setting(*SCALES, n="131072", rho="0.3"),
    option(
        "--residual ALPHA",
        "Weight alpha >= 0 of the residual connection; repeatable, a line for each.",
        repeated=True,
        name="residuals",
    ),
    *STACK,
    OUT,
)
def depth(out: tuple[Path, ...], **options: Any) -> None:
    """Draw the cosine layer by layer for several residual strengths; gamma = 1.5 if no scale is given.

    critscale plot depth --n 1e8 --rho 0.3 --gamma 15/7 --residual 0 --layers 600
    """
    _write("depth", out, **options)


@command(
    option(
        "--from FILE.npz",
        "Result of `critscale experiment phase-diagram`; by default a small run is made.",
        read=path,
        name="source",
    ),
    option("--prediction NAME", "simplex, or finite (the finite-dimensional one).", "simplex"),
    OUT,
)
def experiment(out: tuple[Path, ...], **options: Any) -> None:
    """Draw the contraction measured on sampled tokens, the prediction, and the difference.

    critscale plot experiment --from diagram.npz -o experiment.png
    """
    _write("experiment", out, **options)


@command(
    option("--from FILE.json", "What `critscale measure --out` wrote; by default random heads.", read=path, name="source"),
    OUT,
)
def heads(out: tuple[Path, ...], **options: Any) -> None:
    """Draw layers by heads by the multiplier that each needs, how it grows with the context, and the keys near the top that bracket it.

    critscale plot heads --from measured.json -o heads.png
    """
    _write("heads", out, **options)


def _list() -> None:
    from ..pictures.gallery import PICTURES

    print_table(ID_AND_MEANING, ((picture.name, picture.title) for picture in PICTURES.values()))


PICTURES = {
    "phase": phase,
    "window": window,
    "laws": laws,
    "needs": needs,
    "advise": advise,
    "spectrum": spectrum,
    "depth": depth,
    "experiment": experiment,
    "heads": heads,
}
plot = Group(
    "Draw pictures: phase diagram, window, laws, needs, advise, spectrum, depth, experiment, heads.\n\n"
    "critscale plot phase --n 131072 -o phase.svg\n\nA picture is legible in grey, and the "
    "same command writes the same file.  Needs matplotlib.",
    tuple(PICTURES),
    PICTURES.__getitem__,
    {option("--list", "List the pictures."): _list},
)
