"""``critscale audit``: every scaling law that a model's config applies, the difference of two readings, and gates for CI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .command import command, length, option, path
from .common import CONFIGS, SERVER, chosen_form, formats, overrides
from .output import print_csv, print_json, say_block, say_verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..audit.difference import Difference
    from ..audit.gates import Deployment
    from ..audit.source import Source
    from ..numerics.settings.length import ContextLength

FAILED = 1


@command(
    CONFIGS,
    option("--n N", "Context length; what a config reaches by default.", read=length),
    option(
        "--engine ENGINE",
        "hf (transformers), vllm, sglang, mlx, llama.cpp, lmdeploy or litgpt; one is shown against transformers, the first of several"
        " is compared with each other.",
        repeated=True,
    ),
    option("--norm2 X", "|q||k| of the tokens; head_dim by default."),
    option("--rho RHO", "Correlation at which the phase is shown; repeatable.", repeated=True),
    option("--measured FILE.json", "What `critscale measure --out` wrote of this model: its own rho and norms.", read=path),
    option(
        "--fail-on GATE",
        "Judge each config, exit with 1 if one does not pass: alarm, mismatch (of the engines named) or subcritical (at --rho); repeatable.",
        repeated=True,
    ),
    option("--exit-code", "Exit with 1 if the readings differ, or if that is not known."),
    *SERVER,
    *formats("text", "markdown", "csv", "json"),
)
def audit(
    config: tuple[str, ...],
    n: ContextLength | None,
    engine: tuple[str, ...],
    norm2: str | None,
    rho: tuple[str, ...],
    measured: Path | None,
    fail_on: tuple[str, ...],
    exit_code: bool,
    form: str,
    json: bool,
    **server: Any,
) -> int:
    """Read a model's config and report every law that scales its attention logits.

    For each group of layers: the multiplier m of the last token of n, its class, beta, the phase over a range of rho;
    then what engines do differently, contradictions, unknown keys, and keys that nobody reads.  No model is loaded or
    downloaded.

    Two configs, or one and two engines: the difference in effect between the two readings, at one n.  A server's words change the
    second config, so the same config twice shows what they do.

    Exit codes: 0 fine; 1 a config does not pass a gate of --fail-on, or with --exit-code the readings differ, and what is not known
    is no pass; 2 bad input.

    critscale audit config.json

    critscale audit config.json --n 131072 --engine vllm --rho 0.3

    critscale audit old.json new.json --exit-code

    critscale audit config.json --engine vllm --engine sglang

    critscale audit config.json config.json --hf-overrides '{"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}' --max-model-len 131072

    critscale audit config.json --fail-on mismatch --engine hf --engine vllm --fail-on subcritical --rho 0.3

    critscale audit config.json --measured measured.json
    """
    from ..audit.gates import Deployment
    from ..theory.errors import BadInput

    form, words = chosen_form(form, json), overrides(server)
    deployment = Deployment(engine, n, rho, norm2, measured)
    if fail_on:
        if exit_code:
            raise BadInput("--exit-code", "--fail-on is given too, which has an exit code of its own", "give one of them")
        return _judge(config, fail_on, deployment, words, form)
    if len(config) > 1 or len(set(engine)) > 1:
        return _compare(config, deployment, words, form, exit_code)
    if exit_code:
        raise BadInput("--exit-code", "one reading has no difference", "give a second config, or two engines")
    return _show(config[0], deployment, words, form)


def _show(config: str, deployment: Deployment, words: dict[str, object], form: str) -> int:
    from ..audit import report

    found = deployment.audit(_source(config, words, deployment), *deployment.engines)
    if form == "json":
        print_json(report.to_json(found))
    elif form == "csv":
        print_csv(report.to_csv(found))
    elif form == "markdown":
        say_verbatim(report.to_markdown(found))
    else:
        say_block(report.to_text(found))
    return 0


def _compare(config: tuple[str, ...], deployment: Deployment, words: dict[str, object], form: str, exit_code: bool) -> int:
    from ..audit import difference_report as report

    found = list(_differences(config, deployment, words))
    if form == "json":
        print_json([report.to_json(each) for each in found])
    elif form == "csv":
        print_csv(report.to_csv(found))
    else:
        write = report.to_markdown if form == "markdown" else report.to_text
        say_verbatim("\n\n".join(map(write, found)))
    return FAILED if exit_code and any(each.kind != "same" for each in found) else 0


def _differences(config: tuple[str, ...], deployment: Deployment, words: dict[str, object]) -> Iterator[Difference]:
    """Yield the difference of two configs for each engine, or of one config for the first engine and each other."""
    from ..audit.difference import config_difference
    from ..audit.source import read_source
    from ..theory.errors import BadInput

    if deployment.measured is not None:
        raise BadInput("--measured", "it is of one reading, and two are compared", "audit each alone")
    if len(config) > 2:
        raise BadInput(f"{len(config)} configs", "a difference is between two", "give two, or judge each with --fail-on")
    engines = deployment.engines or ("",)
    if len(config) > 1:
        sources = read_source(config[0]), _source(config[1], words, deployment)
        pairs: list[tuple[Source, Source, tuple[str, str]]] = [(*sources, (name, name)) for name in engines]
    else:
        source = _source(config[0], words, deployment)
        pairs = [(source, source, (engines[0], other)) for other in dict.fromkeys(engines[1:])]
    for a, b, both in pairs:
        yield config_difference(
            a, b, engines=both, n=deployment.n, norm_squared=deployment.norm_squared, rhos=deployment.rhos or None
        )


def _judge(
    config: tuple[str, ...], gates: tuple[str, ...], deployment: Deployment, words: dict[str, object], form: str
) -> int:
    from ..audit import gate_report as report
    from ..audit.gates import gate_result

    sources = [_source(name, words, deployment) for name in config]
    results = [gate_result(gate, source, deployment) for source in sources for gate in dict.fromkeys(gates)]
    if form == "json":
        print_json([report.to_json(result) for result in results])
    elif form == "csv":
        print_csv(report.to_csv(results))
    else:
        say_verbatim(report.to_markdown(results) if form == "markdown" else report.to_text(results))
    return FAILED if any(not result.passes for result in results) else 0


def _source(config: str, words: dict[str, object], deployment: Deployment) -> Source:
    """Return a config with a server's words; where several servers have a word, it is read as the engine named does."""
    from ..audit.source import read_source

    return read_source(config, overrides=words, engine_id=deployment.engines[0] if len(deployment.engines) == 1 else "")
