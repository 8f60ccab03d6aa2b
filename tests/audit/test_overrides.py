"""A server's command line, read as that server reads it: what changes, what is passed over, what is refused."""

from __future__ import annotations

import inspect
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from critscale.audit import overrides
from critscale.audit.audit import audit_config
from critscale.audit.config import LLAMA_CPP, Config
from critscale.audit.engine_facts import ENGINE_FACTS
from critscale.audit.engines import ENGINES
from critscale.audit.gather import gather
from critscale.audit.launch import launch
from critscale.audit.overrides import Overrides, read_overrides
from critscale.audit.reading import exact_numbers
from critscale.audit.remarks import Remark
from critscale.theory.errors import CritscaleError, UnknownName

from ..terminal import Terminal

OLD = {"rope_type": "yarn", "factor": 2, "original_max_position_embeddings": 16384, "attention_factor": 3}
QWEN: dict[str, Any] = {
    "model_type": "qwen2",
    "architectures": ["Qwen2ForCausalLM"],
    "head_dim": 128,
    "num_hidden_layers": 28,
    "max_position_embeddings": 32768,
    "rope_theta": 1000000,
}
SCALED = {**QWEN, "rope_scaling": OLD}
WRAPPED = {"model_type": "qwen2_5_vl", "text_config": {**SCALED, "model_type": "qwen2_5_vl_text"}}
NEW = {"rope_type": "yarn", "factor": 4}


def read(words: dict[str, object], config: dict[str, Any] = SCALED, engine: str = "") -> Overrides:
    """Return what words change in a config."""
    return read_overrides(words, exact_numbers(config), engine)


def block(words: dict[str, object], config: dict[str, Any] = SCALED, engine: str = "") -> Any:
    """Return the RoPE block after them."""
    raw = read(words, config, engine).raw
    scope = raw.get("text_config", raw)
    return scope.get("rope_parameters", scope.get("rope_scaling"))


def test_one_word_and_three_servers() -> None:
    """vLLM replaces a block and merges it below text_config; SGLang does the opposite; lmdeploy merges both."""
    merged, inner = {**OLD, **NEW}, {"text_config": {"rope_scaling": NEW}}
    assert block({"--hf-overrides": {"rope_scaling": NEW}}) == NEW
    assert block({"--hf-overrides": inner}, WRAPPED) == merged
    assert block({"--json-model-override-args": {"rope_scaling": NEW}}) == merged
    assert block({"--json-model-override-args": inner}, WRAPPED) == NEW
    assert block({"--hf-overrides": {"rope_scaling": NEW}}, engine="lmdeploy") == merged
    assert block({"--hf-overrides": inner}, WRAPPED, "lmdeploy") == merged
    assert block({"--override": {"rope_scaling": NEW}}) == merged


def test_what_a_replaced_block_lost_is_said() -> None:
    """The base of the frequencies goes with the block, and whatever else is not repeated."""
    found = read({"--hf-overrides": {"rope_scaling": NEW}})
    assert any("it has no attention_factor, original_max_position_embeddings, rope_theta" in note for note in found.notes)
    whole = {**OLD, "rope_theta": 1000000}
    assert read({"--hf-overrides": {"rope_scaling": whole}}).notes == ()


@pytest.mark.parametrize("name", ["rope_parameters", "rope_scaling"])
def test_type_is_no_rope_type_in_vllm(name: str) -> None:
    """Set as rope_parameters, a block with type alone scales nothing; as rope_scaling transformers copies it."""
    legacy = {"type": "yarn", "factor": 4, "original_max_position_embeddings": 32768}
    found = audit_config(QWEN, overrides={"--hf-overrides": {name: legacy}}, rhos=["0.3"])
    rotary = found.groups[0].rotary
    assert rotary is not None
    assert rotary.value.decimal()[:8] == ("1.000000" if name == "rope_parameters" else "1.296476")
    ignored = [remark for remark in found.alarms if remark.id == "override-ignored"]
    assert [remark.keys for remark in ignored] == ([("rope_parameters.type",)] if name == "rope_parameters" else [])


def test_a_block_that_vllm_does_not_start_on() -> None:
    """YaRN in rope_parameters needs its original length; in rope_scaling the maximum stands in."""
    said = "original_max_position_embeddings (__init__.py)"
    assert any(said in note for note in read({"--hf-overrides": {"rope_parameters": NEW}}, QWEN).notes)
    assert not any(said in note for note in read({"--hf-overrides": {"rope_scaling": NEW}}, QWEN).notes)


