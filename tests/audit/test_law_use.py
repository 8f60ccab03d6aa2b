"""How a law is switched on and who applies it: read from a smallest config, which is that law's and no other's."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.audit import law_use as module
from critscale.audit.engine_facts import ENGINE_FACTS
from critscale.audit.engines import ENGINES
from critscale.audit.law_use import EXAMPLES, LawUse, law_use
from critscale.audit.reference import REFERENCE
from critscale.audit.temperatures import RULES
from critscale.theory.laws.catalogue import LAWS


def used(id: str) -> LawUse:
    """Return the use of a law that has one."""
    found = law_use(id)
    assert found is not None
    return found


@pytest.mark.parametrize("id", EXAMPLES)
def test_an_example_is_its_law(id: str) -> None:
    """The reference multiplies by the law, and every engine has a row; what is said has a source, or is said of the model."""
    use = used(id)
    assert use.bound.law.id == id and use.layers
    assert len(use.engines) == len(ENGINES)
    assert use.engines[0].verdict == ("no multiplier" if id in REFERENCE.ignores else "same multiplier")
    assert all(ENGINE_FACTS[fact.id] is fact for engine in use.engines for fact in engine.facts)
    for engine in use.engines[1:]:
        silent = engine.verdict in ("no multiplier", "another multiplier") and not engine.facts
        assert not silent, engine  # who does otherwise has a fact that says so
        assert not any(fact.says in text for fact in engine.facts for text in engine.says)  # nothing twice
        assert (engine.value == "") == (engine.verdict in ("not known", "does not run the model"))


def test_every_rule_has_an_example() -> None:
    """A law that a key switches on is shown with it; a law of papers has none."""
    assert {rule.law for rule in RULES} <= EXAMPLES.keys() <= LAWS.keys()
    assert law_use("cosscale") is None and law_use("swan") is None


def test_keys_are_found_by_what_they_do() -> None:
    """Needed, or setting a parameter, or neither: then it is not named."""
    keys = {key.path: (key.needed, key.sets) for key in used("qwen-logn").keys}
    assert keys == {"use_logn_attn": (True, ()), "seq_length": (True, ("L",))}
    assert {key.path: key.needed for key in used("llama4").keys} == {"attn_temperature_tuning": True, "attn_scale": False, "floor_scale": False}
    assert {key.path: key.sets for key in used("yarn").keys} == {"rope_scaling.rope_type": (), "rope_scaling.factor": ("factor",)}
    assert [key.path for key in used("beam").keys] == ["model_type"]
    assert used("qwen-logn").families == ("qwen",) and used("yarn").families == ()


def test_verdicts() -> None:
    """The same at both lengths, another one, none, no model, not known."""
    verdicts = {id: {engine.name.split()[0]: engine.verdict for engine in used(id).engines} for id in ("yarn-attention-factor", "qwen-logn", "clex")}
    assert verdicts["yarn-attention-factor"]["vLLM"] == "same multiplier"
    assert verdicts["yarn-attention-factor"]["SGLang"] == "another multiplier"
    assert verdicts["qwen-logn"]["SGLang"] == "no multiplier"
    assert verdicts["qwen-logn"]["vLLM"] == "does not run the model"
    assert verdicts["clex"]["vLLM"] == "not known"
    assert verdicts["qwen-logn"]["the"] == "same multiplier"  # transformers has no such model: its own code is the reference
    own = {id for id in EXAMPLES if used(id).engines[0].name == "the model's own code"}
    assert own == {"telechat3-yarn", "qwen-logn", "grok-2", "axolotl", "olmo-core", "clex"}
    assert {engine.verdict for engine in used("muse-spark").engines} == {"no multiplier", "does not run the model"}  # not in transformers either
    values = {engine.name.split()[0]: engine.value for engine in used("yarn-attention-factor").engines}
    assert values["vLLM"] == "1.44" and values["SGLang"] == "1.81326"


@pytest.mark.parametrize(
    ("id", "path", "value"),
    [
        ("yarn", "rope_scaling", {"rope_type": "linear", "factor": 32}),
        ("qwen-logn", "use_logn_attn", False),
        ("llama4", "attn_temperature_tuning", False),
        ("deepseek-mscale", "model_type", "qwen2"),
        ("longrope", "rope_scaling", None),
    ],
)
def test_another_config_is_not_the_law(id: str, path: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One field changed: the reference no longer multiplies by the law, or by no more than 1."""
    monkeypatch.setattr(module, "EXAMPLES", {id: {**EXAMPLES[id], path: value}})
    with pytest.raises(ValueError, match="is not that law"):
        law_use(id)
