"""The serving engines, each by what it reads otherwise than transformers.

Source: the rows of `engine_facts`, which say where in the engine's package each reading stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..theory.errors import UnknownName
from .config import LLAMA_CPP
from .engine_facts import ENGINE_FACTS, PACKAGES, record
from .facts import Facts, Temperature
from .reference import (
    REFERENCE,
    YARN_KEYS,
    Engine,
    Reading,
    bind,
    explicit,
    longrope_factor,
    longrope_mscale,
    said,
    yarn_factor,
)
from .registries import architectures
from .rope import LONGROPE_TYPES, YARN_TYPES, RopeBlock

_ONE = Fraction(1)
_MSCALES = frozenset({"mscale", "mscale_all_dim"})
_LONG_MSCALES = frozenset({"short_mscale", "long_mscale"})


def _in_rope_block(temperature: Temperature) -> bool:
    """Tell whether it is Ministral's temperature, read from the RoPE block."""
    return temperature.law.law.id == "ministral3" and not temperature.keys[0].startswith("llama_4_scaling")


def _with_defaults(block: RopeBlock) -> tuple[Fraction, Fraction]:
    """Return mscale and mscale_all_dim, 1 and 0 where they are absent."""
    return _ONE if block.mscale is None else block.mscale, block.mscale_all_dim or Fraction(0)


def _lone_mscale(block: RopeBlock) -> bool:
    """Tell whether one of the two mscales counts here that transformers passes over."""
    return bool(block.mscale is not None or block.mscale_all_dim) and not (block.mscale and block.mscale_all_dim)


def _max_over_original(engine: str, block: RopeBlock) -> Reading:
    """Return LongRoPE's factor for max / original, whatever the block says."""
    given = block.factor is not None or block.attention_factor is not None
    if block.extension is not None and block.extension <= 1:
        return explicit(_ONE, "max / original is no extension: the factor is 1")
    return longrope_factor(block.extension, block, said(f"{engine}-longrope") if given else ())


def _switched(block: RopeBlock) -> Reading:
    """Return llama.cpp's YaRN factor where --yarn-ext-factor switches it on without YaRN, or off with it."""
    linear = block.kind == "linear" and block.factor is not None
    return yarn_factor(replace(block, kind="yarn")) if linear else Reading()


def _times(a: Reading, b: Reading) -> Reading:
    """Return both readings, whose factors multiply."""
    return Reading((*a.laws, *b.laws), (*a.why, *b.why), a.undecided or b.undecided)


class _Vllm(Engine):
    def reads(self, block: RopeBlock, facts: Facts) -> frozenset[str]:
        if block.kind in YARN_TYPES and self.is_latent(facts):
            return _MSCALES
        return super().reads(block, facts)

    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        if facts.family == "deepseek_v4":
            return explicit(_ONE, *said("vllm-deepseek-v4"))
        if self.is_latent(facts):
            return yarn_factor(block, *_with_defaults(block), said("vllm-latent") if _lone_mscale(block) else ())
        if block.kind == "telechat3-yarn":
            return yarn_factor(block, why=said("vllm-telechat3"))
        found = super().yarn(block, facts)
        return found if block.attn_factor is None else replace(found, why=(*found.why, *said("vllm-attn-factor")))

    def softmax(self, facts: Facts) -> Reading:
        block = facts.softmax_mscale
        if block is not None and block.mscale_all_dim and block.attention_factor == 1:
            return Reading(why=said("vllm-latent-off"))
        return super().softmax(facts)

    def longrope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        return longrope_mscale(block, n) if block.long_mscale is not None else _max_over_original("vllm", block)

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        if _in_rope_block(temperature):
            return Reading(why=said("vllm-ministral3"))
        if temperature.law.law.id == "llama4" and n <= 32768:
            return Reading(why=said("vllm-llama4"))
        return super().temperature(temperature, facts, n)


