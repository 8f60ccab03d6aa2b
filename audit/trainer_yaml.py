"""A trainer's YAML, NeMo's or Megatron's, as the config of a model of that shape.

Source: Megatron-Core 0.16.1, transformer/transformer_config.py, models/gpt/gpt_model.py and
models/common/embeddings/yarn_rotary_pos_embedding.py; NeMo's model_config.yaml has the older names of the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NoReturn

from ..theory.errors import BadInput, shown
from .reading import MAX_DEPTH, exact_numbers

MOST_BYTES = 1 << 18
MOST_NODES = 1 << 16
"""Keys and values, those that an alias repeats counted each time."""

_NUMBER = re.compile(r"[-+]?(\d{1,18})(\.\d{0,18})?([eE][-+]?\d{1,3})?")
_SHAPE = ("num_layers", "hidden_size", "num_attention_heads")
_KEYS = {
    "num_hidden_layers": ("num_layers",),
    "hidden_size": ("hidden_size",),
    "num_attention_heads": ("num_attention_heads",),
    "num_key_value_heads": ("num_query_groups",),
    "head_dim": ("kv_channels",),
    "max_position_embeddings": ("max_position_embeddings", "encoder_seq_length", "seq_length"),
    "rope_theta": ("rotary_base",),
    "partial_rotary_factor": ("rotary_percent", "rotary_percentage"),
    "attention_multiplier": ("softmax_scale",),
    "q_lora_rank": ("q_lora_rank",),
    "kv_lora_rank": ("kv_lora_rank",),
}
"""Keys of a config, each with its names in a trainer; the first that is there and not null counts."""

_YARN = {
    "factor": ("yarn_rotary_scaling_factor", "rotary_scaling_factor"),
    "original_max_position_embeddings": ("yarn_original_max_position_embeddings", "original_max_position_embeddings"),
    "beta_fast": ("yarn_beta_fast", "beta_fast"),
    "beta_slow": ("yarn_beta_slow", "beta_slow"),
    "mscale": ("yarn_mscale", "mscale"),
    "mscale_all_dim": ("yarn_mscale_all_dim", "mscale_all_dim"),
}
_LATENT_DEFAULTS = {"factor": 40, "original_max_position_embeddings": 4096, "mscale": 1, "mscale_all_dim": 0}
"""What Megatron-Core's MLATransformerConfig has for YaRN where nothing is said."""
_HEADS_LATENT = {"qk_nope_head_dim": ("qk_head_dim", 128), "qk_rope_head_dim": ("qk_pos_emb_head_dim", 64)}


def read_yaml(data: bytes, name: str) -> dict[str, Any]:
    """Return a YAML document as JSON values, its numbers exact.

    Raises
    ------
    BadInput
        If PyYAML is not installed; if it is too large, too deep, no YAML, no mapping, has tags, repeats a key or grows by aliases.
    """
    try:
        import yaml
    except ImportError:
        raise BadInput(name, "YAML needs PyYAML", "pip install 'critscale[yaml]'") from None

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Safe: no tag makes an object; and no key is there twice."""

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        loader.flatten_mapping(node)
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                refuse(f"the key {shown(key)!a} is no text")
            if key in found:
                refuse(f"the key {shown(key)!a} occurs twice")
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    def refuse(why: str) -> NoReturn:
        raise BadInput(name, why, "give a trainer's YAML")

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    if len(data) > MOST_BYTES:
        refuse(f"larger than {MOST_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
        _check_events(yaml.parse(text, Loader=yaml.SafeLoader), yaml, refuse)
        value = yaml.load(text, Loader=Loader)  # a SafeLoader
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        if isinstance(error, BadInput):
            raise
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        refuse(f"no YAML that is safe to read: {shown(getattr(error, 'problem', None) or type(error).__name__, 80)}{where}")
    if not isinstance(value, dict):
        refuse("its YAML is no mapping")
    found: dict[str, Any] = exact_numbers(_plain(value, [MOST_NODES], 0, refuse))
    return found


def _check_events(events: Any, yaml: Any, refuse: Any) -> None:
    """Refuse what is deep or long before it is put together, which recurses."""
    depth = nodes = 0
    for event in events:
        nodes += 1
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or nodes > 2 * MOST_NODES:
            refuse(f"nested deeper than {MAX_DEPTH}" if depth > MAX_DEPTH else "it has too many keys")


def _plain(value: Any, left: list[int], depth: int, refuse: Any) -> Any:
    """Return a copy without shared parts, of bounded size: an alias that repeats itself ends at the depth."""
    left[0] -= 1
    if left[0] < 0 or depth > MAX_DEPTH:
        refuse("its aliases repeat more than a config holds")
    if isinstance(value, dict):
        return {key: _plain(inner, left, depth + 1, refuse) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, left, depth + 1, refuse) for inner in value]
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)  # YAML 1.1 takes 1e6 for text
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def config_of_trainer(data: Mapping[str, Any], name: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the config of a model of the shape that a trainer's YAML gives, and what must be said.

    Raises
    ------
    BadInput
        If it gives no shape.
    """
    block = next(_blocks(data), None)
    if block is None:
        raise BadInput(name, f"no {', '.join(_SHAPE)} in it", "give the YAML of NeMo or Megatron that has the model's shape")

    def first(names: tuple[str, ...]) -> Any:
        return next((block[key] for key in names if block.get(key) is not None), None)

    found = {key: value for key, names in _KEYS.items() if (value := first(names)) is not None}
    notes = ["a trainer's YAML, read as the config of a model of its shape"]
    latent = bool(block.get("multi_latent_attention"))
    if latent:
        found |= {key: block.get(theirs) or default for key, (theirs, default) in _HEADS_LATENT.items()}
        found.pop("head_dim", None)
    else:
        found = {key: value for key, value in found.items() if not key.endswith("lora_rank")}
    found |= _layers(block)
    rope, said = _rope(block, latent, first)
    found |= rope
    notes += [*said, *_said(block)]
    return found, tuple(notes)


