"""A statement on a page is the statement that is checked: its written sides have the values of its functions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from critscale.claims import INVERSE_N, PLAIN, of
from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.points import ball_point
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import (
    Agreement,
    BigO,
    Bound,
    Classified,
    Computed,
    Expansion,
    Identity,
    Monotone,
    MonteCarlo,
    Within,
)
from critscale.proofs.kinds.statement import Statement
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.search.samples import Sampler
from critscale.proofs.writing import HUGE, LONGEST, Writing, error_latex
from critscale.theory.assumptions import WEIGHT_RATIO, Assumption
from critscale.theory.expression import names
from critscale.theory.field import exp, log, sqrt
from critscale.theory.grammar import parse
from critscale.theory.growth import Growth, Stratum
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import FINITE, FREE, LENGTHS, SUBCRITICAL, WINDOW, Point
from critscale.theory.layer.registry import QUANTITIES
from critscale.theory.notation import identifier, python

CHARTED = [c for c in package_claims() if hasattr(c.statement, "regime")]
N = 1000


def _environment(p: Point, values: dict[str, Fraction]) -> dict[str, Any]:
    """Return the functions and every variable a written side may name, as balls."""
    found: dict[str, Any] = {name: rational_ball(value) for name, value in values.items()}
    found |= {name: lambda x, name=name: getattr(arb(x), name)() for name in ("exp", "log", "sqrt")}
    if not hasattr(p, "row"):
        return {"n": arb(N)} | found
    rho, r = getattr(p, "rho", arb(3) / 10), getattr(p, "r", arb(0))
    found |= {"n": arb(N), "rho": rho, "beta": p.row.logs().gap / (1 - rho)}
    for id, entry in QUANTITIES.items():
        if entry.outer != "sqrt":
            formula = entry.in_dimension(getattr(p, "f", arb(1)) * p.h)
            found[id] = formula(p.row, rho, r)
    return found


@pytest.mark.parametrize("claim", CHARTED, ids=lambda c: c.id)
def test_what_is_written_is_what_is_checked(claim: Claim) -> None:
    """Each side, as Python, gives the number the checkers compute, at typical points."""
    statement: Any = claim.statement
    regime = statement.regime
    sides = dict(statement.written(claim.assumptions).sides)
    with working_precision(128):
        for sample in Sampler(statement.domain(claim.assumptions)).typical():
            length = None if regime is FREE else ContextLength.parse(N)
            p = ball_point(regime, length, sample.values)
            environment = {identifier(k): v for k, v in _environment(p, dict(sample.values)).items()}
            for name, side in sides.items():
                if any(n in QUANTITIES and QUANTITIES[n].outer == "sqrt" for n in names(side)):
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
    """The statement in symbols is the rule, its title alone the exception; a sum over tokens is a definition's, not to be read."""
    stated = [c for c in CHARTED if not c.defines]
    readable = [c for c in stated if not c.statement.written(c.assumptions).remark]
    assert len(readable) > 0.85 * len(stated) > 150


def test_latex() -> None:
    """Limits, orders, B-terms, bounds: each in its own words."""

    def written(id: str) -> str:
        claim = find_claim(id)
        return claim.statement.written(claim.assumptions).latex

    assert written("A3.cosine.critical-plain") == r"\cos' \to \frac{4 \rho}{1 + 3 \rho} \qquad (n \to \infty)"
    assert written("A5.window.self-weight").endswith(r"+ O\left(\frac{1}{n^{2}}\right)")
    assert written("A5b.bound.self-weight") == r"\left| a - \frac{1}{2} \right| \le \frac{1}{3} \cdot \frac{1}{n}"
    assert written("A9.participation.subcritical-deep").startswith(r"1 / Y \sim n")
    assert written("D1.map.drift") == r"\rho \le \cos'"
    assert written("A1.weights.monotone") == r"a \text{ decreases in } t \text{ at fixed } \rho, n"