class _Sglang(Engine):
    def reads(self, block: RopeBlock, facts: Facts) -> frozenset[str]:
        if block.kind in YARN_TYPES and facts.family in _SGLANG_CONVERTS:
            return self.yarn_keys | {"attention_factor"}
        return super().reads(block, facts)

    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        if facts.family == "deepseek_v4":
            return explicit(_ONE, *said("sglang-deepseek-v4"))
        if block.attention_factor is not None and facts.family in _SGLANG_CONVERTS:
            return explicit(block.attention_factor, *said(_SGLANG_CONVERTS[facts.family]))
        found = self._formula(block, facts)
        if block.attention_factor is not None:
            fact = {"mellum": "sglang-mellum", "qwen3_moe": "sglang-qwen3-moe"}.get(
                facts.family, "sglang-attention-factor"
            )
            found = replace(found, why=(*found.why, *said(fact)))
        if block.attn_factor is None:
            return found
        extra = explicit(block.attn_factor, *said("sglang-attn-factor"))
        return _times(found, extra)

    def _formula(self, block: RopeBlock, facts: Facts) -> Reading:
        if self.is_latent(facts):
            return yarn_factor(block, *_with_defaults(block), said("sglang-latent") if _lone_mscale(block) else ())
        zero = block.mscale == 0 or block.mscale_all_dim == 0
        return yarn_factor(block, block.mscale, block.mscale_all_dim, said("sglang-yarn") if zero else ())

    def longrope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        return longrope_mscale(block, n) if block.long_mscale is not None else _max_over_original("sglang", block)

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        law = temperature.law
        if _in_rope_block(temperature) and facts.family in ("ministral3", ""):
            outer = next((g.rope.outer for g in facts.groups if g.rope is not None and g.rope.outer), Fraction(16384))
            return Reading((law.law.bind({**law.settings, "L": outer}),), said("sglang-ministral3"))
        return super().temperature(temperature, facts, n)


_SGLANG_CONVERTS = {"laguna": "sglang-laguna", "k2_horizon": "sglang-k2-horizon"}
"""The families whose attention_factor SGLang turns into its own attn_factor, by the fact that says so."""


class _Mlx(Engine):
    def rope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        if block.kind in YARN_TYPES | LONGROPE_TYPES and not block.undecided and self._passes_over(block, facts):
            return Reading(why=said("mlx-block"))
        return super().rope(block, facts, n)

    def softmax(self, facts: Facts) -> Reading:
        block = facts.softmax_mscale
        return Reading() if block is not None and self._passes_over(block, facts) else super().softmax(facts)

    def _passes_over(self, block: RopeBlock, facts: Facts) -> bool:
        """Tell whether the family's module has no field for the block: rope_parameters or rope_scaling."""
        families: Any = record()["families"][self.id]
        types = {facts.family, f"{facts.family}_text"}
        name = next((part for part in block.path.split(".") if part in ("rope_parameters", "rope_scaling")), None)
        return name is not None and bool(types & set(families["model_types"])) and not types & set(families[name])

    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        why = said("mlx-yarn") if _lone_mscale(block) else ()
        if block.kind == "telechat3-yarn":
            return yarn_factor(replace(block, kind="yarn"), *_with_defaults(block), (*why, *said("mlx-telechat3")))
        return yarn_factor(block, *_with_defaults(block), why)

    def longrope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        if facts.family == "phimoe" and block.long_mscale is not None:
            return Reading((bind("longrope-mscale", mscale=block.long_mscale),), ("long_mscale replaces the formula",))
        return _max_over_original("mlx", block)


_LLAMA_CPP_ASSUMES_ONE = frozenset({"deepseek_v32", "mistral4", "ministral3", "glm_moe_dsa"})
"""The families that llama.cpp does not run as deepseek2, in which it takes mscale_all_dim for mscale."""


