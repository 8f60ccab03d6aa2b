"""The difference of two readings: what has an effect differs, what is only written otherwise does not, unknown is neither."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import pytest

from critscale.audit.difference import Difference, EffectPair, config_difference
from critscale.audit.difference_report import in_a_line, to_csv, to_json, to_markdown, to_text
from critscale.audit.engines import ENGINES
from critscale.audit.source import read_source
from critscale.theory.errors import BadInput, UnknownName

from .test_forms import cells

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
N = 131072
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
PLAIN = {
    "model_type": "qwen3",
    "architectures": ["Qwen3ForCausalLM"],
    "head_dim": 128,
    "num_attention_heads": 32,
    "hidden_size": 4096,
    "num_hidden_layers": 36,
    "max_position_embeddings": N,
}
LLAMA = {**PLAIN, "model_type": "llama", "architectures": ["LlamaForCausalLM"]}
GEMMA = {
    "model_type": "gemma2",
    "head_dim": 256,
    "query_pre_attn_scalar": 256,
    "num_hidden_layers": 26,
    "sliding_window": 4096,
    "max_position_embeddings": 8192,
}
LEARNED = {"model_type": "mistral_large4", "num_hidden_layers": 8, "max_position_embeddings": N, "head_dim": 128}
SHORT = 80


def config(**keys: Any) -> dict[str, Any]:
    """Return a plain config with some keys set."""
    return {**PLAIN, **keys}


def pairs(found: Difference, *kinds: str) -> list[tuple[str, str]]:
    """Return what has one of these kinds, by group and quantity."""
    whole = [("", pair) for pair in found.whole]
    layers = [(layers.title, pair) for layers in found.layers for pair in layers.effects]
    return [(name, pair.a.title) for name, pair in (*whole, *layers) if pair.kind in kinds]


def pair(found: Difference, quantity: str, at: int = 0) -> EffectPair:
    """Return one quantity of a pair of groups."""
    return next(each for each in found.layers[at].effects if each.a.title == quantity)


def test_the_numbers_of_both_sides() -> None:
    """Multiplier, beta, self weight, phase and critical rho of plain and YaRN, by a program of the test's own."""
    found = config_difference(PLAIN, config(rope_scaling=YARN), rhos=["0.3", "1/2"])
    assert (found.kind, str(found.n)) == ("differs", str(N))
    for side, m in (("a", 1.0), ("b", (1 + math.log(4) / 10) ** 2)):
        beta = m * 128**0.5
        assert float(getattr(pair(found, "multiplier"), side).value) == pytest.approx(m, rel=1e-14)
        assert float(getattr(pair(found, "beta"), side).value) == pytest.approx(beta, rel=1e-9)
        assert float(getattr(pair(found, "critical rho"), side).value) == pytest.approx(1 - math.log(N - 1) / beta, rel=1e-5)
        for rho in (0.3, 0.5):
            weight = 1 / (1 + (N - 1) * math.exp(-beta * (1 - rho)))
            assert float(getattr(pair(found, f"self weight at rho = {rho}"), side).value) == pytest.approx(weight, rel=1e-5)
            side_of_window = "subcritical" if weight < 0.1 else "in the window" if weight <= 0.9 else "supercritical"
            assert getattr(pair(found, f"phase at rho = {rho}"), side).value == side_of_window
    same = {title for _, title in pairs(found, "same")}
    assert {"base scale", "window", "rotary share", "class", "reach", "layers"} <= same
    assert pair(found, "phase at rho = 0.3").kind == "differs" and pair(found, "phase at rho = 0.5").kind == "same"


