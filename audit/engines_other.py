"""The engines that differ from transformers, and where.

Source: vLLM 0.33.0, SGLang 0.5.23, mlx-lm 0.32.2, llama.cpp (llama-cpp-python 0.3.36), lmdeploy 1263d5cd8, litgpt
0.5.13.
"""

from __future__ import annotations

from fractions import Fraction

from .engines import Engine, Reading, _ratio, bind, hf_rope, hf_softmax, hf_temperature
from .facts import Facts, Temperature
from .rope import LONGROPE_TYPES, YARN_TYPES, RopeBlock

_NO_LOGN = "it has no log n scaling: use_logn_attn is ignored"


def _formula_applies(block: RopeBlock) -> bool:
    return block.kind in YARN_TYPES and not block.undecided and block.apply_scale is not False


def _vllm_rope(block: RopeBlock, facts: Facts, n: int) -> Reading:
    if block.kind in LONGROPE_TYPES and not block.undecided and block.long_mscale is None:
        if block.extension is None or block.original is None:
            return Reading(undecided=f"{block.path} has no original_max_position_embeddings")
        reading = Reading(bind("longrope", factor=block.extension, L=block.original))
        given = block.factor is not None or block.attention_factor is not None
        return Reading(reading.law, "it ignores factor and attention_factor and takes max / original" if given else "")
    return hf_rope(block, facts, n)


def _vllm_temperature(temperature: Temperature, facts: Facts, n: int) -> Reading:
    law = temperature.law.law.id
    if law == "qwen-logn":
        return Reading(why=f"{_NO_LOGN}; QWenLMHeadModel was removed at 0.23.0")
    if law == "grok-2":
        return Reading(why="Grok1 was removed at 0.24.0")
    if law == "ministral3" and not temperature.keys[0].startswith("llama_4_scaling"):
        return Reading(
            why="it reads llama_4_scaling at top level only and skips llama_4_scaling_beta in the rope block"
        )
    if law == "llama4" and n <= 32768:
        return Reading(
            why="the Llama 4 temperature is on only if max_model_len > 32768 (or set in the generation config)"
        )
    return hf_temperature(temperature, facts, n)


def _sglang_rope(block: RopeBlock, facts: Facts, n: int) -> Reading:
    if not _formula_applies(block):
        return hf_rope(block, facts, n)
    if facts.family == "laguna" and block.attention_factor is not None:
        return hf_rope(block, facts, n)
    reading = _ratio(block, block.mscale, block.mscale_all_dim)
    if block.attention_factor is not None:
        return Reading(
            reading.law, "the generic path does not forward attention_factor: the formula is used", reading.undecided
        )
    zero = block.mscale == 0 or block.mscale_all_dim == 0
    return Reading(reading.law, "an mscale of 0 counts as given" if zero else "", reading.undecided)


def _sglang_temperature(temperature: Temperature, facts: Facts, n: int) -> Reading:
    law = temperature.law
    if law.law.id == "qwen-logn":
        return Reading(why=_NO_LOGN)
    if law.law.id == "grok-2":
        return Reading(law, "its deterministic kernel applies L/(pos + 1) instead, a decreasing law (issue 32942)")
    nested = law.law.id == "ministral3" and not temperature.keys[0].startswith("llama_4_scaling")
    if nested and facts.family in ("ministral3", ""):
        outer = next((g.rope.outer for g in facts.groups if g.rope is not None and g.rope.outer), Fraction(16384))
        changed = law.law.bind({**law.settings, "L": outer})
        return Reading(
            changed, "it reads original_max_position_embeddings at top level, default 16384, not the rope block's"
        )
    return Reading(law)


def _mlx_rope(block: RopeBlock, facts: Facts, n: int) -> Reading:
    if not _formula_applies(block):
        return hf_rope(block, facts, n)
    if block.factor is None:
        return Reading(undecided=f"{block.path} has no factor")
    mscale = Fraction(1) if block.mscale is None else block.mscale
    all_dim = block.mscale_all_dim or Fraction(0)
    law = bind("yarn-mscale", factor=block.factor, mscale=mscale, mscale_all_dim=all_dim)
    why = "it ignores attention_factor" if block.attention_factor is not None else ""
    if block.kind == "telechat3-yarn":
        why = "it takes the coefficient 0.1 for telechat3-yarn"
    return Reading(law, why)


