"""The material of a quantity's page: its own formulas and values, at the settings that the table names."""

from __future__ import annotations

from typing import Any

import pytest

from critscale import evaluate
from critscale.handbook.quantity_page import DIGITS, LENGTHS, RHO, QuantityPage, quantity_page
from critscale.theory.expansions.catalogue import find


def pages() -> list[QuantityPage]:
    """Return a weight, and an expectation in a dimension."""
    return [quantity_page("self-weight"), quantity_page("participation-ratio")]


def test_formulas_are_those_of_the_quantity() -> None:
    """All of them and no other; a constant has a name where the line is long, each its own."""
    for page in pages():
        assert [f.id for f in page.formulas] == [e.id for e in find(page.id)]
        for formula in page.formulas:
            assert len(formula.shown) == formula.latex.count("\\[") + formula.latex.count(r"\begin{multline*}")
    two = next(f for f in quantity_page("contraction-factor").formulas if f.id == "contraction-factor.subcritical")
    assert [constant.partition(" = ")[0] for constant in two.constants] == ["C_1", "C_3"]  # by the piece
    weight = next(f for f in pages()[0].formulas if f.id == "self-weight.critical")
    assert weight.constants == () and weight.shown[0] in weight.latex
    assert not any(r"0 < \rho" in condition for condition in weight.where)


def test_a_symbol_is_no_definition_of_itself() -> None:
    """The weights are what the others are defined by."""
    weight, ratio = pages()
    assert weight.definition == "" and ratio.definition.startswith(f"{ratio.symbol} = ")


@pytest.mark.parametrize("id", ["self-weight", "mean-square-jacobian"])
def test_values_are_below_at_and_above_the_critical_gamma(id: str) -> None:
    """In the dimension d = n where there is one."""
    page = quantity_page(id)
    for n, *values in page.values:
        dim = n if page.dimension else None
        settings: tuple[dict[str, Any], ...] = ({"gamma": "1"}, {"critical": True}, {"gamma": "2"})
        assert values == [str(evaluate(id, n=n, rho=RHO, digits=DIGITS, dim=dim, **s)) for s in settings]
    assert tuple(n for n, *_ in page.values) == LENGTHS
