"""What is written against what engines read: laws of the engines typed here once more, which share no code with the audit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from critscale.audit import engines, key_templates, reference
from critscale.audit.engines import ENGINES
from critscale.audit.full_layers import facts_of
from critscale.audit.reading import exact_numbers
from critscale.audit.written import AGREEMENT, KeyBlock, WrittenMultiplier, agrees, write_multiplier
from critscale.numerics.laws.multiplier import multiplier
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.grammar import parse

Json = dict[str, Any]
SHAPE: Json = {
    "hidden_size": 256,
    "num_attention_heads": 4,
    "num_hidden_layers": 8,
    "max_position_embeddings": 32768,
    "rope_theta": 500000.0,
}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 8192}
LISTS = {"short_factor": [1.0] * 32, "long_factor": [2.0] * 32}
LATENT = {"qk_nope_head_dim": 32, "qk_rope_head_dim": 32, "kv_lora_rank": 16}


def model(family: str, architecture: str, **keys: Any) -> Json:
    """Return a config."""
    return {"model_type": family, "architectures": [architecture], **SHAPE, **keys}


CONFIGS: dict[str, Json] = {
    "plain": model("qwen2", "Qwen2ForCausalLM"),
    "a block": model("llama", "LlamaForCausalLM", rope_scaling={**YARN, "attention_factor": 1.3, "mscale": 1.0}),
    "rope_parameters": model("qwen3", "Qwen3ForCausalLM", rope_parameters={"rope_type": "default", "rope_theta": 1e6}),
    "latent": model(
        "deepseek_v3",
        "DeepseekV3ForCausalLM",
        **LATENT,
        rope_scaling={**YARN, "type": "yarn", "mscale": 1.0, "mscale_all_dim": 1.0},
    ),
    "longrope": model(
        "phi3", "Phi3ForCausalLM", original_max_position_embeddings=4096, rope_scaling={"type": "longrope", **LISTS}
    ),
    "by layer type": model(
        "gemma3_text",
        "Gemma3ForCausalLM",
        sliding_window=512,
        rope_parameters={
            "full_attention": {"rope_type": "default", "rope_theta": 1e6},
            "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
        },
    ),
    "part turns": model("phi", "PhiForCausalLM", partial_rotary_factor=0.5),
    "own scale": model("granite", "GraniteForCausalLM", attention_multiplier=0.015625),
    "temperature": model("llama4_text", "Llama4ForCausalLM", attn_scale=0.1, floor_scale=8192),
}
WANTED = ("1.25", "0.8", "1", "2.5")


def wrote(config: Json, engine: str, m: object, n: int = 131072, trained: int = 32768) -> WrittenMultiplier:
    """Return what is written for an engine."""
    return write_multiplier(config, engine, length=n, trained=trained, multiplier=m)  # type: ignore[arg-type]


def best(config: Json, engine: str, m: object, n: int = 131072, trained: int = 32768) -> KeyBlock:
    """Return the best block for an engine."""
    found = wrote(config, engine, m, n, trained).block
    assert found is not None
    return found


# --- the engines' laws, typed here ---


def _grown(factor: float, coefficient: float) -> float:
    return 0.1 * coefficient * math.log(factor) + 1 if factor > 1 else 1.0


def _pair(rope: Mapping[str, Any], mscale: float | None, all_dim: float | None) -> float:
    factor = float(rope["factor"])
    return _grown(factor, 1) if mscale is None or all_dim is None else _grown(factor, mscale) / _grown(factor, all_dim)


def on_cos_and_sin(engine: str, config: Mapping[str, Any], rope: Mapping[str, Any], latent: bool) -> float:
    """Return the factor that an engine puts on q and k."""
    own = config.get("llama.cpp", {}).get("attn_factor")
    kind = rope.get("rope_type", rope.get("type", "default"))
    mscale, all_dim = rope.get("mscale"), rope.get("mscale_all_dim")
    if kind in ("default", "linear", "llama3"):
        return float(own or 1) if engine == "llama.cpp" else 1.0
    if kind == "longrope":
        longest, original = config["max_position_embeddings"], 4096
        formula = math.sqrt(1 + math.log(longest / original) / math.log(original))
        if engine == "llama.cpp":
            return float(own or formula)
        if engine in ("vllm", "sglang") and "long_mscale" in rope:
            return float(rope["long_mscale"])
        return float(rope.get("attention_factor", formula)) if engine == "hf" else formula
    if engine == "mlx" or (latent and engine in ("vllm", "sglang")):
        extra = float(rope.get("attn_factor", 1)) if engine == "sglang" else 1.0
        return extra * _pair(rope, 1.0 if mscale is None else mscale, all_dim or 0.0)
    if engine == "llama.cpp":
        return float(own or 1) * (1.0 if latent and all_dim else _grown(float(rope["factor"]), 1))
    if engine == "sglang":
        return float(rope.get("attn_factor", 1)) * _pair(rope, mscale, all_dim)
    if "attention_factor" in rope:
        return float(rope["attention_factor"])
    return _pair(rope, mscale or None, all_dim or None)


def on_softmax(engine: str, rope: Mapping[str, Any], latent: bool, own: float) -> float:
    """Return the factor that an engine puts on the softmax scale beside the root of the head dimension."""
    all_dim = rope.get("mscale_all_dim")
    if not latent or (engine == "vllm" and rope.get("attention_factor") == 1):
        return 1.0
    if engine == "llama.cpp":  # it takes the coefficient 1 where there is none
        return own**2 * _grown(float(rope["factor"]), all_dim or 1.0) ** 2
    return _grown(float(rope["factor"]), all_dim) ** 2 if all_dim else 1.0


def applied(engine: str, block: KeyBlock) -> tuple[float, float]:
    """Return the multipliers on dimensions that turn and on the others, by the laws above."""
    config, latent = block.config, "kv_lora_rank" in block.config
    raw = config.get("rope_parameters") or config.get("rope_scaling") or {}
    rope = {k: float(v) if isinstance(v, Fraction) else v for k, v in raw.get("full_attention", raw).items()}
    own = float(config.get("llama.cpp", {}).get("attn_factor", 1))
    rest = on_softmax(engine, rope, latent, own)
    return on_cos_and_sin(engine, config, rope, latent) ** 2 * rest, rest


def is_of_rope(block: KeyBlock) -> bool:
    """Tell whether a block is of RoPE and of llama.cpp's key: what is typed above."""
    return all(path[0] in ("rope_scaling", "rope_parameters", "llama.cpp", "max_position_embeddings") for path in block.changes)