def test_a_twin_is_written_from_its_own_statement() -> None:
    """What was changed shows."""
    claim = find_claim("A3.cosine.critical-plain")
    twin = claim.must_fail[0].statement.written(claim.assumptions)
    assert r"\frac{3 \rho}{1 + 2 \rho}" in twin.latex


def test_quantities_are_found_in_the_functions() -> None:
    """No author says which quantities a claim is about."""

    def quantities(id: str) -> tuple[str, ...]:
        claim = find_claim(id)
        return claim.statement.written(claim.assumptions).quantities

    assert quantities("A3.cosine.critical") == ("output-cosine",)
    assert quantities("A1.weights.normalised") == ("self-weight", "other-weight")
    assert quantities("engines.odds") == ("odds",)


def test_every_statement_has_a_writing() -> None:
    """Twins included."""
    every = [said for claim in package_claims() for said in (claim, *claim.must_fail)]
    assert [said.id for said in every if not said.statement.written(said.assumptions).latex] == []


def writing(statement: Statement, *assumptions: Assumption) -> Writing:
    """Write a statement under assumptions."""
    return statement.written(assumptions)


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
    moving = Expansion(regime=WINDOW, quantity=of(q.output_cosine), value=of(q.inverse_participation_ratio))
    still = Expansion(regime=WINDOW, quantity=of(q.output_cosine), value=lambda p: p.s)
    assert writing(moving, *PLAIN).latex.startswith(r"\cos' = Y + o(1)")
    assert writing(still, *PLAIN).latex.startswith(r"\cos' \to s")


def test_conditions_define_what_they_name() -> None:
    """Delta, s, t and f by what the reader knows; beta by gamma; no condition of a chart that is no regime."""

    def where(id: str) -> tuple[str, ...]:
        claim = find_claim(id)
        return claim.statement.written(claim.assumptions).where

    assert r"\delta = 1 - \gamma (1 - \rho)" in where("A3.cosine.subcritical")
    assert r"\beta = \gamma \log n" in where("A3.cosine.subcritical")
    assert r"s = 1/(1 + \exp(-c (1 - \rho)))" in where("A4.window.cosine")
    assert "f = n/d" in where("B4.jacobian.window")
    assert where("A1.weights.normalised") == (r"\beta \ge 0", r"n \ge 2")
    assert where("A10.threshold.self-weight")[-1] == r"n \ge 2"
    assert not any("gamma" in w or "beta" in w for w in where("A15.contour.below"))
    assert not any("beta" in w for w in where("A7.rate.uniform"))
    assert "t = 1/u" in where("E19.mass")


def test_monotone_says_what_is_fixed() -> None:
    """At fixed t the self weight does not fall with rho because beta is fixed."""
    statement = Monotone(regime=FINITE, quantity=of(q.contraction_factor), variable="rho", direction="decreasing")
    found = writing(statement, *PLAIN)
    assert found.latex.endswith(r"\text{ decreases in } \rho \text{ at fixed } t, n")
    assert r"t = \exp(-\beta (1 - \rho))" in found.where


def test_a_narrower_range_of_t_shows() -> None:
    """Beta >= 0 would be too much."""
    narrow = replace(WEIGHT_RATIO, low=Fraction(1, 2))
    statement = Bound(regime=FINITE, lower=of(q.self_weight), upper=lambda p: 2 / (1 / p.h + 1))
    where = writing(statement, *PLAIN, narrow).where
    assert "1/2 < t \\le 1" in where and "\\beta \\ge 0" not in where


def test_no_display_is_a_tautology() -> None:
    """What is alike by the symbols of quantities is written by their formulas, with nothing cancelled, or as code."""
    for claim in CHARTED:
        found = claim.written
        for relation in (" = ", r" \le "):
            left, _, right = found.latex.partition(relation)
            assert left != right, claim.id
        assert "alike" not in found.remark or len(found.code) == 2, claim.id


