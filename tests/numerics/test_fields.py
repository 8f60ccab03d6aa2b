"""The fields a formula runs in: which functions each has, and that a missing one is refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from mpmath.ctx_mp import MPContext

import critscale
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.grid import grid
from critscale.numerics.answers.multiprecision import evaluate_mpmath
from critscale.theory import symbols
from critscale.theory.errors import BadInput, CritscaleError
from critscale.theory.field import MissingFunction, Scalar, exp, log, minimum, sqrt
from critscale.theory.layer.quantities import inverse_participation_ratio
from critscale.theory.layer.regimes import REGIMES
from critscale.theory.layer.registry import QUANTITIES, Quantity
from critscale.theory.layer.row import Row

Formula = Callable[[Row, Scalar, Scalar], Scalar]


def own(formula: Formula, **more: Any) -> Quantity:
    """Return a formula as a quantity of one's own."""
    formula.__name__ = "own_quantity"
    return Quantity(formula, "a quantity of one's own", "x", "1", "test", **more)


LOGARITHMS = {
    "log": own(lambda row, rho, r: log(row.self_weight)),
    "log of r": own(lambda row, rho, r: log(1 + r) + 0 * rho),
    "log log n": own(lambda row, rho, r: log(row.logs().length)),
    "log of a sum": own(lambda row, rho, r: log(row.self_weight + row.share)),
}


@pytest.mark.parametrize("name", LOGARITHMS)
def test_a_logarithm_is_the_same_in_every_engine(name: str) -> None:
    """Balls, mpmath numbers and arrays take it, of weights, of parameters and of log n."""
    at: dict[str, Any] = {"n": 1000, "rho": 0.25, "residual": 0.5}
    for gamma in (0.5, 4 / 3, 2):
        exact = evaluate(LOGARITHMS[name], **at, gamma=gamma, digits=25)
        assert exact.agrees(evaluate_mpmath(LOGARITHMS[name], **at, gamma=gamma, digits=30), 25)
        drawn = grid(LOGARITHMS[name], n=1000, rho=[0.25], gamma=[gamma], residual=0.5)
        assert drawn[0, 0] == pytest.approx(float(exact), rel=1e-12)


def test_logarithms_at_the_ends() -> None:
    """Of 0 and of a negative number: what each engine has for it, and no other number."""
    context = MPContext()
    assert log(context.mpf(0)) == context.ninf
    assert context.isnan(log(context.mpf(-1)))
    with np.errstate(divide="ignore", invalid="ignore"):
        assert log(np.array([0.0]))[0] == -np.inf
        assert np.isnan(log(np.array([-1.0]))[0])


