"""Tiny models: any family's config class, its sizes made small, its layers enough to show their pattern."""

from __future__ import annotations

import copy
import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from transformers import PreTrainedConfig, PreTrainedModel
from transformers.models.auto import modeling_auto as auto
from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES

LAYERS = 13
"""Enough for the patterns: every second, third, fourth, sixth layer; and the last layer stands out if it is special."""

WINDOW = 8
MOST_PARAMETERS = 30_000_000

_SIZES: tuple[tuple[str, Any], ...] = (
    (r"(num_hidden_layers|n_layers?|num_layers|layers|decoder_layers|num_decoder_layers)$", LAYERS),
    (r"(encoder_layers|num_encoder_layers)$", 2),
    (r"(hidden_size|d_model|n_embd|embed_dim|embedding_size|dim_model|hidden_dim|emb_dim)$", 64),
    (r"(num_attention_heads|n_heads?|num_heads|encoder_attention_heads|decoder_attention_heads)$", 4),
    (r"(head_dim|d_kv|d_head|dim_head|kv_channels|global_head_dim|swa_head_dim)$", 16),
    (r"(v_head_dim|swa_v_head_dim|qk_nope_head_dim)$", 16),
    (r"qk_rope_head_dim$", 8),
    (r"(q_lora_rank|kv_lora_rank|o_lora_rank)$", 16),
    (r"(sliding_window(_size)?|attention_chunk_size|local_attention|window_size)$", WINDOW),
    (r"(hidden_size_per_layer_input)$", 8),
    (r"vocab_size(_per_layer_input)?$", 128),
    (r"(intermediate_size.*|.*ffn_dim|d_ff|n_inner|ffn_hidden_size|.*intermediate_size|expert_ffn_hidden_size|dim_ff|mlp_dim)$", 32),
    (r"(num_.*experts|n_routed_experts|moe_num_experts|num_local_experts)$", 4),
    (r"(num_experts_per_tok|num_experts_per_token|moe_topk|moe_top_k|top_k_experts|moe_k)$", 2),
    (r"(n_group|num_group|num_expert_group|topk_group|moe_n_group|moe_topk_group|n_shared_experts|num_shared_experts)$", 1),
    (r"(mamba_n_heads|mamba_num_heads)$", 8),
    (r"(mamba_d_head|mamba_head_dim|linear_.*_head_dim|mamba_headdim)$", 16),
    (r"(mamba_d_state|ssm_state_size|mamba_expand|linear_num_key_heads)$", 2),
    (r"(linear_num_value_heads)$", 4),
    (r"(mamba_n_groups|n_groups|mamba_ngroups)$", 1),
    (r"(chunk_size|mamba_chunk_size)$", 8),
)


_TOKENS = r"(pad|bos|eos|sep|mask|unk|decoder_start|cls|image|audio|video)_token_(id|index)$|^(image|video|audio)_token"


def families() -> dict[str, type[PreTrainedConfig]]:
    """Return the text families by model type: what generates text, and the text models inside multimodal ones."""
    found: dict[str, type[PreTrainedConfig]] = {}
    for names in (
        auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
        auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
        auto.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES,
        auto.MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES,
    ):
        for name in names:
            _, kind = text_part(CONFIG_MAPPING[name])
            found.setdefault(kind.model_type, kind)
    return dict(sorted(found.items()))


def wrappers() -> dict[str, tuple[str, str]]:
    """Return, for each multimodal model type, the path of its text block and the model type of that."""
    found = {}
    for name in CONFIG_MAPPING_NAMES:
        path, kind = text_part(CONFIG_MAPPING[name])
        if path:
            found[name] = (path, kind.model_type)
    return found


def text_part(config_class: type[PreTrainedConfig]) -> tuple[str, type[PreTrainedConfig]]:
    """Return the path and the class of the text block of a config class; an empty path where it is its own."""
    try:
        config = config_class()
        text = config.get_text_config(decoder=True)
    except Exception:  # noqa: BLE001  a class that has no defaults is its own
        return "", config_class
    path = next(_paths(config, text), "")
    return (path, type(text)) if path else ("", config_class)


def _paths(config: PreTrainedConfig, text: PreTrainedConfig) -> Iterator[str]:
    for key, value in vars(config).items():
        if value is text:
            yield key
        elif isinstance(value, PreTrainedConfig):
            yield from (f"{key}.{rest}" for rest in _paths(value, text))


