"""How an engine is given changes of a config: words of its command line, or none where the config itself has to change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .config import LLAMA_CPP
from .engine_facts import record
from .facts import Facts
from .registries import architectures
from .rope import LONGROPE_TYPES, YARN_TYPES

_MERGES = frozenset({"sglang", "lmdeploy"})
"""The engines that merge a block into the config's: what the config has and the block has not stays."""

_FLAGS: Mapping[str, str] = {
    "vllm": "--hf-overrides",
    "sglang": "--json-model-override-args",
    "lmdeploy": "--hf-overrides",
}


@dataclass(frozen=True, slots=True)
class Launch:
    """How an engine is started with changes: words of its command line, and whether they are all it takes.

    Where they are not, the config has to be written, for llama.cpp before the GGUF is made, and the words come besides.
    """

    words: tuple[str, ...] = ()
    complete: bool = False


def launch(engine: str, facts: Facts, raw: Mapping[str, Any], changes: Mapping[tuple[str, ...], Any]) -> Launch:
    """Return how an engine is started with changes of a config.

    Parameters
    ----------
    engine : str
        Its id.
    facts : Facts
        The config.
    raw : mapping
        Its JSON object.
    changes : mapping
        What changes: from the keys of a path to JSON values, numbers as floats.

    Returns
    -------
    Launch
    """
    if engine == "llama.cpp":
        return _llama_cpp(facts, changes)
    changes = {path: value for path, value in changes.items() if path[0] != LLAMA_CPP}
    if not changes:
        return Launch(complete=True)
    if engine not in _FLAGS or (engine in _MERGES and any(_lost(_at(raw, path), value) for path, value in changes.items())):
        return Launch()
    tree: dict[str, Any] = {}
    for path, value in changes.items():
        block = tree
        for key in path[:-1]:
            block = block.setdefault(key, {})
        block[path[-1]] = value
    return Launch((_FLAGS[engine], json.dumps(tree)), True)


def _at(raw: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        raw = raw.get(key) if isinstance(raw, Mapping) else None
    return raw


def _lost(before: Any, after: Any) -> bool:
    """Tell whether a block drops a key, which a merge would keep."""
    return isinstance(before, Mapping) and isinstance(after, Mapping) and not before.keys() <= after.keys()


def _llama_cpp(facts: Facts, changes: Mapping[tuple[str, ...], Any]) -> Launch:
    """Return the words for a GGUF that was made from the config as it was, or from the changed one where they are not all."""
    stretched: list[str] = []
    complete = True
    for path, value in changes.items():
        kind = value.get("rope_type", value.get("type")) if isinstance(value, Mapping) else None
        if kind in YARN_TYPES and value["factor"] == 1:
            continue  # the frequencies as they are: nothing to say
        if kind in YARN_TYPES:
            stretched = ["--rope-scaling", "yarn", "--rope-scale", f"{value['factor']:.12g}"]
            stretched += ["--yarn-orig-ctx", str(value["original_max_position_embeddings"])]
        elif kind not in LONGROPE_TYPES and path[0] != LLAMA_CPP and path[-1] != "max_position_embeddings":
            complete = False
    stored = changes.get((LLAMA_CPP, "attn_factor"))
    if stored is None:  # a key that the converter stores
        return Launch(complete=not changes)
    if any(group.rope is not None and group.rope.kind == "llama3" for group in facts.groups) and stretched:
        complete = False  # its frequencies stand in the GGUF as a tensor, which YaRN would stretch again
    override = ("--override-kv", f"{gguf_architecture(facts)}.rope.scaling.attn_factor=float:{stored!r}")
    return Launch((*stretched, *override) if complete else override, complete)


def gguf_architecture(facts: Facts) -> str:
    """Return what a GGUF file calls the architecture of a config, ``ARCH`` where that is not known."""
    names: Mapping[str, str] = record()["families"]["llama.cpp"].get("gguf", {})
    return next((names[name] for name in architectures(facts) if name in names), "ARCH")
