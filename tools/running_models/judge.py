"""The audit against running models, part by part: right, wrong, or unknown and said so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from transformers import PreTrainedConfig

from critscale.audit.config import Config
from critscale.audit.engines import ENGINES
from critscale.audit.facts import BaseScale, Facts
from critscale.audit.findings import GroupFinding, findings
from critscale.audit.gather import gather
from critscale.audit.reading import exact_numbers
from critscale.audit.table import table
from critscale.numerics.settings.length import ContextLength
from critscale.theory.errors import CritscaleError

from .models import LAYERS, config_of, wrappers
from .published import small, without_laws
from .read import TOKENS, Layer
from .table import FAR, NEAR, Lab, layers_of, with_rope

PARTS = ("layers", "windows", "rotary share", "base", "multiplier")
TOLERANCE = 2e-4
"""Relative: models compute in single precision, some of them in less."""


@dataclass(frozen=True)
class Judged:
    """One config: an outcome a part, and what was wrong or unknown.

    Attributes
    ----------
    outcomes : mapping
        By part, "right", "wrong" or "unknown".
    said : tuple of str
        A line for what is not right.
    """

    outcomes: Mapping[str, str]
    said: tuple[str, ...]


def judge(config: Mapping[str, Any], truth: Sequence[Layer], base: Sequence[Layer], position: int) -> Judged:
    """Compare what the audit says of a config at a position with what its model does.

    Parameters
    ----------
    config : mapping
        The config's JSON object.
    truth : sequence of Layer
        What its model does at the position.
    base : sequence of Layer
        What the model does at position 0 without any RoPE scaling: its n-free scale.
    position : int
        The position of the query.
    """
    try:
        read = Config(exact_numbers(json.loads(json.dumps(config))))
        facts = gather(read)
        found = findings(facts, ENGINES["hf"], ContextLength.parse(position + 1))
    except CritscaleError as refused:
        return Judged(dict.fromkeys(PARTS, "unknown"), (f"refused: {refused}",))
    said: list[str] = []
    outcomes: dict[str, str] = {part: "right" for part in PARTS}
    for part, outcome, why in _outcomes(_blocks(read.scope, len(truth)), facts, found, truth, base, position):
        if outcome == "wrong" or outcomes[part] == "right":
            outcomes[part] = outcome
        said.append(f"{part}: {outcome}: {why}")
    return Judged(outcomes, tuple(dict.fromkeys(said)))


def _blocks(config: Mapping[str, Any], layers: int) -> list[int]:
    """Return for each layer of a model its place in the file, which the audit counts by.

    A file may list the attention and the MLP of each layer as two blocks: each layer of the model is at its attention.
    """
    names = config.get("layer_types")
    if not isinstance(names, list) or len(names) <= layers:
        return list(range(layers))
    places = [i for i, name in enumerate(names) if name != "mlp"]
    return places if len(places) == layers else list(range(layers))


def _outcomes(
    blocks: Sequence[int],
    facts: Facts,
    found: Sequence[GroupFinding],
    truth: Sequence[Layer],
    base: Sequence[Layer],
    position: int,
) -> Iterator[tuple[str, str, str]]:
    """Yield what is not right."""
    softmax = {blocks[i] for i, layer in enumerate(truth) if layer.softmax}
    if not softmax:
        if found:
            yield "layers", "wrong", "no layer is softmax attention"
        return
    said = {i: finding for finding in found for i in finding.group.layers}
    if not said:
        why = "; ".join(facts.undecided) or "the layers are not counted"
        for part in PARTS:
            yield part, "unknown", why
        return
    if set(said) != softmax:
        yield "layers", "wrong", f"softmax layers {sorted(softmax)}, said {sorted(said)}"
    for i, (block, layer) in enumerate(zip(blocks, truth, strict=True)):
        if not layer.softmax or block not in said:
            continue
        finding = said[block]
        window = finding.group.window
        keys = layer.keys if layer.keys < TOKENS else None
        is_sliding = "sliding" in finding.group.tags
        if is_sliding and window is None and keys is not None:
            yield "windows", "unknown", f"layer {i} sees {keys} keys, said a window of unknown size"
        elif (window if window is not None and window < TOKENS else None) != keys:
            yield "windows", "wrong", f"layer {i} sees {keys} keys, said {window}"
        turns = base[i].turns if base[i].norm == "after RoPE" else layer.turns
        share = Fraction(sum(turns), len(turns))
        if share != finding.group.rotary_share:
            yield "rotary share", "wrong", f"layer {i}: {share}, said {finding.group.rotary_share}"
        yield from _scale(facts, finding, layer, base[i], i)
        yield from _multiplier(finding, layer, base[i], position, i)


def _scale(facts: Facts, finding: GroupFinding, layer: Layer, base: Layer, i: int) -> Iterator[tuple[str, str, str]]:
    if finding.group.base is None:
        yield "base", "unknown", facts.base_unknown
        return
    said, true = _value(finding.group.base), base.factors[NEAR][-1]
    if abs(said - true) > TOLERANCE * true:
        yield "base", "wrong", f"layer {i}: {true:.6f}, said {said:.6f} ({finding.group.base.source})"


def _value(scale: BaseScale) -> float:
    return float(scale.value) ** 0.5 if scale.squared else float(scale.value)


def _multiplier(finding: GroupFinding, layer: Layer, base: Layer, position: int, i: int) -> Iterator[tuple[str, str, str]]:
    if finding.rotary is None or finding.rest is None:
        yield "multiplier", "unknown", "; ".join(finding.undecided)
        return
    for turns, total in ((True, finding.rotary), (False, finding.rest)):
        true = {
            round(a / b, 5)
            for a, b, t in zip(layer.factors[position], base.factors[NEAR], layer.turns, strict=True)
            if t is turns
        }
        said = float(total.value)
        wrong = [m for m in sorted(true) if abs(m - said) > TOLERANCE * said]
        if wrong:
            where = "rotary" if turns else "other"
            yield "multiplier", "wrong", f"layer {i}, {where} dimensions: {wrong[0]:.5f}, said {said:.5f}"


FACTOR = {"factor": 4.0, "original_max_position_embeddings": 64}
VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "yarn, as rope_scaling": {"rope_type": "yarn", **FACTOR},
    "yarn, attention_factor": {"rope_type": "yarn", **FACTOR, "attention_factor": 1.5},
    "yarn, mscale": {"rope_type": "yarn", **FACTOR, "mscale": 0.707, "mscale_all_dim": 1.0},
    "llama3": {"rope_type": "llama3", **FACTOR, "low_freq_factor": 1.0, "high_freq_factor": 4.0},
    "dynamic, as rope_scaling": {"rope_type": "dynamic", "factor": 4.0},
    "longrope": {"rope_type": "longrope", "original_max_position_embeddings": 64},
}
"""RoPE blocks that a family is given, one under its older names."""

LONG = 20_000
"""A position where the temperatures of most classes have begun."""


def judged(config_class: type[PreTrainedConfig]) -> Iterator[tuple[str, Judged | str]]:
    """Yield each variant of a family with its outcome, or with why it could not be built or run."""
    name = config_class.model_type
    row = table().families.get(name)
    lab = Lab(config_class, LAYERS if row is None or not row.layers or row.last else min(len(row.layers) + 1, LAYERS))
    base = lab.read((NEAR, FAR))
    plain = lab.config()
    yield "as written in full", judge({**json_of(plain, False), "model_type": name}, base, base, FAR)
    yield "written sparsely", judge({**json_of(plain, True), "model_type": name}, base, base, FAR)
    path = next((w for w, (where, text) in WRAPPERS.items() if text == name and where == "text_config"), None)
    if path is not None:
        yield "in a multimodal config", judge({"model_type": path, "text_config": json_of(plain, True)}, base, base, FAR)
    yield from _tried("far", lambda: _far(lab, base, name))
    if not any(any(layer.turns) for layer in base):
        return
    for variant, block in VARIANTS.items():
        block = dict(block)
        if variant == "longrope":
            block |= _longrope(base)
        keys = with_rope(lab, block)
        if not keys:
            continue
        yield from _tried(variant, lambda k=keys, v=variant, b=block: _rope(lab, base, name, k, b, "rope_scaling" in v))


def _tried(label: str, work: Any) -> Iterator[tuple[str, Judged | str]]:
    try:
        yield label, work()
    except Exception as error:  # noqa: BLE001  a variant that the model itself refuses is reported as that
        yield label, f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"


def _far(lab: Lab, base: Sequence[Layer], name: str) -> Judged:
    config = lab.config()
    try:
        return judge({**json_of(config, False), "model_type": name}, layers_of(config, (LONG,), True), base, LONG)
    except (IndexError, RuntimeError):  # positions that are learned end before
        return judge({**json_of(config, False), "model_type": name}, base, base, FAR)


def _rope(lab: Lab, base: Sequence[Layer], name: str, keys: Mapping[str, Any], block: Any, old: bool) -> Judged:
    if not old:
        config = lab.config(**keys)
        return judge({**json_of(config, False), "model_type": name}, layers_of(config, (FAR,)), base, FAR)
    tiny = {k: v for k, v in lab.tiny.items() if k != "rope_parameters"}
    legacy = {("type" if k == "rope_type" else k): v for k, v in block.items()}
    written = {**tiny, "model_type": name, "rope_scaling": legacy, "rope_theta": 10000.0}
    return judge(written, layers_of(config_of(lab.kind, written), (FAR,)), base, FAR)


def _longrope(base: Sequence[Layer]) -> dict[str, list[float]]:
    pairs = next(sum(layer.turns) for layer in base if any(layer.turns)) // 2
    return {"short_factor": [1.0] * pairs, "long_factor": [2.0] * pairs}


def json_of(config: PreTrainedConfig, sparse: bool) -> dict[str, Any]:
    """Return the JSON object of a config's file, in full or with no more than differs from its class."""
    found: dict[str, Any] = json.loads(config.to_json_string(use_diff=sparse))
    return found


WRAPPERS = wrappers()


def judged_config(config: Mapping[str, Any], position: int = FAR) -> Judged:
    """Compare the audit of a published config, made small, with its running model."""
    made, read_as = small(config)
    base = layers_of(without_laws(read_as), (NEAR, FAR))
    return judge(made, layers_of(read_as, (position, FAR)), base, position)
