"""The RoPE-extension scalings and other multipliers that are constant in n once configured.

Source: the transformers, vLLM and model sources named in each entry, read at the versions of the scheme tables.
"""

from __future__ import annotations

from fractions import Fraction

from .law import Parameter, ScalingLaw

_ROPE = "transformers modeling_rope_utils.py"
_COEFFICIENT = Parameter("c", Fraction(1, 10), "coefficient of log factor, fitted for LLaMA")


def _factor(default: int) -> Parameter:
    return Parameter("factor", Fraction(default), "extension factor s = L'/L of the configuration, fixed")


def _number(name: str, default: str, meaning: str) -> Parameter:
    return Parameter(name, Fraction(default), meaning)


CONSTANT_LAWS = (
    ScalingLaw("plain", "plain softmax", "1", source="the n-free scale, usually 1/sqrt(head_dim)"),
    ScalingLaw(
        "yarn",
        "YaRN, static",
        "(1 + c*log(max(factor, 1)))^2",
        (_factor(32), _COEFFICIENT),
        "rotary dims (cos and sin)",
        source=f"arXiv 2309.00071; {_ROPE} _compute_yarn_parameters",
        notes="constant in n, short prompts get it too; papers that call YaRN (log n)^2 mean the dynamic one",
    ),
    ScalingLaw(
        "yarn-attention-factor",
        "YaRN with an explicit attention_factor",
        "attention_factor^2",
        (_number("attention_factor", "1", "factor on cos and sin, as configured"),),
        "rotary dims (cos and sin)",
        source=_ROPE,
        notes="overrides the formula; 1.0 (Laguna, Mistral Large 4) means m = 1 whatever the extension factor",
    ),
    ScalingLaw(
        "yarn-mscale",
        "YaRN, mscale over mscale_all_dim",
        "((1 + c*mscale*log(max(factor, 1)))/(1 + c*mscale_all_dim*log(max(factor, 1))))^2",
        (
            _factor(40),
            _number("mscale", "1", "numerator coefficient"),
            _number("mscale_all_dim", "1", "denominator coefficient"),
            _COEFFICIENT,
        ),
        "rotary dims (cos and sin)",
        source=_ROPE,
        notes="1 where both are equal (DeepSeek, Ministral 3); used only if both are truthy",
    ),
    ScalingLaw(
        "deepseek-mscale",
        "DeepSeek mscale squared",
        "(1 + c*mscale_all_dim*log(max(factor, 1)))^2",
        (_factor(40), _number("mscale_all_dim", "1", "1.0 in V3, 0.707 in V2"), _COEFFICIENT),
        "all dims (softmax scale)",
        source="transformers yarn_apply_mscale: deepseek_v2, deepseek_v3, mistral4, ...",
        notes="beside the cos and sin ratio of yarn-mscale, which is 1 in the published configs",
    ),
    ScalingLaw(
        "longrope",
        "LongRoPE (Phi-3)",
        "1 + log(max(factor, 1))/log(L)",
        (_factor(32), _number("L", "4096", "original_max_position_embeddings")),
        "rotary dims (cos and sin)",
        source=f"{_ROPE} _compute_longrope_parameters",
        notes="equals log(n)/log(L) frozen at n = factor L",
    ),
    ScalingLaw(
        "longrope-mscale",
        "LongRoPE with short_mscale and long_mscale (Phi-3.5-MoE)",
        "mscale^2",
        (_number("mscale", "1.243163121016122", "short_mscale or long_mscale"),),
        "rotary dims (cos and sin)",
        source="transformers phimoe; vLLM phi3_long_rope_scaled_rope.py",
    ),
    ScalingLaw(
        "telechat3-yarn",
        "TeleChat3 YaRN",
        "(1 + 0.07*log(max(factor, 1)))^2",
        (_factor(4),),
        "rotary dims (cos and sin)",
        source="vLLM transformers_utils/config.py",
        notes="coefficient 0.07 in place of 0.1; no published config seen",
    ),
    ScalingLaw(
        "gpt-oss",
        "gpt-oss concentration",
        "(1 + 0.1*log(factor))^2",
        (_factor(32),),
        "rotary dims (cos and sin)",
        source="openai/gpt-oss gpt_oss/torch/model.py",
        notes="on sliding layers too; beside it a learned sink, see gpt-oss-sink",
    ),
    ScalingLaw(
        "olmo3",
        "Olmo 3 YaRN",
        "attention_factor^2",
        (_number("attention_factor", "1.2079441541679836", "as configured, factor 8"),),
        "rotary dims (cos and sin)",
        source="transformers olmo3",
        notes="full_attention layers only",
    ),
    ScalingLaw(
        "rope-frequencies",
        "linear, dynamic NTK, llama3, proportional RoPE",
        "1",
        reach="no logit",
        source=_ROPE,
        notes="they change frequencies only",
    ),
    ScalingLaw(
        "deepseek-v4",
        "DeepSeek-V4",
        "1",
        reach="no logit",
        source="transformers deepseek_v4",
        notes="attention_factor forced to 1",
    ),
    ScalingLaw(
        "cosscale",
        "CosScale",
        "s",
        (_number("s", "128", "constant on the cosine similarity"),),
        source="arXiv 2501.08570",
    ),
    ScalingLaw(
        "nope-temperature",
        "NoPE head-wise temperature",
        "t",
        (_number("t", "1.2", "constant, or fitted per head"),),
        sees="constant",
        source="arXiv 2404.12224",
    ),
    ScalingLaw(
        "elixir-ssmax",
        "Edifice (Elixir) SSMax",
        "1",
        reach="no logit",
        source="blasphemetheus/edifice",
        notes="subtracts s log n from all logits of a row: a no-op, softmax is shift-invariant",
    ),
)
