"""A statement on a page is the statement that is checked: its written sides have the values of its functions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from critscale.numerics.balls import rational_ball
from critscale.numerics.length import ContextLength
from critscale.numerics.points import ball_point
from critscale.numerics.precision import working_precision
from critscale.proofs.claim import Claim
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.rescaled import typical
from critscale.proofs.writing import write
from critscale.theory.expression import names
from critscale.theory.notation import identifier, python
from critscale.theory.regimes import FREE, Point
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
        for sample in typical((*claim.assumptions, *regime.parameters)):
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
    assert written("A1.weights.monotone") == r"a \text{ decreases in } t"


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
