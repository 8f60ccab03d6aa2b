"""The families' table: what each family's running model was seen to do, and the defaults of its config class.

The data stand in ``families.json``, which ``make engines`` writes from the running engine; families that live outside
it, as code beside their weights, stand here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Family:
    """What is known of a model type.

    Attributes
    ----------
    name : str
        The model type of the text model.
    layers : str
        A letter a layer, repeated over the layers.  F, f, N, ?: it sees all keys and has RoPE with the factor of a block,
        RoPE without it, no RoPE, or RoPE whose factor was not seen; W, w, n, x: the same for a window; "-": it is no
        softmax.  Empty where the layers follow no word.
    seen : str
        The letters that were seen, also where they follow no word.
    last : str
        The letter of the last layer where it stands out.
    from_end : bool
        Whether the word is counted from the last layer.
    kinds : mapping
        By the name a config gives a layer, its letter.
    norm : str
        Where q and k are normalised: "none", "before RoPE", "after RoPE".
    scale : mapping or None
        The n-free scale as powers of keys and of ``head_dim``, and ``""`` for a constant; None where it is no such product.
    scale_if_given : mapping
        By key that is the whole scale where it is given, its power.
    sinks, softmax_mscale : bool
        Whether the softmax has a sink, and whether mscale_all_dim multiplies the softmax scale.
    window_key : str
        The key that sets the window.
    window_rate, window_offset : Fraction
        A layer sees rate x key + offset keys.
    switches : mapping
        By key of a switch, at which value it changes what.
    aliases : mapping
        By the usual name of a key, the other name that the family has for it.
    defaults : mapping
        The values of the config class for keys that a config leaves out.
    ignores : tuple of str
        What the class leaves of an older file: "rope_scaling", or "rope_scaling.type", the older name of its rope_type.
    keys : tuple of str
        Keys of the class that look like scaling, besides those with a default: what runs has them, and they scale no logit.
    error : str
        Why its model could not be run; empty if it was.
    """

    name: str
    layers: str = "F"
    seen: str = "F"
    last: str = ""
    from_end: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict)
    norm: str = "none"
    scale: Mapping[str, Fraction] | None = None
    scale_if_given: Mapping[str, Fraction] = field(default_factory=dict)
    sinks: bool = False
    softmax_mscale: bool = False
    window_key: str = ""
    window_rate: Fraction = Fraction(1)
    window_offset: Fraction = Fraction(0)
    switches: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    ignores: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    error: str = ""


HEAD = {"head_dim": Fraction(-1, 2)}
"""The usual scale, head_dim^-1/2."""

REMOTE = {
    name: Family(name, scale=HEAD, norm="unknown", aliases=aliases)
    for name, aliases in {
        "qwen": {"head_dim": "kv_channels", "max_position_embeddings": "n_positions"},
        "grok": {},
        "grok-1": {},
        "grok_1": {},
        "grok2": {},
        "grok-2": {},
        "clex": {},
        "olmo3moe": {},
        "internlm2": {},
        "telechat3": {},
    }.items()
}
"""Families whose code comes with their weights, as their sources have it; no model of them was run."""


@dataclass(frozen=True, slots=True)
class FamilyTable:
    """All families.

    Attributes
    ----------
    engine : str
        The engine and version that was run.
    families : mapping
        By model type.
    wrappers : mapping
        By multimodal model type, the path of its text block and the model type of that.
    """

    engine: str
    families: Mapping[str, Family]
    wrappers: Mapping[str, tuple[str, str]]

    def find(self, model_type: str) -> Family | None:
        """Return a family by the model type of a config, or of its text block; None where it is not known."""
        for name in (model_type, f"{model_type}_text", f"{model_type}_text_model", model_type.removesuffix("_text")):
            if name in self.families:
                return self.families[name]
        return None


@cache
def table() -> FamilyTable:
    """Return the table, read once."""
    data = json.loads(files(__package__).joinpath("families.json").read_text(encoding="utf-8"), parse_float=Fraction)
    families = {name: _family(name, row) for name, row in data["families"].items()}
    return FamilyTable(
        f"{data['engine']} {data['version']}",
        {**REMOTE, **families},
        {name: (path, text) for name, (path, text) in data["wrappers"].items()},
    )


def _family(name: str, row: Mapping[str, Any]) -> Family:
    if "error" in row:
        return Family(name, layers="", seen="", norm="unknown", error=row["error"])
    window = row.get("window", {})
    scale = row["scale"]
    rate, sees = Fraction(window.get("per key", 1)), window.get("sees", 0)
    norms = row["norm"] if isinstance(row["norm"], list) else [row["norm"] or "none"]
    return Family(
        name,
        layers="" if row.get("irregular") else row["layers"],
        seen="".join(sorted({*row["layers"], *row.get("last", "")})),
        last=row.get("last", ""),
        from_end=row.get("from end", False),
        kinds=row.get("kinds", {}),
        norm=next((n for n in ("after RoPE", "before RoPE") if n in norms), "none"),
        scale=None if scale is None else {key: Fraction(power) for key, power in scale.items()},
        scale_if_given={key: Fraction(power) for key, power in row.get("scale if given", {}).items()},
        sinks=row.get("sinks", False),
        softmax_mscale=row.get("mscale on softmax", False),
        window_key=window.get("key", ""),
        window_rate=rate,
        window_offset=sees - rate * window["key at"] if window else Fraction(0),
        switches=row.get("switches", {}),
        aliases=row.get("aliases", {}),
        defaults=row["defaults"],
        ignores=tuple(row.get("ignores", ())),
        keys=tuple(row.get("keys", ())),
    )
