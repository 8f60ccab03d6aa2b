"""What the engines' sources say: one row a fact, with the file and the identifier it stands in, and what follows.

``make facts`` fetches the packages and looks whether every row stands; what it saw is in ``engine_record.json``, from
which versions and families are read.  A remark of the audit is made from its row: it names engine and version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class EngineFact:
    """A fact about an engine, as a check of its source.

    Attributes
    ----------
    id, engine : str
        Its name, and the engine's id.
    file, identifier : str
        Where it stands: a path inside the package, and a function, class, method or constant in it; an empty
        identifier is the whole file.
    says : str
        What the audit therefore says of the engine: a predicate, "ignores ...".
    has, lacks : tuple of str
        Code that stands there, and code that does not; white space does not count.
    only_here, also_in : tuple of str
        Words that no other Python file of the package has, but for the files of ``also_in``.
    nowhere : tuple of str
        Words that no Python file of the package has.
    runs : str
        The trial of ``tools/facts/trials.py`` that executes it, so that its number is compared and not typed.
    """

    id: str
    engine: str
    file: str
    identifier: str
    says: str
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    only_here: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    runs: str = ""

    @property
    def remark(self) -> str:
        """The fact as a sentence of the report: engine, version, what it does, and the file that says so."""
        return f"{PACKAGES[self.engine].title} {self.says} ({self.file.rsplit('/', 1)[-1]})"


@dataclass(frozen=True, slots=True)
class EnginePackage:
    """The package an engine is read from: its name for pip, and the engine's name, ``{}`` standing for the version."""

    package: str
    name: str

    @property
    def title(self) -> str:
        """The engine with the version that was read."""
        return self.name.format(record()["packages"][self.package])


PACKAGES: Mapping[str, EnginePackage] = {
    "hf": EnginePackage("transformers", "transformers {}"),
    "vllm": EnginePackage("vllm", "vLLM {}"),
    "sglang": EnginePackage("sglang", "SGLang {}"),
    "mlx": EnginePackage("mlx-lm", "mlx-lm {}"),
    "llama.cpp": EnginePackage("llama-cpp-python", "llama.cpp (llama-cpp-python {})"),
    "lmdeploy": EnginePackage("lmdeploy", "lmdeploy {}"),
    "litgpt": EnginePackage("litgpt", "litgpt {}"),
}
"""The engines' packages, by the id of the engine."""

_VLLM_ROPE = "vllm/model_executor/layers/rotary_embedding"
_SGLANG_ROPE = "sglang/srt/layers/rotary_embedding"
_LLAMA = "vendor/llama.cpp"

