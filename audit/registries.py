"""Which models an engine runs: the third answer beside "same" and "differs" is that it does not run this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .engine_facts import ELSEWHERE, PACKAGES, record
from .facts import Facts

_WHOLE = ("ForCausalLM", "ForConditionalGeneration", "LMHeadModel")
"""How the classes end that generate text: a registry has these, not a bare ``LlamaModel``."""


def why_not(engine: str, facts: Facts) -> str:
    """Return why an engine does not run the model of a config, empty where it does or where it cannot be told.

    Source: the engine's own registry, as `make facts` read it: architectures in vLLM, SGLang, lmdeploy and llama.cpp's
    converter, model types in mlx-lm and litgpt.
    """
    families: Mapping[str, Any] | None = _families().get(engine)
    if families is None or not (facts.family or facts.architectures):
        return ""
    title = PACKAGES[engine].title
    if "model_types" in families:
        if not facts.family or {facts.family, f"{facts.family}_text"} & set(families["model_types"]):
            return ""
        return f"{title} has no model of type {facts.family}"
    classes = architectures(facts)
    if not classes or set(classes) & set(families["architectures"]):
        return ""
    removed = next((c for c in classes if c in families.get("removed", {})), None)
    if removed is not None:
        return f"{title} does not have {removed}: {families['removed'][removed]} was the last version that had"
    if families.get("falls_back") and facts.family in _types():
        return ""  # through its backend for transformers' own code
    return f"{title} does not have {' or '.join(classes)}"


def architectures(facts: Facts) -> tuple[str, ...]:
    """Return the classes of a config that generate text: its own, else those of its model type."""
    named = tuple(a for a in facts.architectures if a.endswith(_WHOLE))
    if named:
        return named
    known = _types()
    return tuple(known.get(facts.family) or known.get(f"{facts.family}_text") or ELSEWHERE.get(facts.family, ()))


def _families() -> Mapping[str, Any]:
    found: Mapping[str, Any] = record()["families"]
    return found


def _types() -> Mapping[str, Any]:
    found: Mapping[str, Any] = record()["architectures"]
    return found
