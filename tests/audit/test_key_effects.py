"""The table of keys: what a change of a key does to each engine's reading, against a table written by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from critscale.audit.engines import ENGINES
from critscale.audit.families import READERS
from critscale.audit.key_effects import PROBES, KeyEffect, key_effects
from critscale.audit.reference import LONGROPE_KEYS, YARN_KEYS
from critscale.audit.table import table

OVERRIDE = "--override-kv ARCH.rope.scaling.attn_factor"
TABLE = {
    # key, block, family: hf, vllm, sglang, mlx, llama.cpp, lmdeploy, litgpt; = sets, * multiplies, with the power of the key on
    # the logits; f: one of several numbers of a formula; pos: by position; - ignores; no: does not run; ?: no fact says
    ("rope_scaling.factor", "yarn", "qwen2"): "f f f f f f no",
    ("rope_scaling.factor", "yarn", "deepseek_v3"): "f f f f f f no",
    ("rope_scaling.attention_factor", "yarn", "qwen2"): "=2 =2 - - - =2 no",
    ("rope_scaling.attention_factor", "yarn", "deepseek_v3"): "=2r - - - - =2r no",
    ("rope_scaling.attn_factor", "yarn", "qwen2"): "- - *2 - - - no",
    ("rope_scaling.attn_factor", "yarn", "deepseek_v3"): "- - *2r - - - no",
    ("rope_scaling.mscale", "yarn", "qwen2"): "f f f f - f no",
    ("rope_scaling.mscale", "yarn", "deepseek_v3"): "fr fr fr fr - fr no",
    ("rope_scaling.mscale_all_dim", "yarn", "qwen2"): "f f f f - f no",
    ("rope_scaling.mscale_all_dim", "yarn", "deepseek_v3"): "fo fo fo fo f fo no",
    ("rope_scaling.factor", "longrope", "phi3"): "f - - - - - no",
    ("rope_scaling.attention_factor", "longrope", "phi3"): "=2 - - - - - no",
    ("rope_scaling.long_mscale", "longrope", "phi3"): "- =2 =2 - - - no",
    ("rope_scaling.long_mscale", "longrope", "phimoe"): "=2 =2 =2 =2 no no no",
    ("query_pre_attn_scalar", "", "gemma2"): "*-1/2 *-1/2 *-1/2 *-1/2 - *-1/2 ?",
    ("query_pre_attn_scalar", "", "gemma3"): "*-1/2 *-1/2 *-1/2 *-1/2 - *-1/2 ?",
    ("query_pre_attn_scalar", "", "vaultgemma"): "*-1/2 *-1/2 *-1/2 no no no no",
    ("query_pre_attn_scalar", "", "step3p5"): "*-1/2 ? ? ? ? ? no",
    ("attention_multiplier", "", "granite"): "*1 *1 *1 *1 *1 no no",
    ("attention_multiplier", "", "hyperclovax"): "*1 *1 *1 no no no no",
    ("key_multiplier", "", "falcon_h1"): "*1 ? ? ? ? no no",
    ("use_logn_attn", "", "qwen"): "pos no - - - no no",
    ("attn_scale", "", "llama4"): "pos pos pos pos - - no",
    ("floor_scale", "", "llama4"): "pos pos pos pos - - no",
    ("rope_parameters.llama_4_scaling_beta", "yarn", "ministral3"): "pos - pos pos pos no no",
    ("log_scaling_alpha", "", "inkling"): "pos pos pos no no no no",
    ("attn_temperature_len", "", "grok-2"): "pos no pos no - no no",
    ("attn_temperature_tuning_q_scale_constant", "", "muse_spark"): "- - - - no no no",
    (f"{OVERRIDE}", "", "qwen2"): "- - - - *2 - -",
    (f"{OVERRIDE}", "yarn", "qwen2"): "- - - - *2 - no",
    (f"{OVERRIDE}", "longrope", "phi3"): "- - - - =2 - no",
    ("--yarn-attn-factor", "", "qwen2"): "- - - - *2 - -",
    ("--yarn-attn-factor", "yarn", "qwen2"): "- - - - - - no",
    ("--yarn-attn-factor", "longrope", "phi3"): "- - - - *2 - no",
}
_WORDS = {"sets": "=", "multiplies": "*", "enters": "f", "by position": "pos", "ignores": "-", "does not run": "no", "unknown": "?"}


def _word(effect: KeyEffect) -> str:
    power = "" if effect.power is None else str(effect.power)
    return _WORDS[effect.effect] + power + {"rotary": "r", "other": "o"}.get(effect.dimensions, "")


def test_the_table() -> None:
    """Each key in each engine."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for effect in key_effects():
        found.setdefault((effect.key, effect.block, effect.family), []).append(_word(effect))
    assert {key: " ".join(words) for key, words in found.items()} == TABLE


def test_every_key_that_scales_is_tried() -> None:
    """Those of RoPE blocks, of the families' scales, and those that switch a temperature on or are its coefficient."""
    tried = {probe.path[-1] for probe in PROBES}
    assert (YARN_KEYS | LONGROPE_KEYS) - {"short_mscale"} <= tried
    scales = {key for row in table().families.values() for key in {**(row.scale or {}), **row.scale_if_given}}
    assert scales - {"", "head_dim"} - {"qk_scale_factor"} <= tried
    switches = {key for key, readers in READERS.items() if readers}
    beside = {"attn_temperature_tuning": "attn_scale", "log_scaling_n_floor": "log_scaling_alpha"}
    beside["attn_temperature_tuning_floor_scale"] = "attn_temperature_tuning_q_scale_constant"
    assert {beside.get(key, key) for key in switches} - {"scalable_softmax", "log_scale"} <= tried


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_does_nothing_says_why(engine: str) -> None:
    """An unknown effect and a model that is not run have their reason; a power is exact."""
    for effect in key_effects():
        if effect.engine == engine:
            assert effect.why or effect.effect not in ("does not run", "unknown")
            assert effect.power is None or isinstance(effect.power, Fraction)
            assert set(effect.to_json()) == {"key", "block", "family", "engine", "effect", "power", "dimensions", "why"}
