"""Coefficients of germs: rational numbers as long as that is possible, so that terms cancel exactly, else balls."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from typing import TypeAlias

from flint import arb, fmpq

from .balls import square_root

GermCoefficient: TypeAlias = fmpq | arb
"""A rational number or a ball."""

NOUGHT, HALF = fmpq(0), fmpq(1, 2)

LARGE_N = "give a large finite n, such as 1e1000000"
REWRITE = "write the formula without the cancellation"
HOPELESS = "mend the formula, it is so at every large n"


class IndeterminateForm(ArithmeticError):
    """A germ whose limit the known terms do not decide.

    Parameters
    ----------
    form : str
        What it is, such as a division by 0.
    mend : str, optional
        What helps wherever this form comes up.
    """

    def __init__(self, form: str, mend: str = "") -> None:
        super().__init__(form)
        self.mend = mend

    def mended(self, hint: str) -> str:
        """Return what to do, where ``hint`` helps at the point at hand."""
        return self.mend if self.mend == HOPELESS else ", or ".join(filter(None, (self.mend, hint)))


class OpenSign(IndeterminateForm):
    """A coefficient whose ball contains 0: more precision may decide it."""

    def __init__(self) -> None:
        super().__init__("a coefficient that cannot be told from 0", REWRITE)


def germ_coefficient(value: Fraction | int | float | fmpq | arb) -> GermCoefficient:
    """Return a number as a coefficient; every number but a ball is exact."""
    if isinstance(value, fmpq | arb):
        return value
    if isinstance(value, int):
        return fmpq(value)
    if isinstance(value, float) and not isfinite(value):
        return arb(value)
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def coefficient_sign(value: GermCoefficient) -> int:
    """Return the sign of a coefficient.

    Raises
    ------
    OpenSign
        If its ball leaves that open.
    """
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value == 0:
        return 0
    raise OpenSign


def coefficient_root(value: GermCoefficient) -> GermCoefficient:
    """Return the square root of a number that is known to be >= 0, rational where that is so.

    Raises
    ------
    IndeterminateForm
        If it is a rational number below 0.
    """
    if isinstance(value, fmpq):
        if value < 0:
            raise IndeterminateForm("a root of a negative number", HOPELESS)
        top, bottom = value.p.isqrt(), value.q.isqrt()
        if top * top == value.p and bottom * bottom == value.q:
            return fmpq(top, bottom)
    return square_root(arb(value))
