"""Model families: who reads which key, and the defaults a config may leave out.

Source: the transformers and SGLang model files named in the scheme tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from .config import Config

MSCALE_ON_SOFTMAX = frozenset(
    [
        "deepseek_v2",
        "deepseek_v3",
        "deepseek_v32",
        "mistral4",
        "mistral_large4",
        "longcat_flash",
        "youtu",
        "minicpm3",
        "glm4_moe_lite",
        "glm_moe_dsa",
        "axk1",
        "axk2",
        "bailing_hybrid",
        "hy_v4",
    ]
)
"""They multiply the softmax scale by (0.1 mscale_all_dim log factor + 1)^2, on all dimensions."""

ROPE_ON_FULL_LAYERS_ONLY = frozenset({"olmo3"})
FORCES_FACTOR_ONE = frozenset({"deepseek_v4"})
SINKS = frozenset(
    [
        "gpt_oss",
        "granite_swa",
        "granitemoe_swa",
        "mimo_v2_flash",
        "hy_v4",
        "deepseek_v4",
        "flint",
        "openai_privacy_filter",
    ]
)
SCALE_BY_MULTIPLIER = frozenset(
    ["granite", "granitemoe", "granitemoehybrid", "granitemoeshared", "granite_swa", "granitemoe_swa", "hyperclovax"]
)
SCALE_BY_QUERY = frozenset(["gemma2", "gemma3", "t5gemma", "vaultgemma", "step3p7"])
SOFTCAPPED = frozenset(["gemma2", "gemma3", "t5gemma", "vaultgemma", "grok", "grok-1", "grok_1", "grok2"])
GROK = frozenset({"grok", "grok-1", "grok_1", "grok2", "grok-2"})

_WITHOUT_A_LAW = frozenset(
    [
        "llama",
        "mistral",
        "mixtral",
        "qwen2",
        "qwen2_moe",
        "qwen3",
        "qwen3_moe",
        "qwen3_next",
        "phi",
        "phi3",
        "phimoe",
        "gemma",
        "gemma4",
        "falcon",
        "falcon_h1",
        "olmo",
        "olmo2",
        "cohere",
        "cohere2",
        "smollm3",
        "kimi_linear",
        "glm4",
        "glm4_moe",
        "apertus",
        "gpt_neox",
        "gpt2",
        "internlm2",
        "stablelm",
        "starcoder2",
        "laguna",
        "telechat3",
        "dbrx",
    ]
)

READERS: Mapping[str, frozenset[str]] = {
    "use_logn_attn": frozenset({"qwen"}),
    "attn_temperature_tuning": frozenset({"llama4"}),
    "llama_4_scaling_beta": frozenset({"ministral3", "mistral4"}),
    "llama_4_scaling": frozenset(),
    "log_scaling_n_floor": frozenset({"inkling", "inkling2"}),
    "attn_temperature_len": GROK,
    "attn_temperature_tuning_floor_scale": frozenset({"muse_spark"}),
    "scalable_softmax": frozenset({"olmo3moe"}),
    "scaling_softmax": frozenset(),
    "log_scale": frozenset({"clex"}),
    "attention_multiplier": SCALE_BY_MULTIPLIER,
    "query_pre_attn_scalar": SCALE_BY_QUERY,
    "attn_logit_softcapping": SOFTCAPPED,
    "key_multiplier": frozenset({"falcon_h1"}),
    "attn_scale_type": frozenset(),
}
"""The families that read a key.  An empty set: no model type does, the key is of a trainer or of another format."""

KNOWN = frozenset().union(
    *READERS.values(), MSCALE_ON_SOFTMAX, SINKS, ROPE_ON_FULL_LAYERS_ONLY, FORCES_FACTOR_ONE, _WITHOUT_A_LAW, {"beam"}
)

DEFAULT_ROPE: Mapping[str, Mapping[str, Any]] = {
    "mistral4": {
        "rope_type": "yarn",
        "factor": 128,
        "original_max_position_embeddings": 8192,
        "mscale": 1,
        "mscale_all_dim": 1,
        "llama_4_scaling_beta": "1/10",
    },
    "mistral_large4": {
        "rope_type": "yarn",
        "factor": 2048,
        "original_max_position_embeddings": 512,
        "attention_factor": 1,
    },
}
"""The block a family uses where the config has none."""


def reader(config: Config, key: str) -> Literal["yes", "no", "by key", "unknown"]:
    """Tell whether the model of a config reads a key.

    Returns
    -------
    str
        "yes"; "no" for a family that is known not to; "by key" where there is no model_type, so that the key is
        all there is; "unknown" for a model_type that is not known.
    """
    family = config.family
    if not family:
        return "by key"
    if family in READERS[key]:
        return "yes"
    return "no" if family in KNOWN else "unknown"