def written_blocks(name: str, engine: str, m: str) -> Iterator[KeyBlock]:
    """Yield what is written within the reach of a config and beyond."""
    for n in (32768, 131072):
        yield from wrote(CONFIGS[name], engine, m, n).blocks


# --- reading back ---


@pytest.mark.parametrize("name", [name for name in CONFIGS if name not in ("temperature", "own scale")])
def test_what_is_written_multiplies_by_what_was_wanted(name: str) -> None:
    """By the laws typed above, in every engine that runs the model, and what it says of the others too."""
    seen = 0
    for at, engine in enumerate(["hf", "vllm", "sglang", "mlx", "llama.cpp", "lmdeploy"]):
        m = WANTED[(at + len(name)) % len(WANTED)]
        for block in written_blocks(name, engine, m):
            if not is_of_rope(block):
                continue
            seen += 1
            rotary, rest = applied(engine, block)
            assert rotary == pytest.approx(float(m), rel=1e-9), (engine, block.text)
            assert not block.whole or len(block.effects) == 1 or rest == pytest.approx(float(m), rel=1e-9)
            for other in block.others:
                if other.effects and other.engine.id != "litgpt" and "reads rope_scaling in some families" not in other.why:
                    theirs = {k: v for k, v in block.config.items() if k != "llama.cpp" or other.engine.id == k}
                    value = applied(other.engine.id, _with(block, theirs))[0]
                    assert float(other.effects[0].value) == pytest.approx(value, rel=1e-8), (engine, other.engine.id)
    assert seen >= 6


