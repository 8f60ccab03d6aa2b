"""``critscale audit``: every scaling law that a model's config applies."""

from __future__ import annotations

from typing import Annotated

import typer

from . import common


def command(
    config: Annotated[
        str, typer.Argument(help="A Hugging Face config.json, a Mistral params.json, or a directory with one.")
    ],
    n: Annotated[
        str | None,
        typer.Option(
            "--n", help="Context length; the config's own maximum by default.", metavar="N", show_default=False
        ),
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine", help="vllm, sglang, mlx, llama.cpp, lmdeploy or litgpt, against transformers.", metavar="ENGINE"
        ),
    ] = "",
    norm_squared: Annotated[
        str | None,
        typer.Option("--norm2", help="|q||k| of the tokens; head_dim by default.", metavar="X", show_default=False),
    ] = None,
    rhos: Annotated[
        list[str] | None,
        typer.Option("--rho", help="Correlation at which the phase is shown; repeatable.", metavar="RHO"),
    ] = None,
    json: common.JsonOption = False,
) -> None:
    """Read a model's config and report every law that scales its attention logits.

    For each group of layers: the multiplier m of the last token of n, its class, beta, the phase over a range of rho;
    then what engines do differently, contradictions, unknown keys, and keys that nobody reads.  No model is loaded or
    downloaded.

    critscale audit config.json

    critscale audit config.json --n 131072 --engine vllm --rho 0.3
    """
    from ..audit.audit import RHOS, audit_config
    from ..audit.report import to_json, to_text

    found = audit_config(config, n=n, engine_id=engine, norm_squared=norm_squared, rhos=rhos or RHOS)
    if json:
        common.print_json(to_json(found))
    else:
        typer.echo(to_text(found))
