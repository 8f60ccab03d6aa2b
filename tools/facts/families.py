"""Which models an engine runs, read off its own registry."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from critscale.audit.engine_facts import LITGPT_MODELS
from facts.packages import Tree

Families = dict[str, object]


def architectures_of_types(tree: Tree) -> dict[str, list[str]]:
    """Return the classes transformers has for each model type that generates text."""
    text = tree.text("transformers/models/auto/modeling_auto.py") or ""
    result: dict[str, set[str]] = {}
    for name in ("CAUSAL_LM", "IMAGE_TEXT_TO_TEXT", "MULTIMODAL_LM", "SEQ_TO_SEQ_CAUSAL_LM"):
        for kind, classes in _pairs(text, f"MODEL_FOR_{name}_MAPPING_NAMES"):
            result.setdefault(kind, set()).update(classes)
    return {kind: sorted(classes) for kind, classes in sorted(result.items())}


def _pairs(text: str, constant: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the pairs of ``OrderedDict([("llama", "LlamaForCausalLM"), ...])``."""
    for node in ast.walk(_assigned(text, constant)):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant):
            key = node.elts[0].value
            values = tuple(c.value for c in ast.walk(node.elts[1]) if isinstance(c, ast.Constant))
            if isinstance(key, str) and values:
                yield key, tuple(v for v in values if isinstance(v, str))


def _assigned(text: str, constant: str) -> ast.AST:
    for node in ast.parse(text).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(t, ast.Name) and t.id == constant for t in targets):
            assert isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            return node.value
    raise SystemExit(f"facts: no {constant} where a registry was")


def _keys(text: str, constant: str) -> list[str]:
    value = _assigned(text, constant)
    assert isinstance(value, ast.Dict)
    return _strings(value.keys)


def _strings(nodes: Iterable[ast.expr | None]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _vllm(tree: Tree) -> Families:
    text = tree.text("vllm/model_executor/models/registry.py") or ""
    found: set[str] = set()
    for constant in ("_TEXT_GENERATION_MODELS", "_MULTIMODAL_MODELS"):
        found.update(_keys(text, constant))
    removed = ast.literal_eval(_assigned(text, "_PREVIOUSLY_SUPPORTED_MODELS"))
    borrowed = [*_keys(text, "_TRANSFORMERS_SUPPORTED_MODELS"), *_keys(text, "_TRANSFORMERS_BACKEND_MODELS")]
    return {"architectures": sorted(found), "borrowed": sorted(borrowed), "removed": removed}


def _sglang(tree: Tree) -> Families:
    found: set[str] = set()
    for _, text in tree.files("sglang/srt/models"):
        if re.search(r"^EntryClass\b", text, re.MULTILINE):
            value = _assigned(text, "EntryClass")
            found.update(n.id for n in ast.walk(value) if isinstance(n, ast.Name))
    for _, text in tree.files("sglang/srt/configs"):
        found.update(re.findall(r'"(\w+)" in kwargs\["architectures"\]', text))  # renamed to a class it has
    borrowed = {name for name in found if name.startswith("Transformers")}
    return {"architectures": sorted(found - borrowed), "borrowed": sorted(borrowed)}


def _mlx(tree: Tree) -> Families:
    blocks: dict[str, list[str]] = {"rope_parameters": [], "rope_scaling": []}
    types = []
    for file, text in tree.files("mlx_lm/models"):
        if "class ModelArgs" not in text:
            continue
        kind = file.rsplit("/", 1)[-1].removesuffix(".py")
        types.append(kind)
        for name, readers in blocks.items():
            if re.search(rf"\b{name}\b", text) and not re.search(
                rf"^        self\.{name} = self\.", text, re.MULTILINE
            ):
                readers.append(kind)
    remapped = ast.literal_eval(_assigned(tree.text("mlx_lm/utils.py") or "", "MODEL_REMAPPING"))
    for kind, module in remapped.items():
        if module in types:
            types.append(kind)
            for readers in blocks.values():
                readers += [kind] if module in readers else []
    return {"model_types": sorted(set(types)), **{name: sorted(set(r)) for name, r in blocks.items()}}


def _llama_cpp(tree: Tree) -> Families:
    names = _gguf_names(tree)
    classes: dict[str, tuple[list[str], list[str], str]] = {}
    for _, text in tree.files("vendor/llama.cpp/conversion"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and not any("Mmproj" in ast.unparse(base) for base in node.bases):
                registers = [
                    name
                    for call in node.decorator_list
                    if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".register")
                    for name in _strings(call.args)
                ]
                own = re.search(r"^    model_arch = gguf\.MODEL_ARCH\.(\w+)", ast.unparse(node), re.MULTILINE)
                bases = [ast.unparse(base) for base in node.bases]
                classes[node.name] = (registers, bases, "" if own is None else names.get(own[1], ""))

    def gguf(name: str) -> str:
        _, bases, own = classes.get(name, ([], [], ""))
        return own or next((found for base in bases if (found := gguf(base))), "")

    found = {architecture: gguf(name) for name, (registers, _, _) in classes.items() for architecture in registers}
    return {"architectures": sorted(found), "gguf": {name: found[name] for name in sorted(found) if found[name]}}


def _gguf_names(tree: Tree) -> dict[str, str]:
    """Return what a GGUF file calls an architecture, by its name in the converter."""
    text = tree.text("vendor/llama.cpp/gguf-py/gguf/constants.py") or ""
    return dict(re.findall(r'^    MODEL_ARCH\.(\w+):\s+"([\w.-]+)",', text, re.MULTILINE))


def _lmdeploy(tree: Tree) -> Families:
    found: set[str] = set()
    text = tree.text("lmdeploy/pytorch/models/module_map.py") or ""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) == "MODULE_MAP.update"
            and isinstance(node.args[0], ast.Dict)
        ):
            found.update(_strings(node.args[0].keys))
    value = _assigned(tree.text("lmdeploy/turbomind/supported_models.py") or "", "SUPPORTED_ARCHS")
    assert isinstance(value, ast.Call)
    turbomind = sorted(word.arg for word in value.keywords if word.arg)
    return {"architectures": sorted(found | set(turbomind)), "turbomind": turbomind}


def _litgpt(tree: Tree) -> Families:
    text = tree.text("litgpt/config.py") or ""
    names = set(re.findall(r'hf_config=dict\(org="[^"]+", name="([^"]+)"', text))
    missing = [name for checkpoints in LITGPT_MODELS.values() for name in checkpoints if name not in names]
    if missing:
        raise SystemExit(f"facts: litgpt has no longer {', '.join(missing)} in its table")
    return {"model_types": sorted(LITGPT_MODELS), "checkpoints": len(names)}


REGISTRIES: Mapping[str, Callable[[Tree], Families]] = {
    "vllm": _vllm,
    "sglang": _sglang,
    "mlx": _mlx,
    "llama.cpp": _llama_cpp,
    "lmdeploy": _lmdeploy,
    "litgpt": _litgpt,
}
"""How the families of an engine are read off its package."""
