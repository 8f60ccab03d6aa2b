"""What is written, executed: the engines' own code on the blocks that `write_multiplier` gives, against the factor wanted."""

from __future__ import annotations

import itertools
import math
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from critscale.audit.config import LLAMA_CPP
from critscale.audit.key_templates import OWN_SCALE, TEMPERATURE
from critscale.audit.written import KeyBlock, write_multiplier
from facts.packages import Tree
from facts.temperatures import LAWS
from facts.trials import LONGEST, ORIGINAL, TRIALS, Block, Trial, trial_config

WANTED = ("0.8", "1", "1.25", "3")
"""The factors."""

_BLOCKS: Mapping[str, Block | None] = {
    "no block": None,
    "a block": {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": ORIGINAL},
    "a block with keys": {
        "rope_type": "yarn",
        "factor": 32.0,
        "original_max_position_embeddings": ORIGINAL,
        "attention_factor": 1.2,
        "mscale": 1.0,
        "mscale_all_dim": 1.0,
    },
}
_LONGROPE = {
    "rope_type": "longrope",
    "short_factor": [1.0] * 32,
    "long_factor": [2.0] * 32,
    "original_max_position_embeddings": ORIGINAL,
}
_SETTINGS = "llama.cpp-settings"
"""The trial that runs llama.cpp's own key, on the blocks of another."""


@dataclass(frozen=True)
class Executed:
    """A written block and what the engine's code made of it.

    Attributes
    ----------
    engine, evidence : str
        Whose code, and of which kind the block is: `KeyBlock.evidence`.
    why : str
        In what the code's factors are not the wanted ones; empty where they are.
    """

    engine: str
    evidence: str
    why: str = ""


def executed(trees: Mapping[str, Tree]) -> Iterator[Executed]:
    """Yield every written block that some engine's code could be run on."""
    yield from _rope(trees)
    yield from _scales(trees)
    yield from _temperatures(trees)


def _rope(trees: Mapping[str, Tree]) -> Iterator[Executed]:
    for name, trial in TRIALS.items():
        if trial.engine not in trees or trial.reading is not None or name == _SETTINGS:
            continue
        if trial.needs and shutil.which(trial.needs) is None:
            continue
        for config, n in _configs(trial):
            for wanted in WANTED:
                found = write_multiplier(config, trial.engine, length=n, trained=LONGEST, multiplier=wanted)
                for block in found.blocks:
                    if _is_of_rope(block):
                        yield _run(trial, trees[trial.engine], block, float(Fraction(wanted)))


def _configs(trial: Trial) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the configs of a trial's family, within reach of the wanted length and beyond."""
    longrope = "longrope" in {block["rope_type"] for block in itertools.islice(trial.blocks(), 1)}
    if longrope:
        yield trial_config(trial, _LONGROPE), LONGEST
        return
    for block, n in itertools.product(_BLOCKS.values(), (LONGEST, 4 * LONGEST)):
        yield trial_config(trial, block), n


def _is_of_rope(block: KeyBlock) -> bool:
    """Tell whether a block is of RoPE and llama.cpp's own key alone, and there is one: what the trials run."""
    return all(path[0] in ("rope_scaling", LLAMA_CPP) for path in block.changes) and bool(
        block.config.get("rope_scaling") or block.config.get(LLAMA_CPP)
    )


def _run(trial: Trial, tree: Tree, block: KeyBlock, wanted: float) -> Executed:
    written = block.config.get("rope_scaling") or {"rope_type": "default"}
    rope = {key: float(value) if isinstance(value, Fraction) else value for key, value in written.items()}
    own = {key: float(value) for key, value in (block.config.get(LLAMA_CPP) or {}).items()}
    run = TRIALS[_SETTINGS].run if own and trial.family == TRIALS[_SETTINGS].family else trial.run
    rotary, rest = run(tree, {"factor": 1.0, **rope, LLAMA_CPP: own} if own else rope)
    values = (rotary, rest) if block.whole and len(block.effects) == 2 else (rotary,)
    return _compared(trial.engine, block, values, wanted, trial.precision)


def _compared(engine: str, block: KeyBlock, values: tuple[float, ...], wanted: float, precision: float) -> Executed:
    wrong = [value for value in values if not math.isclose(value, wanted, rel_tol=max(precision, 1e-8))]
    why = f"{block.template}: {block.text} gives m = {wrong[0]:.9f}, wanted {wanted}" if wrong else ""
    return Executed(engine, block.evidence, why)


def _scales(trees: Mapping[str, Tree]) -> Iterator[Executed]:
    """Yield the families' own scales, as the statement of the engine that makes them has it before and after."""
    for trial in TRIALS.values():
        if trial.engine not in trees or trial.reading is None:
            continue
        key = next(iter(next(trial.blocks())))
        config = {**trial_config(trial, None), key: Fraction(1, 64)}
        for wanted in WANTED:
            found = write_multiplier(config, trial.engine, length=LONGEST, trained=LONGEST, multiplier=wanted)
            for block in found.blocks:
                if block.template == OWN_SCALE:
                    scales = [trial.run(trees[trial.engine], {key: float(each[key])})[0] for each in (config, block.config)]
                    yield _compared(trial.engine, block, (scales[1] / scales[0],), float(Fraction(wanted)), trial.precision)


_TEMPERED: Mapping[str, dict[str, Any]] = {
    "llama4_text": {"attn_scale": Fraction(1, 10), "floor_scale": 8192},
    "ministral3": {
        "rope_parameters": {
            "rope_type": "yarn",
            "factor": 16,
            "original_max_position_embeddings": 16384,
            "mscale": 1,
            "mscale_all_dim": 1,
            "rope_theta": 1000000,
            "llama_4_scaling_beta": Fraction(1, 10),
        }
    },
}


def _temperatures(trees: Mapping[str, Tree]) -> Iterator[Executed]:
    """Yield the coefficients of laws of the position, as the engine's law has them for the last token."""
    for (engine, family), law in LAWS.items():
        if engine not in trees or (engine == "llama.cpp" and shutil.which("c++") is None):
            continue
        shape = {"hidden_size": 256, "num_attention_heads": 4, "num_hidden_layers": 8}
        config = {"model_type": family, **shape, "max_position_embeddings": 2 * LONGEST, **_TEMPERED[family]}
        for wanted, n in itertools.product(("1.1", "1.5"), (LONGEST, 2 * LONGEST)):
            found = write_multiplier(config, engine, length=n, trained=LONGEST, multiplier=wanted)
            for block in found.blocks:
                if block.template == TEMPERATURE:
                    value = law(trees[engine], block.config, n - 1)
                    yield _compared(engine, block, (value,), float(Fraction(wanted)), 1e-6 if engine == "llama.cpp" else 0.0)
