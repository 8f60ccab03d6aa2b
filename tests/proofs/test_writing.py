"""A statement on a page is the statement that is checked: its written sides have the values of its functions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from critscale.numerics.balls import rational_ball
from critscale.numerics.length import ContextLength
from critscale.numerics.points import ball_point
from critscale.numerics.precision import working_precision
from critscale.proofs.claim import Claim
from critscale.proofs.claims.shorthand import INVERSE_N, PLAIN, of
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.rescaled import typical
from critscale.proofs.statements import Bound, Expansion, Monotone, MonteCarlo, Within
from critscale.proofs.writing import Writing, write
from critscale.theory import quantities as q
from critscale.theory.assumptions import WEIGHT_RATIO, Assumption
from critscale.theory.expression import names
from critscale.theory.notation import identifier, python
from critscale.theory.regimes import FINITE, FREE, WINDOW, Point
from critscale.theory.registry import QUANTITIES

CHARTED = [c for c in package_claims() if hasattr(c.statement, "regime")]
N = 1000


def _environment(p: Point, values: dict[str, Fraction]) -> dict[str, Any]:
    """Return the functions and every variable a written side may name, as balls."""
    found: dict[str, Any] = {name: rational_ball(value) for name, value in values.items()}
    found |= {name: lambda x, name=name: getattr(arb(x), name)() for name in ("exp", "log", "sqrt")}
    if not hasattr(p, "row"):
        return found
    rho, r = getattr(p, "rho", arb(3) / 10), getattr(p, "r", arb(0))
    found |= {"n": arb(N), "rho": rho, "beta": p.row.logs().gap / (1 - rho)}
    for id, entry in QUANTITIES.items():
        if not entry.radical:
            formula = entry.in_dimension(getattr(p, "f", arb(1)) * p.h)
            found[id] = formula(p.row, rho, r)
    return found


@pytest.mark.parametrize("claim", CHARTED, ids=lambda c: c.id)
def test_what_is_written_is_what_is_checked(claim: Claim) -> None:
    """Each side, as Python, gives the number the checkers compute, at typical points."""
    statement: Any = claim.statement
    regime = statement.regime
    sides = dict(write(statement, claim.assumptions).sides)
    with working_precision(128):
        for sample in typical(regime.variables(claim.assumptions)):
            length = None if regime is FREE else ContextLength.parse(N)
            p = ball_point(regime, length, sample.values)
            environment = {identifier(k): v for k, v in _environment(p, dict(sample.values)).items()}
            for name, side in sides.items():
                if any(n in QUANTITIES and QUANTITIES[n].radical for n in names(side)):
                    continue  # the symbol of a root is the function itself
                if {"min", "nearest_to_half", "digamma"} & set(python(side).replace("(", " ").split()):
                    continue
                shown = arb(eval(python(side), environment))
                expected = arb(getattr(statement, name)(p))
                if not expected.is_finite():
                    continue  # 0/0 in balls: the sides are compared symbolically
                close = pytest.approx(float(expected.mid()), rel=1e-9, abs=1e-30)
                assert float(shown.mid()) == close, (name, python(side))


def test_most_statements_can_be_read() -> None:
    """The statement in symbols is the rule, its title alone the exception."""
    readable = [c for c in CHARTED if not write(c.statement, c.assumptions).remark]
    assert len(readable) > 0.85 * len(CHARTED)


def test_latex() -> None:
    """Limits, orders, B-terms, bounds: each in its own words."""

    def written(id: str) -> str:
        claim = find_claim(id)
        return write(claim.statement, claim.assumptions).latex

    assert written("A3.cosine.critical-plain") == r"\cos' \to \frac{4 \rho}{1 + 3 \rho} \qquad (n \to \infty)"
    assert written("A5.window.self-weight").endswith(r"+ O\left(\frac{1}{n^{2}}\right)")
    assert written("A5b.bound.self-weight") == r"\left| a - \frac{1}{2} \right| \le \frac{1}{3} \cdot \frac{1}{n}"
    assert written("A9.participation.subcritical-deep").startswith(r"1 / Y \sim n")
    assert written("D1.map.drift") == r"\rho \le \cos'"
    assert written("A1.weights.monotone") == r"a \text{ decreases in } t \text{ at fixed } \rho, n"


def test_a_twin_is_written_from_its_own_statement() -> None:
    """What was changed shows."""
    claim = find_claim("A3.cosine.critical-plain")
    twin = write(claim.twins[0].statement, claim.assumptions)
    assert r"\frac{3 \rho}{1 + 2 \rho}" in twin.latex


def test_quantities_are_found_in_the_functions() -> None:
    """No author says which quantities a claim is about."""

    def quantities(id: str) -> tuple[str, ...]:
        claim = find_claim(id)
        return write(claim.statement, claim.assumptions).quantities

    assert quantities("A3.cosine.critical") == ("output-cosine",)
    assert quantities("A1.weights.normalised") == ("self-weight", "other-weight")
    assert quantities("engines.odds") == ("odds",)


@pytest.mark.parametrize("claim", package_claims(), ids=lambda c: c.id)
def test_every_statement_has_a_writing(claim: Claim) -> None:
    """Twins included."""
    assert write(claim.statement, claim.assumptions).latex
    for twin in claim.twins:
        assert write(twin.statement, claim.assumptions if twin.assumptions is None else twin.assumptions).latex


def writing(statement: Any, *assumptions: Assumption) -> Writing:
    """Write a statement under assumptions."""
    return write(statement, assumptions)


def test_a_difference_keeps_its_brackets() -> None:
    """|(1 - a) - (1 - s)| is no |1 - a - 1 - s|."""
    statement = Expansion(
        regime=WINDOW,
        quantity=of(q.self_weight_complement),
        value=lambda p: 1 - p.s,
        error=Within(Fraction(1), INVERSE_N),
    )
    assert writing(statement, *PLAIN).latex.startswith(r"\left| 1 - a - \left(1 - s\right) \right|")


def test_a_value_that_moves_with_n_is_no_limit() -> None:
    """An arrow leads to what stands still; beta and the quantities do not."""
    moving = Expansion(regime=WINDOW, quantity=of(q.output_cosine), value=of(q.participation))
    still = Expansion(regime=WINDOW, quantity=of(q.output_cosine), value=lambda p: p.s)
    assert writing(moving, *PLAIN).latex.startswith(r"\cos' = Y + o(1)")
    assert writing(still, *PLAIN).latex.startswith(r"\cos' \to s")


def test_conditions_define_what_they_name() -> None:
    """Delta, s, t and f by what the reader knows; beta by gamma; no condition of a chart that is no regime."""

    def where(id: str) -> tuple[str, ...]:
        claim = find_claim(id)
        return write(claim.statement, claim.assumptions).where

    assert r"\delta = 1 - \gamma (1 - \rho)" in where("A3.cosine.subcritical")
    assert r"\beta = \gamma \log n" in where("A3.cosine.subcritical")
    assert r"s = 1/(1 + \exp (-c (1 - \rho)))" in where("A4.window.cosine")
    assert "f = n/d" in where("B4.gradient.window")
    assert where("A1.weights.normalised") == (r"\beta \ge 0", r"n \ge 2")
    assert where("A10.threshold.self-weight")[-1] == r"n \ge 2"
    assert not any("gamma" in w or "beta" in w for w in where("A15.contour.below"))
    assert not any("beta" in w for w in where("A7.rate.uniform"))


def test_monotone_says_what_is_fixed() -> None:
    """At fixed t the self weight does not fall with rho because beta is fixed."""
    statement = Monotone(regime=FINITE, quantity=of(q.contraction), variable="rho", direction="decreasing")
    found = writing(statement, *PLAIN)
    assert found.latex.endswith(r"\text{ decreases in } \rho \text{ at fixed } t, n")
    assert r"t = \exp (-\beta (1 - \rho))" in found.where


def test_a_narrower_range_of_t_shows() -> None:
    """Beta >= 0 would be too much."""
    narrow = replace(WEIGHT_RATIO, low=Fraction(1, 2))
    statement = Bound(regime=FINITE, lower=of(q.self_weight), upper=lambda p: 2 / (1 / p.h + 1))
    where = writing(statement, *PLAIN, narrow).where
    assert "1/2 < t \\le 1" in where and "\\beta \\ge 0" not in where


def test_what_is_alike_in_symbols_says_so() -> None:
    """A closed form against its definition, both written by one symbol."""
    for id in ("A2.geometry.complement", "A7.rate.uniform"):
        claim = find_claim(id)
        assert "alike" in write(claim.statement, claim.assumptions).remark


def test_a_mean_that_cannot_be_had_is_a_letter() -> None:
    """The checker reports the error; the page is written."""
    broken = MonteCarlo(draw=float, expected=lambda: 1 / 0, tolerance=Fraction(1, 10))
    assert r"\mu" in writing(broken).latex


def test_python_names_what_it_needs() -> None:
    """Every function that occurs is imported, or said to be missing."""
    claim = find_claim("F2.mean.ln2")
    assert "# not in the standard library: digamma" in write(claim.statement, claim.assumptions).python()
