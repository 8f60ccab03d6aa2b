"""The material of a law's page: the law's own, derived from its formula and read from the engines' facts; nothing typed."""

from __future__ import annotations

import json
import math
import re

import pytest

import critscale
from critscale.audit.engine_facts import ENGINE_FACTS
from critscale.audit.law_use import EXAMPLES
from critscale.handbook.law_page import SHOWN_TERMS, law_page
from critscale.handbook.render import page as rendered
from critscale.theory.laws.catalogue import LAWS


@pytest.mark.parametrize("id", LAWS)
def test_every_law_has_a_page(id: str) -> None:
    """With its formula, class and growth where it has a formula, and its keys and engines where a config has it."""
    page, law = law_page(id), LAWS[id]
    assert (page.title, page.source, page.notes, page.reach) == (law.title, law.source, law.notes, law.reach)
    assert [name for name, *_ in page.parameters] == [p.name for p in law.parameters]
    assert bool(page.latex) == bool(page.growth) == bool(page.value) == (law.formula is not None)
    assert bool(page.example) == bool(page.engines) == (id in EXAMPLES)
    if law.formula is not None:
        found = critscale.classify(id)
        assert (page.kind, page.meaning) == (found.asymptotic.kind.id, found.asymptotic.kind.meaning)
        assert page.kept == ("yes" if found.asymptotic.regime_preserving else "no")
        assert page.regime.startswith(found.limit.regime)
        left = len(found.asymptotic.series.terms) > SHOWN_TERMS or found.asymptotic.series.error is not None
        assert page.growth.endswith(r"\dots") == left


def test_growth_is_read_back_in_numbers() -> None:
    """What is written of it is m(n) at a large n to the next order: sqrt(2 log n), and Llama 4's log and constant."""
    n = 10.0**12
    assert law_page("llama4").growth == r"m = 0.1 \log n + \left(1 - 1.3 \log 2\right) + \dots"
    assert 0.1 * math.log(n) + 1 - 1.3 * math.log(2) == pytest.approx(1 + 0.1 * math.log(1 + math.floor(n / 8192)), rel=1e-8)
    coefficient = re.search(r"\((-\d\.\d+)", law_page("scale-invariant").growth)
    assert coefficient is not None  # by its digits, as it is long: (1 - 2 log 10)/(2 sqrt 2)
    assert float(coefficient[1]) == pytest.approx((1 - 2 * math.log(10)) / (2 * math.sqrt(2)), rel=1e-5)


def test_facts_have_file_and_identifier() -> None:
    """Each engine's row names what its source says, and where."""
    rows = {row.name.split()[0]: row for row in law_page("yarn-attention-factor").engines}
    fact = ENGINE_FACTS["sglang-attention-factor"]
    assert (fact.says, fact.file, fact.identifier) in rows["SGLang"].facts
    assert rows["SGLang"].verdict == "another multiplier" and rows["vLLM"].verdict == "same multiplier"
    assert law_page("llama4").engines[0].says == (LAWS["llama4"].source,)  # the reference was read where the law was
    assert all(LAWS["plain"].source not in row.says for row in law_page("plain").engines[1:])


def test_an_example_is_a_config_to_copy() -> None:
    """As JSON, with the keys that count."""
    page = law_page("ministral3")
    block = json.loads(page.example)["rope_parameters"]
    keys = {path: effect for path, _, effect in page.keys}
    assert keys["rope_parameters.llama_4_scaling_beta"] == "needed, sets beta"
    assert {path.rpartition(".")[2] for path in keys} <= block.keys()


def test_identifiers_stay_as_they_are() -> None:
    """No underscore becomes an index, in a formula or in a fact."""
    assert r"\text{floor_scale}" in law_page("llama4").latex
    html = rendered(
        "law.html",
        root="../",
        here="laws",
        broken_off="",
        versions={},
        linked=str,
        page=law_page("llama4"),
        picture=None,
        entries=[],
    ).decode()
    assert "max_model_len" in html and "attn_temperature_tuning" in html and "floor_scale" in html
