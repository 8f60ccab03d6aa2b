"""Advice: the multiplier against a program of its own, what it rests on, what it is read back as, and what is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from critscale import advise, audit_config
from critscale.audit.advice import TRAINED_ON, Advice
from critscale.audit.advice_blocks import pastes
from critscale.audit.advice_report import SCHEMA, to_json, to_markdown, to_text
from critscale.audit.key_templates import changed
from critscale.audit.standing import Strength
from critscale.measure.growth import threshold_growth
from critscale.measure.heads import MeasuredHead
from critscale.measure.record import MeasuredModel
from critscale.theory.errors import BadInput, CritscaleError, UnknownName

FIXTURES = Path(__file__).parent / "fixtures"
L, N = 32768, 2**20
LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 4,
    "max_position_embeddings": L,
}
YARN = {**LLAMA, "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": L}}
WINDOWS = {
    **LLAMA,
    "model_type": "gemma2",
    "head_dim": 128,
    "query_pre_attn_scalar": 128,
    "sliding_window": 4096,
    "layer_types": ["sliding_attention", "full_attention"] * 2,
}
# Gemma 2 caps its logits, and its windows are every other layer's.


def self_weight(gap: float, n: int) -> float:
    """Return the weight of one key that stands out by a gap from n - 1 others."""
    return 1 / (1 + (n - 1) * math.exp(-gap))


def gap_of(p: float, n: int) -> float:
    """Return the gap at which it has the weight p."""
    return math.log(p / (1 - p)) + math.log(n - 1)


def m(found: Advice) -> float:
    """Return the multiplier of the answer."""
    assert found.answer is not None
    return float(found.answer.multiplier)


@pytest.mark.parametrize("p", [0.02, 0.3, 0.5, 0.95])
@pytest.mark.parametrize("n", [40000, N, 10**9])
def test_the_multiplier_keeps_the_self_weight(p: float, n: int) -> None:
    """At n the gap m g has the weight p again, g the gap at L."""
    found = advise(LLAMA, to=n, self_weight=str(p), engines=["hf"])
    assert self_weight(m(found) * gap_of(p, L), n) == pytest.approx(p, rel=1e-4)


def test_the_default_is_the_law_of_log_n() -> None:
    """At p = 1/2 it is log(n - 1)/log(L - 1), whatever beta and rho."""
    for config in (LLAMA, YARN, {**LLAMA, "head_dim": 64}):
        assert m(advise(config, to=N, engines=["hf"])) == pytest.approx(math.log(N - 1) / math.log(L - 1), rel=1e-6)


def test_a_gap_in_place_of_a_weight() -> None:
    """m = 1 + log((n - 1)/(L - 1))/g."""
    found = advise(LLAMA, to=N, gap=8, engines=["hf"])
    assert m(found) == pytest.approx(1 + math.log((N - 1) / (L - 1)) / 8, rel=1e-6)


def test_it_rises_with_the_target_and_begins_at_one() -> None:
    """Monotone in n, and near 1 just beyond L."""
    values = [m(advise(LLAMA, to=n, engines=["hf"])) for n in (L + 1, 2 * L, 4 * L, N, 10**12)]
    assert values == sorted(set(values))
    assert values[0] == pytest.approx(1, abs=1e-5)


def test_keeping_the_entropy() -> None:
    """The entropy at n is that at L, by its formula in weights."""

    def entropy(gap: float, n: int) -> float:
        a = self_weight(gap, n)
        return -a * math.log(a) - (1 - a) * math.log((1 - a) / (n - 1))

    found = advise(LLAMA, to=N, keep="entropy", self_weight="0.3", engines=["hf"])
    gap = gap_of(0.3, L)
    assert entropy(m(found) * gap, N) == pytest.approx(entropy(gap, L), rel=1e-5)
    assert found.answer is not None and "E21.derivative.entropy" in found.answer.evidence.claims


def test_top_weight_without_measured_heads_is_the_self_weight() -> None:
    """On the simplex they are one; the text says so."""
    found = advise(LLAMA, to=N, keep="top-weight", engines=["hf"])
    assert m(found) == m(advise(LLAMA, to=N, engines=["hf"]))
    assert "which is the self weight on the simplex" in to_text(found)


def law(found: Advice, name: str) -> tuple[float, float, float, float]:
    """Return multiplier and self weight of a compared law at L and at n."""
    row = next(row for row in found.laws if row.name == name)
    return tuple(map(float, (row.multiplier, row.self_weight, row.multiplier_at_n, row.self_weight_at_n)))  # type: ignore[return-value]


def test_the_null_laws() -> None:
    """None, log n / log L, and YaRN's own, with the self weights of p = 1/2 at L."""
    found = advise(YARN, to=N, engines=["hf"])
    gap = gap_of(0.5, L)
    own = (0.1 * math.log(N / L) + 1) ** 2
    now = (0.1 * math.log(4) + 1) ** 2
    expected = {
        "none": (1, 1),
        "log n / log L": (1, math.log(N) / math.log(L)),
        "YaRN's own": (own, own),
        "the config as it is": (now, now),
        "recommended": (m(found), m(found)),
    }
    assert [row.name for row in found.laws] == list(expected)
    for name, (first, last) in expected.items():
        weights = self_weight(first * gap, L), self_weight(last * gap, N)
        assert law(found, name) == pytest.approx((first, weights[0], last, weights[1]), rel=1e-5)


