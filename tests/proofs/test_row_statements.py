"""Statements about every row: what is false is refuted by a row, what decides nothing is no evidence, what the kernel is asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from critscale.claims import OnRows, almost, boltzmann, exp, row_trial
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.sampled.rows import RowTrial, random_row
from critscale.proofs.budget import QUICK
from critscale.proofs.evidence import Evidence, Verdict
from critscale.proofs.gallina.proposition import Unwritten
from critscale.proofs.library import find_claim
from critscale.theory.field import Scalar

SAMPLED = frozenset({"sampled"})
SIMPLEX = row_trial((0, 1, 1, 1), 2)


def _weight(row: RowTrial) -> Scalar:
    return boltzmann.top_weight(row.gaps, row.beta)


def _checked(statement: OnRows) -> Evidence:
    (found,) = statement.check((), QUICK, SAMPLED)
    return found


def test_a_false_statement_is_refuted_by_a_row() -> None:
    """With its gaps, its multiplicities and its beta, in exact numbers."""
    jensen = find_claim("E22.jensen.row").statement
    assert isinstance(jensen, OnRows)
    found = _checked(replace(jensen, lower=jensen.upper, upper=jensen.lower))
    assert found.verdict is Verdict.REFUTED
    assert dict(found.point).keys() == {"gaps", "beta", "p"} and " x " in dict(found.point)["gaps"]


def test_a_stated_row_is_tried_first() -> None:
    """A statement that is false on it alone is refuted by it."""
    stated = row_trial((0, Fraction(1, 7)), Fraction(1, 3))

    def upper(row: RowTrial) -> Scalar:
        return _weight(row) - (1 if row == stated else -1)

    assert _checked(OnRows(_weight, upper)).verdict is Verdict.SUPPORTED
    found = _checked(OnRows(_weight, upper, stated=(stated,)))
    assert found.verdict is Verdict.REFUTED and dict(found.point)["gaps"] == "0, 1/7"


def test_what_decides_nothing_is_no_evidence() -> None:
    """An equality in balls, and a statement that admits no row, are UNKNOWN."""
    for statement in (OnRows(_weight, _weight), OnRows(_weight, lambda row: row.n, admits=lambda row: False)):
        found = _checked(statement)
        assert found.verdict is Verdict.UNKNOWN and found.open
    undefined = OnRows(_weight, lambda row: 1 / (row.n - row.n))
    assert _checked(undefined).verdict is Verdict.UNKNOWN


def test_other_methods_find_nothing() -> None:
    """It is sampled, or proved by the kernel."""
    assert OnRows(_weight, lambda row: row.n).check((), QUICK, frozenset({"certificate"})) == []


def test_the_proposition_is_made_from_the_sides() -> None:
    """It quantifies over the gaps and the number of keys, and over what the sides name, with the premises of each."""
    text = str(find_claim("E25.horizon.row").statement.proposition(()))
    assert text.startswith("forall beta spread : R,\n  0 <= beta ->\n  0 < spread ->\n  forall (D : nat -> R) (m : nat),")
    assert "(forall k : nat, (k <= m)%nat -> beta * D k <= spread)" in text and "near" not in text
    assert "sum_f_R0 (fun k : nat => exp (- (beta * (D k)))) m" in text
    assert "near <= D k" in str(find_claim("E23.bennett.row").statement.proposition(()))
    above = str(find_claim("E2.partition.row").statement.proposition(()))
    assert "  0 < scale ->\n  scale < beta ->\n" in above and "ln (INR k + 2) <= scale * D k" in above


def test_numbers_that_have_to_ascend() -> None:
    """Of rows on which they do not, nothing is said: below the critical scale the bound of Z is negative."""
    above = find_claim("E2.partition.row").statement
    assert isinstance(above, OnRows) and _checked(above).verdict is Verdict.SUPPORTED
    everywhere = replace(above, ascending=())
    assert _checked(everywhere).verdict is Verdict.REFUTED
    assert _checked(replace(above, ascending=(*above.ascending, lambda row: row.beta), stated=())).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("name", ["E24.counting.row", "E3.envelope.row"])
def test_what_has_no_proposition_says_so(name: str) -> None:
    """Counts within a gap, zeta functions: no sum over the keys says them."""
    with pytest.raises(Unwritten):
        find_claim(name).statement.proposition(())


def test_random_rows_are_the_same_in_each_run() -> None:
    """Of the shapes at which bounds are attained, with exact gaps from 0 up."""
    rows = [random_row(seed) for seed in range(24)]
    assert rows == [random_row(seed) for seed in range(24)]
    for row in rows:
        gaps = [gap for gap, _ in row.levels]
        assert gaps[0] == 0 and gaps == sorted(set(gaps)) and row.size >= 3 and row.exact_beta > 0
    assert any(row.size == 10**6 for row in rows) and any(len(row.levels) == 2 for row in rows)


def test_what_a_trial_says_of_its_row() -> None:
    """Range, least gap, counts and critical scale, by hand."""
    row = row_trial((0, 1, 1, 2), Fraction(1, 2))
    with working_precision(100):
        assert row.spread == 1 and row.near == 1 and row.n == 4
        assert [(int(gap), count) for gap, count in row.counts] == [(0, 1), (1, 3), (2, 4)]
        assert row.scale.overlaps(type(row.scale)(3).log())
        assert row_trial((0, 0, 1), 1).scale > 10**9 and row_trial((0, 0, 1), 1).near == 0
        assert _weight(SIMPLEX).overlaps(almost.self_weight(SIMPLEX.n, exp(-SIMPLEX.beta)))