_ROWS = (
    # transformers
    EngineFact(
        "hf-yarn",
        "hf",
        "transformers/modeling_rope_utils.py",
        "_compute_yarn_parameters",
        "counts mscale and mscale_all_dim only if both are truthy, 0 counts as absent: the plain formula",
        has=("if attention_factor is None:", "if mscale and mscale_all_dim:"),
        runs="hf-yarn",
    ),
    EngineFact(
        "hf-attn-factor",
        "hf",
        "transformers/modeling_rope_utils.py",
        "",
        "does not read attn_factor",
        lacks=('"attn_factor"', "'attn_factor'"),
    ),
    EngineFact(
        "hf-longrope",
        "hf",
        "transformers/modeling_rope_utils.py",
        "_compute_longrope_parameters",
        "takes the factor of a LongRoPE block, or max / original where it is absent",
        has=("if factor is None:", "math.sqrt(1 + math.log(factor) / math.log(original_max_position_embeddings))"),
        runs="hf-longrope",
    ),
    EngineFact(
        "hf-muse-spark",
        "hf",
        "transformers/models/muse_spark/modeling_muse_spark.py",
        "",
        "does not read Muse Spark's temperature",
        lacks=("attn_temperature_tuning",),
    ),
    EngineFact(
        "hf-deepseek-v4",
        "hf",
        "transformers/models/deepseek_v4/configuration_deepseek_v4.py",
        "",
        "sets attention_factor 1 where a deepseek_v4 block gives none",
        has=('compress.setdefault("attention_factor", 1.0)',),
    ),
    # vLLM
    EngineFact(
        "vllm-yarn",
        "vllm",
        f"{_VLLM_ROPE}/__init__.py",
        "get_rope",
        "reads a YaRN block as transformers does",
        has=('"mscale_all_dim", "attention_factor", "truncate",',),
        runs="vllm-yarn",
    ),
    EngineFact(
        "vllm-latent",
        "vllm",
        f"{_VLLM_ROPE}/deepseek_scaling_rope.py",
        "DeepseekScalingRotaryEmbedding.__init__",
        "does not read attention_factor in latent attention, and takes mscale 1 and mscale_all_dim 0 where one is absent",
        runs="vllm-latent",
    ),
    EngineFact(
        "vllm-latent-off",
        "vllm",
        "vllm/model_executor/models/deepseek_v2.py",
        "DeepseekV2MLAAttention.__init__",
        "switches the factor on the softmax scale off if attention_factor is 1",
        has=(
            '"deepseek_llama_scaling" if config.rope_parameters.get("attention_factor") == 1.0 else "deepseek_yarn"',
            "mscale = yarn_get_mscale(scaling_factor, float(mscale_all_dim)) self.scaling = self.scaling * mscale * mscale",
        ),
    ),
    EngineFact(
        "vllm-longrope",
        "vllm",
        f"{_VLLM_ROPE}/phi3_long_rope_scaled_rope.py",
        "Phi3LongRoPEScaledRotaryEmbedding.__init__",
        "ignores factor and attention_factor of a LongRoPE block and takes max / original",
        has=("scale = self.max_position_embeddings / self.original_max_position_embeddings",),
        runs="vllm-longrope",
    ),
    EngineFact(
        "vllm-llama4",
        "vllm",
        "vllm/model_executor/models/llama4.py",
        "Llama4ForCausalLM.__init__",
        "switches the Llama 4 temperature on only if max_model_len > 32768 or the generation config says so",
        has=("default_attn_temperature_tuning = vllm_config.model_config.max_model_len > 32768",),
    ),
    EngineFact(
        "vllm-ministral3",
        "vllm",
        "vllm/model_executor/models/mistral.py",
        "MistralAttention.__init__",
        "reads llama_4_scaling at top level only and skips llama_4_scaling_beta in the rope block",
        has=('config, "llama_4_scaling", None',),
        nowhere=('"llama_4_scaling_beta"',),
    ),
    EngineFact(
        "vllm-deepseek-v4",
        "vllm",
        "vllm/models/deepseek_v4/common/rope.py",
        "build_deepseek_v4_rope",
        "sets both mscales of deepseek_v4 to 0: its factor is 1",
        has=('rope_parameters["mscale"] = 0', 'rope_parameters["mscale_all_dim"] = 0'),
    ),
    EngineFact(
        "vllm-telechat3",
        "vllm",
        "vllm/transformers_utils/config.py",
        "patch_legacy_rope_type",
        "takes the coefficient 0.07 for telechat3-yarn",
        has=('rope_parameters["attention_factor"] = 0.07 * math.log(factor) + 1.0',),
    ),
    EngineFact(
        "vllm-logn",
        "vllm",
        "vllm/model_executor/models/registry.py",
        "_PREVIOUSLY_SUPPORTED_MODELS",
        "has no log n scaling: use_logn_attn is ignored",
        has=('"QWenLMHeadModel"', '"Grok1ForCausalLM"'),
        nowhere=("use_logn_attn",),
    ),
    EngineFact(
        "vllm-attn-factor",
        "vllm",
        f"{_VLLM_ROPE}/yarn_scaling_rope.py",
        "YaRNScalingRotaryEmbedding.__init__",
        "does not read attn_factor, by which versions up to 0.29 multiplied",
        nowhere=("attn_factor",),
    ),
    EngineFact(
        "vllm-inkling",
        "vllm",
        "vllm/models/inkling/nvidia/attention.py",
        "compute_log_scaling_tau",
        "applies Inkling's temperature",
        has=("1.0 + alpha * torch.log(torch.clamp(effective_n / float(n_floor), min=1.0))",),
    ),
    EngineFact(
        "vllm-beam",
        "vllm",
        "vllm/models/beam/nvidia/attention_ops.py",
        "_qk_norm_rope_kernel",
        "applies Beam's power of the position",
        has=("scale = libdevice.exp(0.1 * libdevice.log1p(p / 2048.0))",),
    ),
    EngineFact(
        "vllm-muse-spark",
        "vllm",
        "vllm/models/muse_spark/nvidia/model.py",
        "",
        "applies the temperature of Muse Spark in its draft model alone",
        has=("self.use_attn_temperature_tuning = ( is_draft",),
    ),
    EngineFact(
        "vllm-backend",
        "vllm",
        "vllm/model_executor/models/transformers/base.py",
        "",
        "runs it through its backend for transformers' own code",
        has=("if (scale := attn_fuser.scale(attn_module)) is None:",),
    ),
    EngineFact(
        "vllm-minicpm3",
        "vllm",
        "vllm/model_executor/models/minicpm3.py",
        "",
        "does not put mscale_all_dim on the softmax scale in this family",
        lacks=("mscale",),
    ),
    EngineFact(
        "vllm-hy-v4",
        "vllm",
        "vllm/models/hy_v4/nvidia/attention.py",
        "HYV4MLAAttention",
        "does not put mscale_all_dim on the softmax scale in this family",
        lacks=("mscale",),
    ),
    EngineFact(
        "vllm-sarvam",
        "vllm",
        "vllm/model_executor/models/sarvam.py",
        "SarvamMLAAttention.__init__",
        "puts mscale_all_dim of sarvam_mla on the softmax scale for the type deepseek_yarn alone, not for yarn",
        has=('if config.rope_parameters.get("rope_type", None) == "deepseek_yarn":',),
    ),
    EngineFact(
        "vllm-hf-overrides",
        "vllm",
        "vllm/config/model.py",
        "ModelConfig._apply_dict_overrides",
        "takes a block of --hf-overrides in place of the config's, and merges it below text_config alone",
        has=(
            "# It's a nested config - recursively update it self._update_nested(attr, value)",
            "# It's a dict-valued parameter - set it directly setattr(config, key, value)",
        ),
        runs="vllm-hf-overrides",
    ),
    EngineFact(
        "vllm-hf-overrides-type",
        "vllm",
        f"{_VLLM_ROPE}/__init__.py",
        "get_rope",
        "looks for rope_type in rope_parameters of --hf-overrides, so that type alone leaves RoPE without scaling",
        has=('scaling_type = rope_parameters.get("rope_type", "default")',),
    ),
    EngineFact(
        "vllm-hf-overrides-original",
        "vllm",
        f"{_VLLM_ROPE}/__init__.py",
        "get_rope",
        "does not start on a YaRN block of rope_parameters in --hf-overrides without original_max_position_embeddings",
        has=('original_max_position = rope_parameters["original_max_position_embeddings"]',),
    ),
    EngineFact(
        "vllm-no-rope-scaling",
        "vllm",
        "vllm/engine/arg_utils.py",
        "",
        "has no --rope-scaling: --hf-overrides has taken its place",
        nowhere=('"--rope-scaling"', "rope_scaling_override"),
    ),
    EngineFact(
        "vllm-lengths",
        "vllm",
        "vllm/utils/argparse_utils.py",
        "human_readable_int",
        "reads k as 1000 and K as 1024",
        has=('"k": 10**3,', '"K": 2**10,'),
        runs="vllm-lengths",
    ),
    EngineFact(
        "vllm-max-model-len",
        "vllm",
        "vllm/config/model.py",
        "_get_and_verify_max_len",
        "refuses a --max-model-len beyond max_position_embeddings, YaRN or not, unless VLLM_ALLOW_LONG_MAX_MODEL_LEN is 1",
        has=('"su", "longrope", "llama3", "yarn",', "elif max_model_len > derived_max_model_len:", "if envs.VLLM_ALLOW_LONG_MAX_MODEL_LEN:"),
    ),
    # SGLang
    EngineFact(
        "sglang-override",
        "sglang",
        "sglang/srt/utils/hf_transformers/config.py",
        "get_config",
        "merges a RoPE block of --json-model-override-args into the config's",
        has=('key in ("rope_scaling", "rope_parameters")', "setattr(config, key, {**current, **value})"),
        runs="sglang-override",
    ),
    EngineFact(
        "sglang-override-text",
        "sglang",
        "sglang/srt/utils/hf_transformers/config.py",
        "get_config",
        "takes a RoPE block below text_config of --json-model-override-args in place of the config's",
        has=("if isinstance(value, dict) and isinstance(current, PretrainedConfig): current.update(value)",),
        runs="sglang-override",
    ),
    EngineFact(
        "sglang-context-length",
        "sglang",
        "sglang/srt/configs/model_config.py",
        "ModelConfig._derive_context_length",
        "refuses a --context-length beyond max_position_embeddings unless SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN is 1",
        has=("if context_length > derived_context_len:", "envs.SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN.get()"),
    ),
    EngineFact(
        "sglang-yarn",
        "sglang",
        f"{_SGLANG_ROPE}/yarn.py",
        "YaRNScalingRotaryEmbedding.__init__",
        "counts an mscale of 0 as given",
        has=("if mscale is not None and mscale_all_dim is not None:", "self.mscale *= attn_factor"),
        runs="sglang-yarn",
    ),
    EngineFact(
        "sglang-attn-factor",
        "sglang",
        f"{_SGLANG_ROPE}/yarn.py",
        "YaRNScalingRotaryEmbedding.__init__",
        "multiplies its YaRN factor by attn_factor",
        has=("self.mscale *= attn_factor",),
    ),
    EngineFact(
        "sglang-attention-factor",
        "sglang",
        f"{_SGLANG_ROPE}/factory.py",
        "get_rope",
        "does not forward attention_factor in the generic path: the formula is used",
        has=('"extrapolation_factor", "attn_factor", "beta_fast", "beta_slow", "mscale", "mscale_all_dim",',),
        lacks=('"attention_factor"',),
    ),
    EngineFact(
        "sglang-latent",
        "sglang",
        f"{_SGLANG_ROPE}/rope_variant.py",
        "DeepseekScalingRotaryEmbedding.__init__",
        "does not read attention_factor in latent attention, and takes mscale 1 and mscale_all_dim 0 where one is absent",
        runs="sglang-latent",
    ),
    EngineFact(
        "sglang-longrope",
        "sglang",
        f"{_SGLANG_ROPE}/rope_variant.py",
        "Phi3LongRoPEScaledRotaryEmbedding.__init__",
        "ignores factor and attention_factor of a LongRoPE block and takes max / original",
        runs="sglang-longrope",
    ),
    EngineFact(
        "sglang-laguna",
        "sglang",
        "sglang/srt/configs/laguna.py",
        "_to_sglang_rope_scaling",
        "turns laguna's attention_factor into attn_factor: it counts",
        has=('out["attn_factor"] = rope_params["attention_factor"] / yarn_get_mscale_simple( factor )',),
    ),
    EngineFact(
        "sglang-mellum",
        "sglang",
        "sglang/srt/models/mellum.py",
        "_compute_yarn_from_rope_params",
        "reads mellum's attention_factor in its fused kernel only, the rotary module uses the formula",
        has=('attention_factor = rope_params.get("attention_factor")',),
    ),
    EngineFact(
        "sglang-k2-horizon",
        "sglang",
        "sglang/srt/models/xllm.py",
        "_normalize_k2_horizon_config",
        "turns attention_factor of k2_horizon into attn_factor: it counts",
        has=('attention_factor = default_rope_scaling.pop("attention_factor", None)',),
    ),
    EngineFact(
        "sglang-qwen3-moe",
        "sglang",
        "sglang/srt/models/qwen3_moe.py",
        "compute_yarn_parameters",
        "reads attention_factor of qwen3_moe in its fused kernel (enable_fused_qk_norm_rope) and not else",
        has=('attention_factor = rope_scaling.get("attention_factor")',),
    ),
    EngineFact(
        "sglang-deepseek-v4",
        "sglang",
        "sglang/kernels/ops/attention/dsv4/rope.py",
        "precompute_freqs_cis",
        "turns deepseek_v4 by unit complex numbers: its factor is 1",
        has=("freqs_cis = torch.polar(torch.ones_like(freqs), freqs)",),
        lacks=("mscale",),
    ),
    EngineFact(
        "sglang-ministral3",
        "sglang",
        "sglang/srt/models/ministral3.py",
        "Ministral3DecoderLayer.__init__",
        "reads original_max_position_embeddings at top level, default 16384, not the rope block's",
        has=('config, "original_max_position_embeddings", 16384',),
    ),
    EngineFact(
        "sglang-grok",
        "sglang",
        "sglang/kernels/ops/attention/extend_attention.py",
        "_fwd_kernel_unified",
        "applies L/(pos + 1) in its deterministic kernel, a decreasing law (sgl-project/sglang#32942)",
        has=("xai_temperature_len / (offs_qidx + 1.0),",),
    ),
    EngineFact(
        "sglang-logn",
        "sglang",
        "sglang/srt/models/qwen.py",
        "QWenLMHeadModel",
        "has no log n scaling: use_logn_attn is ignored",
        nowhere=("use_logn_attn",),
    ),
    EngineFact(
        "sglang-llama4",
        "sglang",
        "sglang/srt/models/llama4.py",
        "Llama4Attention._get_attn_scale",
        "applies the Llama 4 temperature",
        has=(
            "floor = torch.floor((positions + 1.0) / self.floor_scale)",
            "torch.log(floor + 1.0) * self.attn_scale + 1.0",
        ),
    ),
    EngineFact(
        "sglang-llama-4-scaling",
        "sglang",
        "sglang/srt/models/deepseek_common/utils.py",
        "_get_llama_4_scaling",
        "applies llama_4_scaling",
        has=("1 + scaling_beta * torch.log( 1 + torch.floor(positions / original_max_position_embeddings) )",),
    ),
    EngineFact(
        "sglang-inkling",
        "sglang",
        "sglang/srt/models/inkling_common/attn.py",
        "compute_log_scaling_tau",
        "applies Inkling's temperature",
        has=("1.0 + alpha * torch.log(torch.clamp(effective_n / float(n_floor), min=1.0))",),
    ),
    EngineFact(
        "sglang-beam",
        "sglang",
        "sglang/srt/models/beam.py",
        "compute_ssmax_scale",
        "applies Beam's power of the position",
        has=("torch.exp(0.1 * torch.log1p((positions.float() + 1) / 2048))",),
    ),
    EngineFact(
        "sglang-muse-spark",
        "sglang",
        "sglang/srt/models/muse_spark.py",
        "",
        "does not read Muse Spark's temperature",
        lacks=("attn_temperature_tuning",),
    ),
    EngineFact(
        "sglang-backend",
        "sglang",
        "sglang/srt/models/transformers.py",
        "sglang_flash_attention_forward",
        "runs it through its backend for transformers' own code",
        has=("self_attn.scaling = float(scaling)",),
    ),
    EngineFact(
        "sglang-minicpm3",
        "sglang",
        "sglang/srt/models/minicpm3.py",
        "",
        "does not put mscale_all_dim on the softmax scale in this family",
        lacks=("mscale",),
    ),
    EngineFact(
        "sglang-sarvam",
        "sglang",
        "sglang/srt/models/sarvam_moe.py",
        "SarvamMoEMLAAttention.__init__",
        "puts mscale_all_dim of sarvam_mla on the softmax scale for the type deepseek_yarn alone, not for yarn",
        has=('if rope_scaling and rope_scaling["type"] == "deepseek_yarn":',),
    ),
    # mlx-lm
    EngineFact(
        "mlx-yarn",
        "mlx",
        "mlx_lm/models/rope_utils.py",
        "YarnRoPE.__init__",
        "takes mscale 1 and mscale_all_dim 0 where one is absent",
        runs="mlx-yarn",
    ),
    EngineFact(
        "mlx-yarn-keys",
        "mlx",
        "mlx_lm/models/rope_utils.py",
        "",
        "ignores attention_factor and attn_factor",
        nowhere=('attention_factor"', "attn_factor"),
    ),
    EngineFact(
        "mlx-telechat3",
        "mlx",
        "mlx_lm/models/rope_utils.py",
        "initialize_rope",
        "takes the coefficient 0.1 for telechat3-yarn",
        has=('elif rope_type in ("yarn", "deepseek_yarn", "telechat3-yarn"):',),
    ),
    EngineFact(
        "mlx-longrope",
        "mlx",
        "mlx_lm/models/rope_utils.py",
        "SuScaledRoPE.__init__",
        "ignores factor and attention_factor of a LongRoPE block and takes max / original",
        has=("self._scale = long_mscale or (1.0 if factor <= 1.0 else default_scale(factor))",),
        runs="mlx-longrope",
    ),
    EngineFact(
        "mlx-llama4",
        "mlx",
        "mlx_lm/models/llama4.py",
        "Attention.__init__",
        "fixes the interval of layers without RoPE at 4",
        has=("self.use_rope = int((layer_idx + 1) % 4 != 0)",),
    ),
    EngineFact(
        "mlx-logn",
        "mlx",
        "mlx_lm/models/qwen.py",
        "Attention",
        "has no log n scaling: use_logn_attn is ignored",
        nowhere=("use_logn_attn", "logn"),
    ),
    EngineFact(
        "mlx-block",
        "mlx",
        "mlx_lm/models/llama.py",
        "ModelArgs",
        "reads rope_scaling in some families, rope_parameters in others, and not this block here: it is lost",
        has=("rope_scaling: Optional[",),
        lacks=("rope_parameters",),
    ),
    EngineFact(
        "mlx-ministral3",
        "mlx",
        "mlx_lm/models/ministral3.py",
        "_get_llama_4_attn_scale",
        "applies llama_4_scaling_beta",
        has=("scaling = 1 + beta * mx.log( 1 + mx.floor((mx.arange(size) + offset) / max_position_embeddings) )",),
    ),
    EngineFact(
        "mlx-muse-spark",
        "mlx",
        "mlx_lm/models/muse_spark.py",
        "",
        "does not read Muse Spark's temperature",
        nowhere=("attn_temperature_tuning_floor_scale",),
    ),
    EngineFact(
        "mlx-minicpm3",
        "mlx",
        "mlx_lm/models/minicpm3.py",
        "",
        "does not put mscale_all_dim on the softmax scale in this family",
        lacks=("mscale_all_dim", "apply_yarn_mscale"),
    ),
    EngineFact(
        "mlx-latent",
        "mlx",
        "mlx_lm/models/deepseek_v3.py",
        "DeepseekV3Attention.__init__",
        "puts mscale_all_dim on the softmax scale of latent attention",
        has=("s = 0.1 * mscale_all_dim * math.log(scaling_factor) + 1.0",),
    ),
    EngineFact(
        "mlx-params",
        "mlx",
        "mlx_lm/utils.py",
        "load_config",
        "reads config.json, not Mistral's params.json",
        has=('"config.json"',),
        nowhere=('params.json"',),
    ),
    # llama.cpp
    EngineFact(
        "llama.cpp-yarn",
        "llama.cpp",
        f"{_LLAMA}/src/llama-context.cpp",
        "llama_context",
        "computes the YaRN factor anew, so that attention_factor and attn_factor, which the converter stores, are lost",
        has=(
            "cparams.yarn_attn_factor = get_mscale(factor, 1.0f);",
            "cparams.yarn_attn_factor *= 1.0f / (1.0f + 0.1f * logf(factor));",
            "return scale <= 1.0f ? 1.0f : (0.1f * mscale * logf(scale) + 1.0f);",
        ),
        runs="llama.cpp-yarn",
    ),
    EngineFact(
        "llama.cpp-override",
        "llama.cpp",
        f"{_LLAMA}/src/llama-context.cpp",
        "llama_context",
        "multiplies q and k by the key rope.scaling.attn_factor, in every family and of every RoPE type: --override-kv sets it",
        has=("cparams.yarn_attn_factor *= hparams.rope_attn_factor;",),
        runs="llama.cpp-settings",
    ),
    EngineFact(
        "llama.cpp-flag-lost",
        "llama.cpp",
        f"{_LLAMA}/src/llama-context.cpp",
        "llama_context",
        "overwrites --yarn-attn-factor where YaRN is on: the flag counts without YaRN alone",
        has=(
            "cparams.yarn_attn_factor = params.yarn_attn_factor >= 0.0f ? params.yarn_attn_factor : hparams.yarn_attn_factor;",
            "if (cparams.yarn_ext_factor != 0) {",
            "cparams.yarn_attn_factor = get_mscale(factor, 1.0f);",
        ),
        runs="llama.cpp-settings",
    ),
    EngineFact(
        "llama.cpp-yarn-kernel",
        "llama.cpp",
        f"{_LLAMA}/ggml/src/ggml-cpu/ops.cpp",
        "rope_yarn",
        "multiplies cos and sin by 1 + 0.1 log(factor), which the context has divided by",
        has=("mscale *= 1.0f + 0.1f * logf(1.0f / freq_scale);",),
    ),
    EngineFact(
        "llama.cpp-converter",
        "llama.cpp",
        f"{_LLAMA}/conversion/base.py",
        "TextModel.set_gguf_parameters",
        "does not store mscale and mscale_all_dim in this family",
        has=(
            'rope_params.get("attention_factor", rope_params.get("attn_factor"))',
            '# self.gguf_writer.add_rope_scaling_yarn_log_mul(rope_params["mscale_all_dim"])',
        ),
    ),
    EngineFact(
        "llama.cpp-null-factor",
        "llama.cpp",
        f"{_LLAMA}/conversion/base.py",
        "TextModel.set_gguf_parameters",
        "stores no YaRN block that has no factor: it is 1",
        has=('elif rope_type == "yarn" and rope_factor is not None:',),
    ),
    EngineFact(
        "llama.cpp-attn-factor-kept",
        "llama.cpp",
        f"{_LLAMA}/ggml/src/ggml-cpu/ops.cpp",
        "rope_yarn",
        "multiplies cos and sin by --yarn-attn-factor where YaRN is off, or --yarn-ext-factor is 0",
        has=("if (ext_factor != 0.0f) {", "*cos_theta = cosf(theta) * mscale;"),
        runs="llama.cpp-settings",
    ),
    EngineFact(
        "llama.cpp-ext-factor",
        "llama.cpp",
        f"{_LLAMA}/src/llama-context.cpp",
        "llama_context",
        "takes the YaRN factor if and only if --yarn-ext-factor is not 0, which it is not by default with YaRN alone",
        has=("cparams.yarn_ext_factor = params.yarn_ext_factor >= 0.0f ? params.yarn_ext_factor : hparams.yarn_ext_factor;",),
        runs="llama.cpp-settings",
    ),
    EngineFact(
        "llama.cpp-stored-factor",
        "llama.cpp",
        f"{_LLAMA}/src/models/grok.cpp",
        "load_arch_hparams",
        "reads the stored attn_factor in Grok alone",
        has=("ml.get_key(LLM_KV_ROPE_SCALING_YARN_ATTN_FACTOR, hparams.yarn_attn_factor, false);",),
    ),
    EngineFact(
        "llama.cpp-log-mul",
        "llama.cpp",
        f"{_LLAMA}/src/llama-context.cpp",
        "llama_context",
        "assumes mscale = 1, and mscale = mscale_all_dim in deepseek2",
        has=(
            "float mscale = 1.0f; const float mscale_all_dims = hparams.rope_yarn_log_mul;",
            "if (model.arch == LLM_ARCH_DEEPSEEK2 && mscale_all_dims != 1.0f) { mscale = mscale_all_dims; }",
        ),
    ),
    EngineFact(
        "llama.cpp-latent",
        "llama.cpp",
        f"{_LLAMA}/src/models/deepseek2.cpp",
        "load_arch_hparams",
        "multiplies the softmax scale by the YaRN factor too where mscale_all_dim is absent",
        has=("hparams.rope_yarn_log_mul /= 0.1f;",),
        runs="llama.cpp-latent",
    ),
    EngineFact(
        "llama.cpp-deepseek-v4",
        "llama.cpp",
        f"{_LLAMA}/src/models/deepseek4.cpp",
        "dsv4_rope_attn_factor",
        "cancels the YaRN factor of deepseek_v4: it is 1",
        has=("return 1.0f / (1.0f + 0.1f*logf(1.0f/freq_scale));",),
    ),
    EngineFact(
        "llama.cpp-longrope",
        "llama.cpp",
        f"{_LLAMA}/conversion/phi.py",
        "Phi3MiniModel.generate_extra_tensors",
        "ignores factor, attention_factor and the mscales of a LongRoPE block and takes max / original",
        has=(
            "scale = max_pos_embds / orig_max_pos_embds",
            "self.gguf_writer.add_rope_scaling_attn_factors(attn_factor)",
        ),
        only_here=("self.gguf_writer.add_rope_scaling_attn_factors",),
    ),
    EngineFact(
        "llama.cpp-longrope-else",
        "llama.cpp",
        f"{_LLAMA}/src/llama-model.cpp",
        "load_hparams",
        "has the LongRoPE factor of the Phi-3 converter alone: it is 1 in this family",
        has=("ml.get_key(LLM_KV_ROPE_SCALING_ATTN_FACTOR, hparams.rope_attn_factor, false);",),
    ),
    EngineFact(
        "llama.cpp-grok",
        "llama.cpp",
        f"{_LLAMA}/src/models/grok.cpp",
        "",
        "loads and saves Grok's temperature length and never uses it",
        has=("hparams.attn_temp_length, false",),
        lacks=("build_inp_attn_scale", "f_attn_temp_scale"),
    ),
    EngineFact(
        "llama.cpp-llama4",
        "llama.cpp",
        f"{_LLAMA}/src/models/llama4.cpp",
        "load_arch_hparams",
        "fixes the Llama 4 temperature at 0.1 and 8192, whatever the config says",
        has=(
            "hparams.n_attn_temp_floor_scale = 8192;",
            "hparams.f_attn_temp_scale = 0.1f;",
            "hparams.f_attn_temp_offset = 1.0f;",
        ),
    ),
    EngineFact(
        "llama.cpp-mistral4",
        "llama.cpp",
        f"{_LLAMA}/conversion/mistral3.py",
        "Mistral3Model",
        "stores llama_4_scaling_beta of ministral3 alone: the temperature of mistral4 is lost",
        has=(
            'if self.hparams.get("model_type") == "ministral3":',
            'self.gguf_writer.add_attn_temperature_scale(rope_params["llama_4_scaling_beta"])',
        ),
        only_here=('"llama_4_scaling_beta"',),
    ),
    EngineFact(
        "llama.cpp-logn",
        "llama.cpp",
        f"{_LLAMA}/conversion/qwen.py",
        "QwenModel",
        "has no log n scaling: use_logn_attn is ignored",
        nowhere=("use_logn_attn",),
    ),
    EngineFact(
        "llama.cpp-ministral3",
        "llama.cpp",
        f"{_LLAMA}/src/models/mistral3.cpp",
        "load_arch_hparams",
        "applies llama_4_scaling_beta with the original context length",
        has=("hparams.n_attn_temp_floor_scale = hparams.n_ctx_orig_yarn;", "hparams.f_attn_temp_offset = 0.0f;"),
    ),
    EngineFact(
        "llama.cpp-temperature",
        "llama.cpp",
        f"{_LLAMA}/src/llama-graph.cpp",
        "llm_graph_input_attn_temp::set_input",
        "multiplies q by 1 + scale log(floor((pos + offset)/floor_scale) + 1)",
        has=(
            "std::log( std::floor((pos + f_attn_temp_offset) / n_attn_temp_floor_scale) + 1.0 ) * f_attn_temp_scale + 1.0;",
        ),
    ),
    EngineFact(
        "llama.cpp-minicpm3",
        "llama.cpp",
        f"{_LLAMA}/src/models/minicpm3.cpp",
        "",
        "does not put mscale_all_dim on the softmax scale in this family",
        has=("const float kq_scale = 1.0f / sqrtf(float(hparams.n_embd_head_k()));",),
        lacks=("mscale",),
    ),
    EngineFact(
        "llama.cpp-hy-v4",
        "llama.cpp",
        f"{_LLAMA}/src/models/hy-v4.cpp",
        "",
        "does not put mscale_all_dim on the softmax scale in this family",
        has=("const float kq_scale = 1.0f / sqrtf(float(n_embd_head_k));",),
        lacks=("mscale",),
    ),
    EngineFact(
        "llama.cpp-mistral-large",
        "llama.cpp",
        f"{_LLAMA}/conversion/mistral.py",
        "MistralMoeModel.set_gguf_parameters",
        "stores mscale_all_dim 1 for Mistral's latent attention, whatever apply_scale says: the softmax scale grows",
        has=("self.gguf_writer.add_rope_scaling_yarn_log_mul(0.1)",),
    ),
    EngineFact(
        "llama.cpp-override-kind",
        "llama.cpp",
        f"{_LLAMA}/src/llama-model-loader.cpp",
        "validate_override",
        "passes over a key of another type than its own",
        has=("if (ovrd->tag == expected_type) {", "return false;"),
    ),
    EngineFact(
        "llama.cpp-linear",
        "llama.cpp",
        f"{_LLAMA}/src/llama-model.cpp",
        "load_hparams",
        "takes linear scaling where neither the GGUF nor --rope-scaling names a type",
        has=('std::string rope_scaling("linear");',),
    ),
    # lmdeploy
    EngineFact(
        "lmdeploy-hf-overrides",
        "lmdeploy",
        "lmdeploy/pytorch/config.py",
        "_overide_hf_config_cfg",
        "merges --hf-overrides into the config key by key, at any depth",
        has=("for key, value in hf_overrides.items(): _override_hf_config(hf_config_val, key, value)",),
        runs="lmdeploy-hf-overrides",
    ),
    EngineFact(
        "lmdeploy-yarn",
        "lmdeploy",
        "lmdeploy/pytorch/nn/rotary_embedding.py",
        "_get_yarn_parameters",
        "takes mscale 1 and mscale_all_dim 0 where one is absent",
        runs="lmdeploy-yarn",
    ),
    EngineFact(
        "lmdeploy-turbomind",
        "lmdeploy",
        "lmdeploy/turbomind/models/utils.py",
        "parse_rope_param",
        "counts an mscale of 0 as given (TurboMind)",
        runs="lmdeploy-turbomind",
    ),
    EngineFact(
        "lmdeploy-attn-factor",
        "lmdeploy",
        "lmdeploy/turbomind/models/utils.py",
        "parse_rope_param",
        "does not read attn_factor",
        nowhere=("attn_factor",),
    ),
    EngineFact(
        "lmdeploy-longrope",
        "lmdeploy",
        "lmdeploy/pytorch/backends/default/rotary_embedding.py",
        "LongRoPEScalingRotaryEmbeddingImpl.__init__",
        "ignores factor and attention_factor of a LongRoPE block and takes max / original",
        has=("self.mscale = math.sqrt(1 + math.log(scale) / math.log(self.original_max_position_embeddings))",),
        runs="lmdeploy-longrope",
    ),
    EngineFact(
        "lmdeploy-deepseek-v4",
        "lmdeploy",
        "lmdeploy/pytorch/models/deepseek_v4.py",
        "",
        "gives deepseek_v4 the factor 1",
        has=("yarn_params = YarnParameters(beta_fast=args.beta_fast, beta_slow=args.beta_slow, attention_factor=1.0)",),
    ),
    EngineFact(
        "lmdeploy-llama4",
        "lmdeploy",
        "lmdeploy/pytorch/models/llama4.py",
        "Llama4TextAttention.forward",
        "stores attn_temperature_tuning and never uses it",
        lacks=("attn_temperature_tuning", "attn_scale", "floor_scale"),
    ),
    EngineFact(
        "lmdeploy-logn",
        "lmdeploy",
        "lmdeploy/messages.py",
        "TurbomindEngineConfig",
        "has an option --use-logn-attn that nothing feeds to its kernel",
        has=("use_logn_attn: bool = False",),
        only_here=("use_logn_attn",),
        also_in=("lmdeploy/cli/utils.py",),
    ),
    EngineFact(
        "lmdeploy-minicpm3",
        "lmdeploy",
        "lmdeploy/pytorch/models/minicpm3.py",
        "",
        "does not put mscale_all_dim on the softmax scale in this family",
        lacks=("mscale_all_dim",),
    ),
    EngineFact(
        "lmdeploy-latent",
        "lmdeploy",
        "lmdeploy/pytorch/models/deepseek_v2.py",
        "DeepseekV2Attention.__init__",
        "puts mscale_all_dim on the softmax scale of latent attention",
        has=(
            "mscale = yarn_get_mscale(scaling_factor, mscale_all_dim) self.softmax_scale = self.softmax_scale * mscale * mscale",
        ),
    ),
    EngineFact(
        "lmdeploy-params",
        "lmdeploy",
        "lmdeploy/archs.py",
        "get_model_arch",
        "reads config.json, not Mistral's params.json",
        nowhere=('params.json"',),
    ),
    # litgpt
    EngineFact(
        "litgpt-yarn",
        "litgpt",
        "litgpt/config.py",
        "",
        "reads no config.json, and no model of its table has YaRN or LongRoPE: the block is lost",
        lacks=("beta_fast", "mscale", "long_factor"),
    ),
    EngineFact(
        "litgpt-temperatures",
        "litgpt",
        "litgpt/model.py",
        "CausalSelfAttention",
        "has no law that depends on the position",
        lacks=("log(", "floor("),
    ),
)