def _with(block: KeyBlock, config: Mapping[str, Any]) -> KeyBlock:
    from dataclasses import replace

    return replace(block, config=config)


@pytest.mark.parametrize("engine", ["hf", "vllm", "sglang", "mlx", "lmdeploy"])
def test_one_block_for_many_engines(engine: str) -> None:
    """It holds the root, and a pair whose ratio is the root, so that engines that read one of them agree."""
    block = best(CONFIGS["plain"], engine, "1.2")
    rope, growth = block.tree["rope_scaling"], 0.1 * math.log(4)
    assert rope["rope_type"] == "yarn" and rope["factor"] == 4 and rope["original_max_position_embeddings"] == 32768
    assert rope["rope_theta"] == 500000  # a flag replaces the block whole: the base of the frequencies has to be in it
    assert rope["attention_factor"] == pytest.approx(math.sqrt(1.2), rel=1e-11)
    ratio = (1 + rope["mscale"] * growth) / (1 + rope["mscale_all_dim"] * growth)
    assert ratio**2 == pytest.approx(1.2, rel=1e-10)
    assert block.whole and not block.per_position and block.executed
    assert {engine, *block.honoured_by} == {"hf", "vllm", "sglang", "mlx", "lmdeploy"}
    (other,) = (other for other in block.others if other.engine.id == "llama.cpp")
    assert not other.honours
    assert other.difference == pytest.approx((1 + growth) ** 2 / 1.2 - 1)
    (effect,) = block.effects
    assert float(effect.trained) == float(effect.short) == pytest.approx(1.2, rel=1e-10)
    assert effect.short_before is not None and float(effect.short_before) == 1
    assert effect.short_ratio == pytest.approx(1.2, rel=1e-10)


def test_words_of_command_lines() -> None:
    """As each engine takes them; without words the config has to be written."""
    words = {engine: best(CONFIGS["plain"], engine, "1.2") for engine in ENGINES if engine != "litgpt"}
    for engine, flag in (("vllm", "--hf-overrides"), ("sglang", "--json-model-override-args"), ("lmdeploy", "--hf-overrides")):
        found = words[engine]
        assert found.words[0] == flag and json.loads(found.words[1]) == found.tree and found.in_words
        assert found.command_line == f"{flag} '{found.words[1]}'"
    assert words["hf"].words == words["mlx"].words == () and not words["hf"].in_words
    llama = words["llama.cpp"]
    assert llama.words[:6] == ("--rope-scaling", "yarn", "--rope-scale", "4", "--yarn-orig-ctx", "32768")
    key, _, value = llama.words[7].partition("=float:")
    assert llama.words[6] == "--override-kv" and key == "qwen2.rope.scaling.attn_factor"
    assert (float(value) * (1 + 0.1 * math.log(4))) ** 2 == pytest.approx(1.2, rel=1e-10)
    assert "llama.cpp" not in llama.tree


def test_a_key_that_a_merge_would_keep_is_not_left_to_a_flag() -> None:
    """SGLang and lmdeploy merge a block into the config's: where keys go, the config has to be written."""
    llama3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
    config = model("llama", "LlamaForCausalLM", rope_scaling={**llama3, "original_max_position_embeddings": 8192})
    assert best(config, "sglang", "1.2").words == () and not best(config, "sglang", "1.2").in_words
    assert best(config, "vllm", "1.2").in_words
    cpp = best(config, "llama.cpp", "1.2")
    assert cpp.words[0] == "--override-kv" and not cpp.in_words
    assert any("made anew" in note for note in cpp.notes)
    assert any("takes the place of the type 'llama3'" in note for note in cpp.notes)
    within = wrote(config, "hf", "1.2", n=32768)
    assert not within.blocks and "would take its frequencies away" in within.refusal
    assert within.elsewhere == ("llama.cpp",)


