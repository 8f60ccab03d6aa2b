"""A side of a statement: a function of a point, one line over any field, or a plain number."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from ..theory.errors import BadInput, a_float, shown
from ..theory.expansions.chart import ChartFormula
from ..theory.field import Scalar
from ..theory.layer.regimes import Point

Side: TypeAlias = Any
"""A side of a statement: a `ChartFormula`, or an int or Fraction, which becomes one."""


@dataclass(frozen=True, slots=True)
class ConstantSide:
    """The formula of a number."""

    value: Fraction

    def __call__(self, p: Point) -> Scalar:
        """Return the number in the point's field."""
        return self.value.numerator * p.one / self.value.denominator


def side(given: object, what: str) -> ChartFormula:
    """Return a side of a statement as a formula: a function of a point, or a number.

    Raises
    ------
    BadInput
        If it is neither, or a float.
    """
    if isinstance(given, float):
        raise a_float(given)
    if isinstance(given, int | Fraction) and not isinstance(given, bool):
        return ConstantSide(Fraction(given))
    if not callable(given):
        raise BadInput(f"the side {what!r} of a statement", f"{shown(given)} is no formula", "give a function of a point")
    return given


def at(formula: ChartFormula, p: Point) -> Scalar:
    """Return a side at a point, in the point's field, even where the formula gives a plain number there."""
    try:
        value = formula(p)
    except TypeError as error:
        if "'Fraction'" in str(error):  # flint's balls do not know them
            mend = "write p.x / 3, or p.one / 3 for the number 1/3"
            raise BadInput("a Fraction inside a side of a statement", "balls do not take it", mend) from error
        raise
    if isinstance(value, float):
        raise a_float(value)
    return ConstantSide(Fraction(value))(p) if isinstance(value, int | Fraction) else value
