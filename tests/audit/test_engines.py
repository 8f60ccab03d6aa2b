"""For every engine, every branch of its reading and every family key, a config with its multiplier."""

from __future__ import annotations

import dis
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from critscale.audit import engines, reference, registries
from critscale.audit.audit import audit_config
from critscale.audit.config import Config
from critscale.audit.engine_facts import ENGINE_FACTS, PACKAGES, record
from critscale.audit.engines import ENGINES
from critscale.audit.facts import Facts
from critscale.audit.families import MSCALE_ON_SOFTMAX, READERS
from critscale.audit.findings import findings
from critscale.audit.gather import gather
from critscale.audit.reading import exact_numbers
from critscale.audit.reference import Engine
from critscale.numerics.settings.length import ContextLength

Json = dict[str, Any]
PLAIN: Json = {"head_dim": 64, "hidden_size": 256, "num_attention_heads": 4, "num_hidden_layers": 4}
LATENT: Json = {"qk_nope_head_dim": 32, "qk_rope_head_dim": 32, "kv_lora_rank": 16}
LONG: Json = {"max_position_embeddings": 131072, "original_max_position_embeddings": 4096}


def yarn(family: str, factor: float = 4.0, name: str = "rope_scaling", **keys: Any) -> Json:
    """Return a config with a YaRN block of a factor and some keys."""
    block = {"rope_type": "yarn", "factor": factor, "original_max_position_embeddings": 4096, **keys}
    return {"model_type": family, **PLAIN, name: block, "max_position_embeddings": int(factor * 4096)}


def latent(family: str, name: str = "rope_scaling", **keys: Any) -> Json:
    """Return the same with latent attention and factor 40."""
    return {**yarn(family, 40.0, name, **keys), **LATENT}


def longrope(family: str, **keys: Any) -> Json:
    """Return a config with a LongRoPE block."""
    block = {"type": "longrope", "short_factor": [1.0] * 32, "long_factor": [2.0] * 32, **keys}
    return {"model_type": family, **PLAIN, **LONG, "rope_scaling": block}


BOTH: Json = {"mscale": 1.0, "mscale_all_dim": 1.0}
TEMPERATURE: Json = {"llama_4_scaling_beta": 0.1}

