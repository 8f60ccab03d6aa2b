"""A config as an auditor reads it: the text model's own block, every key that is read remembered, types checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..theory.errors import BadInput, shown

TEXT_BLOCKS = ("text_config", "llm_config", "language_config")
"""Where a multimodal config keeps its text model."""

_SCALING = re.compile(r"scal|temperature|yarn|mscale|log_?n|softmax|softcap|attn_factor|rope|attention_multiplier|sink")
"""Names that suggest an effect on attention logits."""

_ELSEWHERE = frozenset(
    [
        "rope_theta",
        "rotary_emb_base",
        "rope_interleave",
        "rope_local_base_freq",
        "routed_scaling_factor",
        "logits_scaling",
        "embedding_scale",
        "final_logit_softcapping",
        "qk_rope_head_dim",
        "qk_nope_head_dim",
        "moe_router_logit_softcapping",
        "embedding_multiplier",
        "scale_embedding",
        "scale_attention_softmax_in_fp32",
        "attention_softmax_in_fp32",
    ]
)
"""Names that look like it and have none: frequencies, experts, embeddings, output logits, shapes."""


@dataclass
class Config:
    """A config, and the keys that rules have read.

    Attributes
    ----------
    root : mapping
        The whole file.
    scope : mapping
        The text model's block: a nested one where there is one, else the root.
    prefix : str
        Path of the scope, ``"text_config."`` or empty.
    """

    root: Mapping[str, Any]
    scope: Mapping[str, Any] = field(init=False)
    prefix: str = field(init=False, default="")
    read: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.scope = self.root
        for name in TEXT_BLOCKS:
            block = self.root.get(name)
            if isinstance(block, dict) and block:
                self.scope, self.prefix = block, f"{name}."
                break

    @property
    def family(self) -> str:
        """The model type of the text model, or an empty string."""
        for block in (self.scope, self.root):
            value = block.get("model_type")
            if isinstance(value, str):
                return value.removesuffix("_text")
        return ""

    def get(self, key: str) -> Any:
        """Return a key of the text model's block, None where it is absent, and remember it."""
        if key in self.scope:
            self.read.add(self.prefix + key)
        return self.scope.get(key)

    def has(self, key: str) -> bool:
        """Tell whether the text model's block has a key, without reading it."""
        return key in self.scope

    def number(self, key: str) -> Fraction | None:
        """Return a key as an exact number, None where it is absent or null.

        Raises
        ------
        BadInput
            If it is anything else.
        """
        return as_number(self.get(key), self.prefix + key)

    def block(self, key: str) -> Mapping[str, Any] | None:
        """Return a key as an object, None where it is absent or null.

        Raises
        ------
        BadInput
            If it is anything else.
        """
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise BadInput(f"the key {self.prefix}{key}", f"{shown(value)!r} is no object", "mend the config")
        return value

    def unread(self) -> Iterator[str]:
        """Yield the keys whose names suggest an effect on logits and that no rule has read."""
        blocks = [(self.prefix, self.scope)]
        if self.prefix:
            blocks.append(("", self.root))
        for prefix, block in blocks:
            for key in block:
                path = prefix + key
                if path not in self.read and key not in _ELSEWHERE and _SCALING.search(key.lower()):
                    yield path


def as_number(value: Any, path: str, positive: bool = False) -> Fraction | None:
    """Return a JSON value as an exact number, None for null.

    Raises
    ------
    BadInput
        If it is no number, or not positive where that is asked.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise BadInput(f"the key {path}", f"{shown(repr(value))} is not a number", "mend the config")
    if positive and value <= 0:
        raise BadInput(f"the key {path}", f"{shown(value)} is not positive", "mend the config")
    return Fraction(value)