def _scale(engine: str, family: str, file: str, identifier: str, code: str, key: str = "query_pre_attn_scalar") -> EngineFact:
    """Return the fact that an engine makes the softmax scale of a family from the family's own key."""
    says = f"makes the softmax scale of {family} from {key}"
    return EngineFact(f"{engine}-scale-{family}", engine, file, identifier, says, has=(code,), runs=f"{engine}-scale-{family}")


_GRANITE = "attention_multiplier"
_SCALES = (
    _scale("vllm", "gemma2", "vllm/model_executor/models/gemma2.py", "Gemma2Attention.__init__", "self.scaling = config.query_pre_attn_scalar**-0.5"),
    _scale("vllm", "gemma3", "vllm/model_executor/models/gemma3.py", "Gemma3Attention.__init__", "self.scaling = config.query_pre_attn_scalar**-0.5"),
    _scale("vllm", "granite", "vllm/model_executor/models/granite.py", "GraniteAttention.__init__", "self.scaling = config.attention_multiplier", _GRANITE),
    _scale("vllm", "hyperclovax", "vllm/model_executor/models/hyperclovax.py", "HyperCLOVAXAttention.__init__", "self.scaling = config.attention_multiplier", _GRANITE),
    _scale("sglang", "gemma2", "sglang/srt/models/gemma2.py", "Gemma2Attention.__init__", "self.scaling = config.query_pre_attn_scalar**-0.5"),
    _scale("sglang", "gemma3", "sglang/srt/models/gemma3_causal.py", "Gemma3Attention.__init__", "self.scaling = config.query_pre_attn_scalar**-0.5"),
    _scale("sglang", "granite", "sglang/srt/models/granite.py", "GraniteAttention.__init__", "self.scaling = config.attention_multiplier", _GRANITE),
    _scale("mlx", "gemma2", "mlx_lm/models/gemma2.py", "Attention.__init__", "self.scale = 1.0 / (args.query_pre_attn_scalar**0.5)"),
    _scale("mlx", "gemma3", "mlx_lm/models/gemma3_text.py", "Attention.__init__", "self.scale = args.query_pre_attn_scalar**-0.5"),
    _scale("mlx", "granite", "mlx_lm/models/granite.py", "Attention.__init__", "self.scale = args.attention_multiplier", _GRANITE),
    _scale("lmdeploy", "gemma2", "lmdeploy/pytorch/models/gemma.py", "GemmaAttention.__init__", "self.scaling = config.query_pre_attn_scalar**-0.5"),
    _scale("lmdeploy", "gemma3", "lmdeploy/pytorch/models/gemma.py", "GemmaAttention.__init__", "self.scaling = config.query_pre_attn_scalar**-0.5"),
    EngineFact(
        "llama.cpp-scale-granite",
        "llama.cpp",
        f"{_LLAMA}/src/models/granite.cpp",
        "load_arch_hparams",
        "makes the softmax scale of granite from attention_multiplier, as its converter stores it",
        has=("ml.get_key(LLM_KV_ATTENTION_SCALE, hparams.f_attention_scale, false);",),
    ),
    EngineFact(
        "llama.cpp-scale-gemma2",
        "llama.cpp",
        f"{_LLAMA}/src/models/gemma2.cpp",
        "load_arch_hparams",
        "takes gemma2's softmax scale from the size of the model, not from query_pre_attn_scalar",
        has=("hparams.f_attention_scale = type == LLM_TYPE_27B",),
        lacks=("LLM_KV_ATTENTION_SCALE",),
    ),
    EngineFact(
        "llama.cpp-scale-gemma3",
        "llama.cpp",
        f"{_LLAMA}/src/models/gemma3.cpp",
        "load_arch_hparams",
        "takes gemma3's softmax scale from the size of the model, not from query_pre_attn_scalar",
        has=("hparams.f_attention_scale = type == LLM_TYPE_27B",),
        lacks=("LLM_KV_ATTENTION_SCALE",),
    ),
)

