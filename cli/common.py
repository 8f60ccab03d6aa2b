"""What the commands share: options that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..theory.layout import Column
from .command import CommandParameter, argument, option, whole

JSON = option("--json", "Print JSON.")
ID_AND_MEANING = (Column(), Column(text=True))
"""The columns of a list of names, each with what it is."""


def formats(*names: str) -> tuple[CommandParameter, ...]:
    """Return ``--format`` with these forms, the first by default, and ``--json``, which every command has, for one of them."""
    from ..theory.errors import UnknownName

    def read(value: str, name: str) -> str:
        if value not in names:
            raise UnknownName.among(name, value, names)
        return value

    return option("--format FORM", f"{', '.join(names[:-1])} or {names[-1]}.", names[0], read=read, name="form"), JSON


def chosen_form(form: str, json: bool) -> str:
    """Return the form that ``--format`` and ``--json`` ask for.

    Raises
    ------
    BadInput
        If they contradict each other.
    """
    from ..theory.errors import BadInput

    if json and form not in ("text", "json"):
        raise BadInput("--json", f"--format {form} is given too", "give one of them")
    return "json" if json else form


JOBS = option("--jobs -j JOBS", "Processes; 0 is one for each core.", 0, read=whole(0))
BASE = "Base scale beta0, beta_n = beta0 m(n), norm^2 included: 11, sqrt(128)."
PARAMETERS = option(
    "--set NAME=VALUE", "A parameter of the law, such as L=8192; repeatable.", repeated=True, name="parameters"
)
CALIBRATED_BEFORE = option(
    "--calibrated-before", "The model was calibrated before the law was switched on: m(L) = 1.", name="before"
)
STACK = (
    option("--norm NORM", "Where a layer normalises: pre, post, peri or none.", "pre"),
    option("--q Q", "Squared norm of the tokens that enter; r = alpha sqrt(q).", "1", name="norm_squared"),
    option("--layers LAYERS", "Number of layers.", "96"),
    option("--eps EPS", "Collapsed means 1 - cos < EPS.", "1e-3", name="epsilon"),
)
CONFIGS = argument(
    "CONFIG",
    "A config.json, a params.json, a GGUF, a trainer's YAML, a folder or hub cache folder, org/name in the hub's cache, or - for stdin.",
    repeated=True,
)
CONFIG = CONFIGS._replace(repeated=False)
SERVER = (
    option("--override JSON", "Keys of the config and their values, dotted or nested; the rest of a block stays.", dotted=True),
    option("--hf-overrides JSON", "As vLLM reads it, or lmdeploy with --engine lmdeploy; its keys may follow the flag, dotted.", dotted=True),
    option("--json-model-override-args JSON", "As SGLang reads it.", dotted=True),
    option("--rope-scaling TYPE", "llama.cpp's none, linear or yarn; or the RoPE block of servers that take JSON here."),
    option("--rope-scale N", "llama.cpp's factor."),
    option("--rope-freq-scale N", "llama.cpp's 1/factor."),
    option("--yarn-orig-ctx N", "llama.cpp's original context length."),
    option("--yarn-ext-factor N", "llama.cpp's: 0 leaves the YaRN factor out."),
    option("--yarn-attn-factor N", "llama.cpp's factor on cos and sin, lost where YaRN extrapolates."),
    option("--override-kv KEY=TYPE:VALUE,...", "Keys of llama.cpp's GGUF."),
    option("--max-model-len N", "vLLM's context length: 32k is 32000, 32K is 32768."),
    option("--context-length N", "SGLang's context length."),
    option("--session-len N", "lmdeploy's context length."),
    option("--ctx-size N", "llama.cpp's context length."),
)
"""The words of a server's command line that change a config, each under its server's own name."""
SUITE = (
    argument(
        "CLAIMS",
        "Claims: ids, beginnings (A3), patterns (A*.cosine*), what their source names (Theorem 2.1), or one file of your own: Python, or text named *.claims.",
        (),
        repeated=True,
    ),
    option("--quick", "Few samples: seconds."),
    option("--thorough", "Many samples, n up to 10^(10^6) throughout."),
    option("--formal", "Have the Rocq kernel check the formal proofs too (coqc, a minute)."),
    option("--strict", "Fail on UNKNOWN too."),
    JOBS,
)


def overrides(server: Mapping[str, Any]) -> dict[str, object]:
    """Return the words of `SERVER` that are given, by their flags, for `critscale.audit.source.read_source`."""
    found: dict[str, object] = {}
    for p in SERVER:
        found.update(server[p.name] if p.dotted else {} if server[p.name] is None else {p.flags[0]: server[p.name]})
    return found


def read_range(text: str, name: str) -> tuple[str, str]:
    """Return the two ends of ``LOW:HIGH``.

    Raises
    ------
    BadInput
        If there is no colon.
    """
    from ..theory.errors import BadInput, shown

    low, colon, high = text.partition(":")
    if not colon:
        raise BadInput(f"{name} {shown(text)}", "not a range", "write LOW:HIGH, such as 0.1:0.9")
    return low, high