CASES: dict[str, tuple[Json, int, str]] = {
    # config, n, and m on rotary dimensions (/ on the others) of hf, vllm, sglang, mlx, llama.cpp, lmdeploy, litgpt;
    # "no": it does not run it, "?": undecided
    "plain": ({"model_type": "llama", **PLAIN}, 8192, "1 1 1 1 1 1 1"),
    "yarn": (yarn("qwen2"), 16384, "1.296477/1 1.296477/1 1.296477/1 1.296477/1 1.296477/1 1.296477/1 no"),
    "pair": (yarn("qwen2", **BOTH), 16384, "1 1 1 1 1.296477/1 1 no"),
    "zero": (
        yarn("qwen2", mscale=2, mscale_all_dim=0),
        16384,
        "1.296477/1 1.296477/1 1.631390/1 1.631390/1 1.296477/1 1.631390/1 no",
    ),
    "lone mscale_all_dim": (
        yarn("qwen2", mscale_all_dim=1.0),
        16384,
        "1.296477/1 1.296477/1 1.296477/1 1 1.296477/1 1.296477/1 no",
    ),
    "lone mscale_all_dim, PyTorch": (
        yarn("mistral", mscale_all_dim=1.0),
        16384,
        "1.296477/1 1.296477/1 1.296477/1 1 1.296477/1 1 no",
    ),
    "pair of 0, PyTorch": (
        yarn("mistral", mscale=0, mscale_all_dim=1.0),
        16384,
        "1.296477/1 1.296477/1 0.771321/1 0.771321/1 1.296477/1 1.296477/1 no",
    ),
    "attention_factor": (
        yarn("qwen2", attention_factor=1.2),
        16384,
        "1.440000/1 1.440000/1 1.296477/1 1.296477/1 1.296477/1 1.440000/1 no",
    ),
    "DeepSeek-R1-0528-Qwen3-8B": (
        {**yarn("qwen3", attn_factor=0.8782488562869419), "architectures": ["Qwen3ForCausalLM"]},
        131072,
        "1.296477/1 1.296477/1 1 1.296477/1 1.296477/1 1.296477/1 no",
    ),
    "rope_parameters": (
        yarn("llama", name="rope_parameters"),
        16384,
        "1.296477/1 1.296477/1 1.296477/1 1 1.296477/1 1.296477/1 no",
    ),
    "telechat3": (
        yarn("telechat3", rope_type="telechat3-yarn"),
        16384,
        "1.203498/1 1.203498/1 no 1.296477/1 no no no",
    ),
    "no model_type": (
        {**yarn("", **BOTH), "model_type": None},
        16384,
        "1 1 1 1 ? 1 no",
    ),
    "longrope": (longrope("phi3"), 131072, "1.416667/1 1.416667/1 1.416667/1 1.416667/1 1.416667/1 1.416667/1 no"),
    "longrope with an attention_factor": (
        longrope("phi3", attention_factor=1.3),
        131072,
        "1.690000/1 1.416667/1 1.416667/1 1.416667/1 1.416667/1 1.416667/1 no",
    ),
    "longrope with a factor": (
        longrope("phi3", factor=8.0),
        131072,
        "1.250000/1 1.416667/1 1.416667/1 1.416667/1 1.416667/1 1.416667/1 no",
    ),
    "longrope with mscales": (
        {**longrope("phimoe", short_mscale=1.1, long_mscale=1.2), "architectures": ["PhiMoEForCausalLM"]},
        131072,
        "1.440000/1 1.440000/1 1.440000/1 1.440000/1 1.416667/1 1.440000/1 no",
    ),
    "longrope elsewhere": (
        longrope("llama"),
        131072,
        "1.416667/1 1.416667/1 1.416667/1 1.416667/1 1 1.416667/1 no",
    ),
    "longrope without extension": (
        {**longrope("phi3"), "max_position_embeddings": 4096},
        4096,
        "1 1 1 1 1 1 no",
    ),
    "latent without mscales": (
        latent("deepseek_v3"),
        131072,
        "1.873854/1 1.873854/1 1.873854/1 1.873854/1 3.511330/1.873854 1.873854/1 no",
    ),
    "latent, two mscales": (
        latent("deepseek_v3", mscale=1.0, mscale_all_dim=0.8),
        131072,
        "1.873854/1.677311 1.873854/1.677311 1.873854/1.677311 1.873854/1.677311 1.677311 1.873854/1.677311 no",
    ),
    "latent, attention_factor 1": (
        latent("deepseek_v3", **BOTH, attention_factor=1.0),
        131072,
        "1.873854 1 1.873854 1.873854 1.873854 1.873854 no",
    ),
    "latent, lone mscale_all_dim": (
        latent("deepseek_v3", mscale_all_dim=0.8),
        131072,
        "3.143036/1.677311 1.873854/1.677311 1.873854/1.677311 1.873854/1.677311 1.677311 1.873854/1.677311 no",
    ),
    "latent of an unknown family": (
        latent("kimi_k2", **BOTH),
        131072,
        "1.873854 1.873854 1.873854 1.873854 1.873854 1.873854 no",
    ),
    "apply_scale": (
        {
            **LATENT,
            "head_dim": 64,
            "max_position_embeddings": 294912,
            "yarn": {
                "alpha": 1,
                "beta": 32,
                "factor": 36,
                "original_max_position_embeddings": 8192,
                "apply_scale": False,
            },
        },
        294912,
        "1 1 1 no 1.845120 no no",
    ),
    "qwen-logn": (
        {"model_type": "qwen", **PLAIN, "use_logn_attn": True, "seq_length": 2048},
        8192,
        "1.181818 no 1 1 1 no no",
    ),
    "qwen-logn without a model_type": (
        {**PLAIN, "use_logn_attn": True, "seq_length": 2048},
        8192,
        "1.181818 1 1 1 1 1 no",
    ),
    "a norm after RoPE": (yarn("hunyuan_v1_dense"), 16384, "1 1 1 1 1 no no"),
    "frequencies alone": ({**yarn("qwen2", rope_type="linear")}, 16384, "1 1 1 1 1 1 1"),
    "llama4, short": (
        {"model_type": "llama4_text", **PLAIN, "no_rope_layers": [0, 0, 0, 0], "attn_temperature_tuning": True},
        16384,
        "1.109861 1 1.109861 1.109861 1.109861 1 no",
    ),
    "llama4, long": (
        {"model_type": "llama4_text", **PLAIN, "no_rope_layers": [0, 0, 0, 0], "attn_temperature_tuning": True},
        131072,
        "1.283321 1.283321 1.283321 1.283321 1.283321 1 no",
    ),
    "llama4, other scales": (
        {
            "model_type": "llama4_text",
            **PLAIN,
            "no_rope_layers": [0, 0, 0, 0],
            "attn_temperature_tuning": 4,
            "floor_scale": 4096,
            "attn_scale": 0.1,
        },
        131072,
        "1.349651 1.349651 1.349651 1.349651 1.283321 1 no",
    ),
    "ministral3": (
        yarn("ministral3", 16.0, "rope_parameters", **BOTH, **TEMPERATURE),
        65536,
        "1.277259 1 1.138629 1.277259 1.277259 no no",
    ),
    "mistral4": (
        {
            **latent("mistral4", "rope_parameters", **BOTH, **TEMPERATURE),
            "architectures": ["Mistral3ForConditionalGeneration"],
        },
        131072,
        "2.523283 2.523283 2.523283 2.523283 1.873854 no no",
    ),
    "mistral4, transformers' code": (
        latent("mistral4", "rope_parameters", **BOTH, **TEMPERATURE),
        131072,
        "2.523283 2.523283 2.523283 2.523283 no no no",
    ),
    "inkling": (
        {
            "model_type": "inkling_text",
            "architectures": ["InklingForConditionalGeneration"],
            **PLAIN,
            "num_hidden_layers": 12,
            "log_scaling_n_floor": 128000,
            "log_scaling_alpha": 0.1,
        },
        262144,
        "1.071686 1.071686 1.071686 no no no no",
    ),
    "beam": (
        {"model_type": "beam", **PLAIN, "rope_parameters": {"full_attention": None}},
        131072,
        "1.518068 1.518068 1.518068 no no no no",
    ),
    "muse-spark": (
        {
            "model_type": "muse_spark",
            **PLAIN,
            "layer_types": ["full_attention"] * 4,
            "attn_temperature_tuning_floor_scale": 8192,
            "attn_temperature_tuning_q_scale_constant": 0.1,
        },
        65536,
        "1 1 1 1 no no no",
    ),
    "grok-2": (
        {"model_type": "grok-2", **PLAIN, "attn_temperature_len": 1024},
        131072,
        "1.699999 no 1.699999 no 1 no no",
    ),
    "a block without a factor": (
        {**yarn("qwen2"), "rope_scaling": {"rope_type": "yarn", "original_max_position_embeddings": 4096}},
        16384,
        "1.296477/1 1.296477/1 1.296477/1 1.296477/1 1 1.296477/1 no",
    ),
    "llama.cpp: a flag that YaRN loses, and a key that counts": (
        {**yarn("qwen2"), "llama.cpp": {"yarn_attn_factor": 1.2, "attn_factor": 0.9}},
        16384,
        "1.296477/1 1.296477/1 1.296477/1 1.296477/1 1.050146/1 1.296477/1 no",
    ),
    "llama.cpp: YaRN's frequencies without its factor": (
        {**yarn("qwen2"), "llama.cpp": {"yarn_ext_factor": 0, "yarn_attn_factor": 1.2}},
        16384,
        "1.296477/1 1.296477/1 1.296477/1 1.296477/1 1.440000/1 1.296477/1 no",
    ),
    "llama.cpp: YaRN's factor without YaRN": (
        {**yarn("qwen2", rope_type="linear"), "llama.cpp": {"yarn_ext_factor": 1.0, "yarn_attn_factor": -1}},
        16384,
        "1 1 1 1 1.296477/1 1 1",
    ),
    "llama.cpp: a stored factor of LongRoPE": (
        {**longrope("phi3"), "llama.cpp": {"attn_factor": 1.1}},
        131072,
        "1.416667/1 1.416667/1 1.416667/1 1.416667/1 1.210000/1 1.416667/1 no",
    ),
    "llama.cpp: a key that reaches the softmax scale": (
        {**latent("deepseek_v3", **BOTH), "llama.cpp": {"attn_factor": 1.1}},
        131072,
        "1.873854 1.873854 1.873854 1.873854 2.743510/2.267364 1.873854 no",
    ),
    "llama.cpp: a flag whose effect on latent attention is not known": (
        {**latent("deepseek_v3", **BOTH), "llama.cpp": {"yarn_ext_factor": 0}},
        131072,
        "1.873854 1.873854 1.873854 1.873854 ? 1.873854 no",
    ),
    "a trainer's law": ({**PLAIN, "scaling_softmax": True}, 131072, "5.066906 ? ? ? ? ? no"),
}
"""The configs, each for a branch."""

