"""The families' table and the audit against running models; skipped where torch and transformers are not installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NEEDED = "needs the extra models: pip install '.[models]'"
torch = pytest.importorskip("torch", reason=NEEDED)
transformers = pytest.importorskip("transformers", reason=NEEDED)

from running_models import judge, published, table, written  # noqa: E402
from running_models.__main__ import differences, summary  # noqa: E402
from transformers.models.auto.configuration_auto import CONFIG_MAPPING  # noqa: E402

from critscale import ConfigAlarm, check_config  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")

torch.set_num_threads(1)  # tiny models: threads wait for each other, the more so beside another worker

KEPT = json.loads((Path(__file__).parents[2] / "audit" / "families.json").read_text(encoding="utf-8"))
SAMPLE = (
    "llama",
    "gemma2",
    "gemma4_text",
    "gpt_oss",
    "llama4_text",
    "deepseek_v3",
    "granite",
    "gpt2",
    "exaone",
    "mistral4",
    "olmo3",
    "nanochat",
)


def differ(name: str) -> list[str]:
    """Return in what a family's running model differs from the table."""
    row = json.loads(json.dumps(table.row(CONFIG_MAPPING[name])))
    return differences({"families": {name: row}}, KEPT, name)


@pytest.mark.parametrize("name", SAMPLE)
def test_the_table_is_what_the_models_do(name: str) -> None:
    """Letters, norm, scale, window, defaults: read anew, they are those of the table."""
    assert differ(name) == []


@pytest.mark.parametrize("name", ["qwen2", "cohere2", "hunyuan_v1_dense"])
def test_the_audit_says_what_the_models_do(name: str) -> None:
    """In every variant and in every part."""
    for variant, found in judge.judged(CONFIG_MAPPING[name]):
        assert not isinstance(found, str), (variant, found)
        assert set(found.outcomes.values()) == {"right"}, (variant, found.said)


@pytest.mark.parametrize("name", ["llama", "gemma2", "deepseek_v3", "granite", "llama4_text", "ministral3", "phi", "olmo3"])
def test_what_is_written_does_in_the_model_what_was_wanted(name: str) -> None:
    """Each block in a tiny model: the logits of every layer that sees all keys, and the frequencies that are to stay."""
    found = list(written.checked(CONFIG_MAPPING[name]))
    assert any(block.template for block in found)
    assert [block for block in found if block.wrong] == []


def test_a_factor_that_a_model_squares_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A YaRN whose factor is another one than what was written: each block is wrong."""
    from transformers import modeling_rope_utils

    made = modeling_rope_utils.ROPE_INIT_FUNCTIONS["yarn"]

    def squared(*args: Any, **kwargs: Any) -> Any:
        frequencies, factor = made(*args, **kwargs)
        return frequencies * 1.01, factor**2

    monkeypatch.setitem(modeling_rope_utils.ROPE_INIT_FUNCTIONS, "yarn", squared)
    found = list(written.checked(CONFIG_MAPPING["llama"]))
    assert all("written for" in block.wrong for block in found)
    assert any("is no longer what it was" in block.wrong for block in found)


def test_a_file_that_lists_blocks_is_judged_by_them() -> None:
    """Dory's file has attention and MLP as two blocks of each layer; the audit counts the file's."""
    found = dict(judge.judged(CONFIG_MAPPING["dory"]))["as written in full"]
    assert isinstance(found, judge.Judged)
    assert set(found.outcomes.values()) == {"right"}, found.said


def _attention(change: Callable[[Any], None]) -> Callable[[Any], None]:
    from transformers.models.llama import modeling_llama

    def plant(monkeypatch: Any) -> None:
        made = modeling_llama.LlamaAttention.__init__

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            made(self, *args, **kwargs)
            change(self)

        monkeypatch.setattr(modeling_llama.LlamaAttention, "__init__", init)

    return plant


def _other_scale(attention: Any) -> None:
    attention.scaling *= 2


def _norm_after_rope(monkeypatch: Any) -> None:
    from transformers.models.llama import modeling_llama

    turn = modeling_llama.apply_rotary_pos_emb

    def turned(q: Any, k: Any, *args: Any, **kwargs: Any) -> Any:
        return tuple(torch.nn.functional.normalize(x, dim=-1) for x in turn(q, k, *args, **kwargs))

    monkeypatch.setattr(modeling_llama, "apply_rotary_pos_emb", turned)


def _no_rope(monkeypatch: Any) -> None:
    from transformers.models.llama import modeling_llama

    monkeypatch.setattr(modeling_llama, "apply_rotary_pos_emb", lambda q, k, *_, **__: (q, k))


@pytest.mark.parametrize(
    ("plant", "key"),
    [(_attention(_other_scale), "scale"), (_norm_after_rope, "norm"), (_no_rope, "layers")],
    ids=["scale", "norm", "rope"],
)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, plant: Callable[[Any], None], key: str) -> None:
    """A model that scales, normalises or turns otherwise is not the one of the table."""
    plant(monkeypatch)
    assert any(line.startswith(f"{key} is ") for line in differ("llama"))


def test_a_planted_factor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A YaRN factor that is squared once more: the multiplier that the audit says is wrong, and nothing else is."""
    from transformers import modeling_rope_utils

    made = modeling_rope_utils.ROPE_INIT_FUNCTIONS["yarn"]

    def squared(*args: Any, **kwargs: Any) -> Any:
        frequencies, factor = made(*args, **kwargs)
        return frequencies, factor**2

    monkeypatch.setitem(modeling_rope_utils.ROPE_INIT_FUNCTIONS, "yarn", squared)
    found = dict(judge.judged(CONFIG_MAPPING["llama"]))
    yarn = found["yarn, attention_factor"]
    assert not isinstance(yarn, str)
    assert yarn.outcomes == {part: "wrong" if part == "multiplier" else "right" for part in judge.PARTS}


