"""The scaling laws of deployed systems and of papers: one entry each, and nothing else to edit.

A new law is an entry of `LAWS`.  Its class and its regime are derived from its formula; the command line, the handbook
and the claims read the entry.

Source: the papers, models and source files named in each entry, read at the versions of the scheme tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..errors import UnknownName
from ..result import Catalogue
from .law import Parameter, Reach, ScalingLaw


def _p(name: str, default: str, meaning: str) -> Parameter:
    return Parameter(name, Fraction(default), meaning)


def _factor(default: str) -> Parameter:
    return Parameter("factor", Fraction(default), "extension factor s = L'/L of the configuration, fixed", "extension factor")


def _original(default: str, meaning: str = "original context length L") -> Parameter:
    return Parameter("L", Fraction(default), meaning, "original length")


_ROPE = "transformers modeling_rope_utils.py"
_COEFFICIENT = _p("c", "0.1", "coefficient of log factor, fitted for LLaMA")
_S = _p("s", "0.43", "learned per head; 0.43 is the figure's value")
_BIAS = _p("b", "0", "bias")
_DENOMINATOR: Reach = "the softmax denominator"
_SINK = "a sink scales every weight alike, leaves ratios of keys unchanged and does not move the critical gamma"

_ENTRIES = (
    # Softmax as it is.
    ScalingLaw("plain", "plain softmax", "1", source="the n-free scale, usually 1/sqrt(head_dim)"),
    # RoPE extensions: what they put on cos and sin, or on the softmax scale.
    ScalingLaw(
        "yarn",
        "YaRN, static",
        "(1 + c*log(max(factor, 1)))^2",
        (_factor("32"), _COEFFICIENT),
        "rotary dims (cos and sin)",
        source=f"arXiv 2309.00071; {_ROPE} _compute_yarn_parameters",
        notes="constant in n, short prompts get it too; papers that call YaRN (log n)^2 mean the dynamic one",
    ),
    ScalingLaw(
        "yarn-dynamic",
        "YaRN, dynamic",
        "(1 + 0.1*log(max(n/L, 1)))^2",
        (_original("4096"),),
        "rotary dims (cos and sin)",
        "sequence",
        "jquesnelle/yarn LlamaDynamicYaRNScaledRotaryEmbedding.py",
        "recomputed when n exceeds the cached maximum, the same for all queries of a call",
    ),
    ScalingLaw(
        "yarn-attention-factor",
        "YaRN with an explicit attention_factor",
        "attention_factor^2",
        (_p("attention_factor", "1", "factor on cos and sin, as configured"),),
        "rotary dims (cos and sin)",
        source=_ROPE,
        notes="overrides the formula; 1.0 (Laguna, Mistral Large 4) means m = 1 whatever the extension factor",
    ),
    ScalingLaw(
        "yarn-mscale",
        "YaRN, mscale over mscale_all_dim",
        "((1 + c*mscale*log(max(factor, 1)))/(1 + c*mscale_all_dim*log(max(factor, 1))))^2",
        (
            _factor("40"),
            _p("mscale", "1", "numerator coefficient"),
            _p("mscale_all_dim", "1", "denominator coefficient"),
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
        (_factor("40"), _p("mscale_all_dim", "1", "1.0 in V3, 0.707 in V2"), _COEFFICIENT),
        "all dims (softmax scale)",
        source="transformers yarn_apply_mscale: deepseek_v2, deepseek_v3, mistral4, ...",
        notes="beside the cos and sin ratio of yarn-mscale, which is 1 in the published configs",
    ),
    ScalingLaw(
        "longrope",
        "LongRoPE (Phi-3)",
        "1 + log(max(factor, 1))/log(L)",
        (_factor("32"), _original("4096", "original_max_position_embeddings")),
        "rotary dims (cos and sin)",
        source=f"{_ROPE} _compute_longrope_parameters",
        notes="equals log(n)/log(L) frozen at n = factor L",
    ),
    ScalingLaw(
        "longrope-mscale",
        "LongRoPE with short_mscale and long_mscale (Phi-3.5-MoE)",
        "mscale^2",
        (_p("mscale", "1.243163121016122", "short_mscale or long_mscale"),),
        "rotary dims (cos and sin)",
        source="transformers phimoe; vLLM phi3_long_rope_scaled_rope.py",
    ),
    ScalingLaw(
        "telechat3-yarn",
        "TeleChat3 YaRN",
        "(1 + 0.07*log(max(factor, 1)))^2",
        (_factor("4"),),
        "rotary dims (cos and sin)",
        source="vLLM transformers_utils/config.py",
        notes="coefficient 0.07 in place of 0.1; no published config seen",
    ),
    ScalingLaw(
        "gpt-oss",
        "gpt-oss concentration",
        "(1 + 0.1*log(factor))^2",
        (_factor("32"),),
        "rotary dims (cos and sin)",
        source="openai/gpt-oss gpt_oss/torch/model.py",
        notes="on sliding layers too; beside it a learned sink, see gpt-oss-sink",
    ),
    ScalingLaw(
        "olmo3",
        "Olmo 3 YaRN",
        "attention_factor^2",
        (_p("attention_factor", "1.2079441541679836", "as configured, factor 8"),),
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
    # Logarithms of the context length.
    ScalingLaw("log-n", "Chiang and Cholak", "log(n)", sees="sequence", source="arXiv 2202.12172"),
    ScalingLaw(
        "su",
        "Su Jianlin, entropy invariance",
        "log(n)/log(L)",
        (_original("512", "training length"),),
        "all logits",
        "sequence",
        "kexue.fm 8823, 9034",
    ),
    ScalingLaw(
        "gau-alpha",
        "GAU-alpha softmax_plus",
        "a*log(n)/log(512)",
        (_p("a", "1", "learned factor"),),
        "all logits",
        "sequence",
        "ZhuiyiTechnology GAU-alpha",
    ),
    ScalingLaw(
        "qwen-logn",
        "Qwen-1 use_logn_attn",
        "max(1, log(n)/log(L))",
        (_original("2048", "seq_length: 2048, later 8192"),),
        "q, every layer",
        "query",
        "Qwen modeling_qwen.py logn_tensor",
        "L is seq_length, not max_position_embeddings; not while training; table up to 32767",
    ),
    ScalingLaw(
        "lmdeploy-logn",
        "lmdeploy TurboMind use_logn_attn",
        "max(1, log2(pos)/log2(L))",
        (_p("L", "32768", "max_position_embeddings"),),
        "q, every layer",
        "query",
        "lmdeploy rotary_embedding.h LogNScaling",
        "L is max_position_embeddings; the flag appears not to reach the kernel in the snapshot read",
    ),
    ScalingLaw(
        "rtp-logn",
        "RTP-LLM and Ascend ATB log n",
        "log(n)/log(L)",
        (_original("2048"),),
        "q, every layer",
        "query",
        "RTP-LLM; Ascend ATB",
    ),
    ScalingLaw(
        "rerope",
        "ReRoPE, Leaky ReRoPE, NTK-RoPE-mixed",
        "max(1, log(pos + 1)/log(L))",
        (_original("4096", "training_length"),),
        "q, every layer",
        "query",
        "bojone/rerope rerope_patch.py",
    ),
    ScalingLaw(
        "clex",
        "CLEX log_scale",
        "log(n)/log(L)",
        (_original("4096", "max_position_embeddings"),),
        "q, every layer",
        "sequence",
        "DAMO-NLP-SG/CLEX modeling_llama_clex.py",
        "every query gets the final length; not clipped, below 1 on short inputs",
    ),
    ScalingLaw(
        "ssmax",
        "scalable softmax (SSMax)",
        "s*log(n) + b",
        (_S, _BIAS),
        "all logits",
        "query",
        "arXiv 2501.19399",
        "s is learned per head and layer",
    ),
    ScalingLaw(
        "axolotl",
        "axolotl scaling_softmax",
        "s*log(max(pos + 1, 2)) + b",
        (_S, _BIAS),
        "all logits",
        "query",
        "axolotl monkeypatch/scaled_softmax_attn.py",
        "FlexAttention only; fixed, not learned",
    ),
    ScalingLaw(
        "olmo-core",
        "OLMo-core scalable softmax",
        "s*log(n)",
        (_p("s", "1", "per head, initially 1"),),
        "q, every layer",
        "query",
        "ai2-olmo-core olmo_core/nn/attention",
        "n is the visible length within the document",
    ),
    ScalingLaw(
        "mistral-large-4",
        "Mistral Large 4 softmax scaling",
        "scale*log(pos + 1) + bias",
        (
            _p("scale", "0", "per head, in the weights; initially 0"),
            _p("bias", "1", "per head, in the weights; initially 1"),
        ),
        "q, every layer",
        "query",
        "transformers MistralLarge4TextSoftmaxScaling",
        "scale and bias live in the weights (softmax_scaling.scale, .bias); the defaults are the initial values",
    ),
    ScalingLaw(
        "uniception-log",
        "UniCeption use_scalable_softmax",
        "log(n)",
        (),
        "q, every layer",
        "sequence",
        "castacks/UniCeption",
    ),
    ScalingLaw(
        "uniception-entropy",
        "UniCeption use_entropy_scaling",
        "sqrt(growth*log(n)/log(base))",
        (_p("growth", "1.4", "growth factor"), _p("base", "444", "base token count")),
        "q, every layer",
        "sequence",
        "castacks/UniCeption; arXiv 2306.08645",
    ),
    # Temperatures by the position of the query, in single models.
    ScalingLaw(
        "swan",
        "SWAN-GPT",
        None,
        (),
        "q, layers without RoPE",
        "query",
        "arXiv 2504.08719",
        "logarithmic in n on NoPE layers at inference; its constants were not found, so it has no formula here",
    ),
    ScalingLaw(
        "llama4",
        "Llama 4 attention temperature",
        "1 + attn_scale*log(1 + floor((pos + 1)/floor_scale))",
        (_p("attn_scale", "0.1", "coefficient"), _p("floor_scale", "8192", "length of a step")),
        "q, layers without RoPE",
        "query",
        "transformers modeling_llama4.py",
        "every fourth layer; a staircase in the position of each query",
    ),
    ScalingLaw(
        "ministral3",
        "Ministral 3 attention temperature",
        "1 + beta*log(1 + floor(pos/L))",
        (_p("beta", "0.1", "llama_4_scaling_beta"), _original("16384", "original_max_position_embeddings")),
        "q, every layer",
        "query",
        "transformers get_llama_4_attn_scale: ministral3, mistral4",
        "steps at pos = L, one later than Llama 4",
    ),
    ScalingLaw(
        "mistral4",
        "Mistral 4: mscale squared times temperature",
        "(1 + 0.1*mscale_all_dim*log(max(factor, 1)))^2*(1 + beta*log(1 + floor(pos/L)))",
        (
            _factor("128"),
            _p("mscale_all_dim", "1", "mscale_all_dim"),
            _p("beta", "0.1", "llama_4_scaling_beta"),
            _original("8192", "original_max_position_embeddings"),
        ),
        "all dims (softmax scale)",
        "query",
        "transformers mistral4",
        "two laws stacked: deepseek-mscale and ministral3",
    ),
    ScalingLaw(
        "inkling",
        "Inkling log scaling",
        "1 + alpha*log(max((pos + 1)/n_floor, 1))",
        (_p("alpha", "0.1", "log_scaling_alpha"), _p("n_floor", "128000", "log_scaling_n_floor")),
        "q, non-sliding layers",
        "query",
        "transformers inkling, inkling2",
        "on the relative-position bias too",
    ),
    ScalingLaw(
        "muse-spark",
        "Muse Spark draft models",
        "max(1, 1 + c*log((pos + 1)/floor_scale))",
        (
            _p("c", "0.1", "attn_temperature_tuning_q_scale_constant; no published value seen, 0.1 is for display"),
            _p(
                "floor_scale",
                "8192",
                "attn_temperature_tuning_floor_scale; no published value seen, 8192 is for display",
            ),
        ),
        "q, global layers",
        "query",
        "vLLM models/muse_spark",
    ),
    ScalingLaw(
        "grok-2",
        "Grok-2 attention temperature",
        "max(1, log2(pos)/log2(L))",
        (_p("L", "1024", "attn_temperature_len"),),
        "logits after the softcap",
        "query",
        "SGLang decode_attention.py",
        "after the tanh softcap (30): the effective cap is 30 m",
    ),
    ScalingLaw(
        "grok-2-deterministic",
        "Grok-2 in SGLang's deterministic kernel",
        "min(1, L/(pos + 1))",
        (_p("L", "1024", "attn_temperature_len"),),
        "logits after the softcap",
        "query",
        "SGLang extend_attention.py:1260, issue 32942",
        "a bug: the reciprocal law",
    ),
    ScalingLaw(
        "beam",
        "Beam",
        "(1 + (pos + 1)/2048)^0.1",
        (),
        "q, layers without RoPE",
        "query",
        "transformers modeling_beam.py",
        "hard-coded, no config key",
    ),
    # From papers: fitted constants, other kernels, theory.
    ScalingLaw(
        "cosscale",
        "CosScale",
        "s",
        (_p("s", "128", "constant on the cosine similarity"),),
        source="arXiv 2501.08570",
    ),
    ScalingLaw(
        "nope-temperature",
        "NoPE head-wise temperature",
        "t",
        (_p("t", "1.2", "constant, or fitted per head"),),
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
    ScalingLaw(
        "scale-invariant",
        "scale-invariant attention, gain a_t",
        "sqrt(2*log(n/tau + 1) + 1)",
        (_p("tau", "10", "scale of the distance"),),
        "query-key pairs",
        "pair",
        "arXiv 2505.17083",
        "n stands for the distance t of query and key; beside it an additive offset 1 - a_t^2",
    ),
    ScalingLaw(
        "asentmax",
        "ASEntmax",
        "delta + beta*log(pos + 2)^gamma",
        (
            _p("delta", "1", "attn_scale_delta"),
            _p("beta", "1", "learned per token"),
            _p("gamma", "1", "learned per token, within 2"),
        ),
        "all logits",
        "query",
        "arXiv 2506.16640; deep-spin/asentmax",
        "with alpha-entmax in place of softmax; beta and gamma are learned, 1 is for display",
    ),
    ScalingLaw(
        "infoscale",
        "InfoScale",
        "sqrt(1 - n^(-2/d))/sqrt(1 - L^(-2/d))",
        (_original("512", "training length"), _p("d", "128", "head dimension")),
        "all logits",
        "sequence",
        "arXiv 2501.08570",
        "bounded, though like sqrt(log n) over its practical range",
    ),
    ScalingLaw(
        "sphere",
        "uniform keys on the sphere",
        "n^(2/(d - 1))",
        (_p("d", "128", "dimension"),),
        "all logits",
        "sequence",
        "arXiv 2605.08505",
        "theory only: the critical scale of keys uniform on the sphere",
    ),
    ScalingLaw(
        "rem",
        "random energy model",
        "sqrt(2*log(n))",
        (),
        "all logits",
        "sequence",
        "theory E6",
        "theory only: Gaussian scores",
    ),
    # No multiplier of the logits: content, sinks, caps.
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
        (_p("cap", "50", "attn_logit_softcapping"),),
        source="Gemma 2 (50), Grok (30)",
        notes="not a multiplier: abs(z) <= cap bounds the largest weight by 1/(1 + (n - 1) e^(-2 cap)); "
        "bounded, so subcritical for n much larger than e^(2 cap)",
    ),
)

LAWS: Mapping[str, ScalingLaw] = Catalogue((law.id, law) for law in _ENTRIES)
"""Every scaling law by id, such as ``yarn``; `classify` and `extend` take the id."""


def law(id: str) -> ScalingLaw:
    """Return the law of that id.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    try:
        return LAWS[id]
    except (KeyError, TypeError):
        raise UnknownName.among("law", id, LAWS, "'critscale laws'") from None