def _mlx_temperature(temperature: Temperature, facts: Facts, n: int) -> Reading:
    law = temperature.law.law.id
    if law == "qwen-logn":
        return Reading(why=_NO_LOGN)
    if law in ("grok-2", "inkling", "beam"):
        return Reading(why="it does not have this model")
    why = "its interval of layers without RoPE is fixed at 4" if law == "llama4" else ""
    return Reading(temperature.law, why)


def _llamacpp_rope(block: RopeBlock, facts: Facts, n: int) -> Reading:
    if not _formula_applies(block):
        return hf_rope(block, facts, n)
    if block.attention_factor is not None:
        return Reading(
            undecided="whether the converter stores attention_factor as rope.scaling.attn_factor is not in the tables"
        )
    all_dim = block.mscale_all_dim or None
    odd = block.mscale not in (None, block.mscale_all_dim, 1)
    why = "it assumes mscale = 1" if odd else ""
    reading = _ratio(block, Fraction(1) if all_dim else None, all_dim)
    if facts.softmax_mscale is not None:
        reading = _ratio(block, Fraction(1), Fraction(1))  # deepseek2: mscale = mscale_all_dim
    return Reading(reading.law, why, reading.undecided)


def _llamacpp_temperature(temperature: Temperature, facts: Facts, n: int) -> Reading:
    law = temperature.law.law.id
    if law == "qwen-logn":
        return Reading(why=_NO_LOGN)
    if law == "grok-2":
        return Reading(why="the temperature length is loaded and saved but never used")
    if law in ("llama4", "ministral3"):
        return Reading(temperature.law)
    return Reading(undecided=f"the tables do not say what it does with {law}")


def _lmdeploy_temperature(temperature: Temperature, facts: Facts, n: int) -> Reading:
    if temperature.law.law.id == "qwen-logn":
        return Reading(
            why="its log n kernel appears not to be fed (and takes L = max_position_embeddings, not seq_length)"
        )
    return Reading(undecided=f"the tables do not say what it does with {temperature.law.law.id}")


def _litgpt_rope(block: RopeBlock, facts: Facts, n: int) -> Reading:
    if not _formula_applies(block):
        return hf_rope(block, facts, n)
    if block.factor is None:
        return Reading(undecided=f"{block.path} has no factor")
    if block.mscale is None and block.mscale_all_dim is None:
        return Reading(
            bind("yarn-attention-factor", attention_factor=Fraction(1)),
            "1 where neither mscale key is given: the YaRN factor is lost",
        )
    if block.mscale is not None and block.mscale_all_dim is not None:
        return _ratio(block, block.mscale, block.mscale_all_dim)
    one = block.mscale if block.mscale is not None else block.mscale_all_dim
    return Reading(
        bind("yarn-mscale", factor=block.factor, mscale=one or Fraction(0), mscale_all_dim=Fraction(0)),
        "one mscale key alone scales cos and sin",
    )


def _litgpt_softmax(facts: Facts) -> Reading:
    block = next((g.rope for g in facts.groups if g.rope is not None and g.rope.mscale_all_dim), None)
    if block is None or block.factor is None or block.kind not in YARN_TYPES or not block.mscale_all_dim:
        return hf_softmax(facts)
    law = bind("deepseek-mscale", factor=block.factor, mscale_all_dim=block.mscale_all_dim)
    return Reading(law, "mscale_all_dim scales the softmax in every attention, latent or not")


OTHERS = (
    Engine("vllm", "vLLM 0.33.0", _vllm_rope, _vllm_temperature),
    Engine("sglang", "SGLang 0.5.23", _sglang_rope, _sglang_temperature),
    Engine("mlx", "mlx-lm 0.32.2", _mlx_rope, _mlx_temperature),
    Engine("llama.cpp", "llama.cpp (llama-cpp-python 0.3.36)", _llamacpp_rope, _llamacpp_temperature),
    Engine(
        "lmdeploy",
        "lmdeploy 1263d5cd8",
        temperature=_lmdeploy_temperature,
        silent="its YaRN factor is not in the tables: transformers' is shown",
    ),
    Engine(
        "litgpt",
        "litgpt 0.5.13",
        _litgpt_rope,
        softmax=_litgpt_softmax,
        silent="its position-dependent laws are not in the tables",
    ),
)