class _LlamaCpp(Engine):
    def reads(self, block: RopeBlock, facts: Facts) -> frozenset[str]:
        stored = self._graph(facts) and facts.family != "glm_moe_dsa"
        return frozenset({"mscale_all_dim"}) if stored and block.kind in YARN_TYPES else frozenset()

    def _graph(self, facts: Facts) -> bool:
        """Tell whether the converter stores mscale_all_dim and the graph knows of it."""
        return self.is_latent(facts) or facts.family == "ministral3"

    def _mscales(self, block: RopeBlock, facts: Facts) -> tuple[Fraction, Fraction]:
        """Return the mscale it assumes, 1 or mscale_all_dim, and the mscale_all_dim it reads."""
        if facts.family == "glm_moe_dsa":
            return _ONE, Fraction(0)
        all_dim = block.mscale_all_dim or Fraction(0)
        return _ONE if not all_dim or facts.family in _LLAMA_CPP_ASSUMES_ONE else all_dim, all_dim

    def rope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        own, stored = facts.llama_cpp, facts.llama_cpp.attn_factor
        if facts.norm_after_rope or facts.family == "deepseek_v4":
            return super().rope(block, facts, n)
        yarn = block.kind in YARN_TYPES
        extrapolates = yarn if own.yarn_ext_factor is None else own.yarn_ext_factor != 0
        if self.is_latent(facts) and (extrapolates != yarn or (own.yarn_attn_factor is not None and not extrapolates)):
            return Reading(undecided=f"no fact says what {LLAMA_CPP}.* does to the softmax scale of latent attention")
        if extrapolates == yarn:
            found = Reading() if stored is not None and block.kind in LONGROPE_TYPES else super().rope(block, facts, n)
        else:
            found = replace(_switched(block), why=said("llama.cpp-ext-factor"))
        if own.yarn_attn_factor is not None:
            kept = explicit(own.yarn_attn_factor, *said("llama.cpp-attn-factor-kept"))
            found = _times(found, Reading(why=said("llama.cpp-flag-lost")) if extrapolates else kept)
        return found if stored is None else _times(found, explicit(stored, *said("llama.cpp-override")))

    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        if facts.family == "deepseek_v4":
            return explicit(_ONE, *said("llama.cpp-deepseek-v4"))
        if block.path != "yarn" and "factor" not in block.given:
            return explicit(_ONE, *said("llama.cpp-null-factor"))
        why = () if block.attention_factor is None and block.attn_factor is None else said("llama.cpp-yarn")
        if block.mscale_all_dim and not facts.family and not self._graph(facts):
            return Reading(undecided=f"no model_type: whether {self.version} stores mscale_all_dim is not known")
        if self._graph(facts):
            mscale, all_dim = self._mscales(block, facts)
            other = block.mscale not in (None, mscale) or (block.mscale is None and bool(all_dim) and mscale != 1)
            return yarn_factor(block, mscale, all_dim, (*why, *(said("llama.cpp-log-mul") if other else ())))
        if block.mscale is not None or block.mscale_all_dim is not None:
            why = (*why, *said("llama.cpp-converter"))
        return yarn_factor(replace(block, kind="yarn"), why=why)

    def softmax(self, facts: Facts) -> Reading:
        found, stored = self._softmax(facts), facts.llama_cpp.attn_factor
        if stored is None or found.undecided or not self.is_latent(facts):
            return found
        return Reading((*found.laws, *explicit(stored).laws), found.why)  # its scale is made from the factor on q and k

    def _softmax(self, facts: Facts) -> Reading:
        group = next((g for g in facts.groups if g.rope is not None), None)
        block = None if group is None else group.rope
        if block is None or group is None or block.kind not in YARN_TYPES or block.undecided:
            return super().softmax(facts)
        if block.path == "yarn" and group.rotary_share != 1 and block.factor is not None:
            law = bind("deepseek-mscale", factor=block.factor, mscale_all_dim=_ONE)
            return Reading((law,), said("llama.cpp-mistral-large"))
        if not self.is_latent(facts):
            return super().softmax(facts)
        if block.factor is None:
            return Reading(undecided=f"{block.path} has no factor")
        mscale, all_dim = self._mscales(block, facts)
        why = () if all_dim else said("llama.cpp-latent")
        return Reading((bind("deepseek-mscale", factor=block.factor, mscale_all_dim=mscale),), why)

    def longrope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        if facts.family in ("phi3", "phimoe", ""):
            return _max_over_original("llama.cpp", block)
        return explicit(_ONE, *said("llama.cpp-longrope-else"))

    def temperature(self, temperature: Temperature, facts: Facts, n: int) -> Reading:
        law = temperature.law
        if law.law.id == "llama4":
            fixed = law.law.bind({"attn_scale": Fraction(1, 10), "floor_scale": Fraction(8192)})
            return Reading((fixed,), () if fixed.settings == law.settings else said("llama.cpp-llama4"))
        if law.law.id == "ministral3" and facts.family == "mistral4":
            return Reading(why=said("llama.cpp-mistral4"))
        return super().temperature(temperature, facts, n)


class _Lmdeploy(Engine):
    def yarn(self, block: RopeBlock, facts: Facts) -> Reading:
        families: Any = record()["families"][self.id]
        if facts.family == "deepseek_v4":
            return explicit(_ONE, *said("lmdeploy-deepseek-v4"))
        if block.attention_factor is not None:
            return super().yarn(block, facts)
        if set(architectures(facts)) & set(families["turbomind"]):
            zero = block.mscale == 0 or block.mscale_all_dim == 0
            return yarn_factor(block, block.mscale, block.mscale_all_dim, said("lmdeploy-turbomind") if zero else ())
        mscale, all_dim = _with_defaults(block)
        if mscale and all_dim:
            return yarn_factor(block, mscale, all_dim, said("lmdeploy-yarn") if _lone_mscale(block) else ())
        return yarn_factor(block)

    def longrope(self, block: RopeBlock, facts: Facts, n: int) -> Reading:
        if facts.family == "phimoe" and block.long_mscale is not None:
            return longrope_mscale(block, n)
        return _max_over_original("lmdeploy", block)


