"""The n-free scale of q.k that a config gives: a product of powers of keys and of the head dimension."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from .config import Config
from .facts import BaseScale
from .table import HEAD

_SCALES = re.compile(r"(qk|attn|attention|softmax|query|key)\w*_(scale|scaling|multiplier|factor|scalar)|(scale|scaling)_(attn|qk|query)")
"""Names of keys that may be a scale of the softmax."""

_NO_SCALE = re.compile(r"out|in_multiplier|value|residual|layer_idx|softmax_in_fp32|attention_factor|attn_factor|rope")


def base_scale(config: Config, windowed: bool) -> tuple[BaseScale | None, str]:
    """Return the scale of the layers with a window or of the others, and why it is not known."""
    head = head_dim(config, windowed)
    rule, why = _rule(config)
    if rule is None:
        return None, why
    value, square, words, broken = Fraction(1), True, [], ""
    exponents = {key: 2 * power for key, power in rule.items() if key}
    if all(power % 2 == 0 for power in exponents.values()):
        square, exponents = False, {key: power / 2 for key, power in exponents.items()}
    for key, power in exponents.items():
        number = head if key == "head_dim" else config.size(key)
        if number is None:
            return None, "the config gives no head dimension" if key == "head_dim" else f"{config.path(key)} is no number"
        value *= number ** int(power)
        if number.denominator != 1 and type(config.default(key)) is int:
            broken = config.path(key)
        shown = rule[key]
        words.append((key if key == "head_dim" else config.path(key)) + ("" if shown == 1 else f"^{shown}"))
    constant = rule.get("", Fraction(1))
    value *= constant**2 if square else constant
    if constant != 1 or not words:
        words.append(str(constant))
    return BaseScale(value, square, " ".join(words), head, broken), ""


def _rule(config: Config) -> tuple[dict[str, Fraction] | None, str]:
    if config.row is not None and not config.row.error:
        for key, power in config.row.scale_if_given.items():
            if config.given(key) is not None:
                return {key: power}, ""
        if config.row.scale is None:
            return None, f"the softmax scale of {config.family} is no product of keys: it may be in the weights"
        off = next((k for k, s in config.row.switches.items() if "scale" in s and config.get(k) == s["at"]), None)
        if off is not None:
            return None, f"{config.path(off)} changes the softmax scale of {config.family}"
        return dict(config.row.scale), ""
    if config.row is not None:
        return None, f"no model of {config.family} could be run, so its softmax scale was not seen"
    if config.family:
        return None, f"the model type {config.family!r} is not known here, so its softmax scale is not either"
    for key, power in (("attention_multiplier", Fraction(1)), ("query_pre_attn_scalar", Fraction(-1, 2))):
        if config.size(key) is not None:
            return {key: power}, ""
    strange = next(_strange(config), None)
    if strange is not None:
        return None, f"{strange} may scale it, and there is no model_type to say so"
    return dict(HEAD), ""


def _strange(config: Config) -> Iterator[str]:
    for key in config.scope:
        if _SCALES.search(key.lower()) and not _NO_SCALE.search(key.lower()) and config.prefix + key not in config.read:
            yield config.prefix + key


def head_dim(config: Config, windowed: bool) -> Fraction | None:
    """Return the query-key dimension of the layers with a window or of the others, None where it is not given."""
    rope, nope = config.size("qk_rope_head_dim"), config.size("qk_nope_head_dim")
    if rope and nope:
        return rope + nope
    own = config.size("swa_head_dim" if windowed else "global_head_dim")
    if own is not None:
        return own
    found = config.size("head_dim")
    if found is not None:
        return found
    hidden, heads = config.size("hidden_size"), config.size("num_attention_heads")
    return hidden / heads if hidden and heads and hidden % heads == 0 else None