def tiny_keys(config_class: type[PreTrainedConfig], layers: int = LAYERS) -> dict[str, Any]:
    """Return the keys that make a config of a class small."""
    default = _default(config_class)
    keys: dict[str, Any] = {}
    for key, value in vars(default).items():
        if isinstance(value, PreTrainedConfig):
            keys[key] = tiny_keys(type(value), layers)
        if key.startswith("_") or isinstance(value, bool):
            continue
        if isinstance(value, int) and re.search(_TOKENS, key):
            if value > 100:
                keys[key] = 100
            continue
        if not isinstance(value, int):
            continue
        size = next((size for pattern, size in _SIZES if re.match(pattern, key)), None)
        if size == LAYERS:
            size = layers
        if size is not None:
            keys[key] = size
    heads = _own(default, "num_attention_heads")
    for key in ("num_key_value_heads", "num_kv_heads", "multi_query_group_num", "swa_num_key_value_heads"):
        value = vars(default).get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            keys[key] = 4 if value == heads else 2
    if "head_dim" in vars(default) and vars(default)["head_dim"] is None:
        keys["head_dim"] = 16  # some run with YaRN only where it is given
    nope, rope, head = (vars(default).get(k) for k in ("qk_nope_head_dim", "qk_rope_head_dim", "head_dim"))
    if head and rope and "head_dim" in keys:
        keys["head_dim"] = {rope: 8, (nope or 0) + rope: 24}.get(head, 16)
    keys.update(OVERRIDES.get(config_class.model_type, {}))
    return keys


def _own(config: PreTrainedConfig, key: str) -> Any:
    """Return a key as a config holds it: its attribute is refused where layers may differ in it."""
    return vars(config).get(config.attribute_map.get(key, key))


def _default(config_class: type[PreTrainedConfig]) -> PreTrainedConfig:
    try:
        return config_class()
    except Exception:  # noqa: BLE001  its defaults contradict each other: small sizes may not
        return config_class(**OVERRIDES.get(config_class.model_type, {}))


