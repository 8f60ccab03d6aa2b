"""Which keys scale logits, and what each engine makes of each: found by changing the key and reading the config again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength
from ..theory.expression import depends_on_length
from .config import LLAMA_CPP, Config
from .engines import ENGINES
from .facts import Facts
from .full_layers import FullLayers, full_layers
from .gather import gather
from .key_templates import Path, changed
from .reference import Engine

Effect = Literal["sets", "multiplies", "enters", "by position", "ignores", "does not run", "unknown"]
"""What an engine makes of a key: "sets", its power is the factor whatever else stands there; "multiplies", its power
multiplies what else stands there; "enters", it is one of the numbers of a formula; "by position", the factor goes with the
position of the query; "ignores", nothing; "does not run", the engine has no such model; "unknown", no fact says it."""

N = 131072
"""The context length at which keys are tried."""

_AGREE = Fraction(1, 10**9)
_POWERS = tuple(Fraction(power) for power in ("2", "1", "1/2", "-1/2", "-1", "-2"))


@dataclass(frozen=True, slots=True)
class Probe:
    """A key, a config it is tried in, and values.

    Attributes
    ----------
    path : tuple of str
        The keys from the config's root.
    config : mapping
        A config without the key, or with another value of it.
    values : tuple
        JSON values to try.
    other : mapping
        A config in which something else scales the logits otherwise: it tells "sets" from "multiplies".
    """

    path: Path
    config: Mapping[str, Any]
    values: tuple[Any, ...]
    other: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The key with the block it stands in, or the word of a command line."""
        return _FLAGS[self.path[1]] if self.path[0] == LLAMA_CPP else ".".join(self.path)

    @property
    def family(self) -> str:
        """The model type it is tried in."""
        return str(self.config["model_type"]).removesuffix("_text")

    @property
    def block(self) -> str:
        """The type of the RoPE block it stands in, or beside; empty where there is none."""
        name = self.path[0] if self.path[0] in ("rope_scaling", "rope_parameters") else "rope_scaling"
        inner = self.config.get(name, {})
        return str(inner.get("rope_type", ""))


@dataclass(frozen=True, slots=True)
class KeyEffect:
    """What one engine makes of one key.

    Attributes
    ----------
    key, block, family : str
        The key; the type of the RoPE block it stands in, empty for one outside; the model type it was tried in.
    engine : str
        The engine's id.
    effect : str
        See `Effect`.
    power : Fraction or None
        The logits get this power of the key: 2 for a factor on q and k; None where it is no power.
    dimensions : str
        "all", or "rotary" or "other" where it reaches those alone; empty where it does nothing.
    why : tuple of str
        What the engine's reading says of itself.
    """

    key: str
    block: str
    family: str
    engine: str
    effect: Effect
    power: Fraction | None = None
    dimensions: str = ""
    why: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the effect as JSON data."""
        return {
            "key": self.key,
            "block": self.block,
            "family": self.family,
            "engine": self.engine,
            "effect": self.effect,
            "power": None if self.power is None else str(self.power),
            "dimensions": self.dimensions,
            "why": list(self.why),
        }


# --- what is tried ---

_FLAGS = {"attn_factor": "--override-kv ARCH.rope.scaling.attn_factor", "yarn_attn_factor": "--yarn-attn-factor"}
"""Words of llama.cpp's command line, by what `critscale.audit.config.LLAMA_CPP` calls them."""


def _model(model_type: str, **keys: Any) -> dict[str, Any]:
    shape = {"hidden_size": 256, "num_attention_heads": 4, "num_hidden_layers": 8, "max_position_embeddings": N}
    return {"model_type": model_type, **shape, **keys}


def _yarn(factor: int, **keys: Any) -> dict[str, Any]:
    return {"rope_type": "yarn", "factor": factor, "original_max_position_embeddings": 32768, **keys}


