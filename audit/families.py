"""Model families: who reads which temperature, and what a class does to a block that it is given.

What the running models show (scales, layers, norms, defaults) stands in the table; here stands what no reading at one
position shows: that a law goes with n.  Source: the transformers and SGLang model files named in the scheme tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from .config import Config
from .table import table

MSCALE_ON_SOFTMAX = frozenset(name.removesuffix("_text") for name, row in table().families.items() if row.softmax_mscale)
"""They multiply the softmax scale by (0.1 mscale_all_dim log factor + 1)^2, on all dimensions."""

GROK = frozenset({"grok", "grok-1", "grok_1", "grok2", "grok-2"})

READERS: Mapping[str, frozenset[str]] = {
    "use_logn_attn": frozenset({"qwen"}),
    "attn_temperature_tuning": frozenset({"llama4"}),
    "llama_4_scaling_beta": frozenset({"ministral3", "mistral4"}),
    "llama_4_scaling": frozenset(),
    "log_scaling_n_floor": frozenset({"inkling", "inkling2", "inkling2_loop"}),
    "attn_temperature_len": GROK,
    "attn_temperature_tuning_floor_scale": frozenset({"muse_spark"}),
    "scalable_softmax": frozenset({"olmo3moe"}),
    "scaling_softmax": frozenset(),
    "log_scale": frozenset({"clex"}),
    "attn_scale_type": frozenset(),
}
"""The families that read a key.  An empty set: no model type does, the key is of a trainer or of another format."""


def reader(config: Config, key: str) -> Literal["yes", "no", "by key", "unknown"]:
    """Tell whether the model of a config reads a key.

    Returns
    -------
    str
        "yes"; "no" for a family that is known not to; "by key" where there is no model_type, so that the key is
        all there is; "unknown" for a model_type that is not known.
    """
    if not config.family:
        return "by key"
    if config.family in READERS[key]:
        return "yes"
    return "no" if config.row is not None else "unknown"