def test_what_it_hangs_on() -> None:
    """Self weights at L, rho with beta from the config, and the length to which the block reaches."""
    found = advise(YARN, to=N, engines=["hf"])
    cases = {(case.on, case.value): case for case in found.cases}
    for p in (0.1, 0.5, 0.9):
        assert float(cases["p", str(p)].multiplier) == pytest.approx(gap_of(p, N) / gap_of(p, L), rel=1e-6)
    beta = math.sqrt(128)
    for rho in (0.1, 0.3, 0.5, 0.7, 0.9):
        gap, case = beta * (1 - rho), cases["rho", str(rho)]
        assert case.self_weight is not None and case.recommended is not None and case.as_it_is is not None
        assert float(case.self_weight) == pytest.approx(self_weight(gap, L), rel=1e-5)
        assert float(case.multiplier) == pytest.approx(1 + math.log((N - 1) / (L - 1)) / gap, rel=1e-5)
        assert float(case.recommended) == pytest.approx(self_weight(gap * m(found), N), rel=1e-4)
        assert float(case.as_it_is) == pytest.approx(self_weight(gap * (0.1 * math.log(4) + 1) ** 2, N), rel=1e-5)
    on = cases[TRAINED_ON, str(4 * L)]
    factor = (0.1 * math.log(4) + 1) ** 2
    assert float(on.multiplier) == pytest.approx(factor * math.log(N - 1) / math.log(4 * L - 1), rel=1e-6)
    assert found.range is not None and float(found.range[0]) <= m(found) <= float(found.range[1])


def test_where_it_was_calibrated() -> None:
    """The block's original length, else the maximum; beyond the original length the block was on."""
    assert (str(advise(YARN, to=N, engines=["hf"]).trained), str(advise(LLAMA, to=N, engines=["hf"]).trained)) == ("32768", "32768")
    assert advise(YARN, to=N, engines=["hf"]).trained_source == "rope_scaling.original_max_position_embeddings"
    assert advise(LLAMA, to=N, engines=["hf"]).trained_source == "max_position_embeddings"
    with_block = advise(YARN, to=N, trained=4 * L, engines=["hf"])
    factor = (0.1 * math.log(4) + 1) ** 2
    assert m(with_block) == pytest.approx(factor * math.log(N - 1) / math.log(4 * L - 1), rel=1e-6)
    at_original = advise(YARN, to=N, trained=L, engines=["hf"])
    assert m(at_original) == pytest.approx(math.log(N - 1) / math.log(L - 1), rel=1e-6)


