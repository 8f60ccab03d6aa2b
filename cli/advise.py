"""``critscale advise``: which multiplier a model needs at a longer context, and what to write for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .command import command, length, option, path
from .common import CONFIG, SERVER, chosen_form, formats, overrides
from .output import print_json, say_verbatim

if TYPE_CHECKING:
    from pathlib import Path

    from ..numerics.settings.length import ContextLength


@command(
    CONFIG,
    option("--to N", "The context length that is wanted; that of a server's word by default.", read=length),
    option("--from L", "L, where the model is calibrated; the original length of its block, or its maximum, by default.", read=length, name="start"),
    option("--engine ENGINE", "hf, vllm, sglang, mlx, llama.cpp, lmdeploy or litgpt; repeatable; all that run it by default.", repeated=True),
    option("--keep QUANTITY", "self-weight, top-weight or entropy; top-weight with --measured, else self-weight.", ""),
    option("--p P", "Self weight at L; 1/2 by default, which is assumed."),
    option("--gap GAP", "Logit gap beta (1 - rho) measured at L, nats; in place of --p."),
    option("--norm2 X", "|q||k| of the tokens; head_dim by default."),
    option("--rho RHO", "Correlation that the answer is shown for; repeatable.", repeated=True),
    option("--measured FILE", "What `critscale measure --out` wrote of this model; or nearest, for the nearest model measured.", read=path),
    *SERVER,
    *formats("text", "markdown", "json"),
)
def advise(
    config: str,
    to: ContextLength | None,
    start: ContextLength | None,
    engine: tuple[str, ...],
    keep: str,
    p: str | None,
    gap: str | None,
    norm2: str | None,
    rho: tuple[str, ...],
    measured: Path | None,
    form: str,
    json: bool,
    **server: Any,
) -> None:
    """Tell which multiplier a model needs at a longer context, and what to write so that an engine applies it.

    The multiplier keeps what was calibrated at L when rows get the keys of n: the self weight, the entropy, or the top weight of measured
    heads.  First the answer, how strong its evidence is, and the block to paste for each engine; then what each engine makes of it,
    what short prompts get, what other laws would have given, and what the answer hangs on.

    critscale advise config.json --to 1M

    critscale advise config.json --to 1M --from 32k --engine vllm --engine llama.cpp --p 0.3

    critscale advise config.json --to 128k --measured measured.json --format markdown
    """
    from ..audit.advice import advise as ask
    from ..audit.advice_report import to_json, to_markdown, to_text

    found = ask(
        config,
        to=to,
        trained=start,
        overrides=overrides(server),
        engines=engine,
        measured=measured,
        keep=keep,
        self_weight=p,
        gap=gap,
        norm_squared=norm2,
        rhos=rho or None,
    )
    form = chosen_form(form, json)
    if form == "json":
        print_json(to_json(found))
    else:
        say_verbatim(to_markdown(found) if form == "markdown" else to_text(found))
