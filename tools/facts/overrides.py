"""The servers' own code for overrides, run on a stand-in of transformers' config, whose result the audit's reading has to equal."""

from __future__ import annotations

import ast
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from critscale.audit.overrides import read_overrides
from critscale.audit.reading import exact_numbers
from facts.packages import Tree
from facts.stand_ins import Globals, compiled, module, statements

THETA = 1e6
_TEXT = {"model_type": "qwen2", "head_dim": 64, "max_position_embeddings": 32768}
_OLD = {"rope_theta": THETA, "rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 16384}


class Stored:
    """What transformers makes of a config: rope_scaling is rope_parameters by another name, standardized when it is set."""

    def __init__(self, **keys: Any) -> None:
        self.rope_parameters = None
        for key, value in keys.items():
            setattr(self, key, Stored(**value) if key == "text_config" else value)

    @property
    def rope_scaling(self) -> Any:
        """The older name."""
        return self.rope_parameters

    @rope_scaling.setter
    def rope_scaling(self, block: Any) -> None:
        self.rope_parameters = block
        if isinstance(block, dict):
            block.setdefault("rope_type", block.get("type", "default"))

    def update(self, keys: Mapping[str, Any]) -> None:
        """Set attributes."""
        for key, value in keys.items():
            setattr(self, key, value)

    def __contains__(self, key: str) -> bool:
        return hasattr(self, key)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, key)


def blocks() -> Iterator[dict[str, Any]]:
    """Yield overrides of a model's own config, and of a wrapper's, with the config."""
    new = {"rope_type": "yarn", "factor": 4.0}
    own: dict[str, Any] = {**_TEXT, "rope_parameters": _OLD}
    wrapper = {"model_type": "qwen2_5_vl", "text_config": own}
    for name in ("rope_scaling", "rope_parameters"):
        for block in ({"factor": 4.0}, new, {**new, "original_max_position_embeddings": 8192}, {**_OLD, "attention_factor": 1.5}):
            yield {"config": own, "words": {name: block}}
            yield {"config": wrapper, "words": {"text_config": {name: block}}}
    yield {"config": own, "words": {"max_position_embeddings": 131072}}
    yield {"config": wrapper, "words": {"text_config": {"max_position_embeddings": 131072}}}


def vllm(tree: Tree, block: dict[str, Any]) -> tuple[float, float]:
    """Return a mark of the config after vLLM's overrides, and whether rope_theta is left."""
    file, config = "vllm/config/model.py", _stored(block["config"])
    names = module(tree, f"{file}:ModelConfig._update_nested", f"{file}:ModelConfig._apply_dict_overrides")
    own = SimpleNamespace()
    own._update_nested = partial(names["_update_nested"], own)
    objects = {key: value for key, value in _copy(block["words"]).items() if isinstance(value, dict)}
    config.update({key: value for key, value in block["words"].items() if key not in objects})
    with _transformers():
        names["_apply_dict_overrides"](own, config, objects)
    return _mark(config)


def sglang(tree: Tree, block: dict[str, Any]) -> tuple[float, float]:
    """Return the same after SGLang's."""
    file, config = "sglang/srt/utils/hf_transformers/config.py", _stored(block["config"])
    last = ast.unparse(ast.parse(statements(tree, file, "get_config", "model_override_args")).body[-1])
    names = Globals(config=config, model_override_args=_copy(block["words"]), PretrainedConfig=Stored)
    names["DeepseekV41Config"] = type("DeepseekV41Config", (), {})
    exec(compiled(last, file), names)
    return _mark(config)


def lmdeploy(tree: Tree, block: dict[str, Any]) -> tuple[float, float]:
    """Return the same after lmdeploy's."""
    file, config = "lmdeploy/pytorch/config.py", _stored(block["config"])
    parts = ("_override_hf_config_dict", "_overide_hf_config_cfg", "_override_hf_config", "override_hf_config")
    names = module(tree, *(f"{file}:{part}" for part in parts))
    with _transformers():
        names["override_hf_config"](config, _copy(block["words"]))
    return _mark(config)


def reading(flag: str, engine: str, block: Mapping[str, Any]) -> tuple[float, float]:
    """Return the same as the audit reads it."""
    found = read_overrides({flag: _copy(block["words"])}, exact_numbers(block["config"]), engine)
    return _mark(Stored(**_copy(found.raw)))


def lengths() -> Iterator[dict[str, Any]]:
    """Yield lengths with and without suffixes."""
    yield from ({"length": text} for text in ("8192", "32k", "32K", "1M", "1m", "25.6k", "0.5m", "2G"))


def vllm_length(tree: Tree, block: Mapping[str, Any]) -> tuple[float, float]:
    """Return how vLLM reads a length."""
    import argparse
    import re

    names = module(tree, "vllm/utils/argparse_utils.py:human_readable_int")
    names.update(re=re, argparse=argparse)
    return float(names["human_readable_int"](block["length"])), 1.0


def reading_of_length(block: Mapping[str, Any]) -> tuple[float, float]:
    """Return how the audit reads it."""
    return float(read_overrides({"--max-model-len": block["length"]}, {}).length or 0), 1.0


def _stored(config: Mapping[str, Any]) -> Stored:
    return Stored(**_copy(config))


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value, default=float))


def _mark(config: Any) -> tuple[float, float]:
    """Return a mark of the text model's RoPE block and length, and whether its rope_theta is left."""
    text = getattr(config, "text_config", config)
    block = {key: value for key, value in (text.rope_parameters or {}).items() if key != "type"}
    said = json.dumps([sorted(block.items()), text.max_position_embeddings])
    return float(zlib.crc32(said.encode())), float("rope_theta" in block)


def _transformers() -> Any:
    """Return a context in which transformers is the stand-in."""
    stand_in = ModuleType("transformers")
    stand_in.PreTrainedConfig = stand_in.PretrainedConfig = Stored  # type: ignore[attr-defined]
    return patch.dict(sys.modules, {"transformers": stand_in})
