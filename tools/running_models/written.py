"""What is written, in running models: a family's tiny model is built with each block, and its logits are read.

The audit's reading chose the block; here a model of transformers is built from the config with the block in it, and each
layer that sees all keys has to multiply its logits by what was wanted, relative to the model before the change.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from transformers import PreTrainedConfig

from critscale.audit.full_layers import facts_of, full_layers
from critscale.audit.key_templates import changed
from critscale.audit.reading import exact_numbers
from critscale.audit.reference import REFERENCE
from critscale.audit.table import table
from critscale.audit.written import KeyBlock, floats, write_multiplier
from critscale.numerics.settings.length import ContextLength

from .judge import LONG, TOLERANCE, json_of
from .models import LAYERS, config_of, model_of
from .read import Layer
from .table import NEAR, Lab, layers_of

TRAINED = 64
WANTED = ("1.25", "0.8")


@dataclass(frozen=True)
class Checked:
    """A block in a running model.

    Attributes
    ----------
    template : str
        Of which template it is; empty where nothing was written.
    n : int
        The context length; the query is its last token.
    wanted : str
        The factor.
    wrong : str
        In what the model is not what was wanted; empty where it is.
    """

    template: str
    n: int
    wanted: str
    wrong: str = ""


def checked(config_class: type[PreTrainedConfig]) -> Iterator[Checked]:
    """Yield every block that is written for a family's tiny model, within the reach of its config and beyond."""
    name = config_class.model_type
    row = table().families.get(name)
    lab = Lab(config_class, LAYERS if row is None or not row.layers or row.last else min(len(row.layers) + 1, LAYERS))
    plain = {**json_of(lab.config(), False), "model_type": name}
    base = layers_of(lab.config(), (NEAR, 4 * TRAINED - 1))
    cases = [(4 * TRAINED, {**plain, "max_position_embeddings": TRAINED}), (4 * TRAINED, plain)]
    if facts_of(exact_numbers(plain)).temperatures:
        cases.append((LONG + 1, plain))
    for (n, config), wanted in itertools.product(cases, WANTED):
        found = write_multiplier(config, "hf", length=n, trained=TRAINED, multiplier=wanted)
        if not found.blocks:
            yield Checked("", n, wanted)
        for block in found.blocks:
            yield Checked(block.template, n, wanted, "; ".join(_wrong(lab, config, block, base, n)))


def _wrong(lab: Lab, before: Mapping[str, Any], block: KeyBlock, base: list[Layer], n: int) -> Iterator[str]:
    """Yield in what the model with a block in its config is not what was read."""
    shorter = {"max_position_embeddings": TRAINED} if before.get("max_position_embeddings") == TRAINED else {}
    changes = {path: floats(value) for path, value in block.changes.items()}
    config = config_of(lab.kind, changed({**lab.plain, **shorter}, changes))
    layers = layers_of(config, (n - 1,), n > LONG)
    facts = facts_of(block.config)
    at = ContextLength.parse(n)
    for group in full_layers(facts, REFERENCE, at, facts_of(exact_numbers(before))):
        values = [float(value) for value in group.at(at)]
        names = [name for name, part in (("turn", group.rotary), ("rest", group.rest)) if part is not None]
        said = dict(zip(names, values, strict=True))
        for i in group.group.layers:
            for turns, name in ((True, "turn"), (False, "rest")):
                true = {
                    round(a / b, 5)
                    for a, b, t in zip(layers[i].factors[n - 1], base[i].factors[NEAR], base[i].turns, strict=True)
                    if t is turns
                }
                wrong = [m for m in true if name not in said or abs(m - said[name]) > TOLERANCE * said[name]]
                if wrong:
                    yield f"layer {i}, dimensions that {name}: {wrong[0]}, written for {said.get(name)}"
    if "factor 1 leaves the frequencies as they are" in block.notes:
        yield from _turned(lab.config(), config)


def _turned(before: PreTrainedConfig, after: PreTrainedConfig) -> Iterator[str]:
    """Yield the frequencies of a model that a block changed."""
    old, new = (dict(model_of(config).named_buffers()) for config in (before, after))
    for name in old.keys() & new.keys():
        if name.endswith("inv_freq") and not torch.allclose(old[name], new[name], rtol=1e-6):
            yield f"{name} is no longer what it was"
