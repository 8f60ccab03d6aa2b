"""Words the hostile statements share: variables by their intervals, sides by their numbers, statements in a line."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias

from critscale.claims import PLAIN as PLAIN
from critscale.claims import TOKENS as TOKENS
from critscale.proofs.kinds import BigO, Bound, Error, Expansion, Identity, LittleO, Monotone, Within
from critscale.theory.assumptions import Assumption
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.field import Scalar
from critscale.theory.growth import Growth, Stratum
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import Point, Regime

from ..statements import var as var
from .hostile import Built

Number: TypeAlias = int | str | Fraction
Side: TypeAlias = ChartFormula | Number

EVERYWHERE = LittleO(uniform=True)
"""The error of a limit that is uniform in all the parameters."""


def rate(power: Number, *, slope: Number = 0, logs: int = 0) -> Growth:
    """Return the rate n^-(power + slope delta) (log n)^logs."""
    return Growth(Fraction(power), Fraction(slope), logs)


def big_o(power: Number, *, slope: Number = 0, logs: int = 0, uniform: bool = False) -> BigO:
    """Return O(n^-(power + slope delta) (log n)^logs)."""
    return BigO(rate(power, slope=slope, logs=logs), uniform=uniform)


def within(constant: Number, power: Number, *, slope: Number = 0, logs: int = 0, valid_from: int = 2) -> Within:
    """Return the error of at most constant n^-(power + slope delta) (log n)^logs, for n >= valid_from."""
    return Within(Fraction(constant), rate(power, slope=slope, logs=logs), valid_from)


def depths(low: Number, high: Number | None) -> Stratum:
    """Return the stratum low < delta < high, or the point if they are one."""
    return Stratum(Fraction(low), None if high is None else Fraction(high))


def side(given: Side) -> ChartFormula:
    """Return a side of a statement: a formula as it is, a number in the field of the point."""
    if callable(given):
        return given
    number = Fraction(given)
    return lambda p: number.numerator * p.one / number.denominator


def identity(regime: Regime, left: Side, right: Side, *assumptions: Assumption) -> Built:
    """Return left = right."""
    return Identity(regime=regime, left=side(left), right=side(right)), assumptions


def bound(regime: Regime, lower: Side, upper: Side, *assumptions: Assumption, valid_from: int = 2) -> Built:
    """Return lower <= upper."""
    return Bound(regime=regime, lower=side(lower), upper=side(upper), valid_from=valid_from), assumptions


def expansion(
    regime: Regime,
    quantity: Side,
    value: Side,
    *assumptions: Assumption,
    error: Error | None = None,
    ratio: bool = False,
    stratum: Stratum | None = None,
) -> Built:
    """Return quantity = value + error, a limit where no error is given."""
    error = LittleO() if error is None else error
    sides = {"quantity": side(quantity), "value": side(value)}
    return Expansion(regime=regime, **sides, error=error, ratio=ratio, stratum=stratum), assumptions


def monotone(
    regime: Regime,
    quantity: Side,
    variable: str,
    direction: Literal["increasing", "decreasing"],
    *assumptions: Assumption,
    valid_from: int = 2,
) -> Built:
    """Return that the quantity moves one way in a variable."""
    statement = Monotone(
        regime=regime, quantity=side(quantity), variable=variable, direction=direction, valid_from=valid_from
    )
    return statement, assumptions


# Quantities that need neither rho nor r


def own(p: Point) -> Scalar:
    """Return the self weight a."""
    return p.row.self_weight


def other(p: Point) -> Scalar:
    """Return the other weight b."""
    return p.row.other_weight


def gap(p: Point) -> Scalar:
    """Return a - b."""
    return p.row.weight_gap


def entropy(p: Point) -> Scalar:
    """Return the row entropy H."""
    return q.row_entropy(p.row, 0, 0)


def partition(p: Point) -> Scalar:
    """Return log(1 + E)."""
    return p.row.logs().partition


def logit_gap(p: Point) -> Scalar:
    """Return beta (1 - rho)."""
    return p.row.logs().gap


def length(p: Point) -> Scalar:
    """Return n."""
    return 1 / p.h


def log_length(p: Point) -> Scalar:
    """Return log n."""
    return p.L