ENGINE_FACTS: Mapping[str, EngineFact] = {row.id: row for row in (*_ROWS, *_SCALES)}
"""The rows by id."""

LITGPT_MODELS: Mapping[str, tuple[str, ...]] = {
    "llama": ("Llama-2-7b{}-hf", "Meta-Llama-3.1-8B{}", "SmolLM2-135M{}", "TinyLlama-1.1B{}", "Falcon3-7B{}"),
    "mistral": ("Mistral-7B-{}v0.1",),
    "mixtral": ("Mixtral-8x7B-{}v0.1",),
    "qwen2": ("Qwen2.5-7B{}", "QwQ-32B"),
    "qwen3": ("Qwen3-8B{}",),
    "qwen3_moe": ("Qwen3-30B-A3B",),
    "gemma": ("gemma-7b",),
    "gemma2": ("gemma-2-9b",),
    "gemma3": ("gemma-3-27b-it",),
    "phi": ("phi-2",),
    "phi3": ("Phi-3-mini-4k-instruct", "phi-4"),
    "falcon": ("falcon-40b{}",),
    "gpt_neox": ("pythia-1b", "stablelm-base-alpha-3b"),
    "stablelm": ("stablelm-3b-4e1t",),
    "olmo": ("OLMo-1B-hf",),
    "olmo2": ("OLMo-2-1124-7B{}",),
}
"""The model types litgpt has in its table, with checkpoints of each that stand there by name."""

ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "qwen": ("QWenLMHeadModel",),
    "grok": ("Grok1ForCausalLM",),
    "grok-1": ("Grok1ForCausalLM", "Grok1ModelForCausalLM"),
    "grok_1": ("Grok1ForCausalLM", "Grok1ModelForCausalLM"),
    "grok-2": ("Grok1ForCausalLM",),
    "grok2": ("Grok1ForCausalLM",),
    "telechat3": ("TeleChat3ForCausalLM",),
    "kimi_linear": ("KimiLinearForCausalLM",),
    "kimi_k2": ("DeepseekV3ForCausalLM",),
    "k2_horizon": ("K2HorizonForCausalLM",),
    "inkling": ("InklingForConditionalGeneration", "InklingForCausalLM"),
}
"""Architectures of model types that transformers does not have, or has under another name."""


@cache
def record() -> dict[str, Any]:
    """Return what `make facts` wrote: packages and versions, families, and a mark of the source of each row."""
    text = resources.files(__package__).joinpath("engine_record.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
