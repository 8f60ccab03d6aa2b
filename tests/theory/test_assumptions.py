"""Assumptions: one object, and everything derived from it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import find, given, settings

from critscale.proofs.library import package_claims
from critscale.theory import assumptions as a

ALL = [value for value in vars(a).values() if isinstance(value, a.Assumption)]
IN_CLAIMS = sorted({x for c in package_claims() for x in c.assumptions}, key=lambda x: x.sentence())


@pytest.mark.parametrize("assumption", [*ALL, *IN_CLAIMS], ids=lambda x: x.sentence())
def test_every_assumption_is_satisfiable(assumption: a.Assumption) -> None:
    """Its strategy draws a value, the value satisfies it, and the symbol's flags allow the value."""
    drawn: list[Fraction] = []

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
    """Simple fractions, values close to the lower end and values far up, each in some share of the draws."""
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
    assert all(sum(kind) > 150 for kind in (far, low, simple))


def test_the_ends_are_excluded_where_the_sentence_says_so() -> None:
    """0 < rho < 1 excludes 0 and 1; r >= 0 includes 0."""
    assert a.CORRELATION.range_text() == "0 < rho < 1"
    assert not a.CORRELATION.holds(0) and not a.CORRELATION.holds(1)
    assert a.RESIDUAL.holds(0) and not a.POSITIVE_RESIDUAL.holds(0)
    assert not a.CONTEXT_LENGTH.holds(Fraction(5, 2))


def test_an_empty_interval_is_noticed() -> None:
    """The satisfiability test above fails on an assumption nothing satisfies."""
    empty = replace(a.CORRELATION, low=Fraction(1))
    with pytest.raises(Exception):  # noqa: B017  (Hypothesis has several ways to say there is nothing)

        @given(empty.strategy())
        def draw(value: Fraction) -> None:
            raise AssertionError(value)

        draw()
