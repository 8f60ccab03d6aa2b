"""Elements of a chart's field: algebra and nothing else, and what was divided by is kept."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from critscale.theory.assumptions import CORRELATION
from critscale.theory.errors import BadInput
from critscale.theory.expansions.chart import finite_chart
from critscale.theory.expansions.element import Divisors, Element, Undefined
from critscale.theory.expansions.rational_function import RationalFunctionField
from critscale.theory.field import MissingFunction, exp, maximum, minimum, sqrt
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import FINITE

FIELD = RationalFunctionField(("x", "y"))
X, Y = FIELD.gens


def generic() -> tuple[Element, Element, Divisors]:
    """Return x and y, and where their divisors are written down."""
    divisors: Divisors = {}
    return Element(X, divisors), Element(Y, divisors), divisors


@pytest.mark.parametrize(
    "branch",
    [
        operator.lt,
        operator.le,
        operator.gt,
        operator.ge,
        operator.eq,
        operator.ne,
        max,
        min,
        operator.mod,
        operator.floordiv,
        lambda x, y: divmod(x, y) if isinstance(x, Element) else y < x,
        lambda x, y: [y, x] == sorted([x, y]),
        lambda x, y: x in [1, y],
    ],
)
def test_two_values_cannot_be_compared(branch: Callable[[Any, Any], object]) -> None:
    """A comparison has one answer for all points: it is refused, with numbers on either side too."""
    x, y, _ = generic()
    for pair in ((x, y), (x, 0), (0, x), (x, Fraction(1, 2))):
        with pytest.raises(BadInput, match="one branch for all points"):
            branch(*pair)


@pytest.mark.parametrize("branch", [bool, abs, int, float, complex, round, operator.not_, operator.index, range])
def test_a_value_is_no_number_yet(branch: Callable[[Any], object]) -> None:
    """Neither true nor false, of no sign, and without digits."""
    x, _, _ = generic()
    with pytest.raises(BadInput, match="one branch for all points"):
        branch(x)


@pytest.mark.parametrize("function", [math.floor, math.ceil, math.trunc, math.sqrt, math.exp, np.float64])
def test_a_function_of_numbers_is_refused(function: Callable[[Any], object]) -> None:
    """Where the functions of the field are meant, these take digits."""
    x, _, _ = generic()
    with pytest.raises(BadInput, match="one branch for all points"):
        function(x)


@pytest.mark.parametrize("function", [exp, sqrt, lambda x: maximum(x, x), lambda x: minimum(x, x)])
def test_a_function_of_the_field_says_that_there_is_no_form(function: Callable[[Any], object]) -> None:
    """These have no symbolic form, and the statement is sampled only."""
    x, _, _ = generic()
    with pytest.raises(MissingFunction):
        function(x)


@pytest.mark.parametrize("number", [0.5, 0.0, 2.0, math.nan, math.inf, np.float64(0.5)], ids=repr)
@pytest.mark.parametrize("apply", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_a_float_is_refused_on_either_side(apply: Callable[[Any, Any], object], number: float) -> None:
    """Also one that happens to be an integer."""
    x, _, _ = generic()
    for pair in ((x, number), (number, x)):
        with pytest.raises(BadInput, match="a float is no exact number"):
            apply(*pair)


def test_a_float_is_no_power() -> None:
    """Square roots are no algebra."""
    x, _, _ = generic()
    with pytest.raises(BadInput, match="a float is no exact number"):
        x**0.5
    with pytest.raises(BadInput, match="a float is no exact number"):
        x**2.0


@pytest.mark.parametrize("other", [True, "1", None, Decimal(1), 1j, np.arange(3)], ids=repr)
def test_what_is_no_exact_number_is_no_operand(other: object) -> None:
    """A flag, a text, a decimal, a complex number, an array."""
    x, _, _ = generic()
    for apply in (operator.add, operator.sub, operator.mul, operator.truediv):
        for pair in ((x, other), (other, x)):
            with pytest.raises((TypeError, BadInput)) as caught:
                apply(*pair)
            assert isinstance(other, str) or caught.type is TypeError


@pytest.mark.parametrize("power", [Fraction(1, 2), True, "2", None], ids=repr)
def test_a_power_is_an_integer(power: Any) -> None:
    """As an int or as a Fraction; there is no root in the field."""
    x, _, _ = generic()
    with pytest.raises((TypeError, BadInput)):
        x**power


def test_a_variable_is_no_exponent() -> None:
    """2^x is no quotient of polynomials."""
    x, y, _ = generic()
    with pytest.raises(TypeError):
        operator.pow(2, x)
    with pytest.raises(TypeError):
        x**y


def test_the_algebra_is_that_of_the_field() -> None:
    """Every operator, with integers and fractions on both sides."""
    x, y, _ = generic()
    third = Fraction(1, 3)
    pairs = [
        (x + y, X + Y),
        (x + 2, X + 2),
        (2 + x, X + 2),
        (third + x, X + Fraction(1, 3)),
        (x - y, X - Y),
        (x - third, X - Fraction(1, 3)),
        (third - x, Fraction(1, 3) - X),
        (x * y, X * Y),
        (third * x, X * Fraction(1, 3)),
        (x / y, X / Y),
        (x / 3, X / 3),
        (third / x, Fraction(1, 3) / X),
        (-x, -X),
        (+x, X),
        (x**3, X**3),
        (x ** Fraction(2), X**2),
        (x ** Fraction(-2), 1 / X**2),
        ((x - x) ** 3, FIELD.zero),
        (x**0, FIELD.one),
        (x**-2, 1 / X**2),
        ((x - y) ** 2 - (x + y) ** 2, -4 * X * Y),
    ]
    assert all(isinstance(got, Element) and got.value == expected for got, expected in pairs)


def test_what_was_divided_by_is_kept_though_it_cancels() -> None:
    """(x^2 - 1)/(x - 1) is x + 1, and has no value at x = 1."""
    x, _, divisors = generic()
    quotient = (x**2 - 1) / (x - 1)
    assert quotient.value == X + 1
    assert list(divisors) == [(X - 1).numer]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (lambda x, y: 1 / x, [X]),
        (lambda x, y: Fraction(1, 2) / (x + y), [X + Y]),
        (lambda x, y: x**-1, [X]),
        (lambda x, y: (x - y) ** -3, [(X - Y) ** 3]),
        (lambda x, y: y / x * x, [X]),
        (lambda x, y: 1 / x - 1 / x, [X]),
        (lambda x, y: 0 / x, [X]),
        (lambda x, y: 1 / (1 / x), [X]),
        (lambda x, y: 1 / (x / y), [Y, X]),
        (lambda x, y: 1 / y + 1 / x, [Y, X]),
        (lambda x, y: x / 2 + y / Fraction(2, 3) + x**2, []),
        (lambda x, y: x / (y - y + 5), []),
        (lambda x, y: (x + y) ** 0, []),
        (lambda x, y: (x / y) ** 2, [Y]),
        (lambda x, y: (x / y) ** -2, [Y, X**2]),
    ],
)
def test_the_divisors_of_a_formula(formula: Callable[[Element, Element], Element], expected: list[Any]) -> None:
    """By a slash or by a negative power, in their order, each once; numbers are none.

    1/(1/x) divides by x, and then by 1/x, which is nowhere 0.
    """
    x, y, divisors = generic()
    formula(x, y)
    assert list(divisors) == [e.numer for e in expected]


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: 1 / (x - x),
        lambda x: x / 0,
        lambda x: x / Fraction(0),
        lambda x: (x - x) ** -1,
        lambda x: 0 / (x * 0),
        lambda x: (x - x) / (x - x),
    ],
)
def test_a_division_by_what_is_zero_everywhere_is_undefined(formula: Callable[[Element], Element]) -> None:
    """Also 0/0."""
    x, _, _ = generic()
    with pytest.raises(Undefined, match="zero at every point"):
        formula(x)


def test_an_element_is_no_key() -> None:
    """A cache or a set would compare."""
    x, _, _ = generic()
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)


def test_each_form_has_divisors_of_its_own() -> None:
    """Of two formulas on one chart each keeps what it divided by itself, and not what the chart divides by."""
    here = finite_chart(Domain.of(FINITE, (CORRELATION,)))
    one, two, three = here.form(
        lambda p: p.row.self_weight / p.rho, lambda p: p.row.self_weight, lambda p: 1 / p.row.other_weight
    )
    assert one.divisors == (here.value("rho").numer,) and two.divisors == ()
    product = here.value("t").numer * here.value("h").numer
    assert three.divisors in ((product,), (-product,))
    assert here.form(lambda p: p.one / p.rho)[0].divisors == one.divisors
