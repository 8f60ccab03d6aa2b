"""The registry holds every formula, under its own name."""

from __future__ import annotations

import inspect

import pytest

from critscale.theory.errors import UnknownName
from critscale.theory.layer import jacobian as jacobian
from critscale.theory.layer import quantities
from critscale.theory.layer.registry import QUANTITIES, quantity

PARTS = (quantities.balanced_mass_at_large_odds, quantities.balanced_mass_at_small_odds)
"""What one quantity is on a part of its domain, where it has no minimum in it."""


def test_no_formula_is_missing() -> None:
    """Every public function of the quantities, parts of one aside, is registered once, under its name with dashes."""
    public = {
        name.replace("_", "-"): function
        for module in (quantities, jacobian)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and function not in PARTS
    }
    assert {name: entry.formula for name, entry in QUANTITIES.items()} == public


@pytest.mark.parametrize("entry", QUANTITIES.values(), ids=list(QUANTITIES))
def test_entries_are_complete(entry: object) -> None:
    """Title, symbol, unit, source and description are there, and the symbol's braces match."""
    found = quantity(entry.id)  # type: ignore[attr-defined]
    assert found is entry
    assert found.title
    assert found.source
    assert found.unit in {"1", "nats", "tokens"}
    assert found.symbol.count("{") == found.symbol.count("}")
    assert found.description.endswith(".")
    assert "\n" not in found.description


def test_unknown_names_are_refused() -> None:
    """With the nearest id."""
    with pytest.raises(UnknownName, match="output-cosine"):
        quantity("output-cosin")