def test_the_maximum_of_the_class_stands_in() -> None:
    """Gemma 3 configs leave it to their class; one that says null has none."""
    config = {"model_type": "gemma3_text", "hidden_size": 2560, "num_attention_heads": 8, "num_hidden_layers": 6, "head_dim": 256}
    found = advise(config, to=N, engines=["hf"])
    assert (str(found.trained), found.trained_source) == ("131072", "the default max_position_embeddings of gemma3_text")
    with pytest.raises(BadInput, match="--from 32768"):
        advise({**config, "max_position_embeddings": None}, to=N)


def test_a_family_scale_reaches_layers_with_a_window() -> None:
    """query_pre_attn_scalar is one for all layers: those with a window get m too, and that is said."""
    config = {**WINDOWS, "attn_logit_softcapping": 50.0}
    found = advise(config, to=N, engines=["hf", "vllm"])
    assert {spill.engine for spill in found.spills} == {"hf", "vllm"}
    assert all(float(spill.multiplier) == pytest.approx(m(found), rel=1e-6) and float(spill.calibrated) == 1 for spill in found.spills)
    text = " ".join(to_text(found).split())
    assert "sliding_attention layers (2) get m = 1.3333, and need none" in text
    assert "m acts before the cap of 50" in text


def test_keys_beside_a_window() -> None:
    """Compressed keys grow with n: nothing is said of such layers but that."""
    config = {**WINDOWS, "layer_types": ["sliding_attention"] * 4, "compress_ratios": [0, 4, 128, 4]}
    found = advise(config, to=N)
    assert found.answer is None and "blocks of compressed keys" in to_text(found)


def test_windows_need_none() -> None:
    """Layers with a window see as many keys at both lengths; what the block does to them is said."""
    found = advise(WINDOWS, to=N, engines=["hf"])
    by_window = {group.group.window: group for group in found.layers}
    assert not by_window[4096].grows and by_window[None].grows
    assert [r.layers.group.window for r in found.recommendations] == [None]
    assert "they need no multiplier" in " ".join(to_text(found).split())


def test_a_window_larger_than_the_trained_length_grows_to_it() -> None:
    """From L = 1024 to a window of 4096 and no further."""
    found = advise(WINDOWS, to=N, trained=1024, engines=["hf"])
    ratios = {r.layers.group.window: float(r.ratio) for r in found.recommendations}
    assert ratios[4096] == pytest.approx(math.log(4095) / math.log(1023), rel=1e-6)
    assert ratios[None] == pytest.approx(math.log(N - 1) / math.log(1023), rel=1e-6)
    assert not found.same_for_all and not found.written


def test_all_layers_with_windows() -> None:
    """Nothing has to be written, and that is said."""
    found = advise({**WINDOWS, "layer_types": ["sliding_attention"] * 4}, to=N)
    assert found.answer is None and not found.written and not found.laws
    assert "so nothing has to be written" in to_text(found)
    assert to_json(found)["answer"] is None


@pytest.mark.parametrize("engine", ["hf", "vllm", "sglang", "mlx", "lmdeploy"])
@pytest.mark.parametrize("config", [YARN, LLAMA], ids=["yarn", "plain"])
def test_the_block_is_read_back_as_the_multiplier(engine: str, config: Mapping[str, Any]) -> None:
    """The audit of the config with the block in it has m at n, and the root is what goes onto q and k."""
    found = advise(config, to=N, engines=[engine])
    (written,) = found.written
    assert written.block is not None and found.answer is not None
    pasted = changed(dict(config), written.block.changes)
    audit = audit_config(pasted, n=N, engine_id=engine)
    assert audit.groups[0].rotary is not None
    assert float(audit.groups[0].rotary.value) == pytest.approx(m(found), rel=1e-6)
    assert float(found.answer.root) ** 2 == pytest.approx(m(found), rel=1e-6)


