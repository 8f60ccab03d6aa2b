"""The catalogue: ids, queries, and formulas that print well."""

from __future__ import annotations

import pytest

from critscale import formula, formulas
from critscale.theory.errors import UnknownName
from critscale.theory.expansions.catalogue import catalogue, find
from critscale.theory.expansions.derivation import derive
from critscale.theory.layer.registry import QUANTITIES
from critscale.theory.symbols import RHO


def test_every_quantity_has_a_formula_in_every_regime() -> None:
    """Each quantity appears in each of the four regimes, but for square roots whose square is not rational either."""
    have = {(e.quantity.id, e.regime.id) for e in catalogue().values()}
    expanded = {name for name, entry in QUANTITIES.items() if entry.outer != "sqrt" or entry.square is not None}
    assert have == {
        (name, regime) for name in expanded for regime in ("subcritical", "critical", "window", "supercritical")
    }
    assert len(QUANTITIES) - len(expanded) == 4


def test_a_query_finds_by_id_quantity_regime_and_words() -> None:
    """All four ways give entries."""
    assert find("output-cosine.critical")[0].id == "output-cosine.critical"
    assert {e.quantity.id for e in find("contraction-factor")} == {"contraction-factor"}
    assert {e.regime.id for e in find("", regime="window")} == {"window"}
    assert {e.quantity.id for e in find("effective number mass")} == {"participation-ratio"}


def test_a_query_that_finds_nothing_says_what_is_near() -> None:
    """Near names are suggested; a wrong regime is named."""
    with pytest.raises(UnknownName, match="output-cosine"):
        find("output-cosinus")
    with pytest.raises(UnknownName, match="regime 'crit'"):
        find("contraction-factor", regime="crit")
    with pytest.raises(UnknownName, match="give a regime"):
        formula("contraction-factor")


def test_a_quantity_without_expansions_says_why() -> None:
    """Its name is right: the way out is to evaluate it."""
    without = [name for name in QUANTITIES if name not in {e.quantity.id for e in catalogue().values()}]
    for name in without:
        with pytest.raises(UnknownName, match=r"square roots.*evaluate it"):
            find(name)


def test_variants_are_read_off_the_formulas() -> None:
    """The weights know rho through beta (1 - rho) alone, so they have one formula; the tokens' own rho and r count."""

    def variants(name: str) -> set[str]:
        return {id.removeprefix(f"{name}.critical") for id in catalogue() if id.startswith(f"{name}.critical")}

    assert variants("row-entropy") == variants("self-weight") == {""}
    assert variants("output-cosine") == {"", ".residual", ".orthogonal"}
    assert variants("rotation-eigenvalue") == {"", ".residual"}
    relevant = {id: [a.name for a in catalogue()[f"{id}.critical"].relevant()] for id in ("self-weight", "output-cosine")}
    assert relevant == {"self-weight": [], "output-cosine": ["rho", "r"]}


def test_the_critical_cosine() -> None:
    """4 rho/(1 + 3 rho), with its error term, in text and in LaTeX."""
    result = formula("output-cosine", regime="critical")
    assert result.expression == 4 * RHO / (3 * RHO + 1)
    assert str(result.pieces[0]).startswith("4*rho/(3*rho + 1) + B(")
    assert result.relations()[0].startswith(r"\cos' = \frac{4 \rho}{3 \rho + 1} + B")
    block = result.latex()
    assert f"\\[\n  {result.relations()[0]}\n\\]" in block
    assert all(part in " ".join(block.split()) for part in (r"$\gamma = 1/(1 - \rho)$", r"$0 < \rho < 1$", "$r = 0$", "The output cosine", "at most $c$"))
    assert result.to_json()["pieces"][0]["error"]["kind"] == "Within"
    assert result._repr_latex_().startswith("$")


def test_a_formula_of_several_strata_has_no_single_expression() -> None:
    """It says so, instead of giving the first."""
    result = formula("participation-ratio", regime="subcritical")
    assert len(result.pieces) == 5
    with pytest.raises(ValueError, match="5 strata"):
        _ = result.expression


def test_strata_with_one_formula_are_joined() -> None:
    """The subcritical cosine to one term is one formula on the whole range."""
    (piece,) = formula("output-cosine", regime="subcritical").pieces
    assert piece.stratum is None


def test_perplexity_is_the_exponential_of_the_entropy() -> None:
    """e^H ~ 2 sqrt n at the critical gamma, with the error in the exponent."""
    result = derive(catalogue()["perplexity.critical"], terms=2)
    assert str(result.pieces[0]).startswith("exp(log(n)/2 + log(2)")


def test_formulas_derive_every_match() -> None:
    """The Python face answers a query with all matches."""
    assert [f.id for f in formulas("self-weight", regime="critical")] == ["self-weight.critical"]