def _sections(*sizes: int, **more: Any) -> dict[str, Any]:
    return {"rope_parameters": {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": list(sizes), **more}}


OVERRIDES: Mapping[str, Mapping[str, Any]] = {
    "bailing_hybrid": {"layer_group_size": 4, "linear_num_key_heads": 4, "linear_head_dim": 16},
    "codegen": {"rotary_dim": 8},
    "gptj": {"rotary_dim": 8},
    "cosmos3_edge_text": _sections(2, 3, 3),
    "bamba": {"attn_layer_indices": [3, 7, 11]},
    "granitemoehybrid": {"layer_types": ["mamba", "mamba", "attention"] * 4 + ["mamba"]},
    "deepseek_v2": {"topk_group": 1, "n_group": 1, "num_experts_per_tok": 2},
    "ernie4_5_vl_moe_text": _sections(2, 3, 3),
    "falcon_h1": {"mamba_d_ssm": 128, "mamba_n_heads": 8, "mamba_d_head": 16},
    "gemma4_text": {"global_head_dim": 32},
    "gemma4_unified_text": {"global_head_dim": 32},
    "gemma3n_text": {"hidden_size_per_layer_input": 8, "num_kv_shared_layers": 0, "vocab_size_per_layer_input": 128, "altup_num_inputs": 2, "intermediate_size": 32, "laurel_rank": 4, "activation_sparsity_pattern": [0.0] * LAYERS},
    "glm4v_text": _sections(1, 1, 2, partial_rotary_factor=0.5),
    "glm4v_moe_text": _sections(1, 1, 2, partial_rotary_factor=0.5),
    "glm_ocr_text": _sections(2, 3, 3),
    "gpt_neo": {"attention_types": [[["global", "local"], 6], [["global"], 1]]},
    "diffusion_gemma_text": {"global_head_dim": 16, "num_experts": 4, "top_k_experts": 2, "moe_intermediate_size": 32},
    "dots1": {"moe_intermediate_size": 32, "n_shared_experts": 1, "first_k_dense_replace": 13, "n_routed_experts": 4, "n_group": 1, "topk_group": 1, "num_experts_per_tok": 2},
    "deepseek_ocr2_text": {"moe_intermediate_size": 32, "first_k_dense_replace": 13, "mlp_layer_types": ["dense"] * LAYERS, "n_routed_experts": 4, "num_experts_per_tok": 2},
    "dbrx": {"attn_config": {"kv_n_heads": 2, "rope_theta": 10000.0, "clip_qkv": 8.0}},
    "kimi_linear": {
        "linear_attn_config": {
            "head_dim": 16,
            "num_heads": 4,
            "short_conv_kernel_size": 4,
        }
    },
    "lfm2_moe": {"layer_types": ["conv", "conv", "full_attention"] * 4 + ["conv"]},
    "longcat_flash": {"hidden_size": 64, "num_layers": LAYERS, "zero_expert_num": 2, "n_routed_experts": 4},
    "mamba2": {"num_heads": 8, "head_dim": 16, "expand": 2, "state_size": 4, "n_groups": 1},
    "ministral": {"head_dim": 16},
    "mistral4": {"qk_nope_head_dim": 8, "qk_rope_head_dim": 8, "head_dim": 16},
    "nemotron": {"head_dim": 16, "num_key_value_heads": 2},
    "mimo_v2_flash": {"head_dim": 24, "swa_head_dim": 24},
    "qwen2_vl_text": _sections(2, 3, 3),
    "qwen2_5_vl_text": _sections(2, 3, 3),
    "qwen2_5_omni_text": _sections(2, 3, 3),
    "step3p5": {"sliding_window": WINDOW},
    "paddleocr_vl_text": _sections(2, 3, 3),
    "hunyuan_v1_dense": {"head_dim": 16},
    "hunyuan_v1_moe": {"head_dim": 16},
    "hunyuan_vl_text": {"head_dim": 16},
    "hy_v4_vl_text": _sections(1, 1, 2),
}
"""Sizes that a family checks against each other."""


NEUTRAL: Mapping[str, Mapping[str, Any]] = {"mistral4": {"rope_type": "linear", "factor": 1.0}}
"""A RoPE block without any scaling for families that do not run with the type "default"."""


def config_of(config_class: type[PreTrainedConfig], keys: Mapping[str, Any]) -> PreTrainedConfig:
    """Return a config from keys as a file would have them."""
    return config_class.from_dict(copy.deepcopy(dict(keys)))


def model_of(config: PreTrainedConfig) -> torch.nn.Module:
    """Return a model with random weights, in evaluation mode, whose attention is written out.

    Raises
    ------
    LookupError
        If no class builds it, with the last reason.
    """
    last: Exception | None = None
    for model_class in _classes(type(config)):
        try:
            torch.manual_seed(0)
            config._attn_implementation = "eager"
            with torch.device("meta"):
                size = sum(p.numel() for p in model_class(copy.deepcopy(config)).parameters())
            if size > MOST_PARAMETERS:
                raise LookupError(f"{size} parameters: a size was not made small")
            model = model_class(copy.deepcopy(config))
        except Exception as error:  # noqa: BLE001  the next class may do
            last = last or error
            continue
        return _filled(model.eval().requires_grad_(False))
    raise LookupError(f"{type(last).__name__}: {last}" if last else "no class") from last


def _filled(model: torch.nn.Module) -> torch.nn.Module:
    """Give numbers to what a constructor leaves as it found it in memory."""
    for name, value in model.named_parameters():
        if "expert" in name or not bool(torch.isfinite(value).all()):
            value.normal_(0, 0.05)
    return model


def _classes(config_class: type[PreTrainedConfig]) -> Iterator[type[PreTrainedModel]]:
    for mapping in (auto.MODEL_FOR_CAUSAL_LM_MAPPING, auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING, auto.MODEL_MAPPING):
        if config_class in mapping:
            found = mapping[config_class]
            yield found[0] if isinstance(found, tuple) else found
    module = importlib.import_module(config_class.__module__.replace(".configuration_", ".modeling_"))
    fitting = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, PreTrainedModel)
        and getattr(value, "config_class", None) is config_class
        and "forward" in vars(value)
    ]
    yield from sorted(fitting, key=lambda c: ("ForCausalLM" not in c.__name__, "Model" not in c.__name__, c.__name__))