def test_the_two_names_of_a_block_are_one() -> None:
    """What is set under one name leaves nothing under the other: no contradiction arises."""
    for name in ("rope_scaling", "rope_parameters"):
        raw = read({"--hf-overrides": {name: NEW}}).raw
        assert [key for key in ("rope_scaling", "rope_parameters") if key in raw] == [name]
    assert block({"--override": {"rope_parameters": {"factor": 8}}}) == {**OLD, "factor": 8}


def test_a_key_beside_the_text_model_is_ignored_and_said() -> None:
    """Of a wrapper the text model's keys stand below text_config: --hf-overrides {"rope_scaling": ...} does nothing."""
    found = audit_config(WRAPPED, overrides={"--hf-overrides": {"rope_scaling": {**NEW, "factor": 8}}}, n=32768, rhos=["0.3"])
    (alarm,) = (remark for remark in found.alarms if remark.id == "override-ignored")
    assert "write text_config.rope_scaling" in alarm.text
    before = audit_config(WRAPPED, n=32768, rhos=["0.3"])
    assert [str(g.rotary and g.rotary.value) for g in found.groups] == [str(g.rotary and g.rotary.value) for g in before.groups]


def test_a_class_s_default_block_is_merged_into() -> None:
    """gpt_oss has YaRN by default: SGLang, which merges, keeps the rest of it; vLLM drops it."""
    config = {"model_type": "gpt_oss", "head_dim": 64, "num_hidden_layers": 2, "max_position_embeddings": 131072}
    assert block({"--json-model-override-args": {"rope_scaling": {"factor": 16}}}, config)["rope_type"] == "yarn"
    assert block({"--override": {"rope_scaling.factor": 16}}, config)["original_max_position_embeddings"] == 4096
    assert block({"--hf-overrides": {"rope_scaling": {"factor": 16}}}, config) == {"factor": 16}


def test_another_name_of_a_key() -> None:
    """GPT-2's n_positions is its max_position_embeddings: the one that is set counts."""
    config = {"model_type": "gpt2", "n_positions": 1024, "n_embd": 768, "n_head": 12, "n_layer": 2}
    found = audit_config(config, overrides={"--hf-overrides": {"max_position_embeddings": 2048}}, rhos=["0.3"])
    assert str(found.n) == "2048"


@pytest.mark.parametrize(
    ("text", "length"), [("32768", 32768), ("32k", 32000), ("32K", 32768), ("1M", 1048576), ("1m", 1000000), ("25.6k", 25600)]
)
def test_vllm_s_lengths(text: str, length: int) -> None:
    """k is 1000 and K is 1024, and it is said where a suffix is there."""
    found = read({"--max-model-len": text})
    assert found.length == length
    assert any(f"{text} is {length}" in note for note in found.notes) == (not text.isdigit())


def test_lengths_that_leave_it_to_the_config() -> None:
    """vLLM's auto and -1, llama.cpp's 0."""
    for flag, text in (("--max-model-len", "auto"), ("--max-model-len", "-1"), ("--ctx-size", "0")):
        assert read({flag: text}).length is None


def test_a_length_that_a_server_refuses_is_said() -> None:
    """Beyond max_position_embeddings, YaRN or not; with the key raised too it is not."""
    for flag, server in (("--max-model-len", "vLLM"), ("--context-length", "SGLang")):
        assert any(note.startswith(server) and "here it is 32768" in note for note in read({flag: "131072"}).notes)
        assert read({flag: "131072", "--override": {"max_position_embeddings": 131072}}).notes == ()
    assert read({"--ctx-size": "131072"}).notes == ()