def _blocks(data: Mapping[str, Any], outer: Mapping[str, Any] | None = None, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings that have the shape, with the keys around them; flags are keys: ``--num-layers`` is num_layers."""
    own = {key.removeprefix("--").replace("-", "_"): value for key, value in data.items()}
    whole = {**(outer or {}), **own}
    if all(isinstance(own.get(key), int) and not isinstance(own.get(key), bool) for key in _SHAPE):
        yield whole
    for value in data.values():
        if isinstance(value, Mapping):
            yield from _blocks(value, {k: v for k, v in whole.items() if not isinstance(v, Mapping)}, depth + 1)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 4096 else None


def _layers(block: Mapping[str, Any]) -> dict[str, Any]:
    """Return which layers have a window and which have RoPE."""
    count = _count(block.get("num_layers")) or 0
    found: dict[str, Any] = {}
    window = block.get("window_size")
    left = window[0] if isinstance(window, list) and window else window
    if isinstance(left, int) and not isinstance(left, bool) and left >= 0:
        found["sliding_window"] = left + 1  # the token itself is beside those to its left
        skip = block.get("window_attn_skip_freq")
        every = _count(skip)
        slides = [True] * count
        if every:
            slides = [(i + 1) % every != 0 for i in range(count)]
        elif isinstance(skip, list) and len(skip) == count:
            slides = [bool(flag) for flag in skip]
        found["layer_types"] = ["sliding_attention" if slide else "full_attention" for slide in slides]
    nope = block.get("no_rope_freq")
    period = _count(nope)
    if block.get("position_embedding_type") in ("none", "learned_absolute", "relative", "alibi"):
        found["no_rope_layers"] = [0] * count
    elif period:
        found["no_rope_layers"] = [int((i + 1) % period != 0) for i in range(count)]
    elif isinstance(nope, list) and len(nope) == count:
        found["no_rope_layers"] = [int(not flag) for flag in nope]
    return found


def _rope(block: Mapping[str, Any], latent: bool, first: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the RoPE block, and what must be said of it."""
    kind = block.get("rope_type", "yarn") if latent else block.get("position_embedding_type", "rope")
    if kind == "yarn":
        defaults = _LATENT_DEFAULTS if latent else {}
        given = {key: first(names[latent:] if latent else names[:1]) for key, names in _YARN.items()}
        yarn = {key: defaults.get(key) if value is None else value for key, value in given.items()}
        notes = [f"Megatron-Core's default: {key} = {defaults[key]}" for key in given if given[key] is None and key in defaults]
        if yarn["mscale"] == 1 and not yarn["mscale_all_dim"]:  # what no mscale says
            yarn["mscale"] = yarn["mscale_all_dim"] = None
        elif not (yarn["mscale"] and yarn["mscale_all_dim"]) and (yarn["mscale"] is not None or yarn["mscale_all_dim"] is not None):
            notes.append("Megatron-Core counts an mscale of 0 as given; transformers does not")
        return {"rope_scaling": {"rope_type": "yarn", **{k: v for k, v in yarn.items() if v is not None}}}, notes
    interpolated = first(("seq_len_interpolation_factor", "rotary_seq_len_interpolation_factor"))
    if block.get("rope_scaling") is True or block.get("use_rope_scaling") is True:
        return {"rope_scaling": {"rope_type": "llama3", "factor": block.get("rope_scaling_factor") or 8}}, []
    if isinstance(interpolated, int | Fraction) and not isinstance(interpolated, bool) and interpolated > 1:
        return {"rope_scaling": {"rope_type": "linear", "factor": interpolated}}, []
    return {}, []


def _said(block: Mapping[str, Any]) -> Iterator[str]:
    if block.get("qk_layernorm") or block.get("qk_l2_norm"):
        yield "q and k are normalised before RoPE: the norm of both is fixed up to its learned gain"
    if block.get("softmax_type") not in (None, "vanilla"):
        yield f"softmax_type {shown(block['softmax_type'])}: a sink scales every weight alike"
    if block.get("apply_query_key_layer_scaling"):
        yield "apply_query_key_layer_scaling divides by the layer's number and multiplies by it again"