FAMILIES: dict[str, tuple[Json, str]] = {
    # a family that some engine reads otherwise, a block of it, and the multipliers at 131072
    "deepseek_v2": (latent("deepseek_v2", **BOTH), "1.873854 1.873854 1.873854 1.873854 1.873854 1.873854 no"),
    "deepseek_v3": (latent("deepseek_v3", **BOTH), "1.873854 1.873854 1.873854 1.873854 1.873854 1.873854 no"),
    "deepseek_v32": (latent("deepseek_v32", **BOTH), "1.873854 1.873854 1.873854 1.873854 1.873854 1.873854 no"),
    "deepseek_v4": (yarn("deepseek_v4", 16.0), "1 1 1 no 1 1 no"),
    "glm4_moe_lite": (latent("glm4_moe_lite", **BOTH), "1.873854 1.873854 1.873854 1.873854 1.873854 1.873854 no"),
    "glm_moe_dsa": (
        latent("glm_moe_dsa", **BOTH),
        "1.873854 1.873854 1.873854 1 3.511330/1.873854 1.873854 no",
    ),
    "longcat_flash": (latent("longcat_flash", **BOTH), "1.873854 1.873854 1.873854 1.873854 no no no"),
    "minicpm3": (latent("minicpm3", **BOTH), "1.873854 1 1 1 1.873854/1 1 no"),
    "hy_v4": (latent("hy_v4", **BOTH), "1.873854 1 1.873854 no 1.873854/1 no no"),
    "hy_v4_vl": (latent("hy_v4_vl", **BOTH), "1.873854 1.873854 1.873854 no no no no"),
    "sarvam_mla": (
        {**latent("sarvam_mla", **BOTH), "architectures": ["SarvamMLAForCausalLM"]},
        "1.873854 1 1 no no no no",
    ),
    "axk1": (latent("axk1", **BOTH), "1.873854 1.873854 1.873854 no no no no"),
    "axk2": (latent("axk2", **BOTH), "1.873854 1.873854 1.873854 no no no no"),
    "youtu": (latent("youtu", **BOTH), "1.873854 1.873854 1.873854 no 1.873854 no no"),
    "bailing_hybrid": (latent("bailing_hybrid", **BOTH), "1.873854 1.873854 1.873854 1.873854 no no no"),
    "mistral4": (latent("mistral4", "rope_parameters", **BOTH), "1.873854 1.873854 1.873854 1.873854 no no no"),
    "mistral_large4": (latent("mistral_large4", **BOTH), "? ? ? no no no no"),
    "laguna": (
        yarn("laguna", name="rope_parameters", attention_factor=1.2),
        "1.440000/1 1.440000/1 1.440000/1 1.296477/1 1.296477/1 no no",
    ),
    "k2_horizon": (yarn("k2_horizon", attention_factor=1.2), "1.440000/1 1.440000/1 1.440000/1 no no no no"),
    "mellum": (
        yarn("mellum", name="rope_parameters", attention_factor=1.2),
        "1.440000/1 1.440000/1 1.296477/1 1.296477/1 1.296477/1 no no",
    ),
    "qwen3_moe": (
        yarn("qwen3_moe", attention_factor=1.2),
        "1.440000/1 1.440000/1 1.296477/1 1.296477/1 1.296477/1 1.440000/1 no",
    ),
}


