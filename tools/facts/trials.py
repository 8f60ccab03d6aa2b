"""The engines' own code, executed: the factor it makes of a RoPE block, which the audit's reading has to equal.

The functions in question are taken out of the packages and run with stand-ins for whatever they import: what makes the
factor is arithmetic with `math`, the rest (tensors, kernels, caches) may be anything.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from critscale.audit.config import LLAMA_CPP, Config
from critscale.audit.engine_facts import ENGINE_FACTS
from critscale.audit.engines import ENGINES
from critscale.audit.facts import Facts
from critscale.audit.gather import gather
from critscale.audit.reading import exact_numbers
from critscale.numerics.laws.multiplier import multiplier
from critscale.numerics.settings.length import ContextLength
from critscale.theory.laws.law import product
from facts import llama_cpp, overrides
from facts.packages import Tree
from facts.stand_ins import Globals, compiled, module, statements

Block = dict[str, Any]
LONGEST, ORIGINAL = 131072, 4096
"""max_position_embeddings and original_max_position_embeddings of every trial."""


@dataclasses.dataclass(frozen=True)
class Trial:
    """One piece of an engine's code and the configs it is tried on.

    Attributes
    ----------
    engine, family : str
        Whose code, and the model type of the configs.
    architecture : str
        The class the configs name.
    run : callable
        From the package and a block to the multipliers of the logits on rotary dimensions and on the others.
    blocks : callable
        The RoPE blocks.
    needs : str
        A program it needs: where there is none, the trial is left out and named.
    reading : callable
        From the trial and a block to the same two numbers as the audit reads them.
    precision : float
        To how much the numbers have to agree, relative: llama.cpp's are single precision.
    """

    engine: str
    family: str
    architecture: str
    run: Callable[[Tree, Block], tuple[float, float]]
    blocks: Callable[[], Iterator[Block]]
    needs: str = ""
    precision: float = 1e-12
    reading: Callable[[Trial, Block], tuple[float, float]] | None = None


# --- the engines ---


def _config(block: Block) -> SimpleNamespace:
    return SimpleNamespace(
        rope_parameters={"rope_theta": 10000.0, **block},
        rope_scaling=None,
        standardize_rope_params=lambda: None,
        hidden_size=256,
        num_attention_heads=4,
        head_dim=64,
        max_position_embeddings=LONGEST,
    )


def _hf(tree: Tree, block: Block) -> tuple[float, float]:
    name = "_compute_longrope_parameters" if block["rope_type"] == "longrope" else "_compute_yarn_parameters"
    factor = module(tree, f"transformers/modeling_rope_utils.py:{name}")[name](_config(block))[1]
    return float(factor) ** 2, 1.0


_VLLM = "vllm/model_executor/layers/rotary_embedding"
_VLLM_V2 = "vllm/model_executor/models/deepseek_v2.py"


def _vllm_rope(tree: Tree, block: Block) -> Any:
    names = module(
        tree,
        f"{_VLLM}/common.py:yarn_get_mscale",
        f"{_VLLM}/yarn_scaling_rope.py:YaRNScalingRotaryEmbedding",
        f"{_VLLM}/phi3_long_rope_scaled_rope.py:Phi3LongRoPEScaledRotaryEmbedding",
        f"{_VLLM}/__init__.py:get_rope",
        "vllm/transformers_utils/config.py:patch_legacy_rope_type",
    )
    names["_ROPE_DICT"] = {}
    names["is_rope_parameters_nested"] = lambda parameters: False
    names["get_current_vllm_config"] = lambda: SimpleNamespace(model_config=SimpleNamespace(max_model_len=LONGEST))
    parameters = {"rope_theta": 10000.0, **block}
    names["patch_legacy_rope_type"](parameters)
    return names["get_rope"](64, LONGEST, True, parameters)


def _vllm(tree: Tree, block: Block) -> tuple[float, float]:
    rope = _vllm_rope(tree, block)
    return float(rope.long_mscale if block["rope_type"] == "longrope" else rope.mscale) ** 2, 1.0


def _vllm_latent(tree: Tree, block: Block) -> tuple[float, float]:
    names = module(
        tree,
        f"{_VLLM}/deepseek_scaling_rope.py:yarn_get_mscale",
        f"{_VLLM}/deepseek_scaling_rope.py:DeepseekScalingRotaryEmbedding",
        f"{_VLLM}/__init__.py:get_rope",
    )
    names["_ROPE_DICT"] = {}
    layer, config = SimpleNamespace(scaling=1.0), _config(block)
    local = Globals(module(tree, f"{_VLLM_V2}:yarn_get_mscale"), self=layer, config=config)
    exec(compiled(statements(tree, _VLLM_V2, "DeepseekV2MLAAttention.__init__", "rope_type"), _VLLM_V2), local)
    rope = names["get_rope"](64, LONGEST, False, config.rope_parameters)
    return float(rope.mscale) ** 2 * layer.scaling, layer.scaling


_SGLANG = "sglang/srt/layers/rotary_embedding"


def _sglang_rope(tree: Tree, block: Block) -> Any:
    names = module(
        tree,
        f"{_SGLANG}/yarn.py:yarn_get_mscale_simple",
        f"{_SGLANG}/yarn.py:yarn_get_mscale",
        f"{_SGLANG}/yarn.py:YaRNScalingRotaryEmbedding",
        f"{_SGLANG}/rope_variant.py:DeepseekScalingRotaryEmbedding",
        f"{_SGLANG}/rope_variant.py:Phi3LongRoPEScaledRotaryEmbedding",
        f"{_SGLANG}/factory.py:_get_rope_param",
        f"{_SGLANG}/factory.py:get_rope",
    )
    names["_ROPE_DICT"] = {}
    names["_get_live_rope_cache_entry"] = lambda key: None
    return names["get_rope"](64, 64, LONGEST, 10000, True, dict(block))


def _sglang(tree: Tree, block: Block) -> tuple[float, float]:
    rope = _sglang_rope(tree, block)
    return float(rope.long_mscale if block["rope_type"] == "longrope" else rope.mscale) ** 2, 1.0


def _sglang_latent(tree: Tree, block: Block) -> tuple[float, float]:
    file = "sglang/srt/configs/model_config.py"
    scale = module(tree, f"{file}:yarn_get_mscale", f"{file}:compute_mla_mscale_scaling")["compute_mla_mscale_scaling"]
    latent = {**block, "rope_type": "deepseek_yarn"}
    scaling = float(scale(latent, 1.0))
    return float(_sglang_rope(tree, latent).mscale) ** 2 * scaling, scaling


def _mlx(tree: Tree, block: Block) -> tuple[float, float]:
    file = "mlx_lm/models/rope_utils.py"
    names = module(tree, f"{file}:YarnRoPE", f"{file}:SuScaledRoPE", f"{file}:initialize_rope")
    rope = names["initialize_rope"](64, 10000.0, False, block, LONGEST)
    return float(rope._scale if block["rope_type"] == "longrope" else rope.mscale) ** 2, 1.0


_LMDEPLOY = "lmdeploy/pytorch/backends"


def _lmdeploy(tree: Tree, block: Block) -> tuple[float, float]:
    names = module(
        tree,
        f"{_LMDEPLOY}/rotary_embedding.py:YarnParameters",
        f"{_LMDEPLOY}/rotary_embedding.py:LongRoPEScalingParameters",
        f"{_LMDEPLOY}/default/rotary_embedding.py:yarn_get_mscale",
        f"{_LMDEPLOY}/default/rotary_embedding.py:YarnRotaryEmbeddingImpl",
        f"{_LMDEPLOY}/default/rotary_embedding.py:LongRoPEScalingRotaryEmbeddingImpl",
        "lmdeploy/pytorch/nn/rotary_embedding.py:_get_yarn_parameters",
        "lmdeploy/pytorch/nn/rotary_embedding.py:_get_longrope_parameters",
    )
    names["get_rope_parameters"] = lambda config: config.rope_parameters
    names["yarn_find_correction_range"] = lambda *arguments, **keywords: (0, 1)
    if block["rope_type"] == "longrope":
        found = names["_get_longrope_parameters"](_config(block))["longrope_params"]
        rope = names["LongRoPEScalingRotaryEmbeddingImpl"](64, 10000, LONGEST, found)
    else:
        given = names["_get_yarn_parameters"](_config(block))
        rope = names["YarnRotaryEmbeddingImpl"](64, 10000, given["scaling_factor"], ORIGINAL, given["yarn_params"])
    return (1.0 if rope.mscale is None else float(rope.mscale)) ** 2, 1.0


def _turbomind(tree: Tree, block: Block) -> tuple[float, float]:
    file = "lmdeploy/turbomind/models/utils.py"
    parts = ("_get_mscale", "_param_get", "_param_has", "_optional_attr", "parse_rope_param")
    rope, _ = module(tree, *(f"{file}:{name}" for name in parts))["parse_rope_param"](_config(block), 64)
    return float(rope.attention_factor) ** 2, 1.0


# --- the blocks ---


def _without_none(block: Mapping[str, Any]) -> Block:
    return {key: value for key, value in block.items() if value is not None}


def yarn_blocks() -> Iterator[Block]:
    """Yield YaRN blocks: with and without each key that may count, its value 0, 1 and others."""
    for factor, given, extra, mscale, all_dim in itertools.product(
        (1.0, 4.0, 40.0), (None, 1.0, 1.2), (None, 0.8782488562869419), (None, 0, 1.0, 0.707), (None, 0, 1.0, 0.8)
    ):
        yield _without_none(
            {
                "rope_type": "yarn",
                "factor": factor,
                "original_max_position_embeddings": ORIGINAL,
                "attention_factor": given,
                "attn_factor": extra,
                "mscale": mscale,
                "mscale_all_dim": all_dim,
            }
        )


def settings_blocks() -> Iterator[Block]:
    """Yield blocks with and without YaRN under each combination of llama.cpp's own settings."""
    keys = ("yarn_ext_factor", "yarn_attn_factor", "attn_factor")
    for kind, *values in itertools.product(("yarn", "linear"), (None, 0.0, 0.5, 1.0), (None, 0.8, 1.2), (None, 0.9)):
        own = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
        yield {"rope_type": kind, "factor": 4.0, "original_max_position_embeddings": ORIGINAL, LLAMA_CPP: own}


