"""The table key by engine by effect: every effect that was found stands in one cell, with its reasons below."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

from critscale.audit.engines import ENGINES
from critscale.audit.key_effects import Effect, key_effects
from critscale.handbook.key_table import WORDS, cell, key_table


def test_each_effect_is_in_its_cell() -> None:
    """Row by row and engine by engine, none left out."""
    table = key_table()
    assert [id for id, _ in table.engines] == list(ENGINES)
    cells = {(row.key, row.block, row.family, id): text for row in table.rows for id, text in zip(ENGINES, row.cells, strict=True)}
    assert len(cells) == len(key_effects()) == len(table.rows) * len(ENGINES)
    for found in key_effects():
        text = cells[found.key, found.block, found.family, found.engine]
        assert text == cell(found) and text.startswith(found.effect)
        reasons = next(row.why for row in table.rows if (row.key, row.block, row.family) == (found.key, found.block, found.family))
        assert all(any(reason in said for said in reasons) for reason in found.why)


def test_words_of_the_table_are_explained() -> None:
    """All that an effect may be."""
    assert [word for word, _ in WORDS] == list(get_args(Effect))


def test_cells() -> None:
    """A root of the logits' factor shows as a square; a key of part of the dimensions says so; engines differ."""
    rows = {(row.key, row.family): dict(zip(ENGINES, row.cells, strict=True)) for row in key_table().rows}
    factor = rows["rope_scaling.attention_factor", "qwen2"]
    assert (factor["hf"], factor["sglang"], factor["litgpt"]) == ("sets key^{2}", "ignores", "does not run")
    assert rows["rope_scaling.attention_factor", "deepseek_v3"]["hf"] == "sets key^{2}, rotary"
    assert rows["attention_multiplier", "granite"]["hf"] == "multiplies key"
    assert rows["query_pre_attn_scalar", "gemma2"]["hf"] == f"multiplies key^{{{Fraction(-1, 2)}}}"
