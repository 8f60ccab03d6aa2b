"""The frequencies of RoPE under YaRN, by the engines' own code: with factor 1 they are those without YaRN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from facts.packages import Tree
from facts.stand_ins import Base, Globals, module

DIM, BASE, LENGTH = 64, 10000.0, 32768
Frequencies = Callable[[Tree, float], Any]
"""From a package and YaRN's factor to the frequencies, or their inverses, of each pair of dimensions."""


class _Array(np.ndarray[Any, Any]):
    """An array with what this code asks of a tensor."""

    def to(self, *_: object, **__: object) -> _Array:
        return self


def _arange(*ends: float, **_: object) -> Any:
    return np.arange(*ends, dtype=float).view(_Array)


_ARRAYS = SimpleNamespace(arange=_arange, clamp=np.clip, clip=np.clip, float=float, float32=float)


class _Buffers(Base):
    def __init__(self, dim: int, base: float, scaling_factor: float) -> None:
        self.dim, self.base, self.scaling_factor = dim, base, scaling_factor

    def register_buffer(self, name: str, value: Any, **_: object) -> None:
        self.__dict__[name] = value


def _with_arrays(tree: Tree, *parts: str) -> Globals:
    names = module(tree, *parts)
    names["torch"] = names["mx"] = _ARRAYS
    return names


def _of_class(folder: str, common: str, file: str) -> Frequencies:
    helpers = ("yarn_find_correction_dim", "yarn_find_correction_range", "yarn_linear_ramp_mask")

    def frequencies(tree: Tree, factor: float) -> Any:
        parts = [f"{folder}/{common}:{name}" for name in helpers]
        names = _with_arrays(tree, *parts, f"{folder}/{file}:YaRNScalingRotaryEmbedding")
        layer = SimpleNamespace(
            base=BASE,
            rotary_dim=DIM,
            beta_fast=32,
            beta_slow=1,
            max_position_embeddings=LENGTH,
            truncate=True,
            extrapolation_factor=1,
        )
        return names["YaRNScalingRotaryEmbedding"]._compute_inv_freq(layer, factor)

    return frequencies


def _mlx(tree: Tree, factor: float) -> Any:
    yarn = _with_arrays(tree, "mlx_lm/models/rope_utils.py:YarnRoPE")["YarnRoPE"]
    return yarn(DIM, base=BASE, scaling_factor=factor, original_max_position_embeddings=LENGTH)._freqs


def _lmdeploy(tree: Tree, factor: float) -> Any:
    backends = "lmdeploy/pytorch/backends"
    file = f"{backends}/default/rotary_embedding.py"
    helpers = ("yarn_find_correction_dim", "yarn_find_correction_range", "yarn_linear_ramp_mask", "yarn_get_mscale")
    parts = (*(f"{file}:{name}" for name in (*helpers, "YarnRotaryEmbeddingImpl")), f"{backends}/rotary_embedding.py:YarnParameters")
    names = _with_arrays(tree, *parts)
    yarn: Any = type("Yarn", (names["YarnRotaryEmbeddingImpl"], _Buffers), {})
    return yarn(DIM, BASE, factor, LENGTH, names["YarnParameters"](beta_fast=32, beta_slow=1)).inv_freq


MAKERS: Mapping[str, Frequencies] = {
    "vllm": _of_class("vllm/model_executor/layers/rotary_embedding", "common.py", "yarn_scaling_rope.py"),
    "sglang": _of_class("sglang/srt/layers/rotary_embedding", "yarn.py", "yarn.py"),
    "mlx": _mlx,
    "lmdeploy": _lmdeploy,
}
"""By engine."""


def change(engine: str, tree: Tree) -> str:
    """Return what is wrong with "a block of factor 1 leaves the frequencies as they are", empty where it stands."""
    plain = BASE ** (np.arange(0, DIM, 2) / DIM)
    for factor, same in ((1.0, True), (4.0, False)):
        found = np.asarray(MAKERS[engine](tree, factor), dtype=float)
        if found.shape != plain.shape:
            return f"it makes {found.shape} frequencies, not {plain.shape}"
        if same is not bool(np.allclose(found, plain, rtol=1e-12) or np.allclose(found, 1 / plain, rtol=1e-12)):
            return f"factor {factor} {'changes the frequencies' if same else 'leaves the frequencies as they are'}"
    return ""
