"""The context length that a config is judged at: the longest that it reaches, and where it is from."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.audit.audit import Audit, audit_config
from critscale.theory.errors import BadInput

YARN = {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 32768}


def of(**keys: Any) -> Audit:
    """Return the audit of a Qwen2 at the length it reaches."""
    return audit_config({"model_type": "qwen2", "head_dim": 128, **keys}, rhos=["0.3"])


def reach_remarks(found: Audit) -> list[str]:
    """Return what is said about the length."""
    return [remark.text for remark in found.remarks if remark.id == "reach"]


def test_a_block_that_reaches_further_counts() -> None:
    """YaRN 32 at 32768 is a million tokens, whatever max_position_embeddings was left at; both are said."""
    found = of(max_position_embeddings=32768, rope_scaling=YARN)
    assert (str(found.n), found.n_source) == ("1048576", "rope_scaling: 32768 x 32")
    assert reach_remarks(found) == ["n = 1048576 is 32768 x 32 of rope_scaling; max_position_embeddings = 32768 is shorter"]


@pytest.mark.parametrize(
    ("keys", "n", "source"),
    [
        # As published: Qwen2.5 with its recipe, DeepSeek-V3, gpt-oss: block and key agree, the key is named.
        ({"max_position_embeddings": 131072, "rope_scaling": {**YARN, "factor": 4}}, 131072, "max_position_embeddings"),
        (
            {
                "max_position_embeddings": 163840,
                "rope_scaling": {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096},
            },
            163840,
            "max_position_embeddings",
        ),
        # The key reaches further than the block: the key.
        ({"max_position_embeddings": 262144, "rope_scaling": {**YARN, "factor": 4}}, 262144, "max_position_embeddings"),
        # Llama 3.2: factor 32 at 8192 would be 262144, but the type changes frequencies and promises no length.
        (
            {
                "max_position_embeddings": 131072,
                "rope_scaling": {"rope_type": "llama3", "factor": 32.0, "original_max_position_embeddings": 8192},
            },
            131072,
            "max_position_embeddings",
        ),
        # Gemma 3: linear, without an original length.
        (
            {"max_position_embeddings": 131072, "rope_scaling": {"rope_type": "linear", "factor": 8.0}},
            131072,
            "max_position_embeddings",
        ),
        # No key at all: the block.
        ({"rope_scaling": {**YARN, "factor": 2}}, 65536, "rope_scaling: 32768 x 2"),
        # Phi-3: the factor is max / original.
        (
            {
                "max_position_embeddings": 131072,
                "original_max_position_embeddings": 4096,
                "rope_scaling": {"type": "longrope"},
            },
            131072,
            "max_position_embeddings",
        ),
        ({"max_position_embeddings": 131072.0}, 131072, "max_position_embeddings"),
    ],
)
def test_real_configs(keys: dict[str, Any], n: int, source: str) -> None:
    """The longer of the two, and where it is from."""
    found = of(**keys)
    assert (str(found.n), found.n_source) == (str(n), source)
    assert reach_remarks(found) == []


def test_what_is_given_counts() -> None:
    """A length from the user stands, as people write it; a block that contradicts itself reaches nowhere."""
    assert str(audit_config({"model_type": "qwen2", "rope_scaling": YARN}, n="128k").n) == "131072"
    found = of(max_position_embeddings=32768, rope_scaling={**YARN, "type": "linear"})
    assert str(found.n) == "32768"
    with pytest.raises(BadInput, match="the config gives none"):
        of(rope_scaling={**YARN, "type": "linear"})
