"""Written blocks under code: what runs them sees a wrong factor; with the engines' packages at hand, their code agrees."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from facts import frequencies
from facts import written as facts_written
from facts.__main__ import evidence
from facts.packages import Tree, cache_folder
from facts.trials import Trial, yarn_blocks

from critscale.audit.engine_facts import PACKAGES, record
from critscale.audit.written import write_multiplier


def _as_transformers(tree: Tree, block: Mapping[str, Any]) -> tuple[float, float]:
    def grown(coefficient: float) -> float:
        return 0.1 * coefficient * math.log(block["factor"]) + 1

    if "attention_factor" in block:
        return float(block["attention_factor"]) ** 2, 1.0
    if block.get("mscale") and block.get("mscale_all_dim"):
        return (grown(block["mscale"]) / grown(block["mscale_all_dim"])) ** 2, 1.0
    return grown(1) ** 2, 1.0


def _without_root(tree: Tree, block: Mapping[str, Any]) -> tuple[float, float]:
    return _as_transformers(tree, block)[0] ** 0.5, 1.0


def _executed(monkeypatch: pytest.MonkeyPatch, run: Any) -> list[facts_written.Executed]:
    trial = Trial("hf", "qwen2", "Qwen2ForCausalLM", run, yarn_blocks)
    monkeypatch.setattr(facts_written, "TRIALS", {"a-trial": trial})
    monkeypatch.setattr(facts_written, "LAWS", {})
    return list(facts_written.executed({"hf": Tree("transformers", "1.0", Path())}))


def test_code_that_does_what_was_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block of every factor, and the kinds that go into the record."""
    found = _executed(monkeypatch, _as_transformers)
    assert len(found) > 30 and not any(block.why for block in found)
    assert set(evidence(found)["hf"]) >= {"attention_factor and the mscale pair, yarn", "attention_factor, yarn"}


def test_code_that_does_something_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine whose factor is not squared: every block but those of factor 1 is wrong, and says by how much."""
    found = _executed(monkeypatch, _without_root)
    wrong = [block for block in found if block.why]
    assert len(wrong) > len(found) / 2
    assert "gives m = 0.894427191, wanted 0.8" in " ".join(block.why for block in wrong)


def _tree(engine: str) -> Tree:
    package = PACKAGES[engine].package
    version = record()["packages"][package]
    tree = Tree(package, version, cache_folder() / f"{package}-{version}")
    if not tree.root.is_dir():
        pytest.skip("no packages: make facts fetches them")
    return tree


@pytest.mark.parametrize("engine", frequencies.MAKERS)
def test_a_block_of_factor_1_leaves_the_frequencies(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the engine's code; factor 4 changes them, and code that moves them is found."""
    assert frequencies.change(engine, _tree(engine)) == ""
    made = frequencies.MAKERS[engine]
    monkeypatch.setattr(frequencies, "MAKERS", {engine: lambda tree, factor: made(tree, 2 * factor)})
    assert frequencies.change(engine, _tree(engine)) == "factor 1.0 changes the frequencies"
    monkeypatch.setattr(frequencies, "MAKERS", {engine: lambda tree, factor: made(tree, 1.0)})
    assert frequencies.change(engine, _tree(engine)) == "factor 4.0 leaves the frequencies as they are"


def test_an_engine_s_own_code() -> None:
    """mlx-lm's modules on every kind of block that is written for it; `make facts` runs all engines."""
    found = list(facts_written.executed({"mlx": _tree("mlx")}))
    assert [block.why for block in found if block.why] == []
    assert evidence(found)["mlx"] == record()["written"]["mlx"]


def test_six_engines_are_on_record() -> None:
    """What is said to be executed was executed; what was not says so."""
    assert set(record()["written"]) == {"hf", "vllm", "sglang", "mlx", "llama.cpp", "lmdeploy"}
    config = {"model_type": "qwen2", "hidden_size": 256, "num_attention_heads": 4, "num_hidden_layers": 2}
    config["max_position_embeddings"] = 32768
    for engine in record()["written"]:
        block = write_multiplier(config, engine, length=131072, trained=32768, multiplier="1.2").block
        assert block is not None and block.executed and block.evidence in record()["written"][engine]
    granite = {**config, "model_type": "granite", "attention_multiplier": 0.015625}
    found = write_multiplier(granite, "vllm", length=131072, trained=32768, multiplier="1.2").blocks
    assert {block.evidence: block.executed for block in found}["the family's own scale, yarn"] is False