LLAMA: list[tuple[dict[str, object], dict[str, Any], Any]] = [
    ({"--rope-scaling": "yarn", "--rope-scale": "4", "--yarn-orig-ctx": "8192"}, QWEN, ("yarn", 4, 8192)),
    ({"--rope-scaling": "yarn", "--rope-freq-scale": "0.25", "--yarn-orig-ctx": "8192"}, QWEN, ("yarn", 4, 8192)),
    ({"--rope-scaling": "yarn"}, QWEN, ("yarn", 1, None)),
    ({"--rope-scale": "4"}, QWEN, ("linear", 4, None)),
    ({"--rope-scale": "8"}, SCALED, ("yarn", 8, 16384)),
    ({"--rope-scaling": "none"}, SCALED, ("default", 2, 16384)),
    ({"--rope-scaling": "none", "--rope-scale": "8"}, SCALED, ("default", 2, 16384)),
    ({"--override-kv": "qwen2.rope.scaling.type=str:yarn,qwen2.rope.scaling.factor=float:4"}, QWEN, ("yarn", 4, None)),
]


@pytest.mark.parametrize(("words", "config", "wanted"), LLAMA)
def test_llama_cpp_s_words_count_together(words: dict[str, object], config: dict[str, Any], wanted: Any) -> None:
    """Type, factor and original length make one block; what no word says is the model's."""
    found = block(words, config)
    assert (found["rope_type"], found.get("factor"), found.get("original_max_position_embeddings")) == wanted


def test_llama_cpp_s_multiplier_of_a_command_line() -> None:
    """YaRN's factor by flags, a key beside it, and the flag that YaRN loses: (1 + 0.1 log 4)^2 0.9^2."""
    words = {"--rope-scaling": "yarn", "--rope-scale": "4", "--yarn-orig-ctx": "32768", "--yarn-attn-factor": "1.5"}
    words["--override-kv"] = "qwen2.rope.scaling.attn_factor=float:0.9"
    found = audit_config(QWEN, overrides=words, engine_id="llama.cpp", rhos=["0.3"])
    rotary = found.groups[0].rotary
    assert rotary is not None
    assert str(found.n) == "131072"
    assert rotary.value.decimal()[:10] == "1.05014636"
    linear = {**words, "--rope-scaling": "linear", "--override-kv": "qwen2.context_length=int:65536"}
    rotary = audit_config(QWEN, overrides=linear, engine_id="llama.cpp", rhos=["0.3"]).groups[0].rotary
    assert rotary is not None
    assert rotary.value.decimal()[:4] == "2.25"


def test_a_gguf_key_of_the_wrong_type_is_passed_over() -> None:
    """llama.cpp takes a float where it reads a float; a key that no rule reads is said too."""
    found = read({"--override-kv": "qwen2.rope.scaling.attn_factor=int:2,tokenizer.ggml.add_bos_token=bool:false"}, QWEN)
    assert found.changes == ()
    assert ["which is float" in word.text for word in found.ignored] == [True, False]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"--hf-overrides": "{"}, "not JSON"),
        ({"--hf-overrides": "[1]"}, "no object"),
        ({"--hf-overrides": 3}, "no JSON object"),
        ({"--override": {"a..b": 1}}, "no key"),
        ({"--rope-scaling": "spiral"}, "none, linear or yarn"),
        ({"--rope-scale": "many"}, "--rope-scale"),
        ({"--rope-scale": True}, "no number"),
        ({"--override-kv": "a"}, "no key of a GGUF"),
        ({"--max-model-len": "1.5K"}, "no context length"),
        ({"--max-model-len": "1"}, "no context length"),
        ({"--ctx-size": "-4"}, "no context length"),
        ({"--max-model-len": "4096", "--ctx-size": "8192"}, "--max-model-len says 4096"),
        ({"--hf-overrides.a..b": "1"}, "no key"),
    ],
)
def test_words_that_are_refused(words: dict[str, object], why: str) -> None:
    """One line, with the word in it."""
    with pytest.raises(CritscaleError, match=re.escape(why)) as refused:
        read(words)
    assert "\n" not in str(refused.value)


def test_a_word_that_no_server_has() -> None:
    """The nearest that there is."""
    with pytest.raises(UnknownName, match="--max-model-len"):
        read({"--max-model-length": "4096"})


