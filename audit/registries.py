"""Which models an engine runs: the third answer beside "same" and "differs" is that it does not run this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..theory.errors import shown
from .engine_facts import ELSEWHERE, ENGINE_FACTS, record
from .facts import Facts

_WHOLE = ("ForCausalLM", "ForConditionalGeneration", "LMHeadModel")
"""How the classes end that generate text: a registry has these, not a bare ``LlamaModel``."""


_CONFIG_JSON_ALONE = {"mlx": "mlx-params", "lmdeploy": "lmdeploy-params", "litgpt": "litgpt-yarn"}
"""The engines that do not read Mistral's params.json, with the fact that says so."""


def why_not(engine: str, facts: Facts) -> str:
    """Return why an engine does not run the model of a config, empty where it does or where it cannot be told.

    Source: the engine's own registry, as `make facts` read it: architectures in vLLM, SGLang, lmdeploy and llama.cpp's
    converter, model types in mlx-lm and litgpt.
    """
    families: Mapping[str, Any] | None = _families().get(engine)
    if families is None:
        return ""
    if engine in _CONFIG_JSON_ALONE and any(g.rope is not None and g.rope.path == "yarn" for g in facts.groups):
        return f"it {ENGINE_FACTS[_CONFIG_JSON_ALONE[engine]].says}"
    if not (facts.family or facts.architectures):
        return ""
    if "model_types" in families:
        if not facts.family or {facts.family, f"{facts.family}_text"} & set(families["model_types"]):
            return ""
        return f"it has no model of type {shown(ascii(facts.family))}"
    classes = architectures(facts)
    if not classes or set(classes) & set(families["architectures"]) or borrows(engine, facts):
        return ""
    removed = next((c for c in classes if c in families.get("removed", {})), None)
    names = shown(ascii(" or ".join(classes))[1:-1])
    return f"it has no {names}" + (f": {families['removed'][removed]} was the last version that had" if removed else "")


def borrows(engine: str, facts: Facts) -> bool:
    """Tell whether an engine runs a model through transformers' own code, because it has none of its own for it."""
    families: Mapping[str, Any] = _families().get(engine, {})
    classes = set(text_classes(facts))
    if "borrowed" not in families or not classes or classes & set(families["architectures"]):
        return False
    known = {facts.family, f"{facts.family}_text"} & _types().keys()
    return bool(classes & set(families["borrowed"])) or (
        bool(known) and not classes & families.get("removed", {}).keys()
    )


def text_classes(facts: Facts) -> tuple[str, ...]:
    """Return the classes of the text model: in a wrapper (``Mistral3ForConditionalGeneration``) those of its type."""
    named = architectures(facts)
    inner = tuple(a for a in _of_type(facts.family) if a.endswith("ForCausalLM"))
    return inner if inner and all(a.endswith("ForConditionalGeneration") for a in named) else named


def architectures(facts: Facts) -> tuple[str, ...]:
    """Return the classes of a config that generate text: its own, else those of its model type."""
    named = tuple(a for a in facts.architectures if a.endswith(_WHOLE))
    if named:
        return named
    return _of_type(facts.family)


def _of_type(family: str) -> tuple[str, ...]:
    known = _types()
    return tuple(known.get(family) or known.get(f"{family}_text") or ELSEWHERE.get(family, ()))


def _families() -> Mapping[str, Any]:
    found: Mapping[str, Any] = record()["families"]
    return found


def _types() -> Mapping[str, Any]:
    found: Mapping[str, Any] = record()["architectures"]
    return found
