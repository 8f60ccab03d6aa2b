"""Identities: the difference reduces to zero in the fraction field of the chart; or a point tells both sides apart."""

from __future__ import annotations

from ..theory.assumptions import Assumption
from ..theory.expansions.chart import Chart, Form, finite_chart
from ..theory.expansions.expansion import coefficient_names
from ..theory.field import MissingFunction
from ..theory.layer.domain import Domain
from .budget import Budget
from .checking import check, sampled
from .evidence import Evidence, Verdict
from .forms import defined, forms, refuse_branches, undefined
from .search import SHARP, VERY_SHARP, Outcome, Place, Sample, same
from .statements import Identity, at


@check.register
def check_identity(
    statement: Identity, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check left = right."""
    domain = statement.domain(assumptions)
    here = finite_chart(domain)
    found: list[Evidence] = []
    apart, sharp = False, SHARP
    try:
        sides = forms(here, (statement.left, statement.right))
        found, apart = _symbolic(statement, here, *sides)
    except MissingFunction:  # not log-rational: min, floor or exp of a logarithm
        refuse_branches(here, statement.left, statement.right)
        sides, sharp = None, VERY_SHARP

    def decide(sample: Sample, place: Place) -> Outcome:
        p = place(sample, statement.regime)
        return same(at(statement.left, p), at(statement.right, p), sharp=sharp, exact=apart)

    found = found if "symbolic" in methods else []
    if "sampled" in methods:
        found.append(sampled(domain, decide, budget, charted=sides is not None))
    return found


def _symbolic(statement: Identity, here: Chart, left: Form, right: Form) -> tuple[list[Evidence], bool]:
    """Return what the forms say, and whether they differ: then nearly equal values are no evidence."""
    where = defined(here, (left, right))
    if not where.everywhere:
        return [undefined(where)], left.value != right.value
    names = ", ".join(coefficient_names(here))
    if left.value == right.value:
        detail = f"left - right reduces to 0 in Q({names})"
        return [Evidence(method="symbolic", verdict=Verdict.PROVED, detail=detail)], False
    if points := _everywhere(statement, here.domain):
        detail = f"left = right at each of the {points} points of the domain, exactly"
        return [Evidence(method="symbolic", verdict=Verdict.PROVED, detail=detail)], False
    detail = f"left - right does not reduce to 0 in Q({names})"
    return [Evidence(method="symbolic", verdict=Verdict.UNKNOWN, detail=detail)], True


def _everywhere(statement: Identity, domain: Domain) -> int:
    """Return the number of points of a finite domain, if both sides are equal at each of them; else 0."""
    points = domain.points()
    if points is None:
        return 0
    for values in points:
        alone = Domain(domain.regime, tuple(domain[name].at(value) for name, value in values.items()))
        left, right = finite_chart(alone).form(statement.left, statement.right)
        if left.value != right.value:
            return 0
    return len(points)