def test_dotted_words(terminal: Terminal, tmp_path: Path) -> None:
    """As vLLM takes them: a path after the flag, with = or without, JSON or text; they join the object of the same word."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps(QWEN))
    words = ["--hf-overrides.rope_scaling.rope_type", "yarn", "--hf-overrides.rope_scaling.factor=4.0"]
    found = terminal.json("audit", str(file), *words, "--rho", "0.3")
    assert [r["text"] for r in found["remarks"] if r["id"] == "override"] == [
        "rope_scaling = {rope_type: yarn, factor: 4} from --hf-overrides"
    ]
    both = read({"--hf-overrides": {"max_position_embeddings": 8192}, "--hf-overrides.sliding_window": "null"})
    assert (both.raw["max_position_embeddings"], both.raw["sliding_window"]) == (8192, None)
    assert read({"--hf-overrides.layer_types+": "full_attention,full_attention"}).raw["layer_types"] == ["full_attention"] * 2
    assert "requires argument" in terminal.refuses("audit", str(file), "--hf-overrides.rope_scaling.factor")
    assert "no such name" in terminal.refuses("audit", str(file), "--rho.x", "1")


def test_numbers_are_exact() -> None:
    """0.1 in an override is 1/10, as in a file."""
    assert read({"--override": '{"attention_multiplier": 0.1}'}).raw["attention_multiplier"] * 10 == 1
    assert read({"attention_multiplier": 0.1}).raw["attention_multiplier"] * 10 == 1


def test_foreign_text_of_a_word_does_not_act(terminal: Terminal, tmp_path: Path) -> None:
    """Keys and values are shown by their numbers."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps(QWEN))
    text = terminal("audit", str(file), "--override", json.dumps({"a\x1b[2J": "\x1b[31m"}), "--rho", "0.3")
    assert "\x1b" not in text
    assert "from --override" in text


def test_the_words_that_the_audit_writes_are_read_back() -> None:
    """launch and this reader are inverse: the words of each engine change a config as asked."""
    facts = gather(Config(exact_numbers(QWEN)))
    new = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768, "attention_factor": 1.2}
    for engine in ("vllm", "sglang", "lmdeploy"):
        flag, value = launch(engine, facts, QWEN, {("rope_scaling",): new}).words
        assert block({flag: value}, QWEN, engine) == exact_numbers(new)
    changes = {("rope_scaling",): {key: new[key] for key in list(new)[:3]}, (LLAMA_CPP, "attn_factor"): 0.9}
    flags = launch("llama.cpp", facts, QWEN, changes).words
    found = read(dict(zip(flags[::2], flags[1::2], strict=True)), QWEN)
    assert found.raw[LLAMA_CPP] == {"attn_factor": Fraction(9, 10)}
    assert found.raw["rope_parameters"].items() >= exact_numbers(changes[("rope_scaling",)]).items()


def test_every_fact_about_a_word_is_said() -> None:
    """Each fact that the reader can utter is uttered for one of the words."""
    uttered = set(re.findall(r'"([a-z0-9.]+(?:-[a-z0-9]+)+)"', inspect.getsource(overrides))) & ENGINE_FACTS.keys()
    said: list[str] = []
    for words, config, engine in (
        ({"--hf-overrides": {"rope_parameters": {"type": "yarn"}}}, SCALED, ""),
        ({"--hf-overrides": {"rope_parameters": NEW}}, SCALED, ""),
        ({"--hf-overrides": {"rope_scaling": NEW}}, SCALED, "lmdeploy"),
        ({"--json-model-override-args": {"text_config": {"rope_scaling": NEW}}}, WRAPPED, ""),
        ({"--rope-scaling": '{"factor": 4}', "--max-model-len": "64K"}, QWEN, ""),
        ({"--rope-scale": "4", "--context-length": "65536"}, QWEN, ""),
        ({"--override-kv": "qwen2.context_length=float:4"}, QWEN, ""),
    ):
        found = read(words, config, engine)  # type: ignore[arg-type]
        said += [*found.notes, *(word.text for word in found.ignored)]
    assert len(uttered) >= 9
    assert {fact for fact in uttered if not any(ENGINE_FACTS[fact].says in line for line in said)} == set()


def test_remarks_of_words_name_engines_that_exist() -> None:
    """And keys: programs rely on them."""
    found = audit_config(QWEN, overrides={"--override-kv": "x=int:1", "--hf-overrides": {"rope_parameters": {"type": "yarn"}}}, rhos=["0.3"])
    alarms: list[Remark] = [remark for remark in found.alarms if remark.id == "override-ignored"]
    assert [remark.keys for remark in alarms] == [("x",), ("rope_parameters.type",)]
    assert {id for remark in alarms for id in remark.engines} <= ENGINES.keys()
