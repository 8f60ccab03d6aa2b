"""Bounds and monotonicity: proved by subdividing the box of the chart, sampled at high precision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from sympy.polys.fields import FracElement
from sympy.polys.rings import PolyElement

from ..theory.assumptions import Assumption
from ..theory.charted import Chart, chart
from .budget import Budget
from .certificate import prove_nonnegative
from .checking import check, refuted, sampled
from .evidence import Evidence, Verdict
from .search import Sample
from .statements import Bound, Monotone


def box_of(here: Chart, valid_from: int) -> Mapping[str, Assumption]:
    """Return the box of a chart for n >= valid_from: its parameters, its small coordinates and log n.

    Two small coordinates are taken independent of each other, so the box contains every point of the chart.
    """
    box = dict(here.ranges)
    for coordinate in here.regime.coordinates:
        high = Fraction(1, valid_from) if (coordinate.constant, coordinate.slope) == (1, 0) else Fraction(1)
        box[coordinate.name] = Assumption(
            name=coordinate.name, meaning="small coordinate", low=Fraction(0), high=high, low_open=True
        )
    # log 3 > 1, log 2 > 69/100, and n >= 2^(bits - 1)
    least = max(Fraction(valid_from >= 3), Fraction(69, 100) * (valid_from.bit_length() - 1))
    box["L"] = Assumption(name="L", meaning="log n", low=least, high=None)
    return box


def certify(here: Chart, difference: FracElement, valid_from: int, budget: Budget, what: str) -> Evidence:
    """Try to prove that an element of a chart's field is nonnegative for all n >= valid_from."""
    product = difference.numer * difference.denom  # same sign as the quotient
    box = box_of(here, valid_from)
    result = prove_nonnegative(product, box, budget.boxes)
    if not result.proved:
        return Evidence(
            method="certificate",
            verdict=Verdict.UNKNOWN,
            detail=f"no sign after {result.boxes} boxes; open: {result.open_box}",
        )
    used = [str(s) for s, d in zip(product.ring.symbols, product.degrees(), strict=True) if d > 0]
    sides = ", ".join(box[name].range_text() for name in used)
    return Evidence(
        method="certificate",
        verdict=Verdict.PROVED,
        detail=f"{what} for all n >= {valid_from}: exact Bernstein certificate, {result.boxes} boxes ({sides})",
    )


def generator(poly: PolyElement, name: str) -> PolyElement:
    """Return the generator of a polynomial's ring by name."""
    return poly.ring.gens[[str(s) for s in poly.ring.symbols].index(name)]


@check.register
def check_bound(
    statement: Bound, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check lower <= upper."""
    found = []
    if "sampled" in methods:

        def violated(sample: Sample) -> bool:
            p = sample.at(statement.regime)
            return bool(statement.upper(p) - statement.lower(p) < 0)

        found.append(sampled(statement.regime, assumptions, violated, budget, valid_from=statement.valid_from))
    if "certificate" in methods and not refuted(found):
        here = chart(statement.regime, assumptions)
        try:
            difference = here.field(statement.upper(here.point) - statement.lower(here.point))
        except TypeError:
            return found  # not log-rational
        found.append(certify(here, difference, statement.valid_from, budget, "upper - lower >= 0"))
    return found


@check.register
def check_monotone(
    statement: Monotone, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check that the quantity moves one way in one variable."""
    upward = 1 if statement.direction == "increasing" else -1
    found = []
    if "sampled" in methods:
        found.append(_sampled_monotone(statement, assumptions, budget, upward))
    if "certificate" in methods and not refuted(found):
        here = chart(statement.regime, assumptions)
        value = here.field(statement.quantity(here.point))
        gen = generator(value.numer, statement.variable)
        slope = value.numer.diff(gen) * value.denom - value.numer * value.denom.diff(gen)
        what = f"the derivative in {statement.variable} has one sign ({statement.direction})"
        found.append(certify(here, here.field(slope * upward), statement.valid_from, budget, what))
    return found


def _sampled_monotone(
    statement: Monotone, assumptions: tuple[Assumption, ...], budget: Budget, upward: int
) -> Evidence:
    variable = next(a for a in statement.regime.variables(assumptions) if a.name == statement.variable)
    second = replace(variable, name="other")

    def violated(sample: Sample) -> bool:
        ends = sorted((sample.values[statement.variable], sample.values["other"]))
        values = []
        for end in ends:
            inner = {k: v for k, v in sample.values.items() if k != "other"}
            p = Sample(sample.length, {**inner, statement.variable: end}).at(statement.regime)
            values.append(statement.quantity(p))
        return bool((values[1] - values[0]) * upward < 0)

    return sampled(statement.regime, (*assumptions, second), violated, budget, valid_from=statement.valid_from)
