"""The multipliers that depend on the context length or on the position of the query.

Source: the papers and source files named in each entry, read at the versions of the scheme tables.
"""

from __future__ import annotations

from fractions import Fraction

from .law import Parameter, ScalingLaw


def _p(name: str, default: str, meaning: str) -> Parameter:
    return Parameter(name, Fraction(default), meaning)


_TRAINED = "original context length L"

LENGTH_LAWS = (
    ScalingLaw(
        "yarn-dynamic",
        "YaRN, dynamic",
        "(1 + 0.1*log(max(n/L, 1)))^2",
        (_p("L", "4096", _TRAINED),),
        "rotary dims (cos and sin)",
        "sequence",
        "jquesnelle/yarn LlamaDynamicYaRNScaledRotaryEmbedding.py",
        "recomputed when n exceeds the cached maximum, the same for all queries of a call",
    ),
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
        (_p("beta", "0.1", "llama_4_scaling_beta"), _p("L", "16384", "original_max_position_embeddings")),
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
            _p("factor", "128", "extension factor"),
            _p("mscale_all_dim", "1", "mscale_all_dim"),
            _p("beta", "0.1", "llama_4_scaling_beta"),
            _p("L", "8192", "original_max_position_embeddings"),
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
        (_p("L", "512", "training length"), _p("d", "128", "head dimension")),
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
)
