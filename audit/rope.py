"""The RoPE blocks of a config: v5 ``rope_parameters`` or older ``rope_scaling``, one for all or one per layer type.

Source: transformers modeling_rope_utils.py; Mistral params.json as vLLM reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from .config import Config, as_number

LAYER_TYPES = ("full_attention", "sliding_attention", "chunked_attention", "linear_attention", "main", "compress")
FREQUENCIES_ONLY = frozenset({"linear", "dynamic", "llama3", "proportional", "ntk", "mrope", "original"})
"""Types that change frequencies and no logit."""
YARN_TYPES = frozenset({"yarn", "telechat3-yarn"})
LONGROPE_TYPES = frozenset({"longrope", "su"})
NONE_TYPES = frozenset({"default", ""})
FACTOR_ONE = frozenset({"deepseek_v4"})
"""Their class puts attention_factor = 1 into a single YaRN block that has none; into a block by layer type it puts nothing."""

LONGROPE_ONLY = frozenset({"phi3", "phi4_multimodal", "phimoe"})
"""Their config class takes LongRoPE blocks alone: it reads YaRN's as such, without the lists of factors, and refuses."""

_SAME = {"su": "longrope", "mrope": "default"}
"""Older names of a type."""

_KNOWN = frozenset(
    [
        "rope_type",
        "type",
        "factor",
        "original_max_position_embeddings",
        "attention_factor",
        "mscale",
        "mscale_all_dim",
        "beta_fast",
        "beta_slow",
        "truncate",
        "partial_rotary_factor",
        "rope_theta",
        "low_freq_factor",
        "high_freq_factor",
        "short_factor",
        "long_factor",
        "short_mscale",
        "long_mscale",
        "llama_4_scaling_beta",
        "mrope_section",
        "apply_scale",
        "alpha",
        "beta",
        "attn_factor",
        "extrapolation_factor",
        "apply_yarn_scaling",
        "mrope_interleaved",
        "interleaved",
    ]
)


@dataclass(frozen=True, slots=True)
class RopeBlock:
    """One RoPE block, its numbers exact.

    ``kind`` is its type, "default" where there is none; ``factor`` is filled in from max / original where it is null,
    and ``notes`` says so.  ``given`` are the keys that the block itself sets.  ``outer`` is the
    original_max_position_embeddings outside the block.
    """

    path: str
    kind: str
    factor: Fraction | None = None
    original: Fraction | None = None
    longest: Fraction | None = None
    attention_factor: Fraction | None = None
    attn_factor: Fraction | None = None
    mscale: Fraction | None = None
    mscale_all_dim: Fraction | None = None
    short_mscale: Fraction | None = None
    long_mscale: Fraction | None = None
    partial: Fraction | None = None
    scaling_beta: Fraction | None = None
    outer: Fraction | None = None
    apply_scale: bool | None = None
    given: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    undecided: str = ""

    @property
    def extension(self) -> Fraction | None:
        """The extension factor s: max / original, which LongRoPE and a null factor use."""
        return self.longest / self.original if self.longest and self.original else None


def rope_blocks(config: Config) -> dict[str, RopeBlock]:
    """Return the RoPE blocks of a config by layer type; the key "" stands for all layers.

    Raises
    ------
    BadInput
        If a block or a number in it has the wrong type.
    """
    mistral = config.block("yarn") if not config.has("model_type") else None
    if mistral is not None:
        return {"": _mistral(config, mistral)}
    new, old = config.block("rope_parameters"), config.block("rope_scaling")
    raw, name = (new, "rope_parameters") if new is not None else (old, "rope_scaling")
    default = config.default("rope_parameters")
    own = {} if not isinstance(default, Mapping) else _by_type(config, default, config.path("rope_parameters"), "")
    if raw is None:
        return own if own and not config.has("rope_type") else {"": _flat(config)}
    found = _by_type(config, raw, config.prefix + name, _conflict(new, old))
    if name == "rope_scaling" and config.row is not None and _is_ignored(raw, config.row.ignores):
        what = f"{config.family} does not take over {config.prefix}{name}{'' if name in config.row.ignores else '.type'}"
        return own or {"": RopeBlock(config.prefix + name, "default", notes=(what,))}
    if "" in found and own and "" not in own:  # a class with a block by type gives a single one to the layers that see all
        main = "compress" if "compress" in own else "full_attention"
        return {**own, main: _with_default_factor(config, found[""])}
    return found


def _is_ignored(raw: Mapping[str, Any], ignores: tuple[str, ...]) -> bool:
    return "rope_scaling" in ignores or ("rope_scaling.type" in ignores and raw.get("rope_type") is None)


def _with_default_factor(config: Config, block: RopeBlock) -> RopeBlock:
    """Return a block with the attention_factor that a class puts into a single YaRN block that has none."""
    if config.family not in FACTOR_ONE or block.kind not in YARN_TYPES or block.attention_factor is not None:
        return block
    note = f"{config.family} sets attention_factor to 1 where {block.path} has none"
    return replace(block, attention_factor=Fraction(1), notes=(*block.notes, note))


def _by_type(config: Config, raw: Mapping[str, Any], path: str, conflict: str) -> dict[str, RopeBlock]:
    nested = [
        key for key, value in raw.items() if isinstance(value, Mapping) or (key in LAYER_TYPES and value is None)
    ]
    if not nested:
        return {"": _block(config, raw, path, conflict)}
    return {
        key: _block(config, raw[key], f"{path}.{key}", conflict)
        if isinstance(raw[key], Mapping)
        else RopeBlock(f"{path}.{key}", "none")
        for key in nested
    }