def _surprise(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    return -row.self_weight * log(row.self_weight) - row.self_weight_complement * log(row.other_weight)


def _norm_of_weights(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    return sqrt(inverse_participation_ratio(row, rho, r))


class TestEverywhere:
    """A quantity of one's own with a function of its own: in each place it works, or is refused by the function's name."""

    def test_a_logarithm(self) -> None:
        """The row entropy by its definition: evaluated, drawn, derived, and at n = oo."""
        found, entropy = own(_surprise), QUANTITIES["row-entropy"]
        at: dict[str, Any] = {"rho": "0.25", "gamma": 1, "residual": 0}
        assert str(evaluate(found, n=1000, digits=20, **at)) == str(evaluate(entropy, n=1000, digits=20, **at))
        drawn = [grid(x, n=1000, rho=[0.25], gamma=[1, 2]) for x in (found, entropy)]
        assert drawn[0] == pytest.approx(drawn[1], rel=1e-12)
        for regime in REGIMES:
            ours, theirs = (critscale.formula(x, regime=regime, terms=2) for x in (found, entropy))
            assert [(p.terms, p.error) for p in ours.pieces] == [(p.terms, p.error) for p in theirs.pieces]
        assert [str(evaluate(x, n="oo", digits=9, **at)) for x in (found, entropy)] == ["inf (grows like 1.00000000 log n)"] * 2
        weight = own(lambda row, rho, r: log(row.self_weight))
        assert str(evaluate(weight, n="oo", rho=0, kappa=0, digits=9)) == str(evaluate(weight, n="1e40", rho=0, kappa=0, digits=9))

    def test_a_root(self) -> None:
        """It says so, and what is under it: so its expansion is that of the square, under the root."""
        found = own(_norm_of_weights, outer="sqrt", inner=inverse_participation_ratio)
        assert str(evaluate(found, n="oo", rho=0, critical=True, digits=9)) == "0.500000000"
        exact = evaluate(found, n=1000, rho=0, gamma=1, digits=15)
        assert grid(found, n=1000, rho=[0], gamma=[1])[0, 0] == pytest.approx(float(exact), rel=1e-13)
        formula = critscale.formula(found, regime="critical", terms=1)
        assert "sqrt(1/4 + " in str(formula) and formula.expression == sympy.Rational(1, 2)
        with pytest.raises(MissingFunction, match=r"^sqrt in a derivation: "):
            critscale.formula(own(_norm_of_weights), regime="critical")

    def test_the_logarithm_of_a_negative_number_is_no_logarithm(self) -> None:
        """A product has a logarithm in a derivation only if it is positive."""
        found = critscale.formula(own(lambda row, rho, r: log(row.self_weight / row.other_weight)), regime="critical")
        assert found.expression == sympy.log(symbols.N)
        with pytest.raises(MissingFunction):
            critscale.formula(own(lambda row, rho, r: log(-row.self_weight / row.other_weight)), regime="critical")


class TestDerivations:
    """`formula` takes a quantity of one's own, if it is made of what a derivation knows."""

    def test_an_own_quantity_is_derived(self) -> None:
        """As those of the catalogue are."""
        product = own(lambda row, rho, r: row.self_weight * row.logs().gap)
        found = critscale.formula(product, regime="critical")
        assert (found.id, str(found.expression)) == ("own-quantity.critical", "log(n)/2")
        assert [f.id for f in critscale.formulas(product, regime="subcritical")] == ["own-quantity.subcritical"]
        same = critscale.formula(QUANTITIES["contraction-factor"], regime="critical")
        assert same.expression == critscale.formula("contraction-factor", regime="critical").expression

    @pytest.mark.parametrize(
        ("name", "formula"),
        [
            ("log", lambda row, rho, r: log(row.self_weight_complement)),
            ("log", lambda row, rho, r: r + log(1 + rho)),
            ("exp", lambda row, rho, r: exp(row.self_weight)),
            ("sqrt", lambda row, rho, r: sqrt(row.self_weight)),
            ("minimum", lambda row, rho, r: minimum(row.self_weight, rho)),
        ],
    )
    def test_what_a_derivation_does_not_know_is_refused(self, name: str, formula: Formula) -> None:
        """In one line that names the function and says where it works."""
        with pytest.raises(MissingFunction, match=f"^{name} in a derivation: .*; evaluate it") as refusal:
            critscale.formula(own(formula), regime="critical")
        assert isinstance(refusal.value, CritscaleError) and "\n" not in str(refusal.value)
        assert evaluate(own(formula), n=1000, critical=True, rho="0.3", residual=1, digits=9) is not None

    def test_a_root_of_the_catalogue_is_refused_as_before(self) -> None:
        """A radical quantity says so itself."""
        with pytest.raises(CritscaleError, match="square roots"):
            critscale.formula(own(lambda row, rho, r: sqrt(rho), outer="sqrt"), regime="critical")

    @pytest.mark.parametrize(
        "formula",
        [
            lambda row, rho, r: 1 / (rho - rho),
            lambda row, rho, r: row.self_weight if row.self_weight > rho else rho,
            lambda row, rho, r: np.log(row.self_weight),
        ],
    )
    def test_what_is_no_algebra_is_refused(self, formula: Formula) -> None:
        """A branch, a function of numbers, a division by 0."""
        with pytest.raises(BadInput, match="quantity 'own-quantity': its formula is no algebra"):
            critscale.formula(own(formula), regime="critical")


@pytest.mark.parametrize("value", [2, 0.5])
def test_a_plain_number_has_no_functions(value: Any) -> None:
    """It belongs to no field; the refusal says how to write it, and that works."""
    number = own(lambda row, rho, r: log(value) + 0 * rho)
    for ask in (lambda q: evaluate(q, n=9, critical=True, rho=0), lambda q: grid(q, n=9, rho=[0], gamma=[1])):
        with pytest.raises(MissingFunction, match=r"log of a plain number: .* 0 \* row.self_weight"):
            ask(number)
    mended = own(lambda row, rho, r: log(value + 0 * row.self_weight))
    assert float(evaluate(mended, n=9, critical=True, rho=0, digits=15)) == pytest.approx(np.log(value))


def test_a_value_of_no_field_is_refused() -> None:
    """A formula that returns a float, or nothing, is named."""
    for formula in (lambda row, rho, r: float(rho), lambda row, rho, r: None):
        with pytest.raises(BadInput, match=r"the value of a formula: (float|NoneType)"):
            evaluate(own(formula), n=9, critical=True, rho=0)