def facts_of(config: Json) -> Facts:
    """Return what a config says."""
    return gather(Config(exact_numbers(config)))


def answers(config: Json, n: int) -> dict[str, str]:
    """Return what each engine makes of a config, in the words of the tables."""
    facts, length = facts_of(config), ContextLength.parse(n)
    return {engine.id: _answer(engine, facts, length) for engine in ENGINES.values()}


def _answer(engine: Engine, facts: Facts, n: ContextLength) -> str:
    if engine.why_not(facts):
        return "no"
    finding = findings(facts, engine, n)[_group(facts, n)]
    if finding.rotary is None or finding.rest is None:
        return "?"
    rotary, rest = (_six(total.value.decimal()) for total in (finding.rotary, finding.rest))
    return rotary if rotary == rest else f"{rotary}/{rest}"


def _group(facts: Facts, n: ContextLength) -> int:
    """Return the group that is looked at: the first in which transformers applies a law, else the last."""
    lawful = [at for at, finding in enumerate(findings(facts, reference.REFERENCE, n)) if finding.laws]
    return lawful[0] if lawful else -1


SCALES: dict[str, tuple[Json, str]] = {
    # a family with a key of its own for the softmax scale, and which engines read it: yes, no, ? where no fact says it
    "gemma2": ({"model_type": "gemma2", **PLAIN}, "yes yes yes yes no yes ?"),
    "gemma3_text": ({"model_type": "gemma3_text", **PLAIN}, "yes yes yes yes no yes ?"),
    "granite": ({"model_type": "granite", **PLAIN}, "yes yes yes yes yes ? ?"),
    "llama": ({"model_type": "llama", **PLAIN}, "yes ? ? ? ? ? ?"),
}