def _conflict(new: Mapping[str, Any] | None, old: Mapping[str, Any] | None) -> str:
    if new is None or old is None:
        return ""
    differ = sorted(k for k in new.keys() & old.keys() if new[k] != old[k] and k != "rope_theta")
    if differ or not old.keys() <= new.keys():
        what = ", ".join(differ) or "what they hold"
        return f"rope_parameters and rope_scaling are both given and disagree on {what}"
    return ""


def _type(raw: Mapping[str, Any]) -> tuple[str, str]:
    """Return the type of a block, and what is contradictory about it."""
    modern, legacy = raw.get("rope_type"), raw.get("type")
    if modern is not None and legacy is not None and _SAME.get(str(modern), modern) != _SAME.get(str(legacy), legacy):
        return str(modern), f"rope_type {modern!r} and type {legacy!r} disagree"
    kind = modern if modern is not None else legacy
    return "default" if kind is None else str(kind), ""


def _block(config: Config, raw: Mapping[str, Any], path: str, conflict: str) -> RopeBlock:
    kind, disagreement = _type(raw)

    def number(key: str, positive: bool = True) -> Fraction | None:
        return as_number(raw.get(key), f"{path}.{key}", positive)

    notes: list[str] = []
    inner = number("original_max_position_embeddings")
    top = _top(config, "original_max_position_embeddings")
    undecided = conflict or disagreement
    if kind in YARN_TYPES and config.family in LONGROPE_ONLY:
        undecided = undecided or f"transformers' config class of {config.family} takes LongRoPE blocks alone"
    if inner is not None and top is not None and inner != top:
        undecided = undecided or f"original_max_position_embeddings is {top} at top level and {inner} in {path}"
    original, longest = inner or top, _top(config, "max_position_embeddings")
    if original is None and kind in YARN_TYPES | LONGROPE_TYPES and longest is not None:
        original = longest
        notes.append(f"{path} has no original_max_position_embeddings: max_position_embeddings = {longest} stands in")
    factor = number("factor")
    if factor is None and kind in YARN_TYPES and original and longest:
        factor = longest / original
        notes.append(f"{path}.factor is null: max_position_embeddings / original = {factor} stands in")
    elif kind in YARN_TYPES | LONGROPE_TYPES and factor and original and longest and factor != longest / original:
        notes.append(f"{path}.factor {factor} counts, though max_position_embeddings / original = {longest / original}")
    if raw.get("type") is not None and raw.get("rope_type") is None:
        notes.append(f"{path}.type is the legacy name of rope_type")
    return RopeBlock(
        path=path,
        kind=kind,
        factor=factor,
        original=original,
        longest=longest,
        attention_factor=number("attention_factor"),
        attn_factor=number("attn_factor"),
        mscale=number("mscale", False),
        mscale_all_dim=number("mscale_all_dim", False),
        short_mscale=number("short_mscale"),
        long_mscale=number("long_mscale"),
        partial=number("partial_rotary_factor"),
        scaling_beta=number("llama_4_scaling_beta"),
        outer=top,
        given=frozenset(key for key, value in raw.items() if value is not None),
        notes=tuple(notes),
        unknown=tuple(f"{path}.{key}" for key in raw if key not in _KNOWN),
        undecided=undecided,
    )


def _top(config: Config, key: str) -> Fraction | None:
    return as_number(config.get(key), config.path(key), positive=True)


def _mistral(config: Config, raw: Mapping[str, Any]) -> RopeBlock:
    """Return the block of a Mistral params.json: alpha is beta_slow, beta is beta_fast."""
    apply = raw.get("apply_scale")
    known = {"factor", "original_max_position_embeddings", "alpha", "beta", "apply_scale"}
    return RopeBlock(
        path="yarn",
        kind="yarn",
        factor=as_number(raw.get("factor"), "yarn.factor", positive=True),
        original=as_number(
            raw.get("original_max_position_embeddings"), "yarn.original_max_position_embeddings", positive=True
        ),
        longest=_top(config, "max_position_embeddings"),
        apply_scale=apply if isinstance(apply, bool) else None,
        notes=("Mistral format: yarn.alpha is beta_slow, yarn.beta is beta_fast",),
        unknown=tuple(f"yarn.{key}" for key in raw if key not in known),
        undecided=""
        if isinstance(apply, bool)
        else "yarn.apply_scale is absent: whether the factor is applied is not said",
    )


def _flat(config: Config) -> RopeBlock:
    """Return the block of a config that keeps RoPE keys at top level (Grok), or none."""
    kind = config.get("rope_type")
    if not isinstance(kind, str):
        return RopeBlock(f"{config.prefix}rope", "default", longest=_top(config, "max_position_embeddings"))
    for key in ("scaling_factor", "extrapolation_factor", "attn_factor", "original_max_position_embeddings"):
        config.get(key)
    undecided = "" if kind in FREQUENCIES_ONLY | NONE_TYPES else f"the top-level rope_type {kind!r} has no rule here"
    return RopeBlock(
        path=f"{config.prefix}rope_type",
        kind=kind,
        factor=config.number("scaling_factor"),
        original=_top(config, "original_max_position_embeddings"),
        longest=_top(config, "max_position_embeddings"),
        undecided=undecided,
    )
