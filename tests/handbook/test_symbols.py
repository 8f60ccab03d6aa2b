"""The page of symbols: each anchor once, each quantity on it, and on a claim's page the symbols that it uses in their sense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critscale.handbook.entry import collect
from critscale.handbook.symbols import NOTES, SYMBOLS, claim_symbols, quantity_symbols
from critscale.proofs.library import find_claim, premises_among
from critscale.proofs.report import Report
from critscale.theory.layer.registry import QUANTITIES

EMPTY = Report(findings=(), budget="quick", methods=(), versions={}, total=0)


def _symbols(id: str, **changed: object) -> set[str]:
    claim = replace(find_claim(id), **changed)  # type: ignore[arg-type]
    (found,) = collect((claim,), EMPTY, premises_among((claim,)))
    return {symbol.typed for symbol in claim_symbols(found)}


def test_every_symbol_has_its_own_anchor() -> None:
    """Delta, the gap, is not delta, the depth."""
    assert len(NOTES) == len(SYMBOLS)
    assert SYMBOLS["delta"].short == "depth" and SYMBOLS["cap-delta"].short == "gap"
    assert {symbol.page for symbol in NOTES if symbol.page} == set(QUANTITIES)
    assert all(symbol.latex and symbol.short and symbol.meaning for symbol in NOTES)


@pytest.mark.parametrize(
    ("id", "some", "none"),
    [
        ("A3.cosine.critical", {"n", "rho", "r", "gamma", "output-cosine"}, {"d", "s"}),
        ("A4.window.norm", {"s", "output-norm-squared"}, set()),
        ("B4.jacobian.critical", {"q", "eta", "d"}, set()),
        ("E2.entropy", {"Lambda", "beta", "row-entropy"}, {"odds"}),
        ("E6.ipr", {"n", "IPR"}, {"odds"}),  # E is the mean there
        ("D10.metastable.spread", {"beta"}, {"contraction-factor"}),  # lambda is a rate there
    ],
)
def test_the_symbols_of_a_claim(id: str, some: set[str], none: set[str]) -> None:
    """Those it uses, none in a sense that is not its own."""
    found = _symbols(id)
    assert some <= found and not none & found, found


def test_a_letter_of_the_claim_s_own_is_left_to_it() -> None:
    """An assumption on s with another meaning than the limiting self weight."""
    assert "s" not in _symbols("E6b.cosine") and "s" in _symbols("A4.window.self-weight")


def test_the_symbols_of_a_quantity() -> None:
    """Its own, and the variables of its expansions."""
    assert {"output-cosine", "rho", "r", "delta", "s"} <= {s.typed for s in quantity_symbols("output-cosine")}
    assert "d" in {s.typed for s in quantity_symbols("mean-square-jacobian")}
