"""Which config switches a law on, which of its keys count, and what each engine makes of it.

A law has a smallest config of a model that has it; everything else is read from that config through the engines' forward models.
A key counts where the reading is another one without it, or with another number in it.

Source: the rows of `engine_facts`; a test reads each config back as its law.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from ..numerics.laws.multiplier import multiplier
from ..numerics.settings.length import ContextLength
from ..theory.errors import CritscaleError
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .config import Config
from .engine_facts import ENGINE_FACTS, EngineFact, record
from .engines import ENGINES
from .facts import Facts, LayerGroup
from .families import READERS
from .findings import DIGITS, GroupFinding, findings
from .gather import gather
from .key_templates import changed
from .reading import exact_numbers
from .reference import REFERENCE, Engine
from .registries import borrows
from .rope import LONGROPE_TYPES, YARN_TYPES
from .temperatures import RULES

LENGTHS = (131072, 1048576)
"""An engine applies a law where its multiplier is the law's at both."""

_YARN = {"rope_type": "yarn", "factor": 32, "original_max_position_embeddings": 4096}
_LATENT = {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096}
_LONGROPE = {"type": "longrope", "short_factor": [1], "long_factor": [1]}
_MISTRAL = {"rope_type": "yarn", "mscale": 1, "mscale_all_dim": 1, "llama_4_scaling_beta": 0.1}

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {"model_type": "llama", "max_position_embeddings": 131072},
    "yarn": {"model_type": "qwen2", "rope_scaling": _YARN},
    "yarn-attention-factor": {"model_type": "qwen2", "rope_scaling": {**_YARN, "attention_factor": 1.2}},
    "yarn-mscale": {"model_type": "qwen2", "rope_scaling": {**_YARN, "mscale": 1, "mscale_all_dim": 0.5}},
    "deepseek-mscale": {"model_type": "deepseek_v3", "rope_scaling": {**_LATENT, "mscale": 1, "mscale_all_dim": 1}},
    "longrope": {
        "model_type": "phi3",
        "max_position_embeddings": 131072,
        "original_max_position_embeddings": 4096,
        "rope_scaling": _LONGROPE,
    },
    "longrope-mscale": {
        "model_type": "phimoe",
        "max_position_embeddings": 131072,
        "original_max_position_embeddings": 4096,
        "rope_scaling": {**_LONGROPE, "short_mscale": 1.243163121016122, "long_mscale": 1.243163121016122},
    },
    "telechat3-yarn": {"model_type": "telechat3", "rope_scaling": {**_YARN, "rope_type": "telechat3-yarn", "factor": 4}},
    "gpt-oss": {"model_type": "gpt_oss", "rope_scaling": _YARN},
    "olmo3": {
        "model_type": "olmo3",
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 8,
            "original_max_position_embeddings": 8192,
            "attention_factor": 1.2079441541679836,
        },
    },
    "rope-frequencies": {
        "model_type": "llama",
        "max_position_embeddings": 4096,
        "rope_scaling": {"rope_type": "linear", "factor": 32},
    },
    "deepseek-v4": {"model_type": "deepseek_v4", "rope_scaling": _LATENT},
    "qwen-logn": {"model_type": "qwen", "use_logn_attn": True, "seq_length": 2048, "num_hidden_layers": 32},
    "llama4": {"model_type": "llama4_text", "attn_temperature_tuning": True, "attn_scale": 0.1, "floor_scale": 8192},
    "ministral3": {
        "model_type": "ministral3",
        "rope_parameters": {**_MISTRAL, "factor": 16, "original_max_position_embeddings": 16384},
    },
    "mistral4": {
        "model_type": "mistral4",
        "rope_parameters": {**_MISTRAL, "factor": 128, "original_max_position_embeddings": 8192},
    },
    "inkling": {"model_type": "inkling", "log_scaling_n_floor": 128000, "log_scaling_alpha": 0.1},
    "muse-spark": {
        "model_type": "muse_spark",
        "attn_temperature_tuning_floor_scale": 8192,
        "attn_temperature_tuning_q_scale_constant": 0.1,
    },
    "grok-2": {"model_type": "grok", "attn_temperature_len": 1024},
    "beam": {"model_type": "beam"},
    "axolotl": {"scaling_softmax": True, "scaling_softmax_factor": 0.43},
    "olmo-core": {"model_type": "olmo3moe", "scalable_softmax": True},
    "clex": {"model_type": "clex", "log_scale": True, "max_position_embeddings": 4096},
}
"""The smallest config that switches a law on, its class's defaults beside it; laws of papers, trainers and bare weights have none."""