_LATENT = {"qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "kv_lora_rank": 512}
_LISTS = {"rope_type": "longrope", "short_factor": [1] * 32, "long_factor": [2] * 32}
_AROUND_ONE = tuple(map(Fraction, ("4/5", "6/5", "7/5")))


def _in_yarn(key: str, model: str, *values: Fraction, **others: Any) -> Probe:
    latent = _LATENT if model == "deepseek_v3" else {}
    config, other = (_model(model, **latent, rope_scaling=_yarn(factor, **others)) for factor in (4, 16))
    return Probe(("rope_scaling", key), config, values or _AROUND_ONE, other)


def _in_longrope(key: str, model: str, *values: Fraction, **others: Any) -> Probe:
    config = _model(model, rope_scaling={**_LISTS, "original_max_position_embeddings": 4096, **others})
    return Probe(("rope_scaling", key), config, values or _AROUND_ONE, {**config, "max_position_embeddings": N // 2})


def _outside(key: str, model: str, *values: Any, **others: Any) -> Probe:
    config = _model(model, **others)
    other = {**config, "rope_scaling": _yarn(4)} if "rope_parameters" not in others else config
    return Probe((key,), config, values, other)


def _probes() -> Iterator[Probe]:
    one = Fraction(1)
    factors = tuple(map(Fraction, (4, 16, 40)))
    yield _in_yarn("factor", "qwen2", *factors)
    yield _in_yarn("factor", "deepseek_v3", *factors, mscale=one, mscale_all_dim=one)
    for model in ("qwen2", "deepseek_v3"):
        yield _in_yarn("attention_factor", model)
        yield _in_yarn("attn_factor", model)
        yield _in_yarn("mscale", model, mscale_all_dim=one)
        yield _in_yarn("mscale_all_dim", model, mscale=one)
    yield _in_longrope("factor", "phi3", *map(Fraction, (8, 16, 64)))
    yield _in_longrope("attention_factor", "phi3")
    yield _in_longrope("long_mscale", "phi3", short_mscale=one)
    yield _in_longrope("long_mscale", "phimoe", short_mscale=one)
    scalars = tuple(map(Fraction, (64, 144, 576)))
    multipliers = tuple(map(Fraction, ("1/64", "1/32", "1/8")))
    yield _outside("query_pre_attn_scalar", "gemma2", *scalars)
    yield _outside("query_pre_attn_scalar", "gemma3_text", *scalars)
    yield _outside("query_pre_attn_scalar", "vaultgemma", *scalars)
    yield _outside("query_pre_attn_scalar", "step3p5", *scalars)
    yield _outside("attention_multiplier", "granite", *multipliers)
    yield _outside("attention_multiplier", "hyperclovax", *multipliers)
    yield _outside("key_multiplier", "falcon_h1", *multipliers)
    yield _outside("use_logn_attn", "qwen", True, seq_length=2048)
    yield _outside("attn_scale", "llama4_text", *_AROUND_ONE)
    yield _outside("floor_scale", "llama4_text", 4096, 8192, 16384)
    ministral = {**_yarn(16, mscale=1, mscale_all_dim=1, rope_theta=1000000), "original_max_position_embeddings": 16384}
    config = _model("ministral3", rope_parameters=ministral)
    yield Probe(("rope_parameters", "llama_4_scaling_beta"), config, _AROUND_ONE, config)
    yield _outside("log_scaling_alpha", "inkling", *_AROUND_ONE, log_scaling_n_floor=8192)
    yield _outside("attn_temperature_len", "grok-2", 1024, 4096)
    yield _outside(
        "attn_temperature_tuning_q_scale_constant",
        "muse_spark",
        *_AROUND_ONE,
        attn_temperature_tuning_floor_scale=8192,
        attn_temperature_tuning_q_scale_constant=Fraction(1, 10),
    )
    longrope = _in_longrope("factor", "phi3")
    blocks = (_model("qwen2"), _model("qwen2", rope_scaling=_yarn(4))), (longrope.config, longrope.other)
    for key in _FLAGS:
        for plain, other in (*blocks, (_model("qwen2", rope_scaling=_yarn(4)), _model("qwen2", rope_scaling=_yarn(16)))):
            yield Probe((LLAMA_CPP, key), plain, _AROUND_ONE, other)


PROBES = tuple(_probes())
"""Every key that scales logits in some engine, in a config that shows it."""


# --- what comes out ---


@cache
def key_effects() -> tuple[KeyEffect, ...]:
    """Return what each engine makes of each key that scales logits in some engine."""
    return tuple(_effect(probe, engine) for probe in PROBES for engine in ENGINES.values())


def _effect(probe: Probe, engine: Engine) -> KeyEffect:
    facts = gather(Config(probe.config))
    why = engine.why_not(facts)
    named = (probe.key, probe.block, probe.family, engine.id)
    if why:
        return KeyEffect(*named, "does not run", why=(why,))
    readings = [_reading(probe, probe.config, value, engine, facts) for value in (None, *probe.values)]
    if any(reading is None or reading.undecided for reading in readings):
        undecided = next((reading.undecided for reading in readings if reading is not None and reading.undecided), ())
        return KeyEffect(*named, "unknown", why=undecided)
    known = [reading for reading in readings if reading is not None]
    says = tuple(dict.fromkeys(why for reading in known for why in reading.says))
    values = [reading.at(ContextLength.parse(N)) for reading in known]
    moved = [at for at in range(len(values[0])) if not all(_same(a[at], b[at]) for a, b in pairwise(values))]
    if not moved:
        return KeyEffect(*named, "ignores", why=says)
    dimensions = "all" if len(moved) == len(values[0]) else "other" if moved == [1] else "rotary"
    if any(depends_on_length(reading.parts[moved[0]]) for reading in known):
        return KeyEffect(*named, "by position", dimensions=dimensions, why=says)
    numbers = [value[moved[0]] for value in values[1:]]
    power = _power(probe.values, numbers)
    if power is None:
        return KeyEffect(*named, "enters", dimensions=dimensions, why=says)
    return KeyEffect(*named, "sets" if _sets(probe, engine, moved[0], numbers[0]) else "multiplies", power, dimensions, says)


def _sets(probe: Probe, engine: Engine, part: int, value: Enclosure) -> bool:
    """Tell whether the key gives the same factor where something else scales the logits otherwise."""
    before, n = gather(Config(probe.other)), ContextLength.parse(N)
    with_key, without = (_reading(probe, probe.other, key, engine, before) for key in (probe.values[0], None))
    if with_key is None or without is None or with_key.undecided or without.undecided:
        return False
    plain = _reading(probe, probe.config, None, engine, gather(Config(probe.config)))
    differs = plain is not None and not plain.undecided and not _same(plain.at(n)[part], without.at(n)[part])
    return differs and _same(with_key.at(n)[part], value)


def _reading(
    probe: Probe, config: Mapping[str, Any], value: Any, engine: Engine, before: Facts
) -> FullLayers | None:
    """Return what an engine does to the first layers that see all keys where the key has a value, None without such."""
    facts = before if value is None else gather(Config(changed(config, {probe.path: value})))
    found = full_layers(facts, engine, ContextLength.parse(N), before)
    return found[0] if found else None


def _same(a: Enclosure, b: Enclosure) -> bool:
    first, second = Fraction(a.decimal()), Fraction(b.decimal())
    return abs(first - second) <= _AGREE * abs(second)


def _power(keys: tuple[Any, ...], values: list[Enclosure]) -> Fraction | None:
    """Return the power of the key that the factor goes with, None where it is no power."""
    if len(keys) < 2 or any(isinstance(key, bool) for key in keys):
        return None
    numbers = [Fraction(value.decimal()) for value in values]
    for power in _POWERS:
        ratios = [(value ** 2) / Fraction(key) ** int(2 * power) for key, value in zip(keys, numbers, strict=True)]
        if all(abs(a - b) <= _AGREE * abs(b) for a, b in pairwise(ratios)):
            return power
    return None
