"""The families' table: of each text family what its running models do, and the defaults of its config class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import torch
from transformers import PreTrainedConfig

from critscale.audit.config import SCALING

from .models import LAYERS, NEUTRAL, OVERRIDES, WINDOW, config_of, model_of, tiny_keys
from .read import TOKENS, Layer, read

NEAR, FAR = 0, 200
"""Positions at which every temperature is 1, and above the original length of `YARN`."""

YARN = {
    "rope_type": "yarn",
    "factor": 4.0,
    "original_max_position_embeddings": 64,
    "attention_factor": 3.0,
    "rope_theta": 10000.0,
}

LONGROPE = {**{k: v for k, v in YARN.items() if k != "factor"}, "rope_type": "longrope"}

_CANONICAL = frozenset(
    [
        "hidden_size",
        "num_attention_heads",
        "num_hidden_layers",
        "head_dim",
        "max_position_embeddings",
        "sliding_window",
        "layer_types",
        "layers_block_type",
    ]
)
_RELEVANT = re.compile(
    r"hidden_size$|num_attention_heads$|num_hidden_layers$|head_dim$|dim_head$|max_position_embeddings$|sliding_window|n_head$|n_embd$"
    r"|n_layer|d_model$|d_kv$|num_heads$|n_positions|kv_channels|window|attention_chunk_size|interval|pattern|period$|offset$"
    r"|rope|rotary|partial|attention_multiplier|query_pre_attn|softcap|temperature|floor_scale|attn_scale|log_scaling"
    r"|key_multiplier|qk_|scale_attn|scale_attention|use_qk|alibi|every_n|nope|logits_mup|attn_layer|local_"
)
_NOT_RELEVANT = re.compile(r"final_|router|mtp|index_|linear_|mamba|encoder_|ignore_keys|expert|speech|feed_forward|_in_fp32")
_SCALE_KEYS = re.compile(r"multiplier|query_pre|factor|scalar|scale(?!_emb)|mup_")


class Lab:
    """Reads a family's tiny models."""

    def __init__(self, config_class: type[PreTrainedConfig], layers: int = LAYERS) -> None:
        self.kind = config_class
        self.tiny = tiny_keys(config_class, layers)
        self.default = _defaults(config_class)
        self.plain = {**self.tiny, **with_rope(self, NEUTRAL.get(config_class.model_type, {"rope_type": "default"}))}

    def config(self, **keys: Any) -> PreTrainedConfig:
        """Return the config of a tiny model."""
        return config_of(self.kind, {**self.plain, **keys})

    def read(self, positions: Sequence[int] = (NEAR, FAR), **keys: Any) -> list[Layer]:
        """Return what its layers do."""
        return layers_of(self.config(**keys), positions)


def layers_of(config: PreTrainedConfig, positions: Sequence[int], claims: bool = False) -> list[Layer]:
    """Return what the layers of a config do; with a cache that claims to have seen what comes before, if asked."""
    count = getattr(config, "decoder_layers", None) or getattr(config, "num_decoder_layers", None)
    layers = read(model_of(config), count or config.num_hidden_layers, positions, claims)
    if not all(torch.isfinite(torch.tensor(f)).all() for layer in layers for f in layer.factors.values()):
        raise ArithmeticError("a logit is not finite")
    return layers


def _defaults(config_class: type[PreTrainedConfig]) -> dict[str, Any]:
    try:
        return _as_read(config_class())
    except Exception:  # noqa: BLE001  its defaults contradict each other
        return _as_read(config_class(**tiny_keys(config_class)))


def _as_read(config: PreTrainedConfig) -> dict[str, Any]:
    """Return what a config has, numbers as it has them: Dory writes twice as many layers, for the blocks of its file."""
    found: dict[str, Any] = config.to_dict()
    return {**found, **{key: value for key, value in vars(config).items() if key in found and type(value) is int}}


def _rope(default: Any, block: Mapping[str, Any]) -> dict[str, Any]:
    """Return rope_parameters with a block of our own in place of each of the class's."""
    default = default or {}
    kept = (
        "rope_theta",
        "mrope_section",
        "partial_rotary_factor",
        "original_max_position_embeddings",
        "llama_4_scaling_beta",
    )
    if any(isinstance(v, dict) for v in default.values()):
        nested = {
            k: None if v is None else {**{x: v[x] for x in kept if x in v}, **block, **_own_type(v, block)}
            for k, v in default.items()
            if v is None or isinstance(v, dict)
        }
        return {"rope_parameters": nested}
    return {"rope_parameters": {**{"rope_theta": 10000.0}, **{x: default[x] for x in kept if x in default}, **block}}