def longrope_blocks() -> Iterator[Block]:
    """Yield LongRoPE blocks: with and without the keys that may count."""
    for factor, given in itertools.product((None, 1.0, 8.0, 32.0), (None, 1.3)):
        yield _without_none(
            {
                "rope_type": "longrope",
                "short_factor": [1.0] * 32,
                "long_factor": [2.0] * 32,
                "original_max_position_embeddings": ORIGINAL,
                "factor": factor,
                "attention_factor": given,
            }
        )


def latent_blocks() -> Iterator[Block]:
    """Yield the YaRN blocks for llama.cpp's latent attention, and some with a stored factor."""
    yield from yarn_blocks()
    for factor, stored, value in itertools.product((1.0, 4.0, 40.0), (0.9, 1.25), (None, 0.707, 1.0)):
        block = {"rope_type": "yarn", "factor": factor, "original_max_position_embeddings": ORIGINAL}
        yield _without_none({**block, "mscale": value, "mscale_all_dim": value, LLAMA_CPP: {"attn_factor": stored}})


def scale_blocks(key: str) -> Iterator[Block]:
    """Yield values of a family's own key of the softmax scale."""
    for value in (0.0078125, 0.5, 144.0, 256.0):
        yield {key: value}


_QWEN, _MISTRAL, _V3 = (
    ("qwen2", "Qwen2ForCausalLM"),
    ("mistral", "MistralForCausalLM"),
    ("deepseek_v3", "DeepseekV3ForCausalLM"),
)
_PHI3 = ("phi3", "Phi3ForCausalLM")