EQUAL: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the factor by formula and by hand": (
        config(rope_scaling=YARN),
        config(rope_scaling={**YARN, "attention_factor": 1.138629436111989}),
    ),
    "old and new name of the block": (config(rope_scaling=YARN), config(rope_parameters=YARN)),
    "old and new name of its type": (
        config(rope_scaling=YARN),
        config(rope_scaling={**{k: v for k, v in YARN.items() if k != "rope_type"}, "type": "yarn"}),
    ),
    "no block and one that is null": (PLAIN, config(rope_scaling=None)),
    "frequencies only": (PLAIN, config(rope_theta=10_000_000)),
    "keys of no effect": (PLAIN, config(vocab_size=7, use_cache=False, tie_word_embeddings=True)),
    "head_dim by hand and from the width": (LLAMA, {k: v for k, v in LLAMA.items() if k != "head_dim"}),
    "one family and another": (PLAIN, LLAMA),
}
DIFFERENT: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "the factor by hand, one unit in the seventh place off": (
        config(rope_scaling=YARN),
        config(rope_scaling={**YARN, "attention_factor": 1.1386295}),
        ["multiplier", "law", "beta"],
    ),
    "reach": (PLAIN, config(max_position_embeddings=2 * N), ["reach"]),
    "head_dim": (LLAMA, {**LLAMA, "head_dim": 64}, ["base scale", "beta", "critical rho", "self weight at rho = 0.3"]),
    "the number of layers": (PLAIN, config(num_hidden_layers=28), ["layers", "layers"]),
    "a temperature": (
        LLAMA,
        {**LLAMA, "model_type": "", "use_logn_attn": True, "seq_length": 2048},
        ["multiplier", "law", "class", "beta", "critical rho", "self weight at rho = 0.3", "phase at rho = 0.3"],
    ),
    "another law of one value": (
        config(rope_scaling={**YARN, "attention_factor": 1}),
        {**PLAIN, "model_type": "", "use_logn_attn": True, "seq_length": N},
        ["law", "class"],
    ),
}


@pytest.mark.parametrize("name", EQUAL)
def test_what_is_only_written_otherwise(name: str) -> None:
    """Keys differ, effects do not."""
    a, b = EQUAL[name]
    assert a != b
    found = config_difference(a, b, n=N)
    assert found.kind == "same", to_text(found)
    assert not pairs(found, "differs", "unknown")


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_has_an_effect(name: str) -> None:
    """All of it is said, and nothing else; the same from the other side."""
    a, b, expected = DIFFERENT[name]
    found = config_difference(a, b, n=N, rhos=["0.3"])
    assert found.kind == "differs"
    assert [title for _, title in pairs(found, "differs")] == expected
    assert not pairs(found, "unknown")
    back = config_difference(b, a, n=N, rhos=["0.3"])
    assert [title for _, title in pairs(back, "differs")] == expected


def test_six_places_that_hide_a_difference() -> None:
    """Where rounding for the eye makes both alike, all digits are shown."""
    a, b, _ = DIFFERENT["the factor by hand, one unit in the seventh place off"]
    lines = to_text(config_difference(a, b, n=N)).splitlines()
    values = next(line.split()[1:] for line in lines if line.split()[:1] == ["multiplier"])
    assert values == ["1.29647699278071", "1.29647713827025"]


def test_unknown_is_not_the_same() -> None:
    """A scale that is in the weights: two configs, or two engines, may differ; a config does not differ from itself."""
    assert config_difference(LEARNED, LEARNED).kind == "same"
    engines = config_difference(LEARNED, LEARNED, engines=("hf", "vllm"))
    assert engines.kind == "unknown" and {title for _, title in pairs(engines, "unknown")} >= {"multiplier", "law", "beta"}
    other = config_difference(LEARNED, {**LEARNED, "vocab_size": 7})
    assert other.kind == "unknown" and {title for _, title in pairs(other, "unknown")} >= {"multiplier", "law", "beta"}
    known = config_difference(LEARNED, PLAIN)
    assert known.kind == "differs" and ("", "layers") in pairs(known, "differs")


def engines_of(given: dict[str, Any]) -> Difference:
    """Return the difference of two engines on one config."""
    return config_difference(given, given, engines=("hf", "vllm"))


