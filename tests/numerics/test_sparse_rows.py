"""Entmax of any row against a program of its own: support, weights, floors and thresholds; top-k; and what is refused."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest

from critscale.numerics.answers.row_mechanisms import evaluate_row, row_threshold
from critscale.numerics.answers.rows import ScoreRow
from critscale.numerics.answers.sparse_rows import SPARSE_QUANTITIES, SparseRow, rational_power
from critscale.theory.errors import BadInput, UnknownName

M = mpmath.MPContext()
M.dps = 40
ALPHAS = ("2", "3/2", "5/4", "3", "7/3", "101/100")


def rows() -> list[list[Fraction]]:
    """Return gaps of a few rows: scattered, crowded at the top, and two keys."""
    rng = Random(5)
    scattered = [[Fraction(0), *(Fraction(rng.randint(1, 90), rng.choice([7, 30])) for _ in range(12))] for _ in range(3)]
    return [*scattered, [Fraction(0)] * 3 + [Fraction(1, 9)] * 4, [Fraction(0), Fraction(1, 3)]]


def by_bisection(gaps: list[Fraction], alpha: str) -> list[Any]:
    """Return the weights ((alpha - 1)(z - tau))_+^(1/(alpha - 1)), tau found by halving an interval."""
    order = M.mpf(Fraction(alpha).numerator) / Fraction(alpha).denominator - 1
    logits = [-M.mpf(gap.numerator) / gap.denominator for gap in gaps]

    def weights(tau: Any) -> list[Any]:
        return [(order * (z - tau)) ** (1 / order) if z > tau else M.zero for z in logits]

    low, high = -1 / order, M.zero
    for _ in range(140):
        middle = (low + high) / 2
        low, high = (middle, high) if M.fsum(weights(middle)) > 1 else (low, middle)
    return weights(low)


@pytest.mark.parametrize("alpha", ALPHAS)
def test_weights_support_and_quantities(alpha: str) -> None:
    """Key by key."""
    for gaps in rows():
        row = ScoreRow.of(gaps).sparse(alpha, 1)
        expected = sorted(by_bisection(gaps, alpha), reverse=True)
        held = [w for w in expected if w > 1e-30]
        assert row.support == len(held)
        found = [weight for weight, (_, many) in zip(row.weights(20), row.held, strict=True) for _ in range(many)]
        assert [float(w) for w in found] == pytest.approx([float(w) for w in held], rel=1e-13)
        entropy, participation = -M.fsum(w * M.log(w) for w in held), 1 / M.fsum(w * w for w in held)
        values = {
            "top-weight": held[0],
            "row-entropy": entropy,
            "participation-ratio": participation,
            "inverse-participation-ratio": 1 / participation,
        }
        assert values.keys() == SPARSE_QUANTITIES.keys()
        for name, value in values.items():
            assert float(row.evaluate(name)) == pytest.approx(float(value), rel=1e-13)
        assert float(row.floor()) <= float(held[0]) * (1 + 1e-14)


def test_sparsemax_is_rational() -> None:
    """By the sum of the keys above each: those k with 1 + k z_k > z_1 + ... + z_k have a weight."""
    for gaps in rows():
        logits = sorted((-gap for gap in gaps), reverse=True)
        size = max(k for k in range(1, len(logits) + 1) if 1 + k * logits[k - 1] > sum(logits[:k]))
        tau = (sum(logits[:size]) - 1) / size
        row = ScoreRow.of(gaps).sparse(2, 1)
        assert row.exact is not None
        found = [w for w, (_, many) in zip(row.exact, row.held, strict=True) for _ in range(many)]
        assert found == [z - tau for z in logits[:size]] and sum(found) == 1


def test_a_key_at_the_edge_has_no_weight() -> None:
    """Where those above sum to 1 exactly: 2 keys at alpha = 3, u = 1/4; a hair nearer, and it has one."""
    hair = Fraction(1, 10**60)
    assert ScoreRow.of({0: 2, "1/8": 3}).sparse(3, 1).support == 2
    assert ScoreRow.of({0: 2, Fraction(1, 8) - hair: 3}).sparse(3, 1).support == 5
    assert ScoreRow.of({0: 2, Fraction(1, 8) + hair: 3}).sparse(3, 1).support == 2
    assert ScoreRow.of({0: 1, 1: 10**9}).sparse(2, 1).exact == (Fraction(1),)
    assert ScoreRow.of({0: 1, 1 - hair: 10**9}).sparse(2, 1).support == 10**9 + 1
    assert rational_power(Fraction(8, 27), Fraction(2, 3)) == Fraction(4, 9)
    assert rational_power(Fraction(1, 2), Fraction(1, 2)) is None


def test_the_counterexample_to_bounded_counts() -> None:
    """All others at the margin: the top weight is 1 whatever their number; at 9/10 of it, 0.9^(1/q)."""
    for alpha in ALPHAS[:5]:
        order = Fraction(alpha) - 1
        assert ScoreRow.of({0: 1, 1 / order: 10**12}).sparse(alpha, 1).exact == (Fraction(1),)
        inside = SparseRow(((Fraction(0), 1), (Fraction(9, 10) / order, 10**60)), Fraction(alpha))
        assert float(inside.evaluate("top-weight")) == pytest.approx(0.9 ** float(1 / order), rel=1e-9)
        assert inside.within(1 / order) == 10**60 + 1


def test_a_floor_from_counts() -> None:
    """The printed floor, by hand: 3 keys at the top, none within the margin."""
    assert str(ScoreRow.of({0: 3, 5: 100}).sparse(2, 1).floor(10)) == "0.3333333333"
    assert str(ScoreRow.of({0: 1, "1/4": 1, "1/2": 100}).sparse(2, 1).floor(10)) == "0.5000000000"


@pytest.mark.parametrize("alpha", ALPHAS)
def test_a_threshold_is_a_root(alpha: str) -> None:
    """At beta_p the top weight is p; the printed simplex value of H4 is one."""
    mechanism = f"entmax:alpha={alpha}"
    for gaps in rows()[:3]:
        for p in ("1/2", "9/10"):
            found = row_threshold(ScoreRow.of(gaps), p, digits=25, mechanism=mechanism)
            weight = evaluate_row(ScoreRow.of(gaps), "top-weight", str(found), digits=20, mechanism=mechanism)
            assert float(weight) == pytest.approx(float(Fraction(p)), rel=1e-14)
    simplex = ScoreRow.of({0: 1, 1: 999}).sparse_threshold("3/2", "9/10", 22)
    assert str(simplex) == "1.877356588594772125523"


def test_top_k_keeps_the_largest() -> None:
    """A softmax of three of five keys, two of which tie."""
    row = ScoreRow.of([0, 1, 1, 1, 3])
    assert row.kept(3) == ScoreRow.of({0: 1, 1: 2}) and row.kept(9) == row
    weight = 1 / (1 + 2 * M.exp(-2))
    assert str(evaluate_row(row, "top-weight", 2, digits=20, mechanism="top-k:k=3")) == M.nstr(weight, 20)
    assert str(row_threshold(row, "1/2", digits=20, mechanism="top-k:k=3")) == M.nstr(M.log(2), 20)


def test_refusals() -> None:
    """A mechanism that asks for more than gaps, a quantity of softmax, an order that is none."""
    row = ScoreRow.of([0, 1, 2])
    for mechanism in ("sigmoid", "window:size=4", "cap:c=5", "sink:2"):
        with pytest.raises(BadInput, match="more of a row than its gaps"):
            evaluate_row(row, "row-entropy", 1, mechanism=mechanism)
        with pytest.raises(BadInput, match="more of a row than its gaps"):
            row_threshold(row, mechanism=mechanism)
    with pytest.raises(UnknownName, match="partition"):
        evaluate_row(row, "partition", 1, mechanism="sparsemax")
    with pytest.raises(BadInput, match="alpha = 1"):
        row.sparse(1, 1)
    with pytest.raises(BadInput, match="k = 1"):
        row.kept(1)
    assert row_threshold(ScoreRow.of([0, 0, 1]), mechanism="sparsemax") is None
    with pytest.raises(BadInput, match="1/n already"):
        row.sparse_threshold(2, "1/4")