def test_what_is_alike_is_written_as_it_is_computed() -> None:
    """The closed form against the difference from 1; and the multiplier beside the gap that it is made of."""
    assert find_claim("A2.geometry.complement").written.latex.startswith(r"1 - \frac{\left(a - b + r\right)^{2}}")
    kept = find_claim("G1.extension.preserving").written.latex
    assert kept.startswith(r"\frac{\left(\operatorname{gap} - \operatorname{others} + \log n") and kept.endswith(r"= \operatorname{gap} - \operatorname{others}")


def test_a_mean_that_cannot_be_had_is_a_letter() -> None:
    """The checker reports the error; the page is written."""
    broken = MonteCarlo(draw=float, expected=lambda: 1 / 0, tolerance=Fraction(1, 10))
    assert r"\mu" in writing(broken).latex


def test_python_names_what_it_needs() -> None:
    """Every function that occurs is imported, or said to be missing."""
    claim = find_claim("F2.mean.ln2")
    assert "# not in the standard library: digamma" in claim.statement.written(claim.assumptions).python()


def test_rates() -> None:
    """n^-(constant + slope delta) (log n)^logs, its constant in front."""
    assert error_latex(BigO(Growth(Fraction(1), Fraction(0), 2))) == r"O\left(\frac{\left(\log n\right)^{2}}{n}\right)"
    assert error_latex(BigO(Growth(Fraction(1), Fraction(-1)))) == r"O\left(\frac{1}{n^{1 - \delta}}\right)"
    assert error_latex(BigO(Growth(Fraction(1), Fraction(2)))) == r"O\left(\frac{1}{n^{1 + 2 \delta}}\right)"
    assert error_latex(Within(Fraction(3), INVERSE_N)) == r"\frac{3}{n}"


def expansion(**parts: Any) -> Writing:
    """Write an expansion of the cosine in the window."""
    given = {"regime": WINDOW, "quantity": of(q.output_cosine), "value": lambda p: p.s + p.rho, **parts}
    return writing(Expansion(**given), *PLAIN)


def test_an_error_relative_to_the_value() -> None:
    """The value keeps its brackets, and what is bounded is the ratio less 1."""
    assert expansion(ratio=True, error=BigO(INVERSE_N)).latex.startswith(
        r"\cos' = \left(s + \rho\right) \left(1 + O\left("
    )
    assert expansion(ratio=True, error=Within(Fraction(3), INVERSE_N)).latex == (
        r"\left| \frac{\cos'}{s + \rho} - 1 \right| \le \frac{3}{n}"
    )


def test_an_order_alone() -> None:
    """Nobody writes 0 + O(1/n)."""
    assert expansion(value=lambda p: 0 * p.s, error=BigO(INVERSE_N)).latex.startswith(r"\cos' = O\left(")


def test_from_which_n_on() -> None:
    """A B-term and a bound say their own n; algebra in variables alone has none."""
    assert expansion(error=Within(Fraction(1), INVERSE_N, 7)).where[-1] == r"n \ge 7"
    bound = Bound(regime=FINITE, lower=of(q.self_weight), upper=lambda p: p.one, valid_from=5)
    assert writing(bound, *PLAIN).where[-1] == r"n \ge 5"
    assert not any("n" in w for w in writing(Identity(regime=FREE, left=lambda p: p.rho, right=lambda p: p.rho)).where)


def test_what_moves_with_beta_or_cannot_be_written_is_no_limit() -> None:
    """Then the difference tends to 0, and no arrow is drawn."""
    by_beta = expansion(value=lambda p: p.row.logs().gap)
    assert r"\to \beta" not in by_beta.latex and "+ o(1)" in by_beta.latex
    assert r"\cos' = \text{value} + o(1)" in expansion(value=lambda p: float(p.s)).latex


def test_a_stratum_stands_for_the_range_of_delta() -> None:
    """An expansion on a part of the regime says on which."""
    stratum = Stratum(Fraction(1, 2), Fraction(1))
    statement = Expansion(regime=SUBCRITICAL, quantity=of(q.output_cosine), value=lambda p: p.rho, stratum=stratum)
    where = writing(statement, *PLAIN).where
    assert r"1/2 < \delta < 1" in where and not any(w.startswith(r"0 < \delta") for w in where)


