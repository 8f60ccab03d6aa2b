"""Claims are found by id, by pattern, and by what their source names."""

from __future__ import annotations

import pytest

from critscale.proofs.library import package_claims, select
from critscale.theory.errors import UnknownName
from critscale.theory.expansions.catalogue import find
from tests.terminal import Terminal


def _ids(*patterns: str) -> set[str]:
    return {c.id for c in select(patterns)}


def test_a_theorem_finds_its_claims() -> None:
    """Those whose source names it, no others; also beside ids."""
    theorem = {c.id for c in package_claims() if "Theorem 2.1" in c.source}
    assert "A3.cosine.critical" in theorem and _ids("Theorem 2.1") == theorem
    assert _ids("eq. (3.2)") >= {"A2.geometry.contraction", "formula.contraction-factor.critical"}
    assert _ids("thm 2.5 (ii)") == {"B6.jacobian.supercritical", "B6.jacobian.block"}
    assert _ids("A1.weights.gap", "arXiv 2411.04990") == {"A1.weights.gap", "F4.depth"}
    assert _ids("Karagodin") >= {"F4.depth", "D9.terminal.rates"}


def test_an_id_comes_before_a_source() -> None:
    """``A3`` is a group of claims, though sources name it too."""
    assert all(id.startswith("A3.") for id in _ids("A3"))


@pytest.mark.parametrize("pattern", ["Theorem 9.9", "arXiv 9999.99999", "lemma z.1"])
def test_a_place_that_no_source_names(pattern: str) -> None:
    """Refused, with where the sources are listed."""
    with pytest.raises(UnknownName, match=r"no claim.s source names it; .*--list"):
        select((pattern,))


@pytest.mark.parametrize("pattern", ["theorem", "derived", "theory", "definition", "A", ""])
def test_a_word_of_a_remark_is_no_name(pattern: str) -> None:
    """What would choose half of all claims chooses none."""
    with pytest.raises(UnknownName, match="no such name"):
        select((pattern,))


def test_formulas_are_found_by_the_same_matcher() -> None:
    """A theorem is one place: the 2.1 of another number is not it, and other words narrow."""
    assert {e.quantity.id for e in find("Theorem 2.1")} == {"output-cosine"}
    assert {e.id for e in find("window Theorem 2.4")} >= {"mean-square-jacobian.window"}
    with pytest.raises(UnknownName):
        find("Theorem 2")


def test_on_the_terminal(terminal: Terminal) -> None:
    """With and without quotes."""
    quoted = terminal("verify", "--list", "Theorem 2.4")
    assert "B4.jacobian.critical" in quoted and terminal("verify", "--list", "theorem", "2.4") == quoted
