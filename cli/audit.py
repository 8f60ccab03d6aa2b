"""``critscale audit``: every scaling law that a model's config applies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .command import command, length, option, path
from .common import CONFIG, JSON, SERVER, overrides
from .output import print_json, say_block

if TYPE_CHECKING:
    from pathlib import Path

    from ..numerics.settings.length import ContextLength


@command(
    CONFIG,
    option("--n N", "Context length; the config's own maximum by default.", read=length),
    option("--engine ENGINE", "vllm, sglang, mlx, llama.cpp, lmdeploy or litgpt, against transformers.", ""),
    option("--norm2 X", "|q||k| of the tokens; head_dim by default."),
    option("--rho RHO", "Correlation at which the phase is shown; repeatable.", repeated=True),
    option("--measured FILE.json", "What `critscale measure --out` wrote of this model: its own rho and norms.", read=path),
    *SERVER,
    JSON,
)
def audit(
    config: str,
    n: ContextLength | None,
    engine: str,
    norm2: str | None,
    rho: tuple[str, ...],
    measured: Path | None,
    json: bool,
    **server: Any,
) -> None:
    """Read a model's config and report every law that scales its attention logits.

    For each group of layers: the multiplier m of the last token of n, its class, beta, the phase over a range of rho;
    then what engines do differently, contradictions, unknown keys, and keys that nobody reads.  No model is loaded or
    downloaded.

    critscale audit config.json

    critscale audit config.json --n 131072 --engine vllm --rho 0.3

    critscale audit config.json --hf-overrides '{"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}' --max-model-len 131072

    critscale audit config.json --measured measured.json
    """
    from ..audit.audit import audit_config
    from ..audit.report import to_json, to_text

    found = audit_config(
        config,
        overrides=overrides(server),
        n=n,
        engine_id=engine,
        norm_squared=norm2,
        rhos=rho or None,
        measured=measured,
    )
    if json:
        print_json(to_json(found))
    else:
        say_block(to_text(found))
