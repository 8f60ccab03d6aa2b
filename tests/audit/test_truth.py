"""The comparison of an audit with running models can say right, wrong and unknown, part by part."""

from __future__ import annotations

from typing import Any

import audit_truth
import pytest

CONFIG = {
    "model_type": "qwen3",
    "hidden_size": 64,
    "num_attention_heads": 4,
    "head_dim": 16,
    "num_hidden_layers": 4,
    "max_position_embeddings": 131072,
    "rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768},
}
LAYER = {"count": 4, "softmax": True, "keys": 24, "share": 1.0, "scale": 0.25, "rotary": 1.29648, "other": None}
ALL_RIGHT = dict.fromkeys(audit_truth.PARTS, "right")


def compare(*layers: dict[str, Any], **keys: Any) -> dict[str, str]:
    """Return what the audit of the config is held against layers that the model is said to have."""
    return dict(audit_truth.compare({"config": {**CONFIG, **keys}, "n": 131072, "layers": list(layers)}))


def test_right() -> None:
    """What a running Qwen3 of that config does."""
    assert compare(LAYER) == ALL_RIGHT


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"rotary": 1.0}, "multiplier"),
        ({"share": 0.5, "other": 1.29648}, "rotary share"),
        ({"scale": 1.0}, "base"),
        ({"keys": 8}, "windows"),
        ({"count": 5}, "layers"),
    ],
)
def test_wrong(change: dict[str, Any], part: str) -> None:
    """One thing in the model is otherwise: that part is wrong."""
    assert compare({**LAYER, **change})[part] == "wrong"


def test_one_mistake_counts_once() -> None:
    """Where the number of layers is wrong, their multiplier and scale are not wrong for that."""
    found = compare({**LAYER, "count": 3}, {"count": 1, "softmax": False})
    assert found == {**ALL_RIGHT, "layers": "wrong"}


def test_unknown() -> None:
    """What the audit says that it does not know is neither right nor wrong; a config that is refused is wrong."""
    assert compare(LAYER, rope_scaling={"rope_type": "spiral", "factor": 2.0})["multiplier"] == "unknown"
    assert set(compare(LAYER, rope_scaling="yarn").values()) == {"wrong"}