def test_llama_cpp_is_told_on_its_command_line() -> None:
    """Where the engine loses the keys of the config, words say it; the block of the others alone does not."""
    found = advise(YARN, to=N)
    by_config, by_words = pastes(found)
    assert by_words.by_words and not by_config.by_words
    assert [each.engine.id for each in by_words.written] == ["llama.cpp"]
    (effect,) = by_words.block.effects
    assert effect.short_before is not None
    assert float(effect.short_before) == pytest.approx((0.1 * math.log(4) + 1) ** 2)
    text = " ".join(to_text(found).split())
    assert "--yarn-orig-ctx 32768" in text and "on the command line of llama.cpp" in text


def test_a_part_is_no_whole() -> None:
    """Where a quarter of the dimensions turn, a factor on cos and sin is less than m on the logits, and that is said everywhere."""
    block = {"rope_type": "default", "rope_theta": 1e7, "partial_rotary_factor": 0.25}
    config = {**LLAMA, "model_type": "qwen3_next", "head_dim": 256, "layer_types": ["full_attention"] * 4, "rope_parameters": block}
    found = advise(config, to=N, engines=["hf", "vllm"])
    assert found.written[0].block is not None and not found.written[0].block.whole
    text = " ".join(to_text(found).split())
    assert "It reaches the dimensions that turn alone, 1/4 of them" in text
    assert "transformers 5.24.0 1.333337 on a part" in text and "vLLM 0.33.0 1.333337 on a part" in text
    deepseek = advise(FIXTURES / "deepseek-v3.json", to=N, engines=["hf"])
    assert deepseek.written[0].block is not None and deepseek.written[0].block.whole
    assert "on a part" not in to_text(deepseek)


GGUF = {
    "metadata": {
        "general.architecture": "qwen2",
        "qwen2.context_length": L,
        "qwen2.embedding_length": 3584,
        "qwen2.attention.head_count": 28,
        "qwen2.block_count": 28,
        "qwen2.rope.freq_base": 1000000.0,
    },
    "tensors": {},
}


def test_a_gguf_is_for_llama_cpp() -> None:
    """Its own format gets words of its own command line, and no other engine's block."""
    found = advise(GGUF, to=N)
    assert [each.engine.id for each in found.written] == ["llama.cpp"]
    assert m(found) == pytest.approx(math.log(N - 1) / math.log(L - 1), rel=1e-6)
    assert "--override-kv qwen2.rope.scaling.attn_factor=float:" in to_text(found)
    with pytest.raises(BadInput, match=r"--engine vllm.*config\.json"):
        advise(GGUF, to=N, engines=["llama.cpp", "vllm"])


def test_a_published_block_may_have_been_trained_with() -> None:
    """Where the config's own maximum is that of the block, the first lines say what holds then, and that m is smaller than now."""
    published = {**YARN, "max_position_embeddings": 4 * L}
    text = to_text(advise(published, to=8 * L, engines=["hf"]))
    head = " ".join(text.split("write, for")[0].split())
    assert f"{4 * L} tokens, the config's own maximum, with its block on" in head and f"give --from {4 * L}" in head
    assert "The config has m = 1.2965 at n as it is: this one is smaller" in head
    recipe = " ".join(to_text(advise(YARN, to=8 * L, engines=["hf"])).split())
    assert "the config's own maximum" not in recipe and f"give --from {4 * L}" in recipe


def test_what_was_pasted_needs_nothing_more() -> None:
    """Asked again of the config with its block in it, the advice is to write nothing."""
    first = advise(YARN, to=N, engines=["vllm"]).written[0].block
    assert first is not None
    again = advise(first.config, to=N, trained=L, engines=["vllm"])
    assert again.written[0].block is not None and not again.written[0].block.changes
    assert "Nothing: the config has it already." in to_text(again)


def heads(growth: float, longest: int, count: int = 3) -> MeasuredModel:
    """Return heads whose thresholds grow like a power of log n, in the layers of the config."""
    n = np.unique(np.geomspace(64, longest, 400).astype(int))
    fitted = threshold_growth(n, np.log(n - 1) ** growth, resamples=50)
    return MeasuredModel(
        tuple(
            MeasuredHead(layer=i, head=0, length=longest, typical={}, growth=fitted, growth_without_first=fitted, below=1.0)
            for i in range(count)
        ),
        {"model": "planted"},
    )


