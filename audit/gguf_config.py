"""A GGUF's keys as the config they were made from.

What llama.cpp's converter does not store is not known here either; where its loader fills something in, so does this.

Source: llama.cpp, gguf-py/gguf/constants.py, conversion/, src/llama-model.cpp and src/models/, of the version of the record.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..theory.errors import BadInput, shown
from .config import LLAMA_CPP
from .engine_facts import ELSEWHERE, record
from .rope import NONE_TYPES
from .table import Family, table

ARCHITECTURE = "general.architecture"
_KEYS = {
    "context_length": "max_position_embeddings",
    "embedding_length": "hidden_size",
    "attention.head_count": "num_attention_heads",
    "attention.head_count_kv": "num_key_value_heads",
    "attention.kv_lora_rank": "kv_lora_rank",
    "attention.q_lora_rank": "q_lora_rank",
    "attn_logit_softcapping": "attn_logit_softcapping",
    "attention.temperature_length": "attn_temperature_len",
    "full_attention_interval": "full_attention_interval",
    "rope.freq_base": "rope_theta",
}
"""Keys that have another name in a config and the same meaning, without the architecture before them."""

_BLOCK = {
    "rope.scaling.type": "rope_type",
    "rope.scaling.factor": "factor",
    "rope.scaling.original_context_length": "original_max_position_embeddings",
    "rope.scaling.yarn_attn_factor": "attention_factor",
    "rope.scaling.yarn_beta_fast": "beta_fast",
    "rope.scaling.yarn_beta_slow": "beta_slow",
    "attention.temperature_scale": "llama_4_scaling_beta",
}
"""Those of the RoPE block."""

@dataclass(frozen=True, slots=True)
class GgufKey:
    """What a key of a GGUF is called in a config.

    Attributes
    ----------
    name : str
        The key.
    kind : str
        The type that llama.cpp reads it as: "int", "float" or "str".
    block : bool
        Whether it stands in the RoPE block.
    own : bool
        Whether no config has it: it stands in the block of `LLAMA_CPP`.
    """

    name: str
    kind: str
    block: bool = False
    own: bool = False


_KINDS = {"rope.scaling.type": "str", "context_length": "int", "rope.scaling.original_context_length": "int"}
_OVERRIDABLE = ("context_length", "embedding_length", "attn_logit_softcapping", "rope.freq_base")


def config_key(key: str) -> GgufKey | None:
    """Return what a key, its architecture before it, is in a config; None where no rule here reads it alone."""
    _, _, name = key.partition(".")
    kind = _KINDS.get(name, "int" if name == "embedding_length" else "float")
    if name == _ATTN_FACTOR:
        return GgufKey("attn_factor", "float", own=True)
    if name in _BLOCK and name not in ("rope.scaling.yarn_attn_factor", "attention.temperature_scale"):
        return GgufKey(_BLOCK[name], kind, block=True)
    return GgufKey(_KEYS[name], kind) if name in _OVERRIDABLE else None


_LOG_MULTIPLIER = "rope.scaling.yarn_log_multiplier"
_ATTN_FACTOR = "rope.scaling.attn_factor"
_EXT_FACTOR = "rope.scaling.yarn_ext_factor"
_GEMMA_27B = {"gemma2": 46, "gemma3": 62}
"""The layers by which llama.cpp knows a model of 27B, whose scale is not that of its head dimension."""

_FULL_FIRST = {"laguna": 4}
"""Where nothing says which layers have the window: every so many layers the first has none, and the family has no such rule."""

_ROPE_FREQUENCIES = "rope_freqs.weight"
_SINGLE = 2.0**-20
"""Relative error below which a stored number of single precision is that of a formula."""

_DUMPED = re.compile(r"(general\.architecture|[\w-]+\.(attention\.head_count|block_count|context_length|rope\.[\w.]+))$")


def is_gguf_dump(data: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object holds the keys of a GGUF: as they are, or below ``metadata``."""
    return any(_DUMPED.match(key) for key in _metadata(data))


