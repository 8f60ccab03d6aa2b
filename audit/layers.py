"""The layers of a config: which are softmax attention, which see a window, which have RoPE; by name or by pattern.

A letter says what a layer is, as in `table.Family`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..theory.errors import BadInput, shown
from .config import Config
from .table import Family

GENERIC = {
    "full_attention": "F",
    "attention": "F",
    "global": "F",
    "hybrid": "F",
    "indexed_attention": "F",
    "sliding_attention": "W",
    "chunked_attention": "W",
    "hybrid_sliding": "W",
    "window_attention": "W",
    "local": "W",
    "linear_attention": "-",
    "mamba": "-",
    "conv": "-",
    "recurrent": "-",
    "moe": "-",
    "mlp": "-",
}
"""What a layer of a name is where the family is not known, or not known to have it."""

WINDOWED = "Wwnx"
"""The letters of layers that see a window."""

_LEGACY = {"mamba": "linear_attention", "attention": "full_attention", "deepseek_sparse_attention": "indexed_attention"}
_NAMES = {"F": "full_attention", "f": "full_attention", "N": "full_attention", "?": "full_attention", "-": "linear_attention"}
_NOPE = {"F": "N", "f": "N", "?": "N", "W": "n", "w": "n", "x": "n"}
_FULL = {"W": "F", "w": "f", "n": "N", "x": "?"}
MOST_LAYERS = 1 << 16
"""A config that asks for more layers is refused: each has its letter."""
_WINDOW_KEYS = ("sliding_window", "sliding_window_size", "attention_chunk_size")


@dataclass(frozen=True, slots=True)
class Layers:
    """What the layers are.

    Attributes
    ----------
    letters, names : tuple of str
        By layer: its letter, and what the config calls it.  One of each kind where their number is not known.
    counted : bool
        Whether there is one for each layer.
    window : int or None
        How many keys a layer with a window sees.
    unknown : str
        Why they are not known; empty if they are.
    """

    letters: tuple[str, ...]
    names: tuple[str, ...]
    counted: bool
    window: int | None
    unknown: str = ""


def layers(config: Config) -> Layers:
    """Return the layers of a config.

    Raises
    ------
    BadInput
        If there are more than `MOST_LAYERS`.
    """
    row = config.row or Family("")
    window, off = _window(config, row)
    given = _given(config)
    size = config.size("num_hidden_layers")
    count = None if size is None else int(size)
    if count is not None and count > MOST_LAYERS:
        raise BadInput(f"{config.path('num_hidden_layers')} = {shown(count)}", f"no model has more than {MOST_LAYERS} layers", "mend the config")
    if given is not None:
        return _named(config, row, given, window, off)
    word, why = _word(config, row, count)
    if why:
        return Layers((), (), False, window, why)
    letters = [_FULL.get(letter, letter) for letter in word] if off else list(word)
    names = [_name(row, config, letter) for letter in letters]
    if count is None:
        kinds = list(dict.fromkeys(zip(letters, names, strict=True)))
        return Layers(tuple(k for k, _ in kinds), tuple(n for _, n in kinds), False, window)
    return Layers(tuple(letters), tuple(names), True, window)


def _given(config: Config) -> list[str] | None:
    """Return the names that a config gives its layers, None where it gives none."""
    for key in ("layer_types", "layers_block_type"):
        value = config.given(key)
        names = [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
        if isinstance(value, list) and names and len(names) == len(value):
            return [_LEGACY.get(name, name) for name in names]
    pattern = config.given("hybrid_override_pattern")
    if isinstance(pattern, str) and pattern:
        return ["full_attention" if letter == "*" else "linear_attention" for letter in pattern]
    return None


def _named(config: Config, row: Family, names: list[str], window: int | None, off: bool) -> Layers:
    strange = next((n for n in names if n not in row.kinds and n not in GENERIC), None)
    if strange is not None:
        return Layers((), (), False, window, f"the layer type {shown(ascii(strange))} has no rule here")
    word = _unfold(row, len(names)) if row.layers else ""
    flags = _nope(config, len(names))
    letters = []
    for i, name in enumerate(names):
        fitting = row.kinds.get(name) or _seen(row, GENERIC.get(name, ""))
        letter = word[i] if word and word[i] in fitting else fitting[0]
        if flags is not None:
            turning = next((kind for kind in fitting if kind not in "Nn"), letter)
            letter = turning if flags[i] else _NOPE.get(letter, letter)
        letters.append(_FULL.get(letter, letter) if off else letter)
    return Layers(tuple(letters), tuple(names), True, window)


def _seen(row: Family, letter: str) -> str:
    """Return the letters that a family was seen with and that see as many keys as a letter; itself where there are none."""
    alike = next((kind for kind in ("FfN?", WINDOWED, "-") if letter in kind), "")
    return "".join(k for k in row.seen if k in alike) or letter


def _window(config: Config, row: Family) -> tuple[int | None, bool]:
    """Return how many keys a window has, and whether windows are off."""
    key = row.window_key
    if key:
        value = config.size(key)
        if value is None:
            return None, config.has(key) and config.get(key) is None
        return int(value * row.window_rate + row.window_offset), False
    for key in _WINDOW_KEYS:
        value = config.size(key)
        if value is not None:
            return int(value), False
    return None, any(config.has(key) and config.get(key) is None for key in _WINDOW_KEYS)


def _word(config: Config, row: Family, count: int | None) -> tuple[str, str]:
    """Return a letter a layer, once each where their number is not known, and why they are not known."""
    if count is None and config.row is None:
        count = 1 if not _has_pattern(config) else None
    n = count or 0
    listed = any(isinstance(config.given(key), list) for key in ("no_rope_layers", "hybrid_layer_pattern"))
    by_key = _by_key(config, n) if n or listed else None
    if by_key is not None:
        return by_key, ""
    if row.error:
        return "F" * n, ""
    if not row.layers:
        return "", f"the layers of {config.family} follow no pattern, and the config gives no layer_types"
    if not n:
        return row.layers + row.last, ""
    for key, switch in row.switches.items():
        if "layers" in switch and config.get(key) == switch["at"]:
            start = config.size("max_window_layers") or Fraction(0)
            return "".join(switch["layers"][i % len(switch["layers"])] if i >= start else "F" for i in range(n)), ""
    return _unfold(row, n), ""


def _has_pattern(config: Config) -> bool:
    return any(config.has(key) for key in ("no_rope_layer_interval", "sliding_window_pattern", "full_attention_interval"))


def _unfold(row: Family, n: int) -> str:
    size = len(row.layers)
    start = -n % size if row.from_end else 0
    letters = "".join(row.layers[(start + i) % size] for i in range(n))
    return letters[:-1] + row.last if row.last and letters else letters


def _by_key(config: Config, n: int) -> str | None:
    """Return the letters that a pattern in the config gives, None where it has none; the class's default is in the word."""
    flags = _nope(config, n)
    if flags is not None:
        rope = "W" if config.size("attention_chunk_size") else "F"
        return "".join(rope if flag else "N" for flag in flags)
    row = config.row or Family("")
    window, full = _seen(row, "W")[0], _seen(row, "F")[0]
    for key, other in (
        ("sliding_window_pattern", window),
        ("global_attn_every_n_layers", window),
        ("full_attention_interval", "-"),
        ("layer_group_size", "-"),
    ):
        every = config.given(key)
        if isinstance(every, int) and not isinstance(every, bool) and every > 0:
            first = key == "global_attn_every_n_layers" and config.family.startswith("modernbert")
            return "".join(full if (i + (not first)) % every == 0 else other for i in range(n))
        if isinstance(every, str) and every and set(every) <= set("LG"):
            return "".join(window if every[i % len(every)] == "L" else full for i in range(n))
    windows = config.given("hybrid_layer_pattern")
    if isinstance(windows, list) and windows and all(type(w) is int and w in (0, 1) for w in windows):
        return "".join(window if w else full for w in windows)
    chosen = _chosen(config, n)
    return None if chosen is None else "".join(full if i in chosen else "-" for i in range(n))