def long(leaves: int) -> Any:
    """Return a formula of so many leaves, twice at least."""
    return lambda p: sum((p.rho**k for k in range(2, leaves)), start=p.rho)


def test_what_is_too_long_to_be_read_is_named() -> None:
    """Its side is still there to copy, unless it is huge."""
    shown = writing(Identity(regime=FREE, left=long(LONGEST), right=lambda p: p.rho), *PLAIN)
    assert shown.latex == r"\text{left} = \rho" and "too long" in shown.remark
    assert [name for name, _ in shown.sides] == ["left", "right"]
    shown = writing(Identity(regime=FREE, left=long(HUGE), right=lambda p: p.rho), *PLAIN)
    assert [name for name, _ in shown.sides] == ["right"] and "more than a thousand" in shown.remark
    shown = expansion(value=long(LONGEST), error=Within(Fraction(1), INVERSE_N))
    assert shown.latex.startswith(r"\left| \text{quantity} - \text{value} \right|")


def test_a_side_that_cannot_be_written_may_need_beta() -> None:
    """Beta >= 0 is said where nobody can see whether it matters."""
    unseen = Bound(regime=FINITE, lower=lambda p: float(p.rho), upper=lambda p: p.rho)
    seen = Bound(regime=FINITE, lower=lambda p: p.rho**2, upper=lambda p: p.rho)
    assert r"\beta \ge 0" in writing(unseen, *PLAIN).where
    assert r"\beta \ge 0" not in writing(seen, *PLAIN).where


def test_monotone_in_n() -> None:
    """N itself is not held fixed."""
    statement = Monotone(regime=LENGTHS, quantity=lambda p: p.h, variable="n", direction="decreasing")
    assert writing(statement).latex == r"\frac{1}{n} \text{ decreases in } n"


def test_relations_of_statements_without_symbols() -> None:
    """With a tolerance both sides agree, without one the left is below; a perturbed engine is off by a factor."""
    below = Computed(cases=({"x": 1},), left=lambda p: p.x, right=lambda p: p.x)
    assert writing(below).latex == r"\text{left} \le \text{right}"
    assert r"\le \text{tolerance} \cdot" in writing(replace(below, tolerance=lambda p: p.x)).latex
    assert r"\le 2 \cdot 10^{-9} \cdot" in writing(replace(below, tolerance=Fraction(2, 10**9))).latex
    assert writing(replace(below, left=3, cases=({"n": "10^10^100"},))).where == (r"n \in \left\{ 10^{10^{100}} \right\}",)
    assert writing(Agreement(quantity="odds")).latex.endswith(r"_{\text{mpmath}}")
    assert writing(Agreement(quantity="odds", perturbation=Fraction(1, 100))).latex.endswith(
        r"_{\text{mpmath}} \left(1 + \frac{1}{100}\right)"
    )
    law = Classified(law="log(n) + log(log(n))")
    assert writing(replace(law, perturbation=Fraction(1, 10))).latex == writing(law).latex + r" = \log n + 1.1 \log\left(\log n\right)"


def test_python_of_sides() -> None:
    """Imports in order; a variable is a function of itself, a quantity a call of the package."""
    named = Identity(regime=FREE, left=lambda p: exp(p.rho) + sqrt(p.rho) + log(p.rho), right=lambda p: p.rho)
    assert writing(named, *PLAIN).python().splitlines()[0] == "from math import exp, log, sqrt"
    assert writing(named, *PLAIN).python().splitlines()[-1] == "right = lambda rho: rho"
    sides = (("f", parse("sqrt(n) + log(n) + floor(n) + exp(n)")),)
    assert Writing(latex="", sides=sides).python().startswith("from math import exp, floor, log, sqrt\n")
    assert '# quantity: critscale.evaluate("output-cosine"' in expansion().python()