def read_gguf_dump(data: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values of a dumped header and the names of its tensors; each value is itself, or below ``value``."""
    values = {k: v.get("value") if isinstance(v, Mapping) else v for k, v in _metadata(data).items()}
    tensors = data.get("tensors", data.get("tensorInfos"))
    names: tuple[str, ...] = ()
    if isinstance(tensors, Mapping):
        names = tuple(tensors)
    elif isinstance(tensors, list):
        names = tuple(t["name"] for t in tensors if isinstance(t, Mapping) and isinstance(t.get("name"), str))
    return {k: v for k, v in values.items() if v is not None}, names


def _metadata(data: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = data.get("metadata")
    return inner if isinstance(inner, Mapping) else data


def config_of_gguf(
    values: Mapping[str, Any], tensors: tuple[str, ...], name: str = "the GGUF"
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the config that a GGUF's keys speak of, and what must be said of the reading.

    Parameters
    ----------
    values : mapping
        The keys of the header, as they are named there.
    tensors : tuple of str
        Names of the tensors.
    name : str
        What to call it in a refusal.

    Raises
    ------
    BadInput
        If it names no architecture: a later part of a model in parts, an adapter, a projector.
    """
    architecture = values.get(ARCHITECTURE)
    if not isinstance(architecture, str):
        split = isinstance(values.get("split.no"), int) and values["split.no"]
        why = f"part {values['split.no'] + 1} of a model in parts, which has no keys" if split else f"it has no {ARCHITECTURE}"
        raise BadInput(name, why, "give the first part, -00001-of-" if split else "give the GGUF of a model")
    own = {key.removeprefix(f"{architecture}."): value for key, value in values.items() if key.startswith(f"{architecture}.")}
    if not own:
        raise BadInput(name, f"no key of {shown(architecture)!a} is in it", "give the GGUF of a model")
    kind, classes = model_type(architecture, own)
    config: dict[str, Any] = {"model_type": kind or architecture}
    if classes:
        config["architectures"] = list(classes)
    notes = [f"a GGUF of general.architecture {shown(architecture)}"]
    if kind:
        notes = [f"{notes[0]}, read as model_type {kind}"]
    row = table().find(kind) or Family(kind or architecture)
    config |= {new: _scalar(own[old]) for old, new in _KEYS.items() if old in own}
    config |= _layers(own, architecture)
    config |= _heads(own)
    config |= _window(own, row)
    scale, said = _scale(own, architecture, row)
    config |= scale
    block, more = _rope(own, architecture, row, tensors, config)
    config |= block
    return config, (*notes, *said, *more)


def model_type(architecture: str, own: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the model type of a GGUF's architecture, empty where none is known, and the classes that are converted to it.

    Source: the converter's registry, as `make facts` read it.
    """
    registry: Mapping[str, Any] = record()["families"]["llama.cpp"]["gguf"]
    classes = tuple(name for name, graph in registry.items() if graph == architecture)
    if architecture == "mistral3":  # Mistral's as well as Ministral's: the temperature tells
        return ("ministral3" if "attention.temperature_scale" in own else "mistral"), classes
    if architecture == "olmo2" and "attention.sliding_window" in own:
        return "olmo3", classes
    if architecture == "deepseek2":
        return ("deepseek_v3" if own.get("expert_gating_func") == 2 else "deepseek_v2"), classes
    types: Mapping[str, Any] = record()["architectures"]
    named = {_plain(name): name for name in sorted({*types, *table().families, *ELSEWHERE}, reverse=True)}
    if _plain(architecture) in named:
        return named[_plain(architecture)], classes
    of_class = {**ELSEWHERE, **types}
    return next((name for name in of_class if set(of_class[name]) & set(classes)), ""), classes


def _plain(name: str) -> str:
    return name.replace("-", "").replace("_", "").removesuffix("text")


def _scalar(value: Any) -> Any:
    """Return the number that a list by layer repeats, else the value; layers without attention have 0."""
    if isinstance(value, list):
        kept = {repr(item): item for item in value if item != 0}
        return next(iter(kept.values())) if len(kept) == 1 else value
    return value


def _size(own: Mapping[str, Any], key: str) -> int | None:
    value = _scalar(own.get(key))
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _layers(own: Mapping[str, Any], architecture: str) -> dict[str, Any]:
    """Return the number of layers, without those that predict further tokens, and their types where the keys say them."""
    count = _size(own, "block_count")
    if count is None:
        return {}
    count -= min(_size(own, "nextn_predict_layers") or 0, count - 1)
    found: dict[str, Any] = {"num_hidden_layers": count}
    windows, kv = own.get("attention.sliding_window_pattern"), own.get("attention.head_count_kv")
    recurrent = own.get("attention.recurrent_layers")
    if isinstance(windows, list) and len(windows) >= count:
        found["layer_types"] = ["sliding_attention" if w else "full_attention" for w in windows[:count]]
    elif isinstance(windows, int) and not isinstance(windows, bool) and windows > 1:
        found["sliding_window_pattern"] = windows
    elif isinstance(recurrent, list) and len(recurrent) >= count:
        found["layer_types"] = ["linear_attention" if r else "full_attention" for r in recurrent[:count]]
    elif architecture in _FULL_FIRST and _size(own, "attention.sliding_window"):
        period = _FULL_FIRST[architecture]
        found["layer_types"] = ["sliding_attention" if i % period else "full_attention" for i in range(count)]
    elif isinstance(kv, list) and 0 in kv and len(kv) >= count:
        found["layer_types"] = ["full_attention" if k else "linear_attention" for k in kv[:count]]
    return found


def _heads(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the head dimensions: of latent attention, or one with the share of it that turns."""
    turns, length = _size(own, "rope.dimension_count"), _size(own, "attention.key_length")
    latent = _size(own, "attention.key_length_mla") or (length if "attention.kv_lora_rank" in own else None)
    if latent is not None and turns is not None and turns < latent:
        return {"qk_rope_head_dim": turns, "qk_nope_head_dim": latent - turns}
    if length is None:
        hidden, heads = _size(own, "embedding_length"), _size(own, "attention.head_count")
        length = hidden // heads if hidden and heads else None
    return {} if length is None else {"head_dim": length, **_share({**own, "attention.key_length": length})}


def _share(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return which share of the head turns."""
    turns, length = _size(own, "rope.dimension_count"), _size(own, "attention.key_length")
    return {"partial_rotary_factor": Fraction(turns, length)} if turns and length and turns <= length else {}


def _window(own: Mapping[str, Any], row: Family) -> dict[str, Any]:
    key = "attention.sliding_window"
    if key not in own:
        return {}
    return {row.window_key or "sliding_window": _size(own, key)}


def _scale(own: Mapping[str, Any], architecture: str, row: Family) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the family's own key of the softmax scale."""
    layers = _GEMMA_27B.get(architecture)
    if layers is not None:
        hidden, heads = _size(own, "embedding_length"), _size(own, "attention.head_count")
        large = own.get("block_count") == layers and hidden and heads
        size = hidden // heads if large and hidden and heads else _size(own, "attention.key_length")
        return ({} if size is None else {"query_pre_attn_scalar": size}), ()
    scale = own.get("attention.scale")
    if not isinstance(scale, int | Fraction) or scale <= 0:
        return {}, ()
    keys = {*(row.scale or {}), *row.scale_if_given}
    if "attention_multiplier" in keys or not row.name:
        return {"attention_multiplier": scale}, ()
    return {}, (f"attention.scale = {shown(scale)} has no key in a config of {row.name}",)


def _rope(
    own: Mapping[str, Any], architecture: str, row: Family, tensors: tuple[str, ...], config: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the RoPE block, and what stands in it that no config says."""
    block = {new: own[old] for old, new in _BLOCK.items() if old in own}
    default = row.defaults.get("rope_parameters")
    if not block and _ROPE_FREQUENCIES in tensors and isinstance(default, Mapping) and _extends(default):
        return {}, ()  # its frequencies are in the tensor, and their type is that of the class
    if "factor" not in block and own.get("rope.scale_linear"):
        block["factor"] = own["rope.scale_linear"]
    kind = block.get("rope_type")
    if kind is None and isinstance(block.get("factor"), int | Fraction):
        block["rope_type"] = kind = "linear"
    if kind in (None, "none"):
        block = {"rope_type": "llama3" if _ROPE_FREQUENCIES in tensors else "default", **_without_type(block)}
    found: dict[str, Any] = {}
    notes = list(_log_multiplier(own, architecture, block))
    context: dict[str, Any] = {}
    if architecture == "grok":  # the one that reads what is stored
        found_there = {"yarn_ext_factor": own.get(_EXT_FACTOR), "yarn_attn_factor": block.pop("attention_factor", None)}
        context = {key: value for key, value in found_there.items() if value is not None}
    if "attention_factor" in block:
        notes.append("rope.scaling.yarn_attn_factor is read as attention_factor: the converter stores that, or attn_factor")
    stored = own.get(_ATTN_FACTOR)
    if isinstance(stored, int | Fraction):
        if _is_longrope(stored, block, config):
            block["rope_type"] = "longrope"
        else:
            context["attn_factor"] = stored
    if context:
        found[LLAMA_CPP] = context
    if block != {"rope_type": "default"} or (isinstance(default, Mapping) and _extends(default)):
        found["rope_scaling"] = block
    return found, tuple(notes)


def _without_type(block: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key not in ("rope_type", "factor")}


def _extends(default: Mapping[str, Any]) -> bool:
    blocks = [default, *(inner for inner in default.values() if isinstance(inner, Mapping))]
    return any(str(b.get("rope_type", "default")) not in NONE_TYPES for b in blocks)


def _log_multiplier(own: Mapping[str, Any], architecture: str, block: dict[str, Any]) -> Iterator[str]:
    """Put mscale_all_dim and the mscale that llama.cpp assumes into a block; the converter stores a tenth in latent attention."""
    stored = own.get(_LOG_MULTIPLIER)
    if not isinstance(stored, int | Fraction) or not stored:
        return
    block["mscale_all_dim"] = stored * 10 if "attention.kv_lora_rank" in own else stored
    block["mscale"] = block["mscale_all_dim"] if architecture == "deepseek2" else Fraction(1)
    yield f"mscale is not in a GGUF: {shown(block['mscale'])}, which llama.cpp assumes"


def _is_longrope(stored: int | Fraction, block: Mapping[str, Any], config: Mapping[str, Any]) -> bool:
    """Tell whether a stored factor is the one that the converter computes for a LongRoPE block."""
    original, longest = block.get("original_max_position_embeddings"), config.get("max_position_embeddings")
    if block.get("rope_type") not in ("longrope", "default") or not (isinstance(original, int) and isinstance(longest, int) and original > 1):
        return False
    if longest <= original:
        return False
    formula = math.sqrt(1 + math.log(longest / original) / math.log(original))
    return math.isclose(float(stored), formula, rel_tol=_SINGLE)
