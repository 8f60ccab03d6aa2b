"""The engines' laws of the position, executed: the factor on a query at a position, from the keys of a config."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from facts.packages import Tree
from facts.sources import identifier_source
from facts.stand_ins import module

Keys = Mapping[str, Any]
Law = Callable[[Tree, Keys, int], float]
"""From a package, a config and a position to the factor on the query."""


class _Tensor(np.ndarray[Any, Any]):
    """An array with what these functions ask of a tensor."""

    def unsqueeze(self, axis: int) -> Any:
        return np.expand_dims(self, axis)


_ARRAYS = SimpleNamespace(floor=np.floor, log=np.log, arange=np.arange, array=np.ndarray, Tensor=_Tensor)
"""Stands in for torch and mlx.core: double precision, the same functions."""


def _function(tree: Tree, part: str) -> Any:
    names = module(tree, part)
    names["torch"] = names["mx"] = _ARRAYS
    return names[part.rpartition(".")[2] if "." in part.rpartition(":")[2] else part.rpartition(":")[2]]


def _positions(position: int) -> Any:
    return np.array([float(position)]).view(_Tensor)


def _only(values: Any) -> float:
    (value,) = np.asarray(values).reshape(-1)
    return float(value)


def _llama4(file: str) -> Law:
    def law(tree: Tree, keys: Keys, position: int) -> float:
        scale = _function(tree, f"{file}:Llama4Attention._get_attn_scale")
        layer = SimpleNamespace(attn_scale=float(keys["attn_scale"]), floor_scale=float(keys["floor_scale"]))
        return _only(scale(layer, _positions(position)))

    return law


def _sglang_ministral3(tree: Tree, keys: Keys, position: int) -> float:
    scale = _function(tree, "sglang/srt/models/ministral3.py:_get_llama_4_attn_scale")
    original = keys.get("original_max_position_embeddings", 16384)  # at top level: the fact sglang-ministral3
    return _only(scale(_positions(position), float(keys["rope_parameters"]["llama_4_scaling_beta"]), original))


def _mlx_ministral3(tree: Tree, keys: Keys, position: int) -> float:
    scale = _function(tree, "mlx_lm/models/ministral3.py:_get_llama_4_attn_scale")
    block = keys["rope_parameters"]
    beta, original = float(block["llama_4_scaling_beta"]), block["original_max_position_embeddings"]
    return _only(scale(1, position, beta, original))


def _mlx_llama4(tree: Tree, keys: Keys, position: int) -> float:
    source = identifier_source(tree.text("mlx_lm/models/llama4.py") or "", "Attention.__call__", "a.py") or ""
    found = re.search(r"attn_scales = (\(.*?\n {12}\))\n", source, re.DOTALL)
    if found is None:
        raise LookupError("mlx_lm/models/llama4.py makes no attn_scales")
    layer = SimpleNamespace(attn_scale=float(keys["attn_scale"]), floor_scale=float(keys["floor_scale"]))
    return _only(eval(found[1], {"mx": _ARRAYS, "self": layer, "offset": position, "L": 1}))


_GRAPH = "vendor/llama.cpp/src/llama-graph.cpp"


def _llama_cpp_ministral3(tree: Tree, keys: Keys, position: int) -> float:
    source = identifier_source(tree.text(_GRAPH) or "", "llm_graph_input_attn_temp::set_input", _GRAPH) or ""
    found = re.search(r"attn_scale_data\[i\] = (.*?);", source, re.DOTALL)
    if found is None:
        raise LookupError(f"{_GRAPH} has no attn_scale_data")
    block = keys["rope_parameters"]
    given = (float(block["llama_4_scaling_beta"]), block["original_max_position_embeddings"], position)
    program = (
        "#include <cmath>\n#include <cstdio>\n#include <cstdint>\n#include <cstdlib>\n"
        "int main(int, char ** word) {\n"
        "const float f_attn_temp_scale = std::atof(word[1]), f_attn_temp_offset = 0.0f, pos = std::atof(word[3]);\n"
        f"const uint32_t n_attn_temp_floor_scale = std::atoi(word[2]);\nstd::printf(\"%.9g\", (double) (float) ({found[1]}));\n}}"
    )
    folder = tree.root / f"trial-{hashlib.sha256(program.encode()).hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    (folder / "law.cpp").write_text(program, encoding="utf-8")
    subprocess.run(["c++", "-o", str(folder / "law"), str(folder / "law.cpp")], check=True, capture_output=True)
    said = subprocess.run([str(folder / "law"), *map(str, given)], check=True, capture_output=True, text=True)
    return float(said.stdout)


LAWS: Mapping[tuple[str, str], Law] = {
    ("vllm", "llama4_text"): _llama4("vllm/model_executor/models/llama4.py"),
    ("sglang", "llama4_text"): _llama4("sglang/srt/models/llama4.py"),
    ("mlx", "llama4_text"): _mlx_llama4,
    ("sglang", "ministral3"): _sglang_ministral3,
    ("mlx", "ministral3"): _mlx_ministral3,
    ("llama.cpp", "ministral3"): _llama_cpp_ministral3,
}
"""By engine and model type."""