# --- keys of a family ---


@pytest.mark.parametrize("engine", ["hf", "vllm", "sglang", "mlx"])
def test_a_law_of_the_position_leaves_short_prompts_alone(engine: str) -> None:
    """Llama 4: 1 + attn_scale log(1 + floor(n/floor_scale)); it comes before what all prompts get."""
    block = best(CONFIGS["temperature"], engine, "1.2")
    (effect,) = block.effects
    assert block.per_position and effect.per_position
    scale = block.tree["attn_scale"]
    assert 1 + scale * math.log(1 + math.floor(131072 / 8192)) == pytest.approx(1.2, rel=1e-10)
    assert effect.short_ratio == 1 and float(effect.short) == 1
    assert float(effect.trained) == pytest.approx(1 + scale * math.log(1 + 4), rel=1e-10)
    assert block.changes.keys() == {("attn_scale",)}


def test_a_law_of_the_position_that_an_engine_fixes() -> None:
    """llama.cpp fixes Llama 4's: nothing does it, the reason names it, and who does is named."""
    found = wrote(CONFIGS["temperature"], "llama.cpp", "1.2")
    assert not found.blocks and "fixes the Llama 4 temperature" in found.refusal
    assert found.elsewhere == ("hf", "vllm", "sglang", "mlx")
    assert not wrote(CONFIGS["temperature"], "hf", "0.9").blocks  # it only grows


def test_the_beta_of_ministral() -> None:
    """In the RoPE block, beside a static factor of 1 that stays."""
    block = {**YARN, "factor": 16.0, "mscale": 1.0, "mscale_all_dim": 1.0, "llama_4_scaling_beta": 0.1}
    config = model("ministral3", "Ministral3ForCausalLM", rope_parameters={**block, "rope_theta": 1e6})
    config["max_position_embeddings"] = 131072
    found = best(config, "hf", "1.2")
    written = found.tree["rope_parameters"]
    assert 1 + written["llama_4_scaling_beta"] * math.log(1 + math.floor(131071 / 8192)) == pytest.approx(1.2, rel=1e-10)
    assert written["mscale"] == written["mscale_all_dim"] == 1 and written["factor"] == 16
    assert found.per_position and "mlx" in found.honoured_by
    assert not best(config, "vllm", "1.2").per_position  # it reads no llama_4_scaling_beta


def test_a_scale_of_the_family_s_own() -> None:
    """On every dimension: the multiplier itself, not its root; of query_pre_attn_scalar its power -1/2, an integer."""
    blocks = {b.template: b for b in wrote(CONFIGS["own scale"], "llama.cpp", "1.2", n=32768).blocks}
    own = blocks[key_templates.OWN_SCALE]
    assert own.tree == {"attention_multiplier": pytest.approx(0.015625 * 1.2, rel=1e-11)}
    assert "vllm" in own.honoured_by and own.words == () and not own.in_words
    gemma = model("gemma2", "Gemma2ForCausalLM", query_pre_attn_scalar=256, sliding_window=512)
    scalars = {b.template: b for b in wrote(gemma, "hf", "0.8", n=32768).blocks}
    assert scalars[key_templates.OWN_SCALE].tree == {"query_pre_attn_scalar": 400}
    assert type(scalars[key_templates.OWN_SCALE].tree["query_pre_attn_scalar"]) is int
    assert any("with a window too" in note for note in scalars[key_templates.OWN_SCALE].notes)
    assert key_templates.OWN_SCALE not in {b.template for b in wrote(gemma, "hf", "1.2", n=32768).blocks}
    assert wrote(gemma, "mlx", "1.2", n=32768).blocks[0].tree == {"query_pre_attn_scalar": pytest.approx(256 / 1.44)}


