"""The table key by engine by effect, as the handbook shows it: a row for each key and model, a cell for each engine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from ..audit.engines import ENGINES
from ..audit.key_effects import Effect, KeyEffect, key_effects

WORDS: tuple[tuple[Effect, str], ...] = (
    ("sets", "its power is the factor on the logits, whatever else stands there"),
    ("multiplies", "its power multiplies what else stands there"),
    ("enters", "it is one of the numbers of a formula"),
    ("by position", "the factor goes with the position of the query"),
    ("ignores", "nothing comes of it"),
    ("does not run", "the engine has no such model, or no such block"),
    ("unknown", "no fact says what becomes of it"),
)
"""What the cells say, and what it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key in a model."""

    key: str
    block: str
    family: str
    cells: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTable:
    """The material of the page: the engines with their versions, and the rows."""

    engines: tuple[tuple[str, str], ...]
    rows: tuple[KeyRow, ...]


def key_table() -> KeyTable:
    """Return the table of all keys that scale logits in some engine."""
    rows = []
    for (key, block, family), group in groupby(key_effects(), lambda found: (found.key, found.block, found.family)):
        effects = {found.engine: found for found in group}
        why = dict.fromkeys(text if ENGINES[id].version in text else f"{id}: {text}" for id, found in effects.items() for text in found.why)
        cells = tuple(cell(effects[id]) for id in ENGINES)
        rows.append(KeyRow(key=key, block=block, family=family, cells=cells, why=tuple(why)))
    return KeyTable(engines=tuple((id, engine.version) for id, engine in ENGINES.items()), rows=tuple(rows))


def cell(found: KeyEffect) -> str:
    """Return an effect in few words: ``sets key^2``, and the dimensions where it does not reach all."""
    shown: str = found.effect
    if found.power is not None:
        shown += " key" if found.power == 1 else f" key^{{{found.power}}}"
    return shown if found.dimensions in ("", "all") else f"{shown}, {found.dimensions}"