_SCALE_KEYS = {"gemma2": "query_pre_attn_scalar", "gemma3": "query_pre_attn_scalar", "granite": "attention_multiplier", "hyperclovax": "attention_multiplier"}


def _scale_trial(name: str) -> Trial:
    """Return the trial of an engine's softmax scale: the statement that makes it, run on values of the family's key."""
    fact, family = ENGINE_FACTS[name], name.rpartition("-")[2]
    key = _SCALE_KEYS[family]

    def run(tree: Tree, block: Block) -> tuple[float, float]:
        layer, config = SimpleNamespace(), SimpleNamespace(**block, head_dim=64)
        statement = fact.has[0]
        if " ".join(statement.split()) not in " ".join((tree.text(fact.file) or "").split()):
            raise LookupError(f"{fact.file} has no {statement}")
        exec(compiled(statement, fact.file), {"self": layer, "config": config, "args": config})
        (found,) = vars(layer).values()
        return float(found), float(found)

    def reading(trial: Trial, block: Block) -> tuple[float, float]:
        config = {"model_type": trial.family, "head_dim": 64, "num_hidden_layers": 2, "hidden_size": 256, **block}
        facts = gather(Config(exact_numbers(config)))
        if not ENGINES[trial.engine].scale_key(facts).counts or facts.base is None:
            raise LookupError(facts.base_unknown or "not read")
        base = math.sqrt(facts.base.value) if facts.base.squared else float(facts.base.value)
        return base, base

    model_type = f"{family}_text" if family == "gemma3" else family
    return Trial(fact.engine, model_type, "", run, lambda: scale_blocks(key), reading=reading)


def _override_trial(engine: str, run: Callable[[Tree, Block], tuple[float, float]], flag: str) -> Trial:
    """Return the trial of a server's override: its config after it, and the audit's."""
    return Trial(engine, "", "", run, overrides.blocks, reading=lambda _, block: overrides.reading(flag, engine, block))