def _reads_scale(config: Json) -> str:
    found = [engine.scale_key(facts_of(config)) for engine in ENGINES.values()]
    return " ".join("?" if reading.undecided else "yes" if reading.counts else "no" for reading in found)


@pytest.mark.parametrize("family", SCALES)
def test_who_reads_the_key_of_a_family_s_own_scale(family: str) -> None:
    """As the facts say; no fact, no answer."""
    config, expected = SCALES[family]
    assert _reads_scale(config) == expected
    for engine in ENGINES.values():
        reading = engine.scale_key(facts_of(config))
        assert reading.counts or f"takes {family.removesuffix('_text')}'s softmax scale from the size" in reading.why[0]


def _six(digits: str) -> str:
    return "1" if float(digits) == 1 else f"{float(digits):.6f}"


def _expected(row: str) -> dict[str, str]:
    return dict(zip(ENGINES, row.split(), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_branches(name: str) -> None:
    """Each engine's multiplier, its refusal, or that it is not known."""
    config, n, row = CASES[name]
    assert answers(config, n) == _expected(row)


@pytest.mark.parametrize("family", FAMILIES)
def test_families(family: str) -> None:
    """The same for every family that the code names."""
    config, row = FAMILIES[family]
    assert config["model_type"] == family
    assert answers(config, 131072) == _expected(row)


def test_every_engine_and_family_has_an_expectation() -> None:
    """An engine, a family key or a law without one turns this red."""
    assert all(
        len(row.split()) == len(ENGINES)
        for row in [*(r for _, _, r in CASES.values()), *(r for _, r in FAMILIES.values())]
    )
    named = set(MSCALE_ON_SOFTMAX)
    for engine in ENGINES.values():
        named |= engine.latent | engine.plain.keys()
    assert named <= FAMILIES.keys()
    for engine in (e for e in ENGINES.values() if e is not reference.REFERENCE):
        run = {
            f
            for f in MSCALE_ON_SOFTMAX
            if not engine.why_not(facts_of(FAMILIES[f][0]))
            and not registries.borrows(engine.id, facts_of(FAMILIES[f][0]))
        }
        assert run - {"mistral_large4"} <= engine.latent | engine.plain.keys() or engine.id == "litgpt"
    keys = {key for config, _, _ in CASES.values() for key in config}
    keys |= {
        key for config, _, _ in CASES.values() for block in config.values() if isinstance(block, dict) for key in block
    }
    temperatures = {
        key
        for key, readers in READERS.items()
        if (readers and "temperature" in key) or "logn" in key or "scaling" in key
    }
    assert temperatures - {"llama_4_scaling", "scalable_softmax"} <= keys


def _lines(code: CodeType) -> Iterator[int]:
    """Yield the lines of the functions in a module's code, not those that define them."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            if inner.co_flags & inspect.CO_NEWLOCALS and inner.co_name != "<lambda>":
                yield from (line for _, line in dis.findlinestarts(inner) if line and line > inner.co_firstlineno)
            yield from _lines(inner)


def test_every_branch_of_every_engine_is_taken() -> None:
    """The configs above run each line of the engines' readings."""
    files = {str(Path(inspect.getfile(m))) for m in (engines, reference, registries)}
    seen: set[tuple[str, int]] = set()

    def local(frame: FrameType, event: str, argument: object) -> Any:
        seen.add((frame.f_code.co_filename, frame.f_lineno))
        return local

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        return local if frame.f_code.co_filename in files else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for config, n, _ in CASES.values():
            answers(config, n)
            for engine in ENGINES.values():
                engine.unread(facts_of(config))
        for config, _ in FAMILIES.values():
            answers(config, 131072)
        for config, _ in SCALES.values():
            _reads_scale(config)
    finally:
        sys.settrace(before)
    missed = []
    for file in sorted(files):
        text = Path(file).read_text(encoding="utf-8")
        lines = set(_lines(compile(text, file, "exec")))
        missed += [
            f"{Path(file).name}:{n}: {text.splitlines()[n - 1].strip()}" for n in sorted(lines) if (file, n) not in seen
        ]
    allowed = [
        m for m in missed if "undecided" in m or (m.startswith("engines.py") and ("UnknownName" in m or "key" in m))
    ]
    assert [m for m in missed if m not in allowed] == []


def test_every_remark_is_said() -> None:
    """Each fact that the code can utter is uttered for one of the configs, with engine and version."""
    source = "".join(inspect.getsource(module) for module in (engines, reference, registries))
    uttered = set(re.findall(r'"([a-z0-9.]+(?:-[a-z0-9]+)+)"', source)) & ENGINE_FACTS.keys()
    said = ""
    for config, n in [*((c, n) for c, n, _ in CASES.values()), *((c, 131072) for c, _ in FAMILIES.values())]:
        facts = facts_of(config)
        for engine in ENGINES.values():
            said += engine.why_not(facts)
            if not engine.why_not(facts):
                for finding in findings(facts, engine, ContextLength.parse(n)):
                    said += "\n".join([*finding.says, *(w for law in finding.laws for w in law.why)])
        said += "\n".join(why for engine in ENGINES.values() for why in engine.scale_key(facts).why)
    applied = {fact for engine in ENGINES.values() for fact in engine.applies.values()}
    silent = {id for id in uttered if ENGINE_FACTS[id].says not in said}
    assert silent <= applied
    for fact in ENGINE_FACTS.values():
        assert PACKAGES[fact.engine].title in fact.remark


def test_a_key_that_an_engine_leaves_is_always_named() -> None:
    """Also where the multipliers agree: DeepSeek-R1 #684, where transformers passes over attn_factor."""
    facts = facts_of(CASES["DeepSeek-R1-0528-Qwen3-8B"][0])
    lines = {id: " ".join(engine.unread(facts)) for id, engine in ENGINES.items()}
    for id in ("hf", "vllm", "mlx", "llama.cpp", "lmdeploy"):
        assert "does not read rope_scaling.attn_factor" in lines[id]
        assert PACKAGES[id].title in lines[id]
    assert lines["sglang"] == ""
    same = facts_of(yarn("qwen2", mscale=1.0, mscale_all_dim=0.0, attn_factor=1.0))
    assert "rope_scaling.attn_factor" in ENGINES["vllm"].unread(same)[0]
    assert "rope_scaling.mscale, rope_scaling.mscale_all_dim" in ENGINES["llama.cpp"].unread(same)[0]
    assert "use_logn_attn is ignored" in ENGINES["mlx"].unread(facts_of(CASES["qwen-logn"][0]))[0]
    assert ENGINES["vllm"].unread(facts_of(latent("axk2", attn_factor=2.0))) == ENGINES["hf"].unread(
        facts_of(latent("axk2", attn_factor=2.0))
    )


def test_why_a_temperature_is_off_below_a_length() -> None:
    """It is said where it matters: vLLM leaves Llama 4's temperature out up to 32768 tokens."""
    config = CASES["llama4, long"][0]
    short, long = ([a.text for a in audit_config(config, n=n).alarms if a.text.startswith("vLLM")] for n in (32768, 65536))
    assert len(short) == 1 and "max_model_len > 32768" in short[0]
    assert not long


def test_why_an_engine_does_not_run_a_model() -> None:
    """The reason: removed, not there, no such type, or a block that its own table has not."""
    why = {id: engine.why_not(facts_of(CASES["qwen-logn"][0])) for id, engine in ENGINES.items()}
    assert why["vllm"] == "it has no QWenLMHeadModel: 0.23.0 was the last version that had"
    assert why["lmdeploy"] == "it has no QWenLMHeadModel"
    assert why["litgpt"] == "it has no model of type 'qwen'"
    assert "no model of its table has YaRN" in ENGINES["litgpt"].why_not(facts_of(yarn("qwen2")))
    hostile = {"model_type": "a\x1b[31m", "architectures": ["B\x1b[31mForCausalLM"], **PLAIN}
    assert all("\x1b" not in engine.why_not(facts_of(hostile)) for engine in ENGINES.values())
    unknown = facts_of({"model_type": "new_model", **PLAIN})
    assert [engine.id for engine in ENGINES.values() if engine.why_not(unknown)] == ["mlx", "litgpt"]


def test_versions_come_from_the_record() -> None:
    """No version is typed in the audit."""
    versions = record()["packages"]
    assert set(versions) == {p.package for p in PACKAGES.values()}
    assert set(record()["rows"]) == ENGINE_FACTS.keys()
    for module in (engines, reference, registries):
        assert not any(v in inspect.getsource(module) for v in versions.values())


def test_multipliers_that_no_float_tells_apart_are_the_same() -> None:
    """A factor and a pair of mscale that say the same to twelve digits are no difference; to six digits they are one."""
    pair = {"attention_factor": 1.15470212609, "mscale": 1.60107810635, "mscale_all_dim": 1.0}
    block = {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 32768}
    config = {"model_type": "qwen2", "hidden_size": 3584, "num_attention_heads": 28, "max_position_embeddings": 2**20}
    kinds = {
        mscale: audit_config({**config, "rope_scaling": {**block, **pair, "mscale": mscale}}, engine_id="mlx").verdicts[0].kind
        for mscale in (1.60107810635, 1.601079)
    }
    assert kinds == {1.60107810635: "same", 1.601079: "differs"}
