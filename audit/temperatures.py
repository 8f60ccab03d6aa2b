"""The laws that configs switch on beside RoPE: one declarative rule each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ..theory.errors import BadInput, shown
from ..theory.laws.catalogue import LAWS
from .config import Config, as_number
from .facts import Temperature
from .families import READERS, reader
from .rope import RopeBlock

Parameters = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Rule:
    """A law, the key that switches it on, and how its parameters are read.

    Attributes
    ----------
    key : str
        The key.
    law : str
        Id in the catalogue.
    layers : str
        Which layers.
    settings : callable
        From the config to the parameters; None where the key is there and switches the law off.
    notes : tuple of str
        What must be said.
    """

    key: str
    law: str
    layers: str
    settings: Callable[[Config], Parameters | None]
    notes: tuple[str, ...] = ()


def _truthy(config: Config, key: str, default: bool = False) -> bool:
    """Return a switch as Python reads it: an int such as 4 counts as on; text is refused."""
    value = config.get(key)
    if value is None:
        return default
    if isinstance(value, bool | int | Fraction):
        return bool(value)
    raise BadInput(f"the key {config.prefix}{key}", f"{shown(repr(value))} is no switch", "mend the config")


def _required(config: Config, key: str, parameter: str) -> Parameters:
    value = as_number(config.get(key), config.prefix + key, positive=True)
    if value is None:
        raise BadInput(f"the key {config.prefix}{key}", "it is missing, and the law needs it", "mend the config")
    return {parameter: value}


def _optional(config: Config, **keys: str) -> Parameters:
    found = {}
    for parameter, key in keys.items():
        value = as_number(config.get(key), config.prefix + key, positive=True)
        if value is not None:
            found[parameter] = value
    return found


def _qwen(config: Config) -> Parameters | None:
    return _required(config, "seq_length", "L") if _truthy(config, "use_logn_attn") else None


def _llama4(config: Config) -> Parameters | None:
    if not _truthy(config, "attn_temperature_tuning", default=True):
        return None
    return _optional(config, attn_scale="attn_scale", floor_scale="floor_scale")


def _inkling(config: Config) -> Parameters | None:
    floor = config.get("log_scaling_n_floor")
    if floor is None and (config.has("log_scaling_n_floor") or config.family == "inkling"):
        return None  # null, the default of v1, is off
    return _optional(config, n_floor="log_scaling_n_floor", alpha="log_scaling_alpha")


def _grok(config: Config) -> Parameters | None:
    length = config.number("attn_temperature_len")
    if length is None or length <= 0:
        return None  # -1, the default, is off
    return {"L": length}


def _muse(config: Config) -> Parameters | None:
    config.get("attn_temperature_tuning_layers")
    return {
        **_required(config, "attn_temperature_tuning_floor_scale", "floor_scale"),
        **_required(config, "attn_temperature_tuning_q_scale_constant", "c"),
    }


def _mistral_format(config: Config) -> Parameters | None:
    block = config.block("llama_4_scaling")
    if block is None:
        return None
    found = {
        "beta": as_number(block.get("beta"), "llama_4_scaling.beta", positive=True),
        "L": as_number(
            block.get("original_max_position_embeddings"),
            "llama_4_scaling.original_max_position_embeddings",
            positive=True,
        ),
    }
    if None in found.values():
        raise BadInput(
            "the key llama_4_scaling", "beta or original_max_position_embeddings is missing", "mend the config"
        )
    return {name: value for name, value in found.items() if value is not None}


def _axolotl(config: Config) -> Parameters | None:
    if not _truthy(config, "scaling_softmax"):
        return None
    bias = config.number("scaling_softmax_bias")
    return {**_optional(config, s="scaling_softmax_factor"), **({"b": bias} if bias is not None else {})}


RULES = (
    Rule("use_logn_attn", "qwen-logn", "all", _qwen),
    Rule("attn_temperature_tuning", "llama4", "nope", _llama4),
    Rule("log_scaling_n_floor", "inkling", "full", _inkling),
    Rule(
        "attn_temperature_len",
        "grok-2",
        "all",
        _grok,
        notes=("applied after the tanh softcap: the effective cap grows with m",),
    ),
    Rule("attn_temperature_tuning_floor_scale", "muse-spark", "full", _muse),
    Rule("llama_4_scaling", "ministral3", "all", _mistral_format),
    Rule(
        "scaling_softmax",
        "axolotl",
        "all",
        _axolotl,
        notes=("a training option of axolotl: only its FlexAttention reads it",),
    ),
    Rule(
        "scalable_softmax",
        "olmo-core",
        "all",
        lambda config: {} if _truthy(config, "scalable_softmax") else None,
        notes=("s is learned per head: 1 is its initial value",),
    ),
    Rule(
        "log_scale",
        "clex",
        "all",
        lambda config: _required(config, "max_position_embeddings", "L") if _truthy(config, "log_scale") else None,
    ),
)


@dataclass(frozen=True, slots=True)
class Temperatures:
    """Temperatures, what must be said about keys, and why a multiplier is not known."""

    temperatures: tuple[Temperature, ...]
    notes: tuple[str, ...]
    undecided: tuple[str, ...]


def temperatures(config: Config, blocks: Mapping[str, RopeBlock]) -> Temperatures:
    """Return the laws that a config switches on beside RoPE."""
    found, notes, unknown = [], [], []
    for rule in RULES:
        if not config.has(rule.key) and config.default(rule.key) is None:
            continue
        read = reader(config, rule.key)
        path = config.path(rule.key)
        if read == "no":
            notes.append(f"{path} is there, but {config.family} does not read it")
            continue
        if read == "unknown":
            config.read.add(path)
            unknown.append(f"{path}: whether the model type {config.family!r} reads it is not known")
            continue
        before = set(config.read)
        settings = rule.settings(config)
        keys = tuple(sorted(config.read - before)) or (f"the default of {config.family}",)
        if settings is None:
            notes.append(f"{path} switches {rule.law} off")
            continue
        found.append(
            Temperature(LAWS[rule.law].bind(settings), rule.layers, keys, rule.notes + _by_key(read, rule.key))
        )
    read = reader(config, "llama_4_scaling_beta")
    for temperature in _betas(blocks):
        if read in ("yes", "by key"):
            found.append(replace(temperature, notes=_by_key(read, "llama_4_scaling_beta")))
        elif read == "no":
            notes.append(f"{temperature.keys[0]} is there, but {config.family} does not read it")
        else:
            unknown.append(f"{temperature.keys[0]}: whether the model type {config.family!r} reads it is not known")
    found += _by_type(config)
    return Temperatures(tuple(found), tuple(notes), (*unknown, *_learned(config)))


def _by_key(read: str, key: str) -> tuple[str, ...]:
    if read != "by key":
        return ()
    families = ", ".join(sorted(READERS[key]))
    return (f"no model_type: taken from the key alone, as {families} would",) if families else ()


def _betas(blocks: Mapping[str, RopeBlock]) -> Iterator[Temperature]:
    """Yield the temperature that a RoPE block carries: llama_4_scaling_beta."""
    seen = set()
    for block in blocks.values():
        if block.scaling_beta is None or block.original is None or (block.scaling_beta, block.original) in seen:
            continue
        seen.add((block.scaling_beta, block.original))
        bound = LAWS["ministral3"].bind({"beta": block.scaling_beta, "L": block.original})
        yield Temperature(
            bound, "all", (f"{block.path}.llama_4_scaling_beta", f"{block.path}.original_max_position_embeddings")
        )


def _by_type(config: Config) -> Iterator[Temperature]:
    if config.family == "beam":
        yield Temperature(LAWS["beam"].bind(), "nope", ("model_type",), ("hard-coded in the model: no config key",))


def _learned(config: Config) -> Iterator[str]:
    if config.family == "mistral_large4":
        yield "m = scale log(pos + 1) + bias: scale and bias are in the weights (softmax_scaling), not in the config"
    kind: Any = config.get("attn_scale_type")
    if kind is not None:
        yield f"{config.prefix}attn_scale_type: ASEntmax coefficients are learned, they are in the weights"
