"""From a config to facts: its layers, RoPE blocks, temperatures, base scale, and what must be said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from ..theory.errors import shown
from .config import Config, as_number
from .facts import BaseScale, Facts, LayerGroup
from .families import DEFAULT_ROPE, KNOWN, MSCALE_ON_SOFTMAX, ROPE_ON_FULL_LAYERS_ONLY, SINKS, reader
from .rope import LAYER_TYPES, NONE_TYPES, RopeBlock
from .rope import rope_blocks as rope_blocks
from .temperatures import temperatures


def gather(config: Config) -> Facts:
    """Return what a config says.

    Raises
    ------
    BadInput
        If a key that matters has the wrong type.
    """
    blocks = rope_blocks(config)
    default = DEFAULT_ROPE.get(config.family)
    notes: list[str] = []
    if default is not None and set(blocks) == {""} and blocks[""].kind in NONE_TYPES:
        blocks = {"": _default_block(config, default)}
        notes.append(f"no rope_parameters: the default block of {config.family} stands in")
    found = temperatures(config, blocks)
    groups = _groups(config, blocks, {t.layers for t in found.temperatures})
    mscale, note = _softmax_mscale(config, blocks)
    base = _base(config)
    groups = tuple(
        replace(
            g,
            window=_window(config) if "sliding" in g.tags else None,
            rotary_share=Fraction(0) if g.rope is None else _rotary_share(config, g.rope),
            base=base,
        )
        for g in groups
    )
    notes += [*found.notes, *note, *_family_notes(config)]
    notes += [text for block in blocks.values() for text in block.notes]
    for t in found.temperatures:
        if not any(reaches(t.layers, g) for g in groups):
            notes.append(f"{t.law.law.id} is on, but no layer it applies to was found")
    return Facts(
        family=config.family,
        groups=groups,
        temperatures=found.temperatures,
        softmax_mscale=mscale,
        notes=tuple(dict.fromkeys(notes)),
        undecided=found.undecided,
        unknown=tuple(f"{u} has no rule here" for block in blocks.values() for u in block.unknown),
        contradictions=tuple(dict.fromkeys(b.undecided for b in blocks.values() if b.undecided)),
        base_unknown="" if base else "the config gives no head dimension",
    )


def reaches(layers: str, group: LayerGroup) -> bool:
    """Tell whether a law for certain layers applies to a group."""
    if layers == "nope":
        return "nope" in group.tags
    return layers == "all" or "sliding" not in group.tags


def _window(config: Config) -> int | None:
    for key in ("sliding_window", "sliding_window_size", "attention_chunk_size"):
        value = config.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
    return None


def _default_block(config: Config, raw: Mapping[str, object]) -> RopeBlock:
    def number(key: str) -> Fraction | None:
        value = raw.get(key)
        return None if value is None else Fraction(str(value))

    return RopeBlock(
        path=f"the default of {config.family}",
        kind=str(raw["rope_type"]),
        factor=number("factor"),
        original=number("original_max_position_embeddings"),
        attention_factor=number("attention_factor"),
        mscale=number("mscale"),
        mscale_all_dim=number("mscale_all_dim"),
        scaling_beta=number("llama_4_scaling_beta"),
    )


def _groups(config: Config, blocks: Mapping[str, RopeBlock], wanted: set[str]) -> tuple[LayerGroup, ...]:
    counts = _layer_types(config)
    only = next(iter(blocks.values()))
    if "" not in blocks:
        return tuple(_typed(kind, counts.get(kind), block) for kind, block in blocks.items())
    if "nope" in wanted or config.has("no_rope_layers") or config.has("no_rope_layer_interval"):
        rope, nope = _nope_counts(config)
        return (
            LayerGroup("RoPE layers", rope, only),
            LayerGroup("layers without RoPE", nope, None, frozenset({"nope"})),
        )
    if config.family in ROPE_ON_FULL_LAYERS_ONLY or ("full" in wanted and len(counts) > 1):
        kept = {
            kind: None if config.family in ROPE_ON_FULL_LAYERS_ONLY and "sliding" in kind else only for kind in counts
        }
        if kept:
            return tuple(_typed(kind, counts[kind], block) for kind, block in kept.items())
        return (_typed("full_attention", None, only), _typed("sliding_attention", None, None))
    if "full" in wanted:
        return (_typed("full_attention", None, only), _typed("sliding_attention", None, only))
    return (LayerGroup("all layers", sum(counts.values()) or _count(config), only),)


def _typed(kind: str, count: int | None, block: RopeBlock | None) -> LayerGroup:
    tags = {"sliding"} if "sliding" in kind or "chunked" in kind else set()
    if block is not None and block.kind == "none":
        return LayerGroup(f"{kind} layers (without RoPE)", count, None, frozenset({*tags, "nope"}))
    return LayerGroup(f"{kind} layers", count, block, frozenset(tags))


def _layer_types(config: Config) -> Counter[str]:
    value = config.get("layer_types")
    return Counter(str(v) for v in value if v in LAYER_TYPES) if isinstance(value, list) else Counter()


def _count(config: Config) -> int | None:
    value = as_number(config.get("num_hidden_layers"), "num_hidden_layers", positive=True)
    return None if value is None else int(value)


def _nope_counts(config: Config) -> tuple[int | None, int | None]:
    """Return how many layers have RoPE and how many have none; None where it is not said exactly."""
    flags = config.get("no_rope_layers")
    if isinstance(flags, list) and flags and all(type(f) is int and f in (0, 1) for f in flags):
        return sum(flags), len(flags) - sum(flags)
    interval, count = config.number("no_rope_layer_interval") or Fraction(4), _count(config)
    if count is None or flags or interval < 1:
        return None, None
    nope = count // int(interval)
    return count - nope, nope


def _softmax_mscale(config: Config, blocks: Mapping[str, RopeBlock]) -> tuple[RopeBlock | None, list[str]]:
    """Return the block whose mscale_all_dim goes on the softmax scale, and what must be said about it."""
    block = next((b for b in blocks.values() if b.mscale_all_dim and b.kind not in NONE_TYPES), None)
    if block is None or config.family in MSCALE_ON_SOFTMAX:
        return block, []
    if config.family in KNOWN:
        return None, []
    latent = config.has("qk_nope_head_dim") or config.has("kv_lora_rank")
    kind = "no model_type" if not config.family else f"the model type {config.family!r} is not known"
    if latent:
        return block, [
            f"{kind}: latent attention keys, so mscale_all_dim counts on the softmax scale too, as in DeepSeek"
        ]
    return None, [f"{kind}: no latent attention keys, so mscale_all_dim counts in the cos and sin ratio only"]


def _rotary_share(config: Config, block: RopeBlock) -> Fraction:
    rope, nope = config.number("qk_rope_head_dim"), config.number("qk_nope_head_dim")
    if rope and nope:
        return rope / (rope + nope)
    partial = block.partial or config.number("partial_rotary_factor")
    return partial if partial and partial <= 1 else Fraction(1)


def _base(config: Config) -> BaseScale | None:
    head = _head_dim(config)
    for key, squared in (("attention_multiplier", False), ("query_pre_attn_scalar", True)):
        if config.has(key) and reader(config, key) in ("yes", "by key"):
            value = as_number(config.get(key), config.prefix + key, positive=True)
            if value is not None:
                text = f"{config.prefix}{key}^-1/2" if squared else f"{config.prefix}{key}"
                return BaseScale(1 / value if squared else value, squared, text, head)
    if head is None:
        return None
    multiplier = config.number("key_multiplier") if config.family == "falcon_h1" else None
    return BaseScale(
        (multiplier or 1) ** 2 / head, True, "head_dim^-1/2" + (" key_multiplier" if multiplier else ""), head
    )


def _head_dim(config: Config) -> Fraction | None:
    rope, nope = config.number("qk_rope_head_dim"), config.number("qk_nope_head_dim")
    if rope and nope:
        return rope + nope
    for key in ("head_dim", "kv_channels"):
        value = as_number(config.get(key), config.prefix + key, positive=True)
        if value is not None:
            return value
    hidden, heads = config.number("hidden_size"), config.number("num_attention_heads")
    return hidden / heads if hidden and heads else None


def _family_notes(config: Config) -> Iterator[str]:
    family = config.family
    if family and family not in KNOWN:
        yield f"the model type {shown(ascii(family))} is not known here: only what its keys say is reported"
    if family in SINKS:
        yield "attention sinks live in the weights: they scale every weight alike and do not move the critical gamma"
    if config.get("use_dynamic_ntk"):
        yield "use_dynamic_ntk changes RoPE frequencies only"
    if config.get("dual_chunk_attention_config"):
        yield "dual_chunk_attention_config remaps positions: no factor on the logits"
    cap = config.number("attn_logit_softcapping")
    if cap is not None:
        yield f"logits are capped at {cap}: the largest weight is at most 1/(1 + (n - 1) e^-{2 * cap})"