# --- what is left, what is refused ---


def test_nothing_to_write_where_it_is_so_already() -> None:
    """The multiplier of the config as it is, within its reach."""
    block = best(CONFIGS["plain"], "hf", 1, n=32768)
    assert block.changes == {} and block.text == "" and block.in_words and block.words == ()
    yarn = model("qwen2", "Qwen2ForCausalLM", rope_scaling=YARN)
    value = multiplier(parse("(1 + 0.1*log(4))^2", []), 32768, 15)
    assert best(yarn, "hf", value, n=32768).changes == {}


def test_frequencies() -> None:
    """A block of factor 1 leaves them; a block that stands keeps its original length and its other keys."""
    within = best(CONFIGS["plain"], "hf", "1.2", n=32768)
    assert within.tree["rope_scaling"] == {
        "rope_theta": 500000.0,
        "rope_type": "yarn",
        "factor": 1.0,
        "original_max_position_embeddings": 32768,
        "attention_factor": pytest.approx(math.sqrt(1.2)),
    }
    assert "factor 1 leaves the frequencies as they are" in within.notes
    stands = model("qwen2", "Qwen2ForCausalLM", rope_scaling={**YARN, "beta_fast": 16, "truncate": False})
    kept = best(stands, "hf", "1.2", n=32768).tree["rope_scaling"]
    assert (kept["factor"], kept["original_max_position_embeddings"], kept["beta_fast"], kept["truncate"]) == (4, 8192, 16, False)
    assert best(stands, "hf", "1.2", n=65536).tree["rope_scaling"]["factor"] == 8
    nested = best(CONFIGS["by layer type"], "hf", "1.2").tree["rope_parameters"]
    assert nested.keys() == {"full_attention"} and nested["full_attention"]["rope_theta"] == 1e6
    inner = best({"model_type": "qwen2_5_vl", "text_config": CONFIGS["plain"]}, "hf", "1.2").tree
    assert inner["text_config"]["rope_scaling"]["rope_type"] == "yarn"


def test_layers_and_dimensions_that_it_does_not_reach_are_said() -> None:
    """A part that does not turn, layers without RoPE."""
    part = best(CONFIGS["part turns"], "hf", "1.2")
    assert not part.whole and [effect.dimensions for effect in part.effects] == ["rotary", "other"]
    assert any("the other dimensions keep m = 1" in note for note in part.notes)
    assert part.honoured_by == ("vllm", "sglang")
    layers = best(model("smollm3", "SmolLM3ForCausalLM"), "hf", "1.2")
    assert not layers.whole and any("without RoPE" in note and "keep m = 1" in note for note in layers.notes)


