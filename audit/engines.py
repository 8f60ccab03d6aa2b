"""The serving engines, each by what it reads otherwise than transformers.

Source: vLLM 0.33.0, SGLang 0.5.23, mlx-lm 0.32.2, llama.cpp (llama-cpp-python 0.3.36), lmdeploy 1263d5cd8, litgpt
0.5.13.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..theory.errors import UnknownName
from .facts import Facts, Temperature
from .reference import Engine, Reading, bind, explicit, yarn_factor
from .rope import YARN_TYPES, RopeBlock

_NO_LOGN = "it has no log n scaling: use_logn_attn is ignored"


def _in_rope_block(temperature: Temperature) -> bool:
    """Tell whether it is Ministral's temperature, read from the RoPE block."""
    return temperature.law.law.id == "ministral3" and not temperature.keys[0].startswith("llama_4_scaling")


class _Vllm(Engine):
    def longrope(self, block: RopeBlock, n: int) -> Reading:
        if block.long_mscale is not None:
            return super().longrope(block, n)
        if block.extension is None or block.original is None:
            return Reading(undecided=f"{block.path} has no original_max_position_embeddings")
        given = block.factor is not None or block.attention_factor is not None
        why = "it ignores factor and attention_factor and takes max / original" if given else ""
        return Reading(bind("longrope", factor=block.extension, L=block.original), why)

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        if _in_rope_block(temperature):
            return Reading(
                why="it reads llama_4_scaling at top level only and skips llama_4_scaling_beta in the rope block"
            )
        if temperature.law.law.id == "llama4" and n <= 32768:
            return Reading(
                why="the Llama 4 temperature is on only if max_model_len > 32768 (or set in the generation config)"
            )
        return super().temperature(temperature, facts, n)


class _Sglang(Engine):
    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        zero = block.mscale == 0 or block.mscale_all_dim == 0
        why = "an mscale of 0 counts as given" if zero else ""
        if block.attention_factor is not None:
            if facts.family == "laguna":
                return super().yarn(block, facts)
            why = "the generic path does not forward attention_factor: the formula is used"
        return yarn_factor(block, block.mscale, block.mscale_all_dim, why)

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        law = temperature.law
        if _in_rope_block(temperature) and facts.family in ("ministral3", ""):
            outer = next((g.rope.outer for g in facts.groups if g.rope is not None and g.rope.outer), Fraction(16384))
            return Reading(
                law.law.bind({**law.settings, "L": outer}),
                "it reads original_max_position_embeddings at top level, default 16384, not the rope block's",
            )
        return super().temperature(temperature, facts, n)


class _Mlx(Engine):
    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        if block.factor is None:
            return Reading(undecided=f"{block.path} has no factor")
        mscale = Fraction(1) if block.mscale is None else block.mscale
        law = bind(
            "yarn-mscale", factor=block.factor, mscale=mscale, mscale_all_dim=block.mscale_all_dim or Fraction(0)
        )
        if block.kind == "telechat3-yarn":
            return Reading(law, "it takes the coefficient 0.1 for telechat3-yarn")
        return Reading(law, "it ignores attention_factor" if block.attention_factor is not None else "")


class _LlamaCpp(Engine):
    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        if block.attention_factor is not None:
            return Reading(
                undecided="whether the converter stores attention_factor as rope.scaling.attn_factor is not in the tables"
            )
        why = "it assumes mscale = 1" if block.mscale not in (None, block.mscale_all_dim, 1) else ""
        if facts.softmax_mscale is not None:
            return yarn_factor(block, Fraction(1), Fraction(1), why)  # deepseek2: mscale = mscale_all_dim
        return yarn_factor(block, Fraction(1), block.mscale_all_dim or None, why)


class _Litgpt(Engine):
    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        if block.factor is None:
            return Reading(undecided=f"{block.path} has no factor")
        if block.mscale is None and block.mscale_all_dim is None:
            return explicit(Fraction(1), "1 where neither mscale key is given: the YaRN factor is lost")
        if block.mscale is not None and block.mscale_all_dim is not None:
            return yarn_factor(block, block.mscale, block.mscale_all_dim)
        one = block.mscale if block.mscale is not None else block.mscale_all_dim
        return Reading(
            bind("yarn-mscale", factor=block.factor, mscale=one or Fraction(0), mscale_all_dim=Fraction(0)),
            "one mscale key alone scales cos and sin",
        )

    def softmax(self, facts: Facts) -> Reading:
        block = next((g.rope for g in facts.groups if g.rope is not None and g.rope.mscale_all_dim), None)
        if block is None or block.factor is None or block.kind not in YARN_TYPES or not block.mscale_all_dim:
            return super().softmax(facts)
        law = bind("deepseek-mscale", factor=block.factor, mscale_all_dim=block.mscale_all_dim)
        return Reading(law, "mscale_all_dim scales the softmax in every attention, latent or not")


REFERENCE = Engine("hf", "transformers 5.23.0")

_ENGINES = (
    REFERENCE,
    _Vllm(
        "vllm",
        "vLLM 0.33.0",
        ignores={
            "qwen-logn": f"{_NO_LOGN}; QWenLMHeadModel was removed at 0.23.0",
            "grok-2": "Grok1 was removed at 0.24.0",
        },
    ),
    _Sglang(
        "sglang",
        "SGLang 0.5.23",
        ignores={"qwen-logn": _NO_LOGN},
        remarks={"grok-2": "its deterministic kernel applies L/(pos + 1) instead, a decreasing law (issue 32942)"},
    ),
    _Mlx(
        "mlx",
        "mlx-lm 0.32.2",
        ignores={"qwen-logn": _NO_LOGN, **dict.fromkeys(("grok-2", "inkling", "beam"), "it does not have this model")},
        remarks={"llama4": "its interval of layers without RoPE is fixed at 4"},
    ),
    _LlamaCpp(
        "llama.cpp",
        "llama.cpp (llama-cpp-python 0.3.36)",
        ignores={"qwen-logn": _NO_LOGN, "grok-2": "the temperature length is loaded and saved but never used"},
        known=frozenset({"llama4", "ministral3"}),
    ),
    Engine(
        "lmdeploy",
        "lmdeploy 1263d5cd8",
        silent="its YaRN factor is not in the tables: transformers' is shown",
        ignores={
            "qwen-logn": "its log n kernel appears not to be fed (and takes L = max_position_embeddings, not seq_length)"
        },
        known=frozenset(),
    ),
    _Litgpt("litgpt", "litgpt 0.5.13", silent="its position-dependent laws are not in the tables"),
)
ENGINES: Mapping[str, Engine] = {engine.id: engine for engine in _ENGINES}
"""The engines by id; the first is what the others are compared with."""


def engine(id: str) -> Engine:
    """Return the engine of that id.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    key = id.lower().replace("transformers", "hf").replace("llamacpp", "llama.cpp").replace("mlx-lm", "mlx")
    if key not in ENGINES:
        raise UnknownName.among("engine", id, ENGINES)
    return ENGINES[key]
