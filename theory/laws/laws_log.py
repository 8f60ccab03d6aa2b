"""The multipliers c log n and log n / log L.

Source: the papers and source files named in each entry, read at the versions of the scheme tables.
"""

from __future__ import annotations

from fractions import Fraction

from .law import Parameter, ScalingLaw


def _p(name: str, default: str, meaning: str) -> Parameter:
    return Parameter(name, Fraction(default), meaning)


_TRAINED = "original context length L"
_S = _p("s", "0.43", "learned per head; 0.43 is the figure's value")
_BIAS = _p("b", "0", "bias")

LOG_LAWS = (
    ScalingLaw("log-n", "Chiang and Cholak", "log(n)", sees="sequence", source="arXiv 2202.12172"),
    ScalingLaw(
        "su",
        "Su Jianlin, entropy invariance",
        "log(n)/log(L)",
        (_p("L", "512", "training length"),),
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
        (_p("L", "2048", "seq_length: 2048, later 8192"),),
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
        (_p("L", "2048", _TRAINED),),
        "q, every layer",
        "query",
        "search excerpts only",
    ),
    ScalingLaw(
        "rerope",
        "ReRoPE, Leaky ReRoPE, NTK-RoPE-mixed",
        "max(1, log(pos + 1)/log(L))",
        (_p("L", "4096", "training_length"),),
        "q, every layer",
        "query",
        "bojone/rerope rerope_patch.py",
    ),
    ScalingLaw(
        "clex",
        "CLEX log_scale",
        "log(n)/log(L)",
        (_p("L", "4096", "max_position_embeddings"),),
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
)