TRIALS: Mapping[str, Trial] = {
    "hf-yarn": Trial("hf", *_QWEN, _hf, yarn_blocks),
    "hf-longrope": Trial("hf", *_PHI3, _hf, longrope_blocks),
    "vllm-yarn": Trial("vllm", *_QWEN, _vllm, yarn_blocks),
    "vllm-latent": Trial("vllm", *_V3, _vllm_latent, yarn_blocks),
    "vllm-longrope": Trial("vllm", *_PHI3, _vllm, longrope_blocks),
    "sglang-yarn": Trial("sglang", *_QWEN, _sglang, yarn_blocks),
    "sglang-latent": Trial("sglang", *_V3, _sglang_latent, yarn_blocks),
    "sglang-longrope": Trial("sglang", *_PHI3, _sglang, longrope_blocks),
    "mlx-yarn": Trial("mlx", *_QWEN, _mlx, yarn_blocks),
    "mlx-longrope": Trial("mlx", *_PHI3, _mlx, longrope_blocks),
    "lmdeploy-yarn": Trial("lmdeploy", *_MISTRAL, _lmdeploy, yarn_blocks),
    "lmdeploy-turbomind": Trial("lmdeploy", *_QWEN, _turbomind, yarn_blocks),
    "lmdeploy-longrope": Trial("lmdeploy", *_PHI3, _lmdeploy, longrope_blocks),
    "llama.cpp-yarn": Trial("llama.cpp", *_QWEN, llama_cpp.generic, yarn_blocks, "c++", 1e-6),
    "llama.cpp-latent": Trial("llama.cpp", *_V3, llama_cpp.latent, latent_blocks, "c++", 1e-6),
    "llama.cpp-settings": Trial("llama.cpp", *_QWEN, llama_cpp.settings, settings_blocks, "c++", 1e-6),
    "vllm-hf-overrides": _override_trial("vllm", overrides.vllm, "--hf-overrides"),
    "sglang-override": _override_trial("sglang", overrides.sglang, "--json-model-override-args"),
    "lmdeploy-hf-overrides": _override_trial("lmdeploy", overrides.lmdeploy, "--hf-overrides"),
    "vllm-lengths": Trial(
        "vllm", "", "", overrides.vllm_length, overrides.lengths, reading=lambda _, block: overrides.reading_of_length(block)
    ),
    **{name: _scale_trial(name) for name in ENGINE_FACTS if "-scale-" in name and ENGINE_FACTS[name].runs},
}
"""What is executed, by the name a fact gives."""


def disagreements(name: str, tree: Tree) -> Iterator[str]:
    """Yield where an engine's code and the audit's reading of it differ; what cannot be run is one."""
    trial, tried = TRIALS[name], 0
    if trial.needs and shutil.which(trial.needs) is None:
        return
    for block in trial.blocks():
        try:
            theirs = trial.run(tree, dict(block))
        except Exception as error:  # noqa: BLE001 - whatever foreign code raises
            yield f"the trial {name} cannot be run: {type(error).__name__}: {error}"
            return
        ours = (trial.reading or audit_reading)(trial, block)
        tried += 1
        if not all(math.isclose(a, b, rel_tol=trial.precision) for a, b in zip(ours, theirs, strict=True)):
            yield f"{name}: {block} gives m = {theirs[0]:.9f}, {theirs[1]:.9f}, the audit says {ours[0]:.9f}, {ours[1]:.9f}"
    if not tried:
        yield f"the trial {name} tried nothing"


def trial_config(trial: Trial, block: Block | None) -> dict[str, Any]:
    """Return a config of a trial's family with a RoPE block, or without one."""
    config = {
        "model_type": trial.family,
        "architectures": [trial.architecture],
        "head_dim": 64,
        "hidden_size": 256,
        "num_attention_heads": 4,
        "num_hidden_layers": 2,
        "max_position_embeddings": LONGEST,
    }
    return config if block is None else {**config, "rope_scaling": block}


def audit_reading(trial: Trial, block: Block) -> tuple[float, float]:
    """Return the multipliers on rotary dimensions and on the others as the audit reads them."""
    inner = {key: value for key, value in block.items() if key != LLAMA_CPP}
    facts: Facts = gather(Config(exact_numbers({**trial_config(trial, inner), LLAMA_CPP: block.get(LLAMA_CPP)})))
    engine, group = ENGINES[trial.engine], facts.groups[0]
    assert group.rope is not None
    rope, softmax = engine.rope(group.rope, facts, LONGEST), engine.softmax(facts)
    if rope.undecided or softmax.undecided:
        raise LookupError(rope.undecided or softmax.undecided)
    length = ContextLength.parse(LONGEST)
    rest = float(multiplier(product(softmax.laws), length, 18))
    return float(multiplier(product(rope.laws), length, 18)) * rest, rest
