"""llama.cpp's arithmetic of YaRN, compiled from its sources: its converter in Python, its context, kernel and graph in C++."""

from __future__ import annotations

import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

from facts.packages import Tree
from facts.sources import identifier_source
from facts.stand_ins import Globals, compiled, module, statements

_ROOT = "vendor/llama.cpp"
_GRAPH = "src/models/deepseek2.cpp"
_FLAG = "cparams.yarn_attn_factor = params.yarn_attn_factor >= 0.0f ? params.yarn_attn_factor : hparams.yarn_attn_factor;"
_STORED = "cparams.yarn_attn_factor *= hparams.rope_attn_factor;"
_NAMES = ("attn_factor_org", "mscale", "kq_scale")
_PROGRAM = """
#include <cmath>
#include <cstdio>
#define LLAMA_LOG_WARN(...)
#define GGML_ASSERT(x)
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
enum { LLM_ARCH_DEEPSEEK2, LLM_ARCH_OTHER };
%(kernel)s
int main() {
    float scaling, log_mul, stored, flag, ext; int deepseek2;
    while (scanf("%%f %%f %%d %%f %%f %%f", &scaling, &log_mul, &deepseek2, &stored, &flag, &ext) == 6) {
        struct { float rope_freq_scale, yarn_ext_factor, yarn_attn_factor; } cparams = { 1.0f / scaling, ext, 0.0f };
        struct { float rope_yarn_log_mul, rope_attn_factor, yarn_attn_factor; } hparams = { log_mul, stored, 1.0f };
        struct { float yarn_attn_factor; } params = { flag };
        %(flag)s
        struct { int arch; } model = { deepseek2 ? LLM_ARCH_DEEPSEEK2 : LLM_ARCH_OTHER };
        (void) model;
        %(context)s
        const float freq_scale = cparams.rope_freq_scale, ext_factor = cparams.yarn_ext_factor;
        const float attn_factor = cparams.yarn_attn_factor;
        (void) ext_factor;
        const int n_embd_head_k = 1;
        %(graph)s
        float corr[2] = { 0.0f, 1.0f }, cos_theta = 0.0f, sin_theta = 0.0f;
        rope_yarn(0.0f, freq_scale, corr, 0, ext_factor, attn_factor, &cos_theta, &sin_theta);
        printf("%%.9g %%.9g\\n", cos_theta, kq_scale);
    }
}
"""


def generic(tree: Tree, block: dict[str, Any]) -> tuple[float, float]:
    """Return the multipliers in a family without latent attention: nothing but the factor is stored and read."""
    stored = _stored(tree, f"{_ROOT}/conversion/base.py", "TextModel.set_gguf_parameters", "rope_type", block)
    cos, _ = _run(tree, stored["add_rope_scaling_factor"], 0.0, False, 1.0, -1.0, 1.0)
    return cos * cos, 1.0


def settings(tree: Tree, block: dict[str, Any]) -> tuple[float, float]:
    """Return the multipliers under llama.cpp's own flags and keys: what is not set is -1, and its default is the context's."""
    own = block["llama.cpp"]
    context = identifier_source(tree.text(f"{_ROOT}/src/llama-context.cpp") or "", "llama_context", "a.cpp") or ""
    if "yarn_ext_factor = cparams.rope_scaling_type == LLAMA_ROPE_SCALING_TYPE_YARN ? 1.0f : 0.0f;" not in context:
        raise LookupError("the default of yarn_ext_factor is no longer 1 for YaRN and 0 for the rest")
    ext = own.get("yarn_ext_factor", 1.0 if block["rope_type"] == "yarn" else 0.0)
    cos, _ = _run(tree, block["factor"], 0.0, False, own.get("attn_factor", 1.0), own.get("yarn_attn_factor", -1.0), ext)
    return cos * cos, 1.0


def latent(tree: Tree, block: dict[str, Any]) -> tuple[float, float]:
    """Return the multipliers in deepseek2: mscale_all_dim is stored, times 0.1, and read, divided by it."""
    name = "DeepseekV2Model.set_gguf_parameters"
    stored = _stored(tree, f"{_ROOT}/conversion/deepseek.py", name, "mscale_all_dim", block)
    load = identifier_source(tree.text(f"{_ROOT}/{_GRAPH}") or "", "load_arch_hparams", "a.cpp") or ""
    divided = re.search(r"hparams\.rope_yarn_log_mul /= ([0-9.]+)f;", load)
    if divided is None:
        raise LookupError("deepseek2 no longer divides the stored multiplier")
    log_mul = stored.get("add_rope_scaling_yarn_log_mul", 0.0) / float(divided.group(1))
    cos, scale = _run(tree, block["factor"], log_mul, True, block.get("llama.cpp", {}).get("attn_factor", 1.0), -1.0, True)
    return cos * cos * scale, scale


def _stored(tree: Tree, file: str, identifier: str, word: str, block: dict[str, Any]) -> dict[str, float]:
    """Return what the converter writes for a block, by the method of the writer."""
    writer = MagicMock()
    model = SimpleNamespace(gguf_writer=writer, rope_parameters=block)
    names = Globals(module(tree), self=model, rope_params=block)
    exec(compiled(statements(tree, file, identifier, word), file), names)
    return {name: arguments[0] for name, arguments, _ in writer.mock_calls if arguments}


@cache
def _program(tree: Tree) -> Path:
    context = identifier_source(tree.text(f"{_ROOT}/src/llama-context.cpp") or "", "llama_context", "a.cpp") or ""
    start = context.find("if (cparams.yarn_ext_factor != 0) {")
    end = context.find(_STORED, start)
    kernels, deepseek2 = (tree.text(f"{_ROOT}/{file}") or "" for file in ("ggml/src/ggml-cpu/ops.cpp", _GRAPH))
    last = deepseek2[max(deepseek2.rfind("const float attn_factor_org"), 0) :]
    graph = [found.group(0) for name in _NAMES if (found := re.search(rf"const float {name}\s*=[^;]*;", last))]
    if start < 0 or end < 0 or len(graph) != len(_NAMES) or _FLAG not in " ".join(context.split()):
        raise LookupError("the arithmetic of YaRN is no longer where it was")
    functions = [identifier_source(kernels, name, "a.cpp") for name in ("rope_yarn_ramp", "rope_yarn")]
    if None in functions:
        raise LookupError("ops.cpp has no rope_yarn")
    heads = ("static float ", "static void ")
    source = _PROGRAM % {
        "kernel": "#include <cstdint>\n" + "\n".join(h + str(f) for h, f in zip(heads, functions, strict=True)),
        "flag": _FLAG,
        "context": context[start : end + len(_STORED)],
        "graph": "\n".join(graph),
    }
    folder = tree.root / f"trial-{hashlib.sha256(source.encode()).hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    (folder / "yarn.cpp").write_text(source, encoding="utf-8")
    subprocess.run(
        ["c++", "-O0", "-o", str(folder / "yarn"), str(folder / "yarn.cpp")], check=True, capture_output=True
    )
    return folder / "yarn"


@cache
def _run(
    tree: Tree, factor: float, log_mul: float, deepseek2: bool, stored: float, flag: float, ext: float
) -> tuple[float, float]:
    given = f"{factor} {log_mul} {int(deepseek2)} {stored} {flag} {float(ext)}\n"
    said = subprocess.run([str(_program(tree))], input=given, capture_output=True, text=True, check=True).stdout
    cos, scale = (float(word) for word in said.split())
    return cos, scale
