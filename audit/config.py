"""A config as an auditor reads it: the text model's own block, every key that is read remembered, types checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..theory.errors import BadInput, shown
from .table import Family, table

TEXT_BLOCKS = ("text_config", "llm_config", "language_config")
"""Where a multimodal config usually keeps its text model."""

LLAMA_CPP = "llama.cpp"
"""The block, at top level, of what llama.cpp's own flags and keys set beside those of a config: no other engine reads it."""

SHAPE = {
    "hidden_size": ("n_embd", "d_model", "dim", "n_embed", "model_dim"),
    "num_attention_heads": ("n_head", "n_heads", "num_heads", "decoder_attention_heads"),
    "num_hidden_layers": ("n_layer", "n_layers", "num_layers", "decoder_layers"),
    "head_dim": ("kv_channels", "d_kv", "attention_head_dim", "qk_nope_head_dim"),
}
"""The keys that give attention its shape, each with the other names of it where the family is not known."""

_NOT_TEXT = re.compile(r"vision|visual|audio|speech|image|vit|encoder|talker|codec|vq|depth|draft|mtp")

SCALING = re.compile(r"scal|temperature|yarn|mscale|log_?n|softmax|softcap|attn_factor|rope|attention_multiplier|qk_scale")
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
        "attention_value_scale",
        "apply_query_key_layer_scaling",
        "scale_emb",
        "scale_depth",
        "rescale_prenorm_residual",
        "mup_use_scaling",
        "scale_attn_weights",
        "moe_router_scaling_factor",
    ]
)
"""Names that look like it and have none: frequencies, experts, embeddings, values, output logits, shapes."""


@dataclass(frozen=True, slots=True)
class UnreadableNumber:
    """A number of a file that has no exact value here: not finite, or too large.  It refuses only the rule that reads it."""

    token: str
    why: str

    def __str__(self) -> str:
        return self.token


@dataclass
class Config:
    """A config, and the keys that rules have read.

    Attributes
    ----------
    root : mapping
        The whole file.
    scope : mapping
        The text model's block, found by its shape: a nested one where there is one, else the root.
    prefix : str
        Path of the scope, ``"text_config."`` or empty.
    row : Family or None
        What the table knows of the model type.
    read : set of str
        The keys that rules have read.
    """

    root: Mapping[str, Any]
    scope: Mapping[str, Any] = field(init=False)
    prefix: str = field(init=False, default="")
    row: Family | None = field(init=False, default=None)
    read: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        path = text_path(self.root)
        self.scope = _at(self.root, path) or {}
        self.prefix = f"{path}." if path else ""
        if self.model_type:
            self.row = table().find(self.model_type)

    @property
    def model_type(self) -> str:
        """The model type of the text model as its class has it, or an empty string."""
        own = self.scope.get("model_type")
        if isinstance(own, str) and own not in table().wrappers:
            return own
        outer = own if isinstance(own, str) else self.root.get("model_type")
        if not isinstance(outer, str):
            return ""
        return table().wrappers[outer][1] if outer in table().wrappers else outer

    @property
    def family(self) -> str:
        """The model type of the text model, or an empty string."""
        for block in (self.scope, self.root):
            value = block.get("model_type")
            if isinstance(value, str):
                return value.removesuffix("_text")
        return ""

    @property
    def architectures(self) -> tuple[str, ...]:
        """The classes the config names."""
        self.read.add("architectures")
        named = self.root.get("architectures")
        return tuple(shown(n) for n in named if isinstance(n, str)) if isinstance(named, list) else ()

    @property
    def has_shape(self) -> bool:
        """Whether anything says what the attention looks like: a key of `SHAPE`, or a family that is known."""
        return self.row is not None or _has_shape(self.scope)

    def _names(self, key: str) -> tuple[str, ...]:
        if self.row is None:
            return (key, *SHAPE.get(key, ()))
        return (self.row.aliases[key], key) if key in self.row.aliases else (key,)

    def given(self, key: str) -> Any:
        """Return a key of the text model's block, under any of its names, None where it is absent, and remember it."""
        for name in self._names(key):
            if name in self.scope:
                self.read.add(self.prefix + name)
                return self.scope[name]
        return None

    def default(self, key: str) -> Any:
        """Return the value of a key in the family's class, None where it has none."""
        defaults = {} if self.row is None else self.row.defaults
        return next((defaults[name] for name in self._names(key) if name in defaults), None)

    def get(self, key: str) -> Any:
        """Return a key as it is in force: as given, null included, else the default of the family's class."""
        return self.given(key) if self.has(key) else self.default(key)

    def has(self, key: str) -> bool:
        """Tell whether the text model's block has a key, without reading it."""
        return any(name in self.scope for name in self._names(key))

    def path(self, key: str) -> str:
        """Return what to call the place that a value in force is from."""
        return self.prefix + key if self.has(key) or self.default(key) is None else f"the default {key} of {self.family}"

    def number(self, key: str) -> Fraction | None:
        """Return a key in force as an exact number, None where it is absent or null.

        Raises
        ------
        BadInput
            If it is anything else.
        """
        return as_number(self.get(key), self.path(key))

    def size(self, key: str) -> Fraction | None:
        """Return a key in force as a positive number, None where it is no such number: a list by layer, 0, text."""
        value = self.get(key)
        usable = isinstance(value, int | Fraction) and not isinstance(value, bool) and value > 0
        return Fraction(value) if usable else None

    def block(self, key: str) -> Mapping[str, Any] | None:
        """Return a given key as an object, None where it is absent or null.

        Raises
        ------
        BadInput
            If it is anything else.
        """
        value = self.given(key)
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
                if path not in self.read and key not in _ELSEWHERE and SCALING.search(key.lower()):
                    if prefix != self.prefix or not self._is_known(key):
                        yield path

    def _is_known(self, key: str) -> bool:
        """Tell whether the family's class has a key: its running model was compared, so the key is none of ours."""
        return self.row is not None and (key in self.row.defaults or key in self.row.keys)