class _Litgpt(Engine):
    def why_not(self, facts: Facts) -> str:
        if any(g.rope is not None and g.rope.kind in YARN_TYPES | LONGROPE_TYPES for g in facts.groups):
            return f"it {ENGINE_FACTS['litgpt-yarn'].says}"
        return super().why_not(facts) or (
            f"it {ENGINE_FACTS['litgpt-temperatures'].says}" if facts.temperatures else ""
        )


_WITH_MSCALE = frozenset(
    {"deepseek_v2", "deepseek_v3", "deepseek_v32", "glm4_moe_lite", "glm_moe_dsa", "longcat_flash"}
)
"""The families whose latent attention most engines share."""



_ENGINES = (
    REFERENCE,
    _Vllm(
        "vllm",
        scales=frozenset({"gemma2", "gemma3", "granite", "hyperclovax"}),
        applies={
            "llama4": "vllm-llama4",
            "ministral3": "vllm-ministral3",
            "inkling": "vllm-inkling",
            "beam": "vllm-beam",
        },
        ignores={"qwen-logn": "vllm-logn", "muse-spark": "vllm-muse-spark"},
        latent=_WITH_MSCALE | {"axk1"},
        plain={"minicpm3": "vllm-minicpm3", "hy_v4": "vllm-hy-v4", "sarvam_mla": "vllm-sarvam"},
        yarn_keys=YARN_KEYS - {"attn_factor"},
        longrope_keys=_LONG_MSCALES,
    ),
    _Sglang(
        "sglang",
        scales=frozenset({"gemma2", "gemma3", "granite"}),
        applies={
            "llama4": "sglang-llama4",
            "ministral3": "sglang-llama-4-scaling",
            "inkling": "sglang-inkling",
            "beam": "sglang-beam",
            "grok-2": "sglang-grok",
        },
        ignores={"qwen-logn": "sglang-logn", "muse-spark": "sglang-muse-spark"},
        remarks={"grok-2": "sglang-grok"},
        latent=_WITH_MSCALE | {"hy_v4"},
        plain={"minicpm3": "sglang-minicpm3", "sarvam_mla": "sglang-sarvam"},
        yarn_keys=YARN_KEYS - {"attention_factor"},
        longrope_keys=_LONG_MSCALES,
    ),
    _Mlx(
        "mlx",
        by_classes=False,
        scales=frozenset({"gemma2", "gemma3", "granite"}),
        applies={"llama4": "mlx-llama4", "ministral3": "mlx-ministral3"},
        ignores={"qwen-logn": "mlx-logn", "muse-spark": "mlx-muse-spark"},
        remarks={"llama4": "mlx-llama4"},
        latent=_WITH_MSCALE | {"bailing_hybrid", "mistral4"},
        plain={"minicpm3": "mlx-minicpm3"},
        yarn_keys=_MSCALES,
    ),
    _LlamaCpp(
        "llama.cpp",
        by_classes=False,
        scales=frozenset({"granite"}),
        fixed_scales=frozenset({"gemma2", "gemma3"}),
        applies={"llama4": "llama.cpp-llama4", "ministral3": "llama.cpp-ministral3"},
        ignores={"qwen-logn": "llama.cpp-logn", "grok-2": "llama.cpp-grok"},
        latent=_WITH_MSCALE - {"longcat_flash"} | {"youtu", "mistral4"},
        plain={"minicpm3": "llama.cpp-minicpm3", "hy_v4": "llama.cpp-hy-v4"},
    ),
    _Lmdeploy(
        "lmdeploy",
        scales=frozenset({"gemma2", "gemma3"}),
        ignores={"qwen-logn": "lmdeploy-logn", "llama4": "lmdeploy-llama4"},
        latent=_WITH_MSCALE - {"longcat_flash"},
        plain={"minicpm3": "lmdeploy-minicpm3"},
        yarn_keys=YARN_KEYS - {"attn_factor"},
    ),
    _Litgpt("litgpt"),
)
ENGINES: Mapping[str, Engine] = {engine.id: engine for engine in _ENGINES}
"""The engines by id; the first is what the others are compared with."""

assert ENGINES.keys() == PACKAGES.keys()


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
