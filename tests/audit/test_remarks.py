"""Remarks: ids and severities that programs can rely on, alarms first, and nothing said twice."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.audit.audit import Audit, audit_config
from critscale.audit.engines import ENGINES
from critscale.audit.reference import REFERENCE
from critscale.audit.report import to_json, to_text

YARN = {"rope_type": "yarn", "factor": 4, "original_max_position_embeddings": 4096}


def of(**keys: Any) -> Audit:
    """Return the audit of a Qwen2 at n = 16384."""
    return audit_config({"model_type": "qwen2", "head_dim": 64, "num_hidden_layers": 4, **keys}, n=16384, rhos=["0.3"])


def severities(found: Audit, id: str) -> list[str]:
    """Return the severities of the remarks with an id."""
    return [remark.severity for remark in found.remarks if remark.id == id]


def test_a_sound_config_raises_no_alarm() -> None:
    """Plain RoPE, and YaRN that every engine reads alike."""
    assert of().alarms == ()
    assert of(rope_scaling=None, rope_theta=10000.0).alarms == ()


@pytest.mark.parametrize(
    ("keys", "id", "severity"),
    [
        ({"rope_scaling": {**YARN, "type": "linear"}}, "contradiction", "alarm"),
        ({"rope_scaling": {"rope_type": "spiral", "factor": 2}}, "multiplier-unknown", "alarm"),
        ({"attn_softmax_temperature": 2}, "key-unread", "alarm"),
        ({"attn_softmax_temperature": None}, "key-unread", "note"),
        ({"attn_softmax_temperature": False}, "key-unread", "note"),
        ({"attn_softmax_temperature": True}, "key-unread", "alarm"),
        ({"attn_softmax_temperature": 1.0}, "key-unread", "note"),
        ({"rope_scaling": {**YARN, "finetuned": True}}, "unknown-key", "note"),
        ({"rope_scaling": {**YARN, "logit_scale": 2.0}}, "unknown-key", "alarm"),
    ],
)
def test_severities(keys: dict[str, Any], id: str, severity: str) -> None:
    """What scales logits and is set is an alarm where nothing reads it; what switches nothing on is a note."""
    assert severities(of(**keys), id) == [severity]


def test_what_contradicts_itself_is_said_once() -> None:
    """The reason that leaves the multiplier unknown is the contradiction: one alarm, not two."""
    found = of(rope_scaling={**YARN, "type": "linear"})
    assert [remark.id for remark in found.alarms] == ["contradiction"]
    assert len({remark.text for remark in found.remarks}) == len(found.remarks)


def test_alarms_come_first_and_json_has_all() -> None:
    """In the order of severity, in the text and in the JSON; every remark has engines that exist."""
    found = of(rope_scaling={**YARN, "attention_factor": 2.0}, attn_softmax_temperature=2)
    order = [remark.severity for remark in found.remarks]
    assert order == sorted(order)
    said = to_json(found)["remarks"]
    assert isinstance(said, list)
    assert [remark["text"] for remark in said] == [remark.text for remark in found.remarks]
    assert {engine for remark in found.remarks for engine in remark.engines} <= ENGINES.keys()
    text = to_text(found)
    assert all(remark.text in text for remark in found.alarms)


def test_every_engine_has_a_verdict() -> None:
    """All are compared, or the one that is named; a difference is an alarm of that engine."""
    found = of(rope_scaling={**YARN, "attention_factor": 2.0})
    assert [verdict.engine.id for verdict in found.verdicts] == [id for id in ENGINES if id != REFERENCE.id]
    differing = {verdict.engine.id for verdict in found.verdicts if verdict.kind == "differs"}
    assert differing
    assert differing == {engine for remark in found.alarms for engine in remark.engines}
    one = audit_config({"model_type": "qwen2", "head_dim": 64}, n=16384, engine_id="vllm")
    assert [verdict.engine.id for verdict in one.verdicts] == ["vllm"]


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"model_type": "granite", "attention_multiplier": "x"}, "attention_multiplier is no number"),
        ({"rope_theta": 10000.0, "num_hidden_layers": 2}, "the config gives no head dimension"),
    ],
)
def test_why_the_scale_is_not_known(config: dict[str, Any], why: str) -> None:
    """It names what is missing."""
    found = next(remark for remark in audit_config(config, n=4096).remarks if remark.id == "base-unknown")
    assert found.text == f"beta is not known: {why}"


def test_no_multiplier_without_attention() -> None:
    """Where no attention was found there is no m to print, and the report says that it is unknown."""
    found = audit_config({"model_type": "mamba", "hidden_size": 64, "num_hidden_layers": 4}, n=16384)
    assert not found.groups
    assert "multiplier unknown" in to_text(found)
    assert "m on" not in to_text(found)


def test_layers_named_after_a_window_that_nothing_gives_see_every_key() -> None:
    """Of a family that is not known: a name such as window_attention alone is no window, sliding_attention is one of unknown size."""
    shape = {"hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2}
    windows = {
        name: ["sliding" in group.tags for group in audit_config({**shape, "layer_types": [name, "full_attention"]}, n=4096).facts.groups]
        for name in ("window_attention", "sliding_attention")
    }
    assert windows == {"window_attention": [False, False], "sliding_attention": [True, False]}


def test_the_layers_of_a_class_that_lists_blocks_in_its_file() -> None:
    """Dory's file lists the attention and the MLP of each layer; its class has 36 layers."""
    groups = audit_config({"model_type": "dory"}, n=4096).facts.groups
    assert sum(group.count or 0 for group in groups) == 36