def _has_shape(block: Mapping[str, Any]) -> bool:
    return any(name in block for key, others in SHAPE.items() for name in (key, *others))


def text_path(root: Mapping[str, Any]) -> str:
    """Return the path of the text model's block: where the family's class has it, else the first that has its shape."""
    outer = root.get("model_type")
    if isinstance(outer, str) and outer in table().wrappers:
        path = table().wrappers[outer][0]
        if _at(root, path):
            return path
    nested = [(path, block) for path, block in _blocks(root) if not _NOT_TEXT.search(path)]
    named = [path for path, block in nested if path.rpartition(".")[2] in TEXT_BLOCKS]
    shaped = [path for path in named if _has_shape(_at(root, path) or {})]
    if shaped or named:
        return (shaped or named)[0]
    if _has_shape(root):
        return ""
    return next((path for path, block in nested if _has_shape(block)), "")


def _blocks(block: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, value in block.items():
        if isinstance(value, dict) and value:
            yield f"{prefix}{key}", value
    for key, value in block.items():
        if isinstance(value, dict):
            yield from _blocks(value, f"{prefix}{key}.")


def _at(root: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    block: Any = root
    for key in path.split(".") if path else ():
        block = block.get(key) if isinstance(block, dict) else None
    return block if isinstance(block, Mapping) else None


def as_number(value: Any, path: str, positive: bool = False) -> Fraction | None:
    """Return a JSON value as an exact number, None for null.

    Raises
    ------
    BadInput
        If it is no number, or not positive where that is asked.
    """
    if value is None:
        return None
    if isinstance(value, UnreadableNumber):
        raise BadInput(f"the key {path}", f"{shown(value.token)} {value.why}", "mend the config")
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise BadInput(f"the key {path}", f"{shown(repr(value))} is not a number", "mend the config")
    if positive and value <= 0:
        raise BadInput(f"the key {path}", f"{shown(value)} is not positive", "mend the config")
    return Fraction(value)