def test_measured_heads_give_their_own_growth() -> None:
    """Flat heads ask for no multiplier, and heads as the simplex for that of log n; the null stands beside both."""
    flat, log = (advise(LLAMA, to=N, measured=heads(growth, 16384), engines=["hf"]) for growth in (0.0, 1.0))
    assert m(flat) == pytest.approx(1, abs=1e-6)
    assert m(log) == pytest.approx(math.log(N - 1) / math.log(L - 1), rel=1e-5)
    assert flat.answer is not None and flat.answer.kept == "top-weight"
    assert {case.value for case in flat.cases if case.on == "heads"} == {"no growth", "growth of log n", "own slope"}
    kept = advise(LLAMA, to=N, measured=heads(0.0, 16384), keep="self-weight", engines=["hf"])
    assert m(kept) == pytest.approx(math.log(N - 1) / math.log(L - 1), rel=1e-6)


def test_without_owning_the_model() -> None:
    """The nearest measured model stands beside the answer; asked for, it is the answer, and its evidence says whose it is."""
    beside = advise(LLAMA, to=N, engines=["hf"])
    assert beside.heads is not None and "SmolLM2" in beside.heads.elsewhere and "4" in beside.heads.elsewhere
    assert m(beside) == pytest.approx(math.log(N - 1) / math.log(L - 1), rel=1e-6)
    assert "The nearest model that was measured, SmolLM2-135M-Instruct," in " ".join(to_text(beside).split())
    asked = advise(LLAMA, to=N, engines=["hf"], measured="nearest")
    assert asked.answer is not None and asked.answer.kept == "top-weight"
    assert float(asked.answer.ratio) == pytest.approx(float(asked.heads.best.ratio) if asked.heads else 0, rel=1e-6)
    assert [basis.strength for basis in asked.answer.evidence.bases] == [Strength.MEASURED_ELSEWHERE, Strength.ASSUMED]
    within = advise(LLAMA, to=2048, trained=512, engines=["hf"], measured="nearest")
    assert within.answer is not None and within.answer.evidence.strength == Strength.MEASURED_ELSEWHERE


def test_an_encoder_has_no_neighbour_that_grows() -> None:
    """Of an encoder no growth was measured: nothing stands beside the answer, and asking is refused."""
    bert = {**LLAMA, "model_type": "bert", "architectures": ["BertModel"]}
    assert advise(bert, to=N, engines=["hf"]).heads is None
    with pytest.raises(BadInput, match="no growth can be tried"):
        advise(bert, to=N, engines=["hf"], measured="nearest")


def test_heads_that_are_no_simplex_are_said_to_be_none() -> None:
    """The record of a trained model: in the first lines, beside the multiplier."""
    from critscale.measure.registry import registered

    record = next(each.record for each in registered([]) if each.name.startswith("SmolLM2"))
    smol = {**LLAMA, "hidden_size": 576, "num_attention_heads": 9, "num_hidden_layers": 30, "max_position_embeddings": 8192}
    text = to_text(advise(smol, to=32768, engines=["hf"], measured=record))
    assert "The measured heads are no simplex" in text.split("write, for")[0]
    assert "the simplex does not describe them" in " ".join(text.split())


def test_no_recommendation_stands_above_its_weakest_input() -> None:
    """An assumed weight, a given one, measured rows, and rows that have to be carried on."""

    def strength(**words: Any) -> Strength:
        answer = advise(LLAMA, to=N, engines=["hf"], **words).answer
        assert answer is not None
        return answer.evidence.strength

    assert strength() == Strength.ASSUMED
    assert strength(self_weight="1/2") == Strength.THEOREM
    assert strength(gap=9) == Strength.THEOREM
    assert strength(measured=heads(1.0, 16384)) == Strength.ASSUMED
    assert strength(measured=heads(1.0, N + 1)) == Strength.MEASURED
    assert strength(measured=heads(1.0, N + 1), keep="self-weight") == Strength.ASSUMED


