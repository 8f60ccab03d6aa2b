"""The concordance says what the claims' sources say: no place is lost, none is typed, and what has no claim is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critscale.proofs.concordance import concordance
from critscale.proofs.library import find_claim, package_claims, select
from critscale.proofs.uncovered import UNCOVERED, near, not_covered
from critscale.theory.citations import MAIN, citations
from critscale.theory.errors import UnknownName
from tests.terminal import Terminal

CLAIMS = package_claims()
CONCORDED = concordance(CLAIMS)


def test_every_citation_of_every_claim_stands_in_it_once() -> None:
    """Work by work and place by place, and nothing else does."""
    said = {(c.work, place, claim.id) for claim in CLAIMS for c in citations(claim.source) if c.work for place in c.places or (None,)}
    shown = [(paper.work, p.locus, claim.id) for paper in CONCORDED for p in paper.places for row in p.rows for claim in row.claims]
    assert len(shown) == len(set(shown)) and set(shown) == said


def test_the_paper_comes_first_and_in_its_order() -> None:
    """Theorems by number, the appendix last; what has no claim in its place."""
    main = CONCORDED[0]
    names = [p.name for p in main.places]
    assert main.work == MAIN.arxiv
    theorems = [name for name in names if name.startswith("Theorem")]
    assert theorems == ["Theorem 2.1", "Theorem 2.2", "Theorem 2.3 (i)", "Theorem 2.3 (ii)", "Theorem 2.4", "Theorem 2.5 (i)", "Theorem 2.5 (ii)", "Theorem C.2"]
    assert [p.name for p in main.places if p.uncovered] == ["Theorem 2.2", "Theorem C.2"]
    assert not any(p.rows for p in main.places if p.uncovered), "a claim states it: take it off the list"


def test_a_row_has_its_claims_its_proof_and_its_difference() -> None:
    """Theorem 2.1, critical; a family that is long is one row."""
    (place,) = (p for p in CONCORDED[0].places if p.name == "Theorem 2.1")
    rows = {row.pattern: row for row in place.rows}
    critical = rows["A3.cosine.critical"]
    assert [t.qualified for t in critical.theorems] == ["Cosine.cosine_critical"] and "alpha sqrt(q)" in critical.differs
    assert len(rows["formula.output-cosine.*"].claims) == 12
    assert all(row.differs == claim.differs for p in CONCORDED for q in p.places for row in q.rows for claim in row.claims)


def test_a_change_of_a_source_changes_it() -> None:
    """Nothing of it is kept beside the claims."""
    claim = replace(find_claim("A1.weights.gap"), source="arXiv 1234.56789, Lemma A.2", differs="here")
    (paper,) = concordance((claim,), ())
    (place,) = paper.places
    assert (paper.title, place.name, place.rows[0].differs) == ("arXiv 1234.56789", "Lemma A.2", "here")


@pytest.mark.parametrize("entry", UNCOVERED, ids=str)
def test_what_has_no_claim_says_what_is_near(entry: object) -> None:
    """Its patterns choose claims, and who asks for it is told."""
    (found,) = (u for u in UNCOVERED if u is entry)
    assert all(select((pattern,)) for pattern in found.claims)
    assert near(found, [c.id for c in CLAIMS]) == tuple(c.id for c in select(found.claims))
    with pytest.raises(UnknownName, match="no claim states it; near it"):
        select((str(found.locus),))
    assert not_covered(str(found)) is found and not_covered(f"arXiv 2410.06833, {found.locus}") is None


def test_the_list_ends_with_it(terminal: Terminal) -> None:
    """``verify --list`` says what no claim states; a list of some claims does not."""
    text = terminal("verify", "--list")
    assert "not covered  arXiv 2510.05554, Theorem 2.2: " in text and "Theorem C.2: the middle phase is claimed for two levels" in text
    assert "B  Backward pass: the Jacobian (its entries" in text, "what the letters of the ids stand for"
    some = terminal("verify", "--list", "B4")
    assert "not covered" not in some and "Backward pass" not in some
