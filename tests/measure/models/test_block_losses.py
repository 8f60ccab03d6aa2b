"""The loss of each block of positions, and the multiplier on the logits, against the model's own loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra models: pip install '.[models]'")
transformers = pytest.importorskip("transformers", reason="needs the extra models: pip install '.[models]'")

LENGTH, BLOCK = 33, 8


@pytest.fixture
def model() -> Any:
    """Return a tiny random Llama with its output layer, whose scores are a few nats."""
    torch.manual_seed(0)
    sizes = {"vocab_size": 50, "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2}
    config = transformers.AutoConfig.for_model("llama", **sizes, use_cache=False)
    made = transformers.AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for layer in made.model.layers:
            layer.self_attn.q_proj.weight.mul_(50)
            layer.self_attn.k_proj.weight.mul_(5)
        made.lm_head.weight.mul_(20)
    return made


@pytest.fixture
def tokens() -> list[int]:
    """Return tokens."""
    return [int(token) for token in np.random.default_rng(0).integers(0, 50, LENGTH)]


def own_loss(model: Any, tokens: list[int]) -> float:
    """Return the mean loss as the model computes it."""
    x = torch.tensor([tokens])
    with torch.no_grad():
        return float(model(x, labels=x).loss)


def test_without_a_multiplier_it_is_the_models_own_loss(model: Any, tokens: list[int]) -> None:
    """The blocks' mean is that of all predicted tokens, where they are of one size."""
    from real_heads.loss import block_losses

    losses = block_losses(model, tokens, 1.0, BLOCK)
    assert len(losses) == (LENGTH - 1) // BLOCK
    assert np.mean(losses) == pytest.approx(own_loss(model, tokens), rel=1e-6)


def test_the_multiplier_is_on_every_logit(model: Any, tokens: list[int]) -> None:
    """It gives what queries do that are multiplied by hand, and leaves the model as it was."""
    from real_heads.loss import block_losses

    before = own_loss(model, tokens)
    losses = block_losses(model, tokens, 1.3, BLOCK)
    assert own_loss(model, tokens) == before
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.q_proj.weight.mul_(1.3)
    assert np.mean(losses) == pytest.approx(own_loss(model, tokens), rel=1e-6)
    assert abs(np.mean(losses) - before) > 1e-3


def test_a_recommendation_is_that_of_heads_that_are_not_flat() -> None:
    """The median over texts of the median over heads; heads without a forecast are left out, and with none there is no m."""
    from real_heads.loss import recommended, text_ratios

    def head(law: str, ratio: float | None, passing: float | None) -> dict[str, Any]:
        return {"law": law} | {factor: {"all": ratio, "not refused": passing} for factor in ("2", "4")}

    one = text_ratios([head("flat", 9.0, 9.0), head("log n", 1.1, None), head("undecided", 1.3, None), head("power", None, None)])
    other = text_ratios([head("steeper", 1.5, 1.5)])
    assert (one["heads"], one["not flat"], one["2"]["all"]["heads"], one["2"]["not refused"]["heads"]) == (4, 3, 2, 0)
    alone = recommended({"one": one})
    assert alone["m without the refusal"] == {"2": pytest.approx(1.2), "4": pytest.approx(1.2)} and alone["m"]["2"] is None
    both = recommended({"one": one, "other": other})
    assert both["m without the refusal"]["2"] == pytest.approx((1.2 + 1.5) / 2)
    assert both["m"]["2"] == 1.5


def test_what_is_run() -> None:
    """The null laws, YaRN's own factor on both queries and keys, and what is recommended if anything is."""
    from real_heads.loss import multipliers

    found = multipliers(4, {"m": {"4": None}, "m without the refusal": {"4": 1.7}})
    assert found == {"none": 1, "log n / log L": pytest.approx(15 / 13), "YaRN": pytest.approx(1.29647, rel=1e-5)}
    more = multipliers(2, {"m": {"2": 1.1}, "m without the refusal": {"2": 1.3}})
    assert (more["recommendation"], more["without the refusal"], more["0.9"]) == (1.1, 1.3, 0.9)


def test_a_run_goes_on_from_what_another_wrote(tmp_path: Path) -> None:
    """Losses of the same tokens, length, number type and multiplier are taken up; those of others are not, and none is where nothing was written."""
    from real_heads.loss import _Pass, _take_up

    kept, out = tmp_path / "kept", tmp_path / "out.json"
    kept.mkdir()
    known = _Pass(2, "float32", "source", 0, [1, 2, 3], "none", 1.0)
    passes = [known, known._replace(law="0.9", m=0.9), known._replace(start=3, tokens=[1, 2, 4]), known._replace(dtype="bfloat16")]
    _take_up(out, [(0, passes)], kept)
    assert not list(kept.iterdir())
    earlier = {"factor": 2, "dtype": "float32", "n": 3, "tokens": passes[0].digest, "m": 1.0, "blocks": [2.5]}
    out.write_text(json.dumps({"passes": [earlier]}), encoding="utf-8")
    _take_up(out, [(0, passes)], kept)
    assert [each.file(kept).exists() for each in passes] == [True, False, False, False]
    assert json.loads(passes[0].file(kept).read_text(encoding="utf-8")) == [2.5]
