"""A claim's entry: its own findings and twins, what a reader filters by, its error term, code, figures, and file name."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from critscale.handbook.entry import OUTSIDE, ClaimEntry, collect, slug
from critscale.proofs.claim import Claim, but
from critscale.proofs.kinds import Bound, Computed, Expansion
from critscale.proofs.library import premises_among, select
from critscale.proofs.report import Report
from critscale.proofs.suite import run_claim, run_suite
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL
from critscale.theory.field import Scalar
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, Point

CHOSEN = select(("A1.weights.normalised", "A3.cosine.critical*", "A5b.bound.self-weight", "engines.odds"))
WIDER = replace(CORRELATION, high=Fraction(3))
FLAT = Expansion(regime=CRITICAL, quantity=lambda p: p.one, value=lambda p: p.one)
PLAIN = Claim(
    id="plain",
    title="the self weight is at most 1",
    statement=Bound(regime=FINITE, lower=lambda p: p.row.self_weight, upper=lambda p: p.one),
    assumptions=(CORRELATION, NO_RESIDUAL),
)


def entry(claim: Claim) -> ClaimEntry:
    """Return a claim as the handbook has it, checked here."""
    findings = (run_claim(claim), *map(run_claim, claim.must_fail))
    (found,) = collect((claim,), Report(findings, "default", (), total=len(findings)), premises_among((claim,)))
    return found


def below(p: Point) -> Scalar:
    """Return one, by name."""
    return p.one


@pytest.mark.parametrize("id", ["A3.cosine", "a b", "a/b", "../../etc", "..", ".hidden", "a?b#c", "", "ä", "A" * 300])
def test_file_names(id: str) -> None:
    """Whatever an id is, its page has a plain name, and two ids never share one."""
    assert re.fullmatch(r"[A-Za-z0-9._-]+", slug(id))
    assert len(slug(id)) < 200 and not slug(id).startswith(".")
    assert slug(id) != slug(id + "!") != slug(id + "?")


def test_each_twin_has_its_own_finding() -> None:
    """Two twins of a claim, two findings; what the suite found is not mixed up."""
    for entry in collect(CHOSEN, run_suite(CHOSEN, with_twins=True, budget="quick"), premises_among(CHOSEN)):
        assert entry.finding is not None and entry.finding.id == entry.id
        for rival in entry.rivals:
            assert rival.finding is not None
            assert (rival.finding.id, rival.finding.title) == (f"{entry.id} / {rival.twin.name}", rival.twin.change)


def test_a_twin_s_own_assumptions_stand_with_it() -> None:
    """Where only they were changed, nothing else would tell it from the claim."""
    twins = but("wider", "rho up to 3", assumptions=(WIDER, NO_RESIDUAL))
    (rival,) = entry(replace(PLAIN, twins=twins)).rivals
    assert r"0 < \rho < 3" in rival.writing.where


def test_what_a_reader_filters_by() -> None:
    """A regime only where there is one; arXiv numbers, else authors and year, else the first words of the source."""
    assert entry(PLAIN).regime == OUTSIDE
    assert entry(replace(PLAIN, statement=FLAT)).regime == "critical"
    for source, references in (
        ("arXiv 2510.05554, Theorem 2; 2312.10794; arXiv 2510.05554", ("arXiv 2510.05554", "arXiv 2312.10794")),
        ("Higham 2008, section 3", ("Higham 2008",)),
        ("Vaswani et al. (2017)", ("Vaswani et al.",)),
        ("derived; see A3", ("derived",)),
        ("derived: by hand", ("derived",)),
    ):
        assert entry(replace(PLAIN, source=source)).references == references


def test_only_the_rescaled_difference_is_drawn() -> None:
    """Another method's figures are a table and no picture."""
    computed = Computed(cases=({"x": 1},), left=lambda p: p.x, right=lambda p: 2 * p.x)
    found = entry(replace(PLAIN, statement=computed, assumptions=(), twins=()))
    assert found.evidence[0].table is not None and found.rescaled is None


def test_code_is_shown_where_there_are_no_symbols() -> None:
    """A function with a name, or a part of one; no lambda, and nothing where the formula is written."""
    computed = Computed(cases=({"one": 1},), left=below, right=partial(below))
    assert entry(replace(PLAIN, statement=computed, assumptions=(), twins=())).code.count("def below") == 1
    assert not entry(replace(PLAIN, statement=Bound(regime=FREE, lower=below, upper=below))).code
    right = replace(computed, left=lambda p: p.one)
    assert entry(replace(PLAIN, statement=right, assumptions=(), twins=())).code.startswith("def below")


def test_error_terms_have_a_sentence() -> None:
    """Limits, B-terms, bounds, identities: each says what is left out."""
    found = {e.id: (e.writing.error, e.writing.left_out) for e in collect(CHOSEN, run_suite(CHOSEN, with_twins=True, budget="quick"), premises_among(CHOSEN))}
    assert found["A3.cosine.critical"] == ("o(1)", "quantity - value tends to 0 as n -> oo.")
    assert "theorem at finite n" in found["A5b.bound.self-weight"][1]
    assert found["A1.weights.normalised"] == ("", "None: nothing is left out.")
    assert "15" in found["engines.odds"][1]
    relative = entry(replace(PLAIN, statement=replace(FLAT, ratio=True), twins=()))
    assert relative.writing.left_out == "quantity/value - 1 tends to 0 as n -> oo."
