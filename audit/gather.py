"""From a config to facts: its layers, RoPE blocks, temperatures, base scale, and what must be said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from ..theory.errors import shown
from .config import LLAMA_CPP, Config, as_number
from .facts import Facts, LayerGroup, LlamaCppSettings, Temperature
from .layers import WINDOWED, Layers, layers
from .rope import FREQUENCIES_ONLY, NONE_TYPES, RopeBlock, rope_blocks
from .scale import base_scale, head_dim
from .table import table
from .temperatures import temperatures


def gather(config: Config) -> Facts:
    """Return what a config says.

    Raises
    ------
    BadInput
        If a key that a rule reads has the wrong type.
    """
    blocks = rope_blocks(config)
    found = temperatures(config, blocks)
    seen = layers(config)
    says = config.has_shape or any(b.kind not in NONE_TYPES for b in blocks.values()) or bool(found.temperatures)
    undecided = [*found.undecided, *([seen.unknown] if seen.unknown else [])]
    groups: tuple[LayerGroup, ...] = ()
    base_unknown = ""
    if not says:
        undecided.append("no attention was found in the config: no heads, no head dimension, no layers, no model type known here")
    elif not seen.unknown:
        groups, base_unknown = _groups(config, blocks, seen, {t.layers for t in found.temperatures})
    mscale, note = _softmax_mscale(config, blocks)
    notes = [*_defaults(config, blocks), *found.notes, *note, *_family_notes(config, seen)]
    notes += [text for block in blocks.values() for text in block.notes]
    notes += [
        f"{t.law.law.id} is on, but no layer it applies to was found" for t in found.temperatures if groups and not _any(t, groups)
    ]
    return Facts(
        family=config.family,
        groups=groups,
        temperatures=found.temperatures,
        softmax_mscale=mscale,
        undecided=tuple(undecided),
        notes=tuple(dict.fromkeys(notes)),
        unknown=tuple(f"{u} has no rule here" for block in blocks.values() for u in block.unknown),
        contradictions=tuple(dict.fromkeys(b.undecided for b in blocks.values() if b.undecided)),
        architectures=config.architectures,
        qk_norm=_norm(config),
        no_softmax=tuple(Counter(n for k, n in zip(seen.letters, seen.names, strict=True) if k == "-").items())
        if seen.counted
        else (),
        base_unknown=base_unknown,
        llama_cpp=_llama_cpp(config),
    )


def _llama_cpp(config: Config) -> LlamaCppSettings:
    block = config.root.get(LLAMA_CPP)
    if not isinstance(block, Mapping):
        return LlamaCppSettings()

    def number(key: str) -> Fraction | None:
        value = as_number(block.get(key), f"{LLAMA_CPP}.{key}")
        return None if value is None or value < 0 else value  # a negative number is llama.cpp's "not set"

    return LlamaCppSettings(number("attn_factor"), number("yarn_attn_factor"), number("yarn_ext_factor"))


def reaches(layers: str, group: LayerGroup) -> bool:
    """Tell whether a law for certain layers applies to a group."""
    if layers == "nope":
        return "nope" in group.tags
    return layers == "all" or "sliding" not in group.tags


def _any(temperature: Temperature, groups: tuple[LayerGroup, ...]) -> bool:
    return any(reaches(temperature.layers, group) for group in groups)


def _groups(
    config: Config, blocks: Mapping[str, RopeBlock], seen: Layers, wanted: set[str]
) -> tuple[tuple[LayerGroup, ...], str]:
    """Return the softmax layers by kind, and why a group has no base scale."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for i, kind in enumerate(zip(seen.letters, seen.names, strict=True)):
        if kind[0] != "-":
            kinds.setdefault(kind, []).append(i)
    if not seen.counted:
        kinds = _uncounted(kinds, blocks, wanted)
    elif config.row is None and "" not in blocks and len(kinds) == 1 and config.given("layer_types") is None:
        kinds = _uncounted(kinds, blocks, wanted)  # nested blocks, and nothing says which layers are of which type
        seen = Layers(seen.letters, seen.names, False, seen.window)
    groups, unknown, nested = [], "", "" not in blocks
    alone = len(kinds) == 1 and "-" not in seen.letters
    mixed = any(letter not in "Nn" for letter, _ in kinds)  # of a model without RoPE it need not be said of its layers
    for (letter, name), found in kinds.items():
        block = None if letter in "Nn" else _block(blocks, letter, name)
        if block is not None and block.kind == "none":
            block = None
        windowed = letter in WINDOWED
        if windowed and seen.window is None and config.row is None and not name.startswith(("sliding", "chunked", "local")):
            windowed = False
        base, why = base_scale(config, windowed)
        unknown = unknown or why
        tags = {*(("sliding",) if windowed else ()), *(("nope",) if block is None else ())}
        title = "all layers" if alone else f"{name} layers"
        groups.append(
            LayerGroup(
                name=f"{title} (without RoPE)" if block is None and (mixed or nested) else title,
                count=len(found) if seen.counted else None,
                rope=block,
                tags=frozenset(tags),
                layers=tuple(found) if seen.counted else (),
                window=seen.window if windowed else None,
                rotary_share=_rotary_share(config, block, windowed),
                base=base,
            )
        )
    return tuple(groups), unknown