def test_an_unknown_base_is_the_config_s_own() -> None:
    """Engines that agree on the multiplier agree on a phase that nobody knows; two configs do not."""
    strange = {"model_type": "new_model", "head_dim": 64, "max_position_embeddings": N, "num_hidden_layers": 8}
    assert config_difference(strange, strange, engines=("hf", "vllm")).kind == "same"
    found = config_difference(strange, {**strange, "head_dim": 128})
    assert found.kind == "unknown" and pair(found, "multiplier").kind == "same"
    assert {"base scale", "beta", "self weight at rho = 0.3"} <= {title for _, title in pairs(found, "unknown")}
    assert "both: the model type 'new_model' is not known here" in to_text(found)
    assert pair(found, "base scale").a.text == pair(found, "base scale").b.text == "unknown"
    grok = read_source(FIXTURES[0].parent / "grok-2.json")
    assert "B: no fact says what vLLM" in to_text(config_difference(grok, grok, engines=("hf", "vllm")))
    assert "both: m = scale log(pos + 1) + bias" in to_text(engines_of(LEARNED))


def test_layers_are_matched_one_by_one() -> None:
    """A window that is switched off: the layers that had it are compared with what they are now."""
    found = config_difference(GEMMA, {**GEMMA, "sliding_window": None}, rhos=["0.3"])
    assert [layers.title for layers in found.layers] == [
        "sliding_attention layers -> all layers (13)",
        "full_attention layers -> all layers (13)",
    ]
    assert next(title for name, title in pairs(found, "differs") if name.startswith("sliding")) == "window"
    assert not [title for name, title in pairs(found, "differs") if name.startswith("full")]


def test_a_window_of_two_keys_has_no_phase() -> None:
    """Its critical correlation is none; one of three has it."""
    found = config_difference({**GEMMA, "sliding_window": 2}, {**GEMMA, "sliding_window": 3}, rhos=["0.3"])
    beta = pair(found, "beta")
    assert (beta.a.unknown, beta.b.unknown, beta.kind) == ("a window of 2 has no phase", "", "unknown")


def test_layers_without_a_counterpart_are_said() -> None:
    """Other names, other counts, and layers that are no softmax attention on one side."""
    found = config_difference({**GEMMA, "num_hidden_layers": 24}, {**GEMMA, "sliding_window": None})
    assert found.only_a == (
        "sliding_attention layers (12): no layers of that name in the other",
        "full_attention layers (12): no layers of that name in the other",
    )
    assert found.only_b == ("all layers (26): no layers of that name in the other",)
    assert found.kind == "differs" and "only in A: sliding_attention layers (12)" in to_text(found)
    names = ["linear_attention", "full_attention"] * 4
    mixed = {"model_type": "qwen3_next", "layer_types": names, "num_hidden_layers": 8, "head_dim": 64, "max_position_embeddings": N}
    full = {**mixed, "layer_types": ["full_attention"] * 8}
    found = config_difference(mixed, full)
    assert (found.only_a, found.only_b) == ((), ("all layers (4): no softmax attention in the other",))
    assert [(layers.title, layers.count) for layers in found.layers] == [("full_attention layers -> all layers (4)", 4)]
    assert found.kind == "differs"
    found = config_difference(GEMMA, {**GEMMA, "num_hidden_layers": 42})
    counts = [(name, title) for name, title in pairs(found, "differs")]
    assert counts == [("", "layers"), ("sliding_attention layers", "layers"), ("full_attention layers", "layers")]


def test_dimensions_that_turn_are_told_from_the_others() -> None:
    """Where one side has two multipliers both sides have them: a factor that reaches a quarter of the dimensions."""
    partial = {**LLAMA, "model_type": "", "partial_rotary_factor": 0.25}
    found = config_difference(partial, {**partial, "rope_scaling": YARN}, rhos=["0.3"])
    assert pair(found, "multiplier, rotary dimensions").kind == "differs"
    assert pair(found, "multiplier, other dimensions").kind == "same"
    assert pair(found, "beta, rotary dimensions").kind == "differs" and pair(found, "beta, other dimensions").kind == "same"


