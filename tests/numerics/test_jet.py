"""Jets: values and both derivatives, against SymPy."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import arb

from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.jet import Jet
from critscale.numerics.numbers.precision import working_precision
from critscale.theory.field import exp, expm1, sqrt

ZERO, ONE = arb(0), arb(1)
X, Y = Fraction(3, 7), Fraction(5, 3)
FORMULAS: list[Callable[[Any, Any], Any]] = [
    lambda x, y: x + y * 2 - 1,
    lambda x, y: 1 - x * y,
    lambda x, y: (x + 2 * y) / (1 + x * y),
    lambda x, y: 3 / (x + y) - x / 4,
    lambda x, y: (x - y) ** 3,
]


def enclosed(jet: Jet, expression: Any) -> bool:
    """Tell whether a jet is narrow and encloses an expression and its two derivatives."""
    x, y = sympy.symbols("x y")
    parts = (expression, sympy.diff(expression, x), sympy.diff(expression, y))
    exact = [sympy.N(part.subs({x: sympy.Rational(3, 7), y: sympy.Rational(5, 3)}), 60) for part in parts]
    balls = (jet.value, *jet.slopes)
    near = [abs(ball - arb(str(value))) < arb("1e-50") for ball, value in zip(balls, exact, strict=True)]
    return all(near)


def variables() -> tuple[Jet, Jet]:
    """Return the two variables."""
    return Jet(rational_ball(X), (ONE, ZERO)), Jet(rational_ball(Y), (ZERO, ONE))


@pytest.mark.parametrize("formula", FORMULAS, ids=range(len(FORMULAS)))
def test_algebra(formula: Callable[[Any, Any], Any]) -> None:
    """Sums, products, quotients and powers."""
    with working_precision(256):
        assert enclosed(formula(*variables()), formula(*sympy.symbols("x y")))


def test_functions() -> None:
    """Exponential, expm1 and square root of both variables."""
    x, y = sympy.symbols("x y")
    with working_precision(256):
        a, b = variables()
        assert enclosed(exp(a * b), sympy.exp(x * y))
        assert enclosed(expm1(a * b), sympy.exp(x * y) - 1)
        assert enclosed(sqrt(a + b * b), sympy.sqrt(x + y**2))
        assert sqrt(Jet(ZERO)).value.is_zero() and sqrt(Jet(ZERO, (ONE,))).slopes == ()