def _own_type(own: Mapping[str, Any], block: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type of a class's block where ours has no scaling and its type is one of frequencies."""
    return {"rope_type": "proportional"} if (own.get("rope_type"), block["rope_type"]) == ("proportional", "default") else {}


def with_rope(lab: Lab, block: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that give a family a RoPE block; empty where it has no RoPE."""
    if "rope_parameters" not in lab.default:
        return {}
    return _rope(lab.tiny.get("rope_parameters") or lab.default["rope_parameters"], block)


def row(config_class: type[PreTrainedConfig]) -> dict[str, Any]:
    """Return what the table says of a family.

    Raises
    ------
    Exception
        Whatever keeps its model from being built or run.
    """
    lab = Lab(config_class)
    layers = lab.read()
    letters = _letters(lab, layers)
    word, last = _period(letters)
    found: dict[str, Any] = {"layers": word, **({"last": last} if last else {}), "norm": _common(layer.norm for layer in layers if layer.softmax)}
    if len(word) == LAYERS or {"layer_types", "attn_layer_indices"} & set(OVERRIDES.get(config_class.model_type, {})):
        found["irregular"] = True
    kinds = _kinds(lab.config(), letters)
    if kinds:
        found["kinds"] = kinds
    if len(word) == 1 and not last:
        lab = Lab(config_class, 2)
        layers = lab.read()  # a family may make more layers of that number
        letters = word * len(layers)
    found["scale"] = _scale(lab, layers)
    given = _scale_if_given(lab)
    if given:
        found["scale if given"] = given
    if any(layer.sinks for layer in layers):
        found["sinks"] = True
    if any(layer.cap for layer in layers):
        found["cap"] = next(layer.cap for layer in layers if layer.cap)
    if _softmax_mscale(lab, layers):
        found["mscale on softmax"] = True
    window = _window(lab, layers)
    if window:
        found["window"] = window
    switches = _switches(lab, layers, letters)
    if switches:
        found["switches"] = switches
    aliases = {k: v for k, v in config_class.attribute_map.items() if k in _CANONICAL and k != v}
    if config_class.attribute_map and "decoder_layers" in lab.default:
        aliases |= {"num_hidden_layers": "decoder_layers", "num_attention_heads": "decoder_attention_heads"}
    for other, own in config_class.attribute_map.items():  # the usual name may be the family's own, and another one stand for it
        if own in _CANONICAL and other not in _CANONICAL:
            aliases.setdefault(own, other)
    if "dim_head" in lab.default:
        aliases.setdefault("head_dim", "dim_head")  # CPM-Ant's own name, which its class maps to no other
    if aliases:
        found["aliases"] = aliases
    found |= described(lab, found)
    return found


def described(lab: Lab, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the config class alone says: how the pattern goes on, the defaults, and the keys that it has besides."""
    defaults = _relevant(lab)
    keys = sorted(k for k in lab.default if SCALING.search(k.lower()) and k not in defaults and not k.startswith("_"))
    ignores = _ignored(lab)
    return {
        **_anchor(lab, row),
        **({"ignores": ignores} if ignores else {}),
        "defaults": defaults,
        **({"keys": keys} if keys else {}),
    }


def _ignored(lab: Lab) -> list[str]:
    """Return what a class does not take over of an older file: rope_scaling, or the older name of its type."""
    if not with_rope(lab, YARN):
        return []
    tiny = {k: v for k, v in lab.tiny.items() if k != "rope_parameters"}
    found = []
    for name in ("rope_type", "type"):
        block = {name if k == "rope_type" else k: v for k, v in YARN.items()}
        try:
            taken = config_of(lab.kind, {**tiny, "rope_scaling": block})
        except Exception:  # noqa: BLE001  a class that refuses it ignores nothing
            continue
        own = taken.rope_parameters or {}
        blocks = [b for b in own.values() if isinstance(b, dict)] or [own]
        if not any(b.get("rope_type") == "yarn" for b in blocks):
            found.append({"rope_type": "rope_scaling", "type": "rope_scaling.type"}[name])
    return found


def _anchor(lab: Lab, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether the pattern counts from the last layer, or follows no word, as other numbers of layers show."""
    kinds, word, last = row.get("kinds", {}), row["layers"], row.get("last", "")
    if row.get("irregular"):
        return {}
    if any(len(letters) > 1 for letters in kinds.values()):
        return {}
    fits = {False: True, True: True}
    for count in (LAYERS + 1, 2 * LAYERS - 2, 2 * LAYERS + 1):
        try:
            types = getattr(Lab(lab.kind, count).config(), "layer_types", None)
        except Exception:  # noqa: BLE001  sizes that a class checks against each other
            continue
        if not isinstance(types, list) or len(types) != count or not set(types) <= set(kinds):
            continue
        letters = "".join(kinds[t] for t in types)
        for from_end in fits:
            start = (LAYERS - count) % len(word) if from_end else 0
            said = "".join(word[(start + i) % len(word)] for i in range(count))
            fits[from_end] &= letters == (said[:-1] + last if last else said)
    if fits[False]:
        return {}
    if not fits[True]:
        return {"irregular": True}
    return {"from end": True, "layers": "".join(word[(k + LAYERS) % len(word)] for k in range(len(word)))}


def _common(values: Any) -> Any:
    counts = Counter(values)
    return next(iter(counts)) if len(counts) == 1 else sorted(counts) or None


def _letters(lab: Lab, layers: Sequence[Layer]) -> str:
    """Return a letter a layer.

    F, f, N, ?: it sees all keys, and has RoPE with the factor of a block, RoPE without it, no RoPE, or RoPE whose factor
    could not be read; W, w, n, x: the same for a window; "-": no softmax.
    """
    scaled: Sequence[bool | None] = [None] * len(layers)
    pairs = next((sum(layer.turns) // 2 for layer in layers if any(layer.turns)), 0)
    long = {**LONGROPE, "short_factor": [1.0] * pairs, "long_factor": [1.0] * pairs}
    for block in (YARN, long, {**long, "short_mscale": 3.0, "long_mscale": 3.0}) if pairs else ():
        keys = with_rope(lab, block)
        if not keys:
            scaled = [False] * len(layers)  # a class without RoPE parameters has no factor to take
            break
        try:
            scaled = [_ratio(a, b) for a, b in zip(lab.read((NEAR,), **keys), layers, strict=True)]
            break
        except Exception:  # noqa: BLE001  whatever keeps the model from running with it: the next one may do
            continue
    return "".join(_letter(layer, is_scaled) for layer, is_scaled in zip(layers, scaled, strict=True))


def _letter(layer: Layer, scaled: bool | None) -> str:
    if not layer.softmax:
        return "-"
    if not any(layer.turns):
        letter = "N"
    elif layer.norm == "after RoPE":
        letter = "F"
    else:
        letter = {None: "?", True: "F", False: "f"}[scaled]
    if layer.keys < TOKENS:
        return {"N": "n", "F": "W", "f": "w", "?": "x"}[letter]
    return letter


def _ratio(changed: Layer, plain: Layer) -> bool | None:
    """Tell whether the attention factor 3 arrives, as 9 on the logits of the dimensions that turn."""
    if not plain.softmax or not any(plain.turns):
        return None
    ratios = {round(a / b, 3) for a, b, t in zip(changed.factors[NEAR], plain.factors[NEAR], plain.turns, strict=True) if t}
    return {9.0: True, 1.0: False}.get(max(ratios)) if ratios else None


def _period(letters: str) -> tuple[str, str]:
    """Return the shortest word whose repetition gives the letters, and the last letter where it stands out.

    All letters, where there is no such word.
    """
    for body, last in ((letters, ""), (letters[:-1], letters[-1])):
        for size in range(1, len(body) // 2 + 1):
            if all(body[i] == body[i % size] for i in range(len(body))):
                return body[:size], last
    return letters, ""


def _kinds(config: PreTrainedConfig, letters: str) -> dict[str, str]:
    types = getattr(config, "layer_types", None)
    if not isinstance(types, list) or len(types) != len(letters):
        return {}
    kinds: dict[str, set[str]] = {}
    for kind, letter in zip(types, letters, strict=True):
        kinds.setdefault(str(kind), set()).add(letter)
    return {kind: "".join(sorted(found)) for kind, found in kinds.items()}


def _base(layers: Sequence[Layer], position: int = NEAR) -> list[float]:
    return [layer.factors[position][-1] for layer in layers if layer.softmax]


def _scale(lab: Lab, layers: Sequence[Layer]) -> dict[str, str] | None:
    """Return the n-free scale as a product of powers of keys, of the head dimension, and a constant; None if it is not one."""
    softmax = [layer for layer in layers if layer.softmax]
    if not softmax or not all(layer.regular for layer in softmax):
        return None
    bases = [round(b, 6) for b in _base(layers)]
    powers: dict[str, Fraction] = {}
    rest = [b for b in bases]
    for key, value in lab.default.items():
        if not _SCALE_KEYS.search(key) or _NOT_RELEVANT.search(key) or isinstance(value, bool):
            continue
        if not isinstance(value, int | float) or not value or _is_derived(lab, key):
            continue
        try:
            other = _base(lab.read((NEAR,), **{key: value * 2}))
        except Exception:  # noqa: BLE001  a key that cannot be doubled scales nothing
            continue
        power = _power(other, bases)
        if power:
            powers[key] = power
            rest = [b / float(value) ** float(power) for b in rest]
    sizes = [len(layer.turns) for layer in softmax]
    known = _head_power(lab, layers, bases)
    for power in (Fraction(-1, 2), Fraction(0), Fraction(-1), Fraction(1, 2), Fraction(1)) if known is None else (known,):
        constants = {round(b / size ** float(power), 4) for b, size in zip(rest, sizes, strict=True)}
        if len(constants) == 1 and (constants == {1.0} or (known is not None and _is_constant(lab, bases))):
            constant = Fraction(exact := constants.pop()).limit_denominator(64)
            if abs(float(constant) - exact) > 1e-4:
                return None
            found = {key: str(p) for key, p in powers.items()}
            return {**found, **({"head_dim": str(power)} if power else {}), **({"": str(constant)} if constant != 1 else {})}
    return None


def _is_derived(lab: Lab, key: str) -> bool:
    """Tell whether a key that is not given follows from the sizes."""
    return key not in lab.tiny and getattr(lab.config(), key, lab.default[key]) != lab.default[key]


def _scale_if_given(lab: Lab) -> dict[str, str]:
    """Return the power of each key that follows from the sizes unless it is given, and then is the whole scale."""
    found = {}
    for key, value in lab.default.items():
        if not _SCALE_KEYS.search(key) or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not value or not _is_derived(lab, key):
            continue
        once, twice = (_base(lab.read((NEAR,), **{key: size})) for size in (2.0, 4.0))
        power = _power(twice, once)
        if power and all(abs(b - 2 ** float(power)) < 1e-4 for b in once):
            found[key] = str(power)
    return found


def _is_constant(lab: Lab, bases: Sequence[float]) -> bool:
    """Tell whether the scale stays where sizes change that are no head dimension."""
    keys = {k: v * 2 for k, v in lab.tiny.items() if re.match(r"(hidden_size|n_embd|d_model)$", k)}
    if not any(k in lab.tiny for k in ("head_dim", "d_kv", "dim_head", "kv_channels", "qk_nope_head_dim")):
        return True  # the head dimension follows from the hidden size, which `_head_power` has changed
    try:
        return {round(b, 4) for b in _base(lab.read((NEAR,), **keys))} == {round(b, 4) for b in bases}
    except Exception:  # noqa: BLE001  a size that cannot be changed shows nothing
        return False


def _power(other: Sequence[float], bases: Sequence[float]) -> Fraction | None:
    """Return the power with which a doubled key enters, 0 where it does not, None where it is no simple one."""
    ratios = {round(a / b, 4) for a, b in zip(other, bases, strict=True)}
    if len(ratios) != 1:
        return None
    ratio = ratios.pop()
    return next((Fraction(p, 2) for p in range(-4, 5) if abs(2 ** (p / 2) - ratio) < 1e-3), None)


def _head_power(lab: Lab, layers: Sequence[Layer], bases: Sequence[float]) -> Fraction | None:
    """Return the power of the head dimension, read by doubling it; None where it cannot be doubled."""
    for keys in _doubled(lab):
        try:
            other = lab.read((NEAR,), **keys)
        except Exception:  # noqa: BLE001  a head that cannot be doubled this way
            continue
        sizes = [len(layer.turns) for layer in layers if layer.softmax]
        new = [len(layer.turns) for layer in other if layer.softmax]
        grown = {b / a for a, b in zip(sizes, new, strict=True)}
        if len(grown) == 1 and (growth := grown.pop()) > 1:
            ratios = {round(a / b, 4) for a, b in zip(_base(other), bases, strict=True)}
            if len(ratios) == 1:
                ratio = ratios.pop()
                return next((Fraction(p, 2) for p in range(-4, 5) if abs(growth ** (p / 2) - ratio) < 1e-3), None)
    return None


def _doubled(lab: Lab) -> list[dict[str, Any]]:
    own: dict[str, Any] = {k: lab.tiny[k] * 2 for k in ("head_dim", "d_kv", "dim_head", "kv_channels", "attention_head_dim") if k in lab.tiny}
    latent = {k: lab.tiny[k] * 2 for k in ("qk_nope_head_dim",) if k in lab.tiny}
    fewer = {k: v // 2 for k, v in lab.tiny.items() if re.search(r"(num_attention_heads|n_heads?|num_heads|attention_heads)$", k)}
    wider = {k: v * 2 for k, v in lab.tiny.items() if re.match(r"(hidden_size|n_embd|d_model|embed_dim)$", k)}
    return [keys for keys in (latent, own, wider, fewer) if keys]


def _softmax_mscale(lab: Lab, layers: Sequence[Layer]) -> bool:
    """Tell whether mscale_all_dim multiplies the softmax scale, on all dimensions."""
    keys = with_rope(lab, {**{k: v for k, v in YARN.items() if k != "attention_factor"}, "mscale": 1.0, "mscale_all_dim": 1.0})
    if not keys:
        return False
    try:
        other = lab.read((NEAR,), **keys)
    except Exception:  # noqa: BLE001  no YaRN, no mscale
        return False
    return any(a / b > 1.001 for a, b in zip(_base(other), _base(layers), strict=True))


def _window(lab: Lab, layers: Sequence[Layer]) -> dict[str, Any] | None:
    """Return the key that sets the window, and how many keys a layer sees where it is `WINDOW`."""
    for key, value in lab.tiny.items():
        if value != WINDOW or not re.search(r"window|chunk_size$|local_attention", key):
            continue
        try:
            other = lab.read((NEAR,), **{key: WINDOW + 4})
        except Exception:  # noqa: BLE001  another key's business
            continue
        counts = {(a.keys, b.keys) for a, b in zip(layers, other, strict=True) if a.keys != b.keys}
        if len(counts) == 1:
            before, after = counts.pop()
            return {"key": key, "key at": WINDOW, "per key": str(Fraction(after - before, 4)), "sees": before}
    return None


def _switches(lab: Lab, layers: Sequence[Layer], letters: str) -> dict[str, Any]:
    """Return the switches that change a norm, a scale or the layers, each with what changes where it is turned over."""
    found: dict[str, Any] = {}
    for key, value in lab.default.items():
        if not isinstance(value, bool) or not re.search(r"norm|sliding|scale_att|alibi|sink|rope|attn_by", key):
            continue
        if re.search(r"topk|bias|prenorm|layernorm_before|post_norm|final", key):
            continue
        more: dict[str, Any] = {"max_window_layers": 0} if key == "use_sliding_window" else {}
        if more and "sliding_window" in lab.default:
            more["sliding_window"] = WINDOW
        try:
            other = lab.read(**{key: not value, **more})
        except Exception:  # noqa: BLE001  a switch that cannot be turned changes nothing
            continue
        said: dict[str, Any] = {}
        norm = _common(layer.norm for layer in other if layer.softmax)
        if norm != _common(layer.norm for layer in layers if layer.softmax):
            said["norm"] = norm
        after = _letters(lab, other) if [x.turns for x in other] != [x.turns for x in layers] or [
            x.keys for x in other
        ] != [x.keys for x in layers] else letters
        if after != letters:
            said["layers"] = _period(after)[0]
        if len(_base(other)) == len(_base(layers)):
            ratios = {round(a / b, 4) for a, b in zip(_base(other), _base(layers), strict=True)}
            if ratios != {1.0}:
                said["scale"] = sorted(ratios)
        if bool(any(x.sinks for x in other)) != bool(any(x.sinks for x in layers)):
            said["sinks"] = any(x.sinks for x in other)
        if said:
            found[key] = {"at": not value, **said}
    return found


def _relevant(lab: Lab) -> dict[str, Any]:
    """Return the defaults of a config class that bear on logits; not those that follow from others."""
    found = {}
    other = _other_sizes(lab)
    for key, value in sorted(lab.default.items()):
        named = key in lab.kind.attribute_map.values()
        if key.startswith("_") or not (named or _RELEVANT.search(key)) or _NOT_RELEVANT.search(key) or value is None:
            continue
        if named and not any(v == key and k in _CANONICAL for k, v in lab.kind.attribute_map.items()):
            if not _RELEVANT.search(key):
                continue
        if key == "layer_types" or (key in other and other[key] != value and not _is_size(key)):
            continue
        if isinstance(value, list) and len(value) > 8:
            continue
        found[key] = value
    return found


def _is_size(key: str) -> bool:
    return bool(re.search(r"hidden_size$|n_embd$|d_model$|embed_dim$|num_hidden_layers$|n_layer|num_layers$", key))


def _other_sizes(lab: Lab) -> dict[str, Any]:
    """Return the defaults where hidden size and layers are others: what changes with them is no default."""
    keys = {k: v * 2 for k, v in lab.default.items() if _is_size(k) and isinstance(v, int)}
    try:
        found = _as_read(lab.kind(**keys))
    except Exception:  # noqa: BLE001  sizes that cannot be doubled say nothing
        return {}
    return found