def test_the_claims_behind_it_are_in_the_suite() -> None:
    """Every id that an advice names is a claim that is no heuristic."""
    from critscale.proofs.library import package_claims

    known = {claim.id: claim for claim in package_claims()}
    for keep in ("self-weight", "entropy"):
        found = advise(YARN, to=N, keep=keep, engines=["hf"])
        assert found.answer is not None
        least = found.answer.least.claims if found.answer.least is not None else ()
        named = {*found.answer.evidence.claims, *least, *(claim for row in found.laws for claim in row.evidence.claims)}
        assert named and named <= known.keys()
        assert not [claim for claim in named if known[claim].only_sampled]


FIXED = sorted(path for path in FIXTURES.glob("*.json"))


@pytest.mark.parametrize("path", FIXED, ids=lambda path: path.stem)
def test_every_fixture_gets_advice(path: Path) -> None:
    """From a real config to an answer or a reason, in 80 columns, with Markdown and JSON that hold the same numbers."""
    found = advise(path, to="16M", trained=8192, engines=["hf"])
    text, data = to_text(found), to_json(found)
    wide = [line for line in text.split("\n") if len(line) > 80]
    assert not wide, wide
    assert data["schema"] == SCHEMA == "critscale/advice/1"
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    if found.answer is not None:
        assert found.answer.multiplier.decimal() in text and found.answer.multiplier.decimal() in to_markdown(found)
        assert float(found.answer.ratio) > 1
        assert "square root of m" in text
    else:
        assert "no multiplier can be said" in text


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({"to": L}, "--to 32768.*as long as.*shorter --from"),
        ({"to": 1000}, "--to 1000.*shorter than L = 32768"),
        ({}, "--to 1M"),
        ({"to": "1e1000000"}, "no engine takes so many"),
        ({"to": "oo"}, "finite"),
        ({"to": N, "trained": 2}, "--from 2"),
        ({"to": N, "engines": ["vlm"]}, "vllm"),
        ({"to": N, "keep": "self weight"}, "self-weight"),
        ({"to": N, "self_weight": "1/2", "gap": 3}, "not both"),
        ({"to": N, "self_weight": "1e-9"}, "above 1/32768"),
        ({"to": N, "gap": -3}, "gap -3"),
        ({"to": N, "rhos": ["1"]}, "rho"),
    ],
)
def test_refusals_name_what_mends(words: dict[str, Any], names: str) -> None:
    """One line each."""
    with pytest.raises(CritscaleError, match=names) as refusal:
        advise(LLAMA, **words)
    assert "\n" not in str(refusal.value)
    assert isinstance(refusal.value, UnknownName if "engines" in words or "keep" in words else BadInput)


def test_configs_that_get_no_advice() -> None:
    """Without attention, and without any length."""
    with pytest.raises(BadInput, match="no softmax attention"):
        advise({"architectures": ["X"]}, to=N)
    with pytest.raises(BadInput, match="--from 32768"):
        advise({"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "max_position_embeddings": None}, to=N)


def test_what_is_undecided_is_said() -> None:
    """A contradiction leaves the multiplier open: a reason, and no block."""
    block = {"rope_type": "yarn", "type": "linear", "factor": 4.0, "original_max_position_embeddings": 4096}
    found = advise({**LLAMA, "rope_scaling": block}, to=N)
    assert found.answer is None and not found.written
    assert "disagree" in to_text(found)


def test_a_servers_words_are_heeded() -> None:
    """The target is that of --max-model-len, and a block that an override brings is where the model was calibrated."""
    found = advise(LLAMA, overrides={"--max-model-len": str(N), "--hf-overrides": '{"max_position_embeddings": 65536}'}, engines=["vllm"])
    assert (str(found.n), str(found.trained)) == (str(N), "65536")