def test_a_published_config_is_made_small_and_judged() -> None:
    """What bears on logits stays: the block, the pattern."""
    config = {
        "model_type": "gpt_oss",
        "head_dim": 64,
        "hidden_size": 2880,
        "num_attention_heads": 64,
        "num_hidden_layers": 36,
        "sliding_window": 128,
        "rope_scaling": {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 4096},
    }
    made, read_as = published.small(config)
    assert made["rope_scaling"] == config["rope_scaling"] and made["num_hidden_layers"] == read_as.num_hidden_layers == 24
    assert set(judge.judged_config(config).outcomes.values()) == {"right"}


@pytest.mark.parametrize("name", ["gemma_2_9b", "XiaomiMiMo--MiMo-V2-Flash"])
def test_the_small_config_is_the_one_on_record(name: str) -> None:
    """A key that a class does not read stays as it was published."""
    corpus = published.CORPUS
    record = json.loads((corpus / "published" / f"{name}.json").read_text(encoding="utf-8"))
    truth = json.loads((corpus / "truth.json").read_text(encoding="utf-8"))["configs"]
    assert published.small(record["config"])[0] == truth[record["name"]]["config"]


def test_the_summary_counts_what_was_not_run() -> None:
    """An error is neither right nor wrong: it is listed."""
    right = dict.fromkeys(judge.PARTS, "right")
    found = {"a": [{"variant": "x", **right, "said": []}, {"variant": "y", "not run": "why"}], "b": {"error": "no"}}
    data = summary(found, "0")
    assert (data["families"], data["configs"]) == (1, 1)
    assert data["not run"] == {"a, y": "why", "b": "no"}
    assert data["parts"]["base"] == {"right": 1, "wrong": 0, "unknown": 0}


def test_a_config_is_checked_before_its_model_is_built() -> None:
    """A PretrainedConfig of transformers, defaults and all, as `check_config` takes it: one that passes, and one for each gate that does not."""
    block = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768, "rope_theta": 1e6}
    shape = {"max_position_embeddings": 131072, "head_dim": 128, "num_hidden_layers": 36}
    good = transformers.Qwen3Config(rope_parameters=block, **shape)
    check_config(good, engines=("hf", "vllm"), rho="0.3")
    with pytest.raises(ConfigAlarm, match=r"subcritical: all layers \(36\)"):
        check_config(good, rho="0.6")
    by_hand = transformers.Qwen3Config(rope_parameters={**block, "attention_factor": 1.2}, **shape)
    with pytest.raises(ConfigAlarm, match=r"m = 1\.440000 in transformers .* and 1\.296477 in SGLang"):
        check_config(by_hand, engines=("hf", "sglang"), fail_on=["mismatch"])