REFUSED = {
    "a norm after RoPE": (model("nanochat", "NanoChatForCausalLM"), "hf", "a norm after RoPE cancels"),
    "windows": (model("mistral", "MistralForCausalLM", sliding_window=4096), "hf", "no layer sees all keys"),
    "no RoPE": (model("gpt2", "GPT2LMHeadModel"), "hf", "have no RoPE"),
    "not run": (CONFIGS["plain"] | {"architectures": ["NoneForCausalLM"], "model_type": "new"}, "vllm", "does not run"),
    "LongRoPE alone": (model("phi3", "Phi3ForCausalLM"), "hf", "takes LongRoPE blocks alone"),
    "a block that is lost": (model("phi", "PhiForCausalLM"), "mlx", "reads rope_scaling in some families"),
    "no block at all": (CONFIGS["plain"], "litgpt", "with such keys it reads no config.json"),
    "a contradiction": (
        model("qwen2", "Qwen2ForCausalLM", rope_scaling={**YARN, "type": "linear"}),
        "hf",
        "disagree",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_says_why(case: str) -> None:
    """And which engines have an answer."""
    config, engine, why = REFUSED[case]
    found = wrote(config, engine, "1.2")
    assert not found.blocks and found.block is None
    assert why in found.refusal
    assert engine not in found.elsewhere


def test_bad_input() -> None:
    """A multiplier that is not positive, a length that is not multiplied out, an engine that is none."""
    for m in (0, -1):
        with pytest.raises(BadInput, match="not positive"):
            wrote(CONFIGS["plain"], "hf", m)
    with pytest.raises(BadInput, match="not multiplied out"):
        write_multiplier(CONFIGS["plain"], "hf", length="10^10^10", trained=4096, multiplier=1)
    with pytest.raises(UnknownName):
        wrote(CONFIGS["plain"], "vlm", 1)


# --- broken rules are seen ---


def _square(factor: Fraction) -> Fraction:
    return factor


def test_a_wrong_root_is_never_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that forgets the root proposes what no reading confirms, or is put right by the second reading."""
    monkeypatch.setattr(key_templates, "root", _square)
    for block in wrote(CONFIGS["plain"], "hf", "1.2").blocks:
        assert applied("hf", block)[0] == pytest.approx(1.2, rel=1e-9)
    assert "attention_factor" not in {block.template for block in wrote(CONFIGS["plain"], "hf", "1.2").blocks}


def test_a_swapped_pair_is_never_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pair upside down gives 1/m: no engine that reads the pair is offered it."""
    made = key_templates._pair

    def swapped(factor: Fraction, wanted: Fraction) -> Any:
        pair = made(factor, wanted)
        return pair and {"mscale": pair["mscale_all_dim"], "mscale_all_dim": pair["mscale"]}

    monkeypatch.setattr(key_templates, "_pair", swapped)
    for engine in ("sglang", "mlx"):
        for block in wrote(CONFIGS["plain"], engine, "1.2").blocks:
            assert applied(engine, block)[0] == pytest.approx(1.2, rel=1e-9)
    assert "mlx" not in best(CONFIGS["plain"], "hf", "1.2").honoured_by


@pytest.mark.parametrize(
    ("module", "name", "config", "engine"),
    [(reference, "explicit", "plain", "hf"), (reference, "yarn_factor", "a block", "vllm"), (engines, "yarn_factor", "latent", "sglang")],
)
def test_a_broken_reading_is_seen_by_the_laws_typed_here(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, config: str, engine: str
) -> None:
    """An audit that reads a factor four times as large as it is writes what does something else."""
    made = getattr(module, name)

    def broken(*arguments: Any, **keywords: Any) -> Any:
        reading = made(*arguments, **keywords)
        twice = reference.bind("yarn-attention-factor", attention_factor=Fraction(2))
        return reference.Reading((*reading.laws, twice), reading.why, reading.undecided)

    monkeypatch.setattr(module, name, broken)
    values = [applied(engine, block)[0] for block in wrote(CONFIGS[config], engine, "1.25").blocks if is_of_rope(block)]
    assert values and any(abs(value - 1.25) > 1e-3 for value in values)


def test_agreement_is_close() -> None:
    """Ten digits, not six."""
    assert AGREEMENT <= Fraction(1, 10**8)
    block = best(CONFIGS["plain"], "hf", "1.2")
    assert agrees(block.effects[0].value, Fraction("1.2"))
    assert not agrees(block.effects[0].value, Fraction("1.2") * (1 + 2 * AGREEMENT))


def test_what_is_written_is_read_by_the_audit_as_well() -> None:
    """The JSON that is pasted, as a file would have it, gives the facts that the block was read with."""
    block = best(CONFIGS["plain"], "hf", "1.2")
    pasted = json.loads(json.dumps({**CONFIGS["plain"], **block.tree}))
    assert facts_of(exact_numbers(pasted)) == facts_of(block.config)
    assert set(block.to_json()) >= {"template", "changes", "words", "whole", "executed", "effects", "others", "notes"}
    assert json.dumps(wrote(CONFIGS["plain"], "hf", "1.2").to_json())