def test_alarms() -> None:
    """An alarm of one side alone is a difference; one of both is shown, and is none."""
    typo = config(attention_temperature_scale=2.0)
    found = config_difference(PLAIN, typo)
    assert [alarm.id for alarm in found.alarms_b] == ["key-unread"] and not found.alarms_a
    assert found.kind == "differs" and not pairs(found, "differs")
    assert in_a_line(found) == "they differ; alarms"
    found = config_difference(typo, {**typo, "vocab_size": 3})
    assert found.kind == "same" and len(found.alarms) == 1 and "alarm in both" in to_text(found)
    lost = config(rope_scaling={**YARN, "attn_factor": 0.5})
    found = config_difference(lost, lost, engines=("hf", "sglang"))  # of what engines do the effects tell, not an alarm
    assert found.kind == "differs" and not found.alarms_b and [alarm.id for alarm in found.b.audit.alarms] == ["engine-differs"]
    words = {"--hf-overrides": {"rope_scaling": {**YARN, "type": "yarn", "rope_type": None}}}
    served = read_source(PLAIN, overrides=words)
    found = config_difference(served, served, engines=("sglang", "vllm"))
    assert {alarm.engines for alarm in found.alarms_a} <= {(), ("sglang",)} and {alarm.engines for alarm in found.alarms_b} <= {(), ("vllm",)}


