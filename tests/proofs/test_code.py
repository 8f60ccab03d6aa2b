"""A side as code: the expression that stands in the file, and what the names in it mean."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from types import FunctionType
from typing import Any

from critscale.proofs.code import code_of
from critscale.proofs.library import find_claim
from critscale.proofs.sides import ConstantSide


def doubled(x: int) -> int:
    """Return twice a number."""
    return 2 * x


def scaled(factor: Fraction, shift: int = 0) -> Any:
    """Return the function that multiplies."""
    return lambda x: factor * x + shift


def unsaid(factor: int) -> Any:  # noqa: D103  (it says nothing: that is what is tested)
    return lambda x: doubled(factor * x)


PAIR = (lambda x: x + 1, lambda x: doubled(x) - 1)


def test_a_lambda_is_what_it_returns() -> None:
    """The one of two on a line that is meant, with the functions it calls."""
    first, second = map(code_of, PAIR)
    assert (first.text, first.meanings) == ("x + 1", ())
    assert (second.text, second.meanings) == ("doubled(x) - 1", (("doubled", "twice a number"),))


def test_a_named_function_is_its_docstring() -> None:
    """By its name; a partial one by its arguments."""
    assert (code_of(doubled).text, code_of(doubled).meanings) == ("doubled(x)", (("doubled", "twice a number"),))
    assert code_of(partial(doubled, 3)).text == "doubled(3, ...)"


def test_what_is_closed_over_is_said() -> None:
    """A function that another one returned is that one with its arguments, or what it returns and with which values."""
    assert code_of(scaled(Fraction(1, 2))).text == "scaled(factor=1/2, shift=0)"
    made = code_of(unsaid(7))
    assert made.text == "doubled(factor * x)" and ("factor", "7") in made.meanings
    assert code_of(unsaid(7)).source != code_of(unsaid(8)).source


def test_a_number_is_itself() -> None:
    """Exact."""
    assert code_of(ConstantSide(Fraction(1, 3))).text == "1/3"


def test_a_function_without_a_file() -> None:
    """Is its name: nothing is made up."""
    made = FunctionType(compile("lambda x: x + 1", "<nowhere>", "eval").co_consts[0], {}, "nameless")
    assert code_of(made).text == "nameless"


def test_a_mean_says_what_is_drawn() -> None:
    """X and mu of a Monte-Carlo claim are functions that the page names."""
    found = dict(find_claim("C7.contraction.d32").written.code)
    assert found["X"].text == 'monte_carlo.contraction_factor("sphere", n, d, rho, gamma, seed)[1]'
    assert ("d", "32") in found["X"].meanings and "contraction_factor" in found["mu"].text
