"""The truth about published configs: each made small, run, and read; ``python -m running_models.published``.

The sizes of a config become those of a tiny model, of at most `LAYERS` layers, and everything that bears on attention
stays as published: RoPE blocks, lengths, layer types, temperatures, caps.  What is written is the small config, for an
auditor to read, and what its model does at the end of the context.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import re
import signal
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
warnings.simplefilter("ignore")

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers import PreTrainedConfig  # noqa: E402
from transformers.models.auto.configuration_auto import CONFIG_MAPPING  # noqa: E402

from running_models.models import WINDOW, config_of, text_part, tiny_keys  # noqa: E402
from running_models.read import TOKENS, Layer  # noqa: E402
from running_models.table import layers_of  # noqa: E402

CORPUS = Path(__file__).resolve().parents[2] / "tests" / "audit" / "corpus"
SECONDS = 300
LAYERS = 24
"""Whole periods of the patterns of two, three, four, six and eight layers, whose last layer may stand out."""
NEAR = 3
_MORE_SIZES = (("experts_per_tok|top_k_experts", 2), ("experts$", 4), ("intermediate_size", 32), ("per_layer_input", 8))
"""Sizes that a published config has and the defaults of its class leave out."""

LENGTHS = ("max_position_embeddings", "n_positions", "seq_length", "max_seq_len")
Json = dict[str, Any]


def small(config: Mapping[str, Any]) -> tuple[Json, PreTrainedConfig]:
    """Return a config with its sizes made small, as a file would hold it, and as transformers reads it.

    Raises
    ------
    Exception
        If transformers does not know the model type, or the sizes contradict each other.
    """
    kind = CONFIG_MAPPING[config["model_type"]]
    path, text = text_part(kind)
    whole = copy.deepcopy(dict(config))
    block = whole
    for name in path.split(".") if path else ():
        if name not in block:
            break  # an older config keeps the text model's keys at the top
        block = block[name]
    kind = CONFIG_MAPPING[block["model_type"]] if block is not whole and block.get("model_type") in CONFIG_MAPPING else text
    block.update(_sizes(kind, block))
    read_as = config_of(kind, block)
    return whole, read_as


def _sizes(kind: type[PreTrainedConfig], block: Mapping[str, Any]) -> Json:
    """Return the small sizes; what is said layer by layer is cut where the layers are."""
    count = next((block[key] for key in ("num_hidden_layers", "n_layer", "num_layers") if key in block), None)
    sizes = {key: value for key, value in tiny_keys(kind).items() if not isinstance(value, dict)}
    if count is not None and count > LAYERS:
        by_layer = {key: value for key, value in block.items() if isinstance(value, list | str) and len(value) == count}
        sizes |= {key: value[:LAYERS] for key, value in by_layer.items()}
        count = LAYERS
    for key in ("num_hidden_layers", "n_layer", "num_layers", "n_layers"):
        sizes.pop(key, None)
        if key in block and count is not None:
            sizes[key] = count
    if block.get("sliding_window_size") is not None and kind(sliding_window_size=WINDOW).sliding_window == WINDOW + 1:
        sizes["sliding_window_size"] = WINDOW - 1  # MiMo adds the query itself; Gemma 2's class does not read the key
    for key in ("head_dim", "sliding_window", "attention_chunk_size"):
        # A window or a head dimension that is not there must not appear.
        if block.get(key) is None:
            sizes.pop(key, None)
    if block.get("attention_multiplier") is None:
        sizes.pop("attention_multiplier", None)
    for key, value in block.items():
        if type(value) is int and key not in sizes:
            size = next((size for pattern, size in _MORE_SIZES if re.search(pattern, key)), None)
            sizes |= {} if size is None else {key: size}
    if isinstance(block.get("rotary_dim"), int) and isinstance(block.get("head_dim"), int):
        sizes["rotary_dim"] = block["rotary_dim"] * sizes["head_dim"] // block["head_dim"]
    for name in ("rope_parameters", "rope_scaling"):
        rope = block.get(name)
        if not isinstance(rope, dict):
            continue
        if isinstance(rope.get("mrope_section"), list):
            pairs = _pairs(rope, sizes, block)
            sizes[name] = {**rope, "mrope_section": [pairs - 2 * (pairs // 3), pairs // 3, pairs // 3]}
        if (rope.get("rope_type") or rope.get("type")) in ("longrope", "su"):
            # The corpus leaves lists of frequencies out.
            ones = [1.0] * _pairs(rope, sizes, block)
            sizes[name] = {**rope, "short_factor": ones, "long_factor": ones}
    return sizes


def _pairs(rope: Mapping[str, Any], sizes: Mapping[str, Any], block: Mapping[str, Any]) -> int:
    """Return how many pairs of dimensions turn."""
    head = sizes.get("head_dim") or sizes["hidden_size"] // sizes["num_attention_heads"]
    return int(head * (rope.get("partial_rotary_factor") or block.get("partial_rotary_factor") or 1)) // 2


def truth(config: PreTrainedConfig) -> tuple[int, list[Json]]:
    """Return the length that a config is read at, and what its layers do there, layers that are alike once.

    Each has how many layers, whether they are softmax, how many of `TOKENS` keys they see, the share of the dimensions
    that turn, the scale of q.k without any law, and the factors of the laws on dimensions that turn and on the others.
    """
    n = _length(config)
    layers = layers_of(config, (NEAR, n - 1), claims=True)
    plain = layers_of(without_laws(config), (NEAR,), claims=True)
    rows: list[Json] = []
    for layer, bare in zip(layers, plain, strict=True):
        row = _row(layer, bare, n - 1)
        same = next((other for other in rows if {**other, "count": 0} == {**row, "count": 0}), None)
        if same is None:
            rows.append(row)
        else:
            same["count"] += 1
    return n, rows


def _length(config: PreTrainedConfig) -> int:
    found = [getattr(config, key, None) for key in LENGTHS]
    own = next((value for value in found if isinstance(value, int) and value > NEAR + 1), 8192)
    reached = [
        int(rope["factor"] * rope["original_max_position_embeddings"])
        for rope in _blocks(config)
        if rope.get("rope_type") in ("yarn", "longrope") and rope.get("factor") and rope.get("original_max_position_embeddings")
    ]
    return max([own, *reached])


def _blocks(config: PreTrainedConfig) -> Iterator[Json]:
    rope = getattr(config, "rope_parameters", None) or {}
    yield from (value for value in (rope, *rope.values()) if isinstance(value, dict))


def without_laws(config: PreTrainedConfig) -> PreTrainedConfig:
    """Return a config whose RoPE has no law on the logits."""
    bare = copy.deepcopy(config)
    for rope in _blocks(bare):
        if "rope_type" in rope:
            rope["rope_type"] = "default"
            for key in ("factor", "attention_factor", "mscale", "mscale_all_dim", "type"):
                rope.pop(key, None)
    return bare


def _row(layer: Layer, bare: Layer, position: int) -> Json:
    if not layer.softmax:
        return {"count": 1, "softmax": False}
    base = bare.factors[NEAR]
    at = layer.factors[position]
    turning = [i for i, turns in enumerate(layer.turns) if turns]
    still = [i for i, turns in enumerate(layer.turns) if not turns]
    return {
        "count": 1,
        "softmax": True,
        "keys": layer.keys,
        "share": len(turning) / len(layer.turns),
        "scale": _common(base, range(len(base))),
        "rotary": _common([a / b if b else None for a, b in zip(at, base, strict=True)], turning),
        "other": _common([a / b if b else None for a, b in zip(at, base, strict=True)], still),
        "regular": layer.regular and bare.regular,
    }


def _common(values: Sequence[float | None], chosen: Sequence[int] | range) -> float | None:
    """Return the value that dimensions share, None where there are none or they differ."""
    found = [values[i] for i in chosen]
    if not found or any(value is None for value in found):
        return None
    first = found[0]
    assert first is not None
    alike = all(value is not None and abs(value - first) <= 1e-3 * (abs(first) + 1e-9) for value in found)
    return float(f"{sum(v for v in found if v is not None) / len(found):.6g}") if alike else None


def main() -> int:
    """Write the truth about the published configs that are named, or about all that it is not known of."""
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    file = CORPUS / "truth.json"
    known: Json = json.loads(file.read_text(encoding="utf-8"))["configs"] if file.exists() else {}
    for path in sorted((CORPUS / "published").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["name"] in sys.argv[1:] or (not sys.argv[1:] and record["name"] not in known):
            known[record["name"]] = _limited(record["config"])
            whole = {"engine": f"transformers {transformers.__version__}", "tokens": TOKENS, "configs": known}
            file.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    failed = [name for name, found in known.items() if "error" in found]
    print(f"{len(known)} configs, {len(failed)} could not be built")
    return 0


def _limited(config: Json) -> Json:
    def stop(*_: Any) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        made, read_as = small(config)
        n, layers = truth(read_as)
        return {"config": made, "n": n, "layers": layers}
    except Exception as error:  # noqa: BLE001  what could not be built is said, with why
        return {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"}
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    sys.exit(main())