@pytest.mark.parametrize("number", range(len(FIXTURES)), ids=lambda number: FIXTURES[number].stem)
def test_any_engine_against_any_other(number: int) -> None:
    """Against transformers it is the audit's own verdict on the multiplier; among others it is symmetric; a config is itself."""
    source, ids = read_source(FIXTURES[number]), [id for id in ENGINES if id != "hf"]
    a, b = ids[number % len(ids)], ids[(number // 2 + 1 + number) % len(ids)]
    there, back, own = (
        config_difference(source, source, engines=both, n=N, rhos=()) for both in ((a, b), (b, a), (a, a))
    )
    assert there.kind == back.kind
    assert own.kind == ("unknown" if own.a.audit.why_not else "same")
    found = config_difference(source, source, engines=("hf", a), n=N, rhos=())
    (expected,) = found.b.audit.verdicts
    if expected.kind == "does not run":
        assert found.kind == "differs" and not found.layers
    else:
        kinds = {each.kind for layers in found.layers for each in layers.effects if each.a.quantity == "multiplier"}
        assert kinds and expected.kind == next(kind for kind in ("differs", "unknown", "same") if kind in kinds)


def test_engines_that_do_not_run_it() -> None:
    """One that runs it differs from one that does not; of two that do not nothing is known."""
    qwen = read_source(FIXTURES[0].parent / "qwen-7b.json")
    assert config_difference(qwen, qwen, engines=("hf", "vllm")).kind == "differs"
    neither = config_difference(qwen, qwen, engines=("vllm", "litgpt"))
    assert neither.kind == "unknown" and "neither" in to_text(neither)
    assert "it does not run this: it has no QWenLMHeadModel" in to_text(neither)


def test_a_config_without_attention_is_not_known() -> None:
    """No layer, no answer; its twin with attention has one."""
    nothing = {"hidden_act": "silu"}
    assert config_difference(nothing, nothing, n=N, engines=("hf", "vllm")).kind == "unknown"
    assert config_difference(nothing, {"vocab_size": 3}, n=N, engines=("vllm", "sglang")).kind == "unknown"
    assert config_difference(PLAIN, PLAIN, n=N, engines=("hf", "vllm")).kind == "same"


def test_where_both_are_read() -> None:
    """At the longest reach, or what a server's word says, or what is given; and where nothing says it, a refusal."""
    reaches = config(max_position_embeddings=32768, rope_scaling=YARN)
    found = config_difference(config(max_position_embeddings=32768), reaches)
    assert (str(found.n), found.n_source) == (str(N), "rope_scaling: 32768 x 4")
    assert str(config_difference(PLAIN, reaches, n="1M").n) == "1048576"
    served = config_difference(PLAIN, PLAIN, overrides={"--max-model-len": 2 * N})
    assert (str(served.n), served.n_source) == (str(2 * N), "--max-model-len")
    without = {key: value for key, value in PLAIN.items() if key != "max_position_embeddings"}
    assert str(config_difference(without, PLAIN).n) == str(N)
    assert ("", "reach") in pairs(config_difference(without, PLAIN), "unknown")
    with pytest.raises(BadInput, match="neither config gives one; give it"):
        config_difference(without, without)
    with pytest.raises(UnknownName, match="vllm"):
        config_difference(PLAIN, PLAIN, engines="vlm")


def test_what_a_server_s_words_do() -> None:
    """They change the second config: a config beside itself shows their effect, and they are named."""
    found = config_difference(PLAIN, PLAIN, overrides={"--hf-overrides": {"rope_scaling": YARN}})
    assert ("all layers (36)", "multiplier") in pairs(found, "differs")
    assert "from --hf-overrides" in to_text(found)
    assert config_difference(PLAIN, PLAIN, overrides={"--hf-overrides": {"rope_theta": 7}}).kind == "same"


def some() -> list[Difference]:
    """Return differences of every sort."""
    files = {file.stem: read_source(file) for file in FIXTURES}
    names = list(files)
    found = [config_difference(files[a], files[b], n=N) for a, b in zip(names[::3], names[1::3], strict=False)]
    found += [config_difference(files[name], files[name], n=N, engines=("llama.cpp", "sglang")) for name in names[::4]]
    hostile = {"rope_type": "yarn|<b>\n\x1b[2J", "=1+1|": 2, "factor": 4.0}
    return [*found, config_difference(PLAIN, config(rope_scaling=hostile, model_type="=1|\u202e<img src=x>"), n=N)]


@pytest.fixture(scope="module")
def every() -> list[Difference]:
    """Return differences of every sort, made once."""
    return some()


def test_text_fits_a_terminal(every: list[Difference]) -> None:
    """80 columns, but for the names of configs, which are the user's; nothing acts."""
    for found in every:
        lines = to_text(found).splitlines()
        long = [line for line in lines if len(line) > SHORT and ", read as " not in line]
        assert not long and all(line.isprintable() for line in lines)


def test_markdown_csv_and_json_say_the_same(every: list[Difference]) -> None:
    """Tables parse; each group and quantity has its row; kinds agree with the difference; JSON survives being written."""
    for found in every:
        data = json.loads(json.dumps(to_json(found)))
        rows = list(csv.DictReader(io.StringIO(to_csv([found]), newline=""), strict=True))
        effects = list(found.effects())
        alone = len(found.only_a) + len(found.only_b) + len(found.alarms_a) + len(found.alarms_b) + len(found.alarms)
        assert len(rows) == len(effects) + alone
        assert [row["verdict"] for row in rows[: len(effects)]] == [each.kind for each in effects]
        assert sum(len(group["effects"]) for group in data["layers"]) + len(data["config"]) == len(effects)
        assert data["verdict"] == found.kind and data["schema"] == "critscale/difference/1"
        table = "\n".join(line for line in to_markdown(found).splitlines() if line.startswith("|"))
        assert not table or all(len(row) == 4 for row in cells(table))
        assert "<b>" not in to_markdown(found).replace("\\<b\\>", "") and "\x1b" not in to_markdown(found)
        assert found.kind == "same" or any(row["verdict"] != "same" for row in rows) or found.a.audit.why_not


def test_a_config_beside_the_gguf_that_was_made_of_it() -> None:
    """Each is read by its own engine: the same multipliers where the converter kept all, and what it lost is seen."""
    headers = json.loads((Path(__file__).parent / "gguf_headers.json").read_text(encoding="utf-8"))
    made = {header["config"]: header["metadata"] for header in headers}
    given = Path(__file__).parent / "fixtures" / "gpt-oss-120b.json"
    found = config_difference(given, made["fixtures/gpt-oss-120b.json"], rhos=["0.3"])
    assert (found.a.engine_id, found.b.engine_id) == ("hf", "llama.cpp")
    assert {each.kind for layers in found.layers for each in layers.effects if each.a.quantity == "multiplier"} == {"same"}
    lost = {key: value for key, value in made["fixtures/gpt-oss-120b.json"].items() if "rope.scaling" not in key}
    found = config_difference(given, lost, rhos=["0.3"])
    assert "differs" in {each.kind for layers in found.layers for each in layers.effects if each.a.quantity == "multiplier"}