_DECLARED = replace(REFERENCE, ignores={})
"""A config as it is written: the readings of the reference, and each law beside RoPE that a key switches on, applied or not."""

Verdict = Literal["same multiplier", "another multiplier", "no multiplier", "does not run the model", "not known"]


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key of a config that counts.

    Attributes
    ----------
    path : str
        The key, with the block it stands in.
    value : str
        What stands there, as JSON.
    needed : bool
        Whether the law is not applied without it, or with a switch the other way.
    sets : tuple of str
        The parameters of the law that go with the number in it.
    """

    path: str
    value: str
    needed: bool
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineUse:
    """What an engine makes of the config.

    Attributes
    ----------
    name : str
        The engine with the version that was read; or, where transformers has no such model, the model's own code.
    verdict : str
        Its multiplier beside the law's, at each of `LENGTHS`.
    value : str
        Its multiplier of the last of the first of `LENGTHS` tokens; empty where there is none.
    facts : tuple of EngineFact
        What its source says about it.
    says : tuple of str
        What else must be said.
    """

    name: str
    verdict: Verdict
    value: str
    facts: tuple[EngineFact, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LawUse:
    """A law in configs and engines.

    Attributes
    ----------
    bound : BoundLaw
        The law with the parameters of the config.
    example : mapping
        The config.
    layers : str
        The layers that it reaches there.
    keys : tuple of KeyUse
        The keys that count.
    families : tuple of str
        The model types that read its key, where no RoPE block has it; empty where any may, or none does.
    engines : tuple of EngineUse
        One for each engine.
    """

    bound: BoundLaw
    example: Mapping[str, Any]
    layers: str
    keys: tuple[KeyUse, ...]
    families: tuple[str, ...]
    engines: tuple[EngineUse, ...]


def law_use(id: str) -> LawUse | None:
    """Return how a law is switched on and who applies it; None where no config key that is known here does it."""
    if id not in EXAMPLES:
        return None
    example = EXAMPLES[id]
    facts = _facts(example)
    bound = _bound(id, facts)
    groups = _reached(bound, facts)
    return LawUse(
        bound,
        example,
        ", ".join(group.title for group in groups),
        tuple(_keys(id, example)),
        tuple(sorted({family for rule in RULES if rule.law == id for family in READERS[rule.key]})),
        tuple(_engine(engine, id, bound, facts, groups[-1]) for engine in ENGINES.values()),
    )


def _facts(example: Mapping[str, Any]) -> Facts:
    return gather(Config(exact_numbers(example)))


def _bound(id: str, facts: Facts) -> BoundLaw:
    """Return the law as the config declares it; with its defaults where it goes by the name of a more general one."""
    return next((law for law in _laws(facts) if law.law.id == id), LAWS[id].bind())


def _laws(facts: Facts) -> Iterator[BoundLaw]:
    """Yield what the config declares for some layers."""
    n = ContextLength.parse(LENGTHS[0])
    yield from (applied.law for finding in findings(facts, _DECLARED, n) for applied in finding.laws)


def _values(bound: BoundLaw) -> tuple[str, ...]:
    return tuple(multiplier(bound.multiplier, n, DIGITS).decimal() for n in LENGTHS)


def _totals(facts: Facts, engine: Engine) -> Iterator[tuple[tuple[str, ...], GroupFinding]]:
    """Yield the multipliers at `LENGTHS` of each group of layers, and what was found; no multiplier where it is not known."""
    at = [findings(facts, engine, ContextLength.parse(n)) for n in LENGTHS]
    for found in zip(*at, strict=True):
        totals = [finding.rotary for finding in found]
        yield tuple(total.value.decimal() for total in totals if total is not None), found[0]


def _reached(bound: BoundLaw, facts: Facts) -> tuple[LayerGroup, ...]:
    """Return the layers for which the config declares the law; those that see all keys are the last."""
    found = tuple(finding.group for values, finding in _totals(facts, _DECLARED) if values == _values(bound))
    if not found:
        raise ValueError(f"the example of {bound.law.id} is not that law")
    return found


def _keys(id: str, example: Mapping[str, Any]) -> Iterator[KeyUse]:
    before = _settings(example)
    for path, value in _leaves(example):
        switch = isinstance(value, bool)
        without = _settings(changed(example, {path: not value}) if switch else _without(example, path))
        other = {} if switch or isinstance(value, str) else _settings(changed(example, {path: 2 * value}))
        sets = tuple(
            name
            for law, settings in before.items()
            if law in other
            for name, number in settings.items()
            if other[law][name] != number
        )
        needed = bool(before.keys() - without.keys())
        if needed or sets:
            yield KeyUse(".".join(path), json.dumps(value), needed, tuple(dict.fromkeys(sets)))


def _settings(example: Mapping[str, Any]) -> dict[str, Mapping[str, Fraction]]:
    """Return the laws that the config declares, by id, with their parameters; none where it refuses the config."""
    try:
        return {law.law.id: law.settings for law in _laws(_facts(example))}
    except CritscaleError:
        return {}


def _leaves(block: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in block.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*before, key))
        elif not isinstance(value, list):
            yield (*before, key), value


def _without(block: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {key: value for key, value in block.items() if key != first}
    return {**block, first: _without(block[first], tuple(rest))}


def _engine(engine: Engine, id: str, bound: BoundLaw, facts: Facts, group: LayerGroup) -> EngineUse:
    name = engine.version if engine is not REFERENCE or _in_transformers(id, facts) else "the model's own code"
    why = engine.why_not(facts)
    if why:
        behind = tuple(fact for fact in _own(engine) if fact.says in why)
        return EngineUse(name, "does not run the model", "", behind, () if behind else (why,))
    values, finding = next(found for found in _totals(facts, engine) if found[1].group == group)
    said = [*finding.says, *(why for law in finding.laws for why in law.why), *finding.undecided]
    remarks = {fact.remark: fact for fact in ENGINE_FACTS.values()}
    sources = [*_base_facts(engine, id, facts, group), *(remarks[text] for text in said if text in remarks)]
    rest = tuple(dict.fromkeys(text for text in said if text not in remarks))
    facts_found = tuple(dict.fromkeys(sources))
    if not values:
        return EngineUse(name, "not known", "", facts_found, rest)
    one = all(Fraction(value) == 1 for value in values)
    verdict: Verdict = "same multiplier" if values == _values(bound) else "no multiplier" if one else "another multiplier"
    return EngineUse(name, verdict, f"{float(values[0]):.6g}", facts_found, rest)


def _in_transformers(id: str, facts: Facts) -> bool:
    """Tell whether transformers has the model, and what it does with the law is known: one beside RoPE was read in the file of its source, or is ignored."""
    beside = any(temperature.law.law.id == id for temperature in facts.temperatures)
    has = bool({facts.family, f"{facts.family}_text"} & record()["architectures"].keys())
    return has and (not beside or "transformers" in LAWS[id].source or id in REFERENCE.ignores)


def _own(engine: Engine) -> Iterator[EngineFact]:
    yield from (fact for fact in ENGINE_FACTS.values() if fact.engine == engine.id)


def _base_facts(engine: Engine, id: str, facts: Facts, group: LayerGroup) -> Iterator[EngineFact]:
    """Yield what an engine's reading starts from: its row for the block's type, or for the law; who runs it for the engine."""
    if borrows(engine.id, facts):
        yield ENGINE_FACTS[f"{engine.id}-backend"]
        return
    if group.rope is not None:
        kind = next((name for name, types in (("yarn", YARN_TYPES), ("longrope", LONGROPE_TYPES)) if group.rope.kind in types), "")
        if f"{engine.id}-{kind}" in ENGINE_FACTS:
            yield ENGINE_FACTS[f"{engine.id}-{kind}"]
    for law in (id, *(temperature.law.law.id for temperature in facts.temperatures)):
        for row in (engine.applies.get(law), engine.ignores.get(law)):
            if row is not None:
                yield ENGINE_FACTS[row]