def _chosen(config: Config, n: int) -> set[int] | None:
    """Return the softmax layers of a model that names them or gives their period, None where it does neither."""
    read = config.get if config.row is not None and not config.row.layers else config.given
    period, offset = read("attn_layer_period"), config.get("attn_layer_offset")
    if _is_count(period) and isinstance(offset, int):
        return {i for i in range(n) if i % period == offset}
    named = read("attn_layer_indices") if read("attn_layer_indices") is not None else read("full_attn_idxs")
    if isinstance(named, list):
        return {i for i in named if isinstance(i, int)}
    linear = config.given("linear_attn_config")
    if isinstance(linear, dict) and isinstance(linear.get("full_attn_layers"), list):
        return {i - 1 for i in linear["full_attn_layers"] if isinstance(i, int)}  # counted from 1
    types = config.given("attn_type_list")
    if isinstance(types, list):
        return {i for i, kind in enumerate(types) if kind == 1}
    return None


def _nope(config: Config, n: int) -> Sequence[bool] | None:
    """Return for each layer whether it has RoPE, None where the config does not say."""
    flags = config.given("no_rope_layers")
    if isinstance(flags, list) and flags and all(type(f) is int and f in (0, 1) for f in flags):
        return [bool(f) for f in flags]
    interval = config.given("no_rope_layer_interval")
    if flags is None and _is_count(interval) and n:
        return [(i + 1) % interval != 0 for i in range(n)]
    return None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _name(row: Family, config: Config, letter: str) -> str:
    named = next((name for name, letters in row.kinds.items() if letter in letters), None)
    if named is not None:
        return named
    if letter in WINDOWED:
        return "chunked_attention" if config.size("attention_chunk_size") else "sliding_attention"
    return _NAMES[letter]
