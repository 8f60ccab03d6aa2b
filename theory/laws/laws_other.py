"""What is no law in n: content-dependent temperatures, attention sinks, logit softcaps."""

from __future__ import annotations

from fractions import Fraction

from .law import Parameter, Reach, ScalingLaw

_DENOMINATOR: Reach = "the softmax denominator"
_SINK = "a sink scales every weight alike, leaves ratios of keys unchanged and does not move the critical gamma"

OTHER_LAWS = (
    ScalingLaw(
        "adaptive-temperature",
        "Softmax is not enough (adaptive temperature)",
        None,
        reach="all logits",
        sees="content",
        source="arXiv 2410.01104",
        notes="content-dependent: a polynomial of the row's entropy, no law in n",
    ),
    ScalingLaw(
        "dysco",
        "DySCO",
        None,
        reach="all logits",
        sees="content",
        source="princeton-pli/DySCO",
        notes="content-dependent: adds log(strength) to selected tokens' logits, no law in n",
    ),
    ScalingLaw(
        "inkling2-sinks",
        "Inkling 2 token-dependent sinks",
        None,
        reach=_DENOMINATOR,
        sees="content",
        source="transformers inkling2",
        notes="content-dependent: a sink logit projected from the token, no law in n",
    ),
    ScalingLaw(
        "sink",
        "learned attention sink (gpt-oss, Granite SWA, MiMo, DeepSeek-V4, ...)",
        "1",
        reach=_DENOMINATOR,
        source="openai/gpt-oss; transformers gpt_oss, granite_swa, mimo_v2_flash, hy_v4, deepseek_v4",
        notes=_SINK,
    ),
    ScalingLaw(
        "softmax-off-by-n",
        "softmax-off-by-n",
        "1",
        reach=_DENOMINATOR,
        source="Flash-Attention-Softmax-N",
        notes=f"exp(z)/(n + sum): a fixed sink with logit log(softmax_n_param); {_SINK}",
    ),
    ScalingLaw(
        "softcap",
        "tanh softcap of the logits",
        None,
        (Parameter("cap", Fraction(50), "attn_logit_softcapping"),),
        source="Gemma 2 (50), Grok (30)",
        notes="not a multiplier: abs(z) <= cap bounds the largest weight by 1/(1 + (n - 1) e^(-2 cap)); "
        "class C0b, subcritical for "
        "n much larger than e^(2 cap)",
    ),
)