def _uncounted(
    kinds: dict[tuple[str, str], list[int]], blocks: Mapping[str, RopeBlock], wanted: set[str]
) -> dict[tuple[str, str], list[int]]:
    """Return the kinds of layers where their number is not known: by the blocks, or as a law divides them."""
    if "" not in blocks:
        return {("W" if "sliding" in name or "chunked" in name else "F", name): [] for name in blocks}
    if len(kinds) == 1 and "nope" in wanted:
        return {("F", "full_attention"): [], ("N", "full_attention"): []}
    if len(kinds) == 1 and "full" in wanted:
        return {("F", "full_attention"): [], ("W", "sliding_attention"): []}
    return kinds


def _block(blocks: Mapping[str, RopeBlock], letter: str, name: str) -> RopeBlock:
    """Return the RoPE block of layers of a name; where their family leaves its factor out, a block without one."""
    main, compressed = blocks.get("main"), blocks.get("compress")
    if main is not None and compressed is not None:
        return main if "sliding" in name else compressed
    block = blocks.get(name) or blocks.get("") or next(iter(blocks.values()))
    if letter in "?x" and block.kind not in NONE_TYPES | FREQUENCIES_ONLY:
        return replace(block, undecided=f"whether layers of type {name} take the factor of {block.path} was not seen")
    return RopeBlock(block.path, "default", partial=block.partial) if letter in "fw" and "" in blocks else block


def _defaults(config: Config, blocks: Mapping[str, RopeBlock]) -> Iterator[str]:
    given = config.given("rope_parameters") or config.given("rope_scaling")
    if given is None and any(b.kind not in NONE_TYPES for b in blocks.values()) and config.default("rope_parameters"):
        yield f"no rope_parameters: the default block of {config.family} stands in"


def _norm(config: Config) -> str:
    row = config.row
    if row is None:
        return "unknown"
    for key, switch in row.switches.items():
        if "norm" in switch and config.get(key) == switch["at"]:
            norm = switch["norm"]
            return norm if isinstance(norm, str) else "after RoPE" if "after RoPE" in (norm or ()) else "none"
    return row.norm


def _softmax_mscale(config: Config, blocks: Mapping[str, RopeBlock]) -> tuple[RopeBlock | None, list[str]]:
    """Return the block whose mscale_all_dim goes on the softmax scale, and what must be said about it."""
    block = next((b for b in blocks.values() if b.mscale_all_dim and b.kind not in NONE_TYPES), None)
    if config.row is not None and not config.row.error:
        return (block if config.row.softmax_mscale else None), []
    if block is None:
        return None, []
    latent = config.has("qk_nope_head_dim") or config.has("kv_lora_rank")
    kind = "no model_type" if not config.family else f"the model type {config.family!r} is not known"
    if latent:
        return block, [
            f"{kind}: latent attention keys, so mscale_all_dim counts on the softmax scale too, as in DeepSeek"
        ]
    return None, [f"{kind}: no latent attention keys, so mscale_all_dim counts in the cos and sin ratio only"]


def _rotary_share(config: Config, block: RopeBlock | None, windowed: bool) -> Fraction:
    if block is None:
        return Fraction(0)
    rope, nope = config.size("qk_rope_head_dim"), config.size("qk_nope_head_dim")
    if rope and nope:
        return rope / (rope + nope)
    head = head_dim(config, windowed)
    if config.given("qk_rope_head_dim") and rope and head and not block.partial:
        return rope / head
    dimensions = config.size("rotary_dim")
    if dimensions and head:
        return min(dimensions / head, Fraction(1))
    share = block.partial or config.size("partial_rotary_factor") or config.size("rotary_pct") or _default_share(config)
    if not share or share > 1:
        return Fraction(1)
    return Fraction(int(head * share)) / head if head else share


def _default_share(config: Config) -> Fraction | None:
    default = config.default("rope_parameters")
    share = default.get("partial_rotary_factor") if isinstance(default, Mapping) else None
    return Fraction(share) if isinstance(share, int | Fraction) else None


def _family_notes(config: Config, seen: Layers) -> Iterator[str]:
    family, row = config.family, config.row
    if family and row is None:
        yield f"the model type {shown(ascii(family))} is not known here: only what its keys say is reported"
    if row is not None and row.error:
        yield f"no model of {family} could be run ({table().engine}): only what its keys say is reported"
    if row is not None and row.sinks:
        yield "attention sinks live in the weights: they scale every weight alike and do not move the critical gamma"
    norm = _norm(config)
    if norm == "before RoPE":
        yield "q and k are normalised before RoPE: the norm of both is fixed up to its learned gain"
    if norm == "after RoPE":
        yield "q and k are normalised after RoPE: a factor on cos and sin cancels, and the norm of both is fixed"
    if config.get("use_dynamic_ntk"):
        yield "use_dynamic_ntk changes RoPE frequencies only"
    if config.get("dual_chunk_attention_config"):
        yield "dual_chunk_attention_config remaps positions: no factor on the logits"
    cap = config.size("attn_logit_softcapping")
    if cap is not None:
        yield f"logits are capped at {cap}: the largest weight is at most 1/(1 + (n - 1) e^-{2 * cap})"
    if row is None and seen.window is not None and not set(seen.letters) & set(WINDOWED) and config.given("sliding_window"):
        yield "sliding_window is there, and nothing says which layers have it: they are taken to see all keys"
