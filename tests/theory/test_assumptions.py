"""Assumptions: one object, and everything derived from it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import find, given, settings

from critscale.proofs.library import package_claims
from critscale.theory import assumptions as a
from critscale.theory.errors import BadInput

ALL = [value for value in vars(a).values() if isinstance(value, a.Assumption)]
IN_CLAIMS = sorted({x for c in package_claims() for x in c.assumptions}, key=lambda x: x.sentence())


@pytest.mark.parametrize("assumption", [*ALL, *IN_CLAIMS], ids=lambda x: x.sentence())
def test_every_assumption_is_satisfiable(assumption: a.Assumption) -> None:
    """Its strategy draws a value, the value satisfies it, and the symbol's flags allow the value."""
    drawn: list[Fraction] = []

    @settings(max_examples=25)
    @given(assumption.strategy())
    def draw(value: Fraction) -> None:
        assert assumption.holds(value)
        drawn.append(value)

    draw()
    assert drawn
    symbol = assumption.symbol()
    if symbol.is_positive:
        assert all(value > 0 for value in drawn)
    if symbol.is_nonnegative:
        assert all(value >= 0 for value in drawn)


@pytest.mark.parametrize(
    ("assumption", "simplest"),
    [
        (a.CORRELATION, Fraction(1, 2)),
        (a.RESIDUAL, Fraction(0)),
        (a.CONTEXT_LENGTH, Fraction(2)),
        (replace(a.CORRELATION, low=Fraction(-10)), Fraction(0)),
        (replace(a.CORRELATION, low=Fraction(23, 24)), Fraction(47, 48)),
        (replace(a.CONTEXT_LENGTH, low=Fraction(-1, 2), high=Fraction(5), high_open=True), Fraction(0)),
    ],
    ids=lambda x: str(getattr(x, "sentence", x.__str__)()),
)
def test_values_shrink_to_the_simplest(assumption: a.Assumption, simplest: Fraction) -> None:
    """What is shown first is a simple fraction inside the range."""
    assert find(assumption.strategy(), lambda value: True) == simplest


@pytest.mark.parametrize("assumption", [a.CORRELATION, a.RESIDUAL, a.WEIGHT_RATIO], ids=lambda x: x.sentence())
def test_values_come_from_all_over_the_range(assumption: a.Assumption) -> None:
    """Simple fractions, values close to the lower end, far up and anywhere between, each in some share of the draws."""
    drawn: list[Fraction] = []

    # so many, because Hypothesis draws integers of the modules in memory too: which tests run beside moves the shares
    @settings(max_examples=1000, database=None, derandomize=True)
    @given(assumption.strategy())
    def draw(value: Fraction) -> None:
        drawn.append(value)

    draw()
    far = [v > 1000 if assumption.high is None else 1 - Fraction(1, 1000) < v < 1 for v in drawn]
    low = [0 < v < Fraction(1, 1000) for v in drawn]
    simple = [v.denominator <= 24 and not f for v, f in zip(drawn, far, strict=True)]
    between = [v.denominator > 24 and not f and not w for v, f, w in zip(drawn, far, low, strict=True)]
    # a kind is one of four that are drawn alike; of three, 150 was asked
    assert all(sum(kind) > 112 for kind in (far, low, simple, between))


def test_the_ends_are_excluded_where_the_sentence_says_so() -> None:
    """0 < rho < 1 excludes 0 and 1; r >= 0 includes 0."""
    assert a.CORRELATION.range_text() == "0 < rho < 1"
    assert not a.CORRELATION.holds(0) and not a.CORRELATION.holds(1)
    assert a.RESIDUAL.holds(0) and not a.POSITIVE_RESIDUAL.holds(0)
    assert not a.CONTEXT_LENGTH.holds(Fraction(5, 2))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"low": Fraction(1)}, "no number lies in it"),
        ({"low": Fraction(2)}, "no number lies in it"),
        ({"low": Fraction(1, 3), "high": Fraction(1, 2), "integer": True}, "no integer lies in it"),
        ({"low": Fraction(0), "high": Fraction(1), "integer": True}, "no integer lies in it"),
        ({"low": 0.5}, "not exact"),
        ({"high": 0.5}, "not exact"),
        ({"low": True}, "not exact"),
        ({"name": "1 - rho"}, "not a name"),
        ({"name": ""}, "not a name"),
    ],
    ids=str,
)
def test_a_range_that_is_none_is_refused(change: dict[str, Any], why: str) -> None:
    """Empty, without an integer, with an end that is no exact number, without a name."""
    with pytest.raises(BadInput, match=why):
        replace(a.CORRELATION, **change)


def test_a_range_of_integers_has_integer_ends() -> None:
    """1/2 < k < 4 is 1 <= k <= 3, both ends its own."""
    k = a.Assumption(name="k", meaning="", low=Fraction(1, 2), high=Fraction(4), low_open=True, high_open=True, integer=True)
    assert k.closed_ends == (k.low, k.high) == (Fraction(1), Fraction(3))
    assert a.Assumption(name="k", meaning="", low=Fraction(1, 2), high=Fraction(3, 2), integer=True).fixed == 1


def test_ranges_lie_in_each_other_and_meet() -> None:
    """An open end is less than a closed one."""
    closed = replace(a.CORRELATION, low_open=False, high_open=False)
    assert a.CORRELATION.within(closed) and not closed.within(a.CORRELATION)
    assert a.CORRELATION.within(a.RESIDUAL) and not a.RESIDUAL.within(a.CORRELATION)
    assert closed.meet(a.CORRELATION) == a.CORRELATION == a.CORRELATION.meet(closed)
    assert closed.meet(a.RESIDUAL) == closed
    half = a.RESIDUAL.between(Fraction(1, 2), None)
    assert closed.meet(half).range_text() == "1/2 < rho <= 1"
